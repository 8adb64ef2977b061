/* SPDX-License-Identifier: MIT
 * Owns the table attempt; see attempt.h. */
#include "daemon/core/outbox/attempt.h"

void attempt_add(struct db *db, const struct attempt_entry *e, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO attempt (delivery_id, number, at, outcome, relay, stage,"
	    " code, reply, tls) VALUES (:delivery, (SELECT coalesce(max(number), 0) + 1 FROM attempt"
	    " WHERE delivery_id = :delivery), :at, :outcome, :relay, :stage, :code, nullif(:reply, ''), nullif(:tls, ''))");

	db_bind_int(st, ":delivery", e->delivery_id);
	db_bind_int(st, ":at", now);
	db_bind_text(st, ":outcome", e->outcome);
	db_bind_text(st, ":relay", e->relay);
	db_bind_text(st, ":stage", e->stage);
	db_bind_int(st, ":code", e->code);
	db_bind_slice(st, ":reply", e->reply);
	db_bind_text(st, ":tls", e->tls != NULL ? e->tls : "");
	db_do(st);
}

int64_t attempt_first_at(struct db *db, int64_t delivery_id, int64_t fallback)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT at FROM attempt WHERE delivery_id = :id ORDER BY number LIMIT 1");

	db_bind_int(st, ":id", delivery_id);
	return db_number(st, fallback);
}

int64_t attempt_returns(struct db *db, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM attempt WHERE delivery_id = :id AND outcome = 'returned'");

	db_bind_int(st, ":id", delivery_id);
	return db_number(st, 0);
}

int64_t attempt_reports(struct db *db, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM attempt WHERE delivery_id = :id"
	    " AND outcome IN ('bounced', 'delayed')");

	db_bind_int(st, ":id", delivery_id);
	return db_number(st, 0);
}

void attempt_erase(struct db *db, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM attempt WHERE delivery_id = :id");

	db_bind_int(st, ":id", delivery_id);
	db_do(st);
}

void attempt_set_back(struct db *db, const struct clock_back *back)
{
	/* From the first one it is counted how long it was tried. */
	struct db_stmt *st = db_sql(db,
	    "UPDATE attempt SET at = at - :by WHERE at > :now"
	    " AND delivery_id IN (SELECT delivery_id FROM delivery_unsent)");

	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
}
