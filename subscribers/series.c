/* SPDX-License-Identifier: MIT
 * Owns the table series; see series.h. The meetings a series has made are meeting.c's. */
#include "subscribers/series.h"

#include "daemon/common/str_put.h"
#include "daemon/time/holiday.h"
#include "subscribers/convenor.h"
#include "subscribers/json.h"

int64_t series_add(struct db *db, const struct series *s, struct slice agenda, int64_t starts_at,
    int64_t now)
{
	const struct zone_time *f = &s->first;
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO series (list_id, title, rule, holidays, first_date, first_s,"
	    " timezone, length_s, place, link, agenda, capacity, remind, walked_date, next_at, created_at)"
	    " VALUES (:list, :title, :rule, :holidays, :date, :s, :zone, :length, nullif(:place, ''),"
	    " nullif(:link, ''), nullif(:agenda, ''), nullif(:capacity, 0), :remind, :walked, :next, :now)");

	db_bind_int(st, ":list", s->list_id);
	db_bind_text(st, ":title", s->title);
	db_bind_text(st, ":rule", s->rule);
	db_bind_text(st, ":holidays", recur_holidays_text(s->holidays));
	db_bind_int(st, ":date", holiday_date(f->year, f->month, f->day));
	db_bind_int(st, ":s", f->hour * 3600 + f->minute * 60 + f->second);
	db_bind_text(st, ":zone", s->timezone);
	db_bind_int(st, ":length", s->length_s);
	db_bind_text(st, ":place", s->place);
	db_bind_text(st, ":link", s->link);
	db_bind_slice(st, ":agenda", agenda);
	db_bind_int(st, ":capacity", s->capacity);
	db_bind_text(st, ":remind", s->has_remind ? s->remind : NULL);
	db_bind_int(st, ":walked", s->cursor.date);
	db_bind_int(st, ":next", starts_at);
	db_bind_int(st, ":now", now);
	db_do(st);
	return db_last_id(db);
}

static void copy(char *out, size_t size, struct slice s)
{
	str_put(out, size, "%.*s", SLICE_ARG(s)); /* bounded when it was added */
}

static void read_first(struct series *s, int64_t date, int64_t seconds)
{
	s->first = (struct zone_time){ .hour = (int)(seconds / 3600),
		.minute = (int)(seconds / 60 % 60),
		.second = (int)(seconds % 60) };
	holiday_civil(date, &s->first.year, &s->first.month, &s->first.day);
}

bool series_get(struct db *db, int64_t id, struct series *s)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id, list_id, title, rule, holidays, first_date, first_s, timezone,"
	    " length_s, place, link, coalesce(capacity, 0), remind, walked_date, walked_count, walked_held,"
	    " state = 'open' FROM series WHERE id = :id");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return false;
	*s = (struct series){ .id = db_int(st, 0),
		.list_id = db_int(st, 1),
		.length_s = db_int(st, 8),
		.capacity = db_int(st, 11),
		.has_remind = !db_is_null(st, 12),
		.cursor = { db_int(st, 13), db_int(st, 14), db_int(st, 15) },
		.is_open = db_int(st, 16) != 0 };
	copy(s->title, sizeof s->title, db_text(st, 2));
	copy(s->rule, sizeof s->rule, db_text(st, 3));
	(void)recur_holidays_parse(db_text(st, 4), &s->holidays); /* a CHECK of the table */
	read_first(s, db_int(st, 5), db_int(st, 6));
	copy(s->timezone, sizeof s->timezone, db_text(st, 7));
	copy(s->place, sizeof s->place, db_text(st, 9));
	copy(s->link, sizeof s->link, db_text(st, 10));
	copy(s->remind, sizeof s->remind, db_text(st, 12));
	db_end(st);
	return true;
}

void series_agenda(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db, "SELECT agenda FROM series WHERE id = :id");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return;
	buf_slice(out, db_text(st, 0));
	db_end(st);
}

bool series_cancel(struct db *db, int64_t id, struct slice reason)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE series SET state = 'cancelled', reason = :reason"
	    " WHERE id = :id AND state <> 'cancelled'");

	db_bind_int(st, ":id", id);
	db_bind_slice(st, ":reason", reason);
	return db_run(st) > 0;
}

int64_t series_due(struct db *db, int64_t before, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(id) FROM series WHERE state = 'open' AND next_at <= :before"
	    " AND id > :after");

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

int64_t series_next_at(struct db *db)
{
	return db_number(db_sql(db, "SELECT min(next_at) FROM series WHERE state = 'open'"), 0);
}

void series_set_cursor(struct db *db, int64_t id, const struct recur_cursor *c, int64_t next_at)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE series SET walked_date = :date, walked_count = :count,"
	    " walked_held = :held, next_at = :next, state = CASE WHEN :next = 0 THEN 'done' ELSE state END"
	    " WHERE id = :id AND state = 'open'");

	db_bind_int(st, ":date", c->date);
	db_bind_int(st, ":count", c->counted);
	db_bind_int(st, ":held", c->held);
	db_bind_int(st, ":next", next_at);
	db_bind_int(st, ":id", id);
	db_do(st); /* cancelled meanwhile: nothing is to be walked */
}

#define JSON_SERIES \
	"json_object('id', s.id, 'community', l.slug, 'title', s.title, 'rule', s.rule, 'holidays', s.holidays," \
	" 'minutes', s.length_s / 60, 'timezone', s.timezone, 'place', s.place, 'link', s.link," \
	" 'convenors', " CONVENORS_JSON("s.list_id", "s.id", \
	    "0") "," \
	         " 'convenors_held', " CONVENORS_HELD_JSON("s.list_id", "s.id", \
	             "0") "," \
	                  " 'capacity', s.capacity, 'reminders', s.remind, 'state', s.state, 'reason', s.reason)"

bool series_json(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_SERIES
	    " FROM series s JOIN list_public l USING (list_id) WHERE s.id = :id");

	db_bind_int(st, ":id", id);
	return json_row(st, out);
}

void series_json_all(struct db *db, int64_t list_id, struct slice lists, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_SERIES " FROM series s JOIN list_public l USING (list_id)"
	    " WHERE (:list = 0 OR s.list_id = :list)"
	    " AND (:lists = '' OR s.list_id IN (SELECT value FROM json_each(:lists))) ORDER BY s.id");

	db_bind_int(st, ":list", list_id);
	db_bind_slice(st, ":lists", lists);
	json_rows(st, out);
}
