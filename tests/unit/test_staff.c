/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../daemon/core/staff_access.h"
#include "../../daemon/core/witness.h"
#include "../../subscribers/list.h"
#include "../../subscribers/staff.h"
#include "store.h"

#define BIT(role) (1U << STAFF_##role)

static struct address address_of(const char *text)
{
	struct address a;
	struct err err = ERR_INIT;

	assert_true(address_parse(slice_of(text), &a, &err));
	return a;
}

static int64_t put(struct store *s, const char *account, const char *text)
{
	struct address a = address_of(text);

	return staff_put(s->db, slice_of(account), &a, "root", 5);
}

static void commit(struct store *s)
{
	struct err err = ERR_INIT;

	if (db_commit(s->db, &err) < 0)
		fail_msg("%s", err.text);
}

static void refused(struct store *s, const char *words)
{
	struct err err = ERR_INIT;

	assert_int_equal(db_commit(s->db, &err), -1);
	if (strstr(err.text, words) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", words, err.text);
}

static int64_t add_community(struct store *s, const char *slug)
{
	struct list_input in = { .slug = slice_of(slug), .name = slice_of(slug), .purpose = slice_of("To meet."),
		.region = slice_of("Otago"), .timezone = slice_of("Pacific/Auckland"), .kind = LIST_COMMUNITY };

	return list_add(s->db, &in, 1);
}

static void test_roles_come_and_go(void **state)
{
	struct store s;
	struct staff who;
	int64_t id, otago, nelson;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	otago = add_community(&s, "otago");
	nelson = add_community(&s, "nelson");
	id = put(&s, "mere", "Mere@Example.nz");
	staff_give(s.db, id, STAFF_AUTHOR, 0);
	staff_give(s.db, id, STAFF_AUTHOR, 0);
	staff_give(s.db, id, STAFF_CONVENOR, otago);
	commit(&s);
	assert_true(staff_find(s.db, "mere", &who));
	assert_int_equal(who.roles, 1 | 4);	/* author, convenor */
	assert_string_equal(who.address, "Mere@example.nz");
	assert_true(staff_find_address(s.db, "mere@example.nz", &who));
	assert_true(staff_leads(s.db, id, otago));
	assert_false(staff_leads(s.db, id, nelson));
	assert_false(staff_find(s.db, "MERE", &who));
	db_begin(s.db);
	assert_false(staff_take(s.db, id, STAFF_CONVENOR, nelson));
	assert_true(staff_take(s.db, id, STAFF_CONVENOR, otago));
	staff_forget_address(s.db, "mere@example.nz");
	commit(&s);
	assert_false(staff_find_address(s.db, "mere@example.nz", &who));
	assert_true(staff_find(s.db, "mere", &who));
	assert_int_equal(who.roles, 1);
	db_begin(s.db);
	assert_true(staff_take(s.db, id, STAFF_AUTHOR, 0));
	commit(&s);
	assert_false(staff_find(s.db, "mere", &who));	/* without a role they are out */
	store_close(&s);
}

static void test_what_cannot_be(void **state)
{
	static const char *const accounts[] = { "", "-rf", "a b", "a\nb", "m\xc4\x81ia",
		"a123456789012345678901234567890123456789012345678901234567890123" };
	struct store s;

	(void)state;
	store_open(&s);
	for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++) {
		db_begin(s.db);
		(void)put(&s, accounts[i], "a@example.nz");
		refused(&s, "an account's name has 1 to 63");
	}
	db_begin(s.db);
	(void)put(&s, accounts[5] + 1, "longest@example.nz");	/* 63 */
	(void)put(&s, "kim", "kim@example.nz");
	commit(&s);
	db_begin(s.db);
	(void)put(&s, "lee", "KIM@example.nz");
	refused(&s, "kim has that address");
	db_begin(s.db);
	(void)put(&s, "kim", "kim.new@example.nz");	/* another address for the same account */
	(void)put(&s, "lee", "kim@example.nz");
	commit(&s);
	store_close(&s);
}

/* A verb that is new must be thought about: who needs it? */
static void test_every_verb_has_a_row(void **state)
{
	(void)state;
	for (size_t i = 0; request_tables[i] != NULL; i++) {
		for (const struct request_verb *v = request_tables[i]; v->verb != NULL; v++) {
			if (!staff_access_is_known(v->verb))
				fail_msg("%s has no row in staff_access.c: who may ask for it?", v->verb);
		}
	}
}

/* What is not for every author to read is about people, and who reads it is written down. */
static void test_reading_of_people_is_seen(void **state)
{
	static const char *const others[] = { "audit", "who.count", "import.rows", "import.try", "import.report",
		"backup", "backup.look" };

	(void)state;
	for (size_t i = 0; request_tables[i] != NULL; i++) {
		for (const struct request_verb *v = request_tables[i]; v->verb != NULL; v++) {
			bool is_other = v->is_write || (staff_access_roles(v->verb) & BIT(AUTHOR)) != 0;

			for (size_t j = 0; j < sizeof others / sizeof others[0]; j++)
				is_other = is_other || strcmp(v->verb, others[j]) == 0;
			if (witness_is_about_people(v->verb) == is_other)
				fail_msg("%s: does it show what is held about people? Say so in witness.c or here", v->verb);
		}
	}
}

