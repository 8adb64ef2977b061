/* SPDX-License-Identifier: MIT
 * Rows of a file in the order of their addresses, each still what it was. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

#include "daemon/ctl/stretch.h"

static void add(struct stretch *s, uint32_t place, enum roster_mark mark, const char *address,
    const char *why)
{
	struct roster_row row = { .place = place, .mark = mark };

	row.fields[ROSTER_ADDRESS] = slice_of(address);
	stretch_add(s, &row, why);
}

/* "place:address place:address ..." as they are brought. */
static void read_order(const struct stretch *s, struct buf *out)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct stretch_row *row = &s->rows[s->order[i]];
		struct slice address = stretch_address(s, row);

		buf_printf(out, "%s%u:%.*s", i > 0 ? " " : "", row->place, SLICE_ARG(address));
	}
}

static void test_order(void **state)
{
	struct stretch s = STRETCH_INIT;
	struct buf out = BUF_INIT;

	(void)state;
	stretch_sort(&s); /* of nothing */
	for (int round = 0; round < 2; round++) {
		buf_clear(&out);
		add(&s, 2, ROSTER_PLAIN, "zoe@example.org", NULL);
		add(&s, 3, ROSTER_BROKEN, "", "no quotation mark ends it");
		add(&s, 4, ROSTER_PLAIN, "ann@example.org", NULL);
		add(&s, 5, ROSTER_AGAIN, " ZOE@Example.org ", NULL);
		add(&s, 6, ROSTER_PLAIN, "not an address", NULL);
		add(&s, 7, ROSTER_PLAIN, "ann@example.org.nz", NULL);
		stretch_sort(&s);
		read_order(&s, &out);
		assert_string_equal(out.p,
		    "3: 4:ann@example.org 7:ann@example.org.nz 6:not an address 2:zoe@example.org"
		    " 5: ZOE@Example.org ");
		assert_int_equal(s.rows[0].place, 2);
		assert_string_equal(s.rows[1].why, "no quotation mark ends it");
		assert_int_equal(s.rows[5].outcome, STRETCH_UNTOLD);
		stretch_clear(&s);
	}
	stretch_release(&s);
	buf_release(&out);
}

/* What is sent is what the daemon would have got in the order of the file. */
static void test_bytes(void **state)
{
	struct stretch s = STRETCH_INIT;
	struct slice rest;
	struct roster_row row;

	(void)state;
	add(&s, 70000, ROSTER_AGAIN, "kim@example.org", NULL);
	stretch_sort(&s);
	rest = stretch_bytes(&s, &s.rows[0]);
	assert_int_equal(roster_next(&rest, &row), 1);
	assert_int_equal(row.place, 70000);
	assert_int_equal(row.mark, ROSTER_AGAIN);
	assert_true(slice_is(row.fields[ROSTER_ADDRESS], "kim@example.org"));
	assert_int_equal(rest.n, 0);
	stretch_release(&s);
}

static void test_full(void **state)
{
	struct stretch s = STRETCH_INIT;
	static char wide[ROSTER_FIELD_MAX + 1];
	struct roster_row row = { .place = 1 };

	(void)state;
	for (uint32_t n = 1; n < STRETCH_ROWS_MAX; n++)
		add(&s, n, ROSTER_PLAIN, "", NULL);
	assert_false(stretch_is_full(&s));
	add(&s, STRETCH_ROWS_MAX, ROSTER_PLAIN, "", NULL);
	assert_true(stretch_is_full(&s));
	stretch_clear(&s);
	assert_false(stretch_is_full(&s));
	/* 5 bytes and 7 fields of 2 + 1001 each: 7026, of which 4776 are more than 32 MB
	 * (33,554,432). */
	for (int i = 0; i < ROSTER_FIELDS; i++)
		row.fields[i] = slice_make(wide, sizeof wide);
	for (int n = 0; n < 4775; n++)
		stretch_add(&s, &row, NULL);
	assert_false(stretch_is_full(&s));
	stretch_add(&s, &row, NULL);
	assert_true(stretch_is_full(&s));
	stretch_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
