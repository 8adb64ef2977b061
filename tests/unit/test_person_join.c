/* SPDX-License-Identifier: MIT
 * Two who are one person, against the schema itself: every table that names a person is judged
 * here, and what is to stay is the other's afterwards. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/people/person_join.h"
#include "subscribers/subscription.h"
#include "tests/unit/store.h"

#define NOW 1000000

static const struct {
	const char *table;
	bool stays;      /* a row of who was there is the other's; else it goes with them */
	const char *sql; /* makes one of person 2 */
} judged[] = {
	{ "subscription", true,
	    "INSERT INTO subscription (subscriber_id, list_id, state, channel, asked_at)"
	    " VALUES (2, 2, 'pending', 'email', 1)" },
	{ "consent", true, NULL }, /* there is one of each who is subscribed */
	{ "delivery", true,
	    "INSERT INTO delivery (kind, class, state, subscriber_id, needs_consent, address, due_at, created_at)"
	    " VALUES ('ask', 0, 'sent', 2, 0, 'p2@example.nz', 1, 1)" },
	{ "wish", true,
	    "INSERT INTO wish (delivery_id, subscriber_id, verb, args, asked_at)"
	    " VALUES (1, 2, 'pause', '', 1)" },
	{ "rsvp", true,
	    "INSERT INTO meeting (id, list_id, title, starts_at, length_s, timezone, created_at)"
	    " VALUES (1, 1, 'Hui', 2000000, 3600, 'Pacific/Auckland', 1);"
	    "INSERT INTO rsvp (meeting_id, subscriber_id, uid, revision, sequence, is_invited)"
	    " VALUES (1, 2, 'u', 1, 1, 1)" },
	{ "reminded", true,
	    "INSERT INTO reminded (meeting_id, offset_s, subscriber_id) VALUES (1, 60, 2)" },
	{ "alias", true,
	    "INSERT INTO alias (subscriber_id, address, address_key, address_hash, confirmed_at)"
	    " VALUES (2, 'o@example.nz', 'o@example.nz', x'00', 1)" },
	{ "former", true,
	    "INSERT INTO former (subscriber_id, address_hash, left_at) VALUES (2, zeroblob(16), 1)" },
	{ "tip", true,
	    "INSERT INTO tip (list_id, subscriber_id, text, created_at) VALUES (1, 2, 'text', 1)" },
	{ "byline", true,
	    "INSERT INTO announcement (id, list_id, subject, body, state, author, created_at)"
	    " VALUES (1, 1, 'Tips', 'Words.', 'done', 'tips', 1);"
	    "INSERT INTO byline (announcement_id, subscriber_id, shown) VALUES (1, 2, 'shown')" },
	{ "yearly", true, NULL },
	{ "digest_item", true,
	    "INSERT INTO digest_item (subscriber_id, list_id, announcement_id, due_at) VALUES (2, 1, 1, 1)" },
	{ "convenor", true,
	    "INSERT INTO convenor (list_id, address, address_key, held_at, holder_id, heir_id)"
	    " VALUES (1, 'c@example.nz', 'c@example.nz', 1, 2, 2)" },
	{ "inbound", true,
	    "INSERT INTO inbound (inbox, hash, received_at, stored_at, size, is_cut, state, subscriber_id)"
	    " VALUES ('i', zeroblob(32), 1, 1, 1, 0, 'done', 2)" },
	/* How sure we are of the address is found out anew, and how it was at another is over. */
	{ "bounce", false, NULL },
	{ "score", false, NULL },
	{ "earlier", false, NULL },
};
#define JUDGED (sizeof judged / sizeof judged[0])

static void run(struct store *s, const char *sql)
{
	struct err err = ERR_INIT;

	if (db_script(s->db, sql, &err) < 0)
		fail_msg("%s: %s", sql, err.text);
}

static struct core core_of(struct store *s)
{
	struct core core = { .db = s->db, .key = s->key };

	assert_true(sd_event_new(&core.event) >= 0);
	return core;
}

/* Person 2 is one with person 1. */
static void join(struct store *s)
{
	struct core core = core_of(s);
	struct act a = { .core = &core,
		.by = "subscriber",
		.evidence = { .channel = "email",
		    .at = NOW,
		    .notice = "1",
		    .proof = PROOF_ANSWERED },
		.now = NOW };
	struct subscriber who, there;

	assert_true(subscriber_get(s->db, 1, &who));
	assert_true(subscriber_get(s->db, 2, &there));
	person_join_begin(&a, &there);
	person_join_end(&a, &there, &who);
	assert_false(subscriber_get(s->db, 2, &there));
	(void)sd_event_unref(core.event);
}

