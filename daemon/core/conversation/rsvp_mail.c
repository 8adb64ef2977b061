/* SPDX-License-Identifier: MIT
 * Answers to invitations; see rsvp_mail.h. A calendar's answer is taken for the person whose invitation
 * it names, and for nobody else: the UID was shown to them alone. An attendee of another address is
 * somebody it was forwarded to, and the convenor's to decide. What is not certain to be theirs
 * counts, because a wrong head-count is the worst of it, and is marked so. */
#include "daemon/core/conversation/rsvp_mail.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/zone.h"
#include "daemon/core/conversation/bare_answer.h"
#include "daemon/core/conversation/beside_order.h"
#include "daemon/core/conversation/claim.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/convenorship.h"
#include "daemon/core/meetings/invitation.h"
#include "daemon/core/meetings/meeting_mail.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/ical.h"
#include "daemon/mail/rsvp_words.h"
#include "daemon/time/words.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/rsvp.h"

#define MEETINGS_SHOWN_MAX 20

struct answer {
	struct meeting m;
	struct list list;
	struct rsvp r;
	int64_t asked;	/* guests who do not fit beside those they bring already; 0: they do */
};

/* --- what follows --- */

/* What a receipt says besides what we have. */
enum receipt {
	RECEIPT_ANSWER,
	RECEIPT_OFF,		/* there is nothing to come to */
};

/* Repeated back once: at a change, to the registered address, within the bounds of all answers. */
static void repeat(struct talk *t, const struct answer *a, enum receipt receipt)
{
	json_t *v;
	struct letter l = {
		.delivery = { .kind = "rsvp", .class = DELIVERY_ANSWER, .address = t->who.address.spec,
			.list_id = a->list.id, .subscriber_id = t->who.id, .meeting_id = a->m.id,
			.due_at = core_now(t->core) },
		.list = &a->list, .auto_submitted = "auto-replied",
		.in_reply_to = facts_get(t->facts, FACTS_MESSAGE_ID), .is_conversation = true,
	};

	if (t->v.is_automatic || !t->has_from || !answer_is_allowed_besides(t))
		return;
	v = meeting_mail_values(t->core, &a->m, core_now(t->core));
	if (a->asked > 0)
		(void)json_object_set_new(v, "asked", json_integer(a->asked));
	if (receipt == RECEIPT_OFF)
		(void)json_object_set_new(v, "is_off", json_true());
	else
		meeting_mail_set_answer(v, a->r.answer, a->r.guests);
	l.values = v;
	(void)letter_queue(t->core, &l);	/* 0: the transaction is refused, which its end tells */
}

/* A yes to a full meeting waits. Whoever has a place keeps it, though not with more guests than fit. */
static void fit(struct core *core, struct answer *a, struct rsvp_input *in)
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

/* For the convenor to read; `what` says in the template why. */
static void hand_over(struct talk *t, const struct answer *a, const char *what)
{
	json_t *v = meeting_mail_values(t->core, &a->m, core_now(t->core));
	struct convenors convenors;
	struct buf proposed = BUF_INIT;
	int64_t start;

	(void)json_object_set_new(v, what, json_true());
	if (ical_parse_start(facts_get(t->facts, FACTS_CALENDAR_START), facts_get(t->facts, FACTS_CALENDAR_ZONE),
	    a->m.timezone, &start))
		words_time(&proposed, start, a->m.timezone);
	letter_set(v, "proposed", buf_all(&proposed));
	letter_set(v, "attendee", facts_get(t->facts, FACTS_CALENDAR_ATTENDEE));
	letter_set(v, "partstat", facts_get(t->facts, FACTS_CALENDAR_PARTSTAT));
	letter_set(v, "comment", facts_get(t->facts, FACTS_CALENDAR_COMMENT));
	(void)convenorship_of(t->core, a->list.id, a->m.id, &convenors);	/* its own or not */
	forward_to_convenors(t, &convenors, v);
	buf_release(&proposed);
}

/* Nothing proves that they wrote it: they are told, and so is the convenor; whoever writes on and on in their name does
 * not fill their mailboxes with it, who has them all in the list of who comes. */
