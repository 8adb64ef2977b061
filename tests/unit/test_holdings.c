/* SPDX-License-Identifier: MIT
 * What is held about people, held against the schema itself: every column of every table is judged
 * here, and one that is not fails the test. What is personal must come up in "my data" and be gone
 * from the file's bytes after "forget me". */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/inbound/inbound.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/erase.h"
#include "daemon/core/people/holdings.h"
#include "subscribers/alias.h"
#include "subscribers/earlier.h"
#include "subscribers/json.h"
#include "subscribers/list.h"
#include "subscribers/subscription.h"
#include "subscribers/wish.h"
#include "tests/unit/store.h"

#define NOW 1000000

/* How a column is judged. */
enum judgement {
	SHOWN, /* personal: its value stands in "my data"; erased */
	TOLD,  /* personal: "my data" tells that and when, not byte by byte; erased */
	PLAIN, /* of the service, or of a person only through a row that is SHOWN or goes with it */
};

static const struct {
	const char *table, *columns; /* "*": all that have no row of their own */
	enum judgement is;
} judged[] = {
	{ "subscriber", "address name organisation region", SHOWN },
	{ "subscriber", "address_key address_hash organisation_key sectors", TOLD },
	{ "subscriber", "id language paused_until created_at is_role moved_at domain rhythm format",
	    PLAIN },
	{ "subscription", "source", SHOWN }, { "subscription", "*", PLAIN },
	{ "consent", "message_id note", SHOWN }, { "consent", "*", PLAIN },
	{ "notes_asked", "*", PLAIN }, /* which mail shows an announcement */
	{ "shown", "*",
	    PLAIN }, /* what a question said of lists; the person's part of it stands in consent */
	{ "wish", "args", SHOWN }, { "wish", "*", PLAIN }, { "delivery", "address reason", SHOWN },
	{ "delivery", "about_hash", TOLD }, { "delivery", "*", PLAIN },
	{ "delivery_past", "*", PLAIN }, /* counts */
	{ "lease", "*", PLAIN }, { "attempt", "reply", SHOWN }, { "attempt", "*", PLAIN },
	{ "returned_said", "*", PLAIN }, /* that somebody said so; goes when its delivery does */
	{ "returned", "*", PLAIN },      /* what a server said stands in attempt, too; goes when its
	                                    delivery is erased */
	{ "letter", "message reference", TOLD }, { "letter", "*", PLAIN },
	{ "inbound", "sender_hash mail_hash", TOLD }, { "inbound", "*", PLAIN },
	{ "inbound_mark", "*", PLAIN }, /* keyed hashes of signatures; they go with sender_hash */
	{ "inbound_raw", "message", TOLD }, { "inbound_raw", "*", PLAIN },
	{ "staff", "address", SHOWN }, { "staff", "address_key", TOLD }, { "staff", "*", PLAIN },
	{ "staff_role", "*", PLAIN }, /* what an account may do: it stays */
	{ "convenor", "address", SHOWN }, { "convenor", "address_key", TOLD },
	{ "convenor", "*", PLAIN }, { "list", "*", PLAIN },
	{ "bounce", "*", PLAIN }, /* goes with the subscriber; words of ours */
	{ "score", "*", PLAIN }, { "rsvp", "note answer claimed", SHOWN }, { "rsvp", "*", PLAIN },
	{ "turnout", "*", PLAIN }, /* how many, of nobody in particular */
	{ "reminded", "*",
	    PLAIN }, /* goes with the subscriber: which reminder stood in which mail */
	/* Of nobody. */
	{ "meta", "*", PLAIN }, { "wording", "*", PLAIN }, { "announcement", "*", PLAIN },
	{ "approval", "*", PLAIN }, /* accounts of staff: they stay, as in the audit log */
	{ "writer", "*", PLAIN }, { "look", "*", PLAIN }, { "meeting", "*", PLAIN },
	{ "series", "*", PLAIN }, { "reminder", "*", PLAIN }, { "inbox", "*", PLAIN },
	{ "budget", "*", PLAIN }, /* the mailbox is a keyed hash, for two days */
	{ "budget_tally", "*", PLAIN },
	{ "inbound_copy", "*",
	    PLAIN },                   /* where a mail lies, by the mail host's own number for it */
	{ "suppression", "*", PLAIN }, /* keyed hashes: what is to stay */
	/* The source is shown as that of the subscription and the consent, whose import_id goes
	   with the person. */
	{ "import", "*", PLAIN }, { "import_count", "*", PLAIN }, { "disposal", "*", PLAIN },
	{ "audit", "*", PLAIN },  /* staff; people by keyed hash */
	{ "lookup", "*", PLAIN }, /* likewise */
	{ "resource", "*", PLAIN }, { "rate", "*", PLAIN }, { "domain_rate", "*", PLAIN },
	{ "minute", "*", PLAIN }, { "organisation", "contact", SHOWN },
	{ "organisation", "*", PLAIN }, { "domain_trouble", "*", PLAIN },
	{ "objection", "*", PLAIN }, { "objector", "*", PLAIN }, /* numbers */
	{ "key_mark", "*", PLAIN }, { "incarnation", "*", PLAIN },
	{ "former", "address_hash", TOLD }, { "former", "*", PLAIN },
	{ "earlier", "address_hash details lists answers", TOLD }, { "earlier", "*", PLAIN },
	{ "ledger", "*", PLAIN }, { "restored", "*", PLAIN }, /* counts; an account of staff */
	{ "restored_left", "*", PLAIN }, /* the same: who left which list since */
	{ "restored_gone", "*",
	    PLAIN }, /* keyed hashes: who was erased, so that old mail brings nobody back */
	{ "given", "*", PLAIN }, { "alias", "address", SHOWN },
	{ "alias", "address_key address_hash", TOLD }, { "alias", "*", PLAIN },
	{ "digest_item", "*", PLAIN }, /* goes with the subscriber */
	{ "yearly", "*", PLAIN },      /* goes with the subscriber: when they were asked */
	{ "tip", "text", SHOWN }, { "tip", "*", PLAIN }, /* goes with the subscriber */
	{ "tip_question", "*", PLAIN },                  /* numbers; goes with the tip */
	{ "tip_digest", "*", PLAIN }, { "byline", "shown", SHOWN }, { "byline", "*", PLAIN },
	{ "proposal", "*", PLAIN }, /* words for the members of a community, for some days */
};
#define JUDGED (sizeof judged / sizeof judged[0])

