/* SPDX-License-Identifier: MIT
 * Reminders; see reminder_mail.h. They know what each person said: nothing for a no. */
#include "daemon/core/meetings/reminder_mail.h"

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/common/num.h"
#include "daemon/common/zone.h"
#include "daemon/core/letters/sending_hours.h"
#include "daemon/core/meetings/meeting_mail.h"
#include "subscribers/list.h"
#include "subscribers/subscription.h"

/* From this offset on, what happens on one day stands in one mail; "in two hours" is about one. */
#define SAME_DAY_OFFSET_S (12 * 3600)
#define SAME_DAY_MAX 10

struct firing {
	struct core *core;
	const struct reminder *r;
	const struct meeting *m;
	const struct list *list;
	json_t *values;
};

/* The next span; 0 at the end, -1 and *err where it is none. */
static int next_span(struct slice *spans, int *count, int64_t *offset_s, struct err *err)
{
	struct slice span;

	if (!slice_next(spans, ',', &span))
		return 0;
	if (!num_parse_span(slice_trim(span), REMINDER_MAIL_OFFSET_MAX_S, offset_s) ||
	    *offset_s == 0)
		return err_set(err, ERR_PERM,
		    "\"%.*s\" is no span of at most 90 days; say 7d, 2h or 30m", SLICE_ARG(span));
	if (++*count > CONF_OFFSETS_MAX)
		return err_set(err, ERR_PERM, "at most %d reminders", CONF_OFFSETS_MAX);
	return 1;
}

int reminder_mail_check(struct slice spans, struct err *err)
{
	int64_t offset_s;
	int count = 0, rc = 1;

	while (rc > 0 && !slice_is(spans, "none"))
		rc = next_span(&spans, &count, &offset_s, err);
	return rc < 0 ? -1 : 0;
}

int reminder_mail_plan(struct core *core, int64_t meeting_id, const struct list *list,
    struct slice spans, int64_t starts_at, struct err *err)
{
	const struct conf *conf = &core->conf;
	int64_t offset_s;
	int count = 0, rc = 1;

	if (spans.p == NULL)
		spans = list->reminders[0] != '\0' ? slice_of(list->reminders) : SLICE_NONE;
	for (int i = 0; spans.p == NULL && i < conf->meetings.reminder_count; i++)
		reminder_add(core->db, meeting_id, conf->meetings.reminders_s[i], list->timezone,
		    starts_at, core_now(core));
	while (rc > 0 && !slice_is(spans, "none")) {
		rc = next_span(&spans, &count, &offset_s, err);
		if (rc > 0)
			reminder_add(core->db, meeting_id, offset_s, list->timezone, starts_at,
			    core_now(core));
	}
	return rc < 0 ? -1 : 0;
}

static bool is_same_day(const struct meeting *a, const struct meeting *b)
{
	struct zone_time x, y;

	zone_local(a->timezone, a->starts_at, &x);
	zone_local(a->timezone, b->starts_at, &y);
	return x.year == y.year && x.month == y.month && x.day == y.day;
}

static json_t *other_values(struct core *core, const struct meeting *m, const struct rsvp *r)
{
	json_t *v = meeting_mail_values(core, m, core_now(core));

	meeting_mail_set_answer(v, r->answer, r->guests);
	return v;
}

/* Other meetings of that person on that day whose reminder of the same offset is still to come: it
 * comes now, and not again. */
static json_t *same_day(const struct firing *f, int64_t subscriber_id)
{
	struct db *db = f->core->db;
	json_t *others = json_array();
	int64_t at = f->m->starts_at - 86400, id = 0;
	struct meeting other;
	struct reminder r;
	struct rsvp said;

	if (f->r->offset_s < SAME_DAY_OFFSET_S)
		return others;
	if (at < core_now(f->core))
		at = core_now(f->core);
	for (int i = 0;
	     i < SAME_DAY_MAX && rsvp_next_coming(db, subscriber_id, 0, &at, &id, &said) &&
	     at < f->m->starts_at + 86400;
	     i++) {
		if (id == f->m->id || said.answer == RSVP_NO || !meeting_get(db, id, &other) ||
		    !is_same_day(f->m, &other) || !reminder_find(db, id, f->r->offset_s, &r) ||
		    rsvp_was_reminded(db, id, r.offset_s, subscriber_id))
			continue;
		rsvp_note_reminded(db, id, r.offset_s, subscriber_id);
		(void)json_array_append_new(others, other_values(f->core, &other, &said));
	}
	return others;
}

