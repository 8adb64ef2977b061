/* SPDX-License-Identifier: MIT
 * The clock's work: announcements that are due, their expansion in chunks, reminders, what lapses.
 * One timer, set to the next moment something is due. */
#ifndef CORE_SCHEDULE_H
#define CORE_SCHEDULE_H

#include "core.h"

struct schedule *schedule_new(struct core *core);
void schedule_free(struct schedule *s);
/* Is there something to be done now, as far as is known? */
bool schedule_is_woken(const struct schedule *s);
void schedule_wake(struct schedule *s);
void schedule_turn(struct schedule *s);

/* What is done now and then (retention, reminders of questions, the yearly mail) is done in the next turns. */
void schedule_keep_house(struct schedule *schedule);

#endif
