/* SPDX-License-Identifier: MIT
 * Unicode text: validity by the table of RFC 3629 §4, normal form, folding of what people write in
 * te reo Māori, cutting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/utf8.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define FFFD "\xef\xbf\xbd"

static void test_valid(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		bool is_valid;
	} cases[] = {
		{ "", true }, { "abc", true }, { "\x7f", true }, { "\xc2\x80", true },
		{ "\xdf\xbf", true },
		{ "\xe0\xa0\x80", true }, { "\xed\x9f\xbf", true }, { "\xee\x80\x80", true },
		{ "\xef\xbf\xbf", true }, { "\xf0\x90\x80\x80", true },
		{ "\xf4\x8f\xbf\xbf", true },
		{ "\x80", false }, { "\xbf", false }, { "\xc0\x80", false }, { "\xc1\xbf", false },
		{ "\xc2", false }, { "\xc2" "a", false }, { "\xe0\x9f\xbf", false },
		{ "\xed\xa0\x80", false },	/* half of a surrogate pair */
		{ "\xe1\x80", false }, { "\xf0\x8f\xbf\xbf", false }, { "\xf4\x90\x80\x80", false },
		{ "\xf5\x80\x80\x80", false }, { "\xff", false }, { "a\xfe", false },
	};
	/* clang-format on */

	(void)state;
	assert_true(utf8_is_valid(SLICE_NONE));
	assert_true(utf8_is_valid(slice_make("a\0b", 3)));
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(utf8_is_valid(slice_of(cases[i].text)), cases[i].is_valid);
}

static void test_lines_and_texts(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		size_t n;
		bool is_line, is_text;
	} cases[] = {
		{ "", 0, true, true }, { "M\xc4\x81ori ~", 8, true, true }, { " ", 1, true, true },
		{ "a\tb", 3, false, true }, { "a\nb", 3, false, true }, { "a\r\n", 3, false, true },
		{ "a\0b", 3, false, false }, { "\0", 1, false, false }, { "\x7f", 1, false, false },
		{ "\x1a", 1, false, false }, { "\x1f", 1, false, false }, { "\x01", 1, false, false },
		{ "a\xff", 2, false, false }, { "abc\x0b", 4, false, false },
		{ "a\xc2\x85z", 4, false, false }, { "\xc2\x9f", 2, false, false }, { "\xc2\xa0", 2, true, true },
		{ "a\xe2\x80\xa8z", 5, false, true }, { "\xe2\x80\xae" "evil", 7, false, true },
		{ "\xe2\x81\xa6", 3, false, true }, { "\xe2\x80\xaf\xe2\x81\xa5", 6, true, true },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice text = slice_make(cases[i].text, cases[i].n);

		assert_int_equal(utf8_is_line(text), cases[i].is_line);
		assert_int_equal(utf8_is_text(text), cases[i].is_text);
	}
}

struct pair {
	const char *text, *expected;
};

static void check(void (*change)(struct buf *, struct slice), const struct pair *cases,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct buf out = BUF_INIT;

		buf_char(&out, '|');
		change(&out, slice_of(cases[i].text));
		assert_string_equal(out.p + 1, cases[i].expected);
		buf_release(&out);
	}
}

static void test_nfc(void **state)
{
	static const struct pair cases[] = {
		{ "", "" }, { "abc", "abc" },
		{ "Ta\xcc\x84maki", "T\xc4\x81maki" }, /* a, combining macron */
		{ "T\xc4\x81maki", "T\xc4\x81maki" },
		{ "\xe2\x84\xab", "\xc3\x85" }, /* angstrom sign: a ring */
		/* fi ligature: NFC keeps it, NFKC would not */
		{ "\xef\xac\x81", "\xef\xac\x81" },
		/* dot below sorts before macron */
		{ "a\xcc\x84\xcc\xa3", "\xe1\xba\xa1\xcc\x84" },
		{ "a\xff"
		  "b",
		    "a" FFFD "b" },
		{ "\xe2\x82", FFFD FFFD }, /* two bytes of three */
	};

	(void)state;
	check(utf8_nfc, cases, COUNT(cases));
}

