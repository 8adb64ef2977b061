/* SPDX-License-Identifier: MIT
 * See convenor_change.h. What somebody leads stays theirs to decide about (convenor_order.c): here
 * it is about their mail. */
#include "daemon/core/convenors/convenor_change.h"

#include "daemon/core/outbox/outbox.h"
#include "daemon/core/talk/forward.h"
#include "subscribers/list.h"
#include "subscribers/subscription.h"

bool convenor_change_was_held(struct talk *t, int64_t list_id, int64_t meeting_id)
{
	struct led led = { .list_id = list_id, .meeting_id = meeting_id };

	if (!t->has_from ||
	    !convenors_is_claim(t->core->db, led, t->from.key, t->has_who ? t->who.id : 0))
		return false;
	t->held = "is_office_held";
	forward_to_human(t);
	t->outcome = "forwarded: who leads it waits for staff";
	return true;
}

bool convenor_change_asks_to_move(struct talk *t)
{
	if (t->has_who || !t->has_from || !convenors_leads(t->core->db, t->from.key) ||
	    (!talk_is_vouched(t) && talk_has_judge(t->core)))
		return false;
	t->held = "is_office_moving";
	forward_to_human(t);
	t->outcome = "wants to lead from another address";
	return true;
}

/* --- to have it no more --- */

/* Does the mail they answer come with an office? */
static bool is_copy(const struct talk *t)
{
	static const char *const kinds[] = { "attendance", "convened", "noted", "notes-check",
		"change-check", "tip", NULL };

	return t->mail.delivery_id != 0 && outbox_kind_is(t->mail.kind, kinds);
}

static bool is_community(struct db *db, int64_t list_id)
{
	struct list list;

	return list_get(db, list_id, &list) && list.kind == LIST_COMMUNITY;
}

static enum convenor_change_wish beside(const struct talk *t)
{
	return t->has_who && subscription_count(t->core->db, t->who.id) > 0 ?
	    CONVENOR_CHANGE_BESIDES :
	    CONVENOR_CHANGE_ALONE;
}

enum convenor_change_wish convenor_change_wish(const struct talk *t, int64_t list_id, bool has_name)
{
	struct db *db = t->core->db;
	bool is_answer = is_copy(t) && convenors_leads(db, t->mail.asked.key);

	if (has_name && list_id != 0 && !is_community(db, list_id))
		return CONVENOR_CHANGE_NONE;
	/* What would leave nothing yet says nothing of an office either: whoever it is is asked. */
	if (!is_answer &&
	    (!t->has_from || !convenors_leads(db, t->from.key) ||
	        talk_rule(t, ACT_LEAVE) != ACT_IS_DONE))
		return CONVENOR_CHANGE_NONE;
	return beside(t);
}

enum convenor_change_wish convenor_change_wish_confirmed(const struct talk *t)
{
	if (t->delivery_id == 0 || !convenors_leads(t->core->db, t->mail.asked.key) ||
	    (t->mail.list_id != 0 && !is_community(t->core->db, t->mail.list_id)))
		return CONVENOR_CHANGE_NONE;
	return beside(t);
}

void convenor_change_resign(struct talk *t, enum convenor_change_wish wish)
{
	const char *before = t->held;

	if (wish == CONVENOR_CHANGE_NONE)
		return;
	t->held = "is_leading";
	if (wish == CONVENOR_CHANGE_BESIDES) {
		forward_quietly(t);
		t->held = before;
		return;
	}
	forward_to_human(t);
	t->outcome = "wants to lead no more";
}
