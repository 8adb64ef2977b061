/* SPDX-License-Identifier: MIT
 * What the text of an unstructured report says of each recipient. Pure. */
#ifndef MAIL_BOUNCE_TEXT_H
#define MAIL_BOUNCE_TEXT_H

#include "daemon/mail/classify.h"

/* The text of an unstructured report, without the returned message below it. */
struct slice bounce_text_region(struct slice text);
/* Adds the recipients a text names, with what it says of each. */
void bounce_text_read(const struct facts *f, struct slice region, struct verdict *v);
/* Appends what a text says of one recipient: the paragraphs that begin where it is named. */
void bounce_text_about(struct slice region, struct slice address, struct buf *out);

#endif
