/* SPDX-License-Identifier: MIT
 * The new text of a reply: without quoted text, attributions, Outlook's header blocks,
 * signatures, mobile footers and disclaimers. Pure. */
#ifndef MAIL_REPLY_H
#define MAIL_REPLY_H

#include <stdbool.h>

#include "daemon/common/buf.h"

/* Appends what the person wrote anew, LF line ends, no empty lines at both ends. Inline answers
 * between quotes stay. Nothing new gives nothing. */
void reply_text(struct buf *out, struct slice text);
/* Appends all words that are somebody's, quoted or not, without the marks of quotes: not what
 * programs add (attributions, header fields, dividers, a telephone's footer, disclaimers, marks).
 * Of a mail that says nothing new it is the mail it answers, or a part of that. */
void reply_rest(struct buf *out, struct slice text);
/* Appends what stands above all that is quoted: the new text, what programs put around it, and its
 * signature. */
void reply_above(struct buf *out, struct slice text);
/* Takes one "Re:" off the beginning of a Subject, in the languages of mail programs that people
 * here use; "Re[2]:" too; and a mark such as "[SEEMAIL]" (reply_words_is_marking()). False where
 * there is none. */
bool reply_take_prefix(struct slice *subject);

#endif
