/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "subscribers/list.h"
#include "subscribers/subscription.h"
#include "subscribers/suppression.h"
#include "tests/unit/store.h"

static struct evidence at(int64_t when)
{
	return (struct evidence){ .channel = "email", .at = when, .notice = "1" };
}

static int64_t make_list(struct store *s, const char *slug)
{
	struct list_input in = { .slug = slice_of(slug),
		.name = slice_of("A list"),
		.purpose = slice_of("To test."),
		.timezone = slice_of("Pacific/Auckland") };

	return list_add(s->db, &in, 1);
}

static struct subscriber make_subscriber(struct store *s, const char *text)
{
	struct address a;
	struct subscriber who;
	struct err err = ERR_INIT;

	assert_true(address_parse(slice_of(text), &a, &err));
	assert_true(subscriber_get(s->db, subscriber_ensure(s->db, &s->key, &a, 1), &who));
	return who;
}

static int64_t consents(struct store *s, const char *act)
{
	struct db_stmt *st = db_sql(s->db, "SELECT count(*) FROM consent WHERE act = :act");

	db_bind_text(st, ":act", act);
	return db_number(st, -1);
}

/* pending -> active -> left -> pending, with a record of each and a new generation at the end. */
static void test_life(void **state)
{
	struct store s;
	struct subscription n;
	struct evidence e = at(100);
	struct err err = ERR_INIT;
	struct subscriber who;
	int64_t list;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	list = make_list(&s, "news");
	who = make_subscriber(&s, "Hone@Example.nz");
	assert_true(subscription_ask(s.db, &who, list, slice_of("words"), &e, &n));
	assert_int_equal(n.state, SUBSCRIPTION_PENDING);
	assert_int_equal(n.generation, 1);
	assert_false(subscription_ask(s.db, &who, list, slice_of("words"), &e,
	    &n)); /* asked already */
	e = at(200);
	assert_true(subscription_give(s.db, &who, list, slice_of("words"), &e));
	assert_false(subscription_give(s.db, &who, list, slice_of("words"), &e)); /* a second yes */
	assert_false(subscription_refuse(s.db, &who, list,
	    &e)); /* too late for a no: it is "leave" now */
	assert_true(subscription_find(s.db, who.id, list, &n));
	assert_int_equal(n.since_at, 200);
	e = at(300);
	assert_true(subscription_leave(s.db, &who, list, &e));
	assert_false(subscription_leave(s.db, &who, list, &e));
	assert_true(subscription_undo(s.db, &who, list, &e));
	assert_true(subscription_find(s.db, who.id, list, &n));
	assert_int_equal(n.state, SUBSCRIPTION_ACTIVE);
	assert_int_equal(n.since_at, 200);
	assert_true(subscription_leave(s.db, &who, list, &e));
	assert_true(subscription_ask(s.db, &who, list, slice_of("other words"), &e, &n));
	assert_int_equal(n.generation, 2);
	assert_int_equal(consents(&s, "asked"), 2);
	assert_int_equal(consents(&s, "given"), 2); /* the yes and the undo */
	assert_int_equal(consents(&s, "withdrawn"), 2);
	assert_int_equal(db_number(db_sql(s.db, "SELECT count(*) FROM wording"), -1), 2);
	assert_int_equal(db_commit(s.db, &err), 0);
	store_close(&s);
}

/* An undo gives back what was given: who was asked and said no, or never answered, is not
 * subscribed by it. */
