/* SPDX-License-Identifier: MIT
 * Expressions against five people whose answer to each was worked out by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "subscribers/audience_member.h"
#include "subscribers/organisation.h"
#include "subscribers/subscription.h"
#include "subscribers/suppression.h"
#include "tests/unit/store.h"

#define DAY 86400
#define NOW (INT64_C(20600) * DAY) /* 2026-05-27, 12:00 in Auckland */

/* amy    Otago, housing and health, no organisation, joined 2026-01-10
 * ben    no region of his own; works at the Ministry (agency, justice, Otago, foundational,
 * adopting) cat    Hawke's Bay, te reo; Te Whare Tōtara (ngo, housing, Otago, exploring): her own
 * region counts dan    nothing known eve    Otago, of the Ministry, paused fay    Otago, never to
 * be written to; gus: pending; hal: left */
static const struct {
	const char *name, *region, *sectors, *organisation, *language;
	const char *state;
	int64_t since_day; /* since 1970 */
} people[] = {
	{ "amy", "ota", "housing, health", "", "en", "active", 20463 },
	{ "ben", "", "", "MINISTRY of examples", "en", "active", 20500 },
	{ "cat", "hkb", "", "te whare totara", "mi", "active", 20454 }, /* 2026-01-01 */
	{ "dan", "", "", "", "en", "active", 20590 },
	{ "eve", "ota", "", "Ministry of Examples", "en", "active", 20400 },
	{ "fay", "ota", "", "", "en", "active", 20400 },
	{ "gus", "ota", "", "", "en", "pending", 0 },
	{ "hal", "ota", "", "", "en", "left", 20400 },
};
#define PEOPLE (sizeof people / sizeof people[0])

