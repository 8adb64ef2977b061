/* SPDX-License-Identifier: MIT
 * What the pool of senders is made of; for its own files alone (sender_turn.c, sender_pool.c,
 * sender_process.c). All else knows sender_pool.h. */
#ifndef CORE_SENDER_PARTS_H
#define CORE_SENDER_PARTS_H

#include "daemon/common/protocol.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/sending/group_commit.h"
#include "daemon/core/sending/job.h"
#include "daemon/core/sending/relay.h"
#include "daemon/core/sending/sender_pool.h"

#define JOBS_PER_SENDER PROTOCOL_JOBS_MAX
#define SENDERS_MAX 64 /* per relay: the bound of its key `connections` */

struct sender_job {
	struct outbox_item item;
	bool may_finish;  /* its send.go was sent */
	uint64_t foreign; /* foreign_commits() when it was leased */
};

/* A dpupd-send, and the connections it holds. */
struct carrier {
	struct relay *relay;
	struct child *child;
	struct job_stream stream;
	struct sender *lanes[PROTOCOL_LANES_MAX];
	int lane_count;
	int64_t goes[PROTOCOL_LANES_MAX]; /* committed in this turn, and not told yet */
	int go_count;
	char label[80];
};

/* A connection. */
struct sender {
	struct relay *relay;
	struct carrier *carrier;
	int lane; /* its number there */
	struct sender_job
	    jobs[JOBS_PER_SENDER]; /* [0] may finish or is next to; the others wait behind it */
	int job_count;
	bool is_probing; /* it was asked to connect, and has not said how that went */
	bool is_broken;  /* it said that the relay is down, and not yet what became of its first job
	                  */
	bool was_well;   /* the relay was in use when it said so */
};

struct action {
	enum { ACTION_GO, ACTION_DROP, ACTION_JOB } kind;
	struct sender *sender;
	struct outbox_item item;
	bool may_finish;
};

#define ACTIONS_MAX (CONF_RELAYS_MAX * SENDERS_MAX * JOBS_PER_SENDER * 2)

struct sender_pool {
	struct core *core;
	void (*on_refused)(struct core *core, const struct outbox_result *r);
	struct relay relays[CONF_RELAYS_MAX];
	struct sender *senders[CONF_RELAYS_MAX][SENDERS_MAX];
	struct carrier
	    *carriers[CONF_RELAYS_MAX][SENDERS_MAX]; /* of the senders i to i + lanes - 1 */
	int processors;
	int relay_count;
	struct job_cache cache;
	struct outbox_result *results;
	size_t result_count, result_cap;
	struct action *actions;
	size_t action_count;
	int64_t uncounted[OUTBOX_RETURNED +
	    1]; /* results, by outcome, that the history does not have yet */
	int64_t counts[OUTBOX_RETURNED + 1]; /* the same, once this turn is committed */
	int64_t counted_at;
	uint64_t own_commits;
	bool is_stopping;
	bool has_backlog; /* more was due than there were free places */
	struct group_commit gather;
};

/* --- sender_process.c --- */

/* One connection more to this relay, the i-th, in the process it belongs to. */
void carrier_add_sender(struct sender_pool *pool, int relay, int i);
/* Kills the processes of all relays and forgets their connections. */
void carrier_free_all(struct sender_pool *pool);
/* A result to be settled in the next turn; the job stays as it is. */
void sender_add_result(struct sender_pool *pool, const struct sender *s,
    const struct sender_job *job, enum outbox_outcome outcome, const char *stage, int64_t code,
    struct slice reply);
/* That one is over; those behind it move up. */
void sender_remove_job(struct sender *s, int i);

#endif
