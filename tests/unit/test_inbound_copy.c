/* SPDX-License-Identifier: MIT
 * Where mail lies at its host: what is due to be removed there, and what never is. */
#include "daemon/core/inbound/inbound_copy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/hash.h"
#include "daemon/core/inbound/inbound.h"
#include "tests/unit/store.h"

#define NOW 2000000000
#define DAY 86400

static void arrive(struct db *db, const char *message, const char *place, int64_t at,
    const char *state)
{
	uint8_t hash[HASH_SIZE];
	struct db_stmt *st;

	(void)inbound_add(db, "front", slice_of(message), at, 9, false, at);
	hash_sha256(slice_of(message), hash);
	inbound_copy_add(db, "front", slice_make((const char *)hash, sizeof hash), slice_of(place),
	    9, at - 1, at);
	st = db_sql(db, "UPDATE inbound SET state = :state WHERE hash = :hash");
	db_bind_text(st, ":state", state);
	db_bind_blob(st, ":hash", slice_make((const char *)hash, sizeof hash));
	assert_int_equal(db_run(st), 1);
}

static void expect(struct db *db, bool unwanted, int64_t before, int64_t now, const char *place)
{
	struct inbound_copy c;

	inbound_copy_init(&c);
	if (!inbound_copy_due(db, "front", unwanted, before, now, &c))
		buf_text(&c.place, "none");
	if (strcmp(c.place.p, place) != 0)
		fail_msg("%s is due, expected %s", c.place.p, place);
	if (c.id != 0)
		assert_true(c.size == 9 && c.received_at > 0);
	inbound_copy_release(&c);
}

/* Removes what is due. */
static void take(struct db *db, bool unwanted, int64_t before)
{
	struct inbound_copy c;

	inbound_copy_init(&c);
	assert_true(inbound_copy_due(db, "front", unwanted, before, NOW, &c));
	inbound_copy_gone(db, c.id, buf_all(&c.place));
	inbound_copy_release(&c);
}

static void test_due(void **state)
{
	struct store s;
	struct err err = ERR_INIT;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	arrive(s.db, "one", "1.1", NOW - 3 * DAY, "done");
	arrive(s.db, "two", "1.2", NOW - 2 * DAY, "done");
	arrive(s.db, "unread", "1.3", NOW - 9 * DAY, "quarantined");
	expect(s.db, true, 0, NOW, "none");
	/* By age, the oldest first; not what nobody has read. */
	expect(s.db, true, NOW - 3 * DAY, NOW, "none");
	expect(s.db, true, NOW - 3 * DAY + 1, NOW, "1.1");
	expect(s.db, true, NOW, NOW, "1.1");
	take(s.db, true, NOW);
	expect(s.db, true, NOW, NOW, "1.2");
	/* Whoever is forgotten: at once, all copies, also of what nobody has read; but not where
	 * that is off. */
	arrive(s.db, "two", "1.9", NOW, "done");
	inbound_erase_one(s.db, 3);
	expect(s.db, true, 0, NOW, "1.3");
	expect(s.db, false, 0, NOW, "none");
	take(s.db, true, 0);
	inbound_erase_one(s.db, 2);
	take(s.db, true, 0);
	take(s.db, true, 0);
	expect(s.db, true, NOW, NOW, "none");
	assert_int_equal(db_commit(s.db, &err), 0);
	store_close(&s);
}

static void test_places(void **state)
{
	struct store s;
	struct inbound_copy c;
	struct err err = ERR_INIT;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	inbound_copy_init(&c);
	arrive(s.db, "one", "1.1", NOW - 2, "done");
	inbound_erase_one(s.db, 1);
	assert_true(inbound_copy_due(s.db, "front", true, 0, NOW, &c));
	/* It was moved while the fetcher was asked: "gone" is then of the old place. */
	inbound_copy_move(s.db, "front", slice_of("1.1"), slice_of("moved 7.1"));
	inbound_copy_gone(s.db, c.id, buf_all(&c.place));
	expect(s.db, true, 0, NOW, "moved 7.1");
	/* Refused: not before its time, and counted. */
	inbound_copy_retry(s.db, c.id, NOW + 10);
	assert_int_equal(inbound_copy_refused_count(s.db), 1);
	expect(s.db, true, 0, NOW + 9, "none");
	expect(s.db, true, 0, NOW + 10, "moved 7.1");
	/* Nobody can say where to. */
	inbound_copy_move(s.db, "front", slice_of("moved 7.1"), SLICE_NONE);
	expect(s.db, true, 0, NOW + 10, "none");
	/* A place that is given again holds another message, which is wanted. */
	arrive(s.db, "two", "1.2", NOW - 2, "done");
	inbound_erase_one(s.db, 2);
	arrive(s.db, "three", "1.2", NOW, "done");
	expect(s.db, true, 0, NOW, "none");
	expect(s.db, true, NOW + 1, NOW + 1, "1.2");
	/* Another inbox's are not this one's. */
	assert_false(inbound_copy_due(s.db, "side", true, NOW + 1, NOW + 1, &c));
	inbound_copy_release(&c);
	assert_int_equal(db_commit(s.db, &err), 0);
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_due),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
