/* SPDX-License-Identifier: MIT
 * Core's schedule with a clock of its own: a year passes in seconds. The schedule, the store and
 * the letters are the real ones; the event loop's clock and timer are these, and nothing is sent:
 * what is queued is handed to the caller, who says that it went. */
#ifndef TESTS_CLOCKWORK_H
#define TESTS_CLOCKWORK_H

#include "daemon/core/loop/core.h"
#include "daemon/time/recur.h"

struct clockwork {
	struct core core;
	char folder[64];
	/* Called after each turn of the schedule, as the senders have theirs between two; NULL:
	 * nobody. */
	void (*on_step)(struct clockwork *w, void *context);
};

/* A daemon of a folder of its own, at `now`. Ends the program where it cannot. */
void clockwork_start(struct clockwork *w, int64_t now);
/* What a crash and a start do: the store and the schedule are opened again, at `now`. */
void clockwork_restart(struct clockwork *w, int64_t now);
void clockwork_stop(struct clockwork *w);

/* Lets time pass until `until`; at each moment at which something happens, all of it happens, and
 * then `on_turn`. */
void clockwork_run(struct clockwork *w, int64_t until,
    void (*on_turn)(struct clockwork *w, void *context), void *context);
/* Somebody sets the clock: no time passes. */
void clockwork_set(int64_t now);
/* The same, and it is seen that no time has passed: a clock that nobody sets did not go on. */
void clockwork_step(int64_t by_s);
/* The timer rings that no clock can set. */
void clockwork_ring_guard(void);
int64_t clockwork_now(void);

/* A transaction around it, which must succeed. */
void clockwork_commit(struct clockwork *w);

/* A community, a member of it, a series of it. */
int64_t clockwork_community(struct clockwork *w, const char *slug, const char *region,
    const char *zone, const char *convenor);
void clockwork_member(struct clockwork *w, int64_t list_id, const char *address);
int64_t clockwork_series(struct clockwork *w, int64_t list_id, const char *start, const char *rule,
    enum recur_holidays holidays);

#endif
