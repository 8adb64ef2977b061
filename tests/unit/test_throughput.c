/* SPDX-License-Identifier: MIT */
#include "daemon/core/outbox/throughput.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "tests/unit/store.h"

#define NOW INT64_C(1800000030) /* half past a minute */
#define DAY 86400

static void test_counts(void **state)
{
	struct store s;
	struct buf out = BUF_INIT;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	throughput_add(s.db, OUTBOX_SENT, 5, NOW - 8 * DAY);
	throughput_add(s.db, OUTBOX_SENT, 7, NOW - 120);
	throughput_add(s.db, OUTBOX_SENT, 1, NOW - 31); /* the minute before */
	throughput_add(s.db, OUTBOX_SENT, 2, NOW);
	throughput_add(s.db, OUTBOX_SENT, 3, NOW + 29); /* still this one */
	throughput_add(s.db, OUTBOX_FAILED, 4, NOW);
	throughput_add(s.db, OUTBOX_RETRY, 0, NOW);
	assert_int_equal(throughput_count(s.db, OUTBOX_SENT, 0), 18);
	assert_int_equal(throughput_count(s.db, OUTBOX_FAILED, 0), 4);
	assert_int_equal(throughput_count(s.db, OUTBOX_RETRY, 0), 0);
	throughput_json(s.db, NOW, &out);
	assert_string_equal(out.p,
	    "{\"last_minute\":5,\"last_hour\":13,\"last_day\":13,\"total\":18}");
	assert_int_equal(throughput_count(s.db, OUTBOX_SENT, NOW - 9 * DAY), 18);
	throughput_forget(s.db, NOW);
	assert_int_equal(throughput_count(s.db, OUTBOX_SENT, NOW - 9 * DAY), 13);
	assert_int_equal(throughput_count(s.db, OUTBOX_SENT, 0), 18);
	db_rollback(s.db);
	store_close(&s);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_counts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
