/* SPDX-License-Identifier: MIT
 * Beside wal_vfs.c the only includer of sqlite3.h, which is why copies are made here too. Owns the
 * connection, the lock file's lock, the statements and the sticky error. What it never does: build
 * SQL from data, hold a transaction across a wait.
 *
 * Why synchronous=FULL: with NORMAL, 498 of 500 simulated power cuts lost commits that had been
 * acknowledged; with FULL none of 1,000. Why a lock of our own: SQLite would let a second daemon
 * in between two transactions, and both would send. */
#include "subscribers/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <sqlite3.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "subscribers/wal_vfs.h"

#define STATEMENTS_MAX 512 /* literals in the source; a hash table twice as large holds them */
#define TABLE_SIZE 1024
#define PARAMETERS_KEPT 12 /* most statements have fewer; the others look again */
/* Readers from outside (sqlite3 at a terminal) may hold the file for a moment. */
#define BUSY_MS 5000

struct db_stmt {
	struct db *db;
	const char *sql;
	sqlite3_stmt *handle;
	/* Where its parameters were found: names are literals, so the pointer is enough. */
	struct {
		const char *name;
		int at;
	} parameters[PARAMETERS_KEPT];
};

struct db {
	sqlite3 *handle;
	char *path;
	int lock_fd;
	bool is_in_transaction;
	bool has_failed;
	struct err failure;
	struct db_guard guard; /* no calls: there is none */
	struct db_stmt *statements[TABLE_SIZE];
	size_t statement_count;
};

/* Keeps the first error, with the statement it came from. */
static void fail(struct db *db, const char *sql)
{
	int code = sqlite3_extended_errcode(db->handle);
	char where[80];

	if (db->has_failed)
		return;
	db->has_failed = true;
	str_put(where, sizeof where, "%.70s", sql);
	for (char *p = where; *p != '\0'; p++) {
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	}
	(void)err_set(&db->failure,
	    code == SQLITE_BUSY || (code & 0xff) == SQLITE_FULL || (code & 0xff) == SQLITE_IOERR ||
	            (code & 0xff) == SQLITE_READONLY || (code & 0xff) == SQLITE_CANTOPEN ?
	        ERR_TEMP :
	        ERR_PERM,
	    "the database %s: %s (%d) in \"%s\"", db->path, sqlite3_errmsg(db->handle), code,
	    where);
	log_error("db.failed", "code=%d reason=\"%s\" sql=\"%s\"", code, sqlite3_errmsg(db->handle),
	    where);
}

/* --- opening --- */

/* An OFD lock: it belongs to the open file, so the kernel drops it when the process dies, and no
 * other open() and close() of the file in this process can drop it. */
int db_lock(const char *store, struct err *err)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char *path = xasprintf("%s.lock", store);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		(void)err_set(err, ERR_PERM,
		    "cannot write to %s: %m; check the folder's owner and space", path);
	free(path);
	if (fd < 0 || fcntl(fd, F_OFD_SETLK, &lock) == 0)
		return fd;
	(void)close(fd); /* nothing was written */
	return err_set(err, ERR_TEMP,
	    "another dpupd is running on %s; stop it first (systemctl stop dpupd)", store);
}

static bool pragma_is(struct db *db, const char *sql, const char *want)
{
	sqlite3_stmt *st;
	bool is_right = false;

	if (sqlite3_prepare_v2(db->handle, sql, -1, &st, NULL) != SQLITE_OK)
		return false;
	if (sqlite3_step(st) == SQLITE_ROW) {
		const char *got = (const char *)sqlite3_column_text(st, 0);

		is_right = got != NULL && strcmp(got, want) == 0;
	}
	(void)sqlite3_finalize(st); /* repeats an error that the step already gave */
	return is_right;
}

