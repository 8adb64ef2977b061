/* SPDX-License-Identifier: MIT
 * Times in words, both ways. The instants are worked out by hand: 2026-12-01 is day 20788 since
 * 1970-01-01, and New Zealand is 13 hours ahead in summer, 12 in winter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/time/words.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define AUCKLAND "Pacific/Auckland"
#define DAY 86400LL
#define HOUR 3600LL
#define FIRST_OF_DECEMBER (20788 * DAY - 13 * HOUR) /* 2026-12-01 00:00 in Auckland */

static void test_day_and_time(void **state)
{
	static const struct {
		int64_t at;
		const char *zone, *day, *time;
	} cases[] = {
		{ FIRST_OF_DECEMBER + 10 * HOUR, AUCKLAND, "1 December 2026",
		    "Tuesday 1 December 2026, 10:00 am NZDT" },
		{ FIRST_OF_DECEMBER, AUCKLAND, "1 December 2026",
		    "Tuesday 1 December 2026, 12:00 am NZDT" },
		{ FIRST_OF_DECEMBER + 12 * HOUR + 300, AUCKLAND, "1 December 2026",
		    "Tuesday 1 December 2026, 12:05 pm NZDT" },
		{ FIRST_OF_DECEMBER - 60, AUCKLAND, "30 November 2026",
		    "Monday 30 November 2026, 11:59 pm NZDT" },
		/* 2026-05-03 is day 20576; noon NZST is midnight UTC. */
		{ 20576 * DAY, AUCKLAND, "3 May 2026", "Sunday 3 May 2026, 12:00 pm NZST" },
		{ FIRST_OF_DECEMBER + 10 * HOUR, "Pacific/Chatham", "1 December 2026",
		    "Tuesday 1 December 2026, 10:45 am +1345" },
		{ 0, "UTC", "1 January 1970", "Thursday 1 January 1970, 12:00 am UTC" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT;

		words_day(&out, cases[i].at, cases[i].zone);
		assert_string_equal(out.p, cases[i].day);
		buf_clear(&out);
		words_time(&out, cases[i].at, cases[i].zone);
		assert_string_equal(out.p, cases[i].time);
		buf_release(&out);
	}
}

static void test_span(void **state)
{
	/* clang-format off */
	static const struct {
		int64_t span;
		const char *expected;
	} cases[] = {
		{ 0, "0 seconds" }, { 1, "1 second" }, { 30, "30 seconds" }, { 55, "1 minute" },
		{ 53, "53 seconds" },	/* a minute would be 7 too many, and a tenth is 5 */
		{ 60, "1 minute" }, { 66, "1 minute" }, { 67, "67 seconds" },
		{ 2700, "45 minutes" },
		{ 3599, "1 hour" }, { 3600, "1 hour" }, { 5400, "90 minutes" }, { 7200, "2 hours" },
		{ 24 * HOUR, "1 day" }, { 36 * HOUR, "36 hours" }, { 3 * DAY, "3 days" },
		{ 3 * DAY - 60, "3 days" }, { 14 * DAY, "14 days" }, { -7200, "2 hours" },
		{ INT64_MAX, "106751991167301 days" }, { INT64_MIN, "106751991167301 days" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT;

		words_span(&out, cases[i].span);
		assert_string_equal(out.p, cases[i].expected);
		buf_release(&out);
	}
}

/* Days are those of the calendar, hours those of the clock; clocks went forward on 27 September
 * 2026. */
static void test_ahead(void **state)
{
	static const struct {
		int64_t now, ahead;
		const char *expected;
	} cases[] = {
		{ FIRST_OF_DECEMBER + 16 * HOUR, 66 * HOUR,
		    "3 days" }, /* Tuesday 4 pm to Friday 10 am */
		{ FIRST_OF_DECEMBER + 9 * HOUR, 73 * HOUR, "3 days" },
		{ FIRST_OF_DECEMBER + 23 * HOUR, 26 * HOUR, "2 days" }, /* to 1 am */
		{ FIRST_OF_DECEMBER + HOUR, 46 * HOUR, "46 hours" },    /* to tomorrow, 11 pm */
		{ FIRST_OF_DECEMBER + HOUR, 24 * HOUR, "1 day" },
		{ FIRST_OF_DECEMBER + HOUR, 2 * HOUR, "2 hours" },
		{ FIRST_OF_DECEMBER + HOUR, -2 * HOUR, "2 hours" },
		{ FIRST_OF_DECEMBER - 70 * DAY + 10 * HOUR, 7 * DAY - HOUR, "7 days" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT;

		words_ahead(&out, cases[i].now + cases[i].ahead, cases[i].now, "Pacific/Auckland");
		assert_string_equal(out.p, cases[i].expected);
		buf_release(&out);
	}
}

static void test_parsed(void **state)
{
	static const int64_t now = FIRST_OF_DECEMBER + 15 * HOUR; /* 3 pm */
	static const struct {
		const char *text;
		int64_t at;
	} cases[] = {
		{ "now", FIRST_OF_DECEMBER + 15 * HOUR },
		{ " Now ", FIRST_OF_DECEMBER + 15 * HOUR },
		{ "2026-12-01 10:00", FIRST_OF_DECEMBER + 10 * HOUR },
		{ "2026-12-01T10:00", FIRST_OF_DECEMBER + 10 * HOUR },
		{ "2026-12-01T10:00:05", FIRST_OF_DECEMBER + 10 * HOUR + 5 },
		{ "2026-12-01 9:00", FIRST_OF_DECEMBER + 9 * HOUR },
		{ "2026-12-01", FIRST_OF_DECEMBER + 9 * HOUR },
		{ "2026-12-01 00:00", FIRST_OF_DECEMBER },
		{ "16:00", FIRST_OF_DECEMBER + 16 * HOUR },
		{ "10:00", FIRST_OF_DECEMBER + 34 * HOUR }, /* past: tomorrow */
		{ "15:00", FIRST_OF_DECEMBER + 39 * HOUR }, /* this very second is past too */
		{ "tomorrow 9:00", FIRST_OF_DECEMBER + 33 * HOUR },
		{ "tomorrow", FIRST_OF_DECEMBER + 33 * HOUR },
		{ "Tomorrow 23:59", FIRST_OF_DECEMBER + 47 * HOUR + 59 * 60 },
		{ "today 17:00", FIRST_OF_DECEMBER + 17 * HOUR },
		{ "2026-05-03 12:00", 20576 * DAY },
		/* Day 20723: the clocks go forward at 02:00. 01:59 is +12, 03:00 is +13. */
		{ "2026-09-27 01:59", 20723 * DAY + 2 * HOUR - 60 - 12 * HOUR },
		{ "2026-09-27 03:00", 20723 * DAY + 3 * HOUR - 13 * HOUR },
		{ "2024-02-29 12:00", 19782 * DAY - HOUR },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err err = ERR_INIT;
		int64_t at = -1;

		if (!words_parse_time(slice_of(cases[i].text), AUCKLAND, now, &at, &err))
			fail_msg("%s: %s", cases[i].text, err.text);
		assert_int_equal(at, cases[i].at);
	}
}

static void test_refused(void **state)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {
		{ "", "a time is written like" },
		{ "noon", "a time is written like" },
		{ "1/12/2026", "a time is written like" },
		{ "2026-12-1", "a time is written like" },
		{ "26-12-01", "a time is written like" },
		{ "2026-12-01 10", "a time is written like" },
		{ "2026-12-01 10:0", "a time is written like" },
		{ "2026-12-01 10:00x", "a time is written like" },
		{ "2026-12-01x10:00", "a time is written like" },
		{ "2026-12-01 10:00:00Z", "a time is written like" },
		{ "2026-12-0110:00", "a time is written like" },
		{ "tomorrow9:00", "a time is written like" },
		{ "tomorrowT9:00", "a time is written like" },
		{ "10:00 am", "a time is written like" },
		{ "-1:00", "a time is written like" },
		{ "2026-12-01 24:00", "no such day or time" },
		{ "2026-12-01 10:60", "no such day or time" },
		{ "25:00", "no such day or time" },
		{ "2026-02-29", "no such day or time" },
		{ "2026-13-01", "no such day or time" },
		{ "2026-00-10", "no such day or time" },
		{ "2026-09-27 02:30", "does not exist" },
		{ "2026-04-05 02:30", "comes twice" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err err = ERR_INIT;
		int64_t at;

		assert_false(words_parse_time(slice_of(cases[i].text), AUCKLAND, FIRST_OF_DECEMBER,
		    &at, &err));
		assert_int_equal(err.kind, ERR_PERM);
		assert_non_null(strstr(err.text, cases[i].reason));
	}
}

/* "Tomorrow" on the days that have 23 and 25 hours, early and late on each. */
static void test_tomorrow_over_clock_changes(void **state)
{
	static const struct {
		int64_t now, tomorrow_noon;
	} cases[] = {
		/* Sat 26 Sep 01:00 */
		{ 20722 * DAY + HOUR - 12 * HOUR, 20723 * DAY - HOUR },
		/* Sat 26 Sep 23:00 */
		{ 20722 * DAY + 23 * HOUR - 12 * HOUR, 20723 * DAY - HOUR },
		/* Sun 27 Sep 01:00 */
		{ 20723 * DAY + HOUR - 12 * HOUR, 20724 * DAY - HOUR },
		/* Sun 27 Sep 23:00 */
		{ 20723 * DAY + 23 * HOUR - 13 * HOUR, 20724 * DAY - HOUR },
		/* Sat 4 Apr 23:00 */
		{ 20547 * DAY + 23 * HOUR - 13 * HOUR, 20548 * DAY },
		/* Sun 5 Apr 01:00 */
		{ 20548 * DAY + HOUR - 13 * HOUR, 20549 * DAY },
		/* Sun 5 Apr 23:00 */
		{ 20548 * DAY + 23 * HOUR - 12 * HOUR, 20549 * DAY },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t at;

		assert_true(words_parse_time(slice_of("tomorrow 12:00"), AUCKLAND, cases[i].now,
		    &at, NULL));
		assert_int_equal(at, cases[i].tomorrow_noon);
	}
}

/* Every prefix and every changed byte of a time: an answer, never more. */
static void test_damaged(void **state)
{
	static const char text[] = "2026-12-01T10:00:05";
	int64_t at;

	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		bool is_good = words_parse_time(slice_make(text, n), "UTC", 0, &at, NULL);

		assert_int_equal(is_good, n == 10 || n == 16 || n == 19);
		for (unsigned flip = 1; flip < 256 && n + 1 < sizeof text; flip++) {
			char copy[sizeof text];

			memcpy(copy, text, sizeof text);
			copy[n] = (char)(copy[n] ^ flip);
			(void)words_parse_time(slice_make(copy, sizeof text - 1), "UTC", 0, &at,
			    NULL);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_day_and_time),
		cmocka_unit_test(test_span),
		cmocka_unit_test(test_ahead),
		cmocka_unit_test(test_parsed),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_tomorrow_over_clock_changes),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
