/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/announcements/announcement.h"
#include "daemon/core/outbox/attempt.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/outbox/retry.h"
#include "subscribers/digest.h"
#include "subscribers/convenor.h"
#include "subscribers/list.h"
#include "subscribers/subscription.h"
#include "tests/unit/store.h"

#define NOW 1000000
#define GIVE_UP (5 * 86400)

static const int64_t waits_s[] = { 3600, 1800, 900, 300, 60 };
static const struct retry retry = { waits_s, 5, GIVE_UP };

static int64_t letter(struct store *s, enum delivery_class class, int64_t due)
{
	struct outbox_new n = {
		.kind = "confirm", .class = class, .address = "x@example.nz", .due_at = due
	};

	return outbox_add(s->db, &n, NOW);
}

static int64_t in_state(struct store *s, const char *state)
{
	struct db_stmt *st = db_sql(s->db, "SELECT count(*) FROM delivery WHERE state = :state");

	db_bind_text(st, ":state", state);
	return db_number(st, -1);
}

static struct outbox_result result(const struct outbox_item *item, enum outbox_outcome outcome)
{
	struct outbox_result r = { .id = item->id,
		.from = DELIVERY_SENDING,
		.outcome = outcome,
		.attempts = item->attempts,
		.doubts = item->doubts,
		.relay = "r" };

	(void)snprintf(r.stage, sizeof r.stage, "dot");
	return r;
}

static void test_answers_go_first(void **state)
{
	struct store s;
	struct outbox_item items[3];
	int64_t news, answer, later;

	(void)state;
	(void)store_fill(&s, 0, NOW - 100);
	news = letter(&s, DELIVERY_NEWS, NOW - 50);
	answer = letter(&s, DELIVERY_ANSWER, NOW);
	later = letter(&s, DELIVERY_ANSWER, NOW + 1);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 3, items), 2);
	assert_int_equal(items[0].id, answer);
	assert_int_equal(items[1].id, news);
	assert_int_equal(outbox_next_at(s.db), NOW + 1);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 3, items), 0); /* leased once, not twice */
	(void)later;
	store_finish(&s);
}

static void test_a_sent_one_is_over(void **state)
{
	struct store s;
	struct outbox_item item;
	struct outbox_result r;

	(void)state;
	(void)store_fill(&s, 0, NOW - 100);
	(void)letter(&s, DELIVERY_ANSWER, NOW);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &item), 1);
	assert_true(outbox_go(s.db, &item, false, NOW));
	r = result(&item, OUTBOX_SENT);
	outbox_settle(s.db, &r, &retry, NOW);
	assert_int_equal(in_state(&s, "sent"), 1);
	outbox_settle(s.db, &r, &retry, NOW); /* a second report of the same changes nothing */
	assert_int_equal(in_state(&s, "sent"), 1);
	assert_int_equal(db_number(db_sql(s.db, "SELECT count(*) FROM attempt"), -1), 1);
	store_finish(&s);
}

/* The first doubt is sent once more, the second is for a person. */
static void test_doubt(void **state)
{
	struct store s;
	struct outbox_item item;
	struct outbox_result r;

	(void)state;
	(void)store_fill(&s, 0, NOW - 100);
	(void)letter(&s, DELIVERY_ANSWER, NOW);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &item), 1);
		assert_true(outbox_go(s.db, &item, false, NOW));
		r = result(&item, OUTBOX_UNSURE);
		outbox_settle(s.db, &r, &retry, NOW);
		assert_int_equal(in_state(&s, i == 0 ? "unsure" : "held"), 1);
	}
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &item), 0);
	outbox_staff_move(s.db, item.id, "release", NOW);
	assert_int_equal(in_state(&s, "queued"), 1);
	store_finish(&s);
}

