/* SPDX-License-Identifier: MIT
 * A clock that is set back, by hours and by a year, while dpupd runs and before it starts: what is
 * waited for lies as far from now as before, and what was written down is moved only where it is
 * wrong. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/announcements/announcement.h"
#include "daemon/core/clock_step.h"
#include "daemon/core/loop/core.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/outbox/relay_rate.h"
#include "daemon/core/outbox/retry.h"
#include "daemon/core/schedule.h"
#include "subscribers/digest.h"
#include "subscribers/subscription.h"
#include "tests/unit/store.h"

#define NOW INT64_C(1800000000)
#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)
#define YEAR (365 * DAY)

struct bed {
	struct store s;
	struct core core;
	int64_t list;
};

static void commit(struct bed *b)
{
	struct err err = ERR_INIT;

	assert_int_equal(core_commit(&b->core, &err), 0);
}

/* One member since `since`. */
static void open_bed(struct bed *b, int64_t since)
{
	static char zone[] = "Pacific/Auckland";

	memset(b, 0, sizeof *b);
	b->list = store_fill(&b->s, 1, since);
	b->core.db = b->s.db;
	b->core.conf.templates.timezone = zone;
	assert_true(sd_event_new(&b->core.event) >= 0);
	b->core.schedule = schedule_new(&b->core);
	commit(b);
	clock_step_look(&b->core, since);
}

static void close_bed(struct bed *b)
{
	schedule_free(b->core.schedule);
	b->core.event = sd_event_unref(b->core.event);
	db_begin(b->s.db);
	store_finish(&b->s);
}

/* As a start does: nothing is known but what is stored. */
static void restart(struct bed *b)
{
	b->core.clock = (struct clock_seen){ .newest = 0 };
}

static int64_t number(struct bed *b, const char *sql, int64_t id)
{
	struct db_stmt *st = db_make(b->s.db, sql);
	int64_t n;

	db_bind_int(st, ":id", id);
	n = db_number(st, -1);
	db_drop(st);
	return n;
}

static int64_t due_at(struct bed *b, int64_t id)
{
	return number(b, "SELECT due_at FROM delivery WHERE id = :id", id);
}

static int64_t created_at(struct bed *b, int64_t id)
{
	return number(b, "SELECT created_at FROM delivery WHERE id = :id", id);
}

/* Made at `at` and due so much later. */
static int64_t letter(struct bed *b, int64_t at, int64_t wait_s)
{
	struct outbox_new n = { .kind = "confirm",
		.class = DELIVERY_NEWS,
		.address = "x@example.nz",
		.due_at = at + wait_s };

	return outbox_add(b->s.db, &n, at);
}

/* Made and refused for now at `at`; tried again within the minute and its chance, 60 s - 20 % to +
 * 20 %. */
static int64_t refused(struct bed *b, int64_t at)
{
	static const int64_t waits_s[] = { 60 };
	static const struct retry retry = { waits_s, 1, 5 * DAY };
	struct outbox_item item;
	struct outbox_result r = {
		.from = DELIVERY_SENDING, .outcome = OUTBOX_RETRY, .relay = "r"
	};

	(void)letter(b, at, 0);
	assert_int_equal(outbox_lease(b->s.db, NULL, at, 1, &item), 1);
	assert_true(outbox_go(b->s.db, &item, false, at));
	r.id = item.id;
	(void)outbox_settle(b->s.db, &r, &retry, at);
	assert_in_range(due_at(b, item.id), at + 48, at + 72);
	return item.id;
}

static void test_seconds_are_nothing(void **state)
{
	struct bed b;
	int64_t id;

	(void)state;
	open_bed(&b, NOW);
	db_begin(b.s.db);
	id = letter(&b, NOW, 0);
	commit(&b);
	clock_step_look(&b.core, NOW - 120);
	assert_int_equal(due_at(&b, id), NOW);
	assert_int_equal(b.core.clock.newest, NOW);
	clock_step_look(&b.core, NOW - 121);
	assert_int_equal(due_at(&b, id), NOW - 121);
	assert_int_equal(created_at(&b, id), NOW - 121);
	assert_int_equal(b.core.clock.newest, NOW - 121);
	close_bed(&b);
}

