/* SPDX-License-Identifier: MIT
 * Outside text on a terminal: what is shown, what is not, and how wide it is. Widths are those
 * of UAX #11 and of a look at a terminal. */
#include "daemon/ctl/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct {
	struct slice text;
	const char *shown;
	size_t width;
} cases[] = {
#define CASE(text, shown, width) \
	{ \
		{ (text), sizeof(text) - 1 }, (shown), (width) \
	}
	CASE("", "", 0), CASE("plain ~", "plain ~", 7),
	CASE("\xc5\x8ctepoti", "\xc5\x8ctepoti", 7),   /* Ō, one character */
	CASE("O\xcc\x84tepoti", "O\xcc\x84tepoti", 7), /* O and a combining macron */
	CASE("\xe6\xbc\xa2", "\xe6\xbc\xa2", 2),       /* a CJK character */
	CASE("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m", 18),
	CASE("a\rb\nc\td\x7f", "a\\x0db\\x0ac\\x09d\\x7f", 20), CASE("a\0b", "a\\x00b", 6),
	CASE("\xc2\x9b"
	     "31m",
	    "\\xc2\\x9b31m", 11), /* U+009B, CSI in one byte */
	CASE("\xe2\x80\xae"
	     "txt",
	    "\\xe2\\x80\\xaetxt", 15), /* right-to-left override */
	CASE("\xe2\x81\xa6x\xe2\x81\xa9", "\\xe2\\x81\\xa6x\\xe2\\x81\\xa9", 25), /* isolates */
	CASE("\xff\xfe", "\\xff\\xfe", 8),                                        /* not UTF-8 */
	CASE("\xc5", "\\xc5", 4),                    /* cut in a character */
	CASE("\xed\xa0\x80", "\\xed\\xa0\\x80", 12), /* a surrogate */
	CASE("\xc0\x9b", "\\xc0\\x9b", 8),           /* ESC, spelled too long */
};

static void test_one_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT;

		screen_add(&out, cases[i].text, SCREEN_ONE_LINE);
		assert_string_equal(out.p, cases[i].shown);
		assert_int_equal(screen_width(cases[i].text), cases[i].width);
		buf_release(&out);
	}
}

static void test_lines(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	screen_add(&out, slice_of("a\n\tb\r\x1b"), SCREEN_KEEP_LINES);
	assert_string_equal(out.p, "a\n\tb\\x0d\\x1b");
	buf_release(&out);
}

static void test_fit(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		size_t columns, bytes;
	} fits[] = {
		{ "abc", 3, 3 }, { "abc", 2, 2 }, { "abc", 0, 0 },
		{ "\xc5\x8ctepoti", 1, 2 },		/* never half a character */
		{ "\xe6\xbc\xa2x", 1, 0 }, { "\xe6\xbc\xa2x", 2, 3 },
		{ "O\xcc\x84t", 1, 3 },			/* the mark belongs to its letter */
		{ "\x1bx", 3, 0 }, { "\x1bx", 4, 1 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(fits); i++)
		assert_int_equal(screen_fit(slice_of(fits[i].text), fits[i].columns),
		    fits[i].bytes);
}

/* No byte string writes a control character, and what is written is as wide as was said. */
static void test_every_byte(void **state)
{
	(void)state;
	for (unsigned a = 0; a < 256; a++) {
		for (unsigned b = 0; b < 256; b++) {
			char text[] = { (char)a, (char)b };
			struct buf out = BUF_INIT;

			screen_add(&out, slice_make(text, 2), SCREEN_ONE_LINE);
			for (size_t i = 0; i < out.n; i++)
				assert_true((unsigned char)out.p[i] >= ' ' && out.p[i] != 127);
			assert_int_equal(screen_width(slice_make(text, 2)),
			    screen_width(buf_all(&out)));
			buf_release(&out);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_line),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_every_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
