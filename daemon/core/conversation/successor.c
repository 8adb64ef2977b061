/* SPDX-License-Identifier: MIT
 * Successors; see successor.h. The question to X carries a wish: X's address and the lists the
 * question named, so that X agrees to those and to no others. The wish is taken once; X's consents
 * and the other's leaving are one transaction. */
#include "daemon/core/conversation/successor.h"

#include <string.h>

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/common/num.h"
#include "daemon/core/conversation/objection.h"
#include "daemon/core/conversation/too_late.h"
#include "daemon/core/letters/consent_mail.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/no_answer.h"
#include "daemon/core/meetings/vacancy.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/membership.h"
#include "daemon/core/people/shown_wording.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/consent_words.h"
#include "subscribers/alias.h"
#include "subscribers/list.h"
#include "subscribers/subscription.h"
#include "subscribers/suppression.h"
#include "subscribers/wish.h"

#define REPLACE "replace me"
#define LISTS_MAX 10   /* the question stays a page or two */
#define OPEN_PER_DAY 3 /* nobody makes us write to strangers by the dozen */

/* --- asking --- */

/* The lists of this person that somebody new may join, as the rows of the question and as numbers
 * behind X. */
static size_t add_lists(struct talk *t, json_t *rows, struct buf *wish)
{
	struct core *core = t->core;
	struct list list;
	int64_t id = 0;

	while (json_array_size(rows) < LISTS_MAX &&
	    (id = subscription_next_active(core->db, t->who.id, id)) != 0) {
		struct buf wording = BUF_INIT;
		json_t *row;

		if (!list_get(core->db, id, &list) || !list.is_open)
			continue;
		consent_mail_wording(core, &list, &wording);
		row = json_object();
		letter_set(row, "wording", slice_trim(buf_all(&wording)));
		(void)json_array_append_new(rows, row);
		buf_printf(wish, " %lld", (long long)id);
		buf_release(&wording);
	}
	return json_array_size(rows);
}

/* What it says of each list, by the numbers behind X. */
static void note_shown(struct core *core, int64_t delivery_id, struct slice wish)
{
	struct slice word;
	struct list list;
	int64_t id;

	(void)slice_next_word(&wish, &word); /* X */
	while (slice_next_word(&wish, &word)) {
		struct buf wording = BUF_INIT;

		if (num_parse(word, 1, INT64_MAX, &id) && list_get(core->db, id, &list)) {
			consent_mail_wording(core, &list, &wording);
			shown_wording_note(core, delivery_id, id, buf_all(&wording));
		}
		buf_release(&wording);
	}
}

/* The question. It is X's mail: nothing in it or beside it names the other. */
static int64_t question(struct talk *t, const struct address *to, json_t *rows)
{
	json_t *v = json_object();
	int64_t id;

	json_put(v, "rows", rows);
	t->has_who = false;
	id = answer_person(t, "replace", to->spec, v, NULL);
	t->has_who = true;
	return id;
}

static int64_t tell(struct talk *t, const struct subscriber *who, const char *flag,
    const char *other)
{
	json_t *v = json_object();

	json_put(v, flag, json_true());
	letter_set(v, "other", slice_of(other));
	json_put(v, "is_leading", json_boolean(vacancy_waits(t->core, who)));
	t->who = *who;
	return answer_person(t, "replaced", who->address.spec, v, NULL);
}

/* What a limit holds back is marked: staff find it. */
static bool may_ask(struct talk *t, const struct address *to)
{
	const struct core *core = t->core;
	int64_t since = core_now(core) - 86400;

	if (wish_count_of(core->db, t->who.id, REPLACE, talk_is_proven(t) && !talk_is_doubtful(t),
	        since) >= OPEN_PER_DAY)
		return talk_budget_refuse(t, BUDGET_SUCCESSORS_PER_PERSON);
	if (outbox_count_since(core->db, to->spec, "replace", since) >=
	    core->conf.limits.confirms_per_address)
		return talk_budget_refuse(t, BUDGET_CONFIRMS_PER_ADDRESS);
	return answer_is_allowed(t);
}

bool successor_ask(struct talk *t, const struct act *a)
{
	struct core *core = t->core;
	struct subscriber who = t->who;
	const bool is_proven = talk_is_proven(t) &&
	    !talk_is_doubtful(t); /* the question is made as nobody's */
	int64_t now = core_now(core), id;
	uint8_t hash[TOKEN_HASH_SIZE];
	struct buf wish = BUF_INIT;
	struct err err = ERR_INIT;
	json_t *rows = json_array();
	struct address to;
	struct alias own;

	t->outcome = "asking limited";
	if (!act_may(a, ACT_ADDRESS)) {
		t->outcome = "nothing";
	} else if (!answer_other_address(t, &to, &err)) {
		(void)answer_unclear(t, err.text);
	} else if (alias_find(core->db, who.id, to.key, &own)) {
		(void)answer_unclear(t, "that is an address of yours");
	} else if (may_ask(t, &to)) {
		buf_text(&wish, to.spec);
		token_hash_address(&core->key, to.key, hash);
		if (add_lists(t, rows, &wish) == 0 || wish.n > WISH_ARGS_MAX) {
			(void)answer_unclear(t,
			    "there is no list of yours that somebody new can join");
		} else {
			/* Who is never to be written to is not; whoever asks is told the same, and
			 * a person sees to it. */
			id = 0;
			if (suppression_has(core->db, hash))
				no_answer_note(&t->cause, NO_ANSWER_SUPPRESSED);
			else
				id = question(t, &to, json_incref(rows));
			if (id != 0) {
				wish_add(core->db, id, who.id, REPLACE, buf_all(&wish), is_proven,
				    now);
				note_shown(core, id, buf_all(&wish));
			}
			if (!objection_offer(t, REPLACE, "is_replace"))
				(void)tell(t, &who, "is_asked", to.spec);
			t->outcome = "asked the successor";
		}
	}
	json_decref(rows);
	buf_release(&wish);
	return true;
}

