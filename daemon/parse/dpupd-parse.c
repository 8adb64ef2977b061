/* SPDX-License-Identifier: MIT
 * dpupd-parse: raw mail in, facts out. A caged worker: it has one socket, no files, no network
 * and no secrets, and takes one message at a time. What libraries need is loaded first; then
 * the cage is closed for good; only then the first foreign byte is read.
 *
 * It keeps no time: the parent gives a message two seconds and then kills it. It never logs what a
 * message says. A frame it does not understand, or a parent that is gone, ends it. */
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/common/channel.h"
#include "daemon/common/log.h"
#include "daemon/common/memfd.h"
#include "daemon/common/protocol.h"
#include "daemon/common/spawn.h"
#include "daemon/common/wire.h"
#include "daemon/parse/extract.h"
#include "daemon/parse/parse_box.h"

#define AUTHSERV_MAX 255

/* What follows is the message's time, and not that of our start. */
static void tell_begun(uint64_t id, struct buf *out)
{
	struct err err = ERR_INIT;

	wire_begin(out, "parse.begun", id);
	if (channel_send(SPAWN_CHANNEL_FD, out, -1, &err) != CHANNEL_OK)
		fatal(EX_IOERR, "parse.begun", "cause=\"%s\"", err.text);
}

/* One frame: message in, facts out. */
static void answer(const struct buf *frame, int fd, struct buf *out)
{
	struct wire w;
	struct err err = ERR_INIT;
	struct slice message = SLICE_NONE, authserv_id;
	struct facts f;

	if (wire_parse(buf_all(frame), &w, &err) < 0)
		fatal(EX_PROTOCOL, "parse.frame", "cause=\"%s\"", err.text);
	authserv_id = wire_text(&w, "authserv_id");
	if (!wire_is(&w, "parse.mail") || fd < 0 || authserv_id.n > AUTHSERV_MAX)
		fatal(EX_PROTOCOL, "parse.frame", "cause=\"not a message to parse\"");
	if (memfd_map(fd, PROTOCOL_MESSAGE_MAX, &message, &err) < 0)
		fatal(EX_PROTOCOL, "parse.memory", "id=%llu cause=\"%s\"", (unsigned long long)w.id,
		    err.text);
	if (wire_int(&w, "tells_begun", 0, 1, 0) == 1)
		tell_begun(w.id, out);
	facts_init(&f);
	extract_facts(&f, message, authserv_id, wire_int(&w, "head_only", 0, 1, 0) == 1);
	facts_encode(&f, w.id, out);
	facts_release(&f);
	memfd_unmap(&message);
}

static void serve(void)
{
	struct buf frame = BUF_INIT, out = BUF_INIT;
	struct err err = ERR_INIT;
	int fd;

	for (;;) {
		switch (channel_receive(SPAWN_CHANNEL_FD, &frame, &fd, &err)) {
		case CHANNEL_OK:
			answer(&frame, fd, &out);
			if (fd >= 0)
				(void)close(fd);
			break;
		case CHANNEL_BAD:
			fatal(EX_PROTOCOL, "parse.frame", "cause=\"%s\"", err.text);
		case CHANNEL_AGAIN:
		case CHANNEL_CLOSED:
			buf_release(&frame);
			buf_release(&out);
			return;
		}
		if (channel_send(SPAWN_CHANNEL_FD, &out, -1, &err) != CHANNEL_OK)
			fatal(EX_IOERR, "parse.answer", "cause=\"%s\"", err.text);
	}
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;

	spawn_child_setup(argc, argv, "dpupd-parse");
	extract_preload();
	if (parse_box_enter(&err) < 0)
		fatal(EX_OSERR, "parse.sandbox", "cause=\"%s\"", err.text);
	serve();
	return EX_OK;
}
