/* SPDX-License-Identifier: MIT
 * The cache of feeds: what is good, and what is not any more. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/web/feed_cache.h"

static bool has(const struct feed_cache *c, const char *name, uint64_t commits, int64_t now,
    const char *body)
{
	struct buf out = BUF_INIT;
	bool is_there = feed_cache_get(c, slice_of(name), commits, now, &out);

	if (is_there)
		assert_true(slice_is(buf_all(&out), body));
	else
		assert_int_equal(out.n, 0);
	buf_release(&out);
	return is_there;
}

static void test_what_is_good(void **state)
{
	static const struct {
		const char *name;
		uint64_t commits;
		int64_t now;
		bool is_good;
	} rows[] = {
		{ "otago", 7, 1000, true },
		{ "otago", 7, 1059, true },
		{ "otago", 7, 1060, false }, /* a minute is over */
		{ "otago", 7, 999, false },  /* the clock was set back */
		{ "otago", 8, 1000, false }, /* something changed */
		{ "otag", 7, 1000, false },
		{ "", 7, 1000, false },
	};
	struct feed_cache *c = feed_cache_new();

	(void)state;
	feed_cache_put(c, slice_of("otago"), 7, 1000, slice_of("BEGIN"));
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_true(has(c, rows[i].name, rows[i].commits, rows[i].now, "BEGIN") ==
		    rows[i].is_good);
	feed_cache_put(c, slice_of("otago"), 8, 1001, slice_of("END"));
	assert_true(has(c, "otago", 8, 1001, "END"));
	feed_cache_put(c, slice_of(""), 8, 1001, SLICE_NONE);
	assert_true(has(c, "", 8, 1001, ""));
	feed_cache_free(c);
}

/* Sixteen are kept; the seventeenth takes the place of the oldest. */
static void test_room(void **state)
{
	struct feed_cache *c = feed_cache_new();
	char name[80];

	(void)state;
	for (int i = 0; i < 17; i++) {
		(void)snprintf(name, sizeof name, "list%d", i);
		feed_cache_put(c, slice_of(name), 1, 1000 + i, slice_of(name));
	}
	assert_false(has(c, "list0", 1, 1016, "list0"));
	assert_true(has(c, "list1", 1, 1016, "list1"));
	assert_true(has(c, "list16", 1, 1016, "list16"));
	memset(name, 'x', 63);
	name[63] = '\0';
	feed_cache_put(c, slice_of(name), 1, 1020, slice_of("x"));
	assert_true(has(c, name, 1, 1020, "x"));
	name[63] = 'x';
	name[64] = '\0';
	feed_cache_put(c, slice_of(name), 1, 1020, slice_of("y"));
	assert_false(has(c, name, 1, 1020, "y"));
	feed_cache_free(c);
	feed_cache_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_good),
		cmocka_unit_test(test_room),
	};

	return cmocka_run_group_tests_name("feed_cache", tests, NULL, NULL);
}