static void test_undo_needs_an_earlier_yes(void **state)
{
	struct store s;
	struct subscription n;
	struct evidence e = at(100), later = at(200);
	struct subscriber who;
	int64_t list;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	list = make_list(&s, "news");
	who = make_subscriber(&s, "hone@example.nz");
	assert_false(subscription_undo(s.db, &who, list, &e)); /* never asked */
	assert_true(subscription_ask(s.db, &who, list, slice_of("words"), &e, &n));
	assert_false(subscription_undo(s.db, &who, list, &e)); /* asked, and silent */
	assert_true(subscription_refuse(s.db, &who, list, &e));
	assert_false(subscription_undo(s.db, &who, list, &e)); /* said no */
	assert_true(subscription_find(s.db, who.id, list, &n));
	assert_int_equal(n.state, SUBSCRIPTION_LEFT);
	/* A yes of an earlier time is none for the question that was asked since. */
	assert_true(subscription_ask(s.db, &who, list, slice_of("words"), &e, &n));
	assert_true(subscription_give(s.db, &who, list, slice_of("words"), &e));
	assert_true(subscription_leave(s.db, &who, list, &e));
	assert_true(subscription_ask(s.db, &who, list, slice_of("words"), &e, &n));
	assert_true(subscription_refuse(s.db, &who, list, &e));
	assert_false(subscription_undo(s.db, &who, list, &e));
	assert_int_equal(consents(&s, "given"), 1);
	/* Anybody can have it asked: that, and its end, end no undo. */
	assert_true(subscription_ask(s.db, &who, list, slice_of("words"), &later, &n));
	assert_true(subscription_give(s.db, &who, list, slice_of("words"), &later));
	assert_true(subscription_leave(s.db, &who, list, &later));
	assert_true(subscription_ask(s.db, &who, list, slice_of("words"), &later, &n));
	assert_true(subscription_undo(s.db, &who, list, &later));
	assert_true(subscription_leave(s.db, &who, list, &later));
	assert_true(subscription_ask(s.db, &who, list, slice_of("words"), &later, &n));
	assert_true(subscription_leave(s.db, &who, list, &later));
	assert_true(subscription_undo(s.db, &who, list, &later));
	assert_int_equal(consents(&s, "given"), 4);
	store_finish(&s);
}

static void test_leave_all_and_suppression(void **state)
{
	struct store s;
	struct subscription n;
	struct evidence e = at(100);
	struct err err = ERR_INIT;
	struct subscriber who;
	struct subscription_member m;
	int64_t one, two;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	one = make_list(&s, "one");
	two = make_list(&s, "two");
	who = make_subscriber(&s, "a@example.nz");
	(void)subscription_ask(s.db, &who, one, SLICE_NONE, &e, &n);
	(void)subscription_ask(s.db, &who, two, SLICE_NONE, &e, &n);
	assert_true(subscription_give(s.db, &who, one, SLICE_NONE, &e));
	assert_false(subscription_next_member(s.db, two, 0, &m)); /* pending is no member */
	assert_true(subscription_next_member(s.db, one, 0, &m));
	assert_string_equal(m.address, "a@example.nz");
	suppression_add(s.db, who.hash, "staff", 100);
	assert_false(subscription_next_member(s.db, one, 0, &m));
	assert_int_equal(subscription_active_count(s.db, one), 1);
	assert_int_equal(subscription_sendable_count(s.db, one, 100), 0);
	assert_true(suppression_remove(s.db, who.hash, 1));
	assert_int_equal(subscription_sendable_count(s.db, one, 100), 1);
	assert_int_equal(subscription_leave_all(s.db, &who, &e), 2);
	assert_int_equal(subscription_count(s.db, who.id), 0);
	assert_int_equal(db_commit(s.db, &err), 0);
	store_close(&s);
}

/* A question nobody answered leaves no address behind. */
static void test_lapse(void **state)
{
	struct store s;
	struct subscription n;
	struct evidence e = at(1000);
	struct err err = ERR_INIT;
	struct subscriber old, young;
	int64_t list;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	list = make_list(&s, "news");
	old = make_subscriber(&s, "old@example.nz");
	young = make_subscriber(&s, "young@example.nz");
	(void)subscription_ask(s.db, &old, list, SLICE_NONE, &e, &n);
	e = at(2000);
	(void)subscription_ask(s.db, &young, list, SLICE_NONE, &e, &n);
	assert_int_equal(subscription_lapse(s.db, 1500, 10, &e), 1);
	assert_int_equal(subscription_lapse(s.db, 1500, 10, &e), 0);
	assert_false(subscriber_get(s.db, old.id, &old));
	assert_true(subscriber_get(s.db, young.id, &young));
	assert_int_equal(consents(&s, "lapsed"), 1);
	assert_int_equal(db_commit(s.db, &err), 0);
	store_close(&s);
}

