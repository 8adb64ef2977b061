/* SPDX-License-Identifier: MIT
 * The fields of a delivery status (RFC 3464 §2). Pure. */
#ifndef MAIL_BOUNCE_DSN_H
#define MAIL_BOUNCE_DSN_H

#include "daemon/mail/classify.h"

/* Adds the recipients of delivery-status fields; `explanation` is the human-readable text. */
void bounce_dsn_read(struct slice fields, struct slice explanation, struct verdict *v);

#endif
