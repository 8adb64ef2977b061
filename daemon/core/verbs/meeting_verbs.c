/* SPDX-License-Identifier: MIT
 * dpupctl meeting ... */
#include "daemon/core/verbs/request_fields.h"

#include "daemon/common/zone.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/letters/sending_hours.h"
#include "daemon/core/meetings/meeting_act.h"
#include "daemon/core/meetings/meeting_notes.h"
#include "daemon/core/meetings/reminder_mail.h"
#include "daemon/core/staff/staff_access.h"
#include "daemon/time/holiday.h"
#include "daemon/time/window.h"
#include "daemon/time/words.h"
#include "subscribers/convenor.h"
#include "subscribers/json.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/reminder.h"
#include "subscribers/rsvp.h"

#define RECENT_S (30 * INT64_C(86400)) /* what staff may still have to do with: notes, who came */
#define PAGE_MEETINGS 500

/* What was understood of the time, in words; and a holiday nobody may have thought of. */
static void say_understood(struct request *rq, const struct list *list, int64_t at)
{
	struct buf words = BUF_INIT;
	struct window w;
	struct zone_time t;
	const char *holiday;

	sending_hours_window(rq->core, list, &w);
	zone_local(list->timezone, at, &t);
	holiday = window_holiday(&w, holiday_date(t.year, t.month, t.day));
	words_time(&words, at, list->timezone);
	if (holiday != NULL)
		buf_printf(&words, "; that day is a holiday: %s", holiday);
	buf_cut(&rq->json, rq->json.n - 1); /* the brace that ends the object */
	buf_text(&rq->json, ",\"understood\":");
	json_quote(&rq->json, buf_all(&words));
	buf_char(&rq->json, '}');
	buf_release(&words);
}

static int on_add(struct request *rq, struct err *err)
{
	struct meeting_input in = { 0 };
	struct list list;
	struct slice start;
	char title[MEETING_TITLE_MAX + 1];
	int64_t id;

	if (request_list(rq, "community", LIST_COMMUNITY, &list, err) < 0 ||
	    !wire_need_text(rq->w, "start", 100, &start, err) ||
	    !words_parse_time(start, list.timezone, rq->now, &in.starts_at, err))
		return -1;
	request_meeting(rq, &list, title, &in);
	id = meeting_add(rq->core->db, &in, rq->now);
	if (request_convenors(rq, &(struct led){ .list_id = list.id, .meeting_id = id }, err) < 0)
		return -1;
	if (!db_has_failed(rq->core->db) &&
	    reminder_mail_plan(rq->core, id, &list,
	        wire_has(rq->w, "remind") ? wire_text(rq->w, "remind") : SLICE_NONE, in.starts_at,
	        err) < 0)
		return -1;
	if (!db_has_failed(rq->core->db) && meeting_json(rq->core->db, id, &rq->json))
		say_understood(rq, &list, in.starts_at);
	core_wake(rq->core, WAKE_CLOCK);
	return 0;
}

static int get(struct request *rq, struct meeting *m, struct err *err)
{
	int64_t id;

	if (request_id(rq, &id, err) < 0)
		return -1;
	return meeting_get(rq->core->db, id, m) ?
	    0 :
	    err_set(err, ERR_PERM, "no meeting %lld; see \"dpupctl meeting list\"", (long long)id);
}

static int on_show(struct request *rq, struct err *err)
{
	struct buf agenda = BUF_INIT;
	struct meeting m;

	if (get(rq, &m, err) < 0)
		return -1;
	(void)meeting_json(rq->core->db, m.id, &rq->json);
	meeting_agenda(rq->core->db, m.id, &agenda);
	buf_cut(&rq->json, rq->json.n - 1); /* the brace that ends the object */
	buf_text(&rq->json, ",\"agenda\":");
	if (agenda.n > 0)
		json_quote(&rq->json, buf_all(&agenda));
	else
		buf_text(&rq->json, "null");
	buf_text(&rq->json, ",\"answers\":");
	rsvp_json_counts(rq->core->db, m.id, &rq->json);
	buf_char(&rq->json, '}');
	buf_release(&agenda);
	return 0;
}

static int on_list(struct request *rq, struct err *err)
{
	struct list list = { .id = 0 };
	struct buf lists = BUF_INIT;
	struct meeting_page p;

	if (wire_has(rq->w, "community") &&
	    request_list(rq, "community", LIST_COMMUNITY, &list, err) < 0)
		return -1;
	(void)staff_access_is_narrow(rq, &lists); /* else it is of all */
	p = (struct meeting_page){ list.id, buf_all(&lists),
		wire_has(rq->w, "all") ? 0 : rq->now - RECENT_S, request_after(rq),
		request_most(rq, PAGE_MEETINGS) };
	buf_text(&rq->json, "{\"rows\":");
	request_end_page(rq, meeting_json_some(rq->core->db, &p, &rq->json));
	buf_release(&lists);
	return 0;
}

static int on_cancel(struct request *rq, struct err *err)
{
	struct meeting m;
	struct slice reason;

	if (get(rq, &m, err) < 0 || !wire_need_text(rq->w, "reason", 300, &reason, err))
		return -1;
	if (meeting_act_cancel(rq->core, &m, reason, err) < 0)
		return -1;
	(void)meeting_json(rq->core->db, m.id, &rq->json);
	return 0;
}

/* "-" takes it away. */
static void read_text(struct request *rq, const char *field, struct slice *text)
{
	if (wire_has(rq->w, field))
		*text = slice_is(wire_text(rq->w, field), "-") ? SLICE_NONE :
		                                                 wire_text(rq->w, field);
}

/* What is not said stays as it is. */
static int read_change(struct request *rq, const struct meeting *m, struct meeting_change *c,
    struct err *err)
{
	struct slice start = wire_text(rq->w, "start");

