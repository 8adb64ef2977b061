/* SPDX-License-Identifier: MIT
 * What a convenor writes after a meeting goes to all its members: is it clear that it was meant for them? Pure. */
#ifndef MAIL_NOTES_WORDS_H
#define MAIL_NOTES_WORDS_H

#include <stdbool.h>

#include "../common/slice.h"

/* Not where it thanks, asks, speaks of confidence or of leave, wants something of us, or says so: somebody looks at that
 * first. A mail that went to everybody cannot be called back. */
bool notes_words_are_for_all(struct slice text);

#endif
