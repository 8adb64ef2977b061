/* SPDX-License-Identifier: MIT
 * Tokens and the rows they are of: whose each is, and whose it is not when a number is given again.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/letters/token_link.h"
#include "subscribers/incarnation.h"
#include "tests/unit/store.h"

/* Three people on a list: pN@example.nz is subscriber and subscription N + 1. */
struct rig {
	struct store s;
	struct core core;
	int64_t list;
};

static void open_rig(struct rig *r)
{
	r->list = store_fill(&r->s, 3, 5);
	r->core = (struct core){ .db = r->s.db, .key = r->s.key };
	incarnations_load(r->s.db, &r->core.lives);
}

static void close_rig(struct rig *r)
{
	incarnations_release(&r->core.lives);
	store_finish(&r->s);
}

static void commit(struct rig *r)
{
	struct err err = ERR_INIT;

	if (db_commit(r->s.db, &err) < 0)
		fail_msg("%s", err.text);
}

/* As a restore does it: all that has a number by now was there before. */
static void begin_life(struct rig *r, int64_t now)
{
	struct err err = ERR_INIT;

	commit(r);
	assert_int_equal(incarnation_begin(r->s.db, now, &err), 0);
	incarnations_release(&r->core.lives);
	incarnations_load(r->s.db, &r->core.lives);
	db_begin(r->s.db);
}

static void run(struct rig *r, const char *sql)
{
	(void)db_run(db_sql(r->s.db, sql));
}

static struct classify_token made(struct rig *r, enum token_type type, int64_t id,
    int64_t generation, const char *address)
{
	struct classify_token t = { .type = type };
	uint8_t hash[TOKEN_HASH_SIZE];

	token_link_hash(&r->core, address, hash);
	token_link_make(&r->core, type, id, generation, hash, t.text);
	return t;
}

static bool fits(struct rig *r, const struct classify_token *t, const char *address)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	int64_t id, generation;

	token_link_hash(&r->core, address, hash);
	return token_link_fits(&r->core, t, hash, &id, &generation);
}

/* What the token opens, and whose it is: "fits 1/3" is subscriber 1, generation 3 of the token. */
static const char *opened(struct rig *r, const struct classify_token *t)
{
	static char text[64];
	struct subscription n;
	struct subscriber who;
	int64_t generation = 0;

	switch (token_link_subscription(&r->core, t, &n, &who, &generation)) {
	case TOKEN_LINK_FITS:
		(void)snprintf(text, sizeof text, "fits %lld/%lld", (long long)who.id,
		    (long long)generation);
		return text;
	case TOKEN_LINK_GONE:
		return "gone";
	case TOKEN_LINK_FORGED:
		break;
	}
	return "forged";
}

static const char *named(struct rig *r, const struct classify_token *t)
{
	static char text[ADDRESS_SIZE + 16];
	struct outbox_mailing mail;
	bool is_former;

	switch (token_link_mail(&r->core, t, &mail, &is_former)) {
	case TOKEN_LINK_FITS:
		(void)snprintf(text, sizeof text, "fits%s %s", is_former ? " former" : "",
		    mail.address);
		return text;
	case TOKEN_LINK_GONE:
		return "gone";
	case TOKEN_LINK_FORGED:
		break;
	}
	return "forged";
}

static void move(struct rig *r, int64_t who, const char *to, int64_t now)
{
	struct address a;
	struct err err = ERR_INIT;

	assert_true(address_parse(slice_of(to), &a, &err));
	assert_true(subscriber_move(r->s.db, &r->s.key, who, &a, now));
}

static void test_one_address(void **state)
{
	struct rig r;

	(void)state;
	open_rig(&r);
	for (int type = TOKEN_NONE + 1; type < TOKEN_COUNT; type++) {
		struct classify_token t = made(&r, (enum token_type)type, 2, 1, "p1@example.nz");

		assert_true(fits(&r, &t, "p1@example.nz"));
		assert_true(fits(&r, &t, "P1@Example.NZ")); /* the same mailbox */
		assert_false(fits(&r, &t, "p0@example.nz"));
		assert_false(fits(&r, &t, "no address"));
		t.text[30] = t.text[30] == 'a' ? 'b' : 'a';
		assert_false(fits(&r, &t, "p1@example.nz"));
	}
	close_rig(&r);
}

