/* SPDX-License-Identifier: MIT
 * Recurrence: dates worked out by hand with a calendar, and libical's own iterator beside them,
 * which shares no code with what is tested. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <libical/ical.h>

#include "daemon/time/holiday.h"
#include "daemon/time/recur.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define AUCKLAND "Pacific/Auckland"
#define CHATHAM "Pacific/Chatham"

static struct zone_time local(int year, int month, int day, int hour, int minute)
{
	return (struct zone_time){
		.year = year, .month = month, .day = day, .hour = hour, .minute = minute
	};
}

static void read_rule(const char *text, struct recur *r)
{
	struct err err = ERR_INIT;

	if (!recur_parse(slice_of(text), AUCKLAND, r, &err))
		fail_msg("%s: %s", text, err.text);
}

/* One line an occurrence: "2026-12-01 10:00 what it says". */
static void list_all(const struct recur_plan *p, int max, struct buf *out)
{
	struct recur_cursor c = recur_begin(p);
	struct recur_turn t;

	while (max-- > 0 && recur_next(p, &c, &t)) {
		struct zone_time at;

		zone_local(p->window->zone, t.starts_at, &at);
		buf_printf(out, "%04d-%02d-%02d %02d:%02d", at.year, at.month, at.day, at.hour,
		    at.minute);
		if (t.why != NULL || t.is_twice)
			buf_char(out, ' ');
		recur_turn_words(out, &t);
		buf_char(out, '\n');
	}
}

