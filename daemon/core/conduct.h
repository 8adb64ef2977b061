/* SPDX-License-Identifier: MIT
 * Moving and cancelling meetings, whoever asks: the meeting, its reminders, its answers and the mail
 * that waits, in one transaction. Who is told of it, and when, is invite.h's. */
#ifndef CORE_CONDUCT_H
#define CORE_CONDUCT_H

#include "../../subscribers/meeting.h"
#include "core.h"

/* Both run in a transaction. *c is all the meeting is to have from now on; `reason` is told to the members
 * below what changed. A change of the capacity alone is told to nobody; who gets a place by it hears that.
 * -1: *err says why not (over, cancelled, no change); what cannot be is refused by the
 * transaction. */
int conduct_move(struct core *core, const struct meeting *m, struct meeting_change *c, struct slice reason,
    struct err *err);
int conduct_cancel(struct core *core, const struct meeting *m, struct slice reason, struct err *err);

#endif
