/* SPDX-License-Identifier: MIT
 * See person_details.h. The rows are subscriber.c's and alias.c's; what follows from a change
 * stands here and nowhere else. */
#include "daemon/core/people/person_details.h"

#include "daemon/core/meetings/vacancy.h"
#include "subscribers/alias.h"
#include "subscribers/digest.h"
#include "subscribers/suppression.h"
#include "subscribers/wish.h"

bool person_details_set(const struct act *a, const struct subscriber *who,
    enum subscriber_field field, struct slice value)
{
	if (!act_may(a, ACT_CHANGE))
		return false;
	subscriber_set(a->core->db, who->id, field, value);
	return true;
}

/* What waits follows the new rhythm; each list has its own clock, but people live by one. */
bool person_details_set_rhythm(const struct act *a, const struct subscriber *who,
    struct slice rhythm)
{
	const char *zone = a->core->conf.templates.timezone;
	struct digest_pair all = { who->id, 0 };

	if (!person_details_set(a, who, SUBSCRIBER_RHYTHM, rhythm))
		return false;
	digest_set_due(a->core->db, all, digest_due_at(rhythm, zone, a->now));
	core_wake(a->core, WAKE_CLOCK);
	return true;
}

bool person_details_pause(const struct act *a, const struct subscriber *who, int64_t until)
{
	if (!act_may(a, ACT_CHANGE))
		return false;
	subscriber_pause(a->core->db, who->id, until);
	return true;
}

bool person_details_move(const struct act *a, struct subscriber *who, const struct address *to)
{
	struct core *core = a->core;
	struct address left = who->address;
	struct subscriber other;

	if (!act_may(a, ACT_ADDRESS))
		return false;
	/* Who only ever wrote from there is held for nothing. */
	if (subscriber_find(core->db, to, &other) && other.id != who->id)
		(void)subscriber_remove_unused(core->db, other.id);
	if (!subscriber_move(core->db, &core->key, who->id, to, a->now) ||
	    !subscriber_get(core->db, who->id, who))
		return false;
	wish_drop(core->db, who->id, "change address",
	    0); /* what was asked before it is not wanted any more */
	(void)alias_remove(core->db, who->id, to->key); /* it may have been a further one */
	/* Who says yes there takes back what stood against that address. */
	(void)suppression_remove(core->db, who->hash, a->now);
	vacancy_moved(a, who, &left, &who->address);
	return true;
}

bool person_details_add_address(const struct act *a, const struct subscriber *who,
    const struct address *other)
{
	return act_may(a, ACT_ADDRESS) &&
	    alias_add(a->core->db, &a->core->key, who->id, other, a->now);
}

bool person_details_remove_address(const struct act *a, const struct subscriber *who,
    const char *address_key)
{
	struct alias gone;

	if (!act_may(a, ACT_ADDRESS) || !alias_find(a->core->db, who->id, address_key, &gone) ||
	    !alias_give_up(a->core->db, who->id, address_key, a->now))
		return false;
	vacancy_taken_away(a, who, &gone.address);
	return true;
}

bool person_details_is_moving(struct core *core, int64_t subscriber_id)
{
	return wish_has(core->db, subscriber_id, WISH_UNDO_MOVE,
	    core_now(core) - core->conf.privacy.unconfirmed_days * INT64_C(86400));
}
