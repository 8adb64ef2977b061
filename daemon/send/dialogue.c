/* SPDX-License-Identifier: MIT
 * Transactions; see conversation.h. At most two are open: the one whose final dot was queued, and
 * the one whose envelope follows it. Every command that was queued stands in `expected` with
 * the position in the stream where it ends, in the order in which the replies must come; a
 * reply to what was not yet written is no reply.
 *
 * A refused or abandoned transaction goes on without a job until its last reply, because the
 * server may say 354 to its DATA in spite. Then a lone dot ends it where no recipient was
 * accepted (RFC 2920 §3.1); where one was, a dot would deliver an empty message to somebody,
 * and only closing the connection helps. */
#include "daemon/send/dialogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/send/envelope.h"
#include "daemon/send/message.h"

#define TRANSACTIONS_MAX 2
#define EXPECTED_MAX 8     /* dot, RSET, MAIL, RCPT, DATA, and room */
#define EVENTS_MAX 4       /* BROKEN, and SETTLED for each transaction */
#define BLOCK (256 * 1024) /* of a body in memory at a time; most messages are one */

enum command { MAIL, RCPT, DATA, DOT, LONE_DOT, RSET };

enum state {
	ENVELOPE, /* MAIL, RCPT, DATA: some written, some answered */
	READY,    /* 354 is here: it waits for its go */
	BODY,     /* being moved to the output */
	ENDED,    /* the final dot is queued */
	DISCARD,  /* a lone dot is queued */
};

struct transaction {
	struct job *job; /* NULL: settled or abandoned, but replies are still to come */
	enum state state;
	enum command last;    /* the last of MAIL, RCPT, DATA that was queued */
	enum command awaited; /* which of them has the next reply */
	bool is_open;         /* MAIL was accepted */
	bool has_recipient;   /* RCPT was accepted */
	struct slice rest;    /* of the message, not yet moved to the output */
	uint64_t dot_at;      /* where in the stream its final dot stands */
};

struct expected {
	enum command command;
	struct transaction *transaction; /* of a RSET: the one that waits for it, or NULL */
	uint64_t end;                    /* where in the stream the command ends */
};

struct dialogue {
	struct capabilities caps;
	struct transaction transactions[TRANSACTIONS_MAX]; /* a ring */
	size_t first, count;
	struct expected expected[EXPECTED_MAX]; /* a ring */
	size_t expected_first, expected_count;
	struct dialogue_event events[EVENTS_MAX]; /* a ring */
	size_t events_first, events_count;
	struct smtp_reply reply;
	struct buf out;
	size_t out_at;    /* what of `out` was written */
	uint64_t written; /* bytes of the stream that were written */
	uint64_t replies;
	bool needs_rset; /* a transaction was left open at the server */
	bool is_dead;    /* BROKEN or RESTART was told */
};

static const enum stage stages[] = {
	[MAIL] = STAGE_MAIL,
	[RCPT] = STAGE_RCPT,
	[DATA] = STAGE_DATA,
	[DOT] = STAGE_DOT,
	[LONE_DOT] = STAGE_DATA,
	[RSET] = STAGE_MAIL,
};

struct dialogue *dialogue_new(const struct capabilities *caps)
{
	struct dialogue *d = xcalloc(1, sizeof *d);

	d->caps = *caps;
	buf_init(&d->out);
	smtp_reply_init(&d->reply);
	return d;
}

void dialogue_free(struct dialogue *d)
{
	if (d == NULL)
		return;
	buf_release(&d->out);
	free(d);
}

static struct transaction *transaction_at(struct dialogue *d, size_t i)
{
	return &d->transactions[(d->first + i) % TRANSACTIONS_MAX];
}

static const struct transaction *front(const struct dialogue *d)
{
	return d->count > 0 ? &d->transactions[d->first] : NULL;
}

/* Where the stream will be when all of `out` is written. */
static uint64_t position(const struct dialogue *d)
{
	return d->written + (d->out.n - d->out_at);
}

/* --- events --- */

static struct dialogue_event *add_event(struct dialogue *d, enum dialogue_event_kind kind)
{
	struct dialogue_event *e;

	if (d->events_count == EVENTS_MAX)
		bug("dialogue.events", "count=%zu", d->events_count);
	e = &d->events[(d->events_first + d->events_count++) % EVENTS_MAX];
	memset(e, 0, offsetof(struct dialogue_event, text));
	e->text[0] = '\0';
	e->kind = kind;
	return e;
}

