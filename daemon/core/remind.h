/* SPDX-License-Identifier: MIT
 * Reminders. Each member gets one per meeting and offset, ever; the outbox's index is the last word
 * on that. */
#ifndef CORE_REMIND_H
#define CORE_REMIND_H

#include "../../subscribers/meeting.h"
#include "../../subscribers/reminder.h"
#include "core.h"

/* Fires one chunk of a reminder, or notes that it is too late, in the caller's transaction. */
void remind_fire(struct core *core, const struct reminder *r);

#endif
