/* SPDX-License-Identifier: MIT
 * One request to the daemon over its control socket, and the answer. */
#ifndef CTL_CLIENT_H
#define CTL_CLIENT_H

#include "../common/buf.h"
#include "../common/err.h"

enum client_result {
	CLIENT_OK,		/* *answer holds the JSON, as it came */
	CLIENT_REFUSED,		/* *answer holds the daemon's reason */
	CLIENT_UNREACHABLE,	/* *err says why, and what to do */
};

/* Connects, sends `frame` (and `fd`, or -1, beside it), waits for the answer, closes. An answer
 * that is not one of ours counts as unreachable: whatever listens there is not dpupd. */
enum client_result client_call(const char *socket_path, const struct buf *frame, int fd,
    struct buf *answer, struct err *err);

#endif