static const struct {
	const char *text;
	const char *who; /* initials, or NULL where it is refused */
	const char *why; /* a part of the refusal */
} cases[] = {
	/* the list alone */
	{ "news", "abcd", NULL },
	{ "NEWS", "abcd", NULL },
	{ "(news)", "abcd", NULL },
	{ "((news))", "abcd", NULL },
	{ "\"The News\"", "abcd", NULL },
	{ "\xe2\x80\x9cThe News\xe2\x80\x9d", "abcd", NULL },
	/* each term */
	{ "news and region:otago", "ab", NULL },
	{ "news and region:Ōtākou", "ab", NULL },
	{ "news and region:OTAKOU", "ab", NULL },
	{ "news and region:NZ-OTA", "ab", NULL },
	{ "news and region:\"Hawke's Bay\"", "c", NULL },
	{ "news and region:\"hawkes bay\"", "c", NULL },
	{ "news and region:auckland", "", NULL },
	{ "news and sector:housing", "ac", NULL },
	{ "news and sector:HOUSING", "ac", NULL },
	{ "news and sector:hauora", "a", NULL },
	{ "news and sector:justice", "b", NULL },
	{ "news and sector:child-wellbeing", "", NULL },
	{ "news and sector:\"child wellbeing\"", "", NULL },
	{ "news and org-kind:agency", "b", NULL },
	{ "news and org-kind:ngo", "c", NULL },
	{ "news and org-kind:other", "", NULL },
	{ "news and stage:adopting", "b", NULL },
	{ "news and stage:exploring", "c", NULL },
	{ "news and stage:\"not started\"", "", NULL },
	{ "news and stage:not-started", "", NULL },
	{ "news and foundational", "b", NULL },
	{ "news and not foundational", "acd", NULL },
	{ "news and lang:mi", "c", NULL },
	{ "news and lang:en", "abd", NULL },
	{ "news and joined<2026-01-02", "c", NULL },
	{ "news and joined<2026-01-01", "", NULL },
	{ "news and joined<2027-01-01", "abcd", NULL },
	{ "news and not joined<2026-05-01", "d", NULL },
	{ "news and rsvp:1=yes", "a", NULL },
	{ "news and rsvp:1=no", "b", NULL },
	{ "news and rsvp:1=none", "d", NULL }, /* cat is a maybe */
	/* precedence: not, and, or */
	{ "news and (region:otago or sector:housing) and not org-kind:agency", "ac", NULL },
	{ "(region:otago or sector:housing) and news and not org-kind:agency", "ac", NULL },
	{ "news and (region:otago and sector:housing or lang:mi)", "ac", NULL },
	{ "news and (lang:mi or region:otago and sector:housing)", "ac", NULL },
	{ "news and (lang:mi or region:otago) and sector:housing", "ac", NULL },
	{ "news and not region:otago and not lang:mi", "d", NULL },
	{ "news and not (region:otago or lang:mi)", "d", NULL },
	{ "news and not not region:otago", "ab", NULL },
	{ "news and (not region:otago or sector:health)", "acd", NULL },
	{ "news AND region:otago", "ab", NULL },
	{ "news and(region:otago)", "ab", NULL },
	{ "(news and region:otago)", "ab", NULL },
	{ "region:otago and news", "ab", NULL },
	{ "  news\n and\tregion:otago ", "ab", NULL },
	{ "news and region:\"ot\"ago", "ab", NULL },
	/* refused, with the place */
	{ "", NULL, "names a list" },
	{ "   ", NULL, "names a list" },
	{ "region:otago", NULL, "names no list" },
	{ "elsewhere", NULL, "no list is called \"elsewhere\"" },
	{ "news and sektor:housing", NULL,
	    "character 10, at \"sektor:housing\": there is no \"sektor\"; did you mean \"sector\"?" },
	{ "news and colour:red", NULL, "there are region, sector" },
	{ "news and region:atlantis", NULL, "region is followed by a region" },
	{ "news and region:", NULL, "region is followed by" },
	{ "news and region", NULL, "region is followed by" },
	{ "news and region=otago", NULL, "region is followed by" },
	{ "news and sector:sport", NULL, "welfare, housing" },
	{ "news and sector:housing,health", NULL, "welfare, housing" },
	{ "news and org-kind:bank", NULL, "agency, ngo" },
	{ "news and stage:done", NULL, "not-started" },
	{ "news and lang:fr", NULL, "en or mi" },
	{ "news and joined<May", NULL, "a day, like" },
	{ "news and joined>2026-01-01", NULL, "a day, like" },
	{ "news and joined<2026-13-01", NULL, "a day, like" },
	{ "news and joined<2026-02-30", NULL, "joined<2026-02-30" },
	{ "news and rsvp:1=perhaps", NULL, "=none" },
	{ "news and rsvp:x=yes", NULL, "=none" },
	{ "news and rsvp:99=yes", NULL, "no meeting 99" },
	{ "news and rsvp:2=none", NULL, "meeting 2 is over for so long" },
	{ "news and not rsvp:2=yes", NULL, "only the numbers" },
	{ "news and foundational:yes", NULL, "stands alone" },
	{ "news region:otago", NULL,
	    "character 6, at \"region:otago\": \"and\" or \"or\" is missing" },
	{ "news and", NULL, "at its end: a condition is missing" },
	{ "and news", NULL, "character 1, at \"and news\"" },
	{ "news and or region:otago", NULL, "a condition is missing" },
	{ "news and (region:otago", NULL,
	    "character 10, at \"(region:otago\": this ( is not closed" },
	{ "news and region:otago)", NULL, "character 22, at \")\": this ) was never opened" },
	{ "news and ()", NULL, "a condition is missing" },
	{ "news and (region:otago lang:mi)", NULL, "is missing before this" },
	{ "news and region:\"otago", NULL, "not closed" },
	{ "news and \"\"", NULL, "nothing between" },
	{ "news or region:otago", NULL, "write LIST and" },
	{ "region:otago or news", NULL, "write LIST and" },
	{ "not news", NULL, "the list stands for all" },
	{ "lang:mi and not (news and region:otago)", NULL, "the list stands for all" },
	{ "news and cop", NULL, "one list" },
	{ "m\xc4\x81ori and sektor:x", NULL, "character 11," }, /* characters, not bytes */
	{ "news and \xff", NULL, "UTF-8" },
	{ "news; drop table x", NULL, "is missing before this" },
};
#define CASES (sizeof cases / sizeof cases[0])

static struct store s;

static int64_t list_of(const char *slug, const char *name)
{
	struct list_input in = { .slug = slice_of(slug),
		.name = slice_of(name),
		.purpose = slice_of("To test."),
		.timezone = slice_of("Pacific/Auckland") };

	return list_add(s.db, &in, 1);
}

