/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/erase.h"
#include "daemon/core/people/retention.h"
#include "subscribers/import.h"
#include "subscribers/list.h"
#include "subscribers/lookup.h"
#include "subscribers/report.h"
#include "subscribers/subscription.h"
#include "tests/unit/store.h"

#define DAY INT64_C(86400)
#define NOW (1000 * DAY)

struct rig {
	struct store s;
	struct core core;
	int64_t list;
};

static char notice[] = "1";

static void open_rig(struct rig *r)
{
	struct list_input in = { .slug = slice_of("news"),
		.name = slice_of("News"),
		.purpose = slice_of("To test."),
		.timezone = slice_of("Pacific/Auckland") };

	memset(r, 0, sizeof *r);
	store_open(&r->s);
	r->core.db = r->s.db;
	r->core.key = r->s.key;
	r->core.conf.privacy.notice = notice;
	r->core.conf.privacy.unconfirmed_days = 7;
	r->core.conf.privacy.inbound_days = 30;
	r->core.conf.privacy.delivery_days = 90;
	r->core.conf.privacy.reply_days = 400;
	r->core.conf.privacy.left_days = 30;
	r->core.conf.privacy.bounce_days = 14;
	r->core.conf.privacy.copies_days = 30;
	r->core.conf.privacy.rsvp_days = 30;
	r->core.conf.privacy.lookup_days = 550;
	r->core.conf.privacy.consent_years = 7;
	assert_true(sd_event_new(&r->core.event) >= 0);
	db_begin(r->s.db);
	r->list = list_add(r->s.db, &in, 1);
}

static void close_rig(struct rig *r)
{
	(void)sd_event_unref(r->core.event);
	store_close(&r->s);
}

/* A person who asked, and maybe agreed, then; and left at `left_at` where it is not 0. */
static void person(struct rig *r, const char *address, int64_t asked_at, bool is_active,
    int64_t left_at)
{
	struct evidence e = {
		.channel = "email", .at = asked_at, .notice = "1", .message_id = slice_of("x@y")
	};
	struct subscription n;
	struct subscriber who;
	struct address a;
	struct err err = ERR_INIT;

	assert_true(address_parse(slice_of(address), &a, &err));
	assert_true(subscriber_get(r->s.db, subscriber_ensure(r->s.db, &r->s.key, &a, asked_at),
	    &who));
	(void)subscription_ask(r->s.db, &who, r->list, SLICE_NONE, &e, &n);
	if (is_active)
		(void)subscription_give(r->s.db, &who, r->list, SLICE_NONE, &e);
	e.at = left_at;
	if (left_at != 0)
		(void)subscription_leave(r->s.db, &who, r->list, &e);
}

static int64_t number(struct rig *r, const char *sql)
{
	return db_number(db_sql(r->s.db, sql), -1);
}

static void commit(struct rig *r)
{
	struct err err = ERR_INIT;

	if (db_commit(r->s.db, &err) < 0)
		fail_msg("%s", err.text);
}

/* One second before the end of its time everything stays; at it, all that is due goes. */
static void test_each_class_at_its_time(void **state)
{
	struct rig r;
	struct err err = ERR_INIT;

	(void)state;
	open_rig(&r);
	person(&r, "stays@example.nz", NOW - 900 * DAY, true, 0);
	person(&r, "silent@example.nz", NOW - 7 * DAY, false, 0);
	person(&r, "left@example.nz", NOW - 100 * DAY, true, NOW - 30 * DAY);
	commit(&r);
	assert_int_equal(
	    db_script(r.s.db,
	        "INSERT INTO delivery (kind, class, state, address, needs_consent, due_at,"
	        " created_at, settled_at) VALUES ('help', 0, 'sent', 'a@b.nz', 0, 1, 1000 * 86400 - 90 * 86400, 1);"
	        "INSERT INTO delivery (kind, class, state, address, needs_consent, due_at, created_at)"
	        " VALUES ('held', 0, 'held', 'a@b.nz', 0, 1, 1);"
	        "INSERT INTO inbound (inbox, hash, received_at, stored_at, size, is_cut, state)"
	        " VALUES ('i', x'01', 1, 1000 * 86400 - 30 * 86400, 1, 0, 'done');"
	        "INSERT INTO inbound_raw (inbound_id, message) VALUES (1, x'41');",
	        &err),
	    0);
	db_begin(r.s.db);
	assert_int_equal(retention_chunk(&r.core, NOW), 0);
	r.core.conf.privacy.legal_hold = true;
	assert_int_equal(retention_chunk(&r.core, NOW + 1), 0);
	r.core.conf.privacy.legal_hold = false;
	assert_int_equal(retention_chunk(&r.core, NOW + 1), 4);
	assert_int_equal(retention_chunk(&r.core, NOW + 1), 0);
	commit(&r);
	(void)erase_turn(&r.core);
	assert_int_equal(number(&r, "SELECT count(*) FROM subscriber"), 1);
	assert_int_equal(number(&r, "SELECT count(*) FROM subscription"), 1);
	assert_int_equal(number(&r, "SELECT count(*) FROM inbound_raw"), 0);
	/* The mail is counted still, but says no more whose it was; what is held waits for staff.
	 */
	assert_int_equal(
	    number(&r, "SELECT count(*) FROM delivery WHERE state = 'sent' AND address IS NULL"),
	    1);
	assert_int_equal(
	    number(&r, "SELECT count(*) FROM delivery WHERE state = 'held' AND address = 'a@b.nz'"),
	    1);
	/* The proof stays without a name: asked, given, withdrawn; asked, lapsed. */
	assert_int_equal(number(&r, "SELECT count(*) FROM consent WHERE subscriber_id IS NULL"), 5);
	assert_int_equal(
	    number(&r,
	        "SELECT count(*) FROM consent WHERE subscriber_id IS NULL AND act = 'withdrawn'"
	        " AND message_id IS NULL"),
	    1);
	assert_int_equal(number(&r, "SELECT sum(count) FROM disposal WHERE day = 1000"), 4);
	close_rig(&r);
}

