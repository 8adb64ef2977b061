/* SPDX-License-Identifier: MIT
 * Facts: bounds at the limit and past it, the frame that carries them, and a reader that trusts
 * nothing about who wrote it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/facts.h"

static void test_rows_fit(void **state)
{
	size_t sum = 2 + 32 + 8 + 1; /* version, verb, id, count */

	(void)state;
	for (size_t i = 0; i < FACTS_TEXT_COUNT; i++) {
		assert_non_null(facts_rows[i].name);
		sum += 2 + strlen(facts_rows[i].name) + 4 + facts_rows[i].max;
	}
	for (size_t i = 0; i < FACTS_NUMBER_COUNT; i++) {
		assert_non_null(facts_number_names[i]);
		sum += 2 + strlen(facts_number_names[i]) + 8;
	}
	assert_true(sum <= WIRE_FRAME_MAX);
	assert_true(FACTS_TEXT_COUNT + FACTS_NUMBER_COUNT <= WIRE_FIELDS_MAX);
}

static void test_set(void **state)
{
	struct facts f;

	(void)state;
	facts_init(&f);
	facts_set(&f, FACTS_SUBJECT, slice_make("a\0b\x1a\x7f\xff", 7));
	assert_string_equal(f.text[FACTS_SUBJECT].p, "ab\xef\xbf\xbd");
	assert_true(facts_has_limit(&f, "nul"));
	/* NFC: e and a combining acute become one character */
	facts_set(&f, FACTS_SUBJECT, slice_of("caf\x65\xcc\x81"));
	assert_string_equal(f.text[FACTS_SUBJECT].p, "caf\xc3\xa9");
	assert_false(facts_has_limit(&f, "header"));
	facts_release(&f);
}

/* A character of two bytes over the limit is not split. */
static void test_limit(void **state)
{
	struct facts f;
	struct buf long_text = BUF_INIT;
	size_t max = facts_rows[FACTS_SUBJECT].max;

	(void)state;
	facts_init(&f);
	buf_repeat(&long_text, 'x', max);
	facts_set(&f, FACTS_SUBJECT, buf_all(&long_text));
	assert_int_equal(f.text[FACTS_SUBJECT].n, max);
	assert_false(facts_has_limit(&f, "header"));
	buf_cut(&long_text, max - 1);
	buf_text(&long_text, "\xc4\x81");
	facts_set(&f, FACTS_SUBJECT, buf_all(&long_text));
	assert_int_equal(f.text[FACTS_SUBJECT].n, max - 1);
	assert_true(facts_has_limit(&f, "header"));
	facts_set(&f, FACTS_TEXT, slice_of("short"));
	assert_false(facts_has_limit(&f, "text"));
	buf_repeat(&long_text, 'y', 5 * facts_rows[FACTS_TEXT].max);
	facts_set(&f, FACTS_TEXT, buf_all(&long_text));
	assert_true(f.text[FACTS_TEXT].n <= facts_rows[FACTS_TEXT].max);
	assert_true(facts_has_limit(&f, "text"));
	buf_release(&long_text);
	facts_release(&f);
}

static void test_lines(void **state)
{
	struct facts f;

	(void)state;
	facts_init(&f);
	facts_add_line(&f, FACTS_TO, slice_of("a@b.nz"));
	facts_add_line(&f, FACTS_TO, slice_of(""));
	facts_add_line(&f, FACTS_TO, slice_of("c@d.nz"));
	assert_string_equal(f.text[FACTS_TO].p, "a@b.nz\nc@d.nz");
	for (int i = 0; i < 1000; i++)
		facts_add_line(&f, FACTS_TO, slice_of("somebody@example.org"));
	assert_true(f.text[FACTS_TO].n <= facts_rows[FACTS_TO].max);
	assert_true(facts_has_limit(&f, "header"));
	facts_limit(&f, "guard");
	facts_limit(&f, "guard");
	assert_string_equal(f.text[FACTS_LIMITS].p, "header\nguard");
	facts_release(&f);
}

/* What is one line stays one, whatever is written into it: it may come to stand in a header. */
static void test_one_line(void **state)
{
	struct facts f;

	(void)state;
	facts_init(&f);
	facts_set(&f, FACTS_SUBJECT, slice_of("help\nBcc: x@example.org"));
	assert_string_equal(f.text[FACTS_SUBJECT].p, "help Bcc: x@example.org");
	facts_set(&f, FACTS_TEXT, slice_of("two\nlines"));
	assert_string_equal(f.text[FACTS_TEXT].p, "two\nlines");
	facts_add_line(&f, FACTS_ATTACHMENTS, slice_of("image/png a\nb.png"));
	facts_add_line(&f, FACTS_ATTACHMENTS, slice_of("image/png c.png"));
	assert_string_equal(f.text[FACTS_ATTACHMENTS].p, "image/png a b.png\nimage/png c.png");
	facts_release(&f);
}

