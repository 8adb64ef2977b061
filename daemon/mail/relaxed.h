/* SPDX-License-Identifier: MIT
 * The forms in which DKIM compares messages ("relaxed", RFC 6376 §3.4): what mail systems change on
 * the way, blanks and line folds, does not count. */
#ifndef MAIL_RELAXED_H
#define MAIL_RELAXED_H

#include "daemon/common/buf.h"

/* Appends a whole body (§3.4.4): every line ends in CRLF, empty lines at the end are gone. */
void relaxed_body(struct buf *out, struct slice body);
/* Appends one field (§3.4.2), given without its last CRLF: "name:value", unfolded. */
void relaxed_field(struct buf *out, struct slice field);

#endif
