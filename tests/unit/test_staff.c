/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/announcements/announcement.h"
#include "daemon/core/doors.h"
#include "daemon/core/staff/lookup_note.h"
#include "daemon/core/staff/staff_access.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/series.h"
#include "subscribers/staff.h"
#include "tests/unit/store.h"

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
	struct list_input in = { .slug = slice_of(slug),
		.name = slice_of(slug),
		.purpose = slice_of("To meet."),
		.region = slice_of("Otago"),
		.timezone = slice_of("Pacific/Auckland"),
		.kind = LIST_COMMUNITY };

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
	assert_int_equal(who.roles, 1 | 4); /* author, convenor */
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
	assert_false(staff_find(s.db, "mere", &who)); /* without a role they are out */
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
	(void)put(&s, accounts[5] + 1, "longest@example.nz"); /* 63 */
	(void)put(&s, "kim", "kim@example.nz");
	commit(&s);
	db_begin(s.db);
	(void)put(&s, "lee", "KIM@example.nz");
	refused(&s, "kim has that address");
	db_begin(s.db);
	(void)put(&s, "kim", "kim.new@example.nz"); /* another address for the same account */
	(void)put(&s, "lee", "kim@example.nz");
	commit(&s);
	store_close(&s);
}

/* --- who may do what --- */

static int by_verb(const void *a, const void *b)
{
	return strcmp((*(const struct request_verb *const *)a)->verb,
	    (*(const struct request_verb *const *)b)->verb);
}

static void add_line(struct buf *out, const struct request_verb *v)
{
	static const char *const scopes[] = { "", "; convenors: their own",
		"; convenors are shown their own" };
	const char *comma = "";

	buf_printf(out, "%-24s%-8s", v->verb, v->is_write ? "writes" : "reads");
	for (int i = 0; i < STAFF_ROLES; i++) {
		if ((v->right.roles & (1U << i)) == 0 && i != STAFF_ADMIN)
			continue;
		buf_printf(out, "%s%s", comma, staff_role_text((enum staff_role)i));
		comma = ", ";
	}
	buf_printf(out, "%s%s\n", scopes[v->right.scope],
	    v->right.is_about_people ? "; about people: noted" : "");
}

/* tests/unit/roles.txt is the page on which who may do what is reviewed: a verb that is new, or for
 * others than before, stands there before it passes. */
static void test_who_may_what(void **state)
{
	const struct request_verb *all[200];
	struct buf now = BUF_INIT;
	char page[16384];
	size_t n = 0, read;
	FILE *f = fopen("tests/unit/roles.txt", "r");

	(void)state;
	assert_non_null(f);
	read = fread(page, 1, sizeof page, f);
	(void)fclose(f);
	for (size_t i = 0; door_verbs[i] != NULL; i++) {
		for (const struct request_verb *v = door_verbs[i]; v->verb != NULL; v++) {
			assert_true(n < sizeof all / sizeof all[0]);
			all[n++] = v;
		}
	}
	qsort(all, n, sizeof all[0], by_verb);
	for (size_t i = 0; i < n; i++)
		add_line(&now, all[i]);
	if (!slice_equal(slice_make(page, read), buf_all(&now))) {
		fprintf(stderr, "%s", now.p);
		fail_msg(
		    "tests/unit/roles.txt is not what the rows of the verbs say, which is above");
	}
	buf_release(&now);
}

/* What is not for every author to read is about people, and who reads it is written down. */
static void test_reading_of_people_is_seen(void **state)
{
	static const char *const others[] = { "audit", "who.count", "import.rows", "import.try",
		"import.report", "backup", "backup.look" };

	(void)state;
	for (size_t i = 0; door_verbs[i] != NULL; i++) {
		for (const struct request_verb *v = door_verbs[i]; v->verb != NULL; v++) {
			bool is_other = v->is_write || (v->right.roles & BIT(AUTHOR)) != 0;

			for (size_t j = 0; j < sizeof others / sizeof others[0]; j++)
				is_other = is_other || strcmp(v->verb, others[j]) == 0;
			if (v->right.is_about_people == is_other)
				fail_msg(
				    "%s: does it show what is held about people? Say so in its row, or here",
				    v->verb);
		}
	}
}

