/* SPDX-License-Identifier: MIT
 * A year of meetings, minute by minute, against a listing that was worked out by hand
 * (year.golden); the same with a crash and a start again every day, and with clocks that are set.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/zone.h"
#include "daemon/time/words.h"
#include "tests/clockwork.h"

#define AUCKLAND "Pacific/Auckland"
#define HOUR 3600
#define DAY (24 * HOUR)

static int64_t when(const char *text)
{
	struct err err = ERR_INIT;
	int64_t at;

	if (!words_parse_time(slice_of(text), AUCKLAND, 0, &at, &err))
		fail_msg("%s: %s", text, err.text);
	return at;
}

static void add_local(struct buf *out, const char *zone, int64_t at)
{
	struct zone_time t;

	zone_local(zone, at, &t);
	buf_printf(out, "%04d-%02d-%02d %02d:%02d", t.year, t.month, t.day, t.hour, t.minute);
}

/* What is queued now goes now: a line each, by person, then by kind. */
static void send_all(struct clockwork *w, void *context)
{
	struct buf *out = context;
	struct db *db = w->core.db;
	struct db_stmt *st = db_sql(db,
	    "SELECT coalesce(d.address, s.address), d.kind, d.variant, m.timezone,"
	    " m.starts_at FROM delivery d LEFT JOIN subscriber_address s USING (subscriber_id)"
	    " JOIN meeting_public m USING (meeting_id) WHERE d.state = 'queued' AND d.due_at <= :now"
	    " AND d.kind <> 'convened'" /* the convenor's copy of each plan: test_convenor.py */
	    " ORDER BY 1, d.kind, m.starts_at");

	db_bind_int(st, ":now", clockwork_now());
	while (db_row(st)) {
		int64_t variant = db_int(st, 2);
		char zone[64], kind[40];
		size_t at = out->n;

		(void)snprintf(zone, sizeof zone, "%.*s", SLICE_ARG(db_text(st, 3)));
		(void)snprintf(kind, sizeof kind, "%.*s", SLICE_ARG(db_text(st, 1)));
		if (strcmp(kind, "reminder") == 0)
			(void)snprintf(kind, sizeof kind, "reminder %lld%c",
			    (long long)variant / (variant % DAY ? HOUR : DAY),
			    variant % DAY ? 'h' : 'd');
		add_local(out, zone, clockwork_now());
		buf_printf(out, " %.*s", (int)slice_find(db_text(st, 0), '@'), db_text(st, 0).p);
		buf_printf(out, " %s", kind);
		buf_repeat(out, ' ', out->n - at < 37 ? 37 - (out->n - at) : 1);
		add_local(out, zone, db_int(st, 4));
		buf_char(out, '\n');
	}
	db_begin(db);
	st = db_sql(db,
	    "UPDATE delivery SET state = 'sent', settled_at = :now WHERE state = 'queued'"
	    " AND due_at <= :now");
	db_bind_int(st, ":now", clockwork_now());
	(void)db_run(st);
	clockwork_commit(w);
}

static void plan_year(struct clockwork *w)
{
	int64_t hb, cit;

	clockwork_start(w, when("2026-11-02 09:00"));
	hb = clockwork_community(w, "hb", "Hawke's Bay", AUCKLAND, "kai@example.org");
	cit = clockwork_community(w, "cit", "Chatham Islands", "Pacific/Chatham", "");
	clockwork_member(w, hb, "ana@example.org");
	clockwork_member(w, cit, "ben@example.org");
	(void)clockwork_series(w, hb, "2026-11-27 10:00", "FREQ=MONTHLY;BYDAY=4FR", RECUR_NEXT);
	(void)clockwork_series(w, cit, "2027-04-07 09:15", "FREQ=WEEKLY;INTERVAL=25;COUNT=2",
	    RECUR_NEXT);
}

/* The golden listing without its comments. */
static void read_golden(struct buf *out)
{
	FILE *f = fopen("tests/unit/year.golden", "r");
	char line[200];

	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL) {
		if (line[0] != '#' && line[0] != '\n')
			buf_text(out, line);
	}
	(void)fclose(f);
	assert_true(out->n > 1000);
}

