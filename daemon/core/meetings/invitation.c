/* SPDX-License-Identifier: MIT
 * Invitations; see invitation.h. The row of the person (rsvp.h) is moved in the transaction that
 * queues their mail: that row, and no list in memory, says who has been told. */
#include "daemon/core/meetings/invitation.h"

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/core/meetings/convenor_mail.h"
#include "daemon/core/meetings/meeting_mail.h"
#include "daemon/core/meetings/note_mail.h"
#include "daemon/core/outbox/outbox.h"
#include "subscribers/reminder.h"
#include "subscribers/rsvp.h"
#include "subscribers/subscription.h"

#define COMING_MAX 20 /* meetings a joiner is invited to at once: a weekly one for months */

/* One member and one meeting; `values` is borrowed, and told this person's answer. */
static void tell(struct core *core, const struct meeting *m, const struct list *list,
    const struct subscription_member *member, json_t *values)
{
	struct rsvp r = { 0 };
	bool was_invited = rsvp_find(core->db, m->id, member->subscriber_id, &r) && r.is_invited;
	struct meeting_mail_one mail = {
		.kind = m->is_cancelled ? "cancelled" :
		    was_invited         ? "moved" :
		                          "invitation",
		.m = m,
		.list = list,
		.member = member,
		.needs_consent = true,
		.values = values,
		.rsvp = &r,
		.method = m->is_cancelled ? ICAL_CALL_OFF : ICAL_INVITE,
	};

	/* Whoever never heard of it need not hear that it does not take place. */
	if (m->is_cancelled && !was_invited)
		return;
	if (!rsvp_tell(core->db, &core->key, m->id, member->subscriber_id, m->revision, &r))
		return;
	mail.variant = r.sequence + 1;
	meeting_mail_set_answer(values, r.answer,
	    r.guests); /* of this one person: the next one's are set over it */
	meeting_mail_queue(core, &mail);
}

static bool tell_chunk(struct core *core, const struct meeting *m, const struct list *list,
    int64_t now)
{
	struct subscription_member member;
	json_t *values = meeting_mail_values(core, m, now);
	int64_t after = m->told_to;
	const int most = meeting_mail_chunk(core);
	int count = 0;

	while (count < most && !db_has_failed(core->db) &&
	    subscription_next_member(core->db, list->id, after, &member)) {
		tell(core, m, list, &member, values);
		after = member.subscriber_id;
		count++;
	}
	json_decref(values);
	meeting_set_told(core->db, m->id, after, count < most);
	if (count < most)
		convenor_mail_tell(core, m, list);
	log_info("meeting.told", "id=%lld revision=%lld members=%d", (long long)m->id,
	    (long long)m->revision, count);
	return true;
}

static bool tell_one(struct core *core, int64_t id, int64_t now)
{
	struct meeting m;
	struct list list;
	struct setback_key key = { "invitations", id, 0 };

	if (setback_waits(&core->setbacks, key, now))
		return false;
	db_begin(core->db);
	if (meeting_get(core->db, id, &m)) {
		if (m.starts_at > now && list_get(core->db, m.list_id, &list))
			(void)tell_chunk(core, &m, &list, now);
		else
			meeting_set_told(core->db, id, m.told_to,
			    true); /* over: nobody is to be told */
	}
	return core_step(core, key);
}

bool invitation_turn(struct core *core, int64_t now)
{
	/* One that cannot be told (a template is broken) does not keep the others back. */
	for (int64_t id = meeting_telling(core->db, 0); id != 0;
	     id = meeting_telling(core->db, id)) {
		if (tell_one(core, id, now))
			return true;
	}
	return false;
}

void invitation_joiner(struct core *core, const struct list *list, const struct subscriber *who)
{
	struct subscription_member member;
	int64_t now = core_now(core), at = now, id = 0;
	struct meeting m;

	if (list->kind != LIST_COMMUNITY || !meeting_mail_member(core->db, who, list->id, &member))
		return;
	for (int i = 0; i < COMING_MAX && meeting_next_of(core->db, list->id, &at, &id); i++) {
		json_t *values;

		if (!meeting_get(core->db, id, &m))
			continue;
		values = meeting_mail_values(core, &m, now);
		tell(core, &m, list, &member, values);
		json_decref(values);
	}
}

