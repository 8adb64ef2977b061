/* SPDX-License-Identifier: MIT
 * Owns the table meeting; see meeting.h. */
#include "subscribers/meeting.h"

#include <string.h>

#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "subscribers/convenor.h"
#include "subscribers/json.h"

/* The convenor gets the list of who comes a day before. */
#define LISTED_BEFORE "86400"

static void check_line(struct db *db, const char *what, struct slice s, size_t max)
{
	if (s.n > max || !utf8_is_line(s))
		(void)db_refuse(db,
		    "%s must be one line of at most %zu bytes, without control characters", what,
		    max);
}

static void check_where(struct db *db, struct slice place, struct slice link)
{
	check_line(db, "the place", place, MEETING_PLACE_MAX);
	check_line(db, "the link", link, MEETING_LINK_MAX);
	if (link.n > 0 && !slice_starts_fold(link, "https://"))
		(void)db_refuse(db, "the link must begin with https://");
}

static void check_when(struct db *db, int64_t starts_at, int64_t length_s, int64_t now)
{
	if (starts_at <= now)
		(void)db_refuse(db, "the meeting would start in the past");
	if (starts_at > now + MEETING_AHEAD_MAX_S)
		(void)db_refuse(db,
		    "the meeting is more than three years away; is the year right?");
	if (length_s <= 0 || length_s > MEETING_LENGTH_MAX_S)
		(void)db_refuse(db, "the length must be between a minute and a day");
}

static void check_capacity(struct db *db, int64_t capacity)
{
	if (capacity < 0 || capacity > MEETING_CAPACITY_MAX)
		(void)db_refuse(db, "there can be 1 to %d places", MEETING_CAPACITY_MAX);
}

static void check_what(struct db *db, struct slice title, struct slice agenda)
{
	check_line(db, "the title", title, MEETING_TITLE_MAX);
	if (agenda.n > MEETING_AGENDA_MAX)
		(void)db_refuse(db, "the agenda must be at most %d bytes", MEETING_AGENDA_MAX);
}

void meeting_check(struct db *db, const struct meeting_input *in, int64_t now)
{
	check_what(db, in->title, in->agenda);
	check_where(db, in->place, in->link);
	check_when(db, in->starts_at, in->length_s, now);
	check_capacity(db, in->capacity);
	if (in->change.n > MEETING_CHANGE_MAX)
		(void)db_refuse(db, "the reason is too long");
}

int64_t meeting_add(struct db *db, const struct meeting_input *in, int64_t now)
{
	struct db_stmt *st;

	meeting_check(db, in, now);
	st = db_sql(db,
	    "INSERT INTO meeting (id, list_id, title, starts_at, length_s, timezone, place, link,"
	    " agenda, capacity, series_id, series_date, change, listed_at, created_at) VALUES ((SELECT id FROM meeting_next), :list, :title, :starts, :length, :zone,"
	    " nullif(:place, ''), nullif(:link, ''), nullif(:agenda, ''), nullif(:capacity, 0),"
	    " nullif(:series, 0), nullif(:date, 0), nullif(:change, ''), max(:starts - " LISTED_BEFORE
	    ", :now), :now)");
	db_bind_int(st, ":capacity", in->capacity);
	db_bind_int(st, ":series", in->series_id);
	db_bind_int(st, ":date", in->series_date);
	db_bind_slice(st, ":change", in->change);
	db_bind_int(st, ":list", in->list_id);
	db_bind_slice(st, ":title", in->title);
	db_bind_int(st, ":starts", in->starts_at);
	db_bind_int(st, ":length", in->length_s);
	db_bind_slice(st, ":zone", in->timezone);
	db_bind_slice(st, ":place", in->place);
	db_bind_slice(st, ":link", in->link);
	db_bind_slice(st, ":agenda", in->agenda);
	db_bind_int(st, ":now", now);
	db_do(st);
	return db_last_id(db);
}

bool meeting_cancel(struct db *db, int64_t id, struct slice reason)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE meeting SET state = 'cancelled', reason = nullif(:reason, ''),"
	    " revision = revision + 1, told_to = 0, is_told = 0, listed_at = NULL"
	    " WHERE id = :id AND state = 'planned'");

	db_bind_int(st, ":id", id);
	db_bind_slice(st, ":reason", reason);
	return db_run(st) > 0;
}

struct meeting_change meeting_unchanged(const struct meeting *m)
{
	return (struct meeting_change){ .starts_at = m->starts_at,
		.length_s = m->length_s,
		.capacity = m->capacity,
		.title = slice_of(m->title),
		.place = slice_of(m->place),
		.link = slice_of(m->link) };
}