static bool has_word(const char *words, const char *word)
{
	struct slice rest = slice_of(words), one;

	while (slice_next_word(&rest, &one)) {
		if (slice_is(one, word))
			return true;
	}
	return false;
}

static const enum judgement *judge(const char *table, const char *column)
{
	const enum judgement *all = NULL;

	for (size_t i = 0; i < JUDGED; i++) {
		if (strcmp(judged[i].table, table) != 0)
			continue;
		if (has_word(judged[i].columns, column))
			return &judged[i].is;
		if (strcmp(judged[i].columns, "*") == 0)
			all = &judged[i].is;
	}
	return all;
}

static void test_every_column_is_judged(void **state)
{
	struct store s;
	struct db_stmt *st;
	int count = 0;

	(void)state;
	store_open(&s);
	st = db_sql(s.db,
	    "SELECT m.name, c.name FROM sqlite_master m, pragma_table_xinfo(m.name) c"
	    " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'");
	while (db_row(st)) {
		char *table = slice_dup(db_text(st, 0)), *column = slice_dup(db_text(st, 1));

		if (judge(table, column) == NULL)
			fail_msg(
			    "%s.%s is new: does it hold something about a person? Judge it here, show it in "
			    "holdings.c, remove it in erase.c",
			    table, column);
		free(table);
		free(column);
		count++;
	}
	assert_true(count > 100);
	store_close(&s);
}

/* --- one person, with a mark in every personal column --- */

struct rig {
	struct store s;
	struct core core;
	struct subscriber who;
	int64_t delivery, inbound;
};

static int commit(struct rig *r)
{
	struct err err = ERR_INIT;

	if (db_commit(r->s.db, &err) < 0)
		fail_msg("%s", err.text);
	return 0;
}

static void run_sql(struct rig *r, const char *sql)
{
	struct err err = ERR_INIT;

	if (db_script(r->s.db, sql, &err) < 0)
		fail_msg("%s: %s", sql, err.text);
}

static char notice[] = "1";