static struct dialogue_event *settle(struct dialogue *d, struct transaction *t,
    enum outcome outcome, enum stage stage, const char *text)
{
	struct dialogue_event *e = add_event(d, DIALOGUE_SETTLED);

	e->job = t->job;
	e->outcome = outcome;
	e->stage = stage;
	str_put(e->text, sizeof e->text, "%s", text);
	t->job = NULL;
	return e;
}

/* As settle(), by the reply that was just read. */
static void settle_by_reply(struct dialogue *d, struct transaction *t, enum outcome outcome,
    enum stage stage)
{
	struct dialogue_event *e = settle(d, t, outcome, stage, d->reply.text);

	e->code = d->reply.code;
	memcpy(e->status, d->reply.status, sizeof e->status);
}

static void restart(struct dialogue *d)
{
	(void)add_event(d, DIALOGUE_RESTART);
	d->is_dead = true;
}

static void tell_broken(struct dialogue *d, enum cause cause, const char *text)
{
	struct dialogue_event *e = add_event(d, DIALOGUE_BROKEN);

	e->cause = cause;
	str_put(e->text, sizeof e->text, "%s", text);
	d->is_dead = true;
}

/* How far a transaction had come that gets no more replies. */
static enum stage stage_of(const struct dialogue *d, const struct transaction *t)
{
	switch (t->state) {
	case ENVELOPE:
		return stages[t->awaited];
	case READY:
	case DISCARD:
		return STAGE_DATA;
	case BODY:
	case ENDED:
		break;
	}
	return t->state == ENDED && d->written > t->dot_at ? STAGE_DOT : STAGE_BODY;
}

static void settle_rest(struct dialogue *d, const char *text)
{
	for (size_t i = 0; i < d->count; i++) {
		struct transaction *t = transaction_at(d, i);
		enum stage stage = stage_of(d, t);

		if (t->job != NULL)
			(void)settle(d, t, verdict_of_silence(stage == STAGE_DOT), stage, text);
	}
}

void dialogue_break(struct dialogue *d, enum cause cause, const char *text)
{
	if (d->is_dead)
		return;
	tell_broken(d, cause, text);
	settle_rest(d, text);
}

bool dialogue_event(struct dialogue *d, struct dialogue_event *event_r)
{
	if (d->events_count == 0)
		return false;
	*event_r = d->events[d->events_first];
	d->events_first = (d->events_first + 1) % EVENTS_MAX;
	d->events_count--;
	return true;
}

/* --- output --- */

static void expect(struct dialogue *d, enum command command, struct transaction *t)
{
	if (d->expected_count == EXPECTED_MAX)
		bug("dialogue.expected", "count=%zu", d->expected_count);
	d->expected[(d->expected_first + d->expected_count++) % EXPECTED_MAX] = (struct expected){
		command, t, position(d)
	};
}

static void queue_command(struct dialogue *d, struct transaction *t, enum command command)
{
	switch (command) {
	case MAIL:
		envelope_mail(t->job, &d->caps, &d->out);
		break;
	case RCPT:
		envelope_rcpt(t->job, &d->caps, &d->out);
		break;
	case DATA:
		buf_text(&d->out, "DATA\r\n");
		break;
	case LONE_DOT:
	case DOT:
		buf_text(&d->out, ".\r\n");
		break;
	case RSET:
		buf_text(&d->out, "RSET\r\n");
		break;
	}
	if (command <= DATA)
		t->last = command;
	expect(d, command, t);
}

bool dialogue_wants_job(const struct dialogue *d)
{
	if (d->is_dead || d->count == TRANSACTIONS_MAX || d->events_count > 0)
		return false;
	return d->count == 0 || (d->caps.has_pipelining && front(d)->state == ENDED);
}

void dialogue_begin(struct dialogue *d, struct job *job)
{
	struct transaction *t = transaction_at(d, d->count);
	char text[SMTP_REPLY_TEXT_MAX + 1];
	const char *status = envelope_refusal(job, &d->caps, text);

	*t = (struct transaction){ .job = job, .state = ENVELOPE };
	if (status != NULL) {
		struct dialogue_event *e = settle(d, t, OUTCOME_FAILED, STAGE_MESSAGE, "");

		str_put(e->status, sizeof e->status, "%s", status);
		str_put(e->text, sizeof e->text, "%s %s", status, text); /* as relays write it */
		return;
	}
	d->count++;
	if (d->needs_rset)
		queue_command(d, d->caps.has_pipelining ? NULL : t, RSET);
	if (!d->needs_rset || d->caps.has_pipelining)
		queue_command(d, t, MAIL);
	if (d->caps.has_pipelining) {
		queue_command(d, t, RCPT);
		queue_command(d, t, DATA);
	}
	d->needs_rset = false;
}

