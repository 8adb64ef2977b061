/* SPDX-License-Identifier: MIT
 * The waits between attempts, worked out by hand from design.md: 1, 5, 15, 30, 60 min, then x 1.3
 * to at most 4 h, each +-20 %. */
#include "daemon/core/outbox/retry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const int64_t usual_s[] = { 3600, 1800, 900, 300, 60 };
static const struct retry usual = { usual_s, 5, 5 * 86400 };

static void assert_about(int64_t wait_s, int64_t base_s)
{
	assert_in_range(wait_s, base_s * 8 / 10, base_s * 122 / 100 + 5);
}

static void test_schedule(void **state)
{
	static const int64_t base_s[] = { 60, 300, 900, 1800, 3600, 4680, 6084, 7909, 10282, 13366,
		14400, 14400 };

	(void)state;
	for (size_t i = 0; i < COUNT(base_s); i++) {
		assert_about(retry_wait_s(&usual, 42, (int64_t)i + 1), base_s[i]);
		/* No randomness: restarts agree. */
		assert_int_equal(retry_wait_s(&usual, 42, (int64_t)i + 1),
		    retry_wait_s(&usual, 42, (int64_t)i + 1));
	}
	assert_about(retry_wait_s(&usual, 1, 1000), 14400);
	assert_about(retry_wait_s(&usual, 1, INT64_MAX), 14400);
	assert_about(retry_wait_s(&usual, 1, 0), 60);
}

/* Those that are refused together do not come back together. */
static void test_spread(void **state)
{
	int64_t least = INT64_MAX, most = 0;

	(void)state;
	for (int64_t id = 1; id <= 1000; id++) {
		int64_t s = retry_wait_s(&usual, id, 5);

		assert_in_range(s, 2880, 4326);
		least = s < least ? s : least;
		most = s > most ? s : most;
	}
	assert_true(least < 2960 && most > 4240);
}

/* At once, after 8 s, then as refusals for now, up to an hour. */
static void test_returns(void **state)
{
	static const int64_t one_s[] = { 1 }, base_s[] = { 60, 300, 900, 1800 };
	static const struct retry one = { one_s, 1, 86400 };

	(void)state;
	assert_int_equal(retry_return_s(&usual, 42, 1), 0);
	assert_int_equal(retry_return_s(&usual, 42, 2), 8);
	for (size_t i = 0; i < COUNT(base_s); i++)
		assert_about(retry_return_s(&usual, 42, (int64_t)i + 3), base_s[i]);
	assert_int_equal(retry_return_s(&usual, 42, 8), 3600);
	assert_int_equal(retry_return_s(&usual, 42, INT64_MAX), 3600);
	assert_about(retry_return_s(&one, 42, 3), 1);
}

static void test_own_schedule(void **state)
{
	static const int64_t two_s[] = { 100, 1 };
	static const struct retry two = { two_s, 2, 86400 }, one = { two_s + 1, 1, 86400 };

	(void)state;
	assert_about(retry_wait_s(&two, 7, 1), 1);
	assert_about(retry_wait_s(&two, 7, 2), 100);
	assert_about(retry_wait_s(&two, 7, 3), 130);
	/* Also one second grows: nobody is asked each second for ever. */
	assert_true(retry_wait_s(&one, 7, 40) > 3600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_schedule),
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_returns),
		cmocka_unit_test(test_own_schedule),
	};

	return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
