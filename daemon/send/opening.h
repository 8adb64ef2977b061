/* SPDX-License-Identifier: MIT
 * A connection that is being opened, in a thread of its own: name, handshakes and login may take
 * minutes, and the other connections of this process go on meanwhile. The thread is all that
 * touches it until it is ended; nothing else of this program runs in threads. */
#ifndef SEND_OPENING_H
#define SEND_OPENING_H

#include "daemon/send/connection.h"

struct opening;

/* `relay` must outlive it. `now_s` is of any clock that runs evenly. Never NULL. */
struct opening *opening_start(const struct endpoint *relay, int64_t now_s);
/* Readable when opening_end() will not block. */
int opening_fd(const struct opening *o);
/* It is not wanted any more: it ends within about a second. */
void opening_cancel(struct opening *o);
/* Waits for the end, and frees it. NULL: *failure_r says why. */
struct connection *opening_end(struct opening *o, struct capabilities *caps_r,
    struct connection_failure *failure_r);

#endif
