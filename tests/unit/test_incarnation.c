/* SPDX-License-Identifier: MIT
 * The lives of a store. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "daemon/core/outbox/outbox.h"
#include "subscribers/incarnation.h"
#include "tests/unit/store.h"

static void begin(struct store *s, int64_t now)
{
	struct err err = ERR_INIT;

	if (incarnation_begin(s->db, now, &err) < 0)
		fail_msg("%s", err.text);
}

/* The row `id` as four numbers, checked. */
static void check(struct store *s, int64_t id, int64_t since, int64_t delivery,
    int64_t subscription, int64_t subscriber)
{
	struct db_stmt *st = db_sql(s->db,
	    "SELECT since_at, delivery_above, subscription_above, subscriber_above,"
	    " rsvp_above, length(nonce) FROM incarnation WHERE id = :id");

	db_bind_int(st, ":id", id);
	assert_true(db_row(st));
	assert_int_equal(db_int(st, 0), since);
	assert_int_equal(db_int(st, 1), delivery);
	assert_int_equal(db_int(st, 2), subscription);
	assert_int_equal(db_int(st, 3), subscriber);
	assert_int_equal(db_int(st, 4), 0);
	assert_int_equal(db_int(st, 5), 16);
	db_end(st);
}

static void test_first(void **state)
{
	struct store s;
	struct err err = ERR_INIT;

	(void)state;
	store_open(&s);
	assert_int_equal(incarnation_number(s.db), 1);
	check(&s, 1, 1, 0, 0, 0);
	assert_int_equal(incarnation_ensure(s.db, 99, &err), 0);
	assert_int_equal(incarnation_number(s.db), 1);
	store_close(&s);
}

/* Three people who joined, and the last of them gone with a mail that was sent: their numbers stay
 * given. */
static void test_next(void **state)
{
	struct outbox_new n = { .kind = "welcome", .address = "p0@example.nz" };
	struct err err = ERR_INIT;
	struct store s;

	(void)state;
	(void)store_fill(&s, 3, 5);
	(void)outbox_add(s.db, &n, 5);
	(void)outbox_add(s.db, &n, 5);
	(void)db_run(db_sql(s.db, "DELETE FROM subscriber WHERE id = 3"));
	assert_int_equal(db_commit(s.db, &err), 0);
	begin(&s, 50);
	assert_int_equal(incarnation_number(s.db), 2);
	check(&s, 2, 50, 2, 3, 3);
	begin(&s, 60);
	assert_int_equal(incarnation_number(s.db), 3);
	assert_int_equal(db_number(db_sql(s.db, "SELECT count(DISTINCT nonce) FROM incarnation"),
	                     0),
	    3);
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
