/* SPDX-License-Identifier: MIT
 * What people have changed about themselves: by which proof each act does it, asked of the act
 * itself, without a door. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/people/pause_end.h"
#include "daemon/core/people/person_details.h"
#include "subscribers/alias.h"
#include "tests/unit/store.h"

#define NOW INT64_C(1800000000)

struct bed {
	struct store s;
	struct core core;
	struct act a;
	struct subscriber who;
	struct address other;
};

static void open_bed(struct bed *b, enum proof proof)
{
	static char zone[] = "Pacific/Auckland";
	struct err err = ERR_INIT;

	memset(b, 0, sizeof *b);
	(void)store_fill(&b->s, 1, NOW);
	b->core.db = b->s.db;
	b->core.key = b->s.key;
	b->core.conf.templates.timezone = zone;
	assert_true(sd_event_new(&b->core.event) >= 0);
	b->a = (struct act){ .core = &b->core,
		.by = "subscriber",
		.evidence = { .channel = "email", .proof = proof },
		.now = NOW };
	assert_true(address_parse(slice_of("other@example.nz"), &b->other, &err));
	assert_true(subscriber_get(b->s.db, 1, &b->who));
}

/* Each in turn on one person; what it did is read from the rows. */
static bool set_language(struct bed *b)
{
	bool is_done = person_details_set(&b->a, &b->who, SUBSCRIBER_LANGUAGE, slice_of("mi"));

	assert_true(subscriber_get(b->s.db, 1, &b->who));
	assert_string_equal(b->who.language, is_done ? "mi" : "en");
	return is_done;
}

static bool set_rhythm(struct bed *b)
{
	bool is_done = person_details_set_rhythm(&b->a, &b->who, slice_of("weekly"));

	assert_true(subscriber_get(b->s.db, 1, &b->who));
	assert_string_equal(b->who.rhythm, is_done ? "weekly" : "each");
	return is_done;
}

static bool pause_mail(struct bed *b)
{
	bool is_done = person_details_pause(&b->a, &b->who, NOW + 100);

	assert_true(subscriber_get(b->s.db, 1, &b->who));
	assert_int_equal(b->who.paused_until, is_done ? NOW + 100 : 0);
	return is_done;
}

static bool resume_mail(struct bed *b)
{
	bool is_done;

	subscriber_pause(b->s.db, 1, NOW + 100);
	is_done = pause_end_person(&b->a, &b->who);
	assert_true(subscriber_get(b->s.db, 1, &b->who));
	assert_int_equal(b->who.paused_until, is_done ? 0 : NOW + 100);
	return is_done;
}

static bool add_address(struct bed *b)
{
	bool is_done = person_details_add_address(&b->a, &b->who, &b->other);

	assert_int_equal(alias_count(b->s.db, 1), is_done);
	return is_done;
}

static bool remove_address(struct bed *b)
{
	bool is_done;

	(void)alias_add(b->s.db, &b->s.key, 1, &b->other, NOW); /* or it is there */
	is_done = person_details_remove_address(&b->a, &b->who, b->other.key);
	assert_int_equal(alias_count(b->s.db, 1), !is_done);
	(void)alias_remove(b->s.db, 1, b->other.key);
	return is_done;
}

static bool move(struct bed *b)
{
	bool is_done = person_details_move(&b->a, &b->who, &b->other);

	assert_true(subscriber_get(b->s.db, 1, &b->who));
	assert_string_equal(b->who.address.key, is_done ? "other@example.nz" : "p0@example.nz");
	return is_done;
}

static void test_by_each_proof(void **state)
{
	static bool (*const acts[])(struct bed * b) = { set_language, set_rhythm, pause_mail,
		resume_mail, add_address, remove_address, move };
	/* none, vouched, answered, link, staff, self; the table of act.h, by hand */
	static const char *const wanted[] = { "-yyyyy", "-yyyyy", "-yyyyy", "-yyyyy", "-yyy--",
		"-yyy--", "-yyy--" };

	(void)state;
	for (int proof = PROOF_NONE; proof < PROOF_COUNT; proof++) {
		struct bed b;

		open_bed(&b, (enum proof)proof);
		for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
			assert_int_equal(acts[i](&b), wanted[i][proof] == 'y');
		b.core.event = sd_event_unref(b.core.event);
		store_finish(&b.s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_each_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
