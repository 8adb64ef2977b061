/* SPDX-License-Identifier: MIT
 * Moving and cancelling meetings, whoever asks: the meeting, its reminders, its answers and the
 * mail that waits, in one transaction. Who is told of it, and when, is invitation.h's. */
#ifndef CORE_MEETING_ACT_H
#define CORE_MEETING_ACT_H

#include "daemon/core/loop/core.h"
#include "subscribers/meeting.h"

/* Both run in a transaction. *c is all the meeting is to have from now on; `reason` is told to the
 * members below what changed. A change of the capacity alone is told to nobody; who gets a place by
 * it hears that. -1: *err says why not (over, cancelled, no change); what cannot be is refused by
 * the transaction. */
int meeting_act_move(struct core *core, const struct meeting *m, struct meeting_change *c,
    struct slice reason, struct err *err);
int meeting_act_cancel(struct core *core, const struct meeting *m, struct slice reason,
    struct err *err);

#endif
