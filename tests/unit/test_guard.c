/* SPDX-License-Identifier: MIT
 * The guard: what is known to hurt the MIME library is refused, what people send is not, and each
 * bound is tried at the limit and one past it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/buf.h"
#include "daemon/parse/guard.h"

static void expect(bool allowed, const struct buf *b, const char *what)
{
	size_t share;

	if (guard_allows(buf_all(b), &share) != allowed)
		fail_msg("%s is %s", what, allowed ? "refused" : "let through");
}

static void test_small(void **state)
{
	static const struct {
		const char *text;
		bool allowed;
	} cases[] = {
		{ "", true },
		{ "\r\n\r\n", true },
		{ "Subject: x\r\n\r\nhi\r\n", true },
		{ "Subject: x\r\rhi", true },
		{ "Content-Type: multipart/mixed; boundary=\"a b'()+_,-./:=?\"\r\n\r\n", true },
		{ "Content-Type: multipart/mixed; boundary=abc\r\n\r\n", true },
		{ "\r\nThe boundary of our land \\ is (here)\r\n", true },
		{ "\r\nboundary (of a thing) \\\r\n", true },
		/* the message of 137 bytes that kills libetpan 1.9.4, and ways to write it */
		{ "Content-Type: multipart/mixed; boundary=\"\\\"\"\r\n\r\n", false },
		{ "Content-Type: multipart/mixed;\r\n BOUNDARY = \"\\\"x\"\r\n\r\n", false },
		{ "Content-Type: multipart/mixed; boundary(a \\) b)\r\n =\r\n\t\"x\\\"\"\r\n\r\n",
		    false },
		{ "A: b\r\n\r\n--x\r\nContent-Type: multipart/mixed; boundary=\"\\\"\"\r\n",
		    false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t share;

		if (guard_allows(slice_of(cases[i].text), &share) != cases[i].allowed)
			fail_msg("case %zu: %s", i, cases[i].text);
	}
}

/* `text` n times between two others. */
static void repeat(struct buf *b, const char *front, const char *text, size_t n)
{
	buf_clear(b);
	buf_text(b, front);
	for (size_t i = 0; i < n; i++)
		buf_text(b, text);
}

static void test_limits(void **state)
{
	static const struct {
		const char *what, *front, *text;
		size_t max;
	} cases[] = {
		{ "fields", "", "A: b\r\n", GUARD_FIELDS_MAX },
		{ "comments in a field", "From: ", "(", GUARD_COMMENTS_MAX },
		{ "comments in a folded field", "From: a", "\r\n (", GUARD_COMMENTS_MAX },
		{ "comments in a line of the body", "\r\n", "(", GUARD_BODY_COMMENTS_MAX },
		{ "nested multiparts", "\r\n", "Content-Type: MULTIPART/mixed\r\n",
		    GUARD_NESTING_MAX },
		{ "nested messages", "\r\n", "message/rfc822 ", GUARD_NESTING_MAX },
		{ "boundaries", "\r\n", "--b\r\n", GUARD_BOUNDARIES_MAX },
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		repeat(&b, cases[i].front, cases[i].text, cases[i].max);
		expect(true, &b, cases[i].what);
		repeat(&b, cases[i].front, cases[i].text, cases[i].max + 1);
		expect(false, &b, cases[i].what);
	}
	buf_release(&b);
}

static void test_long(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	repeat(&b, "Content-Type: multipart/mixed; boundary=\"", "x", GUARD_BOUNDARY_MAX);
	buf_text(&b, "\"\r\n\r\n");
	expect(true, &b, "the longest boundary");
	repeat(&b, "Content-Type: multipart/mixed; boundary=\"", "x", GUARD_BOUNDARY_MAX + 1);
	buf_text(&b, "\"\r\n\r\n");
	expect(false, &b, "a longer boundary");
	repeat(&b, "Subject: ", "x", GUARD_HEADER_MAX - strlen("Subject: ") - 4);
	buf_text(&b, "\r\n\r\nbody");
	expect(true, &b, "the longest header");
	repeat(&b, "Subject: ", "x", GUARD_HEADER_MAX);
	buf_text(&b, "\r\n\r\nbody");
	expect(false, &b, "a longer header");
	/* Comments of one field do not add to the next one's. */
	repeat(&b, "", "X-A: ((((((((((\r\n", GUARD_FIELDS_MAX);
	expect(true, &b, "comments in many fields");
	buf_release(&b);
}

/* Many levels leave less of a large message: levels times bytes is the library's work. */
static void test_share(void **state)
{
	struct buf b = BUF_INIT;
	size_t share;

	(void)state;
	repeat(&b, "\r\n", "multipart ", 100);
	assert_true(guard_allows(buf_all(&b), &share));
	assert_int_equal(share, b.n);
	buf_repeat(&b, 'x', GUARD_WORK_MAX / 100);
	assert_true(guard_allows(buf_all(&b), &share));
	assert_int_equal(share, GUARD_WORK_MAX / 100);
	buf_release(&b);
}

/* What looks like fields is taken apart to the last address, wherever it stands: only so much of it
 * is given. */
static void test_fields(void **state)
{
	static const struct {
		const char *what, *text;
		bool is_field;
	} cases[] = {
		{ "a field", "To: aaaaaaaaaa\r\n", true },
		{ "a folded field", "To:\r\n aaaaaaaa\r\n", true },
		{ "text", "He said: aaaaa\r\n", false },
		{ "folded text", "He said:\r\n a\r\n", false },
		{ "a line without a name", ": aaaaaaaaaaaa\r\n", false },
		{ "base64", "aaaaaaaaaaaaaa\r\n", false },
	};
	struct buf b = BUF_INIT;
	size_t share;

	(void)state;
	assert_int_equal(GUARD_FIELD_BYTES_MAX % 16, 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t n = strlen(cases[i].text);

		/* as many bytes of them as are allowed, then one more such line */
		repeat(&b, "\r\n", cases[i].text, GUARD_FIELD_BYTES_MAX / n);
		assert_true(guard_allows(buf_all(&b), &share));
		assert_int_equal(share, b.n);
		for (int k = 0; k < 2; k++)
			buf_text(&b, cases[i].text);
		assert_true(guard_allows(buf_all(&b), &share));
		if ((share < b.n) != cases[i].is_field)
			fail_msg("%s: %zu of %zu", cases[i].what, share, b.n);
		if (cases[i].is_field) /* up to the field that is too much */
			assert_int_equal((share - 2) % n, 0);
	}
	buf_release(&b);
}

/* What is behind the share is not given to the library, so it is not judged. */
static void test_behind(void **state)
{
	struct buf b = BUF_INIT;
	size_t share;

	(void)state;
	repeat(&b, "\r\n", "To: aaaaaaaaaa\r\n", GUARD_FIELD_BYTES_MAX / 16 + 1);
	buf_text(&b, "Content-Type: multipart/mixed; boundary=\"\\\"\"\r\n");
	assert_true(guard_allows(buf_all(&b), &share));
	assert_int_equal(share, 2 + GUARD_FIELD_BYTES_MAX);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_share),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
