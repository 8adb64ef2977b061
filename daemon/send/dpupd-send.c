/* SPDX-License-Identifier: MIT
 * dpupd-send: some connections to one relay. Started by core with a socket as descriptor 3; there
 * is no other way to use it. The order: hear which relay it is, read the secret, load what is
 * loaded lazily, close the box; only then is a byte read that is not core's. */
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/common/channel.h"
#include "daemon/common/log.h"
#include "daemon/common/spawn.h"
#include "daemon/send/connection.h"
#include "daemon/send/endpoint.h"
#include "daemon/send/send_box.h"
#include "daemon/send/sender.h"

/* Waits for send.start. Where core is gone before, so are we. */
static void hear_relay(struct endpoint *relay)
{
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	struct wire w;
	int fd;

	switch (channel_receive(SPAWN_CHANNEL_FD, &frame, &fd, &err)) {
	case CHANNEL_OK:
		break;
	case CHANNEL_CLOSED:
		exit(0);
	case CHANNEL_AGAIN:
	case CHANNEL_BAD:
		fatal(EX_PROTOCOL, "send.core", "reason=\"%s\"", err.text);
	}
	if (fd >= 0)
		(void)close(fd); /* nothing belongs beside this frame */
	if (wire_parse(buf_all(&frame), &w, &err) < 0 || !wire_is(&w, "send.start") ||
	    endpoint_read(relay, &w, &err) < 0)
		fatal(EX_PROTOCOL, "send.core", "reason=\"%s\"",
		    err_is_set(&err) ? err.text : "the first frame is not send.start");
	buf_release(&frame);
}

static void close_box(const struct endpoint *relay)
{
	struct err err = ERR_INIT;

	if (connection_setup(&err) < 0 || send_box_enter(relay, &err) < 0)
		fatal(EX_OSERR, "send.box", "reason=\"%s\"", err.text);
}

int main(int argc, char **argv)
{
	struct endpoint relay;
	struct sender *sender;
	int status;

	spawn_child_setup(argc, argv, "dpupd-send");
	hear_relay(&relay);
	close_box(&relay);
	sender = sender_new(&relay, SPAWN_CHANNEL_FD);
	status = sender_run(sender);
	sender_free(sender);
	endpoint_release(&relay);
	return status;
}
