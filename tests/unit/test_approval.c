/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/announcements/announcement.h"
#include "daemon/core/announcements/approval.h"
#include "tests/unit/store.h"

#define NOW 1000000

/* 2 % of what was approved, to either side. */
static void test_how_far_a_count_may_move(void **state)
{
	/* clang-format off */
	static const struct {
		int64_t approved, now;
		bool has_moved;
	} cases[] = {
		{ 1000, 1000, false }, { 1000, 1019, false }, { 1000, 1020, false }, { 1000, 1021, true },
		{ 1000, 981, false }, { 1000, 980, false }, { 1000, 979, true },
		{ 50, 51, false }, { 50, 49, false }, { 50, 52, true }, { 50, 48, true },
		{ 49, 50, true }, { 49, 48, true },	/* one of 49 is more than 2 % */
		{ 0, 0, false }, { 0, 1, true }, { 1, 0, true }, { 1, 1, false },
		{ 1000000, 1020000, false }, { 1000000, 1020001, true },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (approval_has_moved(cases[i].approved, cases[i].now) != cases[i].has_moved)
			fail_msg("%lld, then %lld", (long long)cases[i].approved,
			    (long long)cases[i].now);
	}
}

static struct approval_text text_of(char c, int64_t recipients)
{
	struct approval_text t = { .recipients = recipients };

	memset(t.hash, c, sizeof t.hash);
	return t;
}

/* An announcement by "kim". */
static int64_t open_with_one(struct store *s)
{
	int64_t list_id;

	list_id = store_fill(s, 1, 1);
	return announcement_new(s->db, list_id, slice_of("News"), slice_of("Kia ora"), "kim", NOW);
}

static void approve(struct store *s, int64_t id, const char *actor, char c, int64_t recipients)
{
	struct approval_text t = text_of(c, recipients);

	approval_add(s->db, id, &t, actor, NOW);
}

static bool sift(struct store *s, int64_t id, char c, int64_t recipients, struct buf *why,
    bool *is_other)
{
	struct approval_text t = text_of(c, recipients);

	return approval_sift(s->db, id, &t, NOW + 1, why, is_other);
}

static void test_what_stands(void **state)
{
	struct buf why = BUF_INIT, json = BUF_INIT;
	bool is_other;
	struct store s;
	int64_t id;

	(void)state;
	id = open_with_one(&s);
	assert_int_equal(approval_count(s.db, id), 0);
	approve(&s, id, "ann", 'a', 100);
	approve(&s, id, "ben", 'a', 104);
	assert_int_equal(approval_count(s.db, id), 2);
	assert_int_equal(approval_count(s.db, id + 1), 0);
	assert_true(approval_has(s.db, id, "ann"));
	assert_false(approval_has(s.db, id, "kim"));
	assert_false(sift(&s, id, 'a', 102, &why, &is_other)); /* within 2 of each hundred */
	assert_true(sift(&s, id, 'a', 103, &why,
	    &is_other)); /* more than 2 from ann's 100, not from ben's 104 */
	assert_string_equal(why.p, "it would go to 103 people now, and was approved for 100");
	assert_false(is_other);
	assert_int_equal(approval_count(s.db, id), 1);
	assert_false(approval_has(s.db, id, "ann"));
	approve(&s, id, "ann", 'b', 104);
	assert_true(sift(&s, id, 'a', 104, &why, &is_other));
	assert_true(is_other);
	assert_int_equal(approval_count(s.db, id), 1); /* ben's */
	approval_json(s.db, id, &json);
	assert_non_null(strstr(json.p,
	    "{\"by\":\"ann\",\"at\":\"1970-01-12T13:46:40Z\",\"recipients\":100,\"hash\":\"6161"));
	assert_non_null(strstr(json.p,
	    "\"void\":\"it would go to 103 people now, and was approved for 100\"}"));
	store_finish(&s);
	buf_release(&why);
	buf_release(&json);
}

static void test_the_same_person_twice(void **state)
{
	struct err err = ERR_INIT;
	struct store s;
	int64_t id;

	(void)state;
	id = open_with_one(&s);
	approve(&s, id, "ann", 'a', 1);
	approve(&s, id, "ann", 'a', 1);
	assert_int_equal(db_commit(s.db, &err), -1); /* the store itself has none of it */
	store_close(&s);
}

