/* SPDX-License-Identifier: MIT
 * The store: one SQLite file, one owner, one connection. Everything else speaks SQL through
 * these calls and knows no SQLite.
 *
 * Errors are sticky. The first one inside a transaction is kept; from then on every statement
 * does nothing and gives no rows, and db_commit() rolls back and reports it. So code in a
 * transaction need not check each statement, as long as nothing leaves the process (a frame, a
 * file) before db_commit() said 0. Statements outside a transaction are for reading. */
#ifndef SUBSCRIBERS_DB_H
#define SUBSCRIBERS_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/err.h"
#include "daemon/common/slice.h"

struct db;
struct db_stmt;

/* Opens or creates `path`, mode 0600, takes the lock that keeps a second daemon out (held until
 * db_close, also across kill -9 by the kernel), sets and verifies the pragmas (WAL, synchronous
 * FULL, foreign keys). NULL: *err; ERR_TEMP where another process holds it. */
struct db *db_open(const char *path, struct err *err);
/* The same under a lock that the caller holds (db_lock). */
struct db *db_open_locked(const char *path, int lock_fd, struct err *err);
void db_close(struct db *db);
const char *db_path(const struct db *db);

/* --- transactions --- */

/* BEGIN IMMEDIATE. A transaction in a transaction is a bug(). */
void db_begin(struct db *db);
/* COMMIT, durable when it returns 0. -1: rolled back, nothing happened, *err says why. */
int db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);
/* Makes the transaction fail with a reason of the caller's (a rule, not the disk). Always -1. */
int db_refuse(struct db *db, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool db_has_failed(const struct db *db);

/* Who must be heard before a transaction is committed: for what must be true outside the file as
 * well. */
struct db_guard {
	/* In the transaction, the last before COMMIT. -1: it is rolled back, and *err is its
	 * reason. */
	int (*before)(void *context, struct err *err);
	/* After every transaction, however it ended. */
	void (*after)(void *context, bool is_committed);
	void *context;
};
/* There is one; NULL: none. It is copied. */
void db_set_guard(struct db *db, const struct db_guard *guard);
void *db_guard_context(const struct db *db); /* NULL where there is no guard */

/* --- statements --- */

/* The prepared statement of this text, made once and kept; `sql` must be a string literal (it is
 * found again by its address). It comes reset, with nothing bound. */
struct db_stmt *db_sql(struct db *db, const char *sql);
/* A statement for once, of a text that was put together from literals and never from data.
 * db_drop() it before the transaction ends. */
struct db_stmt *db_make(struct db *db, const char *sql);
void db_drop(struct db_stmt *st);
/* By name (":id"); a name the statement does not have is a bug(). Texts are copied. */
void db_bind_int(struct db_stmt *st, const char *name, int64_t value);
void db_bind_text(struct db_stmt *st, const char *name, const char *value);   /* NULL binds NULL */
void db_bind_slice(struct db_stmt *st, const char *name, struct slice value); /* as text */
void db_bind_blob(struct db_stmt *st, const char *name, struct slice value);
/* The next row? Finished statements are reset by themselves. */
bool db_row(struct db_stmt *st);
/* Ends a statement whose rows are not all wanted. */
void db_end(struct db_stmt *st);
/* Runs a statement that gives no rows; the number of rows it changed. */
int64_t db_run(struct db_stmt *st);
/* The same where any number of rows is right; a failure refuses the transaction, as ever. */
void db_do(struct db_stmt *st);
int64_t db_last_id(struct db *db);

/* Columns of the current row, from 0; texts are borrowed until the next db_row or db_end. */
int64_t db_int(struct db_stmt *st, int column);
struct slice db_text(struct db_stmt *st, int column); /* NULL gives the empty slice; blobs too */
bool db_is_null(struct db_stmt *st, int column);

/* Runs a script of several statements (migrations). */
int db_script(struct db *db, const char *sql, struct err *err);
/* One number by a statement that gives one row; `fallback` where it gives none. */
int64_t db_number(struct db_stmt *st, int64_t fallback);
/* One step of a walk in the order of (time, id), one statement each, so that rows may change
 * between two: binds :at and :id to where it stands, and moves there from the two columns of its
 * row. False at the end. */
bool db_walk(struct db_stmt *st, int64_t *at, int64_t *id);

/* Is a file sound, whether another process has it open or none? Reads all of it, so never in the
 * loop, and writes nothing. -1 and *err where it cannot be read. */
int db_check_file(const char *path, bool *is_sound_r, struct err *err);
/* The whole check, which takes longer, with the references between tables: for a file that comes
 * from elsewhere. */
bool db_check_all(struct db *db, struct err *err);

/* Moves the write-ahead log into the file where that needs no waiting. */
void db_checkpoint(struct db *db);
/* The same, and leaves an empty log: no page of it, old or new, stays on the disk. */
void db_empty_log(struct db *db);

/* --- copying the store while it is in use --- */

/* A copy to PATH, by steps of some pages. What this connection writes meanwhile goes into the copy
 * as well, so it is the store as it is at the last step. It grows under PATH.part, which is
 * replaced where a copy that was cut off left one, and has its own name only when it is whole and
 * on the disk. */
struct db_copy;

enum db_copy_state { DB_COPY_FAILED, DB_COPY_GOES_ON, DB_COPY_HAS_ALL };

/* NULL and *err where PATH exists, or nothing can be written there. */
struct db_copy *db_copy_new(struct db *db, const char *path, struct err *err);
/* Copies `pages` more; between transactions only. */
enum db_copy_state db_copy_step(struct db_copy *copy, int pages, struct err *err);
/* Pages that are copied, and that there are. */
void db_copy_progress(const struct db_copy *copy, int64_t *done_r, int64_t *total_r);
/* Ends one that has all: runs `script` (NULL: none) in the copy, and closes it as one file that
 * needs no log beside it. What is left is to sync it (db_copy_part) and to give it its name. */
int db_copy_seal(struct db_copy *copy, const char *script, struct err *err);
const char *db_copy_part(const struct db_copy *copy);
/* Gives a sealed copy that was synced its name: never over a file that is there. */
int db_copy_publish(struct db_copy *copy, struct err *err);
/* Removes what has no name of its own yet. NULL is fine. */
void db_copy_free(struct db_copy *copy);

/* All of that at once, where nobody waits. */
int db_backup(struct db *db, const char *path, struct err *err);

/* --- files --- */

/* Takes the lock that a daemon holds on the store at `path`; the kernel drops it with the
 * descriptor that is returned, or with the process. -1: ERR_TEMP where another process holds it. */
int db_lock(const char *path, struct err *err);
/* Writes what the system still holds of a file, or of the folder a file stands in, to the disk. */
int db_sync_file(const char *path, struct err *err);
int db_sync_folder(const char *path, struct err *err);

#endif
