/* SPDX-License-Identifier: MIT
 * Owns the table attempt; see journal.h. */
#include "journal.h"

void journal_add(struct db *db, int64_t delivery_id, const char *outcome, const char *relay,
    const char *stage, int64_t code, struct slice reply, const char *tls, int64_t now)
{
	struct db_stmt *st = db_sql(db, "INSERT INTO attempt (delivery_id, number, at, outcome, relay, stage,"
	    " code, reply, tls) VALUES (:delivery, (SELECT coalesce(max(number), 0) + 1 FROM attempt"
	    " WHERE delivery_id = :delivery), :at, :outcome, :relay, :stage, :code, nullif(:reply, ''), nullif(:tls, ''))");

	db_bind_int(st, ":delivery", delivery_id);
	db_bind_int(st, ":at", now);
	db_bind_text(st, ":outcome", outcome);
	db_bind_text(st, ":relay", relay);
	db_bind_text(st, ":stage", stage);
	db_bind_int(st, ":code", code);
	db_bind_slice(st, ":reply", reply);
	db_bind_text(st, ":tls", tls);
	(void)db_run(st);
}

void journal_erase(struct db *db, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM attempt WHERE delivery_id = :id");

	db_bind_int(st, ":id", delivery_id);
	(void)db_run(st);
}
