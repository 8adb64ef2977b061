/* SPDX-License-Identifier: MIT
 * What waits in somebody's name: whoever writes in it may be many, and takes away nothing that is
 * asked for besides. Bounds are tried at their number and past it. */
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
#include "daemon/mail/wish_kind.h"
#include "tests/unit/limits_rig.h"

#define ANA "ana@x.nz"

/* Something is asked for in Ana's name, whom we know: 'a' she is asked whether it was her, or
 * answered; 'w' it waits, 'l' it is one for staff. */
static char wish(struct limits_rig *r, enum proof proof, enum command_verb verb, const char *args)
{
	struct talk *t = limits_talk(r, ANA, proof == PROOF_VOUCHED);
	bool is_asked = wish_kind_of(&(struct command){ .verb = verb }) < WISH_KIND_OTHER &&
	    verb != COMMAND_HELP && verb != COMMAND_LISTS && verb != COMMAND_UNSUBSCRIBE;

	talk_budget_close(&r->core);
	t->evidence.proof = proof;
	t->has_who = true;
	t->who.address = t->from;
	t->v.kind = KIND_COMMAND;
	t->v.command.verb = verb;
	(void)snprintf(t->v.command.args, sizeof t->v.command.args, "%s", args);
	t->cause.budget = BUDGET_OWN;
	talk_budget_open(t);
	if (!talk_budget_may_act(t) ||
	    !(is_asked ? talk_budget_may_ask_whether(t) : talk_budget_may_answer(t)))
		return limits_end(r) ? 'w' : 'l';
	(void)limits_write_to(r, ANA, is_asked ? "ask" : "help");
	(void)limits_end(r);
	return 'a';
}

static char forged(struct limits_rig *r, enum command_verb verb, const char *args)
{
	return wish(r, PROOF_NONE, verb, args);
}

static void set_up(struct limits_rig *r)
{
	limits_set_up(r);
	r->core.conf.limits.answers_total = 1000;
	r->core.conf.limits.messages_per_sender = 1000;
	r->core.conf.limits.waiting = 1000;
}

static int64_t waiting(struct limits_rig *r)
{
	return inbound_wait_count(r->s.db);
}

/* The message that is read when the next one that waits is due. */
static int64_t next(struct limits_rig *r)
{
	assert_true(inbound_take(r->s.db, false, INT64_MAX, &r->in));
	return r->in.id;
}

/* Junk fills what may be answered, and what may be asked: a right is asked about all the same. */
static void test_rights_in_a_flood(void **state)
{
	static const struct {
		enum command_verb verb;
		const char *args;
	} rights[] = {
		{ COMMAND_FORGET_ME, "" },
		{ COMMAND_MY_DATA, "" },
		{ COMMAND_CORRECT, "name Ana" },
		{ COMMAND_CORRECT, "agency Te Puna" },
		{ COMMAND_CHANGE_ADDRESS, "a@y.nz" },
		{ COMMAND_REPLACE_ME, "b@y.nz" },
		{ COMMAND_PAUSE, "" },
		{ COMMAND_RESUME, "" },
		{ COMMAND_ADD_ADDRESS, "c@y.nz" },
	};
	struct limits_rig r;

	(void)state;
	set_up(&r);
	for (int i = 0; i < 12; i++)
		assert_int_equal(forged(&r, i % 2 ? COMMAND_HELP : COMMAND_STATUS, "") == 'a',
		    i < 2);
	for (int i = 0; i < 5; i++)
		assert_int_equal(forged(&r, COMMAND_UNSUBSCRIBE, "") == 'a', i < 3);
	for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++) {
		if (forged(&r, rights[i].verb, rights[i].args) != 'a')
			fail_msg("right %zu", i);
	}
	limits_tear_down(&r);
}