/* One request by an account with these roles; what it is told, "" where it may. */
static const char *ask(struct store *s, const char *account, const char *verb, const char *field,
    const char *value)
{
	static struct err err;
	const struct request_verb unknown = { .verb = verb },
	                          *v = request_find(door_verbs, slice_of(verb));
	struct core core = { .db = s->db };
	struct buf frame = BUF_INIT;
	struct wire w;
	struct request rq = {
		.core = &core, .w = &w, .actor = account, .v = v != NULL ? v : &unknown
	};

	err = (struct err)ERR_INIT;
	wire_begin(&frame, verb, 1);
	if (field != NULL)
		wire_add_text(&frame, field, slice_of(value));
	assert_int_equal(wire_parse(buf_all(&frame), &w, &err), 0);
	(void)staff_access_check(&rq, &err);
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
	assert_non_null(strstr(ask(&s, "mere", "community.members", "slug", "nelson"),
	    "another community"));
	assert_non_null(strstr(ask(&s, "mere", "announce.new", "list", "nelson"),
	    "another community"));
	assert_non_null(strstr(ask(&s, "mere", "announce.new", NULL, NULL), "another community"));
	assert_non_null(strstr(ask(&s, "mere", "announce.cancel", NULL, NULL),
	    "another community"));
	assert_non_null(strstr(ask(&s, "mere", "subscriber.list", NULL, NULL),
	    "it is for privacy, admin"));
	assert_string_equal(ask(&s, "kim", "announce.new", "list", "nelson"), "");
	assert_non_null(strstr(ask(&s, "kim", "community.members", "slug", "otago"),
	    "it is for convenor"));
	/* A convenor is told who comes: nobody makes themselves one. */
	assert_string_equal(ask(&s, "kim", "meeting.add", "slug", "nelson"), "");
	assert_non_null(strstr(ask(&s, "kim", "meeting.add", "convenor", "kim@example.nz"),
	    "it is for convenor, admin"));
	assert_non_null(strstr(ask(&s, "kim", "meeting.move", "convenor", "kim@example.nz"),
	    "it is for convenor, admin"));
	assert_non_null(strstr(ask(&s, "kim", "series.add", "convenor", "kim@example.nz"),
	    "it is for convenor, admin"));
	assert_non_null(strstr(ask(&s, "kim", "series.update", "convenor", "kim@example.nz"),
	    "it is for convenor, admin"));
	assert_non_null(strstr(ask(&s, "ria", "status", NULL, NULL), "ria is not staff here"));
	store_close(&s);
}

/* --- what a request is made of --- */

static void add_field(struct buf *frame, const struct wire_rule *rule, const char *name)
{
	switch (rule->type) {
	case 'i':
		wire_add_int(frame, name, rule->min);
		break;
	case 't':
		wire_add_text(frame, name, slice_of("otago"));
		break;
	case 'b':
		wire_add_bytes(frame, name, slice_of("otago"));
		break;
	default:
		fail_msg("%s: a field of type %d", rule->name, rule->type);
	}
}

/* All that a verb declares, and `more`; what request_check() says of it, "" where nothing. */
static const char *check(const struct request_verb *v, const char *more, bool has_bulk)
{
	static struct err err;
	struct buf frame = BUF_INIT;
	struct wire w;

	err = (struct err)ERR_INIT;
	wire_begin(&frame, v->verb, 1);
	for (const struct wire_rule *rule = v->fields; rule->name != NULL; rule++) {
		if (!has_bulk || rule->tag != REQUEST_CONTENT)
			add_field(&frame, rule, rule->name);
	}
	if (more != NULL)
		wire_add_text(&frame, more, slice_of("nelson"));
	if (wire_parse(buf_all(&frame), &w, &err) == 0)
		(void)request_check(v, &w, has_bulk, &err);
	buf_release(&frame);
	return err.text;
}

static bool has_content(const struct request_verb *v)
{
	for (const struct wire_rule *rule = v->fields; rule->name != NULL; rule++) {
		if (rule->tag == REQUEST_CONTENT)
			return true;
	}
	return false;
}

static bool declares(const struct request_verb *v, const char *name)
{
	for (const struct wire_rule *rule = v->fields; rule->name != NULL; rule++) {
		if (strcmp(rule->name, name) == 0)
			return true;
	}
	return false;
}

static void each_verb(void (*look)(const struct request_verb *v))
{
	for (size_t i = 0; door_verbs[i] != NULL; i++) {
		for (const struct request_verb *v = door_verbs[i]; v->verb != NULL; v++)
			look(v);
	}
}

