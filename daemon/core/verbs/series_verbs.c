/* SPDX-License-Identifier: MIT
 * dpupctl series ... What was understood is said back in words and dates, before anybody is
 * invited: a rule that says something else than was meant is seen by whoever wrote it. */
#include "daemon/core/verbs/request_fields.h"

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/str_put.h"
#include "daemon/common/zone.h"
#include "daemon/core/meetings/invitation.h"
#include "daemon/core/meetings/reminder_mail.h"
#include "daemon/core/meetings/series_making.h"
#include "daemon/core/staff/staff_access.h"
#include "daemon/time/words.h"
#include "subscribers/convenor.h"
#include "subscribers/list.h"
#include "subscribers/series.h"

#define SHOWN_MAX 12  /* a year of a monthly one */
#define WALK_MAX 2000 /* past occurrences that are walked over to get there */

/* --- showing --- */

static void set_text(json_t *o, const char *name, const struct buf *text)
{
	json_put(o, name, text->n > 0 ? json_stringn(text->p, text->n) : json_null());
}

static void set_time(json_t *o, const char *name, int64_t at)
{
	struct zone_time t;
	char text[40];

	zone_local("UTC", at, &t);
	str_put(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.year, t.month, t.day, t.hour,
	    t.minute, t.second);
	json_put(o, name, json_string(text));
}

/* One occurrence: as the rule has it, and as its meeting is, where there is one already. */
static json_t *occurrence(struct db *db, const struct series *s, const struct recur_turn *t)
{
	bool is_held = t->fate != RECUR_SKIPPED && t->fate != RECUR_ABSENT;
	const char *state = !s->is_open ? "cancelled" : is_held ? "to come" : "none";
	int64_t id = s->id != 0 ? meeting_of_series(db, s->id, t->date) : 0, at = t->starts_at;
	struct buf note = BUF_INIT, when = BUF_INIT;
	struct meeting m;
	json_t *row = json_object();

	recur_turn_words(&note, t);
	if (id != 0 && meeting_get(db, id, &m)) {
		state = m.is_cancelled ? "cancelled" : "planned";
		if (m.starts_at != at) {
			buf_clear(&note);
			buf_text(&note, "moved from ");
			words_time(&note, at, s->timezone);
			at = m.starts_at;
		}
	}
	words_time(&when, at, s->timezone);
	set_time(row, "starts", at);
	set_text(row, "when", &when);
	json_put(row, "state", json_string(state));
	json_put(row, "meeting", id != 0 ? json_integer(id) : json_null());
	set_text(row, "note", &note);
	buf_release(&note);
	buf_release(&when);
	return row;
}

static json_t *occurrences(struct db *db, const struct series *s, const struct recur_plan *p,
    int64_t now)
{
	struct recur_cursor c = recur_begin(p);
	struct recur_turn t;
	json_t *rows = json_array();

	for (int i = 0; i < WALK_MAX && json_array_size(rows) < SHOWN_MAX && recur_next(p, &c, &t);
	     i++) {
		if (t.starts_at > now)
			(void)json_array_append_new(rows, occurrence(db, s, &t));
	}
	return rows;
}

/* What was understood, in words, and the next ones, added to `o`. */
static int explain(struct request *rq, const struct series *s, const struct list *list, json_t *o,
    struct err *err)
{
	struct series_walk w;
	struct buf words = BUF_INIT;

	if (!series_walk_begin(rq->core, s, list, &w, err))
		return -1;
	recur_words(&words, &w.rule, &s->first, s->timezone);
	buf_printf(&words, " at %d:%02d %s", s->first.hour % 12 == 0 ? 12 : s->first.hour % 12,
	    s->first.minute, s->first.hour < 12 ? "am" : "pm");
	buf_printf(&words, " by the clock of %s; holidays: %s", s->timezone,
	    recur_holidays_text(s->holidays));
	set_text(o, "repeats", &words);
	json_put(o, "next", occurrences(rq->core->db, s, &w.plan, rq->now));
	buf_release(&words);
	return 0;
}

