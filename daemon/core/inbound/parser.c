/* SPDX-License-Identifier: MIT
 * Feeding dpupd-parse; see parser.h. The attempt is committed before the message is handed over,
 * so that a message that takes parser, core or machine down with it is counted; it is settled in
 * the transaction that holds all its consequences.
 *
 * What takes a worker down waits behind what was never tried, so that a person's mail never waits
 * for more than one deadline, however many such messages come. */
#include "daemon/core/inbound/parser.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/memfd.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/loop/child.h"
#include "daemon/mail/facts.h"

#define DEADLINE_MS \
	2000 /* what a message may cost, CPU or not; the guard keeps all but bombs far below */
/* Where one took longer than that, more of its kind may wait: for a while each gets a short try
 * first, far more than mail of people needs, and what is not done in it goes behind all others and
 * then has all the time there is. */
#define DEADLINE_FIRST_MS 100
#define WARY_S 600
/* A worker that dies of a message, where others were read just before, is not to blame: the next is
 * started at once. */
#define TRUSTED_S 60
/* A worker is replaced now and then: a leak or a taken-over worker does not last. */
#define MESSAGES_PER_WORKER 500

struct parser {
	struct core *core;
	const struct parser_events *events;
	struct child *child;
	sd_event_source *deadline;
	struct inbound current; /* with the parser */
	struct inbound next;    /* its attempt is committed, it goes next */
	bool is_busy, has_next;
	bool is_begun; /* the worker has said that it reads the message: it may say so once */
	int handed;    /* to this worker */
	int64_t read, deaths;
	int64_t late;    /* of the deaths: by the deadline */
	int64_t late_at; /* the last of them, 0: never */
	int64_t read_at; /* when a worker last answered, 0: never */
};

static bool is_since(const struct parser *r, int64_t at, int64_t span)
{
	int64_t now = core_now(r->core);

	return at != 0 && now >= at && now - at < span;
}

static void answered(struct parser *r)
{
	r->is_busy = false;
	r->deadline = sd_event_source_disable_unref(r->deadline);
	buf_release(&r->current.message);
	core_wake(r->core, WAKE_READ);
}

/* The message cannot be read: it is kept, and a person gets it whole. */
static void quarantine(struct parser *r, const char *why)
{
	struct err err = ERR_INIT;

	db_begin(r->core->db);
	if (inbound_quarantine(r->core->db, r->current.id, why))
		r->events->on_unread(r->core, &r->current);
	if (core_commit(r->core, &err) < 0)
		return; /* it stays the oldest that is not done, and comes again */
	log_warning("inbound.quarantined", "id=%lld why=\"%s\"", (long long)r->current.id, why);
}

static void settle(struct parser *r, const struct facts *facts)
{
	struct err err = ERR_INIT;

	db_begin(r->core->db);
	r->events->on_facts(r->core, &r->current, facts);
	/* One commit for two: what this message led to, and the attempt at the next. */
	r->has_next = !r->core->is_stopping &&
	    inbound_take(r->core->db, is_since(r, r->late_at, WARY_S), core_now(r->core), &r->next);
	if (core_commit(r->core, &err) == 0) {
		r->read++;
		return;
	}
	r->has_next = false;
	/* A full disk passes: the store's timer tries again, and the hand-over is not held against
	 * the message. What we refused ourselves would be refused for ever. */
	log_error("inbound.settle", "id=%lld reason=\"%s\"", (long long)r->current.id, err.text);
	if (err.kind != ERR_TEMP)
		quarantine(r, "its consequences could not be stored");
}

static void on_started(void *context, struct child *child)
{
	struct parser *r = context;

	(void)child;
	r->handed = 0;
	core_wake(r->core, WAKE_READ);
}

/* A worker that was just started had to start first, which may take a while on a busy machine: a
 * short try is counted from when the message is read. */
static void on_begun(struct parser *r)
{
	if (r->current.attempts != 1 || !is_since(r, r->late_at, WARY_S) || r->deadline == NULL)
		return;
	/* Cannot fail: the source is ours, and set up. */
	(void)sd_event_source_set_time_relative(r->deadline, DEADLINE_FIRST_MS * 1000);
}

static void on_frame(void *context, struct child *child, const struct wire *w, int fd)
{
	struct parser *r = context;
	struct facts facts;
	struct err err = ERR_INIT;

	(void)fd;
	if (wire_is(w, "parse.begun") && r->is_busy && !r->is_begun &&
	    w->id == (uint64_t)r->current.id) {
		r->is_begun = true;
		on_begun(r);
		return;
	}
	if (!wire_is(w, "parse.facts") || !r->is_busy || w->id != (uint64_t)r->current.id) {
		child_kill(child, "it sent a frame that is not a parser's");
		return;
	}
	facts_init(&facts);
	if (facts_decode(w, &facts, &err) < 0) {
		child_kill(child, err.text); /* its death is the message's */
	} else {
		r->read_at = core_now(r->core);
		settle(r, &facts);
		child_is_well(child);
		answered(r);
		if (++r->handed >= MESSAGES_PER_WORKER)
			child_replace(child);
	}
	facts_release(&facts);
}

