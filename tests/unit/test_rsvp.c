/* SPDX-License-Identifier: MIT
 * Invitations and answers as rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/rsvp.h"
#include "subscribers/subscriber.h"
#include "tests/unit/store.h"

#define NOW 1000000
#define PEOPLE 6

struct world {
	struct store s;
	int64_t meeting, people[PEOPLE];
};

static void fill(struct world *w)
{
	struct list_input list = { .kind = LIST_COMMUNITY,
		.slug = slice_of("cop"),
		.name = slice_of("CoP"),
		.purpose = slice_of("To meet."),
		.region = slice_of("Otago") };
	struct meeting_input in = { .starts_at = NOW + 7200,
		.length_s = 3600,
		.capacity = 2,
		.title = slice_of("Hui"),
		.timezone = slice_of("Pacific/Auckland") };
	struct err err = ERR_INIT;

	store_open(&w->s);
	db_begin(w->s.db);
	in.list_id = list_add(w->s.db, &list, 1);
	w->meeting = meeting_add(w->s.db, &in, NOW);
	for (int i = 0; i < PEOPLE; i++) {
		char text[] = "p0@example.nz";
		struct address a;

		text[1] = (char)('0' + i);
		assert_true(address_parse(slice_of(text), &a, &err));
		w->people[i] = subscriber_ensure(w->s.db, &w->s.key, &a, NOW);
	}
}

static void finish(struct world *w)
{
	struct err err = ERR_INIT;

	if (db_commit(w->s.db, &err) < 0)
		fail_msg("%s", err.text);
	store_close(&w->s);
}

static bool tell(struct world *w, int i, int64_t revision, struct rsvp *r)
{
	return rsvp_tell(w->s.db, &w->s.key, w->meeting, w->people[i], revision, r);
}

static enum rsvp_result say(struct world *w, struct rsvp *r, enum rsvp_answer answer, int64_t stamp,
    int64_t now)
{
	struct rsvp_input in = { .answer = answer, .via = "calendar", .stamp_at = stamp };

	return rsvp_set(w->s.db, r, &in, now);
}

static void test_told_once_a_revision(void **state)
{
	struct world w;
	struct rsvp r, other, found;

	(void)state;
	fill(&w);
	assert_true(tell(&w, 0, 1, &r));
	assert_int_equal(r.sequence, 0);
	assert_false(tell(&w, 0, 1, &r));
	assert_true(tell(&w, 1, 1, &other));
	assert_string_not_equal(r.uid, other.uid);
	assert_true(rsvp_by_uid(w.s.db, slice_of(r.uid), &found));
	assert_int_equal(found.id, r.id);
	assert_false(rsvp_by_uid(w.s.db, slice_of("5fc53010-1267-4f8e-bc28-1d7ae55a7c99"), &found));
	assert_true(tell(&w, 0, 2, &r));
	assert_int_equal(r.sequence, 1);
	finish(&w);
}

static void test_sequence_never_goes_back(void **state)
{
	struct world w;
	struct rsvp r;
	int64_t last = -1, revision = 1;

	(void)state;
	fill(&w);
	srandom(7);
	for (int i = 0; i < 500; i++) {
		bool has_mail;

		switch (random() % 3) {
		case 0:
			revision++;
			continue;
		case 1:
			has_mail = tell(&w, 0, revision, &r);
			break;
		default:
			has_mail = rsvp_find(w.s.db, w.meeting, w.people[0], &r) &&
			    rsvp_withdraw(w.s.db, &r);
			break;
		}
		if (!has_mail)
			continue;
		assert_true(r.sequence > last);
		assert_true(r.sequence >= r.revision - 1);
		last = r.sequence;
	}
	assert_true(last > 100);
	finish(&w);
}

static void test_newer_wins(void **state)
{
	struct world w;
	struct rsvp r;

	(void)state;
	fill(&w);
	assert_true(tell(&w, 0, 1, &r));
	assert_int_equal(say(&w, &r, RSVP_YES, 500, 600), RSVP_CHANGED);
	assert_int_equal(say(&w, &r, RSVP_YES, 500, 601), RSVP_SAME); /* the same mail twice */
	assert_int_equal(say(&w, &r, RSVP_NO, 499, 602), RSVP_STALE);
	assert_int_equal(r.answer, RSVP_YES);
	assert_int_equal(say(&w, &r, RSVP_NO, 501, 603), RSVP_CHANGED);
	assert_int_equal(say(&w, &r, RSVP_MAYBE, 0, 700), RSVP_CHANGED); /* in words: now */
	assert_int_equal(say(&w, &r, RSVP_YES, 699, 701), RSVP_STALE);
	rsvp_reset(w.s.db, w.meeting, 800);                            /* it was moved */
	assert_int_equal(say(&w, &r, RSVP_YES, 799, 801), RSVP_STALE); /* a yes to the old time */
	assert_true(rsvp_find(w.s.db, w.meeting, w.people[0], &r));
	assert_int_equal(r.answer, RSVP_NONE);
	assert_true(rsvp_withdraw(w.s.db, &r));
	assert_int_equal(say(&w, &r, RSVP_YES, 900, 901), RSVP_STALE); /* not invited any more */
	finish(&w);
}

