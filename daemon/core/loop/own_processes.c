/* SPDX-License-Identifier: MIT
 * Processes of our own making; see own_processes.h. Two signs, because each can be lost: a process
 * knows its parent until that dies, and its session until it makes another. What is in a box can do
 * neither (filter.c), and can make no process either; this is for what a child runs outside of its
 * box.
 *
 * The number of a session is not given to another process as long as one is left in it, so the
 * number of a child that is gone is good to know what it left behind. */
#include "daemon/core/loop/own_processes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"

#define ANCESTORS_MAX 64 /* a shell in a shell in a terminal ... */

void own_processes_release(struct own_processes *k)
{
	free(k->living);
	memset(k, 0, sizeof *k);
}

void own_processes_add(struct own_processes *k, pid_t pid)
{
	if (k->count == k->capacity) {
		k->capacity = k->capacity == 0 ? 16 : k->capacity * 2;
		k->living = xreallocarray(k->living, k->capacity, sizeof *k->living);
	}
	k->living[k->count++] = pid;
	/* Its number was free, so whoever led a session of that number left nothing. */
	for (size_t i = 0; i < OWN_PROCESSES_ENDED_MAX; i++) {
		if (k->ended[i] == pid)
			k->ended[i] = 0;
	}
}

void own_processes_end(struct own_processes *k, pid_t pid)
{
	for (size_t i = 0; i < k->count; i++) {
		if (k->living[i] != pid)
			continue;
		k->living[i] = k->living[--k->count];
		k->ended[k->ended_at++ % OWN_PROCESSES_ENDED_MAX] = pid;
		return;
	}
}

static bool is_living(const struct own_processes *k, pid_t pid)
{
	for (size_t i = 0; i < k->count; i++) {
		if (k->living[i] == pid)
			return true;
	}
	return false;
}

/* Where its leader lives, it is another's, who was given the number after all of ours had left it.
 */
static bool is_left_behind(const struct own_processes *k, pid_t session)
{
	for (size_t i = 0; i < OWN_PROCESSES_ENDED_MAX; i++) {
		if (k->ended[i] == session)
			return session != 0 && kill(session, 0) < 0 && errno == ESRCH;
	}
	return false;
}

/* 0 where it cannot be seen. */
static pid_t parent_of(pid_t pid)
{
	char path[64], text[512];
	const char *end;
	int fd, parent = 0;
	ssize_t n;

	str_put(path, sizeof path, "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof text - 1);
	(void)close(fd); /* was only read */
	text[n < 0 ? 0 : n] = '\0';
	/* "pid (name) state parent ...", and a name may hold anything, brackets, too. */
	end = strrchr(text, ')');
	return end != NULL && sscanf(end, ") %*c %d", &parent) == 1 ? parent : 0;
}

static bool is_descendant(const struct own_processes *k, pid_t pid)
{
	pid_t self = getpid();

	/* The first process of a container is everybody's parent in the end. */
	if (self == 1)
		self = -1;
	for (int i = 0; pid > 1 && i < ANCESTORS_MAX; i++) {
		if (is_living(k, pid))
			return true;
		pid = parent_of(pid);
		if (pid == self)
			return true;
	}
	return false;
}

const char *own_processes_why(const struct own_processes *k, pid_t pid)
{
	pid_t session;

	if (pid <= 0)
		return NULL;
	session = getsid(pid);
	if (session < 0)
		return "the process that connected is gone";
	if (is_living(k, session) || is_descendant(k, pid))
		return "it is a program of dpupd's own, or was started by one";
	if (is_left_behind(k, session))
		return "it was left behind by a program of dpupd's own";
	return NULL;
}
