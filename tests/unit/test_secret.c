/* SPDX-License-Identifier: MIT
 * Secrets in files: what is read, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/common/secret.h"

static char folder[64], path[96];

static int make_folder(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof folder, "/tmp/dpupd-unit-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof path, "%s/secret", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(folder);
}

static void write_file(const char *data, size_t n, mode_t mode)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void test_files(void **state)
{
	/* clang-format off */
	static const struct {
		const char *data;
		size_t n;
		mode_t mode;
		const char *secret;	/* NULL: refused */
	} cases[] = {
		{ "hunter2\n", 8, 0600, "hunter2" }, { "hunter2", 7, 0640, "hunter2" },
		{ "hunter2\r\n", 9, 0400, "hunter2" }, { " two words \n", 12, 0600, " two words " },
		{ "\xc4\x81\n", 3, 0600, "\xc4\x81" }, { "x\r", 2, 0600, "x" },
		{ "", 0, 0600, NULL }, { "\n", 1, 0600, NULL }, { "\r\n", 2, 0600, NULL },
		{ "a\nb\n", 4, 0600, NULL }, { "a\n\n", 3, 0600, NULL }, { "a\0b\n", 4, 0600, NULL },
		{ "hunter2\n", 8, 0620, NULL },
		{ "hunter2\n", 8, 0604, NULL }, { "hunter2\n", 8, 0602, NULL }, { "hunter2\n", 8, 0601, NULL },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf secret = BUF_INIT;
		struct err err = ERR_INIT;
		int rc;

		write_file(cases[i].data, cases[i].n, cases[i].mode);
		rc = secret_read(path, &secret, &err);
		assert_int_equal(rc, cases[i].secret == NULL ? -1 : 0);
		assert_int_equal(err_is_set(&err), cases[i].secret == NULL);
		assert_string_equal(secret.p, cases[i].secret == NULL ? "" : cases[i].secret);
		if (rc < 0)
			assert_non_null(strstr(err.text, path));
		buf_wipe(&secret);
	}
}

static void test_limit(void **state)
{
	char data[SECRET_MAX + 3];

	(void)state;
	for (size_t n = SECRET_MAX - 1; n <= SECRET_MAX + 1; n++) {
		for (size_t ends = 0; ends < 3; ends++) { /* none, LF, CRLF */
			struct buf secret = BUF_INIT;
			struct err err = ERR_INIT;

			memset(data, 'x', n);
			memcpy(data + n, ends == 1 ? "\n" : "\r\n", ends);
			write_file(data, n + ends, 0600);
			assert_int_equal(secret_read(path, &secret, &err), n > SECRET_MAX ? -1 : 0);
			assert_int_equal(secret.n, n > SECRET_MAX ? 0 : n);
			assert_int_equal(strstr(err.text, "longer") != NULL, n > SECRET_MAX);
			buf_wipe(&secret);
		}
	}
}

static void test_no_file(void **state)
{
	struct buf secret = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	(void)unlink(path);
	assert_int_equal(secret_read(path, &secret, &err), -1);
	err_clear(&err);
	assert_int_equal(secret_read(folder, &secret, &err), -1);
	assert_non_null(strstr(err.text, "not a file"));
	err_clear(&err);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(secret_read(path, &secret, &err), -1); /* and does not wait for a writer */
	assert_non_null(strstr(err.text, "not a file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_no_file),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