static void look_at_fields(const struct request_verb *v)
{
	static const char *const names[] = { "slug", "community", "list", "audience", "name", "id",
		"no-such-field" };

	assert_null(v->fields[REQUEST_FIELDS_MAX - 1].name);
	if (strcmp(check(v, NULL, false), "") != 0)
		fail_msg("%s with what it declares: %s", v->verb, check(v, NULL, false));
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *said = check(v, names[i], false);

		/* Of what it has there are two now; the frame itself is refused. */
		if (strstr(said, declares(v, names[i]) ? "is bad" : "it has no field") == NULL)
			fail_msg("%s with \"%s\" more: \"%s\"", v->verb, names[i], said);
	}
	for (const struct wire_rule *rule = v->fields; rule->name != NULL; rule++) {
		if (strstr(check(v, rule->name, false), "is bad") == NULL)
			fail_msg("%s with \"%s\" twice", v->verb, rule->name);
	}
	if (strcmp(check(v, NULL, true), "") == 0 ?
	        !has_content(v) :
	        strstr(check(v, NULL, true), "takes nothing beside") == NULL)
		fail_msg("%s with something beside it: \"%s\"", v->verb, check(v, NULL, true));
}

/* Nothing but what a verb declares, and that once: generated, so that no verb is forgotten. */
static void test_fields_are_declared(void **state)
{
	(void)state;
	each_verb(look_at_fields);
}

static void test_content_comes_once(void **state)
{
	const struct request_verb *v = request_find(door_verbs, slice_of("announce.new"));
	struct err err = ERR_INIT;
	struct buf frame = BUF_INIT;
	struct wire w;

	(void)state;
	wire_begin(&frame, "announce.new", 1);
	wire_add_text(&frame, "body", slice_of("what is looked at"));
	assert_int_equal(wire_parse(buf_all(&frame), &w, &err), 0);
	assert_int_equal(request_check(v, &w, false, &err), 0);
	assert_int_equal(request_check(v, &w, true, &err), -1);
	assert_string_equal(err.text, "announce.new: body comes twice");
	buf_release(&frame);
}

/* --- a convenor --- */

struct naming {
	struct store s;
	int64_t rows[2]
	            [REQUEST_SERIES + 1]; /* of [theirs, another's]: an id by enum request_field */
};

static void add_rows(struct naming *n, int which, int64_t list_id, const char *slug)
{
	struct meeting_input in = { .list_id = list_id,
		.title = slice_of("Hui"),
		.starts_at = 100000,
		.length_s = 3600,
		.timezone = slice_of("Pacific/Auckland") };
	struct series series = { .list_id = list_id,
		.length_s = 3600,
		.is_open = true,
		.title = "Hui",
		.timezone = "Pacific/Auckland",
		.rule = "FREQ=WEEKLY",
		.first = { .year = 2027, .month = 1, .day = 5 } };

	n->rows[which][REQUEST_SERIES] = series_add(n->s.db, &series, SLICE_NONE, 100000, 1);
	n->rows[which][REQUEST_LIST] = list_id;
	n->rows[which][REQUEST_MEETING] = meeting_add(n->s.db, &in, 1);
	n->rows[which][REQUEST_ANNOUNCEMENT] = announcement_new(n->s.db, list_id, slice_of(slug),
	    slice_of("Text"), "kim", 1);
}

/* Who leads otago, and not nelson. */
static void open_naming(struct naming *n)
{
	int64_t otago, nelson;

	store_open(&n->s);
	db_begin(n->s.db);
	nelson = add_community(&n->s, "nelson");
	otago = add_community(&n->s, "otago");
	add_rows(n, 1, nelson, "nelson");
	add_rows(n, 0, otago, "otago");
	staff_give(n->s.db, put(&n->s, "mere", "mere@example.nz"), STAFF_CONVENOR, otago);
	commit(&n->s);
}

/* The request of mere in which every field that names something names hers, but the one at
 * `foreign` (-1: none). */
static bool may(struct naming *n, const struct request_verb *v, int foreign,
    const char *foreign_text)
{
	struct core core = { .db = n->s.db };
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	struct wire w;
	struct request rq = { .core = &core, .w = &w, .actor = "mere", .v = v };

	wire_begin(&frame, v->verb, 1);
	for (int i = 0; v->fields[i].name != NULL; i++) {
		const struct wire_rule *rule = &v->fields[i];
		int which = i == foreign;

		if (rule->tag == REQUEST_MEETING || rule->tag == REQUEST_ANNOUNCEMENT ||
		    rule->tag == REQUEST_SERIES)
			wire_add_int(&frame, rule->name, n->rows[which][rule->tag]);
		else if (rule->tag == REQUEST_LIST || rule->tag == REQUEST_AUDIENCE)
			wire_add_text(&frame, rule->name,
			    slice_of(which != 0 ? foreign_text : "otago"));
	}
	assert_int_equal(wire_parse(buf_all(&frame), &w, &err), 0);
	assert_int_equal(request_check(v, &w, false, &err), 0);
	(void)staff_access_check(&rq, &err);
	buf_release(&frame);
	return !err_is_set(&err);
}

