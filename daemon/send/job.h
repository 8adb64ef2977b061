/* SPDX-License-Identifier: MIT
 * Jobs and masters, as core hands them over. A job is one message to one recipient, whole and
 * checked: what cannot be sent is refused before a word is said to the relay. A master is a
 * compiled announcement (daemon/mail/master.h) that many jobs are made from. */
#ifndef SEND_JOB_H
#define SEND_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "../common/buf.h"
#include "../common/err.h"
#include "../common/wire.h"
#include "../mail/address.h"

#define JOB_MASTERS_MAX 8	/* announcements that go out at the same time over one connection */

struct masters {
	struct {
		uint64_t id;
		struct slice bytes;	/* a mapping; p == NULL: the place is free */
	} all[JOB_MASTERS_MAX];
};

struct job {
	uint64_t id;
	bool is_used;		/* this place holds a job */
	bool has_go;		/* core has committed its intent: the final dot may go */
	bool is_begun;		/* it is in the dialogue */
	bool is_8bit;
	bool is_notify_never;
	char sender[ADDRESS_SIZE];	/* "": MAIL FROM:<> */
	char recipient[ADDRESS_SIZE];
	struct buf envid;	/* xtext; empty: none */
	struct slice message;	/* borrowed from `mapping` or `filled`; has passed message_check() */
	struct slice mapping;
	struct buf filled;	/* kept from job to job, so that it is allocated once */
};

enum job_result {
	JOB_OK,
	JOB_REFUSED,	/* not to be sent, ever; *err says why */
	JOB_MALFORMED,	/* not what core sends: *err says why */
};

/* The frame send.master or send.forget. -1: malformed. `fd` stays the caller's. */
int masters_add(struct masters *m, uint64_t id, int fd, struct err *err);
int masters_forget(struct masters *m, uint64_t id, struct err *err);
void masters_release(struct masters *m);

void job_init(struct job *job);
/* The frame send.job; `fd` (or -1) stays the caller's. Whatever the result, job->id is set. */
enum job_result job_read(struct job *job, const struct wire *w, int fd, const struct masters *m,
    struct err *err);
/* Forgets the job, keeps the memory for the next one. */
void job_clear(struct job *job);
void job_release(struct job *job);

#endif
