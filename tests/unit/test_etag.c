/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/web/etag.h"

static void test_of(void **state)
{
	char etag[ETAG_SIZE];

	(void)state;
	etag_of(slice_of("abc"),
	    etag); /* FIPS 180-4's example: ba7816bf 8f01cfea 414140de 5dae2223 ... */
	assert_string_equal(etag, "\"ba7816bf8f01cfea414140de5dae2223\"");
	etag_of(SLICE_NONE, etag);
	assert_string_equal(etag, "\"e3b0c44298fc1c149afbf4c8996fb924\"");
}

static void test_is_named(void **state)
{
	/* clang-format off */
	static const struct {
		const char *header;
		bool is_named;
	} cases[] = {
		{ "\"a1\"", true }, { "W/\"a1\"", true }, { " \"b\" , \"a1\"", true }, { "*", true }, { "\"b\",W/\"a1\",\"c\"", true },
		{ "", false }, { "a1", false }, { "\"a\"", false }, { "\"a1", false }, { "\"a11\"", false }, { ",,", false },
		{ "w/\"a1\"", false },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (etag_is_named(slice_of(cases[i].header), "\"a1\"") != cases[i].is_named)
			fail_msg("%s", cases[i].header);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_of),
		cmocka_unit_test(test_is_named) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
