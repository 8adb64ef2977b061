/* SPDX-License-Identifier: MIT
 * See sign_up.h. The rows are subscription.c's, through membership.c; the question is
 * consent_mail.c's. */
#include "daemon/core/conversation/sign_up.h"

#include "daemon/core/conversation/question.h"
#include "daemon/core/conversation/stopped_mail.h"
#include "daemon/core/letters/consent_mail.h"
#include "daemon/core/letters/no_answer.h"
#include "daemon/core/people/membership.h"
#include "daemon/core/people/shown_wording.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/core/talk/talk_budget.h"

/* Have they left a list, refused this one, or said never to be mailed, since the mail that is
 * answered? */
static bool has_said_no(const struct talk *t, const struct list *list)
{
	return no_answer_is_never(t->core, &t->mail.asked) ||
	    (t->has_who &&
	        (no_answer_is_never(t->core, &t->who.address) ||
	            consent_has_said_no(t->core->db, t->who.id, list->id, t->mail.created_at)));
}

bool sign_up_is_of_another(const struct talk *t, const struct list *list)
{
	return talk_is_of_a_stranger(t) || (talk_is_doubtful(t) && has_said_no(t, list));
}

static bool is_asked_first(const struct talk *t, const struct list *list)
{
	return talk_rule(t, ACT_SUBSCRIBE) != ACT_IS_DONE || sign_up_is_of_another(t, list);
}

/* By the words of the mail that they answer, where it said what the list is for, else by those that
 * their welcome says. */
static bool join_as_shown(struct talk *t, struct act *a, const struct list *list)
{
	struct buf wording = BUF_INIT;
	bool is_shown = shown_wording_holds(t->core, CONSENT_SHOWN_MAIL, t->mail.delivery_id, list,
	         &wording),
	     is_given;

	a->evidence.note = slice_of(is_shown ? "as the mail said that was answered" :
	                                       "as the welcome says");
	if (!is_shown) {
		buf_clear(&wording);
		consent_mail_wording(t->core, list, &wording);
	}
	is_given = membership_join(a, &t->who, list, buf_all(&wording));
	/* What stands against it was asked about, or they are vouched for. */
	if (is_given) {
		membership_mail_again(a, &t->who);
		shown_wording_note(t->core, answer_welcome_unasked(t, list), list->id,
		    buf_all(&wording));
	}
	buf_release(&wording);
	return is_given;
}

/* Who answers a mail of ours has shown whose mailbox it is: there is nothing to ask. */
static bool join(struct talk *t, const struct list *list)
{
	struct act a = act_of_talk(t);

	if (!subscriber_get(t->core->db,
	        subscriber_ensure(t->core->db, &t->core->key, &t->mail.asked, a.now), &t->who))
		return true; /* the transaction failed */
	t->has_who = true;
	t->outcome = "already subscribed";
	if (join_as_shown(t, &a, list))
		t->outcome = "subscribed";
	return true;
}

void sign_up_ask_anew(struct talk *t, const struct list *list)
{
	struct act a = act_of_holder(t);
	struct subscription n;

	membership_ask(&a, &t->who, list, &n);
	consent_mail_confirm(t->core, list, &t->who, &n, t->who.address.spec,
	    facts_get(t->facts, FACTS_MESSAGE_ID));
}

/* Where there is more than a From line, or an earlier no, the registered address alone can answer.
 */
static const char *whom_to_ask(const struct talk *t)
{
	return t->evidence.proof == PROOF_ANSWERED || no_answer_is_never(t->core, &t->who.address) ?
	    t->who.address.spec :
	    t->from.spec;
}

static bool ask(struct talk *t, const struct list *list)
{
	struct db *db = t->core->db;
	struct act a = act_of_talk(t);
	struct subscription n;

	t->outcome = "confirmation sent";
	/* One question a mail: it offers the others by number, and a person reads what it does not.
	 */
	if (t->asked_list_id != 0 && t->has_who && !talk_budget_is_proven(t)) {
		if (!subscription_offers(db, t->who.id, t->asked_list_id, list->id))
			forward_quietly(t);
		return true;
	}
	t->outcome = "confirmation limited";
	if (!question_is_allowed(t))
		return true;
	if (!subscriber_get(db, subscriber_ensure(db, &t->core->key, &t->from, core_now(t->core)),
	        &t->who))
		return true; /* the transaction failed */
	t->has_who = true;
	membership_ask(&a, &t->who, list, &n);
	consent_mail_confirm(t->core, list, &t->who, &n, whom_to_ask(t),
	    facts_get(t->facts, FACTS_MESSAGE_ID));
	t->asked_list_id = list->id;
	t->outcome = "confirmation sent";
	return true;
}

bool sign_up(struct talk *t, const struct list *list)
{
	struct subscription n;

	if (talk_is_theirs(t) && subscription_find(t->core->db, t->who.id, list->id, &n) &&
	    n.state == SUBSCRIPTION_ACTIVE) {
		if (stopped_mail_is(t))
			return stopped_mail_ask(t, list);
		answer_already(t, list);
		t->outcome = "already subscribed";
		return true;
	}
	return is_asked_first(t, list) ? ask(t, list) : join(t, list);
}