/* One member's, unless they said no, joined after it was due, or had it in another mail. */
static bool remind_one(const struct firing *f, const struct subscription_member *member)
{
	struct rsvp said = { .answer = RSVP_NONE };
	struct meeting_mail_one mail = { .kind = "reminder",
		.m = f->m,
		.list = f->list,
		.member = member,
		.variant = f->r->offset_s,
		.needs_consent = true };
	json_t *others;

	(void)rsvp_find(f->core->db, f->m->id, member->subscriber_id,
	    &said); /* not invited: no answer */
	if (said.answer == RSVP_NO || member->since_at > f->r->due_at ||
	    rsvp_was_reminded(f->core->db, f->m->id, f->r->offset_s, member->subscriber_id))
		return false;
	mail.values = json_deep_copy(f->values);
	meeting_mail_set_answer(mail.values, said.answer, said.guests);
	others = same_day(f, member->subscriber_id);
	json_put(mail.values, "has_others", json_boolean(json_array_size(others) > 0));
	json_put(mail.values, "others", others);
	meeting_mail_queue(f->core, &mail);
	json_decref(mail.values);
	return true;
}

/* One chunk of the members; the reminder is sent when the last one is through. */
static int remind_chunk(struct firing *f)
{
	struct subscription_member member;
	int64_t after = f->r->sent_to;
	const int most = meeting_mail_chunk(f->core);
	int seen = 0, count = 0;

	while (seen < most && !db_has_failed(f->core->db) &&
	    subscription_next_member(f->core->db, f->list->id, after, &member)) {
		count += remind_one(f, &member);
		after = member.subscriber_id;
		seen++;
	}
	if (seen < most)
		(void)reminder_settle(f->core->db, f->r,
		    "sent"); /* it is pending: that was just read */
	else
		(void)reminder_set_sent_to(f->core->db, f->r, after);
	return count;
}

static bool must_wait(struct core *core, const struct reminder *r, const struct meeting *m,
    int64_t now)
{
	struct list list;
	int64_t at;

	if (!list_get(core->db, m->list_id, &list))
		return false;
	at = sending_hours_for_reminder(core, &list, m->starts_at, now);
	return at > now && reminder_postpone(core->db, r, at);
}

void reminder_mail_fire(struct core *core, const struct reminder *r)
{
	int64_t now = core_now(core);
	struct meeting m;
	struct list list;
	struct firing f = { core, r, &m, &list, NULL };
	bool is_begun = r->sent_to > 0;
	int count;

	if (!meeting_get(core->db, r->meeting_id, &m) || m.is_cancelled ||
	    !list_get(core->db, m.list_id, &list)) {
		(void)reminder_settle(core->db, r, "cancelled");
		return;
	}
	/* Never after the start, and not so late that it says something wrong. */
	if (m.starts_at <= now || (!is_begun && now - r->due_at > core->conf.meetings.max_late_s)) {
		if (reminder_settle(core->db, r, "missed"))
			log_warning("reminder.missed", "meeting=%lld offset_s=%lld",
			    (long long)m.id, (long long)r->offset_s);
		return;
	}
	if (!is_begun && must_wait(core, r, &m, now))
		return;
	f.values = meeting_mail_values(core, &m, now);
	count = remind_chunk(&f);
	json_decref(f.values);
	log_info("reminder.sent", "meeting=%lld offset_s=%lld members=%d", (long long)m.id,
	    (long long)r->offset_s, count);
}
