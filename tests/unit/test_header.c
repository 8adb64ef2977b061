/* SPDX-License-Identifier: MIT
 * Header fields: forms by hand from RFC 5322, 2047, 2919 and 8058, then that no value whatever
 * makes a second field, a long line or a bare line end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/utf8.h"
#include "daemon/mail/encode.h"
#include "daemon/mail/header.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define LINE_MAX_BYTES 998
#define X10 "xxxxxxxxxx"
#define X30 X10 X10 X10

static void test_text(void **state)
{
	static const struct {
		const char *value, *expected;
	} cases[] = {
		{ "Hello", "Subject: Hello\r\n" },
		{ "", "Subject:\r\n" },
		{ "  Hello  ", "Subject: Hello\r\n" },
		{ "two  spaces", "Subject: two  spaces\r\n" },
		{ "a\r\nBcc: evil@x.nz", "Subject: a  Bcc: evil@x.nz\r\n" },
		{ "a\x01"
		  "b\x7f"
		  "c\x1a"
		  "d",
		    "Subject: a b c d\r\n" },
		/* "Subject:" and seven words of ten with their gaps are 85; six are 74. */
		{ X10 " " X10 " " X10 " " X10 " " X10 " " X10 " " X10,
		    "Subject: " X10 " " X10 " " X10 " " X10 " " X10 " " X10 "\r\n " X10 "\r\n" },
		{ "DPUP p\xc4\x81nui", "Subject: =?utf-8?Q?DPUP_p=C4=81nui?=\r\n" },
		/* a + combining macron becomes one letter (NFC). */
		{ "pa\xcc\x84nui", "Subject: =?utf-8?Q?p=C4=81nui?=\r\n" },
		{ "=?utf-8?Q?x?=", "Subject: =?utf-8?Q?=3D=3Futf-8=3FQ=3Fx=3F=3D?=\r\n" },
		/* Three bytes of four characters each: base64 of 12 is 16, Q is 36. */
		{ "\xe2\x80\x94\xe2\x80\x94\xe2\x80\x94\xe2\x80\x94",
		    "Subject: =?utf-8?B?4oCU4oCU4oCU4oCU?=\r\n" },
		{ "\xff", "Subject: =?utf-8?B?77+9?=\r\n" }, /* U+FFFD */
		{ "=?azAZ09!*+-/", "Subject: =?utf-8?Q?=3D=3FazAZ09!*+-/?=\r\n" },
		/* 8 + 1 + 30 + 1 + 36 = 76 fit, 77 do not. */
		{ X30 " " X30 "123456", "Subject: " X30 " " X30 "123456\r\n" },
		{ X30 " " X30 "1234567", "Subject: " X30 "\r\n " X30 "1234567\r\n" },
		/* A word of 76 stands as it is, one of 77 needs two encoded-words: after "Subject:
		 * " and the 12 around its text the first has 55 of 76. */
		{ X30 X30 X10 "123456", "Subject: " X30 X30 X10 "123456\r\n" },
		{ X30 X30 X10 "1234567",
		    "Subject: =?utf-8?Q?" X30 X10 X10 "xxxxx?=\r\n"
		    " =?utf-8?Q?xxxxx" X10 "1234567?=\r\n" },
		/* A second word has 63 of 75. */
		{ X30 X30 X30 X30 X10,
		    "Subject: =?utf-8?Q?" X30 X10 X10 "xxxxx?=\r\n"
		    " =?utf-8?Q?" X30 X30 "xxx?=\r\n"
		    " =?utf-8?Q?" X10 "xx?=\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT;

		header_text(&out, "Subject", slice_of(cases[i].value));
		assert_string_equal(out.p, cases[i].expected);
		buf_release(&out);
	}
}

