/* SPDX-License-Identifier: MIT
 * How SQLite carries out what the schedule asks of it: a year passes on the clock of clockwork.c,
 * every statement that was prepared meanwhile is noted, and each is explained. None may read a
 * table from end to end, so that none costs more when there is more; what reads a small table does
 * so by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "daemon/common/xmalloc.h"
#include "tests/clockwork.h"

#define STATEMENTS_MAX 1000
#define DAY 86400
#define BEGIN INT64_C(1798578000) /* Wednesday 30 December 2026, 10:00 in Auckland */

struct sqlite3;
struct sqlite3_stmt;
int sqlite3_prepare_v3(struct sqlite3 *db, const char *sql, int bytes, unsigned flags,
    struct sqlite3_stmt **st, const char **tail);

static struct {
	char *sql[STATEMENTS_MAX];
	size_t count;
	bool is_off;
} noted;

/* The store's, on the way to the library's. */
int sqlite3_prepare_v3(struct sqlite3 *db, const char *sql, int bytes, unsigned flags,
    struct sqlite3_stmt **st, const char **tail)
{
	static int (*real)(struct sqlite3 *, const char *, int, unsigned, struct sqlite3_stmt **,
	    const char **);

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "sqlite3_prepare_v3");
	assert_non_null(real);
	if (!noted.is_off) {
		assert_true(noted.count < STATEMENTS_MAX);
		noted.sql[noted.count++] = xstrdup(sql);
	}
	return real(db, sql, bytes, flags, st, tail);
}

/* What may be read from end to end, and by which statement ("": by any). */
static const struct {
	const char *detail, *begins;
} allowed[] = {
	{ "SCAN CONSTANT ROW", "" },
	/* Partial indexes, which hold what is to be done and no more. */
	{ "SCAN delivery USING INDEX delivery_to_erase", "" },
	{ "SCAN t USING INDEX tip_approved", "" },
	/* Tables of days, not of years. */
	{ "SCAN rate", "DELETE" },
	{ "SCAN tip", "DELETE" },
	{ "SCAN proposal", "DELETE" },
	{ "SCAN r", "DELETE FROM inbound_raw" },
	/* One row, of two that an index finds. */
	{ "SCAN meeting_next", "INSERT INTO meeting" },
	{ "SCAN announcement_next", "INSERT INTO announcement" },
	/* The rows of one chunk, which were found by an index. */
	{ "SCAN gone", "WITH gone" },
	{ "SCAN (subquery-6)", "WITH gone" },
	/* Numbers that were chosen, as many as there are in a chunk. */
	{ "SCAN (subquery-1)",
	    "SELECT json_group_array(id), count(*) FROM (SELECT r.id FROM rsvp r INDEXED BY rsvp_age" },
	{ "SCAN json_each VIRTUAL TABLE INDEX 1:", "" },
	/* The people of one meeting, who were found by an index. */
	{ "SCAN r", "SELECT json_object('yes'" },
};

static bool is_allowed(struct slice detail, const char *sql)
{
	for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
		if (slice_is(detail, allowed[i].detail) &&
		    strncmp(sql, allowed[i].begins, strlen(allowed[i].begins)) == 0)
			return true;
	}
	return false;
}

/* How many of its steps read from end to end; the last of them in *how_r. */
static int scans(struct db *db, const char *sql, struct buf *how_r)
{
	char *text = xasprintf("EXPLAIN QUERY PLAN %s", sql);
	struct db_stmt *st = db_make(db, text);
	int count = 0;

	while (db_row(st)) {
		struct slice detail = db_text(st, 3);

		if (!slice_starts(detail, "SCAN ") || is_allowed(detail, sql))
			continue;
		buf_clear(how_r);
		buf_slice(how_r, detail);
		count++;
	}
	db_drop(st);
	free(text);
	return count;
}

static void send_all(struct clockwork *w, void *context)
{
	struct db_stmt *st;

	(void)context;
	noted.is_off = true;
	db_begin(w->core.db);
	st = db_sql(w->core.db,
	    "UPDATE delivery SET state = 'sent', settled_at = :now WHERE state = 'queued'");
	db_bind_int(st, ":now", clockwork_now());
	(void)db_run(st);
	clockwork_commit(w);
	noted.is_off = false;
}

static void test_nothing_is_scanned(void **state)
{
	struct clockwork w;
	struct buf how = BUF_INIT;
	int64_t list;
	int count = 0;

	(void)state;
	noted.is_off = true;
	clockwork_start(&w, BEGIN);
	list = clockwork_community(&w, "otago", "Otago", "Pacific/Auckland", "kai@example.org");
	clockwork_member(&w, list, "ana@example.org");
	clockwork_member(&w, list, "ben@example.org");
	(void)clockwork_series(&w, list, "2027-01-05 10:00", "FREQ=WEEKLY", RECUR_NEXT);
	noted.is_off = false;
	clockwork_run(&w, BEGIN + 400 * DAY, send_all, NULL);
	noted.is_off = true;
	assert_true(noted.count > 50);
	for (size_t i = 0; i < noted.count; i++) {
		if (scans(w.core.db, noted.sql[i], &how) > 0) {
			print_error("%s\n\t%s\n", how.p, noted.sql[i]);
			count++;
		}
		free(noted.sql[i]);
	}
	assert_int_equal(count, 0);
	assert_int_equal(scans(w.core.db, "SELECT id FROM delivery WHERE reason = 'x'", &how),
	    1); /* it can tell */
	buf_release(&how);
	clockwork_stop(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_scanned),
	};

	return cmocka_run_group_tests_name("plans", tests, NULL, NULL);
}