static void test_retry_and_give_up(void **state)
{
	struct store s;
	struct outbox_item item;
	struct outbox_result r;
	int64_t now = NOW;
	int attempts = 0;

	(void)state;
	(void)store_fill(&s, 0, NOW - 100);
	(void)letter(&s, DELIVERY_ANSWER, NOW);
	while (outbox_lease(s.db, NULL, now, 1, &item) == 1) {
		int64_t next;

		assert_int_equal(item.attempts, attempts);
		assert_true(outbox_go(s.db, &item, false, now));
		r = result(&item, OUTBOX_RETRY);
		outbox_settle(s.db, &r, &retry, now);
		attempts++;
		next = outbox_next_at(s.db);
		if (next == 0)
			break;
		assert_true(next > now);
		now = next;
	}
	assert_int_equal(in_state(&s, "failed"), 1);
	/* 1+5+15+30+60 min, then 78, 101, 132, 171, 223, 240 ...: about 36 attempts in five days.
	 */
	assert_in_range(attempts, 30, 45);
	assert_true(now - NOW <= GIVE_UP);
	store_finish(&s);
}

/* The relay gives up in the middle of one message: at once again, then behind all others; never an
 * attempt. */
static void test_returned_in_its_middle(void **state)
{
	struct store s;
	struct outbox_item item;
	struct outbox_result r;
	int64_t now = NOW, poison, other;
	int returns = 0;

	(void)state;
	(void)store_fill(&s, 0, NOW - 100);
	poison = letter(&s, DELIVERY_ANSWER, NOW);
	other = letter(&s, DELIVERY_NEWS, NOW);
	for (; returns < 2; returns++) {
		assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &item), 1);
		assert_int_equal(item.id, poison);
		r = result(&item, OUTBOX_RETURNED);
		r.from = DELIVERY_LEASED;
		r.is_in_it = r.was_well = true;
		assert_false(outbox_settle(s.db, &r, &retry, NOW));
	}
	assert_int_equal(outbox_lease(s.db, NULL, NOW + 7, 1, &item), 1);
	assert_int_equal(item.id, other);
	r = result(&item, OUTBOX_RETURNED); /* only with it: at once, and no entry */
	r.from = DELIVERY_LEASED;
	assert_false(outbox_settle(s.db, &r, &retry, NOW));
	assert_int_equal(db_number(db_sql(s.db,
	                               "SELECT count(*) FROM attempt WHERE outcome = 'returned'"),
	                     -1),
	    2);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &item), 1);
	assert_int_equal(item.id, other);
	assert_true(outbox_go(s.db, &item, false, NOW));
	r = result(&item, OUTBOX_SENT);
	assert_false(outbox_settle(s.db, &r, &retry, NOW));
	while ((now = outbox_next_at(s.db)) != 0) {
		assert_int_equal(outbox_lease(s.db, NULL, now, 1, &item), 1);
		assert_int_equal(item.attempts, 0);
		r = result(&item, OUTBOX_RETURNED);
		r.from = DELIVERY_LEASED;
		r.is_in_it = r.was_well = true;
		assert_false(outbox_settle(s.db, &r, &retry,
		    now)); /* the last one, too: it is nobody's refusal */
		returns++;
		assert_true(now - NOW <= GIVE_UP);
	}
	assert_int_equal(in_state(&s, "failed"), 1);
	/* 8 s, 1, 5, 15, 30 min, then each hour of five days. */
	assert_in_range(returns, 115, 130);
	store_finish(&s);
}

/* A relay on trial is given what it has not broken off at, of whatever class; nothing else, and it
 * gets that. */