/* What was made in the year that never was. */
struct made {
	int64_t before, retry, fresh, waits, urgent, announcement;
};

static struct made make_ahead(struct bed *b)
{
	struct digest_pair who = { 1, b->list };
	struct announcement a;
	struct made m;

	announcement_init(&a);
	db_begin(b->s.db);
	m.before = letter(b, NOW, YEAR * 2); /* made before, and due by the calendar */
	commit(b);
	clock_step_look(&b->core, NOW + YEAR); /* it jumps */
	db_begin(b->s.db);
	m.retry = refused(b, NOW + YEAR + 10);
	m.fresh = letter(b, NOW + YEAR + 20, 0);
	m.waits = letter(b, NOW + YEAR + 20, 10 * HOUR);
	m.urgent = announcement_new(b->s.db, b->list, slice_of("s"), slice_of("b"), "me",
	    NOW + YEAR + 30);
	assert_true(announcement_get(b->s.db, m.urgent, &a));
	assert_true(announcement_move(b->s.db, &a, ANNOUNCEMENT_CHECKED, NULL, 0, NOW + YEAR + 30));
	assert_true(announcement_move(b->s.db, &a, ANNOUNCEMENT_APPROVED, "you", 0,
	    NOW + YEAR + 30));
	assert_true(announcement_move(b->s.db, &a, ANNOUNCEMENT_SCHEDULED, NULL, NOW + YEAR + 40,
	    NOW + YEAR + 30));
	announcement_set_urgent(b->s.db, m.urgent, true);
	digest_collect(b->s.db, who, m.urgent, NOW + YEAR + 2 * DAY);
	commit(b);
	clock_step_look(&b->core, NOW + YEAR + 50);
	announcement_release(&a);
	return m;
}

/* It is set right ten seconds after it had jumped: NOW + 60, and YEAR - 10 s back. */
static void check_ahead(struct bed *b, const struct made *m)
{
	assert_in_range(due_at(b, m->retry), NOW + 60, NOW + 20 + 72);
	assert_int_equal(created_at(b, m->retry), NOW + 20);
	assert_int_equal(number(b, "SELECT at FROM attempt WHERE delivery_id = :id", m->retry),
	    NOW + 20);
	assert_int_equal(due_at(b, m->fresh), NOW + 60);
	/* 364 whole days: it was to wait for an hour of the day, and a day. */
	assert_int_equal(due_at(b, m->waits), NOW + 20 + 10 * HOUR + DAY);
	assert_int_equal(created_at(b, m->before), NOW);
	assert_int_equal(announcement_due(b->s.db, NOW + 60), m->urgent);
	assert_int_equal(digest_next_at(b->s.db), NOW + 3 * DAY);
	assert_int_equal(b->core.clock.behind_until, 0);
}

static void test_a_year_ahead(void **state)
{
	struct made m;
	struct bed b;

	(void)state;
	open_bed(&b, NOW - DAY);
	clock_step_look(&b.core, NOW - DAY + 60);
	b.core.clock.newest = NOW;
	m = make_ahead(&b);
	clock_step_look(&b.core, NOW + 60);
	check_ahead(&b, &m);
	clock_step_look(&b.core, NOW + 61); /* once */
	check_ahead(&b, &m);
	close_bed(&b);
}

/* It is set while dpupd is off, and the time was last kept when it jumped. */
static void test_a_year_ahead_and_a_restart(void **state)
{
	struct made m;
	struct bed b;

	(void)state;
	open_bed(&b, NOW - DAY);
	b.core.clock.newest = NOW;
	m = make_ahead(&b);
	db_begin(b.s.db);
	clock_step_keep(&b.core);
	commit(&b);
	restart(&b);
	clock_step_look(&b.core, NOW + 60);
	check_ahead(&b, &m);
	close_bed(&b);
}

/* A machine that forgot the time: what is stored is right, and is not moved into the past, where it
 * would be old. */
