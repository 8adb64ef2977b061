/* SPDX-License-Identifier: MIT
 * One connection of this process, and its jobs: what core says and what the relay says, brought
 * together. At most JOB_QUEUE_MAX jobs. Nothing in it blocks; what takes time is asked for by
 * lane_wants(). */
#ifndef SEND_LANE_H
#define SEND_LANE_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "daemon/send/endpoint.h"
#include "daemon/send/job.h"
#include "daemon/send/report.h"

struct lane;

/* All borrowed for its life. `number` is core's name for it. */
struct lane *lane_new(struct endpoint *relay, struct report *report, int number);
void lane_free(struct lane *l); /* without a word to the relay */

/* --- what core says --- */

struct job *lane_find(const struct lane *l, uint64_t id); /* NULL: no such job is here */
/* A place for a job, to be filled before the next turn; NULL where there are JOB_QUEUE_MAX already.
 */
struct job *lane_add(struct lane *l);
/* The job in that place is never to be sent: tells core so. */
void lane_refuse(struct lane *l, struct job *job, const char *why);
/* The job, which has no go, is not to be sent. */
void lane_drop(struct lane *l, struct job *job);
/* Connect, also without a job, and tell. */
void lane_probe(struct lane *l);
/* What has a go is finished, the rest goes back. */
void lane_stop(struct lane *l);
/* After lane_stop(): is nothing under way, and the connection closed? */
bool lane_is_over(const struct lane *l);
/* Has core said all it can say now, but stop? A job that may finish and one behind it. */
bool lane_has_heard_all(const struct lane *l);

/* --- the turn --- */

/* Opens where it must, and writes all that can be said. */
void lane_turn(struct lane *l);
/* What it waits for; fd -1: for core alone. How long at most in ms, -1: for ever. */
int lane_wants(struct lane *l, struct pollfd *p_r);
/* That came. */
void lane_ready(struct lane *l);

#endif
