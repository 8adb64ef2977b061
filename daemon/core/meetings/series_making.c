/* SPDX-License-Identifier: MIT
 * Making meetings; see series_making.h. The cursor of a series moves in the transaction that makes
 * what it has passed. An occurrence that is over by then is passed without a meeting: nobody is
 * invited to the past. A meeting that was made is its own; nothing here touches it again. */
#include "daemon/core/meetings/series_making.h"

#include "daemon/common/log.h"
#include "daemon/core/letters/sending_hours.h"
#include "daemon/core/meetings/reminder_mail.h"
#include "daemon/time/holiday.h"
#include "daemon/time/words.h"
#include "subscribers/convenor.h"

#define CHUNK 32 /* occurrences of one transaction */

bool series_walk_begin(struct core *core, const struct series *s, const struct list *list,
    struct series_walk *w, struct err *err)
{
	sending_hours_window(core, list, &w->window);
	w->window.zone = s->timezone; /* as it was when it was planned */
	w->plan = (struct recur_plan){ &w->rule, s->first, &w->window, s->holidays };
	return recur_parse(slice_of(s->rule), s->timezone, &w->rule, err);
}

struct meeting_input series_meeting(const struct series *s, const struct recur_turn *t,
    struct buf *why)
{
	buf_clear(why);
	if (t->fate == RECUR_MOVED) {
		int64_t noon = t->date * 86400 + 43200;

		buf_text(why, "It is not on ");
		words_day(why, noon, "UTC"); /* a date, of no zone */
		buf_printf(why, ", because that day is a holiday: %s.", t->why);
	} else if (t->fate == RECUR_KEPT) {
		buf_printf(why, "It does take place, although the day is a holiday: %s.", t->why);
	}
	return (struct meeting_input){ .list_id = s->list_id,
		.starts_at = t->starts_at,
		.length_s = s->length_s,
		.capacity = s->capacity,
		.title = slice_of(s->title),
		.timezone = slice_of(s->timezone),
		.place = slice_of(s->place),
		.link = slice_of(s->link),
		.series_id = s->id,
		.series_date = t->date,
		.change = buf_all(why) };
}

static int make_one(struct core *core, const struct series *s, const struct list *list,
    const struct recur_turn *t, int64_t now, struct err *err)
{
	struct buf why = BUF_INIT, agenda = BUF_INIT;
	struct meeting_input in = series_meeting(s, t, &why);
	int64_t id;
	int rc = 0;

	series_agenda(core->db, s->id, &agenda);
	in.agenda = buf_all(&agenda);
	if (meeting_of_series(core->db, s->id, t->date) == 0) {
		id = meeting_add(core->db, &in, now);
		convenors_copy(core->db, (struct led){ .list_id = s->list_id, .series_id = s->id },
		    (struct led){ .list_id = s->list_id, .meeting_id = id });
		rc = reminder_mail_plan(core, id, list,
		    s->has_remind ? slice_of(s->remind) : SLICE_NONE, t->starts_at, err);
	}
	buf_release(&why);
	buf_release(&agenda);
	return rc;
}

static bool is_held(const struct recur_turn *t)
{
	return t->fate != RECUR_SKIPPED && t->fate != RECUR_ABSENT;
}

/* Walks on to the horizon, at most a chunk. The number of meetings made, -1 and *err. */
static int make_chunk(struct core *core, const struct series *s, const struct list *list,
    int64_t now, struct err *err)
{
	struct series_walk w;
	struct recur_cursor cursor = s->cursor, next = cursor;
	struct recur_turn t;
	int64_t next_at = 0, until = now + core->conf.meetings.horizon_s;
	int made = 0;

	if (!series_walk_begin(core, s, list, &w, err))
		return -1;
	for (int i = 0; recur_next(&w.plan, &next, &t); i++) {
		next_at = t.starts_at;
		if (next_at > until || i == CHUNK)
			break;
		if (is_held(&t) && t.starts_at > now) {
			if (make_one(core, s, list, &t, now, err) < 0)
				return -1;
			made++;
		}
		cursor = next;
		next_at = 0;
	}
	series_set_cursor(core->db, s->id, &cursor, next_at);
	return made;
}

static bool make(struct core *core, int64_t id, int64_t now)
{
	struct series s;
	struct list list;
	struct setback_key key = { "series", id, 0 };
	struct err err = ERR_INIT;
	int made = 0;

	if (setback_waits(&core->setbacks, key, now))
		return false;
	db_begin(core->db);
	if (series_get(core->db, id, &s) && s.is_open && list_get(core->db, s.list_id, &list))
		made = make_chunk(core, &s, &list, now, &err);
	if (made < 0) {
		db_rollback(core->db);
		setback_add(&core->setbacks, key, err.text, now);
	} else if (core_step(core, key)) {
		log_info("series.made", "id=%lld meetings=%d", (long long)id, made);
		return true;
	}
	return false;
}

bool series_turn(struct core *core, int64_t now)
{
	int64_t until = now + core->conf.meetings.horizon_s;

	/* One that cannot be made does not keep the others back. */
	for (int64_t id = series_due(core->db, until, 0); id != 0;
	     id = series_due(core->db, until, id)) {
		if (make(core, id, now))
			return true;
	}
	return false;
}

int64_t series_making_next_at(struct core *core)
{
	int64_t at = series_next_at(core->db);

	return at > 0 ? at - core->conf.meetings.horizon_s : 0;
}
