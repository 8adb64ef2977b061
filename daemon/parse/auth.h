/* SPDX-License-Identifier: MIT
 * Authentication-Results (RFC 8601) of the one host that is trusted: the topmost field with its
 * authserv-id. ARC and every other host's results are ignored. */
#ifndef PARSE_AUTH_H
#define PARSE_AUTH_H

#include "daemon/mail/facts.h"
#include "daemon/parse/head.h"

/* Fills FACTS_AUTH_*; nothing where authserv_id is empty. */
void auth_read(struct facts *f, const struct head *h, struct slice authserv_id);

#endif
