/* SPDX-License-Identifier: MIT
 * A clock that goes ahead at once while dpupd runs: until it has stood, nothing is deleted and
 * nothing is missed; when it is set right again, all is as it was. And a machine that slept is
 * believed at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/meetings/meeting_mail.h"
#include "daemon/core/schedule.h"
#include "subscribers/subscription.h"
#include "tests/clockwork.h"

#define BEGIN INT64_C(1798578000) /* Wednesday 30 December 2026, 10:00 in Auckland */
#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

struct bed {
	struct clockwork w;
	int64_t list;
};

static void nothing(struct clockwork *w, void *context)
{
	(void)w;
	(void)context;
}

static int64_t number(struct bed *b, const char *sql)
{
	struct db_stmt *st = db_make(b->w.core.db, sql);
	int64_t n = db_number(st, -1);

	db_drop(st);
	return n;
}

static int64_t missed(struct bed *b)
{
	return number(b, "SELECT count(*) FROM reminder WHERE state = 'missed'");
}

static int64_t pending(struct bed *b)
{
	return number(b, "SELECT count(*) FROM reminder WHERE state = 'pending'");
}

static int64_t asked(struct bed *b)
{
	return number(b, "SELECT count(*) FROM subscription WHERE state = 'pending'");
}

/* A question of a minute ago, and a meeting in ten days: reminders after 3 and 9 days, and two
 * hours before. */
static void open_bed(struct bed *b)
{
	struct evidence e;
	struct subscriber who;
	struct subscription n;
	struct address a;
	struct err err = ERR_INIT;

	clockwork_start(&b->w, BEGIN);
	b->list = clockwork_community(&b->w, "otago", "Otago", "Pacific/Auckland",
	    "mere@example.net");
	clockwork_member(&b->w, b->list, "ana@example.org");
	assert_true(address_parse(slice_of("pen@example.org"), &a, &err));
	e = core_evidence(&b->w.core, "email");
	db_begin(b->w.core.db);
	assert_true(subscriber_get(b->w.core.db,
	    subscriber_ensure(b->w.core.db, &b->w.core.key, &a, BEGIN), &who));
	(void)subscription_ask(b->w.core.db, &who, b->list, slice_of("words"), &e, &n);
	clockwork_commit(&b->w);
	(void)clockwork_series(&b->w, b->list, "2027-01-09 10:00", "FREQ=WEEKLY;COUNT=1",
	    RECUR_KEEP);
	clockwork_run(&b->w, BEGIN + MINUTE, nothing, NULL);
	assert_int_equal(pending(b), 3);
	assert_int_equal(asked(b), 1);
}

/* A turn each minute, the last one at the end. */
static void run(struct bed *b, int64_t for_s)
{
	for (int64_t until = clockwork_now() + for_s; clockwork_now() < until;)
		clockwork_run(&b->w, clockwork_now() + MINUTE, nothing, NULL);
	clockwork_run(&b->w, clockwork_now() + 1, nothing, NULL);
}

static bool is_told(struct bed *b, const char *words)
{
	struct buf text = BUF_INIT;
	bool is_it;

	clock_seen_check(&b->w.core, &text);
	is_it = text.n > 0 && strstr(text.p, words) != NULL;
	buf_release(&text);
	return is_it;
}

/* Questions lapse after 7 days: by 40 all of it would be past. */
static void test_nothing_is_lost(void **state)
{
	static const int64_t by[] = { 1, 10, 40, 400 };
	struct bed b;

	(void)state;
	for (size_t i = 0; i < sizeof by / sizeof by[0]; i++) {
		open_bed(&b);
		clockwork_ring_guard();
		assert_false(core_is_woken(&b.w.core, WAKE_CLOCK));
		clockwork_step(by[i] * DAY);
		clockwork_ring_guard();
		assert_true(core_is_woken(&b.w.core, WAKE_CLOCK));
		run(&b, 30 * MINUTE);
		assert_int_equal(pending(&b), 3);
		assert_int_equal(asked(&b), 1);
		assert_true(is_told(&b, "went ahead by"));
		assert_true(is_told(&b, "nothing that waited for its time begins until"));
		clockwork_step(-by[i] * DAY);
		run(&b, MINUTE);
		assert_int_equal(pending(&b), 3);
		assert_int_equal(asked(&b), 1);
		assert_false(is_told(&b, ""));
		clockwork_stop(&b.w);
	}
}

