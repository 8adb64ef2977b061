/* SPDX-License-Identifier: MIT
 * Replies of SMTP servers. The expected values are worked out by hand from RFC 5321 §4.2 and
 * RFC 2034 §4; the multi-line one is Gmail's to an unknown user. */
#include "daemon/send/smtp_reply.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/buf.h"

static const struct {
	const char *bytes;
	enum smtp_reply_result result;
	int code;
	const char *status, *text;
} cases[] = {
	{ "250 ok\r\n", SMTP_REPLY_COMPLETE, 250, "", "ok" },
	{ "250 2.1.0 Sender ok\r\n", SMTP_REPLY_COMPLETE, 250, "2.1.0", "2.1.0 Sender ok" },
	{ "250\r\n", SMTP_REPLY_COMPLETE, 250, "", "" },
	{ "250 \r\n", SMTP_REPLY_COMPLETE, 250, "", "" },
	{ "354 go ahead\n", SMTP_REPLY_COMPLETE, 354, "", "go ahead" },
	{ "550-5.1.1 The email account that you tried to reach does not exist.\r\n"
	  "550-5.1.1 Please try double-checking\r\n550 5.1.1  NoSuchUser - gsmtp\r\n",
	    SMTP_REPLY_COMPLETE, 550, "5.1.1",
	    "5.1.1 The email account that you tried to reach does not exist. "
	    "Please try double-checking  NoSuchUser - gsmtp" },
	{ "250-one\r\n250-two\r\n250 three\r\n", SMTP_REPLY_COMPLETE, 250, "", "one two three" },
	/* The class of a status must be that of the code (RFC 2034 §4). */
	{ "550 4.1.1 what?\r\n", SMTP_REPLY_COMPLETE, 550, "", "4.1.1 what?" },
	{ "550 5.1 short\r\n", SMTP_REPLY_COMPLETE, 550, "", "5.1 short" },
	{ "550 5.1.1\r\n", SMTP_REPLY_COMPLETE, 550, "5.1.1", "5.1.1" },
	{ "550 5.123.456 x\r\n", SMTP_REPLY_COMPLETE, 550, "5.123.456", "5.123.456 x" },
	{ "550 5.1234.1 x\r\n", SMTP_REPLY_COMPLETE, 550, "", "5.1234.1 x" },
	{ "550 5.1.1x no\r\n", SMTP_REPLY_COMPLETE, 550, "", "5.1.1x no" },
	/* What cannot be printed is not kept. */
	{ "250 a\tb\x01\xc4\x81\x7f\r\n", SMTP_REPLY_COMPLETE, 250, "", "a b????" },
	{ "250 a\rb\r\n", SMTP_REPLY_COMPLETE, 250, "", "a?b" },
	{ "250 ok\r", SMTP_REPLY_PARTIAL, 0, NULL, NULL },
	{ "250-ok\r\n", SMTP_REPLY_PARTIAL, 0, NULL, NULL },
	{ "", SMTP_REPLY_PARTIAL, 0, NULL, NULL },
	{ "250-ok\r\n550 no\r\n", SMTP_REPLY_GARBAGE, 0, NULL, NULL },
	{ "150 early\r\n", SMTP_REPLY_GARBAGE, 0, NULL, NULL },
	{ "650 late\r\n", SMTP_REPLY_GARBAGE, 0, NULL, NULL },
	{ "25\r\n", SMTP_REPLY_GARBAGE, 0, NULL, NULL },
	{ "\r\n", SMTP_REPLY_GARBAGE, 0, NULL, NULL },
	{ "25x ok\r\n", SMTP_REPLY_GARBAGE, 0, NULL, NULL },
	{ "2500 ok\r\n", SMTP_REPLY_GARBAGE, 0, NULL, NULL },
	{ "250\tok\r\n", SMTP_REPLY_GARBAGE, 0, NULL, NULL },
	{ "<html>", SMTP_REPLY_GARBAGE, 0, NULL, NULL },
};

#define COUNT (sizeof cases / sizeof cases[0])

/* Feeds the bytes in pieces of `step`. */
static enum smtp_reply_result feed(struct smtp_reply *r, struct slice bytes, size_t step)
{
	enum smtp_reply_result result = SMTP_REPLY_PARTIAL;

