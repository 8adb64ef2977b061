/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/reminder.h"
#include "tests/unit/store.h"

#define NOW 1000000

static int64_t fill(struct store *s)
{
	struct list_input in = { .kind = LIST_COMMUNITY,
		.slug = slice_of("cop"),
		.name = slice_of("CoP"),
		.purpose = slice_of("To meet."),
		.region = slice_of("Otago") };

	store_open(s);
	db_begin(s->db);
	return list_add(s->db, &in, 1);
}

static const char *state_of(struct store *s, int64_t meeting_id, int64_t offset_s)
{
	static const char *const names[] = { "pending", "sent", "missed", "cancelled" };
	struct db_stmt *st = db_sql(s->db,
	    "SELECT state FROM reminder WHERE meeting_id = :meeting AND offset_s = :offset");
	const char *found = "none";

	db_bind_int(st, ":meeting", meeting_id);
	db_bind_int(st, ":offset", offset_s);
	if (!db_row(st))
		return found;
	for (size_t i = 0; i < 4; i++) {
		if (slice_is(db_text(st, 0), names[i]))
			found = names[i];
	}
	db_end(st);
	return found;
}

static void test_each_fires_once(void **state)
{
	struct store s;
	struct meeting_input in = { .list_id = fill(&s),
		.starts_at = NOW + 7200,
		.length_s = 3600,
		.title = slice_of("Hui"),
		.timezone = slice_of("Pacific/Auckland") };
	struct reminder r = { 0 };
	struct err err = ERR_INIT;
	int64_t id;

	(void)state;
	id = meeting_add(s.db, &in, NOW);
	reminder_add(s.db, id, 3600, in.timezone.p, in.starts_at, NOW);
	reminder_add(s.db, id, 3600, in.timezone.p, in.starts_at,
	    NOW); /* the same offset is one reminder */
	reminder_add(s.db, id, 86400, in.timezone.p, in.starts_at, NOW); /* past already: missed */
	assert_false(reminder_next_due(s.db, NOW + 3599, &r));
	assert_int_equal(reminder_next_at(s.db, NOW), NOW + 3600);
	assert_true(reminder_next_due(s.db, NOW + 3600, &r));
	assert_int_equal(r.offset_s, 3600);
	assert_true(reminder_settle(s.db, &r, "sent"));
	assert_false(reminder_settle(s.db, &r, "sent"));
	assert_false(reminder_next_due(s.db, NOW + 99999, &r));
	assert_int_equal(reminder_next_at(s.db, NOW), 0);
	assert_int_equal(db_commit(s.db, &err), 0);
	store_close(&s);
}

/* One that cannot be sent does not keep the others back, nor hide when they are due. */
static void test_all_that_are_due_are_found(void **state)
{
	static const int64_t dues[] = { NOW + 600, NOW + 3600, NOW + 3600,
		NOW + 7140 }; /* by hand: 7200 - offset */
	struct store s;
	struct meeting_input in = { .list_id = fill(&s),
		.starts_at = NOW + 7200,
		.length_s = 3600,
		.title = slice_of("Hui"),
		.timezone = slice_of("Pacific/Auckland") };
	struct reminder r = { 0 };
	struct err err = ERR_INIT;
	int64_t first, second;

	(void)state;
	first = meeting_add(s.db, &in, NOW);
	second = meeting_add(s.db, &in, NOW);
	reminder_add(s.db, first, 3600, in.timezone.p, in.starts_at, NOW);
	reminder_add(s.db, first, 6600, in.timezone.p, in.starts_at, NOW);
	reminder_add(s.db, second, 3600, in.timezone.p, in.starts_at, NOW);
	reminder_add(s.db, second, 60, in.timezone.p, in.starts_at, NOW);
	for (int i = 0; i < 4; i++) {
		assert_true(reminder_next_due(s.db, NOW + 7200, &r));
		assert_int_equal(r.due_at, dues[i]);
		assert_int_equal(r.meeting_id, i == 0 || i == 1 ? first : second);
	}
	assert_false(reminder_next_due(s.db, NOW + 7200, &r));
	assert_int_equal(reminder_next_at(s.db, NOW + 600), NOW + 3600);
	assert_int_equal(reminder_next_at(s.db, NOW + 3600), NOW + 7140);
	assert_int_equal(db_commit(s.db, &err), 0);
	store_close(&s);
}

/* A meeting at 10:00 on Tuesday 6 October 2026 (NZDT, UTC+13) has reminders 7 days, 1 day and 2
 * hours before. */
#define AT(day, hour) \
	(INT64_C(1790812800) + ((day)-1) * INT64_C(86400) + \
	    (hour)*INT64_C(3600)) /* of October 2026, UTC */