static int set_pragmas(struct db *db, struct err *err)
{
	static const struct {
		const char *set, *get, *want;
	} pragmas[] = {
		{ "PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal" },
		{ "PRAGMA synchronous=FULL", "PRAGMA synchronous", "2" },
		{ "PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1" },
		{ "PRAGMA trusted_schema=OFF", "PRAGMA trusted_schema", "0" },
		{ "PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1" },
		/* Erased means erased: freed pages are overwritten, so no address stays in the
		   file. */
		{ "PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1" },
		{ "PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2" },
		{ "PRAGMA wal_autocheckpoint=2000", "PRAGMA wal_autocheckpoint", "2000" },
		{ "PRAGMA cache_size=-16000", "PRAGMA cache_size", "-16000" },
	};

	for (size_t i = 0; i < sizeof pragmas / sizeof pragmas[0]; i++) {
		if (sqlite3_exec(db->handle, pragmas[i].set, NULL, NULL, NULL) != SQLITE_OK)
			return err_set(err, ERR_PERM, "the database %s: %s", db->path,
			    sqlite3_errmsg(db->handle));
		if (!pragma_is(db, pragmas[i].get, pragmas[i].want))
			return err_set(err, ERR_PERM, "the database %s does not take \"%s\"",
			    db->path, pragmas[i].set);
	}
	return 0;
}

static int open_handle(struct db *db, struct err *err)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
	    SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOFOLLOW;
	mode_t old = umask(0077);
	int rc;

	/* One thread and nobody who asks for its statistics: no lock at each allocation. Refused,
	 * and of no matter, where a store was open before in this process. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	rc = sqlite3_open_v2(db->path, &db->handle, flags, wal_vfs_name());

	(void)umask(old);
	if (rc != SQLITE_OK)
		return err_set(err, ERR_PERM, "cannot open the database %s: %s", db->path,
		    db->handle != NULL ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc));
	(void)sqlite3_extended_result_codes(db->handle, 1);
	(void)sqlite3_busy_timeout(db->handle, BUSY_MS);
	(void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (sqlite3_db_readonly(db->handle, "main") == 1)
		return err_set(err, ERR_PERM, "the database %s cannot be written; check its owner",
		    db->path);
	return set_pragmas(db, err);
}

/* Where the file really is, or is to be: the lock must stand beside it by whatever name it is
 * called, and SQLite is told to follow no link by itself. */
static char *resolve(const char *path)
{
	char *whole = realpath(path, NULL), *folder, *copy;
	const char *slash = strrchr(path, '/');

	if (whole != NULL)
		return whole;
	copy = slash == NULL ? xstrdup(".") : xstrndup(path, (size_t)(slash - path) + 1);
	folder = realpath(copy, NULL);
	whole = folder == NULL ? xstrdup(path) :
	                         xasprintf("%s/%s", folder, slash == NULL ? path : slash + 1);
	free(folder);
	free(copy);
	return whole;
}

/* Takes `path` and the lock. */
static struct db *open_with(char *path, int lock_fd, struct err *err)
{
	struct db *db = xcalloc(1, sizeof *db);

	db->path = path;
	db->lock_fd = lock_fd;
	if (db->lock_fd < 0 || open_handle(db, err) < 0) {
		db_close(db);
		return NULL;
	}
	return db;
}

struct db *db_open(const char *path, struct err *err)
{
	char *whole = resolve(path);

	return open_with(whole, db_lock(whole, err), err);
}

struct db *db_open_locked(const char *path, int lock_fd, struct err *err)
{
	int fd = fcntl(lock_fd, F_DUPFD_CLOEXEC,
	    0); /* the lock is of both: it goes with the last of them */

	if (fd < 0)
		(void)err_set(err, ERR_TEMP, "cannot keep the lock of %s: %m", path);
	return open_with(resolve(path), fd, err);
}

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	for (size_t i = 0; i < TABLE_SIZE; i++) {
		if (db->statements[i] == NULL)
			continue;
		(void)sqlite3_finalize(db->statements[i]->handle);
		free(db->statements[i]);
	}
	if (db->handle != NULL && sqlite3_close(db->handle) != SQLITE_OK)
		log_error("db.close", "reason=\"%s\"", sqlite3_errmsg(db->handle));
	if (db->lock_fd >= 0)
		(void)close(db->lock_fd);
	free(db->path);
	free(db);
}

const char *db_path(const struct db *db)
{
	return db->path;
}

/* --- transactions --- */

/* A statement without a result, which is prepared once. */
static void exec(struct db *db, const char *sql)
{
	sqlite3_stmt *st;

	if (db->has_failed)
		return;
	st = db_sql(db, sql)->handle;
	if (sqlite3_step(st) != SQLITE_DONE)
		fail(db, sql);
	(void)sqlite3_reset(st); /* its error was seen by the step */
}

