/* SPDX-License-Identifier: MIT
 * The order of decision; see conversation.h. Each step either settles the message or passes it on;
 * the order of `steps` is design §4's and must not change: a bounce is never a command, a token
 * unsubscribes even where a robot sent it, a robot is never answered. */
#include "daemon/core/conversation/conversation.h"

#include <stdio.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/core/convenors/convenor_orders.h"
#include "daemon/core/convenors/convenor_reply.h"
#include "daemon/core/convenors/tip_mail.h"
#include "daemon/core/conversation/change_address.h"
#include "daemon/core/conversation/commands.h"
#include "daemon/core/conversation/misspelt.h"
#include "daemon/core/conversation/more_addresses.h"
#include "daemon/core/conversation/objection.h"
#include "daemon/core/conversation/question.h"
#include "daemon/core/conversation/rights.h"
#include "daemon/core/conversation/rsvp_mail.h"
#include "daemon/core/conversation/stopped_mail.h"
#include "daemon/core/conversation/successor.h"
#include "daemon/core/conversation/yearly_reply.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/no_answer.h"
#include "daemon/core/meetings/office_mail.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/membership.h"
#include "daemon/core/people/undelivered.h"
#include "daemon/core/people/yearly_mail.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/core/talk/quoted_back.h"
#include "daemon/core/talk/robotlike.h"
#include "daemon/core/talk/said_before.h"
#include "daemon/core/talk/talk_wait.h"
#include "daemon/mail/answerable.h"
#include "subscribers/suppression.h"

static bool is_ourselves(const struct talk *t)
{
	struct slice detail;

	return t->has_from && classify_is_ours(&t->core->identity, slice_of(t->from.spec), &detail);
}

/* --- the steps: true where the message is settled --- */

/* What a report says, for staff; not about whom, because anybody could have written it. */
static void note_bounces(const struct talk *t)
{
	struct buf note = BUF_INIT;

	for (size_t i = 0; i < t->v.bounce_count; i++)
		buf_printf(&note, "%s%s %s %s", i > 0 ? "; " : "",
		    bounce_class_text(t->v.bounces[i].class), t->v.bounces[i].reason,
		    t->v.bounces[i].status);
	if (note.n > 0)
		inbound_note(t->core->db, t->in->id, slice_trim(buf_all(&note)));
	buf_release(&note);
}

static bool on_bounce(struct talk *t)
{
	if (t->v.kind != KIND_BOUNCE)
		return false;
	t->outcome = "bounce";
	note_bounces(t);
	if (t->mail.delivery_id == 0) {
		t->outcome = "bounce unverified"; /* anyone can write one: it is counted, no more */
		return true;
	}
	undelivered_reported(t->core, &t->v, t->mail.delivery_id, t->mail.is_enveloped);
	return true;
}

/* Whoever complains gets no more mail, of no list. */
static void end_all(struct talk *t, struct act a, const struct subscriber *who)
{
	a.evidence.note = slice_of("complaint");
	(void)membership_leave(&a, who, 0); /* none left is fine */
	if (!t->mail.is_former) {           /* the address that they have now did not complain */
		suppression_add(t->core->db, who->hash, "complaint", a.now);
		office_mail_never(t->core, &who->address);
	}
	t->who = *who;
	t->has_who = true;
	t->outcome = "complaint";
}

/* It names a mail by what everybody has whom that was passed on to: they may leave by it what it
 * was of, no more. A person of ours sees it. */
static void end_one(struct talk *t, struct act a, const struct subscriber *who)
{
	a.evidence.note = slice_of("complaint");
	if (t->mail.list_id != 0)
		(void)membership_leave(&a, who, t->mail.list_id); /* has left: fine */
	forward_quietly(t);
	t->who = *who;
	t->has_who = true;
	t->outcome = "complaint of one mail";
}

static bool on_complaint(struct talk *t)
{
	bool is_opt_out = strcmp(t->v.complaint_type, "opt-out") == 0;

	if (t->v.kind != KIND_COMPLAINT)
		return false;
	t->outcome = "complaint unverified";
	/* Reports about authentication are no wish to leave (RFC 6591). */
	if (!is_opt_out && strcmp(t->v.complaint_type, "abuse") != 0 &&
	    t->v.complaint_type[0] != '\0')
		return true;
	if (!t->mail.has_holder) {
		/* A program's wish to leave, without a token: its field need not be signed, and to
		 * ask would be no use. */
		if (is_opt_out && t->has_who)
			forward_quietly(t);
		return true;
	}
	if (t->mail.is_enveloped)
		end_all(t, act_of_holder(t), &t->mail.holder);
	else
		end_one(t, act_of_holder(t), &t->mail.holder);
	return true;
}