static void check_golden(const struct buf *got)
{
	struct buf golden = BUF_INIT;
	struct slice is, want, a, b;
	bool has_is, has_want;

	read_golden(&golden);
	is = buf_all(got);
	want = buf_all(&golden);
	for (;;) {
		has_is = slice_next_line(&is, &a);
		has_want = slice_next_line(&want, &b);
		if (!has_is && !has_want)
			break;
		if (!has_is || !has_want || !slice_equal(a, b))
			fail_msg("\"%.*s\" was sent, not \"%.*s\"", SLICE_ARG(a), SLICE_ARG(b));
	}
	buf_release(&golden);
}

static void test_year(void **state)
{
	struct clockwork w;
	struct buf got = BUF_INIT;

	(void)state;
	plan_year(&w);
	clockwork_run(&w, when("2027-11-01 00:00"), send_all, &got);
	check_golden(&got);
	clockwork_stop(&w);
	buf_release(&got);
}

/* A stop and a start again, over and over, at all hours of the day. */
static void test_restarts(void **state)
{
	struct clockwork w;
	struct buf got = BUF_INIT;
	int64_t at = when("2026-11-02 09:00"), end = when("2027-11-01 00:00");

	(void)state;
	plan_year(&w);
	while (at < end) {
		at = at + 29 * HOUR < end ? at + 29 * HOUR : end;
		clockwork_run(&w, at, send_all, &got);
		clockwork_restart(&w, at);
	}
	check_golden(&got);
	clockwork_stop(&w);
	buf_release(&got);
}

/* A clock that goes back is lived through twice; nothing is sent twice. */
static void test_set_back(void **state)
{
	struct clockwork w;
	struct buf got = BUF_INIT;
	int64_t at = when("2026-11-02 09:00"), end = when("2027-11-01 00:00");

	(void)state;
	plan_year(&w);
	for (int day = 0; at < end; day++) {
		at = at + 3 * DAY < end ? at + 3 * DAY : end;
		clockwork_run(&w, at, send_all, &got);
		if (day % 10 == 9)
			clockwork_set(at - 20 * DAY); /* until it is right again */
	}
	check_golden(&got);
	clockwork_stop(&w);
	buf_release(&got);
}

static void expect(const struct buf *got, const char *lines)
{
	if (got->n != strlen(lines) || strncmp(got->p, lines, got->n) != 0)
		fail_msg("sent:\n%.*s", SLICE_ARG(buf_all(got)));
}

/* The daemon was stopped, or its clock was wrong: what is too late is not sent, and nobody is
 * invited to what is over. */
static void test_set_forward(void **state)
{
	struct clockwork w;
	struct buf got = BUF_INIT;
	int64_t hb;

	(void)state;
	clockwork_start(&w, when("2026-11-02 09:00"));
	hb = clockwork_community(&w, "hb", "Hawke's Bay", AUCKLAND, "");
	clockwork_member(&w, hb, "ana@example.org");
	(void)clockwork_series(&w, hb, "2026-11-27 10:00", "FREQ=MONTHLY;BYDAY=4FR", RECUR_NEXT);
	clockwork_run(&w, when("2026-11-20 10:00") - 60, send_all, &got);
	/* The reminder of 20 November 10:00 is 61 minutes late: missed; the one of the 26th 59
	 * minutes: sent. */
	clockwork_restart(&w, when("2026-11-20 11:01"));
	clockwork_run(&w, when("2026-11-26 09:59"), send_all, &got);
	clockwork_restart(&w, when("2026-11-26 10:59"));
	clockwork_run(&w, when("2026-11-26 11:30"), send_all, &got);
	/* Stopped until June: the meetings of December to May are not made, those within 42 days
	 * are. */
	clockwork_restart(&w, when("2027-06-01 12:00"));
	clockwork_run(&w, when("2027-06-02 12:00"), send_all, &got);
	expect(&got,
	    "2026-11-02 09:00 ana invitation      2026-11-27 10:00\n"
	    "2026-11-17 10:00 ana invitation      2026-12-29 10:00\n"
	    "2026-11-26 10:59 ana reminder 1d     2026-11-27 10:00\n"
	    "2027-06-01 12:00 ana invitation      2027-06-28 10:00\n");
	clockwork_stop(&w);
	buf_release(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_year),
		cmocka_unit_test(test_restarts),
		cmocka_unit_test(test_set_back),
		cmocka_unit_test(test_set_forward),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
