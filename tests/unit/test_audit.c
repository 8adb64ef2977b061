/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "subscribers/audit.h"
#include "tests/unit/store.h"

#define ROWS 20

static void fill(struct store *s, uint8_t first[HASH_SIZE])
{
	uint8_t hash[HASH_SIZE];
	struct err err = ERR_INIT;

	store_open(s);
	db_begin(s->db);
	for (int i = 1; i <= ROWS; i++)
		assert_int_equal(audit_add(s->db, "mere", "announce.approve", slice_of("12"),
		                     1000 + i, i == 1 ? first : hash),
		    i);
	assert_int_equal(db_commit(s->db, &err), 0);
}

/* SHA-256 of 32 zero bytes and "1 1001 4 16 2 mereannounce.approve12", by sha256sum. */
static void test_first_hash(void **state)
{
	static const uint8_t expected[] = {
		0xb9,
		0x95,
		0xfe,
		0xd9,
		0x89,
		0xb3,
		0x42,
		0x71,
		0x2b,
		0x87,
		0x6f,
		0xe0,
		0xa2,
		0xc6,
		0xcf,
		0xb2,
		0x9a,
		0x36,
		0x9a,
		0x48,
		0x9f,
		0x1e,
		0x31,
		0xeb,
		0x5c,
		0x1f,
		0xc8,
		0x9e,
		0x19,
		0xaf,
		0xae,
		0x8b,
	};
	uint8_t first[HASH_SIZE];
	struct store s;
	int64_t count;

	(void)state;
	fill(&s, first);
	assert_memory_equal(first, expected, sizeof expected);
	assert_int_equal(audit_verify(s.db, &count), 0);
	assert_int_equal(count, ROWS);
	store_close(&s);
}

/* Whatever is done to a row is told by its number. */
static void test_tampering(void **state)
{
	static const struct {
		const char *sql;
		int broken_at;
	} cases[] = {
		{ "UPDATE audit SET actor = 'hone' WHERE id = 7", 7 },
		{ "UPDATE audit SET verb = 'announce.approv', object = 'e12' WHERE id = 7", 7 },
		{ "UPDATE audit SET object = '13' WHERE id = 1", 1 },
		{ "UPDATE audit SET at = at + 1 WHERE id = 20", 20 },
		{ "UPDATE audit SET hash = zeroblob(32) WHERE id = 3", 3 },
		{ "UPDATE audit SET hash = x'00' WHERE id = 3", 3 },
		{ "DELETE FROM audit WHERE id = 5", 5 },
		{ "DELETE FROM audit WHERE id = 1", 1 },
		{ "INSERT INTO audit SELECT 21, at, actor, verb, object, hash FROM audit WHERE id = 20",
		    21 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint8_t first[HASH_SIZE];
		struct err err = ERR_INIT;
		struct store s;
		int64_t count;

		fill(&s, first);
		assert_int_equal(db_script(s.db, cases[i].sql, &err), 0);
		if (audit_verify(s.db, &count) != cases[i].broken_at)
			fail_msg("%s", cases[i].sql);
		store_close(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_hash),
		cmocka_unit_test(test_tampering),
	};

	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
