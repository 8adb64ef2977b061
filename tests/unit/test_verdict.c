/* SPDX-License-Identifier: MIT
 * The rows of docs/dialogue.md, each with a reply a real server gives. */
#include "daemon/send/verdict.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

static const struct {
	enum stage stage;
	int code;
	const char *status;
	enum ruling ruling;
	enum outcome outcome;
	enum cause cause;
} cases[] = {
	{ STAGE_MAIL, 250, "2.1.0", RULING_GO_ON, OUTCOME_SENT, CAUSE_NONE },
	{ STAGE_RCPT, 250, "2.1.5", RULING_GO_ON, OUTCOME_SENT, CAUSE_NONE },
	{ STAGE_RCPT, 251, "", RULING_GO_ON, OUTCOME_SENT, CAUSE_NONE },
	{ STAGE_RCPT, 252, "", RULING_GO_ON, OUTCOME_SENT, CAUSE_NONE },
	{ STAGE_DATA, 354, "", RULING_GO_ON, OUTCOME_SENT, CAUSE_NONE },
	{ STAGE_DOT, 250, "2.0.0", RULING_SETTLE, OUTCOME_SENT, CAUSE_NONE },
	/* Closing. */
	{ STAGE_MAIL, 421, "4.3.2", RULING_SETTLE, OUTCOME_RETURNED, CAUSE_BUSY },
	{ STAGE_RCPT, 421, "4.7.0", RULING_SETTLE, OUTCOME_RETURNED, CAUSE_BUSY },
	{ STAGE_DATA, 421, "", RULING_SETTLE, OUTCOME_RETURNED, CAUSE_BUSY },
	{ STAGE_BODY, 421, "4.4.2", RULING_SETTLE, OUTCOME_RETURNED, CAUSE_BUSY },
	{ STAGE_DOT, 421, "4.3.2", RULING_SETTLE, OUTCOME_RETRY, CAUSE_BUSY },
	{ STAGE_MAIL, 432, "4.3.2", RULING_SETTLE, OUTCOME_RETURNED, CAUSE_BUSY },
	{ STAGE_DOT, 432, "4.3.2", RULING_SETTLE, OUTCOME_RETRY, CAUSE_BUSY },
	{ STAGE_MAIL, 451, "4.7.652", RULING_SETTLE, OUTCOME_RETURNED, CAUSE_BUSY },
	{ STAGE_MAIL, 451, "4.3.0", RULING_SETTLE, OUTCOME_RETRY, CAUSE_NONE },
	{ STAGE_RCPT, 454, "4.7.1", RULING_SETTLE, OUTCOME_RETRY, CAUSE_NONE },
	{ STAGE_DOT, 454, "", RULING_SETTLE, OUTCOME_RETRY, CAUSE_BUSY },
	/* About us. */
	{ STAGE_MAIL, 530, "5.7.0", RULING_SETTLE, OUTCOME_RETURNED, CAUSE_AUTH },
	{ STAGE_RCPT, 530, "", RULING_SETTLE, OUTCOME_RETURNED, CAUSE_AUTH },
	{ STAGE_DOT, 530, "5.7.57", RULING_SETTLE, OUTCOME_RETURNED, CAUSE_AUTH },
	{ STAGE_MAIL, 535, "5.7.8", RULING_SETTLE, OUTCOME_RETURNED, CAUSE_AUTH },
	{ STAGE_MAIL, 550, "5.7.1", RULING_SETTLE, OUTCOME_RETURNED, CAUSE_REFUSED },
	{ STAGE_MAIL, 554, "5.7.1", RULING_SETTLE, OUTCOME_RETURNED, CAUSE_REFUSED },
	{ STAGE_RCPT, 554, "5.7.1", RULING_SETTLE, OUTCOME_FAILED, CAUSE_NONE },
	{ STAGE_DOT, 550, "5.7.1", RULING_SETTLE, OUTCOME_FAILED, CAUSE_NONE },
	{ STAGE_MAIL, 550, "5.71.1", RULING_SETTLE, OUTCOME_FAILED, CAUSE_NONE },
	{ STAGE_MAIL, 550, "5.1.8", RULING_SETTLE, OUTCOME_FAILED, CAUSE_NONE },
	{ STAGE_MAIL, 550, "", RULING_SETTLE, OUTCOME_FAILED, CAUSE_NONE },
	/* About the recipient or the message. */
	{ STAGE_RCPT, 552, "", RULING_SETTLE, OUTCOME_RETRY, CAUSE_NONE },
	{ STAGE_RCPT, 552, "5.2.2", RULING_SETTLE, OUTCOME_FAILED, CAUSE_NONE },
	{ STAGE_DOT, 552, "", RULING_SETTLE, OUTCOME_FAILED, CAUSE_NONE },
	{ STAGE_RCPT, 450, "4.2.0", RULING_SETTLE, OUTCOME_RETRY, CAUSE_NONE },
	{ STAGE_RCPT, 550, "5.1.1", RULING_SETTLE, OUTCOME_FAILED, CAUSE_NONE },
	{ STAGE_DATA, 451, "4.3.0", RULING_SETTLE, OUTCOME_RETRY, CAUSE_NONE },
	{ STAGE_DATA, 554, "5.5.1", RULING_SETTLE, OUTCOME_FAILED, CAUSE_NONE },
	{ STAGE_BODY, 452, "4.3.1", RULING_SETTLE, OUTCOME_RETRY, CAUSE_NONE },
	{ STAGE_BODY, 552, "5.3.4", RULING_SETTLE, OUTCOME_FAILED, CAUSE_NONE },
	{ STAGE_DOT, 451, "", RULING_SETTLE, OUTCOME_RETRY, CAUSE_NONE },
	{ STAGE_DOT, 554, "5.6.0", RULING_SETTLE, OUTCOME_FAILED, CAUSE_NONE },
	/* Out of step. */
	{ STAGE_MAIL, 354, "", RULING_GARBAGE, OUTCOME_RETURNED, CAUSE_NETWORK },
	{ STAGE_RCPT, 334, "", RULING_GARBAGE, OUTCOME_RETURNED, CAUSE_NETWORK },
	{ STAGE_DATA, 250, "", RULING_GARBAGE, OUTCOME_RETURNED, CAUSE_NETWORK },
	{ STAGE_DATA, 355, "", RULING_GARBAGE, OUTCOME_RETURNED, CAUSE_NETWORK },
	{ STAGE_BODY, 250, "", RULING_GARBAGE, OUTCOME_RETURNED, CAUSE_NETWORK },
	{ STAGE_DOT, 354, "", RULING_GARBAGE, OUTCOME_RETURNED, CAUSE_NETWORK },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct verdict v = verdict_of_reply(cases[i].stage, cases[i].code, cases[i].status);

		if (v.ruling != cases[i].ruling || v.cause != cases[i].cause ||
		    (v.ruling == RULING_SETTLE && v.outcome != cases[i].outcome))
			fail_msg("%s %d %s: %d %s %s", stage_text(cases[i].stage), cases[i].code,
			    cases[i].status, v.ruling, outcome_text(v.outcome),
			    cause_text(v.cause));
	}
}

