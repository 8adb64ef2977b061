/* SPDX-License-Identifier: MIT
 * What the header says, as facts. Needs no MIME library, so it also reads what the guard refused
 * and what another worker died of. */
#ifndef PARSE_HEADERS_H
#define PARSE_HEADERS_H

#include "daemon/mail/facts.h"
#include "daemon/parse/head.h"

/* Fills every fact that comes from the message's own header, but for authentication. */
void headers_read(struct facts *f, const struct head *h);
/* Appends the fields of a part that is itself a header (delivery-status, the head of a returned
 * message): LF, unfolded, decoded to UTF-8; empty lines between groups are kept. With `names`
 * (NULL-ended) only those. */
void headers_add_fields(struct buf *out, struct slice text, const char *const *names);
/* What identifies a message that came back. */
extern const char *const headers_of_original[];

#endif
