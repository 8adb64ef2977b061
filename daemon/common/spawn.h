/* SPDX-License-Identifier: MIT
 * Starts a program of ours with one end of a socketpair as its descriptor 3: that pair is all
 * it shares with its parent, and its role. */
#ifndef COMMON_SPAWN_H
#define COMMON_SPAWN_H

#include <sys/types.h>

#include "err.h"

#define SPAWN_CHANNEL_FD 3	/* where a child finds its end */

/* Starts `path` (argv[0] is `name`, argv[1] the log level). stdin is /dev/null, stderr is
 * shared, nothing else is inherited. *sock_r is our end: SOCK_SEQPACKET, close-on-exec,
 * non-blocking where `is_nonblocking`. It leads a session, whose number is *pid_r. Of the environment it is given
 * JOURNAL_STREAM, which says how its log is to look, and nothing else. */
int spawn_program(const char *path, const char *name, int is_nonblocking, pid_t *pid_r,
    int *sock_r, struct err *err);

/* What every child does first: opens the log under `name` with the level of argv[1], ignores
 * SIGPIPE, asks to be killed when its parent dies, and makes sure descriptor 3 is a socket.
 * Exits with EX_USAGE and a plain sentence where it was started by hand. */
void spawn_child_setup(int argc, char **argv, const char *name);
/* The full path of a program of ours: beside the running one, else in /usr/libexec/dpupd.
 * The caller frees it. */
char *spawn_sibling(const char *name);

#endif