static void test_trial(void **state)
{
	struct store s;
	struct outbox_item item;
	struct outbox_result r;
	int64_t poison, other;

	(void)state;
	(void)store_fill(&s, 0, NOW - 100);
	poison = letter(&s, DELIVERY_ANSWER, NOW - 1);
	for (int i = 0; i < 3; i++) { /* not one is made to wait for that */
		assert_int_equal(outbox_lease_trial(s.db, NULL, NOW, &item), 1);
		assert_int_equal(item.id, poison);
		r = result(&item, OUTBOX_RETURNED);
		r.from = DELIVERY_LEASED;
		r.is_in_it = true;
		assert_false(outbox_settle(s.db, &r, &retry, NOW));
	}
	other = letter(&s, DELIVERY_NEWS, NOW);
	assert_int_equal(outbox_lease_trial(s.db, NULL, NOW, &item), 1);
	assert_int_equal(item.id, other);
	assert_int_equal(outbox_lease_trial(s.db, NULL, NOW, &item), 1);
	assert_int_equal(item.id, poison);
	assert_int_equal(outbox_lease_trial(s.db, NULL, NOW, &item), 0);
	store_finish(&s);
}

/* What was held back for longer than a mail is tried has all its time when it goes at last. */
static void test_days_count_from_the_first_attempt(void **state)
{
	struct store s;
	struct outbox_item item;
	struct outbox_result r;

	(void)state;
	(void)store_fill(&s, 0, NOW - 100);
	(void)letter(&s, DELIVERY_ANSWER, NOW);
	assert_int_equal(outbox_lease(s.db, NULL, NOW + GIVE_UP + 86400, 1, &item), 1);
	assert_true(outbox_go(s.db, &item, false, NOW + GIVE_UP + 86400));
	r = result(&item, OUTBOX_RETRY);
	assert_false(outbox_settle(s.db, &r, &retry, NOW + GIVE_UP + 86400));
	assert_int_equal(in_state(&s, "queued"), 1);
	store_finish(&s);
}

/* After a crash exactly the rows that had their go are in doubt. */
static void test_recover(void **state)
{
	struct store s;
	struct outbox_item items[3];
	struct err err = ERR_INIT;

	(void)state;
	(void)store_fill(&s, 0, NOW - 100);
	for (int i = 0; i < 4; i++)
		(void)letter(&s, DELIVERY_ANSWER, NOW);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 3, items), 3);
	assert_true(outbox_go(s.db, &items[1], false, NOW));
	assert_int_equal(db_commit(s.db, &err), 0);
	store_reopen(&s);
	db_begin(s.db);
	assert_int_equal(outbox_recover(s.db, "crash", NOW), 1);
	assert_int_equal(in_state(&s, "queued"), 3);
	assert_int_equal(in_state(&s, "unsure"), 1);
	assert_int_equal(outbox_recover(s.db, "crash", NOW), 0);
	store_finish(&s);
}

static int64_t announce(struct store *s, int64_t list)
{
	struct announcement a;
	int64_t id = announcement_new(s->db, list, slice_of("Kia ora"), slice_of("Text"), "me",
	    NOW);

	announcement_init(&a);
	assert_true(announcement_get(s->db, id, &a));
	assert_true(announcement_move(s->db, &a, ANNOUNCEMENT_CHECKED, NULL, 0, NOW));
	assert_true(announcement_move(s->db, &a, ANNOUNCEMENT_APPROVED, "you", 0, NOW));
	assert_true(announcement_move(s->db, &a, ANNOUNCEMENT_SCHEDULED, NULL, NOW, NOW));
	assert_int_equal(announcement_due(s->db, NOW), id);
	assert_true(announcement_move(s->db, &a, ANNOUNCEMENT_SENDING, NULL, 0, NOW));
	assert_int_equal(announcement_due(s->db, NOW), 0);
	announcement_release(&a);
	return id;
}

static void test_expand_in_chunks(void **state)
{
	struct store s;
	int64_t list = store_fill(&s, 10, NOW - 100), id = announce(&s, list), cursor = 0;

	(void)state;
	assert_int_equal(outbox_expand(s.db, id, list, NOW, 4, &cursor, NOW), 4);
	assert_int_equal(outbox_expand(s.db, id, list, NOW, 4, &cursor, NOW), 4);
	assert_int_equal(outbox_expand(s.db, id, list, NOW, 4, &cursor, NOW), 2);
	assert_int_equal(outbox_expand(s.db, id, list, NOW, 4, &cursor, NOW), 0);
	assert_int_equal(in_state(&s, "queued"), 10);
	assert_int_equal(outbox_open_count(s.db, id), 1);
	/* Who joined after the start is not in it. */
	cursor = 0;
	assert_int_equal(outbox_expand(s.db, id, list, NOW - 200, 100, &cursor, NOW), 0);
	store_finish(&s);
}