static void test_a_clock_that_is_behind(void **state)
{
	struct buf text = BUF_INIT;
	struct bed b;
	int64_t retry;

	(void)state;
	open_bed(&b, NOW);
	db_begin(b.s.db);
	retry = refused(&b, NOW + 10);
	commit(&b);
	restart(&b);
	clock_step_look(&b.core, NOW - YEAR);
	assert_in_range(due_at(&b, retry), NOW - YEAR, NOW - YEAR + 72);
	assert_int_equal(created_at(&b, retry), NOW + 10);
	assert_int_equal(number(&b, "SELECT since_at FROM subscription WHERE id = :id", 1), NOW);
	/* What one may be asked is counted without it. */
	assert_int_equal(outbox_count_since(b.s.db, "x@example.nz", "confirm", NOW - YEAR - DAY),
	    0);
	clock_seen_check(&b.core, &text);
	assert_non_null(strstr(text.p, "set back"));
	buf_clear(&text);
	clock_step_look(&b.core, NOW + 20);
	clock_seen_check(&b.core, &text);
	assert_int_equal(text.n, 0);
	assert_int_equal(outbox_count_since(b.s.db, "x@example.nz", "confirm", NOW + 20 - DAY), 1);
	buf_release(&text);
	close_bed(&b);
}

/* It is started again while it is behind: what waits was taken back once, and doctor still knows.
 */
static void test_behind_and_a_restart(void **state)
{
	struct digest_pair who;
	struct buf text = BUF_INIT;
	struct bed b;
	int64_t retry, due, at;

	(void)state;
	open_bed(&b, NOW);
	db_begin(b.s.db);
	at = announcement_new(b.s.db, b.list, slice_of("s"), slice_of("b"), "me", NOW);
	who = (struct digest_pair){ 1, b.list };
	digest_collect(b.s.db, who, at, NOW + 5 * DAY);
	retry = refused(&b, NOW + 10);
	commit(&b);
	restart(&b);
	clock_step_look(&b.core, NOW - YEAR);
	due = due_at(&b, retry);
	at = digest_next_at(b.s.db);
	assert_in_range(due, NOW - YEAR + 1, NOW - YEAR + 72);
	assert_in_range(at, NOW - YEAR + 4 * DAY, NOW - YEAR + 6 * DAY);
	for (int i = 1; i <= 3; i++) {
		restart(&b);
		clock_step_look(&b.core, NOW - YEAR + i);
		assert_int_equal(due_at(&b, retry), due);
		assert_int_equal(digest_next_at(b.s.db), at);
		assert_int_equal(created_at(&b, retry), NOW + 10);
		buf_clear(&text);
		clock_seen_check(&b.core, &text);
		assert_non_null(strstr(text.p, "set back"));
	}
	/* By some minutes more: nothing that is stored was wrong. */
	clock_step_look(&b.core, NOW - YEAR - 600);
	assert_int_equal(created_at(&b, retry), NOW + 10);
	assert_int_equal(b.core.clock.behind_until, NOW + 10);
	buf_release(&text);
	close_bed(&b);
}

/* What came to be while it was behind looks old when it is right again: it is not given up for that
 * at once. */
static void test_right_again(void **state)
{
	struct buf text = BUF_INIT;
	struct bed b;

	(void)state;
	for (int is_restarted = 0; is_restarted < 2; is_restarted++) {
		open_bed(&b, NOW);
		db_begin(b.s.db);
		(void)refused(&b, NOW + 10);
		commit(&b);
		clock_step_look(&b.core, NOW + 20);
		clock_step_look(&b.core, NOW - YEAR);
		assert_false(clock_seen_is_doubted(&b.core, NOW - YEAR));
		if (is_restarted == 1)
			restart(&b);
		clock_step_look(&b.core, NOW + HOUR);
		assert_true(clock_seen_is_doubted(&b.core, NOW + HOUR));
		assert_false(clock_seen_is_unsettled(&b.core, NOW + HOUR)); /* what is due begins */
		assert_int_equal(clock_seen_next_at(&b.core, NOW + HOUR), NOW + HOUR + DAY);
		clock_seen_check(&b.core, &text);
		assert_int_equal(text.n, 0);
		db_begin(b.s.db);
		clock_step_keep(&b.core);
		commit(&b);
		restart(&b);
		clock_step_look(&b.core, NOW + 2 * HOUR);
		assert_true(clock_seen_is_doubted(&b.core, NOW + 2 * HOUR)); /* it knows it still */
		restart(&b);
		clock_step_look(&b.core, NOW + HOUR + DAY);
		assert_false(clock_seen_is_doubted(&b.core, NOW + HOUR + DAY));
		close_bed(&b);
	}
	buf_release(&text);
}

