/* SPDX-License-Identifier: MIT
 * The other end of a socket that does not read: what is sent waits in order, with its descriptors,
 * up to a bound; past it the peer is cut off, and nothing is left open. */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <systemd/sd-event.h>

#include "daemon/common/channel.h"
#include "daemon/core/loop/peer.h"

#define QUEUE_MAX 128 /* of peer.c: three jobs, a drop and a go for each connection */
#define BIG 60000     /* bytes of a frame, so that few fit into the socket */

struct world {
	sd_event *event;
	struct peer *peer;
	int sock; /* the other side's */
	int frames, closed;
	uint64_t last_id;
	bool must_free; /* the peer, inside its frame */
};

static void on_frame(void *context, struct peer *peer, const struct wire *w, int fd)
{
	struct world *world = context;

	(void)fd;
	world->frames++;
	world->last_id = w->id;
	if (!world->must_free)
		return;
	world->peer = NULL;
	peer_free(peer);
}

static void on_closed(void *context, struct peer *peer, const char *reason)
{
	struct world *world = context;

	assert_ptr_equal(peer, world->peer);
	assert_true(reason[0] != '\0');
	world->closed++;
	world->peer = NULL;
}

static void begin(struct world *world)
{
	static const struct peer_events events = { on_frame, on_closed };
	int pair[2], size = 1 << 18;

	memset(world, 0, sizeof *world);
	assert_int_equal(sd_event_new(&world->event), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	assert_int_equal(setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size), 0);
	assert_int_equal(fcntl(pair[0], F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(fcntl(pair[1], F_SETFL, O_NONBLOCK), 0);
	world->sock = pair[1];
	world->peer = peer_new(world->event, pair[0], &events, world);
}

static void finish(struct world *world)
{
	peer_free(world->peer);
	if (world->sock >= 0)
		(void)close(world->sock);
	(void)sd_event_unref(world->event);
}

/* Turns of the loop until it has nothing to do. */
static void turn(struct world *world)
{
	while (sd_event_run(world->event, 0) > 0)
		;
}

static int open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	while (readdir(dir) != NULL)
		count++;
	(void)closedir(dir);
	return count;
}

static void make_frame(struct buf *frame, uint64_t id, size_t size)
{
	struct buf text = BUF_INIT;

	buf_repeat(&text, 'x', size);
	wire_begin(frame, "test.frame", id);
	wire_add_text(frame, "text", buf_all(&text));
	buf_release(&text);
}

static void send_one(struct world *world, uint64_t id, size_t size, int fd)
{
	struct buf frame = BUF_INIT;

	make_frame(&frame, id, size);
	peer_send(world->peer, &frame, fd);
	buf_release(&frame);
}

/* Fills the socket, and then the queue with `count`; how many were sent. How many fit into the
 * socket shows a twin. */
static int fill(struct world *world, int count)
{
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	struct world twin;
	int fits = 0;

	begin(&twin);
	make_frame(&frame, 1, BIG);
	while (channel_send(peer_socket(twin.peer), &frame, -1, &err) == CHANNEL_OK)
		fits++;
	buf_release(&frame);
	finish(&twin);
	for (int i = 1; i <= fits + count; i++) {
		send_one(world, (uint64_t)i, BIG, -1);
		assert_true(peer_unread(world->peer) >= (size_t)i);
	}
	return fits + count;
}

/* The next frame that arrives; 0: there is none now; -1: the end. */
static int64_t hear(struct world *world, int *fd_r)
{
	static struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	struct wire w;
	int64_t id = 0;

	switch (channel_receive(world->sock, &frame, fd_r, &err)) {
	case CHANNEL_OK:
		assert_int_equal(wire_parse(buf_all(&frame), &w, &err), 0);
		id = (int64_t)w.id;
		break;
	case CHANNEL_AGAIN:
		break;
	case CHANNEL_CLOSED:
	case CHANNEL_BAD:
		id = -1;
	}
	buf_release(&frame);
	return id;
}

/* What did not fit waits, and comes in order once there is room, each with its own descriptor. */
static void test_order(void **state)
{
	struct world world;
	int before = open_files(), fd, sent;
	int64_t id, expected = 0;

	(void)state;
	begin(&world);
	sent = fill(&world, 1);
	for (int i = 0; i < 5; i++) {
		fd = open(i % 2 == 0 ? "/dev/null" : "/dev/zero", O_RDWR | O_CLOEXEC);
		assert_true(fd >= 0);
		send_one(&world, (uint64_t)++sent, 10, fd);
	}
	while (expected < sent) {
		id = hear(&world, &fd);
		if (id == 0) {
			turn(&world); /* it can be written to again */
			continue;
		}
		assert_int_equal(id, ++expected);
		assert_int_equal(fd >= 0, expected > sent - 5);
		if (fd >= 0) {
			char byte = 'x';
			ssize_t n = read(fd, &byte, 1);

			/* The descriptor of this frame: null ends at once, zero does not. */
			assert_int_equal(n, (expected - (sent - 4)) % 2 == 0 ? 0 : 1);
			(void)close(fd);
		}
	}
	assert_int_equal(hear(&world, &fd), 0);
	assert_int_equal(peer_unread(world.peer), 0);
	/* And it still listens, and speaks at once. */
	send_one(&world, 7777, 10, -1);
	assert_int_equal(hear(&world, &fd), 7777);
	assert_int_equal(world.closed, 0);
	finish(&world);
	assert_int_equal(open_files(), before);
}

static void test_bound(void **state)
{
	struct world world;
	int before = open_files(), fd, sent;
	int64_t id, last = 0;

	(void)state;
	/* At the bound all is kept. */
	begin(&world);
	sent = fill(&world, QUEUE_MAX);
	turn(&world);
	assert_int_equal(world.closed, 0);
	while (last < sent) {
		id = hear(&world, &fd);
		if (id == 0)
			turn(&world);
		else
			assert_int_equal(id, ++last);
	}
	finish(&world);
	/* Past it the peer is cut off: what was in the socket arrives, then the end; its owner is
	 * told once. */
	begin(&world);
	sent = fill(&world, QUEUE_MAX);
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	send_one(&world, (uint64_t)sent + 1, 10, fd);
	turn(&world);
	assert_int_equal(world.closed, 1);
	assert_null(world.peer);
	for (last = 0; (id = hear(&world, &fd)) > 0;)
		assert_int_equal(id, ++last);
	assert_int_equal(id, -1);
	assert_true(last <= sent - QUEUE_MAX);
	finish(&world);
	assert_int_equal(open_files(), before);
}

/* The other side dies with much in the queue, or its owner lets it go: all is closed. */
static void test_end_with_queue(void **state)
{
	struct world world;
	int before = open_files();

	(void)state;
	for (int way = 0; way < 2; way++) {
		begin(&world);
		(void)fill(&world, 10);
		for (int i = 0; i < 10; i++)
			send_one(&world, 1, 10, open("/dev/null", O_RDONLY | O_CLOEXEC));
		if (way == 0) {
			(void)close(world.sock);
			world.sock = -1;
			turn(&world);
			assert_int_equal(world.closed, 1);
		}
		finish(&world);
		assert_int_equal(open_files(), before);
	}
}

/* A peer that is let go inside its own frame, with more behind it. */
static void test_freed_inside(void **state)
{
	struct world world;
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	begin(&world);
	world.must_free = true;
	for (uint64_t id = 1; id <= 3; id++) {
		make_frame(&frame, id, 10);
		assert_int_equal(channel_send(world.sock, &frame, -1, &err), CHANNEL_OK);
	}
	turn(&world);
	assert_int_equal(world.frames, 1);
	assert_int_equal(world.last_id, 1);
	assert_int_equal(world.closed, 0);
	buf_release(&frame);
	finish(&world);
}

/* Each ends the peer, whatever comes behind it, and leaves no descriptor. */
static void test_malformed(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		int fds;
	} cases[] = {
		{ "x", 1, 0 },
		{ "", 0, 0 },
		{ "", 0, 1 },
		{ "", 0, 4 },
		{ "x", 1, 1 },
		{ "x", 1, 4 },
		{ "x", 1, 8 },
	};
	int before = open_files();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		union {
			struct cmsghdr align;
			char bytes[CMSG_SPACE(8 * sizeof(int))];
		} control = { .bytes = "" };
		struct iovec iov = { (void *)(uintptr_t)cases[i].bytes, cases[i].n };
		struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
		struct buf good = BUF_INIT;
		struct err err = ERR_INIT;
		struct world world;

		begin(&world);
		if (cases[i].fds > 0) {
			struct cmsghdr *c;

			msg.msg_control = control.bytes;
			msg.msg_controllen = CMSG_SPACE((size_t)cases[i].fds * sizeof(int));
			c = CMSG_FIRSTHDR(&msg);
			*c = (struct cmsghdr){ CMSG_LEN((size_t)cases[i].fds * sizeof(int)),
				SOL_SOCKET, SCM_RIGHTS };
			for (int k = 0; k < cases[i].fds; k++)
				memcpy(CMSG_DATA(c) + (size_t)k * sizeof(int), &world.sock,
				    sizeof(int));
		}
		assert_int_equal(sendmsg(world.sock, &msg, 0), cases[i].n);
		make_frame(&good, 1, 10);
		assert_int_equal(channel_send(world.sock, &good, -1, &err), CHANNEL_OK);
		turn(&world);
		assert_int_equal(world.closed, 1);
		assert_int_equal(world.frames, 0);
		buf_release(&good);
		finish(&world);
		assert_int_equal(open_files(), before);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_end_with_queue),
		cmocka_unit_test(test_freed_inside),
		cmocka_unit_test(test_malformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
