/* SPDX-License-Identifier: MIT
 * Images: which names cannot leave their folder, and types by the first bytes alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/image.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define X32 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static void test_names(void **state)
{
	/* clang-format off */
	static const struct {
		const char *name;
		bool is_name;
	} cases[] = {
		{ "logo.png", true }, { "L-1_2.JPEG", true }, { "a", true }, { "a..b", true },
		{ X32 X32, true }, { X32 X32 "x", false },
		{ "", false }, { ".", false }, { "..", false }, { ".png", false }, { "-x", false },
		{ "../logo.png", false }, { "a/logo.png", false }, { "/etc/passwd", false }, { "a\\b", false },
		{ "a b", false }, { "a\nb", false }, { "a\"b", false }, { "a%2fb", false }, { "cid:a", false },
		{ "p\xc4\x81nui.png", false },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(image_is_name(slice_of(cases[i].name)), cases[i].is_name);
	assert_false(image_is_name(slice_make("a\0b", 3)));
}

static void test_types(void **state)
{
	/* clang-format off */
	static const struct {
		const char *bytes, *type;
	} cases[] = {
		{ "\x89PNG\r\n\x1a\n....", "image/png" }, { "\xff\xd8\xff\xe0", "image/jpeg" },
		{ "GIF87a,", "image/gif" }, { "GIF89a,", "image/gif" },
		{ "", NULL }, { "GIF88a,", NULL }, { "\x89PNG\n", NULL }, { "\xff\xd8", NULL },
		{ "<svg xmlns='x'>", NULL }, { "RIFF....WEBP", NULL }, { "<html>", NULL }, { " GIF89a", NULL },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *type = image_type(slice_of(cases[i].bytes));

		assert_int_equal(type == NULL, cases[i].type == NULL);
		if (type != NULL)
			assert_string_equal(type, cases[i].type);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
