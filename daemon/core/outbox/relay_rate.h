/* SPDX-License-Identifier: MIT
 * How much went to each relay, and how much more may: counts of the last minute and day, kept in
 * the store with the leases they count, so that a restart or a crash forgets none. A message
 * counts when it is leased; one that comes back unsent and goes again counts twice, because the
 * relay may have seen both. */
#ifndef CORE_RELAY_RATE_H
#define CORE_RELAY_RATE_H

#include "daemon/common/buf.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"

struct relay_rate_limits {
	int64_t per_minute, per_day; /* 0: none */
};

/* In a transaction: `count` more. */
void relay_rate_add(struct db *db, const char *relay, int64_t count, int64_t now);
/* How many of `most` may go now: no span of 60 seconds or 24 hours ever holds more than its limit.
 */
int64_t relay_rate_room(struct db *db, const char *relay, const struct relay_rate_limits *limits,
    int64_t most, int64_t now);
/* When there is room for one: `now` where there is; what is leased meanwhile makes it later. */
int64_t relay_rate_free_at(struct db *db, const char *relay, const struct relay_rate_limits *limits,
    int64_t now);
/* What went in the last minute and day; they are counted in steps, so a little more than that. */
int64_t relay_rate_last_minute(struct db *db, const char *relay, int64_t now);
int64_t relay_rate_last_day(struct db *db, const char *relay, int64_t now);
/* In a transaction: counts that no limit looks at any more go. */
void relay_rate_forget(struct db *db, int64_t now);

/* The clock was set back (clock_back.h); in a transaction. What went in the last minute and day
 * counts on. */
void relay_rate_set_back(struct db *db, const struct clock_back *back);

#endif