static int answer(struct request *rq, const struct series *s, const struct list *list,
    struct err *err)
{
	struct buf text = BUF_INIT;
	json_t *o = NULL;
	char *out = NULL;

	if (s->id != 0 && series_json(rq->core->db, s->id, &text))
		o = json_loadb(text.p, text.n, 0, NULL);
	if (o == NULL)
		o = json_pack("{s:s}", "timezone", s->timezone);
	if (explain(rq, s, list, o, err) == 0)
		out = json_dumps(o, JSON_COMPACT);
	if (out != NULL)
		buf_text(&rq->json, out);
	free(out);
	json_decref(o);
	buf_release(&text);
	return err_is_set(err) ? -1 : 0;
}

/* --- the verbs --- */

static void take_text(char *out, size_t size, struct slice s)
{
	str_put(out, size, "%.*s", SLICE_ARG(s)); /* meeting_check has looked at its length */
}

/* Reads what the series is to be; what its meetings are checked for goes into *in_r. */
static int read_series(struct request *rq, const struct list *list, struct series *s,
    struct meeting_input *in, struct err *err)
{
	struct slice start, rule, remind = wire_text(rq->w, "remind"),
	                          holidays = wire_text(rq->w, "holidays");
	struct recur r;

	if (!wire_need_text(rq->w, "start", 100, &start, err) ||
	    !wire_need_text(rq->w, "rule", RECUR_TEXT_MAX, &rule, err) ||
	    !words_parse_time(start, list->timezone, rq->now, &in->starts_at, err))
		return -1;
	zone_local(list->timezone, in->starts_at, &s->first);
	if (!recur_parse(rule, list->timezone, &r, err) || !recur_check_first(&r, &s->first, err))
		return -1;
	if (r.until_at > 0 && r.until_at < in->starts_at)
		return err_set(err, ERR_PERM,
		    "the rule ends (UNTIL) before the first meeting starts");
	s->holidays = RECUR_NEXT;
	if (holidays.n > 0 && !recur_holidays_parse(holidays, &s->holidays))
		return err_set(err, ERR_PERM, "on holidays: skip, next working day or keep");
	s->has_remind = wire_has(rq->w, "remind");
	if (remind.n > SERIES_REMIND_MAX)
		return err_set(err, ERR_PERM, "the reminders are too many");
	if (s->has_remind && reminder_mail_check(remind, err) < 0)
		return -1;
	take_text(s->remind, sizeof s->remind, remind);
	take_text(s->rule, sizeof s->rule, rule);
	return 0;
}

static int on_add(struct request *rq, struct err *err)
{
	struct meeting_input in = { 0 };
	struct series s = { .is_open = true };
	struct led led = { .list_id = 0 };
	struct list list;
	char title[MEETING_TITLE_MAX + 1];

	if (request_list(rq, "community", LIST_COMMUNITY, &list, err) < 0 ||
	    read_series(rq, &list, &s, &in, err) < 0)
		return -1;
	request_meeting(rq, &list, title, &in);
	meeting_check(rq->core->db, &in, rq->now);
	if (db_has_failed(rq->core->db))
		return 0; /* the commit says which rule */
	s.list_id = list.id;
	s.length_s = in.length_s;
	s.capacity = in.capacity;
	take_text(s.title, sizeof s.title, in.title);
	take_text(s.timezone, sizeof s.timezone, in.timezone);
	take_text(s.place, sizeof s.place, in.place);
	take_text(s.link, sizeof s.link, in.link);
	s.cursor = recur_begin(&(struct recur_plan){ .first = s.first });
	if (wire_int(rq->w, "dry-run", 0, 1, 0) == 0)
		s.id = series_add(rq->core->db, &s, in.agenda, in.starts_at, rq->now);
	led = (struct led){ .list_id = list.id, .series_id = s.id };
	if (request_convenors(rq, s.id != 0 ? &led : NULL, err) < 0)
		return -1;
	core_wake(rq->core, WAKE_CLOCK); /* which makes the first meetings */
	return answer(rq, &s, &list, err);
}

