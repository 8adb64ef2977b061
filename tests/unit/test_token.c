/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <ctype.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "subscribers/token.h"

static struct token_key key = { .bytes = { 1, 2, 3 } };
static const uint8_t amy[TOKEN_HASH_SIZE] = { 1 }, bob[TOKEN_HASH_SIZE] = { 2 };
static const uint8_t first_life[TOKEN_LIFE_SIZE] = { 9 }, second_life[TOKEN_LIFE_SIZE] = { 10 };
static const struct token_bond bond = { amy, first_life };

static struct classify_token made(enum token_type type, int64_t id, int64_t generation)
{
	struct classify_token t = { .type = type };

	token_make(&key, type, id, generation, &bond, t.text);
	return t;
}

static void test_round_trip(void **state)
{
	static const int64_t ids[] = { 0, 1, 255, 256, 65536, 0xffffffffffLL };
	int64_t id, generation;

	(void)state;
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
		struct classify_token t = made(TOKEN_CONFIRM, ids[i], 513);

		assert_int_equal(strlen(t.text), 32);
		assert_true(token_read(&key, &t, &bond, &id, &generation));
		assert_int_equal(id, ids[i]);
		assert_int_equal(generation, 513);
	}
}

static void test_one_purpose_each(void **state)
{
	struct classify_token t = made(TOKEN_UNSUBSCRIBE, 7, 1);
	int64_t id, generation;

	(void)state;
	for (int type = TOKEN_NONE; type < TOKEN_COUNT; type++) {
		t.type = (enum token_type)type;
		assert_int_equal(token_read(&key, &t, &bond, &id, &generation),
		    type == TOKEN_UNSUBSCRIBE);
	}
}

/* Nobody else's, of no other life of the store, and of no other purpose. */
static void test_bond(void **state)
{
	static const struct token_bond others[] = { { bob, first_life }, { amy, second_life },
		{ bob, second_life } };
	struct classify_token t = made(TOKEN_PREFERENCES, 77, 20000);
	int64_t id, generation;
	bool is_old;

	(void)state;
	assert_true(token_peek(&t, &id, &is_old));
	assert_int_equal(id, 77);
	assert_false(is_old);
	assert_true(token_read(&key, &t, &bond, &id, &generation));
	assert_int_equal(id, 77);
	assert_int_equal(generation, 20000);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		assert_false(token_read(&key, &t, &others[i], &id, &generation));
	assert_false(token_read_old(&key, &t, NULL, &id, &generation));
	assert_false(token_read_old(&key, &t, amy, &id, &generation));
	t.type = TOKEN_RSVP;
	assert_false(token_read(&key, &t, &bond, &id, &generation));
	(void)snprintf(t.text, sizeof t.text, "short");
	assert_false(token_peek(&t, &id, &is_old));
}

/* Worked out with Python's hmac: what the format is, and that those of mails sent long ago are
 * still read. */
static void test_format(void **state)
{
	struct classify_token t = made(TOKEN_UNSUBSCRIBE, 7, 1);
	struct classify_token old = { TOKEN_UNSUBSCRIBE, "aeaaaaaaa4aacbirfnqn37h6zg7nlcy7" };
	struct classify_token page = { TOKEN_PREFERENCES, "aeaaaaaajvhcaf7saucjnxn7voun27o6" };
	int64_t id, generation;
	bool is_old;

	(void)state;
	assert_string_equal(t.text, "qeaaaaaaa4aach5qy3ug53d5ggq5mfly");
	assert_true(token_peek(&old, &id, &is_old));
	assert_true(is_old);
	assert_true(token_read_old(&key, &old, NULL, &id, &generation));
	assert_int_equal(id, 7);
	assert_int_equal(generation, 1);
	assert_false(token_read_old(&key, &old, amy, &id, &generation));
	assert_false(token_read(&key, &old, &bond, &id, &generation));
	assert_true(token_read_old(&key, &page, amy, &id, &generation));
	assert_int_equal(id, 77);
	assert_int_equal(generation, 20000);
	assert_false(token_read_old(&key, &page, bob, &id, &generation));
	assert_false(token_read_old(&key, &page, NULL, &id, &generation));
}