static void add_person(size_t i, int64_t list)
{
	struct evidence e = { .channel = "email", .at = people[i].since_day * DAY, .notice = "1" };
	char text[40];
	struct subscription n;
	struct subscriber who;
	struct address a;
	struct err err = ERR_INIT;
	unsigned bits;

	(void)snprintf(text, sizeof text, "%s@example.org", people[i].name);
	assert_true(address_parse(slice_of(text), &a, &err));
	assert_true(subscriber_get(s.db, subscriber_ensure(s.db, &s.key, &a, 1), &who));
	subscriber_set(s.db, who.id, SUBSCRIBER_REGION, slice_of(people[i].region));
	subscriber_set(s.db, who.id, SUBSCRIBER_ORGANISATION, slice_of(people[i].organisation));
	subscriber_set(s.db, who.id, SUBSCRIBER_LANGUAGE, slice_of(people[i].language));
	assert_true(organisation_read_sectors(slice_of(people[i].sectors), &bits));
	subscriber_set_sectors(s.db, who.id, bits);
	assert_true(subscription_ask(s.db, &who, list, SLICE_NONE, &e, &n));
	if (strcmp(people[i].state, "pending") != 0)
		assert_true(subscription_give(s.db, &who, list, SLICE_NONE, &e));
	if (strcmp(people[i].state, "left") == 0)
		assert_true(subscription_leave(s.db, &who, list, &e));
	if (strcmp(people[i].name, "eve") == 0)
		subscriber_pause(s.db, who.id, NOW + DAY);
	if (strcmp(people[i].name, "fay") == 0)
		suppression_add(s.db, who.hash, "staff", 1);
}

static int fill(void **state)
{
	struct organisation_input ministry = { .name = slice_of("Ministry of Examples"),
		.kind = slice_of("agency"),
		.sectors = slice_of("justice"),
		.region = slice_of("Otago"),
		.stage = slice_of("adopting"),
		.foundational = 1 };
	struct organisation_input whare = { .name = slice_of("Te Whare T\xc5\x8dtara"),
		.kind = slice_of("ngo"),
		.sectors = slice_of("housing"),
		.region = slice_of("Otago"),
		.stage = slice_of("exploring") };
	struct err err = ERR_INIT;
	int64_t list;

	(void)state;
	store_open(&s);
	db_begin(s.db);
	list = list_of("news", "The News");
	(void)list_of("cop", "Another");
	/* One organisation is noted before its people, one after. */
	(void)organisation_add(s.db, &ministry, 1);
	for (size_t i = 0; i < PEOPLE; i++)
		add_person(i, list);
	(void)organisation_add(s.db, &whare, 1);
	assert_int_equal(db_commit(s.db, &err), 0);
	assert_int_equal(
	    db_script(s.db,
	        "INSERT INTO meeting (id, list_id, title, starts_at, length_s, timezone,"
	        " created_at) VALUES (1, 1, 'Hui', 2000000, 3600, 'Pacific/Auckland', 1),"
	        " (2, 1, 'Hui', 1000, 3600, 'Pacific/Auckland', 1);"
	        "INSERT INTO turnout (meeting_id, yes, no, maybe, waiting, none, guests) VALUES (2, 1, 0, 0, 0, 3, 0);"
	        "INSERT INTO rsvp (meeting_id, subscriber_id, uid, revision, sequence, is_invited, answer) VALUES"
	        " (1, 1, 'a', 1, 1, 1, 'yes'), (1, 2, 'b', 1, 1, 1, 'no'), (1, 3, 'c', 1, 1, 1, 'maybe')",
	        &err),
	    0);
	return 0;
}

static int drop(void **state)
{
	(void)state;
	store_close(&s);
	return 0;
}

static void initials(const struct buf *json, char out[PEOPLE + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < PEOPLE; i++) {
		char address[40];

		(void)snprintf(address, sizeof address, "\"%s@example.org\"", people[i].name);
		if (slice_find_text(buf_all(json), address) < json->n)
			out[n++] = people[i].name[0];
	}
	out[n] = '\0';
}

static void test_expressions(void **state)
{
	(void)state;
	assert_true(CASES >= 60);
	for (size_t i = 0; i < CASES; i++) {
		struct audience a;
		struct audience_counts counts;
		struct list list;
		struct err err = ERR_INIT;
		struct buf json = BUF_INIT;
		char got[PEOPLE + 1];
		int rc;

		audience_init(&a);
		rc = audience_read(s.db, slice_of(cases[i].text), &a, &list, &err);
		if ((rc == 0) != (cases[i].who != NULL))
			fail_msg("%s: %s", cases[i].text, rc == 0 ? "was taken" : err.text);
		if (rc < 0 && strstr(err.text, cases[i].why) == NULL)
			fail_msg("%s: \"%s\" does not say \"%s\"", cases[i].text, err.text,
			    cases[i].why);
		if (rc == 0) {
			audience_json(s.db, &a, false, 0, 100, NOW, &json);
			initials(&json, got);
			if (strcmp(got, cases[i].who) != 0)
				fail_msg("%s: \"%s\", not \"%s\"", cases[i].text, got,
				    cases[i].who);
			audience_count(s.db, &a, NOW, &counts);
			assert_int_equal(counts.recipients, (int64_t)strlen(cases[i].who));
			/* The six who are active are all accounted for. */
			assert_int_equal(counts.recipients + counts.never + counts.unreachable +
			        counts.outside + counts.paused,
			    6);
		}
		buf_release(&json);
		audience_release(&a);
	}
}