static void test_moved_reminders(void **state)
{
	static const struct {
		const char *what;
		int64_t starts_at, now,
		    sent_to;        /* sent_to: how far the one of 7 days was when it moved */
		int64_t dues[3];    /* of 7 days, 1 day, 2 hours: by hand */
		const char *states; /* of each: p pending, m missed, s sent */
	} cases[] = {
		/* A week later: all of them a week later, at 10:00 of those days. */
		{ "later", AT(12, 21), AT(1, 0), 0, { AT(5, 21), AT(11, 21), AT(12, 19) }, "ppp" },
		/* Three days later, when the first was due yesterday: it is due again in two days.
		 */
		{ "due again", AT(8, 21), AT(1, 0), 0, { AT(1, 21), AT(7, 21), AT(8, 19) }, "ppp" },
		/* To tomorrow: what would have been in the past is missed. */
		{ "sooner", AT(2, 21), AT(1, 22), 0, { 0, 0, AT(2, 19) }, "mmp" },
		/* Part of the members have it with the old time: never again. */
		{ "on its way", AT(12, 21), AT(1, 0), 9, { AT(5, 21), AT(11, 21), AT(12, 19) },
		    "spp" },
		/* Over the change of the clocks on 27 September 2026: 10:00 stays 10:00, which is
		   22:00 UTC before it. */
		{ "over the change", AT(1, 21), AT(-9, 0), 0, { AT(-6, 22), AT(0, 21), AT(1, 19) },
		    "ppp" },
	};
	static const int64_t offsets[] = { 7 * 86400, 86400, 7200 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct store s;
		struct meeting_input in = { .list_id = fill(&s),
			.starts_at = AT(5, 21),
			.length_s = 3600,
			.title = slice_of("Hui"),
			.timezone = slice_of("Pacific/Auckland") };
		struct reminder r;
		struct err err = ERR_INIT;
		int64_t id = meeting_add(s.db, &in, AT(-20, 0));

		for (int k = 0; k < 3; k++)
			reminder_add(s.db, id, offsets[k], in.timezone.p, in.starts_at, AT(-20, 0));
		assert_true(reminder_find(s.db, id, offsets[0], &r));
		assert_int_equal(r.due_at,
		    AT(-2, 21)); /* 10:00 on 29 September, after the change of the clocks */
		assert_true(reminder_set_sent_to(s.db, &r, cases[i].sent_to));
		reminder_move(s.db, id, in.timezone.p, cases[i].starts_at, cases[i].now);
		for (int k = 0; k < 3; k++) {
			bool is_pending = reminder_find(s.db, id, offsets[k], &r);

			if (is_pending != (cases[i].states[k] == 'p'))
				fail_msg("%s, %d: pending %d", cases[i].what, k, is_pending);
			if (is_pending && r.due_at != cases[i].dues[k])
				fail_msg("%s, %d: due %lld, not %lld", cases[i].what, k,
				    (long long)r.due_at, (long long)cases[i].dues[k]);
			if (!is_pending &&
			    strcmp(state_of(&s, id, offsets[k]),
			        cases[i].states[k] == 's' ? "sent" : "missed") != 0)
				fail_msg("%s, %d: %s", cases[i].what, k,
				    state_of(&s, id, offsets[k]));
		}
		assert_int_equal(db_commit(s.db, &err), 0);
		store_close(&s);
	}
}

static void test_cancelled_meetings_are_quiet(void **state)
{
	struct store s;
	struct meeting_input in = { .list_id = fill(&s),
		.starts_at = NOW + 7200,
		.length_s = 3600,
		.title = slice_of("Hui"),
		.timezone = slice_of("Pacific/Auckland") };
	struct reminder r = { 0 };
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
		{ NOW + 60, 0, "Hui", "", "length" },
		{ NOW + 60, 86401, "Hui", "", "length" },
		{ NOW + 60, 3600, "Hui\nBcc: a@b.nz", "", "one line" },
		{ NOW + 60, 3600, "Hui", "http://insecure.nz/", "https://" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct store s;
		struct meeting_input in = { .list_id = fill(&s),
			.starts_at = cases[i].starts_at,
			.length_s = cases[i].length_s,
			.title = slice_of(cases[i].title),
			.link = slice_of(cases[i].link),
			.timezone = slice_of("Pacific/Auckland") };
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
		cmocka_unit_test(test_each_fires_once),
		cmocka_unit_test(test_all_that_are_due_are_found),
		cmocka_unit_test(test_moved_reminders),
		cmocka_unit_test(test_cancelled_meetings_are_quiet),
		cmocka_unit_test(test_bad_meetings_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