/* Whoever signs by now: the newest key binds like the first. */
static void test_bond_of_every_key(void **state)
{
	static const struct token_bond other = { bob, first_life };
	struct token_key k = { .bytes = { 1 },
		.later_count = 2,
		.later = { { .bytes = { 2 } }, { .bytes = { 3 } } } };
	int64_t id, generation;

	(void)state;
	for (int count = 0; count <= 2; count++) {
		struct classify_token t = { .type = TOKEN_PREFERENCES };

		k.later_count = count;
		token_make(&k, TOKEN_PREFERENCES, 77, 1, &bond, t.text);
		assert_true(token_read(&k, &t, &bond, &id, &generation));
		assert_false(token_read(&k, &t, &other, &id, &generation));
	}
}

static void test_every_letter_counts(void **state)
{
	struct classify_token t = made(TOKEN_BOUNCE, 99, 0);
	struct token_key other = { .bytes = { 1, 2, 4 } };
	int64_t id, generation;

	(void)state;
	for (size_t i = 0; i < strlen(t.text); i++) {
		struct classify_token forged = t;

		forged.text[i] = forged.text[i] == 'a' ? 'b' : 'a';
		assert_false(token_read(&key, &forged, &bond, &id, &generation));
	}
	for (size_t i = 0; i < strlen(t.text); i++) /* mail systems fold the case */
		t.text[i] = (char)toupper((unsigned char)t.text[i]);
	assert_true(token_read(&key, &t, &bond, &id, &generation));
	assert_false(token_read(&other, &t, &bond, &id, &generation));
	t.text[31] = '\0';
	assert_false(token_read(&key, &t, &bond, &id, &generation));
}

static void test_address_hash(void **state)
{
	uint8_t a[TOKEN_HASH_SIZE], b[TOKEN_HASH_SIZE];

	(void)state;
	token_hash_address(&key, "hone@example.nz", a);
	token_hash_address(&key, "hone@example.nz", b);
	assert_memory_equal(a, b, sizeof a);
	token_hash_address(&key, "hone@example.n", b);
	assert_memory_not_equal(a, b, sizeof a);
}

static void test_key_file(void **state)
{
	char path[] = "/tmp/dpupd-unit-key-XXXXXX";
	struct token_key made_key, read_key;
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(path));
	assert_int_equal(chdir(path), 0);
	assert_int_equal(token_key_load("key", &made_key, &err), 0);
	assert_int_equal(stat("key", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(token_key_load("key", &read_key, &err), 0);
	assert_memory_equal(&made_key, &read_key, sizeof made_key);
	assert_int_equal(chmod("key", 0640), 0);
	assert_int_equal(token_key_load("key", &read_key, &err), -1);
	assert_non_null(strstr(err.text, "chmod 600"));
	err_clear(&err);
	assert_int_equal(truncate("key", 31), 0);
	assert_int_equal(token_key_load("key", &read_key, &err), -1);
	assert_int_equal(unlink("key"), 0);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(path), 0);
}

#define DAY INT64_C(86400)

/* Three keys: number 1, number 2 made on day 1000, number 3 on day 2000. */
static struct token_key three(int64_t now)
{
	struct token_key k = { .bytes = { 1 },
		.later_count = 2,
		.later = { { .bytes = { 2 }, .made_at = 1000 * DAY },
		    { .bytes = { 3 }, .made_at = 2000 * DAY } } };

	token_key_age(&k, now);
	return k;
}

/* A token as it was made when so many keys were there. */
static struct classify_token made_with(int count, enum token_type type)
{
	struct token_key k = three(0);
	struct classify_token t = { .type = type };

	k.later_count = count - 1;
	token_make(&k, type, 4711, 3, &bond, t.text);
	return t;
}

