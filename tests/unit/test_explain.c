/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/verbs/explain.h"

static void test_local_times(void **state)
{
	static const struct {
		const char *zone, *json, *expected;
	} cases[] = {
		/* Summer time in New Zealand from the last Sunday of September: +13; before it +12.
		 */
		{ "Pacific/Auckland", "{\"at\":\"2026-11-30T20:00:00Z\"}",
		    "{\"at\":\"2026-12-01T09:00:00+13:00\"}" },
		{ "Pacific/Auckland", "[\"2026-06-30T12:00:00Z\"]",
		    "[\"2026-07-01T00:00:00+12:00\"]" },
		{ "Pacific/Chatham", "[\"2026-06-30T12:00:00Z\"]",
		    "[\"2026-07-01T00:45:00+12:45\"]" },
		{ "America/St_Johns", "[\"2026-01-01T00:00:00Z\"]",
		    "[\"2025-12-31T20:30:00-03:30\"]" },
		{ "UTC", "[\"2026-01-01T00:00:00Z\"]", "[\"2026-01-01T00:00:00+00:00\"]" },
		/* What is no time from quote to quote stays: words people wrote, times cut short.
		 */
		{ "UTC", "[\"on 2026-01-01T00:00:00Z\"]", "[\"on 2026-01-01T00:00:00Z\"]" },
		{ "UTC", "[\"2026-01-01T00:00:00Z!\"]", "[\"2026-01-01T00:00:00Z!\"]" },
		{ "UTC", "[\"x\\\"2026-01-01T00:00:00Z\\\"\"]",
		    "[\"x\\\"2026-01-01T00:00:00Z\\\"\"]" },
		{ "UTC", "[\"\\\\\",\"2026-01-01T00:00:00Z\"]",
		    "[\"\\\\\",\"2026-01-01T00:00:00+00:00\"]" },
		{ "UTC", "[\"2026-01-01\"]", "[\"2026-01-01\"]" },
		{ "UTC", "[\"2026-01-01T00:00:00Z", "[\"2026-01-01T00:00:00Z" },
		{ "UTC", "\"", "\"" },
		{ "UTC", "\"\\", "\"\\" },
		{ "UTC", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT;

		explain_local(slice_of(cases[i].json), cases[i].zone, &out);
		if (!slice_is(buf_all(&out), cases[i].expected))
			fail_msg("%s in %s: %.*s", cases[i].json, cases[i].zone,
			    SLICE_ARG(buf_all(&out)));
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_local_times),
	};

	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
