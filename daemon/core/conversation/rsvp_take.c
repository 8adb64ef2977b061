/* SPDX-License-Identifier: MIT
 * One answer and what follows from it; see rsvp_take.h. What is not certain to be theirs counts,
 * because a wrong head-count is the worst of it, and is marked so. */
#include "daemon/core/conversation/rsvp_take.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/core/conversation/bare_answer.h"
#include "daemon/core/conversation/claim.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/convenorship.h"
#include "daemon/core/meetings/invitation.h"
#include "daemon/core/meetings/meeting_mail.h"
#include "daemon/core/meetings/note_mail.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/calendar_words.h"
#include "daemon/mail/ical.h"
#include "daemon/mail/own_links.h"
#include "daemon/time/words.h"

/* What a receipt says besides what we have. */
enum receipt {
	RECEIPT_ANSWER,
	RECEIPT_OFF, /* there is nothing to come to */
};

/* Repeated back once: at a change, to the registered address, within the bounds of all answers. */
static void repeat(struct talk *t, const struct rsvp_take *a, enum receipt receipt)
{
	json_t *v;
	struct letter l = {
		.delivery = { .kind = "rsvp",
		    .class = DELIVERY_ANSWER,
		    .address = t->who.address.spec,
		    .list_id = a->list.id,
		    .subscriber_id = t->who.id,
		    .meeting_id = a->m.id,
		    .due_at = core_now(t->core) },
		.list = &a->list,
		.auto_submitted = "auto-replied",
		.in_reply_to = facts_get(t->facts, FACTS_MESSAGE_ID),
		.is_conversation = true,
	};

	if (t->v.is_automatic || !t->has_from || !answer_is_allowed_besides(t))
		return;
	v = meeting_mail_values(t->core, &a->m, core_now(t->core));
	if (a->asked > 0)
		json_put(v, "asked", json_integer(a->asked));
	if (a->is_of_before)
		json_put(v, "is_of_before", json_true());
	if (receipt == RECEIPT_OFF)
		json_put(v, "is_off", json_true());
	else
		meeting_mail_set_answer(v, a->r.answer, a->r.guests);
	l.values = v;
	(void)letter_queue(t->core, &l); /* 0: the transaction is refused, which its end tells */
}

/* A yes to a full meeting waits. Whoever has a place keeps it, though not with more guests than
 * fit. */
static void fit(struct core *core, struct rsvp_take *a, struct rsvp_input *in)
{
	int64_t taken, own = a->r.answer == RSVP_YES ? 1 + a->r.guests : 0;

	if (in->answer != RSVP_YES || a->m.capacity == 0)
		return;
	taken = rsvp_seats(core->db, a->m.id) - own;
	if (taken + 1 + in->guests <= a->m.capacity)
		return;
	if (own > 0) {
		a->asked = in->guests;
		in->guests = a->r.guests;
	} else {
		in->answer = RSVP_WAITING;
	}
}

/* What they wrote is not about coming: no convenor's to read (design §1). */
static bool is_of_other(const struct talk *t)
{
	struct buf words = BUF_INIT;
	bool is_other;

	if (t->v.kind == KIND_CALENDAR)
		calendar_words(facts_get(t->facts, FACTS_CALENDAR_COMMENT), buf_all(&t->v.reply),
		    &words);
	else
		buf_slice(&words, t->v.reply.n > 0 ? talk_words(t) : talk_subject(t));
	is_other = rsvp_beside_is_other(buf_all(&words));
	buf_release(&words);
	return is_other;
}

void rsvp_take_hand_over(struct talk *t, const struct rsvp_take *a, const char *what)
{
	json_t *v;
	struct convenors convenors;
	struct buf proposed = BUF_INIT, comment = BUF_INIT;
	int64_t start;

	if (is_of_other(t)) {
		forward_to_human(t);
		return;
	}
	v = meeting_mail_values(t->core, &a->m, core_now(t->core));
	json_put(v, what, json_true());
	if (strcmp(what, "is_beside") == 0)
		letter_set(v, "answer", slice_of(rsvp_answer_text(a->r.answer)));
	if (ical_parse_start(facts_get(t->facts, FACTS_CALENDAR_START),
	        facts_get(t->facts, FACTS_CALENDAR_ZONE), a->m.timezone, &start))
		words_time(&proposed, start, a->m.timezone);
	letter_set(v, "proposed", buf_all(&proposed));
	letter_set(v, "attendee", facts_get(t->facts, FACTS_CALENDAR_ATTENDEE));
	letter_set(v, "partstat", facts_get(t->facts, FACTS_CALENDAR_PARTSTAT));
	own_links_cut(&t->core->identity, t->core->conf.web.base_url,
	    facts_get(t->facts, FACTS_CALENDAR_COMMENT), &comment);
	letter_set(v, "comment", buf_all(&comment));
	(void)convenorship_of(t->core, a->list.id, a->m.id, &convenors); /* its own or not */
	forward_to_convenors(t, &convenors, v);
	buf_release(&proposed);
	buf_release(&comment);
}

/* What stands beside an answer finds its reader: the list of who comes, its convenor now, or a
 * person of ours. `is_noted`: it stands with the answer. */
static void pass_on(struct talk *t, const struct rsvp_take *a, bool is_noted)
{
	if (a->beside == RSVP_BESIDE_NOTHING || t->is_passed_on)
		return;
	if (a->beside == RSVP_BESIDE_NOTE && is_noted && note_mail_waits(t->core, &a->m))
		return;
	if (a->beside >= RSVP_BESIDE_UNCLEAR || a->is_of_no_meeting)
		forward_to_human(t);
	else
		rsvp_take_hand_over(t, a, "is_beside");
}