/* Consent is read at the lease, and once more before the final dot may go. */
static void test_consent_at_the_last_moment(void **state)
{
	struct store s;
	int64_t list = store_fill(&s, 3, NOW - 100), id = announce(&s, list), cursor = 0;
	struct evidence e = { .channel = "email", .at = NOW, .notice = "1" };
	struct outbox_item items[3];
	struct subscriber who;

	(void)state;
	assert_int_equal(outbox_expand(s.db, id, list, NOW, 100, &cursor, NOW), 3);
	assert_true(subscriber_get(s.db, 1, &who));
	assert_true(subscription_leave(s.db, &who, list, &e));
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 3, items), 2);
	assert_int_equal(items[0].subscriber_id, 2);
	assert_string_equal(items[0].address, "p1@example.nz");
	assert_true(subscriber_get(s.db, 2, &who));
	assert_true(subscription_leave(s.db, &who, list, &e));
	assert_false(outbox_go(s.db, &items[0], false, NOW));
	assert_true(outbox_go(s.db, &items[1], false, NOW));
	assert_int_equal(in_state(&s, "cancelled"), 2);
	store_finish(&s);
}

static void test_pause_and_resume(void **state)
{
	struct store s;
	int64_t list = store_fill(&s, 5, NOW - 100), id = announce(&s, list), cursor = 0;
	struct outbox_item items[5];
	struct announcement a;

	(void)state;
	announcement_init(&a);
	assert_int_equal(outbox_expand(s.db, id, list, NOW, 100, &cursor, NOW), 5);
	assert_true(announcement_get(s.db, id, &a));
	assert_true(announcement_move(s.db, &a, ANNOUNCEMENT_PAUSED, "staff", 0, NOW));
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 5, items), 0);
	assert_int_equal(in_state(&s, "held"), 5);
	assert_true(announcement_move(s.db, &a, ANNOUNCEMENT_SENDING, NULL, 0, NOW));
	assert_int_equal(outbox_resume(s.db, id, 3, NOW), 3);
	assert_int_equal(outbox_resume(s.db, id, 3, NOW), 2);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 5, items), 5);
	announcement_release(&a);
	store_finish(&s);
}

/* Many that may not go must not hide one that may, nor make one turn endless. */
static void test_lease_gets_past_the_cancelled(void **state)
{
	struct store s;
	int64_t list = store_fill(&s, 100, NOW - 100), id = announce(&s, list), cursor = 0;
	struct evidence e = { .channel = "email", .at = NOW, .notice = "1" };
	struct outbox_item item;
	struct subscriber who;

	(void)state;
	assert_int_equal(outbox_expand(s.db, id, list, NOW, 1000, &cursor, NOW), 100);
	for (int64_t i = 1; i < 100; i++) {
		assert_true(subscriber_get(s.db, i, &who));
		assert_true(subscription_leave(s.db, &who, list, &e));
	}
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &item), 1);
	assert_int_equal(item.subscriber_id, 100);
	assert_int_equal(in_state(&s, "cancelled"), 99);
	store_finish(&s);
}

