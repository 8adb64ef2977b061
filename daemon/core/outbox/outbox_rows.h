/* SPDX-License-Identifier: MIT
 * What the files of the outbox share (outbox.c, outbox_lease.c, outbox_read.c, outbox_erase.c,
 * outbox_past.c), which own the tables delivery and lease together; all else knows outbox.h.
 * Whatever reads "queued" or "unsure" must ask for NOT_LEASED, too: a row keeps the state it had
 * while it is leased. */
#ifndef CORE_OUTBOX_ROWS_H
#define CORE_OUTBOX_ROWS_H

#include "daemon/core/outbox/outbox.h"

#define NOT_LEASED(id) " AND " id " NOT IN (SELECT delivery_id FROM lease)"

/* What must be true of the person when it is leased: the column needs_consent. */
enum outbox_needs {
	NEEDS_NOTHING,
	NEEDS_CONSENT,
	NEEDS_QUESTION, /* they were asked, and have not answered */
};

struct outbox_move {
	int64_t id;
	enum delivery_state from, to;
	int64_t due_at;       /* 0: as it is */
	int attempts, doubts; /* added */
	const char *reason;   /* NULL: none */
};

/* False where the row is not in the state it is to be moved from any more. A move that is not legal
 * is a bug(). */
bool outbox_move(struct db *db, const struct outbox_move *m, int64_t now);
/* One by an office did not go: what is in it is to be passed on. */
void outbox_not_led(struct db *db, int64_t id);
/* A word of the database; one that is none is a bug(). */
enum delivery_state outbox_state_of(struct slice text);
/* Adds those whose rows are gone, of everything (0) or of one announcement. */
void outbox_past_counts(struct db *db, int64_t announcement_id, int64_t counts_r[DELIVERY_STATES]);

#endif
