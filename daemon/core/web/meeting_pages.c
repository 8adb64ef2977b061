/* SPDX-License-Identifier: MIT
 * Meetings on the web: an answer to an invitation (/r/T), and calendars to subscribe to. A calendar
 * is for everybody, so it has no attendee, no agenda and no link to join: that is for those who are
 * invited. */

#include "daemon/common/hash.h"
#include "daemon/common/json_put.h"
#include "daemon/common/num.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/conversation/rsvp_mail.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/meeting_mail.h"
#include "daemon/core/web/feed_cache.h"
#include "daemon/core/web/page_talk.h"
#include "daemon/mail/joining.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/rsvp.h"

#define EVENTS_MAX 200 /* of one calendar: a year of many communities */
#define CALENDAR_CACHE_S 900

/* --- answers --- */

struct invited {
	struct rsvp r;
	struct meeting m;
	struct subscriber who;
};

static bool whose_rsvp(struct db *db, int64_t id, struct subscriber *who)
{
	struct rsvp r;

	return rsvp_get(db, id, &r) && subscriber_get(db, r.subscriber_id, who);
}

/* False where the token opens nothing; the answer is made. */
static bool open_invitation(struct web_visit *v, struct invited *in)
{
	int64_t id, generation;

	if (!web_person_token(v, TOKEN_RSVP, whose_rsvp, &in->who, &id, &generation))
		return false;
	if (rsvp_get(v->core->db, id, &in->r) && meeting_get(v->core->db, in->r.meeting_id, &in->m))
		return true;
	v->outcome = "no such meeting";
	web_show(v, 410, "gone", NULL);
	return false;
}

static json_t *values_of(struct web_visit *v, const struct invited *in)
{
	json_t *values = meeting_mail_values(v->core, &in->m, v->now);
	bool is_over = in->m.starts_at + in->m.length_s <= v->now;
	char guests[24];

	meeting_mail_set_answer(values, in->r.answer, in->r.guests);
	str_put(guests, sizeof guests, "%lld", (long long)in->r.guests);
	letter_set(values, "guests_now", slice_of(guests));
	json_put(values, "guests_max", json_integer(RSVP_GUESTS_MAX));
	json_put(values, "is_cancelled", json_boolean(in->m.is_cancelled));
	json_put(values, "is_over", json_boolean(is_over && !in->m.is_cancelled));
	json_put(values, "is_open",
	    json_boolean(!is_over && !in->m.is_cancelled && in->r.is_invited));
	return values;
}

static void show_rsvp(struct web_visit *v)
{
	struct invited in;

	if (open_invitation(v, &in))
		web_show(v, 200, "rsvp", values_of(v, &in));
}

/* What the form says; false where it is no answer. */
static bool read_answer(const struct web_visit *v, enum rsvp_answer *answer_r, int64_t *guests_r)
{
	static const enum rsvp_answer answers[] = { RSVP_YES, RSVP_NO, RSVP_MAYBE };
	struct slice guests = web_field(v, "guests");

	*answer_r = RSVP_NONE;
	*guests_r = 0;
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		if (web_field_is(v, "answer", rsvp_answer_text(answers[i])))
			*answer_r = answers[i];
	}
	if (*answer_r == RSVP_YES && guests.n > 0 &&
	    !num_parse(guests, 0, RSVP_GUESTS_MAX, guests_r))
		return false;
	return *answer_r != RSVP_NONE;
}

static void rsvp(struct web_visit *v)
{
	enum rsvp_answer answer;
	struct page_talk wt;
	struct invited in;
	int64_t guests;
	json_t *said;

	if (!open_invitation(v, &in))
		return;
	if (!read_answer(v, &answer, &guests)) {
		said = values_of(v, &in);
		json_put(said, "is_wrong", json_true());
		v->outcome = "no answer";
		web_show(v, 400, "rsvp", said);
		return;
	}
	if (page_talk_init(&wt, v, in.who.id)) {
		wt.t.v.is_automatic = true; /* the page repeats the answer: no mail need */
		(void)rsvp_mail_web(&wt.t, in.m.id, answer, guests); /* why not is the outcome */
		v->outcome = wt.t.outcome;
	}
	(void)rsvp_get(v->core->db, in.r.id, &in.r); /* as it is now; it cannot have gone */
	said = values_of(v, &in);
	if (answer == RSVP_YES && in.r.answer == RSVP_YES && in.r.guests < guests)
		json_put(said, "asked", json_integer(guests));
	page_talk_outcome(&wt, said);
	page_talk_release(&wt);
	web_show(v, 200, "rsvp", said);
}

