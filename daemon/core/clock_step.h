/* SPDX-License-Identifier: MIT
 * A clock that is set. Forward, each row is due once, and nothing need be done but to know where it jumped. Set back,
 * it would leave a retry that is due in five minutes due in a year and five minutes; and what was written down in
 * that year stands in the future, where no limit and no retention expects it. So each look compares with the newest
 * time there was, also before a restart, and those who own the rows take theirs back (subscribers/clock_back.h).
 *
 * Two things look alike: a clock that was ahead and is right now, and one that was right and is behind now (a machine
 * that forgot the time while it was off). What was written down is only moved where the clock is known to have jumped
 * ahead before, or by less than a day: history that is moved into the past would be deleted as old.
 *
 * A clock that goes ahead by more than an hour at once, while the one that nobody can set does not (CLOCK_BOOTTIME),
 * is mostly wrong, for as long as it takes to be found out. Until it has stood so long it is not believed: nothing is
 * begun that only waited for its time (CLOCK_SETTLE_S), and nothing is deleted, given up or ended for its age
 * (CLOCK_DOUBT_S). The same day is given when a clock that was behind is set right: what came to be meanwhile looks
 * as much older than it is, and would be given up or deleted at once. What people write is answered meanwhile. Of a daemon that was off the same cannot be told: that it
 * was off for long is the likelier, so a start holds nothing back but what a step before it did (the unit
 * waits for time-sync.target). */
#ifndef CORE_CLOCK_STEP_H
#define CORE_CLOCK_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "../common/buf.h"

struct core;

/* The services that set clocks look every 2048 s at the latest, so by then another would have been set; and it is less
 * than the hour that a reminder may be late (meetings.max_late), so where it was right none is missed for this. */
#define CLOCK_SETTLE_S (40 * INT64_C(60))
/* What is deleted cannot be brought back, and nobody is harmed by a day more: by then somebody has seen doctor. */
#define CLOCK_DOUBT_S INT64_C(86400)

/* What is known of the clock; kept in the store now and then, and found there at a start. */
struct clock_seen {
	int64_t newest;		/* the latest time there was; 0: before the first look */
	int64_t jumped_from;	/* when it last went on by much at once (or dpupd was off); 0: never */
	int64_t behind_until;	/* it says less than what is stored: until it has passed this */
	int64_t returned_at;	/* what it said when it was right again after that; 0: long ago, or never */
	int64_t stepped_at;	/* what it said after it went ahead; 0: it is believed */
	int64_t stepped_by_s;	/* by how much in all; below 0: it is behind by so much, as far as is known */
	int64_t offset;		/* at the last look, of the clock that nobody sets */
};

/* Looks, and does what is to be done, in a transaction of its own. At the start, and at each turn. */
void clock_step_look(struct core *core, int64_t now);
/* Was it set since the last look? */
bool clock_step_has_moved(const struct core *core, int64_t now);
/* In a transaction: the newest time is written down. */
void clock_step_keep(struct core *core);
/* Is the time not to be believed yet: to begin what was due at a time, to delete by age? */
bool clock_step_is_unsettled(const struct core *core, int64_t now);
bool clock_step_is_doubted(const struct core *core, int64_t now);
/* When that ends next, of the one or the other; 0: neither is. */
int64_t clock_step_next_at(const struct core *core, int64_t now);
/* For doctor and status: a clock that is behind, or went ahead. */
void clock_step_check(struct core *core, struct buf *out);

#endif