/* Of the rest five questions a day go to one person. */
static void test_asks(void **state)
{
	static const enum command_verb verbs[] = { COMMAND_STATUS, COMMAND_PREFERENCES,
		COMMAND_MEETINGS, COMMAND_SET, COMMAND_STATUS, COMMAND_MEETINGS };
	struct limits_rig r;

	(void)state;
	set_up(&r);
	r.core.conf.limits.answers_per_sender = 100;
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(forged(&r, verbs[i], ""), i < 5 ? 'a' : 'w');
	assert_string_equal(r.t.limited, "asks_per_person");
	assert_int_equal(r.t.room_at, r.now + DAY);
	/* What waits goes first: a day later each new one in that name would have the room. */
	limits_sql(&r, "UPDATE budget SET counts_at = counts_at - 86400");
	assert_int_equal(forged(&r, COMMAND_MEETINGS, ""), 'w');
	assert_int_equal(forged(&r, COMMAND_STATUS, ""), 'a'); /* its turn is before that */
	limits_tear_down(&r);
}

/* The honest one is the oldest, or the newest: of each kind both wait, and nothing else is pushed
 * out. */
static void test_one_kind(void **state)
{
	struct limits_rig r;
	int64_t oldest, newest;

	(void)state;
	set_up(&r);
	assert_int_equal(forged(&r, COMMAND_MY_DATA, ""), 'a');
	assert_int_equal(forged(&r, COMMAND_MY_DATA, ""), 'a');
	assert_int_equal(forged(&r, COMMAND_MY_DATA, ""), 'w');
	oldest = r.in.id;
	for (int i = 0; i < 12; i++)
		(void)forged(&r, i % 2 ? COMMAND_PAUSE : COMMAND_CORRECT, "name X");
	assert_int_equal(waiting(&r), 1 + 2 + 2);
	for (int i = 0; i < 7; i++)
		assert_int_equal(forged(&r, COMMAND_MY_DATA, ""), 'w');
	newest = r.in.id;
	assert_int_equal(waiting(&r), 2 + 2 + 2);
	assert_int_equal(
	    db_number(db_sql(r.s.db,
	                  "SELECT count(*) FROM inbound WHERE note = 'one like it waits'"
	                  " AND state = 'done' AND limited = 'asks_per_person'"
	                  " AND outcome = 'not answered: too many'"),
	        -1),
	    6 + (6 - 2 - 2) * 2);
	/* Its place says nothing of anybody once it does not wait. */
	assert_int_equal(db_number(db_sql(r.s.db,
	                               "SELECT count(*) FROM inbound WHERE due_at IS NULL"
	                               " AND (name_hash IS NOT NULL OR turn IS NOT NULL)"),
	                     -1),
	    0);
	assert_int_equal(next(&r), oldest);
	/* On the next day there is room for both. */
	assert_int_equal(
	    db_number(db_sql(r.s.db,
	                  "SELECT count(*) FROM inbound WHERE due_at <= (SELECT max(counts_at)"
	                  " FROM budget) + 86400 AND id > 0"),
	        -1),
	    2 + 2 + 1);
	while (waiting(&r) > 0)
		(void)next(&r);
	assert_int_equal(r.in.id != oldest && newest > oldest, 1);
	limits_tear_down(&r);
}

/* When there is room, what is hard to do otherwise goes first, whenever it came. */
static void test_turns(void **state)
{
	static const enum command_verb came[] = { COMMAND_LISTS, COMMAND_HELP, COMMAND_STATUS,
		COMMAND_HELP, COMMAND_SET };
	static const int goes[] = { 4, 2, 1, 3, 0 };
	struct limits_rig r;
	int64_t first;

	(void)state;
	set_up(&r);
	assert_int_equal(forged(&r, COMMAND_HELP, ""), 'a');
	assert_int_equal(forged(&r, COMMAND_HELP, ""), 'a');
	for (size_t i = 0; i < sizeof came / sizeof came[0]; i++)
		assert_int_equal(forged(&r, came[i], ""), 'w');
	first = r.in.id - 4;
	assert_int_equal(waiting(&r), 5);
	for (size_t i = 0; i < sizeof goes / sizeof goes[0]; i++)
		assert_int_equal(next(&r), first + goes[i]);
	limits_tear_down(&r);
}

