/* SPDX-License-Identifier: MIT
 * Owns the table rate; see relay_rate.h. A count is of one relay and one slot: 10 seconds for the
 * limit of a minute, an hour for that of a day. All slots that reach into the span are summed, so
 * the limit holds for every span there is, at the price of at most one slot's wait. Slots of the
 * future are not looked at; of a clock that was set back they are counted as of now (clock_step.h).
 */
#include "daemon/core/outbox/relay_rate.h"

#define MINUTE_SLOT_S 10
#define DAY_SLOT_S 3600

static void add(struct db *db, const char *relay, int64_t slot_s, int64_t count, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO rate (relay, slot_s, slot, count)"
	    " VALUES (:relay, :slot_s, :slot, :count)"
	    " ON CONFLICT (relay, slot_s, slot) DO UPDATE SET count = count + excluded.count");

	db_bind_text(st, ":relay", relay);
	db_bind_int(st, ":slot_s", slot_s);
	db_bind_int(st, ":slot", now / slot_s);
	db_bind_int(st, ":count", count);
	db_do(st);
}

void relay_rate_add(struct db *db, const char *relay, int64_t count, int64_t now)
{
	add(db, relay, MINUTE_SLOT_S, count, now);
	add(db, relay, DAY_SLOT_S, count, now);
}

/* Of every slot that ended less than `span_s` ago. */
static int64_t count_since(struct db *db, const char *relay, int64_t slot_s, int64_t span_s,
    int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT sum(count) FROM rate WHERE relay = :relay"
	    " AND slot_s = :slot_s AND slot BETWEEN :from AND :to");

	db_bind_text(st, ":relay", relay);
	db_bind_int(st, ":slot_s", slot_s);
	db_bind_int(st, ":from", (now - span_s) / slot_s);
	db_bind_int(st, ":to", now / slot_s);
	return db_number(st, 0);
}

int64_t relay_rate_last_minute(struct db *db, const char *relay, int64_t now)
{
	return count_since(db, relay, MINUTE_SLOT_S, 60, now);
}

int64_t relay_rate_last_day(struct db *db, const char *relay, int64_t now)
{
	return count_since(db, relay, DAY_SLOT_S, 86400, now);
}

int64_t relay_rate_room(struct db *db, const char *relay, const struct relay_rate_limits *limits,
    int64_t most, int64_t now)
{
	int64_t room = most, left;

	if (limits->per_minute > 0) {
		left = limits->per_minute - relay_rate_last_minute(db, relay, now);
		room = left < room ? left : room;
	}
	if (limits->per_day > 0 && room > 0) {
		left = limits->per_day - relay_rate_last_day(db, relay, now);
		room = left < room ? left : room;
	}
	return room > 0 ? room : 0;
}

/* When fewer than `limit` of the counted are still within the span: the oldest slots leave it
 * first. */
static int64_t span_free_at(struct db *db, const char *relay, int64_t slot_s, int64_t span_s,
    int64_t limit, int64_t now)
{
	int64_t left = count_since(db, relay, slot_s, span_s, now), at = now;
	struct db_stmt *st;

	if (left < limit)
		return now;
	st = db_sql(db,
	    "SELECT slot, count FROM rate WHERE relay = :relay"
	    " AND slot_s = :slot_s AND slot BETWEEN :from AND :to ORDER BY slot");
	db_bind_text(st, ":relay", relay);
	db_bind_int(st, ":slot_s", slot_s);
	db_bind_int(st, ":from", (now - span_s) / slot_s);
	db_bind_int(st, ":to", now / slot_s);
	while (left >= limit && db_row(st)) {
		left -= db_int(st, 1);
		at = (db_int(st, 0) + 1) * slot_s + span_s; /* the slot has ended so long ago */
	}
	db_end(st);
	return at;
}

int64_t relay_rate_free_at(struct db *db, const char *relay, const struct relay_rate_limits *limits,
    int64_t now)
{
	int64_t minute = now, day = now;

	if (limits->per_minute > 0)
		minute = span_free_at(db, relay, MINUTE_SLOT_S, 60, limits->per_minute, now);
	if (limits->per_day > 0)
		day = span_free_at(db, relay, DAY_SLOT_S, 86400, limits->per_day, now);
	return minute > day ? minute : day;
}

void relay_rate_forget(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM rate WHERE (slot_s = :minute AND slot < :now / :minute - 12)"
	    " OR (slot_s = :day AND slot < :now / :day - 48)");

	db_bind_int(st, ":minute", MINUTE_SLOT_S);
	db_bind_int(st, ":day", DAY_SLOT_S);
	db_bind_int(st, ":now", now);
	db_do(st);
}

static void set_slots_back(struct db *db, int64_t slot_s, int64_t span_s,
    const struct clock_back *back)
{
	/* Of the span before it was set: all at once now, which is never too few. */
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO rate (relay, slot_s, slot, count)"
	    " SELECT relay, slot_s, :now / :slot_s, sum(count) FROM rate WHERE slot_s = :slot_s"
	    " AND slot > :now / :slot_s AND slot >= (:now + :by - :span) / :slot_s GROUP BY relay, slot_s"
	    " ON CONFLICT (relay, slot_s, slot) DO UPDATE SET count = count + excluded.count");

	db_bind_int(st, ":slot_s", slot_s);
	db_bind_int(st, ":span", span_s);
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
	st = db_sql(db, "DELETE FROM rate WHERE slot_s = :slot_s AND slot > :now / :slot_s");
	db_bind_int(st, ":slot_s", slot_s);
	db_bind_int(st, ":now", back->now);
	db_do(st);
}

void relay_rate_set_back(struct db *db, const struct clock_back *back)
{
	set_slots_back(db, MINUTE_SLOT_S, 60, back);
	set_slots_back(db, DAY_SLOT_S, 86400, back);
}
