/* SPDX-License-Identifier: MIT
 * Budgets: each limit at its number and one past it, whose budget a message comes from, when there
 * is room again, and that junk uses up nothing but junk's. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/inbound/inbound_wait.h"
#include "daemon/core/letters/budget_check.h"
#include "daemon/core/talk/talk_wait.h"
#include "tests/unit/limits_rig.h"

/* A message that is answered, where it may be: 'a' answered, 'w' it waits, 'l' limited, for staff.
 */
static char answer(struct limits_rig *r, const char *from, bool is_vouched)
{
	struct talk *t = limits_talk(r, from, is_vouched);

	if (!talk_budget_may_act(t) || !talk_budget_may_answer(t))
		return limits_end(r) ? 'w' : 'l';
	(void)limits_write_to(r, from, "help");
	(void)limits_end(r);
	return 'a';
}

static int64_t due_of(struct limits_rig *r, int64_t id)
{
	struct db_stmt *st = db_sql(r->s.db, "SELECT due_at FROM delivery WHERE id = :id");

	db_bind_int(st, ":id", id);
	return db_number(st, 0);
}

static void test_mailboxes(void **state)
{
	static const struct {
		const char *address, *mailbox;
	} rows[] = {
		{ "Amy@Example.nz", "amy@example.nz" },
		{ "amy+news@example.nz", "amy@example.nz" },
		{ "AMY+1+2@example.nz", "amy@example.nz" },
		{ "amy+@example.nz", "amy@example.nz" },
		{ "+amy@example.nz", "+amy@example.nz" },
		{ "a.my@example.nz", "a.my@example.nz" },
		{ "a.m.y+x@Gmail.com", "amy@gmail.com" },
		{ "amy@googlemail.com", "amy@gmail.com" },
		{ "a.my@notgmail.com", "a.my@notgmail.com" },
		{ "amy-1@example.nz", "amy-1@example.nz" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char mailbox[ADDRESS_SIZE];
		struct err err = ERR_INIT;
		struct address a;

		assert_true(address_parse(slice_of(rows[i].address), &a, &err));
		address_mailbox(&a, mailbox);
		assert_string_equal(mailbox, rows[i].mailbox);
	}
}

/* Two a day to one mailbox, in whatever spelling; the third is for staff. */
static void test_per_mailbox(void **state)
{
	struct limits_rig r;
	struct budget_row row = { .limit = "" };

	(void)state;
	limits_set_up(&r);
	r.core.conf.limits.answers_total = 8; /* two to a domain */
	assert_int_equal(answer(&r, "amy@x.nz", false), 'a');
	assert_int_equal(answer(&r, "Amy+1@x.nz", false), 'a');
	assert_int_equal(answer(&r, "amy+2@x.nz", false), 'l');
	assert_string_equal(talk_budget_outcome(&r.t), "not answered: too many");
	/* Their own are counted apart, and have the same number. */
	assert_int_equal(answer(&r, "amy@x.nz", true), 'a');
	assert_int_equal(answer(&r, "amy@x.nz", true), 'a');
	assert_int_equal(answer(&r, "amy@x.nz", true), 'l');
	assert_true(budget_next(r.s.db, r.now, &row));
	assert_string_equal(row.limit, "answers_per_sender");
	assert_int_equal(row.dropped, 2);
	assert_int_equal(row.total, 2);
	assert_int_equal(row.waiting, 0);
	assert_false(budget_next(r.s.db, r.now, &row));
	/* A day later there is room. */
	limits_sql(&r, "UPDATE budget SET counts_at = counts_at - 86400");
	assert_int_equal(answer(&r, "amy+2@x.nz", false), 'a');
	limits_tear_down(&r);
}

/* Four an hour to everybody; the fifth waits for the place of the first, the sixth for that of the
 * second. */
static void test_total(void **state)
{
	static const char *const people[] = { "a@x.nz", "b@x.nz", "c@x.nz", "d@x.nz" };
	static const char *const vouched[] = { "a@a.nz", "b@b.nz", "c@c.nz", "d@d.nz" };
	struct limits_rig r;
	int64_t id;

	(void)state;
	limits_set_up(&r);
	for (int i = 0; i < 4; i++)
		assert_int_equal(answer(&r, people[i], false), 'a');
	limits_sql(&r,
	    "UPDATE budget SET counts_at = counts_at - 1000 + 100 * delivery_id"); /* 900, 800, 700,
	                                                                              600 s ago */
	assert_int_equal(answer(&r, "e@x.nz", false), 'w');
	assert_int_equal(r.t.room_at, r.now - 900 + HOUR);
	assert_int_equal(answer(&r, "f@x.nz", false), 'w');
	assert_int_equal(r.t.room_at, r.now - 800 + HOUR);
	assert_int_equal(inbound_next_at(r.s.db), r.now - 900 + HOUR);
	assert_false(inbound_take(r.s.db, false, r.now - 901 + HOUR, &r.in));
	/* Who is vouched for is answered meanwhile; their fifth answer is made, and goes when there
	 * is room. */
	for (int i = 0; i < 4; i++)
		assert_int_equal(answer(&r, vouched[i], true), 'a');
	assert_true(talk_budget_may_answer(limits_talk(&r, "e@e.nz", true)));
	id = limits_write_to(&r, "e@e.nz", "help");
	assert_int_equal(due_of(&r, id), r.now + HOUR);
	/* But nobody waits to be told that they have left. */
	id = limits_write_to(&r, "e@e.nz", "goodbye");
	assert_int_equal(due_of(&r, id), r.now);
	(void)limits_end(&r);
	/* Three may wait in all. */
	assert_int_equal(answer(&r, "g@x.nz", false), 'w');
	assert_int_equal(answer(&r, "h@x.nz", false), 'l');
	/* What waited comes first, in its order, when it is due. */
	assert_true(inbound_take(r.s.db, false, r.now + HOUR, &r.in));
	assert_int_equal(r.in.id, 5);
	assert_int_equal(r.in.attempts, 1);
	limits_tear_down(&r);
}

/* What a flood leaves for those who want to go: a budget of its own, at one mailbox and in all. */
static void test_leaving(void **state)
{
	struct limits_rig r;

	(void)state;
	limits_set_up(&r);
	for (int i = 0; i < 2; i++)
		assert_int_equal(answer(&r, "amy@x.nz", false), 'a');
	for (int i = 0; i < 2; i++)
		assert_int_equal(answer(&r, "bob@x.nz", false), 'a');
	for (int i = 0; i < 4; i++) {
		struct talk *t = limits_talk(&r, "amy@x.nz", false);

		talk_budget_close(&r.core);
		t->v.kind = KIND_COMMAND;
		t->v.command.verb = COMMAND_UNSUBSCRIBE;
		t->cause.budget = BUDGET_OWN;
		talk_budget_open(t);
		assert_int_equal(t->cause.budget, BUDGET_LEAVING);
		assert_true(talk_budget_may_answer(t) == (i < 3));
		if (i < 3)
			(void)limits_write_to(&r, "amy@x.nz", "leave");
		assert_true(limits_end(&r) == (i == 3)); /* the fourth waits */
	}
	limits_tear_down(&r);
}

/* Three a day that are acted on; the fourth waits for a day, those behind it wait with it, and
 * leaving does not. */
static void test_messages(void **state)
{
	struct limits_rig r;
	struct talk *t;

	(void)state;
	limits_set_up(&r);
	for (int i = 0; i < 3; i++) {
		assert_true(talk_budget_may_act(limits_talk(&r, "amy@x.nz", true)));
		(void)limits_end(&r);
	}
	assert_false(talk_budget_may_act(limits_talk(&r, "amy@x.nz", true)));
	assert_string_equal(r.t.limited, "messages_per_sender");
	assert_int_equal(r.t.room_at, r.now + DAY);
	assert_true(limits_end(&r));
	assert_true(talk_budget_may_act(limits_talk(&r, "amy@x.nz",
	    false))); /* in her name: junk, with a budget of its own */
	(void)limits_end(&r);
	assert_true(talk_budget_may_act(limits_talk(&r, "bob@x.nz", true)));
	(void)limits_end(&r);
	t = limits_talk(&r, "amy@x.nz", true);
	t->v.kind = KIND_COMMAND;
	t->v.command.verb = COMMAND_UNSUBSCRIBE;
	assert_true(talk_budget_may_act(t));
	(void)limits_end(&r);
	/* There is room again, but what came before has not been done yet. */
	limits_sql(&r, "UPDATE inbound SET stored_at = stored_at - 86400 WHERE due_at IS NULL");
	assert_false(talk_budget_may_act(limits_talk(&r, "amy@x.nz", true)));
	assert_true(limits_end(&r));
	assert_true(inbound_take(r.s.db, false, r.now + DAY, &r.in));
	assert_int_equal(r.in.id, 4);
	limits_tear_down(&r);
}

static void test_classes(void **state)
{
	static const struct {
		const char *from;
		enum proof proof;
		bool is_replayed;
		enum budget_class class;
	} rows[] = {
		{ "amy@x.nz", PROOF_NONE, false, BUDGET_NONE },
		{ "amy@x.nz", PROOF_VOUCHED, false, BUDGET_VOUCHED },
		{ "amy@x.nz", PROOF_NONE, true, BUDGET_STAFF },
		{ "amy@x.nz", PROOF_ANSWERED, false, BUDGET_ANSWERED },
		{ "amy@x.nz", PROOF_LINK, false, BUDGET_ANSWERED },
		{ "kai@x.nz", PROOF_NONE, false, BUDGET_NONE },
		{ "kai@x.nz", PROOF_VOUCHED, false, BUDGET_CONVENOR },
		{ "kai@x.nz", PROOF_ANSWERED, false, BUDGET_CONVENOR_ANSWERED },
	};
	struct limits_rig r;

	(void)state;
	limits_set_up(&r);
	limits_sql(&r,
	    "INSERT INTO list (id, slug, kind, name, purpose, timezone, created_at)"
	    " VALUES (1, 'n', 'newsletter', 'N', 'To test.', 'UTC', 1);"
	    "INSERT INTO convenor (list_id, address, address_key) VALUES (1, 'kai@x.nz', 'kai@x.nz')");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct talk *t = limits_talk(&r, rows[i].from, false);

		t->evidence.proof = rows[i].proof;
		r.in.is_replayed = rows[i].is_replayed;
		if (talk_budget_class_of(t) != rows[i].class)
			fail_msg("row %zu: %d", i, talk_budget_class_of(t));
		(void)limits_end(&r);
	}
	limits_tear_down(&r);
}

