/* SPDX-License-Identifier: MIT
 * Masters: which are well formed, and what filling makes of values, written out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/encode.h"
#include "daemon/mail/master.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define LINE_MAX_BYTES 998

/* A raw slot in a field, a text slot and an html slot between soft line breaks. */
#define TO "\x1arto\x1a"
#define NAME "\x1atname\x1a"
#define HTML "\x1ahname\x1a"
#define HEAD "To: <" TO ">\r\n\r\n"

static void test_slot(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	master_slot(&out, 'r', "to");
	assert_string_equal(out.p, TO);
	assert_int_equal(encode_slot_length(buf_all(&out)), 5);
	buf_release(&out);
}

static void test_check(void **state)
{
	static const struct {
		const char *master;
		const char *reason; /* NULL: well formed */
	} cases[] = {
		{ HEAD "Hello\r\n", NULL },
		{ HEAD NAME "=\r\n\r\n", NULL },
		{ HEAD "Hi =\r\n" NAME "=\r\n and =\r\n" HTML "=\r\n\r\n", NULL },
		{ "", NULL },
		{ "A: b\r\n\r\n", NULL },
		{ "A: b\n\r\n", "a line end that is not CRLF at byte 4" },
		{ "A: b\r\r\n", "a line end that is not CRLF at byte 4" },
		{ "A: b\r", "a line end that is not CRLF at byte 4" },
		{ "\nA", "a line end that is not CRLF at byte 0" },
		{ "A: \x1arto\r\n\r\n", "a broken slot at byte 3" },
		{ "A: \x1a\r\n\r\n", "a broken slot at byte 3" },
		{ "A: \x1aqto\x1a\r\n\r\n", "a broken slot" },
		{ "A: " NAME "\r\n\r\n", "the slot name of type t cannot stand at byte 3" },
		{ "A: b\r\n\r\nHi =\r\n" TO "=\r\n", "the slot to of type r cannot stand" },
		{ "A: b\r\n\r\nHi " NAME "=\r\n", "the slot name of type t cannot stand" },
		{ "A: b\r\n\r\nHi =\r\n" NAME "!\r\n", "the slot name of type t cannot stand" },
		{ "A: b\r\n\r\nHi =\r\n" NAME, "the slot name of type t cannot stand" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err err = ERR_INIT;
		int rc = master_check(slice_of(cases[i].master), &err);

		assert_int_equal(rc, cases[i].reason != NULL ? -1 : 0);
		if (rc < 0)
			assert_non_null(strstr(err.text, cases[i].reason));
	}
	assert_int_equal(master_check(slice_make("a\0b\r\n", 5), NULL), -1);
}

static void test_check_slots_at_the_limit(void **state)
{
	struct buf master = BUF_INIT;
	char name[16];

	(void)state;
	buf_text(&master, "A: ");
	for (int i = 0; i < MASTER_SLOTS_MAX; i++) {
		(void)snprintf(name, sizeof name, "n%d", i);
		master_slot(&master, 'r', name);
		master_slot(&master, 'r', name); /* twice the same is one */
	}
	assert_int_equal(master_check(buf_all(&master), NULL), 0);
	master_slot(&master, 'r', "more");
	assert_int_equal(master_check(buf_all(&master), NULL), -1);
	buf_release(&master);
}

static void test_fill(void **state)
{
	static const struct {
		const char *master, *name, *expected;
	} cases[] = {
		{ HEAD "x\r\n", "", "To: <hone@x.nz>\r\n\r\nx\r\n" },
		{ HEAD "Kia ora =\r\n" NAME "=\r\n!\r\n", "H\xc5\x8dne",
		    "To: <hone@x.nz>\r\n\r\nKia ora =\r\nH=C5=8Dne=\r\n!\r\n" },
		{ HEAD NAME "=\r\n\r\n", "", "To: <hone@x.nz>\r\n\r\n=\r\n\r\n" },
		{ HEAD NAME "=\r\n\r\n", "a\n.b ", "To: <hone@x.nz>\r\n\r\na\r\n=2Eb=20=\r\n\r\n" },
		{ HEAD HTML "=\r\n\r\n", "<a href=\"x\">'&",
		    "To: <hone@x.nz>\r\n\r\n"
		    "&lt;a href=3D&quot;x&quot;&gt;&#39;&amp;=\r\n\r\n" },
		{ HEAD NAME "=\r\n\r\n", "<&>", "To: <hone@x.nz>\r\n\r\n<&>=\r\n\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct master_value values[] = {
			{ slice_of("to"), slice_of("hone@x.nz") },
			{ slice_of("name"), slice_of(cases[i].name) },
		};
		struct buf out = BUF_INIT;

		assert_int_equal(master_check(slice_of(cases[i].master), NULL), 0);
		buf_text(&out, "before");
		assert_int_equal(master_fill(slice_of(cases[i].master), values, 2, &out, NULL), 0);
		assert_string_equal(out.p + 6, cases[i].expected);
		buf_release(&out);
	}
}

/* An address may be UTF-8 (RFC 6532 §3.2). */
static void test_fill_address(void **state)
{
	static const char *const addresses[] = { "hone@x.nz", "m\xc4\x81ori@x.nz" };
	struct buf master = BUF_INIT, out = BUF_INIT, want = BUF_INIT;

	(void)state;
	buf_text(&master, "To: <");
	master_slot(&master, 'a', "to");
	buf_text(&master, ">\r\n\r\nx\r\n");
	assert_int_equal(master_check(buf_all(&master), NULL), 0);
	for (size_t i = 0; i < COUNT(addresses); i++) {
		const struct master_value value = { slice_of("to"), slice_of(addresses[i]) };

		buf_clear(&out);
		buf_clear(&want);
		buf_printf(&want, "To: <%s>\r\n\r\nx\r\n", addresses[i]);
		assert_int_equal(master_fill(buf_all(&master), &value, 1, &out, NULL), 0);
		assert_string_equal(out.p, want.p);
	}
	buf_release(&master);
	buf_release(&out);
	buf_release(&want);
}

static void test_fill_refused(void **state)
{
	static const struct {
		const char *master, *to, *name;
		const char *reason;
	} cases[] = {
		{ "A: \x1arnosuch\x1a\r\n\r\n", "", "", "no value for nosuch" },
		{ "A: \x1arto\r\n\r\n", "", "", "broken slot" },
		{ HEAD, "a@x.nz\r\nBcc: b@x.nz", "", "value of to has a byte" },
		{ HEAD, "a\tb", "", "value of to has a byte" },
		{ HEAD, "m\xc4\x81ori@x.nz", "", "value of to has a byte" },
		{ HEAD, "a\x7f", "", "value of to has a byte" },
		{ "To: <\x1a"
		  "ato\x1a>\r\n\r\n",
		    "m\xc4\x81ori\r\nBcc: b@x.nz", "", "value of to has a byte" },
		{ "To: <\x1a"
		  "ato\x1a>\r\n\r\n",
		    "m\xff@x.nz", "", "value of to has a byte" },
		{ "To: <\x1a"
		  "ato\x1a>\r\n\r\n",
		    "a\tb", "", "value of to has a byte" },
		{ HEAD NAME "=\r\n\r\n", "a@x.nz", "\xff", "value of name has a byte" },
		{ HEAD NAME "=\r\n\r\n", "a@x.nz", "\x1arto\x1a", "value of name has a byte" },
		{ HEAD HTML "=\r\n\r\n", "a@x.nz", "\x1a", "value of name has a byte" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct master_value values[] = {
			{ slice_of("to"), slice_of(cases[i].to) },
			{ slice_of("name"), slice_of(cases[i].name) },
		};
		struct buf out = BUF_INIT;
		struct err err = ERR_INIT;

		buf_text(&out, "before");
		assert_int_equal(master_fill(slice_of(cases[i].master), values, 2, &out, &err), -1);
		assert_non_null(strstr(err.text, cases[i].reason));
		assert_string_equal(out.p, "before");
		buf_release(&out);
	}
}

static void test_fill_at_the_limits(void **state)
{
	struct master_value values[MASTER_SLOTS_MAX + 1];
	struct buf value = BUF_INIT, out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++)
		values[i] = (struct master_value){ slice_of("name"), slice_of("x") };
	values[0].name = slice_of("to");
	assert_int_equal(master_fill(slice_of(HEAD), values, MASTER_SLOTS_MAX, &out, NULL), 0);
	assert_int_equal(master_fill(slice_of(HEAD), values, MASTER_SLOTS_MAX + 1, &out, NULL), -1);

	/* "To: <" and ">" leave 992 of 998. */
	buf_repeat(&value, 'x', LINE_MAX_BYTES - 6);
	values[0].value = buf_all(&value);
	assert_int_equal(master_fill(slice_of(HEAD), values, 2, &out, NULL), 0);
	buf_char(&value, 'x');
	values[0].value = buf_all(&value);
	assert_int_equal(master_fill(slice_of(HEAD), values, 2, &out, NULL), -1);

	values[0].value = slice_of("x");
	buf_clear(&value);
	buf_repeat(&value, 'x', MASTER_VALUE_MAX);
	values[1].value = buf_all(&value);
	assert_int_equal(master_fill(slice_of(HEAD NAME "=\r\n\r\n"), values, 2, &out, NULL), 0);
	buf_char(&value, 'x');
	values[1].value = buf_all(&value);
	assert_int_equal(master_fill(slice_of(HEAD NAME "=\r\n\r\n"), values, 2, &out, NULL), -1);
	buf_release(&value);
	buf_release(&out);
}

/* Cut anywhere and with any byte changed, a master is well formed or an error, and what is
 * well formed fills into lines that may be sent. */
static void test_damaged(void **state)
{
	static const char text[] = HEAD "Hi =\r\n" NAME "=\r\n!\r\n=\r\n" HTML "=\r\nend\r\n";
	const struct master_value values[] = {
		{ slice_of("to"), slice_of("hone@x.nz") },
		{ slice_of("name"), slice_of("<\n.\xc4\x81") },
	};
	struct buf out = BUF_INIT;
	size_t filled = 0;

	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		for (unsigned flip = 0; flip < 256; flip++) {
			char copy[sizeof text];
			size_t length = flip == 0 ? n : sizeof text - 1;

			memcpy(copy, text, sizeof text);
			copy[n] = (char)(copy[n] ^ flip);
			buf_clear(&out);
			if (master_fill(slice_make(copy, length), values, 2, &out, NULL) < 0) {
				assert_int_equal(out.n, 0);
				continue;
			}
			filled++;
			assert_int_equal(slice_find(buf_all(&out), ENCODE_SLOT), out.n);
			if (master_check(slice_make(copy, length), NULL) == 0)
				assert_int_equal(master_check(buf_all(&out), NULL), 0);
		}
	}
	assert_true(filled > 1000);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slot),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_check_slots_at_the_limit),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_fill_address),
		cmocka_unit_test(test_fill_refused),
		cmocka_unit_test(test_fill_at_the_limits),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
