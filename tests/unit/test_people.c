/* SPDX-License-Identifier: MIT
 * Files of people as rows, cells that are safe in spreadsheets, and rows in frames. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/ctl/column.h"
#include "daemon/ctl/csv.h"
#include "daemon/ctl/people.h"
#include "daemon/ctl/seen.h"

static char path[64];

static void write_file(struct slice text)
{
	FILE *f;

	(void)snprintf(path, sizeof path, "/tmp/dpupd-people-%d", (int)getpid());
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
	assert_int_equal(fclose(f), 0);
}

/* "line:address|name|...;" of each row, "line!" of a broken one, "#why" where it ends in a fault.
 */
static void read_file(struct buf *out)
{
	struct roster_row row;
	struct err err = ERR_INIT;
	struct people *p = people_open(path, &err);
	int got = -1;

	while (p != NULL && (got = people_next(p, &row, &err)) == 1) {
		buf_printf(out, "%u", row.place);
		if (row.mark == ROSTER_BROKEN) {
			buf_text(out, "!;");
			continue;
		}
		for (int i = 0; i < ROSTER_FIELDS; i++) {
			buf_char(out, i == 0 ? ':' : '|');
			buf_slice(out, row.fields[i]);
		}
		buf_char(out, ';');
	}
	if (got < 0)
		buf_printf(out, "#%s", err.text);
	people_close(p);
	(void)unlink(path);
}

static void test_files(void **state)
{
	static const struct {
		const char *text, *rows;
	} cases[] = {
		{ "address\na@b.nz\n", "2:a@b.nz||||||;" },
		{ "address\r\na@b.nz\r\n\r\nc@d.nz", "2:a@b.nz||||||;4:c@d.nz||||||;" },
		{ "role,name,address\nyes, Amy ,a@b.nz\n", "2:a@b.nz|Amy|||||yes;" },
		{ "address,name\na@b.nz,\"A \"\"B\"\", C\"\n", "2:a@b.nz|A \"B\", C|||||;" },
		{ "address,name\na@b.nz,\"A\nB\"\nc@d.nz,C\n",
		    "2:a@b.nz|A\nB|||||;4:c@d.nz|C|||||;" },
		{ "address,name\na@b.nz\nc@d.nz,C,x\ne@f.nz,E\n",
		    "2:a@b.nz||||||;3!;4:e@f.nz|E|||||;" },
		{ "list,ADDRESS,since,Organization\nx,a@b.nz,y,O\n", "2:a@b.nz||O||||;" },
		{ "address;sectors\na@b.nz;housing, health\n", "2:a@b.nz||||housing, health||;" },
		{ "address,name\na@b.nz,'=1+1\nc@d.nz,'\ne@f.nz,'tis\n",
		    "2:a@b.nz|=1+1|||||;3:c@d.nz|'|||||;4:e@f.nz|'tis|||||;" },
		{ "[{\"address\":\"a@b.nz\"} ,\n{\"address\":\"c@d.nz\",\"role\":false}]\n",
		    "1:a@b.nz||||||;2:c@d.nz||||||no;" },
		{ "{\"address\":\"a@b.nz\"}{\"e-mail\":\"c@d.nz\"}",
		    "1:a@b.nz||||||;2:c@d.nz||||||;" },
		{ "{\"address\":\"a@b.nz\",\"sectors\":[\"housing\",\"health\"]}",
		    "1:a@b.nz||||housing, health||;" },
		{ "[{\"address\":\"a@b.nz\"}",
		    "1:a@b.nz||||||;#record 1 is followed by neither , nor ]" },
		{ "[] x", "#something stands behind the end of the array" },
		{ "address\n\"a", "#line 2 begins a row whose quotation mark is never closed" },
		{ "address,birthday\n",
		    "#line 1, column 2: \"birthday\" is not kept here; take it out. There are address, name, "
		    "organisation, region, sectors, language and role" },
		{ "address,nmae\n",
		    "#line 1, column 2: \"nmae\" is not kept here; is \"name\" meant?" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf got = BUF_INIT;

		write_file(slice_of(cases[i].text));
		read_file(&got);
		if (strcmp(got.p, cases[i].rows) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", cases[i].text, got.p, cases[i].rows);
		buf_release(&got);
	}
}

/* Rows of the longest length are read, one byte more is told. */
static void test_row_limit(void **state)
{
	(void)state;
	for (size_t extra = 0; extra < 2; extra++) {
		struct buf text = BUF_INIT, got = BUF_INIT;

		buf_text(&text, "address,name\na@b.nz,");
		buf_repeat(&text, 'x', COLUMN_ROW_MAX - 8 + extra); /* and its line end */
		buf_text(&text, "\nc@d.nz,C\n");
		write_file(buf_all(&text));
		read_file(&got);
		if (extra == 0)
			assert_true(slice_ends_fold(buf_all(&got), ";3:c@d.nz|C|||||;"));
		else
			assert_string_equal(got.p, "#line 2 is longer than 16384 bytes");
		buf_release(&text);
		buf_release(&got);
	}
}

static void test_cells(void **state)
{
	/* clang-format off */
	static const char *const cells[][2] = {
		{ "plain", "plain" }, { "", "" }, { "a,b", "\"a,b\"" }, { "say \"hi\"", "\"say \"\"hi\"\"\"" },
		{ "=1+1", "'=1+1" }, { "+64", "'+64" }, { "-x", "'-x" }, { "@x", "'@x" }, { "'=x", "''=x" },
		{ "''@", "'''@" }, { "'tis", "'tis" }, { "=a,b", "\"'=a,b\"" }, { " x ", "\" x \"" },
		{ "two\nlines", "\"two\nlines\"" }, { "a=b", "a=b" }, { "\ttab", "\"'\ttab\"" },
	};
	/* clang-format on */
	struct buf text = BUF_INIT, got = BUF_INIT, want = BUF_INIT;

	(void)state;
	buf_text(&text, "name,address\n");
	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
		struct buf cell = BUF_INIT;

		csv_add_cell(&cell, slice_of(cells[i][0]));
		if (strcmp(cell.p, cells[i][1]) != 0)
			fail_msg("%s: %s", cells[i][0], cell.p);
		buf_printf(&text, "%s,a@b.nz\n", cell.p);
		buf_release(&cell);
	}
	/* What was written is read as it was. */
	write_file(buf_all(&text));
	read_file(&got);
	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
		buf_clear(&want);
		buf_printf(&want, ":a@b.nz|%s|||||;", cells[i][0]);
		if (slice_find_text(buf_all(&got), want.p) == got.n)
			fail_msg("%s is not in %s", want.p, got.p);
	}
	buf_release(&text);
	buf_release(&got);
	buf_release(&want);
}

