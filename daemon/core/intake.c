/* SPDX-License-Identifier: MIT
 * Inboxes; see intake.h. Each message is one transaction: its bytes and the cursor that passes
 * it. A second copy of the same bytes is acknowledged like the first. */
#include "intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../subscribers/json.h"
#include "../common/log.h"
#include "../common/memfd.h"
#include "../common/protocol.h"
#include "../common/xmalloc.h"
#include "child.h"
#include "inbound.h"
#include "login.h"
#include "reader.h"
#include "restored.h"

enum intake_state { INTAKE_STARTING, INTAKE_CONNECTING, INTAKE_OK, INTAKE_DOWN };

static const char *const state_names[] = { "starting", "connecting", "ok", "down" };

struct intake {
	struct core *core;
	const struct conf_inbox *conf;
	char *name;
	struct child *child;
	enum intake_state state;
	char text[256];
	int64_t stored, last_at;
};

static void on_started(void *context, struct child *child)
{
	struct intake *in = context;
	const struct conf_inbox *c = in->conf;
	struct buf frame = BUF_INIT;
	int64_t uidvalidity, uid;

	wire_begin(&frame, "fetch.start", 0);
	wire_add_text(&frame, "kind", slice_of(c->kind));
	wire_add_int(&frame, "message_max", in->core->conf.limits.message_max);
	wire_add_int(&frame, "poll_s", c->poll_s);
	login_add(&frame, "path", c->path);
	login_add(&frame, "url", c->url);
	login_add(&frame, "user", c->user);
	login_add(&frame, "password_file", c->password_file);
	login_add_oauth2(&frame, &c->oauth2);
	login_add(&frame, "ca_file", c->ca_file);
	login_add(&frame, "auth", c->auth);
	login_add(&frame, "tls", c->tls);
	login_add(&frame, "mailbox", c->mailbox);
	login_add(&frame, "processed", c->processed);
	inbound_cursor(in->core->db, in->name, &uidvalidity, &uid);
	wire_add_int(&frame, "uidvalidity", uidvalidity);
	wire_add_int(&frame, "uid", uid);
	if (in->core->is_held)
		wire_add_int(&frame, "again_since", restored_read_since(in->core->db));
	child_send(child, &frame, -1);
	buf_release(&frame);
}

static int store(struct intake *in, const struct wire *w, struct slice message)
{
	struct db *db = in->core->db;
	int64_t now = core_now(in->core);
	int64_t uidvalidity = wire_int(w, "uidvalidity", 1, UINT32_MAX, 0);
	struct err err = ERR_INIT;
	bool is_new;

	db_begin(db);
	is_new = inbound_add(db, in->name, message, wire_int(w, "received_at", 0, INT64_MAX, now),
	    wire_int(w, "size", 0, INT64_MAX, (int64_t)message.n), wire_int(w, "is_cut", 0, 1, 0) == 1, now);
	if (uidvalidity > 0)
		inbound_set_cursor(db, in->name, uidvalidity, wire_int(w, "uid", 1, UINT32_MAX, 1));
	if (core_commit(in->core, &err) < 0)
		return -1;
	if (is_new) {
		log_info("inbound.stored", "inbox=%s size=%zu", in->name, message.n);
		in->stored++;
		in->last_at = now;
		reader_wake(in->core->reader);
	}
	return 0;
}

/* False where the frame is not a fetcher's. */
static bool on_mail(struct intake *in, struct child *child, const struct wire *w, int fd)
{
	struct slice message;
	struct err err = ERR_INIT;
	struct buf answer = BUF_INIT;

	if (fd < 0 || memfd_map(fd, PROTOCOL_MESSAGE_MAX, &message, &err) < 0)
		return false;
	wire_begin(&answer, store(in, w, message) == 0 ? "fetch.stored" : "fetch.refused", w->id);
	memfd_unmap(&message);
	child_send(child, &answer, -1);
	child_is_well(child);
	buf_release(&answer);
	return true;
}

static void on_state(struct intake *in, const struct wire *w)
{
	struct slice state = wire_text(w, "state"), text = wire_text(w, "text");
	enum intake_state old = in->state;
	char quoted[LOG_QUOTED_MAX];

	in->state = slice_is(state, "ok") ? INTAKE_OK : slice_is(state, "down") ? INTAKE_DOWN :
	    INTAKE_CONNECTING;
	if (in->state == INTAKE_CONNECTING && old == INTAKE_DOWN)
		in->state = INTAKE_DOWN;	/* the reason stays until it is better */
	if (in->state == INTAKE_DOWN && text.n > 0) {
		(void)snprintf(in->text, sizeof in->text, "%.*s", SLICE_ARG(slice_sub(text, 0, 250)));
		log_warning("inbox.down", "inbox=%s reason=%s", in->name, log_quote(quoted, text));
	}
	if (in->state == INTAKE_OK) {
		in->text[0] = '\0';
		if (old != INTAKE_OK)
			log_info("inbox.ok", "inbox=%s", in->name);
	}
}

static void on_frame(void *context, struct child *child, const struct wire *w, int fd)
{
	struct intake *in = context;

	if (wire_is(w, "fetch.state"))
		on_state(in, w);
	else if (!wire_is(w, "fetch.mail") || !on_mail(in, child, w, fd))
		child_kill(child, "it sent a frame that is not a fetcher's");
}

static void on_died(void *context, struct child *child, const char *how)
{
	struct intake *in = context;

	(void)child;
	in->state = INTAKE_DOWN;
	(void)snprintf(in->text, sizeof in->text, "the reading process ended (%s); it is started again", how);
}

struct intake *intake_new(struct core *core, const struct conf_inbox *conf)
{
	static const struct child_events events = { on_started, on_frame, on_died };
	struct intake *in = xcalloc(1, sizeof *in);

	in->core = core;
	in->conf = conf;
	in->name = xstrdup(conf->name);
	in->child = child_new(core, "dpupd-fetch", in->name, &events, in);
	return in;
}

void intake_free(struct intake *in)
{
	if (in == NULL)
		return;
	child_free(in->child);
	free(in->name);
	free(in);
}

void intake_json(const struct intake *in, struct buf *out)
{
	buf_text(out, "{\"inbox\":");
	json_quote(out, slice_of(in->name));
	buf_printf(out, ",\"kind\":\"%s\",\"state\":\"%s\",\"stored\":%lld", in->conf->kind,
	    state_names[in->state], (long long)in->stored);
	if (in->text[0] != '\0') {
		buf_text(out, ",\"text\":");
		json_quote(out, slice_of(in->text));
	}
	buf_char(out, '}');
}

bool intake_is_well(const struct intake *in, struct buf *why)
{
	if (in->state != INTAKE_DOWN)
		return true;
	buf_printf(why, "%s: %s", in->name, in->text);
	return false;
}