void dialogue_advance(struct dialogue *d)
{
	struct transaction *t = transaction_at(d, 0);

	if (d->is_dead || d->count == 0)
		return;
	if (t->state == READY && t->job->has_go) {
		t->state = BODY;
		t->rest = t->job->message;
	}
	if (t->state != BODY || d->out.n - d->out_at >= BLOCK)
		return;
	message_stuff(&d->out, &t->rest, BLOCK);
	if (t->rest.n > 0)
		return;
	if (d->out.p[d->out.n - 1] != '\n')
		buf_text(&d->out, "\r\n");
	t->state = ENDED;
	t->dot_at = position(d);
	queue_command(d, t, DOT);
}

struct slice dialogue_output(const struct dialogue *d)
{
	return d->is_dead ? SLICE_NONE : slice_from(buf_all(&d->out), d->out_at);
}

void dialogue_wrote(struct dialogue *d, size_t n)
{
	d->out_at += n;
	d->written += n;
	if (d->out_at < d->out.n)
		return;
	buf_clear(&d->out);
	d->out_at = 0;
}

/* --- replies --- */

static void end_transaction(struct dialogue *d, bool needs_rset)
{
	d->first = (d->first + 1) % TRANSACTIONS_MAX;
	d->count--;
	d->needs_rset = needs_rset;
}

static void break_by_garbage(struct dialogue *d)
{
	char text[SMTP_REPLY_TEXT_MAX + 64];

	str_put(text, sizeof text, "the relay's replies are out of step: %d %s", d->reply.code,
	    d->reply.text);
	dialogue_break(d, CAUSE_NETWORK, text);
}

/* A reply that puts the relay out of use; `t` may have no job. */
static void break_by_reply(struct dialogue *d, struct transaction *t, const struct verdict *v,
    enum stage stage)
{
	static const char *const words[] = {
		[CAUSE_NETWORK] = "the relay cannot be used",
		[CAUSE_TLS] = "the relay wants encryption",
		[CAUSE_AUTH] = "the relay wants another authentication",
		[CAUSE_REFUSED] = "the relay refuses our mail",
		[CAUSE_BUSY] = "the relay is busy",
	};
	char text[SMTP_REPLY_TEXT_MAX + 64];

	str_put(text, sizeof text, "%s: %d %s", words[v->cause], d->reply.code, d->reply.text);
	tell_broken(d, v->cause, text);
	if (t != NULL && t->job != NULL)
		settle_by_reply(d, t, v->outcome, stage);
	settle_rest(d, text);
}

/* The transaction has no job any more: is this reply its last? */
static void wind_up(struct dialogue *d, struct transaction *t, enum command command)
{
	if (command != t->last)
		return;
	if (command != DATA || d->reply.code != 354) {
		end_transaction(d, t->is_open);
		return;
	}
	if (t->has_recipient) {
		restart(d);
		return;
	}
	t->state = DISCARD;
	queue_command(d, t, LONE_DOT);
}

static void on_envelope(struct dialogue *d, struct transaction *t, enum command command)
{
	enum stage stage = stages[command];
	struct verdict v = verdict_of_reply(stage, d->reply.code, d->reply.status);

	t->awaited = command;
	if (v.ruling == RULING_GARBAGE) {
		break_by_garbage(d);
		return;
	}
	if (v.ruling == RULING_SETTLE && v.cause != CAUSE_NONE) {
		break_by_reply(d, t, &v, stage);
		return;
	}
	if (command < DATA)
		t->awaited = command + 1;
	if (v.ruling == RULING_GO_ON && command == MAIL)
		t->is_open = true;
	if (v.ruling == RULING_GO_ON && command == RCPT)
		t->has_recipient = true;
	if (v.ruling == RULING_SETTLE && t->job != NULL)
		settle_by_reply(d, t, v.outcome, stage);
	if (t->job == NULL)
		wind_up(d, t, command);
	else if (command == DATA)
		t->state = READY;
	else if (command == t->last)
		queue_command(d, t, command + 1);
}

static void on_dot(struct dialogue *d, struct transaction *t)
{
	struct verdict v = verdict_of_reply(STAGE_DOT, d->reply.code, d->reply.status);

	if (v.ruling != RULING_SETTLE) {
		break_by_garbage(d);
	} else if (v.cause != CAUSE_NONE) {
		break_by_reply(d, t, &v, STAGE_DOT);
	} else {
		settle_by_reply(d, t, v.outcome, STAGE_DOT);
		end_transaction(d, false);
	}
}

