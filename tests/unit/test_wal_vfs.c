/* SPDX-License-Identifier: MIT
 * The log's writes are gathered (wal_vfs.h): few of them reach the file, all of a commit has when
 * it says yes, and one that fails leaves nothing behind. Below it a file system that counts and
 * fails. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "daemon/common/err.h"
#include "subscribers/db.h"

static struct {
	sqlite3_vfs vfs, *below;
	sqlite3_io_methods methods;
	int (*write)(sqlite3_file *file, const void *from, int length, sqlite3_int64 at);
	int writes, largest;
	bool is_full;
} disk;

static char folder[] = "/tmp/dpupd-wal-XXXXXX", path[64];

static int counted_write(sqlite3_file *file, const void *from, int length, sqlite3_int64 at)
{
	disk.writes++;
	if (length > disk.largest)
		disk.largest = length;
	return disk.is_full ? SQLITE_FULL : disk.write(file, from, length, at);
}

static int counted_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
    int *flags_r)
{
	int rc = disk.below->xOpen(disk.below, name, file, flags, flags_r);

	(void)vfs;
	if (rc != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0)
		return rc;
	disk.methods = *file->pMethods;
	disk.write = disk.methods.xWrite;
	disk.methods.xWrite = counted_write;
	file->pMethods = &disk.methods;
	return rc;
}

static struct db *open_store(void)
{
	struct err err = ERR_INIT;
	struct db *db = db_open(path, &err);

	assert_non_null(db);
	assert_int_equal(
	    db_script(db, "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, x BLOB NOT NULL)",
	        &err),
	    0);
	disk.writes = disk.largest = 0;
	return db;
}

static void add(struct db *db, int count, int size)
{
	struct db_stmt *st = db_sql(db,
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
	    " INSERT INTO t (x) SELECT zeroblob(:size) FROM n");

	db_bind_int(st, ":count", count);
	db_bind_int(st, ":size", size);
	(void)db_run(st);
}

/* What another process sees: it reads the log's file without us. */
static int64_t seen_by_others(const char *sql)
{
	sqlite3 *other;
	sqlite3_stmt *st;
	int64_t n;

	assert_int_equal(sqlite3_open_v2(path, &other, SQLITE_OPEN_READONLY, "unix"), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(other, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	(void)sqlite3_close(other);
	return n;
}

static void assert_sound(int64_t rows)
{
	assert_int_equal(seen_by_others("SELECT count(*) FROM t"), rows);
	assert_int_equal(
	    seen_by_others(
	        "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
	    0);
}

/* Ten pages: ten frames of a head and a page each, in one write. */
static void test_one_write(void **state)
{
	struct db *db = open_store();
	struct err err = ERR_INIT;

	(void)state;
	db_begin(db);
	add(db, 1, 9 * 4096);
	assert_int_equal(db_commit(db, &err), 0);
	assert_in_range(disk.writes, 1, 2); /* the log's own head may be one */
	assert_in_range(disk.largest, 9 * 4096, 65536);
	assert_sound(1);
	db_close(db);
}

/* More than is gathered at a time, and more than the cache holds: what was spilled is read again.
 */
static void test_large(void **state)
{
	struct db *db = open_store();
	struct err err = ERR_INIT;

	(void)state;
	db_begin(db);
	add(db, 8000, 4000); /* 32 MB, and the cache has 16 */
	assert_int_equal(db_number(db_sql(db, "SELECT sum(length(x)) FROM t WHERE id > 1"), 0),
	    8000 * 4000);
	db_rollback(db);
	assert_sound(1);
	db_begin(db);
	add(db, 8000, 4000);
	assert_int_equal(db_commit(db, &err), 0);
	assert_true(disk.largest <= 65536);
	assert_sound(8001);
	db_begin(db);
	(void)db_run(db_sql(db, "DELETE FROM t WHERE id > 1"));
	assert_int_equal(db_commit(db, &err), 0);
	db_empty_log(db);
	assert_sound(1);
	db_close(db);
}

static void test_full(void **state)
{
	struct db *db = open_store();
	struct err err = ERR_INIT;

	(void)state;
	for (int i = 0; i < 3; i++) {
		disk.is_full = true;
		db_begin(db);
		add(db, 50, 4000);
		assert_int_equal(db_commit(db, &err), -1);
		assert_int_equal(err.kind, ERR_TEMP);
		err_clear(&err);
		disk.is_full = false;
		assert_sound(1 + i);
		db_begin(db);
		add(db, 1, 20);
		assert_int_equal(db_commit(db, &err), 0);
		assert_sound(2 + i);
	}
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_write),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_full),
	};
	int failed;

	disk.below = sqlite3_vfs_find(NULL);
	disk.vfs = *disk.below;
	disk.vfs.pNext = NULL;
	disk.vfs.zName = "counted";
	disk.vfs.xOpen = counted_open;
	if (mkdtemp(folder) == NULL || sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
		return 1;
	(void)snprintf(path, sizeof path, "%s/t.db", folder);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (size_t i = 0; i < 4; i++) {
		static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
		char file[80];

		(void)snprintf(file, sizeof file, "%s%s", path, ends[i]);
		(void)unlink(file);
	}
	(void)rmdir(folder);
	return failed;
}
