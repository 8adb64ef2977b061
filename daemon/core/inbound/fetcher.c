/* SPDX-License-Identifier: MIT
 * Inboxes; see fetcher.h. Each message is one transaction: its bytes and the cursor that passes
 * it. A second copy of the same bytes is acknowledged like the first. What is not wanted any more
 * at the mail host is removed there by the fetcher, one at a time, as fast as it answers. */
#include "daemon/core/inbound/fetcher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/memfd.h"
#include "daemon/common/protocol.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/inbound/inbound_copy.h"
#include "daemon/core/loop/child.h"
#include "daemon/core/loop/login.h"
#include "daemon/core/loop/restored.h"
#include "subscribers/json.h"

#define AHEAD_S \
	86400 /* clocks of mail servers that are wrong, and files with a date of tomorrow \
	       */
#define SIZE_SAID_MAX (1LL << 40) /* of a message of which we have the beginning */
#define DAY_S 86400
#define LOOK_S 10      /* what is to be removed at the host is looked for so often */
#define REFUSED_S 3600 /* and what the host refused is tried again after so long */
#define PLACE_MAX 1024 /* bytes; a file's name with each escaped has 765 */

enum intake_state { INTAKE_STARTING, INTAKE_CONNECTING, INTAKE_OK, INTAKE_DOWN };

static const char *const state_names[] = { "starting", "connecting", "ok", "down" };

struct fetcher {
	struct core *core;
	const struct conf_inbox *conf;
	char *name;
	struct child *child;
	enum intake_state state;
	char text[256];
	int64_t stored, last_at;
	int64_t removed;
	struct inbound_copy removing; /* its id is 0 where the fetcher was asked for nothing */
	sd_event_source *look;
};

static void on_started(void *context, struct child *child)
{
	struct fetcher *in = context;
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
	wire_add_int(&frame, "tells_moves", 1);
	if (in->core->is_held)
		wire_add_int(&frame, "again_since", restored_read_since(in->core->db));
	child_send(child, &frame, -1);
	buf_release(&frame);
}

/* What the fetcher says of a message is kept beside it as far as it can be: nothing is received
 * tomorrow, and only of a message that is here in part is the size not seen. */
static int store(struct fetcher *in, const struct wire *w, struct slice message)
{
	struct db *db = in->core->db;
	int64_t now = core_now(in->core);
	int64_t uidvalidity = wire_int(w, "uidvalidity", 1, UINT32_MAX, 0),
	        size = (int64_t)message.n;
	int64_t received_at = wire_int(w, "received_at", 0, now + AHEAD_S, now);
	bool is_cut = wire_int(w, "is_cut", 0, 1, 0) == 1;
	struct err err = ERR_INIT;
	uint8_t hash[HASH_SIZE];
	bool is_new;

	if (is_cut)
		size = wire_int(w, "size", size, SIZE_SAID_MAX, size);
	db_begin(db);
	is_new = inbound_add(db, in->name, message, received_at, size, is_cut, now);
	hash_sha256(message, hash);
	/* As the host has them, which is what tells it apart there: nothing else is believed of
	 * that. */
	inbound_copy_add(db, in->name, slice_make((const char *)hash, sizeof hash),
	    wire_text(w, "key"), wire_int(w, "size", 0, INT64_MAX, size),
	    wire_int(w, "received_at", 0, INT64_MAX, received_at), now);
	if (uidvalidity > 0)
		inbound_set_cursor(db, in->name, uidvalidity, wire_int(w, "uid", 1, UINT32_MAX, 1));
	if (core_commit(in->core, &err) < 0)
		return -1;
	if (is_new) {
		log_info("inbound.stored", "inbox=%s size=%zu", in->name, message.n);
		in->stored++;
		in->last_at = now;
		core_wake(in->core, WAKE_READ);
	}
	return 0;
}

