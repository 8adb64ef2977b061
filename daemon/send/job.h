/* SPDX-License-Identifier: MIT
 * Jobs and masters, as core hands them over. A job is one message to one recipient, whole and
 * checked: what cannot be sent is refused before a word is said to the relay. A master is a
 * compiled announcement (daemon/mail/master.h) that many jobs are made from. */
#ifndef SEND_JOB_H
#define SEND_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/common/protocol.h"
#include "daemon/common/wire.h"
#include "daemon/mail/address.h"

#define JOB_MASTERS_MAX 8 /* announcements that go out at the same time from one process */

struct masters {
	struct {
		uint64_t id;
		struct slice bytes; /* a mapping; p == NULL: the place is free */
	} all[JOB_MASTERS_MAX];
};

struct job {
	uint64_t id;
	bool is_used;  /* its place in the queue is taken */
	bool has_go;   /* core has committed its intent: the final dot may go */
	bool is_begun; /* it is in the dialogue */
	bool is_8bit;
	bool is_utf8; /* the recipient takes SMTPUTF8 (RFC 6531) */
	bool is_notify_never;
	char sender[ADDRESS_SIZE]; /* "": MAIL FROM:<> */
	char recipient[ADDRESS_SIZE];
	struct buf envid;     /* xtext; empty: none */
	struct slice message; /* checked; borrowed from `mapping` or `filled` */
	struct slice mapping;
	struct buf filled; /* kept from job to job, so that it is allocated once */
};

/* The jobs that are here, in the order they came. */
#define JOB_QUEUE_MAX PROTOCOL_JOBS_MAX

struct job_queue {
	struct job places[JOB_QUEUE_MAX];
	struct job *jobs[JOB_QUEUE_MAX];
	size_t count;
};

enum job_result {
	JOB_OK,
	JOB_REFUSED,   /* not to be sent, ever; *err says why */
	JOB_MALFORMED, /* not what core sends: *err says why */
};

/* The frame send.master or send.forget. -1: malformed. `fd` stays the caller's. */
int masters_add(struct masters *m, uint64_t id, int fd, struct err *err);
int masters_forget(struct masters *m, uint64_t id, struct err *err);
void masters_release(struct masters *m);

void job_init(struct job *job);
/* The frame send.job; `fd` (or -1) stays the caller's. Whatever the result, job->id is set. */
enum job_result job_read(struct job *job, const struct wire *w, int fd, const struct masters *m,
    struct err *err);
/* Puts header fields before the message of a job that was read. */
void job_prepend(struct job *job, struct slice fields);
/* Forgets the job, keeps the memory for the next one. */
void job_clear(struct job *job);
void job_release(struct job *job);

void job_queue_init(struct job_queue *q);
void job_queue_release(struct job_queue *q);
/* A place at the end, for job_read(); NULL where the queue is full. */
struct job *job_queue_add(struct job_queue *q);
/* NULL where there is none. */
struct job *job_queue_find(const struct job_queue *q, uint64_t id);
/* The first that is not begun; NULL where there is none. */
struct job *job_queue_next(const struct job_queue *q);
/* Clears it, too. */
void job_queue_remove(struct job_queue *q, struct job *job);

#endif
