/* SPDX-License-Identifier: MIT
 * A clock that is set. Forward, each row is due once, and nothing need be done but to know where it
 * jumped. Set back, it would leave a retry that is due in five minutes due in a year and five
 * minutes; and what was written down in that year stands in the future, where no limit and no
 * retention expects it. So each look compares with the newest time there was, also before a
 * restart, and those who own the rows take theirs back (subscribers/clock_back.h).
 *
 * Two things look alike: a clock that was ahead and is right now, and one that was right and is
 * behind now (a machine that forgot the time while it was off). What was written down is only moved
 * where the clock is known to have jumped ahead before, or by less than a day: history that is
 * moved into the past would be deleted as old.
 */
#ifndef CORE_CLOCK_STEP_H
#define CORE_CLOCK_STEP_H

#include <stdint.h>

struct core;

/* Looks, and does what is to be done, in a transaction of its own. At the start, and at each turn.
 */
void clock_step_look(struct core *core, int64_t now);
/* In a transaction: the newest time is written down. */
void clock_step_keep(struct core *core);

#endif
