/* SPDX-License-Identifier: MIT
 * The letters of meetings: reminders, and word that one is cancelled. Each member gets one per
 * meeting and offset, ever; the outbox's index is the last word on that. */
#ifndef CORE_REMIND_H
#define CORE_REMIND_H

#include "../../subscribers/meeting.h"
#include "../../subscribers/reminder.h"
#include "core.h"

/* Fires one reminder, or notes that it is too late, in the caller's transaction. */
void remind_fire(struct core *core, const struct reminder *r);
/* Tells every member that the meeting is cancelled. */
void remind_cancelled(struct core *core, const struct meeting *m, struct slice reason);

#endif
