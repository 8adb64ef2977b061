/* SPDX-License-Identifier: MIT
 * Forms as browsers, mail programs and others send them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/buf.h"
#include "daemon/web/form.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define URL "application/x-www-form-urlencoded"
#define PART(name, value) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"

static const struct {
	const char *type, *body;
	size_t count;
	const char *name, *value; /* of one field that must be there; NULL: none */
} cases[] = {
	{ URL, "List-Unsubscribe=One-Click", 1, "list-unsubscribe", "One-Click" },
	{ URL "; charset=utf-8", "a=1&b=2", 2, "b", "2" },
	{ "APPLICATION/X-WWW-FORM-URLENCODED", "a=1", 1, "a", "1" },
	{ URL, "until=4+weeks&do=pause", 2, "until", "4 weeks" },
	{ URL, "a=%C4%81e", 1, "a",
	    "\xc4\x81"
	    "e" },
	{ URL, "a=%", 1, "a", "%" },
	{ URL, "a=%4", 1, "a", "%4" },
	{ URL, "a=%zz", 1, "a", "%zz" },
	{ URL, "a=1&a=2", 1, "a", "1" },
	{ URL, "a", 1, "a", "" },
	{ URL, "=1&&&", 0, NULL, NULL },
	{ URL, "a%00b=1", 0, NULL, NULL },
	{ URL, "a=x%00y", 0, NULL, NULL },
	{ URL, "a=x%0ay", 0, NULL, NULL },
	{ URL, "a=%ff", 0, NULL, NULL },
	{ URL, "a.b=1&c=2", 1, "c", "2" },
	{ URL, "abcdefghijklmnopqrstuvwx=1", 1, "abcdefghijklmnopqrstuvwx", "1" },
	{ URL, "abcdefghijklmnopqrstuvwxy=1", 0, NULL, NULL },
	{ URL, "", 0, NULL, NULL },
	{ "", "a=1", 0, NULL, NULL },
	{ "text/plain", "a=1", 0, NULL, NULL },
	{ "multipart/form-data; boundary=x",
	    "--x\r\n" PART("a", "1") "--x\r\n" PART("b", "2 3") "--x--\r\n", 2, "b", "2 3" },
	{ "multipart/form-data; boundary=\"x y\"",
	    "--x y\r\n" PART("List-Unsubscribe", "One-Click") "--x y--", 1, "list-unsubscribe",
	    "One-Click" },
	{ "multipart/form-data; charset=utf-8; Boundary=x",
	    "preamble\r\n--x\r\n" PART("a", "1") "--x--\r\nend", 1, "a", "1" },
	{ "multipart/form-data; boundary=x", "--x\r\n" PART("a", "1") "--y--\r\n", 0, NULL,
	    NULL }, /* no end */
	{ "multipart/form-data; boundary=y", "--x\r\n" PART("a", "1") "--x--\r\n", 0, NULL, NULL },
	{ "multipart/form-data", "--x\r\n" PART("a", "1") "--x--\r\n", 0, NULL, NULL },
	{ "multipart/form-data; boundary=", "--\r\n" PART("a", "1") "----\r\n", 0, NULL, NULL },
	{ "multipart/form-data; boundary=x",
	    "--x\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--\r\n", 0, NULL, NULL },
	{ "multipart/form-data; boundary=x", "--x--x--x--x", 0, NULL, NULL },
	{ "multipart/form-data; boundary=x", "--x\r\n--x\r\n--x\r\n", 0, NULL, NULL },
};

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct form form;
		const char *value;

		form_parse(&form, slice_of(cases[i].type), slice_of(cases[i].body));
		value = cases[i].name != NULL ? form_get(&form, cases[i].name) : NULL;
		if (form.count != cases[i].count ||
		    (cases[i].name != NULL &&
		        (value == NULL || strcmp(value, cases[i].value) != 0)))
			fail_msg("%s: %s: %zu fields, \"%s\"", cases[i].type, cases[i].body,
			    form.count, value != NULL ? value : "none");
	}
}

/* The longest value, and one more; the last field that fits, and one more. */
static void test_limits(void **state)
{
	struct buf body = BUF_INIT;
	struct form form;

	(void)state;
	buf_text(&body, "a=");
	for (int i = 0; i < FORM_VALUE_MAX; i++)
		buf_char(&body, 'x');
	form_parse(&form, slice_of(URL), buf_all(&body));
	assert_int_equal(strlen(form_get(&form, "a")), 500);
	buf_char(&body, 'x');
	form_parse(&form, slice_of(URL), buf_all(&body));
	assert_null(form_get(&form, "a"));
	buf_clear(&body);
	for (int i = 1; i <= 17; i++)
		buf_printf(&body, "a%d=%d&", i, i);
	form_parse(&form, slice_of(URL), buf_all(&body));
	assert_int_equal(form.count, 16);
	assert_string_equal(form_get(&form, "a16"), "16");
	assert_null(form_get(&form, "a17"));
	buf_release(&body);
}

/* Cut or changed anywhere: an answer, and no crash. */
static void test_damaged(void **state)
{
	static const char type[] = "multipart/form-data; boundary=\"xy\"";
	static const char text[] = "--xy\r\n" PART("a", "1%20") "--xy\r\n" PART("b",
	    "2") "--xy--\r\n";
	char copy[sizeof text], name[sizeof type];
	struct form form;

	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		form_parse(&form, slice_of(type), slice_make(text, n));
		form_parse(&form, slice_of(URL), slice_make(text, n));
		memcpy(copy, text, sizeof text);
		copy[n] ^= 0x15;
		form_parse(&form, slice_of(type), slice_make(copy, sizeof text - 1));
		assert_true(form.count <= 2);
	}
	for (size_t n = 0; n < sizeof type; n++) {
		memcpy(name, type, n);
		form_parse(&form, slice_make(name, n), slice_of(text));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
