/* SPDX-License-Identifier: MIT
 * Owns the table minute; see throughput.h. The sum since the beginning is a row of its own, at 0,
 * so that it outlives the minutes. Rows are written once a turn of the loop, not once a message. */
#include "daemon/core/outbox/throughput.h"

#define KEEP_MINUTES (7 * 24 * 60)

static void add_at(struct db *db, int64_t at, const char *outcome, int64_t count)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO minute (at, outcome, count) VALUES (:at, :outcome, :count)"
	    " ON CONFLICT (at, outcome) DO UPDATE SET count = count + excluded.count");

	db_bind_int(st, ":at", at);
	db_bind_text(st, ":outcome", outcome);
	db_bind_int(st, ":count", count);
	db_do(st);
}

void throughput_add(struct db *db, enum outbox_outcome outcome, int64_t count, int64_t now)
{
	if (count == 0)
		return;
	add_at(db, now / 60 * 60, outbox_outcome_text(outcome), count);
	add_at(db, 0, outbox_outcome_text(outcome), count);
}

int64_t throughput_count(struct db *db, enum outbox_outcome outcome, int64_t since)
{
	struct db_stmt *st = since == 0 ?
	    db_sql(db, "SELECT count FROM minute WHERE at = 0 AND outcome = :outcome") :
	    db_sql(db,
	        "SELECT coalesce(sum(count), 0) FROM minute WHERE at > :since AND outcome = :outcome");

	if (since != 0)
		db_bind_int(st, ":since", since);
	db_bind_text(st, ":outcome", outbox_outcome_text(outcome));
	return db_number(st, 0);
}

void throughput_json(struct db *db, int64_t now, struct buf *out)
{
	buf_printf(out,
	    "{\"last_minute\":%lld,\"last_hour\":%lld,\"last_day\":%lld,\"total\":%lld}",
	    (long long)throughput_count(db, OUTBOX_SENT, now - 60),
	    (long long)throughput_count(db, OUTBOX_SENT, now - 3600),
	    (long long)throughput_count(db, OUTBOX_SENT, now - 86400),
	    (long long)throughput_count(db, OUTBOX_SENT, 0));
}

void throughput_forget(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM minute WHERE at > 0 AND at < :before");

	db_bind_int(st, ":before", now - KEEP_MINUTES * 60);
	db_do(st);
}

void throughput_set_back(struct db *db, const struct clock_back *back)
{
	/* They stand in the sum since the beginning. */
	struct db_stmt *st = db_sql(db, "DELETE FROM minute WHERE at > :now");

	db_bind_int(st, ":now", back->now);
	db_do(st);
}
