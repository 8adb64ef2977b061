/* SPDX-License-Identifier: MIT
 * Owns the table wish; see wish.h. */
#include "subscribers/wish.h"

#include "daemon/common/str_put.h"
#include "subscribers/json.h"
#include "subscribers/subscriber.h"

void wish_add(struct db *db, int64_t delivery_id, int64_t subscriber_id, const char *verb,
    struct slice args, bool is_proven, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO wish (delivery_id, subscriber_id, verb, args, is_proven, asked_at)"
	    " VALUES (:delivery, :subscriber, :verb, :args, :proven, :now)");

	db_bind_int(st, ":delivery", delivery_id);
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_text(st, ":verb", verb);
	db_bind_slice(st, ":args", args);
	db_bind_int(st, ":proven", is_proven);
	db_bind_int(st, ":now", now);
	db_do(st);
}

static void forget(struct db *db, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM wish WHERE delivery_id = :delivery");

	db_bind_int(st, ":delivery", delivery_id);
	db_do(st);
}

bool wish_peek(struct db *db, int64_t delivery_id, struct wish *wish_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT subscriber_id, verb, args, is_proven FROM wish WHERE delivery_id = :delivery");

	db_bind_int(st, ":delivery", delivery_id);
	if (!db_row(st))
		return false;
	wish_r->subscriber_id = db_int(st, 0);
	str_put(wish_r->verb, sizeof wish_r->verb, "%.*s", SLICE_ARG(db_text(st, 1)));
	str_put(wish_r->args, sizeof wish_r->args, "%.*s", SLICE_ARG(db_text(st, 2)));
	wish_r->is_proven = db_int(st, 3) != 0;
	db_end(st);
	return true;
}

bool wish_take(struct db *db, int64_t delivery_id, struct wish *wish_r)
{
	if (!wish_peek(db, delivery_id, wish_r))
		return false;
	forget(db, delivery_id);
	return true;
}

void wish_narrow(struct db *db, int64_t subscriber_id, const char *verb, int64_t number,
    bool is_of_more)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE wish SET args = trim(replace(' ' || args || ' ', ' ' || :number || ' ', ' '))"
	    " WHERE subscriber_id = :subscriber AND verb = :verb AND (instr(args, ' ') > 0 OR NOT :more)");

	db_bind_int(st, ":number", number);
	db_bind_int(st, ":more", is_of_more);
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_text(st, ":verb", verb);
	db_do(st);
}

void wish_all_args(struct db *db, int64_t subscriber_id, const char *verb, int64_t since,
    struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT coalesce(group_concat(args, ' '), '') FROM wish"
	    " WHERE subscriber_id = :subscriber AND verb = :verb AND asked_at > :since");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_text(st, ":verb", verb);
	db_bind_int(st, ":since", since);
	if (!db_row(st))
		return;
	buf_slice(out, db_text(st, 0));
	db_end(st);
}

void wish_drop(struct db *db, int64_t subscriber_id, const char *verb, int64_t but_delivery_id)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM wish WHERE subscriber_id = :subscriber AND verb = :verb"
	    " AND delivery_id <> :but");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_text(st, ":verb", verb);
	db_bind_int(st, ":but", but_delivery_id);
	db_do(st); /* mostly there is none */
}

void wish_drop_to(struct db *db, const char *address)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM wish WHERE verb <> '" WISH_UNDO_MOVE "' AND (lower(args) = lower(:address)"
	    " OR substr(lower(args), 1, length(:address) + 1) = lower(:address) || ' ')");

	db_bind_text(st, ":address", address);
	db_do(st); /* mostly there is none */
}

void wish_drop_since(struct db *db, int64_t subscriber_id, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM wish WHERE subscriber_id = :subscriber AND asked_at >= :since");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":since", since);
	db_do(st); /* mostly there is none */
}

int64_t wish_withdraw(struct db *db, int64_t subscriber_id, const char *verb)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE wish SET verb = '" WISH_WITHDRAWN "' WHERE subscriber_id = :subscriber"
	    " AND verb = :verb");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_text(st, ":verb", verb);
	return db_run(st);
}

int64_t wish_find(struct db *db, int64_t subscriber_id, const char *verb, const char *args)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT max(delivery_id) FROM wish WHERE subscriber_id = :subscriber"
	    " AND verb = :verb AND args = :args");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_text(st, ":verb", verb);
	db_bind_text(st, ":args", args);
	return db_number(st, 0);
}

bool wish_has(struct db *db, int64_t subscriber_id, const char *verb, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM wish WHERE subscriber_id = :subscriber AND verb = :verb"
	    " AND asked_at > :since");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_text(st, ":verb", verb);
	db_bind_int(st, ":since", since);
	return db_number(st, 0) > 0;
}

void wish_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE wish SET subscriber_id = :to WHERE subscriber_id = :from");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st); /* mostly there is none */
}

int64_t wish_lapse(struct db *db, int64_t before, int64_t most)
{
	int64_t count = 0;

	for (; count < most && !db_has_failed(db); count++) {
		struct db_stmt *st = db_sql(db,
		    "SELECT delivery_id, subscriber_id FROM wish"
		    " WHERE asked_at < :before ORDER BY asked_at LIMIT 1");
		int64_t delivery_id, subscriber_id;

		db_bind_int(st, ":before", before);
		if (!db_row(st))
			break;
		delivery_id = db_int(st, 0);
		subscriber_id = db_int(st, 1);
		db_end(st);
		forget(db, delivery_id);
		(void)subscriber_remove_unused(db,
		    subscriber_id); /* most are held for a list too */
	}
	return count;
}

int64_t wish_count(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*) FROM wish WHERE asked_at < :before");

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

int64_t wish_count_of(struct db *db, int64_t subscriber_id, const char *verb, bool is_proven,
    int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM wish WHERE subscriber_id = :subscriber"
	    " AND asked_at > :since AND verb NOT IN ('undo', 'undo address', 'stop', '" WISH_WITHDRAWN
	    "') AND is_proven = :proven AND (:verb IS NULL OR verb = :verb)");

	db_bind_int(st, ":proven", is_proven);
	db_bind_text(st, ":verb", verb);
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":since", since);
	return db_number(st, 0);
}

void wish_json(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('verb', verb, 'args', args, 'asked', " JSON_TIME(
	        "asked_at") ") FROM wish WHERE subscriber_id = :subscriber ORDER BY asked_at");

	db_bind_int(st, ":subscriber", subscriber_id);
	json_rows(st, out);
}

/* It would count as asked today until then, and lapse as much later. */
void wish_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE wish SET asked_at = asked_at - :by WHERE asked_at > :now");

	if (!back->was_ahead)
		return;
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st); /* mostly there is none */
}
