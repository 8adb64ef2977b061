/* SPDX-License-Identifier: MIT
 * A clock that was set back, for those who own rows with times in them: each NOUN_set_back() takes
 * back its own, in a transaction. What is waited for (a retry, a rest) lies as far from now as it
 * lay from then; what somebody set by the calendar (a meeting, a pause until a day) stays. */
#ifndef SUBSCRIBERS_CLOCK_BACK_H
#define SUBSCRIBERS_CLOCK_BACK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_BACK_DAY_S INT64_C(86400)

struct clock_back {
	int64_t now;  /* what it says since */
	int64_t by_s; /* how far it was set back */
	/* The clock was ahead, so what it wrote down as later than now is that much too late. Where
	 * not, it may be behind now, and what was written down is right. */
	bool was_ahead;
};

/* Of what waits for an hour of the day: the hour stays. */
static inline int64_t clock_back_days_s(const struct clock_back *c)
{
	return c->by_s / CLOCK_BACK_DAY_S * CLOCK_BACK_DAY_S;
}

#endif