/* A flood of all kinds, by somebody who knows the table: twice as many as kinds wait. */
static void test_all_kinds(void **state)
{
	struct limits_rig r;
	int64_t most = INT64_C(2) *
	    (WISH_KIND_OTHER - 3); /* of "correct" the fields are not tried */

	(void)state;
	set_up(&r);
	for (int round = 0; round < 7; round++) {
		for (int verb = COMMAND_NONE + 1; verb < COMMAND_COUNT; verb++)
			(void)forged(&r, (enum command_verb)verb, "");
		assert_true(waiting(&r) <= most);
	}
	assert_int_equal(waiting(&r), most);
	limits_tear_down(&r);
}

/* The line of all: what takes the place of its like needs no more room, another kind does, and what
 * is no right has a line of its own. */
static void test_line(void **state)
{
	static const enum command_verb rights[] = { COMMAND_MY_DATA, COMMAND_PAUSE,
		COMMAND_RESUME };
	struct limits_rig r;

	(void)state;
	set_up(&r);
	r.core.conf.limits.waiting = 4;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(forged(&r, rights[i], ""), 'a');
		assert_int_equal(forged(&r, rights[i], ""), 'a');
	}
	for (int i = 0; i < 4; i++)
		assert_int_equal(forged(&r, rights[i % 2], ""), 'w');
	assert_int_equal(forged(&r, COMMAND_RESUME, ""), 'l');
	assert_int_equal(forged(&r, COMMAND_PAUSE, ""), 'w');
	assert_int_equal(waiting(&r), 4);
	for (int i = 0; i < 2; i++)
		assert_int_equal(forged(&r, COMMAND_HELP, ""), 'a');
	assert_int_equal(forged(&r, COMMAND_HELP, ""), 'w');
	limits_tear_down(&r);
}

/* Two hundred letters in somebody's name, here three, do not keep a right from being read. */
static void test_messages(void **state)
{
	struct limits_rig r;

	(void)state;
	set_up(&r);
	r.core.conf.limits.messages_per_sender = 3;
	r.core.conf.limits.answers_per_sender = 100;
	for (int i = 0; i < 3; i++)
		assert_int_equal(forged(&r, COMMAND_HELP, ""), 'a');
	assert_int_equal(forged(&r, COMMAND_HELP, ""), 'w');
	assert_string_equal(r.t.limited, "messages_per_sender");
	assert_int_equal(forged(&r, COMMAND_MY_DATA, ""), 'a');
	limits_tear_down(&r);
}

/* What proves nothing, what answers and what is vouched for use up nothing of each other's. */
static void test_budgets(void **state)
{
	static const enum proof proofs[] = { PROOF_NONE, PROOF_ANSWERED, PROOF_VOUCHED };
	struct limits_rig r;

	(void)state;
	set_up(&r);
	for (size_t i = 0; i < 3; i++) {
		for (int n = 0; n < 2; n++)
			assert_int_equal(wish(&r, proofs[i], COMMAND_HELP, ""), 'a');
		/* What is proven does not wait: a day later it would keep a loop alive. */
		assert_int_equal(wish(&r, proofs[i], COMMAND_HELP, ""),
		    proofs[i] == PROOF_NONE ? 'w' : 'l');
		for (int n = 0; n < 6; n++)
			assert_int_equal(wish(&r, proofs[i], COMMAND_FORGET_ME, ""),
			    n < (proofs[i] == PROOF_NONE ? 2 : 5) ? 'a' : 'w');
	}
	limits_tear_down(&r);
}

/* Who answers "was this you?" may be asked the next; that it is answered by something does not say
 * so. */
