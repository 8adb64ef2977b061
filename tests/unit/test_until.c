/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/zone.h"
#include "daemon/time/until.h"

#define ZONE "Pacific/Auckland"

/* Saturday 21 November 2026, 10:00 NZDT: 20 November 21:00 UTC. */
#define NOW INT64_C(1795208400)

/* What is understood, as the local date and hour. */
static const struct {
	const char *text;
	int year, month, day, hour;
} cases[] = {
	{ "until 1 February", 2027, 2, 1, 0 },
	{ "Until 1st Feb", 2027, 2, 1, 0 },
	{ "till february 1", 2027, 2, 1, 0 },
	{ "until 22 November", 2026, 11, 22, 0 },
	{ "until 21 November", 2027, 11, 21, 0 }, /* today: the next one */
	{ "until 20 November 2027", 2027, 11, 20, 0 },
	{ "until 29 February", 2028, 2, 29, 0 },
	{ "2027-02-01", 2027, 2, 1, 0 },
	{ "until 1/2/2027", 2027, 2, 1, 0 }, /* day first */
	{ "1.2.2027", 2027, 2, 1, 0 },
	{ "until tomorrow", 2026, 11, 22, 0 },
	{ "until Monday", 2026, 11, 23, 0 },
	{ "until next Saturday", 2026, 11, 28, 0 }, /* it is Saturday */
	{ "3 weeks", 2026, 12, 12, 10 },
	{ "for three weeks", 2026, 12, 12, 10 },
	{ "for a month", 2026, 12, 21, 10 },
	{ "for the next two weeks", 2026, 12, 5, 10 },
	{ "10 days", 2026, 12, 1, 10 },
	{ "3 months", 2027, 2, 21, 10 },
	{ "a year", 2027, 11, 21, 10 },
	{ "for one week", 2026, 11, 28, 10 },
};

static void test_understood(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct zone_time t;
		struct err err = ERR_INIT;
		int64_t at = 0;

		if (!until_parse(slice_of(cases[i].text), ZONE, NOW, &at, &err))
			fail_msg("\"%s\": %s", cases[i].text, err.text);
		zone_local(ZONE, at, &t);
		if (t.year != cases[i].year || t.month != cases[i].month || t.day != cases[i].day ||
		    t.hour != cases[i].hour)
			fail_msg("\"%s\": %d-%02d-%02d %02d", cases[i].text, t.year, t.month, t.day,
			    t.hour);
	}
}

static void test_exact(void **state)
{
	struct err err = ERR_INIT;
	int64_t at = 0;

	(void)state;
	/* 1 February 2027 00:00 NZDT is 31 January 11:00 UTC. */
	assert_true(until_parse(slice_of("until 1 February"), ZONE, NOW, &at, &err));
	assert_int_equal(at, INT64_C(1801393200));
	assert_true(until_parse(slice_of(" "), ZONE, NOW, &at, &err));
	assert_int_equal(at, UNTIL_FOREVER);
}

static void test_refused(void **state)
{
	/* clang-format off */
	static const char *const texts[] = {
		"until", "until never", "until 31 February", "2026-11-20", "until 32 March", "1/13/2027", "2040-01-01",
		"6 years", "0 weeks", "3", "3 weeks please stop it all", "next", "-3 weeks", "weeks 3", "99999999999 days",
		"until 1 February 2027 and then some more words than eight of them",
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct err err = ERR_INIT;
		int64_t at = -7;

		if (until_parse(slice_of(texts[i]), ZONE, NOW, &at, &err))
			fail_msg("\"%s\" was read as %lld", texts[i], (long long)at);
		assert_int_equal(at, -7);
		assert_true(err.text[0] != '\0');
	}
}

/* Whatever stands there, it is a time ahead or nothing. */
static void test_any_bytes(void **state)
{
	char text[64];
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct err err = ERR_INIT;
		size_t n = strlen(cases[i % 21].text);
		int64_t at;

		memcpy(text, cases[i % 21].text, n);
		seed = seed * 1664525 + 1013904223;
		text[seed % n] = (char)(seed >> 24);
		if (until_parse(slice_make(text, (seed >> 8) % (n + 1)), ZONE, NOW, &at, &err))
			assert_true(at > NOW && at <= UNTIL_FOREVER);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_understood),
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_any_bytes),
	};

	return cmocka_run_group_tests_name("until", tests, NULL, NULL);
}
