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

/* --- between bounce.c and its parts --- */

/* The text of an unstructured report, without the returned message below it. */
struct slice bounce_text_region(struct slice text);
/* Adds the recipients a text names, with what it says of each. */
void bounce_text_read(const struct facts *f, struct slice region, struct verdict *v);
/* Appends what a text says of one recipient: the paragraphs that begin where it is named. */
void bounce_text_about(struct slice region, struct slice address, struct buf *out);
/* Adds the recipients of delivery-status fields; `explanation` is the human-readable text. */
void bounce_dsn_read(struct slice fields, struct slice explanation, struct verdict *v);
/* Adds one recipient; one that is there already is not added again. NULL where there is no room
 * or it is no address and there is an entry already. */
struct classify_bounce *bounce_add(struct verdict *v, struct slice recipient);
/* Fills status, class, reason and diagnostic of an entry. */
void bounce_judge(struct classify_bounce *b, struct slice diagnostic, struct slice explanation,
    struct slice status);

#endif
