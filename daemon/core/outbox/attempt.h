/* SPDX-License-Identifier: MIT
 * The journal of attempts: what happened to each delivery, for `explain`. */
#ifndef CORE_ATTEMPT_H
#define CORE_ATTEMPT_H

#include "subscribers/clock_back.h"
#include "subscribers/db.h"

struct attempt_entry {
	int64_t delivery_id;
	const char *outcome; /* sent retry failed unsure returned bounced delayed */
	const char *relay;   /* its name; "-": none, it was reported later */
	const char *stage;   /* of the dialogue, or the status of the report */
	int64_t code;        /* 0: none */
	struct slice reply;
	const char *tls; /* the version; "none": plain text; NULL: not known */
};

/* In a transaction. */
void attempt_add(struct db *db, const struct attempt_entry *e, int64_t now);

/* When it was first tried, as far as there is an entry; else `fallback`. */
int64_t attempt_first_at(struct db *db, int64_t delivery_id, int64_t fallback);
/* Entries of it that say 'returned'. */
int64_t attempt_returns(struct db *db, int64_t delivery_id);
/* How many reports came on it by mail. */
int64_t attempt_reports(struct db *db, int64_t delivery_id);

/* Takes out what was said about a delivery; in a transaction. */
void attempt_erase(struct db *db, int64_t delivery_id);

/* The clock was set back (clock_back.h); in a transaction. Of what is still to be sent. */
void attempt_set_back(struct db *db, const struct clock_back *back);

#endif
