/* SPDX-License-Identifier: MIT
 * Holidays against dates worked out by the calendar of the Acts, not by this code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/time/holiday.h"

static void test_dates(void **state)
{
	/* clang-format off */
	static const struct { int y, m, d; int64_t date; int weekday; } cases[] = {
		{ 1970, 1, 1, 0, 4 }, { 1970, 12, 31, 364, 4 }, { 2000, 2, 29, 11016, 2 },
		{ 2000, 3, 1, 11017, 3 }, { 2026, 11, 22, 20779, 0 }, { 2100, 3, 1, 47541, 1 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t date = holiday_date(cases[i].y, cases[i].m, cases[i].d);

		assert_int_equal(date, cases[i].date);
		assert_int_equal(holiday_weekday(date), cases[i].weekday);
	}
	for (int64_t date = 0; date < 60000; date++)
		assert_int_equal(holiday_weekday(date), (date + 4) % 7);
}

static void test_easter(void **state)
{
	/* clang-format off */
	static const struct { int y, m, d; } cases[] = {
		{ 2024, 3, 31 }, { 2025, 4, 20 }, { 2026, 4, 5 }, { 2027, 3, 28 }, { 2028, 4, 16 },
		{ 2038, 4, 25 }, { 2285, 3, 22 },	/* as late and as early as it can be */
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(holiday_easter(cases[i].y),
		    holiday_date(cases[i].y, cases[i].m, cases[i].d));
}

/* Every day of a year that is one, as MMDD, so that one too many is found as well as one missing.
 */
static void test_national(void **state)
{
	static const struct {
		int year;
		int days[12];
	} cases[] = {
		{ 2026, { 101, 102, 206, 403, 406, 427, 601, 710, 1026, 1225, 1228 } },
		{ 2027, { 101, 104, 208, 326, 329, 426, 607, 625, 1025, 1227, 1228 } },
		{ 2028, { 103, 104, 207, 414, 417, 425, 605, 714, 1023, 1225, 1226 } },
		{ 2033, { 103, 104, 207, 415, 418, 425, 606, 624, 1024, 1226, 1227 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int found = 0;

		for (int m = 1; m <= 12; m++) {
			for (int d = 1; d <= (m == 2                                       ? 28 :
			                             m == 4 || m == 6 || m == 9 || m == 11 ? 30 :
			                                                                     31);
			     d++) {
				bool is_one = holiday_national(holiday_date(cases[i].year, m, d)) !=
				    NULL;

				if (!is_one)
					continue;
				assert_int_equal(cases[i].days[found], m * 100 + d);
				found++;
			}
		}
		assert_int_equal(found, 11);
	}
	assert_string_equal(holiday_national(holiday_date(2026, 7, 10)), "Matariki");
	assert_string_equal(holiday_national(holiday_date(2052, 6, 21)), "Matariki");
}

static void test_every_matariki_is_a_friday(void **state)
{
	(void)state;
	for (int year = 2022; year <= HOLIDAY_YEAR_MAX; year++) {
		int found = 0;

		for (int64_t date = holiday_date(year, 6, 15); date < holiday_date(year, 8, 1);
		     date++) {
			const char *name = holiday_national(date);

			if (name == NULL || strcmp(name, "Matariki") != 0)
				continue;
			assert_int_equal(holiday_weekday(date), 5);
			found++;
		}
		assert_int_equal(found, 1);
	}
}

static void test_anniversaries(void **state)
{
	static const struct {
		const char *region;
		int days[3];
	} cases[] = {
		/* of 2026, 2027, 2028 */
		{ "auk", { 126, 201, 131 } },
		{ "ntl", { 126, 201, 131 } },
		{ "wgn", { 119, 125, 124 } },
		{ "nsn", { 202, 201, 131 } },
		{ "tki", { 309, 308, 313 } },
		{ "ota", { 323, 322, 320 } },
		{ "stl", { 407, 330, 418 } },
		{ "sca", { 928, 927, 925 } },
		{ "hkb", { 1023, 1022, 1020 } },
		{ "mbh", { 1102, 1101, 1030 } },
		{ "can", { 1113, 1112, 1117 } },
		{ "wtc", { 1130, 1129, 1204 } },
		{ "cit", { 1130, 1129, 1127 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		for (int y = 0; y < 3; y++) {
			int mmdd = cases[i].days[y];
			int64_t date = holiday_date(2026 + y, mmdd / 100, mmdd % 100);

			assert_int_equal(holiday_anniversary(cases[i].region, 2026 + y), date);
			assert_non_null(holiday_of(date, cases[i].region));
		}
	}
	assert_int_equal(holiday_anniversary("zzz", 2026), 0);
	/* 2035: 23 March is a Friday, its nearest Monday the 26th, which is Easter Monday. */
	assert_int_equal(holiday_anniversary("ota", 2035), holiday_date(2035, 3, 27));
	assert_null(holiday_of(holiday_date(2026, 3, 23), "auk"));
	assert_null(holiday_of(holiday_date(2026, 3, 23), ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_easter),
		cmocka_unit_test(test_national),
		cmocka_unit_test(test_every_matariki_is_a_friday),
		cmocka_unit_test(test_anniversaries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