static void test_dates(void **state)
{
	static const struct {
		const char *rule, *region, *zone;
		enum recur_holidays holidays;
		int year, month, day, hour, minute, max;
		const char *dates;
	} cases[] = {
		/* 1 December 2026 is a Tuesday; 1 January 2027 a Friday, so Tuesdays are 5 January
		   ... */
		{ "FREQ=MONTHLY;BYDAY=1TU;COUNT=4", "ota", AUCKLAND, RECUR_KEEP, 2026, 12, 1, 10, 0,
		    9, "2026-12-01 10:00\n2027-01-05 10:00\n2027-02-02 10:00\n2027-03-02 10:00\n" },
		/* When a week begins changes nothing for one day of it. */
		{ "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU;COUNT=2", "ota", AUCKLAND, RECUR_KEEP,
		    2026, 11, 1, 10, 0, 9, "2026-11-01 10:00\n2026-11-15 10:00\n" },
		/* Clocks go forward on Sunday 27 September 2026: ten stays ten. */
		{ "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "ota", AUCKLAND, RECUR_KEEP, 2026, 9, 22,
		    10, 0, 5,
		    "2026-09-22 10:00\n2026-09-24 10:00\n2026-10-06 10:00\n2026-10-08 10:00\n2026-10-20 10:00\n" },
		/* Good Friday 26 and Easter Monday 29 March 2027: both to Tuesday 30, which takes
		   one only. */
		{ "rrule:freq=weekly;byday=MO,FR", "wgn", AUCKLAND, RECUR_NEXT, 2027, 3, 22, 9, 30,
		    4,
		    "2027-03-22 09:30\n2027-03-30 09:30 moved to the next working day: Good Friday\n"
		    "2027-03-29 09:30 does not take place: Easter Monday\n2027-04-02 09:30\n" },
		/* The same with Tuesdays: nothing is moved onto a day that has one. */
		{ "FREQ=WEEKLY;BYDAY=MO,TU", "wgn", AUCKLAND, RECUR_NEXT, 2027, 3, 29, 9, 30, 2,
		    "2027-03-29 09:30 does not take place: Easter Monday\n2027-03-30 09:30\n" },
		/* But where the series ends with the holiday, there is none on the Tuesday. */
		{ "FREQ=WEEKLY;BYDAY=MO,TU;COUNT=1", "wgn", AUCKLAND, RECUR_NEXT, 2027, 3, 29, 9,
		    30, 3, "2027-03-30 09:30 moved to the next working day: Easter Monday\n" },
		/* Matariki 2027 is Friday 25 June, the last one of the month. */
		{ "FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", "ota", AUCKLAND, RECUR_NEXT, 2027, 5, 28, 10,
		    0, 9,
		    "2027-05-28 10:00\n2027-06-28 10:00 moved to the next working day: Matariki\n" },
		{ "FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", "ota", AUCKLAND, RECUR_SKIP, 2027, 5, 28, 10,
		    0, 9, "2027-05-28 10:00\n2027-06-25 10:00 does not take place: Matariki\n" },
		{ "FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", "ota", AUCKLAND, RECUR_KEEP, 2027, 5, 28, 10,
		    0, 9, "2027-05-28 10:00\n2027-06-25 10:00 kept on Matariki\n" },
		/* The same Fridays as Outlook says them; and the last weekday, where July 2027 ends
		   on a Saturday. */
		{ "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1;COUNT=2", "ota", AUCKLAND, RECUR_NEXT, 2027, 5,
		    28, 10, 0, 9,
		    "2027-05-28 10:00\n2027-06-28 10:00 moved to the next working day: Matariki\n" },
		{ "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", "ota", AUCKLAND,
		    RECUR_NEXT, 2027, 5, 31, 10, 0, 9,
		    "2027-05-31 10:00\n2027-06-30 10:00\n2027-07-30 10:00\n" },
		/* The first weekday of 2027 is New Year's Day, and Monday the 4th is the day
		   after's, which was a Saturday. */
		{ "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;COUNT=2", "wgn", AUCKLAND,
		    RECUR_NEXT, 2027, 1, 1, 10, 0, 9,
		    "2027-01-05 10:00 moved to the next working day: New Year's Day\n2027-02-01 10:00\n" },
		/* Otago's day is the Monday nearest 23 March: the 22nd in 2027. Wellington has it
		   in January. */
		{ "FREQ=MONTHLY;BYDAY=4MO;COUNT=1", "ota", AUCKLAND, RECUR_NEXT, 2027, 3, 22, 10, 0,
		    9,
		    "2027-03-23 10:00 moved to the next working day: the region's anniversary day\n" },
		{ "FREQ=MONTHLY;BYDAY=4MO;COUNT=1", "wgn", AUCKLAND, RECUR_NEXT, 2027, 3, 22, 10, 0,
		    9, "2027-03-22 10:00\n" },
		/* Christmas Day 2027 is a Saturday: observed on Monday 27, Boxing Day on
		   Tuesday 28. */
		{ "FREQ=WEEKLY;COUNT=2", "auk", AUCKLAND, RECUR_NEXT, 2027, 12, 20, 14, 0, 9,
		    "2027-12-20 14:00\n2027-12-29 14:00 moved to the next working day: Christmas Day\n" },
		/* Sunday 27 September 2026, 02:30: not there, not counted. */
		{ "FREQ=WEEKLY;COUNT=2", "auk", AUCKLAND, RECUR_KEEP, 2026, 9, 20, 2, 30, 9,
		    "2026-09-20 02:30\n2026-09-27 03:30 does not take place: the clocks go forward over that time\n"
		    "2026-10-04 02:30\n" },
		/* 4 April 2027, 02:30 comes twice. */
		{ "FREQ=WEEKLY;COUNT=2", "auk", AUCKLAND, RECUR_KEEP, 2027, 3, 28, 2, 30, 9,
		    "2027-03-28 02:30\n2027-04-04 02:30 the clocks go back over that time: the first of the two\n" },
		/* Chatham changes its clocks at 02:45, and keeps the Monday nearest 30 November. */
		{ "FREQ=WEEKLY;COUNT=2", "cit", CHATHAM, RECUR_SKIP, 2027, 11, 22, 9, 15, 9,
		    "2027-11-22 09:15\n2027-11-29 09:15 does not take place: the region's anniversary day\n" },
		/* No 31st in short months, and they are not counted. */
		{ "FREQ=MONTHLY;COUNT=3", "auk", AUCKLAND, RECUR_KEEP, 2027, 1, 31, 10, 0, 9,
		    "2027-01-31 10:00\n2027-03-31 10:00\n2027-05-31 10:00\n" },
		{ "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "tki", AUCKLAND, RECUR_KEEP, 2028, 1, 31,
		    10, 0, 9, "2028-01-31 10:00\n2028-02-29 10:00\n2028-03-31 10:00\n" },
		/* Friday the 13th after November 2026: August 2027, October 2028. */
		{ "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", "auk", AUCKLAND, RECUR_KEEP, 2026,
		    11, 13, 10, 0, 9, "2026-11-13 10:00\n2027-08-13 10:00\n2028-10-13 10:00\n" },
		{ "FREQ=YEARLY;COUNT=3", "auk", AUCKLAND, RECUR_KEEP, 2028, 2, 29, 10, 0, 9,
		    "2028-02-29 10:00\n2032-02-29 10:00\n2036-02-29 10:00\n" },
		/* UNTIL is inclusive: 10:00 NZDT on 15 December is 21:00Z the day before. */
		{ "FREQ=WEEKLY;UNTIL=20261214T210000Z", "auk", AUCKLAND, RECUR_KEEP, 2026, 12, 1,
		    10, 0, 9, "2026-12-01 10:00\n2026-12-08 10:00\n2026-12-15 10:00\n" },
		{ "FREQ=WEEKLY;UNTIL=20261214T205959Z", "auk", AUCKLAND, RECUR_KEEP, 2026, 12, 1,
		    10, 0, 9, "2026-12-01 10:00\n2026-12-08 10:00\n" },
		{ "FREQ=WEEKLY;UNTIL=20261208", "auk", AUCKLAND, RECUR_KEEP, 2026, 12, 1, 10, 0, 9,
		    "2026-12-01 10:00\n2026-12-08 10:00\n" },
		/* 29 February on a Tuesday: every 28 years. */
		{ "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=29;BYDAY=TU", "auk", AUCKLAND, RECUR_KEEP,
		    2028, 2, 29, 10, 0, 2, "2028-02-29 10:00\n2056-02-29 10:00\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct recur r;
		struct window w = { .zone = cases[i].zone, .region = cases[i].region };
		struct recur_plan p = { &r,
			local(cases[i].year, cases[i].month, cases[i].day, cases[i].hour,
			    cases[i].minute),
			&w, cases[i].holidays };
		struct buf got = BUF_INIT;
		struct err err = ERR_INIT;

		read_rule(cases[i].rule, &r);
		assert_true(recur_check_first(&r, &p.first, &err));
		list_all(&p, cases[i].max, &got);
		if (strcmp(got.p, cases[i].dates) != 0)
			fail_msg("%s:\n%s, not\n%s", cases[i].rule, got.p, cases[i].dates);
		buf_release(&got);
	}
}

/* An extra holiday of the configuration, and a cursor that was kept in between. */
static void test_extra_and_cursor(void **state)
{
	struct recur r;
	struct window w = { .zone = AUCKLAND, .region = "ota" };
	struct recur_plan p = { &r, local(2026, 12, 1, 10, 0), &w, RECUR_NEXT };
	struct recur_cursor c = recur_begin(&p), kept;
	struct recur_turn a, b;

	(void)state;
	read_rule("FREQ=WEEKLY;COUNT=20", &r);
	assert_true(window_parse_extra(slice_of("2026-12-08"), &w));
	assert_true(recur_next(&p, &c, &a) && a.fate == RECUR_HELD);
	kept = c;
	assert_true(recur_next(&p, &c, &a) && recur_next(&p, &kept, &b));
	assert_int_equal(a.fate, RECUR_MOVED);
	assert_string_equal(a.why, "a holiday");
	assert_int_equal(a.date, holiday_date(2026, 12, 8));
	assert_int_equal(c.held, holiday_date(2026, 12, 9));
	assert_memory_equal(&c, &kept, sizeof c);
	for (int i = 2; i < 20; i++)
		assert_true(recur_next(&p, &c, &a));
	assert_false(recur_next(&p, &c, &a));
	assert_false(recur_next(&p, &c, &a));
}

static void test_refused(void **state)
{
	/* clang-format off */
	static const struct {
		const char *rule, *reason;
	} cases[] = {
		{ "", "not understood" }, { "FREQ", "not understood" }, { "FREQ=DAILY", "WEEKLY, MONTHLY or YEARLY" },
		{ "BYDAY=MO", "begins with FREQ" }, { "FREQ=WEEKLY;FREQ=WEEKLY", "there twice" },
		{ "FREQ=WEEKLY;", "not understood" }, { "FREQ=WEEKLY;COUNT=2;UNTIL=20271231", "not both" },
		{ "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY only" }, { "FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=MONTHLY only" },
		{ "FREQ=YEARLY;BYDAY=1MO", "INTERVAL=12" }, { "FREQ=MONTHLY;BYDAY=6MO", "BYDAY is" },
		{ "FREQ=MONTHLY;BYDAY=0MO", "BYDAY is" }, { "FREQ=MONTHLY;BYDAY=MON", "BYDAY is" },
		{ "FREQ=MONTHLY;BYDAY=", "BYDAY is" }, { "FREQ=MONTHLY;BYDAY=MO,", "BYDAY is" },
		{ "FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY is" }, { "FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY is" },
		{ "FREQ=MONTHLY;BYMONTHDAY=--1", "BYMONTHDAY is" }, { "FREQ=MONTHLY;BYMONTHDAY=1x", "BYMONTHDAY is" },
		{ "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=0", "BYSETPOS is" },
		{ "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=32", "BYSETPOS is" }, { "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-32", "BYSETPOS is" },
		{ "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1,-1", "BYSETPOS is" }, { "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=", "BYSETPOS is" },
		{ "FREQ=WEEKLY;BYDAY=TU;BYSETPOS=1", "last weekday" }, { "FREQ=MONTHLY;BYSETPOS=1", "last weekday" },
		{ "FREQ=YEARLY;BYSETPOS=1", "last weekday" },
		{ "FREQ=WEEKLY;INTERVAL=0", "1 to 52" },
		{ "FREQ=WEEKLY;INTERVAL=53", "1 to 52" }, { "FREQ=WEEKLY;COUNT=0", "1 to 1000" },
		{ "FREQ=WEEKLY;COUNT=1001", "1 to 1000" }, { "FREQ=WEEKLY;COUNT=99999999999999999999", "1 to 1000" },
		{ "FREQ=WEEKLY;UNTIL=20271231T090000", "must be in UTC" }, { "FREQ=WEEKLY;UNTIL=20270230", "UNTIL is" },
		{ "FREQ=WEEKLY;UNTIL=2027-12-31", "UNTIL is" }, { "FREQ=WEEKLY;WKST=SO", "WKST is" },
		{ "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", "WKST must be MO" },
	};
	/* clang-format on */
	char longest[RECUR_TEXT_MAX + 2];
	struct recur r;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err err = ERR_INIT;

		if (recur_parse(slice_of(cases[i].rule), AUCKLAND, &r, &err) ||
		    strstr(err.text, cases[i].reason) == NULL)
			fail_msg("%s: %s", cases[i].rule, err.text);
	}
	for (int n = RECUR_TEXT_MAX; n <= RECUR_TEXT_MAX + 1; n++) {
		struct err err = ERR_INIT;

		/* Many days at the limit; one byte more is too long. */
		(void)snprintf(longest, sizeof longest, "FREQ=WEEKLY;BYDAY=MO%-180s", "");
		for (int at = 20; at + 3 <= n; at += 3)
			memcpy(longest + at, ",TU", 3);
		longest[n] = '\0';
		memset(longest + 20 + (n - 20) / 3 * 3, ' ', (size_t)((n - 20) % 3));
		longest[n - 1] = longest[n - 1] == ' ' ? 'U' : longest[n - 1];
		assert_int_equal(recur_parse(slice_of(longest), AUCKLAND, &r, &err) ||
		        strstr(err.text, "too long") == NULL,
		    n == RECUR_TEXT_MAX);
	}
}

