/* SPDX-License-Identifier: MIT
 * Starts a program of ours with one end of a socketpair as its descriptor 3: that pair is all
 * it shares with its parent, and its role. */
#ifndef COMMON_SPAWN_H
#define COMMON_SPAWN_H

#include <sys/types.h>

#include "daemon/common/err.h"

#define SPAWN_CHANNEL_FD 3 /* where a child finds its end */

/* What is ours of a child: its channel (SOCK_SEQPACKET), and the pipe that is its stdout and
 * stderr; both close-on-exec and non-blocking. */
struct spawned {
	pid_t pid; /* it leads a session of this number */
	int sock;
	int log; /* -1: it shares our stderr, and its socket blocks */
};

/* Starts `path` (argv[0] is `name`, argv[1] the log level). stdin is /dev/null, nothing is
 * inherited and no environment given. What it logs is for us to pass on (log_to_parent()). */
int spawn_child(const char *path, const char *name, struct spawned *spawned_r, struct err *err);
/* The same for a program that waits for it and has no loop: the socket blocks, stderr is shared. */
int spawn_helper(const char *path, const char *name, struct spawned *spawned_r, struct err *err);

/* What every child does first: opens the log under `name` with the level of argv[1], ignores
 * SIGPIPE, asks to be killed when its parent dies, and makes sure descriptor 3 is a socket.
 * Exits with EX_USAGE and a plain sentence where it was started by hand. */
void spawn_child_setup(int argc, char **argv, const char *name);
/* The full path of a program of ours: beside the running one, else in /usr/libexec/dpupd.
 * The caller frees it. */
char *spawn_sibling(const char *name);

#endif
