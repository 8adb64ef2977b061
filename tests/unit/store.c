/* SPDX-License-Identifier: MIT
 * See store.h. */
#include "tests/unit/store.h"

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

#include "subscribers/incarnation.h"
#include "subscribers/list.h"
#include "subscribers/schema.h"
#include "subscribers/subscription.h"

static void open_db(struct store *s)
{
	struct err err = ERR_INIT;

	s->db = db_open(s->path, &err);
	if (s->db == NULL)
		fail_msg("%s", err.text);
	if (schema_migrate(s->db, &err) < 0 || incarnation_ensure(s->db, 1, &err) < 0)
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
	(void)unlink(path); /* not every one is there */
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

int64_t store_fill(struct store *s, int people, int64_t since)
{
	struct list_input in = { .slug = slice_of("news"),
		.name = slice_of("News"),
		.purpose = slice_of("To test."),
		.timezone = slice_of("Pacific/Auckland") };
	struct evidence e = { .channel = "email", .at = since, .notice = "1" };
	struct subscription n;
	struct subscriber who;
	struct address a;
	struct err err = ERR_INIT;
	int64_t list;

	store_open(s);
	db_begin(s->db);
	list = list_add(s->db, &in, 1);
	for (int i = 0; i < people; i++) {
		char text[64];

		(void)snprintf(text, sizeof text, "p%d@example.nz", i);
		assert_true(address_parse(slice_of(text), &a, &err));
		assert_true(subscriber_get(s->db, subscriber_ensure(s->db, &s->key, &a, 1), &who));
		(void)subscription_ask(s->db, &who, list, SLICE_NONE, &e, &n);
		assert_true(subscription_give(s->db, &who, list, SLICE_NONE, &e));
	}
	return list;
}

void store_finish(struct store *s)
{
	struct err err = ERR_INIT;

	if (db_commit(s->db, &err) < 0)
		fail_msg("%s", err.text);
	store_close(s);
}