static void on_died(void *context, struct child *child, const char *how)
{
	struct parser *r = context;

	if (!r->is_busy)
		return;
	r->deaths++;
	if (is_since(r, r->read_at, TRUSTED_S))
		child_is_well(child);
	log_warning("parse.died", "inbound=%lld attempt=%lld how=\"%s\"", (long long)r->current.id,
	    (long long)r->current.attempts, how);
	if (r->current.attempts >= INBOUND_ATTEMPTS_MAX)
		quarantine(r, "the parser died on it");
	answered(r);
}

static int on_deadline(sd_event_source *source, uint64_t usec, void *context)
{
	struct parser *r = context;

	(void)source;
	(void)usec;
	r->deadline = sd_event_source_disable_unref(r->deadline);
	log_warning("parse.late", "inbound=%lld attempt=%lld size=%lld", (long long)r->current.id,
	    (long long)r->current.attempts, (long long)r->current.size);
	r->late++;
	r->late_at = core_now(r->core);
	/* That is the message's doing, and no crash: a new worker at once. on_died() follows. */
	child_replace(r->child);
	return 0;
}

/* Takes the next message into r->current, with its attempt committed. */
static bool take(struct parser *r)
{
	struct err err = ERR_INIT;
	struct inbound old = r->current;
	bool has_one;

	if (r->has_next) {
		r->current = r->next;
		r->next = old; /* its memory is used again */
		r->has_next = false;
		return true;
	}
	db_begin(r->core->db);
	has_one = inbound_take(r->core->db, is_since(r, r->late_at, WARY_S), core_now(r->core),
	    &r->current);
	if (!has_one) {
		db_rollback(r->core->db);
		return false;
	}
	return core_commit(r->core, &err) == 0;
}

/* Whose verdicts are believed: those of the host of the inbox the message came through, and nobody
 * else's. An inbox that is not configured any more has none. */
static const char *authserv_id(const struct core *core, struct slice inbox)
{
	for (int i = 0; i < core->conf.inbox_count; i++) {
		if (slice_is(inbox, core->conf.inboxes[i].name))
			return core->conf.inboxes[i].authserv_id;
	}
	return NULL;
}

static void hand_over(struct parser *r)
{
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	int fd = memfd_make(buf_all(&r->current.message), &err);
	const char *trusted = authserv_id(r->core, buf_all(&r->current.inbox));
	int rc;

	if (fd < 0) {
		log_error("parse.memory", "inbound=%lld reason=\"%s\"", (long long)r->current.id,
		    err.text);
		return;
	}
	wire_begin(&frame, "parse.mail", (uint64_t)r->current.id);
	if (trusted != NULL)
		wire_add_text(&frame, "authserv_id", slice_of(trusted));
	wire_add_int(&frame, "tells_begun", 1);
	child_send(r->child, &frame, fd);
	buf_release(&frame);
	r->is_busy = true;
	r->is_begun = false;
	rc = sd_event_add_time_relative(r->core->event, &r->deadline, CLOCK_BOOTTIME,
	    DEADLINE_MS * 1000, 10000, on_deadline, r);
	if (rc < 0)
		bug("reader.timer", "code=%d", rc);
}

void parser_turn(struct parser *r)
{
	if (!core_is_woken(r->core, WAKE_READ) || r->is_busy || r->core->is_stopping ||
	    !child_is_running(r->child))
		return;
	(void)core_take_wake(r->core, WAKE_READ); /* it was */
	if (!take(r))
		return;
	/* Handed over again and again without an answer: whatever dies on it must stop dying. */
	if (r->current.attempts > INBOUND_HANDED_MAX) {
		quarantine(r, "it was handed over too often");
		core_wake(r->core, WAKE_READ);
		return;
	}
	hand_over(r);
}

struct parser *parser_new(struct core *core, const struct parser_events *events)
{
	static const struct child_events of_child = { on_started, on_frame, on_died };
	struct parser *r = xcalloc(1, sizeof *r);

	r->core = core;
	r->events = events;
	inbound_init(&r->current);
	inbound_init(&r->next);
	r->child = child_new(core, "dpupd-parse", "parse", &of_child, r);
	return r;
}

void parser_free(struct parser *r)
{
	if (r == NULL)
		return;
	child_free(r->child);
	r->deadline = sd_event_source_disable_unref(r->deadline);
	inbound_release(&r->current);
	inbound_release(&r->next);
	free(r);
}

void parser_json(const struct parser *r, struct buf *out)
{
	buf_printf(out, "{\"state\":\"%s\",\"read\":%lld,\"deaths\":%lld,\"late\":%lld}",
	    child_is_running(r->child) ? r->is_busy ? "busy" : "ready" : "starting",
	    (long long)r->read, (long long)r->deaths, (long long)r->late);
}
