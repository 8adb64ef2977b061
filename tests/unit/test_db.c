/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../subscribers/schema.h"
#include "store.h"

static int64_t count(struct store *s)
{
	return db_number(db_sql(s->db, "SELECT count(*) FROM suppression"), -1);
}

static void add(struct store *s, const char *hash)
{
	struct db_stmt *st = db_sql(s->db, "INSERT INTO suppression (hash, reason, at) VALUES (:hash, 'staff', 1)");

	db_bind_blob(st, ":hash", slice_of(hash));
	(void)db_run(st);
}

static void test_commit_and_rollback(void **state)
{
	struct store s;
	struct err err = ERR_INIT;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	add(&s, "one");
	assert_int_equal(db_commit(s.db, &err), 0);
	db_begin(s.db);
	add(&s, "two");
	db_rollback(s.db);
	assert_int_equal(count(&s), 1);
	store_close(&s);
}

/* A broken rule of the schema fails the whole transaction, at its end, with the statement named. */
static void test_first_error_is_kept(void **state)
{
	struct store s;
	struct err err = ERR_INIT;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	add(&s, "one");
	add(&s, "one");		/* the primary key is broken here */
	assert_true(db_has_failed(s.db));
	add(&s, "three");	/* does nothing any more */
	assert_int_equal(count(&s), -1);
	assert_int_equal(db_commit(s.db, &err), -1);
	assert_non_null(strstr(err.text, "INSERT INTO suppression"));
	assert_int_equal(count(&s), 0);
	store_close(&s);
}

static void test_refuse(void **state)
{
	struct store s;
	struct err err = ERR_INIT;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	add(&s, "one");
	assert_int_equal(db_refuse(s.db, "no %s", "more"), -1);
	(void)db_refuse(s.db, "a later reason");
	assert_int_equal(db_commit(s.db, &err), -1);
	assert_string_equal(err.text, "no more");
	assert_int_equal(err.kind, ERR_PERM);
	assert_int_equal(count(&s), 0);
	store_close(&s);
}

static void test_second_daemon_is_kept_out(void **state)
{
	struct store s;
	struct err err = ERR_INIT;

	(void)state;
	store_open(&s);
	assert_null(db_open(s.path, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_non_null(strstr(err.text, "another dpupd"));
	store_reopen(&s);	/* after the first has gone it is free */
	store_close(&s);
}

static void test_file_is_private(void **state)
{
	struct store s;
	struct stat st;

	(void)state;
	store_open(&s);
	assert_int_equal(stat(s.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	store_close(&s);
}

static void test_backup_is_whole(void **state)
{
	struct store s;
	struct err err = ERR_INIT;
	char path[128];

	(void)state;
	store_open(&s);
	db_begin(s.db);
	add(&s, "one");
	assert_int_equal(db_commit(s.db, &err), 0);
	(void)snprintf(path, sizeof path, "%s.backup", s.path);
	assert_int_equal(db_backup(s.db, path, &err), 0);
	assert_int_equal(db_backup(s.db, path, &err), -1);	/* never over a file that is there */
	assert_non_null(strstr(err.text, "exists already"));
	db_close(s.db);
	assert_int_equal(rename(path, s.path), 0);
	err_clear(&err);
	s.db = db_open(s.path, &err);
	assert_non_null(s.db);
	assert_int_equal(count(&s), 1);
	store_close(&s);
}

static void test_migrations(void **state)
{
	struct store s;
	struct err err = ERR_INIT;
	int64_t first, second;

	(void)state;
	store_open(&s);
	assert_true(schema_version(s.db) >= 1);
	assert_int_equal(schema_migrate(s.db, &err), 0);	/* a second time does nothing */
	assert_int_equal(schema_next_epoch(s.db, &first, &err), 0);
	assert_int_equal(schema_next_epoch(s.db, &second, &err), 0);
	assert_int_equal(second, first + 1);
	assert_int_equal(db_script(s.db, "PRAGMA user_version = 9999", &err), 0);
	assert_int_equal(schema_migrate(s.db, &err), -1);
	assert_non_null(strstr(err.text, "newer dpupd"));
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commit_and_rollback), cmocka_unit_test(test_first_error_is_kept),
		cmocka_unit_test(test_refuse), cmocka_unit_test(test_second_daemon_is_kept_out),
		cmocka_unit_test(test_file_is_private), cmocka_unit_test(test_backup_is_whole),
		cmocka_unit_test(test_migrations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