/* One of an import is here still: its source is theirs to ask for. When they are gone, it goes at
 * its time. */
static void test_source_of_an_import(void **state)
{
	struct rig r;
	struct err err = ERR_INIT;

	(void)state;
	open_rig(&r);
	person(&r, "stays@example.nz", NOW - 900 * DAY, true, 0);
	commit(&r);
	assert_int_equal(
	    db_script(r.s.db,
	        "INSERT INTO import (id, list_id, file_hash, source, actor, total, done, master,"
	        " started_at, finished_at) VALUES (1, 1, x'01', 'Mere', 'root', 2, 2, x'41', 910 * 86400, 1),"
	        " (2, 1, x'02', 'Hone', 'root', 2, 1, x'42', 910 * 86400 + 1, NULL);"
	        "UPDATE consent SET import_id = 1 WHERE act = 'asked'",
	        &err),
	    0);
	db_begin(r.s.db);
	assert_int_equal(import_count_old(r.s.db, 911 * DAY), 1);
	assert_int_equal(retention_chunk(&r.core, NOW + 1), 0);
	assert_int_equal(retention_chunk(&r.core, NOW + 2), 1); /* nobody is left of the second */
	/* It is begun anew, if it ever is: what it would go on with is gone. */
	assert_int_equal(
	    number(&r,
	        "SELECT count(*) FROM import WHERE id = 2 AND source = '' AND master = x''"
	        " AND finished_at = started_at"),
	    1);
	commit(&r);
	assert_int_equal(db_script(r.s.db, "UPDATE consent SET import_id = NULL", &err), 0);
	db_begin(r.s.db);
	assert_int_equal(retention_chunk(&r.core, NOW + 2), 1);
	assert_int_equal(number(&r, "SELECT count(*) FROM import WHERE source = ''"), 2);
	assert_int_equal(retention_chunk(&r.core, NOW + 2), 0);
	commit(&r);
	close_rig(&r);
}

static void assert_told(struct rig *r, const char *report)
{
	int64_t counts[DELIVERY_STATES] = { 0 }, of_one[DELIVERY_STATES] = { 0 };
	struct buf json = BUF_INIT;

	outbox_counts(r->s.db, 0, counts);
	outbox_counts(r->s.db, 5, of_one);
	assert_int_equal(counts[DELIVERY_SENT], 3);
	assert_int_equal(counts[DELIVERY_FAILED], 1);
	assert_int_equal(counts[DELIVERY_CANCELLED], 1);
	assert_int_equal(counts[DELIVERY_HELD], 1);
	assert_int_equal(counts[DELIVERY_QUEUED], 0);
	assert_int_equal(of_one[DELIVERY_SENT], 1);
	assert_int_equal(of_one[DELIVERY_FAILED], 1);
	assert_int_equal(report_delivery(r->s.db, 500 * DAY, 0, 100, &json), 0);
	assert_string_equal(json.p, report);
	buf_release(&json);
}

#define TOLD(announcements) \
	"[" announcements "{\"kind\":\"help\",\"sent\":2,\"waiting\":0,\"failed\":0," \
	"\"held\":1,\"cancelled\":1}]"
#define TOLD_ANNOUNCEMENTS \
	"{\"kind\":\"announcement\",\"sent\":1,\"waiting\":0,\"failed\":1,\"held\":0,\"cancelled\":0},"

/* What is told of them is the same before and after; one that staff hold stays, and so does the
 * last. */
