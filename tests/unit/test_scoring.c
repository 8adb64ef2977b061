/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "subscribers/scoring.h"

#define DAY SCORING_DAY_S
#define NOW (1000 * DAY)

static void test_decisions(void **state)
{
	static const struct {
		const char *name;
		struct scoring_facts f;
		enum score_state to;
		enum scoring_mail mail;
		int64_t look_at; /* -1: any */
	} cases[] = {
		{ "one hard refusal that is not \"no such user\" changes nothing",
		    { .hard = 1,
		        .hard_first_at = NOW - DAY,
		        .hard_last_at = NOW - DAY,
		        .last_at = NOW },
		    SCORE_OK, SCORING_NO_MAIL, 0 },
		{ "\"no such user\" is asked again a day later",
		    { .hard = 1,
		        .unknown = 1,
		        .hard_first_at = NOW,
		        .hard_last_at = NOW,
		        .last_at = NOW },
		    SCORE_PROBING, SCORING_NO_MAIL, NOW + DAY },
		{ "the probe goes after that day",
		    { .state = SCORE_PROBING,
		        .state_at = NOW - DAY,
		        .hard = 1,
		        .unknown = 1,
		        .hard_first_at = NOW - DAY,
		        .hard_last_at = NOW - DAY,
		        .last_at = NOW - DAY },
		    SCORE_PROBING, SCORING_PROBE, NOW + 7 * DAY },
		{ "but not before",
		    { .state = SCORE_PROBING,
		        .state_at = NOW - DAY + 1,
		        .hard = 1,
		        .unknown = 1,
		        .hard_first_at = NOW - DAY,
		        .hard_last_at = NOW - DAY,
		        .last_at = NOW - DAY },
		    SCORE_PROBING, SCORING_NO_MAIL, NOW + 1 },
		{ "a probe that is under way is waited for",
		    { .state = SCORE_PROBING,
		        .state_at = NOW - 3 * DAY,
		        .probe_at = NOW - 2 * DAY,
		        .hard = 1,
		        .unknown = 1,
		        .hard_first_at = NOW - 3 * DAY,
		        .hard_last_at = NOW - 3 * DAY,
		        .last_at = NOW - 3 * DAY },
		    SCORE_PROBING, SCORING_NO_MAIL, NOW + 5 * DAY },
		{ "a probe that came back disables",
		    { .state = SCORE_PROBING,
		        .state_at = NOW - 3 * DAY,
		        .probe_at = NOW - 2 * DAY,
		        .hard = 2,
		        .unknown = 2,
		        .hard_first_at = NOW - 3 * DAY,
		        .hard_last_at = NOW - 2 * DAY,
		        .last_at = NOW },
		    SCORE_DISABLED, SCORING_NO_MAIL, NOW + 30 * DAY },
		{ "a probe that did not come back clears",
		    { .state = SCORE_PROBING,
		        .state_at = NOW - 8 * DAY,
		        .probe_at = NOW - 7 * DAY,
		        .hard = 1,
		        .unknown = 1,
		        .hard_first_at = NOW - 8 * DAY,
		        .hard_last_at = NOW - 8 * DAY,
		        .last_at = NOW - 8 * DAY,
		        .success_at = NOW - 7 * DAY },
		    SCORE_OK, SCORING_NO_MAIL, 0 },
		{ "hard twice, exactly a day apart",
		    { .hard = 2, .hard_first_at = NOW - DAY, .hard_last_at = NOW, .last_at = NOW },
		    SCORE_DISABLED, SCORING_NO_MAIL, NOW + 30 * DAY },
		{ "hard twice within a day is one bad day",
		    { .hard = 2,
		        .hard_first_at = NOW - DAY + 1,
		        .hard_last_at = NOW,
		        .last_at = NOW },
		    SCORE_OK, SCORING_NO_MAIL, 0 },
		{ "no warning to an address that does not exist",
		    { .hard = 1,
		        .unknown = 1,
		        .soft = 3,
		        .soft_first_at = NOW - 60 * DAY,
		        .soft_last_at = NOW - DAY,
		        .hard_first_at = NOW,
		        .hard_last_at = NOW,
		        .last_at = NOW },
		    SCORE_PROBING, SCORING_NO_MAIL, NOW + DAY },
		{ "two full mailboxes in a row are nothing",
		    { .soft = 2,
		        .soft_first_at = NOW - 30 * DAY,
		        .soft_last_at = NOW,
		        .last_at = NOW },
		    SCORE_OK, SCORING_NO_MAIL, 0 },
		{ "three are worth a warning",
		    { .soft = 3,
		        .soft_first_at = NOW - 60 * DAY,
		        .soft_last_at = NOW,
		        .last_at = NOW },
		    SCORE_WARNED, SCORING_WARNING, NOW + 7 * DAY },
		{ "one warning is enough",
		    { .state = SCORE_WARNED,
		        .state_at = NOW - 30 * DAY,
		        .soft = 4,
		        .soft_first_at = NOW - 90 * DAY,
		        .soft_last_at = NOW,
		        .last_at = NOW },
		    SCORE_WARNED, SCORING_NO_MAIL, NOW + 7 * DAY },
		{ "five are probed at once",
		    { .state = SCORE_WARNED,
		        .state_at = NOW - 60 * DAY,
		        .soft = 5,
		        .soft_first_at = NOW - 120 * DAY,
		        .soft_last_at = NOW,
		        .last_at = NOW },
		    SCORE_PROBING, SCORING_PROBE, NOW + 7 * DAY },
		{ "five within a fortnight are one holiday",
		    { .state = SCORE_WARNED,
		        .state_at = NOW - 3 * DAY,
		        .soft = 5,
		        .soft_first_at = NOW - 14 * DAY + 1,
		        .soft_last_at = NOW,
		        .last_at = NOW },
		    SCORE_WARNED, SCORING_NO_MAIL, NOW + 7 * DAY },
		{ "the sixth is the probe",
		    { .state = SCORE_PROBING,
		        .state_at = NOW - 2 * DAY,
		        .probe_at = NOW - 2 * DAY,
		        .soft = 6,
		        .soft_first_at = NOW - 120 * DAY,
		        .soft_last_at = NOW - 2 * DAY,
		        .last_at = NOW },
		    SCORE_DISABLED, SCORING_NO_MAIL, NOW + 30 * DAY },
		{ "five, and the probe has not come back yet",
		    { .state = SCORE_PROBING,
		        .state_at = NOW - 2 * DAY,
		        .probe_at = NOW - 2 * DAY,
		        .soft = 5,
		        .soft_first_at = NOW - 120 * DAY,
		        .soft_last_at = NOW - 2 * DAY - 1,
		        .last_at = NOW },
		    SCORE_PROBING, SCORING_NO_MAIL, NOW + 5 * DAY },
		{ "six without a probe are asked, not condemned",
		    { .state = SCORE_PROBING,
		        .state_at = NOW - 2 * DAY,
		        .probe_at = NOW - 300 * DAY,
		        .soft = 6,
		        .soft_first_at = NOW - 120 * DAY,
		        .soft_last_at = NOW,
		        .last_at = NOW },
		    SCORE_PROBING, SCORING_PROBE, NOW + 7 * DAY },
		{ "a refusal is forgotten after ninety days",
		    { .state = SCORE_WARNED,
		        .soft = 3,
		        .soft_first_at = NOW - 150 * DAY,
		        .soft_last_at = NOW - 90 * DAY,
		        .last_at = NOW - 90 * DAY },
		    SCORE_OK, SCORING_NO_MAIL, 0 },
		{ "a list that writes every two months remembers for eight",
		    { .state = SCORE_WARNED,
		        .soft = 3,
		        .soft_first_at = NOW - 210 * DAY,
		        .soft_last_at = NOW - 90 * DAY,
		        .last_at = NOW - 90 * DAY,
		        .interval_s = 60 * DAY },
		    SCORE_WARNED, SCORING_NO_MAIL, NOW + 7 * DAY },
		{ "a success before the refusal is no excuse",
		    { .hard = 2,
		        .hard_first_at = NOW - 31 * DAY,
		        .hard_last_at = NOW - DAY,
		        .last_at = NOW,
		        .success_at = NOW - 7 * DAY },
		    SCORE_DISABLED, SCORING_NO_MAIL, NOW + 30 * DAY },
		{ "an incident gives a disabled address back",
		    { .state = SCORE_DISABLED, .state_at = NOW - DAY }, SCORE_OK, SCORING_NO_MAIL,
		    0 },
		{ "so it does where one refusal is left",
		    { .state = SCORE_DISABLED,
		        .state_at = NOW - DAY,
		        .hard = 1,
		        .unknown = 1,
		        .hard_first_at = NOW - DAY,
		        .hard_last_at = NOW - DAY,
		        .last_at = NOW - DAY },
		    SCORE_OK, SCORING_NO_MAIL, 0 },
		{ "a disabled address rests for a month",
		    { .state = SCORE_DISABLED,
		        .state_at = NOW - 29 * DAY,
		        .hard = 2,
		        .hard_first_at = NOW - 60 * DAY,
		        .hard_last_at = NOW - 30 * DAY,
		        .last_at = NOW - 30 * DAY },
		    SCORE_DISABLED, SCORING_NO_MAIL, NOW + DAY },
		{ "then it gets a last probe",
		    { .state = SCORE_DISABLED,
		        .state_at = NOW - 30 * DAY,
		        .hard = 2,
		        .hard_first_at = NOW - 60 * DAY,
		        .hard_last_at = NOW - 30 * DAY,
		        .last_at = NOW - 30 * DAY },
		    SCORE_DISABLED, SCORING_PROBE, NOW + 7 * DAY },
		{ "which is waited for",
		    { .state = SCORE_DISABLED,
		        .state_at = NOW - 37 * DAY,
		        .probe_at = NOW - 7 * DAY,
		        .hard = 3,
		        .hard_first_at = NOW - 60 * DAY,
		        .hard_last_at = NOW - 7 * DAY,
		        .last_at = NOW - 7 * DAY },
		    SCORE_DISABLED, SCORING_NO_MAIL, NOW + 23 * DAY },
		{ "and then it is removed",
		    { .state = SCORE_DISABLED,
		        .state_at = NOW - 60 * DAY,
		        .probe_at = NOW - 30 * DAY,
		        .hard = 3,
		        .hard_first_at = NOW - 90 * DAY,
		        .hard_last_at = NOW - 30 * DAY,
		        .last_at = NOW - 30 * DAY },
		    SCORE_REMOVED, SCORING_NO_MAIL, 0 },
		{ "never without a last probe",
		    { .state = SCORE_DISABLED,
		        .state_at = NOW - 600 * DAY,
		        .hard = 2,
		        .hard_first_at = NOW - 700 * DAY,
		        .hard_last_at = NOW - 650 * DAY,
		        .last_at = NOW - 650 * DAY },
		    SCORE_DISABLED, SCORING_PROBE, NOW + 7 * DAY },
		{ "a probe that was refused in the second it was sent is not the last one",
		    { .state = SCORE_DISABLED,
		        .state_at = NOW - 30 * DAY,
		        .probe_at = NOW - 30 * DAY,
		        .hard = 2,
		        .hard_first_at = NOW - 31 * DAY,
		        .hard_last_at = NOW - 30 * DAY,
		        .last_at = NOW - 30 * DAY },
		    SCORE_DISABLED, SCORING_PROBE, NOW + 7 * DAY },
		{ "nor does it remove anybody",
		    { .state = SCORE_DISABLED,
		        .state_at = NOW - 60 * DAY,
		        .probe_at = NOW - 60 * DAY,
		        .hard = 2,
		        .hard_first_at = NOW - 61 * DAY,
		        .hard_last_at = NOW - 60 * DAY,
		        .last_at = NOW - 60 * DAY },
		    SCORE_DISABLED, SCORING_PROBE, NOW + 7 * DAY },
		{ "a last probe that went late has its six days",
		    { .state = SCORE_DISABLED,
		        .state_at = NOW - 100 * DAY,
		        .probe_at = NOW - 6 * DAY + 1,
		        .hard = 2,
		        .hard_first_at = NOW - 130 * DAY,
		        .hard_last_at = NOW - 100 * DAY,
		        .last_at = NOW - 100 * DAY },
		    SCORE_DISABLED, SCORING_NO_MAIL, NOW + 1 },
		{ "and no more",
		    { .state = SCORE_DISABLED,
		        .state_at = NOW - 100 * DAY,
		        .probe_at = NOW - 6 * DAY,
		        .hard = 2,
		        .hard_first_at = NOW - 130 * DAY,
		        .hard_last_at = NOW - 100 * DAY,
		        .last_at = NOW - 100 * DAY },
		    SCORE_REMOVED, SCORING_NO_MAIL, 0 },
		{ "the last probe arrived",
		    { .state = SCORE_DISABLED,
		        .state_at = NOW - 40 * DAY,
		        .probe_at = NOW - 10 * DAY,
		        .hard = 2,
		        .hard_first_at = NOW - 70 * DAY,
		        .hard_last_at = NOW - 40 * DAY,
		        .last_at = NOW - 40 * DAY,
		        .success_at = NOW - 10 * DAY },
		    SCORE_OK, SCORING_NO_MAIL, 0 },
		{ "removed stays removed",
		    { .state = SCORE_REMOVED, .state_at = NOW - DAY, .success_at = NOW },
		    SCORE_REMOVED, SCORING_NO_MAIL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct scoring_decision d = scoring_decide(&cases[i].f, NOW);

		if (d.state != cases[i].to || d.mail != cases[i].mail ||
		    (cases[i].look_at >= 0 && d.look_at != cases[i].look_at))
			fail_msg("%s: %s, mail %d, look %+lld", cases[i].name,
			    score_state_text(d.state), (int)d.mail, (long long)(d.look_at - NOW));
		if (d.state != cases[i].f.state && !scoring_is_legal(cases[i].f.state, d.state))
			fail_msg("%s: an illegal move", cases[i].name);
		if (d.state != cases[i].f.state && d.why[0] == '\0')
			fail_msg("%s: no reason", cases[i].name);
	}
}

/* Whatever the facts: only legal moves, never a mail to nobody, and time moves on. */
static void test_random_facts(void **state)
{
	unsigned seed = 4711;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		struct scoring_facts f = { .state = (enum score_state)(rand_r(&seed) %
			                       SCORE_STATES) };
		struct scoring_decision d;
		int64_t *times[] = { &f.state_at, &f.hard_first_at, &f.hard_last_at,
			&f.soft_first_at, &f.soft_last_at, &f.last_at, &f.probe_at, &f.success_at };

		for (size_t t = 0; t < sizeof times / sizeof times[0]; t++)
			*times[t] = rand_r(&seed) % 3 == 0 ? 0 : NOW - rand_r(&seed) % 200 * DAY;
		f.hard = rand_r(&seed) % 4;
		f.unknown = f.hard > 0 ? rand_r(&seed) % (f.hard + 1) : 0;
		f.soft = rand_r(&seed) % 8;
		d = scoring_decide(&f, NOW);
		assert_true(d.state == f.state || scoring_is_legal(f.state, d.state) ||
		    (f.state == SCORE_OK && d.state == SCORE_OK));
		assert_true(d.look_at == 0 || d.look_at > NOW);
		if (d.mail == SCORING_WARNING)
			assert_int_equal(f.hard, 0);
	}
}