/* By three hours, known from the rows alone. */
static void test_hours(void **state)
{
	struct bed b;
	int64_t retry, waits;

	(void)state;
	open_bed(&b, NOW);
	db_begin(b.s.db);
	waits = letter(&b, NOW, 9 * HOUR);
	retry = refused(&b, NOW + 3 * HOUR);
	relay_rate_add(b.s.db, "r", 7, NOW + 3 * HOUR - 30);
	relay_rate_add(b.s.db, "r", 5, NOW + 3 * HOUR - 300);
	commit(&b);
	restart(&b);
	clock_step_look(&b.core, NOW);
	assert_in_range(due_at(&b, retry), NOW + 48, NOW + 72);
	assert_int_equal(created_at(&b, retry), NOW);
	assert_int_equal(due_at(&b, waits), NOW + 9 * HOUR); /* its hour is its hour */
	assert_int_equal(relay_rate_last_minute(b.s.db, "r", NOW), 7);
	assert_int_equal(relay_rate_last_day(b.s.db, "r", NOW), 12);
	assert_int_equal(relay_rate_last_minute(b.s.db, "r", NOW + 3 * HOUR), 0);
	close_bed(&b);
}

/* A row of each owner, written down at NOW + 3 h, which was NOW; what was before stays. */
static void test_each_owner(void **state)
{
#define AHEAD "1800010800" /* NOW + 3 h */
#define BEFORE "1799999999"
	/* clang-format off */
	static const struct {
		const char *make, *read;
		int64_t expected;
	} cases[] = {
		{ "INSERT INTO inbound (id, inbox, hash, received_at, stored_at, size, is_cut, state)"
		    " VALUES (1, 'i', x'00', 5, " AHEAD ", 1, 0, 'done')", "SELECT stored_at FROM inbound WHERE id = :id", NOW },
		{ "INSERT INTO minute (at, outcome, count) VALUES (" AHEAD ", 'sent', 3), (0, 'sent', 9), (" BEFORE ", 'sent', 2)",
		    "SELECT sum(count * :id) FROM minute", 11 },
		{ "INSERT INTO score (subscriber_id, state, state_at, cleared_at, probe_at, look_at)"
		    " VALUES (1, 'disabled', " AHEAD ", " BEFORE ", " AHEAD ", " AHEAD " + 100)",
		    "SELECT look_at FROM score WHERE subscriber_id = :id", NOW + 100 },
		{ "SELECT 1", "SELECT state_at FROM score WHERE subscriber_id = :id", NOW },
		{ "SELECT 1", "SELECT probe_at FROM score WHERE subscriber_id = :id", NOW },
		{ "SELECT 1", "SELECT cleared_at FROM score WHERE subscriber_id = :id", NOW - 1 },
		{ "INSERT INTO bounce (id, subscriber_id, mailing, delivery_id, domain, mailed_at, at, class, reason, status,"
		    " source) VALUES (1, 1, 'm', 1, 'd', " BEFORE ", " AHEAD ", 'hard', 'r', 's', 'relay')",
		    "SELECT at FROM bounce WHERE id = :id", NOW },
		{ "SELECT 1", "SELECT mailed_at FROM bounce WHERE id = :id", NOW - 1 },
		{ "INSERT INTO domain_trouble (mailing, domain, bounces, at, until_at) VALUES ('m', 'd', 1, " AHEAD ", " AHEAD " + 50)",
		    "SELECT until_at * :id FROM domain_trouble", NOW + 50 },
		{ "UPDATE subscriber SET moved_at = " AHEAD, "SELECT moved_at FROM subscriber WHERE id = :id", NOW },
		{ "UPDATE subscription SET since_at = " AHEAD, "SELECT since_at FROM subscription WHERE id = :id", NOW },
		{ "SELECT 1", "SELECT asked_at FROM subscription WHERE id = :id", NOW - HOUR },
		{ "INSERT INTO tip (id, list_id, subscriber_id, text, created_at) VALUES (1, 1, 1, 't', " AHEAD ")",
		    "SELECT created_at FROM tip WHERE id = :id", NOW },
		{ "INSERT INTO tip_digest (list_id, next_at) VALUES (1, " AHEAD " + 604800)",
		    "SELECT next_at FROM tip_digest WHERE list_id = :id", NOW + 7 * DAY },
		{ "UPDATE yearly SET since_at = " AHEAD, "SELECT since_at FROM yearly WHERE subscriber_id = :id", NOW },
		{ "UPDATE yearly SET mailed_at = " AHEAD, "SELECT mailed_at FROM yearly WHERE subscriber_id = :id", NOW },
		{ "INSERT INTO alias (id, subscriber_id, address, address_key, address_hash, confirmed_at)"
		    " VALUES (1, 1, 'a@x.nz', 'a@x.nz', zeroblob(16), " AHEAD ")", "SELECT confirmed_at FROM alias WHERE id = :id", NOW },
		{ "INSERT INTO former (subscriber_id, address_hash, left_at) VALUES (1, zeroblob(16), " AHEAD ")",
		    "SELECT left_at FROM former WHERE subscriber_id = :id", NOW },
		{ "INSERT INTO earlier (subscriber_id, address_hash, left_at, details, lists, answers)"
		    " VALUES (1, zeroblob(16), " AHEAD ", '{}', '[]', '[]')", "SELECT left_at FROM earlier WHERE subscriber_id = :id", NOW },
		{ "INSERT INTO wish (delivery_id, subscriber_id, verb, args, asked_at) VALUES (1, 1, 'status', '', " AHEAD "),"
		    " (2, 1, 'status', '', " BEFORE ")", "SELECT asked_at FROM wish WHERE delivery_id = :id", NOW },
		{ "SELECT 1", "SELECT asked_at + :id FROM wish WHERE delivery_id = 2", NOW },
		{ "INSERT INTO meeting (id, list_id, title, starts_at, length_s, timezone, state, created_at)"
		    " VALUES (1, 1, 'm', " AHEAD ", 3600, 'UTC', 'planned', 1)", "SELECT starts_at FROM meeting WHERE id = :id", NOW + 3 * HOUR },
		{ "INSERT INTO proposal (meeting_id, delivery_id, revision, reason, asked_at) VALUES (1, 1, 1, 'r', " AHEAD ")",
		    "SELECT asked_at FROM proposal WHERE meeting_id = :id", NOW },
		{ "INSERT INTO rsvp (id, meeting_id, subscriber_id, uid, revision, sequence, is_invited, stamp_at, answered_at,"
		    " claimed_at) VALUES (1, 1, 1, 'u', 1, 0, 1, " AHEAD ", " AHEAD ", " BEFORE ")", "SELECT stamp_at FROM rsvp WHERE id = :id", NOW },
		{ "SELECT 1", "SELECT answered_at FROM rsvp WHERE id = :id", NOW },
		{ "SELECT 1", "SELECT claimed_at FROM rsvp WHERE id = :id", NOW - 1 },
		{ "INSERT INTO inbound_copy (id, inbound_id, inbox, place, size, received_at, stored_at, retry_at)"
		    " VALUES (1, 1, 'i', 'p', 1, 5, " AHEAD ", " AHEAD " + 60)", "SELECT retry_at FROM inbound_copy WHERE id = :id", NOW + 60 },
		{ "SELECT 1", "SELECT stored_at FROM inbound_copy WHERE id = :id", NOW },
		{ "INSERT INTO announcement (id, list_id, subject, body, state, author, created_at)"
		    " VALUES (1, 1, 's', 'b', 'draft', 'me', 1); INSERT INTO look (announcement_id, account, hash, recipients, at)"
		    " VALUES (1, 'me', zeroblob(32), 1, " AHEAD ")", "SELECT at FROM look WHERE announcement_id = :id", NOW },
		{ "INSERT INTO domain_rate (name, full_at, line_at) VALUES ('g', " AHEAD "000 + 5000, " AHEAD "000 + 9000)",
		    "SELECT line_at FROM domain_rate WHERE :id", (NOW + 9) * 1000 },
	};
	/* clang-format on */
	struct bed b;
	struct err err = ERR_INIT;

	(void)state;
	open_bed(&b, NOW - HOUR);
	db_begin(b.s.db);
	for (int i = 0; i < 2; i++)
		(void)letter(&b, NOW - HOUR, 0); /* the mails that ask: 1 and 2 */
	commit(&b);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (db_script(b.s.db, cases[i].make, &err) < 0)
			fail_msg("%s: %s", cases[i].make, err.text);
	}
	b.core.clock.newest = NOW + 3 * HOUR;
	clock_step_look(&b.core, NOW);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t n = number(&b, cases[i].read, 1);

		if (n != cases[i].expected)
			fail_msg("%s: %lld", cases[i].read, (long long)n);
	}
	close_bed(&b);
}

