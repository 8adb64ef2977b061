/* SPDX-License-Identifier: MIT
 * The gate to people's rights; see rights.h. A verb is a row: who asks for it is either the person
 * beyond doubt, or the person is asked first, at the registered address, with the wish kept until
 * the answer. The answer carries the wish out by the same row. */
#include "daemon/core/conversation/rights.h"

#include <string.h>

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/core/convenors/convenor_change.h"
#include "daemon/core/conversation/beside_order.h"
#include "daemon/core/conversation/change_address.h"
#include "daemon/core/conversation/more_addresses.h"
#include "daemon/core/conversation/preferences.h"
#include "daemon/core/conversation/rsvp_mail.h"
#include "daemon/core/conversation/successor.h"
#include "daemon/core/conversation/too_late.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/vacancy.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/erase.h"
#include "daemon/core/people/holdings.h"
#include "daemon/core/people/person_details.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/consent_words.h"
#include "daemon/time/until.h"
#include "subscribers/convenor.h"
#include "subscribers/wish.h"

/* --- my data --- */

/* What the new mailbox wants must not be done to the person for good, nor what we hold be read
 * there, while the old one can still say that it was not them, or that they mistyped it: whoever
 * asked for the change, a stranger may have said yes to it. A person decides. */
static bool is_moved_lately(struct talk *t)
{
	if (!person_details_is_moving(t->core, t->who.id))
		return false;
	t->held = "is_moved";
	forward_to_human(t);
	t->outcome = "forwarded: the address was changed lately";
	return true;
}

/* Who is on no list had a row for the question whether it was them. */
static void drop_unused(struct talk *t)
{
	struct db *db = t->core->db;

	if (t->has_who &&
	    wish_count_of(db, t->who.id, NULL, true, 0) +
	            wish_count_of(db, t->who.id, NULL, false, 0) ==
	        0 &&
	    subscriber_remove_unused(db, t->who.id))
		t->has_who = false;
}

/* Goes to the registered address, wherever the question came from. */
static bool on_my_data(struct talk *t, const struct act *a)
{
	struct buf data = BUF_INIT;
	struct compose_attachment file = { .type = "application/json", .filename = "my-data.json" };
	json_t *held;

	if (!act_may(a, ACT_MY_DATA))
		return true;
	if (is_moved_lately(t))
		return true;
	holdings_json(t->core->db, &t->who, &data);
	held = json_loadb(data.p, data.n, 0, NULL);
	t->outcome = "data not sent";
	if (held == NULL) {
		log_error("rights.data", "inbound=%lld reason=\"not JSON\"", (long long)t->in->id);
		(void)db_refuse(t->core->db, "what is held about a person is not JSON");
	} else {
		file.data = buf_all(&data);
		(void)answer_person(t, "my-data", t->who.address.spec,
		    holdings_values(t->core, &t->who, held), &file);
		t->outcome = "data sent";
		drop_unused(t);
	}
	json_decref(held);
	buf_release(&data);
	return true;
}

static bool on_status(struct talk *t, const struct act *a)
{
	if (t->has_who && !act_may(a, ACT_READ))
		return true;
	answer_status(t);
	t->outcome = "status sent";
	drop_unused(t);
	return true;
}

/* --- forget me --- */

static bool on_forget(struct talk *t, const struct act *a)
{
	struct subscriber who = t->who;
	int64_t receipt;

	if (!act_may(a, ACT_FORGET))
		return true;
	if (t->core->conf.privacy.legal_hold) {
		forward_to_human(t);
		t->outcome = "forwarded: legal hold";
		return true;
	}
	if (is_moved_lately(t))
		return true;
	vacancy_forgotten(a, &who);
	erase_person(t->core, &who, t->in->id);
	t->has_who = false; /* there is no such person any more */
	receipt = answer_person(t, OUTBOX_LAST_RECEIPT, who.address.spec, erase_values(t->core),
	    NULL);
	if (receipt != 0)
		outbox_mark_one(t->core->db, receipt);
	t->outcome = "forgotten";
	return true;
}

/* --- the gate --- */

