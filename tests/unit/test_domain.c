/* SPDX-License-Identifier: MIT
 * What of a domain somebody registered. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/domain.h"

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
		{ "Mail.Example.GOVT.NZ", "Example.GOVT.NZ" },
		{ "example.co.nz", "example.co.nz" },
		{ "a.b.health.nz", "b.health.nz" },
		{ "a.x.com.au", "x.com.au" },
		{ "a.school.x.ck", "school.x.ck" }, /* *.ck */
		{ "b.www.ck", "www.ck" },           /* !www.ck */
		{ "one.github.io", "one.github.io" },
		{ "a.b.test", "b.test" },
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
	assert_true(domain_is_everybodys(slice_of("Github.IO")));
	assert_false(domain_is_everybodys(slice_of("example.nz")));
	assert_false(domain_is_everybodys(slice_of("")));
	assert_true(domain_is_under(slice_of("A.Example.nz"), slice_of("example.nz")));
	assert_false(domain_is_under(slice_of("badexample.nz"), slice_of("example.nz")));
}

/* Of 253 octets a name is one, past it nobody's suffix, and nothing is written beyond the bound. */
static void test_long(void **state)
{
	char name[300];

	(void)state;
	memset(name, 'a', sizeof name);
	for (size_t i = 63; i < sizeof name; i += 64)
		name[i] = '.';
	memcpy(name + 253 - 8, ".govt.nz", 8);
	assert_int_equal(domain_registered((struct slice){ name, 253 }).n, 253 - 192);
	assert_false(domain_is_everybodys((struct slice){ name, 254 }));
	assert_false(domain_is_everybodys((struct slice){ name, sizeof name }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registered),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
