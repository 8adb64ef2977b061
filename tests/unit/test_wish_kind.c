/* SPDX-License-Identifier: MIT
 * Kinds of wishes: what is the same kind, and in which order they are done. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/slice.h"
#include "daemon/mail/correction.h"
#include "daemon/mail/wish_kind.h"

static int kind_of(enum command_verb verb, const char *args)
{
	struct command c = { .verb = verb };

	(void)snprintf(c.args, sizeof c.args, "%s", args);
	return wish_kind_of(&c);
}

/* In their order: what is hard to do otherwise goes first. */
static void test_order(void **state)
{
	static const struct {
		enum command_verb verb;
		const char *args, *kind;
	} rows[] = {
		{ COMMAND_UNSUBSCRIBE, "otago", "leave" },
		{ COMMAND_LEAVE, "", "leave" },
		{ COMMAND_FORGET_ME, "", "forget me" },
		{ COMMAND_MY_DATA, "", "my data" },
		{ COMMAND_CORRECT, "name Mere Ngata", "correct name" },
		{ COMMAND_CORRECT, "agency: Te Puna", "correct organisation" },
		{ COMMAND_CORRECT, "organisation Te Puna", "correct organisation" },
		{ COMMAND_CORRECT, "region Otago", "correct region" },
		{ COMMAND_CORRECT, "role Manager", "correct" },
		{ COMMAND_CORRECT, "", "correct" },
		{ COMMAND_CHANGE_ADDRESS, "a@x.nz", "change address" },
		{ COMMAND_REPLACE_ME, "a@x.nz", "replace me" },
		{ COMMAND_PAUSE, "2 weeks", "pause" },
		{ COMMAND_RESUME, "", "resume" },
		{ COMMAND_ADD_ADDRESS, "a@x.nz", "add address" },
		{ COMMAND_REMOVE_ADDRESS, "a@x.nz", "remove address" },
		{ COMMAND_SET, "daily", "set" },
		{ COMMAND_PREFERENCES, "", "preferences" },
		{ COMMAND_STATUS, "", "status" },
		{ COMMAND_MEETINGS, "", "meetings" },
		{ COMMAND_HELP, "", "help" },
		{ COMMAND_SUBSCRIBE, "news", "subscribe" },
		{ COMMAND_JOIN, "otago", "subscribe" },
		{ COMMAND_TOOLKIT, "", "toolkit" },
		{ COMMAND_YES, "", "other" },
		{ COMMAND_TIP, "", "other" },
		{ COMMAND_NONE, "", "other" },
	};
	int last = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int kind = kind_of(rows[i].verb, rows[i].args);

		assert_string_equal(wish_kind_text(kind), rows[i].kind);
		if (kind < last)
			fail_msg("%s comes before what is above it", rows[i].kind);
		assert_int_equal(wish_kind_is_right(kind), i < 16);
		last = kind;
	}
	assert_int_equal(last, WISH_KIND_OTHER);
}

static void test_corrections(void **state)
{
	static const struct {
		const char *args;
		enum correction what;
		const char *value;
	} rows[] = {
		{ "name to Mere Ngata", CORRECTION_NAME, "Mere Ngata" },
		{ "NAME: Mere", CORRECTION_NAME, "Mere" },
		{ "organization = Te Puna", CORRECTION_ORGANISATION, "Te Puna" },
		{ "region", CORRECTION_REGION, "" },
		{ "names Mere", CORRECTION_OTHER, "Mere" },
		{ "", CORRECTION_OTHER, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct slice value;

		assert_int_equal(correction_read(slice_of(rows[i].args), &value), rows[i].what);
		if (!slice_is(value, rows[i].value))
			fail_msg("%s: \"%.*s\"", rows[i].args, SLICE_ARG(value));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_corrections),
	};

	return cmocka_run_group_tests_name("wish_kind", tests, NULL, NULL);
}
