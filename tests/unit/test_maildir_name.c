/* SPDX-License-Identifier: MIT
 * Names in a Maildir: their order, what they are called once seen, and the oldest of many. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/fetch/maildir_name.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int sign(int n)
{
	return n < 0 ? -1 : n > 0;
}

static void test_order(void **state)
{
	/* Each is before the next: by number first ("9" before "10", and before more digits than
	 * any integer has), by bytes where the numbers are the same ("0" is 0x30, "1" is 0x31). */
	/* clang-format off */
	static const char *const names[] = {
		"", "-1.x", "0", "00", "000.z", "a", "b", "01.c", "1", "1.a", "1.b", "9.z", "010.a", "10.a",
		"999999999.M9P1.h", "1000000000.M1P1.h", "1000000000.M2P1.h",
		"18446744073709551615.x", "18446744073709551616.x", "99999999999999999999999999.x",
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		for (size_t j = 0; j < COUNT(names); j++)
			assert_int_equal(sign(maildir_name_compare(names[i], names[j])),
			    i < j ? -1 : i > j);
	}
}

static void test_seen(void **state)
{
	static const struct {
		const char *name;
		unsigned copy;
		const char *seen;
	} cases[] = {
		{ "1204680122.27c448.uruz", 0, "1204680122.27c448.uruz:2,S" },
		{ "1.h:2,", 0, "1.h:2,S" },
		{ "1.h:2,S", 0, "1.h:2,S" },
		{ "1.h:2,DF", 0, "1.h:2,DFS" },
		{ "1.h:2,RT", 0, "1.h:2,RST" },
		{ "1.h:2,Tab", 0, "1.h:2,STab" },
		{ "1.h:1,experimental", 0, "1.h:1,experimental:2,S" },
		{ "1.h", 3, "1.h,copy=3:2,S" },
		{ "1.h:2,F", 3, "1.h,copy=3:2,FS" },
		{ "", 0, ":2,S" },
	};
	struct buf out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		maildir_name_seen(&out, cases[i].name, cases[i].copy);
		assert_string_equal(out.p, cases[i].seen);
	}
	buf_release(&out);
}

static void test_key(void **state)
{
	static const struct {
		const char *name;
		const char *key;
	} cases[] = {
		{ "1.M2P3.host:2,S", "1.M2P3.host:2,S" },
		{ "a b", "a%20b" },
		{ "a%20b", "a%2520b" },
		{ "\xc4\x81\x7f\x01", "%C4%81%7F%01" },
		{ "\xff", "%FF" },
	};
	struct buf out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_clear(&out);
		maildir_name_key(&out, cases[i].name);
		assert_string_equal(out.p, cases[i].key);
	}
	buf_release(&out);
}

/* All numbers below `count` in an order that is not theirs. */
static void offer_many(struct maildir_batch *b, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		char name[32];

		(void)snprintf(name, sizeof name, "%u.m", i * 7919 % count);
		maildir_batch_offer(b, name);
	}
}

static void test_batch(void **state)
{
	static const struct {
		unsigned count;
		size_t max;
	} cases[] = { { 0, 1 }, { 1, 1 }, { 2, 1 }, { 9, 10 }, { 10, 10 }, { 11, 10 }, { 1000, 10 },
		{ 5000, 4096 } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct maildir_batch b;
		size_t expected = cases[i].count < cases[i].max ? cases[i].count : cases[i].max;

		maildir_batch_init(&b, cases[i].max);
		offer_many(&b, cases[i].count);
		maildir_batch_sort(&b);
		assert_int_equal(b.n, expected);
		assert_int_equal(b.is_full, cases[i].count > cases[i].max);
		for (size_t j = 0; j < b.n; j++) {
			char name[32];

			(void)snprintf(name, sizeof name, "%zu.m", j);
			assert_string_equal(b.names[j], name);
		}
		maildir_batch_clear(&b);
		assert_int_equal(b.n, 0);
		assert_false(b.is_full);
		maildir_batch_release(&b);
	}
}

static void test_is(void **state)
{
	/* clang-format off */
	static const struct { const char *name, *key; bool is_it; } cases[] = {
		{ "1.a.host:2,S", "1.a.host", true }, { "1.a.host:2,RS", "1.a.host", true }, { "1.a.host", "1.a.host", true },
		{ "1.a.host:2,S", "1.a.host:2,F", true },	/* it had flags in new/ */
		{ "1.a.host,copy=1:2,S", "1.a.host", true }, { "1.a.host,copy=12", "1.a.host", true },
		{ "1.a.host,copy=:2,S", "1.a.host", false }, { "1.a.host,S=12:2,S", "1.a.host", false },
		{ "1.a.hosts:2,S", "1.a.host", false }, { "1.a.hos:2,S", "1.a.host", false }, { "1.a.host", "", false },
		{ "", "", false }, { ":2,S", "", false }, { ".", ".", true },
		{ "1 a%:2,S", "1%20a%25", true }, { "1 a%:2,S", "1 a%", false },
		{ "../x:2,S", "../x", true },	/* of what readdir(3) gives none is such */
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (maildir_name_is(cases[i].name, slice_of(cases[i].key)) != cases[i].is_it)
			fail_msg("%s and %s", cases[i].name, cases[i].key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_seen),
		cmocka_unit_test(test_key),
		cmocka_unit_test(test_batch),
		cmocka_unit_test(test_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