static void test_staff_moves(void **state)
{
	struct store s;
	struct outbox_item item;
	struct err err = ERR_INIT;
	int64_t id;

	(void)state;
	(void)store_fill(&s, 0, NOW - 100);
	id = letter(&s, DELIVERY_ANSWER, NOW);
	outbox_staff_move(s.db, id, "hold", NOW);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &item), 0);
	outbox_staff_move(s.db, id, "release", NOW);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &item), 1);
	outbox_staff_move(s.db, id, "hold", NOW); /* a sender has it: too late */
	assert_int_equal(db_commit(s.db, &err), -1);
	assert_non_null(strstr(err.text, "leased"));
	err_clear(&err);
	db_begin(s.db);
	outbox_staff_move(s.db, 4711, "retry", NOW);
	assert_int_equal(db_commit(s.db, &err), -1);
	assert_non_null(strstr(err.text, "no delivery 4711"));
	store_close(&s);
}

/* What a sender has keeps its state in its own row, and is neither counted nor cancelled as
 * waiting. */
static void test_leased_is_not_waiting(void **state)
{
	struct store s;
	struct outbox_item items[3];
	struct outbox_result r;
	int64_t list = store_fill(&s, 4, NOW - 100), id = announce(&s, list), cursor = 0;

	(void)state;
	assert_int_equal(outbox_expand(s.db, id, list, NOW, 100, &cursor, NOW), 4);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 3, items), 3);
	for (int i = 0; i < 2; i++)
		assert_true(outbox_go(s.db, &items[i], true, NOW));
	assert_false(outbox_go(s.db, &items[0], true, NOW)); /* it may finish once */
	r = result(&items[1], OUTBOX_UNSURE);
	outbox_settle(s.db, &r, &retry, NOW);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &items[1]),
	    1); /* it is older than the fourth */
	assert_int_equal(items[1].doubts, 1);
	for (int64_t of = 0; of <= id; of += id) {
		int64_t counts[DELIVERY_STATES];

		memset(counts, 's', sizeof counts); /* whatever stood there is no count */
		outbox_counts(s.db, of, counts);
		assert_int_equal(counts[DELIVERY_QUEUED], 1);
		assert_int_equal(counts[DELIVERY_SENT] + counts[DELIVERY_FAILED] +
		        counts[DELIVERY_HELD],
		    0);
		assert_int_equal(counts[DELIVERY_LEASED], 2);
		assert_int_equal(counts[DELIVERY_SENDING], 1);
		assert_int_equal(counts[DELIVERY_UNSURE], 0);
	}
	assert_int_equal(outbox_cancel(s.db, id, "staff", 100, NOW), 1);
	/* After a crash: the one that may have been sent is in doubt, those that cannot are as
	 * before. */
	assert_int_equal(outbox_recover(s.db, "crash", NOW), 1);
	assert_int_equal(in_state(&s, "unsure"), 2);
	assert_int_equal(in_state(&s, "queued"), 1);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 3, items), 3);
	store_finish(&s);
}

/* Answers 1 and 2 are sent, 3 failed, 4 unsure, 5 being sent, 6 leased; the announcements 7 queued,
 * 8 held. */
static void store_of_all_states(struct store *s)
{
	static const enum outbox_outcome outcomes[] = { OUTBOX_SENT, OUTBOX_SENT, OUTBOX_FAILED,
		OUTBOX_UNSURE };
	struct outbox_item items[6];

	(void)store_fill(s, 0, NOW - 100);
	for (int i = 0; i < 6; i++)
		(void)letter(s, DELIVERY_ANSWER, NOW);
	assert_int_equal(outbox_lease(s->db, NULL, NOW, 6, items), 6);
	for (size_t i = 0; i < 5; i++)
		assert_true(outbox_go(s->db, &items[i], false, NOW));
	for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
		struct outbox_result r = result(&items[i], outcomes[i]);

		(void)outbox_settle(s->db, &r, &retry, NOW);
	}
	(void)letter(s, DELIVERY_NEWS, NOW);
	outbox_staff_move(s->db, letter(s, DELIVERY_NEWS, NOW), "hold", NOW);
}