/* False where the frame is not a fetcher's. */
static bool on_mail(struct fetcher *in, struct child *child, const struct wire *w, int fd)
{
	struct slice message;
	struct err err = ERR_INIT;
	struct buf answer = BUF_INIT;

	if (wire_text(w, "key").n == 0 || wire_text(w, "key").n > PLACE_MAX || fd < 0 ||
	    memfd_map(fd, (size_t)in->core->conf.limits.message_max, &message, &err) < 0)
		return false;
	wire_begin(&answer, store(in, w, message) == 0 ? "fetch.stored" : "fetch.refused", w->id);
	memfd_unmap(&message);
	child_send(child, &answer, -1);
	child_is_well(child);
	buf_release(&answer);
	return true;
}

static void on_state(struct fetcher *in, const struct wire *w)
{
	struct slice state = wire_text(w, "state"), text = wire_text(w, "text");
	enum intake_state old = in->state;
	char quoted[LOG_QUOTED_MAX];

	in->state = slice_is(state, "ok") ? INTAKE_OK :
	    slice_is(state, "down")       ? INTAKE_DOWN :
	                                    INTAKE_CONNECTING;
	if (in->state == INTAKE_CONNECTING && old == INTAKE_DOWN)
		in->state = INTAKE_DOWN; /* the reason stays until it is better */
	if (in->state == INTAKE_DOWN && text.n > 0) {
		str_put(in->text, sizeof in->text, "%.*s", SLICE_ARG(slice_sub(text, 0, 250)));
		log_warning("inbox.down", "inbox=%s reason=%s", in->name, log_quote(quoted, text));
	}
	if (in->state == INTAKE_OK) {
		in->text[0] = '\0';
		if (old != INTAKE_OK)
			log_info("inbox.ok", "inbox=%s", in->name);
	}
}

/* --- the mail host's copies --- */

/* Asks for the next one that is due. */
static void remove_next(struct fetcher *in)
{
	int64_t now = core_now(in->core);
	bool is_kept = in->conf->keep_days == 0 || in->core->conf.privacy.legal_hold ||
	    clock_seen_is_doubted(in->core, now);
	int64_t before = is_kept ? 0 : now - in->conf->keep_days * DAY_S;
	struct buf frame = BUF_INIT;

	if (in->removing.id != 0 || in->core->is_stopping || !child_is_running(in->child) ||
	    !inbound_copy_due(in->core->db, in->name, in->conf->remove_erased, before, now,
	        &in->removing))
		return;
	wire_begin(&frame, "fetch.remove", (uint64_t)in->removing.id);
	wire_add_text(&frame, "place", buf_all(&in->removing.place));
	wire_add_int(&frame, "size", in->removing.size);
	wire_add_int(&frame, "received_at", in->removing.received_at);
	child_send(in->child, &frame, -1);
	buf_release(&frame);
}

/* False where that was not asked for. */
static bool on_removed(struct fetcher *in, const struct wire *w)
{
	struct err err = ERR_INIT;
	char quoted[LOG_QUOTED_MAX];
	struct slice outcome = wire_text(w, "outcome");
	bool is_refused = slice_is(outcome, "refused");
	int64_t id = in->removing.id;

	if (id == 0 || w->id != (uint64_t)id ||
	    !(is_refused || slice_is(outcome, "removed") || slice_is(outcome, "gone")))
		return false;
	in->removing.id = 0;
	db_begin(in->core->db);
	if (is_refused)
		inbound_copy_retry(in->core->db, id, core_now(in->core) + REFUSED_S);
	else
		inbound_copy_gone(in->core->db, id, buf_all(&in->removing.place));
	if (core_commit(in->core, &err) < 0)
		return true; /* asked again: it is gone then */
	if (is_refused)
		log_warning("inbox.kept", "inbox=%s copy=%lld reason=%s", in->name, (long long)id,
		    log_quote(quoted, slice_sub(wire_text(w, "text"), 0, 250)));
	else
		log_info("inbox.removed", "inbox=%s copy=%lld outcome=%.*s", in->name,
		    (long long)id, SLICE_ARG(outcome));
	in->removed += slice_is(outcome, "removed");
	remove_next(in);
	return true;
}

