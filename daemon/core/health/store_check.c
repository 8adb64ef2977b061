/* SPDX-License-Identifier: MIT
 * See store_check.h. The result is the exit status, so nothing but a path goes one way and a number
 * the other. It is the same program again, not a fork: SQLite's locks do not bear one. */
#include "daemon/core/health/store_check.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "daemon/common/log.h"
#include "daemon/common/spawn.h"
#include "daemon/common/xmalloc.h"
#include "subscribers/db.h"

#define NICE 10 /* who sends and who asks goes first */

struct store_check {
	void (*done)(void *context, enum store_check_result result);
	void *context;
	sd_event_source *reaper; /* NULL when it is reaped */
	pid_t pid;
};

int store_check_main(const char *path)
{
	struct err err = ERR_INIT;
	bool is_sound = false;

	(void)setpriority(PRIO_PROCESS, 0, NICE); /* it works without, too */
	if (db_sync_file(path, &err) < 0 || db_check_file(path, &is_sound, &err) < 0) {
		log_error("checkup.read", "reason=\"%s\"", err.text);
		return STORE_CHECK_FAILED;
	}
	return is_sound ? STORE_CHECK_SOUND : STORE_CHECK_DAMAGED;
}

static int on_exit_of(sd_event_source *source, const siginfo_t *si, void *context)
{
	struct store_check *c = context;

	(void)source;
	c->reaper = sd_event_source_disable_unref(c->reaper);
	c->done(c->context,
	    si->si_code == CLD_EXITED && si->si_status <= STORE_CHECK_DAMAGED ?
	        (enum store_check_result)si->si_status :
	        STORE_CHECK_FAILED);
	return 0;
}

/* The loop blocks signals that end others. */
static int spawn_it(const char *path, pid_t *pid)
{
	char *self = spawn_sibling("dpupd");
	char *argv[] = { (char *)"dpupd", (char *)"-k", (char *)path, NULL };
	posix_spawnattr_t attr;
	sigset_t none;
	int rc = posix_spawnattr_init(&attr);

	sigemptyset(&none);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(&attr, &none);
	if (rc == 0)
		rc = posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	if (rc == 0)
		rc = posix_spawn(pid, self, NULL, &attr, argv, environ);
	(void)posix_spawnattr_destroy(&attr); /* it holds nothing */
	free(self);
	return rc;
}

struct store_check *store_check_new(struct core *core, const char *path,
    void (*done)(void *context, enum store_check_result result), void *context, struct err *err)
{
	struct store_check *c = xcalloc(1, sizeof *c);
	int rc = spawn_it(path, &c->pid);

	c->done = done;
	c->context = context;
	if (rc != 0) {
		(void)err_set(err, ERR_TEMP, "cannot start a process that checks %s: %s", path,
		    strerror(rc));
		free(c);
		return NULL;
	}
	rc = sd_event_add_child(core->event, &c->reaper, c->pid, WEXITED, on_exit_of, c);
	if (rc < 0)
		bug("checkup.reaper", "code=%d", rc);
	return c;
}

void store_check_free(struct store_check *c)
{
	if (c == NULL)
		return;
	if (c->reaper != NULL) {
		(void)kill(c->pid, SIGKILL);    /* not reaped yet, so the pid is still its own */
		(void)waitpid(c->pid, NULL, 0); /* ours, and dead */
		c->reaper = sd_event_source_disable_unref(c->reaper);
	}
	free(c);
}
