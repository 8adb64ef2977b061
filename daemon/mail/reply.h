/* SPDX-License-Identifier: MIT
 * The new text of a reply: without quoted text, attributions, Outlook's header blocks,
 * signatures, mobile footers and disclaimers. Pure. */
#ifndef MAIL_REPLY_H
#define MAIL_REPLY_H

#include "../common/buf.h"

/* Appends what the person wrote anew, LF line ends, no empty lines at both ends. Inline answers
 * between quotes stay. Nothing new gives nothing. */
void reply_text(struct buf *out, struct slice text);
/* Appends all words that are somebody's, quoted or not, without the marks of quotes: not what programs add (attributions,
 * header fields, dividers, signatures, footers, disclaimers). Of a mail that says nothing new it is the mail it answers,
 * or a part of that. */
void reply_rest(struct buf *out, struct slice text);

#endif
