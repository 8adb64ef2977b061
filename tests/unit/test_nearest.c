/* SPDX-License-Identifier: MIT
 * The word that was meant. */
#include "daemon/common/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Distances counted by hand: kitten -> sitting is the textbook's 3. */
static void test_nearest(void **state)
{
	struct nearest far = NEAREST_INIT("colour"), near = NEAREST_INIT("levle");

	(void)state;
	assert_int_equal(nearest_distance("kitten", "sitting"), 3);
	assert_int_equal(nearest_distance("", "abc"), 3);
	assert_int_equal(nearest_distance("same", "same"), 0);
	nearest_offer(&far, "level");
	assert_null(nearest_best(&far));
	nearest_offer(&near, "notice");
	nearest_offer(&near, "level");
	assert_string_equal(nearest_best(&near), "level");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