static void keep(struct talk *t, struct answer *a, const struct rsvp_input *in)
{
	bool is_told = rsvp_claimed(t->core->db, &a->r) != RSVP_NONE;

	t->outcome = "answered before";
	if (!rsvp_claim(t->core->db, &a->r, in, core_now(t->core)))
		return;
	log_info("rsvp.claimed", "meeting=%lld answer=%s via=%s", (long long)a->m.id, rsvp_answer_text(in->answer), in->via);
	if (!is_told) {
		claim_tell(t, &a->m, &a->list, in->answer);
		hand_over(t, a, "is_claim");
	}
	t->outcome = "answer unverified";
}

/* The answer is theirs. False where the evidence is not enough. */
static bool set(const struct act *act, struct answer *a, struct rsvp_input *in, enum rsvp_result *result_r)
{
	if (!act_may(act, ACT_RSVP))
		return false;
	fit(act->core, a, in);
	*result_r = rsvp_set(act->core->db, &a->r, in, act->now);
	return true;
}

static void take(struct talk *t, struct answer *a, struct rsvp_input *in)
{
	struct act act = act_of_talk(t);
	enum rsvp_result result;

	if (talk_rule(t, ACT_RSVP) != ACT_IS_DONE || !talk_is_theirs(t) || !set(&act, a, in, &result)) {
		keep(t, a, in);
		return;
	}
	switch (result) {
	case RSVP_STALE:
		t->outcome = "older answer";
		/* By a clock that is slow, it may be: they must not think that it counts. */
		if (a->r.answer != in->answer && a->r.answer != RSVP_NONE)
			repeat(t, a, RECEIPT_ANSWER);
		return;
	case RSVP_SAME:
		t->outcome = "answered before";
		if (a->asked > 0)
			repeat(t, a, RECEIPT_ANSWER);	/* they must not think that they may bring them */
		return;
	case RSVP_CHANGED:
		t->outcome = "answered";
		log_info("rsvp.answered", "meeting=%lld answer=%s via=%s proof=%s", (long long)a->m.id,
		    rsvp_answer_text(a->r.answer), in->via, proof_text(t->evidence.proof));
		repeat(t, a, RECEIPT_ANSWER);
		invitation_fill(t->core, a->m.id);
		return;
	}
}

/* Who means to come to what does not take place may have missed that mail, and must not stand before a closed
 * door. A no needs nothing: some calendars say it by themselves when a cancelled meeting is taken out. */
static void warn(struct talk *t, const struct answer *a, enum rsvp_answer answer)
{
	if (a->m.is_cancelled && a->m.starts_at > core_now(t->core) && (answer == RSVP_YES || answer == RSVP_MAYBE))
		repeat(t, a, RECEIPT_OFF);
}

/* Is there still something to answer? */
static bool is_open(struct talk *t, const struct answer *a)
{
	if (!a->m.is_cancelled && a->m.starts_at + a->m.length_s > core_now(t->core) && a->r.is_invited)
		return true;
	t->outcome = a->m.is_cancelled ? "meeting is cancelled" : "meeting is over";
	return false;
}

static bool find_answer(struct talk *t, int64_t meeting_id, struct answer *a)
{
	a->asked = 0;
	return t->has_who && rsvp_find(t->core->db, meeting_id, t->who.id, &a->r) &&
	    meeting_get(t->core->db, meeting_id, &a->m) && list_get(t->core->db, a->m.list_id, &a->list);
}

/* --- calendars --- */

static enum rsvp_answer from_partstat(struct slice partstat)
{
	static const struct {
		const char *word;
		enum rsvp_answer answer;
	} rows[] = { { "ACCEPTED", RSVP_YES }, { "DECLINED", RSVP_NO }, { "TENTATIVE", RSVP_MAYBE } };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (slice_is(partstat, rows[i].word))
			return rows[i].answer;
	}
	return RSVP_NONE;
}

