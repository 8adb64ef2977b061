/* SPDX-License-Identifier: MIT
 * How people were when their address changed, for as long as that can be undone. The owners of the
 * rows say what that is and bring it back (subscriber_state(), subscription_states(),
 * rsvp_states()); here it is kept. */
#ifndef SUBSCRIBERS_EARLIER_H
#define SUBSCRIBERS_EARLIER_H

#include "daemon/common/buf.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"
#include "subscribers/token.h"

struct earlier {
	int64_t left_at;                             /* when the address changed */
	struct buf details, lists, answers, aliases; /* JSON */
};

void earlier_init(struct earlier *e);
void earlier_release(struct earlier *e);

/* In a transaction in which the address with this keyed hash is left. A newer one of the same takes
 * the place of an older. */
void earlier_keep(struct db *db, int64_t subscriber_id, const uint8_t hash[TOKEN_HASH_SIZE],
    int64_t now);
/* False where nothing is kept of that change. */
bool earlier_get(struct db *db, int64_t subscriber_id, const uint8_t hash[TOKEN_HASH_SIZE],
    struct earlier *e_r);
/* In a transaction: that change and those since are undone. */
void earlier_drop(struct db *db, int64_t subscriber_id, int64_t since);
/* Forgets up to `most` of before `before`; and how many there are. */
int64_t earlier_forget(struct db *db, int64_t before, int64_t most);
int64_t earlier_count(struct db *db, int64_t before);
/* Appends a JSON array: all that is kept of a person. */
void earlier_json(struct db *db, int64_t subscriber_id, struct buf *out);

/* The clock was set back (clock_back.h); in a transaction. */
void earlier_set_back(struct db *db, const struct clock_back *back);

#endif
