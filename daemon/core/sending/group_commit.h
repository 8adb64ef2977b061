/* SPDX-License-Identifier: MIT
 * Waiting a moment for company: a commit costs the disk and the CPU the same for one result as for
 * many, so results that are about to come are waited for, but never long. */
#ifndef CORE_GROUP_COMMIT_H
#define CORE_GROUP_COMMIT_H

#include <stdbool.h>
#include <stddef.h>

#include <systemd/sd-event.h>

struct group_commit {
	sd_event_source *timer; /* NULL until it is first needed */
	bool is_waiting, is_over;
	void (*wake)(void *context);
	void *context;
};

/* `wake` is called when the wait is over. */
void group_commit_init(struct group_commit *g, void (*wake)(void *context), void *context);
void group_commit_release(struct group_commit *g);
/* True where `in` results are better left for now, because enough of the `coming` are under way.
 * The first time it starts the wait; after it, until group_commit_done(), it is always false. */
bool group_commit_waits(struct group_commit *g, sd_event *event, size_t in, size_t coming);
/* They were taken: the next ones may be waited for anew. */
void group_commit_done(struct group_commit *g);

#endif
