/* SPDX-License-Identifier: MIT
 * What each act needs: the table of design §4a.5, written out by hand a second time. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/loop/act.h"

static const struct {
	enum act_kind kind;
	const char *name;
	const char *rules; /* of none, vouched, answered, link, staff, self */
} rows[] = {
	{ ACT_SUBSCRIBE, "subscribe", "asked asked done nothing asked nothing" },
	{ ACT_CONFIRM, "confirm", "nothing nothing done done nothing nothing" },
	{ ACT_LEAVE, "leave", "asked done done done done done" },
	{ ACT_READ, "read", "asked done done done done done" },
	{ ACT_CHANGE, "change", "asked done done done done done" },
	{ ACT_MY_DATA, "my data", "asked done done done done done" },
	{ ACT_ADDRESS, "address", "asked done done done nothing nothing" },
	{ ACT_FORGET, "forget", "asked asked done asked done done" },
	{ ACT_RSVP, "rsvp", "kept done done done done done" },
	{ ACT_ORDER, "order", "read asked asked nothing done nothing" },
};

static void test_table(void **state)
{
	(void)state;
	assert_int_equal(sizeof rows / sizeof rows[0], ACT_KINDS);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct buf got = BUF_INIT;

		assert_string_equal(act_kind_text(rows[i].kind), rows[i].name);
		for (int proof = PROOF_NONE; proof < PROOF_COUNT; proof++)
			buf_printf(&got, "%s%s", proof > 0 ? " " : "",
			    act_rule_text(act_rule(rows[i].kind, (enum proof)proof)));
		assert_string_equal(got.p, rows[i].rules);
		buf_release(&got);
	}
}

/* Only what is to be done at once may be: what is asked, kept or read is not. */
static void test_may(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct slice rest = slice_of(rows[i].rules), rule;

		for (int proof = PROOF_NONE; proof < PROOF_COUNT; proof++) {
			struct act a = { .evidence = {
				             .channel = "email", .proof = (enum proof)proof } };

			assert_true(slice_next_word(&rest, &rule));
			assert_int_equal(act_may(&a, rows[i].kind), slice_is(rule, "done"));
		}
		assert_false(slice_next_word(&rest, &rule));
	}
}

/* A name in From alone does nothing, whatever the act. */
static void test_none(void **state)
{
	(void)state;
	for (int kind = 0; kind < ACT_KINDS; kind++)
		assert_int_not_equal(act_rule((enum act_kind)kind, PROOF_NONE), ACT_IS_DONE);
	/* Nobody becomes a subscriber but by their own answer. */
	for (int proof = PROOF_NONE; proof < PROOF_COUNT; proof++)
		assert_int_equal(act_rule(ACT_CONFIRM, (enum proof)proof) == ACT_IS_DONE,
		    proof == PROOF_ANSWERED || proof == PROOF_LINK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_may),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
