/* SPDX-License-Identifier: MIT
 * Encodings: values by hand from RFC 2045 §6.7-6.8 and RFC 3986 §2.3, then their promises over
 * random bytes, read back by a decoder written here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/encode.h"

#define LINE_MAX_BYTES 76 /* RFC 2045 §6.7 (5), §6.8 */

struct pair {
	const char *text, *expected;
};

static void check(void (*encode)(struct buf *, struct slice), const struct pair *cases,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct buf out = BUF_INIT;

		encode(&out, slice_of(cases[i].text));
		assert_string_equal(out.p, cases[i].expected);
		buf_release(&out);
	}
}

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define X10 "xxxxxxxxxx"
#define X70 X10 X10 X10 X10 X10 X10 X10

static void test_qp(void **state)
{
	static const struct pair cases[] = {
		{ "", "" },
		{ "Kia ora", "Kia ora" },
		{ "wh\xc4\x81nau", "wh=C4=81nau" },
		{ "a=b", "a=3Db" },
		{ "!~\x7f", "!~=7F" },
		{ "a\nb\r\nc\n", "a\r\nb\r\nc\r\n" },
		{ "a\rb", "a=0Db" },
		{ "a\n\rb", "a\r\n=0Db" },
		{ "end \nend\t\r\nend ", "end=20\r\nend=09\r\nend=20" },
		{ " a \t b", " a \t b" },
		{ ".\n.a\na.b", "=2E\r\n=2Ea\r\na.b" },
		{ "From here\nFrom\n From x", "=46rom here\r\nFrom\r\n From x" },
		{ "a\x7f\x01"
		  "b",
		    "a=7F=01b" },
		/* 75 fit on a line that goes on, and a longer one is broken there. */
		{ X70 "12345", X70 "12345" },
		{ X70 "123456", X70 "12345=\r\n6" },
		{ X70 "123=4", X70 "123=\r\n=3D4" },
		{ X70 "12=34", X70 "12=3D=\r\n34" },
		/* What a soft line break brings to the start of a line is one. */
		{ X70 "12345.6", X70 "12345=\r\n=2E6" },
		{ X70 "12345From x", X70 "12345=\r\n=46rom x" },
	};

	(void)state;
	check(encode_qp, cases, COUNT(cases));
}

static void test_qp_slots(void **state)
{
	static const struct pair cases[] = {
		{ "a \x1atname\x1a b", "a =\r\n\x1atname\x1a=\r\n b" },
		{ "\x1atname\x1a", "\x1atname\x1a=\r\n" },
		{ "\x1ath\x1a\x1a"
		  "ha_1\x1a\n",
		    "\x1ath\x1a=\r\n\x1a"
		    "ha_1\x1a=\r\n\r\n" },
		/* What is no marker is a byte like others. */
		{ "\x1a", "=1A" },
		{ "\x1atname", "=1Atname" },
		{ "\x1axname\x1a", "=1Axname=1A" },
		{ "\x1at\x1a", "=1At=1A" },
		{ "\x1atNAME\x1a", "=1AtNAME=1A" },
	};

	(void)state;
	check(encode_qp, cases, COUNT(cases));
}

static void test_slot_length(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		size_t length;
	} cases[] = {
		{ "\x1arx\x1a", 4 }, { "\x1atx\x1a", 4 }, { "\x1ahx\x1a", 4 },
		{ "\x1arname_9\x1atail", 9 },
		{ "\x1atabcdefghijklmnopqrstuvwxyz01234\x1a", 34 },	/* 31 in the name */
		{ "\x1atabcdefghijklmnopqrstuvwxyz012345\x1a", 0 },	/* 32 */
		{ "", 0 }, { "x\x1arx\x1a", 0 }, { "\x1arx", 0 }, { "\x1ar\x1a", 0 }, { "\x1ar\x1ax", 0 },
		{ "\x1ar-\x1a", 0 },
		{ "\x1a\x1a\x1a\x1a", 0 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(encode_slot_length(slice_of(cases[i].text)), cases[i].length);
}

static void test_base64(void **state)
{
	/* RFC 4648 §10 */
	/* clang-format off */
	static const struct pair cases[] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" }, { "\xff\xfe\xfd", "//79" },
		{ "\xfb\xef\xbe", "++++" },
	};
	/* clang-format on */
	struct buf out = BUF_INIT;
	/* 57 bytes are one line; a 58th starts the next. */
	static const struct pair lines[] = {
		{ "", "" },
		{ "f", "Zg==\r\n" },
		{ "000000000000000000000000000000000000000000000000000000000",
		    "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw\r\n" },
		{ "0000000000000000000000000000000000000000000000000000000000",
		    "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw\r\n"
		    "MA==\r\n" },
	};

	(void)state;
	check(encode_base64, cases, COUNT(cases));
	check(encode_base64_lines, lines, COUNT(lines));
	encode_base64(&out, slice_make("f\xff\xff", 1)); /* what lies behind it is not looked at */
	encode_base64(&out, slice_make("fo\xff", 2));
	assert_string_equal(out.p, "Zg==Zm8=");
	buf_release(&out);
}

