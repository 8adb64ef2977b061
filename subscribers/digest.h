/* SPDX-License-Identifier: MIT
 * What was collected for people who want their mail once a day or once a week. An announcement
 * stands here from the moment its own delivery was given up for the digest until the digest is
 * made. */
#ifndef SUBSCRIBERS_DIGEST_H
#define SUBSCRIBERS_DIGEST_H

#include "daemon/common/buf.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"

struct digest_pair {
	int64_t subscriber_id, list_id;
};

/* When a digest collected at `now` goes: the next 9:00 by the zone's clock, for "weekly" that of a
 * Monday. */
int64_t digest_due_at(struct slice rhythm, const char *zone, int64_t now);

/* All of these run in a transaction. What is there already stays as it is. */
void digest_collect(struct db *db, struct digest_pair who, int64_t announcement_id, int64_t due_at);
/* Two who are one person. */
void digest_join(struct db *db, int64_t from_id, int64_t to_id);
/* Takes up to `most` announcements out, the oldest first; how many. */
size_t digest_take(struct db *db, struct digest_pair who, int64_t *ids_r, size_t most);
/* Takes one announcement out of everybody's; of how many. */
int64_t digest_drop(struct db *db, int64_t announcement_id);
/* All that waits for a person (on one list; 0: on any) is due then. */
void digest_set_due(struct db *db, struct digest_pair who, int64_t due_at);

/* One that is due; false where none is. */
bool digest_next_due(struct db *db, int64_t now, struct digest_pair *who_r);
/* When the next one is due; 0: none waits. */
int64_t digest_next_at(struct db *db);
/* How many wait for a person; and the same as JSON. */
int64_t digest_count(struct db *db, int64_t subscriber_id);
void digest_json(struct db *db, int64_t subscriber_id, struct buf *out);

/* The clock was set back (clock_back.h); in a transaction. The hour stays. */
void digest_set_back(struct db *db, const struct clock_back *back);

#endif