static void fill(struct rig *r)
{
	struct list_input in = { .slug = slice_of("news"),
		.name = slice_of("News"),
		.purpose = slice_of("To test."),
		.timezone = slice_of("Pacific/Auckland") };
	struct evidence e = { .channel = "staff",
		.at = NOW,
		.notice = "1",
		.note = slice_of("mark-source"),
		.message_id = slice_of("mark-message-id"),
		.authentication = slice_of("dmarc=pass") };
	struct outbox_new n = { .kind = "ask",
		.class = DELIVERY_ANSWER,
		.address = "mark-address@example.nz",
		.due_at = NOW };
	struct buf letter = BUF_INIT;
	struct subscription sub;
	struct address a;
	struct err err = ERR_INIT;
	int64_t list;

	memset(r, 0, sizeof *r);
	store_open(&r->s);
	r->core.db = r->s.db;
	r->core.key = r->s.key;
	r->core.conf.privacy.notice = notice;
	assert_true(sd_event_new(&r->core.event) >= 0);
	db_begin(r->s.db);
	list = list_add(r->s.db, &in, 1);
	assert_true(address_parse(slice_of("mark-address@example.nz"), &a, &err));
	assert_true(subscriber_get(r->s.db, subscriber_ensure(r->s.db, &r->s.key, &a, 1), &r->who));
	(void)subscription_ask(r->s.db, &r->who, list, slice_of("wording"), &e, &sub);
	assert_true(subscription_give(r->s.db, &r->who, list, slice_of("wording"), &e));
	assert_true(address_parse(slice_of("mark-alias@example.nz"), &a, &err));
	assert_true(alias_add(r->s.db, &r->s.key, r->who.id, &a, NOW));
	subscriber_set(r->s.db, r->who.id, SUBSCRIBER_NAME, slice_of("mark-name"));
	subscriber_set(r->s.db, r->who.id, SUBSCRIBER_ORGANISATION, slice_of("mark-organisation"));
	subscriber_set(r->s.db, r->who.id, SUBSCRIBER_REGION, slice_of("mark-region"));
	n.subscriber_id = r->who.id;
	r->delivery = outbox_add(r->s.db, &n, NOW);
	earlier_keep(r->s.db, r->who.id, r->who.hash, NOW);
	wish_add(r->s.db, r->delivery, r->who.id, "correct", slice_of("mark-args"), true, NOW);
	buf_text(&letter, "To: mark-letter");
	letter_store(r->s.db, r->delivery, &letter);
	n.subscriber_id = 0;
	n.kind = "forward";
	n.address = "human@example.nz";
	outbox_set_about(r->s.db, outbox_add(r->s.db, &n, NOW),
	    slice_make((const char *)r->who.hash, TOKEN_HASH_SIZE));
	assert_true(inbound_add(r->s.db, "inbox1", slice_of("From: mark-raw"), NOW, 14, false,
	    NOW));
	r->inbound = db_last_id(r->s.db);
	inbound_set_sender(r->s.db, r->inbound,
	    slice_make((const char *)r->who.hash, TOKEN_HASH_SIZE));
	buf_release(&letter);
	(void)commit(r);
	run_sql(r,
	    "UPDATE delivery SET reason = 'mark-reason', state = 'sent' WHERE kind = 'ask';"
	    "UPDATE inbound SET state = 'done'; "
	    "INSERT INTO convenor (list_id, address, address_key)"
	    " VALUES (1, 'Mark-Address@example.nz', 'mark-address@example.nz');"
	    "INSERT INTO meeting (id, list_id, title, starts_at, length_s, timezone, created_at)"
	    " VALUES (1, 1, 'Hui', 2000000, 3600, 'Pacific/Auckland', 1);"
	    "INSERT INTO rsvp (meeting_id, subscriber_id, uid, revision, sequence, is_invited, answer, note)"
	    " VALUES (1, 1, 'u', 1, 1, 1, 'maybe', 'mark-note');"
	    "INSERT INTO tip (list_id, subscriber_id, text, is_proven, created_at) VALUES (1, 1, 'mark-text', 1, 1);"
	    "INSERT INTO announcement (id, list_id, subject, body, state, author, created_at) VALUES (1, 1, 'Tips',"
	    " 'Words.\n\nShared by mark-shown\n', 'done', 'tips', 1);"
	    "INSERT INTO byline (announcement_id, subscriber_id, shown) VALUES (1, 1, 'mark-shown');"
	    "INSERT INTO organisation (name, name_key, kind, contact, created_at)"
	    " VALUES ('Trust', 'trust', 'ngo', 'Mere, mark-contact: <Mark-Address@example.nz>.', 1);"
	    "INSERT INTO staff (account, address, address_key, created_at, created_by)"
	    " VALUES ('mere', 'mark-address@example.nz', 'mark-address@example.nz', 1, 'root');"
	    "INSERT INTO former (subscriber_id, address_hash, left_at) VALUES (1, randomblob(16), 1);"
	    "INSERT INTO attempt (delivery_id, number, at, outcome, relay, stage, code, reply)"
	    " VALUES (1, 1, 1, 'sent', 'r', 'dot', 250, 'mark-reply');");
}

