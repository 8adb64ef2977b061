/* SPDX-License-Identifier: MIT
 * The processes of the pool (sender_pool.h), each with some connections, and what they report. What
 * a process had under way when it dies is settled here: in doubt where it had its go, given back
 * where not. */
#include "daemon/core/sending/sender_parts.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/loop/child.h"

#define IDLE_S 60 /* relays close idle connections after minutes: we are first */
/* A connection that hands everything back without saying why is not used for a while. */
#define STRIKES_MAX 5

/* --- results --- */

void sender_add_result(struct sender_pool *pool, const struct sender *s,
    const struct sender_job *job, enum outbox_outcome outcome, const char *stage, int64_t code,
    struct slice reply)
{
	struct outbox_result *r;

	if (pool->result_count == pool->result_cap) {
		pool->result_cap = pool->result_cap == 0 ? 64 : pool->result_cap * 2;
		pool->results = xreallocarray(pool->results, pool->result_cap,
		    sizeof *pool->results);
	}
	r = &pool->results[pool->result_count++];
	*r = (struct outbox_result){ .id = job->item.id,
		.outcome = outcome,
		.code = code,
		.from = job->may_finish ? DELIVERY_SENDING : DELIVERY_LEASED,
		.attempts = job->item.attempts,
		.doubts = job->item.doubts,
		.relay = s->relay->name };
	str_put(r->stage, sizeof r->stage, "%s", stage);
	str_put(r->reply, sizeof r->reply, "%.*s",
	    SLICE_ARG(slice_sub(reply, 0, utf8_cut(reply, sizeof r->reply - 1))));
	core_wake(pool->core, WAKE_SEND);
}

void sender_remove_job(struct sender *s, int i)
{
	s->job_count--;
	memmove(&s->jobs[i], &s->jobs[i + 1], (size_t)(s->job_count - i) * sizeof s->jobs[0]);
}

static int find_job(const struct sender *s, uint64_t id)
{
	for (int i = 0; i < s->job_count; i++) {
		if ((uint64_t)s->jobs[i].item.id == id)
			return i;
	}
	return -1;
}

static int find_carried(const struct carrier *c, uint64_t id, struct sender **s_r)
{
	int at = -1;

	for (int i = 0; at < 0 && i < c->lane_count; i++) {
		*s_r = c->lanes[i];
		at = find_job(c->lanes[i], id);
	}
	return at;
}

static bool parse_outcome(struct slice text, enum outbox_outcome *outcome_r)
{
	for (int i = OUTBOX_SENT; i <= OUTBOX_RETURNED; i++) {
		if (!slice_is(text, outbox_outcome_text((enum outbox_outcome)i)))
			continue;
		*outcome_r = (enum outbox_outcome)i;
		return true;
	}
	return false;
}

/* This relay stands in for one that would take it (core.lacks_utf8). */
static bool can_other_relay(const struct sender_pool *pool, const struct wire *w)
{
	return pool->relay_count > 1 && slice_is(wire_text(w, "status"), PROTOCOL_STATUS_NO_UTF8) &&
	    slice_is(wire_text(w, "stage"), "message");
}

/* The stages there are (send/verdict.h), for the log and the journal; NULL where it is none. */
static const char *stage_of(struct slice text)
{
	static const char *const names[] = { "message", "connect", "mail", "rcpt", "data", "body",
		"dot" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (slice_is(text, names[i]))
			return names[i];
	}
	return NULL;
}

/* "5.1.1", "TLS1.3": nothing that could be more than one word of a log or a table. */
static bool is_word(struct slice text, size_t size)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		        c == '.' || c == '-'))
			return false;
	}
	return text.n < size;
}

/* Had the relay begun with the message when it gave up? */
static bool is_in_transaction(struct slice stage)
{
	return slice_is(stage, "mail") || slice_is(stage, "rcpt") || slice_is(stage, "data") ||
	    slice_is(stage, "body");
}

/* False where the frame is not one a sender may send now. */
static bool take_result(struct sender_pool *pool, struct carrier *c, const struct wire *w)
{
	struct sender *s = NULL;
	int i = find_carried(c, w->id, &s);
	enum outbox_outcome outcome;
	const char *stage = stage_of(wire_text(w, "stage"));
	struct slice tls = wire_text(w, "tls"), status = wire_text(w, "status");
	struct outbox_result *told;

	if (!parse_outcome(wire_text(w, "outcome"), &outcome) || stage == NULL ||
	    !is_word(tls, sizeof told->tls) || !is_word(status, sizeof told->status))
		return false;
	if (outcome == OUTBOX_FAILED && can_other_relay(pool, w))
		outcome = OUTBOX_RETRY;
	if (i < 0)
		return true; /* a job that was dropped while its answer was under way */
	/* What had no go cannot have been sent; a sender that says so is broken. */
	if (!s->jobs[i].may_finish && (outcome == OUTBOX_SENT || outcome == OUTBOX_UNSURE))
		return false;
	sender_add_result(pool, s, &s->jobs[i], outcome, stage, wire_int(w, "code", 0, 999, 0),
	    wire_text(w, "text"));
	told = &pool->results[pool->result_count - 1];
	str_put(told->tls, sizeof told->tls, "%.*s", SLICE_ARG(tls));
	str_put(told->status, sizeof told->status, "%.*s", SLICE_ARG(status));
	told->is_in_it = s->is_broken && is_in_transaction(wire_text(w, "stage"));
	told->was_well = s->was_well;
	s->is_broken = false;
	if (outcome == OUTBOX_RETURNED)
		s->relay->strikes++;
	else
		s->relay->strikes = 0;
	if (outcome == OUTBOX_SENT) {
		s->relay->sent++;
		relay_is_well(s->relay, core_now(pool->core));
		child_is_well(c->child);
	}
	sender_remove_job(s, i);
	if (s->relay->strikes >= STRIKES_MAX)
		relay_pause(s->relay, "busy", slice_of("the relay ends each connection early"),
		    core_now(pool->core));
	return true;
}

