/* SPDX-License-Identifier: MIT
 * Frames over sockets; see channel.h. */
#include "daemon/common/channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "daemon/common/wire.h"

union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(4 * sizeof(int))]; /* more than we take, to see and close extras */
};

enum channel_result channel_send(int sock, const struct buf *frame, int fd, struct err *err)
{
	struct iovec iov = { frame->p, frame->n };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	union control control;
	ssize_t n;

	if (frame->n > WIRE_FRAME_MAX) {
		(void)err_set(err, ERR_BUG, "a frame of %zu bytes is too long to send", frame->n);
		return CHANNEL_BAD;
	}
	if (fd >= 0) {
		struct cmsghdr *c;

		memset(&control, 0, sizeof control);
		msg.msg_control = control.bytes;
		msg.msg_controllen = CMSG_SPACE(sizeof(int));
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof fd);
	}
	do {
		n = sendmsg(sock, &msg, MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	if (n >= 0)
		return CHANNEL_OK;
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)
		return CHANNEL_AGAIN;
	(void)err_set(err, ERR_TEMP, "sending to a peer: %m");
	return CHANNEL_CLOSED;
}

/* Keeps the first descriptor, closes any other; returns how many there were. */
static int collect_fds(struct msghdr *msg, int *fd_r)
{
	int count = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		size_t bytes;

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		bytes = c->cmsg_len - CMSG_LEN(0);
		for (size_t i = 0; i < bytes / sizeof(int); i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof fd);
			if (count++ == 0)
				*fd_r = fd;
			else
				(void)close(fd);
		}
	}
	return count;
}

enum channel_result channel_receive(int sock, struct buf *frame, int *fd_r, struct err *err)
{
	struct iovec iov;
	union control control;
	struct msghdr msg = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof control.bytes };
	ssize_t n;
	int count;

	*fd_r = -1;
	buf_clear(frame);
	buf_reserve(frame, WIRE_FRAME_MAX);
	iov.iov_base = frame->p;
	iov.iov_len = WIRE_FRAME_MAX;
	do {
		n = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK ? CHANNEL_AGAIN : CHANNEL_CLOSED;
	frame->n = (size_t)n;
	frame->p[n] = '\0';
	count = collect_fds(&msg, fd_r);
	/* An empty packet looks like the end, and is: no frame is empty. But it may bring
	 * descriptors. */
	if (n == 0 || count > 1 || (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
		if (*fd_r >= 0)
			(void)close(*fd_r);
		*fd_r = -1;
		if (n == 0)
			return CHANNEL_CLOSED;
		(void)err_set(err, ERR_PERM,
		    "a peer sent a frame that is too long or has too many descriptors");
		return CHANNEL_BAD;
	}
	return CHANNEL_OK;
}