/* Every time that is stored: it has an owner in clock_step.c, or a reason to stay. */
static void test_every_time(void **state)
{
	static const struct {
		const char *column, *stays; /* NULL: owned */
	} columns[] = {
		{ "alias.confirmed_at", NULL },
		{ "announcement.created_at", NULL },
		{ "announcement.finished_at", NULL },
		{ "announcement.scheduled_at", NULL },
		{ "announcement.started_at", NULL },
		{ "approval.at", "a record: shown, and nothing waits for it" },
		{ "approval.voided_at", "a record: shown, and nothing waits for it" },
		{ "attempt.at", NULL },
		{ "audit.at", "its hashes cover the times" },
		{ "bounce.at", NULL },
		{ "bounce.mailed_at", NULL },
		{ "budget.counts_at", NULL },
		{ "budget.made_at", NULL },
		{ "consent.at", "a record: shown, and nothing waits for it" },
		{ "delivery.created_at", NULL },
		{ "delivery.due_at", NULL },
		{ "delivery.settled_at", NULL },
		{ "digest_item.due_at", NULL },
		{ "domain_rate.full_at", NULL },
		{ "domain_rate.line_at", NULL },
		{ "domain_trouble.at", NULL },
		{ "domain_trouble.until_at", NULL },
		{ "former.left_at", NULL },
		{ "earlier.left_at", NULL },
		{ "import.finished_at", "only its age: it is removed so much later" },
		{ "import.started_at", "only its age: it is removed so much later" },
		{ "inbound.due_at", NULL },
		{ "inbound.received_at", "what somebody else's clock said" },
		{ "inbound.stored_at", NULL },
		{ "inbound_copy.received_at", "what somebody else's clock said" },
		{ "inbound_copy.retry_at", NULL },
		{ "inbound_copy.stored_at", NULL },
		{ "incarnation.since_at", "a record: shown, and nothing waits for it" },
		{ "key_mark.noted_at", "a record: shown, and nothing waits for it" },
		{ "letter.original_at", "no time: a place in the message" },
		{ "letter.reference_at", "a number that status shows" },
		{ "list.created_at", "a record: shown, and nothing waits for it" },
		{ "look.at", NULL },
		{ "lookup.at", "only its age: it is removed so much later" },
		{ "convenor.held_at", "that it is held counts, not since when" },
		{ "meeting.created_at", "a record: shown, and nothing waits for it" },
		{ "meeting.listed_at", "set by the calendar" },
		{ "meeting.starts_at", "set by the calendar" },
		{ "minute.at", NULL },
		{ "notes_asked.asked_at", NULL },
		{ "objection.at", NULL },
		{ "objector.at", "only its age: it is removed so much later" },
		{ "organisation.created_at", "a record: shown, and nothing waits for it" },
		{ "proposal.asked_at", NULL },
		{ "proposal.starts_at", "set by the calendar" },
		{ "reminder.due_at", "set by the calendar" },
		{ "resource.created_at", "a record: shown, and nothing waits for it" },
		{ "resource.updated_at", "a record: shown, and nothing waits for it" },
		{ "restored.accepted_at", "a record: shown, and nothing waits for it" },
		{ "restored.at", "a record: shown, and nothing waits for it" },
		{ "restored.backup_at", "a record: shown, and nothing waits for it" },
		{ "returned.at", "a record: nothing waits for it" },
		{ "returned_said.at", "a record: nothing waits for it" },
		{ "restored_left.at", "only its age: it is removed so much later" },
		{ "restored_gone.at", "only its age: it is removed so much later" },
		{ "rsvp.answered_at", NULL },
		{ "rsvp.claimed_at", NULL },
		{ "rsvp.stamp_at", NULL },
		{ "rsvp.starts_at", "set by the calendar" },
		{ "score.cleared_at", NULL },
		{ "score.look_at", NULL },
		{ "score.probe_at", NULL },
		{ "score.state_at", NULL },
		{ "series.created_at", "a record: shown, and nothing waits for it" },
		{ "series.next_at", "set by the calendar" },
		{ "shown.at", "only its age: it is removed so much later" },
		{ "staff.created_at", "a record: shown, and nothing waits for it" },
		{ "subscriber.created_at", NULL },
		{ "subscriber.moved_at", NULL },
		{ "subscriber.paused_until", "set by the calendar" },
		{ "subscription.asked_at", NULL },
		{ "subscription.left_at", NULL },
		{ "subscription.reminded_at", NULL },
		{ "subscription.since_at", NULL },
		{ "suppression.at", "a record: shown, and nothing waits for it" },
		{ "tip.created_at", NULL },
		{ "tip.decided_at", NULL },
		{ "tip_digest.next_at", NULL },
		{ "wish.asked_at", NULL },
		{ "writer.at", "a record: shown, and nothing waits for it" },
		{ "yearly.mailed_at", NULL },
		{ "yearly.since_at", NULL },
	};
	const size_t count = sizeof columns / sizeof columns[0];
	size_t known = 0;
	struct db_stmt *st;
	struct bed b;

	(void)state;
	open_bed(&b, NOW);
	st = db_make(b.s.db,
	    "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
	    " WHERE m.type = 'table' AND (c.name = 'at' OR c.name LIKE '%\\_at' ESCAPE '\\' OR c.name LIKE '%\\_until' ESCAPE '\\')");
	while (db_row(st)) {
		size_t i = 0;

		while (i < count && !slice_is(db_text(st, 0), columns[i].column))
			i++;
		if (i == count)
			fail_msg("%.*s: give it an owner in clock_step.c, or say here why it stays",
			    SLICE_ARG(db_text(st, 0)));
		known++;
	}
	db_drop(st);
	assert_int_equal(known, count);
	close_bed(&b);
}

