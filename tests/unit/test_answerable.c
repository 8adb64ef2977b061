/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/answerable.h"

/* The ten points of RFC 3834 and its relatives, each with a neighbour that may be answered. */
static void test_refusals(void **state)
{
	static const struct {
		const char *from;
		enum facts_text field;
		const char *value;
		const char *reason; /* NULL: may be answered */
	} cases[] = {
		{ "amy@example.nz", FACTS_SUBJECT, "help", NULL },
		{ "amy@example.nz", FACTS_RETURN_PATH, "<>", "null sender" },
		{ "amy@example.nz", FACTS_RETURN_PATH, "",
		    NULL }, /* many mailboxes drop the field */
		{ "amy@example.nz", FACTS_RETURN_PATH, "<amy@example.nz>", NULL },
		{ "amy@example.nz", FACTS_RETURN_PATH, "<bounces+1@list.example>",
		    "robot's address" },
		{ "amy@example.nz", FACTS_AUTO_SUBMITTED, "auto-replied", "automatic" },
		{ "amy@example.nz", FACTS_AUTO_SUBMITTED, "auto-unknown", "automatic" },
		{ "amy@example.nz", FACTS_AUTO_SUBMITTED, "no", NULL },
		{ "amy@example.nz", FACTS_PRECEDENCE, "bulk", "bulk" },
		{ "amy@example.nz", FACTS_PRECEDENCE, "junk", "bulk" },
		{ "amy@example.nz", FACTS_PRECEDENCE, "list", "bulk" },
		{ "amy@example.nz", FACTS_PRECEDENCE, "first-class", NULL },
		{ "amy@example.nz", FACTS_LIST_ID, "x.example", "bulk" },
		{ "amy@example.nz", FACTS_SUPPRESS, "all", "answers unwanted" },
		{ "amy@example.nz", FACTS_SUPPRESS, "dr, oof, autoreply", "answers unwanted" },
		{ "amy@example.nz", FACTS_SUPPRESS, "dr, rn", NULL },
		{ "mailer-daemon@example.nz", FACTS_SUBJECT, "help", "robot's address" },
		{ "no-reply@example.nz", FACTS_SUBJECT, "help", "robot's address" },
		{ "norepline@example.nz", FACTS_SUBJECT, "help", NULL },
		{ "amy@example.nz", FACTS_CONTENT_TYPE, "multipart/report", "report" },
		{ "amy@example.nz", FACTS_CONTENT_TYPE, "message/rfc822", "report" },
		{ "amy@example.nz", FACTS_CONTENT_TYPE, "multipart/mixed", NULL },
		{ "amy@example.nz", FACTS_AUTH_DMARC, "fail", NULL }, /* forwarded mail fails too */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;
		struct address from;
		struct err err = ERR_INIT;
		const char *reason;

		facts_init(&f);
		assert_true(address_parse(slice_of(cases[i].from), &from, &err));
		facts_set(&f, cases[i].field, slice_of(cases[i].value));
		reason = answerable_refusal(&f, &from);
		if (reason == NULL ?
		        cases[i].reason != NULL :
		        cases[i].reason == NULL || strcmp(reason, cases[i].reason) != 0)
			fail_msg("case %zu: %s", i, reason != NULL ? reason : "(answered)");
		facts_release(&f);
	}
}

static void test_hops_and_forgery(void **state)
{
	struct facts f;
	struct address from;
	struct err err = ERR_INIT;

	(void)state;
	facts_init(&f);
	assert_true(address_parse(slice_of("amy@example.nz"), &from, &err));
	f.number[FACTS_RECEIVED] = 100;
	assert_null(answerable_refusal(&f, &from));
	f.number[FACTS_RECEIVED] = 101;
	assert_string_equal(answerable_refusal(&f, &from), "mail loop");
	f.number[FACTS_RECEIVED] = 1;
	facts_set(&f, FACTS_AUTH_DMARC, slice_of("fail"));
	facts_set(&f, FACTS_AUTH_SPF, slice_of("fail"));
	assert_string_equal(answerable_refusal(&f, &from), "forged");
	facts_set(&f, FACTS_AUTH_DKIM, slice_of("pass"));
	assert_null(answerable_refusal(&f, &from));
	facts_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_hops_and_forgery),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
