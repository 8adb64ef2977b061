/* SPDX-License-Identifier: MIT
 * Where each person is in the yearly "this is what we hold about you":
 *
 *	agreed --a year--> asked --no answer--> reminded --no answer--> paused --no answer-->
 *(deleted)
 *	   ^-----------------'----an answer---------'----------------------'
 *
 * Each step counts from the one before, when it was really made: whoever was not reminded, because
 * the daemon was off, is not paused. */
#ifndef SUBSCRIBERS_YEARLY_H
#define SUBSCRIBERS_YEARLY_H

#include "daemon/common/buf.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"

enum yearly_state { YEARLY_AGREED, YEARLY_ASKED, YEARLY_REMINDED, YEARLY_PAUSED };

/* All but the reading ones run in a transaction. */

/* A first consent; a later one changes nothing. */
void yearly_begin(struct db *db, int64_t subscriber_id, int64_t at);
/* In a transaction: two who are one person, whose own year stays. */
void yearly_join(struct db *db, int64_t from_id, int64_t to_id);
/* The one who is longest in this state, since `until` or before; 0: none. */
int64_t yearly_next(struct db *db, enum yearly_state state, int64_t until);
int64_t yearly_count(struct db *db, enum yearly_state state, int64_t until);
/* False where there is no row. */
bool yearly_get(struct db *db, int64_t subscriber_id, enum yearly_state *state_r);
/* To another state, now; false where they are not in `from` any more. */
bool yearly_move(struct db *db, int64_t subscriber_id, enum yearly_state from, enum yearly_state to,
    bool is_mailed, int64_t now);
/* Not now: the step is looked at again as if the one before had been made at `since`. */
void yearly_postpone(struct db *db, int64_t subscriber_id, int64_t since);
/* Nothing is left to ask about; a new consent begins anew. */
void yearly_end(struct db *db, int64_t subscriber_id);
/* How many were mailed since then. */
int64_t yearly_mailed_since(struct db *db, int64_t since);
/* For "my data": an object, or null. */
void yearly_json(struct db *db, int64_t subscriber_id, struct buf *out);

/* The clock was set back (clock_back.h); in a transaction. */
void yearly_set_back(struct db *db, const struct clock_back *back);

#endif