static bool is_invited_address(const struct talk *t)
{
	struct address attendee;
	struct err err = ERR_INIT;

	return address_parse_utf8(facts_get(t->facts, FACTS_CALENDAR_ATTENDEE), &attendee, &err) &&
	    strcmp(attendee.key, t->who.address.key) == 0;
}

/* The button, and words beside it that say the opposite: "Sorry, I clicked the wrong one, I can't come". */
static bool is_contradicted(const struct talk *t, enum rsvp_answer answer)
{
	enum rsvp_words words = rsvp_words_read(buf_all(&t->v.reply)).answer;

	if (words == RSVP_WORDS_UNKNOWN)
		words = rsvp_words_read(facts_get(t->facts, FACTS_CALENDAR_COMMENT)).answer;
	return (answer == RSVP_YES && words == RSVP_WORDS_NO) || (answer == RSVP_NO && words == RSVP_WORDS_YES);
}

/* What came with the button: Outlook puts it into the mail, not into a COMMENT. Other programs write there what
 * they did ("Mere has accepted this invitation", its title and an address), which nobody wrote. */
static struct slice own_words(const struct talk *t)
{
	struct slice comment = facts_get(t->facts, FACTS_CALENDAR_COMMENT), text = slice_trim(buf_all(&t->v.reply));

	if (comment.n > 0)
		return comment;
	return slice_find_fold(text, "invit") == text.n && slice_find_text(text, "://") == text.n ? text : SLICE_NONE;
}

static void on_calendar_reply(struct talk *t, struct answer *a)
{
	int64_t now = core_now(t->core);
	struct rsvp_input in = { .answer = from_partstat(facts_get(t->facts, FACTS_CALENDAR_PARTSTAT)),
		.via = "calendar", .note = own_words(t),
		.has_sequence = t->facts->number[FACTS_CALENDAR_SEQUENCED] != 0,
		.sequence = t->facts->number[FACTS_CALENDAR_SEQUENCE] };

	/* No button says how many they bring: a yes again is still with them. */
	if (in.answer == RSVP_YES && (a->r.answer == RSVP_YES || a->r.answer == RSVP_WAITING))
		in.guests = a->r.guests;
	if (!is_open(t, a)) {
		warn(t, a, in.answer);
		return;
	}
	if (!is_invited_address(t) || in.answer == RSVP_NONE || is_contradicted(t, in.answer)) {
		hand_over(t, a, !is_invited_address(t) ? "is_stranger" :
		    slice_is(facts_get(t->facts, FACTS_CALENDAR_PARTSTAT), "DELEGATED") ? "is_delegated" : "is_open");
		t->outcome = "answer for the convenor";
		return;
	}
	/* A clock that is ahead must not make every later answer look old. */
	if (ical_parse_stamp(facts_get(t->facts, FACTS_CALENDAR_STAMP), &in.stamp_at) && in.stamp_at > now)
		in.stamp_at = now;
	take(t, a, &in);
}

bool rsvp_mail_calendar(struct talk *t)
{
	struct slice method = facts_get(t->facts, FACTS_CALENDAR_METHOD);
	struct answer a;

	if (t->v.kind != KIND_CALENDAR ||
	    !rsvp_by_uid(t->core->db, facts_get(t->facts, FACTS_CALENDAR_UID), &a.r) ||
	    !subscriber_get(t->core->db, a.r.subscriber_id, &t->who))
		return false;
	t->has_who = true;
	/* Its UID was shown to them alone: from their address it is the answer to what was asked there. */
	t->evidence.proof = talk_is_theirs(t) && !talk_is_refuted(t) ? PROOF_ANSWERED : PROOF_NONE;
	if (!find_answer(t, a.r.meeting_id, &a))
		return false;
	if (slice_is(method, "REPLY")) {
		on_calendar_reply(t, &a);
	} else if (slice_is(method, "REFRESH")) {
		t->outcome = "invited again";
		if (is_open(t, &a) && talk_is_theirs(t) && !t->v.is_automatic && answer_is_allowed(t))
			invitation_again(t->core, &a.m, &t->who);
	} else {	/* COUNTER: another time is proposed */
		hand_over(t, &a, "is_proposal");
		t->outcome = "proposal for the convenor";
	}
	return true;
}