/* Every purpose, key and place of a change: nothing but the token itself is taken. */
static void test_no_token_for_another(void **state)
{
	struct token_key k = three(0);
	int64_t id, generation;

	(void)state;
	for (int type = TOKEN_NONE + 1; type < TOKEN_COUNT; type++) {
		for (int number = 1; number <= 3; number++) {
			struct classify_token t = made_with(number, (enum token_type)type);

			for (int as = TOKEN_NONE; as < TOKEN_COUNT; as++) {
				struct classify_token other = t;

				other.type = (enum token_type)as;
				assert_int_equal(token_read(&k, &other, &bond, &id, &generation),
				    as == type);
			}
			for (size_t i = 0; i < TOKEN_TEXT_LENGTH; i++) {
				for (const char *c = "abcdefghijklmnopqrstuvwxyz234567"; *c != '\0';
				     c++) {
					struct classify_token other = t;

					other.text[i] = *c;
					assert_int_equal(token_read(&k, &other, &bond, &id,
					                     &generation),
					    *c == t.text[i]);
				}
				t.text[i] = '\0'; /* cut short there */
				assert_false(token_read(&k, &t, &bond, &id, &generation));
				t = made_with(number, (enum token_type)type);
			}
		}
	}
}

static void test_keys_grow_old(void **state)
{
	/* The last day on which a token of the first key, which was replaced on day 1000, is taken.
	 */
	static const struct {
		enum token_type type;
		int64_t last_day;
	} cases[] = { { TOKEN_CONFIRM, 1100 }, { TOKEN_BOUNCE, 1060 }, { TOKEN_MESSAGE, 1400 },
		{ TOKEN_RSVP, 1400 }, { TOKEN_UNSUBSCRIBE, 1000000 } };
	int64_t id, generation;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct classify_token first = made_with(1, cases[i].type),
		                      newest = made_with(3, cases[i].type);
		struct token_key then = three(cases[i].last_day * DAY),
		                 past = three(cases[i].last_day * DAY + 1);

		assert_true(token_read(&then, &first, &bond, &id, &generation));
		assert_int_equal(token_read(&past, &first, &bond, &id, &generation),
		    cases[i].type == TOKEN_UNSUBSCRIBE);
		assert_true(token_read(&past, &newest, &bond, &id, &generation));
		assert_int_equal(id, 4711);
	}
}

static void test_rotation(void **state)
{
	char path[] = "/tmp/dpupd-unit-key-XXXXXX";
	struct token_key old_key, new_key, read_key;
	struct classify_token before = { .type = TOKEN_UNSUBSCRIBE },
	                      after = { .type = TOKEN_UNSUBSCRIBE };
	uint8_t hash[2][TOKEN_HASH_SIZE], mark[2][TOKEN_HASH_SIZE];
	struct err err = ERR_INIT;
	struct stat st;
	int64_t id, generation;

	(void)state;
	assert_non_null(mkdtemp(path));
	assert_int_equal(chdir(path), 0);
	assert_int_equal(token_key_load("key", &old_key, &err), 0);
	token_make(&old_key, TOKEN_UNSUBSCRIBE, 5, 1, &bond, before.text);
	new_key = old_key;
	assert_int_equal(token_key_rotate("key", &new_key, 0x0102030405, &err), 0);
	assert_int_equal(stat("key", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_size, 72); /* 32 + 8 + 32 */
	assert_int_equal(access("key.new", F_OK), -1);
	assert_int_equal(token_key_load("key", &read_key, &err), 0);
	assert_memory_equal(&new_key, &read_key, sizeof new_key);
	assert_int_equal(read_key.later[0].made_at, 0x0102030405);
	token_make(&read_key, TOKEN_UNSUBSCRIBE, 5, 1, &bond, after.text);
	assert_string_not_equal(before.text, after.text);
	assert_true(token_read(&read_key, &before, &bond, &id, &generation));
	assert_true(token_read(&read_key, &after, &bond, &id, &generation));
	assert_false(token_read(&old_key, &after, &bond, &id, &generation));
	/* Who asked never to be mailed is recognised with any later key. */
	token_hash_address(&old_key, "a@b.nz", hash[0]);
	token_hash_address(&read_key, "a@b.nz", hash[1]);
	assert_memory_equal(hash[0], hash[1], TOKEN_HASH_SIZE);
	token_key_mark(&read_key, 1, mark[0]);
	token_key_mark(&read_key, 2, mark[1]);
	assert_memory_not_equal(mark[0], mark[1], TOKEN_HASH_SIZE);
	for (int i = 2; i < TOKEN_KEYS_MAX; i++)
		assert_int_equal(token_key_rotate("key", &new_key, i, &err), 0);
	assert_int_equal(token_key_rotate("key", &new_key, 100, &err), -1);
	assert_non_null(strstr(err.text, "64 keys"));
	err_clear(&err);
	assert_int_equal(token_key_load("key", &read_key, &err), 0);
	assert_int_equal(token_key_count(&read_key), 64);
	assert_int_equal(truncate("key", 71), 0);
	assert_int_equal(token_key_load("key", &read_key, &err), -1);
	assert_int_equal(unlink("key"), 0);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(path), 0);
}

