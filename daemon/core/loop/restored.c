/* SPDX-License-Identifier: MIT
 * Owns the tables restored, restored_gone and given; see restored.h. */
#include "daemon/core/loop/restored.h"

#include "subscribers/incarnation.h"
#include "subscribers/json.h"

/* --- noting --- */

void restored_note(struct db *db, int64_t backup_at, const struct restored_counts *c, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO restored (incarnation_id, backup_at, at, skipped, doubtful, erased,"
	    " ended, suppressed, moved, removed, found) VALUES (:life, :backup, :now, :skipped, :doubtful, :erased, :ended,"
	    " :suppressed, :moved, :removed, :found)");

	db_bind_int(st, ":life", incarnation_number(db));
	db_bind_int(st, ":backup", backup_at);
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":skipped", c->skipped);
	db_bind_int(st, ":doubtful", c->doubtful);
	db_bind_int(st, ":erased", c->erased);
	db_bind_int(st, ":ended", c->ended);
	db_bind_int(st, ":suppressed", c->suppressed);
	db_bind_int(st, ":moved", c->moved);
	db_bind_int(st, ":removed", c->removed);
	db_bind_text(st, ":found", c->found);
	db_do(st);
}

void restored_note_gone(struct db *db, struct slice hash, bool is_moved, int64_t at)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO restored_gone (hash, is_moved, at) VALUES (:hash, :is_moved, :at)"
	    " ON CONFLICT (hash) DO UPDATE SET is_moved = min(is_moved, :is_moved), at = max(at, :at)");

	db_bind_blob(st, ":hash", hash);
	db_bind_int(st, ":is_moved", is_moved);
	db_bind_int(st, ":at", at);
	db_do(st);
}

void restored_note_left(struct db *db, struct slice hash, int64_t list_id, int64_t at)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO restored_left (hash, list_id, at) VALUES (:hash, :list, :at)"
	    " ON CONFLICT (hash, list_id) DO UPDATE SET at = max(at, :at)");

	db_bind_blob(st, ":hash", hash);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":at", at);
	db_do(st);
}

void restored_note_given(struct db *db, struct slice name, int64_t above)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO given (name, above) VALUES (:name, :above)"
	    " ON CONFLICT (name) DO UPDATE SET above = max(above, :above)");

	db_bind_slice(st, ":name", name);
	db_bind_int(st, ":above", above);
	db_do(st);
}

void restored_forget(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM restored_gone WHERE at < :before");

	db_bind_int(st, ":before", before);
	db_do(st);
	st = db_sql(db, "DELETE FROM restored_left WHERE at < :before");
	db_bind_int(st, ":before", before);
	db_do(st);
}

/* --- holding --- */

bool restored_is_held(struct db *db)
{
	return db_number(db_sql(db, "SELECT count(*) FROM restored WHERE accepted_at IS NULL"), 0) >
	    0;
}

int64_t restored_read_since(struct db *db)
{
	return db_number(db_sql(db,
	                     "SELECT min(backup_at) FROM restored WHERE accepted_at IS NULL"),
	    0);
}

bool restored_accept(struct db *db, const char *actor, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE restored SET accepted_at = :now, accepted_by = :actor"
	    " WHERE accepted_at IS NULL");

	db_bind_int(st, ":now", now);
	db_bind_text(st, ":actor", actor);
	return db_run(st) > 0;
}

/* --- who went since --- */

bool restored_is_gone(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], bool is_moved,
    int64_t written_at)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT 1 FROM restored_gone WHERE hash = :hash AND is_moved = :is_moved"
	    " AND at >= :written");

	db_bind_blob(st, ":hash", slice_make((const char *)hash, TOKEN_HASH_SIZE));
	db_bind_int(st, ":is_moved", is_moved);
	db_bind_int(st, ":written", written_at);
	return db_number(st, 0) == 1;
}

int64_t restored_next_left(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], int64_t written_at,
    int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(list_id) FROM restored_left WHERE hash = :hash AND list_id > :after"
	    " AND at >= :written");

	db_bind_blob(st, ":hash", slice_make((const char *)hash, TOKEN_HASH_SIZE));
	db_bind_int(st, ":after", after);
	db_bind_int(st, ":written", written_at);
	return db_number(st, 0);
}

/* --- telling --- */

/* The newest that is not accepted; more than one where backups were brought back one after another.
 */
#define LATEST " FROM restored WHERE accepted_at IS NULL ORDER BY incarnation_id DESC LIMIT 1"

/* As a clause. */
#define WHY \
	"CASE found WHEN '" RESTORED_FOUND_BACKUP \
	"' THEN 'a backup was put in the place of the database by hand'" \
	" WHEN '" RESTORED_FOUND_OLDER \
	"' THEN 'an older database was put in the place of the one that the ledger is of'" \
	" WHEN '" RESTORED_FOUND_LEDGER \
	"' THEN 'the ledger was missing, or does not reach this database: who left or was" \
	" forgotten since it was copied is not known; where the ledger is still there, put it back and restore the backup anew'" \
	" ELSE 'a backup was restored' END"

void restored_json(struct db *db, const struct restored_left *left, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('state', 'held', 'backup', " JSON_TIME(
	        "backup_at") ","
	                     " 'restored', " JSON_TIME(
	                         "at") ", 'waiting', :waiting, 'doubtful', :doubtful, 'erased', erased,"
	                               " 'ended', ended, 'suppressed', suppressed, 'moved', moved, 'removed', removed, 'found', found,"
	                               " 'why', " WHY ", 'paused', json(:paused))" LATEST);

	db_bind_slice(st, ":paused", left->paused);
	db_bind_int(st, ":waiting", left->waiting);
	db_bind_int(st, ":doubtful", left->doubtful);
	if (!json_row(st, out))
		buf_text(out, "null");
}

bool restored_why(struct db *db, struct buf *out, int64_t *backup_at_r)
{
	struct db_stmt *st = db_sql(db, "SELECT backup_at, " WHY LATEST);

	if (!db_row(st))
		return false;
	*backup_at_r = db_int(st, 0);
	buf_slice(out, db_text(st, 1));
	db_end(st);
	return true;
}
