/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "subscribers/schema.h"
#include "tests/unit/store.h"

/* The first migrations, as a store had them before the later ones. */
#define BEFORE 11

static int64_t count(struct store *s)
{
	return db_number(db_sql(s->db, "SELECT count(*) FROM suppression"), -1);
}

static void add(struct store *s, const char *hash)
{
	struct db_stmt *st = db_sql(s->db,
	    "INSERT INTO suppression (hash, reason, at) VALUES (:hash, 'staff', 1)");

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
	add(&s, "one"); /* the primary key is broken here */
	assert_true(db_has_failed(s.db));
	add(&s, "three"); /* does nothing any more */
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
	store_reopen(&s); /* after the first has gone it is free */
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
	assert_int_equal(db_backup(s.db, path, &err), -1); /* never over a file that is there */
	assert_non_null(strstr(err.text, "exists already"));
	db_close(s.db);
	assert_int_equal(rename(path, s.path), 0);
	err_clear(&err);
	s.db = db_open(s.path, &err);
	assert_non_null(s.db);
	assert_int_equal(count(&s), 1);
	store_close(&s);
}

/* Rows in the copy, which is opened by itself. */
static int64_t count_in(const char *path)
{
	struct err err = ERR_INIT;
	struct db *db = db_open(path, &err);
	char lock[160];
	int64_t n;

	if (db == NULL)
		fail_msg("%s", err.text);
	n = db_number(db_sql(db, "SELECT count(*) FROM suppression"), -1);
	db_close(db);
	(void)snprintf(lock, sizeof lock, "%s.lock", path);
	(void)unlink(lock);
	return n;
}

static void commit(struct store *s)
{
	struct err err = ERR_INIT;

	if (db_commit(s->db, &err) < 0)
		fail_msg("%s", err.text);
}

static void fill(struct store *s, int from, int to)
{
	char text[2000];

	db_begin(s->db);
	for (int i = from; i < to; i++) {
		(void)snprintf(text, sizeof text, "%d %1900d", i, i);
		add(s, text);
	}
	commit(s);
}

/* 300 rows of some 2 kB; 200 more come while 10 pages at a time are copied, and one of the first is
 * changed when its page was copied long ago: the copy is the store as it is at the end. */
static void test_copy_by_steps(void **state)
{
	enum db_copy_state step = DB_COPY_GOES_ON;
	struct db_copy *copy;
	struct err err = ERR_INIT;
	struct store s;
	char path[128];
	int64_t done, total;
	int steps = 0;
	bool is_sound = false;

	(void)state;
	store_open(&s);
	fill(&s, 0, 300);
	(void)snprintf(path, sizeof path, "%s.backup", s.path);
	copy = db_copy_new(s.db, path, &err);
	assert_non_null(copy);
	while (step == DB_COPY_GOES_ON) {
		step = db_copy_step(copy, 10, &err);
		db_copy_progress(copy, &done, &total);
		assert_true(done <= total);
		if (++steps == 20) {
			fill(&s, 300, 500);
			db_begin(s.db);
			(void)db_run(db_sql(s.db,
			    "DELETE FROM suppression WHERE CAST(hash AS TEXT) LIKE '0 %'"));
			commit(&s);
		}
		assert_int_equal(access(path, F_OK), -1);
	}
	assert_int_equal(step, DB_COPY_HAS_ALL);
	assert_true(steps > 25);
	assert_int_equal(done, total);
	assert_int_equal(db_copy_seal(copy,
	                     "DELETE FROM suppression WHERE CAST(hash AS TEXT) LIKE '1 %'", &err),
	    0);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(db_check_file(db_copy_part(copy), &is_sound, &err), 0);
	assert_true(is_sound);
	assert_int_equal(db_copy_publish(copy, &err), 0);
	db_copy_free(copy);
	assert_int_equal(count(&s), 499);
	assert_int_equal(count_in(path), 498);
	store_close(&s); /* which fails where a .part is left */
}

/* One that was cut off left half a file; somebody else takes the name meanwhile. */
static void test_copy_is_never_half(void **state)
{
	struct err err = ERR_INIT;
	struct db_copy *copy;
	struct store s;
	char path[128], part[140];
	FILE *f;

	(void)state;
	store_open(&s);
	fill(&s, 0, 30);
	(void)snprintf(path, sizeof path, "%s.backup", s.path);
	(void)snprintf(part, sizeof part, "%s.part", path);
	f = fopen(part, "w");
	assert_true(f != NULL && fputs("half of a file", f) >= 0 && fclose(f) == 0);
	copy = db_copy_new(s.db, path, &err);
	assert_non_null(copy);
	assert_int_equal(db_copy_step(copy, 3, &err), DB_COPY_GOES_ON);
	db_copy_free(copy);
	assert_int_equal(access(part, F_OK), -1);
	assert_int_equal(access(path, F_OK), -1);

	copy = db_copy_new(s.db, path, &err);
	assert_int_equal(db_copy_step(copy, 1000, &err), DB_COPY_HAS_ALL);
	assert_int_equal(db_copy_seal(copy, NULL, &err), 0);
	f = fopen(path, "w");
	assert_true(f != NULL && fclose(f) == 0);
	assert_int_equal(db_copy_publish(copy, &err), -1);
	db_copy_free(copy);
	assert_int_equal(access(part, F_OK), -1);
	store_close(&s);
}

