/* SPDX-License-Identifier: MIT
 * Numbers: at, below and above every bound, and everything that is not quite a number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/common/num.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define UNTOUCHED 424242

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		int64_t min, max;
		bool is_good;
		int64_t value;
	} cases[] = {
		{ "0", 0, 9, true, 0 }, { "-0", 0, 9, true, 0 }, { "007", 0, 9, true, 7 },
		{ "-5", -5, 5, true, -5 }, { "5", -5, 5, true, 5 }, { "6", -5, 5, false, 0 },
		{ "-6", -5, 5, false, 0 },
		{ "9223372036854775807", INT64_MIN, INT64_MAX, true, INT64_MAX },
		{ "-9223372036854775808", INT64_MIN, INT64_MAX, true, INT64_MIN },
		{ "9223372036854775808", INT64_MIN, INT64_MAX, false, 0 },
		{ "-9223372036854775809", INT64_MIN, INT64_MAX, false, 0 },
		{ "92233720368547758070", INT64_MIN, INT64_MAX, false, 0 },
		{ "99999999999999999999999999999999999999999", INT64_MIN, INT64_MAX, false, 0 },
		{ "", 0, 9, false, 0 }, { "-", -9, 9, false, 0 }, { "--1", -9, 9, false, 0 },
		{ "+1", 0, 9, false, 0 }, { " 1", 0, 9, false, 0 }, { "1 ", 0, 9, false, 0 },
		{ "1x", 0, 9, false, 0 }, { "0x1", 0, 9, false, 0 }, { "1.0", 0, 9, false, 0 },
		{ "1-", 0, 9, false, 0 }, { "\xd9\xa1", 0, 9, false, 0 }, /* an Arabic digit one */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t value = UNTOUCHED;

		assert_int_equal(num_parse(slice_of(cases[i].text), cases[i].min, cases[i].max,
		                     &value),
		    cases[i].is_good);
		assert_true(value == (cases[i].is_good ? cases[i].value : UNTOUCHED));
	}
	assert_false(num_parse(slice_make("1\0", 2), 0, 9, &(int64_t){ 0 }));
	assert_false(num_parse(SLICE_NONE, 0, 9, &(int64_t){ 0 }));
}

static void test_span(void **state)
{
	static const struct {
		const char *text;
		int64_t max;
		bool is_good;
		int64_t value;
	} cases[] = {
		{ "90m", INT64_MAX, true, 5400 },
		{ "7d", INT64_MAX, true, 604800 },
		{ "1w", INT64_MAX, true, 604800 },
		{ "2h", INT64_MAX, true, 7200 },
		{ "30s", INT64_MAX, true, 30 },
		{ "0s", INT64_MAX, true, 0 },
		{ "60s", 60, true, 60 },
		{ "61s", 60, false, 0 },
		{ "2m", 60, false, 0 },
		{ "30", INT64_MAX, false, 0 },
		{ "s", INT64_MAX, false, 0 },
		{ "", INT64_MAX, false, 0 },
		{ "-1s", INT64_MAX, false, 0 },
		{ "1S", INT64_MAX, false, 0 },
		{ "1y", INT64_MAX, false, 0 },
		{ "1 s", INT64_MAX, false, 0 },
		{ "1h30m", INT64_MAX, false, 0 },
		{ "9223372036854775807w", INT64_MAX, false, 0 },
		/* INT64_MAX / 604800 = 15250284452471.2...: the last whole number of weeks. */
		{ "15250284452471w", INT64_MAX, true, 15250284452471 * 604800 },
		{ "15250284452472w", INT64_MAX, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t value = UNTOUCHED;

		assert_int_equal(num_parse_span(slice_of(cases[i].text), cases[i].max, &value),
		    cases[i].is_good);
		assert_true(value == (cases[i].is_good ? cases[i].value : UNTOUCHED));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_span),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