static void test_first(void **state)
{
	struct recur r;
	struct zone_time first = local(2026, 12, 2, 10, 0); /* a Wednesday */
	struct err err = ERR_INIT;

	(void)state;
	read_rule("FREQ=MONTHLY;BYDAY=1TU", &r);
	assert_false(recur_check_first(&r, &first, &err));
	assert_non_null(strstr(err.text, "Tuesday 2027-01-05"));
	err_clear(&err);
	read_rule("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", &r); /* every November */
	first = local(2026, 11, 2, 10, 0);
	assert_false(recur_check_first(&r, &first, &err));
	assert_non_null(strstr(err.text, "no day at all"));
}

static void test_words(void **state)
{
	static const struct {
		const char *rule, *words;
	} cases[] = {
		{ "FREQ=WEEKLY", "every week on Tuesday" },
		{ "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU,TH",
		    "every 2 weeks on Tuesday and Thursday and Sunday" },
		{ "FREQ=MONTHLY;BYDAY=1TU,-1TU;COUNT=10",
		    "every month on the first Tuesday and the last Tuesday, 10 times" },
		{ "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-2", "every month on the second last Tuesday" },
		{ "FREQ=MONTHLY;BYDAY=SU,SA;BYSETPOS=5",
		    "every month on the fifth of Saturday and Sunday" },
		{ "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-6",
		    "every month on number 6 from the end of Monday and Tuesday" },
		{ "FREQ=MONTHLY", "every month on day 1" },
		{ "FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=1",
		    "every month on day 1 and the last day, once" },
		{ "FREQ=MONTHLY;INTERVAL=3;BYDAY=TU;BYMONTHDAY=1",
		    "every 3 months on every Tuesday that is day 1" },
		{ "FREQ=YEARLY;UNTIL=20291231",
		    "every year on 1 December, until 31 December 2029" },
	};
	struct zone_time first = local(2026, 12, 1, 10, 0);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct recur r;
		struct buf words = BUF_INIT;

		read_rule(cases[i].rule, &r);
		recur_words(&words, &r, &first, AUCKLAND);
		assert_string_equal(words.p, cases[i].words);
		buf_release(&words);
	}
}

