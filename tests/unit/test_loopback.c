/* SPDX-License-Identifier: MIT
 * Which hosts are this machine: where a password may go in the clear. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/common/loopback.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void test_hosts(void **state)
{
	static const char *const here[] = { "localhost", "LocalHost", "127.0.0.1",
		"127.255.255.255", "::1", "[::1]", "0:0:0:0:0:0:0:1", "[0:0::1]" };
	static const char *const elsewhere[] = { "", "[]", "localhost.", "localhost.example.org",
		"mylocalhost", "127.evil.example", "127.0.0.1.example.org", "127.0.0", "127.1",
		"127", "128.0.0.1", "0.0.0.0", "127.0.0.256", "0127.0.0.1", "::", "::2", "[::1",
		"::1]", "::ffff:127.0.0.1", "127.0.0.1 ", "example.org",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb" };

	(void)state;
	for (size_t i = 0; i < COUNT(here); i++)
		assert_true(loopback_is_host(slice_of(here[i])));
	for (size_t i = 0; i < COUNT(elsewhere); i++)
		assert_false(loopback_is_host(slice_of(elsewhere[i])));
	assert_false(loopback_is_host(slice_make("127.0.0.1\0.example", 18)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
