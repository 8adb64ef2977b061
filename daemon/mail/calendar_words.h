/* SPDX-License-Identifier: MIT
 * What a person wrote beside a calendar's button (RFC 5546): its COMMENT, or the text of the mail,
 * less what calendars write there themselves. Pure. */
#ifndef MAIL_CALENDAR_WORDS_H
#define MAIL_CALENDAR_WORDS_H

#include "daemon/common/buf.h"

/* Appends it; nothing where nobody wrote any. What stands in both stands there once. */
void calendar_words(struct slice comment, struct slice text, struct buf *out);

#endif