static bool is_own_button(const struct talk *t)
{
	return t->has_from && strcmp(t->from.key, t->unsubscribe.who.address.key) == 0 &&
	    talk_is_vouched(t);
}

/* A token unsubscribe is honoured whoever or whatever sent it, and for ever (design §4a.4): mail
 * programs do it with Auto-Submitted set. Only people get a receipt, but who came back since is
 * told that they have left by an older one, and how to undo it. */
bool conversation_unsubscribe(struct talk *t)
{
	int (*leave)(struct talk *, const struct act *, int64_t);
	struct act a = act_of_holder(t);

	if (!t->unsubscribe.is_there)
		return false;
	t->outcome = "unsubscribe too late";
	/* It ends no question that came after it, but by its page, or in a mail that is vouched
	 * for: else a program that unsubscribes them is late, and their own word is heard as any.
	 */
	if (!t->unsubscribe.is_current && t->unsubscribe.n.state != SUBSCRIPTION_ACTIVE &&
	    t->evidence.proof != PROOF_LINK && !is_own_button(t))
		return t->v.is_automatic;
	t->who = t->unsubscribe.who;
	t->has_who = true;
	leave = t->unsubscribe.is_current || is_own_button(t) ? command_leave : command_leave_again;
	if (leave(t, &a, t->unsubscribe.n.list_id) == 0)
		t->outcome = "unsubscribe too late";
	return true;
}

static bool is_circling(const struct talk *t)
{
	return t->facts->number[FACTS_RECEIVED] > ANSWERABLE_HOPS_MAX || forward_is_answered(t);
}

/* Staff may offer a pause; a robot's word is no wish of its person. */
static void away_note(const struct talk *t, struct buf *out)
{
	if (t->v.until[0] != '\0')
		buf_printf(out, "away until %s%s", t->v.until,
		    t->has_who ? ": a pause could be offered" : "");
}

static bool on_automatic(struct talk *t)
{
	struct buf note = BUF_INIT;

	if (is_ourselves(t)) {
		t->outcome = "our own";
		return true;
	}
	if (!t->v.is_automatic && t->v.kind != KIND_AUTOREPLY && t->v.kind != KIND_CHALLENGE &&
	    (!t->v.is_by_words || robotlike_may_order(t)))
		return false;
	away_note(t, &note);
	t->outcome = note.n > 0 ? "away" : "automatic";
	if (note.n > 0)
		inbound_note(t->core->db, t->in->id, buf_all(&note));
	if (t->v.is_by_words && !is_circling(t))
		robotlike_settle(t, buf_all(&note));
	else if (t->v.is_handed_on && !is_circling(t))
		robotlike_hand_on(t);
	buf_release(&note);
	return true;
}

/* Only mail servers and robots write to an envelope's sender (RFC 3834 §4): it is read by a person,
 * but it confirms nothing, asks for nothing and gets no answer. */
static bool on_envelope_address(struct talk *t)
{
	bool is_there = false;

	for (size_t i = 0; i < t->v.token_count; i++)
		is_there = is_there || t->v.tokens[i].type == TOKEN_BOUNCE;
	if (!is_there)
		return false;
	if (forward_is_answered(t))
		forward_leave(t);
	else
		forward_quietly(t);
	t->outcome = "to an envelope address";
	return true;
}

/* One sender cannot keep us busy for ever: what comes after this waits. */
static bool on_too_many(struct talk *t)
{
	if (talk_budget_may_act(t))
		return false;
	t->outcome = "too many from this sender";
	return true;
}

/* An answer to "please confirm", from whichever address: whoever holds the question holds the
 * mailbox. */
static bool on_confirm(struct talk *t)
{
	static const char *const kinds[] = { "confirm", "confirm-again", "confirm-unclear",
		"invite", NULL };

	if (!t->confirm.is_there && !t->is_confirm_gone && !outbox_kind_is(t->mail.kind, kinds))
		return false;
	if (quoted_back_is(t, "confirm") || quoted_back_is(t, "invite"))
		return false; /* a person looks at it */
	return command_confirm(t);
}

/* A yes or no in other words than its question knows is none to anything else either, to a meeting
 * least of all. */