bool meeting_set_capacity(struct db *db, int64_t id, int64_t capacity)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE meeting SET capacity = nullif(:capacity, 0)"
	    " WHERE id = :id AND state = 'planned'");

	check_capacity(db, capacity);
	db_bind_int(st, ":capacity", capacity);
	db_bind_int(st, ":id", id);
	return db_run(st) > 0;
}

bool meeting_change(struct db *db, int64_t id, const struct meeting_change *c, int64_t now)
{
	struct db_stmt *st;

	check_what(db, c->title, c->agenda);
	check_where(db, c->place, c->link);
	check_when(db, c->starts_at, c->length_s, now);
	check_capacity(db, c->capacity);
	if (c->words.n > MEETING_CHANGE_MAX)
		(void)db_refuse(db, "the reason is too long");
	st = db_sql(db,
	    "UPDATE meeting SET starts_at = :starts, length_s = :length, title = :title,"
	    " agenda = iif(:has_agenda, nullif(:agenda, ''), agenda),"
	    " place = nullif(:place, ''), link = nullif(:link, ''), capacity = nullif(:capacity, 0),"
	    " change = :words, revision = revision + 1, told_to = 0, is_told = 0,"
	    " listed_at = max(:starts - " LISTED_BEFORE
	    ", :now) WHERE id = :id AND state = 'planned'");
	db_bind_int(st, ":starts", c->starts_at);
	db_bind_int(st, ":length", c->length_s);
	db_bind_slice(st, ":title", c->title);
	db_bind_int(st, ":has_agenda", c->agenda.p != NULL);
	db_bind_slice(st, ":agenda", c->agenda);
	db_bind_slice(st, ":place", c->place);
	db_bind_slice(st, ":link", c->link);
	db_bind_int(st, ":capacity", c->capacity);
	db_bind_slice(st, ":words", c->words);
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":id", id);
	return db_run(st) > 0;
}

int64_t meeting_telling(struct db *db, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id FROM meeting WHERE is_told = 0 AND id > :after ORDER BY id LIMIT 1");

	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

void meeting_set_told(struct db *db, int64_t id, int64_t told_to, bool is_told)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE meeting SET told_to = :to, is_told = :told WHERE id = :id");

	db_bind_int(st, ":to", told_to);
	db_bind_int(st, ":told", is_told);
	db_bind_int(st, ":id", id);
	db_do(st);
}

bool meeting_next_of(struct db *db, int64_t list_id, int64_t *after_at, int64_t *after_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT starts_at, id FROM meeting WHERE list_id = :list"
	    " AND state = 'planned' AND (starts_at, id) > (:at, :id) ORDER BY starts_at, id LIMIT 1");

	db_bind_int(st, ":list", list_id);
	return db_walk(st, after_at, after_id);
}

bool meeting_next_of_series(struct db *db, int64_t series_id, int64_t *after_at, int64_t *after_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT starts_at, id FROM meeting WHERE series_id = :series"
	    " AND state = 'planned' AND (starts_at, id) > (:at, :id) ORDER BY starts_at, id LIMIT 1");

	db_bind_int(st, ":series", series_id);
	return db_walk(st, after_at, after_id);
}

int64_t meeting_of_series(struct db *db, int64_t series_id, int64_t series_date)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id FROM meeting WHERE series_id = :series AND series_date = :date");

	db_bind_int(st, ":series", series_id);
	db_bind_int(st, ":date", series_date);
	return db_number(st, 0);
}

int64_t meeting_coming_of_series(struct db *db, int64_t series_id, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id FROM meeting WHERE series_id = :series AND state = 'planned'"
	    " AND starts_at > :now ORDER BY series_date LIMIT 1");

	db_bind_int(st, ":series", series_id);
	db_bind_int(st, ":now", now);
	return db_number(st, 0);
}

bool meeting_list_due(struct db *db, int64_t now, int64_t *after_at, int64_t *after_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT listed_at, id FROM meeting WHERE listed_at <= :now"
	    " AND (listed_at, id) > (:at, :id) ORDER BY listed_at, id LIMIT 1");

	db_bind_int(st, ":now", now);
	return db_walk(st, after_at, after_id);
}

int64_t meeting_list_next_at(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(listed_at) FROM meeting WHERE listed_at > :now");

	db_bind_int(st, ":now", now);
	return db_number(st, 0);
}

bool meeting_list_waits(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "SELECT listed_at IS NOT NULL FROM meeting WHERE id = :id");

	db_bind_int(st, ":id", id);
	return db_number(st, 0) != 0;
}

