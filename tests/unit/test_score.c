/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/outbox/outbox.h"
#include "subscribers/list.h"
#include "subscribers/score.h"
#include "subscribers/subscription.h"
#include "tests/unit/store.h"

#define DAY SCORING_DAY_S
#define NOW (1000 * DAY)

/* A refusal of mailing `n` to person `id`. */
static enum score_outcome bounce(struct store *s, int64_t id, int64_t n, int64_t mailed_at,
    bool is_hard, const char *reason, int64_t now)
{
	struct score_bounce b = { .subscriber_id = id,
		.delivery_id = n * 1000 + id,
		.announcement_id = n,
		.kind = "announcement",
		.domain = "example.nz",
		.mailed_at = mailed_at,
		.is_hard = is_hard,
		.reason = reason,
		.status = "5.1.1" };

	return score_add(s->db, &b, now);
}

static enum score_state decide(struct store *s, int64_t id, int64_t now)
{
	enum score_state from;

	return score_decide(s->db, id, now, &from).state;
}

static void test_once_per_mailing(void **state)
{
	struct store s;

	(void)state;
	(void)store_fill(&s, 1, NOW - 400 * DAY);
	assert_int_equal(bounce(&s, 1, 1, NOW, true, "hostunknown", NOW), SCORE_COUNTED);
	assert_int_equal(bounce(&s, 1, 1, NOW, true, "hostunknown", NOW + 2 * DAY), SCORE_KNOWN);
	assert_int_equal(decide(&s, 1, NOW + 2 * DAY), SCORE_OK);
	assert_int_equal(bounce(&s, 1, 2, NOW + 30 * DAY, true, "hostunknown", NOW + 30 * DAY),
	    SCORE_COUNTED);
	assert_int_equal(decide(&s, 1, NOW + 30 * DAY), SCORE_DISABLED);
	store_finish(&s);
}

static void test_graver_report_counts(void **state)
{
	struct store s;

	(void)state;
	(void)store_fill(&s, 1, NOW - 400 * DAY);
	assert_int_equal(bounce(&s, 1, 1, NOW, false, "mailboxfull", NOW), SCORE_COUNTED);
	assert_int_equal(bounce(&s, 1, 1, NOW, true, "userunknown", NOW + 5), SCORE_COUNTED);
	assert_int_equal(bounce(&s, 1, 1, NOW, false, "mailboxfull", NOW + 6), SCORE_KNOWN);
	assert_int_equal(decide(&s, 1, NOW + 6), SCORE_PROBING);
	store_finish(&s);
}

/* A disabled address is not written to; the person's word brings it back; old mail counts no more.
 */
static void test_disabled_and_back(void **state)
{
	struct store s;
	int64_t list;

	(void)state;
	list = store_fill(&s, 3, NOW - 400 * DAY);
	assert_int_equal(subscription_sendable_count(s.db, list, NOW), 3);
	(void)bounce(&s, 2, 1, NOW - 30 * DAY, true, "userunknown", NOW - 30 * DAY);
	(void)bounce(&s, 2, 2, NOW, true, "userunknown", NOW);
	assert_int_equal(decide(&s, 2, NOW), SCORE_DISABLED);
	assert_int_equal(subscription_sendable_count(s.db, list, NOW), 2);
	assert_int_equal(subscription_active_count(s.db, list), 3);
	assert_true(score_revive(s.db, 2, "wrote", NOW + DAY));
	assert_int_equal(subscription_sendable_count(s.db, list, NOW), 3);
	assert_int_equal(bounce(&s, 2, 3, NOW + DAY - 1, true, "userunknown", NOW + 2 * DAY),
	    SCORE_PAST);
	assert_int_equal(bounce(&s, 2, 4, NOW + 2 * DAY, true, "userunknown", NOW + 2 * DAY),
	    SCORE_COUNTED);
	assert_int_equal(decide(&s, 2, NOW + 2 * DAY), SCORE_PROBING);
	assert_false(score_revive(s.db, 1, "wrote", NOW)); /* nothing was held against them */
	store_finish(&s);
}