static bool on_unclear_answer(struct talk *t)
{
	switch (t->v.command.verb) {
	case COMMAND_YES:
	case COMMAND_NO:
	case COMMAND_MAYBE:
	case COMMAND_CONFIRM:
		break;
	default:
		return false;
	}
	forward_to_human(t);
	t->outcome = "answer for a person";
	return true;
}

/* Likewise to the other questions whether somebody wants our mail. */
static bool on_wish(struct talk *t)
{
	static const struct {
		const char *kind;
		bool (*act)(struct talk *);
	} questions[] = {
		{ "leave", command_leave_confirmed },
		{ "yearly", yearly_reply },
		{ "yearly-reminder", yearly_reply },
		{ "replace", successor_answered },
	};

	for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
		if (strcmp(t->mail.kind, questions[i].kind) == 0)
			return questions[i].act(t) || (t->delivery_id != 0 && on_unclear_answer(t));
	}
	return false;
}

static bool on_objection(struct talk *t)
{
	return objection_answered(t, change_address_take_back);
}

/* Which kind of ours a mail answers, and who reads the answer. */
static const struct {
	const char *context;
	bool (*act)(struct talk *);
} conversations[] = {
	{ "goodbye", command_undo },
	{ "replaced", command_undo },
	{ "probe", command_reachable },
	{ "warning", command_reachable },
	{ "ask", rights_confirmed },
	{ "address-check", change_address_confirmed },
	{ "address-add", more_addresses_confirmed },
	{ "address-left", change_address_undo },
	{ "address-asked", on_objection },
	{ "stopped", stopped_mail_answered },
};

/* An answer to a receipt or to another question of ours, from the address that was asked. */
static bool on_conversation(struct talk *t)
{
	if (t->delivery_id == 0)
		return false;
	for (size_t i = 0; i < sizeof conversations / sizeof conversations[0]; i++) {
		if (strcmp(t->context, conversations[i].context) == 0)
			return conversations[i].act(t) || on_unclear_answer(t);
	}
	return false;
}

static bool on_command(struct talk *t)
{
	return t->has_from && t->v.kind == KIND_COMMAND && command_act(t);
}

/* What was taken for quoted is not the letter of ours that it answers: somebody may have meant it.
 * Of a newsletter nothing is kept to compare. */
static bool says_something(const struct talk *t)
{
	bool is_of_newsletter = t->mail.delivery_id != 0 &&
	    !letter_is_kept(t->core->db, t->mail.delivery_id);

	return !is_of_newsletter && !quoted_back_is_all(t);
}

/* Nothing new in it, and nothing that may have been lost in reading it: a subject that says
 * something, an attachment, a text that could not be decoded are for a person. */
static bool on_empty(struct talk *t)
{
	bool has_subject = t->delivery_id == 0 && facts_get(t->facts, FACTS_SUBJECT).n > 0;

	if (t->v.kind != KIND_EMPTY || has_subject ||
	    facts_get(t->facts, FACTS_ATTACHMENTS).n > 0 ||
	    facts_get(t->facts, FACTS_LIMITS).n > 0 || says_something(t))
		return false;
	if (!question_asks_for_a_word(t))
		t->outcome = "empty";
	return true;
}

static bool on_person(struct talk *t)
{
	if (forward_is_answered(t)) {
		forward_leave(t);
		return true;
	}
	forward_to_human(t);
	t->outcome = "forwarded";
	return true;
}

/* Whoever writes to us by proof can be reached: what came back before counts no more. */
static void note_life(struct talk *t)
{
	if (talk_is_proven(t) && !t->v.is_automatic && t->v.kind != KIND_BOUNCE &&
	    t->v.kind != KIND_COMPLAINT && t->v.kind != KIND_AUTOREPLY &&
	    t->v.kind != KIND_CHALLENGE)
		undelivered_heard(t->core, t->who.id);
}

static bool (*const steps[])(struct talk *) = {
	on_bounce,
	on_complaint,
	conversation_unsubscribe,
	rsvp_mail_calendar,
	on_automatic,
	on_envelope_address,
	on_too_many,
	on_confirm,
	on_wish,
	on_conversation,
	convenor_orders_reply,
	tip_mail_reply,
	convenor_reply,
	rsvp_mail_reply,
	rsvp_mail_command,
	on_command,
	on_empty,
	misspelt_answer,
	on_person,
};

/* What the trusted host said, for the records of consent. */
static struct slice authentication(const struct facts *facts, struct buf *out)
{
	static const struct {
		enum facts_text which;
		const char *name;
	} methods[] = { { FACTS_AUTH_DMARC, "dmarc" }, { FACTS_AUTH_DKIM, "dkim" },
		{ FACTS_AUTH_SPF, "spf" } };

	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		struct slice value = facts_get(facts, methods[i].which);