/* Every verb that is a convenor's own: with their community in each field they may, with another's
 * in any they may not. */
static void test_no_name_of_another_gets_by(void **state)
{
	static const char *const own[] = { "community.members", "subscriber.add", "announce.new",
		"announce.pause", "announce.resume", "announce.cancel", "announce.schedule",
		"announce.update", "announce.test", "announce.submit", "announce.show",
		"announce.check", "announce.preview", "announce.report", "meeting.show",
		"meeting.add", "meeting.attendance", "meeting.cancel", "meeting.move",
		"meeting.notes", "meeting.remind", "series.add", "series.show", "series.update" };
	struct naming n;

	(void)state;
	open_naming(&n);
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
		const struct request_verb *v = request_find(door_verbs, slice_of(own[i]));
		int tried = 0;

		assert_non_null(v);
		if (!may(&n, v, -1, NULL))
			fail_msg("%s is not a convenor's own any more", own[i]);
		for (int f = 0; v->fields[f].name != NULL; f++) {
			if (v->fields[f].tag == REQUEST_PLAIN ||
			    v->fields[f].tag == REQUEST_CONTENT)
				continue;
			tried++;
			if (may(&n, v, f, "nelson"))
				fail_msg("%s with another's %s", own[i], v->fields[f].name);
		}
		assert_true(tried > 0);
	}
	store_close(&n.s);
}

static int tag_at(const struct request_verb *v, enum request_field tag)
{
	for (int i = 0; v->fields[i].name != NULL; i++) {
		if (v->fields[i].tag == (int)tag)
			return i;
	}
	return -1;
}

/* An audience is its list's, however it is written: what names another's, or two, is nobody's own.
 */
static void test_an_audience_is_its_lists(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		bool is_theirs;
	} cases[] = {
		{ "otago", true }, { "OTAGO", true }, { " otago ", true },
		{ "otago and region:otago", true }, { "(otago) and (lang:mi or (lang:en and not foundational))", true },
		{ "region:nelson and otago", true },
		{ "nelson", false }, { "\"nelson\"", false }, { "nelson and region:otago", false },
		{ "region:otago and nelson", false }, { "((nelson))", false },
		{ "otago and nelson", false }, { "nelson and otago", false },
		{ "otago or nelson", false }, { "nelson or otago", false }, { "otago and not nelson", false },
		{ "otago and (lang:mi or nelson)", false }, { "(lang:mi and nelson) or otago", false },
		{ "", false }, { "lang:mi", false }, { "no-such-list", false }, { "otago and", false },
	};
	/* clang-format on */
	static const char *const verbs[] = { "announce.new", "announce.update" };
	struct naming n;

	(void)state;
	open_naming(&n);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		for (size_t j = 0; j < sizeof verbs / sizeof verbs[0]; j++) {
			const struct request_verb *v = request_find(door_verbs, slice_of(verbs[j]));

			if (may(&n, v, tag_at(v, REQUEST_AUDIENCE), cases[i].text) !=
			    cases[i].is_theirs)
				fail_msg("%s --audience '%s'", verbs[j], cases[i].text);
		}
		/* Who it is is for other roles, whatever the list. */
		assert_false(may(&n, request_find(door_verbs, slice_of("who")), 0, cases[i].text));
		assert_false(may(&n, request_find(door_verbs, slice_of("who.count")), 0,
		    cases[i].text));
	}
	store_close(&n.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_roles_come_and_go),
		cmocka_unit_test(test_what_cannot_be),
		cmocka_unit_test(test_reading_of_people_is_seen),
		cmocka_unit_test(test_who_may_what),
		cmocka_unit_test(test_a_convenor_has_their_own),
		cmocka_unit_test(test_fields_are_declared),
		cmocka_unit_test(test_content_comes_once),
		cmocka_unit_test(test_no_name_of_another_gets_by),
		cmocka_unit_test(test_an_audience_is_its_lists),
	};

	return cmocka_run_group_tests_name("staff", tests, NULL, NULL);
}
