/* SPDX-License-Identifier: MIT
 * Two people who were one for a while. A change of address that is undone gives the old address
 * back what it had; what the new one did meanwhile was not the old one's doing, and is not shown to
 * it: what the new one agreed to by itself stays with it as a person of its own, with what it told,
 * answered and shared there; the rest is nobody's. */
#ifndef CORE_PERSON_SPLIT_H
#define CORE_PERSON_SPLIT_H

#include <jansson.h>

#include "daemon/core/loop/act.h"
#include "subscribers/subscriber.h"

/* In a transaction in which they came to another address: `who` as they were at the one before. */
void person_split_keep(const struct act *a, const struct subscriber *who);
/* In a transaction, after `who` is at their own address again; `was`: the same person as at the
 * other one. Returns the names of the lists that the other address keeps (a JSON array, the
 * caller's, empty where it keeps nothing), and who it is then (id 0: nobody). Where nothing is
 * known of the time before, nothing is done. */
json_t *person_split_undo(const struct act *a, const struct subscriber *who,
    const struct subscriber *was, struct subscriber *other_r);

#endif