static void test_median(void **state)
{
	/* Gaps by hand: 30, 31, 90 days; the middle one is 31. */
	static const int64_t at[] = { 500 * DAY, 470 * DAY, 439 * DAY, 349 * DAY };

	(void)state;
	assert_int_equal(scoring_median_interval(at, 4), 31 * DAY);
	assert_int_equal(scoring_median_interval(at, 1), 0);
	assert_int_equal(scoring_median_interval(at, 0), 0);
	assert_int_equal(scoring_stale_s(0), 90 * DAY);
	assert_int_equal(scoring_stale_s(31 * DAY), 124 * DAY);
	assert_int_equal(scoring_stale_s(7 * DAY), 90 * DAY);
}

static void test_incidents(void **state)
{
	/* clang-format off */
	static const struct { int64_t bounces, recipients; bool is_incident; } cases[] = {
		{ 9, 9, false },	/* too few to tell */
		{ 10, 10, true }, { 10, 199, true },
		{ 10, 200, false },	/* exactly five in a hundred */
		{ 100, 2000, false }, { 101, 2000, true },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(scoring_is_incident(cases[i].bounces, cases[i].recipients),
		    cases[i].is_incident);
	for (int64_t n = 0; n < 10000; n++)
		assert_int_equal(scoring_is_incident_step(n),
		    n == 10 || n == 20 || n == 40 || n == 80 || n == 160 || n == 320 || n == 640 ||
		        n == 1280 || n == 2560 || n == 5120);
}

static void test_objections(void **state)
{
	(void)state;
	for (int64_t n = 1; n <= 2000; n++) {
		assert_int_equal(scoring_is_objection(n),
		    n == 1 || n == 10 || n == 100 || n == 1000);
	}
}

static void test_outcries(void **state)
{
	/* clang-format off */
	static const struct { int64_t recipients, sent; bool is_outcry; int64_t next; } cases[] = {
		{ 1, 1, false, 2 }, { 9, 9, false, 10 },	/* few, however large their part */
		{ 10, 10, true, 100 }, { 10, 499, true, 100 },
		{ 10, 500, false, 11 },		/* exactly two in a hundred */
		{ 11, 500, true, 110 },
		{ 10, 10000, false, 201 },	/* asked again when it could be: 201 of 10,000 */
		{ 200, 10000, false, 201 }, { 201, 10000, true, 2010 },
		{ 10, 0, true, 100 },		/* the rows of those it went to are gone */
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bool is_outcry = scoring_is_outcry(cases[i].recipients, cases[i].sent);

		assert_int_equal(is_outcry, cases[i].is_outcry);
		assert_int_equal(scoring_next_outcry(cases[i].recipients, cases[i].sent, is_outcry),
		    cases[i].next);
	}
}

static void test_burst(void **state)
{
	/* clang-format off */
	static const struct { struct scoring_refused r; enum scoring_burst burst; } cases[] = {
		{ { 0, 0, 0, 0 }, SCORING_NO_BURST }, { { 9, 9, 9, 0 }, SCORING_NO_BURST },
		/* Three domains of one person, at the beginning of a list. */
		{ { 12, 12, 3, 0 }, SCORING_NO_BURST }, { { 12, 99, 3, 60 }, SCORING_NO_BURST },
		/* All domains alike, early or in the middle of a large one; and not where others are accepted. */
		{ { 10, 10, 10, 0 }, SCORING_BURST_OF_RELAY }, { { 20, 5000, 20, 2 }, SCORING_BURST_OF_RELAY },
		{ { 10, 30, 10, 10 }, SCORING_NO_BURST }, { { 10, 30, 9, 0 }, SCORING_NO_BURST },
		/* More than 2 % of a hundred or more. */
		{ { 10, 99, 10, 30 }, SCORING_NO_BURST }, { { 10, 100, 10, 30 }, SCORING_BURST_OF_LIST },
		{ { 10, 499, 5, 90 }, SCORING_BURST_OF_LIST }, { { 10, 500, 5, 90 }, SCORING_NO_BURST },
		{ { 21, 1000, 15, 90 }, SCORING_BURST_OF_LIST }, { { 20, 1000, 15, 90 }, SCORING_NO_BURST },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(scoring_burst(&cases[i].r), cases[i].burst);
	/* Twelve addresses of one domain are never ten, but where all of the mailing is that
	 * domain's. */
	assert_true(scoring_most_of_domain(1) >= 12);
	assert_int_equal(scoring_most_of_domain(2), 5);
	assert_int_equal(scoring_most_of_domain(3), 4);
	assert_true(2 * scoring_most_of_domain(3) < SCORING_OUTCRY_MIN &&
	    3 * scoring_most_of_domain(3) >= SCORING_OUTCRY_MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decisions),
		cmocka_unit_test(test_random_facts),
		cmocka_unit_test(test_median),
		cmocka_unit_test(test_incidents),
		cmocka_unit_test(test_objections),
		cmocka_unit_test(test_outcries),
		cmocka_unit_test(test_burst),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