/* What a calendar answers is one invitation: it counts while that one's time is the meeting's. */
static bool claim(struct world *w, const struct rsvp *r, enum rsvp_answer answer, int64_t guests)
{
	struct rsvp_input in = { .answer = answer, .guests = guests, .via = "email" };

	return rsvp_claim(w->s.db, r, &in, NOW + 50);
}

/* What is said in somebody's name stands beside their answer, takes no place, and goes with what
 * they say themselves. */
static void test_claims(void **state)
{
	struct world w;
	struct rsvp r, found;

	(void)state;
	fill(&w);
	assert_true(tell(&w, 0, 1, &r));
	assert_int_equal(rsvp_claimed(w.s.db, &r), RSVP_NONE);
	assert_true(claim(&w, &r, RSVP_YES, 2));
	assert_int_equal(rsvp_claimed(w.s.db, &r), RSVP_YES);
	assert_false(claim(&w, &r, RSVP_YES, 2)); /* said before */
	assert_true(claim(&w, &r, RSVP_YES, 3));
	assert_int_equal(rsvp_seats(w.s.db, w.meeting), 0);
	assert_int_equal(say(&w, &r, RSVP_YES, 0, NOW + 60), RSVP_CHANGED);
	assert_int_equal(rsvp_claimed(w.s.db, &r), RSVP_NONE);
	assert_int_equal(rsvp_seats(w.s.db, w.meeting), 1);
	assert_false(claim(&w, &r, RSVP_YES, 0)); /* as they said themselves */
	assert_true(claim(&w, &r, RSVP_NO, 0));
	assert_true(rsvp_find(w.s.db, w.meeting, w.people[0], &found));
	assert_int_equal(found.answer, RSVP_YES);
	assert_int_equal(rsvp_seats(w.s.db, w.meeting), 1);
	rsvp_reset(w.s.db, w.meeting, NOW + 70);
	assert_int_equal(rsvp_claimed(w.s.db, &r), RSVP_NONE);
	assert_true(rsvp_withdraw(w.s.db, &r));
	assert_false(claim(&w, &r, RSVP_YES, 0)); /* not invited any more */
	finish(&w);
}

static void test_an_answer_to_an_older_invitation(void **state)
{
	static const struct {
		bool has_sequence;
		int64_t sequence;
		enum rsvp_result result;
	} cases[] = {
		{ true, 0, RSVP_STALE }, /* it said so: that was the first time */
		{ true, 1, RSVP_STALE }, { true, 2, RSVP_CHANGED }, { true, 3, RSVP_SAME },
		{ true, 9, RSVP_SAME },
		{ false, 0,
		    RSVP_SAME }, /* some never say it: then the time of the answer decides */
	};
	struct world w;
	struct rsvp r;
	struct rsvp_input in = { .answer = RSVP_YES, .via = "calendar", .stamp_at = 900 };

	(void)state;
	fill(&w);
	assert_true(tell(&w, 0, 1, &r)); /* SEQUENCE 0 */
	assert_true(tell(&w, 0, 2, &r)); /* 1: another place */
	in.has_sequence = true;
	assert_int_equal(rsvp_set(w.s.db, &r, &in, 901),
	    RSVP_CHANGED); /* to the first, and still about this time */
	rsvp_reset(w.s.db, w.meeting, 800);
	assert_true(tell(&w, 0, 3, &r)); /* 2: another time */
	assert_true(tell(&w, 0, 4, &r)); /* 3: another place again */
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		in.has_sequence = cases[i].has_sequence;
		in.sequence = cases[i].sequence;
		if (rsvp_set(w.s.db, &r, &in, 902) != cases[i].result)
			fail_msg("case %zu", i);
	}
	assert_true(rsvp_withdraw(w.s.db, &r)); /* 4 */
	assert_true(tell(&w, 0, 4, &r));        /* 5: they joined again */
	in.has_sequence = true;
	in.sequence = 4;
	assert_int_equal(rsvp_set(w.s.db, &r, &in, 903), RSVP_STALE);
	in.sequence = 5;
	assert_int_equal(rsvp_set(w.s.db, &r, &in, 903), RSVP_CHANGED);
	finish(&w);
}

