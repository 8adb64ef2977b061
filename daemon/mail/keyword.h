/* SPDX-License-Identifier: MIT
 * A mail that says one thing: "undo", "name me", "withdraw", "approve". What is done by such a word
 * cannot be asked about again, so it must be all that is said. Pure. */
#ifndef MAIL_KEYWORD_H
#define MAIL_KEYWORD_H

#include <stdbool.h>

#include "daemon/common/slice.h"

/* Is `keyword` (one word or several, small letters, as utf8_fold() writes them) the whole of the
 * new text, but for a yes before it, a greeting, please and thanks, and what keyword_is_signed_by()
 * lets stand below? A question, a doubt, a condition, a second thought make it false. `own`: what
 * the writer is called by, a display name, a local part, or both; may be empty. */
bool keyword_is_alone(struct slice text, const char *keyword, struct slice own);
/* Do the lines below what decides hold only thanks, a sign-off, the writer's own name, and below
 * that how to reach them, or sentences that footers have (footer_forms.h)? No other name, for any
 * word may be one. */
bool keyword_is_signed_by(struct slice below, struct slice own);

#endif
