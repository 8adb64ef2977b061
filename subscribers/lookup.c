/* SPDX-License-Identifier: MIT
 * Owns the table lookup; see lookup.h. Rows are only added, and go by age. */
#include "subscribers/lookup.h"

#include "subscribers/json.h"

void lookup_add(struct db *db, const char *actor, const char *verb, struct slice object, int64_t at)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO lookup (at, actor, verb, object)"
	    " VALUES (:at, :actor, :verb, :object)");

	db_bind_int(st, ":at", at);
	db_bind_text(st, ":actor", actor);
	db_bind_text(st, ":verb", verb);
	db_bind_slice(st, ":object", object);
	db_do(st);
}

int64_t lookup_forget(struct db *db, int64_t before, int64_t most)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM lookup WHERE id IN (SELECT id FROM lookup"
	    " WHERE at < :before LIMIT :most)");

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	return db_run(st);
}

int64_t lookup_count_old(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*) FROM lookup WHERE at < :before");

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

void lookup_json(struct db *db, int64_t since, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('at', " JSON_TIME(
	        "at") ", 'actor', actor, 'verb', verb,"
	              " 'object', object) FROM lookup WHERE at >= :since ORDER BY id");

	db_bind_int(st, ":since", since);
	json_rows(st, out);
}