/* Nothing proves that they wrote it: they are told, and so is the convenor; whoever writes on and
 * on in their name does not fill their mailboxes with it, who has them all in the list of who
 * comes. */
static void keep(struct talk *t, struct rsvp_take *a, const struct rsvp_input *in)
{
	bool is_told = rsvp_claimed(t->core->db, &a->r) != RSVP_NONE;

	t->outcome = "answered before";
	if (rsvp_claim(t->core->db, &a->r, in, core_now(t->core))) {
		log_info("rsvp.claimed", "meeting=%lld answer=%s via=%s", (long long)a->m.id,
		    rsvp_answer_text(in->answer), in->via);
		t->outcome = "answer unverified";
		if (!is_told) {
			claim_tell(t, &a->m, &a->list, in->answer);
			if (!a->is_of_no_meeting || a->beside <= RSVP_BESIDE_NOTE) {
				rsvp_take_hand_over(t, a, "is_claim");
				return;
			}
		}
	}
	/* The words beside it are read all the same, by a person: whose they are is not known. */
	a->is_of_no_meeting = true;
	pass_on(t, a, false);
}

/* The answer is theirs. False where the evidence is not enough. */
static bool set(const struct act *act, struct rsvp_take *a, struct rsvp_input *in,
    enum rsvp_result *result_r)
{
	if (!act_may(act, ACT_RSVP))
		return false;
	fit(act->core, a, in);
	*result_r = rsvp_set(act->core->db, &a->r, in, act->now);
	return true;
}

/* A button of before the meeting was moved: they may not know that it was, and are asked. */
static void on_stale(struct talk *t, struct rsvp_take *a, const struct rsvp_input *in)
{
	t->outcome = "older answer";
	if (in->has_sequence && rsvp_is_of_before(t->core->db, &a->r, in->sequence)) {
		(void)bare_answer_ask(t, &a->m, &a->list, &a->r, "is_moved"); /* once is enough */
		t->outcome = "older answer";
		return;
	}
	/* By a clock that is slow, it may be: they must not think that it counts. */
	if (a->r.answer != in->answer && a->r.answer != RSVP_NONE)
		repeat(t, a, RECEIPT_ANSWER);
}

/* What they wrote before goes to who reads it, where this takes its place; what could not wait has
 * gone. */
static void tell_replaced(struct talk *t, const struct rsvp_take *a, struct slice before)
{
	struct buf now = BUF_INIT;

	rsvp_note(t->core->db, &a->r, &now);
	if (before.n > 0 && !slice_equal(before, buf_all(&now)) &&
	    rsvp_beside_read(before).beside != RSVP_BESIDE_MEETING)
		note_mail_one(t->core, &a->m, &a->r, before, "is_replaced");
	buf_release(&now);
}

static void settle(struct talk *t, struct rsvp_take *a, const struct rsvp_input *in,
    enum rsvp_result result)
{
	switch (result) {
	case RSVP_STALE:
		on_stale(t, a, in);
		return;
	case RSVP_SAME:
		t->outcome = "answered before";
		if (a->asked > 0)
			repeat(t, a,
			    RECEIPT_ANSWER); /* they must not think that they may bring them */
		return;
	case RSVP_CHANGED:
		t->outcome = "answered";
		log_info("rsvp.answered", "meeting=%lld answer=%s via=%s proof=%s",
		    (long long)a->m.id, rsvp_answer_text(a->r.answer), in->via,
		    proof_text(t->evidence.proof));
		repeat(t, a, RECEIPT_ANSWER);
		invitation_fill(t->core, a->m.id);
		return;
	}
}

void rsvp_take(struct talk *t, struct rsvp_take *a, struct rsvp_input *in)
{
	struct act act = act_of_talk(t);
	enum rsvp_result result;
	struct buf before = BUF_INIT, note = BUF_INIT;

	/* It is read by who leads the meeting. */
	own_links_cut(&t->core->identity, t->core->conf.web.base_url, in->note, &note);
	if (in->note.n > 0)
		in->note = buf_all(&note);
	rsvp_note(t->core->db, &a->r, &before);
	if (talk_rule(t, ACT_RSVP) != ACT_IS_DONE || !talk_is_theirs(t) ||
	    !set(&act, a, in, &result)) {
		keep(t, a, in);
	} else {
		settle(t, a, in, result);
		if (result != RSVP_STALE)
			tell_replaced(t, a, buf_all(&before));
		pass_on(t, a, result != RSVP_STALE && in->note.n > 0);
	}
	in->note = SLICE_NONE;
	buf_release(&before);
	buf_release(&note);
}

void rsvp_take_warn(struct talk *t, const struct rsvp_take *a, enum rsvp_answer answer)
{
	if (a->m.is_cancelled && a->m.starts_at > core_now(t->core) &&
	    (answer == RSVP_YES || answer == RSVP_MAYBE))
		repeat(t, a, RECEIPT_OFF);
}

bool rsvp_take_is_open(struct talk *t, const struct rsvp_take *a)
{
	if (!a->m.is_cancelled && a->m.starts_at + a->m.length_s > core_now(t->core) &&
	    a->r.is_invited)
		return true;
	t->outcome = a->m.is_cancelled ? "meeting is cancelled" : "meeting is over";
	return false;
}

bool rsvp_take_find(struct talk *t, int64_t meeting_id, struct rsvp_take *a)
{
	a->asked = 0;
	a->beside = RSVP_BESIDE_NOTHING;
	a->is_of_no_meeting = false;
	return t->has_who && rsvp_find(t->core->db, meeting_id, t->who.id, &a->r) &&
	    meeting_get(t->core->db, meeting_id, &a->m) &&
	    list_get(t->core->db, a->m.list_id, &a->list);
}
