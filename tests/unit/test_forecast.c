/* SPDX-License-Identifier: MIT
 * Forecasts, reckoned by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "daemon/core/announcements/forecast.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define NOW 1000000

static const struct {
	struct forecast_facts facts;
	int64_t left_s;
} cases[] = {
	/* Nothing is left; and nothing but what is tried again, the last of them in an hour. */
	{ { .left = 0 }, 0 },
	{ { .left = 0, .later = 3, .later_at = NOW + 3600 }, 3600 },
	{ { .left = 0, .later = 3, .later_at = NOW - 5 }, 0 },
	/* No rate yet: nothing went, or it has just begun. */
	{ { .left = 100 }, -1 },
	{ { .left = 100, .done = 0, .span_s = 300 }, -1 },
	{ { .left = 100, .done = 50, .span_s = 9 }, -1 },
	{ { .left = 100, .later = 1, .later_at = NOW + 60 }, -1 },
	/* 50 in 10 s: 5 a second. */
	{ { .left = 100, .done = 50, .span_s = 10 }, 20 },
	{ { .left = 101, .done = 50, .span_s = 10 }, 21 },
	/* 300 in 5 minutes: one a second; 1,000,000 at 2,000 a second. */
	{ { .left = 240, .done = 300, .span_s = 300 }, 240 },
	{ { .left = 1000000, .done = 600000, .span_s = 300 }, 500 },
	/* Whichever is later. */
	{ { .left = 240, .done = 300, .span_s = 300, .later = 1, .later_at = NOW + 100 }, 240 },
	{ { .left = 240, .done = 300, .span_s = 300, .later = 1, .later_at = NOW + 900 }, 900 },
	/* A limit of 30 a minute: 62 need 124 s, however fast the first ones went; it is also a
	   rate. */
	{ { .left = 62, .done = 30, .span_s = 10, .per_minute = 30 }, 124 },
	{ { .left = 62, .per_minute = 30 }, 124 },
	/* And a slower one than the limit holds. */
	{ { .left = 62, .done = 31, .span_s = 300, .per_minute = 30 }, 600 },
	/* Of 1000 a day 200 may go yet: 1200 need one more day, 1201 two. */
	{ { .left = 200, .done = 300, .span_s = 300, .per_day = 1000, .day_room = 200 }, 200 },
	{ { .left = 1200, .done = 300, .span_s = 300, .per_day = 1000, .day_room = 200 }, 86400 },
	{ { .left = 1201, .done = 300, .span_s = 300, .per_day = 1000, .day_room = 200 }, 172800 },
	{ { .left = 1, .per_day = 1000, .day_room = 0 }, 86400 },
	/* 30 days are told, a second more is not. */
	{ { .left = 2592000, .done = 300, .span_s = 300 }, 2592000 },
	{ { .left = 2592001, .done = 300, .span_s = 300 }, -1 },
};

static void test_left(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct forecast_facts f = cases[i].facts;

		f.now = NOW;
		if (forecast_left_s(&f) != cases[i].left_s)
			fail_msg("case %zu: %lld", i, (long long)forecast_left_s(&f));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
