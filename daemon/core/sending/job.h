/* SPDX-License-Identifier: MIT
 * A leased delivery as the frame send.job: a letter's bytes, or an announcement's number and the
 * values of its slots. */
#ifndef CORE_JOB_H
#define CORE_JOB_H

#include "daemon/common/bundle.h"
#include "daemon/core/loop/child.h"
#include "daemon/core/loop/core.h"
#include "daemon/core/outbox/outbox.h"

/* Which compiled announcements a sender process holds; it keeps at most this many. */
#define JOB_MASTERS_MAX 8

/* What a sender process is told. */
struct job_stream {
	int64_t masters[JOB_MASTERS_MAX]; /* newest first, 0: none */
	struct bundle jobs;               /* not sent yet */
};

/* The master used last, as sealed memory that every sender gets. */
struct job_cache {
	int64_t id;
	int fd;
};

void job_stream_init(struct job_stream *stream);
void job_stream_release(struct job_stream *stream);
/* The process was started anew: it holds nothing. */
void job_stream_clear(struct job_stream *stream);
void job_cache_init(struct job_cache *c);
void job_cache_release(struct job_cache *c);

/* Gives the job to a sender, for its connection `lane`, and its go with it where it `may_finish`;
 * by job_flush() at the latest. False, and logged, where its message cannot be made; nothing is
 * sent then. */
bool job_send(struct core *core, struct job_cache *cache, struct job_stream *stream,
    struct child *child, int lane, const struct outbox_item *item, bool may_finish);
void job_flush(struct job_stream *stream, struct child *child);

#endif
