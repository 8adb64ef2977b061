/* SPDX-License-Identifier: MIT
 * Messages on the wire: what is refused, and dots (RFC 5321 §4.5.2). */
#include "daemon/send/message.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(s) \
	{ \
		s, sizeof s - 1 \
	}

static void test_check(void **state)
{
	static const struct {
		struct slice message;
		bool is_fine, is_8bit;
		const char *words;
	} cases[] = {
		{ TEXT("a\r\n"), true, false, NULL },
		{ TEXT("a\r\nb"), true, false, NULL },
		{ TEXT("\r\n\r\n"), true, false, NULL },
		{ TEXT("a\xc4\x81\r\n"), true, true, NULL },
		{ TEXT("12345678\x80"), true, true, NULL },
		{ TEXT(""), false, false, "empty" },
		{ TEXT("a\nb\r\n"), false, false, "line 1 of the message ends in a bare LF" },
		{ TEXT("a\r\n\n"), false, false, "line 2 of the message ends in a bare LF" },
		{ TEXT("a\r\n\n.\nb\r\n"), false, false, "bare LF" },
		{ TEXT("a\rb\r\n"), false, false, "line 1 of the message has a bare CR" },
		{ TEXT("a\r\r\n"), false, false, "bare CR" },
		{ TEXT("a\r\nb\r"), false, false, "line 2 of the message has a bare CR" },
		{ TEXT("a\0b\r\n"), false, false, "NUL" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct err err = ERR_INIT;
		bool is_8bit;
		int rc = message_check(cases[i].message, &is_8bit, &err);

		assert_int_equal(rc, cases[i].is_fine ? 0 : -1);
		assert_int_equal(is_8bit, cases[i].is_8bit);
		if (!cases[i].is_fine && strstr(err.text, cases[i].words) == NULL)
			fail_msg("%zu: %s", i, err.text);
	}
}

static void test_line_limit(void **state)
{
	(void)state;
	for (size_t n = MESSAGE_LINE_MAX; n <= MESSAGE_LINE_MAX + 1; n++) {
		for (int has_end = 0; has_end <= 1; has_end++) {
			struct buf b = BUF_INIT;
			bool is_8bit;

			buf_text(&b, "Subject: x\r\n\r\n");
			buf_repeat(&b, 'x', n);
			buf_text(&b, has_end ? "\r\n" : "");
			assert_int_equal(message_check(buf_all(&b), &is_8bit, NULL),
			    n > MESSAGE_LINE_MAX ? -1 : 0);
			buf_release(&b);
		}
	}
}

static void test_stuff(void **state)
{
	static const struct {
		const char *message, *wire;
	} cases[] = {
		{ "a\r\n", "a\r\n" },
		{ ".\r\n", "..\r\n" },
		{ "..\r\n", "...\r\n" },
		{ "a.b\r\n.c\r\n", "a.b\r\n..c\r\n" },
		{ "a\r\n.\r\n.\r\nb\r\n.", "a\r\n..\r\n..\r\nb\r\n.." },
		{ "\r\n.x", "\r\n..x" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		/* In blocks of every size the bytes are the same. */
		for (size_t most = 1; most < 20; most++) {
			struct slice rest = slice_of(cases[i].message);
			struct buf b = BUF_INIT;

			buf_reserve(&b, 1);
			while (rest.n > 0) {
				size_t before = rest.n;

				message_stuff(&b, &rest, most);
				assert_true(rest.n < before);
			}
			assert_string_equal(b.p, cases[i].wire);
			buf_release(&b);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_line_limit),
		cmocka_unit_test(test_stuff),
	};

	return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
