/* SPDX-License-Identifier: MIT
 * Owns the table meeting; see meeting.h. */
#include "meeting.h"

#include <stdio.h>
#include <string.h>

#include "../daemon/common/utf8.h"
#include "json.h"

static void check_line(struct db *db, const char *what, struct slice s, size_t max)
{
	if (s.n > max || !utf8_is_line(s))
		(void)db_refuse(db, "%s must be one line of at most %zu bytes", what, max);
}

int64_t meeting_add(struct db *db, const struct meeting_input *in, int64_t now)
{
	struct db_stmt *st;

	check_line(db, "the title", in->title, MEETING_TITLE_MAX);
	check_line(db, "the place", in->place, MEETING_PLACE_MAX);
	check_line(db, "the link", in->link, MEETING_LINK_MAX);
	if (in->link.n > 0 && !slice_starts_fold(in->link, "https://"))
		(void)db_refuse(db, "the link must begin with https://");
	if (in->agenda.n > MEETING_AGENDA_MAX)
		(void)db_refuse(db, "the agenda must be at most %d bytes", MEETING_AGENDA_MAX);
	if (in->starts_at <= now)
		(void)db_refuse(db, "the meeting would start in the past");
	if (in->starts_at > now + MEETING_AHEAD_MAX_S)
		(void)db_refuse(db, "the meeting is more than three years away; is the year right?");
	if (in->length_s <= 0 || in->length_s > MEETING_LENGTH_MAX_S)
		(void)db_refuse(db, "the length must be between a minute and a day");
	st = db_sql(db, "INSERT INTO meeting (list_id, title, starts_at, length_s, timezone, place, link,"
	    " agenda, created_at) VALUES (:list, :title, :starts, :length, :zone, nullif(:place, ''),"
	    " nullif(:link, ''), nullif(:agenda, ''), :now)");
	db_bind_int(st, ":list", in->list_id);
	db_bind_slice(st, ":title", in->title);
	db_bind_int(st, ":starts", in->starts_at);
	db_bind_int(st, ":length", in->length_s);
	db_bind_slice(st, ":zone", in->timezone);
	db_bind_slice(st, ":place", in->place);
	db_bind_slice(st, ":link", in->link);
	db_bind_slice(st, ":agenda", in->agenda);
	db_bind_int(st, ":now", now);
	(void)db_run(st);
	return db_last_id(db);
}

bool meeting_cancel(struct db *db, int64_t id, struct slice reason)
{
	struct db_stmt *st = db_sql(db, "UPDATE meeting SET state = 'cancelled', reason = nullif(:reason, '')"
	    " WHERE id = :id AND state = 'planned'");

	db_bind_int(st, ":id", id);
	db_bind_slice(st, ":reason", reason);
	return db_run(st) > 0;
}

static void copy(char *out, size_t size, struct slice s)
{
	(void)snprintf(out, size, "%.*s", SLICE_ARG(s));	/* bounded when it was added */
}

bool meeting_get(struct db *db, int64_t id, struct meeting *m)
{
	struct db_stmt *st = db_sql(db, "SELECT id, list_id, starts_at, length_s, state = 'cancelled', title,"
	    " timezone, place, link FROM meeting WHERE id = :id");

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
	"json_object('id', m.id, 'community', l.slug, 'title', m.title, 'starts', " JSON_TIME("m.starts_at") "," \
	" 'minutes', m.length_s / 60, 'timezone', m.timezone, 'place', m.place, 'link', m.link," \
	" 'state', m.state, 'reason', m.reason," \
	" 'reminders', (SELECT json_group_array(json_object('offset_s', r.offset_s, 'due', " \
	JSON_TIME("r.due_at") ", 'state', r.state)) FROM reminder_public r WHERE r.meeting_id = m.id))"

bool meeting_json(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db, "SELECT " JSON_MEETING
	    " FROM meeting m JOIN list_public l USING (list_id) WHERE m.id = :id");

	db_bind_int(st, ":id", id);
	return json_row(st, out);
}

void meeting_json_all(struct db *db, int64_t list_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db, "SELECT " JSON_MEETING
	    " FROM meeting m JOIN list_public l USING (list_id)"
	    " WHERE :list = 0 OR m.list_id = :list ORDER BY m.starts_at");

	db_bind_int(st, ":list", list_id);
	json_rows(st, out);
}