static void test_subscriptions(void **state)
{
	struct rig r;
	struct classify_token confirm, leave, foreign, none, wrong;

	(void)state;
	open_rig(&r);
	confirm = made(&r, TOKEN_CONFIRM, 1, 3, "p0@example.nz");
	leave = made(&r, TOKEN_UNSUBSCRIBE, 1, 3, "p0@example.nz");
	foreign = made(&r, TOKEN_UNSUBSCRIBE, 1, 3, "p1@example.nz");
	none = made(&r, TOKEN_UNSUBSCRIBE, 99, 3, "p0@example.nz");
	wrong = (struct classify_token){ .type = TOKEN_CONFIRM, .text = "nothing" };
	assert_string_equal(opened(&r, &confirm), "fits 1/3");
	assert_string_equal(opened(&r, &leave), "fits 1/3");
	assert_string_equal(opened(&r, &foreign), "forged");
	assert_string_equal(opened(&r, &none), "gone");
	assert_string_equal(opened(&r, &wrong), "forged");
	/* To leave is for ever, after two moves as after one; to confirm ends with the first. */
	move(&r, 1, "amy@new.nz", 10);
	assert_string_equal(opened(&r, &leave), "fits 1/3");
	assert_string_equal(opened(&r, &confirm), "forged");
	move(&r, 1, "amy@newer.nz", 20);
	assert_string_equal(opened(&r, &leave), "fits 1/3");
	assert_string_equal(opened(&r, &confirm), "forged");
	assert_string_equal(opened(&r, &foreign), "forged");
	/* What another has now is not opened by who had it. */
	move(&r, 2, "p0@example.nz", 30);
	assert_string_equal(opened(&r, &leave), "fits 1/3");
	run(&r, "DELETE FROM subscriber WHERE id = 1");
	assert_string_equal(opened(&r, &leave), "gone");
	close_rig(&r);
}

/* A backup was restored, and knows nothing of the rows that were made after it: their numbers are
 * given to others. */
static void test_number_given_again(void **state)
{
	struct rig r;
	struct classify_token lost, kept, again, page;

	(void)state;
	open_rig(&r);
	kept = made(&r, TOKEN_UNSUBSCRIBE, 2, 0, "p1@example.nz");
	lost = made(&r, TOKEN_CONFIRM, 3, 0, "p2@example.nz");
	page = made(&r, TOKEN_PREFERENCES, 3, 0, "p2@example.nz");
	assert_string_equal(opened(&r, &lost), "fits 3/0");
	/* To another address, in the same life: as no store does, were it not restored by hand. */
	run(&r, "DELETE FROM subscriber WHERE id = 3");
	run(&r,
	    "INSERT INTO subscriber (id, address, address_key, address_hash, created_at)"
	    " VALUES (3, 'eve@example.nz', 'eve@example.nz', zeroblob(16), 1)");
	run(&r,
	    "INSERT INTO subscription (id, subscriber_id, list_id, state, channel, asked_at)"
	    " VALUES (3, 3, 1, 'pending', 'email', 1)");
	move(&r, 3, "eva@example.nz", 2); /* with its own hash */
	assert_string_equal(opened(&r, &lost), "forged");
	assert_false(fits(&r, &page, "eva@example.nz"));
	/* To the same address, in the life after a restore: what was asked is another question. */
	run(&r, "DELETE FROM subscriber WHERE id = 3");
	run(&r, "UPDATE sqlite_sequence SET seq = 2 WHERE name IN ('subscriber', 'subscription')");
	begin_life(&r, 50);
	run(&r,
	    "INSERT INTO subscriber (address, address_key, address_hash, created_at)"
	    " VALUES ('p9@example.nz', 'p9@example.nz', zeroblob(16), 1)");
	move(&r, 3, "p2@example.nz", 60);
	run(&r,
	    "INSERT INTO subscription (subscriber_id, list_id, state, channel, asked_at)"
	    " VALUES (3, 1, 'pending', 'email', 1)");
	assert_string_equal(opened(&r, &lost), "forged");
	assert_false(fits(&r, &page, "p2@example.nz"));
	again = made(&r, TOKEN_CONFIRM, 3, 0, "p2@example.nz");
	assert_string_equal(opened(&r, &again), "fits 3/0");
	assert_string_not_equal(again.text, lost.text);
	/* Whose row was in the backup keeps what was sent. */
	assert_string_equal(opened(&r, &kept), "fits 2/0");
	again = made(&r, TOKEN_UNSUBSCRIBE, 2, 0, "p1@example.nz");
	assert_string_equal(again.text, kept.text);
	close_rig(&r);
}

