/* SPDX-License-Identifier: MIT
 * Proposals: a change of a meeting that its convenor wrote by email, kept until they say yes to the
 * mail that repeats it. One a meeting; each is carried out at most once: taking it removes it. */
#ifndef SUBSCRIBERS_PROPOSAL_H
#define SUBSCRIBERS_PROPOSAL_H

#include "subscribers/clock_back.h"
#include "subscribers/db.h"

#define PROPOSAL_REASON_MAX 300 /* of bytes: what members are told stands in a few lines */

struct proposal {
	int64_t meeting_id, revision;
	int64_t starts_at; /* 0: the meeting is to be cancelled */
	char reason[PROPOSAL_REASON_MAX + 1];
};

/* All run in a transaction. A newer proposal for a meeting replaces the older. */
void proposal_add(struct db *db, int64_t delivery_id, const struct proposal *p, int64_t now);
/* False where it was taken or replaced, or lapsed. */
bool proposal_take(struct db *db, int64_t delivery_id, struct proposal *p_r);
/* Forgets those that were asked before `before`. */
void proposal_lapse(struct db *db, int64_t before);

/* The clock was set back (clock_back.h); in a transaction. */
void proposal_set_back(struct db *db, const struct clock_back *back);

#endif
