/* SPDX-License-Identifier: MIT
 * Core as seen from a fetcher; see upstream.h. It hands over one message at a time, and again
 * only what core refused: a fetcher that died starts from core's cursor or from what is
 * still in new/, so an answer that was lost costs a second offer and no message. */
#include "daemon/fetch/upstream.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/common/channel.h"
#include "daemon/common/log.h"
#include "daemon/common/memfd.h"
#include "daemon/common/mono.h"

/* A disk that was full has room again, and people wait for their answers. */
#define AGAIN_S 5

void upstream_init(struct upstream *u, int sock)
{
	u->sock = sock;
	u->last_id = 0;
	buf_init(&u->frame);
	u->removal = (struct upstream_removal){ .place = BUF_INIT };
}

static void __attribute__((noreturn)) core_is_gone(void)
{
	log_debug("fetch.end", "reason=channel");
	exit(EX_OK);
}

static void __attribute__((noreturn)) core_is_wrong(const struct err *err)
{
	fatal(EX_PROTOCOL, "fetch.frame", "text=\"%s\"", err->text);
}

static void send_frame(struct upstream *u, int fd)
{
	struct err err = ERR_INIT;

	if (channel_send(u->sock, &u->frame, fd, &err) != CHANNEL_OK)
		core_is_gone();
}

/* The frame stays in u->frame; *w borrows from it. */
static void receive_frame(struct upstream *u, struct wire *w)
{
	struct err err = ERR_INIT;
	int fd = -1;

	switch (channel_receive(u->sock, &u->frame, &fd, &err)) {
	case CHANNEL_OK:
		break;
	case CHANNEL_AGAIN: /* not on a socket that blocks */
	case CHANNEL_CLOSED:
		core_is_gone();
	case CHANNEL_BAD:
		core_is_wrong(&err);
	}
	if (fd >= 0) {
		(void)close(fd);
		(void)err_set(&err, ERR_PERM, "core sent a descriptor");
		core_is_wrong(&err);
	}
	if (wire_parse(buf_all(&u->frame), w, &err) < 0)
		core_is_wrong(&err);
}

/* Takes fetch.remove, which may come at any time. False: it is another frame. */
static bool take_removal(struct upstream *u, const struct wire *w)
{
	struct upstream_removal *r = &u->removal;
	struct err err = ERR_INIT;
	struct slice place;

	if (!wire_is(w, "fetch.remove"))
		return false;
	if (r->id != 0)
		(void)err_set(&err, ERR_PERM,
		    "core sent a second fetch.remove before the answer to the first");
	else if (w->id == 0 || !wire_need_text(w, "place", UPSTREAM_PLACE_MAX, &place, &err) ||
	    !wire_need_int(w, "size", 0, INT64_MAX, &r->size, &err) ||
	    !wire_need_int(w, "received_at", 0, INT64_MAX, &r->received_at, &err))
		(void)err_set(&err, ERR_PERM,
		    "core sent a fetch.remove without a number"); /* the first cause stays */
	if (err_is_set(&err))
		core_is_wrong(&err);
	buf_clear(&r->place);
	buf_slice(&r->place, place);
	r->id = w->id;
	return true;
}

void upstream_receive_start(struct upstream *u, struct start *start)
{
	struct err err = ERR_INIT;
	struct wire w;

	receive_frame(u, &w);
	if (start_parse(&w, start, &err) < 0)
		core_is_wrong(&err);
}

void upstream_state(struct upstream *u, const char *state, const struct err *why)
{
	wire_begin(&u->frame, "fetch.state", 0);
	wire_add_text(&u->frame, "state", slice_of(state));
	if (why != NULL) {
		wire_add_text(&u->frame, "kind", slice_of(why->kind == ERR_TEMP ? "temp" : "perm"));
		wire_add_text(&u->frame, "text", slice_of(why->text));
	}
	log_debug("fetch.state", "state=%s", state); /* core logs why, with the inbox's name */
	send_frame(u, -1);
}