/* 300 dates of each rule, as libical has them. */
static void test_against_libical(void **state)
{
	/* clang-format off */
	static const struct {
		const char *rule;
		int year, month, day;
	} cases[] = {
		{ "FREQ=WEEKLY", 2026, 12, 1 }, { "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE,SU", 2026, 12, 2 },
		{ "FREQ=WEEKLY;INTERVAL=52", 2026, 1, 1 }, { "FREQ=MONTHLY;BYDAY=1TU,3TH", 2026, 12, 1 },
		{ "FREQ=MONTHLY;BYDAY=5MO", 2027, 3, 29 }, { "FREQ=MONTHLY;BYDAY=-2SU", 2026, 12, 20 },
		{ "FREQ=MONTHLY;BYDAY=-5MO", 2027, 3, 1 }, { "FREQ=MONTHLY;BYDAY=FR", 2026, 12, 4 },
		{ "FREQ=MONTHLY;INTERVAL=5", 2027, 1, 31 }, { "FREQ=MONTHLY;BYMONTHDAY=1,15,-1", 2026, 12, 15 },
		{ "FREQ=MONTHLY;BYMONTHDAY=-31", 2026, 12, 1 },
		{ "FREQ=MONTHLY;BYDAY=SA,SU;BYMONTHDAY=13,14", 2026, 12, 13 },
		{ "FREQ=YEARLY;INTERVAL=2", 2026, 3, 31 },
		{ "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", 2026, 12, 25 }, { "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=5", 2026, 12, 29 },
		{ "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", 2026, 12, 31 },
		{ "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", 2026, 12, 1 },
		{ "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=-9", 2027, 1, 2 },
		{ "FREQ=MONTHLY;INTERVAL=2;BYDAY=MO,WE;BYSETPOS=3", 2026, 12, 9 },
		{ "FREQ=MONTHLY;BYMONTHDAY=10,20,-1;BYSETPOS=2", 2026, 12, 20 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct icalrecurrencetype rule = icalrecurrencetype_from_string(cases[i].rule);
		struct icaltimetype first = icaltime_null_time();
		icalrecur_iterator *all;
		struct recur r;
		struct window w = { .zone = AUCKLAND };
		struct recur_plan p = { &r,
			local(cases[i].year, cases[i].month, cases[i].day, 10, 0), &w, RECUR_KEEP };
		struct recur_cursor c = recur_begin(&p);
		struct recur_turn t;

		first.year = cases[i].year;
		first.month = cases[i].month;
		first.day = cases[i].day;
		first.is_date = 1;
		all = icalrecur_iterator_new(rule, first);
		read_rule(cases[i].rule, &r);
		for (int n = 0; n < 300; n++) {
			struct icaltimetype is = icalrecur_iterator_next(all);

			/* libical stops at 2037 or so where time_t once did. */
			if (icaltime_is_null_time(is) || is.year > 2045)
				break;
			assert_true(recur_next(&p, &c, &t));
			if (t.date != holiday_date(is.year, is.month, is.day))
				fail_msg(
				    "%s: number %d is %04d-%02d-%02d in libical, %+lld days here",
				    cases[i].rule, n, is.year, is.month, is.day,
				    (long long)(t.date - holiday_date(is.year, is.month, is.day)));
		}
		icalrecur_iterator_free(all);
	}
}

/* Every day of four hundred years there and back. */
static void test_civil(void **state)
{
	int y, m, d;

	(void)state;
	for (int64_t date = 0; date < 146097; date++) {
		holiday_civil(date, &y, &m, &d);
		if (holiday_date(y, m, d) != date || m < 1 || m > 12 || d < 1 || d > 31)
			fail_msg("%lld is %d-%d-%d", (long long)date, y, m, d);
	}
	holiday_civil(20788, &y, &m, &d);
	assert_true(y == 2026 && m == 12 && d == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_extra_and_cursor),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_against_libical),
		cmocka_unit_test(test_civil),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
