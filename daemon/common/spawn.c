/* SPDX-License-Identifier: MIT
 * Starting children; see spawn.h. posix_spawn and not fork: no address of ours is shared with
 * a process that will read foreign bytes. */
#include "daemon/common/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"

#ifndef DPUPD_LIBEXECDIR
#define DPUPD_LIBEXECDIR "/usr/libexec/dpupd"
#endif

/* Room for some dozens of frames each way: a turn of core's loop never waits for a child. */
#define SOCKET_BUFFER (1 << 21)

/* What a child may know of our environment. Not what libraries look for there (LD_PRELOAD,
 * SSLKEYLOGFILE, all_proxy ...), and not where the credentials are: core tells each the files it is
 * to read. */
static const char *const passed_on[] = {
#ifdef DPUPD_SANITIZED
	"ASAN_OPTIONS",
	"LSAN_OPTIONS",
	"UBSAN_OPTIONS",
#endif
	NULL,
};

#define SPAWN_PIPED "piped" /* its argument where its log is passed on */

#define PASSED_ON (sizeof passed_on / sizeof passed_on[0])

static void make_environment(char *environment[PASSED_ON])
{
	size_t n = 0;

	for (size_t i = 0; passed_on[i] != NULL; i++) {
		const char *value = getenv(passed_on[i]);

		if (value != NULL)
			environment[n++] = xasprintf("%s=%s", passed_on[i], value);
	}
	environment[n] = NULL;
}

/* `log` is -1 where stderr is shared. */
static int start(const char *path, const char *name, int child_end, int log, pid_t *pid_r)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, defaults;
	char *argv[] = { xstrdup(name), xstrdup(log_level_text(log_level())),
		log < 0 ? NULL : xstrdup(SPAWN_PIPED), NULL };
	char *environment[PASSED_ON];
	int rc;

	(void)posix_spawn_file_actions_init(&actions); /* glibc's cannot fail */
	(void)posix_spawnattr_init(&attr);
	(void)posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	/* One stream of ours for all of them would be one that any of them can end (shutdown() on
	 * the journal's socket). */
	for (int fd = 1; log >= 0 && fd <= 2; fd++)
		(void)posix_spawn_file_actions_adddup2(&actions, log, fd);
	/* A dup onto itself clears close-on-exec, so 3 works even where child_end is 3 already. */
	(void)posix_spawn_file_actions_adddup2(&actions, child_end, SPAWN_CHANNEL_FD);
	(void)posix_spawn_file_actions_addclosefrom_np(&actions, SPAWN_CHANNEL_FD + 1);
	sigemptyset(&none);
	sigfillset(&defaults);
	(void)posix_spawnattr_setsigmask(&attr, &none);
	(void)posix_spawnattr_setsigdefault(&attr, &defaults);
	(void)posix_spawnattr_setflags(&attr,
	    POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
	make_environment(environment);
	rc = posix_spawn(pid_r, path, &actions, &attr, argv, environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)posix_spawnattr_destroy(&attr);
	for (size_t i = 0; environment[i] != NULL; i++)
		free(environment[i]);
	free(argv[0]);
	free(argv[1]);
	free(argv[2]);
	return rc;
}

/* `log` is the writing end of a pipe of its own, or -1. */
static int spawn(const char *path, const char *name, int log, struct spawned *s, struct err *err)
{
	int pair[2], size = SOCKET_BUFFER, rc;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_set(err, ERR_TEMP, "no socket for %s: %m", name);
	for (int i = 0; i < 2; i++) /* the kernel caps it at its own limit, which is fine too */
		(void)setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	if (log >= 0)
		(void)fcntl(pair[0], F_SETFL, O_NONBLOCK); /* cannot fail on a socket of ours */
	rc = start(path, name, pair[1], log, &s->pid);
	(void)close(pair[1]);
	if (rc != 0) {
		(void)close(pair[0]);
		return err_set(err, ERR_TEMP, "cannot start %s: %s", path, strerror(rc));
	}
	s->sock = pair[0];
	s->log = -1;
	return 0;
}

int spawn_helper(const char *path, const char *name, struct spawned *s, struct err *err)
{
	return spawn(path, name, -1, s, err);
}

int spawn_child(const char *path, const char *name, struct spawned *s, struct err *err)
{
	int log[2], rc;

	if (pipe2(log, O_CLOEXEC) < 0)
		return err_set(err, ERR_TEMP, "no pipe for %s: %m", name);
	rc = spawn(path, name, log[1], s, err);
	(void)close(log[1]); /* it has it, or there is none */
	if (rc < 0) {
		(void)close(log[0]);
		return -1;
	}
	(void)fcntl(log[0], F_SETFL,
	    O_NONBLOCK); /* of our end alone; cannot fail on a pipe of ours */
	s->log = log[0];
	return 0;
}

/* Memory that a child shares counts against the unit's limit and not against its own (RLIMIT_AS is
 * what it may map): where the kernel has to end somebody, it ends a child, which core starts again,
 * and not core. */
#define OOM_SCORE_ADJ "800" /* of 1000: as if it had that part of the memory more */

static void go_first(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	/* It may be higher already, and may not be lowered then; without /proc there is nobody to
	 * tell. */
	if (fd < 0 || write(fd, OOM_SCORE_ADJ, sizeof OOM_SCORE_ADJ - 1) < 0)
		log_warning("child.oom", "error=\"%m\"");
	if (fd >= 0)
		(void)close(fd);
}

void spawn_child_setup(int argc, char **argv, const char *name)
{
	enum log_level level = LOG_LEVEL_INFO;
	struct stat st;

	bool is_piped = argc == 3 && strcmp(argv[2], SPAWN_PIPED) == 0;

	if ((argc != 2 && !is_piped) || !log_level_parse(argv[1], &level) ||
	    fstat(SPAWN_CHANNEL_FD, &st) < 0 || !S_ISSOCK(st.st_mode)) {
		fprintf(stderr, "%s is started by dpupd, not by hand; see dpupd(8)\n", name);
		exit(EX_USAGE);
	}
	log_open(name, level);
	if (is_piped)
		log_to_parent();
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for this signal */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	go_first();
	(void)fcntl(SPAWN_CHANNEL_FD, F_SETFD, FD_CLOEXEC);
}

char *spawn_sibling(const char *name)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *path, *slash;

	if (n > 0) {
		self[n] = '\0';
		slash = strrchr(self, '/');
		if (slash != NULL) {
			path = xasprintf("%.*s/%s", (int)(slash - self), self, name);
			if (access(path, X_OK) == 0)
				return path;
			free(path);
		}
	}
	return xasprintf("%s/%s", DPUPD_LIBEXECDIR, name);
}