bool invitation_call_off(struct core *core, int64_t meeting_id, struct slice reason)
{
	struct meeting m;

	if (meeting_get(core->db, meeting_id, &m) && !m.is_cancelled)
		note_mail_all(core, &m, "is_cancelled");
	if (!meeting_cancel(core->db, meeting_id, reason))
		return false;
	reminder_cancel_all(core->db, meeting_id);
	meeting_mail_cancel(core, meeting_id, "the meeting was cancelled");
	core_wake(core, WAKE_CLOCK); /* which tells the members */
	return true;
}

static void withdraw(struct core *core, const struct meeting *m, struct rsvp *r,
    const struct subscriber *who, bool is_quiet)
{
	struct list list;
	struct subscription n;
	struct subscription_member member = { .subscriber_id = who->id };
	struct meeting_mail_one mail = { .kind = "withdrawn",
		.m = m,
		.list = &list,
		.member = &member,
		.rsvp = r,
		.method = ICAL_WITHDRAW };

	/* Who was never sent the invitation has nothing to take out of a calendar. */
	if ((r->missed & RSVP_MISSED_INVITATION) != 0)
		is_quiet = true;
	if (!rsvp_withdraw(core->db, r) || is_quiet || !list_get(core->db, m->list_id, &list) ||
	    !subscription_find(core->db, who->id, list.id, &n))
		return;
	str_put(member.address, sizeof member.address, "%s", who->address.spec);
	str_put(member.channel, sizeof member.channel, "%s", n.channel);
	member.subscription_id = n.id;
	member.generation = n.generation;
	member.since_at = n.since_at;
	mail.variant = r->sequence + 1;
	mail.values = meeting_mail_values(core, m, core_now(core));
	meeting_mail_queue(core, &mail);
	json_decref(mail.values);
}

/* Of who leaves: they stand in no list of who comes any more. */
static void tell_note(struct core *core, const struct meeting *m, const struct rsvp *r)
{
	struct buf note = BUF_INIT;

	rsvp_note(core->db, r, &note);
	note_mail_one(core, m, r, buf_all(&note), "is_left");
	buf_release(&note);
}

void invitation_leaver(struct core *core, int64_t list_id, const struct subscriber *who)
{
	int64_t at = core_now(core), id = 0;
	struct meeting m;
	struct rsvp r;

	while (!db_has_failed(core->db) &&
	    rsvp_next_coming(core->db, who->id, list_id, &at, &id, &r)) {
		if (!meeting_get(core->db, id, &m))
			continue;
		tell_note(core, &m, &r);
		withdraw(core, &m, &r, who, list_id == 0);
		invitation_fill(core, id);
	}
	/* What is left was cancelled during their pause, and stands in their calendar. */
	while (!db_has_failed(core->db) &&
	    rsvp_next_missed(core->db, who->id, list_id, core_now(core), &r) &&
	    meeting_get(core->db, r.meeting_id, &m))
		withdraw(core, &m, &r, who, list_id == 0);
}

/* "There is a place for you now." */
static void tell_place(struct core *core, const struct meeting *m, const struct rsvp *r)
{
	struct subscription_member member;
	struct subscriber who;
	struct list list;
	struct meeting_mail_one mail = {
		.kind = "place", .m = m, .list = &list, .member = &member, .needs_consent = true
	};

	if (!list_get(core->db, m->list_id, &list) ||
	    !subscriber_get(core->db, r->subscriber_id, &who) ||
	    !meeting_mail_member(core->db, &who, list.id, &member))
		return;
	mail.values = meeting_mail_values(core, m, core_now(core));
	meeting_mail_queue(core, &mail);
	json_decref(mail.values);
}

