/* SPDX-License-Identifier: MIT
 * A change of address; see change_address.h. The question to the new address and the notice to the
 * old one each carry a wish, which is taken once. Nobody is told whether an address is known to us
 * but who reads its mail. */
#include "daemon/core/conversation/change_address.h"

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/core/conversation/objection.h"
#include "daemon/core/conversation/too_late.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/vacancy.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/person_details.h"
#include "daemon/core/people/person_join.h"
#include "daemon/core/people/person_split.h"
#include "daemon/core/people/shown_wording.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/consent_words.h"
#include "subscribers/wish.h"

#define CHANGE "change address"
#define PROVEN_TIMES 5 /* a mistyped address is corrected and mistyped again */

/* The question names the person's lists, because whoever says yes gets their mail; of those that
 * are closed it says only how many there are. The delivery, or 0. */
static int64_t question(struct talk *t, const struct address *to, bool is_proven, bool is_changed)
{
	struct core *core = t->core;
	int64_t id, closed = subscription_count(core->db, t->who.id);
	json_t *v = json_object(),
	       *rows = is_proven ? shown_wording_rows(core, t->who.id, false, &closed) :
	                           json_array();

	json_put(v, "is_changed", json_boolean(is_changed));
	json_put(v, "has_rows", json_boolean(json_array_size(rows) > 0));
	if (closed > 0)
		json_put(v, "closed", json_integer(closed));
	json_put(v, "rows", rows);
	id = answer_person(t, "address-check", to->spec, v, NULL);
	if (id != 0) {
		wish_add(core->db, id, t->who.id, CHANGE, slice_of(to->spec), is_proven,
		    core_now(core));
		if (is_proven)
			shown_wording_note_all(core, id, t->who.id, false);
	}
	return id;
}

bool change_address_ask(struct talk *t, const struct act *a)
{
	struct core *core = t->core;
	struct err err = ERR_INIT;
	struct address to;
	int64_t now = core_now(core), id;

	if (!act_may(a, ACT_ADDRESS))
		return true;
	if (!answer_other_address(t, &to, &err))
		return answer_unclear(t, err.text);
	t->outcome = "asking limited";
	/* Whoever is known to be the person is not held up by what others ask in anybody's name. */
	if ((outbox_count_since(core->db, to.spec, "address-check", now - 86400) >=
	            core->conf.limits.confirms_per_address *
	                (talk_is_proven(t) ? PROVEN_TIMES : 1) &&
	        !talk_budget_refuse(t, BUDGET_CONFIRMS_PER_ADDRESS)) ||
	    !answer_may_ask_another(t) || !answer_is_allowed(t))
		return true;
	id = question(t, &to, talk_is_proven(t) && !talk_is_doubtful(t), false);
	/* A mistyped address that is corrected must not have the last word. */
	wish_drop(core->db, t->who.id, CHANGE, id);
	if (id != 0)
		(void)objection_offer(t, CHANGE, "is_change"); /* mostly there is no doubt */
	t->outcome = "asked the new address";
	return true;
}

/* The person of a wish that was taken. The address is the one that was asked: what somebody else
 * says of it counts for nothing. */
static bool find_person(struct talk *t, const struct wish *w, struct address *to)
{
	struct err err = ERR_INIT;

	return subscriber_get(t->core->db, w->subscriber_id, &t->who) &&
	    address_parse_utf8(slice_of(w->args), to, &err) &&
	    strcmp(to->key, t->mail.asked.key) == 0;
}

static bool too_late(struct talk *t, struct consent_said said)
{
	t->has_who = t->mail.has_holder;
	t->who = t->mail.holder;
	return too_late_say(t, NULL, said);
}

static bool settle(struct talk *t, const struct act *a, const struct address *to)
{
	if (!person_details_move(a, &t->who, to))
		return false;
	t->has_who = true;
	log_info("person.moved", "id=%lld", (long long)t->who.id);
	return true;
}

/* Whoever was asked is no subscriber by that: nothing else of this mail is about the person who
 * asked. */
static bool decline(struct talk *t)
{
	t->has_who = t->mail.has_holder;
	t->who = t->mail.holder;
	return true;
}

/* Does what they lead wait for staff? */
static json_t *values(const struct talk *t)
{
	json_t *v = json_object();

	json_put(v, "is_leading",
	    json_boolean(vacancy_waits(t->core, &t->who))); /* a new object has room */
	return v;
}

