/* SPDX-License-Identifier: MIT
 * Reports of non-delivery: RFC 3464, and what is not RFC 3464. Who, and why, as far as the
 * report says; whether it may be believed is core's question (only a token of ours proves it). */
#ifndef MAIL_BOUNCE_H
#define MAIL_BOUNCE_H

#include "daemon/mail/classify.h"

/* Is it such a report (or a warning, or a confirmation of delivery)? */
bool bounce_is(const struct facts *f);
/* Fills v->bounces. A report whose recipient cannot be told has one entry without. The verdict's
 * kind is set to KIND_COMPLAINT where it is a notification of one (parse/ses.h). */
void bounce_read(const struct facts *f, struct verdict *v);
/* Complaints: RFC 5965 reports and their relatives. Fills v->complaint_*; false where it is none.
 */
bool bounce_read_complaint(const struct facts *f, struct verdict *v);

#endif
