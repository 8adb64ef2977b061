/* SPDX-License-Identifier: MIT
 * See membership.h. The rows are subscription.c's; what follows from a change stands here and
 * nowhere else. */
#include "daemon/core/people/membership.h"

#include "daemon/core/letters/consent_mail.h"
#include "daemon/core/meetings/invitation.h"
#include "subscribers/suppression.h"
#include "subscribers/wish.h"

static bool give(const struct act *a, const struct subscriber *who, const struct list *list,
    struct slice wording)
{
	/* Nobody new, also where they were asked before it was closed. */
	if (!list->is_open || !subscription_give(a->core->db, who, list->id, wording, &a->evidence))
		return false;
	/* Their mail came back, and here they are. */
	if (!suppression_is_wish(a->core->db, who->hash))
		(void)suppression_remove(a->core->db, who->hash, a->now);
	invitation_joiner(a->core, list, who);
	return true;
}

bool membership_holds(struct core *core, int64_t subscriber_id, const struct list *list)
{
	struct buf now = BUF_INIT;
	bool is_so;

	consent_mail_wording(core, list, &now);
	is_so = consent_asked_as(core->db, subscriber_id, list->id, buf_all(&now),
	    core->conf.privacy.notice);
	buf_release(&now);
	return is_so;
}

bool membership_is_before_wish(struct core *core, const struct subscriber *who,
    const struct subscription *n)
{
	return suppression_wished_at(core->db, who->hash) > n->asked_at;
}

void membership_ask(const struct act *a, const struct subscriber *who, const struct list *list,
    struct subscription *n_r)
{
	struct buf wording = BUF_INIT;

	consent_mail_wording(a->core, list, &wording);
	(void)subscription_ask(a->core->db, who, list->id, buf_all(&wording), &a->evidence,
	    n_r); /* or asked before */
	if (n_r->state == SUBSCRIPTION_PENDING && membership_is_before_wish(a->core, who, n_r))
		subscription_ask_anew(a->core->db, n_r, a->now);
	buf_release(&wording);
}

void membership_mail_again(const struct act *a, const struct subscriber *who)
{
	if (act_may(a, ACT_CONFIRM))
		(void)suppression_remove(a->core->db, who->hash,
		    a->now); /* mostly nothing stands against it */
}

bool membership_may_undo(struct core *core, int64_t subscriber_id, const struct list *list)
{
	struct buf before = BUF_INIT, notice = BUF_INIT, now = BUF_INIT, brief = BUF_INIT;
	bool is_so;

	consent_mail_wording(core, list, &now);
	consent_mail_purpose(core, list, &brief);
	is_so = !consent_given_as(core->db, subscriber_id, list->id, &before, &notice) ||
	    (slice_is(buf_all(&notice), core->conf.privacy.notice) &&
	        (slice_equal(buf_all(&before), buf_all(&now)) ||
	            slice_equal(buf_all(&before), buf_all(&brief))));
	buf_release(&before);
	buf_release(&notice);
	buf_release(&now);
	buf_release(&brief);
	return is_so;
}

bool membership_confirm(const struct act *a, const struct subscriber *who, const struct list *list)
{
	struct buf wording = BUF_INIT;
	struct subscription n;
	bool is_given;

	if (!act_may(a, ACT_CONFIRM) || !membership_holds(a->core, who->id, list) ||
	    !subscription_find(a->core->db, who->id, list->id, &n) ||
	    membership_is_before_wish(a->core, who, &n))
		return false;
	/* What they were shown. */
	if (!consent_asked_wording(a->core->db, who->id, list->id, &wording))
		consent_mail_wording(a->core, list, &wording);
	is_given = give(a, who, list, buf_all(&wording));
	/* Whoever agrees now has taken back what stood against it. */
	if (is_given)
		membership_mail_again(a, who);
	buf_release(&wording);
	return is_given;
}

bool membership_refuse(const struct act *a, const struct subscriber *who, int64_t list_id)
{
	if (!act_may(a, ACT_CONFIRM))
		return false;
	return subscription_refuse(a->core->db, who, list_id, &a->evidence);
}

void membership_close_questions(const struct act *a, const struct address *address)
{
	struct subscriber who;

	if (!act_may(a, ACT_LEAVE))
		return;
	wish_drop_to(a->core->db, address->spec);
	if (subscriber_find(a->core->db, address, &who))
		(void)subscription_refuse_all(a->core->db, &who,
		    &a->evidence); /* or none is open */
}

bool membership_join(const struct act *a, const struct subscriber *who, const struct list *list,
    struct slice shown)
{
	struct buf wording = BUF_INIT;
	struct subscription n;
	bool is_given;

	if (!act_may(a, ACT_SUBSCRIBE))
		return false;
	if (shown.n > 0)
		buf_slice(&wording, shown);
	else
		consent_mail_wording(a->core, list, &wording);
	(void)subscription_ask(a->core->db, who, list->id, buf_all(&wording), &a->evidence,
	    &n); /* or asked before */
	is_given = give(a, who, list, buf_all(&wording));
	buf_release(&wording);
	return is_given;
}

/* An undo is of its own leaving. What is left now by itself is out of those before; so is a list
 * that they surely name once more, of several that they would bring back. What only says the same
 * again, or may be another's word below a mail that was passed on, ends no undo. */
static void narrow_undo(const struct act *a, const struct subscriber *who, int64_t list_id)
{
	struct db *db = a->core->db;
	int64_t id = 0;
	bool is_left = false;

	while ((id = subscription_next_active(db, who->id, id)) != 0) {
		if (list_id != 0 && list_id != id)
			continue;
		wish_narrow(db, who->id, "undo", id, false);
		is_left = true;
	}
	if (!is_left && list_id != 0 &&
	    (a->evidence.proof == PROOF_VOUCHED || a->evidence.proof == PROOF_STAFF))
		wish_narrow(db, who->id, "undo", list_id, true);
}

int membership_leave(const struct act *a, const struct subscriber *who, int64_t list_id)
{
	int left;

	if (!act_may(a, ACT_LEAVE))
		return 0;
	narrow_undo(a, who, list_id);
	left = list_id == 0 ? subscription_leave_all(a->core->db, who, &a->evidence) :
	                      subscription_leave(a->core->db, who, list_id, &a->evidence);
	/* Of who has left all, nothing stays that is to come. */
	if (left > 0 || list_id == 0)
		invitation_leaver(a->core, list_id, who);
	return left;
}

bool membership_undo(const struct act *a, const struct subscriber *who, const struct list *list)
{
	if (!act_may(a, ACT_CONFIRM) ||
	    !subscription_undo(a->core->db, who, list->id, &a->evidence))
		return false;
	invitation_joiner(a->core, list, who);
	return true;
}