/* Each by an index of its own. */
static void test_newest(void **state)
{
	/* clang-format off */
	static const struct {
		const char *state, *ids;
	} cases[] = {
		{ "", "[8,7,6,5,4,3]" }, { "queued", "[7]" }, { "leased", "[6]" }, { "sending", "[5]" }, { "sent", "[2,1]" },
		{ "failed", "[3]" }, { "unsure", "[4]" }, { "held", "[8]" }, { "cancelled", "[]" },
	};
	/* clang-format on */
	struct store s;
	struct buf ids = BUF_INIT;

	(void)state;
	store_of_all_states(&s);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		buf_clear(&ids);
		assert_true(outbox_newest(s.db, slice_of(cases[i].state), 6, &ids));
		assert_string_equal(ids.p, cases[i].ids);
	}
	buf_clear(&ids);
	assert_true(outbox_newest(s.db, slice_of(""), 5, &ids));
	assert_string_equal(ids.p, "[8,7,6,5,4]");
	assert_false(outbox_newest(s.db, slice_of("gone"), 5, &ids));
	buf_release(&ids);
	store_finish(&s);
}

/* The counts of all, each of a way of its own, are those of reading every row. */
static void test_counts_of_all(void **state)
{
	static const int64_t wanted[DELIVERY_STATES] = { [DELIVERY_QUEUED] = 1,
		[DELIVERY_LEASED] = 1,
		[DELIVERY_SENDING] = 1,
		[DELIVERY_SENT] = 2,
		[DELIVERY_FAILED] = 1,
		[DELIVERY_UNSURE] = 1,
		[DELIVERY_HELD] = 1,
		[DELIVERY_CANCELLED] = 0 };
	struct store s;
	int64_t counts[DELIVERY_STATES] = { 0 };

	(void)state;
	store_of_all_states(&s);
	outbox_counts(s.db, 0, counts);
	for (int i = 0; i < DELIVERY_STATES; i++)
		assert_int_equal(counts[i], wanted[i]);
	store_finish(&s);
}

/* Confirm mails to x@: 1 sent, 2 failed, 3 cancelled, 4 sent and come back, 5 sent and reported
 * late, 6 waiting. What did not arrive does not use up what a person may be asked; but it was an
 * answer, of which each costs somebody. */
static void test_what_came_counts(void **state)
{
	struct store s;
	struct outbox_item items[5];
	static const char *const reports[] = { NULL, NULL, NULL, "bounced", "delayed" };

	(void)state;
	(void)store_fill(&s, 0, NOW - 100);
	for (int i = 0; i < 5; i++)
		(void)letter(&s, DELIVERY_ANSWER, NOW);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 5, items), 5);
	for (int i = 0; i < 5; i++) {
		struct outbox_result r = result(&items[i],
		    i == 1     ? OUTBOX_FAILED :
		        i == 2 ? OUTBOX_RETURNED :
		                 OUTBOX_SENT);

		if (i == 2)
			r.from = DELIVERY_LEASED;
		else
			assert_true(outbox_go(s.db, &items[i], false, NOW));
		(void)outbox_settle(s.db, &r, &retry, NOW);
		if (reports[i] != NULL)
			attempt_add(s.db,
			    &(struct attempt_entry){ .delivery_id = items[i].id,
			        .outcome = reports[i],
			        .relay = "-",
			        .stage = "report" },
			    NOW);
	}
	assert_int_equal(
	    db_run(db_sql(s.db,
	        "UPDATE delivery SET state = 'cancelled', settled_at = 1 WHERE id = 3")),
	    1);
	(void)letter(&s, DELIVERY_ANSWER, NOW + 1);
	assert_int_equal(outbox_count_since(s.db, "X@example.nz", "confirm", NOW - 1),
	    3); /* 1, 5 and 6 */
	assert_int_equal(outbox_count_since(s.db, "X@example.nz", "", NOW - 1), 6);
	assert_int_equal(outbox_count_since(s.db, "X@example.nz", "confirm", NOW), 0);
	store_finish(&s);
}

