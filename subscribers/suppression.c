/* SPDX-License-Identifier: MIT
 * Owns the table suppression; see suppression.h. */
#include "subscribers/suppression.h"

#include "subscribers/json.h"
#include "subscribers/ledger.h"

static struct slice hash_slice(const uint8_t hash[TOKEN_HASH_SIZE])
{
	return slice_make((const char *)hash, TOKEN_HASH_SIZE);
}

void suppression_add(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], const char *reason,
    int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO suppression (hash, reason, at) VALUES (:hash, :reason, :now)"
	    " ON CONFLICT (hash) DO NOTHING");

	db_bind_blob(st, ":hash", hash_slice(hash));
	db_bind_text(st, ":reason", reason);
	db_bind_int(st, ":now", now);
	if (db_run(st) > 0)
		ledger_note(db, LEDGER_SUPPRESSED, hash, 0, reason, now);
}

bool suppression_remove(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], int64_t now)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM suppression WHERE hash = :hash");

	db_bind_blob(st, ":hash", hash_slice(hash));
	if (db_run(st) == 0)
		return false;
	ledger_note(db, LEDGER_MAILED, hash, 0, NULL,
	    now); /* a restored backup would never mail them again */
	return true;
}

bool suppression_has(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE])
{
	struct db_stmt *st = db_sql(db, "SELECT 1 FROM suppression WHERE hash = :hash");

	db_bind_blob(st, ":hash", hash_slice(hash));
	return db_number(st, 0) == 1;
}

bool suppression_is_wish(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE])
{
	struct db_stmt *st = db_sql(db,
	    "SELECT reason <> 'bounced' FROM suppression WHERE hash = :hash");

	db_bind_blob(st, ":hash", hash_slice(hash));
	return db_number(st, 0) == 1;
}

int64_t suppression_wished_at(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE])
{
	struct db_stmt *st = db_sql(db,
	    "SELECT at FROM suppression WHERE hash = :hash AND reason <> 'bounced'");

	db_bind_blob(st, ":hash", hash_slice(hash));
	return db_number(st, 0);
}

void suppression_json(struct db *db, struct buf *out)
{
	json_rows(
	    db_sql(db,
	        "SELECT json_object('hash', lower(hex(hash)), 'reason', reason, 'at', " JSON_TIME(
	            "at") ") FROM suppression ORDER BY at"),
	    out);
}
