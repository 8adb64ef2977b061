/* SPDX-License-Identifier: MIT
 * See store.h. */
#include "store.h"

#include <dirent.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../subscribers/schema.h"

static void open_db(struct store *s)
{
	struct err err = ERR_INIT;

	s->db = db_open(s->path, &err);
	if (s->db == NULL)
		fail_msg("%s", err.text);
	if (schema_migrate(s->db, &err) < 0)
		fail_msg("%s", err.text);
}

void store_open(struct store *s)
{
	memset(s, 0, sizeof *s);
	(void)snprintf(s->folder, sizeof s->folder, "/tmp/dpupd-unit-XXXXXX");
	assert_non_null(mkdtemp(s->folder));
	(void)snprintf(s->path, sizeof s->path, "%s/test.db", s->folder);
	memset(s->key.bytes, 7, sizeof s->key.bytes);
	open_db(s);
}

static void remove_file(const struct store *s, const char *ending)
{
	char path[128];

	(void)snprintf(path, sizeof path, "%s%s", s->path, ending);
	(void)unlink(path);	/* not every one is there */
}

/* A file that nobody knows of is a mistake of its maker. */
static void fail_with_leftovers(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] != '.')
			print_error("left in %s: %s\n", folder, e->d_name);
	}
	(void)closedir(d);
	fail();
}

void store_close(struct store *s)
{
	static const char *const endings[] = { "", "-wal", "-shm", ".lock", ".backup" };

	db_close(s->db);
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		remove_file(s, endings[i]);
	if (rmdir(s->folder) < 0)
		fail_with_leftovers(s->folder);
}

void store_reopen(struct store *s)
{
	db_close(s->db);
	open_db(s);
}
