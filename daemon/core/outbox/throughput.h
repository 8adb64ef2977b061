/* SPDX-License-Identifier: MIT
 * What became of deliveries, minute by minute for a week, and since the beginning: for rates, for
 * whoever watches, and for metrics. Counts only; nothing of people. */
#ifndef CORE_THROUGHPUT_H
#define CORE_THROUGHPUT_H

#include "daemon/common/buf.h"
#include "daemon/core/outbox/outbox.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"

/* In a transaction: so many more had this outcome. */
void throughput_add(struct db *db, enum outbox_outcome outcome, int64_t count, int64_t now);
/* With this outcome in the minutes that began after `since`; 0: since the beginning. */
int64_t throughput_count(struct db *db, enum outbox_outcome outcome, int64_t since);
/* Appends {"last_minute":..,"last_hour":..,"last_day":..,"total":..} of those that were sent. */
void throughput_json(struct db *db, int64_t now, struct buf *out);
/* In a transaction: drops what is older than a week. */
void throughput_forget(struct db *db, int64_t now);

/* The clock was set back (clock_back.h); in a transaction. */
void throughput_set_back(struct db *db, const struct clock_back *back);

#endif