static void test_waiting_list(void **state)
{
	struct world w;
	struct rsvp r[4], next;
	struct rsvp_input two = { .answer = RSVP_WAITING, .guests = 1, .via = "email" };

	(void)state;
	fill(&w);
	for (int i = 0; i < 4; i++)
		assert_true(tell(&w, i, 1, &r[i]));
	assert_int_equal(say(&w, &r[0], RSVP_YES, 0, 10), RSVP_CHANGED);
	assert_int_equal(rsvp_seats(w.s.db, w.meeting), 1);
	assert_int_equal(rsvp_set(w.s.db, &r[1], &two, 11),
	    RSVP_CHANGED); /* two people, since 11 */
	assert_int_equal(say(&w, &r[2], RSVP_WAITING, 0, 12), RSVP_CHANGED);
	assert_int_equal(rsvp_set(w.s.db, &r[1], &two, 13),
	    RSVP_SAME); /* keeps its place in the queue */
	assert_true(rsvp_next_waiting(w.s.db, w.meeting, 2, &next));
	assert_int_equal(next.subscriber_id, w.people[1]);
	assert_true(rsvp_next_waiting(w.s.db, w.meeting, 1,
	    &next)); /* only one place: the one who fits */
	assert_int_equal(next.subscriber_id, w.people[2]);
	assert_true(rsvp_take_place(w.s.db, &next));
	assert_false(rsvp_take_place(w.s.db, &next));
	assert_int_equal(rsvp_seats(w.s.db, w.meeting), 2);
	finish(&w);
}

/* A mail about the meeting, put aside as the outbox does it. */
static void put_aside(struct world *w, int i, const char *kind, int64_t variant)
{
	struct db_stmt *st = db_sql(w->s.db,
	    "INSERT INTO delivery (kind, class, state, subscriber_id, meeting_id, variant,"
	    " needs_consent, address, due_at, created_at) VALUES (:kind, 1, 'queued', :subscriber, :meeting,"
	    " nullif(:variant, 0), 1, 'p0@example.nz', 1, 1)");

	db_bind_text(st, ":kind", kind);
	db_bind_int(st, ":subscriber", w->people[i]);
	db_bind_int(st, ":meeting", w->meeting);
	db_bind_int(st, ":variant", variant);
	(void)db_run(st);
	rsvp_miss(w->s.db, db_last_id(w->s.db));
}

static void test_what_was_missed(void **state)
{
	/* clang-format off */
	static const struct {
		const char *kind;
		int64_t variant, missed;	/* missed: 1 invitation, 2 change, 4 place */
	} cases[] = {
		{ "invitation", 1, 1 }, { "moved", 2, 2 }, { "cancelled", 3, 2 }, { "place", 0, 4 },
		{ "invitation", 0, 0 },	/* asked for again: they had it */
		{ "reminder", 86400, 0 }, { "rsvp", 0, 0 },
	};
	/* clang-format on */
	struct world w;
	struct rsvp r;

	(void)state;
	fill(&w);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_true(tell(&w, 0, (int64_t)i + 1, &r));
		put_aside(&w, 0, cases[i].kind, cases[i].variant);
		assert_true(rsvp_find(w.s.db, w.meeting, w.people[0], &r));
		if (r.missed != cases[i].missed)
			fail_msg("%s: %lld", cases[i].kind, (long long)r.missed);
		rsvp_make_up(w.s.db, &r, r.revision);
	}
	finish(&w);
}

