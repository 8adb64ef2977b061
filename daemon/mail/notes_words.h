/* SPDX-License-Identifier: MIT
 * What a convenor writes after a meeting is shown to them, and goes to all its members when they
 * say so (meeting_notes.h): may it be meant for us instead? Pure. */
#ifndef MAIL_NOTES_WORDS_H
#define MAIL_NOTES_WORDS_H

#include <stdbool.h>

#include "daemon/common/slice.h"

/* Not where it thanks, asks, speaks of confidence or of leave, wants something of us, or says so:
 * then a person of ours reads it at once, whatever its writer answers. */
bool notes_words_are_for_all(struct slice text);

#endif