/* --- the answer --- */

/* X agreed to what the list was for: X is asked anew, and nobody leaves for that. */
static void ask_heir(struct talk *t, const struct subscriber *heir, const struct list *list)
{
	struct act joining = act_of_holder(t);
	struct buf wording = BUF_INIT;
	struct subscription n;

	joining.evidence.note = slice_of("named by somebody who left the list");
	consent_mail_wording(t->core, list, &wording);
	(void)subscription_ask(t->core->db, heir, list->id, buf_all(&wording), &joining.evidence,
	    &n); /* or asked before */
	if (n.state == SUBSCRIPTION_PENDING && list->is_open)
		consent_mail_changed(t->core, list, heir, &n);
	buf_release(&wording);
}

static bool hand_over(struct talk *t, const struct subscriber *old, const struct subscriber *heir,
    int64_t list_id)
{
	struct act leaving = act_of_self(t->core), joining = act_of_holder(t);
	struct buf shown = BUF_INIT;
	struct subscription n;
	struct list list;
	bool is_left;

	leaving.evidence.channel = "email";
	leaving.evidence.note = slice_of("a successor said yes");
	joining.evidence.note =
	    slice_of("named by somebody who left the list"); /* IPP 3A: where we have them from */
	/* Where they have left it by themselves there is nothing to hand over. */
	if (!list_get(t->core->db, list_id, &list) ||
	    !subscription_find(t->core->db, old->id, list_id, &n) || n.state != SUBSCRIPTION_ACTIVE)
		return false;
	t->who = *heir;
	if (!shown_wording_holds(t->core, CONSENT_SHOWN_MAIL, t->mail.delivery_id, &list, &shown)) {
		ask_heir(t, heir, &list);
		buf_release(&shown);
		return false;
	}
	is_left = membership_leave(&leaving, old, list_id) > 0;
	if (is_left &&
	    membership_join(&joining, heir, &list, buf_all(&shown))) /* or they are on it */
		answer_welcome(t, &list);
	buf_release(&shown);
	return is_left;
}

/* Appends the numbers of those that were. */
static void hand_over_all(struct talk *t, const struct subscriber *old,
    const struct subscriber *heir, struct slice ids, struct buf *done)
{
	struct slice word;
	int64_t id;

	while (slice_next_word(&ids, &word)) {
		if (num_parse(word, 1, INT64_MAX, &id) && hand_over(t, old, heir, id))
			buf_printf(done, "%s%lld", done->n > 0 ? " " : "", (long long)id);
	}
}

/* They left by another's yes, and somebody may have named that other in their name: what they left
 * they can have back, as after any goodbye. Whoever said yes keeps what they said yes to. */
static void tell_done(struct talk *t, const struct subscriber *old, const char *heir,
    struct slice numbers)
{
	int64_t id = tell(t, old, "is_done", heir);

	if (id != 0)
		wish_add(t->core->db, id, old->id, "undo", numbers, true, core_now(t->core));
}

bool successor_answered(struct talk *t)
{
	struct core *core = t->core;
	struct slice rest, word = SLICE_NONE;
	struct subscriber old, heir;
	struct err err = ERR_INIT;
	struct address to;
	struct buf done = BUF_INIT;
	struct act a;
	struct wish w;
	struct consent_said said = talk_consent(t, CONSENT_JOIN);

	if (said.answer == CONSENT_NEITHER)
		return false;
	t->outcome = "declined";
	if (wish_peek(core->db, t->mail.delivery_id, &w) && objection_was_made(&w))
		return too_late_withdrawn(t, said);
	if (!wish_take(core->db, t->mail.delivery_id, &w))
		return too_late_say(t, NULL, said);
	if (said.has_more)
		forward_quietly(t);
	if (said.answer == CONSENT_NO)
		return true;
	rest = slice_of(w.args);
	t->outcome = "answered too late";
	if (!slice_next_word(&rest, &word) || !address_parse_utf8(word, &to, &err) ||
	    strcmp(to.key, t->mail.asked.key) != 0 ||
	    !subscriber_get(core->db, w.subscriber_id, &old) ||
	    !subscriber_get(core->db, subscriber_ensure(core->db, &core->key, &to, core_now(core)),
	        &heir) ||
	    heir.id == old.id)
		return true;
	t->has_who = true;
	hand_over_all(t, &old, &heir, rest, &done);
	if (done.n > 0) {
		a = act_of_holder(t);
		vacancy_followed(&a, &old, &heir);
		tell_done(t, &old, to.spec, buf_all(&done));
	} else {
		(void)subscriber_remove_unused(core->db, heir.id);
	}
	t->who = heir;
	t->has_who = subscriber_get(core->db, heir.id, &t->who);
	log_info("person.replaced", "id=%lld", (long long)old.id);
	t->outcome = "replaced";
	buf_release(&done);
	return true;
}