static int64_t run_until(struct store *s, int64_t id, int64_t now, int64_t end, int *probes)
{
	int64_t at;

	while ((at = score_next_at(s->db)) != 0 && at <= end) {
		enum score_state from;
		struct scoring_decision d;

		now = at > now ? at : now;
		assert_int_equal(score_due(s->db, now), id);
		d = score_decide(s->db, id, now, &from);
		if (d.mail == SCORING_PROBE) {
			(*probes)++;
			score_mailed(s->db, id, d.mail, true, now);
		}
		if (d.state == SCORE_REMOVED)
			return now;
	}
	return 0;
}

static void test_the_long_way_out(void **state)
{
	struct store s;
	int probes = 0;
	int64_t at;

	(void)state;
	(void)store_fill(&s, 1, NOW - 400 * DAY);
	(void)bounce(&s, 1, 1, NOW, true, "userunknown", NOW);
	assert_int_equal(decide(&s, 1, NOW), SCORE_PROBING);
	assert_int_equal(score_next_at(s.db), NOW + DAY);
	assert_int_equal(score_due(s.db, NOW + DAY - 1), 0);
	assert_int_equal(run_until(&s, 1, NOW, NOW + 2 * DAY, &probes), 0);
	assert_int_equal(probes, 1);
	/* The probe comes back two days later. */
	assert_int_equal(bounce(&s, 1, 2, NOW + DAY, true, "userunknown", NOW + 3 * DAY),
	    SCORE_COUNTED);
	assert_int_equal(decide(&s, 1, NOW + 3 * DAY), SCORE_DISABLED);
	at = run_until(&s, 1, NOW + 3 * DAY, NOW + 400 * DAY, &probes);
	assert_int_equal(probes, 2);
	assert_int_equal(at, NOW + 3 * DAY + SCORING_REMOVE_S);
	assert_int_equal(score_next_at(s.db), 0);
	store_finish(&s);
}

/* The relay refuses the probe in the second it is sent: that is one probe, and the last is still to
 * come. */
static void test_refused_at_once(void **state)
{
	struct store s;
	int probes = 0;

	(void)state;
	(void)store_fill(&s, 1, NOW - 400 * DAY);
	(void)bounce(&s, 1, 1, NOW, true, "userunknown", NOW);
	(void)decide(&s, 1, NOW);
	(void)run_until(&s, 1, NOW, NOW + 2 * DAY, &probes);
	assert_int_equal(probes, 1);
	(void)bounce(&s, 1, 2, NOW + DAY, true, "userunknown", NOW + DAY);
	assert_int_equal(decide(&s, 1, NOW + DAY), SCORE_DISABLED);
	assert_int_equal(run_until(&s, 1, NOW + DAY, NOW + 31 * DAY, &probes), 0);
	assert_int_equal(probes, 2); /* on day 30 of being disabled, which is day 31 */
	assert_int_equal(run_until(&s, 1, NOW + 31 * DAY, NOW + 400 * DAY, &probes),
	    NOW + 61 * DAY);
	assert_int_equal(probes, 2);
	store_finish(&s);
}

static void test_probe_with_nobody_to_send_to(void **state)
{
	struct store s;
	enum score_state from;

	(void)state;
	(void)store_fill(&s, 1, NOW - 400 * DAY);
	(void)bounce(&s, 1, 1, NOW, true, "userunknown", NOW);
	(void)decide(&s, 1, NOW);
	assert_int_equal(score_decide(s.db, 1, NOW + DAY, &from).mail, SCORING_PROBE);
	score_mailed(s.db, 1, SCORING_PROBE, false, NOW + DAY);
	assert_int_equal(score_next_at(s.db), 0); /* not asked again and again */
	store_finish(&s);
}