static int64_t count(struct store *s, const char *table, int64_t who)
{
	struct buf sql = BUF_INIT;
	struct db_stmt *st;
	int64_t n;

	buf_printf(&sql, "SELECT count(*) FROM %s WHERE %s = %d", table,
	    strcmp(table, "convenor") == 0 ? "holder_id" : "subscriber_id", (int)who);
	st = db_sql(s->db, sql.p);
	n = db_number(st, 0);
	buf_release(&sql);
	return n;
}

static void test_every_table_is_judged(void **state)
{
	struct store s;
	struct db_stmt *st;
	int seen = 0;

	(void)state;
	store_open(&s);
	st = db_sql(s.db,
	    "SELECT DISTINCT m.name FROM sqlite_master m, pragma_foreign_key_list(m.name) f"
	    " WHERE m.type = 'table' AND f.\"table\" = 'subscriber'");
	while (db_row(st)) {
		size_t i = 0;

		while (i < JUDGED && !slice_is(db_text(st, 0), judged[i].table))
			i++;
		if (i == JUDGED)
			fail_msg(
			    "%.*s names a person: is it theirs when two are one? See person_join.c",
			    SLICE_ARG(db_text(st, 0)));
		seen++;
	}
	assert_int_equal(seen, JUDGED);
	store_close(&s);
}

static void test_what_stays(void **state)
{
	struct store s;
	int64_t before[JUDGED];

	(void)state;
	(void)store_fill(&s, 2, 5);
	run(&s,
	    "INSERT INTO list (id, slug, kind, name, purpose, timezone, created_at)"
	    " VALUES (2, 'more', 'newsletter', 'More', 'To test.', 'Pacific/Auckland', 1)");
	for (size_t i = 0; i < JUDGED; i++) {
		if (judged[i].sql != NULL)
			run(&s, judged[i].sql);
	}
	for (size_t i = 0; i < JUDGED; i++) {
		before[i] = count(&s, judged[i].table, 1);
		if (judged[i].stays)
			assert_true(count(&s, judged[i].table, 2) > 0);
	}
	join(&s);
	for (size_t i = 0; i < JUDGED; i++) {
		assert_int_equal(count(&s, judged[i].table, 2), 0);
		if (judged[i].sql != NULL && count(&s, judged[i].table, 1) <= before[i])
			fail_msg("a row of %s is lost", judged[i].table);
	}
	store_finish(&s);
}

/* Of each list there is one row in the end; who is on it stays on it. "left" had said yes before;
 * "refused" had not. */
static void test_lists(void **state)
{
	static const struct {
		const char *there, *who, *then;
	} cases[] = {
		{ "pending", "active", "active" },
		{ "refused", "active", "active" },
		{ "active", "active", "active" },
		{ "left", "active", "left" },
		{ "active", "left", "active" },
		{ "active", "pending", "active" },
		{ "pending", "left", "pending" },
		{ "refused", "left", "left" },
		{ "active", NULL, "active" },
		{ "pending", NULL, "pending" },
		{ "refused", NULL, "left" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *states[] = { cases[i].who, cases[i].there };
		static const char *const names[] = { "pending", "active", "left" };
		struct subscription n;
		struct store s;

		(void)store_fill(&s, 2, 5);
		run(&s, "DELETE FROM subscription");
		for (int who = 0; who < 2; who++) {
			struct buf sql = BUF_INIT;
			bool is_refused;

			if (states[who] == NULL)
				continue;
			is_refused = strcmp(states[who], "refused") == 0;
			buf_printf(&sql,
			    "INSERT INTO subscription (subscriber_id, list_id, state, channel, asked_at, since_at)"
			    " VALUES (%d, 1, '%s', 'email', 1, %s)",
			    who + 1, is_refused ? "left" : states[who],
			    is_refused || strcmp(states[who], "pending") == 0 ? "NULL" : "2");
			run(&s, sql.p);
			buf_release(&sql);
		}
		join(&s);
		assert_true(subscription_find(s.db, 1, 1, &n));
		if (strcmp(names[n.state], cases[i].then) != 0)
			fail_msg("%s there and %s: %s, not %s", cases[i].there,
			    cases[i].who != NULL ? cases[i].who : "nothing", names[n.state],
			    cases[i].then);
		store_finish(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_table_is_judged),
		cmocka_unit_test(test_what_stays),
		cmocka_unit_test(test_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
