/* SPDX-License-Identifier: MIT
 * Rates: whatever is asked when, no minute and no day holds more than its limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "daemon/core/outbox/relay_rate.h"
#include "tests/unit/store.h"

#define START 1764500005 /* five seconds into a slot */

static void commit(struct db *db)
{
	struct err err = ERR_INIT;

	assert_int_equal(db_commit(db, &err), 0);
}

static int64_t take(struct db *db, const struct relay_rate_limits *limits, int64_t most,
    int64_t now)
{
	int64_t room;

	db_begin(db);
	room = relay_rate_room(db, "relay1", limits, most, now);
	if (room > 0)
		relay_rate_add(db, "relay1", room, now);
	commit(db);
	return room;
}

static void test_room(void **state)
{
	const struct relay_rate_limits none = { 0, 0 }, minute = { 30, 0 }, both = { 30, 40 };
	struct store s;

	(void)state;
	store_open(&s);
	assert_int_equal(take(s.db, &none, 16, START), 16);
	assert_int_equal(relay_rate_last_minute(s.db, "relay1", START), 16);
	assert_int_equal(relay_rate_last_minute(s.db, "relay2", START), 0);
	assert_int_equal(take(s.db, &minute, 16, START + 1), 14);
	assert_int_equal(take(s.db, &minute, 16, START + 2), 0);
	/* 60 s after the first the slot it fell into has not passed; 10 s later it has. */
	assert_int_equal(take(s.db, &minute, 16, START + 60), 0);
	assert_int_equal(take(s.db, &both, 16, START + 70), 10);
	assert_int_equal(take(s.db, &both, 16, START + 7000), 0);
	assert_int_equal(take(s.db, &minute, 16, START + 7000), 16);
	assert_int_equal(relay_rate_last_day(s.db, "relay1", START + 7000), 56);
	assert_int_equal(take(s.db, &both, 16, START + 90000), 16);
	store_close(&s);
}

/* A greedy caller, each second for ten minutes, against its own book. */
static void test_no_minute_holds_more(void **state)
{
	const struct relay_rate_limits limits = { 25, 0 };
	int64_t went[600] = { 0 }, total = 0;
	struct store s;

	(void)state;
	store_open(&s);
	for (int i = 0; i < 600; i++) {
		int64_t in_minute = 0;

		went[i] = take(s.db, &limits, i % 7, START + i);
		total += went[i];
		for (int j = i; j >= 0 && j > i - 60; j--)
			in_minute += went[j];
		assert_true(in_minute <= 25);
	}
	assert_true(total >= 25 * 600 / 70); /* and not much less than it may */
	store_close(&s);
}

static int64_t free_at(struct store *s, int64_t per_minute, int64_t per_day, int64_t now)
{
	const struct relay_rate_limits limits = { per_minute, per_day };

	return relay_rate_free_at(s->db, "relay1", &limits, now);
}

static void test_free_at(void **state)
{
	const struct relay_rate_limits none = { 0, 0 };
	struct store s;

	(void)state;
	store_open(&s);
	assert_int_equal(free_at(&s, 4, 4, START), START);
	assert_int_equal(take(s.db, &none, 3, START), 3);      /* slot 1764500000 to ...010 */
	assert_int_equal(take(s.db, &none, 1, START + 21), 1); /* ...020 to ...030 */
	assert_int_equal(free_at(&s, 5, 0, START + 21), START + 21);
	assert_int_equal(free_at(&s, 4, 0, START + 21), 1764500070);
	assert_int_equal(take(s.db, &none, 0, START + 21), 0);
	assert_int_equal(free_at(&s, 1, 0, START + 21), 1764500090); /* both must be gone */
	/* The day's slot is the hour from 1764500000 - 1764500000 % 3600 = 1764496800 on. */
	assert_int_equal(free_at(&s, 4, 4, START + 21), 1764496800 + 3600 + 86400);
	/* There is room then, and not a second before. */
	assert_int_equal(take(s.db, &(struct relay_rate_limits){ 4, 0 }, 1, 1764500069), 0);
	assert_int_equal(take(s.db, &(struct relay_rate_limits){ 4, 0 }, 1, 1764500070), 1);
	assert_int_equal(take(s.db, &(struct relay_rate_limits){ 0, 4 }, 1,
	                     1764496800 + 3600 + 86399),
	    0);
	assert_int_equal(take(s.db, &(struct relay_rate_limits){ 0, 4 }, 1,
	                     1764496800 + 3600 + 86400),
	    1);
	assert_int_equal(free_at(&s, 0, 0, START), START);
	store_close(&s);
}

static void test_forget(void **state)
{
	const struct relay_rate_limits limits = { 0, 100 };
	struct store s;

	(void)state;
	store_open(&s);
	assert_int_equal(take(s.db, &limits, 100, START), 100);
	db_begin(s.db);
	relay_rate_forget(s.db, START + 80000);
	commit(s.db);
	assert_int_equal(take(s.db, &limits, 1, START + 80000), 0); /* still within the day */
	db_begin(s.db);
	relay_rate_forget(s.db, START + 4 * 86400);
	commit(s.db);
	assert_int_equal(relay_rate_last_day(s.db, "relay1", START), 0);
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_no_minute_holds_more),
		cmocka_unit_test(test_free_at),
		cmocka_unit_test(test_forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