/* The server speaks before it has the whole message. A refusal counts, but what it makes of the
 * rest of the body is anybody's guess. */
static void on_early(struct dialogue *d, struct transaction *t)
{
	struct verdict v = verdict_of_reply(STAGE_BODY, d->reply.code, d->reply.status);

	if (v.ruling != RULING_SETTLE) {
		break_by_garbage(d);
	} else if (v.cause != CAUSE_NONE) {
		break_by_reply(d, t, &v, STAGE_BODY);
	} else {
		settle_by_reply(d, t, v.outcome, STAGE_BODY);
		restart(d);
	}
}

/* RSET, or a lone dot. `t` is NULL where nothing waits for the reply. */
static void on_cleanup(struct dialogue *d, struct transaction *t, enum command command)
{
	struct verdict v = verdict_of_reply(STAGE_MAIL, d->reply.code, d->reply.status);

	if (v.cause == CAUSE_BUSY)
		break_by_reply(d, t, &v, STAGE_MAIL);
	else if (command == LONE_DOT)
		end_transaction(d, true);
	else if (v.ruling != RULING_GO_ON)
		restart(d); /* a server without RSET: a new connection is clean */
	else if (t != NULL && t->job != NULL)
		queue_command(d, t, MAIL);
	else if (t != NULL)
		end_transaction(d, false);
}

/* Nothing was asked. Servers say 421 when they close (RFC 5321 §3.8). */
static void on_stray(struct dialogue *d)
{
	struct verdict v = verdict_of_reply(STAGE_MAIL, d->reply.code, d->reply.status);

	if (v.cause == CAUSE_BUSY)
		break_by_reply(d, NULL, &v, STAGE_MAIL);
	else
		break_by_garbage(d);
}

static void on_reply(struct dialogue *d)
{
	const struct expected *e = &d->expected[d->expected_first];
	struct transaction *t = transaction_at(d, 0);
	bool is_asked = d->expected_count > 0 && e->end <= d->written;

	if (!is_asked) {
		if (d->count > 0 && t->job != NULL && (t->state == BODY || t->state == ENDED))
			on_early(d, t);
		else
			on_stray(d);
		return;
	}
	d->expected_first = (d->expected_first + 1) % EXPECTED_MAX;
	d->expected_count--;
	switch (e->command) {
	case MAIL:
	case RCPT:
	case DATA:
		on_envelope(d, e->transaction, e->command);
		break;
	case DOT:
		on_dot(d, e->transaction);
		break;
	case LONE_DOT:
	case RSET:
		on_cleanup(d, e->transaction, e->command);
		break;
	}
}

void dialogue_input(struct dialogue *d, struct slice *bytes)
{
	if (d->is_dead) {
		*bytes = SLICE_NONE;
		return;
	}
	switch (smtp_reply_feed(&d->reply, bytes)) {
	case SMTP_REPLY_PARTIAL:
		break;
	case SMTP_REPLY_COMPLETE:
		d->replies++;
		on_reply(d);
		break;
	case SMTP_REPLY_GARBAGE:
		dialogue_break(d, CAUSE_NETWORK, "the relay answers what is not SMTP");
		break;
	}
}

void dialogue_abandon(struct dialogue *d, const struct job *job)
{
	for (size_t i = 0; i < d->count; i++) {
		struct transaction *t = transaction_at(d, i);

		if (t->job != job)
			continue;
		if (t->state > READY)
			bug("dialogue.abandon", "id=%llu state=%d", (unsigned long long)job->id,
			    t->state);
		t->job = NULL;
		if (t->state == READY && !d->is_dead)
			restart(d);
	}
}

/* --- questions --- */

enum dialogue_wait dialogue_wait(const struct dialogue *d)
{
	const struct expected *e = &d->expected[d->expected_first];

	if (dialogue_output(d).n > 0)
		return DIALOGUE_WRITING;
	if (d->expected_count > 0)
		return e->command == DOT ? DIALOGUE_ANSWER : DIALOGUE_REPLY;
	return d->count > 0 ? DIALOGUE_GO : DIALOGUE_IDLE;
}

bool dialogue_is_idle(const struct dialogue *d)
{
	return !d->is_dead && dialogue_wait(d) == DIALOGUE_IDLE;
}

uint64_t dialogue_replies(const struct dialogue *d)
{
	return d->replies;
}
