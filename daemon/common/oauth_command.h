/* SPDX-License-Identifier: MIT
 * Runs the operator's command for a token. The command needs what the box forbids (to start
 * programs, to read files), so a small process of our own is left outside: it reads nothing but
 * one byte, "run it again", and answers with what the command printed. */
#ifndef COMMON_OAUTH_COMMAND_H
#define COMMON_OAUTH_COMMAND_H

#include "daemon/common/buf.h"
#include "daemon/common/err.h"

/* Starts that process; its socket, or -1. Before the box is closed and any thread is started. It
 * ends when the socket is closed. */
int oauth_command_start(const char *command, struct err *err);
/* Runs the command, /bin/sh -c, and appends what it printed. -1: it failed (PERM), or took longer
 * than a minute (TEMP). */
int oauth_command_run(int sock, struct buf *out, struct err *err);

#endif
