/* SPDX-License-Identifier: MIT
 * Base 32: the vectors of RFC 4648 §10, one spelling for each value, and all that is not one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/base32.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void test_vectors(void **state)
{
	/* clang-format off */
	static const struct {
		const char *bytes, *text;
	} cases[] = {
		{ "", "" }, { "f", "my" }, { "fo", "mzxq" }, { "foo", "mzxw6" },
		{ "foob", "mzxw6yq" },
		{ "fooba", "mzxw6ytb" }, { "foobar", "mzxw6ytboi" },
		{ "\xff\xff\xff\xff\xff", "77777777" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t n = strlen(cases[i].bytes);
		struct buf out = BUF_INIT, upper = BUF_INIT;
		uint8_t back[16];

		base32_add(&out, cases[i].bytes, n);
		assert_string_equal(out.p, cases[i].text);
		assert_int_equal(out.n, BASE32_LENGTH(n));
		assert_true(base32_read(buf_all(&out), back, n));
		assert_memory_equal(back, cases[i].bytes, n);
		for (size_t at = 0; at < out.n; at++)
			buf_char(&upper, out.p[at] >= 'a' ? (char)(out.p[at] - 32) : out.p[at]);
		assert_true(base32_read(buf_all(&upper), back, n));
		assert_memory_equal(back, cases[i].bytes, n);
		buf_release(&out);
		buf_release(&upper);
	}
}

static void test_refused(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		size_t n;
	} cases[] = {
		{ "mz", 1 },		/* bits left over: 'my' is the one spelling of 'f' */
		{ "m", 1 }, { "myy", 1 }, { "", 1 }, { "my", 0 }, { "my", 2 },
		{ "m1", 1 }, { "m0", 1 }, { "m8", 1 }, { "m=", 1 }, { "m-", 1 }, { "m ", 1 },
		{ "m\xc4", 1 },
		{ "mzxw6yr", 4 }, { "mzxw7", 3 },
	};
	/* clang-format on */
	uint8_t out[16];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_false(base32_read(slice_of(cases[i].text), out, cases[i].n));
	assert_false(base32_read(slice_make("m\0", 2), out, 1));
}

/* Of all two-letter texts, the 256 that have three zero bits at the end are read: one for each
 * byte. */
static void test_one_spelling(void **state)
{
	size_t seen[256] = { 0 };
	uint8_t value;

	(void)state;
	for (unsigned a = 0; a < 256; a++) {
		for (unsigned b = 0; b < 256; b++) {
			const char text[2] = { (char)a, (char)b };

			if (base32_read(slice_make(text, 2), &value, 1))
				seen[value]++;
		}
	}
	for (unsigned i = 0; i < 256; i++) { /* a digit has one case, a letter two */
		struct buf out = BUF_INIT;
		uint8_t byte = (uint8_t)i;
		size_t letters;

		base32_add(&out, &byte, 1);
		letters = (out.p[0] >= 'a') + (out.p[1] >= 'a');
		assert_int_equal(seen[i], 1U << letters);
		buf_release(&out);
	}
}

/* Twenty bytes, as a token has, in any value: 32 letters and back. */
static void test_tokens(void **state)
{
	uint32_t seed = 9;

	(void)state;
	for (size_t round = 0; round < 1000; round++) {
		uint8_t bytes[20], back[20];
		struct buf out = BUF_INIT;

		for (size_t i = 0; i < sizeof bytes; i++) {
			seed = seed * 1103515245U + 12345U;
			bytes[i] = (uint8_t)(seed >> 16);
		}
		base32_add(&out, bytes, sizeof bytes);
		assert_int_equal(out.n, 32);
		assert_true(base32_read(buf_all(&out), back, sizeof back));
		assert_memory_equal(bytes, back, sizeof bytes);
		buf_release(&out);
	}
}

static void test_hex(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	hex_add(&out, "\x00\x0f\xa5\xff", 4);
	hex_add(&out, "", 0);
	assert_string_equal(out.p, "000fa5ff");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_one_spelling),
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_hex),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
