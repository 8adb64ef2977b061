/* SPDX-License-Identifier: MIT
 * Limits of destination domains: what goes, who waits how long, and that a restart forgets nothing.
 */
#include "daemon/core/outbox/domain_rate.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/store.h"

#define NOW INT64_C(1800000000)

static char slow_name[] = "slow", slow_domains[] = "slow.nz other.slow.nz", fast_name[] = "fast",
            fast_domains[] = "fast.nz";

static struct conf *make_conf(void)
{
	static struct conf conf;

	memset(&conf, 0, sizeof conf);
	conf.domain_count = 2;
	conf.domains[0] = (struct conf_domain){ slow_name, slow_domains, 6, 0 };
	conf.domains[1] = (struct conf_domain){ fast_name, fast_domains, 600, 3 };
	return &conf;
}

static void test_groups(void **state)
{
	const struct conf *conf = make_conf();

	(void)state;
	assert_int_equal(domain_rate_group(conf, slice_of("a@slow.nz")), 0);
	assert_int_equal(domain_rate_group(conf, slice_of("a@Other.SLOW.nz")), 0);
	assert_int_equal(domain_rate_group(conf, slice_of("a@fast.nz")), 1);
	assert_int_equal(domain_rate_group(conf, slice_of("a@notslow.nz")), -1);
	assert_int_equal(domain_rate_group(conf, slice_of("a@sub.slow.nz")), -1);
}

/* 6 a minute: one each ten seconds. */
static void test_a_line(void **state)
{
	struct store s;
	struct domain_rate d;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	domain_rate_load(s.db, make_conf(), &d);
	assert_int_equal(domain_rate_take(&d, 0, false, NOW), 0);
	assert_int_equal(domain_rate_take(&d, 0, false, NOW), NOW + 10);
	assert_int_equal(domain_rate_take(&d, 0, false, NOW), NOW + 20);
	domain_rate_save(s.db, &d);
	/* After a restart it is the same line. */
	domain_rate_load(s.db, make_conf(), &d);
	assert_int_equal(domain_rate_take(&d, 0, false, NOW + 1), NOW + 30);
	assert_int_equal(domain_rate_take(&d, 0, false, NOW + 10), 0);
	/* An answer goes, and who comes at 20 waits for it. */
	assert_int_equal(domain_rate_take(&d, 0, true, NOW + 11), 0);
	assert_int_equal(domain_rate_take(&d, 0, false, NOW + 20), NOW + 40);
	assert_int_equal(domain_rate_take(&d, 0, false, NOW + 30), 0);
	assert_int_equal(d.postponed, 2);
	db_rollback(s.db);
	store_close(&s);
}

/* 600 a minute: no minute has more, whatever comes. */
static void test_no_minute_has_more(void **state)
{
	struct store s;
	struct domain_rate d;
	int went[180] = { 0 };

	(void)state;
	store_open(&s);
	db_begin(s.db);
	domain_rate_load(s.db, make_conf(), &d);
	for (int t = 0; t < 180; t++) {
		for (int i = 0; i < 200; i++) {
			d.groups[1].busy = 0;
			went[t] += domain_rate_take(&d, 1, false, NOW + t) == 0;
		}
	}
	assert_int_equal(went[0], 60);
	for (int t = 0; t + 60 <= 180; t++) {
		int sum = 0;

		for (int i = 0; i < 60; i++)
			sum += went[t + i];
		assert_in_range(sum, 500, 600);
	}
	db_rollback(s.db);
	store_close(&s);
}

static void test_under_way(void **state)
{
	struct store s;
	struct domain_rate d;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	domain_rate_load(s.db, make_conf(), &d);
	for (int i = 0; i < 3; i++)
		assert_int_equal(domain_rate_take(&d, 1, false, NOW), 0);
	assert_int_equal(domain_rate_take(&d, 1, false, NOW), NOW + 1);
	d.groups[1].busy--;
	assert_int_equal(domain_rate_take(&d, 1, false, NOW), 0);
	db_rollback(s.db);
	store_close(&s);
}

static void test_a_clock_set_back(void **state)
{
	struct store s;
	struct domain_rate d;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	domain_rate_load(s.db, make_conf(), &d);
	for (int i = 0; i < 5; i++)
		(void)domain_rate_take(&d, 0, false, NOW);
	assert_int_equal(domain_rate_take(&d, 0, false, NOW - 365 * 86400), 0);
	assert_int_equal(domain_rate_take(&d, 0, false, NOW - 365 * 86400), NOW - 365 * 86400 + 10);
	db_rollback(s.db);
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_a_line),
		cmocka_unit_test(test_no_minute_has_more),
		cmocka_unit_test(test_under_way),
		cmocka_unit_test(test_a_clock_set_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
