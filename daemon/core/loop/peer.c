/* SPDX-License-Identifier: MIT
 * Sockets on the loop; see peer.h. What it never does: block, or trust a length. */
#include "daemon/core/loop/peer.h"

#include <linux/sockios.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/common/channel.h"
#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"

/* A sender is owed three jobs and a drop for each connection and a go for all, dpupctl one answer:
 * more than this means the other side does not read. */
#define QUEUE_MAX 128
/* The results of a sender with as many connections as one may have. */
#define FRAMES_A_TURN 16

struct queued {
	struct buf frame;
	int fd;
};

struct peer {
	sd_event_source *source;
	int sock;
	const struct peer_events *events;
	void *context;
	struct queued queue[QUEUE_MAX];
	size_t head, count;
	bool is_in_callback;
	bool is_dead;
};

static void drop_output(struct peer *p)
{
	for (; p->count > 0; p->count--) {
		struct queued *q = &p->queue[p->head];

		buf_release(&q->frame);
		if (q->fd >= 0)
			(void)close(q->fd);
		p->head = (p->head + 1) % QUEUE_MAX;
	}
}

void peer_free(struct peer *p)
{
	if (p == NULL)
		return;
	drop_output(p);
	p->source = sd_event_source_disable_unref(p->source);
	if (p->sock >= 0)
		(void)close(p->sock);
	p->sock = -1;
	if (p->is_in_callback)
		p->is_dead = true; /* freed when the callback returns */
	else
		free(p);
}

/* Tells the owner and frees, unless the owner frees first. */
static void end(struct peer *p, const char *reason)
{
	if (p->is_dead)
		return;
	p->is_in_callback = true;
	p->events->closed(p->context, p, reason);
	p->is_in_callback = false;
	p->is_dead = false;
	peer_free(p);
}

static void want(struct peer *p, uint32_t events)
{
	int rc = sd_event_source_set_io_events(p->source, events);

	if (rc < 0)
		bug("peer.events", "code=%d", rc);
}

/* False where the peer is gone. */
static bool flush(struct peer *p)
{
	while (p->count > 0) {
		struct queued *q = &p->queue[p->head];
		struct err err = ERR_INIT;

		switch (channel_send(p->sock, &q->frame, q->fd, &err)) {
		case CHANNEL_OK:
			break;
		case CHANNEL_AGAIN:
			want(p, EPOLLIN | EPOLLOUT);
			return true;
		case CHANNEL_CLOSED:
		case CHANNEL_BAD:
			return false;
		}
		buf_release(&q->frame);
		if (q->fd >= 0)
			(void)close(q->fd);
		p->head = (p->head + 1) % QUEUE_MAX;
		p->count--;
	}
	want(p, EPOLLIN);
	return true;
}

/* False where there is no peer any more. */
static bool handle(struct peer *p, const struct buf *frame, int fd)
{
	struct wire w;
	struct err err = ERR_INIT;

	if (wire_parse(buf_all(frame), &w, &err) < 0) {
		log_warning("peer.malformed", "reason=\"%s\"", err.text);
		end(p, "it sent a malformed frame");
		return false;
	}
	p->is_in_callback = true;
	p->events->frame(p->context, p, &w, fd);
	p->is_in_callback = false;
	if (!p->is_dead)
		return true;
	free(p);
	return false;
}

/* One frame. False where there was none, or there is no peer any more. */
static bool receive_one(struct peer *p, struct buf *frame)
{
	struct err err = ERR_INIT;
	bool is_there = false;
	int fd;

	switch (channel_receive(p->sock, frame, &fd, &err)) {
	case CHANNEL_OK:
		is_there = handle(p, frame, fd);
		break;
	case CHANNEL_AGAIN:
		break;
	case CHANNEL_CLOSED:
		end(p, "it closed the connection");
		break;
	case CHANNEL_BAD:
		log_warning("peer.malformed", "reason=\"%s\"", err.text);
		end(p, "it sent a malformed frame");
		break;
	}
	if (fd >= 0)
		(void)close(fd);
	return is_there;
}

static int on_io(sd_event_source *source, int sock, uint32_t revents, void *context)
{
	/* For all peers: there is one loop, and no callback of a frame comes back here. */
	static struct buf frame = BUF_INIT;
	struct peer *p = context;
	int most = FRAMES_A_TURN;

	(void)source;
	(void)sock;
	if ((revents & EPOLLOUT) != 0 && !flush(p)) {
		end(p, "it closed the connection");
		return 0;
	}
	/* Some frames a turn: a turn of the loop costs more than a read that finds nothing, and a
	 * busy peer starves nobody. */
	while (most-- > 0 && receive_one(p, &frame))
		;
	return 0;
}

struct peer *peer_new(sd_event *event, int sock, const struct peer_events *events, void *context)
{
	struct peer *p = xcalloc(1, sizeof *p);
	int rc;

	p->sock = sock;
	p->events = events;
	p->context = context;
	rc = sd_event_add_io(event, &p->source, sock, EPOLLIN, on_io, p);
	if (rc < 0)
		bug("peer.new", "code=%d", rc);
	return p;
}

void peer_send(struct peer *p, const struct buf *frame, int fd)
{
	struct err err = ERR_INIT;
	struct queued *q;

	if (p->is_dead || p->sock < 0 || p->count == QUEUE_MAX) {
		if (fd >= 0)
			(void)close(fd);
		/* A peer that does not read is cut off; its end comes as a hang-up on the next
		 * turn. */
		if (!p->is_dead && p->sock >= 0)
			(void)shutdown(p->sock, SHUT_RDWR);
		return;
	}
	if (p->count == 0) {
		switch (channel_send(p->sock, frame, fd, &err)) {
		case CHANNEL_OK:
			if (fd >= 0)
				(void)close(fd);
			return;
		case CHANNEL_AGAIN:
			want(p, EPOLLIN | EPOLLOUT);
			break;
		case CHANNEL_CLOSED:
		case CHANNEL_BAD:
			if (fd >= 0)
				(void)close(fd);
			(void)shutdown(p->sock, SHUT_RDWR); /* told by the next turn */
			return;
		}
	}
	q = &p->queue[(p->head + p->count++) % QUEUE_MAX];
	buf_init(&q->frame);
	buf_slice(&q->frame, buf_all(frame));
	q->fd = fd;
}

/* The kernel counts what a packet takes in memory, which is more than this for the shortest. */
#define PACKET_LEAST 512

size_t peer_unread(const struct peer *p)
{
	int bytes = 0;

	if (ioctl(p->sock, SIOCOUTQ, &bytes) < 0)
		return p->count; /* it is closed: nobody reads */
	return p->count + (size_t)bytes / PACKET_LEAST;
}

int peer_socket(const struct peer *p)
{
	return p->sock;
}
