/* SPDX-License-Identifier: MIT */
#include "../../daemon/core/minute.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "store.h"

#define NOW INT64_C(1800000030)		/* half past a minute */
#define DAY 86400

static void test_counts(void **state)
{
	struct store s;
	struct buf out = BUF_INIT;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	minute_add(s.db, OUTBOX_SENT, 5, NOW - 8 * DAY);
	minute_add(s.db, OUTBOX_SENT, 7, NOW - 120);
	minute_add(s.db, OUTBOX_SENT, 1, NOW - 31);	/* the minute before */
	minute_add(s.db, OUTBOX_SENT, 2, NOW);
	minute_add(s.db, OUTBOX_SENT, 3, NOW + 29);	/* still this one */
	minute_add(s.db, OUTBOX_FAILED, 4, NOW);
	minute_add(s.db, OUTBOX_RETRY, 0, NOW);
	assert_int_equal(minute_count(s.db, OUTBOX_SENT, 0), 18);
	assert_int_equal(minute_count(s.db, OUTBOX_FAILED, 0), 4);
	assert_int_equal(minute_count(s.db, OUTBOX_RETRY, 0), 0);
	minute_json(s.db, NOW, &out);
	assert_string_equal(out.p, "{\"last_minute\":5,\"last_hour\":13,\"last_day\":13,\"total\":18}");
	assert_int_equal(minute_count(s.db, OUTBOX_SENT, NOW - 9 * DAY), 18);
	minute_forget(s.db, NOW);
	assert_int_equal(minute_count(s.db, OUTBOX_SENT, NOW - 9 * DAY), 13);
	assert_int_equal(minute_count(s.db, OUTBOX_SENT, 0), 18);
	db_rollback(s.db);
	store_close(&s);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_counts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
