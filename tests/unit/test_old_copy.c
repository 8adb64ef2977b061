/* SPDX-License-Identifier: MIT
 * Copies of the store that migrations and restores leave beside it. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "subscribers/old_copy.h"
#include "tests/unit/store.h"

static const char *const copies[] = { ".before-7", ".before-8.part", ".replaced-20260103-120000",
	".replaced-20260103-120000-2", ".restoring", ".restoring-wal" };
static const char *const others[] = { "-before-7", ".backup", ".lock", ".ledger", ".key", ".befor",
	".before" };

#define COPIES ((int64_t)(sizeof copies / sizeof copies[0]))
#define OTHERS (sizeof others / sizeof others[0])

static void file(const struct store *s, const char *ending, char path[128])
{
	int fd;

	(void)snprintf(path, 128, "%s%s", s->path, ending);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	(void)close(fd);
}

static void test_copies(void **state)
{
	char path[128], newest[128];
	struct store s;
	struct stat st;

	(void)state;
	store_open(&s);
	assert_int_equal(old_copy_oldest(s.db), 0);
	for (size_t i = 0; i < OTHERS; i++)
		file(&s, others[i], path);
	assert_int_equal(old_copy_count(s.db, INT64_MAX), 0);
	for (int64_t i = 0; i < COPIES; i++)
		file(&s, copies[i], path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(old_copy_count(s.db, INT64_MAX), COPIES);
	assert_in_range(st.st_ctime - old_copy_oldest(s.db), 0, 60);
	/* What is young stays, also what was written long ago and got this name now. */
	(void)snprintf(newest, sizeof newest, "%s", path);
	assert_int_equal(utimensat(AT_FDCWD, newest,
	                     (struct timespec[2]){ { 1000, 0 }, { 1000, 0 } }, 0),
	    0);
	assert_int_equal(old_copy_remove(s.db, st.st_ctime - 3600, 100), 0);
	assert_int_equal(old_copy_count(s.db, INT64_MAX), COPIES);
	/* Some at a time; then all, and nothing else. */
	assert_int_equal(old_copy_remove(s.db, st.st_ctime + 3600, 2), 2);
	assert_int_equal(old_copy_remove(s.db, st.st_ctime + 3600, 100), COPIES - 2);
	assert_int_equal(old_copy_oldest(s.db), 0);
	for (size_t i = 0; i < OTHERS; i++) {
		(void)snprintf(path, sizeof path, "%s%s", s.path, others[i]);
		assert_int_equal(access(path, F_OK), 0);
	}
	for (size_t i = 0; i < OTHERS; i++) {
		(void)snprintf(path, sizeof path, "%s%s", s.path, others[i]);
		(void)unlink(path);
	}
	store_close(&s);
}

/* A link in its place leads nowhere, and neither is a folder one. */
static void test_no_files(void **state)
{
	char path[128];
	struct store s;

	(void)state;
	store_open(&s);
	(void)snprintf(path, sizeof path, "%s.before-9", s.path);
	assert_int_equal(symlink(s.path, path), 0);
	assert_int_equal(old_copy_remove(s.db, INT64_MAX, 100), 0);
	assert_int_equal(access(s.path, F_OK), 0);
	(void)unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(old_copy_remove(s.db, INT64_MAX, 100), 0);
	(void)rmdir(path);
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_no_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