void db_begin(struct db *db)
{
	if (db->is_in_transaction)
		bug("db.begin", "reason=\"a transaction is open\"");
	db->is_in_transaction = true;
	db->has_failed = false;
	err_clear(&db->failure);
	exec(db, "BEGIN IMMEDIATE");
}

static void reset_all(struct db *db)
{
	for (size_t i = 0; i < TABLE_SIZE; i++) {
		if (db->statements[i] != NULL && sqlite3_stmt_busy(db->statements[i]->handle))
			(void)sqlite3_reset(db->statements[i]
			                        ->handle); /* its error was seen by the step */
	}
}

void db_rollback(struct db *db)
{
	if (!db->is_in_transaction)
		return;
	reset_all(db);
	/* SQLite may have rolled back by itself (disk full, I/O error). */
	if (sqlite3_get_autocommit(db->handle) == 0 &&
	    sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK)
		log_error("db.rollback", "reason=\"%s\"", sqlite3_errmsg(db->handle));
	db->is_in_transaction = false;
	db->has_failed = false;
	if (db->guard.after != NULL)
		db->guard.after(db->guard.context, false);
}

void db_set_guard(struct db *db, const struct db_guard *guard)
{
	db->guard = guard != NULL ? *guard : (struct db_guard){ .context = NULL };
}

void *db_guard_context(const struct db *db)
{
	return db->guard.context;
}

/* What the guard refuses fails like a statement. */
static void hear_guard(struct db *db)
{
	struct err err = ERR_INIT;

	if (db->guard.before == NULL || db->has_failed ||
	    db->guard.before(db->guard.context, &err) == 0)
		return;
	if (!db->has_failed)
		(void)err_set(&db->failure, err.kind, "%s", err.text);
	db->has_failed = true;
}

int db_commit(struct db *db, struct err *err)
{
	if (!db->is_in_transaction)
		bug("db.commit", "reason=\"no transaction is open\"");
	reset_all(db);
	hear_guard(db);
	exec(db, "COMMIT");
	if (db->has_failed) {
		(void)err_set(err, db->failure.kind, "%s", db->failure.text);
		db_rollback(db);
		return -1;
	}
	db->is_in_transaction = false;
	if (db->guard.after != NULL)
		db->guard.after(db->guard.context, true);
	return 0;
}

int db_refuse(struct db *db, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap); /* cut is fine: it is for people */
	va_end(ap);
	if (!db->has_failed)
		(void)err_set(&db->failure, ERR_PERM, "%s", text);
	db->has_failed = true;
	return -1;
}

bool db_has_failed(const struct db *db)
{
	return db->has_failed;
}

/* --- statements --- */

static size_t slot_of(const struct db *db, const char *sql)
{
	size_t i = ((uintptr_t)sql >> 3) * 2654435761U % TABLE_SIZE;

	while (db->statements[i] != NULL && db->statements[i]->sql != sql)
		i = (i + 1) % TABLE_SIZE;
	return i;
}

struct db_stmt *db_sql(struct db *db, const char *sql)
{
	size_t i = slot_of(db, sql);
	struct db_stmt *st = db->statements[i];
	int rc;

	if (st != NULL) {
		(void)sqlite3_reset(st->handle); /* its error was seen by the step */
		(void)sqlite3_clear_bindings(st->handle);
		return st;
	}
	if (db->statement_count++ == STATEMENTS_MAX)
		bug("db.statements", "reason=\"a statement that is not a literal?\" sql=\"%.60s\"",
		    sql);
	st = xcalloc(1, sizeof *st);
	st->db = db;
	st->sql = sql;
	rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &st->handle, NULL);
	if (rc == SQLITE_ERROR)
		bug("db.prepare", "reason=\"%s\" sql=\"%.200s\"", sqlite3_errmsg(db->handle), sql);
	if (rc != SQLITE_OK) /* the schema cannot be read: no statement will work again */
		fatal(EX_IOERR, "db.prepare", "file=%s reason=\"%s\"", db->path,
		    sqlite3_errmsg(db->handle));
	db->statements[i] = st;
	return st;
}

struct db_stmt *db_make(struct db *db, const char *sql)
{
	struct db_stmt *st = xcalloc(1, sizeof *st);
	int rc;

