/* SPDX-License-Identifier: MIT
 * Robots and people: who wrote it, and until when the one is away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/autoreply.h"

static void make(struct facts *f, const char *subject, const char *text)
{
	facts_init(f);
	facts_set(f, FACTS_FROM, slice_of("aroha@b.nz"));
	facts_set(f, FACTS_RETURN_PATH, slice_of("aroha@b.nz"));
	facts_set(f, FACTS_SUBJECT, slice_of(subject));
	facts_set(f, FACTS_TEXT, slice_of(text));
	f->number[FACTS_DATE] = 1794268500; /* 9 November 2026 */
}

static void expect(const struct facts *f, const char *kind, const char *what)
{
	const char *actual = autoreply_kind(f);

	if (strcmp(actual != NULL ? actual : "person", kind) != 0)
		fail_msg("\"%s\" gave %s, expected %s", what, actual != NULL ? actual : "person",
		    kind);
}

static void test_fields(void **state)
{
	static const struct {
		enum facts_text fact;
		const char *value, *kind;
	} cases[] = {
		{ FACTS_AUTO_SUBMITTED, "auto-replied", "vacation" },
		{ FACTS_AUTO_SUBMITTED, "auto-generated", "auto-generated" },
		{ FACTS_AUTO_SUBMITTED, "auto-notified", "auto-generated" },
		{ FACTS_AUTO_SUBMITTED, "no", "person" },
		{ FACTS_PRECEDENCE, "auto_reply", "vacation" },
		{ FACTS_PRECEDENCE, "bulk", "other" },
		{ FACTS_PRECEDENCE, "list", "other" },
		{ FACTS_PRECEDENCE, "first-class", "person" },
		{ FACTS_LIST_ID, "members.list.example", "other" },
		{ FACTS_ROBOT, "x-autoreply", "vacation" },
		{ FACTS_ROBOT, "x-apple-action: VACATION", "vacation" },
		{ FACTS_ROBOT, "x-mailer: Outlook", "person" },
		{ FACTS_ROBOT, "feedback-id",
		    "person" }, /* help desks send people's answers with it */
		{ FACTS_SUPPRESS, "all",
		    "person" }, /* asks about replies, says nothing of itself */
		{ FACTS_REPORT_TYPE, "disposition-notification", "auto-generated" },
		{ FACTS_RETURN_PATH, "<>", "auto-generated" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;

		make(&f, "Kia ora", "Thanks, see you there.");
		facts_set(&f, cases[i].fact, slice_of(cases[i].value));
		expect(&f, cases[i].kind, cases[i].value);
		facts_release(&f);
	}
}

static void test_handed_on(void **state)
{
	static const struct {
		enum facts_text fact;
		const char *value, *subject, *text;
		bool is_it;
	} cases[] = {
		{ FACTS_LIST_ID, "info.ngo.example", "Kia ora", "Yes, two of us", true },
		{ FACTS_PRECEDENCE, "list", "unsubscribe", "", true },
		{ FACTS_PRECEDENCE, "bulk", "Kia ora", "Who can help us?", true },
		{ FACTS_ROBOT, "list-unsubscribe", "Kia ora", "Who can help us?", true },
		{ FACTS_AUTO_SUBMITTED, "auto-generated", "Kia ora", "Yes", true },
		{ FACTS_AUTO_SUBMITTED, "auto-replied", "Kia ora", "Yes", false },
		{ FACTS_AUTO_SUBMITTED, "auto-notified", "Kia ora", "Yes", false },
		{ FACTS_AUTO_SUBMITTED, "no", "Kia ora", "Yes", false }, /* marks nothing */
		/* Words alone say nothing of what came through a list (notice.h does). */
		{ FACTS_LIST_ID, "info.ngo.example", "Automatic reply: News", "Yes", true },
		{ FACTS_LIST_ID, "info.ngo.example", "[Ticket #1] News", "Yes", true },
		{ FACTS_AUTO_SUBMITTED, "auto-generated", "Automatic reply: News", "Yes", false },
		{ FACTS_AUTO_SUBMITTED, "auto-generated", "Re: News",
		    "Your request: a ticket has been created.", false },
		{ FACTS_ROBOT, "x-autoreply", "Kia ora", "Yes", false },
		{ FACTS_RETURN_PATH, "<>", "Kia ora", "Yes", false },
		{ FACTS_REPORT_TYPE, "disposition-notification", "Kia ora", "Yes", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;

		make(&f, cases[i].subject, cases[i].text);
		facts_set(&f, cases[i].fact, slice_of(cases[i].value));
		if (autoreply_is_handed_on(&f) != cases[i].is_it)
			fail_msg("\"%s\" \"%s\" is %s", cases[i].value, cases[i].subject,
			    cases[i].is_it ? "not handed on" : "handed on");
		facts_release(&f);
	}
}

/* The list's own notices. */
static void test_of_the_list(void **state)
{
	static const struct {
		const char *from, *robot;
		bool is_handed_on;
	} cases[] = {
		{ "info-bounces@ngo.example", "", false },
		{ "info-owner@ngo.example", "", false },
		{ "info+owner@ngo.example", "", false },
		{ "info@ngo.example", "x-list-administrivia: yes", false },
		{ "info@ngo.example", "", true },
		{ "info-desk@ngo.example", "", true },
		{ "owner@ngo.example", "", true },
		{ "infoxowner@ngo.example", "", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;

		make(&f, "Your message awaits approval", "It does.");
		facts_set(&f, FACTS_FROM, slice_of(cases[i].from));
		facts_set(&f, FACTS_LIST_ID, slice_of("info.ngo.example"));
		facts_set(&f, FACTS_ROBOT, slice_of(cases[i].robot));
		if (autoreply_is_handed_on(&f) != cases[i].is_handed_on)
			fail_msg("%s %s", cases[i].from, cases[i].robot);
		facts_release(&f);
	}
}

static void test_words(void **state)
{
	static const struct {
		const char *subject, *text, *kind;
	} cases[] = {
		{ "Automatic reply: News", "Hi", "vacation" },
		{ "Vacation", "", "person" }, /* asks for a pause */
		{ "Vacation", "I am back on Monday.", "vacation" },
		{ "Vacation until Monday", "", "vacation" },
		{ "Out of Office: News", "Hi", "vacation" },
		{ "Automatische Antwort: News", "Hallo", "vacation" },
		{ "R\xc3\xa9ponse automatique : News", "Bonjour", "vacation" },
		{ "\xe8\x87\xaa\xe5\x8a\xa8\xe5\x9b\x9e\xe5\xa4\x8d: News", "", "vacation" },
		{ "Re: News",
		    "Thank you for your email. I am out of the office until 4 May and will "
		    "respond on my return.",
		    "vacation" },
		{ "Re: News",
		    "T\xc4\x93n\xc4\x81 koe. I am on annual leave. Please contact Tama if it is\nurgent.",
		    "vacation" },
		/* people */
		{ "Re: News", "I'm on leave until 4 May, please pause it.", "person" },
		{ "Re: Hui", "I am away from the office that day. Please contact Tama.", "person" },
		{ "Re: Out of office", "Is your out of office reply still on?", "person" },
		{ "Question about leave", "What is the policy on annual leave?", "person" },
		{ "Re: News",
		    "Thank you for your email. We will reply to your questions until Friday.",
		    "person" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;

		make(&f, cases[i].subject, cases[i].text);
		expect(&f, cases[i].kind, cases[i].text);
		facts_release(&f);
	}
}

/* The messages are of 9 November 2026. */
static void test_until(void **state)
{
	static const struct {
		const char *text, *until;
	} cases[] = {
		{ "I am away until 1 December 2026.", "2026-12-01" },
		{ "I am away until Tuesday the 1st of December.", "2026-12-01" },
		{ "back on December 1st, 2026", "2026-12-01" },
		{ "returning on Mon 4 January", "2027-01-04" },
		{ "Back on 4/1/27", "2027-01-04" },
		{ "until 2026-12-24.", "2026-12-24" },
		{ "bis zum 24.12.2026", "2026-12-24" },
		{ "bis 24. Dezember", "2026-12-24" },
		{ "jusqu'au 3 ao\xc3\xbbt 2027", "2027-08-03" },
		{ "hasta el 5 de enero de 2027", "2027-01-05" },
		{ "until 31/6/2027", "" }, /* there is no 31 June */
		{ "until further notice", "" },
		{ "until I return", "" },
		{ "", "" },
		{ "until 99/99/9999", "" },
		{ "until may", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;
		char until[11] = "x";

		make(&f, "Away", cases[i].text);
		autoreply_until(&f, until);
		if (strcmp(until, cases[i].until) != 0)
			fail_msg("\"%s\" gave \"%s\", expected \"%s\"", cases[i].text, until,
			    cases[i].until);
		facts_release(&f);
	}
}

/* A date without a year is the next one there is; a notice that is up to 30 days old is of this
 * year. */
static void test_leap_day(void **state)
{
	static const struct {
		int64_t sent_at;
		const char *text, *until;
	} cases[] = {
		{ 1828742400, "back on 29 February",
		    "2028-02-29" }, /* 14 December 2027: 2028 is a leap year */
		{ 1828742400, "back on 28 February", "2028-02-28" },
		{ 1828742400, "back on 30 February", "" },
		{ 1834531200, "back on 29 February", "2028-02-29" }, /* 19 February 2028 */
		{ 1836259200, "back on 29 February",
		    "2028-02-29" },                        /* 10 March 2028: ten days ago */
		{ 1840147200, "back on 29 February", "" }, /* 24 April 2028: 2029 has none */
		{ 1800230400, "back on 29 February",
		    "" }, /* 18 January 2027: a slip, not 13 months from now */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;
		char until[11] = "x";

		make(&f, "Away", cases[i].text);
		f.number[FACTS_DATE] = cases[i].sent_at;
		autoreply_until(&f, until);
		if (strcmp(until, cases[i].until) != 0)
			fail_msg("\"%s\" sent at %lld gave \"%s\", expected \"%s\"", cases[i].text,
			    (long long)cases[i].sent_at, until, cases[i].until);
		facts_release(&f);
	}
}

static void test_challenges(void **state)
{
	struct facts f;

	(void)state;
	make(&f, "Please confirm your message", "Click below to prove you are human.");
	assert_true(autoreply_is_challenge(&f));
	facts_release(&f);
	make(&f, "Re: News", "Ha, you are human after all.");
	assert_false(autoreply_is_challenge(&f));
	facts_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_handed_on),
		cmocka_unit_test(test_of_the_list),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_until),
		cmocka_unit_test(test_leap_day),
		cmocka_unit_test(test_challenges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
