/* SPDX-License-Identifier: MIT
 * Windows: the moments are UTC, worked out by hand from the zone's rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "daemon/time/holiday.h"
#include "daemon/time/window.h"

static int64_t utc(int y, int mo, int d, int h, int mi)
{
	return holiday_date(y, mo, d) * 86400 + h * 3600 + mi * 60;
}

static struct window make(const char *hours, const char *days, const char *zone, const char *region)
{
	struct window w = { .zone = zone, .region = region };

	assert_true(window_parse_hours(slice_of(hours), &w));
	assert_true(window_parse_days(slice_of(days), &w));
	return w;
}

static void test_reading(void **state)
{
	static const char *const bad[] = { "", "08:00", "08:00-", "-18:00", "18:00-08:00",
		"08:00-08:00", "8-18", "08:60-18:00", "08:00-24:01", "25:00-26:00", "08:00-18:00x",
		"08:000-18:00", "a:00-b:00" };
	struct window w = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(window_parse_hours(slice_of(bad[i]), &w));
	assert_true(window_parse_hours(slice_of("8:30 - 24:00"), &w));
	assert_int_equal(w.from_min, 510);
	assert_int_equal(w.to_min, 1440);
	assert_true(window_parse_hours(slice_of("always"), &w));
	assert_int_equal(w.to_min - w.from_min, 1440);
	assert_false(window_parse_days(slice_of("some"), &w));
	assert_true(window_parse_extra(slice_of("2022-09-26, 2022-09-27"), &w));
	assert_int_equal(w.extra_count, 2);
	assert_int_equal(w.extra[1], w.extra[0] + 1);
	assert_false(window_parse_extra(slice_of("26-09-2022"), &w));
	assert_false(window_parse_extra(slice_of("2022-02-30"), &w));
}

static void test_too_many_extra_days(void **state)
{
	char text[(WINDOW_EXTRA_MAX + 1) * 11 + 1];
	struct window w = { 0 };

	(void)state;
	for (int i = 0; i <= WINDOW_EXTRA_MAX; i++)
		(void)snprintf(text + i * 11, 12, "2026-01-%02d ", i % 28 + 1);
	assert_true(window_parse_extra(slice_make(text, (size_t)WINDOW_EXTRA_MAX * 11), &w));
	assert_false(window_parse_extra(slice_make(text, sizeof text - 1), &w));
}

static void test_next(void **state)
{
	struct window w = make("08:00-18:00", "working", "Pacific/Auckland", "");
	struct window otago = make("08:00-18:00", "working", "Pacific/Auckland", "ota");
	struct window chatham = make("08:00-18:00", "working", "Pacific/Chatham", "cit");
	struct window all = make("09:00-10:00", "all", "Pacific/Auckland", "");
	const struct {
		const struct window *w;
		int64_t at, next;
	} cases[] = {
		/* Tuesday 1 December 2026, NZDT is UTC+13: 07:59, 08:00, 17:59, 18:00. */
		{ &w, utc(2026, 11, 30, 18, 59), utc(2026, 11, 30, 19, 0) },
		{ &w, utc(2026, 11, 30, 19, 0), utc(2026, 11, 30, 19, 0) },
		{ &w, utc(2026, 12, 1, 4, 59), utc(2026, 12, 1, 4, 59) },
		{ &w, utc(2026, 12, 1, 5, 0), utc(2026, 12, 1, 19, 0) },
		/* Friday 27 November 18:00 waits for Monday 30 November 08:00. */
		{ &w, utc(2026, 11, 27, 5, 0), utc(2026, 11, 29, 19, 0) },
		/* Thursday 24 December 2026 18:00: Friday is Christmas, Boxing Day is kept on
		   Monday 28. */
		{ &w, utc(2026, 12, 24, 5, 0), utc(2026, 12, 28, 19, 0) },
		/* Saturday 26 September 2026 12:00 NZST (+12); clocks go forward on Sunday: Monday
		 * 08:00 is NZDT (+13). */
		{ &w, utc(2026, 9, 26, 0, 0), utc(2026, 9, 27, 19, 0) },
		/* Saturday 3 April 2027 12:00 NZDT; clocks go back on Sunday: Monday 5 April 08:00
		   NZST. */
		{ &w, utc(2027, 4, 2, 23, 0), utc(2027, 4, 4, 20, 0) },
		/* Otago's anniversary, Monday 23 March 2026: 09:00 NZDT there waits a day,
		   elsewhere not. */
		{ &otago, utc(2026, 3, 22, 20, 0), utc(2026, 3, 23, 19, 0) },
		{ &w, utc(2026, 3, 22, 20, 0), utc(2026, 3, 22, 20, 0) },
		/* The Chathams, UTC+13:45: Tuesday 1 December 07:00 there is 17:15 UTC, 08:00 is
		   18:15. */
		{ &chatham, utc(2026, 11, 30, 17, 15), utc(2026, 11, 30, 18, 15) },
		/* Sundays, too: 29 November 2026 10:00 NZDT, next 30 November 09:00. */
		{ &all, utc(2026, 11, 28, 21, 0), utc(2026, 11, 29, 20, 0) },
		{ &all, utc(2026, 11, 28, 20, 59), utc(2026, 11, 28, 20, 59) },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(window_next(cases[i].w, cases[i].at), cases[i].next);
		assert_true(window_is_open(cases[i].w, cases[i].next));
		assert_int_equal(window_is_open(cases[i].w, cases[i].at),
		    cases[i].at == cases[i].next);
	}
}

/* 02:30 on Sunday 27 September 2026 does not exist: it opens at 03:30 NZDT, 14:30 UTC. */
static void test_a_window_that_opens_in_a_gap(void **state)
{
	struct window w = make("02:30-05:00", "all", "Pacific/Auckland", "");

	(void)state;
	assert_int_equal(window_next(&w, utc(2026, 9, 26, 12, 30)), utc(2026, 9, 26, 14, 30));
}

static void test_extra_days_and_never(void **state)
{
	struct window w = make("08:00-18:00", "working", "Pacific/Auckland", "");

	(void)state;
	assert_true(window_parse_extra(slice_of("2022-09-26"), &w));
	/* Sunday 25 September 2022 noon NZDT; Monday was a day of mourning. */
	assert_int_equal(window_next(&w, utc(2022, 9, 24, 23, 0)), utc(2022, 9, 26, 19, 0));
	assert_string_equal(window_why_closed(&w, utc(2022, 9, 25, 20, 0)), "a holiday");
	assert_string_equal(window_why_closed(&w, utc(2022, 9, 24, 20, 0)), "the weekend");
	assert_null(window_why_closed(&w, utc(2022, 9, 26, 20, 0)));
}

/* Each hour of four years: what it moves to is open, not before, and at most two weeks after. */
static void test_always_ends(void **state)
{
	struct window w = make("08:00-18:00", "working", "Pacific/Auckland", "can");

	(void)state;
	for (int64_t at = utc(2026, 1, 1, 0, 0); at < utc(2030, 1, 1, 0, 0); at += 3 * 3600 + 17) {
		int64_t next = window_next(&w, at);

		assert_true(next >= at && next - at < 14 * 86400);
		assert_true(window_is_open(&w, next));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_too_many_extra_days),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_a_window_that_opens_in_a_gap),
		cmocka_unit_test(test_extra_days_and_never),
		cmocka_unit_test(test_always_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
