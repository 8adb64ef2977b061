/* SPDX-License-Identifier: MIT
 * See person_join.h. Each kind of row is joined by its owner; what has none goes with the row of
 * who was there: its score, and how it was at an address before. The order that must not change:
 * lists that were left before the rows are joined, because afterwards nobody knows whose word it
 * was. */
#include "daemon/core/people/person_join.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/meetings/invitation.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/membership.h"
#include "daemon/core/people/person_details.h"
#include "subscribers/alias.h"
#include "subscribers/byline.h"
#include "subscribers/convenor.h"
#include "subscribers/digest.h"
#include "subscribers/former.h"
#include "subscribers/rsvp.h"
#include "subscribers/tip.h"
#include "subscribers/wish.h"
#include "subscribers/yearly.h"

bool person_join_finds(struct core *core, const struct subscriber *who,
    const struct address *address, struct subscriber *there)
{
	return subscriber_find(core->db, address, there) && there->id != who->id;
}

bool person_join_may(struct core *core, const struct subscriber *there,
    const struct address *address)
{
	return strcmp(there->address.key, address->key) == 0 &&
	    !person_details_is_moving(core, there->id);
}

void person_join_begin(const struct act *a, const struct subscriber *there)
{
	subscriber_give_way(a->core->db, there->id);
}

/* Their last word of a list is the one that they said here. */
static void leave(const struct act *by, const struct subscriber *there,
    const struct subscriber *who)
{
	struct act a = *by;
	int64_t list_id = 0;

	a.evidence.note = slice_of("left at this address while another was on record");
	while ((list_id = subscription_next_left_by(a.core->db, there->id, who->id, list_id)) != 0)
		(void)membership_leave(&a, who, list_id); /* they are on it */
}

void person_join_end(const struct act *a, const struct subscriber *there,
    const struct subscriber *who)
{
	static void (*const owners[])(struct db *, int64_t, int64_t) = {
		consent_join,
		subscription_join,
		rsvp_join,
		alias_join,
		former_join,
		tip_join,
		byline_join,
		wish_join,
		yearly_join,
		digest_join,
		convenors_join,
		inbound_join,
		outbox_join,
		subscriber_join,
	};

	leave(a, there, who);
	for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++)
		owners[i](a->core->db, there->id, who->id);
	subscriber_erase(a->core->db, there->id);
	invitation_fill_all(a->core, a->now);
	core_wake(a->core, WAKE_CLOCK); /* what went twice is taken out */
	log_info("person.joined", "id=%lld was=%lld", (long long)who->id, (long long)there->id);
}
