/* SPDX-License-Identifier: MIT
 * The clock's work: announcements that are due, their expansion in chunks, reminders, what lapses.
 * One timer, set to the next moment something is due. */
#ifndef CORE_SCHEDULE_H
#define CORE_SCHEDULE_H

#include "daemon/core/loop/core.h"

struct schedule *schedule_new(struct core *core);
void schedule_free(struct schedule *s);
/* The end of a turn of the loop, where it was woken (WAKE_CLOCK, WAKE_HOUSE). */
void schedule_turn(struct schedule *s);

#endif
