/* SPDX-License-Identifier: MIT
 * One frame over a SOCK_SEQPACKET socket, with at most one descriptor beside it. The socket
 * keeps frames whole, so there is no reassembly; what it truncates was too long and is
 * malformed. */
#ifndef COMMON_CHANNEL_H
#define COMMON_CHANNEL_H

#include "daemon/common/buf.h"
#include "daemon/common/err.h"

enum channel_result {
	CHANNEL_OK,
	CHANNEL_AGAIN,  /* a non-blocking socket has nothing, or no room */
	CHANNEL_CLOSED, /* the peer is gone */
	CHANNEL_BAD,    /* the peer sent what no peer of ours sends; *err says what */
};

/* Sends one frame; `fd` (or -1) goes beside it and stays the caller's. */
enum channel_result channel_send(int sock, const struct buf *frame, int fd, struct err *err);
/* Receives one frame into `frame` (emptied first). *fd_r is -1 or a close-on-exec descriptor
 * the caller owns. */
enum channel_result channel_receive(int sock, struct buf *frame, int *fd_r, struct err *err);

#endif
