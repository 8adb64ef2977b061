/* SPDX-License-Identifier: MIT
 * When an announcement that is being sent will be done, reckoned from what went in the last
 * minutes, what the relays may take, and what is to be tried again. A forecast for people who wait;
 * nothing hangs on it. */
#ifndef CORE_FORECAST_H
#define CORE_FORECAST_H

#include "daemon/common/slice.h"
#include "daemon/core/loop/core.h"

struct announcement;

struct forecast_facts {
	int64_t left;            /* deliveries that can go now */
	int64_t later, later_at; /* those that are tried again, or wait in a line, and when the last
	                            of them is */
	int64_t done, span_s;    /* what was settled lately, in how long */
	int64_t per_minute;      /* of all relays together; 0: one of them has no limit */
	int64_t per_day, day_room; /* likewise, and what is left of it now */
	struct slice relays_wait;  /* why no relay takes mail now; empty where one does */
	int64_t now;
};

/* Seconds until the last of them; -1: nobody can tell yet. Pure. */
int64_t forecast_left_s(const struct forecast_facts *f);
/* Appends ,"later":n,"left_s":n|null,"waits":"why nothing goes now"|null to the object of one whose
 * `open` deliveries are not settled. */
void forecast_json(struct core *core, const struct announcement *a, int64_t open,
    struct slice relays_wait, int64_t now, struct buf *out);
/* Appends an array: each announcement that is being sent now, how far it is, and what is left. */
void forecast_json_all(struct core *core, struct slice relays_wait, int64_t now, struct buf *out);

#endif
