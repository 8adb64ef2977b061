/* SPDX-License-Identifier: MIT
 * Everything that is held about one person, as one JSON object: the answer to "my data" (Privacy
 * Act 2020, IPP 6) and to `subscriber export`. test_holdings.c fails where a table holds something
 * about people that does not stand here. */
#ifndef CORE_HOLDINGS_H
#define CORE_HOLDINGS_H

#include <jansson.h>

#include "daemon/common/buf.h"
#include "daemon/core/loop/core.h"
#include "subscribers/subscriber.h"

/* Is anything held of somebody who has no row as a subscriber: as a convenor, as staff, as whom to
 * talk to at an organisation, or of mails to and from them? `inbound_id`: but for that one, by
 * which they ask; 0: none. */
bool holdings_has(struct db *db, const struct subscriber *nobody, int64_t inbound_id);
/* Appends the object; its person is null where there is no row (subscriber_nobody()). Reads only.
 */
void holdings_json(struct db *db, const struct subscriber *s, struct buf *out);
/* What holdings_json() gave (`held`), as a template tells it to its person. The caller owns the
 * result. */
json_t *holdings_values(const struct core *core, const struct subscriber *who, json_t *held);

#endif
