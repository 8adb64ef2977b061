/* SPDX-License-Identifier: MIT
 * Starting children; see spawn.h. posix_spawn and not fork: no address of ours is shared with
 * a process that will read foreign bytes. */
#include "spawn.h"

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

#include "log.h"
#include "xmalloc.h"

#ifndef DPUPD_LIBEXECDIR
#define DPUPD_LIBEXECDIR "/usr/libexec/dpupd"
#endif

/* Room for some dozens of frames each way: a turn of core's loop never waits for a child. */
#define SOCKET_BUFFER (1 << 21)

/* What a child may know of our environment. Not what libraries look for there (LD_PRELOAD, SSLKEYLOGFILE,
 * all_proxy ...), and not where the credentials are: core tells each the files it is to read. */
static const char *const passed_on[] = {
	"JOURNAL_STREAM",
#ifdef DPUPD_SANITIZED
	"ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS",
#endif
};

#define PASSED_ON (sizeof passed_on / sizeof passed_on[0])

static void make_environment(char *environment[PASSED_ON + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < PASSED_ON; i++) {
		const char *value = getenv(passed_on[i]);

		if (value != NULL)
			environment[n++] = xasprintf("%s=%s", passed_on[i], value);
	}
	environment[n] = NULL;
}

static int start(const char *path, const char *name, int child_end, pid_t *pid_r)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, defaults;
	char *argv[] = { xstrdup(name), xstrdup(log_level_text(log_level())), NULL };
	char *environment[PASSED_ON + 1];
	int rc;

	(void)posix_spawn_file_actions_init(&actions);	/* glibc's cannot fail */
	(void)posix_spawnattr_init(&attr);
	(void)posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	/* A dup onto itself clears close-on-exec, so 3 works even where child_end is 3 already. */
	(void)posix_spawn_file_actions_adddup2(&actions, child_end, SPAWN_CHANNEL_FD);
	(void)posix_spawn_file_actions_addclosefrom_np(&actions, SPAWN_CHANNEL_FD + 1);
	sigemptyset(&none);
	sigfillset(&defaults);
	(void)posix_spawnattr_setsigmask(&attr, &none);
	(void)posix_spawnattr_setsigdefault(&attr, &defaults);
	(void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
	make_environment(environment);
	rc = posix_spawn(pid_r, path, &actions, &attr, argv, environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)posix_spawnattr_destroy(&attr);
	for (size_t i = 0; environment[i] != NULL; i++)
		free(environment[i]);
	free(argv[0]);
	free(argv[1]);
	return rc;
}

int spawn_program(const char *path, const char *name, int is_nonblocking, pid_t *pid_r,
    int *sock_r, struct err *err)
{
	int pair[2], size = SOCKET_BUFFER, rc;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_set(err, ERR_TEMP, "no socket for %s: %m", name);
	for (int i = 0; i < 2; i++)	/* the kernel caps it at its own limit, which is fine too */
		(void)setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	if (is_nonblocking)
		(void)fcntl(pair[0], F_SETFL, O_NONBLOCK);	/* cannot fail on a socket of ours */
	rc = start(path, name, pair[1], pid_r);
	(void)close(pair[1]);
	if (rc != 0) {
		(void)close(pair[0]);
		return err_set(err, ERR_TEMP, "cannot start %s: %s", path, strerror(rc));
	}
	*sock_r = pair[0];
	return 0;
}

void spawn_child_setup(int argc, char **argv, const char *name)
{
	enum log_level level = LOG_LEVEL_INFO;
	struct stat st;

	if (argc != 2 || !log_level_parse(argv[1], &level) || fstat(SPAWN_CHANNEL_FD, &st) < 0 ||
	    !S_ISSOCK(st.st_mode)) {
		fprintf(stderr, "%s is started by dpupd, not by hand; see dpupd(8)\n", name);
		exit(EX_USAGE);
	}
	log_open(name, level);
	(void)signal(SIGPIPE, SIG_IGN);	/* cannot fail for this signal */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
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