/* 1 was refused for now, 2 was broken off at three times, 3 waits for its hour, 4 is held. */
static void test_flush(void **state)
{
	struct store s;
	struct outbox_item item;
	struct outbox_result r;

	(void)state;
	(void)store_fill(&s, 0, NOW - 100);
	(void)letter(&s, DELIVERY_ANSWER, NOW);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &item), 1);
	assert_true(outbox_go(s.db, &item, false, NOW));
	r = result(&item, OUTBOX_RETRY);
	(void)outbox_settle(s.db, &r, &retry, NOW);
	(void)letter(&s, DELIVERY_ANSWER, NOW);
	while (outbox_lease(s.db, NULL, NOW, 1, &item) == 1) {
		assert_int_equal(item.id, 2);
		r = result(&item, OUTBOX_RETURNED);
		r.from = DELIVERY_LEASED;
		r.is_in_it = r.was_well = true;
		(void)outbox_settle(s.db, &r, &retry, NOW);
	}
	(void)letter(&s, DELIVERY_NEWS, NOW + 40000);
	outbox_staff_move(s.db, letter(&s, DELIVERY_ANSWER, NOW), "hold", NOW);
	assert_int_equal(outbox_flush(s.db, NOW + 1), 2);
	assert_int_equal(
	    db_number(db_sql(s.db,
	                  "SELECT count(*) FROM delivery WHERE due_at = 1000001 AND id <= 2"),
	        -1),
	    2);
	assert_int_equal(db_number(db_sql(s.db, "SELECT due_at FROM delivery WHERE id = 3"), -1),
	    NOW + 40000);
	assert_int_equal(in_state(&s, "held"), 1);
	assert_int_equal(outbox_flush(s.db, NOW + 1), 0);
	store_finish(&s);
}

static int64_t invitation(struct store *s, int64_t subscriber_id, int64_t meeting_id)
{
	struct outbox_new n = { .kind = "invitation",
		.class = DELIVERY_MEETING,
		.subscriber_id = subscriber_id,
		.meeting_id = meeting_id,
		.address = "x@example.nz",
		.due_at = NOW };

	return outbox_add(s->db, &n, NOW);
}

/* What goes by an office is read again when it is sent, before each lease and before its dot. */
static void test_by_office(void **state)
{
	struct store s;
	int64_t list = store_fill(&s, 1, NOW - 100), id;
	struct outbox_new n = { .kind = "beside",
		.class = DELIVERY_ANSWER,
		.list_id = list,
		.by_office = true,
		.address = "Kiri@example.nz",
		.due_at = NOW };
	struct led led = { .list_id = list };
	struct convenors c;
	struct outbox_item item;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(convenors_parse(slice_of("kiri@example.nz"), &c, &err));
	convenors_set(s.db, led, &c);
	id = outbox_add(s.db, &n, NOW);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &item), 1);
	assert_true(outbox_go(s.db, &item, false, NOW));
	assert_int_equal(outbox_next_not_led(s.db, 0), 0);
	id = outbox_add(s.db, &n, NOW);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &item), 1);
	(void)convenors_hold(s.db, "kiri@example.nz", 1, 1, NOW);
	assert_false(outbox_go(s.db, &item, false, NOW)); /* changed since */
	assert_int_equal(outbox_next_not_led(s.db, 0), id);
	assert_int_equal(outbox_next_not_led(s.db, id), 0);
	outbox_passed_on(s.db, id);
	assert_int_equal(outbox_next_not_led(s.db, 0), 0);
	id = outbox_add(s.db, &n, NOW);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &item), 0); /* another day */
	assert_int_equal(outbox_next_not_led(s.db, 0), id);
	/* To our person, who leads nothing. */
	n.by_office = false;
	(void)outbox_add(s.db, &n, NOW);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, &item), 1);
	store_finish(&s);
}