/* A mail that was taken and did not come back within six days wipes the slate. */
static void test_success_clears(void **state)
{
	struct outbox_new n = {
		.kind = "x", .class = DELIVERY_NEWS, .subscriber_id = 1, .address = "p0@example.nz"
	};
	struct outbox_item item;
	struct outbox_result r = { .from = DELIVERY_SENDING, .outcome = OUTBOX_SENT, .relay = "r" };
	struct store s;

	(void)state;
	(void)store_fill(&s, 1, NOW - 400 * DAY);
	(void)bounce(&s, 1, 1, NOW, true, "hostunknown", NOW);
	n.due_at = NOW + DAY;
	r.id = outbox_add(s.db, &n, NOW + DAY);
	assert_int_equal(outbox_lease(s.db, NULL, NOW + DAY, 1, &item), 1);
	assert_true(outbox_go(s.db, &item, false, NOW + DAY));
	assert_false(outbox_settle(s.db, &r, NULL, NOW + DAY));
	assert_int_equal(bounce(&s, 1, 2, NOW + 30 * DAY, true, "hostunknown", NOW + 30 * DAY),
	    SCORE_COUNTED);
	assert_int_equal(decide(&s, 1, NOW + 30 * DAY), SCORE_OK); /* the first counts no more */
	assert_int_equal(bounce(&s, 1, 3, NOW + 33 * DAY, true, "hostunknown", NOW + 33 * DAY),
	    SCORE_COUNTED);
	assert_int_equal(decide(&s, 1, NOW + 33 * DAY), SCORE_DISABLED);
	store_finish(&s);
}

static void mail_all(struct store *s, int64_t list, int64_t announcement)
{
	int64_t cursor = 0;
	struct db_stmt *st = db_sql(s->db,
	    "INSERT INTO announcement (id, list_id, subject, body, state, author,"
	    " created_at, started_at) VALUES (:id, :list, 's', 'b', 'sending', 'me', 1, 1)");

	db_bind_int(st, ":id", announcement);
	db_bind_int(st, ":list", list);
	assert_int_equal(db_run(st), 1);
	while (outbox_expand(s->db, announcement, list, NOW, 1000, &cursor, NOW) > 0)
		;
}

static void test_incident_freezes(void **state)
{
	struct store s;
	struct buf out = BUF_INIT;
	enum score_outcome last = SCORE_COUNTED;

	(void)state;
	mail_all(&s, store_fill(&s, 150, NOW - 400 * DAY), 1);
	for (int64_t id = 1; id <= 10; id++) {
		last = bounce(&s, id, 1, NOW, true, "userunknown", NOW);
		if (last == SCORE_COUNTED)
			assert_int_equal(decide(&s, id, NOW), SCORE_PROBING);
	}
	assert_int_equal(last, SCORE_FROZEN); /* ten of 150 are more than five in a hundred */
	assert_int_equal(bounce(&s, 11, 1, NOW, true, "userunknown", NOW), SCORE_FROZEN);
	assert_int_equal(bounce(&s, 12, 2, NOW, true, "userunknown", NOW), SCORE_FROZEN);
	for (int64_t id; (id = score_due(s.db, NOW)) != 0;)
		assert_int_equal(decide(&s, id, NOW), SCORE_OK);
	score_trouble(s.db, 0, NOW, &out);
	assert_non_null(strstr(out.p, "example.nz refused 10 mails of announcement 1"));
	/* Three days later the domain is scored again. */
	assert_int_equal(bounce(&s, 13, 3, NOW + 4 * DAY, true, "userunknown", NOW + 4 * DAY),
	    SCORE_COUNTED);
	buf_release(&out);
	store_finish(&s);
}

static void test_few_of_many_are_no_incident(void **state)
{
	struct store s;

	(void)state;
	mail_all(&s, store_fill(&s, 200, NOW - 400 * DAY), 1);
	for (int64_t id = 1; id <= 10; id++)
		assert_int_equal(bounce(&s, id, 1, NOW, true, "userunknown", NOW), SCORE_COUNTED);
	store_finish(&s);
}

static void test_objections(void **state)
{
	struct store s;
	struct buf out = BUF_INIT;

	(void)state;
	mail_all(&s, store_fill(&s, 1, NOW - 400 * DAY), 7);
	assert_true(score_object(s.db, 7, "relay: 5.7.1", NOW));
	assert_false(score_object(s.db, 7, "relay: 5.7.1", NOW));
	assert_int_equal(score_object_by_report(s.db, 7, 1, "far: 5.7.26", NOW + 1), 0);
	score_trouble(s.db, NOW - 1, NOW, &out);
	/* What a report says does not take the place of the relay's words. */
	assert_string_equal(out.p,
	    "announcement 7 was refused because of us, 2 times by the relay and 1 times by"
	    " different recipients' mail servers: relay: 5.7.1");
	buf_clear(&out);
	score_trouble(s.db, NOW, NOW, &out);
	assert_int_equal(out.n, 0);
	buf_release(&out);
	store_finish(&s);
}

