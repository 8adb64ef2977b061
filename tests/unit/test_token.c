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

#include "../../subscribers/token.h"

static struct token_key key = { .bytes = { 1, 2, 3 } };

static struct classify_token made(enum token_type type, int64_t id, int64_t generation)
{
	struct classify_token t = { .type = type };

	token_make(&key, type, id, generation, t.text);
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
		assert_true(token_read(&key, &t, &id, &generation));
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
		assert_int_equal(token_read(&key, &t, &id, &generation), type == TOKEN_UNSUBSCRIBE);
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
		assert_false(token_read(&key, &forged, &id, &generation));
	}
	for (size_t i = 0; i < strlen(t.text); i++)	/* mail systems fold the case */
		t.text[i] = (char)toupper((unsigned char)t.text[i]);
	assert_true(token_read(&key, &t, &id, &generation));
	assert_false(token_read(&other, &t, &id, &generation));
	t.text[31] = '\0';
	assert_false(token_read(&key, &t, &id, &generation));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_one_purpose_each),
		cmocka_unit_test(test_every_letter_counts), cmocka_unit_test(test_address_hash),
		cmocka_unit_test(test_key_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
