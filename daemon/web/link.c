/* SPDX-License-Identifier: MIT
 * Core's channel; see link.h. Until the start it blocks, then it does not: when core stands
 * still and the socket is full, a request is answered 503. */
#include "daemon/web/link.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/common/channel.h"
#include "daemon/common/log.h"
#include "daemon/common/memfd.h"
#include "daemon/common/protocol.h"
#include "daemon/common/str_put.h"
#include "daemon/common/wire.h"

#define TEXT_MAX 4000

static void __attribute__((noreturn)) core_is_gone(void)
{
	log_debug("web.end", "reason=channel");
	exit(EX_OK);
}

static void __attribute__((noreturn)) core_is_wrong(const char *text)
{
	fatal(EX_PROTOCOL, "web.frame", "text=\"%s\"", text);
}

/* The frame stays in link->frame; *w and *data borrow. `data` is unmapped by the caller. False
 * where there is none now. */
static bool receive(struct link *link, struct wire *w, struct slice *data)
{
	struct err err = ERR_INIT;
	int fd = -1;

	*data = SLICE_NONE;
	switch (channel_receive(link->sock, &link->frame, &fd, &err)) {
	case CHANNEL_OK:
		break;
	case CHANNEL_AGAIN:
		return false;
	case CHANNEL_CLOSED:
		core_is_gone();
	case CHANNEL_BAD:
		core_is_wrong(err.text);
	}
	if (wire_parse(buf_all(&link->frame), w, &err) < 0)
		core_is_wrong(err.text);
	if (fd >= 0 && memfd_map(fd, PROTOCOL_PAGE_MAX, data, &err) < 0)
		core_is_wrong(err.text);
	if (fd >= 0)
		(void)close(fd);
	return true;
}

static char *optional(const struct wire *w, const char *name)
{
	struct slice text = wire_text(w, name);

	return text.n > 0 && text.n <= TEXT_MAX ? slice_dup(text) : NULL;
}

void link_receive_start(struct link *link, struct link_start *start)
{
	for (;;) {
		struct slice data;
		struct wire w;

		if (!receive(link, &w, &data))
			core_is_gone(); /* not on a socket that blocks */
		if (wire_is(&w, "web.page")) {
			if (!pages_add(link->pages, wire_text(&w, "name"), wire_text(&w, "type"),
			        data))
				core_is_wrong("a page that is none");
			memfd_unmap(&data);
			continue;
		}
		memfd_unmap(&data);
		*start = (struct link_start){
			.listen = optional(&w, "listen"),
			.is_metrics = slice_is(wire_text(&w, "serve"), "metrics"),
			.tls_cert = optional(&w, "tls_cert"),
			.tls_key = optional(&w, "tls_key"),
			.connections = (int)wire_int(&w, "connections", 1, 100000, 0),
			.per_address = (int)wire_int(&w, "per_address", 0, 100000, 0),
			.request_ms = (int)wire_int(&w, "request_ms", 1, 600000, 15000),
			.answer_ms = (int)wire_int(&w, "answer_ms", 1, 600000, 8000),
		};
		if (!wire_is(&w, "web.start") || start->connections == 0 || start->listen == NULL)
			core_is_wrong("not a start");
		(void)fcntl(link->sock, F_SETFL, O_NONBLOCK); /* cannot fail on a socket of ours */
		return;
	}
}

static bool send_frame(struct link *link)
{
	struct err err = ERR_INIT;

	switch (channel_send(link->sock, &link->frame, -1, &err)) {
	case CHANNEL_OK:
		return true;
	case CHANNEL_AGAIN:
		return false;
	case CHANNEL_CLOSED:
	case CHANNEL_BAD:
		break;
	}
	core_is_gone();
}

void link_state(struct link *link, const char *state, const char *text)
{
	wire_begin(&link->frame, "web.state", 0);
	wire_add_text(&link->frame, "state", slice_of(state));
	if (text != NULL)
		wire_add_text(&link->frame, "text", slice_of(text));
	(void)send_frame(link); /* no room: the next state says more */
}

void link_counts(struct link *link, const struct server_counts *counts)
{
	wire_begin(&link->frame, "web.counts", 0);
	wire_add_int(&link->frame, "requests", counts->requests);
	wire_add_int(&link->frame, "cut", counts->cut);
	wire_add_int(&link->frame, "refused", counts->refused);
	(void)send_frame(link); /* no room: the next counts say more */
}

bool link_ask(struct link *link, uint64_t id, const struct server_request *rq)
{
	struct buf *f = &link->frame;

	wire_begin(f, rq->is_post ? "web.post" : "web.get", id);
	wire_add_text(f, "page", slice_of(rq->route.page));
	wire_add_text(f, "arg", rq->route.arg);
	for (size_t i = 0; rq->is_post && i < rq->form->count; i++) {
		char name[WIRE_NAME_MAX + 1];

		str_put(name, sizeof name, PROTOCOL_FORM_PREFIX "%s", rq->form->fields[i].name);
		wire_add_text(f, name, slice_of(rq->form->fields[i].value));
	}
	return send_frame(link);
}

void link_receive(struct link *link, struct server *server)
{
	struct server_answer a;
	struct slice data;
	struct wire w;

	if (!receive(link, &w, &data))
		return;
	if (!wire_is(&w, "web.answer"))
		core_is_wrong("not an answer");
	a = (struct server_answer){ (int)wire_int(&w, "status", 200, 599, 500),
		wire_text(&w, "type"), data, (int)wire_int(&w, "cache_s", 0, 86400, 0) };
	server_answer(server, w.id, &a);
	memfd_unmap(&data);
}