	st->db = db;
	st->sql = xstrdup(sql);
	rc = sqlite3_prepare_v2(db->handle, st->sql, -1, &st->handle, NULL);
	if (rc == SQLITE_ERROR)
		bug("db.make", "reason=\"%s\" sql=\"%.200s\"", sqlite3_errmsg(db->handle), sql);
	if (rc != SQLITE_OK)
		fatal(EX_IOERR, "db.make", "file=%s reason=\"%s\"", db->path,
		    sqlite3_errmsg(db->handle));
	return st;
}

void db_drop(struct db_stmt *st)
{
	(void)sqlite3_finalize(st->handle); /* its error was seen by the step */
	free((char *)st->sql);
	free(st);
}

static int parameter(struct db_stmt *st, const char *name)
{
	int k = 0, i;

	for (; k < PARAMETERS_KEPT && st->parameters[k].name != NULL; k++) {
		if (st->parameters[k].name == name)
			return st->parameters[k].at;
	}
	i = sqlite3_bind_parameter_index(st->handle, name);
	if (i == 0)
		bug("db.bind", "name=\"%s\" sql=\"%.200s\"", name, st->sql);
	if (k < PARAMETERS_KEPT) {
		st->parameters[k].name = name;
		st->parameters[k].at = i;
	}
	return i;
}

static void check_bind(struct db_stmt *st, int rc)
{
	if (rc != SQLITE_OK)
		fail(st->db, st->sql);
}

void db_bind_int(struct db_stmt *st, const char *name, int64_t value)
{
	check_bind(st, sqlite3_bind_int64(st->handle, parameter(st, name), value));
}

void db_bind_text(struct db_stmt *st, const char *name, const char *value)
{
	int at = parameter(st, name);

	check_bind(st,
	    value == NULL ? sqlite3_bind_null(st->handle, at) :
	                    sqlite3_bind_text(st->handle, at, value, -1, SQLITE_TRANSIENT));
}