static int decode(const struct buf *frame, struct facts *f)
{
	struct wire w;
	struct err err = ERR_INIT;

	facts_init(f);
	return wire_parse(buf_all(frame), &w, &err) < 0 ? -1 : facts_decode(&w, f, &err);
}

static void test_frame(void **state)
{
	struct facts f, back;
	struct buf frame = BUF_INIT;

	(void)state;
	facts_init(&f);
	facts_set(&f, FACTS_FROM, slice_of("aroha@example.nz"));
	facts_set(&f, FACTS_TEXT,
	    slice_of("Kia ora\n\xc4\x81"
	             "e"));
	f.number[FACTS_DATE] = -1;
	facts_encode(&f, 77, &frame);
	assert_int_equal(decode(&frame, &back), 0);
	assert_string_equal(back.text[FACTS_FROM].p, "aroha@example.nz");
	assert_string_equal(back.text[FACTS_TEXT].p,
	    "Kia ora\n\xc4\x81"
	    "e");
	assert_int_equal(back.number[FACTS_DATE], -1);
	facts_release(&back);
	/* Cut anywhere, it is no frame; the reader says so and does not crash. */
	for (size_t n = 0; n < frame.n; n++) {
		struct buf cut = BUF_INIT;

		buf_add(&cut, frame.p, n);
		assert_int_equal(decode(&cut, &back), -1);
		facts_release(&back);
		buf_release(&cut);
	}
	for (size_t i = 0; i < frame.n; i++) {
		frame.p[i] = (char)(frame.p[i] ^ 0x41);
		(void)decode(&frame, &back);
		facts_release(&back);
		frame.p[i] = (char)(frame.p[i] ^ 0x41);
	}
	buf_release(&frame);
	facts_release(&f);
}

/* What a parser that was taken over could send. */
static void test_lies(void **state)
{
	struct facts back;
	struct buf frame = BUF_INIT, value = BUF_INIT;

	(void)state;
	for (int lie = 0; lie < 5; lie++) {
		struct facts f;

		facts_init(&f);
		facts_encode(&f, 1, &frame);
		facts_release(&f);
		buf_clear(&value);
		switch (lie) {
		case 0:
			buf_repeat(&value, 'x', facts_rows[FACTS_CHARSET].max + 1);
			wire_add_text(&frame, "charset", buf_all(&value));
			break;
		case 1:
			wire_add_text(&frame, "subject", slice_of("a\x1b[2J"));
			break;
		case 4:
			wire_add_text(&frame, "message_id", slice_of("a@b\nBcc: x@example.org"));
			break;
		case 2:
			wire_begin(&frame, "parse.facts", 1); /* no numbers */
			break;
		case 3:
			frame.p[2] = 'q'; /* another verb */
			break;
		}
		assert_int_equal(decode(&frame, &back), -1);
		facts_release(&back);
	}
	buf_release(&frame);
	buf_release(&value);
}

static void encode_number(struct buf *frame, enum facts_number which, int64_t value)
{
	wire_begin(frame, "parse.facts", 1);
	for (int i = 0; i < FACTS_NUMBER_COUNT; i++)
		wire_add_int(frame, facts_number_names[i], i == (int)which ? value : 0);
}

/* At each bound, and past it. The year 9998 ends at 253370764799: date -u -d 9998-12-31T23:59:59
 * +%s */
static void test_numbers(void **state)
{
	/* clang-format off */
	static const struct {
		enum facts_number which;
		int64_t min, max;
	} cases[] = {
		{ FACTS_DATE, -62135596800, 253370764799 }, { FACTS_FROM_COUNT, 0, 2147483647 }, { FACTS_HTML_ONLY, 0, 1 },
		{ FACTS_PARTS, 0, 2147483647 }, { FACTS_RECEIVED, 0, 2147483647 }, { FACTS_CALENDAR_SEQUENCE, 0, 2147483647 },
		{ FACTS_CALENDAR_SEQUENCED, 0, 1 }, { FACTS_RETURNED, 0, 1 },
	};
	/* clang-format on */
	struct buf frame = BUF_INIT;
	struct facts f;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const int64_t good[] = { cases[i].min, cases[i].max },
		              bad[] = { cases[i].min - 1, cases[i].max + 1 };

		for (int k = 0; k < 2; k++) {
			encode_number(&frame, cases[i].which, good[k]);
			assert_int_equal(decode(&frame, &f), 0);
			assert_int_equal(f.number[cases[i].which], good[k]);
			facts_release(&f);
			encode_number(&frame, cases[i].which, bad[k]);
			assert_int_equal(decode(&frame, &f), -1);
			facts_release(&f);
			/* The parser itself says nothing of what cannot be. */
			facts_init(&f);
			f.number[cases[i].which] = bad[k];
			facts_encode(&f, 1, &frame);
			facts_release(&f);
			assert_int_equal(decode(&frame, &f), 0);
			assert_int_equal(f.number[cases[i].which], 0);
			facts_release(&f);
		}
	}
	buf_release(&frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_fit),
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_one_line),
		cmocka_unit_test(test_frame),
		cmocka_unit_test(test_lies),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