/* A byte that is changed in the middle of a page is seen; so is a file that is none of SQLite's. */
static void test_check_file(void **state)
{
	struct err err = ERR_INIT;
	bool is_sound = true;
	struct store s;
	char path[128];
	FILE *f;

	(void)state;
	store_open(&s);
	fill(&s, 0, 100);
	(void)snprintf(path, sizeof path, "%s.backup", s.path);
	assert_int_equal(db_check_file(s.path, &is_sound, &err), 0); /* while it is in use */
	assert_true(is_sound);
	assert_int_equal(db_backup(s.db, path, &err), 0);
	f = fopen(path, "r+");
	assert_non_null(f);
	for (int page = 3; page < 200; page += 2)
		assert_true(fseek(f, page * 4096L, SEEK_SET) == 0 && fputs("nonsense", f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(db_check_file(path, &is_sound, &err), 0);
	assert_false(is_sound);
	f = fopen(path, "w");
	assert_true(f != NULL && fprintf(f, "%2000d", 7) > 0 && fclose(f) == 0);
	assert_int_equal(db_check_file(path, &is_sound, &err), 0);
	assert_false(is_sound);
	assert_int_equal(db_check_file("/nonexistent/file", &is_sound, &err), -1);
	store_close(&s);
}

struct lookup_note {
	int before, committed, ended;
	bool refuses;
};

static int before(void *context, struct err *err)
{
	struct lookup_note *w = context;

	w->before++;
	return w->refuses ? err_set(err, ERR_TEMP, "not now") : 0;
}

static void after(void *context, bool is_committed)
{
	struct lookup_note *w = context;

	w->committed += is_committed;
	w->ended++;
}

static void test_guard(void **state)
{
	struct lookup_note w = { 0 };
	struct db_guard guard = { before, after, &w };
	struct err err = ERR_INIT;
	struct store s;

	(void)state;
	store_open(&s);
	db_set_guard(s.db, &guard);
	assert_ptr_equal(db_guard_context(s.db), &w);
	db_begin(s.db);
	add(&s, "one");
	commit(&s);
	db_begin(s.db);
	add(&s, "two");
	db_rollback(s.db); /* it is not asked, and told */
	db_begin(s.db);
	(void)db_refuse(s.db, "a rule");
	assert_int_equal(db_commit(s.db, &err), -1); /* likewise */
	assert_int_equal(w.before, 1);
	assert_int_equal(w.committed, 1);
	assert_int_equal(w.ended, 3);
	w.refuses = true;
	db_begin(s.db);
	add(&s, "three");
	err_clear(&err);
	assert_int_equal(db_commit(s.db, &err), -1);
	assert_int_equal(err.kind, ERR_TEMP);
	assert_string_equal(err.text, "not now");
	assert_int_equal(w.ended, 4);
	assert_int_equal(w.committed, 1);
	assert_int_equal(count(&s), 1);
	db_set_guard(s.db, NULL);
	store_close(&s);
}

static void run_file(struct db *db, const char *path)
{
	struct err err = ERR_INIT;
	static char text[64 << 10];
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, sizeof text - 1, f);
	assert_true(n > 0 && n < sizeof text - 1);
	text[n] = '\0';
	assert_int_equal(fclose(f), 0);
	if (db_script(db, text, &err) < 0)
		fail_msg("%s: %s", path, err.text);
}

/* A store as it was before the later migrations; the files stand in the order of their numbers. */
static void open_older(struct store *s)
{
	struct err err = ERR_INIT;
	glob_t files;
	char set_version[48];

	store_open(s);
	db_close(s->db);
	assert_int_equal(unlink(s->path), 0);
	s->db = db_open(s->path, &err);
	assert_non_null(s->db);
	assert_int_equal(glob("subscribers/migrations/*.sql", 0, NULL, &files), 0);
	assert_true(files.gl_pathc > BEFORE);
	for (size_t i = 0; i < BEFORE; i++)
		run_file(s->db, files.gl_pathv[i]);
	globfree(&files);
	(void)snprintf(set_version, sizeof set_version, "PRAGMA user_version = %d", BEFORE);
	assert_int_equal(db_script(s->db, set_version, &err), 0);
}

/* A store of before the last migrations, beside which a copy was cut off by a crash. */
static void test_copy_before_migration(void **state)
{
	struct err err = ERR_INIT;
	struct store s;
	char path[128], part[140];
	FILE *f;

	(void)state;
	open_older(&s);
	fill(&s, 0, 50);
	(void)snprintf(path, sizeof path, "%s.before-%d", s.path, BEFORE + 1);
	(void)snprintf(part, sizeof part, "%s.part", path);
	f = fopen(part, "w");
	assert_true(f != NULL && fputs("half of a file", f) >= 0 && fclose(f) == 0);
	assert_int_equal(schema_migrate(s.db, &err), 0);
	assert_true(schema_version(s.db) > BEFORE);
	assert_int_equal(count_in(path), 50);
	assert_int_equal(access(part, F_OK), -1);
	assert_int_equal(unlink(path), 0);
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
	assert_int_equal(schema_migrate(s.db, &err), 0); /* a second time does nothing */
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
		cmocka_unit_test(test_commit_and_rollback),
		cmocka_unit_test(test_first_error_is_kept),
		cmocka_unit_test(test_refuse),
		cmocka_unit_test(test_second_daemon_is_kept_out),
		cmocka_unit_test(test_file_is_private),
		cmocka_unit_test(test_backup_is_whole),
		cmocka_unit_test(test_copy_by_steps),
		cmocka_unit_test(test_copy_is_never_half),
		cmocka_unit_test(test_check_file),
		cmocka_unit_test(test_guard),
		cmocka_unit_test(test_copy_before_migration),
		cmocka_unit_test(test_migrations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