/* When an answer goes that is made now, in seconds from now; -1: it is for staff. */
static int64_t answered_in(struct limits_rig *r, const char *from)
{
	int64_t due = -1;

	if (talk_budget_may_answer(limits_talk(r, from, true)))
		due = due_of(r, limits_write_to(r, from, "help")) - r->now;
	assert_false(limits_end(r));
	return due;
}

/* Eight an hour, so two of one registered domain, and twelve that may wait, so three of it. */
static void test_shares(void **state)
{
	/* clang-format off */
	static const struct {
		const char *from;
		int64_t due;
	} rows[] = {
		{ "a@hr.agency.govt.nz", 0 }, { "b@agency.govt.nz", 0 },
		{ "c@it.agency.govt.nz", HOUR }, { "d@agency.govt.nz", HOUR }, { "e@agency.govt.nz", 2 * HOUR },
		{ "f@agency.govt.nz", -1 },	/* for staff to see */
		/* None of that is taken from others: six more go now, and the seventh in the next hour, in which two go already. */
		{ "a@other.govt.nz", 0 }, { "b@other.govt.nz", 0 }, { "a@one.example", 0 }, { "a@two.example", 0 },
		{ "b@two.example", 0 }, { "a@three.example", 0 }, { "a@four.example", HOUR }, { "a@five.example", HOUR },
		{ "c@other.govt.nz", HOUR },
	};
	/* clang-format on */
	struct budget_row row = { .limit = "answers_total" };
	struct limits_rig r;

	(void)state;
	limits_set_up(&r);
	r.core.conf.limits.answers_total = 8;
	r.core.conf.limits.waiting = 12;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int64_t due = answered_in(&r, rows[i].from);

		if (due != rows[i].due)
			fail_msg("%s: %lld", rows[i].from, (long long)due);
	}
	assert_true(budget_next(r.s.db, r.now, &row));
	assert_string_equal(row.limit, "share_of_domain");
	assert_int_equal(row.dropped, 1);
	/* Mail without proof has no shares, and a pool of its own. */
	assert_int_equal(answer(&r, "a@agency.govt.nz", false), 'a');
	limits_tear_down(&r);
}