static bool on_moved(struct fetcher *in, const struct wire *w)
{
	struct slice from = wire_text(w, "key"), to = wire_text(w, "place");
	struct err err = ERR_INIT;

	if (from.n == 0 || from.n > PLACE_MAX || to.n > PLACE_MAX)
		return false;
	db_begin(in->core->db);
	inbound_copy_move(in->core->db, in->name, from, to);
	if (core_commit(in->core, &err) <
	    0) /* it is looked for where it was, and not found there */
		log_warning("inbox.moved", "inbox=%s reason=\"%s\"", in->name, err.text);
	return true;
}

static int on_look(sd_event_source *source, uint64_t usec, void *context)
{
	struct fetcher *in = context;

	(void)source;
	(void)usec;
	remove_next(in);
	/* Cannot fail: the source is ours, and set up. */
	(void)sd_event_source_set_time_relative(in->look, LOOK_S * 1000000ULL);
	(void)sd_event_source_set_enabled(in->look, SD_EVENT_ONESHOT);
	return 0;
}

/* --- frames --- */

/* False where it is none that a fetcher may send now. */
static bool take_frame(struct fetcher *in, struct child *child, const struct wire *w, int fd)
{
	if (wire_is(w, "fetch.mail"))
		return on_mail(in, child, w, fd);
	if (wire_is(w, "fetch.removed"))
		return on_removed(in, w);
	if (wire_is(w, "fetch.moved"))
		return on_moved(in, w);
	if (!wire_is(w, "fetch.state"))
		return false;
	on_state(in, w);
	return true;
}

static void on_frame(void *context, struct child *child, const struct wire *w, int fd)
{
	struct fetcher *in = context;

	if (!take_frame(in, child, w, fd))
		child_kill(child, "it sent a frame that is not a fetcher's");
}

static void on_died(void *context, struct child *child, const char *how)
{
	struct fetcher *in = context;

	(void)child;
	in->removing.id = 0;
	in->state = INTAKE_DOWN;
	str_put(in->text, sizeof in->text, "the reading process ended (%s); it is started again",
	    how);
}

struct fetcher *fetcher_new(struct core *core, const struct conf_inbox *conf)
{
	static const struct child_events events = { on_started, on_frame, on_died };
	struct fetcher *in = xcalloc(1, sizeof *in);
	int rc;

	in->core = core;
	in->conf = conf;
	in->name = xstrdup(conf->name);
	inbound_copy_init(&in->removing);
	in->child = child_new(core, "dpupd-fetch", in->name, &events, in);
	rc = sd_event_add_time_relative(core->event, &in->look, CLOCK_BOOTTIME, LOOK_S * 1000000ULL,
	    1000000, on_look, in);
	if (rc < 0)
		bug("intake.timer", "code=%d", rc);
	return in;
}

void fetcher_free(struct fetcher *in)
{
	if (in == NULL)
		return;
	child_free(in->child);
	in->look = sd_event_source_disable_unref(in->look);
	inbound_copy_release(&in->removing);
	free(in->name);
	free(in);
}

void fetcher_json(const struct fetcher *in, struct buf *out)
{
	buf_text(out, "{\"inbox\":");
	json_quote(out, slice_of(in->name));
	buf_printf(out, ",\"kind\":\"%s\",\"state\":\"%s\",\"stored\":%lld,\"removed\":%lld",
	    in->conf->kind, state_names[in->state], (long long)in->stored, (long long)in->removed);
	if (in->text[0] != '\0') {
		buf_text(out, ",\"text\":");
		json_quote(out, slice_of(in->text));
	}
	buf_char(out, '}');
}

bool fetcher_is_well(const struct fetcher *in, struct buf *why)
{
	if (in->state != INTAKE_DOWN)
		return true;
	buf_printf(why, "%s: %s", in->name, in->text);
	return false;
}