/* --- words --- */

static bool is_about_meeting(const struct talk *t)
{
	static const char *const kinds[] = { "invitation", "moved", "reminder", "rsvp", "place", "claim", "coming", NULL };

	return t->mail.meeting_id != 0 && outbox_kind_is(t->mail.kind, kinds);
}

/* Something else that is asked for in a reply, "unsubscribe" above all. */
static bool is_other_command(const struct talk *t)
{
	switch (t->v.command.verb) {
	case COMMAND_NONE:
	case COMMAND_YES:
	case COMMAND_NO:
	case COMMAND_MAYBE:
		return false;
	default:
		return t->v.kind == KIND_COMMAND;
	}
}

/* Somebody else has their invitation, and answers it: the convenor sees to it (design §4a.3). Whatever is more than an
 * answer is their own. */
static bool on_stranger(struct talk *t)
{
	struct answer a = { .r.is_invited = false };

	if (is_other_command(t) || t->v.kind == KIND_EMPTY || !meeting_get(t->core->db, t->mail.meeting_id, &a.m) ||
	    !list_get(t->core->db, a.m.list_id, &a.list))
		return false;
	hand_over(t, &a, "is_stranger");
	t->outcome = "answer for the convenor";
	return true;
}

static enum rsvp_answer from_words(enum rsvp_words words)
{
	switch (words) {
	case RSVP_WORDS_YES:
		return RSVP_YES;
	case RSVP_WORDS_NO:
		return RSVP_NO;
	case RSVP_WORDS_MAYBE:
		return RSVP_MAYBE;
	case RSVP_WORDS_UNKNOWN:
		break;
	}
	return RSVP_NONE;
}

/* "Yes, Friday suits" to a meeting on Tuesday is no yes to it. */
static bool is_other_day(const struct rsvp_said *said, const struct meeting *m)
{
	struct zone_time local;

	zone_local(m->timezone, m->starts_at, &local);
	return (said->weekdays != 0 && (said->weekdays & 1u << local.weekday) == 0) ||
	    (said->dates != 0 && (said->dates & UINT32_C(1) << local.day) == 0);
}

/* "Declined: Hui", "Apologies - Hui": a no in a Subject of their own, before the title. What stands behind "Re:"
 * was ours. */
static bool is_subject_no(const struct talk *t, const struct meeting *m)
{
	struct slice subject = slice_trim(facts_get(t->facts, FACTS_SUBJECT)), title = slice_of(m->title);
	size_t n = 0;

	if (slice_starts_fold(subject, "re:"))
		return false;
	while (n < subject.n && !slice_equal_fold(slice_sub(subject, n, title.n), title))
		n++;
	return rsvp_words_read(slice_sub(subject, 0, n)).answer == RSVP_WORDS_NO;
}

/* Is the line an answer and nothing else: "āe", "yes +2", "can't make it"? */
static bool is_answer_alone(const struct talk *t, struct slice line)
{
	struct rsvp_said said = rsvp_words_read(line);
	struct command c;

	return (said.answer != RSVP_WORDS_UNKNOWN && !said.has_more) ||
	    (command_parse_line(line, t->core->words, &c) && (c.args[0] == '\0' || c.args[0] == '+') &&
	    (c.verb == COMMAND_YES || c.verb == COMMAND_NO || c.verb == COMMAND_MAYBE));
}

/* Asked "did you answer this?", people say that they did not: "no, that was not me" is no answer to the meeting. Below the
 * word that is one a name may stand. */
static bool is_about_claim(const struct talk *t, const struct answer *a, struct slice text)
{
	struct slice rest = slice_trim(text), line = SLICE_NONE;

	if (!claim_is_asked(t, &a->r) && strcmp(t->mail.kind, "coming") != 0)
		return false;
	if (rsvp_words_is_of_answer(text))
		return true;
	(void)slice_next_line(&rest, &line);
	return !is_answer_alone(t, slice_trim(line));
}