static void send_mail(struct upstream *u, const struct upstream_mail *mail, int fd)
{
	struct buf *f = &u->frame;

	wire_begin(f, "fetch.mail", ++u->last_id);
	wire_add_text(f, "key", mail->key);
	wire_add_int(f, "received_at", mail->received_at);
	wire_add_int(f, "size", mail->size);
	wire_add_int(f, "is_cut", mail->is_cut ? 1 : 0);
	if (mail->uidvalidity != 0) {
		wire_add_int(f, "uidvalidity", mail->uidvalidity);
		wire_add_int(f, "uid", mail->uid);
	}
	send_frame(u, fd);
}

/* True when it is in the database, false when it was refused. */
static bool offer_once(struct upstream *u, const struct upstream_mail *mail, int fd)
{
	struct err err = ERR_INIT;
	struct wire w;

	send_mail(u, mail, fd);
	do {
		receive_frame(u, &w);
	} while (take_removal(u, &w));
	if (w.id == u->last_id && wire_is(&w, "fetch.stored"))
		return true;
	if (w.id == u->last_id && wire_is(&w, "fetch.refused"))
		return false;
	(void)err_set(&err, ERR_PERM, "core answered fetch.mail with something else");
	core_is_wrong(&err);
}

bool upstream_offer(struct upstream *u, const struct upstream_mail *mail, int retry_s)
{
	struct err err = ERR_INIT;
	int fd = memfd_make(mail->message, &err);

	if (fd < 0) {
		log_error("fetch.memory", "text=\"%s\"", err.text);
		return false;
	}
	while (!offer_once(u, mail, fd))
		(void)upstream_wait(u, -1, 0,
		    1000 * (int64_t)(retry_s < AGAIN_S ? retry_s : AGAIN_S));
	(void)close(fd); /* core has its own */
	return true;
}

void upstream_removed(struct upstream *u, const char *outcome, const struct err *why)
{
	wire_begin(&u->frame, "fetch.removed", u->removal.id);
	wire_add_text(&u->frame, "outcome", slice_of(outcome));
	if (why != NULL)
		wire_add_text(&u->frame, "text", slice_of(why->text));
	u->removal.id = 0;
	send_frame(u, -1);
}

void upstream_moved(struct upstream *u, struct slice key, struct slice place)
{
	wire_begin(&u->frame, "fetch.moved", 0);
	wire_add_text(&u->frame, "key", key);
	if (place.n > 0)
		wire_add_text(&u->frame, "place", place);
	send_frame(u, -1);
}

/* Core says one thing unasked; and its end of the channel is readable when it closed it. */
static void hear_core(struct upstream *u)
{
	struct err err = ERR_INIT;
	struct wire w;

	receive_frame(u, &w);
	if (take_removal(u, &w))
		return;
	(void)err_set(&err, ERR_PERM, "core sent %.*s unasked", SLICE_ARG(w.verb));
	core_is_wrong(&err);
}

static bool wait_for(struct upstream *u, int fd, short events, int64_t ms, bool ends_for_work)
{
	int64_t deadline = mono_ms() + ms;

	while (!ends_for_work || u->removal.id == 0) {
		/* poll() passes over a negative descriptor. */
		struct pollfd p[] = { { u->sock, POLLIN, 0 }, { fd, events, 0 } };
		int n = poll(p, 2, mono_left_ms(deadline));

		if (n < 0 && errno != EINTR)
			fatal(EX_OSERR, "fetch.poll", "error=\"%m\"");
		if (n > 0 && p[0].revents != 0)
			hear_core(u);
		if (n > 0 && p[1].revents != 0)
			return true;
		if (mono_ms() >= deadline)
			return false;
	}
	return false;
}

bool upstream_wait(struct upstream *u, int fd, short events, int64_t ms)
{
	return wait_for(u, fd, events, ms, false);
}

bool upstream_wait_for_work(struct upstream *u, int fd, short events, int64_t ms)
{
	return wait_for(u, fd, events, ms, true);
}
