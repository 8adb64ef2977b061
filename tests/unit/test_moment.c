/* SPDX-License-Identifier: MIT
 * New times in words, at 2026-12-01 09:00 NZDT (2026-11-30T20:00Z), of a meeting that was to be on
 * Tuesday 8 December 2026, 10:00. Expected times worked out by hand: NZDT is UTC+13, NZST UTC+12.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/zone.h"
#include "daemon/time/moment.h"

#define ZONE "Pacific/Auckland"
#define NOW INT64_C(1796068800)
#define FROM (NOW + 7 * 86400 + 3600)

static void test_times(void **state)
{
	static const struct {
		const char *line;
		int year, month, day, hour, minute;
		const char *reason;
	} rows[] = {
		{ "Thursday 10 December 2pm", 2026, 12, 10, 14, 0, "" },
		{ "to Thursday, 10 December at 2 pm", 2026, 12, 10, 14, 0, "" },
		{ "Thu 10 Dec 2:30pm, the hall is booked", 2026, 12, 10, 14, 30,
		    "the hall is booked" },
		{ "on the 10th of December, 14:00 because of the flood", 2026, 12, 10, 14, 0,
		    "because of the flood" },
		{ "December 10 2.15 p.m.", 2026, 12, 10, 14, 15, "" },
		{ "2026-12-10 14:00", 2026, 12, 10, 14, 0, "" },
		{ "10/12/2026 at noon", 2026, 12, 10, 12, 0, "" },
		{ "3pm", 2026, 12, 8, 15, 0, "" },
		{ "to 3 pm?", 2026, 12, 8, 15, 0, "" },
		{ "11 December", 2026, 12, 11, 10, 0, "" },
		{ "1 February 9am", 2027, 2, 1, 9, 0, "" },
		{ "tomorrow 12am", 2026, 12, 2, 0, 0, "" },
		{ "Friday 12pm", 2026, 12, 4, 12, 0, "" },
		{ "Tuesday 9am", 2026, 12, 8, 9, 0, "" },
		{ "10 December 2pm, one of us is ill", 2026, 12, 10, 14, 0, "one of us is ill" },
		{ "10 December 2pm at the library", 2026, 12, 10, 14, 0, "at the library" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct err err = ERR_INIT;
		struct slice reason;
		struct zone_time t;
		int64_t at;

		if (!moment_parse(slice_of(rows[i].line), ZONE, FROM, NOW, &at, &reason, &err))
			fail_msg("%s: %s", rows[i].line, err.text);
		zone_local(ZONE, at, &t);
		if (t.year != rows[i].year || t.month != rows[i].month || t.day != rows[i].day ||
		    t.hour != rows[i].hour || t.minute != rows[i].minute)
			fail_msg("%s: %d-%d-%d %d:%d", rows[i].line, t.year, t.month, t.day, t.hour,
			    t.minute);
		if (!slice_is(reason, rows[i].reason))
			fail_msg("%s: reason \"%.*s\"", rows[i].line, SLICE_ARG(reason));
	}
}

static void test_one_by_hand(void **state)
{
	struct err err = ERR_INIT;
	struct slice reason;
	int64_t at;

	(void)state;
	/* 10 December 14:00 NZDT is 01:00 UTC: nine days and five hours after now. */
	assert_true(moment_parse(slice_of("10 December 2pm"), ZONE, FROM, NOW, &at, &reason, &err));
	assert_int_equal(at, NOW + 9 * 86400 + 5 * 3600);
}

static void test_refused(void **state)
{
	static const struct {
		const char *line, *why;
	} rows[] = {
		{ "Friday 10 December 2pm", "10 December 2026 is not a Friday" },
		{ "4 April 2027 2:30am", "comes twice" },
		{ "26 September 2027 2:30am", "does not exist" },
		{ "30 February 2pm", "no such day" },
		{ "1 December 2026 8am", "past" },
		{ "2026-11-30 10:00", "past" },
		{ "29 February 2027 10am", "no such day" },
		{ "", "could not read" },
		{ "sometime soon", "could not read" },
		{ "10 December 25:00", "could not read" },
		{ "10 December 2-3pm", "could not read" },
		{ "10 December 13pm", "could not read" },
		{ "10", "could not read" },
		{ "10 December at 10", "could not read all" },
		{ "10 December at half past two", "could not read all" },
		{ "10 December half past two", "could not read all" },
		{ "10 December at two, the hall is booked", "could not read all" },
		{ "10 Foo 2pm", "could not read" },
		{ "99/99/9999 2pm", "no such day" },
		{ "December", "could not read" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct err err = ERR_INIT;
		struct slice reason;
		int64_t at;

		if (moment_parse(slice_of(rows[i].line), ZONE, FROM, NOW, &at, &reason, &err))
			fail_msg("%s was understood", rows[i].line);
		if (strstr(err.text, rows[i].why) == NULL)
			fail_msg("%s: %s", rows[i].line, err.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_one_by_hand),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("moment", tests, NULL, NULL);
}