		if (value.n > 0)
			buf_printf(out, "%s%s=%.*s", out->n > 0 ? " " : "", methods[i].name,
			    SLICE_ARG(value));
	}
	return buf_all(out);
}

/* Kept with the message, so that it is found when the writer is to be forgotten. */
static void note_sender(struct talk *t)
{
	uint8_t hash[TOKEN_HASH_SIZE];

	if (!t->has_from)
		return;
	token_hash_address(&t->core->key, t->from.key, hash);
	inbound_set_sender(t->core->db, t->in->id, slice_make((const char *)hash, sizeof hash));
	said_before_note(t);
}

/* A robot's mail reaches nobody, and what goes in circles, or comes back from the person, would
 * never end. */
static bool is_for_nobody(const struct talk *t)
{
	return t->v.is_automatic || is_circling(t);
}

/* What could neither be done nor be asked about is read by a person: its writer must not be
 * answered. */
static void hand_on(struct talk *t)
{
	if (t->cause.unanswered == NULL)
		return;
	if (!t->is_forwarded && !is_for_nobody(t))
		forward_quietly(t);
	t->outcome = no_answer_outcome(&t->cause);
}

/* What is attached nobody has read: not what parsed the mail, nor whoever is answered by it.
 * Pictures of a draft go with it. */
static bool has_unread_files(const struct talk *t)
{
	return facts_has_file(t->facts) &&
	    (t->v.kind == KIND_COMMAND || t->v.kind == KIND_CALENDAR || t->v.kind == KIND_HUMAN) &&
	    t->v.command.verb != COMMAND_ANNOUNCE;
}

/* An order or an answer is done by its words; what came with it is for a person. */
static void pass_files(struct talk *t)
{
	struct subscriber who;

	if (!has_unread_files(t) || t->is_passed_on || t->room_at != 0 || is_for_nobody(t) ||
	    is_ourselves(t))
		return;
	if (t->has_who && !subscriber_get(t->core->db, t->who.id, &who))
		return; /* they were forgotten by it */
	if (t->held == NULL)
		t->held = "has_files";
	forward_quietly(t);
}

/* A late report on a mail to somebody who was forgotten since would bring the address back. */
static void keep_forgotten(struct talk *t)
{
	if (t->past_id == 0)
		return;
	inbound_erase_one(t->core->db, t->in->id);
	if (!outbox_is_erased(t->core->db, t->past_id))
		return; /* its row is gone too */
	outbox_mark_one(t->core->db, t->past_id);
	core_wake(t->core, WAKE_CLOCK);
}

static void settle(struct talk *t)
{
	if (talk_wait_ends(t))
		return;
	t->outcome = talk_budget_outcome(t);
	/* False: another answer to the same row was committed first. Then this one must not count.
	 */
	if (!inbound_done(t->core->db, t->in->id, classify_kind_text(t->v.kind), t->outcome,
	        t->has_who ? t->who.id : 0))
		(void)db_refuse(t->core->db, "message %lld was settled already",
		    (long long)t->in->id);
	talk_budget_mark(t);
	log_info("inbound.done", "id=%lld kind=%s outcome=\"%s\"", (long long)t->in->id,
	    classify_kind_text(t->v.kind), t->outcome);
}

void conversation_act(struct core *core, const struct inbound *in, const struct facts *facts)
{
	struct talk t = {
		.core = core, .in = in, .facts = facts, .words = BUF_INIT, .outcome = "nothing"
	};
	struct buf auth = BUF_INIT;
	size_t i = 0;

	verdict_init(&t.v);
	classify(facts, &core->identity, &t.v);
	t.evidence = core_evidence(core, "email");
	t.evidence.message_id = facts_get(facts, FACTS_MESSAGE_ID);
	t.evidence.message_hash = in->hash;
	talk_read(&t);
	t.evidence.authentication = authentication(facts, &auth);
	t.cause.is_theirs = talk_wrote_at;
	talk_budget_open(&t);
	note_sender(&t);
	while (i < sizeof steps / sizeof steps[0] && !steps[i](&t))
		i++;
	hand_on(&t);
	pass_files(&t);
	keep_forgotten(&t);
	note_life(&t);
	settle(&t);
	talk_budget_close(core);
	talk_release(&t);
	buf_release(&auth);
}
void conversation_forward_unread(struct core *core, const struct inbound *in)
{
	forward_unread(core, in);
}