static void test_raw(void **state)
{
	static const struct {
		const char *value, *expected;
	} cases[] = {
		{ "<a@b.nz>", "X: <a@b.nz>\r\n" },
		{ "", "X:\r\n" },
		{ "a \t b", "X: a   b\r\n" },
		{ "a\r\nBcc: b", "X: a  Bcc: b\r\n" },
		{ "m\xc4\x81ori\x7f!", "X: m??ori !\r\n" },
		{ "a\x1arto\x1a"
		  "b\x1a"
		  "c",
		    "X: a\x1arto\x1a"
		    "b c\r\n" },
		/* Folded between URIs, never inside one. */
		{ "<https://dpup.example.govt.nz/u/abcdefghijklmnopqrstuvwxyz234567>, "
		  "<mailto:a@b.nz?subject=x y>",
		    "X: <https://dpup.example.govt.nz/u/abcdefghijklmnopqrstuvwxyz234567>,\r\n"
		    " <mailto:a@b.nz?subject=x y>\r\n" },
		{ "<" X10 X10 X10 X10 X10 X10 X10 " " X10 X10 ">",
		    "X: <" X10 X10 X10 X10 X10 X10 X10 " " X10 X10 ">\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT;

		header_raw(&out, "X", slice_of(cases[i].value));
		assert_string_equal(out.p, cases[i].expected);
		buf_release(&out);
	}
}

static void test_mailbox(void **state)
{
	static const struct {
		const char *display, *spec, *expected;
	} cases[] = {
		{ "", "a@b.nz", "To: <a@b.nz>\r\n" },
		{ "  ", "a@b.nz", "To: <a@b.nz>\r\n" },
		{ "Hone Smith", "a@b.nz", "To: Hone Smith <a@b.nz>\r\n" },
		{ "O'Neil & Co", "a@b.nz", "To: O'Neil & Co <a@b.nz>\r\n" },
		{ "Smith, Hone", "a@b.nz", "To: \"Smith, Hone\" <a@b.nz>\r\n" },
		{ "H. Smith", "a@b.nz", "To: \"H. Smith\" <a@b.nz>\r\n" },
		{ "two  spaces", "a@b.nz", "To: \"two  spaces\" <a@b.nz>\r\n" },
		{ "a\"b\\c", "a@b.nz", "To: \"a\\\"b\\\\c\" <a@b.nz>\r\n" },
		{ "evil\" <x@y.nz>, \"", "a@b.nz", "To: \"evil\\\" <x@y.nz>, \\\"\" <a@b.nz>\r\n" },
		{ "a\r\nBcc: x", "a@b.nz", "To: \"a  Bcc: x\" <a@b.nz>\r\n" },
		{ "H\xc5\x8dne", "a@b.nz", "To: =?utf-8?Q?H=C5=8Dne?= <a@b.nz>\r\n" },
		{ "H\xc5\x8dne (x) \"y\"", "a@b.nz",
		    "To: =?utf-8?Q?H=C5=8Dne_=28x=29_=22y=22?= <a@b.nz>\r\n" },
		{ "", "\x1arto\x1a", "To: <\x1arto\x1a>\r\n" },
		{ "x", "a@b.nz>\r\nBcc: <c@d.nz", "To: x <a@b.nz>  Bcc: <c@d.nz>\r\n" },
		{ "Data Protection and Use Policy newsletter team",
		    "newsletter@dpup.example.govt.nz",
		    "To: Data Protection and Use Policy newsletter team\r\n"
		    " <newsletter@dpup.example.govt.nz>\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT;

		header_mailbox(&out, "To", slice_of(cases[i].display), cases[i].spec);
		assert_string_equal(out.p, cases[i].expected);
		buf_release(&out);
	}
}

static void test_list_id(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	header_list_id(&out, slice_of("DPUP p\xc4\x81nui"), "panui.list-id.dpup.example.govt.nz");
	header_list_id(&out, SLICE_NONE, "x.list-id.dpup.example.govt.nz");
	assert_string_equal(out.p,
	    "List-Id: =?utf-8?Q?DPUP_p=C4=81nui?= <panui.list-id.dpup.example.govt.nz>\r\n"
	    "List-Id: <x.list-id.dpup.example.govt.nz>\r\n");
	buf_release(&out);
}

static void test_date(void **state)
{
	static const struct {
		int64_t at;
		const char *zone, *expected;
	} cases[] = {
		/* 2026-12-01 is 335 - 1 days into 2026, which began 20454 days after 1970-01-01:
		 * 20788 * 86400 - 3 h is 2026-11-30 21:00 UTC. */
		{ 1796072400, "Pacific/Auckland", "Date: Tue, 01 Dec 2026 10:00:00 +1300\r\n" },
		{ 1796072400, "Pacific/Chatham", "Date: Tue, 01 Dec 2026 10:45:00 +1345\r\n" },
		{ 1796072400, "UTC", "Date: Mon, 30 Nov 2026 21:00:00 +0000\r\n" },
		{ 0, "America/St_Johns", "Date: Wed, 31 Dec 1969 20:30:00 -0330\r\n" },
		{ 951782400, "UTC", "Date: Tue, 29 Feb 2000 00:00:00 +0000\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT;

		header_date(&out, "Date", cases[i].at, cases[i].zone);
		assert_string_equal(out.p, cases[i].expected);
		buf_release(&out);
	}
}

/* One field: begins with "Name:", every further line with a space and something after it. */
static void check_lines(struct slice field, const char *name, bool is_ascii)
{
	struct slice rest = field, line;

	assert_true(slice_starts(field, name) && field.p[strlen(name)] == ':');
	for (size_t lines = 0; rest.n > 0; lines++) {
		assert_true(slice_next(&rest, '\n', &line));
		assert_true(line.n > 0 && line.p[line.n - 1] == '\r');
		line.n--;
		assert_true(line.n <= LINE_MAX_BYTES);
		assert_true(lines == 0 ||
		    (line.n > 1 && line.p[0] == ' ' && slice_trim(line).n > 0));
		for (size_t i = 0; i < line.n;) {
			size_t slot = encode_slot_length(slice_from(line, i));

			assert_true(slot > 0 || (!is_ascii && (line.p[i] & 0x80) != 0) ||
			    (line.p[i] >= 0x20 && line.p[i] < 0x7f));
			i += slot > 0 ? slot : 1;
		}
	}
}

static void check_field(struct slice field, const char *name)
{
	check_lines(field, name, true);
}

/* RFC 2047 §2: 75 characters a word, 76 a line, ended, and in an alphabet that fits phrases. */
static void check_encoded(struct slice field)
{
	struct slice rest = field, line;

	while (slice_next_line(&rest, &line)) {
		struct slice word, words = line;

		if (slice_find_text(line, "=?") == line.n)
			continue;
		assert_true(line.n <= 76);
		while (slice_next_word(&words, &word)) {
			if (!slice_starts(word, "=?"))
				continue;
			assert_true(word.n <= 75);
			assert_true(slice_ends_fold(word, "?="));
			for (size_t i = 10; i < word.n - 2; i++)
				assert_null(strchr(" \t?()<>@,;:\\\".[]", word.p[i]));
		}
	}
}

static uint32_t seed = 3;

static unsigned next_random(void)
{
	seed = seed * 1103515245U + 12345U;
	return seed >> 16;
}

static void random_value(struct buf *out, size_t n)
{
	static const char *const pieces[] = { "\r\n", "\n", "\r", "\r\nBcc: x@y.nz", ":", " ", "  ",
		"<", ">", "\"", "\\", "=?", "?=", "\x1arto\x1a", "\x1atx\x1a", "\x1a",
		"m\xc4\x81ori", "\xf0\x9f\x98\x80", "word ", "word", "long-long-long-word", "\t",
		"\x7f", "\xff" };

	buf_clear(out);
	while (out->n < n) {
		unsigned r = next_random();

		if (r % 8 == 0)
			buf_char(out, (char)(next_random() & 0xff));
		else if (r % 97 == 0)
			buf_repeat(out, r % 2 == 0 ? 'y' : ' ', next_random() % 2500);
		else
			buf_text(out, pieces[r / 8 % COUNT(pieces)]);
	}
}

static void test_random(void **state)
{
	struct buf value = BUF_INIT, out = BUF_INIT, spec = BUF_INIT;

	(void)state;
	for (size_t round = 0; round < 6000; round++) {
		random_value(&value, next_random() % (round % 20 == 0 ? 4000 : 200));
		buf_clear(&out);
		header_text(&out, "Subject", buf_all(&value));
		check_field(buf_all(&out), "Subject");
		check_encoded(buf_all(&out));
		assert_int_equal(slice_find(buf_all(&out), ENCODE_SLOT), out.n);
		buf_clear(&out);
		header_raw(&out, "X-Raw", buf_all(&value));
		check_field(buf_all(&out), "X-Raw");
		random_value(&spec, next_random() % 60);
		buf_clear(&out);
		header_mailbox(&out, "From", buf_all(&value), spec.p);
		check_lines(buf_all(&out), "From", !utf8_is_visible(slice_of(spec.p)));
		assert_true(utf8_is_valid(buf_all(&out)));
		buf_clear(&out);
		header_list_id(&out, buf_all(&value), spec.p);
		check_field(buf_all(&out), "List-Id");
	}
	buf_release(&value);
	buf_release(&spec);
	buf_release(&out);
}

/* A word with a slot stands as it is, also beside words that must be encoded. */
static void test_slotted(void **state)
{
	static const struct {
		const char *value, *want;
	} cases[] = {
		{ "News [c-\x1arid\x1a]", "Subject: News [c-\x1arid\x1a]\r\n" },
		{ "P\xc4\x81nui [c-\x1arid\x1a]",
		    "Subject: =?utf-8?Q?P=C4=81nui?= [c-\x1arid\x1a]\r\n" },
		{ "[\x1arid\x1a] P\xc4\x81nui",
		    "Subject: [\x1arid\x1a] =?utf-8?Q?P=C4=81nui?=\r\n" },
		{ "no slot", "Subject: no slot\r\n" },
		{ "a\x1a"
		  "b",
		    "Subject: a b\r\n" }, /* none: a control byte */
		{ "a\nBcc: x [\x1arid\x1a]", "Subject: a Bcc: x [\x1arid\x1a]\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT;

		header_slotted(&out, "Subject", slice_of(cases[i].value));
		assert_string_equal(out.p, cases[i].want);
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_raw),
		cmocka_unit_test(test_mailbox),
		cmocka_unit_test(test_list_id),
		cmocka_unit_test(test_date),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_slotted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