/* Over all there is: nothing but 2xx to the dot is "sent", and nothing is "unsure" by a reply. */
static void test_never(void **state)
{
	(void)state;
	for (int stage = STAGE_MAIL; stage <= STAGE_DOT; stage++) {
		for (int code = 200; code <= 599; code++) {
			struct verdict v = verdict_of_reply((enum stage)stage, code, "");

			if (v.ruling != RULING_SETTLE)
				continue;
			assert_int_equal(v.outcome == OUTCOME_SENT,
			    stage == STAGE_DOT && code < 300);
			assert_int_not_equal(v.outcome, OUTCOME_UNSURE);
			if (code >= 400 && code < 500)
				assert_int_not_equal(v.outcome, OUTCOME_FAILED);
		}
	}
}

static void test_silence(void **state)
{
	(void)state;
	assert_int_equal(verdict_of_silence(false), OUTCOME_RETURNED);
	assert_int_equal(verdict_of_silence(true), OUTCOME_UNSURE);
}

/* The words are common/protocol.h's. */
static void test_words(void **state)
{
	(void)state;
	assert_string_equal(outcome_text(OUTCOME_SENT), "sent");
	assert_string_equal(outcome_text(OUTCOME_RETRY), "retry");
	assert_string_equal(outcome_text(OUTCOME_FAILED), "failed");
	assert_string_equal(outcome_text(OUTCOME_UNSURE), "unsure");
	assert_string_equal(outcome_text(OUTCOME_RETURNED), "returned");
	assert_string_equal(cause_text(CAUSE_BUSY), "busy");
	assert_string_equal(stage_text(STAGE_MESSAGE), "message");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_never),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
