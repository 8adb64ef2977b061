/* SPDX-License-Identifier: MIT
 * What of a domain somebody registered. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "../../daemon/mail/domain.h"

static void test_registered(void **state)
{
	static const struct {
		const char *domain, *registered;
	} rows[] = {
		{ "example.org", "example.org" },
		{ "a.b.example.org", "example.org" },
		{ "example.govt.nz", "example.govt.nz" },
		{ "mail.hr.example.govt.nz", "example.govt.nz" },
		{ "govt.nz", "govt.nz" },
		{ "x.example.co.uk", "example.co.uk" },
		{ "example.nz", "example.nz" },
		{ "localhost", "localhost" },
		{ "", "" },
		{ ".", "." },
		{ "[192.0.2.1]", "[192.0.2.1]" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct slice got = domain_registered(slice_of(rows[i].domain));

		if (!slice_is(got, rows[i].registered))
			fail_msg("%s: %.*s", rows[i].domain, SLICE_ARG(got));
	}
	assert_true(domain_is_everybodys(slice_of("govt.nz")));
	assert_false(domain_is_everybodys(slice_of("example.nz")));
	assert_true(domain_is_under(slice_of("A.Example.nz"), slice_of("example.nz")));
	assert_false(domain_is_under(slice_of("badexample.nz"), slice_of("example.nz")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