static int get(struct request *rq, struct series *s, struct list *list, struct err *err)
{
	int64_t id;

	if (request_id(rq, &id, err) < 0)
		return -1;
	return series_get(rq->core->db, id, s) && list_get(rq->core->db, s->list_id, list) ?
	    0 :
	    err_set(err, ERR_PERM, "no series %lld; see \"dpupctl series list\"", (long long)id);
}

static int on_show(struct request *rq, struct err *err)
{
	struct series s;
	struct list list;

	return get(rq, &s, &list, err) < 0 ? -1 : answer(rq, &s, &list, err);
}

static int on_list(struct request *rq, struct err *err)
{
	struct list list = { .id = 0 };
	struct buf lists = BUF_INIT;

	if (wire_has(rq->w, "community") &&
	    request_list(rq, "community", LIST_COMMUNITY, &list, err) < 0)
		return -1;
	(void)staff_access_is_narrow(rq, &lists); /* else it is of all */
	series_json_all(rq->core->db, list.id, buf_all(&lists), &rq->json);
	buf_release(&lists);
	return 0;
}

/* Who leads it from now on, and its coming meetings that the same led. */
static int on_update(struct request *rq, struct err *err)
{
	struct db *db = rq->core->db;
	struct series s;
	struct list list;
	struct led led, one;
	int64_t at = rq->now;

	if (get(rq, &s, &list, err) < 0)
		return -1;
	if (!wire_has(rq->w, "convenor"))
		return err_set(err, ERR_PERM,
		    "nothing is to be changed: say who leads it, with --convenor");
	led = (struct led){ .list_id = s.list_id, .series_id = s.id };
	one = (struct led){ .list_id = s.list_id };
	while (meeting_next_of_series(db, s.id, &at, &one.meeting_id)) {
		if (convenors_same(db, led, one) && request_convenors(rq, &one, err) < 0)
			return -1;
	}
	return request_convenors(rq, &led, err) < 0 ? -1 : answer(rq, &s, &list, err);
}

static int on_cancel(struct request *rq, struct err *err)
{
	struct db *db = rq->core->db;
	struct series s;
	struct list list;
	struct slice reason;

	if (get(rq, &s, &list, err) < 0 || !wire_need_text(rq->w, "reason", 300, &reason, err))
		return -1;
	if (!series_cancel(db, s.id, reason))
		return err_set(err, ERR_PERM, "series %lld is cancelled already", (long long)s.id);
	for (int64_t id = meeting_coming_of_series(db, s.id, rq->now);
	     id != 0 && !db_has_failed(db); id = meeting_coming_of_series(db, s.id, rq->now))
		(void)invitation_call_off(rq->core, id,
		    reason); /* it was planned on the line before */
	s.is_open = false;
	return answer(rq, &s, &list, err);
}

const struct request_verb series_verbs[] = {
	{ "series.add", true, FOR_OWN(ROLE_AUTHOR | ROLE_CONVENOR), on_add,
	    { REQUEST_LIST_IN("community"), REQUEST_NAME("start"), REQUEST_TEXT("rule"),
	        REQUEST_TEXT("holidays"), REQUEST_MEETING_FIELDS, REQUEST_TEXT("remind"),
	        REQUEST_FLAG("dry-run") } },
	{ "series.show", false, FOR_OWN(ROLE_ALL), on_show, { REQUEST_ID(REQUEST_SERIES) } },
	{ "series.update", true, FOR_OWN(ROLE_AUTHOR | ROLE_CONVENOR), on_update,
	    { REQUEST_ID(REQUEST_SERIES), REQUEST_TEXT("convenor") } },
	{ "series.list", false, FOR_SHOWN(ROLE_ALL), on_list, { REQUEST_LIST_IN("community") } },
	{ "series.cancel", true, FOR(ROLE_AUTHOR), on_cancel,
	    { REQUEST_ID(REQUEST_PLAIN), REQUEST_TEXT("reason") } },
	{ .verb = NULL },
};
