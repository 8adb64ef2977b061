/* SPDX-License-Identifier: MIT
 * See conf_fixture.h. */
#include "tests/unit/conf_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* libconfig 1.5 forgets 64 bytes at each syntax error (measured); a reload is rare. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so\n";
}

char load_folder[64];

int load_make_folder(void **state)
{
	(void)state;
	(void)snprintf(load_folder, sizeof load_folder, "%s", "/tmp/test_conf.XXXXXX");
	return mkdtemp(load_folder) == NULL;
}

int load_remove_folder(void **state)
{
	(void)state;
	return rmdir(load_folder);
}

const char *load_path(const char *name)
{
	static char path[128];

	(void)snprintf(path, sizeof path, "%s/%s", load_folder, name);
	return path;
}

void load_write(const char *path, const void *text, size_t n, mode_t mode)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

void load_bytes(struct load *l, const char *text, size_t n)
{
	const char *path = load_path("c");

	load_write(path, text, n, 0640);
	conf_report_init(&l->report);
	l->rc = conf_load(path, &l->conf, &l->report);
	assert_int_equal(l->rc == 0, l->report.errors.n == 0);
	assert_int_equal(unlink(path), 0);
}

void load_text(struct load *l, const char *text)
{
	load_bytes(l, text, strlen(text));
}

void load_release(struct load *l)
{
	conf_release(&l->conf);
	conf_report_release(&l->report);
}
