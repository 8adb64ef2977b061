/* SPDX-License-Identifier: MIT
 * Waiting for company; see group_commit.h. Owns one timer. It never makes anything later than
 * GATHER_US, whatever the others do, so it needs no promise of theirs. */
#include "daemon/core/sending/group_commit.h"

#include <string.h>

#include "daemon/common/log.h"

/* About what a commit takes on a disk of today: a wait that is longer would cost more than it
 * saves. */
#define GATHER_US 200
/* It is worth it while less than this many times those that are still to come are in: of 8, 6. With
 * 4 of 8 the rate is the same, and a message costs 12 us of CPU more. */
#define GATHER_SHARE 2
/* So many make a commit worth it, however many are still to come: what is accepted and not written
 * down is in doubt until then. */
#define GATHER_ENOUGH 6

void group_commit_init(struct group_commit *g, void (*wake)(void *context), void *context)
{
	memset(g, 0, sizeof *g);
	g->wake = wake;
	g->context = context;
}

void group_commit_release(struct group_commit *g)
{
	g->timer = sd_event_source_disable_unref(g->timer);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *context)
{
	struct group_commit *g = context;

	(void)source;
	(void)usec;
	g->is_over = true;
	g->wake(g->context);
	return 0;
}

bool group_commit_waits(struct group_commit *g, sd_event *event, size_t in, size_t coming)
{
	int rc = 0;

	if (in == 0 || g->is_over || in >= GATHER_ENOUGH || in >= GATHER_SHARE * coming)
		return false;
	if (g->is_waiting)
		return true;
	g->is_waiting = true;
	if (g->timer == NULL)
		rc = sd_event_add_time_relative(event, &g->timer, CLOCK_MONOTONIC, GATHER_US, 1,
		    on_timer, g);
	else
		rc = sd_event_source_set_time_relative(g->timer, GATHER_US);
	if (rc >= 0)
		rc = sd_event_source_set_enabled(g->timer, SD_EVENT_ONESHOT);
	if (rc < 0)
		bug("gather.timer", "code=%d", rc);
	return true;
}

void group_commit_done(struct group_commit *g)
{
	if (g->is_waiting)
		(void)sd_event_source_set_enabled(g->timer,
		    SD_EVENT_OFF); /* cannot fail: it is ours */
	g->is_waiting = g->is_over = false;
}
