/* SPDX-License-Identifier: MIT
 * Answers to invitations; see rsvp_mail.h. A calendar's answer is taken for the person whose
 * invitation it names, and for nobody else: the UID was shown to them alone. An attendee of another
 * address is somebody it was forwarded to, and the convenor's to decide. Words answer where they
 * answer a mail of ours about the meeting, or stand in a mail of their own that is about nothing
 * else. */
#include "daemon/core/conversation/rsvp_mail.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/zone.h"
#include "daemon/core/conversation/bare_answer.h"
#include "daemon/core/conversation/beside_order.h"
#include "daemon/core/conversation/claim.h"
#include "daemon/core/conversation/rsvp_take.h"
#include "daemon/core/meetings/invitation.h"
#include "daemon/core/meetings/meeting_mail.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/calendar_words.h"
#include "daemon/mail/ical.h"
#include "daemon/mail/rsvp_words.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/rsvp.h"

#define MEETINGS_SHOWN_MAX 20

/* --- calendars --- */

static enum rsvp_answer from_partstat(struct slice partstat)
{
	static const struct {
		const char *word;
		enum rsvp_answer answer;
	} rows[] = { { "ACCEPTED", RSVP_YES }, { "DECLINED", RSVP_NO },
		{ "TENTATIVE", RSVP_MAYBE } };

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

/* The button, and words beside it that say the opposite: "Sorry, I clicked the wrong one, I can't
 * come". */
static bool is_contradicted(const struct talk *t, enum rsvp_answer answer)
{
	enum rsvp_words words = rsvp_words_read(buf_all(&t->v.reply)).answer;

	if (words == RSVP_WORDS_UNKNOWN)
		words = rsvp_words_read(facts_get(t->facts, FACTS_CALENDAR_COMMENT)).answer;
	return (answer == RSVP_YES && words == RSVP_WORDS_NO) ||
	    (answer == RSVP_NO && words == RSVP_WORDS_YES);
}

static void own_words(const struct talk *t, struct buf *out)
{
	calendar_words(facts_get(t->facts, FACTS_CALENDAR_COMMENT), buf_all(&t->v.reply), out);
}

/* The button is the answer, and the words go with it. */
static enum rsvp_beside beside_button(enum rsvp_answer answer, struct slice words)
{
	static const char *const said[] = {
		[RSVP_YES] = "Yes.\n", [RSVP_NO] = "No.\n", [RSVP_MAYBE] = "Maybe.\n"
	};
	struct buf text = BUF_INIT;
	enum rsvp_beside beside;

