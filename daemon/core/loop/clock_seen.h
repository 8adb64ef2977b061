/* SPDX-License-Identifier: MIT
 * What was seen of the clock, and whether it is to be believed (clock_step.h looks).
 *
 * A clock that goes ahead by more than an hour at once, while the one that nobody can set does not
 * (CLOCK_BOOTTIME), is mostly wrong, for as long as it takes to be found out. Until it has stood so
 * long it is not believed: nothing is begun that only waited for its time (CLOCK_SETTLE_S), and
 * nothing is deleted, given up or ended for its age (CLOCK_DOUBT_S). The same day is given when a
 * clock that was behind is set right: what came to be meanwhile looks as much older than it is, and
 * would be given up or deleted at once. What people write is answered meanwhile. Of a daemon that
 * was off the same cannot be told: that it was off for long is the likelier, so a start holds
 * nothing back but what a step before it did (the unit waits for time-sync.target). */
#ifndef CORE_CLOCK_SEEN_H
#define CORE_CLOCK_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"

struct core;

/* Clocks are corrected by seconds all the time; what is due a minute late is not late. */
#define CLOCK_TOLERANCE_S 120
/* The services that set clocks look every 2048 s at the latest, so by then another would have been
 * set; and it is less than the hour that a reminder may be late (meetings.max_late), so where it
 * was right none is missed for this. */
#define CLOCK_SETTLE_S (40 * INT64_C(60))
/* What is deleted cannot be brought back, and nobody is harmed by a day more: by then somebody has
 * seen doctor. */
#define CLOCK_DOUBT_S INT64_C(86400)

/* What is known of the clock; kept in the store now and then, and found there at a start. */
struct clock_seen {
	int64_t newest;      /* the latest time there was; 0: before the first look */
	int64_t jumped_from; /* when it last went on by much at once (or dpupd was off); 0: never */
	int64_t behind_until; /* it says less than what is stored: until it has passed this */
	int64_t returned_at;  /* what it said when it was right again after that; 0: long ago, or
	                         never */
	int64_t stepped_at;   /* what it said after it went ahead; 0: it is believed */
	int64_t stepped_by_s; /* by how much in all; below 0: it is behind by so much, as far as is
	                         known */
	int64_t offset;       /* at the last look, of the clock that nobody sets */
};

/* Of the clock from the one that nobody sets, which goes on while the machine sleeps. */
int64_t clock_seen_offset(const struct core *core, int64_t now);
/* Was it set since the last look? */
bool clock_seen_has_moved(const struct core *core, int64_t now);
/* Is the time not to be believed yet: to begin what was due at a time, to delete by age? */
bool clock_seen_is_unsettled(const struct core *core, int64_t now);
bool clock_seen_is_doubted(const struct core *core, int64_t now);
/* When that ends next, of the one or the other; 0: neither is. */
int64_t clock_seen_next_at(const struct core *core, int64_t now);
/* For doctor and status: a clock that is behind, or went ahead. */
void clock_seen_check(struct core *core, struct buf *out);

#endif