/* Asks whether an answer that names no meeting is to this one; what stands beside it goes to a person, and so does what is
 * no answer. */
static void ask_whether(struct talk *t, const struct answer *a, bool is_understood)
{
	if (!is_understood || !bare_answer_ask(t, &a->m, &a->list, &a->r, false)) {
		forward_to_human(t);
		t->outcome = "answer for a person";
		return;
	}
	beside_order_pass_on(t);
}

static void take_words(struct talk *t, struct answer *a, struct slice text)
{
	struct rsvp_said said = rsvp_words_read(text);
	struct rsvp_input in = { .answer = from_words(said.answer), .guests = said.guests, .via = "email" };

	if (is_about_claim(t, a, text))
		said.answer = RSVP_WORDS_UNKNOWN;
	if (said.answer == RSVP_WORDS_YES && (is_other_day(&said, &a->m) || is_subject_no(t, &a->m)))
		said.answer = RSVP_WORDS_UNKNOWN;
	if (said.answer != RSVP_WORDS_UNKNOWN && claim_is_asked(t, &a->r) &&
	    !claim_is_plain(a->r.answer, rsvp_claimed(t->core->db, &a->r), &said)) {
		if (bare_answer_ask(t, &a->m, &a->list, &a->r, true))
			return;
		said.answer = RSVP_WORDS_UNKNOWN;
	}
	if (said.answer == RSVP_WORDS_UNKNOWN) {
		hand_over(t, a, "is_open");
		t->outcome = "answer for the convenor";
		return;
	}
	if (said.has_more)
		in.note = slice_trim(text);
	take(t, a, &in);
}

/* Something is asked for beside the answer that the convenor can do nothing about. */
static bool has_other_wish(const struct talk *t)
{
	static const char *const words[] = { "unsubscribe", "take me off", "remove me", "off the list", "off your list",
		"stop sending", "stop emailing", "delete my", "forget me", "my details", "my address" };
	struct slice text = buf_all(&t->v.reply), line;
	struct command c;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (slice_find_fold(text, words[i]) < text.n)
			return true;
	}
	while (slice_next_line(&text, &line)) {
		if (command_parse_line(slice_trim(line), t->core->words, &c) && c.verb != COMMAND_YES &&
		    c.verb != COMMAND_NO && c.verb != COMMAND_MAYBE)
			return true;
	}
	return false;
}

/* The Subject said it: its word, and what stood behind that ("+2"). Whatever else they wrote is heard with it:
 * "yes", and below "working that day". */
static void add_command(const struct talk *t, struct buf *out)
{
	buf_printf(out, "%s %s\n", command_text(t->v.command.verb), t->v.command.args);
	buf_add(out, t->v.reply.p, t->v.reply.n);
}

/* Whether they were invited is forgotten. */
static bool is_long_over(struct talk *t, struct answer *a)
{
	return t->has_who && meeting_get(t->core->db, t->meeting_id, &a->m) &&
	    list_get(t->core->db, a->m.list_id, &a->list) && a->m.starts_at + a->m.length_s <= core_now(t->core);
}

bool rsvp_mail_reply(struct talk *t)
{
	struct answer a = { .r.is_invited = false };
	struct buf text = BUF_INIT;

	if (is_about_meeting(t) && t->delivery_id == 0)
		return on_stranger(t);
	if (!is_about_meeting(t) || t->v.kind == KIND_EMPTY || is_other_command(t) ||
	    (!find_answer(t, t->meeting_id, &a) && !is_long_over(t, &a)))
		return false;
	/* What they write after it is not lost on us. */
	if (!is_open(t, &a)) {
		warn(t, &a, from_words(rsvp_words_read(buf_all(&t->v.reply)).answer));
		hand_over(t, &a, "is_late");
	} else if (slice_trim(buf_all(&t->v.reply)).n == 0 && t->v.command.verb != COMMAND_NONE) {
		add_command(t, &text);
		take_words(t, &a, slice_trim(buf_all(&text)));
	} else {
		take_words(t, &a, buf_all(&t->v.reply));
	}
	buf_release(&text);
	if (has_other_wish(t))
		forward_quietly(t);
	return true;
}