static void test_missed_until_made_up_for(void **state)
{
	struct world w;
	struct rsvp r;

	(void)state;
	fill(&w);
	assert_true(tell(&w, 0, 1, &r));
	assert_false(rsvp_next_missed(w.s.db, w.people[0], 0, NOW, &r));
	put_aside(&w, 0, "invitation", 1);
	assert_true(tell(&w, 0, 2, &r));
	put_aside(&w, 0, "moved", 2);
	assert_true(rsvp_next_missed(w.s.db, w.people[0], 0, NOW, &r));
	assert_int_equal(r.missed, 3); /* it changed, and they never heard of it */
	assert_int_equal(r.sequence, 1);
	assert_false(rsvp_next_missed(w.s.db, w.people[0], 0, NOW + 7200, &r)); /* it has begun */
	assert_false(rsvp_next_missed(w.s.db, w.people[1], 0, NOW, &r));
	assert_true(rsvp_next_missed(w.s.db, w.people[0], 0, NOW, &r));
	rsvp_make_up(w.s.db, &r, 3);
	assert_int_equal(r.missed, 0);
	assert_int_equal(r.sequence, 2);
	assert_int_equal(r.revision, 3);
	assert_false(rsvp_next_missed(w.s.db, w.people[0], 0, NOW, &r));
	assert_false(tell(&w, 0, 3, &r)); /* they were told just now */
	put_aside(&w, 0, "moved", 3);
	assert_true(rsvp_withdraw(w.s.db, &r));
	assert_int_equal(r.missed, 0);
	put_aside(&w, 0, "moved", 4); /* to who is not invited any more */
	assert_false(rsvp_next_missed(w.s.db, w.people[0], 0, NOW, &r));
	finish(&w);
}

static void assert_counts(struct world *w, const char *begins)
{
	struct buf json = BUF_INIT;

	rsvp_json(w->s.db, w->meeting, &json);
	if (strncmp(json.p, begins, strlen(begins)) != 0)
		fail_msg("%s", json.p);
	buf_release(&json);
}

/* Piece by piece, the numbers stay what they were; a link's number is never given again. */
static void test_forgotten(void **state)
{
	static const enum rsvp_answer answers[] = { RSVP_YES, RSVP_YES, RSVP_NO };
	const int64_t ends_at = NOW + 10800;
	const char
	    *counts = "{\"yes\":2,\"no\":1,\"maybe\":0,\"waiting\":0,\"none\":1,\"guests\":2,";
	struct world w;
	struct rsvp r;
	int64_t last = 0;

	(void)state;
	fill(&w);
	for (int i = 0; i < 5; i++) {
		assert_true(tell(&w, i, 1, &r));
		last = r.id;
		if (i < 3) {
			struct rsvp_input in = {
				.answer = answers[i], .guests = i == 0 ? 2 : 0, .via = "email"
			};

			assert_int_equal(rsvp_set(w.s.db, &r, &in, NOW), RSVP_CHANGED);
		}
		if (i == 4) /* who left the community is not invited any more */
			assert_true(rsvp_withdraw(w.s.db, &r));
		rsvp_note_reminded(w.s.db, w.meeting, 3600, w.people[i]);
	}
	assert_counts(&w, counts);
	assert_int_equal(rsvp_forget(w.s.db, ends_at, 100), 0); /* it must have ended before */
	assert_int_equal(rsvp_count_old(w.s.db, ends_at), 0);
	assert_int_equal(rsvp_count_old(w.s.db, ends_at + 1), 5);
	for (int64_t left = 5; left > 0; left -= 2) {
		assert_int_equal(rsvp_count_old(w.s.db, ends_at + 1), left);
		assert_int_equal(rsvp_forget(w.s.db, ends_at + 1, 2), left < 2 ? left : 2);
		assert_counts(&w, counts);
	}
	assert_int_equal(rsvp_forget(w.s.db, ends_at + 1, 2), 0);
	assert_false(rsvp_find(w.s.db, w.meeting, w.people[0], &r));
	assert_false(rsvp_was_reminded(w.s.db, w.meeting, 3600, w.people[0]));
	assert_true(tell(&w, 0, 1, &r));
	assert_true(r.id > last);
	finish(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_told_once_a_revision),
		cmocka_unit_test(test_sequence_never_goes_back),
		cmocka_unit_test(test_newer_wins),
		cmocka_unit_test(test_an_answer_to_an_older_invitation),
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_waiting_list),
		cmocka_unit_test(test_forgotten),
		cmocka_unit_test(test_what_was_missed),
		cmocka_unit_test(test_missed_until_made_up_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
