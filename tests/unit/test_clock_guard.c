/* SPDX-License-Identifier: MIT
 * The schedule notices a clock that is set back while nothing happens: its own timer would ring
 * when the clock is there again, in a year perhaps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/core/schedule.h"
#include "tests/clockwork.h"

#define BEGIN INT64_C(1798578000) /* Wednesday 30 December 2026, 10:00 in Auckland */
#define YEAR (365 * INT64_C(86400))

static void nothing(struct clockwork *w, void *context)
{
	(void)w;
	(void)context;
}

static void test_set_back_while_it_sleeps(void **state)
{
	struct clockwork w;

	(void)state;
	clockwork_start(&w, BEGIN);
	clockwork_run(&w, BEGIN + 60, nothing, NULL);
	assert_false(core_is_woken(&w.core, WAKE_CLOCK));
	clockwork_ring_guard(); /* time goes on */
	assert_false(core_is_woken(&w.core, WAKE_CLOCK));
	clockwork_set(BEGIN + YEAR);
	clockwork_run(&w, BEGIN + YEAR + 60, nothing, NULL);
	assert_int_equal(w.core.clock.jumped_from, BEGIN);
	clockwork_set(BEGIN + 120);
	clockwork_ring_guard();
	assert_true(core_is_woken(&w.core, WAKE_CLOCK));
	clockwork_run(&w, BEGIN + 180, nothing, NULL);
	assert_in_range(w.core.clock.newest, BEGIN + 120, BEGIN + 180);
	assert_int_equal(w.core.clock.behind_until, 0); /* it is known to have been ahead */
	clockwork_stop(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set_back_while_it_sleeps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