	if (words.n == 0)
		return RSVP_BESIDE_NOTHING;
	buf_text(&text, said[answer]);
	buf_slice(&text, words);
	beside = rsvp_beside_read(buf_all(&text)).beside;
	buf_release(&text);
	return beside == RSVP_BESIDE_NOTHING ? RSVP_BESIDE_NOTE : beside;
}

static void on_calendar_reply(struct talk *t, struct rsvp_take *a)
{
	int64_t now = core_now(t->core);
	struct buf words = BUF_INIT;
	struct rsvp_input in = {
		.answer = from_partstat(facts_get(t->facts, FACTS_CALENDAR_PARTSTAT)),
		.via = "calendar",
		.has_sequence = t->facts->number[FACTS_CALENDAR_SEQUENCED] != 0,
		.sequence = t->facts->number[FACTS_CALENDAR_SEQUENCE]
	};

	/* No button says how many they bring: a yes again is still with them. */
	if (in.answer == RSVP_YES && (a->r.answer == RSVP_YES || a->r.answer == RSVP_WAITING))
		in.guests = a->r.guests;
	if (!rsvp_take_is_open(t, a)) {
		rsvp_take_warn(t, a, in.answer);
		return;
	}
	if (!is_invited_address(t) || in.answer == RSVP_NONE || is_contradicted(t, in.answer)) {
		rsvp_take_hand_over(t, a,
		    !is_invited_address(t) ? "is_stranger" :
		        slice_is(facts_get(t->facts, FACTS_CALENDAR_PARTSTAT), "DELEGATED") ?
		                             "is_delegated" :
		                             "is_open");
		t->outcome = "answer for the convenor";
		return;
	}
	/* A clock that is ahead must not make every later answer look old. */
	if (ical_parse_stamp(facts_get(t->facts, FACTS_CALENDAR_STAMP), &in.stamp_at) &&
	    in.stamp_at > now)
		in.stamp_at = now;
	own_words(t, &words);
	a->beside = beside_button(in.answer, buf_all(&words));
	if (a->beside < RSVP_BESIDE_UNCLEAR)
		in.note = buf_all(&words);
	rsvp_take(t, a, &in);
	buf_release(&words);
}

static bool has_own_words(const struct talk *t)
{
	struct buf words = BUF_INIT;
	bool has_any;

	own_words(t, &words);
	has_any = words.n > 0;
	buf_release(&words);
	return has_any;
}

bool rsvp_mail_calendar(struct talk *t)
{
	struct slice method = facts_get(t->facts, FACTS_CALENDAR_METHOD);
	struct rsvp_take a;

	if (t->v.kind != KIND_CALENDAR ||
	    !rsvp_by_uid(t->core->db, facts_get(t->facts, FACTS_CALENDAR_UID), &a.r) ||
	    !subscriber_get(t->core->db, a.r.subscriber_id, &t->who))
		return false;
	t->has_who = true;
	/* Its UID was shown to them alone: from their address it is the answer to what was asked
	 * there. */
	t->evidence.proof = talk_is_theirs(t) && !talk_is_refuted(t) ? PROOF_ANSWERED : PROOF_NONE;
	if (!rsvp_take_find(t, a.r.meeting_id, &a))
		return false;
	if (slice_is(method, "REPLY")) {
		on_calendar_reply(t, &a);
	} else if (slice_is(method, "REFRESH")) {
		t->outcome = "invited again";
		if (rsvp_take_is_open(t, &a) && talk_is_theirs(t) && !t->v.is_automatic &&
		    answer_is_allowed(t))
			invitation_again(t->core, &a.m, &t->who);
		if (has_own_words(t))
			forward_quietly(t);
	} else { /* COUNTER: another time is proposed */
		rsvp_take_hand_over(t, &a, "is_proposal");
		t->outcome = "proposal for the convenor";
	}
	return true;
}

/* --- words --- */

static bool is_about_meeting(const struct talk *t)
{
	static const char *const kinds[] = { "invitation", "moved", "reminder", "rsvp", "place",
		"claim", "coming", NULL };

	return t->mail.meeting_id != 0 && outbox_kind_is(t->mail.kind, kinds);
}

/* Do their words answer, below whatever Subject: "Hui" (which asks for the list of them), and
 * "Sorry, can't come"? */
static bool has_answer(const struct talk *t)
{
	return rsvp_words_read(buf_all(&t->v.reply)).answer != RSVP_WORDS_UNKNOWN;
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
	case COMMAND_MEETINGS:
		return !has_answer(t);
	default:
		return t->v.kind == KIND_COMMAND;
	}
}

/* Somebody else has their invitation, and answers it: the convenor sees to it (design §4a.3).
 * Whatever is more than an answer is their own. */