void db_bind_slice(struct db_stmt *st, const char *name, struct slice value)
{
	check_bind(st,
	    sqlite3_bind_text64(st->handle, parameter(st, name), value.n > 0 ? value.p : "",
	        value.n, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void db_bind_blob(struct db_stmt *st, const char *name, struct slice value)
{
	check_bind(st,
	    sqlite3_bind_blob64(st->handle, parameter(st, name), value.n > 0 ? value.p : "",
	        value.n, SQLITE_TRANSIENT));
}

bool db_row(struct db_stmt *st)
{
	int rc;

	if (st->db->is_in_transaction && st->db->has_failed)
		return false;
	rc = sqlite3_step(st->handle);
	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		fail(st->db, st->sql);
	(void)sqlite3_reset(st->handle); /* repeats the error of the step */
	if (!st->db->is_in_transaction)
		st->db->has_failed = false; /* a read outside: it was logged, nothing is pending */
	return false;
}

void db_end(struct db_stmt *st)
{
	(void)sqlite3_reset(st->handle); /* its error was seen by the step */
}

int64_t db_run(struct db_stmt *st)
{
	if (!st->db->is_in_transaction)
		bug("db.run", "reason=\"outside a transaction\" sql=\"%.200s\"", st->sql);
	while (db_row(st)) {
	}
	return st->db->has_failed ? 0 : sqlite3_changes64(st->db->handle);
}

void db_do(struct db_stmt *st)
{
	(void)db_run(st); /* see db.h */
}

int64_t db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

int64_t db_int(struct db_stmt *st, int column)
{
	return sqlite3_column_int64(st->handle, column);
}

struct slice db_text(struct db_stmt *st, int column)
{
	const char *p = sqlite3_column_blob(st->handle, column);

	return slice_make(p, (size_t)sqlite3_column_bytes(st->handle, column));
}

bool db_is_null(struct db_stmt *st, int column)
{
	return sqlite3_column_type(st->handle, column) == SQLITE_NULL;
}

int64_t db_number(struct db_stmt *st, int64_t fallback)
{
	int64_t n = fallback;

	if (db_row(st)) {
		n = db_is_null(st, 0) ? fallback : db_int(st, 0);
		db_end(st);
	}
	return n;
}

bool db_walk(struct db_stmt *st, int64_t *at, int64_t *id)
{
	db_bind_int(st, ":at", *at);
	db_bind_int(st, ":id", *id);
	if (!db_row(st))
		return false;
	*at = db_int(st, 0);
	*id = db_int(st, 1);
	db_end(st);
	return true;
}

int db_script(struct db *db, const char *sql, struct err *err)
{
	char *text = NULL;

	if (sqlite3_exec(db->handle, sql, NULL, NULL, &text) == SQLITE_OK)
		return 0;
	(void)err_set(err, ERR_PERM, "the database %s: %s", db->path,
	    text != NULL ? text : "no memory");
	sqlite3_free(text);
	return -1;
}

/* --- care --- */

int db_check_file(const char *path, bool *is_sound_r, struct err *err)
{
	struct db db = { .path = (char *)path };
	int rc = sqlite3_open_v2(path, &db.handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW,
	    NULL);

	(void)sqlite3_busy_timeout(db.handle, BUSY_MS);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db.handle,
		    "PRAGMA cell_size_check=ON; SELECT count(*) FROM sqlite_master", NULL, NULL,
		    NULL);
	*is_sound_r = rc == SQLITE_OK && pragma_is(&db, "PRAGMA quick_check(1)", "ok");
	if (rc != SQLITE_OK && rc != SQLITE_NOTADB && rc != SQLITE_CORRUPT)
		(void)err_set(err, ERR_TEMP, "cannot read %s: %s", path,
		    db.handle != NULL ? sqlite3_errmsg(db.handle) : sqlite3_errstr(rc));
	else
		rc = SQLITE_OK;
	(void)sqlite3_close(db.handle); /* it has no statements */
	return rc == SQLITE_OK ? 0 : -1;
}

bool db_check_all(struct db *db, struct err *err)
{
	sqlite3_stmt *st;
	bool is_sound = pragma_is(db, "PRAGMA integrity_check(1)", "ok");

	if (!is_sound) {
		(void)err_set(err, ERR_PERM, "%s is damaged", db->path);
		return false;
	}
	is_sound = sqlite3_prepare_v2(db->handle, "PRAGMA foreign_key_check", -1, &st, NULL) ==
	        SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_DONE;
	if (!is_sound)
		(void)err_set(err, ERR_PERM,
		    "%s is damaged: rows of it name others that are not there", db->path);
	(void)sqlite3_finalize(st); /* repeats the error of the step */
	return is_sound;
}

/* --- copying --- */

struct db_copy {
	struct db *from;
	struct db to; /* a handle and a path, for pragma_is() and messages */
	sqlite3_backup *backup;
	char *path, *part;
	bool is_published;
};

static int copy_failed(const struct db_copy *copy, struct err *err)
{
	return err_set(err, ERR_TEMP,
	    "backup to %s: %s; the daemon writes it, so name a new file in a folder its user "
	    "may write to",
	    copy->path, sqlite3_errmsg(copy->to.handle));
}

struct db_copy *db_copy_new(struct db *db, const char *path, struct err *err)
{
	struct db_copy *copy;
	mode_t old;
	int rc;

	if (access(path, F_OK) == 0) {
		(void)err_set(err, ERR_PERM, "%s exists already; name a new file", path);
		return NULL;
	}
	copy = xcalloc(1, sizeof *copy);
	copy->from = db;
	copy->path = xstrdup(path);
	copy->part = copy->to.path = xasprintf("%s.part", path);
	(void)unlink(copy->part); /* of a copy that was cut off; mostly there is none */
	old = umask(0077);
	rc = sqlite3_open_v2(copy->part, &copy->to.handle,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, NULL);
	/* Nobody reads it before it is whole, and then it is synced: no journal, no sync at each
	 * step. */
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(copy->to.handle,
		    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
		    " PRAGMA secure_delete=ON",
		    NULL, NULL, NULL);
	(void)umask(old);
	if (rc == SQLITE_OK)
		copy->backup = sqlite3_backup_init(copy->to.handle, "main", db->handle, "main");
	if (copy->backup != NULL)
		return copy;
	(void)copy_failed(copy, err);
	db_copy_free(copy);
	return NULL;
}

enum db_copy_state db_copy_step(struct db_copy *copy, int pages, struct err *err)
{
	int rc = sqlite3_backup_step(copy->backup, pages);

	if (rc == SQLITE_DONE)
		return DB_COPY_HAS_ALL;
	if (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
		return DB_COPY_GOES_ON;
	(void)sqlite3_backup_finish(copy->backup); /* gives its error to the handle */
	copy->backup = NULL;
	(void)copy_failed(copy, err);
	return DB_COPY_FAILED;
}

void db_copy_progress(const struct db_copy *copy, int64_t *done_r, int64_t *total_r)
{
	*total_r = copy->backup == NULL ? 0 : sqlite3_backup_pagecount(copy->backup);
	*done_r = copy->backup == NULL ? 0 : *total_r - sqlite3_backup_remaining(copy->backup);
}

int db_copy_seal(struct db_copy *copy, const char *script, struct err *err)
{
	int rc = sqlite3_backup_finish(copy->backup);

	copy->backup = NULL;
	/* Its header says that a log belongs to it, as the store's does. */
	if (rc == SQLITE_OK && !pragma_is(&copy->to, "PRAGMA journal_mode=DELETE", "delete"))
		rc = SQLITE_ERROR;
	if (rc == SQLITE_OK && script != NULL)
		rc = sqlite3_exec(copy->to.handle, script, NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return copy_failed(copy, err);
	rc = sqlite3_close(copy->to.handle);
	copy->to.handle = NULL;
	return rc == SQLITE_OK ? 0 :
	                         err_set(err, ERR_BUG, "backup to %s: it stays open", copy->path);
}

const char *db_copy_part(const struct db_copy *copy)
{
	return copy->part;
}

int db_copy_publish(struct db_copy *copy, struct err *err)
{
	/* link() refuses where rename() would replace what somebody put there meanwhile. */
	if (link(copy->part, copy->path) < 0)
		return err_set(err, errno == EEXIST ? ERR_PERM : ERR_TEMP, "cannot make %s: %m",
		    copy->path);
	copy->is_published = true;
	(void)unlink(copy->part); /* its other name; the next copy to here would replace it */
	return db_sync_folder(copy->path, err);
}

void db_copy_free(struct db_copy *copy)
{
	if (copy == NULL)
		return;
	if (copy->backup != NULL)
		(void)sqlite3_backup_finish(copy->backup); /* what it made is removed */
	(void)sqlite3_close(copy->to.handle);              /* it has no statements */
	if (!copy->is_published)
		(void)unlink(copy->part); /* nothing hangs on it */
	free(copy->path);
	free(copy->part);
	free(copy);
}

#define STEP_PAGES 1024 /* between two looks at nothing: nobody waits */

int db_backup(struct db *db, const char *path, struct err *err)
{
	struct db_copy *copy = db_copy_new(db, path, err);
	enum db_copy_state state = DB_COPY_GOES_ON;
	int rc = -1;

	while (copy != NULL && state == DB_COPY_GOES_ON)
		state = db_copy_step(copy, STEP_PAGES, err);
	if (copy != NULL && state == DB_COPY_HAS_ALL && db_copy_seal(copy, NULL, err) == 0 &&
	    db_sync_file(db_copy_part(copy), err) == 0)
		rc = db_copy_publish(copy, err);
	db_copy_free(copy);
	return rc;
}

/* --- files --- */

static int sync_path(const char *path, int flags, struct err *err)
{
	int fd = open(path, flags | O_CLOEXEC);
	int rc = fd < 0 || fsync(fd) < 0 ?
	    err_set(err, ERR_TEMP, "cannot bring %s to the disk: %m", path) :
	    0;

	if (fd >= 0)
		(void)close(fd); /* was only synced */
	return rc;
}

int db_sync_file(const char *path, struct err *err)
{
	return sync_path(path, O_RDONLY | O_NOFOLLOW, err);
}

int db_sync_folder(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL ? xstrdup(".") :
	    slash == path            ? xstrdup("/") :
	                               xstrndup(path, (size_t)(slash - path));
	int rc = sync_path(folder, O_RDONLY | O_DIRECTORY, err);

	free(folder);
	return rc;
}

/* --- the log --- */

void db_checkpoint(struct db *db)
{
	(void)sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

void db_empty_log(struct db *db)
{
	/* The only connection: nobody can be reading. A failure is the disk's, and tried again. */
	(void)sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}