	while (bytes.n > 0 && result == SMTP_REPLY_PARTIAL) {
		struct slice piece = slice_sub(bytes, 0, step);
		size_t given = piece.n;

		result = smtp_reply_feed(r, &piece);
		bytes = slice_from(bytes, given - piece.n);
	}
	return result;
}

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t step = 1; step < 60; step++) {
			struct smtp_reply r;

			smtp_reply_init(&r);
			assert_int_equal(feed(&r, slice_of(cases[i].bytes), step), cases[i].result);
			if (cases[i].result != SMTP_REPLY_COMPLETE)
				continue;
			assert_int_equal(r.code, cases[i].code);
			assert_string_equal(r.status, cases[i].status);
			assert_string_equal(r.text, cases[i].text);
		}
	}
}

/* Two replies in one read: the second is left for the next call. */
static void test_sequence(void **state)
{
	struct slice bytes = slice_of("250 one\r\n550 5.1.1 two\r\n354 ");
	struct smtp_reply r;

	(void)state;
	smtp_reply_init(&r);
	assert_int_equal(smtp_reply_feed(&r, &bytes), SMTP_REPLY_COMPLETE);
	assert_int_equal(r.code, 250);
	assert_int_equal(bytes.n, strlen("550 5.1.1 two\r\n354 "));
	assert_int_equal(smtp_reply_feed(&r, &bytes), SMTP_REPLY_COMPLETE);
	assert_int_equal(r.code, 550);
	assert_string_equal(r.text, "5.1.1 two");
	assert_int_equal(smtp_reply_feed(&r, &bytes), SMTP_REPLY_PARTIAL);
	bytes = slice_of("go\r\n");
	assert_int_equal(smtp_reply_feed(&r, &bytes), SMTP_REPLY_COMPLETE);
	assert_int_equal(r.code, 354);
	assert_string_equal(r.status, "");
	assert_string_equal(r.text, "go");
}

static void test_limits(void **state)
{
	struct buf b = BUF_INIT;
	struct smtp_reply r;

	(void)state;
	/* 100 lines, and 101. */
	for (int lines = SMTP_REPLY_LINES_MAX; lines <= SMTP_REPLY_LINES_MAX + 1; lines++) {
		buf_clear(&b);
		for (int i = 1; i < lines; i++)
			buf_text(&b, "250-x\r\n");
		buf_text(&b, "250 x\r\n");
		smtp_reply_init(&r);
		assert_int_equal(feed(&r, buf_all(&b), 4096),
		    lines > SMTP_REPLY_LINES_MAX ? SMTP_REPLY_GARBAGE : SMTP_REPLY_COMPLETE);
	}
	/* 65536 bytes, and one more. */
	for (size_t more = 0; more <= 1; more++) {
		buf_clear(&b);
		buf_text(&b, "250 ");
		buf_repeat(&b, 'x', SMTP_REPLY_BYTES_MAX - 6 + more);
		buf_text(&b, "\r\n");
		smtp_reply_init(&r);
		assert_int_equal(feed(&r, buf_all(&b), 4096),
		    more > 0 ? SMTP_REPLY_GARBAGE : SMTP_REPLY_COMPLETE);
	}
	/* A text of 400 is kept whole, a longer one is cut. */
	for (size_t more = 0; more <= 1; more++) {
		buf_clear(&b);
		buf_text(&b, "250 ");
		buf_repeat(&b, 'x', SMTP_REPLY_TEXT_MAX + more);
		buf_text(&b, "\r\n");
		smtp_reply_init(&r);
		assert_int_equal(feed(&r, buf_all(&b), 7), SMTP_REPLY_COMPLETE);
		assert_int_equal(strlen(r.text), SMTP_REPLY_TEXT_MAX);
	}
	buf_release(&b);
}

/* Whatever comes: within bounds, printable, and every byte is used or the reply has ended. */
static void test_flipped(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		size_t n = strlen(cases[i].bytes);

		for (size_t at = 0; at < n; at++) {
			for (int bit = 0; bit < 8; bit++) {
				char *copy = malloc(n);
				struct slice bytes = slice_make(copy, n);
				struct smtp_reply r;

				memcpy(copy, cases[i].bytes, n);
				copy[at] ^= (char)(1 << bit);
				smtp_reply_init(&r);
				if (smtp_reply_feed(&r, &bytes) == SMTP_REPLY_COMPLETE) {
					assert_in_range(r.code, 200, 599);
					for (const char *p = r.text; *p != '\0'; p++)
						assert_in_range(*p, ' ', '~');
				}
				free(copy);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_sequence),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_flipped),
	};

	return cmocka_run_group_tests_name("smtp_reply", tests, NULL, NULL);
}
