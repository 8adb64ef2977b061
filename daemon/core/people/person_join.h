/* SPDX-License-Identifier: MIT
 * One person who had become two. Who takes back a change of address may find somebody at the old
 * one: they signed up there again meanwhile, staff named it, or somebody asked for it in its name.
 * It is the same mailbox, so it is the same person: what the one there did stays, as theirs. */
#ifndef CORE_PERSON_JOIN_H
#define CORE_PERSON_JOIN_H

#include "daemon/core/loop/act.h"
#include "subscribers/subscriber.h"

/* Is somebody else at this address, who is to be one with `who` when they come back to it? */
bool person_join_finds(struct core *core, const struct subscriber *who,
    const struct address *address, struct subscriber *there_r);
/* May they be one? Not where it is a further address of somebody's, or where who is there came from
 * elsewhere and can be called back to it, with all that would be theirs then. */
bool person_join_may(struct core *core, const struct subscriber *there,
    const struct address *address);
/* In a transaction, before the address is given back: who is there is found by nothing any more.
 */
void person_join_begin(const struct act *a, const struct subscriber *there);
/* In the same, when `who` is as they were: one person. A list that was left there since is left. */
void person_join_end(const struct act *a, const struct subscriber *there,
    const struct subscriber *who);

#endif
