/* SPDX-License-Identifier: MIT
 * Mail no person wrote: vacation notices, receipts of ticket systems, list mail, challenges. By
 * its fields (RFC 3834 and its relatives), by subjects and, where a robot hides, by its words. */
#ifndef MAIL_AUTOREPLY_H
#define MAIL_AUTOREPLY_H

#include "daemon/mail/facts.h"

/* "vacation", "auto-generated", "other", or NULL where nothing says that a robot wrote it. */
const char *autoreply_kind(const struct facts *f);
/* Does a field of its say so (RFC 3834 and its relatives, mail to many, the null sender)? Where
 * only words do, a person may have written them: "Annual leave" heads many a mail.
 * X-Auto-Response-Suppress is no such field: some hosts put it into all that leaves them. */
bool autoreply_is_marked(const struct facts *f);
/* Is all that marks it that it came through a list or group, or that a program made it? "Post as
 * group" and help desks write those fields into what people write. Not what is the list's own, nor
 * what a program made that looks like a notice or a receipt as well. */
bool autoreply_is_handed_on(const struct facts *f);
/* The day a vacation ends, "2026-12-01", or empty. A date without a year is the next one after
 * the message's own date. */
void autoreply_until(const struct facts *f, char until[11]);
/* "Click here to prove that you are human." */
bool autoreply_is_challenge(const struct facts *f);

#endif