static void test_html(void **state)
{
	static const struct pair cases[] = {
		{ "", "" },
		{ "Tom & <b>\"O'Neil\"</b>",
		    "Tom &amp; &lt;b&gt;&quot;O&#39;Neil&quot;&lt;/b&gt;" },
		{ "m\xc4\x81ori", "m\xc4\x81ori" },
	};

	(void)state;
	check(encode_html, cases, COUNT(cases));
}

static void test_percent(void **state)
{
	static const struct pair cases[] = {
		{ "", "" },
		{ "aZ09-._~", "aZ09-._~" },
		{ "a b/c?d&e#f%g+h", "a%20b%2Fc%3Fd%26e%23f%25g%2Bh" },
		{ "\xc4\x81\x01", "%C4%81%01" },
	};

	(void)state;
	check(encode_percent, cases, COUNT(cases));
}

static void test_is_plain(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		bool is_plain;
	} cases[] = {
		{ "", true }, { "Hello ~!", true }, { "a=b?", true }, { "=?", false },
		{ "a=?utf-8?", false },
		{ "a\tb", false }, { "a\nb", false }, { "\x7f", false }, { "\xc4\x81", false },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(encode_is_plain(slice_of(cases[i].text)), cases[i].is_plain);
}

/* --- promises over random text --- */

static uint32_t seed = 1;

static unsigned next_random(void)
{
	seed = seed * 1103515245U + 12345U;
	return seed >> 16;
}

static void random_text(struct buf *out, size_t n, const char *favourites)
{
	size_t count = strlen(favourites);

	buf_clear(out);
	while (out->n < n) {
		unsigned r = next_random();

		buf_char(out,
		    r % 3 == 0 ? (char)(next_random() & 0xff) : favourites[r / 3 % count]);
	}
}

static int hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Strict: fails the test on anything RFC 2045 §6.7 does not allow. */
static void decode_qp(struct slice text, struct buf *out)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '=') {
			assert_true((text.p[i] >= 0x20 && text.p[i] < 0x7f) ||
			    strchr("\t\r\n", text.p[i]));
			buf_char(out, text.p[i]);
		} else if (text.n - i >= 3 && memcmp(text.p + i, "=\r\n", 3) == 0) {
			i += 2;
		} else {
			assert_true(text.n - i >= 3);
			assert_true(hex_value(text.p[i + 1]) >= 0 && hex_value(text.p[i + 2]) >= 0);
			buf_char(out,
			    (char)(hex_value(text.p[i + 1]) << 4 | hex_value(text.p[i + 2])));
			i += 2;
		}
	}
}

static void check_qp_lines(struct slice text)
{
	struct slice rest = text, line;

	while (slice_next(&rest, '\n', &line)) {
		if (rest.p != NULL) {
			assert_true(line.n > 0 && line.p[line.n - 1] == '\r');
			line.n--;
		}
		assert_true(line.n <= LINE_MAX_BYTES);
		assert_int_equal(slice_find(line, '\r'), line.n);
		assert_false(slice_starts(line, ".") || slice_starts(line, "From "));
		assert_false(line.n > 0 &&
		    (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\t'));
	}
}

static void test_qp_random(void **state)
{
	struct buf text = BUF_INIT, encoded = BUF_INIT, decoded = BUF_INIT, expected = BUF_INIT;

	(void)state;
	for (size_t round = 0; round < 3000; round++) {
		random_text(&text, next_random() % 400, "aaaaaaaaaaaaFrom .  =\t\n\r\n");
		for (size_t i = 0; i < text.n; i++) {
			if (text.p[i] == ENCODE_SLOT)
				text.p[i] = 'x';
		}
		buf_clear(&encoded);
		buf_clear(&decoded);
		buf_clear(&expected);
		encode_qp(&encoded, buf_all(&text));
		check_qp_lines(buf_all(&encoded));
		decode_qp(buf_all(&encoded), &decoded);
		for (size_t i = 0; i < text.n; i++) { /* all line ends are CRLF */
			if (text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r'))
				buf_char(&expected, '\r');
			buf_char(&expected, text.p[i]);
		}
		assert_int_equal(decoded.n, expected.n);
		assert_memory_equal(decoded.p, expected.p, expected.n);
	}
	buf_release(&text);
	buf_release(&encoded);
	buf_release(&decoded);
	buf_release(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_qp),
		cmocka_unit_test(test_qp_slots),
		cmocka_unit_test(test_slot_length),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_percent),
		cmocka_unit_test(test_is_plain),
		cmocka_unit_test(test_qp_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