static void finish(struct rig *r)
{
	(void)sd_event_unref(r->core.event);
	store_close(&r->s);
}

/* What shows one of them would hide that the other is not shown. `address` is the same in all of
 * them; the note of a consent is its source here. */
static void test_every_mark_is_its_own(void **state)
{
	static char sql[JUDGED][128]; /* a statement is known by where its text stands */
	struct rig r;

	(void)state;
	fill(&r);
	for (size_t i = 0; i < JUDGED; i++) {
		struct slice rest = slice_of(judged[i].columns), column;

		if (judged[i].is == PLAIN)
			continue;
		(void)snprintf(sql[i], sizeof sql[i], "SELECT count(*) FROM %s", judged[i].table);
		if (db_number(db_sql(r.s.db, sql[i]), 0) == 0)
			fail_msg("fill() puts no row into %s: nothing is shown or erased of it",
			    judged[i].table);
		while (judged[i].is == SHOWN && slice_next_word(&rest, &column)) {
			for (size_t k = 0; k < i; k++) {
				struct slice others = slice_of(judged[k].columns), other;

				while (judged[k].is == SHOWN &&
				    strcmp(judged[k].table, judged[i].table) != 0 &&
				    slice_next_word(&others, &other)) {
					if (slice_equal(column, other) &&
					    !slice_is(column, "address") &&
					    !slice_is(column, "note"))
						fail_msg(
						    "%s and %s show a column of one name: call it otherwise, or both by a mark "
						    "of its own",
						    judged[k].table, judged[i].table);
				}
			}
		}
	}
	finish(&r);
}

static void test_my_data_is_complete(void **state)
{
	struct rig r;
	struct buf json = BUF_INIT;

	(void)state;
	fill(&r);
	holdings_json(r.s.db, &r.who, &json);
	for (size_t i = 0; i < JUDGED; i++) {
		struct slice rest = slice_of(judged[i].columns), column;

		while (judged[i].is == SHOWN && slice_next_word(&rest, &column)) {
			char mark[64];

			(void)snprintf(mark, sizeof mark, "mark-%.*s", SLICE_ARG(column));
			if (strcmp(judged[i].table, "consent") == 0 && slice_is(column, "note"))
				(void)snprintf(mark, sizeof mark, "mark-source");
			if (slice_is(column, "answer") ||
			    slice_is(column, "claimed")) /* a word of ours */
				(void)snprintf(mark, sizeof mark, "maybe");
			for (char *p = mark; *p != '\0'; p++)
				*p = *p == '_' ? '-' : *p;
			if (slice_find_text(buf_all(&json), mark) == json.n)
				fail_msg("%s of %s is not in my data: %s", mark, judged[i].table,
				    json.p);
		}
	}
	assert_true(slice_find_text(buf_all(&json), "mark-alias@example.nz") < json.n);
	/* The forward about them, the message they wrote. */
	assert_true(slice_find_text(buf_all(&json), "\"kind\":\"forward\"") < json.n);
	assert_true(slice_find_text(buf_all(&json), "\"kept\":true") < json.n);
	buf_release(&json);
	finish(&r);
}

static bool file_has(const char *path, const char *text)
{
	FILE *f = fopen(path, "rb");
	struct buf all = BUF_INIT;
	size_t n;
	bool has;

	if (f == NULL)
		return false;
	do {
		buf_reserve(&all, 65536);
		n = fread(all.p + all.n, 1, 65536, f);
		all.n += n;
	} while (n > 0);
	(void)fclose(f);
	has = slice_find_fold(buf_all(&all), text) < all.n;
	buf_release(&all);
	return has;
}

static bool is_on_disk(const struct rig *r, const char *text)
{
	char wal[128];

	(void)snprintf(wal, sizeof wal, "%s-wal", r->s.path);
	return file_has(r->s.path, text) || file_has(wal, text);
}