/* --- children --- */

static void on_started(void *context, struct child *child)
{
	struct carrier *c = context;
	struct sender_pool *pool = c->relay->pool;
	struct buf frame = BUF_INIT;

	relay_start_frame(c->relay, IDLE_S, pool->core->conf.sending.answer_s, &frame);
	child_send(child, &frame, -1);
	buf_release(&frame);
	job_stream_clear(&c->stream);
	for (int i = 0; i < c->lane_count; i++)
		c->lanes[i]->is_probing = c->lanes[i]->is_broken = false;
	core_wake(pool->core, WAKE_SEND);
}

static bool take_frame(void *context, const struct wire *w)
{
	struct carrier *c = context;
	struct sender_pool *pool = c->relay->pool;
	int64_t lane;

	if (wire_is(w, "send.result"))
		return take_result(pool, c, w);
	lane = wire_int(w, "lane", 0, PROTOCOL_LANES_MAX - 1, 0);
	if (!wire_is(w, "send.relay") || lane >= c->lane_count)
		return false;
	c->lanes[lane]->is_probing = false;
	/* The first result after this is the message it happened in; those behind it have no part
	 * in it. */
	c->lanes[lane]->is_broken = slice_is(wire_text(w, "state"), "down");
	c->lanes[lane]->was_well = c->relay->breaker.state == BREAKER_CLOSED;
	relay_report(c->relay, w, core_now(pool->core));
	pool->core->lacks_utf8 = pool->relays[0].smtputf8 == RELAY_OFFERS_NOT;
	core_wake(pool->core, WAKE_SEND);
	return true;
}

static void on_frame(void *context, struct child *child, const struct wire *w, int fd)
{
	struct err err = ERR_INIT;

	(void)fd;
	if (!bundle_each(w, take_frame, context, &err))
		child_kill(child, "it sent a frame that is not a sender's");
}

/* With a go the final dot may have gone and been accepted: nobody can tell any more. */
static void lose_jobs(struct sender_pool *pool, struct sender *s, const char *how)
{
	while (s->job_count > 0) {
		sender_add_result(pool, s, &s->jobs[0],
		    s->jobs[0].may_finish ? OUTBOX_UNSURE : OUTBOX_RETURNED, "dot", 0,
		    slice_of(how));
		sender_remove_job(s, 0);
	}
}

static void on_died(void *context, struct child *child, const char *how)
{
	struct carrier *c = context;

	(void)child;
	for (int i = 0; i < c->lane_count; i++)
		lose_jobs(c->relay->pool, c->lanes[i], how);
	core_wake(c->relay->pool->core, WAKE_SEND);
}

/* Connections of one process: as many processes as can run at a time, so that signing uses every
 * processor and each wakes for several connections at once. */
static int lanes_of(const struct sender_pool *pool, const struct relay *relay)
{
	int lanes = ((int)relay->conf->connections + pool->processors - 1) / pool->processors;

	return lanes > PROTOCOL_LANES_MAX ? PROTOCOL_LANES_MAX : lanes;
}

static struct carrier *carrier_of(struct sender_pool *pool, int relay, int i)
{
	static const struct child_events events = { on_started, on_frame, on_died };
	struct carrier **c = &pool->carriers[relay][i / lanes_of(pool, &pool->relays[relay])];

	if (*c != NULL)
		return *c;
	*c = xcalloc(1, sizeof **c);
	(*c)->relay = &pool->relays[relay];
	job_stream_init(&(*c)->stream);
	str_put((*c)->label, sizeof(*c)->label, "%.60s/%d", (*c)->relay->name,
	    (int)(c - pool->carriers[relay]) + 1);
	(*c)->child = child_new(pool->core, "dpupd-send", (*c)->label, &events, *c);
	return *c;
}

void carrier_add_sender(struct sender_pool *pool, int relay, int i)
{
	struct sender *s = xcalloc(1, sizeof *s);

	s->relay = &pool->relays[relay];
	s->carrier = carrier_of(pool, relay, i);
	s->lane = s->carrier->lane_count++;
	s->carrier->lanes[s->lane] = s;
	pool->senders[relay][i] = s;
}

void carrier_free_all(struct sender_pool *pool)
{
	for (int r = 0; r < CONF_RELAYS_MAX; r++) {
		for (int i = 0; i < SENDERS_MAX && pool->senders[r][i] != NULL; i++) {
			free(pool->senders[r][i]);
			pool->senders[r][i] = NULL;
		}
		for (int i = 0; i < SENDERS_MAX && pool->carriers[r][i] != NULL; i++) {
			child_free(pool->carriers[r][i]->child);
			job_stream_release(&pool->carriers[r][i]->stream);
			free(pool->carriers[r][i]);
			pool->carriers[r][i] = NULL;
		}
	}
}
