/* SPDX-License-Identifier: MIT
 * Who is named in which announcement: members whose tips carry their name. When such a person is
 * forgotten their name must go from the archive too; until it has, the row stays without the
 * person. */
#ifndef SUBSCRIBERS_BYLINE_H
#define SUBSCRIBERS_BYLINE_H

#include "daemon/common/buf.h"
#include "subscribers/db.h"

/* In a transaction. `name`: as the announcement's Markdown has it. */
void byline_add(struct db *db, int64_t announcement_id, int64_t subscriber_id, struct slice name);
/* The next, after the one numbered `after` (0: the first), whose person is gone. False where there
 * is none; *name_r is replaced. */
bool byline_next_orphan(struct db *db, int64_t after, int64_t *id_r, int64_t *announcement_id_r,
    struct buf *name_r);
/* In a transaction: the name stands there no more. */
void byline_remove(struct db *db, int64_t id);
/* Those of what began since then are the other's, or (0) to be taken out. In a transaction. */
void byline_part(struct db *db, int64_t subscriber_id, int64_t other_id, int64_t since);
/* In a transaction: two who are one person. */
void byline_join(struct db *db, int64_t from_id, int64_t to_id);
/* Appends a JSON array: where a person is named. */
void byline_json_of(struct db *db, int64_t subscriber_id, struct buf *out);

#endif
