/* SPDX-License-Identifier: MIT
 * One request to the daemon over its control socket, and the answer. */
#ifndef CTL_CLIENT_H
#define CTL_CLIENT_H

#include <jansson.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"

enum client_result {
	CLIENT_OK,          /* *answer holds the JSON, as it came */
	CLIENT_REFUSED,     /* *answer holds the daemon's reason */
	CLIENT_UNREACHABLE, /* *err says why, and what to do */
};

/* Connects, sends `frame` (and `fd`, or -1, beside it), waits for the answer, closes. An answer
 * that is not one of ours counts as unreachable: whatever listens there is not dpupd. */
enum client_result client_call(const char *socket_path, const struct buf *frame, int fd,
    struct buf *answer, struct err *err);
/* One frame and its answer as JSON ({} where it is empty); NULL where there is none, with *status
 * what dpupctl then exits with, after saying why. The caller owns it. */
json_t *client_ask(const char *socket_path, const struct buf *frame, int *status);

#endif