/* Two an hour to one mailbox, the third an hour later; three may wait so. */
static void test_forwards(void **state)
{
	struct limits_rig r;
	struct outbox_new n = {
		.kind = "forward", .class = DELIVERY_ANSWER, .address = "kai@x.nz"
	};
	int64_t due[6];

	(void)state;
	limits_set_up(&r);
	n.due_at = r.now;
	for (int i = 0; i < 6; i++) {
		struct talk *t = limits_talk(&r, "amy@x.nz", false);

		due[i] = talk_budget_may_forward(t, &n) ?
		    due_of(&r, budget_add(&r.core, &n)) - r.now :
		    -1;
		(void)limits_end(&r);
	}
	assert_int_equal(due[0], 0);
	assert_int_equal(due[1], 0);
	assert_int_equal(due[2], HOUR);
	assert_int_equal(due[3], HOUR);
	assert_int_equal(due[4], 2 * HOUR);
	assert_int_equal(due[5], -1);
	/* What proves its writer goes; and none of it is the convenor's own. */
	assert_true(talk_budget_may_forward(limits_talk(&r, "amy@x.nz", true), &n));
	assert_int_equal(due_of(&r, budget_add(&r.core, &n)), r.now);
	(void)limits_end(&r);
	assert_int_equal(answer(&r, "kai@x.nz", true), 'a');
	limits_tear_down(&r);
}

