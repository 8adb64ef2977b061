/* SPDX-License-Identifier: MIT
 * Supervision; see child.h. A child ends in two steps that may come in either order: its socket
 * closes and the process is reaped. The first of them tells the owner; both must be past before
 * it is started again. */
#include "daemon/core/loop/child.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/spawn.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/loop/child_log.h"

/* A crash loop costs a process start each time: the first restart is at once, then slower. */
#define BACKOFF_FIRST_MS 100
#define BACKOFF_MAX_MS 30000

struct child {
	struct core *core;
	const char *program, *label;
	const struct child_events *events;
	void *context;
	struct child_log *log;
	struct peer *peer;       /* NULL when its socket is closed */
	sd_event_source *reaper; /* NULL when it is reaped */
	sd_event_source *restart;
	pid_t pid;
	uint64_t backoff_ms;
	int restarts;
	bool is_told; /* `died` was called for this run */
	bool is_retired, is_replaced;
	bool is_killed; /* for what it did: nothing it said is heard any more */
	bool is_freed;  /* by its owner; what is left is to reap it */
};

static void start(struct child *c);

static void release(struct child *c)
{
	child_log_free(c->log);
	free(c);
}

static int on_restart(sd_event_source *source, uint64_t usec, void *context)
{
	struct child *c = context;

	(void)source;
	(void)usec;
	c->restart = sd_event_source_disable_unref(c->restart);
	start(c);
	return 0;
}

static void start_in(struct child *c, uint64_t ms)
{
	int rc;

	if (c->is_retired || c->restart != NULL)
		return;
	rc = sd_event_add_time_relative(c->core->event, &c->restart, CLOCK_BOOTTIME, ms * 1000,
	    1000, on_restart, c);
	if (rc < 0)
		bug("child.timer", "code=%d", rc);
}

static void later(struct child *c)
{
	start_in(c, c->backoff_ms);
	c->backoff_ms = c->backoff_ms == 0 ? BACKOFF_FIRST_MS : c->backoff_ms * 2;
	if (c->backoff_ms > BACKOFF_MAX_MS)
		c->backoff_ms = BACKOFF_MAX_MS;
	c->restarts++;
}

static void ended(struct child *c, const char *how)
{
	if (!c->is_told) {
		c->is_told = true;
		if (!c->is_retired && !c->is_replaced && !c->core->is_stopping)
			log_warning("child.died", "program=%s label=%s pid=%d how=\"%s\"",
			    c->program, c->label, (int)c->pid, how);
		c->events->died(c->context, c, how);
	}
	if (c->peer == NULL && c->reaper == NULL)
		later(c);
}

static int on_exit_of(sd_event_source *source, const siginfo_t *si, void *context)
{
	struct child *c = context;
	char how[64];

	(void)source;
	if (si->si_code == CLD_EXITED)
		str_put(how, sizeof how, "exit status %d", si->si_status);
	else
		str_put(how, sizeof how, "signal %d", si->si_status);
	/* What it started ends with it: it led a group, and is not reaped yet. */
	(void)kill(-c->pid, SIGKILL);
	own_processes_end(&c->core->kin, c->pid);
	c->reaper = sd_event_source_disable_unref(c->reaper);
	child_log_close(c->log); /* what it said before it died stands before that */
	if (c->is_freed) {
		release(c);
		return 0;
	}
	/* What it sent before it died is still in the socket: the peer's end tells, after that. */
	if (c->peer == NULL)
		ended(c, how);
	else
		log_debug("child.exit", "program=%s pid=%d how=\"%s\"", c->program, (int)c->pid,
		    how);
	return 0;
}

static void on_frame(void *context, struct peer *peer, const struct wire *w, int fd)
{
	struct child *c = context;

	(void)peer;
	/* What it sent behind the frame it is killed for may be in the socket still. */
	if (!c->is_killed)
		c->events->frame(c->context, c, w, fd);
}

