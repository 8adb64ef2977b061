/* SPDX-License-Identifier: MIT
 * Owns the table key_mark; see key_mark.h. */
#include "subscribers/key_mark.h"

#include "daemon/common/hash.h"

int key_mark_count(struct db *db)
{
	return (int)db_number(db_sql(db, "SELECT count(*) FROM key_mark"), 0);
}

int key_mark_check(struct db *db, const struct token_key *key, const char *path, struct err *err)
{
	struct db_stmt *st = db_sql(db, "SELECT number, mark FROM key_mark ORDER BY number");
	uint8_t mark[TOKEN_HASH_SIZE];

	while (db_row(st)) {
		int64_t number = db_int(st, 0);
		struct slice noted = db_text(st, 1);

		if (number > token_key_count(key)) {
			db_end(st);
			return err_set(err, ERR_PERM,
			    "%s is older than the database %s: it has %d of its %d keys; "
			    "restore the newest copy of the key file",
			    path, db_path(db), token_key_count(key), key_mark_count(db));
		}
		token_key_mark(key, (int)number, mark);
		if (noted.n != sizeof mark || !hash_equal(noted.p, mark, sizeof mark)) {
			db_end(st);
			return err_set(err, ERR_PERM,
			    "%s is not the key of the database %s; restore the key that was "
			    "backed up with it: without it no address in a mail that was sent works, and people who "
			    "are never to be mailed are not recognised",
			    path, db_path(db));
		}
	}
	return 0;
}

void key_mark_note(struct db *db, const struct token_key *key, int64_t now)
{
	uint8_t mark[TOKEN_HASH_SIZE];

	for (int number = key_mark_count(db) + 1; number <= token_key_count(key); number++) {
		struct db_stmt *st = db_sql(db,
		    "INSERT INTO key_mark (number, mark, noted_at)"
		    " VALUES (:number, :mark, :now)");

		token_key_mark(key, number, mark);
		db_bind_int(st, ":number", number);
		db_bind_blob(st, ":mark", slice_make((const char *)mark, sizeof mark));
		db_bind_int(st, ":now", now);
		db_do(st);
	}
}