/* The coming meetings of whoever wrote, to the registered address; `is_which`: a yes or no could not
 * be given to one of them. */
static void show_meetings(struct talk *t, bool is_which)
{
	json_t *v = json_object(), *rows = json_array();
	int64_t at = core_now(t->core), id = 0;
	struct meeting m;
	struct rsvp r;

	for (int i = 0; t->has_who && i < MEETINGS_SHOWN_MAX &&
	    rsvp_next_coming(t->core->db, t->who.id, 0, &at, &id, &r); i++) {
		json_t *row;

		if (!meeting_get(t->core->db, id, &m))
			continue;
		row = meeting_mail_values(t->core, &m, core_now(t->core));
		meeting_mail_set_answer(row, r.answer, r.guests);
		(void)json_array_append_new(rows, row);
	}
	(void)json_object_set_new(v, "has_meetings", json_boolean(json_array_size(rows) > 0));
	(void)json_object_set_new(v, "is_which", json_boolean(is_which));
	(void)json_object_set_new(v, "meetings", rows);
	if (t->has_from && answer_is_allowed(t))
		(void)answer_person(t, "meetings", t->has_who ? t->who.address.spec : t->from.spec, v, NULL);
	else
		json_decref(v);
	t->outcome = is_which ? "asked which meeting" : "meetings sent";
}

bool rsvp_mail_show(struct talk *t, const struct act *a)
{
	if (t->has_who && !act_may(a, ACT_READ))
		return true;
	show_meetings(t, false);
	return true;
}

/* Do their words answer, below whatever Subject: "Hui" (which asks for the list of them), and "Sorry, can't come"? */
static bool has_answer(const struct talk *t)
{
	return rsvp_words_read(buf_all(&t->v.reply)).answer != RSVP_WORDS_UNKNOWN;
}

bool rsvp_mail_command(struct talk *t)
{
	enum command_verb verb = t->v.command.verb;
	int64_t at = core_now(t->core), id = 0;
	struct answer a;
	struct rsvp r, second;
	struct rsvp_said said;
	struct buf text = BUF_INIT;

	/* What is said to somebody else's question is said to that. */
	if (!t->has_from || t->v.kind != KIND_COMMAND || (t->mail.delivery_id != 0 && t->delivery_id == 0))
		return false;
	if (verb == COMMAND_MEETINGS && !has_answer(t))
		return false;	/* what they may see is asked first (rights.h) */
	if ((verb != COMMAND_YES && verb != COMMAND_NO && verb != COMMAND_MAYBE && verb != COMMAND_MEETINGS) || !t->has_who ||
	    !rsvp_next_coming(t->core->db, t->who.id, 0, &at, &id, &r))
		return false;
	/* "yes" alone is clear only where one meeting is coming. */
	if (rsvp_next_coming(t->core->db, t->who.id, 0, &at, &id, &second) ||
	    !find_answer(t, r.meeting_id, &a)) {
		show_meetings(t, true);
		beside_order_pass_on(t);
		return true;
	}
	if (has_answer(t))
		buf_slice(&text, buf_all(&t->v.reply));
	else
		add_command(t, &text);
	said = rsvp_words_read(slice_trim(buf_all(&text)));
	if (bare_answer_is_doubtful(t, &a.m, &said))
		ask_whether(t, &a, said.answer != RSVP_WORDS_UNKNOWN);
	else
		take_words(t, &a, slice_trim(buf_all(&text)));
	buf_release(&text);
	if (has_other_wish(t))
		forward_quietly(t);
	return true;
}

/* --- the web --- */

bool rsvp_mail_web(struct talk *t, int64_t meeting_id, enum rsvp_answer answer, int64_t guests)
{
	struct rsvp_input in = { .answer = answer, .guests = guests, .via = "web" };
	struct answer a;

	if (!find_answer(t, meeting_id, &a)) {
		t->outcome = "meeting is over";
		return false;
	}
	if (!is_open(t, &a))
		return false;
	take(t, &a, &in);
	return true;
}
