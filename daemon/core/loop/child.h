/* SPDX-License-Identifier: MIT
 * A program of ours that runs beside core: started, watched, started again with backoff when it
 * dies. What it may say is decided by who holds its socket; what it knew is lost with it, so its
 * owner settles on `died` whatever it had under way. */
#ifndef CORE_CHILD_H
#define CORE_CHILD_H

#include <stdbool.h>

#include "daemon/core/loop/core.h"
#include "daemon/core/loop/peer.h"

struct child;

struct child_events {
	void (*started)(void *context, struct child *child); /* send its first frame */
	void (*frame)(void *context, struct child *child, const struct wire *w, int fd);
	void (*died)(void *context, struct child *child, const char *how);
};

/* `program` ("dpupd-send") and `label` (for the log and status) are borrowed for ever. It is
 * started at the next turn of the loop. */
struct child *child_new(struct core *core, const char *program, const char *label,
    const struct child_events *events, void *context);
void child_free(struct child *child); /* kills it; `died` is not called */
bool child_is_running(const struct child *child);
void child_send(struct child *child, const struct buf *frame, int fd); /* takes fd */
size_t child_unread(const struct child *child); /* frames it has not read yet, at most */
/* Ends it at once (it broke a rule or a deadline): nothing more of it is heard or counts as
 * running; `died` follows. */
void child_kill(struct child *child, const char *why);
/* Ends it because its time has come, not because it did wrong; `died` follows, then a new one. */
void child_replace(struct child *child);
/* It did its work: the next death is restarted without delay. */
void child_is_well(struct child *child);
/* No restart any more: it is going to stop, or may be killed later. */
void child_retire(struct child *child);
pid_t child_pid(const struct child *child);
int child_restarts(const struct child *child);
const char *child_label(const struct child *child);

#endif
