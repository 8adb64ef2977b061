/* SPDX-License-Identifier: MIT
 * Offices that wait for staff. To lead is given by staff, to an address: no change of address
 * carries it along, because a change may be somebody else's doing, and none leaves it where it was,
 * because that mailbox may be another's by now. So it is held (convenor.h): nothing that names
 * people goes to the old address or to the new one, what either orders is read by a person
 * (convenor_change.h), the others who lead the same go on, and staff are told with the command that
 * hands it over. */
#ifndef CORE_VACANCY_H
#define CORE_VACANCY_H

#include "daemon/core/loop/act.h"
#include "subscribers/subscriber.h"

/* Each in a transaction. */

/* They have left the address `left`, and are at `now_at`. */
void vacancy_moved(const struct act *a, const struct subscriber *who, const struct address *left,
    const struct address *now_at);
/* An address of theirs is theirs no more. */
void vacancy_taken_away(const struct act *a, const struct subscriber *who,
    const struct address *gone);
/* Somebody comes after them, who said yes to their lists. */
void vacancy_followed(const struct act *a, const struct subscriber *who,
    const struct subscriber *heir);
/* The change is undone: they have back what they led at their address. */
void vacancy_returned(const struct act *a, const struct subscriber *who);
/* Before they are forgotten: what they lead is led by the others, or by nobody, and staff are told
 * that much. */
void vacancy_forgotten(const struct act *a, const struct subscriber *who);

/* Does what they led wait for staff? */
bool vacancy_waits(const struct core *core, const struct subscriber *who);

#endif