/* A report counts once for each recipient, and is weighed from the tenth recipient on. */
static void test_reports_of_different_recipients(void **state)
{
	struct store s;
	struct buf out = BUF_INIT;
	int64_t list;

	(void)state;
	list = store_fill(&s, 1, NOW - 400 * DAY);
	mail_all(&s, list, 7);
	mail_all(&s, list, 8);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(score_object_by_report(s.db, 7, 1, "mine: 5.7.26", NOW), 0);
	for (int64_t id = 2; id <= 9; id++)
		assert_int_equal(score_object_by_report(s.db, 7, id, "far: 5.7.26", NOW), 0);
	score_trouble(s.db, NOW - 1, NOW, &out);
	assert_int_equal(out.n, 0); /* the opinion of nine is no trouble yet */
	assert_int_equal(score_object_by_report(s.db, 7, 10, "far: 5.7.26", NOW), 10);
	score_trouble(s.db, NOW - 1, NOW, &out);
	assert_string_equal(out.p,
	    "announcement 7 was refused because of us, 0 times by the relay and 10 times by"
	    " different recipients' mail servers: far: 5.7.26");
	assert_false(score_outcry(s.db, 7, 10, 600)); /* 13 of 600 are more than two in a hundred */
	assert_int_equal(score_object_by_report(s.db, 7, 11, "far: 5.7.26", NOW), 0);
	assert_int_equal(score_object_by_report(s.db, 7, 12, "far: 5.7.26", NOW), 0);
	assert_int_equal(score_object_by_report(s.db, 7, 13, "far: 5.7.26", NOW), 13);
	assert_true(score_outcry(s.db, 7, 13, 600));
	/* Staff resumed: not again before 130. */
	for (int64_t id = 14; id <= 130; id++)
		assert_int_equal(score_object_by_report(s.db, 7, id, "far: 5.7.26", NOW),
		    id == 130 ? 130 : 0);
	assert_int_equal(score_object_by_report(s.db, 8, 14, "far: 5.7.26", NOW),
	    0); /* another mailing */
	assert_int_equal(score_forget(s.db, NOW, 1000), 0);
	assert_int_equal(score_forget(s.db, NOW + 1, 1000), 131);
	buf_release(&out);
	store_finish(&s);
}

static void test_explained_and_forgotten(void **state)
{
	struct store s;
	struct buf out = BUF_INIT;

	(void)state;
	(void)store_fill(&s, 2, NOW - 400 * DAY);
	(void)bounce(&s, 1, 1, NOW, true, "userunknown", NOW);
	(void)decide(&s, 1, NOW);
	score_json(s.db, 1, &out);
	assert_non_null(strstr(out.p, "\"state\":\"probing\""));
	assert_non_null(strstr(out.p, "\"mailing\":\"announcement 1\""));
	assert_non_null(strstr(out.p, "\"counts\":true"));
	buf_clear(&out);
	score_json(s.db, 2, &out);
	assert_non_null(strstr(out.p, "\"state\":\"ok\""));
	buf_clear(&out);
	score_json_counts(s.db, NOW, &out);
	assert_non_null(strstr(out.p, "\"probing\":1"));
	assert_int_equal(score_forget(s.db, NOW, 10), 0);
	assert_int_equal(score_forget(s.db, NOW + 1, 10),
	    2); /* the refusal, and its domain's count */
	buf_release(&out);
	store_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_once_per_mailing),
		cmocka_unit_test(test_graver_report_counts),
		cmocka_unit_test(test_disabled_and_back),
		cmocka_unit_test(test_the_long_way_out),
		cmocka_unit_test(test_refused_at_once),
		cmocka_unit_test(test_probe_with_nobody_to_send_to),
		cmocka_unit_test(test_success_clears),
		cmocka_unit_test(test_incident_freezes),
		cmocka_unit_test(test_few_of_many_are_no_incident),
		cmocka_unit_test(test_objections),
		cmocka_unit_test(test_reports_of_different_recipients),
		cmocka_unit_test(test_explained_and_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