static void write_file(const char *path, const void *p, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_true(f != NULL && fwrite(p, 1, n, f) == n && fclose(f) == 0);
	assert_int_equal(chmod(path, 0600), 0);
}

/* A file of three keys, 32 + 2 * 40 bytes, that a crash cut at each length: taken only where it
 * ends with a key (then the database knows of more, key_mark.h), and never written over. */
static void test_cut_key_file(void **state)
{
	char path[] = "/tmp/dpupd-unit-key-XXXXXX";
	struct token_key keys, read_key;
	struct err err = ERR_INIT;
	struct stat st;
	uint8_t all[112];
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(path));
	assert_int_equal(chdir(path), 0);
	assert_int_equal(token_key_load("key", &keys, &err), 0);
	assert_int_equal(token_key_rotate("key", &keys, 1, &err), 0);
	assert_int_equal(token_key_rotate("key", &keys, 2, &err), 0);
	f = fopen("key", "r");
	assert_true(f != NULL && fread(all, 1, sizeof all, f) == sizeof all && fgetc(f) == EOF &&
	    fclose(f) == 0);
	for (size_t n = 0; n <= sizeof all; n++) {
		bool is_whole = n == 32 || n == 72 || n == 112;

		write_file("key", all, n);
		err_clear(&err);
		assert_int_equal(token_key_load("key", &read_key, &err), is_whole ? 0 : -1);
		if (is_whole)
			assert_int_equal(token_key_count(&read_key), 1 + (int)(n - 32) / 40);
		else
			assert_non_null(strstr(err.text, "restore it from a backup"));
		assert_int_equal(stat("key", &st), 0);
		assert_int_equal(st.st_size, n);
	}
	/* What a renewal that was cut off left is in nobody's way. */
	write_file("key.new", all, 50);
	assert_int_equal(token_key_load("key", &read_key, &err), 0);
	assert_int_equal(token_key_rotate("key", &read_key, 3, &err), 0);
	assert_int_equal(token_key_load("key", &keys, &err), 0);
	assert_int_equal(token_key_count(&keys), 4);
	assert_int_equal(access("key.new", F_OK), -1);
	assert_int_equal(unlink("key"), 0);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_token_for_another),
		cmocka_unit_test(test_keys_grow_old),
		cmocka_unit_test(test_rotation),
		cmocka_unit_test(test_bond),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_bond_of_every_key),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_one_purpose_each),
		cmocka_unit_test(test_every_letter_counts),
		cmocka_unit_test(test_address_hash),
		cmocka_unit_test(test_key_file),
		cmocka_unit_test(test_cut_key_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
