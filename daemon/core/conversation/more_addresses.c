/* SPDX-License-Identifier: MIT
 * Several addresses; see more_addresses.h. The question to the other address carries a wish, which
 * is taken once. Nobody is told whether an address is known to us but who reads its mail, and the
 * other address is never told the main one. */
#include "daemon/core/conversation/more_addresses.h"

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/core/conversation/objection.h"
#include "daemon/core/conversation/too_late.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/vacancy.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/person_details.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/consent_words.h"
#include "subscribers/alias.h"
#include "subscribers/wish.h"

#define ADD "add address"
#define PROVEN_TIMES 5 /* a mistyped address is corrected and mistyped again */

bool more_addresses_ask(struct talk *t, const struct act *a)
{
	struct core *core = t->core;
	struct err err = ERR_INIT;
	struct address other;
	struct alias known;
	int64_t now = core_now(core), id;

	if (!act_may(a, ACT_ADDRESS))
		return true;
	if (!answer_other_address(t, &other, &err))
		return answer_unclear(t, err.text);
	if (alias_find(core->db, t->who.id, other.key, &known))
		return answer_unclear(t, "you write from that address already");
	if (alias_count(core->db, t->who.id) >= ALIAS_MAX)
		return answer_unclear(t,
		    "you can have at most five further addresses; take one away first");
	t->outcome = "asking limited";
	/* Whoever is known to be the person is not held up by what others ask in anybody's name. */
	if ((outbox_count_since(core->db, other.spec, "address-add", now - 86400) >=
	            core->conf.limits.confirms_per_address *
	                (talk_is_proven(t) ? PROVEN_TIMES : 1) &&
	        !talk_budget_refuse(t, BUDGET_CONFIRMS_PER_ADDRESS)) ||
	    !answer_may_ask_another(t) || !answer_is_allowed(t))
		return true;
	id = answer_person(t, "address-add", other.spec, json_object(), NULL);
	if (id != 0)
		wish_add(core->db, id, t->who.id, ADD, slice_of(other.spec),
		    talk_is_proven(t) && !talk_is_doubtful(t), now);
	if (id != 0)
		(void)objection_offer(t, ADD, "is_add"); /* mostly there is no doubt */
	t->outcome = "asked the other address";
	return true;
}

static void tell(struct talk *t, const char *address, const char *flag, const char *other)
{
	json_t *v = json_object();

	json_put(v, flag, json_true());
	letter_set(v, "other", slice_of(other));
	json_put(v, "is_leading", json_boolean(vacancy_waits(t->core, &t->who)));
	(void)answer_person(t, "addresses", address, v, NULL);
}

bool more_addresses_confirmed(struct talk *t)
{
	struct consent_said said = consent_words_plain(talk_words(t), t->core->words);
	struct act a = act_of_talk(t);
	struct err err = ERR_INIT;
	struct subscriber who;
	struct address other;
	struct wish w;

	if (said.answer == CONSENT_NEITHER)
		return false;
	if (wish_peek(t->core->db, t->delivery_id, &w) && objection_was_made(&w))
		return too_late_withdrawn(t, said);
	if (!wish_take(t->core->db, t->delivery_id, &w) ||
	    !subscriber_get(t->core->db, w.subscriber_id, &who) ||
	    !address_parse_utf8(slice_of(w.args), &other, &err) ||
	    strcmp(other.key, t->mail.asked.key) != 0)
		return too_late_say(t, NULL, said);
	if (said.has_more)
		forward_quietly(t);
	t->outcome = "declined";
	if (said.answer == CONSENT_NO)
		return true;
	t->who = who;
	t->has_who = true;
	if (!person_details_add_address(&a, &t->who, &other)) {
		/* It is registered by itself, or there are too many by now: a person sorts it out
		 * with them. */
		forward_to_human(t);
		t->outcome = "forwarded: the address cannot be added";
		return true;
	}
	tell(t, other.spec, "is_other", "");
	tell(t, t->who.address.spec, "is_added", other.spec);
	log_info("person.address_added", "id=%lld", (long long)t->who.id);
	t->outcome = "address added";
	return true;
}

bool more_addresses_remove(struct talk *t, const struct act *a)
{
	struct err err = ERR_INIT;
	struct address other;

	if (!address_parse_utf8(slice_of(t->v.command.args), &other, &err))
		return answer_unclear(t, err.text);
	if (!person_details_remove_address(a, &t->who, other.key))
		return answer_unclear(t, "that is not one of your further addresses");
	tell(t, t->who.address.spec, "is_removed", other.spec);
	log_info("person.address_removed", "id=%lld", (long long)t->who.id);
	t->outcome = "address removed";
	return true;
}