static const struct right {
	enum command_verb verb;
	enum act_kind kind;
	const char *flag;                                 /* of the template "ask" */
	bool (*act)(struct talk *t, const struct act *a); /* each asks act_may() itself */
} rights[] = {
	{ COMMAND_STATUS, ACT_READ, "is_read", on_status },
	{ COMMAND_PREFERENCES, ACT_READ, "is_read", preferences_show },
	{ COMMAND_MEETINGS, ACT_READ, "is_read", rsvp_mail_show },
	{ COMMAND_MY_DATA, ACT_MY_DATA, "is_my_data", on_my_data },
	{ COMMAND_FORGET_ME, ACT_FORGET, "is_forget", on_forget },
	{ COMMAND_CORRECT, ACT_CHANGE, "is_correct", preferences_correct },
	{ COMMAND_CHANGE_ADDRESS, ACT_ADDRESS, "is_change", change_address_ask },
	{ COMMAND_ADD_ADDRESS, ACT_ADDRESS, "is_add_address", more_addresses_ask },
	{ COMMAND_REMOVE_ADDRESS, ACT_ADDRESS, "is_remove_address", more_addresses_remove },
	{ COMMAND_REPLACE_ME, ACT_ADDRESS, "is_replace", successor_ask },
	{ COMMAND_PAUSE, ACT_CHANGE, "is_pause", preferences_pause },
	{ COMMAND_RESUME, ACT_CHANGE, "is_resume", preferences_resume },
	{ COMMAND_SET, ACT_CHANGE, "is_set", preferences_set },
};

static const struct right *find(enum command_verb verb)
{
	for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++) {
		if (rights[i].verb == verb)
			return &rights[i];
	}
	return NULL;
}

/* To be forgotten cannot be undone, and mails of ours are passed on: only the answer to its own
 * question, which nobody has but who was asked, is answer enough. */
/* Whoever has a mail of ours that was passed on could name an address of their own, whose question
 * says what the person gets, or whose mail reads and orders as theirs does. Where our host judged
 * that very mail the registered address is asked first; where it judges none, the table holds
 * (act.h): the registered address is told, and may say no. */
static bool is_told_elsewhere(const struct talk *t, const struct right *r)
{
	return r->kind == ACT_ADDRESS && r->verb != COMMAND_REMOVE_ADDRESS &&
	    talk_is_of_a_stranger(t) && !talk_is_vouched(t);
}

static bool is_enough(const struct talk *t, const struct right *r)
{
	enum proof proof = t->evidence.proof;

	if (is_told_elsewhere(t, r))
		return false;
	if (r->kind == ACT_FORGET && proof == PROOF_ANSWERED)
		proof = PROOF_VOUCHED;
	/* What is only told is no harm. */
	if (t->is_doubted && r->kind != ACT_READ && r->kind != ACT_MY_DATA)
		return false;
	return act_rule(r->kind, proof) == ACT_IS_DONE && talk_is_theirs(t);
}

static struct slice first_letter(const char *spec)
{
	size_t n;

	(void)utf8_point(slice_of(spec), &n); /* only its length */
	return slice_sub(slice_of(spec), 0, n);
}

/* Which address: two may be asked for in one name on one day. As much of it as its person knows it
 * by, and no more, which anybody can have sent to anybody. */
static void set_other(struct talk *t, json_t *v)
{
	struct buf shown = BUF_INIT;
	struct err err = ERR_INIT;
	struct address other;
	struct slice domain;

	if (answer_other_address(t, &other, &err)) {
		domain = address_domain(&other);
		buf_slice(&shown, first_letter(other.spec));
		buf_printf(&shown, "...@%.*s", SLICE_ARG(domain));
		letter_set(v, "other", buf_all(&shown));
	}
	err_clear(&err);
	buf_release(&shown);
}

static bool ask(struct talk *t, const struct right *r)
{
	struct db *db = t->core->db;
	int64_t now = core_now(t->core), id;
	bool is_proven = talk_is_proven(t);
	json_t *v;

	t->outcome = "asking limited";
	if (!answer_is_allowed_whether(t))
		return true;
	v = json_object();
	json_put(v, r->flag, json_true());
	json_put(v, "is_doubted", json_boolean(t->is_doubted));
	if (r->kind == ACT_ADDRESS)
		set_other(t, v);
	id = answer_person(t, "ask", t->who.address.spec, v, NULL);
	if (id != 0)
		wish_add(db, id, t->who.id, command_verb_text(r->verb), slice_of(t->v.command.args),
		    is_proven, now);
	t->outcome = "asked whether it was them";
	return true;
}

static bool ensure(struct talk *t)
{
	return subscriber_get(t->core->db,
	    subscriber_ensure(t->core->db, &t->core->key, &t->from, core_now(t->core)), &t->who);
}

/* Convenors, staff, whom to talk to somewhere, who wrote before: what is held of them they see,
 * too. False where it is nothing. */
