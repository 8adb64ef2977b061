/* SPDX-License-Identifier: MIT
 * Everything that is held about one person, as one JSON object: the answer to "my data" (Privacy Act
 * 2020, IPP 6) and to `subscriber export`. test_holdings.c fails where a table holds something
 * about people that does not stand here. */
#ifndef CORE_HOLDINGS_H
#define CORE_HOLDINGS_H

#include "../../subscribers/subscriber.h"
#include "../common/buf.h"

/* Appends the object. Reads only. */
void holdings_json(struct db *db, const struct subscriber *s, struct buf *out);

#endif