static void test_answered(void **state)
{
	struct limits_rig r;
	int64_t asked;

	(void)state;
	set_up(&r);
	for (int i = 0; i < 2; i++)
		assert_int_equal(forged(&r, COMMAND_PAUSE, ""), 'a');
	asked = db_number(db_sql(r.s.db, "SELECT max(delivery_id) FROM budget"), 0);
	budget_take_over(&r.core, asked, BUDGET_ANSWERED);
	assert_int_equal(forged(&r, COMMAND_PAUSE, ""), 'w');
	limits_sql(&r, "UPDATE inbound SET due_at = NULL, state = 'done' WHERE due_at IS NOT NULL");
	budget_ask_answered(r.s.db, asked);
	assert_int_equal(forged(&r, COMMAND_PAUSE, ""), 'a');
	assert_int_equal(forged(&r, COMMAND_PAUSE, ""), 'w');
	limits_tear_down(&r);
}

/* Who is forgotten has nothing that waits in their name, from whichever address. */
static void test_forgotten(void **state)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	struct limits_rig r;

	(void)state;
	set_up(&r);
	for (int i = 0; i < 4; i++)
		(void)forged(&r, COMMAND_PAUSE, "");
	limits_sql(&r, "UPDATE inbound SET sender_hash = x'01' WHERE due_at IS NOT NULL");
	assert_int_equal(waiting(&r), 2);
	token_hash_address(&r.core.key, ANA, hash);
	inbound_erase(r.s.db, 0, slice_make((const char *)hash, sizeof hash));
	assert_int_equal(waiting(&r), 0);
	limits_tear_down(&r);
}

/* One name in all its spellings has one place. */
static void test_one_name(void **state)
{
	struct limits_rig r;

	(void)state;
	set_up(&r);
	for (int i = 0; i < 9; i++) {
		char from[32];
		struct talk *t;

		(void)snprintf(from, sizeof from, "ana+%d@x.nz", i);
		t = limits_talk(&r, from, false);
		t->v.kind = KIND_COMMAND;
		t->v.command.verb = COMMAND_HELP;
		if (talk_budget_may_answer(t))
			(void)limits_write_to(&r, from, "help");
		(void)limits_end(&r);
	}
	assert_int_equal(waiting(&r), 2);
	limits_tear_down(&r);
}

/* What was given up is told of for a week, or until somebody has looked. */
static void test_told(void **state)
{
	struct limits_rig r;
	struct buf text = BUF_INIT;

	(void)state;
	set_up(&r);
	for (int i = 0; i < 5; i++)
		(void)forged(&r, COMMAND_MY_DATA, "");
	budget_check(r.s.db, r.now, &text);
	assert_non_null(strstr(text.p, "1 of the last week found no room"));
	assert_non_null(strstr(text.p, "questions to one person"));
	assert_null(strstr(text.p, "limits."));
	limits_sql(&r,
	    "UPDATE inbound SET due_at = NULL, state = 'done', limited = NULL WHERE due_at IS NOT NULL");
	buf_clear(&text);
	budget_check(r.s.db, r.now + 7 * DAY - 1, &text);
	assert_non_null(strstr(text.p, "1 of the last week"));
	buf_clear(&text);
	budget_check(r.s.db, r.now + 7 * DAY, &text);
	assert_int_equal(text.n, 0);
	assert_int_equal(inbound_seen(r.s.db, r.in.id), 1);
	budget_check(r.s.db, r.now, &text);
	assert_int_equal(text.n, 0);
	buf_release(&text);
	limits_tear_down(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rights_in_a_flood),
		cmocka_unit_test(test_asks),
		cmocka_unit_test(test_one_kind),
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_all_kinds),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_budgets),
		cmocka_unit_test(test_answered),
		cmocka_unit_test(test_forgotten),
		cmocka_unit_test(test_one_name),
		cmocka_unit_test(test_told),
	};

	return cmocka_run_group_tests_name("talk_wait", tests, NULL, NULL);
}