/* --- calendars --- */

struct calendar {
	size_t count;
	struct meeting meetings[EVENTS_MAX];
	char uids[EVENTS_MAX][ICAL_UID_SIZE];
	struct ical_event events[EVENTS_MAX];
};

/* The same for everybody and at every time; another than that of any invitation. */
static void make_uid(const struct token_key *key, int64_t meeting_id, char out[ICAL_UID_SIZE])
{
	struct buf text = BUF_INIT;
	uint8_t mac[HASH_SIZE];

	buf_printf(&text, "calendar %lld", (long long)meeting_id);
	hash_hmac(slice_make((const char *)key->bytes, sizeof key->bytes), buf_all(&text), mac);
	ical_uid(mac, out);
	buf_release(&text);
}

/* What everybody may know: when, what it is called, where. The agenda is written to the members,
 * who are sent it, and how to join online often stands in it, and in the other two as well. */
static void add_public(struct ical_event *e, struct meeting *m, const struct list *list)
{
	struct slice title = joining_cut(slice_of(m->title));

	if (title.n == 0) {
		str_put(m->title, sizeof m->title, "%s", list->name);
		title = slice_of(m->title);
	}
	e->title = title;
	e->place = joining_cut(slice_of(m->place));
}

static void add_meetings(struct web_visit *v, const struct list *list, struct calendar *c)
{
	struct core *core = v->core;
	int64_t at = v->now, id = 0;

	while (c->count < EVENTS_MAX && meeting_next_of(core->db, list->id, &at, &id)) {
		struct meeting *m = &c->meetings[c->count];

		if (!meeting_get(core->db, id, m))
			continue;
		make_uid(&core->key, id, c->uids[c->count]);
		c->events[c->count] = (struct ical_event){
			.uid = c->uids[c->count],
			.sequence = m->revision,
			.stamp_at = v->now,
			.starts_at = m->starts_at,
			.length_s = m->length_s,
			.zone = m->timezone,
			.organizer = core->identity.address.spec,
			.organizer_name = slice_of(core->conf.identity.newsletter_name),
		};
		add_public(&c->events[c->count], m, list);
		c->count++;
	}
}

/* False where there is no such community. */
static bool compose_calendar(struct web_visit *v, struct calendar *c)
{
	struct list list = { .id = 0 };

	if (v->arg.n > 0) {
		if (!list_by_slug(v->core->db, v->arg, &list) || list.kind != LIST_COMMUNITY ||
		    !list.is_open)
			return false;
		add_meetings(v, &list, c);
	} else {
		while (list_next_open(v->core->db, LIST_COMMUNITY, list.id, &list))
			add_meetings(v, &list, c);
	}
	ical_compose_feed(c->events, c->count,
	    slice_of(v->arg.n > 0 ? list.name : v->core->conf.identity.newsletter_name), &v->body);
	return true;
}

static void show_calendar(struct web_visit *v)
{
	struct core *core = v->core;
	struct calendar *c;
	bool is_there;

	if (!feed_cache_get(core->feeds, v->arg, core->commits, v->now, &v->body)) {
		c = xcalloc(1, sizeof *c);
		is_there = compose_calendar(v, c);
		free(c);
		if (!is_there) {
			web_show(v, 404, "404", NULL);
			return;
		}
		feed_cache_put(core->feeds, v->arg, core->commits, v->now, buf_all(&v->body));
	}
	v->status = 200;
	v->type = "text/calendar; charset=utf-8";
	v->cache_s = CALENDAR_CACHE_S;
}

const struct web_page web_meeting_pages[] = {
	{ "rsvp", show_rsvp, rsvp },
	{ "calendar", show_calendar, NULL },
	{ NULL, NULL, NULL },
};
