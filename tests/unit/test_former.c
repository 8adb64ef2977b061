/* SPDX-License-Identifier: MIT
 * The addresses people had before. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "subscribers/former.h"
#include "subscribers/subscriber.h"
#include "tests/unit/store.h"

#define DAY 86400

/* Its hash begins with a letter, by which it is told here. */
static void add(struct store *s, int64_t who, char letter, int64_t now)
{
	uint8_t hash[TOKEN_HASH_SIZE] = { (uint8_t)letter };

	former_add(s->db, who, hash, now);
}

static void check(struct store *s, int64_t who, const char *letters)
{
	uint8_t hashes[FORMER_MAX][TOKEN_HASH_SIZE];
	char got[FORMER_MAX + 1] = "";
	int n = former_get(s->db, who, hashes);

	for (int i = 0; i < n; i++)
		got[i] = (char)hashes[i][0];
	assert_string_equal(got, letters);
}

static void test_newest_first(void **state)
{
	struct store s;

	(void)state;
	(void)store_fill(&s, 2, 5);
	check(&s, 1, "");
	add(&s, 1, 'a', 10);
	add(&s, 1, 'b', 20);
	add(&s, 2, 'c', 15);
	check(&s, 1, "ba");
	add(&s, 1, 'a', 30); /* there once more, and away again */
	check(&s, 1, "ab");
	check(&s, 2, "c");
	store_finish(&s);
}

/* The limit, and one past it. */
static void test_most(void **state)
{
	struct store s;

	(void)state;
	(void)store_fill(&s, 2, 5);
	add(&s, 2, 'z', 1);
	for (int i = 0; i < FORMER_MAX; i++)
		add(&s, 1, (char)('a' + i), 100 + i);
	check(&s, 1, "ponmlkjihgfedcba");
	add(&s, 1, 'q', 200);
	check(&s, 1, "qponmlkjihgfedcb");
	check(&s, 2, "z");
	store_finish(&s);
}

static void test_goes_with_its_person(void **state)
{
	struct store s;
	struct buf json = BUF_INIT;

	(void)state;
	(void)store_fill(&s, 2, 5);
	add(&s, 1, 'a', DAY);
	former_json(s.db, 1, &json);
	assert_string_equal(json.p, "[{\"left\":\"1970-01-02T00:00:00Z\"}]");
	buf_release(&json);
	add(&s, 2, 'b', DAY);
	subscriber_erase(s.db, 1);
	check(&s, 1, "");
	check(&s, 2, "b");
	store_finish(&s);
}

static void move(struct store *s, int64_t who, const char *to, int64_t now)
{
	struct address a;
	struct err err = ERR_INIT;

	assert_true(address_parse(slice_of(to), &a, &err));
	assert_true(subscriber_move(s->db, &s->key, who, &a, now));
}

static bool was_at(struct store *s, int64_t who, const char *text, int64_t at)
{
	struct address a;
	struct err err = ERR_INIT;

	assert_true(address_parse(slice_of(text), &a, &err));
	return subscriber_was_at(s->db, &s->key, who, &a, at);
}

/* Each move leaves one behind; to the same address in other letters is none. */
static void test_moves(void **state)
{
	static const struct {
		const char *to;
		int former; /* how many there are then */
	} moves[] = {
		{ "P0@Example.nz", 0 }, /* theirs already */
		{ "amy@new.nz", 1 }, { "amy@newer.nz", 2 }, { "p0@example.nz", 3 },
		{ "amy@new.nz", 3 }, /* p0 again: it was there */
	};
	uint8_t hashes[FORMER_MAX][TOKEN_HASH_SIZE];
	struct store s;

	(void)state;
	(void)store_fill(&s, 2, 5);
	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
		move(&s, 1, moves[i].to, 100 + (int64_t)i);
		assert_int_equal(former_get(s.db, 1, hashes), moves[i].former);
	}
	/* Until the second in which they left it: p0 twice, the second time at 104. */
	assert_true(was_at(&s, 1, "p0@example.nz", 104));
	assert_false(was_at(&s, 1, "p0@example.nz", 105));
	assert_true(was_at(&s, 1, "amy@newer.nz", 103));
	assert_false(was_at(&s, 1, "amy@newer.nz", 104));
	assert_false(was_at(&s, 1, "amy@newest.nz", 1));
	assert_false(was_at(&s, 2, "p0@example.nz", 1));
	store_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_newest_first),
		cmocka_unit_test(test_most),
		cmocka_unit_test(test_goes_with_its_person),
		cmocka_unit_test(test_moves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
