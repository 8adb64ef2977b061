/* SPDX-License-Identifier: MIT
 * How long what was refused waits, and that nothing else waits with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/core/loop/setback.h"

#define NOW 1000000

static void test_waits_longer_each_time(void **state)
{
	static const int64_t waits[] = { 10, 60, 300, 900, 900 };
	struct setbacks s = { .count = 0 };
	struct setback_key bad = { "reminder", 7, 86400 }, other = { "reminder", 7, 7200 },
	                   third = { "tips", 7, 86400 };
	int64_t now = NOW;

	(void)state;
	assert_false(setback_waits(&s, bad, now));
	assert_int_equal(setback_next_at(&s, now), 0);
	for (int i = 0; i < 5; i++) {
		setback_add(&s, bad, "a template is broken", now);
		assert_true(setback_waits(&s, bad, now + waits[i] - 1));
		assert_false(setback_waits(&s, bad, now + waits[i]));
		assert_int_equal(setback_next_at(&s, now), now + waits[i]);
		assert_false(setback_waits(&s, other, now));
		assert_false(setback_waits(&s, third, now));
		now += waits[i];
	}
	assert_int_equal(s.count, 1);
	setback_end(&s, other); /* it was never refused */
	assert_int_equal(s.count, 1);
	setback_end(&s, bad);
	assert_int_equal(s.count, 0);
	setback_add(&s, bad, "again", now);
	assert_int_equal(setback_next_at(&s, now), now + 10);
	setback_forget(&s);
	assert_false(setback_waits(&s, bad, now));
}

static void test_clock_set_back(void **state)
{
	struct setbacks s = { .count = 0 };
	struct setback_key bad = { "reminder", 7, 86400 };

	(void)state;
	setback_add(&s, bad, "a template is broken", NOW);
	assert_true(setback_waits(&s, bad, NOW - 890));
	assert_false(setback_waits(&s, bad, NOW - 100000));
}

/* A step that was tried again has a new time or is over; one that was not is of a row that is gone.
 */
static void test_one_that_nobody_comes_back_to(void **state)
{
	struct setbacks s = { .count = 0 };

	(void)state;
	setback_add(&s, (struct setback_key){ "digest", 1, 1 }, "x", NOW);
	setback_add(&s, (struct setback_key){ "digest", 2, 1 }, "x", NOW + 3);
	assert_int_equal(setback_next_at(&s, NOW + 9), NOW + 10);
	assert_int_equal(setback_next_at(&s, NOW + 10), NOW + 13);
	assert_int_equal(setback_next_at(&s, NOW + 13), 0);
	setback_age(&s, NOW + 10 + 3599);
	assert_int_equal(s.count, 2);
	setback_age(&s, NOW + 10 + 3600);
	assert_int_equal(s.count, 1);
	assert_int_equal(s.rows[0].key.id, 2);
}

static void test_more_than_there_is_room_for(void **state)
{
	struct setbacks s = { .count = 0 };
	int waiting = 0;

	(void)state;
	for (int i = 0; i < SETBACKS_MAX + 10; i++)
		setback_add(&s, (struct setback_key){ "reminder", i, 0 }, "a template is broken",
		    NOW + i);
	assert_int_equal(s.count, SETBACKS_MAX);
	for (int i = 0; i < SETBACKS_MAX + 10; i++)
		waiting += setback_waits(&s, (struct setback_key){ "reminder", i, 0 }, NOW);
	assert_int_equal(waiting, SETBACKS_MAX);
	assert_true(setback_waits(&s, (struct setback_key){ "reminder", SETBACKS_MAX + 9, 0 },
	    NOW));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_waits_longer_each_time),
		cmocka_unit_test(test_clock_set_back),
		cmocka_unit_test(test_one_that_nobody_comes_back_to),
		cmocka_unit_test(test_more_than_there_is_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