static void make_up(struct core *core, struct rsvp *r, const struct meeting *m,
    const struct list *list, const struct subscription_member *member)
{
	int64_t missed = r->missed;
	struct meeting_mail_one mail = {
		.kind = m->is_cancelled                    ? "cancelled" :
		    (missed & RSVP_MISSED_INVITATION) != 0 ? "invitation" :
		                                             "moved",
		.m = m,
		.list = list,
		.member = member,
		.needs_consent = true,
		.rsvp = r,
		.method = m->is_cancelled ? ICAL_CALL_OFF : ICAL_INVITE,
	};
	bool is_unheard_of = m->is_cancelled && (missed & RSVP_MISSED_INVITATION) != 0;

	rsvp_make_up(core->db, r, m->revision);
	mail.variant = r->sequence + 1;
	mail.values = meeting_mail_values(core, m, core_now(core));
	json_put(mail.values, "was_paused", json_true());
	meeting_mail_set_answer(mail.values, r->answer, r->guests);
	if ((missed & ~RSVP_MISSED_PLACE) != 0 && !is_unheard_of)
		meeting_mail_queue(core, &mail);
	if ((missed & RSVP_MISSED_PLACE) != 0 && r->answer == RSVP_YES && !m->is_cancelled)
		tell_place(core, m, r);
	json_decref(mail.values);
}

void invitation_missed(struct core *core, const struct subscriber *who)
{
	struct subscription_member member;
	struct meeting m;
	struct list list;
	struct rsvp r;

	while (!db_has_failed(core->db) &&
	    rsvp_next_missed(core->db, who->id, 0, core_now(core), &r)) {
		/* Whoever left meanwhile is not invited any more, and has no such row. */
		if (meeting_get(core->db, r.meeting_id, &m) &&
		    list_get(core->db, m.list_id, &list) &&
		    meeting_mail_member(core->db, who, list.id, &member))
			make_up(core, &r, &m, &list, &member);
		else
			rsvp_make_up(core->db, &r, r.revision);
	}
}

void invitation_again(struct core *core, const struct meeting *m, const struct subscriber *who)
{
	struct subscription_member member;
	struct list list;
	struct rsvp r;
	struct meeting_mail_one mail = { .kind = "invitation",
		.m = m,
		.list = &list,
		.member = &member,
		.needs_consent = true,
		.rsvp = &r,
		.method = ICAL_INVITE };

	if (!list_get(core->db, m->list_id, &list) ||
	    !meeting_mail_member(core->db, who, list.id, &member) ||
	    !rsvp_find(core->db, m->id, who->id, &r))
		return;
	mail.values = meeting_mail_values(core, m, core_now(core));
	meeting_mail_queue(core, &mail);
	json_decref(mail.values);
}

void invitation_fill(struct core *core, int64_t meeting_id)
{
	struct meeting m;
	struct rsvp r;
	int64_t now = core_now(core);

	if (!meeting_get(core->db, meeting_id, &m) || m.is_cancelled || m.starts_at <= now)
		return;
	while (!db_has_failed(core->db)) {
		int64_t room = m.capacity > 0 ? m.capacity - rsvp_seats(core->db, m.id) :
		                                MEETING_CAPACITY_MAX;

		if (room <= 0 || !rsvp_next_waiting(core->db, m.id, room, &r) ||
		    !rsvp_take_place(core->db, &r))
			return;
		tell_place(core, &m, &r);
	}
}

void invitation_fill_all(struct core *core, int64_t now)
{
	int64_t id = 0;

	while (!db_has_failed(core->db) && (id = rsvp_waited_for(core->db, id, now)) != 0)
		invitation_fill(core, id);
}

bool invitation_fill_turn(struct core *core, int64_t *done_to, int64_t now)
{
	int64_t id = rsvp_waited_for(core->db, *done_to, now);
	struct setback_key key = { "places", id, 0 };

	if (id == 0)
		return true;
	if (setback_waits(&core->setbacks, key, now))
		return false;
	db_begin(core->db);
	invitation_fill(core, id);
	if (core_step(core, key)) {
		*done_to = id;
		core_wake(core, WAKE_CLOCK);
	}
	return false;
}
