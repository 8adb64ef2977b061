/* SPDX-License-Identifier: MIT
 * Slices: every function with the empty slice, at both ends, and with NULs inside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/slice.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void test_making(void **state)
{
	(void)state;
	assert_null(slice_of(NULL).p);
	assert_int_equal(slice_of(NULL).n, 0);
	assert_int_equal(slice_of("abc").n, 3);
	assert_non_null(slice_of("").p);
	assert_int_equal(slice_make("a\0b", 3).n, 3);
	assert_int_equal(slice_make(NULL, 3).n, 0);
}

static void test_comparing(void **state)
{
	(void)state;
	assert_true(slice_is(slice_of("abc"), "abc"));
	assert_false(slice_is(slice_of("abc"), "abC"));
	assert_false(slice_is(slice_of("abc"), "ab"));
	assert_false(slice_is(slice_of("abc"), "abcd"));
	assert_true(slice_is(SLICE_NONE, ""));
	assert_false(slice_is(SLICE_NONE, "a"));
	assert_false(slice_is(slice_make("a\0b", 3), "a"));
	assert_true(slice_is_fold(slice_of("AbC"), "aBc"));
	/* Only ASCII is folded: these are the two cases of a with macron. */
	assert_false(slice_is_fold(slice_of("\xc4\x80"), "\xc4\x81"));
	assert_true(slice_equal(slice_make("a\0b", 3), slice_make("a\0b", 3)));
	assert_false(slice_equal(slice_make("a\0b", 3), slice_make("a\0c", 3)));
	assert_true(slice_equal(SLICE_NONE, slice_of("")));
	assert_true(slice_equal_fold(slice_of("X"), slice_of("x")));
	assert_true(slice_equal_fold(SLICE_NONE, SLICE_NONE));
}

static void test_ends(void **state)
{
	(void)state;
	assert_true(slice_starts(slice_of("abc"), "ab"));
	assert_true(slice_starts(slice_of("abc"), ""));
	assert_true(slice_starts(SLICE_NONE, ""));
	assert_false(slice_starts(slice_of("abc"), "abcd"));
	assert_false(slice_starts(SLICE_NONE, "a"));
	assert_true(slice_starts_fold(slice_of("Re: x"), "RE:"));
	assert_true(slice_ends_fold(slice_of("a.HTML"), ".html"));
	assert_true(slice_ends_fold(slice_of("a"), ""));
	assert_false(slice_ends_fold(slice_of("html"), ".html"));
	assert_true(slice_ends_fold(SLICE_NONE, ""));
}

static void test_finding(void **state)
{
	(void)state;
	assert_int_equal(slice_find(slice_of("abc"), 'a'), 0);
	assert_int_equal(slice_find(slice_of("abc"), 'c'), 2);
	assert_int_equal(slice_find(slice_of("abc"), 'x'), 3);
	assert_int_equal(slice_find(slice_make("a\0b", 3), 'b'), 2);
	assert_int_equal(slice_find(SLICE_NONE, 'a'), 0);
	assert_int_equal(slice_find_text(slice_of("a<b>c"), "<b>"), 1);
	assert_int_equal(slice_find_text(slice_of("a<b>c"), "<x>"), 5);
	assert_int_equal(slice_find_text(slice_of("ab"), "abc"), 2);
	assert_int_equal(slice_find_text(SLICE_NONE, "a"), 0);
	assert_int_equal(slice_find_fold(slice_of("say HELLO"), "hello"), 4);
	assert_int_equal(slice_find_fold(slice_of("say HELL"), "hello"), 8);
	assert_int_equal(slice_find_fold(slice_of("hell"), "hello"), 4);
	assert_int_equal(slice_find_fold(SLICE_NONE, "a"), 0);
	assert_int_equal(slice_find_fold(SLICE_NONE, ""), 0);
	assert_int_equal(slice_find_fold(slice_of("a"), ""), 0);
	assert_int_equal(slice_find_text(slice_of("a"), ""), 0);
}

