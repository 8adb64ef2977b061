/* SPDX-License-Identifier: MIT
 * The SMTP transactions of one connection, from after EHLO and AUTH on: bytes in, bytes and
 * events out. It knows no socket and no clock, so every break of a dialogue can be tested.
 *
 * With PIPELINING (RFC 2920) MAIL, RCPT and DATA of a message are one write, and those of the
 * next message go out with this one's body: one round trip a message. What must never happen:
 * the final dot of a job is queued for writing before the job has its go.
 *
 * The user's loop: dialogue_advance(), dialogue_begin() while dialogue_wants_job(), write what
 * dialogue_output() gives, hand what was read to dialogue_input(), and take the events after
 * each of these. */
#ifndef SEND_DIALOGUE_H
#define SEND_DIALOGUE_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/send/capability.h"
#include "daemon/send/job.h"
#include "daemon/send/smtp_reply.h"
#include "daemon/send/verdict.h"

enum dialogue_event_kind {
	DIALOGUE_SETTLED, /* a job has its outcome; it is not in the dialogue any more */
	DIALOGUE_BROKEN,  /* the relay is not to be used for now: close, tell core. Comes
	                   * before the SETTLED of the jobs it takes with it */
	DIALOGUE_RESTART, /* the connection is of no more use, the relay is: close, connect
	                   * again. Jobs not settled were not sent, and begin anew there */
};

struct dialogue_event {
	enum dialogue_event_kind kind;
	struct job *job; /* SETTLED */
	enum outcome outcome;
	enum stage stage;
	int code; /* 0: without a reply */
	char status[SMTP_STATUS_SIZE];
	enum cause cause;                    /* BROKEN */
	char text[SMTP_REPLY_TEXT_MAX + 64]; /* the reply, or a sentence */
};

/* What the other side is waited for, for the timeouts. */
enum dialogue_wait {
	DIALOGUE_IDLE, /* nothing: no transaction is open */
	DIALOGUE_GO,   /* our own core */
	DIALOGUE_REPLY,
	DIALOGUE_ANSWER,  /* the reply to a final dot */
	DIALOGUE_WRITING, /* bytes are still to be written */
};

/* Ready for the first job. */
struct dialogue *dialogue_new(const struct capabilities *caps);
void dialogue_free(struct dialogue *d);

bool dialogue_wants_job(const struct dialogue *d);
/* Only where it wants one. The job stays the caller's and must stay as it is until its SETTLED
 * event, dialogue_abandon() or dialogue_free(). It may be settled at once. */
void dialogue_begin(struct dialogue *d, struct job *job);
/* Looks at the go of the job in front, and moves its body to the output. */
void dialogue_advance(struct dialogue *d);
/* The job, which has no go, is not to be sent; no event tells of it. */
void dialogue_abandon(struct dialogue *d, const struct job *job);

/* What is to be written now, borrowed until the next call; empty: nothing. */
struct slice dialogue_output(const struct dialogue *d);
void dialogue_wrote(struct dialogue *d, size_t n);
/* Takes bytes off the front of *bytes, at most one reply. */
void dialogue_input(struct dialogue *d, struct slice *bytes);
/* The connection ended, or is given up: settles what is in the dialogue. Nothing where it has
 * ended already. */
void dialogue_break(struct dialogue *d, enum cause cause, const char *text);

/* Takes the next event. */
bool dialogue_event(struct dialogue *d, struct dialogue_event *event_r);
enum dialogue_wait dialogue_wait(const struct dialogue *d);
/* May be closed with QUIT: not in the middle of anything. */
bool dialogue_is_idle(const struct dialogue *d);
/* How many complete replies have come in. */
uint64_t dialogue_replies(const struct dialogue *d);

#endif