/* What a pause held is cancelled with the rest. */
static void test_cancel_takes_the_held(void **state)
{
	struct store s;
	int64_t list = store_fill(&s, 5, NOW - 100), id = announce(&s, list), cursor = 0;
	struct outbox_item items[2];

	(void)state;
	assert_int_equal(outbox_expand(s.db, id, list, NOW, 100, &cursor, NOW), 5);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 1, items), 1);
	outbox_staff_move(s.db, 2, "hold", NOW);
	outbox_staff_move(s.db, 3, "hold", NOW);
	assert_int_equal(outbox_cancel(s.db, id, "staff", 100, NOW),
	    4); /* two held, two queued; one is leased */
	assert_int_equal(in_state(&s, "held"), 0);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 2, items), 0);
	/* And of a meeting: one held, one queued. */
	assert_int_equal(
	    db_run(db_sql(s.db,
	        "INSERT INTO meeting (id, list_id, title, starts_at, length_s, timezone,"
	        " created_at) VALUES (9, 1, 'Hui', 2000000, 3600, 'UTC', 1)")),
	    1);
	outbox_staff_move(s.db, invitation(&s, 1, 9), "hold", NOW);
	(void)invitation(&s, 2, 9);
	assert_int_equal(outbox_cancel_meeting(s.db, 9, "[]", "off", NOW), 2);
	assert_int_equal(in_state(&s, "held"), 0);
	store_finish(&s);
}

/* Of four who want one mail a day: 1 was tried, 2 is in doubt, and may have it; 3 has not gone
 * anywhere; 4 wants each. */
static void test_what_was_tried_is_not_collected(void **state)
{
	struct store s;
	int64_t list = store_fill(&s, 4, NOW - 100), id = announce(&s, list), cursor = 0;
	struct outbox_item items[4];

	(void)state;
	assert_int_equal(outbox_expand(s.db, id, list, NOW, 100, &cursor, NOW), 4);
	assert_int_equal(db_run(db_sql(s.db,
	                     "UPDATE subscriber SET rhythm = 'daily' WHERE id <= 3")),
	    3);
	assert_int_equal(db_run(db_sql(s.db, "UPDATE delivery SET attempts = 1 WHERE id = 1")), 1);
	assert_int_equal(db_run(db_sql(s.db,
	                     "UPDATE delivery SET doubts = 1, state = 'unsure' WHERE id = 2")),
	    1);
	assert_int_equal(outbox_lease(s.db, NULL, NOW, 4, items), 3);
	assert_int_equal(items[0].id, 1);
	assert_int_equal(items[1].id, 2);
	assert_int_equal(items[2].id, 4);
	assert_int_equal(outbox_count_collected(s.db, id), 1);
	assert_int_equal(digest_count(s.db, 3), 1);
	assert_int_equal(digest_count(s.db, 1) + digest_count(s.db, 2) + digest_count(s.db, 4), 0);
	store_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers_go_first),
		cmocka_unit_test(test_a_sent_one_is_over),
		cmocka_unit_test(test_doubt),
		cmocka_unit_test(test_retry_and_give_up),
		cmocka_unit_test(test_returned_in_its_middle),
		cmocka_unit_test(test_trial),
		cmocka_unit_test(test_days_count_from_the_first_attempt),
		cmocka_unit_test(test_recover),
		cmocka_unit_test(test_expand_in_chunks),
		cmocka_unit_test(test_consent_at_the_last_moment),
		cmocka_unit_test(test_pause_and_resume),
		cmocka_unit_test(test_lease_gets_past_the_cancelled),
		cmocka_unit_test(test_staff_moves),
		cmocka_unit_test(test_leased_is_not_waiting),
		cmocka_unit_test(test_newest),
		cmocka_unit_test(test_counts_of_all),
		cmocka_unit_test(test_what_came_counts),
		cmocka_unit_test(test_flush),
		cmocka_unit_test(test_by_office),
		cmocka_unit_test(test_cancel_takes_the_held),
		cmocka_unit_test(test_what_was_tried_is_not_collected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