static bool is_asked_for(const char *pattern)
{
	size_t n = strlen(pattern);
	bool is_prefix = pattern[n - 1] == '*';

	for (size_t i = 0; request_tables[i] != NULL; i++) {
		for (const struct request_verb *v = request_tables[i]; v->verb != NULL; v++) {
			if (is_prefix ? strncmp(v->verb, pattern, n - 1) == 0 : strcmp(v->verb, pattern) == 0)
				return true;
		}
	}
	return false;
}

static void test_every_row_has_a_verb(void **state)
{
	const char *pattern;

	(void)state;
	for (size_t i = 0; (pattern = staff_access_pattern(i)) != NULL; i++) {
		if (!is_asked_for(pattern))
			fail_msg("staff_access.c has a row for %s, which is no request", pattern);
	}
}

static void test_who_may_what(void **state)
{
	static const struct {
		const char *verb;
		unsigned roles;
	} expected[] = {
		{ "status", BIT(AUTHOR) | BIT(APPROVER) | BIT(CONVENOR) | BIT(PRIVACY) | BIT(ADMIN) },
		{ "announce.new", BIT(AUTHOR) | BIT(CONVENOR) | BIT(ADMIN) },
		{ "announce.approve", BIT(APPROVER) | BIT(ADMIN) },
		{ "subscriber.erase", BIT(PRIVACY) | BIT(ADMIN) },
		{ "subscriber.list", BIT(PRIVACY) | BIT(ADMIN) },
		{ "meeting.attendance", BIT(CONVENOR) | BIT(PRIVACY) | BIT(ADMIN) },
		{ "staff.add", BIT(ADMIN) },
		{ "list.add", BIT(ADMIN) },
		{ "queue.flush", BIT(ADMIN) },
		{ "no.such", BIT(ADMIN) },	/* what is not known is not granted */
	};

	(void)state;
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		if (staff_access_roles(expected[i].verb) != expected[i].roles)
			fail_msg("%s: %x", expected[i].verb, staff_access_roles(expected[i].verb));
	}
}

/* One request by an account with these roles; what it is told, "" where it may. */
static const char *ask(struct store *s, const char *account, const char *verb, const char *field,
    const char *value)
{
	static struct err err;
	struct core core = { .db = s->db };
	struct buf frame = BUF_INIT;
	struct wire w;
	struct request rq = { .core = &core, .w = &w, .actor = account };

	err = (struct err)ERR_INIT;
	wire_begin(&frame, verb, 1);
	if (field != NULL)
		wire_add_text(&frame, field, slice_of(value));
	assert_int_equal(wire_parse(buf_all(&frame), &w, &err), 0);
	(void)staff_access_check(&rq, verb, &err);
	buf_release(&frame);
	return err.text;
}

static void test_a_convenor_has_their_own(void **state)
{
	struct store s;
	int64_t otago;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	otago = add_community(&s, "otago");
	(void)add_community(&s, "nelson");
	staff_give(s.db, put(&s, "mere", "mere@example.nz"), STAFF_CONVENOR, otago);
	staff_give(s.db, put(&s, "kim", "kim@example.nz"), STAFF_AUTHOR, 0);
	commit(&s);
	assert_string_equal(ask(&s, "mere", "community.members", "slug", "otago"), "");
	assert_string_equal(ask(&s, "mere", "announce.new", "list", "otago"), "");
	assert_non_null(strstr(ask(&s, "mere", "community.members", "slug", "nelson"), "another community"));
	assert_non_null(strstr(ask(&s, "mere", "announce.new", "list", "nelson"), "another community"));
	assert_non_null(strstr(ask(&s, "mere", "announce.new", NULL, NULL), "another community"));
	assert_non_null(strstr(ask(&s, "mere", "announce.cancel", NULL, NULL), "another community"));
	assert_non_null(strstr(ask(&s, "mere", "subscriber.list", NULL, NULL), "it is for privacy, admin"));
	assert_string_equal(ask(&s, "kim", "announce.new", "list", "nelson"), "");
	assert_non_null(strstr(ask(&s, "kim", "community.members", "slug", "otago"), "it is for convenor"));
	assert_non_null(strstr(ask(&s, "ria", "status", NULL, NULL), "ria is not staff here"));
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_roles_come_and_go), cmocka_unit_test(test_what_cannot_be),
		cmocka_unit_test(test_every_verb_has_a_row),
		cmocka_unit_test(test_reading_of_people_is_seen), cmocka_unit_test(test_who_may_what),
		cmocka_unit_test(test_every_row_has_a_verb),
		cmocka_unit_test(test_a_convenor_has_their_own),
	};

	return cmocka_run_group_tests_name("staff", tests, NULL, NULL);
}