static void on_closed(void *context, struct peer *peer, const char *reason)
{
	struct child *c = context;

	(void)peer;
	c->peer = NULL;
	if (c->reaper != NULL)
		(void)kill(c->pid, SIGKILL); /* not reaped yet, so the pid is still its own */
	ended(c, reason);
}

static void start(struct child *c)
{
	static const struct peer_events peer_events = { on_frame, on_closed };
	struct err err = ERR_INIT;
	char *path = spawn_sibling(c->program);
	struct spawned spawned;
	int rc;

	c->is_told = c->is_replaced = c->is_killed = false;
	if (spawn_child(path, c->program, &spawned, &err) < 0) {
		log_error("child.start", "program=%s reason=\"%s\"", c->program, err.text);
		free(path);
		later(c);
		return;
	}
	free(path);
	c->pid = spawned.pid;
	child_log_open(c->log, c->pid, spawned.log);
	own_processes_add(&c->core->kin, c->pid);
	rc = sd_event_add_child(c->core->event, &c->reaper, c->pid, WEXITED, on_exit_of, c);
	if (rc < 0)
		bug("child.reaper", "code=%d", rc);
	c->peer = peer_new(c->core->event, spawned.sock, &peer_events, c);
	log_debug("child.started", "program=%s label=%s pid=%d", c->program, c->label, (int)c->pid);
	c->events->started(c->context, c);
}

static void on_flooded(void *context)
{
	child_kill(context, "it writes into its log without end");
}

struct child *child_new(struct core *core, const char *program, const char *label,
    const struct child_events *events, void *context)
{
	struct child *c = xcalloc(1, sizeof *c);

	c->core = core;
	c->program = program;
	c->label = label;
	c->events = events;
	c->context = context;
	c->log = child_log_new(core->event, program, label, on_flooded, c);
	start_in(c, 0);
	return c;
}

void child_free(struct child *c)
{
	if (c == NULL)
		return;
	c->is_retired = true;
	c->restart = sd_event_source_disable_unref(c->restart);
	peer_free(c->peer);
	c->peer = NULL;
	if (c->reaper == NULL) {
		release(c);
		return;
	}
	c->is_freed = true;
	(void)kill(c->pid, SIGKILL); /* not reaped yet, so the pid is still its own */
}

bool child_is_running(const struct child *c)
{
	return c->peer != NULL && !c->is_killed;
}

void child_send(struct child *c, const struct buf *frame, int fd)
{
	if (c->peer != NULL)
		peer_send(c->peer, frame, fd);
	else if (fd >= 0)
		(void)close(fd);
}

size_t child_unread(const struct child *c)
{
	return c->peer != NULL ? peer_unread(c->peer) : 0;
}

void child_kill(struct child *c, const char *why)
{
	log_warning("child.killed", "program=%s label=%s pid=%d why=\"%s\"", c->program, c->label,
	    (int)c->pid, why);
	c->is_killed = true;
	if (c->reaper != NULL)
		(void)kill(c->pid, SIGKILL); /* not reaped yet, so the pid is still its own */
}

void child_replace(struct child *c)
{
	log_debug("child.replaced", "program=%s label=%s pid=%d", c->program, c->label,
	    (int)c->pid);
	c->is_replaced = true;
	c->backoff_ms = 0;
	/* Its socket goes first: nothing may be handed to a process that is being ended. */
	peer_free(c->peer);
	c->peer = NULL;
	if (c->reaper != NULL)
		(void)kill(c->pid, SIGKILL); /* not reaped yet, so the pid is still its own */
}

void child_is_well(struct child *c)
{
	c->backoff_ms = 0;
}

void child_retire(struct child *c)
{
	c->is_retired = true;
	c->restart = sd_event_source_disable_unref(c->restart);
}

pid_t child_pid(const struct child *c)
{
	return c->peer != NULL ? c->pid : 0;
}

int child_restarts(const struct child *c)
{
	return c->restarts;
}

const char *child_label(const struct child *c)
{
	return c->label;
}
