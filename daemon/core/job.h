/* SPDX-License-Identifier: MIT
 * A leased delivery as the frame send.job: a letter's bytes, or an announcement's number and the
 * values of its slots. */
#ifndef CORE_JOB_H
#define CORE_JOB_H

#include "child.h"
#include "core.h"
#include "outbox.h"

/* Which compiled announcements a sender process holds; it keeps at most this many. */
#define JOB_MASTERS_MAX 8

struct job_masters {
	int64_t ids[JOB_MASTERS_MAX];	/* newest first, 0: none */
};

/* The master used last, as sealed memory that every sender gets. */
struct job_cache {
	int64_t id;
	int fd;
};

void job_masters_clear(struct job_masters *m);
void job_cache_init(struct job_cache *c);
void job_cache_release(struct job_cache *c);

/* Sends the job to a sender, for its connection `lane`, and with it the go of delivery `go_id` (0: of none): one frame wakes the
 * sender once. False, and logged, where its message cannot be made; nothing was sent then. */
bool job_send(struct core *core, struct job_cache *cache, struct job_masters *masters,
    struct child *child, int lane, const struct outbox_item *item, int64_t go_id);

#endif