static void test_lists_are_found_as_people_name_them(void **state)
{
	struct store s;
	struct list_input in = { .kind = LIST_COMMUNITY,
		.slug = slice_of("mwt-cop"),
		.name = slice_of("Manawatū-Whanganui Community"),
		.purpose = slice_of("To meet."),
		.region = slice_of("Manawatu-Whanganui") };
	static const char *const names[] = { "mwt-cop", "manawatu-whanganui", "Manawatū-Whanganui",
		"NZ-MWT", "manawatu-whanganui community", "whanganui" };
	struct list list;
	struct err err = ERR_INIT;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	(void)make_list(&s, "newsletter");
	(void)list_add(s.db, &in, 1);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		assert_true(list_find(s.db, slice_of(names[i]), LIST_COMMUNITY, &list));
		assert_string_equal(list.slug, "mwt-cop");
	}
	assert_string_equal(list.timezone, "Pacific/Auckland");
	assert_false(list_find(s.db, slice_of("otago"), -1, &list));
	assert_true(list_default(s.db, &list));
	assert_string_equal(list.slug, "newsletter");
	assert_int_equal(db_commit(s.db, &err), 0);
	store_close(&s);
}

static void test_bad_lists_are_refused(void **state)
{
	/* clang-format off */
	static const struct {
		const char *slug, *name, *purpose, *says;
	} cases[] = {
		{ "", "N", "P", "short name" }, { "Upper", "N", "P", "short name" },
		{ "-a", "N", "P", "short name" }, { "a--b", "N", "P", "short name" },
		{ "a@b", "N", "P", "short name" },
		{ "a2345678901234567890123456789012345678901", "N", "P", "short name" },	/* 41 */
		{ "ok", "", "P", "needs a name" }, { "ok", "N", "", "purpose" },
		{ "ok", "N\r\nBcc: x@y.nz", "P", "one line" },
	};
	/* clang-format on */
	struct store s;

	(void)state;
	store_open(&s);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct list_input in = { .slug = slice_of(cases[i].slug),
			.name = slice_of(cases[i].name),
			.purpose = slice_of(cases[i].purpose),
			.timezone = slice_of("Pacific/Auckland") };
		struct err err = ERR_INIT;

		db_begin(s.db);
		(void)list_add(s.db, &in, 1);
		assert_int_equal(db_commit(s.db, &err), -1);
		if (strstr(err.text, cases[i].says) == NULL)
			fail_msg("case %zu says \"%s\"", i, err.text);
	}
	store_close(&s);
}

/* The mails of somebody who was erased name their rows: nobody else may come to have those numbers.
 */
static void test_numbers_are_not_given_again(void **state)
{
	struct store s;
	struct subscription first, second;
	struct evidence e = at(100);
	struct err err = ERR_INIT;
	struct subscriber amy, ben;
	int64_t list;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	list = make_list(&s, "news");
	amy = make_subscriber(&s, "amy@example.org");
	(void)subscription_ask(s.db, &amy, list, SLICE_NONE, &e, &first);
	subscriber_erase(s.db, amy.id);
	ben = make_subscriber(&s, "ben@example.org");
	(void)subscription_ask(s.db, &ben, list, SLICE_NONE, &e, &second);
	assert_true(ben.id > amy.id);
	assert_true(second.id > first.id);
	assert_int_equal(db_commit(s.db, &err), 0);
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_undo_needs_an_earlier_yes),
		cmocka_unit_test(test_leave_all_and_suppression),
		cmocka_unit_test(test_lapse),
		cmocka_unit_test(test_lists_are_found_as_people_name_them),
		cmocka_unit_test(test_bad_lists_are_refused),
		cmocka_unit_test(test_numbers_are_not_given_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
