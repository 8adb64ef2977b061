/* SPDX-License-Identifier: MIT
 * What people have changed about themselves: their details, a pause, their addresses; whichever
 * door it came through. Each runs in a transaction, asks whether the evidence is enough (act.h),
 * and answers nobody: that is the door's. False where it is not enough. The end of a pause is in
 * pause_end.h. */
#ifndef CORE_PERSON_DETAILS_H
#define CORE_PERSON_DETAILS_H

#include "daemon/core/loop/act.h"
#include "subscribers/subscriber.h"

bool person_details_set(const struct act *a, const struct subscriber *who,
    enum subscriber_field field, struct slice value);
/* "each", "daily", "weekly"; what waits for them follows. */
bool person_details_set_rhythm(const struct act *a, const struct subscriber *who,
    struct slice rhythm);
bool person_details_pause(const struct act *a, const struct subscriber *who, int64_t until);
/* They are at `to` from now on; *who is read again. Also false where both are registered. */
bool person_details_move(const struct act *a, struct subscriber *who, const struct address *to);
/* Also false where somebody has it, or they have too many. */
bool person_details_add_address(const struct act *a, const struct subscriber *who,
    const struct address *other);
/* Also false where it is none of theirs. */
bool person_details_remove_address(const struct act *a, const struct subscriber *who,
    const char *address_key);
/* Did their address change so lately that it can be undone? What is told to them then may be told
 * to somebody else. */
bool person_details_is_moving(struct core *core, int64_t subscriber_id);

#endif
