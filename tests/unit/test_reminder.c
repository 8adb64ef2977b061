/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "../../subscribers/list.h"
#include "../../subscribers/meeting.h"
#include "../../subscribers/reminder.h"
#include "store.h"

#define NOW 1000000

static int64_t fill(struct store *s)
{
	struct list_input in = { .kind = LIST_COMMUNITY, .slug = slice_of("cop"), .name = slice_of("CoP"),
		.purpose = slice_of("To meet."), .region = slice_of("Otago") };

	store_open(s);
	db_begin(s->db);
	return list_add(s->db, &in, 1);
}

static void test_each_fires_once(void **state)
{
	struct store s;
	struct meeting_input in = { .list_id = fill(&s), .starts_at = NOW + 7200, .length_s = 3600,
		.title = slice_of("Hui"), .timezone = slice_of("Pacific/Auckland") };
	struct reminder r;
	struct err err = ERR_INIT;
	int64_t id;

	(void)state;
	id = meeting_add(s.db, &in, NOW);
	reminder_add(s.db, id, 3600, in.timezone.p, in.starts_at, NOW);
	reminder_add(s.db, id, 3600, in.timezone.p, in.starts_at, NOW);	/* the same offset is one reminder */
	reminder_add(s.db, id, 86400, in.timezone.p, in.starts_at, NOW);	/* past already: missed */
	assert_false(reminder_next_due(s.db, NOW + 3599, &r));
	assert_int_equal(reminder_next_at(s.db), NOW + 3600);
	assert_true(reminder_next_due(s.db, NOW + 3600, &r));
	assert_int_equal(r.offset_s, 3600);
	assert_true(reminder_settle(s.db, &r, "sent"));
	assert_false(reminder_settle(s.db, &r, "sent"));
	assert_false(reminder_next_due(s.db, NOW + 99999, &r));
	assert_int_equal(reminder_next_at(s.db), 0);
	assert_int_equal(db_commit(s.db, &err), 0);
	store_close(&s);
}

static void test_cancelled_meetings_are_quiet(void **state)
{
	struct store s;
	struct meeting_input in = { .list_id = fill(&s), .starts_at = NOW + 7200, .length_s = 3600,
		.title = slice_of("Hui"), .timezone = slice_of("Pacific/Auckland") };
	struct reminder r;
	struct meeting m;
	struct err err = ERR_INIT;
	int64_t id;

	(void)state;
	id = meeting_add(s.db, &in, NOW);
	reminder_add(s.db, id, 60, in.timezone.p, in.starts_at, NOW);
	assert_true(meeting_cancel(s.db, id, slice_of("snow")));
	assert_false(meeting_cancel(s.db, id, slice_of("again")));
	reminder_cancel_all(s.db, id);
	assert_false(reminder_next_due(s.db, NOW + 99999, &r));
	assert_true(meeting_get(s.db, id, &m));
	assert_true(m.is_cancelled);
	assert_int_equal(db_commit(s.db, &err), 0);
	store_close(&s);
}

static void test_bad_meetings_are_refused(void **state)
{
	static const struct {
		int64_t starts_at, length_s;
		const char *title, *link, *says;
	} cases[] = {
		{ NOW, 3600, "Hui", "", "in the past" },
		{ NOW + 4LL * 366 * 86400, 3600, "Hui", "", "three years" },
		{ NOW + 60, 0, "Hui", "", "length" }, { NOW + 60, 86401, "Hui", "", "length" },
		{ NOW + 60, 3600, "Hui\nBcc: a@b.nz", "", "one line" },
		{ NOW + 60, 3600, "Hui", "http://insecure.nz/", "https://" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct store s;
		struct meeting_input in = { .list_id = fill(&s), .starts_at = cases[i].starts_at,
			.length_s = cases[i].length_s, .title = slice_of(cases[i].title),
			.link = slice_of(cases[i].link), .timezone = slice_of("Pacific/Auckland") };
		struct err err = ERR_INIT;

		(void)meeting_add(s.db, &in, NOW);
		assert_int_equal(db_commit(s.db, &err), -1);
		if (strstr(err.text, cases[i].says) == NULL)
			fail_msg("case %zu says \"%s\"", i, err.text);
		store_close(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_fires_once), cmocka_unit_test(test_cancelled_meetings_are_quiet),
		cmocka_unit_test(test_bad_meetings_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
