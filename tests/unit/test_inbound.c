/* SPDX-License-Identifier: MIT
 * Received messages: which is handed to the parser next. */
#include "daemon/core/inbound/inbound.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/store.h"

#define NOW 2000000000

/* Messages 1, 2 ... by their bytes; 'L' is large, 's' small, 't' small and tried once, 'd' done. */
static void fill(struct db *db, const char *kinds)
{
	for (const char *k = kinds; *k != '\0'; k++) {
		struct buf message = BUF_INIT;
		struct db_stmt *st;

		buf_printf(&message, "X: %zu\r\n\r\n", (size_t)(k - kinds));
		assert_true(inbound_add(db, "front", buf_all(&message), NOW,
		    *k == 'L' ? INBOUND_SMALL + 1 : INBOUND_SMALL, false, NOW));
		st = db_sql(db,
		    "UPDATE inbound SET state = :state, attempts = :attempts WHERE id = :id");
		db_bind_text(st, ":state", *k == 'd' ? "done" : *k == 't' ? "parsing" : "new");
		db_bind_int(st, ":attempts", *k == 't');
		db_bind_int(st, ":id", k - kinds + 1);
		assert_int_equal(db_run(st), 1);
		buf_release(&message);
	}
}

/* All of them in the order they are taken, each as its number; those that were tried before by a
 * letter: 1 is a. */
static void take_all(struct db *db, bool small_first, struct buf *out)
{
	struct inbound in;

	inbound_init(&in);
	while (inbound_take(db, small_first, NOW, &in)) {
		assert_true(slice_is(buf_all(&in.inbox), "front"));
		buf_char(out, (char)((in.attempts == 1 ? '0' : 'a' - 1) + in.id));
		assert_true(inbound_done(db, in.id, "human", "forwarded", 0));
	}
	inbound_release(&in);
}

static void test_order(void **state)
{
	/* clang-format off */
	static const struct { const char *kinds; bool small_first; const char *order; } cases[] = {
		{ "sss", false, "123" }, { "sLs", false, "123" },
		{ "sLs", true, "132" }, { "LLs", true, "312" },
		{ "tss", false, "23a" }, { "dtst", false, "3bd" },	/* what took a worker down waits behind all others */
		{ "tLs", true, "32a" }, { "tt", true, "ab" }, { "d", true, "" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct store s;
		struct buf order = BUF_INIT;
		struct err err = ERR_INIT;

		store_open(&s);
		db_begin(s.db);
		fill(s.db, cases[i].kinds);
		buf_text(&order, "");
		take_all(s.db, cases[i].small_first, &order);
		if (strcmp(order.p, cases[i].order) != 0)
			fail_msg("%s: %s, expected %s", cases[i].kinds, order.p, cases[i].order);
		assert_int_equal(db_commit(s.db, &err), 0);
		buf_release(&order);
		store_close(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