static void test_parts(void **state)
{
	struct slice s = slice_of("abcdef");

	(void)state;
	assert_true(slice_is(slice_from(s, 0), "abcdef"));
	assert_true(slice_is(slice_from(s, 4), "ef"));
	assert_int_equal(slice_from(s, 6).n, 0);
	assert_int_equal(slice_from(s, SIZE_MAX).n, 0);
	assert_true(slice_is(slice_sub(s, 1, 2), "bc"));
	assert_true(slice_is(slice_sub(s, 4, 9), "ef"));
	assert_true(slice_is(slice_sub(s, 4, SIZE_MAX), "ef"));
	assert_int_equal(slice_sub(s, 9, 1).n, 0);
	assert_int_equal(slice_sub(SLICE_NONE, 1, 1).n, 0);
	assert_null(slice_from(SLICE_NONE, 1).p);
	assert_true(slice_is(slice_trim(slice_of(" \t\r\na b\n ")), "a b"));
	assert_int_equal(slice_trim(slice_of(" \n")).n, 0);
	assert_int_equal(slice_trim(SLICE_NONE).n, 0);
	assert_true(slice_is(slice_trim(slice_of("\va\f")), "\va\f"));
}

/* Each list of pieces ends in NULL. */
static void check_pieces(bool (*next)(struct slice *, struct slice *), const char *text,
    const char *const *pieces)
{
	struct slice rest = slice_of(text), piece;

	for (; *pieces != NULL; pieces++) {
		assert_true(next(&rest, &piece));
		assert_true(slice_is(piece, *pieces));
	}
	assert_false(next(&rest, &piece));
	assert_false(next(&rest, &piece)); /* and so it stays */
}

static bool next_comma(struct slice *rest, struct slice *piece_r)
{
	return slice_next(rest, ',', piece_r);
}

static void test_pieces(void **state)
{
	static const struct {
		const char *text, *pieces[5];
	} cases[] = {
		{ "a,,b", { "a", "", "b" } },
		{ "a", { "a" } },
		{ ",", { "", "" } },
		{ "", { "" } },
		{ "a,", { "a", "" } },
	};
	/* clang-format off */
	static const struct {
		const char *text, *lines[5];
	} lines[] = {
		{ "", { NULL } }, { "a", { "a" } }, { "a\n", { "a" } },
		{ "a\r\nb\n\nc", { "a", "b", "", "c" } },
		{ "\n", { "" } }, { "\r\n", { "" } }, { "a\rb\r\r\n", { "a\rb\r" } },
		{ "a\r", { "a\r" } },
	};
	/* clang-format on */
	static const struct {
		const char *text, *words[5];
	} words[] = {
		{ "", { NULL } },
		{ " \t\r\n", { NULL } },
		{ "a", { "a" } },
		{ "  a  b\nc\t", { "a", "b", "c" } },
	};
	struct slice rest = SLICE_NONE, piece;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		check_pieces(next_comma, cases[i].text, cases[i].pieces);
	for (size_t i = 0; i < COUNT(lines); i++)
		check_pieces(slice_next_line, lines[i].text, lines[i].lines);
	for (size_t i = 0; i < COUNT(words); i++)
		check_pieces(slice_next_word, words[i].text, words[i].words);
	assert_false(slice_next(&rest, ',', &piece));
	assert_false(slice_next_line(&rest, &piece));
	assert_false(slice_next_word(&rest, &piece));
}

static void test_dup(void **state)
{
	char *s = slice_dup(slice_sub(slice_of("abcdef"), 1, 3));

	(void)state;
	assert_string_equal(s, "bcd");
	free(s);
	s = slice_dup(SLICE_NONE);
	assert_string_equal(s, "");
	free(s);
}

static void test_has_any(void **state)
{
	static const char *const list[] = { "cat", "dog" };

	(void)state;
	assert_true(slice_has_any(slice_of("a dog"), list, 2));
	assert_false(slice_has_any(slice_of("a dog"), list, 1));
	assert_false(slice_has_any(slice_of("a do"), list, 2));
	assert_false(slice_has_any(SLICE_NONE, list, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_has_any),
		cmocka_unit_test(test_making),
		cmocka_unit_test(test_comparing),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_finding),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_dup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
