/* SPDX-License-Identifier: MIT
 * Waiting a moment for company: a commit costs the disk and the CPU the same for one result as for
 * many, so results that are about to come are waited for, but never long. */
#ifndef CORE_GATHER_H
#define CORE_GATHER_H

#include <stdbool.h>
#include <stddef.h>

#include <systemd/sd-event.h>

struct gather {
	sd_event_source *timer;	/* NULL until it is first needed */
	bool is_waiting, is_over;
	void (*wake)(void *context);
	void *context;
};

/* `wake` is called when the wait is over. */
void gather_init(struct gather *g, void (*wake)(void *context), void *context);
void gather_release(struct gather *g);
/* True where `in` results are better left for now, because enough of the `coming` are under way. The
 * first time it starts the wait; after it, until gather_done(), it is always false. */
bool gather_waits(struct gather *g, sd_event *event, size_t in, size_t coming);
/* They were taken: the next ones may be waited for anew. */
void gather_done(struct gather *g);

#endif
