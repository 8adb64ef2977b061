/* SPDX-License-Identifier: MIT
 * How many members of a meeting are written to in one turn of the schedule, on the clock of
 * clockwork.c, and that nobody who stands at an edge between two turns is left out or written to
 * twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/clockwork.h"

#define BEGIN INT64_C(1798578000) /* Wednesday 30 December 2026, 10:00 in Auckland */
#define CHUNK 250
#define MEETINGS 6 /* a weekly one, from 5 January to the horizon of 42 days: 10 February */

struct seen {
	int64_t count, most;
	int turns;
};

static void count_turn(struct clockwork *w, void *context)
{
	struct seen *seen = context;
	int64_t n = db_number(db_sql(w->core.db,
	                          "SELECT count(*) FROM delivery WHERE kind = 'invitation'"),
	    0);

	if (n - seen->count > seen->most)
		seen->most = n - seen->count;
	seen->turns += n > seen->count;
	seen->count = n;
}

static void nothing(struct clockwork *w, void *context)
{
	(void)w;
	(void)context;
}

static void check(int members, int64_t most, int turns)
{
	struct seen seen = { 0 };
	struct clockwork w;
	char address[40];
	int64_t list;

	clockwork_start(&w, BEGIN);
	list = clockwork_community(&w, "c", "Otago", "Pacific/Auckland", "kai@example.org");
	for (int m = 0; m < members; m++) {
		(void)snprintf(address, sizeof address, "p%d@example.org", m);
		clockwork_member(&w, list, address);
	}
	(void)clockwork_series(&w, list, "2027-01-05 10:00", "FREQ=WEEKLY", RECUR_NEXT);
	w.on_step = count_turn;
	clockwork_run(&w, BEGIN + 600, nothing, &seen);
	assert_int_equal(seen.most, most);
	assert_int_equal(seen.count, MEETINGS * members);
	assert_int_equal(seen.turns, MEETINGS * turns);
	assert_int_equal(db_number(db_sql(w.core.db,
	                               "SELECT count(DISTINCT subscriber_id * 1000 + meeting_id)"
	                               " FROM delivery WHERE kind = 'invitation'"),
	                     0),
	    MEETINGS * members);
	clockwork_stop(&w);
}

static void test_turns(void **state)
{
	(void)state;
	check(CHUNK - 1, CHUNK - 1, 1);
	check(CHUNK, CHUNK, 1);
	check(2 * CHUNK + 1, CHUNK, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