static void test_forget_leaves_nothing(void **state)
{
	struct rig r;
	struct err err = ERR_INIT;

	(void)state;
	fill(&r);
	assert_true(is_on_disk(&r, "mark-"));
	/* One more is under way: it is erased when it is not any more. */
	db_begin(r.s.db);
	erase_person(&r.core, &r.who, 0);
	(void)commit(&r);
	run_sql(&r, "INSERT INTO lease (delivery_id, state) VALUES (1, 'sending')");
	(void)erase_turn(&r.core);
	assert_true(outbox_has_marked(r.s.db));
	assert_true(is_on_disk(&r, "mark-address"));
	run_sql(&r, "DELETE FROM lease");
	run_sql(&r, "UPDATE delivery SET state = 'sent' WHERE id = 1");
	assert_true(erase_turn(&r.core));
	assert_false(erase_turn(&r.core));
	assert_false(outbox_has_marked(r.s.db));
	if (is_on_disk(&r, "mark-"))
		fail_msg("something is left on the disk");
	/* The proof stays, without a name; the keyed hash keeps them from being written to. */
	assert_int_equal(
	    db_number(db_sql(r.s.db,
	                  "SELECT count(*) FROM consent WHERE subscriber_id IS NULL"
	                  " AND message_id IS NULL AND note IS NULL AND length(address_hash) = 16"),
	        0),
	    3);
	assert_int_equal(db_number(db_sql(r.s.db,
	                               "SELECT count(*) FROM suppression WHERE reason = 'erased'"),
	                     0),
	    2);
	assert_int_equal(db_number(db_sql(r.s.db, "SELECT count(*) FROM wish"), -1), 0);
	assert_int_equal(db_number(db_sql(r.s.db,
	                               "SELECT count(*) FROM delivery WHERE kind = 'forward'"
	                               " AND state = 'cancelled'"),
	                     0),
	    1);
	/* Twice is once. */
	db_begin(r.s.db);
	erase_person(&r.core, &r.who, 0);
	assert_int_equal(db_commit(r.s.db, &err), 0);
	finish(&r);
}

static int64_t scans(struct store *s, const char *sql)
{
	struct buf text = BUF_INIT;
	struct db_stmt *st = db_sql(s->db, sql);
	int64_t count = 0;

	while (db_row(st)) {
		struct slice detail = db_text(st, 3);

		if (slice_starts(detail, "SCAN delivery") || slice_starts(detail, "SCAN d")) {
			buf_slice(&text, detail);
			count++;
		}
	}
	buf_release(&text);
	return count;
}

/* One person among a million mails is found by an index. */
static void test_nothing_is_scanned(void **state)
{
	struct store s;

	(void)state;
	store_open(&s);
	assert_int_equal(
	    scans(&s,
	        "EXPLAIN QUERY PLAN UPDATE delivery SET erased = 1 WHERE erased = 0"
	        " AND (subscriber_id = 1 OR (address IS NOT NULL AND lower(address) = 'a') OR about_hash = x'00')"),
	    0);
	assert_int_equal(
	    scans(&s,
	        "EXPLAIN QUERY PLAN SELECT count(*) FROM delivery WHERE address IS NOT NULL"
	        " AND lower(address) = lower('a') AND created_at > 1"),
	    0);
	assert_int_equal(
	    scans(&s,
	        "EXPLAIN QUERY PLAN SELECT count(*) FROM delivery WHERE kind = 'confirm'"
	        " AND created_at > 1 AND lower(substr(address, instr(address, '@') + 1)) = lower('a')"),
	    0);
	assert_int_equal(
	    scans(&s,
	        "EXPLAIN QUERY PLAN SELECT d.state FROM delivery_public d LEFT JOIN list_public l"
	        " USING (list_id) WHERE d.subscriber_id = 1 OR (d.address IS NOT NULL AND lower(d.address) = 'a')"
	        " OR d.about_hash = x'00' ORDER BY d.delivery_id"),
	    0);
	assert_int_equal(scans(&s, "EXPLAIN QUERY PLAN SELECT d.state FROM delivery_public d"), 1);
	assert_int_equal(scans(&s, "EXPLAIN QUERY PLAN SELECT count(*) FROM delivery"),
	    1); /* it can tell */
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_column_is_judged),
		cmocka_unit_test(test_every_mark_is_its_own),
		cmocka_unit_test(test_my_data_is_complete),
		cmocka_unit_test(test_forget_leaves_nothing),
		cmocka_unit_test(test_nothing_is_scanned),
	};

	return cmocka_run_group_tests_name("holdings", tests, NULL, NULL);
}