/* A store that takes nothing: it is done when it does. */
static void test_once_the_store_takes_it(void **state)
{
	struct bed b;
	struct err err = ERR_INIT;
	int64_t id;

	(void)state;
	open_bed(&b, NOW);
	db_begin(b.s.db);
	id = refused(&b, NOW + HOUR);
	commit(&b);
	b.core.clock.newest = NOW + HOUR;
	assert_int_equal(db_script(b.s.db,
	                     "CREATE TRIGGER full BEFORE UPDATE OF due_at ON delivery"
	                     " BEGIN SELECT raise(ABORT, 'full'); END",
	                     &err),
	    0);
	setback_add(&b.core.setbacks, (struct setback_key){ "x", 1, 1 }, "no", NOW + HOUR);
	clock_step_look(&b.core, NOW);
	assert_int_equal(b.core.clock.newest, NOW + HOUR);
	assert_int_equal(b.core.setbacks.rows[0].again_at, NOW + HOUR + 10);
	assert_int_equal(db_script(b.s.db, "DROP TRIGGER full", &err), 0);
	clock_step_look(&b.core, NOW);
	assert_in_range(due_at(&b, id), NOW + 48, NOW + 72);
	assert_int_equal(b.core.setbacks.rows[0].again_at, NOW + 10);
	close_bed(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seconds_are_nothing),
		cmocka_unit_test(test_a_year_ahead),
		cmocka_unit_test(test_a_year_ahead_and_a_restart),
		cmocka_unit_test(test_a_clock_that_is_behind),
		cmocka_unit_test(test_behind_and_a_restart),
		cmocka_unit_test(test_right_again),
		cmocka_unit_test(test_hours),
		cmocka_unit_test(test_each_owner),
		cmocka_unit_test(test_every_time),
		cmocka_unit_test(test_once_the_store_takes_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
