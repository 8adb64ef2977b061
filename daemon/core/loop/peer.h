/* SPDX-License-Identifier: MIT
 * The other end of a socket: frames in, frames out, on the loop. Output that does not fit into the
 * socket waits in a bounded queue; a peer that lets it fill up, or sends what is malformed, is
 * ended. */
#ifndef CORE_PEER_H
#define CORE_PEER_H

#include <systemd/sd-event.h>

#include "daemon/common/buf.h"
#include "daemon/common/wire.h"

struct peer;

struct peer_events {
	/* One frame. `fd` is -1 or a descriptor that peer closes after the call: dup() to keep it.
	 * The peer may be ended inside. */
	void (*frame)(void *context, struct peer *peer, const struct wire *w, int fd);
	/* The peer is gone or was ended for what it sent; `reason` is for the log. It is freed
	 * after this call. Not called for peer_free(). */
	void (*closed)(void *context, struct peer *peer, const char *reason);
};

/* Takes the non-blocking socket. */
struct peer *peer_new(sd_event *event, int sock, const struct peer_events *events, void *context);
void peer_free(struct peer *peer); /* closes the socket; queued output is dropped */
/* Sends or queues; `fd` (or -1) is taken. */
void peer_send(struct peer *peer, const struct buf *frame, int fd);
int peer_socket(const struct peer *peer);
/* How many frames the other side has not read yet: this many at most. */
size_t peer_unread(const struct peer *peer);

#endif
