/* SPDX-License-Identifier: MIT
 * Small numbers of people in reports, and those whose rows are gone. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "subscribers/report.h"
#include "subscribers/rsvp.h"
#include "tests/unit/store.h"

static void test_hiding(void **state)
{
	/* clang-format off */
	static const struct { int64_t in[4], out[4]; } rows[] = {
		{ { 0, 0, 0, 0 }, { 0, 0, 0, 0 } },
		{ { 5, 6, 0, 100 }, { 5, 6, 0, 100 } },
		{ { 4, 6, 0, 100 }, { REPORT_FEW, REPORT_HIDDEN, 0, 100 } },	/* else 4 is 110 - 106 */
		{ { 4, 1, 0, 100 }, { REPORT_FEW, REPORT_FEW, 0, 100 } },
		{ { 0, 1, 0, 0 }, { 0, REPORT_FEW, 0, 0 } },
		{ { 1, 2, 3, 4 }, { REPORT_FEW, REPORT_FEW, REPORT_FEW, REPORT_FEW } },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int64_t counts[4];

		memcpy(counts, rows[i].in, sizeof counts);
		report_hide(counts, 4);
		assert_memory_equal(counts, rows[i].out, sizeof counts);
	}
}

static void assert_percent(struct db *db, int64_t now, const char *wanted)
{
	struct buf json = BUF_INIT;

	assert_true(report_community(db, 2, now, &json));
	assert_true(slice_find_text(buf_all(&json), wanted) < json.n);
	buf_release(&json);
}

/* Of eight who were invited to the meetings of a year, two answered; a third was invited no more.
 * Half of the rows go. */
static void test_answers_of_a_year(void **state)
{
	const int64_t day = 86400;
	struct store s;
	struct err err = ERR_INIT;

	(void)state;
	(void)store_fill(&s, 5, 1);
	assert_int_equal(db_commit(s.db, &err), 0);
	assert_int_equal(
	    db_script(s.db,
	        "INSERT INTO list (id, slug, kind, name, purpose, region, timezone, state, created_at) VALUES"
	        " (2, 'cop', 'community', 'CoP', 'To meet', 'ota', 'Pacific/Auckland', 'open', 1);"
	        "INSERT INTO meeting (id, list_id, title, starts_at, length_s, timezone, state, created_at) VALUES"
	        " (1, 2, 'Hui', 10 * 86400, 3600, 'Pacific/Auckland', 'planned', 1),"
	        " (2, 2, 'Hui', 20 * 86400, 3600, 'Pacific/Auckland', 'planned', 1);"
	        "INSERT INTO rsvp (meeting_id, subscriber_id, uid, revision, sequence, is_invited, answer, starts_at)"
	        " SELECT m.id, p.id, 'u' || m.id || '-' || p.id, 1, 0, m.id = 2 OR p.id <> 5,"
	        " iif(p.id = 1 OR m.id = 1 AND p.id = 5, 'yes', 'none'), m.starts_at FROM meeting m JOIN subscriber p"
	        " WHERE m.id = 1 OR p.id <> 4",
	        &err),
	    0);
	db_begin(s.db);
	assert_percent(s.db, 30 * day, "\"answered_percent\":25");
	assert_int_equal(rsvp_forget(s.db, 11 * day, 500), 5);
	assert_percent(s.db, 30 * day, "\"answered_percent\":25");
	assert_percent(s.db, 376 * day, "\"answered_percent\":null"); /* of four nothing is said */
	store_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_hiding),
		cmocka_unit_test(test_answers_of_a_year) };

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