	*c = meeting_unchanged(m);
	c->length_s = wire_int(rq->w, "length", 0, INT64_MAX, m->length_s);
	c->capacity = wire_int(rq->w, "capacity", 0, INT64_MAX, m->capacity);
	if (wire_has(rq->w, "title"))
		c->title = wire_text(rq->w, "title");
	read_text(rq, "place", &c->place);
	read_text(rq, "link", &c->link);
	if (rq->bulk.n > 0 || wire_has(rq->w, "agenda"))
		c->agenda = rq->bulk.n > 0 ? rq->bulk : wire_text(rq->w, "agenda");
	return start.n == 0 || words_parse_time(start, m->timezone, rq->now, &c->starts_at, err) ?
	    0 :
	    -1;
}

/* Is something named that members see? They are told why. */
static bool is_for_members(const struct request *rq)
{
	static const char *const fields[] = { "start", "length", "title", "place", "link",
		"agenda" };

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (wire_has(rq->w, fields[i]))
			return true;
	}
	return rq->bulk.n > 0;
}

static int on_move(struct request *rq, struct err *err)
{
	bool is_seen = is_for_members(rq), is_changed = is_seen || wire_has(rq->w, "capacity");
	struct meeting m;
	struct meeting_change c;
	struct slice reason = SLICE_NONE;

	if (get(rq, &m, err) < 0 ||
	    (is_seen && !wire_need_text(rq->w, "reason", 300, &reason, err)) ||
	    read_change(rq, &m, &c, err) < 0 ||
	    request_convenors(rq, &(struct led){ .list_id = m.list_id, .meeting_id = m.id }, err) <
	        0)
		return -1;
	if (!is_changed && !wire_has(rq->w, "convenor"))
		return err_set(err, ERR_PERM,
		    "nothing is to be changed: say what is to be another, such as the start");
	if (is_changed && meeting_act_move(rq->core, &m, &c, reason, err) < 0)
		return -1;
	(void)meeting_json(rq->core->db, m.id, &rq->json);
	return 0;
}

static int on_attendance(struct request *rq, struct err *err)
{
	struct meeting m;

	if (get(rq, &m, err) < 0)
		return -1;
	rsvp_json(rq->core->db, m.id, &rq->json);
	return 0;
}

static int on_notes(struct request *rq, struct err *err)
{
	struct slice body = rq->bulk.n > 0 ? rq->bulk : wire_text(rq->w, "body");
	struct meeting m;
	struct list list;
	int64_t id;

	if (get(rq, &m, err) < 0)
		return -1;
	if (m.is_cancelled || m.starts_at > rq->now || !list_get(rq->core->db, m.list_id, &list))
		return err_set(err, ERR_PERM, "meeting %lld did not take place%s", (long long)m.id,
		    m.is_cancelled ? "" : " yet");
	id = meeting_notes_make(rq->core, &m, &list, body, rq->actor);
	if (!db_has_failed(rq->core->db))
		(void)announcement_json(rq->core->db, id, &rq->json);
	return 0;
}

static int on_remind(struct request *rq, struct err *err)
{
	struct meeting m;
	struct reminder r;

	if (get(rq, &m, err) < 0)
		return -1;
	if (m.is_cancelled || m.starts_at <= rq->now)
		return err_set(err, ERR_PERM, "meeting %lld is %s", (long long)m.id,
		    m.is_cancelled ? "cancelled" : "over or under way");
	r = (struct reminder){ m.id, m.starts_at - rq->now, rq->now, 0 };
	reminder_add(rq->core->db, m.id, r.offset_s, m.timezone, m.starts_at, rq->now);
	reminder_mail_fire(rq->core, &r);
	(void)meeting_json(rq->core->db, m.id, &rq->json);
	return 0;
}

const struct request_verb meeting_verbs[] = {
	{ "meeting.add", true, FOR_OWN(ROLE_AUTHOR | ROLE_CONVENOR), on_add,
	    { REQUEST_LIST_IN("community"), REQUEST_NAME("start"), REQUEST_MEETING_FIELDS,
	        REQUEST_TEXT("remind") } },
	{ "meeting.show", false, FOR_OWN(ROLE_AUTHOR | ROLE_APPROVER | ROLE_CONVENOR), on_show,
	    { REQUEST_ID(REQUEST_MEETING) } },
	{ "meeting.list", false, FOR_SHOWN(ROLE_ALL), on_list,
	    { REQUEST_LIST_IN("community"), REQUEST_FLAG("all"), REQUEST_PAGE } },
	{ "meeting.cancel", true, FOR_OWN(ROLE_AUTHOR | ROLE_CONVENOR), on_cancel,
	    { REQUEST_ID(REQUEST_MEETING), REQUEST_TEXT("reason") } },
	{ "meeting.remind", true, FOR_OWN(ROLE_AUTHOR | ROLE_CONVENOR), on_remind,
	    { REQUEST_ID(REQUEST_MEETING) } },
	{ "meeting.move", true, FOR_OWN(ROLE_AUTHOR | ROLE_CONVENOR), on_move,
	    { REQUEST_ID(REQUEST_MEETING), REQUEST_TEXT("reason"), REQUEST_NAME("start"),
	        REQUEST_MEETING_FIELDS } },
	{ "meeting.attendance", false, ABOUT_OWN_PEOPLE(ROLE_CONVENOR | ROLE_PRIVACY),
	    on_attendance, { REQUEST_ID(REQUEST_MEETING) } },
	{ "meeting.notes", true, FOR_OWN(ROLE_AUTHOR | ROLE_CONVENOR), on_notes,
	    { REQUEST_ID(REQUEST_MEETING), REQUEST_FILE("body") } },
	{ .verb = NULL },
};
