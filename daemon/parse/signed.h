/* SPDX-License-Identifier: MIT
 * What a domain's signature speaks for (RFC 6376 §5.4). Many sign neither To nor Cc: whoever got
 * such a mail may put another To on it and send it on, and DKIM, with it DMARC, still passes. So
 * where the mail did not come from the domain's own servers (SPF), each of its signatures must
 * cover the fields that we act on. */
#ifndef PARSE_SIGNED_H
#define PARSE_SIGNED_H

#include "daemon/mail/facts.h"
#include "daemon/parse/head.h"

/* What may be another's doing than that of `domain`, by its signatures: FACTS_UNBOUND_..., 0:
 * nothing. Nothing where there is none: then it is something else that vouches. All where a field
 * stands there more often than RFC 5322 §3.6 and RFC 2045 allow: a signature covers one of them. */
int signed_unbound(const struct head *h, struct slice domain, bool is_from_its_servers);

/* Appends a line for each signature of `domain`, as far as any could vouch: the beginning of its
 * bytes, by which it is known again whatever else of the mail is another's doing. */
#define SIGNED_MARK 40 /* characters of base64, 240 bits */
void signed_marks(const struct head *h, struct slice domain, struct buf *out);

#endif