void meeting_set_listed(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "UPDATE meeting SET listed_at = NULL WHERE id = :id");

	db_bind_int(st, ":id", id);
	db_do(st);
}

bool meeting_next_listed(struct db *db, int64_t list_id, int64_t *after_at, int64_t *after_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT starts_at, id FROM meeting WHERE (:list = 0 OR list_id = :list)"
	    " AND state = 'planned' AND listed_at IS NULL AND (starts_at, id) > (:at, :id)"
	    " ORDER BY starts_at, id LIMIT 1");

	db_bind_int(st, ":list", list_id);
	return db_walk(st, after_at, after_id);
}

static void copy(char *out, size_t size, struct slice s)
{
	str_put(out, size, "%.*s", SLICE_ARG(s)); /* bounded when it was added */
}

bool meeting_get(struct db *db, int64_t id, struct meeting *m)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id, list_id, starts_at, length_s, state = 'cancelled', title,"
	    " timezone, place, link, revision, told_to, coalesce(capacity, 0), change, reason"
	    " FROM meeting WHERE id = :id");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return false;
	m->id = db_int(st, 0);
	m->list_id = db_int(st, 1);
	m->starts_at = db_int(st, 2);
	m->length_s = db_int(st, 3);
	m->is_cancelled = db_int(st, 4) != 0;
	copy(m->title, sizeof m->title, db_text(st, 5));
	copy(m->timezone, sizeof m->timezone, db_text(st, 6));
	copy(m->place, sizeof m->place, db_text(st, 7));
	copy(m->link, sizeof m->link, db_text(st, 8));
	m->revision = db_int(st, 9);
	m->told_to = db_int(st, 10);
	m->capacity = db_int(st, 11);
	copy(m->change, sizeof m->change, db_text(st, 12));
	copy(m->reason, sizeof m->reason, db_text(st, 13));
	db_end(st);
	return true;
}

void meeting_agenda(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db, "SELECT agenda FROM meeting WHERE id = :id");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return;
	buf_slice(out, db_text(st, 0));
	db_end(st);
}

#define JSON_MEETING \
	"json_object('id', m.id, 'community', l.slug, 'title', m.title, 'starts', " JSON_TIME( \
	    "m.starts_at") "," \
	                   " 'minutes', m.length_s / 60, 'timezone', m.timezone, 'place', m.place, 'link', m.link," \
	                   " 'state', m.state, 'reason', m.reason, 'change', m.change, 'capacity', m.capacity," \
	                   " 'sequence', m.revision - 1, 'series', m.series_id," \
	                   " 'convenors', " CONVENORS_JSON("m.list_id", "0", \
	                       "m.id") "," \
	                               " 'convenors_held', " CONVENORS_HELD_JSON("m.list_id", "0", \
	                                   "m.id") "," \
	                                           " 'reminders', (SELECT json_group_array(json_object('offset_s', r.offset_s, 'due', " JSON_TIME( \
	                                               "r.due_at") ", 'state', r.state)) FROM reminder_public r WHERE r.meeting_id = m.id))"

bool meeting_json(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_MEETING
	    " FROM meeting m JOIN list_public l USING (list_id) WHERE m.id = :id");

	db_bind_int(st, ":id", id);
	return json_row(st, out);
}

int64_t meeting_json_some(struct db *db, const struct meeting_page *p, struct buf *out)
{
	/* Which they are is found first: a row's JSON costs more than looking at it. */
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_MEETING ", m.id"
	    " FROM (SELECT id AS page_id FROM meeting WHERE (:list = 0 OR list_id = :list) AND starts_at > :from"
	    " AND (:lists = '' OR list_id IN (SELECT value FROM json_each(:lists)))"
	    " AND (:after = 0 OR (starts_at, id) > (SELECT a.starts_at, a.id FROM meeting a WHERE a.id = :after))"
	    " ORDER BY starts_at, id LIMIT :most)"
	    " JOIN meeting m ON m.id = page_id JOIN list_public l USING (list_id) ORDER BY m.starts_at, m.id");
	int64_t last = 0;
	int count = 0;

	db_bind_int(st, ":list", p->list_id);
	db_bind_slice(st, ":lists", p->lists);
	db_bind_int(st, ":from", p->from);
	db_bind_int(st, ":after", p->after);
	db_bind_int(st, ":most", p->most);
	buf_char(out, '[');
	for (; db_row(st); count++) {
		buf_text(out, count > 0 ? "," : "");
		buf_slice(out, db_text(st, 0));
		last = db_int(st, 1);
	}
	buf_char(out, ']');
	return count == p->most ? last : 0;
}
