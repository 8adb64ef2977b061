/* SPDX-License-Identifier: MIT
 * A mail that says one thing: "undo", "name me", "withdraw", "approve". What is done by such a word cannot be asked about
 * again, so it must be all that is said. Pure. */
#ifndef MAIL_KEYWORD_H
#define MAIL_KEYWORD_H

#include <stdbool.h>

#include "daemon/common/slice.h"

/* Is `keyword` (one word or several, small letters, as utf8_fold() writes them) the whole of the new text, but for a yes
 * before it, a greeting, please and thanks, and a name below? A question, a doubt, a condition, a second thought make it
 * false. */
bool keyword_is_alone(struct slice text, const char *keyword);

#endif
