/* SPDX-License-Identifier: MIT
 * Owns the table digest_item; see digest.h. It never decides who gets a digest: who is not
 * subscribed any more when it is due is found out by whoever makes the mail. */
#include "subscribers/digest.h"

#include "daemon/common/zone.h"
#include "subscribers/json.h"

#define HOUR 9 /* when people sit down to their mail */
#define DAY_S INT64_C(86400)
#define MONDAY 1

int64_t digest_due_at(struct slice rhythm, const char *zone, int64_t now)
{
	struct zone_time t;
	int64_t due = now;

	if (!slice_is(rhythm, "daily") && !slice_is(rhythm, "weekly"))
		return now;
	/* A day has 9:00 once, whatever the clocks do at night; noon to noon is always another day.
	 */
	for (int i = 0; i < 9; i++) {
		int64_t at;

		zone_local(zone, now + i * DAY_S, &t);
		t.hour = HOUR;
		t.minute = t.second = 0;
		(void)zone_utc(zone, &t, &at); /* 9:00 is in no gap */
		zone_local(zone, at, &t);
		due = at;
		if (at > now && (slice_is(rhythm, "daily") || t.weekday == MONDAY))
			break;
	}
	return due;
}

static void bind(struct db_stmt *st, struct digest_pair who)
{
	db_bind_int(st, ":subscriber", who.subscriber_id);
	db_bind_int(st, ":list", who.list_id);
}

void digest_collect(struct db *db, struct digest_pair who, int64_t announcement_id, int64_t due_at)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT OR IGNORE INTO digest_item (subscriber_id, list_id, announcement_id,"
	    " due_at) VALUES (:subscriber, :list, :announcement, :due)");

	bind(st, who);
	db_bind_int(st, ":announcement", announcement_id);
	db_bind_int(st, ":due", due_at);
	db_do(st);
}

void digest_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE OR IGNORE digest_item SET subscriber_id = :to WHERE subscriber_id = :from");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st);
}

size_t digest_take(struct db *db, struct digest_pair who, int64_t *ids_r, size_t most)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT announcement_id FROM digest_item WHERE subscriber_id = :subscriber"
	    " AND list_id = :list ORDER BY announcement_id LIMIT :most");
	size_t n = 0;

	bind(st, who);
	db_bind_int(st, ":most", (int64_t)most);
	while (db_row(st))
		ids_r[n++] = db_int(st, 0);
	for (size_t i = 0; i < n; i++) {
		st = db_sql(db,
		    "DELETE FROM digest_item WHERE subscriber_id = :subscriber AND list_id = :list"
		    " AND announcement_id = :announcement");
		bind(st, who);
		db_bind_int(st, ":announcement", ids_r[i]);
		db_do(st);
	}
	return n;
}

int64_t digest_drop(struct db *db, int64_t announcement_id)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM digest_item WHERE announcement_id = :announcement");

	db_bind_int(st, ":announcement", announcement_id);
	return db_run(st);
}

void digest_set_due(struct db *db, struct digest_pair who, int64_t due_at)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE digest_item SET due_at = :due WHERE subscriber_id = :subscriber"
	    " AND (:list = 0 OR list_id = :list)");

	bind(st, who);
	db_bind_int(st, ":due", due_at);
	db_do(st);
}

bool digest_next_due(struct db *db, int64_t now, struct digest_pair *who_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT subscriber_id, list_id FROM digest_item INDEXED BY digest_due"
	    " WHERE due_at <= :now ORDER BY due_at LIMIT 1");

	db_bind_int(st, ":now", now);
	if (!db_row(st))
		return false;
	*who_r = (struct digest_pair){ db_int(st, 0), db_int(st, 1) };
	db_end(st);
	return true;
}

int64_t digest_next_at(struct db *db)
{
	return db_number(db_sql(db, "SELECT min(due_at) FROM digest_item INDEXED BY digest_due"),
	    0);
}

int64_t digest_count(struct db *db, int64_t subscriber_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM digest_item WHERE subscriber_id = :subscriber");

	db_bind_int(st, ":subscriber", subscriber_id);
	return db_number(st, 0);
}

void digest_json(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('list', l.slug, 'announcement', i.announcement_id,"
	    " 'due', " JSON_TIME(
	        "i.due_at") ") FROM digest_item i JOIN list_public l USING (list_id)"
	                    " WHERE i.subscriber_id = :subscriber ORDER BY i.announcement_id");

	db_bind_int(st, ":subscriber", subscriber_id);
	json_rows(st, out);
}

void digest_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE digest_item SET due_at = max(:now, due_at - :by) WHERE due_at > :now");

	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", clock_back_days_s(back));
	db_do(st);
}
