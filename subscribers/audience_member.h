/* SPDX-License-Identifier: MIT
 * The people of an audience: how many get it, who, and why the others do not. */
#ifndef SUBSCRIBERS_AUDIENCE_MEMBER_H
#define SUBSCRIBERS_AUDIENCE_MEMBER_H

#include "subscribers/audience.h"

/* The active members of the list; each is counted once, by the first that holds, from the top. */
struct audience_counts {
	int64_t never;       /* asked never to be written to */
	int64_t unreachable; /* mail does not reach them */
	int64_t outside;     /* on the list, not of the audience */
	int64_t paused;      /* for now */
	int64_t recipients;
};

void audience_count(struct db *db, const struct audience *a, int64_t now,
    struct audience_counts *counts_r);
/* Appends {"recipients", "skipped", and each of the others that is not 0}. */
void audience_json_counts(const struct audience_counts *counts, struct buf *out);
/* Appends a JSON array of up to `most` people above subscriber id `after`, by id: {"id", "address",
 * "list", "state", "since"} of those who get it; with `why` everybody who was ever on the list, and
 * also "gets" and "why". */
void audience_json(struct db *db, const struct audience *a, bool why, int64_t after, int64_t most,
    int64_t now, struct buf *out);

#endif
