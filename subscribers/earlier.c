/* SPDX-License-Identifier: MIT
 * Owns the table earlier; see earlier.h. */
#include "subscribers/earlier.h"

#include <string.h>

#include "subscribers/alias.h"
#include "subscribers/json.h"
#include "subscribers/rsvp.h"
#include "subscribers/subscriber.h"
#include "subscribers/subscription.h"

void earlier_init(struct earlier *e)
{
	memset(e, 0, sizeof *e);
	buf_init(&e->details);
	buf_init(&e->lists);
	buf_init(&e->answers);
	buf_init(&e->aliases);
}

void earlier_release(struct earlier *e)
{
	buf_release(&e->details);
	buf_release(&e->lists);
	buf_release(&e->answers);
	buf_release(&e->aliases);
}

void earlier_keep(struct db *db, int64_t subscriber_id, const uint8_t hash[TOKEN_HASH_SIZE],
    int64_t now)
{
	struct earlier e;
	struct db_stmt *st;

	earlier_init(&e);
	subscriber_state(db, subscriber_id, &e.details);
	subscription_states(db, subscriber_id, &e.lists);
	rsvp_states(db, subscriber_id, &e.answers);
	alias_states(db, subscriber_id, &e.aliases);
	st = db_sql(db,
	    "INSERT OR REPLACE INTO earlier (subscriber_id, address_hash, left_at, details, lists, answers, aliases)"
	    " VALUES (:subscriber, :hash, :now, :details, :lists, :answers, :aliases)");
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_blob(st, ":hash", slice_make((const char *)hash, TOKEN_HASH_SIZE));
	db_bind_int(st, ":now", now);
	db_bind_slice(st, ":details", buf_all(&e.details));
	db_bind_slice(st, ":lists", buf_all(&e.lists));
	db_bind_slice(st, ":answers", buf_all(&e.answers));
	db_bind_slice(st, ":aliases", buf_all(&e.aliases));
	db_do(st);
	earlier_release(&e);
}

bool earlier_get(struct db *db, int64_t subscriber_id, const uint8_t hash[TOKEN_HASH_SIZE],
    struct earlier *e)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT left_at, details, lists, answers, aliases FROM earlier"
	    " WHERE subscriber_id = :subscriber AND address_hash = :hash");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_blob(st, ":hash", slice_make((const char *)hash, TOKEN_HASH_SIZE));
	if (!db_row(st))
		return false;
	e->left_at = db_int(st, 0);
	buf_slice(&e->details, db_text(st, 1));
	buf_slice(&e->lists, db_text(st, 2));
	buf_slice(&e->answers, db_text(st, 3));
	buf_slice(&e->aliases, db_text(st, 4));
	db_end(st);
	return true;
}

void earlier_drop(struct db *db, int64_t subscriber_id, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM earlier WHERE subscriber_id = :subscriber AND left_at >= :since");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":since", since);
	db_do(st);
}

int64_t earlier_forget(struct db *db, int64_t before, int64_t most)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM earlier WHERE (subscriber_id, address_hash) IN"
	    " (SELECT subscriber_id, address_hash FROM earlier WHERE left_at < :before LIMIT :most)");

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	return db_run(st);
}

int64_t earlier_count(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*) FROM earlier WHERE left_at < :before");

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

void earlier_json(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('until', " JSON_TIME(
	        "left_at") ", 'details', json(details),"
	                   " 'subscriptions', json(lists), 'meetings', json(answers), 'other_addresses', json(aliases)) FROM earlier"
	                   " WHERE subscriber_id = :subscriber ORDER BY left_at");

	db_bind_int(st, ":subscriber", subscriber_id);
	json_rows(st, out);
}

/* It would be kept as much longer. */
void earlier_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE earlier SET left_at = left_at - :by WHERE left_at > :now");

	if (!back->was_ahead)
		return;
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st); /* mostly there is none */
}