static void test_mails(void **state)
{
	struct rig r;
	struct outbox_new letter = {
		.kind = "welcome", .subscriber_id = 1, .address = "p0@example.nz"
	};
	struct classify_token t, foreign, bounce;
	int64_t id;

	(void)state;
	open_rig(&r);
	id = outbox_add(r.s.db, &letter, 7);
	t = made(&r, TOKEN_MESSAGE, id, 0, "p0@example.nz");
	bounce = made(&r, TOKEN_BOUNCE, id, 0, "p0@example.nz");
	foreign = made(&r, TOKEN_MESSAGE, id, 0, "p1@example.nz");
	assert_string_equal(named(&r, &t), "fits p0@example.nz");
	assert_string_equal(named(&r, &bounce), "fits p0@example.nz");
	assert_string_equal(named(&r, &foreign), "forged");
	/* It went where it went, whoever has moved since. */
	move(&r, 1, "amy@new.nz", 10);
	assert_string_equal(named(&r, &t), "fits p0@example.nz");
	run(&r, "UPDATE delivery SET erased = 2, address = NULL");
	assert_string_equal(named(&r, &t), "gone");
	run(&r, "DELETE FROM delivery");
	assert_string_equal(named(&r, &t), "gone");
	close_rig(&r);
}

/* Of a mailing the address is that of its person. */
static void test_mailings(void **state)
{
	struct rig r;
	struct outbox_new news = { .kind = "announcement", .subscriber_id = 1 };
	struct classify_token t, newer, foreign;
	int64_t id;

	(void)state;
	open_rig(&r);
	id = outbox_add(r.s.db, &news, 7);
	run(&r, "UPDATE delivery SET address = NULL");
	t = made(&r, TOKEN_BOUNCE, id, 0, "p0@example.nz");
	foreign = made(&r, TOKEN_BOUNCE, id, 0, "p1@example.nz");
	assert_string_equal(named(&r, &t), "fits p0@example.nz");
	assert_string_equal(named(&r, &foreign), "forged");
	move(&r, 1, "amy@new.nz", 10);
	newer = made(&r, TOKEN_BOUNCE, id, 0, "amy@new.nz");
	assert_string_equal(named(&r, &t), "fits former amy@new.nz");
	assert_string_equal(named(&r, &newer), "fits amy@new.nz");
	assert_string_equal(named(&r, &foreign), "forged");
	/* The number is another mail's in the life after a restore. */
	run(&r, "DELETE FROM delivery");
	begin_life(&r, 50);
	assert_int_equal(outbox_add(r.s.db, &news, 60), id);
	run(&r, "UPDATE delivery SET address = NULL");
	assert_string_equal(named(&r, &t), "forged");
	assert_string_equal(named(&r, &newer), "forged");
	newer = made(&r, TOKEN_BOUNCE, id, 0, "amy@new.nz");
	assert_string_equal(named(&r, &newer), "fits amy@new.nz");
	run(&r, "DELETE FROM subscriber WHERE id = 1");
	assert_string_equal(named(&r, &newer), "gone");
	close_rig(&r);
}

/* Of mails that were sent before there were bonds (test_token.c says how they were made): for rows
 * that were there then. */
static void test_before_bonds(void **state)
{
	struct classify_token old = { TOKEN_UNSUBSCRIBE,
		"aeaaaaaaa4aacbirfnqn37h6zg7nlcy7" }; /* 7, generation 1 */
	struct rig r;

	(void)state;
	open_rig(&r);
	memset(&r.core.key, 0, sizeof r.core.key);
	memcpy(r.core.key.bytes, "\1\2\3", 3);
	run(&r,
	    "INSERT INTO subscriber (id, address, address_key, address_hash, created_at)"
	    " VALUES (7, 'p7@example.nz', 'p7@example.nz', zeroblob(16), 1)");
	run(&r,
	    "INSERT INTO subscription (id, subscriber_id, list_id, state, channel, asked_at)"
	    " VALUES (7, 7, 1, 'pending', 'email', 1)");
	assert_string_equal(opened(&r, &old),
	    "forged"); /* the row was made after the first life began */
	r.core.lives.all[0].above[INCARNATION_SUBSCRIPTION] = 6;
	assert_string_equal(opened(&r, &old), "forged");
	r.core.lives.all[0].above[INCARNATION_SUBSCRIPTION] = 7;
	assert_string_equal(opened(&r, &old), "fits 7/1");
	close_rig(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_address),
		cmocka_unit_test(test_subscriptions),
		cmocka_unit_test(test_number_given_again),
		cmocka_unit_test(test_mails),
		cmocka_unit_test(test_mailings),
		cmocka_unit_test(test_before_bonds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