static void test_who_wrote(void **state)
{
	struct announcement a;
	struct store s;
	int64_t id;

	(void)state;
	id = open_with_one(&s);
	announcement_init(&a);
	assert_true(approval_is_writer(s.db, id, "kim"));
	assert_false(approval_is_writer(s.db, id, "lee"));
	approve(&s, id, "lee", 'a', 1);
	assert_true(announcement_get(s.db, id, &a));
	announcement_update(s.db, &a, 0, SLICE_NONE, slice_of("Kia ora!"), "lee", NOW);
	assert_true(approval_is_writer(s.db, id, "kim")); /* still: some of it may be theirs */
	assert_true(approval_is_writer(s.db, id, "lee"));
	assert_int_equal(approval_count(s.db, id), 0);
	store_finish(&s);
	announcement_release(&a);
}

static void test_a_waiver(void **state)
{
	struct approval_text t = text_of('a', 5);
	struct buf why = BUF_INIT;
	struct announcement a;
	bool is_other;
	struct store s;
	int64_t id;

	(void)state;
	id = open_with_one(&s);
	announcement_init(&a);
	approval_waive(s.db, id, &t, "convenor", NOW);
	assert_int_equal(approval_count(s.db, id), INT_MAX);
	assert_false(sift(&s, id, 'b', 100, &why, &is_other)); /* it is not of a text or a number */
	assert_int_equal(approval_count(s.db, id), INT_MAX);
	assert_true(announcement_get(s.db, id, &a));
	announcement_update(s.db, &a, 0, SLICE_NONE, slice_of("Mine"), "lee", NOW);
	assert_int_equal(approval_count(s.db, id),
	    0); /* staff changed it: now it is theirs, and needs approval */
	store_finish(&s);
	announcement_release(&a);
	buf_release(&why);
}

static void test_what_was_shown(void **state)
{
	struct approval_text of_ann = text_of('a', 10), of_ben = text_of('b', 20), seen;
	struct store s;
	int64_t id;

	(void)state;
	id = open_with_one(&s);
	assert_false(approval_seen(s.db, id, "ann", &seen));
	approval_saw(s.db, id, "ann", &of_ann, NOW);
	approval_saw(s.db, id, "ben", &of_ben, NOW + 1);
	assert_true(approval_seen(s.db, id, "ann", &seen));
	assert_int_equal(seen.recipients, 10);
	assert_true(approval_seen(s.db, id, "cat",
	    &seen)); /* who looked at nothing: what was shown last */
	assert_int_equal(seen.recipients, 20);
	approval_saw(s.db, id, "ann", &of_ben, NOW + 2);
	assert_true(approval_seen(s.db, id, "ann", &seen));
	assert_int_equal(seen.recipients, 20);
	assert_memory_equal(seen.hash, of_ben.hash, HASH_SIZE);
	store_finish(&s);
}

/* Of what staff write those that are checked; of a convenor's notes also those with a fault. */
static void test_what_nobody_approved(void **state)
{
	struct announcement a;
	struct store s;
	int64_t id, notes;

	(void)state;
	id = open_with_one(&s);
	announcement_init(&a);
	assert_true(announcement_get(s.db, id, &a));
	assert_int_equal(announcement_count_unapproved(s.db, false), 0);
	assert_true(announcement_move(s.db, &a, ANNOUNCEMENT_CHECKED, NULL, 0, NOW));
	assert_int_equal(announcement_count_unapproved(s.db, false), 1);
	assert_int_equal(announcement_count_unapproved(s.db, true), 0);
	notes = announcement_new(s.db, a.list_id, slice_of("Notes"), slice_of("We met"),
	    ANNOUNCEMENT_CONVENOR, NOW);
	assert_int_equal(announcement_count_unapproved(s.db, true), 1);
	assert_true(announcement_move(s.db, &a, ANNOUNCEMENT_APPROVED, "ann", 0, NOW));
	assert_int_equal(announcement_count_unapproved(s.db, false), 0);
	assert_true(announcement_get(s.db, notes, &a));
	assert_true(announcement_move(s.db, &a, ANNOUNCEMENT_CHECKED, NULL, 0, NOW));
	assert_int_equal(announcement_count_unapproved(s.db, true), 1);
	assert_true(announcement_move(s.db, &a, ANNOUNCEMENT_CANCELLED, "no", 0, NOW));
	assert_int_equal(announcement_count_unapproved(s.db, true), 0);
	store_finish(&s);
	announcement_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_how_far_a_count_may_move),
		cmocka_unit_test(test_what_stands),
		cmocka_unit_test(test_the_same_person_twice),
		cmocka_unit_test(test_who_wrote),
		cmocka_unit_test(test_a_waiver),
		cmocka_unit_test(test_what_was_shown),
		cmocka_unit_test(test_what_nobody_approved),
	};

	return cmocka_run_group_tests_name("approval", tests, NULL, NULL);
}
