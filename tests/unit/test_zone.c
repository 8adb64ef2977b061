/* SPDX-License-Identifier: MIT
 * Local time: the clock changes of New Zealand to the second, the Chatham Islands' quarter of an
 * hour, a day that Samoa did not have, and back from every hour of a year. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/zone.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define AUCKLAND "Pacific/Auckland"
#define CHATHAM "Pacific/Chatham"
#define DAY 86400LL
#define HOUR 3600LL

/* Days since 1970-01-01, counted by hand from 2026-01-01 = 20454. */
#define DAY_2026_09_26 20722
#define DAY_2026_12_01 20788
#define DAY_2027_04_03 20911
#define DAY_2027_07_01 21000

static void test_known(void **state)
{
	/* clang-format off */
	static const struct {
		const char *name;
		bool is_known;
	} cases[] = {
		{ AUCKLAND, true }, { CHATHAM, true }, { "UTC", true }, { "Europe/Paris", true },
		{ "", false }, { "Pacific", false }, { "Pacific/", false },
		{ "Pacific/Aucklan", false },
		{ "pacific/auckland", false }, { "/etc/passwd", false },
		{ "../../../etc/passwd", false },
		{ "Pacific/../Pacific/Auckland", false }, { "./UTC", false },
		{ "tzdata.zi", false },
		{ "zone.tab", false },
		{ "Pacific/Aucklandxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", false },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(zone_is_known(cases[i].name), cases[i].is_known);
}

static void text_of(const struct zone_time *t, char out[64])
{
	(void)snprintf(out, 64, "%04d-%02d-%02d %02d:%02d:%02d %d %+d %s", t->year, t->month,
	    t->day, t->hour, t->minute, t->second, t->weekday, t->offset_s / 60, t->abbreviation);
}

static void test_local(void **state)
{
	static const struct {
		const char *zone;
		int64_t at;
		const char *expected;
	} cases[] = {
		{ AUCKLAND, DAY_2026_09_26 * DAY + 13 * HOUR + 1800,
		    "2026-09-27 01:30:00 0 +720 NZST" },
		{ AUCKLAND, DAY_2026_09_26 * DAY + 14 * HOUR - 1,
		    "2026-09-27 01:59:59 0 +720 NZST" },
		{ AUCKLAND, DAY_2026_09_26 * DAY + 14 * HOUR, "2026-09-27 03:00:00 0 +780 NZDT" },
		{ CHATHAM, DAY_2026_09_26 * DAY + 13 * HOUR + 1800,
		    "2026-09-27 02:15:00 0 +765 +1245" },
		{ CHATHAM, DAY_2026_09_26 * DAY + 14 * HOUR, "2026-09-27 03:45:00 0 +825 +1345" },
		{ AUCKLAND, DAY_2027_04_03 * DAY + 14 * HOUR - 1,
		    "2027-04-04 02:59:59 0 +780 NZDT" },
		{ AUCKLAND, DAY_2027_04_03 * DAY + 14 * HOUR, "2027-04-04 02:00:00 0 +720 NZST" },
		{ CHATHAM, DAY_2027_04_03 * DAY + 14 * HOUR, "2027-04-04 02:45:00 0 +765 +1245" },
		{ AUCKLAND, DAY_2026_12_01 * DAY, "2026-12-01 13:00:00 2 +780 NZDT" },
		{ CHATHAM, DAY_2026_12_01 * DAY, "2026-12-01 13:45:00 2 +825 +1345" },
		{ AUCKLAND, DAY_2027_07_01 * DAY, "2027-07-01 12:00:00 4 +720 NZST" },
		{ "UTC", 0, "1970-01-01 00:00:00 4 +0 UTC" },
		{ "UTC", -1, "1969-12-31 23:59:59 3 +0 UTC" },
		{ "UTC", 4102444799, "2099-12-31 23:59:59 4 +0 UTC" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct zone_time t;
		char text[64];

		zone_local(cases[i].zone, cases[i].at, &t);
		text_of(&t, text);
		assert_string_equal(text, cases[i].expected);
	}
}

static void test_utc(void **state)
{
	static const struct {
		const char *zone;
		struct zone_time local;
		enum zone_result result;
		int64_t at;
	} cases[] = {
		{ AUCKLAND, { .year = 2026, .month = 12, .day = 1, .hour = 10 }, ZONE_OK,
		    DAY_2026_12_01 * DAY - 3 * HOUR },
		/* RFC 5545 §3.3.5: in the gap by the offset before it, 2026-09-26T14:30Z. */
		{ AUCKLAND, { .year = 2026, .month = 9, .day = 27, .hour = 2, .minute = 30 },
		    ZONE_GAP, DAY_2026_09_26 * DAY + 14 * HOUR + 1800 },
		{ AUCKLAND, { .year = 2026, .month = 9, .day = 27, .hour = 2 }, ZONE_GAP,
		    DAY_2026_09_26 * DAY + 14 * HOUR },
		{ AUCKLAND,
		    { .year = 2026, .month = 9, .day = 27, .hour = 1, .minute = 59, .second = 59 },
		    ZONE_OK, DAY_2026_09_26 * DAY + 14 * HOUR - 1 },
		{ AUCKLAND, { .year = 2026, .month = 9, .day = 27, .hour = 3 }, ZONE_OK,
		    DAY_2026_09_26 * DAY + 14 * HOUR },
		{ CHATHAM, { .year = 2026, .month = 9, .day = 27, .hour = 3, .minute = 44 },
		    ZONE_GAP, DAY_2026_09_26 * DAY + 14 * HOUR + 59 * 60 },
		{ CHATHAM, { .year = 2026, .month = 9, .day = 27, .hour = 2, .minute = 30 },
		    ZONE_OK, DAY_2026_09_26 * DAY + 13 * HOUR + 2700 },
		/* The first of the two: 2027-04-03T13:30Z. */
		{ AUCKLAND, { .year = 2027, .month = 4, .day = 4, .hour = 2, .minute = 30 },
		    ZONE_OVERLAP, DAY_2027_04_03 * DAY + 13 * HOUR + 1800 },
		{ AUCKLAND, { .year = 2027, .month = 4, .day = 4, .hour = 3 }, ZONE_OK,
		    DAY_2027_04_03 * DAY + 15 * HOUR },
		/* Samoa went over the date line: no 2011-12-30 (day 15338). */
		{ "Pacific/Apia", { .year = 2011, .month = 12, .day = 30, .hour = 12 }, ZONE_GAP,
		    15338 * DAY + 22 * HOUR },
		{ "Pacific/Apia", { .year = 2011, .month = 12, .day = 31, .hour = 0, .minute = 30 },
		    ZONE_OK, 15338 * DAY + 10 * HOUR + 1800 },
		{ "UTC", { .year = 2024, .month = 2, .day = 29 }, ZONE_OK, 19782 * DAY },
		{ "UTC", { .year = 2023, .month = 2, .day = 29 }, ZONE_INVALID, 0 },
		{ "UTC", { .year = 2100, .month = 2, .day = 29 }, ZONE_INVALID, 0 },
		{ "UTC", { .year = 2026, .month = 0, .day = 1 }, ZONE_INVALID, 0 },
		{ "UTC", { .year = 2026, .month = 13, .day = 1 }, ZONE_INVALID, 0 },
		{ "UTC", { .year = 2026, .month = 4, .day = 31 }, ZONE_INVALID, 0 },
		{ "UTC", { .year = 2026, .month = 4, .day = 0 }, ZONE_INVALID, 0 },
		{ "UTC", { .year = 2026, .month = 4, .day = 1, .hour = 24 }, ZONE_INVALID, 0 },
		{ "UTC", { .year = 2026, .month = 4, .day = 1, .minute = 60 }, ZONE_INVALID, 0 },
		{ "UTC", { .year = 2026, .month = 4, .day = 1, .second = 60 }, ZONE_INVALID, 0 },
		{ "UTC", { .year = 2026, .month = 4, .day = 1, .second = -1 }, ZONE_INVALID, 0 },
		{ "UTC", { .year = 1969, .month = 4, .day = 1 }, ZONE_INVALID, 0 },
		{ "UTC", { .year = 10000, .month = 4, .day = 1 }, ZONE_INVALID, 0 },
		{ "UTC",
		    { .year = 9999,
		        .month = 12,
		        .day = 31,
		        .hour = 23,
		        .minute = 59,
		        .second = 59 },
		    ZONE_OK, 253402300799 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t at = 0;

		assert_int_equal(zone_utc(cases[i].zone, &cases[i].local, &at), cases[i].result);
		if (cases[i].result != ZONE_INVALID)
			assert_int_equal(at, cases[i].at);
	}
}

/* Every half hour of more than a year there and back: the same instant, except in the hour that
 * comes twice, where it is the first. */
static void test_there_and_back(void **state)
{
	static const char *const zones[] = { AUCKLAND, CHATHAM, "UTC", "America/St_Johns",
		"Australia/Lord_Howe", "Asia/Kathmandu" };

	(void)state;
	for (size_t i = 0; i < COUNT(zones); i++) {
		const int64_t start = DAY_2026_09_26 * DAY;
		size_t overlaps = 0;

		for (int64_t at = start - 5 * DAY; at < start + 370 * DAY; at += 1800) {
			struct zone_time t;
			int64_t back = 0;
			enum zone_result result;

			zone_local(zones[i], at, &t);
			result = zone_utc(zones[i], &t, &back);
			if (result == ZONE_OVERLAP)
				overlaps++;
			else
				assert_int_equal(result, ZONE_OK);
			assert_true(back == at ||
			    (result == ZONE_OVERLAP && back < at && at - back <= HOUR));
		}
		/* One change back a year: an hour (4 half hours) or, at Lord Howe, half of one. */
		assert_int_equal(overlaps, i < 2 || i == 3 ? 4 : i == 4 ? 2 : 0);
	}
}

/* Whole days are days of the calendar. 2027-04-04 03:00 NZDT is 02:00 NZST; 2027-09-26 02:00 NZST
 * is 03:00. */
static void test_before(void **state)
{
	static const struct {
		const char *zone;
		int month, day, hour, minute;
		int64_t span_s, back_s;
	} cases[] = {
		{ "Pacific/Auckland", 4, 6, 10, 0, 7 * 86400, 7 * 86400 + 3600 },
		{ "Pacific/Auckland", 4, 6, 10, 0, 7 * 86400 + 60, 7 * 86400 + 60 },
		{ "Pacific/Auckland", 4, 6, 10, 0, 86400, 86400 },
		{ "Pacific/Auckland", 9, 28, 10, 0, 7 * 86400, 7 * 86400 - 3600 },
		{ "Pacific/Chatham", 4, 5, 0, 30, 86400, 86400 + 3600 },
		{ "Pacific/Auckland", 4, 4, 12, 0, 7200, 7200 },
		{ "UTC", 4, 6, 10, 0, 7 * 86400, 7 * 86400 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct zone_time t = { .year = 2027,
			.month = cases[i].month,
			.day = cases[i].day,
			.hour = cases[i].hour,
			.minute = cases[i].minute };
		int64_t at;

		assert_int_equal(zone_utc(cases[i].zone, &t, &at), ZONE_OK);
		assert_int_equal(at - zone_before(cases[i].zone, at, cases[i].span_s),
		    cases[i].back_s);
	}
}

/* 2026-04-04 13:30 UTC is 5 April 02:30 in Auckland, the first of two such; 26 September is the day
 * before a gap. */
static void test_ahead_and_read(void **state)
{
	struct zone_time day,
	    gap = { .year = 2026, .month = 9, .day = 27, .hour = 2, .minute = 30 };
	struct err err = ERR_INIT;
	int64_t at;

	(void)state;
	zone_ahead("Pacific/Auckland", 1775309400, 1, &day);
	assert_int_equal(day.day, 6);
	assert_int_equal(day.month, 4);
	zone_ahead("Pacific/Auckland", 1775309400, -5, &day);
	assert_int_equal(day.day, 31);
	assert_int_equal(day.month, 3);
	assert_false(zone_read("Pacific/Auckland", &gap, &at, &err));
	assert_non_null(strstr(err.text, "clocks go forward"));
	err_clear(&err);
	gap.hour = 3;
	assert_true(zone_read("Pacific/Auckland", &gap, &at, &err));
	assert_int_equal(at, 1790433000); /* 26 September 14:30 UTC: NZDT is 13 hours ahead */
	gap.month = 13;
	assert_false(zone_read("Pacific/Auckland", &gap, &at, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ahead_and_read),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_local),
		cmocka_unit_test(test_utc),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