/* Forty minutes for what is to begin, a day for what is deleted. */
static void test_it_stands(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b);
	clockwork_step(8 * DAY);
	run(&b, 39 * MINUTE);
	assert_int_equal(missed(&b), 0);
	run(&b, 2 * MINUTE);
	assert_int_equal(missed(&b), 1); /* of 7 days before, which was 5 days ago */
	assert_int_equal(pending(&b), 2);
	run(&b, 22 * HOUR);
	assert_int_equal(asked(&b), 1);
	assert_true(is_told(&b, "Nothing is deleted"));
	assert_false(is_told(&b, "begins until"));
	run(&b, 2 * HOUR);
	assert_int_equal(asked(&b), 0);
	assert_false(is_told(&b, ""));
	clockwork_stop(&b.w);
}

/* It was not found out for hours: what is still to come is pending again. */
static void test_missed_is_taken_back(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b);
	clockwork_step(40 * DAY);
	run(&b, 5 * HOUR);
	assert_int_equal(missed(&b), 3);
	clockwork_step(-40 * DAY);
	run(&b, MINUTE);
	assert_int_equal(pending(&b), 3);
	assert_int_equal(asked(&b), 1);
	clockwork_stop(&b.w);
}

/* Doubt outlives a crash. */
static void test_a_restart(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b);
	clockwork_step(40 * DAY);
	run(&b, MINUTE);
	clockwork_restart(&b.w, clockwork_now());
	b.w.core.clock = (struct clock_seen){ .newest = 0 };
	run(&b, 20 * MINUTE);
	assert_int_equal(asked(&b), 1);
	assert_int_equal(pending(&b), 3);
	assert_true(is_told(&b, "went ahead by about 960 hours"));
	clockwork_stop(&b.w);
	/* It is right again at the next start. */
	open_bed(&b);
	clockwork_step(40 * DAY);
	run(&b, MINUTE);
	clockwork_step(-40 * DAY);
	clockwork_restart(&b.w, clockwork_now());
	b.w.core.clock = (struct clock_seen){ .newest = 0 };
	run(&b, MINUTE);
	assert_int_equal(asked(&b), 1);
	assert_false(is_told(&b, ""));
	clockwork_stop(&b.w);
}

/* An hour is no step; a second more is one. Back by half of it, it stands since then. */
static void test_how_far(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b);
	clockwork_step(HOUR);
	run(&b, MINUTE);
	assert_false(is_told(&b, ""));
	clockwork_step(HOUR + 1);
	run(&b, MINUTE);
	assert_true(is_told(&b, "went ahead by about 1 hours"));
	clockwork_stop(&b.w);
	open_bed(&b);
	clockwork_step(40 * DAY);
	run(&b, 23 * HOUR);
	clockwork_step(-20 * DAY);
	run(&b, 2 * HOUR);
	assert_int_equal(asked(&b), 1);
	assert_true(is_told(&b, "went ahead by about 480 hours"));
	run(&b, 23 * HOUR);
	assert_int_equal(asked(&b), 0);
	clockwork_stop(&b.w);
}

/* It was off, or the machine slept, for as long: what is old is old. */
static void test_time_that_passed(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b);
	clockwork_set(BEGIN + 40 * DAY);
	run(&b, MINUTE);
	assert_int_equal(asked(&b), 0);
	assert_int_equal(missed(&b), 3);
	assert_false(is_told(&b, ""));
	clockwork_stop(&b.w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_lost),
		cmocka_unit_test(test_it_stands),
		cmocka_unit_test(test_missed_is_taken_back),
		cmocka_unit_test(test_a_restart),
		cmocka_unit_test(test_how_far),
		cmocka_unit_test(test_time_that_passed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
