/* SPDX-License-Identifier: MIT
 * When results wait for company, and that they never wait for long. */
#include "daemon/core/sending/group_commit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void on_wake(void *context)
{
	++*(int *)context;
}

static void test_waits_for_most(void **state)
{
	static const struct {
		size_t in, coming;
		bool waits;
	} cases[] = {
		{ 0, 8, false }, /* woken for something else */
		{ 1, 7, true },
		{ 5, 3, true },
		{ 6, 2, false }, /* three of four are here */
		{ 5, 27, true },
		{ 6, 26, false }, /* enough */
		{ 1, 0, false },  /* the only one: nothing to wait for */
		{ 1, 1, true },
		{ 2, 1, false },
	};
	sd_event *event = NULL;
	int woken = 0;

	(void)state;
	assert_true(sd_event_new(&event) >= 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct group_commit g;

		group_commit_init(&g, on_wake, &woken);
		if (group_commit_waits(&g, event, cases[i].in, cases[i].coming) != cases[i].waits)
			fail_msg("case %zu", i);
		group_commit_release(&g);
	}
	assert_int_equal(woken, 0);
	(void)sd_event_unref(event);
}

/* Those that are awaited never come. */
static void test_ends_by_itself(void **state)
{
	sd_event *event = NULL;
	struct group_commit g;
	int woken = 0;

	(void)state;
	assert_true(sd_event_new(&event) >= 0);
	group_commit_init(&g, on_wake, &woken);
	for (int round = 1; round <= 2; round++) {
		assert_true(group_commit_waits(&g, event, 1, 7));
		assert_true(group_commit_waits(&g, event, 2, 6)); /* the same wait goes on */
		assert_int_equal(sd_event_run(event, UINT64_MAX), 1);
		assert_int_equal(woken, round);
		assert_false(group_commit_waits(&g, event, 2, 6));
		group_commit_done(&g);
	}
	/* What came early ends it: the timer is not left behind. */
	assert_true(group_commit_waits(&g, event, 1, 7));
	assert_false(group_commit_waits(&g, event, 6, 2));
	group_commit_done(&g);
	assert_int_equal(sd_event_run(event, 5000), 0);
	assert_int_equal(woken, 2);
	group_commit_release(&g);
	(void)sd_event_unref(event);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_waits_for_most),
		cmocka_unit_test(test_ends_by_itself),
	};

	return cmocka_run_group_tests_name("gather", tests, NULL, NULL);
}
