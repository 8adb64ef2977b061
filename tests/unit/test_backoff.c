/* SPDX-License-Identifier: MIT
 * Pauses between attempts. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "daemon/fetch/backoff.h"

static void test_pauses(void **state)
{
	/* clang-format off */
	static const struct {
		unsigned failures;
		int64_t max_s;
		uint32_t random;
		int64_t ms;
	} cases[] = {
		{ 1, 300, 0, 1000 }, { 2, 300, 0, 2000 }, { 5, 300, 0, 16000 }, { 9, 300, 0, 256000 },
		{ 10, 300, 0, 300000 }, { 4294967295U, 300, 0, 300000 }, { 0, 300, 0, 1000 },
		{ 1, 1, 0, 1000 }, { 7, 1, 0, 1000 },
		/* At most a fifth less, by the thousandth: 1000 of 1001 is the largest remainder. */
		{ 1, 300, 1000, 800 }, { 1, 300, 1001, 1000 }, { 10, 300, 1000, 240000 },
		{ 1, 300, 500, 900 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(backoff_ms(cases[i].failures, cases[i].max_s, cases[i].random),
		    cases[i].ms);
}

static void test_bounds(void **state)
{
	(void)state;
	for (unsigned failures = 0; failures < 70; failures++) {
		for (uint32_t random = 0; random < 5000; random += 7) {
			int64_t ms = backoff_ms(failures, 300, random * 858993);

			assert_in_range(ms, 800, 300000);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pauses),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
