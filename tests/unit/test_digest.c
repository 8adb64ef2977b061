/* SPDX-License-Identifier: MIT
 * When a digest goes: by hand, also where the clocks change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "subscribers/digest.h"
#include "tests/unit/store.h"

#define AUCKLAND "Pacific/Auckland"

static void test_due(void **state)
{
	static const struct {
		const char *rhythm;
		int64_t now, due;
	} cases[] = {
		/* Thursday 7 May 2026, 09:00 NZST is 6 May 21:00 UTC: 1778101200. */
		{ "daily", 1778101199, 1778101200 },
		{ "daily", 1778101200, 1778187600 },  /* at nine it is the next day's */
		{ "weekly", 1778101200, 1778446800 }, /* Monday 11 May */
		{ "weekly", 1778446799, 1778446800 },
		{ "weekly", 1778446800, 1779051600 }, /* and the Monday after */
		{ "each", 1778101200, 1778101200 },
		/* Sunday 5 April 2026, 03:00 the clocks go back: from Saturday nine to Sunday nine
		   are 25 hours. */
		{ "daily", 1775246400, 1775336400 },
		/* Sunday 27 September 2026, 02:00 they go forward: 23 hours. */
		{ "daily", 1790370000, 1790452800 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t due = digest_due_at(slice_of(cases[i].rhythm), AUCKLAND, cases[i].now);

		if (due != cases[i].due)
			fail_msg("case %zu: %lld, expected %lld", i, (long long)due,
			    (long long)cases[i].due);
	}
}

static void test_no_scan(void **state)
{
	struct store s;
	struct db_stmt *st;

	(void)state;
	store_open(&s);
	st = db_sql(s.db,
	    "EXPLAIN QUERY PLAN SELECT min(due_at) FROM digest_item INDEXED BY digest_due");
	assert_true(db_row(st));
	assert_true(slice_starts(db_text(st, 3), "SEARCH"));
	db_end(st);
	assert_int_equal(digest_next_at(s.db), 0);
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_due),
		cmocka_unit_test(test_no_scan) };

	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
