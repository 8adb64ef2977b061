/* SPDX-License-Identifier: MIT
 * The end of a pause, however it comes: by the person's word, by staff, or by itself on its day.
 * What happened to their meetings meanwhile they hear now, once: the pause ends in the transaction
 * that queues those mails, so a crash repeats nothing and loses nothing. */
#ifndef CORE_PAUSE_END_H
#define CORE_PAUSE_END_H

#include "daemon/core/loop/act.h"
#include "subscribers/subscriber.h"

/* In a transaction: they get our mail again, and of meetings what they missed. Also of no effect
 * where there was no pause. False where the evidence is not enough (act.h). */
bool pause_end_person(const struct act *a, const struct subscriber *who);
/* One pause that is over, in a transaction of its own. True where there may be more. */
bool pause_end_turn(struct core *core, int64_t now);
/* When the first after `now` ends; 0: none does. */
int64_t pause_end_next_at(struct core *core, int64_t now);

#endif