static void test_what_was_left_of_mails(void **state)
{
	struct rig r;
	struct err err = ERR_INIT;

	(void)state;
	open_rig(&r);
	commit(&r);
	assert_int_equal(
	    db_script(r.s.db,
	        "INSERT INTO announcement (id, list_id, subject, body, state, author, created_at)"
	        " VALUES (5, 1, 's', '', 'done', 'root', 1);"
	        "INSERT INTO delivery (kind, class, state, address, announcement_id, needs_consent, due_at, created_at, settled_at,"
	        " erased) VALUES ('help', 0, 'held', 'a@b.nz', NULL, 0, 1, 600 * 86400 - 3, NULL, 0),"
	        " ('announcement', 2, 'sent', NULL, 5, 0, 1, 600 * 86400 - 2, 1, 2),"
	        " ('announcement', 2, 'failed', NULL, 5, 0, 1, 600 * 86400 - 1, 1, 2),"
	        " ('help', 0, 'cancelled', NULL, NULL, 0, 1, 600 * 86400 - 1, 1, 2),"
	        " ('help', 0, 'sent', NULL, NULL, 0, 1, 600 * 86400, 1, 2),"
	        " ('help', 0, 'sent', NULL, NULL, 0, 1, 600 * 86400, 1, 2);"
	        "INSERT INTO attempt (delivery_id, number, at, outcome, relay, stage, code)"
	        " VALUES (2, 1, 1, 'bounced', '-', 'report', 0)",
	        &err),
	    0);
	db_begin(r.s.db);
	assert_told(&r, TOLD(TOLD_ANNOUNCEMENTS));
	assert_int_equal(outbox_count_forgettable(r.s.db, NOW - 400 * DAY), 3);
	assert_int_equal(outbox_forget(r.s.db, NOW - 400 * DAY - 1, 500),
	    1); /* at a second before its time */
	assert_int_equal(outbox_forget(r.s.db, NOW - 400 * DAY, 1), 1); /* in chunks */
	assert_int_equal(retention_chunk(&r.core, NOW), 1);
	assert_int_equal(retention_chunk(&r.core, NOW), 0);
	assert_int_equal(number(&r, "SELECT sum(id) FROM delivery"), 1 + 5 + 6);
	assert_int_equal(number(&r, "SELECT count(*) FROM attempt"), 0);
	assert_told(&r, TOLD(TOLD_ANNOUNCEMENTS));
	assert_int_equal(retention_chunk(&r.core, NOW + 1), 1);
	assert_int_equal(retention_chunk(&r.core, NOW + 500 * DAY),
	    0); /* the last one's number is not given again */
	assert_int_equal(number(&r, "SELECT sum(id) FROM delivery"), 1 + 6);
	assert_int_equal(outbox_count_forgettable(r.s.db, NOW + 500 * DAY), 0);
	assert_told(&r, TOLD(TOLD_ANNOUNCEMENTS));
	commit(&r);
	close_rig(&r);
}

/* Pages of two of what was not removed, with a gap: each is in one of them. */
static void test_report_across_a_gap(void **state)
{
	struct rig r;
	struct err err = ERR_INIT;
	struct buf json = BUF_INIT;

	(void)state;
	open_rig(&r);
	commit(&r);
	assert_int_equal(
	    db_script(r.s.db,
	        "INSERT INTO delivery (id, kind, class, state, address, needs_consent, due_at, created_at)"
	        " VALUES (3, 'old', 0, 'held', 'a@b.nz', 0, 1, 500), (7, 'lost', 0, 'held', 'a@b.nz', 0, 1, 1000),"
	        " (40, 'new', 0, 'held', 'a@b.nz', 0, 1, 2000)",
	        &err),
	    0);
	db_begin(r.s.db);
	assert_int_equal(report_delivery(r.s.db, 500, 0, 2, &json), 8);
	assert_true(slice_find_text(buf_all(&json), "\"new\"") < json.n);
	assert_true(slice_find_text(buf_all(&json), "\"lost\"") == json.n);
	buf_clear(&json);
	assert_int_equal(report_delivery(r.s.db, 500, 8, 2, &json), 0);
	assert_true(slice_find_text(buf_all(&json), "\"lost\"") < json.n);
	buf_clear(&json);
	assert_int_equal(report_delivery(r.s.db, 499, 8, 2, &json), 4);
	buf_release(&json);
	commit(&r);
	close_rig(&r);
}

static void test_who_looked(void **state)
{
	struct rig r;
	struct buf json = BUF_INIT;

	(void)state;
	open_rig(&r);
	lookup_add(r.s.db, "mere", "subscriber.show", slice_of("address:ab"), NOW - 550 * DAY);
	lookup_add(r.s.db, "mere", "who", slice_of("news"), NOW - 550 * DAY + 1);
	assert_int_equal(retention_chunk(&r.core, NOW), 0);
	assert_int_equal(retention_chunk(&r.core, NOW + 1), 1);
	lookup_json(r.s.db, 0, &json);
	assert_true(slice_find_text(buf_all(&json), "\"verb\":\"who\"") < json.n);
	assert_true(slice_find_text(buf_all(&json), "address:ab") == json.n);
	commit(&r);
	buf_release(&json);
	close_rig(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_class_at_its_time),
		cmocka_unit_test(test_source_of_an_import),
		cmocka_unit_test(test_what_was_left_of_mails),
		cmocka_unit_test(test_report_across_a_gap),
		cmocka_unit_test(test_who_looked),
	};

	return cmocka_run_group_tests_name("retention", tests, NULL, NULL);
}
