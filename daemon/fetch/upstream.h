/* SPDX-License-Identifier: MIT
 * Core, as a fetcher sees it: the other end of its channel. Everything that waits waits here,
 * because the channel must be watched the whole time: when core is gone there is nobody left
 * to fetch for, and the process exits. So does it when core sends what it never sends. */
#ifndef FETCH_UPSTREAM_H
#define FETCH_UPSTREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/common/slice.h"
#include "daemon/fetch/start.h"

#define UPSTREAM_CUT \
	65536 /* what is handed over of a message above the limit: the parser's \
	       * header limit is four times this, and no honest header reaches it */

#define UPSTREAM_PLACE_MAX 1024 /* bytes of a key; a file's name with each escaped has 765 */

/* What core wants to be gone: a copy that was handed over before. */
struct upstream_removal {
	uint64_t id;      /* 0: there is nothing */
	struct buf place; /* the key it was handed over with, or what upstream_moved() said */
	int64_t size, received_at; /* as they were handed over */
};

struct upstream {
	int sock;
	uint64_t last_id;
	struct buf frame;
	struct upstream_removal
	    removal; /* heard while something else was waited for; to be done next */
};

struct upstream_mail {
	struct slice message; /* as it came */
	struct slice key;     /* unique in the inbox */
	int64_t received_at;
	int64_t size;         /* of the whole message */
	bool is_cut;          /* `message` is only its beginning */
	uint32_t uidvalidity; /* 0: not IMAP */
	uint32_t uid;
};

void upstream_init(struct upstream *u, int sock);

/* Waits for fetch.start. */
void upstream_receive_start(struct upstream *u, struct start *start_r);
/* Tells core how the inbox is: "connecting", "ok", or "down" and why. */
void upstream_state(struct upstream *u, const char *state, const struct err *why);
/* Hands one message over until it is in the database: what core refuses (its disk is full) is
 * offered again each retry_s, or sooner, and not read again from the inbox. False where there is no
 * memory to hand it over. */
bool upstream_offer(struct upstream *u, const struct upstream_mail *mail, int retry_s);
/* Answers upstream.removal: "removed", "gone" (it was not there, or is another's), or "refused" and
 * why. */
void upstream_removed(struct upstream *u, const char *outcome, const struct err *why);
/* What was handed over as `key` lies at `place` now; an empty one: nobody can say where. */
void upstream_moved(struct upstream *u, struct slice key, struct slice place);
/* Waits until `fd` (or -1) is ready for `events` (poll(2)) or has an error, and says so; false
 * after `ms` milliseconds. */
bool upstream_wait(struct upstream *u, int fd, short events, int64_t ms);
/* The same, but false as soon as there is something to be removed. */
bool upstream_wait_for_work(struct upstream *u, int fd, short events, int64_t ms);

#endif
