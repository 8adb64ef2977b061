/* SPDX-License-Identifier: MIT
 * Owns the table yearly; see yearly.h. Knows no spans and sends nothing: that is core's. */
#include "subscribers/yearly.h"

#include "subscribers/json.h"

static const char *const state_names[] = { "agreed", "asked", "reminded", "paused" };

void yearly_begin(struct db *db, int64_t subscriber_id, int64_t at)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO yearly (subscriber_id, state, since_at)"
	    " VALUES (:id, 'agreed', :at) ON CONFLICT DO NOTHING");

	db_bind_int(st, ":id", subscriber_id);
	db_bind_int(st, ":at", at);
	db_do(st);
}

void yearly_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE OR IGNORE yearly SET subscriber_id = :to WHERE subscriber_id = :from");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st); /* mostly there is none */
}

int64_t yearly_next(struct db *db, enum yearly_state state, int64_t until)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT subscriber_id FROM yearly INDEXED BY yearly_next"
	    " WHERE state = :state AND since_at <= :until ORDER BY since_at LIMIT 1");

	db_bind_text(st, ":state", state_names[state]);
	db_bind_int(st, ":until", until);
	return db_number(st, 0);
}

int64_t yearly_count(struct db *db, enum yearly_state state, int64_t until)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM yearly INDEXED BY yearly_next"
	    " WHERE state = :state AND since_at <= :until");

	db_bind_text(st, ":state", state_names[state]);
	db_bind_int(st, ":until", until);
	return db_number(st, 0);
}

bool yearly_get(struct db *db, int64_t subscriber_id, enum yearly_state *state_r)
{
	struct db_stmt *st = db_sql(db, "SELECT state FROM yearly WHERE subscriber_id = :id");

	db_bind_int(st, ":id", subscriber_id);
	if (!db_row(st))
		return false;
	*state_r = YEARLY_AGREED;
	for (size_t i = 0; i < sizeof state_names / sizeof state_names[0]; i++) {
		if (slice_is(db_text(st, 0), state_names[i]))
			*state_r = (enum yearly_state)i;
	}
	db_end(st);
	return true;
}

bool yearly_move(struct db *db, int64_t subscriber_id, enum yearly_state from, enum yearly_state to,
    bool is_mailed, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE yearly SET state = :to, since_at = :now,"
	    " mailed_at = iif(:is_mailed, :now, mailed_at) WHERE subscriber_id = :id AND state = :from");

	db_bind_text(st, ":to", state_names[to]);
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":is_mailed", is_mailed);
	db_bind_int(st, ":id", subscriber_id);
	db_bind_text(st, ":from", state_names[from]);
	return db_run(st) > 0;
}

void yearly_postpone(struct db *db, int64_t subscriber_id, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE yearly SET since_at = :since WHERE subscriber_id = :id");

	db_bind_int(st, ":since", since);
	db_bind_int(st, ":id", subscriber_id);
	db_do(st);
}

void yearly_end(struct db *db, int64_t subscriber_id)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM yearly WHERE subscriber_id = :id");

	db_bind_int(st, ":id", subscriber_id);
	db_do(st);
}

int64_t yearly_mailed_since(struct db *db, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM yearly INDEXED BY yearly_mailed"
	    " WHERE mailed_at > :since");

	db_bind_int(st, ":since", since);
	return db_number(st, 0);
}

void yearly_json(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('state', state, 'since', " JSON_TIME(
	        "since_at") ","
	                    " 'mailed', " JSON_TIME(
	                        "mailed_at") ") FROM yearly WHERE subscriber_id = :id");

	db_bind_int(st, ":id", subscriber_id);
	if (!json_row(st, out))
		buf_text(out, "null");
}

void yearly_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE yearly SET since_at = iif(since_at > :now, since_at - :by, since_at),"
	    " mailed_at = iif(mailed_at > :now, mailed_at - :by, mailed_at) WHERE since_at > :now OR mailed_at > :now");

	if (!back->was_ahead)
		return;
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
}