static void test_fingerprint(void **state)
{
	uint8_t a[HASH_SIZE], b[HASH_SIZE];
	struct err err = ERR_INIT;

	(void)state;
	write_file(slice_of("address\na@b.nz\n"));
	assert_int_equal(people_fingerprint(path, a, &err), 0);
	assert_int_equal(people_fingerprint(path, b, &err), 0);
	assert_memory_equal(a, b, HASH_SIZE);
	write_file(slice_of("address\na@b.nZ\n"));
	assert_int_equal(people_fingerprint(path, b, &err), 0);
	assert_memory_not_equal(a, b, HASH_SIZE);
	(void)unlink(path);
	assert_int_equal(people_fingerprint(path, b, &err), -1);
}

static void test_seen(void **state)
{
	struct seen s = SEEN_INIT;
	char text[32];

	(void)state;
	assert_true(seen_add(&s, slice_of("Amy@Example.org")));
	assert_false(seen_add(&s, slice_of(" amy@example.ORG ")));
	assert_true(seen_add(&s, slice_of("no address")));
	assert_true(seen_add(&s, slice_of("no address")));
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 5000; i++) {
			(void)snprintf(text, sizeof text, "p%d@example.org", i);
			assert_int_equal(seen_add(&s, slice_of(text)), round == 0);
		}
	}
	seen_release(&s);
}

/* Rows in a frame: as they were; cut anywhere, malformed or fewer, never more. */
static void test_roster(void **state)
{
	struct roster_row row = { .place = 70000, .mark = ROSTER_AGAIN }, got;
	struct buf all = BUF_INIT, longest = BUF_INIT;
	struct slice rest;

	(void)state;
	row.fields[ROSTER_ADDRESS] = slice_of("a@b.nz");
	row.fields[ROSTER_ROLE] = slice_of("yes");
	roster_add(&all, &row);
	assert_int_equal(all.n, 5 + 7 * 2 + 6 + 3);
	rest = buf_all(&all);
	assert_int_equal(roster_next(&rest, &got), 1);
	assert_int_equal(got.place, 70000);
	assert_int_equal(got.mark, ROSTER_AGAIN);
	assert_true(slice_is(got.fields[ROSTER_ADDRESS], "a@b.nz"));
	assert_true(slice_is(got.fields[ROSTER_ROLE], "yes"));
	assert_int_equal(got.fields[ROSTER_NAME].n, 0);
	assert_int_equal(roster_next(&rest, &got), 0);
	for (size_t n = 1; n < all.n; n++) {
		rest = slice_sub(buf_all(&all), 0, n);
		assert_int_equal(roster_next(&rest, &got), -1);
	}
	all.p[4] = 3; /* no mark */
	rest = buf_all(&all);
	assert_int_equal(roster_next(&rest, &got), -1);
	/* What is too long stays so. */
	buf_repeat(&longest, 'x', ROSTER_FIELD_MAX + 500);
	for (int i = 0; i < ROSTER_FIELDS; i++)
		row.fields[i] = buf_all(&longest);
	buf_clear(&all);
	roster_add(&all, &row);
	assert_int_equal(all.n, ROSTER_ROW_MAX);
	rest = buf_all(&all);
	assert_int_equal(roster_next(&rest, &got), 1);
	assert_int_equal(got.fields[ROSTER_NAME].n, ROSTER_FIELD_MAX + 1);
	buf_release(&all);
	buf_release(&longest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_row_limit),
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_fingerprint),
		cmocka_unit_test(test_seen),
		cmocka_unit_test(test_roster),
	};

	return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