static void test_fold(void **state)
{
	/* clang-format off */
	static const struct pair cases[] = {
		{ "", "" },
		{ "M\xc4\x81ori", "maori" }, { "MAORI", "maori" }, { "Ma\xcc\x84ori", "maori" },
		{ "\xc4\x80\xc4\x92\xc4\xaa\xc5\x8c\xc5\xaa", "aeiou" },
		{ "k\xc4\x81o", "kao" }, { "\xc4\x80" "E", "ae" },
		{ "Caf\xc3\xa9", "cafe" }, { "Stra\xc3\x9f" "e", "strasse" },
		{ "can\xe2\x80\x99t \xe2\x80\x98x\xca\xbb", "can't 'x'" },
		{ "\xe2\x80\x9cyes\xe2\x80\x9d", "\"yes\"" },
		{ "a\xe2\x80\x93" "b\xe2\x80\x94" "c", "a-b-c" },
		{ "a\xc2\xa0" "b\xe2\x80\xaf" "c", "a b c" },
		{ "\xff", FFFD },
	};
	/* clang-format on */

	(void)state;
	check(utf8_fold, cases, COUNT(cases));
}

static void test_cut(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		size_t max, expected;
	} cases[] = {
		{ "abc", 5, 3 }, { "abc", 3, 3 }, { "abc", 2, 2 }, { "abc", 0, 0 }, { "", 0, 0 },
		{ "a\xc4\x81", 3, 3 }, { "a\xc4\x81", 2, 1 }, { "\xc4\x81", 1, 0 },
		{ "\xf0\x9f\x98\x80x", 3, 0 }, { "\xf0\x9f\x98\x80x", 4, 4 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(utf8_cut(slice_of(cases[i].text), cases[i].max),
		    cases[i].expected);
}

static void test_has_visible(void **state)
{
	(void)state;
	assert_false(utf8_has_visible(slice_of("")));
	assert_false(utf8_has_visible(slice_of(" \t\r\n")));
	/* no-break, zero width, ideographic, a byte order mark, a mark alone */
	assert_false(
	    utf8_has_visible(slice_of("\xc2\xa0\xe2\x80\x8b\xe3\x80\x80\xef\xbb\xbf\xcc\x84")));
	assert_false(utf8_has_visible(slice_of("\xff\xc2")));
	assert_true(utf8_has_visible(slice_of("\xc2\xa0.")));
	assert_true(utf8_has_visible(slice_of("\xf0\x9f\x91\x8d")));
}

/* Any bytes give valid text, in a form that is not changed again; cut anywhere it stays valid. */
static void test_random(void **state)
{
	static const char letters[] =
	    "aA \xc4\x81\xcc\x84\xe2\x80\x99\xf0\x9f\x98\x80\xff\xed\xa0\xea\xb0\x80";
	struct buf once = BUF_INIT, twice = BUF_INIT, folded = BUF_INIT;
	uint32_t seed = 13;

	(void)state;
	for (size_t round = 0; round < 20000; round++) {
		char text[24];
		size_t n = round % (sizeof text + 1);

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1103515245U + 12345U;
			text[i] = seed >> 31 ? (char)(seed >> 16) :
			                       letters[(seed >> 16) % (sizeof letters - 1)];
		}
		buf_clear(&once);
		buf_clear(&twice);
		buf_clear(&folded);
		utf8_nfc(&once, slice_make(text, n));
		assert_true(utf8_is_valid(buf_all(&once)));
		utf8_nfc(&twice, buf_all(&once));
		assert_true(slice_equal(buf_all(&once), buf_all(&twice)));
		utf8_fold(&folded, buf_all(&once));
		assert_true(utf8_is_valid(buf_all(&folded)));
		for (size_t max = 0; max <= once.n; max++) {
			size_t cut = utf8_cut(buf_all(&once), max);

			assert_true(cut <= max && max - cut < 4);
			assert_true(utf8_is_valid(slice_sub(buf_all(&once), 0, cut)));
		}
	}
	buf_release(&once);
	buf_release(&twice);
	buf_release(&folded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_lines_and_texts),
		cmocka_unit_test(test_nfc),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_has_visible),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
