/* SPDX-License-Identifier: MIT
 * Small numbers of people in reports. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "../../subscribers/report.h"

static void test_hiding(void **state)
{
	static const struct { int64_t in[4], out[4]; } rows[] = {
		{ { 0, 0, 0, 0 }, { 0, 0, 0, 0 } },
		{ { 5, 6, 0, 100 }, { 5, 6, 0, 100 } },
		{ { 4, 6, 0, 100 }, { REPORT_FEW, REPORT_HIDDEN, 0, 100 } },	/* else 4 is 110 - 106 */
		{ { 4, 1, 0, 100 }, { REPORT_FEW, REPORT_FEW, 0, 100 } },
		{ { 0, 1, 0, 0 }, { 0, REPORT_FEW, 0, 0 } },
		{ { 1, 2, 3, 4 }, { REPORT_FEW, REPORT_FEW, REPORT_FEW, REPORT_FEW } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int64_t counts[4];

		memcpy(counts, rows[i].in, sizeof counts);
		report_hide(counts, 4);
		assert_memory_equal(counts, rows[i].out, sizeof counts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_hiding) };

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