/* 40 bytes each, 100 a day. */
static void test_bytes(void **state)
{
	struct limits_rig r;

	(void)state;
	limits_set_up(&r);
	for (int i = 0; i < 3; i++) {
		struct talk *t = limits_talk(&r, "amy@x.nz", true);
		uint8_t hash[TOKEN_HASH_SIZE];

		token_hash_address(&r.core.key, t->from.key, hash);
		inbound_set_sender(r.s.db, r.in.id, slice_make((const char *)hash, sizeof hash));
		assert_true(talk_budget_may_copy(t) == (i < 2));
		(void)limits_end(&r);
	}
	(void)limits_talk(&r, "amy@x.nz", false);
	assert_true(talk_budget_may_copy(&r.t));
	(void)limits_end(&r);
	limits_tear_down(&r);
}

static void test_doctor(void **state)
{
	struct limits_rig r;
	struct buf text = BUF_INIT;

	(void)state;
	limits_set_up(&r);
	r.core.conf.limits.answers_total = 1;
	assert_int_equal(answer(&r, "a@x.nz", false), 'a');
	assert_int_equal(answer(&r, "b@x.nz", false), 'w');
	budget_check(r.s.db, r.now + HOUR, &text);
	assert_int_equal(text.n, 0);
	budget_check(r.s.db, r.now + HOUR + 1, &text);
	assert_non_null(strstr(text.p, "1 wait for room, one for 1 h (limits.answers_total)"));
	buf_clear(&text);
	budget_json(r.s.db, r.now + 7, &text);
	assert_string_equal(text.p,
	    "[{\"limit\":\"answers_total\",\"waiting\":1,\"oldest_s\":7,\"dropped\":0,\"total\":1}]");
	budget_forget(r.s.db, r.now + 2 * DAY);
	assert_int_equal(db_number(db_sql(r.s.db, "SELECT count(*) FROM budget"), -1), 1);
	budget_forget(r.s.db, r.now + 2 * DAY + 1);
	assert_int_equal(db_number(db_sql(r.s.db, "SELECT count(*) FROM budget"), -1), 0);
	buf_release(&text);
	limits_tear_down(&r);
}

/* Who is forgotten has nothing that waits, and the line goes on. */
static void test_forgotten(void **state)
{
	struct limits_rig r;
	uint8_t hash[TOKEN_HASH_SIZE];

	(void)state;
	limits_set_up(&r);
	r.core.conf.limits.answers_total = 1;
	assert_int_equal(answer(&r, "a@x.nz", false), 'a');
	assert_int_equal(answer(&r, "b@x.nz", false), 'w');
	token_hash_address(&r.core.key, "b@x.nz", hash);
	inbound_erase(r.s.db, 0, slice_make((const char *)hash, sizeof hash));
	assert_int_equal(inbound_wait_count(r.s.db), 0);
	assert_false(inbound_take(r.s.db, false, r.now + DAY, &r.in));
	limits_tear_down(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mailboxes),
		cmocka_unit_test(test_per_mailbox),
		cmocka_unit_test(test_total),
		cmocka_unit_test(test_leaving),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_forwards),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_doctor),
		cmocka_unit_test(test_forgotten),
	};

	return cmocka_run_group_tests_name("budget", tests, NULL, NULL);
}