static bool show_held(struct talk *t, const struct right *r, const struct act *a)
{
	struct subscriber nobody;

	subscriber_nobody(&t->core->key, &t->from, &nobody);
	if (!(r->verb == COMMAND_MY_DATA && holdings_has(t->core->db, &nobody, t->in->id)) &&
	    !(r->verb == COMMAND_STATUS && convenors_leads(t->core->db, nobody.address.key)))
		return false;
	if (!answer_is_allowed(t)) {
		t->outcome = "not shown";
		return true;
	}
	if (act_rule(r->kind, t->evidence.proof) == ACT_IS_DONE) {
		t->who = nobody;
		return r->act(t, a);
	}
	t->has_who = ensure(t);
	return t->has_who && ask(t, r);
}

bool rights_act(struct talk *t)
{
	const struct right *r = find(t->v.command.verb);
	struct act a = act_of_talk(t);

	if (r == NULL || !t->has_from)
		return false;
	/* Whoever wrote to us without ever subscribing can be forgotten too. */
	if (!t->has_who && r->verb == COMMAND_FORGET_ME && answer_is_allowed(t))
		t->has_who = ensure(t);
	if (!t->has_who && show_held(t, r, &a))
		return true;
	/* What there is to read of nobody is nothing, and is said to anybody. */
	if (!t->has_who && r->kind == ACT_READ)
		return r->act(t, &a);
	if (!t->has_who && r->kind == ACT_ADDRESS && convenor_change_asks_to_move(t))
		return true;
	if (!t->has_who) {
		answer_plain(t, "unknown", NULL);
		t->outcome = "nobody we know";
		return true;
	}
	return is_enough(t, r) ? r->act(t, &a) : ask(t, r);
}

/* The same wish once more is a yes to it, unless what stands beside it says otherwise. */
static struct consent_said read_wish(struct talk *t, struct consent_said said)
{
	struct beside_order b;
	struct wish w;

	if (said.answer != CONSENT_NEITHER || t->v.command.verb == COMMAND_NONE ||
	    !wish_peek(t->core->db, t->delivery_id, &w) ||
	    strcmp(w.verb, command_verb_text(t->v.command.verb)) != 0 ||
	    strcmp(w.args, t->v.command.args) != 0)
		return said;
	beside_order_read(t, &b);
	return b.aside.is_doubt ? said : (struct consent_said){ CONSENT_YES, b.aside.has_words };
}

/* What cannot be undone is done by a yes that is all they say; else a person reads it, and the
 * question stays open. */
static bool is_too_much(struct talk *t, struct consent_said said)
{
	static const char *const yes[] = { "yes", "ae", "confirm", "i confirm", "forget me",
		"delete me", "erase me" };
	struct wish w;

	if (said.answer != CONSENT_YES || !wish_peek(t->core->db, t->delivery_id, &w) ||
	    command_verb_find(slice_of(w.verb)) != COMMAND_FORGET_ME)
		return false;
	/* The Subject of a question may stand above a talk about something else. */
	for (size_t i = 0; i < sizeof yes / sizeof yes[0] && t->facts->number[FACTS_UNBOUND] == 0;
	     i++) {
		if (talk_says_only(t, yes[i]))
			return false;
	}
	return true;
}

bool rights_confirmed(struct talk *t)
{
	struct consent_said said = read_wish(t, consent_words_plain(talk_words(t), t->core->words));
	struct act a = act_of_talk(t);
	const struct right *r;
	struct wish w;

	if (said.answer == CONSENT_NEITHER || is_too_much(t, said))
		return false;
	/* The wish is that of whoever has the mailbox that was asked, or there is none. */
	if (!wish_take(t->core->db, t->delivery_id, &w) || !t->has_who ||
	    t->who.id != w.subscriber_id)
		return too_late_say(t, NULL, said);
	budget_ask_answered(t->core->db, t->delivery_id);
	r = find(command_verb_find(slice_of(w.verb)));
	t->outcome = "declined";
	if (r != NULL && said.answer == CONSENT_YES) {
		t->v.command.verb = r->verb;
		str_put(t->v.command.args, sizeof t->v.command.args, "%s", w.args);
		t->is_wish = true;
		(void)r->act(t, &a); /* false: it is for a person, who gets it below */
	} else {
		drop_unused(t);
	}
	/* After the act: what goes to a person before they are forgotten would be forgotten too. */
	if (said.has_more)
		forward_quietly(t);
	return true;
}