static bool on_stranger(struct talk *t)
{
	struct rsvp_take a = { .r.is_invited = false };

	if (is_other_command(t) || t->v.kind == KIND_EMPTY ||
	    !meeting_get(t->core->db, t->mail.meeting_id, &a.m) ||
	    !list_get(t->core->db, a.m.list_id, &a.list))
		return false;
	rsvp_take_hand_over(t, &a, "is_stranger");
	t->outcome = t->is_forwarded ? "answer for a person" : "answer for the convenor";
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

/* "Declined: Hui", "Apologies - Hui": a no in a Subject of their own, before the title. What stands
 * behind "Re:" was ours. */
static bool is_subject_no(const struct talk *t, const struct meeting *m)
{
	struct slice subject = slice_trim(facts_get(t->facts, FACTS_SUBJECT)),
	             title = slice_of(m->title);
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
	    (command_parse_line(line, t->core->words, &c) &&
	        (c.args[0] == '\0' || c.args[0] == '+') &&
	        (c.verb == COMMAND_YES || c.verb == COMMAND_NO || c.verb == COMMAND_MAYBE));
}

/* Asked "did you answer this?", people say that they did not: "no, that was not me" is no answer to
 * the meeting. Below the word that is one a name may stand. */
static bool is_about_claim(const struct talk *t, const struct rsvp_take *a, struct slice text)
{
	struct slice rest = slice_trim(text), line = SLICE_NONE;

	if (!claim_is_asked(t, &a->r) && strcmp(t->mail.kind, "coming") != 0)
		return false;
	if (rsvp_words_is_of_answer(text))
		return true;
	(void)slice_next_line(&rest, &line);
	return !is_answer_alone(t, slice_trim(line));
}

/* For a person of ours: no part of it is for somebody else. */
static void leave_to_human(struct talk *t)
{
	forward_to_human(t);
	t->outcome = "answer for a person";
}

/* "No thanks" to a welcome is mostly said to that. */
static bool is_refusal_of_mail(const struct talk *t, const struct rsvp_heard *h)
{
	return strcmp(t->mail.kind, "welcome") == 0 && h->said.answer == RSVP_WORDS_NO;
}

/* Asks whether an answer that names no meeting is to this one; what stands beside it goes to a
 * person. */
static void ask_whether(struct talk *t, const struct rsvp_take *a, const struct rsvp_heard *h)
{
	if (!bare_answer_ask(t, &a->m, &a->list, &a->r, NULL))
		leave_to_human(t);
	else if (h->beside >= RSVP_BESIDE_MEETING || is_refusal_of_mail(t, h) ||
	    bare_answer_is_below_other(t, &a->m))
		forward_quietly(t);
	else
		beside_order_pass_on(t);
}

/* Nothing in it can be counted. */
static void on_other(struct talk *t, const struct rsvp_take *a, const struct rsvp_heard *h)
{
	leave_to_human(t);
	/* They may well come, and must not wait for a person to be heard; whoever says no to
	 * something else is let be. */
	if (!a->is_of_no_meeting &&
	    (h->said.answer == RSVP_WORDS_YES || h->said.answer == RSVP_WORDS_MAYBE))
		(void)bare_answer_ask(t, &a->m, &a->list, &a->r, NULL);
}

/* By the SEQUENCE of the invitation that is answered, or when what is answered was sent. A button
 * of the old one does not count (RFC 5546 §2.1.5); people answer the mail that they find, and
 * mostly know. */
static void note_which(const struct talk *t, struct rsvp_take *a)
{
	static const char *const kinds[] = { "invitation", "moved", NULL };

	if (t->mail.delivery_id == 0 || a->is_of_no_meeting)
		return;
	if (outbox_kind_is(t->mail.kind, kinds) && t->mail.variant > 0)
		a->is_of_before = rsvp_is_of_before(t->core->db, &a->r, t->mail.variant - 1);
	else
		a->is_of_before = rsvp_is_reset_since(t->core->db, &a->r, t->mail.created_at);
}

static void take_words(struct talk *t, struct rsvp_take *a, struct slice text)
{
	struct rsvp_heard h = rsvp_beside_read(text);
	struct rsvp_said said = h.said;
	struct rsvp_input in = {
		.answer = from_words(said.answer), .guests = said.guests, .via = "email"
	};

	if (h.beside == RSVP_BESIDE_OTHER && !h.is_counted) {
		on_other(t, a, &h);
		return;
	}
	if (is_about_claim(t, a, text))
		said.answer = RSVP_WORDS_UNKNOWN;
	if (said.answer == RSVP_WORDS_YES &&
	    (is_other_day(&said, &a->m) || is_subject_no(t, &a->m)))
		said.answer = RSVP_WORDS_UNKNOWN;
	if (said.answer != RSVP_WORDS_UNKNOWN && claim_is_asked(t, &a->r) &&
	    !claim_is_plain(a->r.answer, rsvp_claimed(t->core->db, &a->r), &said)) {
		if (bare_answer_ask(t, &a->m, &a->list, &a->r, "is_of_answer"))
			return;
		said.answer = RSVP_WORDS_UNKNOWN;
	}
	if (said.answer == RSVP_WORDS_UNKNOWN && a->is_of_no_meeting) {
		leave_to_human(t);
		return;
	}
	if (said.answer == RSVP_WORDS_UNKNOWN) {
		rsvp_take_hand_over(t, a, "is_open");
		t->outcome = t->is_forwarded ? "answer for a person" : "answer for the convenor";
		return;
	}
	a->beside = h.beside;
	if (h.beside == RSVP_BESIDE_NOTE || h.beside == RSVP_BESIDE_MEETING)
		in.note = slice_trim(text);
	note_which(t, a);
	rsvp_take(t, a, &in);
}

/* A line is an order of its own, which nobody carries out below an answer. */
static bool has_other_order(const struct talk *t)
{
	struct slice text = buf_all(&t->v.reply), line;
	struct command c;

	while (slice_next_line(&text, &line)) {
		if (command_parse_line(slice_trim(line), t->core->words, &c) &&
		    c.verb != COMMAND_YES && c.verb != COMMAND_NO && c.verb != COMMAND_MAYBE)
			return true;
	}
	return false;
}

/* The Subject said it: its word, and what stood behind that ("+2"). Whatever else they wrote is
 * heard with it: "yes", and below "working that day". */
static void add_command(const struct talk *t, struct buf *out)
{
	buf_printf(out, "%s %s\n", command_verb_text(t->v.command.verb), t->v.command.args);
	buf_add(out, t->v.reply.p, t->v.reply.n);
}

/* Their words, with a Subject that is theirs, less the meeting's title in it. */
static void add_words(const struct talk *t, const struct meeting *m, struct buf *out)
{
	struct slice subject = talk_subject(t), title = slice_of(m->title);
	size_t at = slice_find_fold(subject, m->title);

	buf_slice(out, slice_sub(subject, 0, at));
	if (at < subject.n)
		buf_slice(out, slice_from(subject, at + title.n));
	if (slice_trim(buf_all(out)).n == 0)
		buf_clear(out);
	else
		buf_text(out, "\n\n");
	buf_add(out, t->v.reply.p, t->v.reply.n);
}

/* Whether they were invited is forgotten. */
static bool is_long_over(struct talk *t, struct rsvp_take *a)
{
	return t->has_who && meeting_get(t->core->db, t->meeting_id, &a->m) &&
	    list_get(t->core->db, a->m.list_id, &a->list) &&
	    a->m.starts_at + a->m.length_s <= core_now(t->core);
}

bool rsvp_mail_reply(struct talk *t)
{
	struct rsvp_take a = { .r.is_invited = false };
	struct buf text = BUF_INIT;

	if (is_about_meeting(t) && t->delivery_id == 0)
		return on_stranger(t);
	if (!is_about_meeting(t) || t->v.kind == KIND_EMPTY || is_other_command(t) ||
	    (!rsvp_take_find(t, t->meeting_id, &a) && !is_long_over(t, &a)))
		return false;
	/* What they write after it is not lost on us. */
	if (!rsvp_take_is_open(t, &a)) {
		rsvp_take_warn(t, &a, from_words(rsvp_words_read(buf_all(&t->v.reply)).answer));
		rsvp_take_hand_over(t, &a, "is_late");
	} else if (slice_trim(buf_all(&t->v.reply)).n == 0 && t->v.command.verb != COMMAND_NONE) {
		add_command(t, &text);
		take_words(t, &a, slice_trim(buf_all(&text)));
	} else {
		add_words(t, &a.m, &text);
		take_words(t, &a, buf_all(&text));
	}
	buf_release(&text);
	if (has_other_order(t) && !t->is_forwarded)
		forward_quietly(t);
	return true;
}

/* The coming meetings of whoever wrote, to the registered address; `is_which`: a yes or no could
 * not be given to one of them. */
static void show_meetings(struct talk *t, bool is_which)
{
	json_t *v = json_object(), *rows = json_array();
	int64_t at = core_now(t->core), id = 0;
	struct meeting m;
	struct rsvp r;

	for (int i = 0; t->has_who && i < MEETINGS_SHOWN_MAX &&
	     rsvp_next_coming(t->core->db, t->who.id, 0, &at, &id, &r);
	     i++) {
		json_t *row;

		if (!meeting_get(t->core->db, id, &m))
			continue;
		row = meeting_mail_values(t->core, &m, core_now(t->core));
		meeting_mail_set_answer(row, r.answer, r.guests);
		(void)json_array_append_new(rows, row);
	}
	json_put(v, "has_meetings", json_boolean(json_array_size(rows) > 0));
	json_put(v, "is_which", json_boolean(is_which));
	json_put(v, "meetings", rows);
	if (t->has_from && answer_is_allowed(t))
		(void)answer_person(t, "meetings", t->has_who ? t->who.address.spec : t->from.spec,
		    v, NULL);
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

bool rsvp_mail_command(struct talk *t)
{
	enum command_verb verb = t->v.command.verb;
	int64_t at = core_now(t->core), id = 0;
	struct rsvp_take a;
	struct rsvp r, second;
	struct rsvp_heard h;
	struct buf text = BUF_INIT;

	/* What is said to somebody else's question is said to that. */
	if (!t->has_from || t->v.kind != KIND_COMMAND ||
	    (t->mail.delivery_id != 0 && t->delivery_id == 0))
		return false;
	if (verb == COMMAND_MEETINGS && !has_answer(t))
		return false; /* what they may see is asked first (rights.h) */
	if ((verb != COMMAND_YES && verb != COMMAND_NO && verb != COMMAND_MAYBE &&
	        verb != COMMAND_MEETINGS) ||
	    !t->has_who || !rsvp_next_coming(t->core->db, t->who.id, 0, &at, &id, &r))
		return false;
	/* "yes" alone is clear only where one meeting is coming. */
	if (rsvp_next_coming(t->core->db, t->who.id, 0, &at, &id, &second) ||
	    !rsvp_take_find(t, r.meeting_id, &a)) {
		show_meetings(t, true);
		beside_order_pass_on(t);
		return true;
	}
	a.is_of_no_meeting = true;
	if (has_answer(t))
		buf_slice(&text, buf_all(&t->v.reply));
	else
		add_command(t, &text);
	h = rsvp_beside_read(slice_trim(buf_all(&text)));
	if (h.is_counted &&
	    (h.beside == RSVP_BESIDE_UNCLEAR || bare_answer_is_doubtful(t, &a.m, &h.said)))
		ask_whether(t, &a, &h);
	else if (!h.is_counted)
		leave_to_human(t);
	else
		take_words(t, &a, slice_trim(buf_all(&text)));
	buf_release(&text);
	if (has_other_order(t) && !t->is_forwarded)
		forward_quietly(t);
	return true;
}

/* --- the web --- */

bool rsvp_mail_web(struct talk *t, int64_t meeting_id, enum rsvp_answer answer, int64_t guests)
{
	struct rsvp_input in = { .answer = answer, .guests = guests, .via = "web" };
	struct rsvp_take a;

	if (!rsvp_take_find(t, meeting_id, &a)) {
		t->outcome = "meeting is over";
		return false;
	}
	if (!rsvp_take_is_open(t, &a))
		return false;
	rsvp_take(t, &a, &in);
	return true;
}