static void test_why(void **state)
{
	static const char *const want[] = {
		"\"amy@example.org\",\"list\":\"news\",\"state\":\"active\",\"since\":\"2026-01-10T00:00:00Z\",\"gets\":true,"
		"\"why\":\"on the list, and all conditions hold\"",
		"\"gets\":false,\"why\":\"on the list, but outside of the audience\"",
		"\"gets\":false,\"why\":\"paused until 2026-05-28\"",
		"\"gets\":false,\"why\":\"asked never to be written to\"",
		"\"gets\":false,\"why\":\"has not said yes yet\"",
		"\"gets\":false,\"why\":\"left the list\"",
	};
	struct audience a;
	struct audience_counts counts;
	struct list list;
	struct err err = ERR_INIT;
	struct buf json = BUF_INIT;

	(void)state;
	audience_init(&a);
	assert_int_equal(audience_read(s.db, slice_of("news and region:otago"), &a, &list, &err),
	    0);
	audience_json(s.db, &a, true, 0, 100, NOW, &json);
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
		if (slice_find_text(buf_all(&json), want[i]) == json.n)
			fail_msg("%s is not in %s", want[i], json.p);
	}
	audience_count(s.db, &a, NOW, &counts);
	assert_int_equal(counts.recipients, 2);
	assert_int_equal(counts.outside, 2);
	assert_int_equal(counts.paused, 1);
	assert_int_equal(counts.never, 1);
	assert_int_equal(counts.unreachable, 0);
	buf_clear(&json);
	audience_json_counts(&counts, &json);
	assert_string_equal(json.p,
	    "{\"recipients\":2,\"skipped\":4,\"never_mail\":1,\"outside\":2,\"paused\":1}");
	/* In pages. */
	buf_clear(&json);
	audience_json(s.db, &a, false, 1, 1, NOW, &json);
	assert_true(slice_starts(buf_all(&json), "[{\"id\":2,\"address\":\"ben@"));
	buf_release(&json);
	audience_release(&a);
}

static int try(const char *unit, size_t times, const char *end, struct err *err)
{
	struct buf text = BUF_INIT;
	struct audience a;
	int rc;

	err_clear(err);
	audience_init(&a);
	buf_text(&text, "news and ");
	for (size_t i = 0; i < times; i++)
		buf_text(&text, unit);
	buf_text(&text, end);
	rc = audience_parse(buf_all(&text), &a, err);
	audience_release(&a);
	buf_release(&text);
	return rc;
}

static void test_limits(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(try("lang:mi or ", 31, "lang:mi", &err), -1); /* or beside the list */
	assert_int_equal(try("lang:mi and ", 31, "lang:mi", &err), 0);
	assert_int_equal(try("lang:mi and ", 32, "lang:mi", &err), -1);
	assert_non_null(strstr(err.text, "at most 32"));
	assert_int_equal(try("not ", 16, "lang:mi", &err), 0);
	assert_int_equal(try("not ", 17, "lang:mi", &err), -1);
	assert_non_null(strstr(err.text, "16 levels"));
	assert_int_equal(try("(", 17, "lang:mi", &err), -1);
	/* 9 + 984 + 7 bytes, and one more. */
	assert_int_equal(try(" ", 984, "lang:mi", &err), 0);
	assert_int_equal(try(" ", 985, "lang:mi", &err), -1);
	assert_non_null(strstr(err.text, "at most 1000 bytes"));
	assert_int_equal(try("a", 80, "", &err), -1); /* a second list */
	assert_non_null(strstr(err.text, "one list"));
	assert_int_equal(try("a", 81, "", &err), -1);
	assert_non_null(strstr(err.text, "too long"));
}

/* The words in SQL are those of the table in C. */
static void test_sector_words(void **state)
{
	struct db_stmt *st = db_sql(s.db,
	    "WITH b(bits) AS (SELECT 0 UNION SELECT 1 UNION SELECT 10 UNION SELECT 127)"
	    " SELECT bits, " ORGANISATION_SECTOR_WORDS("bits") " FROM b");
	int rows = 0;

	(void)state;
	for (; db_row(st); rows++) {
		struct buf words = BUF_INIT;

		organisation_add_sectors(&words, (unsigned)db_int(st, 0), " ");
		assert_true(slice_equal(db_text(st, 1), buf_all(&words)));
		buf_release(&words);
	}
	assert_int_equal(rows, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expressions),
		cmocka_unit_test(test_why),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_sector_words),
	};

	return cmocka_run_group_tests_name("audience", tests, fill, drop);
}
