/* SPDX-License-Identifier: MIT
 * Offices: who leads what, and what is held of it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "subscribers/convenor.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "tests/unit/store.h"

#define NOW INT64_C(1800000000)
#define KIRI "kiri@example.net"
#define TAMA "tama@example.net"

struct bed {
	struct store s;
	int64_t list_id, meeting_id;
	struct led community, meeting;
	struct convenors got;
};

static void lead(struct bed *b, struct led led, const char *who)
{
	struct convenors c;
	struct err err = ERR_INIT;

	assert_true(convenors_parse(slice_of(who), &c, &err));
	convenors_set(b->s.db, led, &c);
}

/* Two people, 1 and 2; a community of Kiri's and Tama's, and a meeting that is an hour away. */
static void open_bed(struct bed *b)
{
	struct list_input list = { .slug = slice_of("otago"),
		.name = slice_of("Otago"),
		.purpose = slice_of("To meet"),
		.region = slice_of("Otago"),
		.timezone = slice_of("Pacific/Auckland"),
		.kind = LIST_COMMUNITY };
	struct meeting_input meeting = { .title = slice_of("Hui"),
		.starts_at = NOW + 3600,
		.length_s = 3600,
		.timezone = slice_of("Pacific/Auckland") };

	memset(b, 0, sizeof *b);
	(void)store_fill(&b->s, 2, NOW); /* begins the transaction */
	b->list_id = list_add(b->s.db, &list, NOW);
	meeting.list_id = b->list_id;
	b->meeting_id = meeting_add(b->s.db, &meeting, NOW);
	b->community = (struct led){ .list_id = b->list_id };
	b->meeting = (struct led){ .list_id = b->list_id, .meeting_id = b->meeting_id };
	lead(b, b->community, KIRI "," TAMA);
}

static int of_community(struct bed *b)
{
	convenors_get(b->s.db, b->community, &b->got);
	return b->got.n;
}

static void close_bed(struct bed *b)
{
	struct err err = ERR_INIT;

	assert_int_equal(db_commit(b->s.db, &err), 0);
	store_close(&b->s);
}

static void test_what_is_held_is_nobodys(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b);
	assert_int_equal(of_community(&b), 2);
	assert_int_equal(convenors_hold(b.s.db, KIRI, 1, 2, NOW), 1);
	assert_int_equal(convenors_hold(b.s.db, KIRI, 2, 2, NOW),
	    0); /* whoever had it first has it */
	assert_int_equal(of_community(&b), 1);
	assert_string_equal(b.got.all[0].spec, TAMA);
	assert_true(convenors_leads(b.s.db, KIRI));
	assert_true(convenors_is_held(b.s.db, 1) && !convenors_is_held(b.s.db, 2));
	assert_int_equal(convenors_held_count(b.s.db, NOW), 1);
	/* By the address, by whose it is, by who may come after them; not by others. */
	assert_true(convenors_is_claim(b.s.db, b.community, KIRI, 0));
	assert_true(convenors_is_claim(b.s.db, b.meeting, "new@example.net", 1));
	assert_true(convenors_is_claim(b.s.db, b.community, "heir@example.net", 2));
	assert_false(convenors_is_claim(b.s.db, b.community, TAMA, 0));
	/* Only theirs to have back. */
	assert_int_equal(convenors_release(b.s.db, KIRI, 2), 0);
	assert_int_equal(convenors_release(b.s.db, TAMA, 1), 0);
	assert_int_equal(convenors_release(b.s.db, KIRI, 1), 1);
	assert_int_equal(of_community(&b), 2);
	close_bed(&b);
}

/* What its own may not have goes to no others, and what is made after it is held as well. */
static void test_a_meeting_of_its_own(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b);
	assert_false(convenors_of_meeting(b.s.db, b.list_id, b.meeting_id, &b.got));
	assert_int_equal(b.got.n, 2);
	(void)convenors_hold(b.s.db, KIRI, 1, 1, NOW);
	assert_false(convenors_same(b.s.db, b.community, b.meeting));
	convenors_copy(b.s.db, b.community, b.meeting);
	assert_true(convenors_same(b.s.db, b.community, b.meeting));
	assert_true(convenors_of_meeting(b.s.db, b.list_id, b.meeting_id, &b.got));
	assert_int_equal(b.got.n, 1);
	lead(&b, b.meeting, KIRI);
	assert_false(convenors_same(b.s.db, b.community, b.meeting));
	(void)convenors_hold(b.s.db, KIRI, 1, 1, NOW);
	assert_true(convenors_of_meeting(b.s.db, b.list_id, b.meeting_id, &b.got));
	assert_int_equal(b.got.n, 0);
	/* Two wait; when the meeting is over, one. */
	assert_int_equal(convenors_held_count(b.s.db, NOW), 2);
	assert_int_equal(convenors_held_count(b.s.db, NOW + 7200), 1);
	close_bed(&b);
}

/* Staff are given the others to name along; who is held is nobody they may be told to name. */
static void test_who_is_named_along(void **state)
{
	static const char named[] =
	    "[{\"community\":\"otago\",\"name\":\"Otago\",\"series\":null,\"meeting\":null,\"others\":null,"
	    "\"waiting\":1}]";
	struct buf json = BUF_INIT;
	struct bed b;

	(void)state;
	open_bed(&b);
	(void)convenors_hold(b.s.db, KIRI, 1, 1, NOW);
	(void)convenors_hold(b.s.db, TAMA, 2, 2, NOW);
	convenors_json_open(b.s.db, TAMA, 0, NOW, &json);
	assert_string_equal(json.p, named);
	/* Two addresses of one person are no two who wait. */
	lead(&b, b.community, KIRI "," TAMA);
	(void)convenors_hold(b.s.db, KIRI, 1, 1, NOW);
	(void)convenors_hold(b.s.db, TAMA, 1, 1, NOW);
	buf_clear(&json);
	convenors_json_open(b.s.db, TAMA, 0, NOW, &json);
	assert_null(strstr(json.p, KIRI));
	assert_non_null(strstr(json.p, "\"waiting\":0"));
	buf_release(&json);
	close_bed(&b);
}

static void test_an_end_to_it(void **state)
{
	struct bed b;
	struct buf json = BUF_INIT;

	(void)state;
	open_bed(&b);
	(void)convenors_hold(b.s.db, KIRI, 1, 1, NOW);
	convenors_json_open(b.s.db, KIRI, 0, NOW, &json);
	assert_string_equal(json.p,
	    "[{\"community\":\"otago\",\"name\":\"Otago\",\"series\":null,\"meeting\":null,\"others\":\"" TAMA
	    "\","
	    "\"waiting\":0}]");
	lead(&b, b.community, KIRI); /* staff say so */
	assert_int_equal(convenors_held_count(b.s.db, NOW), 0);
	assert_int_equal(of_community(&b), 1);
	(void)convenors_hold(b.s.db, KIRI, 1, 1, NOW);
	convenors_forget(b.s.db, "new@example.net", 1); /* where they are by then */
	assert_false(convenors_leads(b.s.db, KIRI));
	buf_release(&json);
	close_bed(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_held_is_nobodys),
		cmocka_unit_test(test_a_meeting_of_its_own),
		cmocka_unit_test(test_who_is_named_along),
		cmocka_unit_test(test_an_end_to_it),
	};

	return cmocka_run_group_tests_name("convenor", tests, NULL, NULL);
}
