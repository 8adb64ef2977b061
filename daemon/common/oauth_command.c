/* SPDX-License-Identifier: MIT
 * The process beside the box; see oauth_command.h. What it answers is one packet: a letter, and
 * what the command printed. The command's stderr goes nowhere: it may print what must not be
 * logged. */
#include "daemon/common/oauth_command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "daemon/common/str_put.h"

#define OUTPUT_MAX 16384
#define RUN_MS 60000
#define ANSWER_MS 65000 /* it answers by itself at RUN_MS */
#define HELPER_FD 3

enum answer { PRINTED = 'p', FAILED = 'f', SLOW = 's' };

/* All it finds in its environment. Ours is empty (spawn.h), and what a command needs beyond that it
 * says itself. */
static void make_environment(char path[128], char home[512])
{
	const struct passwd *pw = getpwuid(geteuid());

	str_put(path, 128, "PATH=/usr/local/bin:/usr/bin:/bin");
	str_put(home, 512, "HOME=%s", pw != NULL ? pw->pw_dir : "/");
}

static pid_t start(const char *command, int output)
{
	char path[128], home[512], *environment[] = { path, home, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	char sh[] = "sh", c[] = "-c", *copy = strdup(command);
	char *argv[] = { sh, c, copy, NULL };
	pid_t pid = -1;

	make_environment(path, home);
	(void)posix_spawn_file_actions_init(&actions); /* glibc's cannot fail */
	(void)posix_spawnattr_init(&attr);
	(void)posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	(void)posix_spawn_file_actions_adddup2(&actions, output, 1);
	(void)posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	(void)posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	/* A group of its own, so that what it started ends with it. */
	(void)posix_spawnattr_setpgroup(&attr, 0);
	(void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP);
	if (copy == NULL || posix_spawn(&pid, "/bin/sh", &actions, &attr, argv, environment) != 0)
		pid = -1;
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)posix_spawnattr_destroy(&attr);
	free(copy);
	return pid;
}

static int64_t now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail for this clock */
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* All it prints, until it closes its output. False: it took too long, or printed too much. */
static bool read_output(int fd, char *p, size_t size, size_t *n_r)
{
	int64_t end = now_ms() + RUN_MS;

	for (*n_r = 0; *n_r < size;) {
		struct pollfd poller = { .fd = fd, .events = POLLIN };
		int64_t left = end - now_ms();
		ssize_t n;

		if (left <= 0 || poll(&poller, 1, (int)left) == 0)
			return false;
		n = read(fd, p + *n_r, size - *n_r);
		if (n == 0)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
		*n_r += n > 0 ? (size_t)n : 0;
	}
	return false;
}

static enum answer run(const char *command, char *p, size_t size, size_t *n_r)
{
	int pair[2], status = 0;
	bool is_read;
	pid_t pid;

	*n_r = 0;
	if (pipe2(pair, O_CLOEXEC) < 0)
		return FAILED;
	pid = start(command, pair[1]);
	(void)close(pair[1]);
	is_read = pid > 0 && read_output(pair[0], p, size, n_r);
	(void)close(pair[0]);
	if (pid <= 0)
		return FAILED;
	if (!is_read)
		(void)kill(-pid, SIGKILL); /* not reaped yet, so the group is still its own */
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!is_read)
		return SLOW;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? PRINTED : FAILED;
}

static void serve(const char *command)
{
	static char answer[1 + OUTPUT_MAX];
	char ask;
	size_t n;

	while (recv(HELPER_FD, &ask, 1, 0) == 1) {
		answer[0] = (char)run(command, answer + 1, OUTPUT_MAX, &n);
		if (send(HELPER_FD, answer, 1 + (answer[0] == PRINTED ? n : 0), MSG_NOSIGNAL) < 0)
			break;
		explicit_bzero(answer, sizeof answer);
	}
	_exit(0);
}

int oauth_command_start(const char *command, struct err *err)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_set(err, ERR_TEMP, "no socket for the oauth2 command: %m");
	pid = fork();
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* Core's channel is not for this one: where the sender ends, core must see it. */
		(void)dup2(pair[1], HELPER_FD);
		(void)close_range(HELPER_FD + 1, ~0U, 0);
		serve(command);
	}
	(void)close(pair[1]);
	if (pid > 0)
		return pair[0];
	(void)close(pair[0]);
	return err_set(err, ERR_TEMP, "no process for the oauth2 command: %m");
}

int oauth_command_run(int sock, struct buf *out, struct err *err)
{
	struct pollfd p = { .fd = sock, .events = POLLIN };
	char answer[1 + OUTPUT_MAX];
	ssize_t n = -1;
	int rc = 0;

	if (send(sock, "r", 1, MSG_NOSIGNAL) == 1 && poll(&p, 1, ANSWER_MS) > 0)
		n = recv(sock, answer, sizeof answer, 0);
	if (n <= 0)
		rc = err_set(err, ERR_TEMP, "the process of the oauth2 command is gone or stuck");
	else if (answer[0] == SLOW)
		rc = err_set(err, ERR_TEMP,
		    "the oauth2 command takes longer than %d s, or prints too much", RUN_MS / 1000);
	else if (answer[0] != PRINTED)
		rc = err_set(err, ERR_PERM,
		    "the oauth2 command fails: run it by hand, as the user of dpupd");
	if (rc == 0) {
		buf_reserve(out, (size_t)n);
		buf_add(out, answer + 1, (size_t)n - 1);
	}
	explicit_bzero(answer, sizeof answer);
	return rc;
}