bool change_address_confirmed(struct talk *t)
{
	struct consent_said said = consent_words_plain(talk_words(t), t->core->words);
	struct act a = act_of_talk(t);
	struct evidence e = t->evidence;
	struct subscriber was;
	struct address to;
	struct wish w;
	int64_t id;

	if (said.answer == CONSENT_NEITHER)
		return false;
	if (!wish_take(t->core->db, t->delivery_id, &w))
		return too_late(t, said);
	if (objection_was_made(&w))
		return too_late_withdrawn(t, said);
	if (!find_person(t, &w, &to))
		return too_late(t, said);
	if (said.has_more)
		forward_quietly(t);
	t->outcome = "declined";
	if (said.answer == CONSENT_NO)
		return decline(t);
	/* They would get what they were not told of. */
	if (w.is_proven && !shown_wording_holds_all(t->core, t->delivery_id, t->who.id, false)) {
		t->has_who = true;
		(void)question(t, &to, w.is_proven, true); /* 0: the transaction is refused */
		t->outcome = "asked the new address anew";
		return true;
	}
	was = t->who;
	if (!settle(t, &a, &to)) {
		/* Both are registered: which one stays is for a person to sort out with them. */
		forward_to_human(t);
		t->outcome = "forwarded: both addresses are registered";
		return true;
	}
	person_split_keep(&a, &was);
	e.note = slice_of("answer to \"is this your address?\"");
	shown_wording_agree(t->core, t->delivery_id, &t->who, &e);
	(void)answer_person(t, "address-changed", t->who.address.spec, values(t), NULL);
	id = answer_person(t, "address-left", was.address.spec, values(t), NULL);
	if (id != 0)
		wish_add(t->core->db, id, t->who.id, WISH_UNDO_MOVE, slice_of(was.address.spec),
		    w.is_proven, core_now(t->core));
	t->outcome = "address changed";
	return true;
}

/* Whoever said yes there has our mail no more; what they asked for by themselves they keep. */
static void tell_other(struct talk *t, const struct address *address,
    const struct subscriber *other, json_t *lists)
{
	struct subscriber who = t->who;
	json_t *v = json_object();

	/* A new object has room. */
	json_put(v, "has_lists", json_boolean(json_array_size(lists) > 0));
	json_put(v, "lists", lists);
	t->who = *other;
	t->has_who = other->id != 0;
	(void)answer_person(t, "address-gone", address->spec, v, NULL);
	t->who = who;
	t->has_who = true;
}

/* Whose the old address is by now cannot be told from here. The wish stays: they may say it again.
 */
static bool hold_undo(struct talk *t)
{
	t->has_who = t->mail.has_holder;
	t->who = t->mail.holder;
	t->held = "is_undo_held";
	forward_to_human(t);
	t->outcome = "forwarded: the old address is another's";
	return true;
}

/* What the old address was told carries this wish, and whoever holds that mail may say it: whether
 * somebody is registered there meanwhile, for whom the mail came too early, is no matter. */
static bool put_back(struct talk *t, int64_t wish_id)
{
	struct subscriber was, other, there;
	struct act a = act_of_holder(t);
	struct address old;
	struct wish w;
	json_t *lists;
	bool is_there;

	if (!wish_peek(t->core->db, wish_id, &w) || !find_person(t, &w, &old))
		return false;
	was = t->who;
	is_there = person_join_finds(t->core, &was, &old, &there);
	if (is_there && !person_join_may(t->core, &there, &old))
		return hold_undo(t);
	if (is_there)
		person_join_begin(&a, &there);
	if (!wish_take(t->core->db, wish_id, &w) || !settle(t, &a, &old))
		return false;
	lists = person_split_undo(&a, &t->who, &was, &other);
	if (is_there)
		person_join_end(&a, &there, &t->who);
	vacancy_returned(&a, &t->who); /* also at further addresses that are theirs again */
	(void)subscriber_get(t->core->db, t->who.id,
	    &t->who); /* with what they had told of themselves */
	tell_other(t, &was.address, &other, lists);
	wish_drop(t->core->db, t->who.id, WISH_UNDO_MOVE,
	    0); /* whoever had it in between has no say in it */
	(void)answer_person(t, "address-changed", t->who.address.spec, values(t), NULL);
	t->outcome = "address changed back";
	return true;
}

bool change_address_undo(struct talk *t)
{
	return talk_is_undo(t) &&
	    (put_back(t, t->delivery_id) ||
	        too_late(t, (struct consent_said){ CONSENT_NO, false }));
}

bool change_address_take_back(struct talk *t, int64_t subscriber_id)
{
	return put_back(t,
	    wish_find(t->core->db, subscriber_id, WISH_UNDO_MOVE, t->mail.asked.spec));
}
