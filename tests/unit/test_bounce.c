/* SPDX-License-Identifier: MIT
 * Reports of non-delivery: reasons by words, codes and the point of the dialogue; recipients in
 * reports of the families of mail systems that use no delivery-status part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/bounce.h"
#include "daemon/mail/bounce_reason.h"
#include "daemon/mail/bounce_rules.h"
#include "daemon/mail/field.h"

static void test_reasons(void **state)
{
	/* clang-format off */
	static const struct {
		const char *diagnostic, *explanation, *status, *word;
		enum bounce_class class;
	} cases[] = {
		{ "smtp; 550 5.1.1 <a@b.nz>: Recipient address rejected: User unknown", "", "5.1.1",
		    "userunknown", BOUNCE_HARD },
		{ "smtp; 550-5.1.1 The email account that you tried to reach does not exist.", "", "5.1.1",
		    "userunknown", BOUNCE_HARD },
		{ "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
		    "", "5.1.10", "userunknown", BOUNCE_HARD },
		{ "smtp; 550 5.4.1 Recipient address rejected: Access denied", "", "5.4.1", "userunknown",
		    BOUNCE_HARD },
		{ "X-Postfix; Host or domain name not found. Name service error for name=b.nz type=A: Host not found",
		    "", "5.4.4", "hostunknown", BOUNCE_HARD },
		/* 4yz may pass, whatever the words */
		{ "smtp; 450 4.1.1 User unknown in local recipient table", "", "4.1.1", "userunknown",
		    BOUNCE_SOFT },
		{ "Name service error for name=b.nz type=MX: Host not found, try again", "", "4.4.3",
		    "networkerror", BOUNCE_SOFT },
		/* the code of the reply counts more than the report's */
		{ "smtp; 552 5.2.2 Mailbox full", "", "5.1.1", "mailboxfull", BOUNCE_SOFT },
		{ "smtp; 550 5.7.1 Service unavailable; client [192.0.2.1] blocked using bl.example", "", "5.7.1",
		    "blocked", BOUNCE_SENDER },
		{ "smtp; 550 5.7.26 This mail is unauthenticated: DMARC", "", "5.7.26", "authfailure",
		    BOUNCE_SENDER },
		{ "smtp; 550 5.7.25 no PTR record", "", "5.7.25", "requireptr", BOUNCE_SENDER },
		{ "smtp; 552 5.3.4 Message size exceeds fixed limit", "", "5.3.4", "mesgtoobig", BOUNCE_MESSAGE },
		{ "smtp; 554 5.7.1 Relay access denied", "", "5.7.1", "norelaying", BOUNCE_SENDER },
		{ "smtp; 550 5.2.1 The email account that you tried to reach is disabled", "", "5.2.1",
		    "suspend", BOUNCE_SOFT },
		/* a server that took the recipient and refuses the message has not lost the address */
		{ "smtp; 550 User unknown", "said: 550 User unknown (in reply to end of DATA command)", "5.0.0",
		    "filtered", BOUNCE_SOFT },
		{ "smtp; 550 User unknown", "said: 550 User unknown (in reply to RCPT TO command)", "5.0.0",
		    "userunknown", BOUNCE_HARD },
		{ "smtp; 550 5.2.1 User unknown", "", "5.2.1", "filtered", BOUNCE_SOFT },
		{ "smtp; 550 5.2.1 User unknown", "(in reply to RCPT TO command)", "5.2.1", "userunknown",
		    BOUNCE_HARD },
		/* our domain, not theirs */
		{ "smtp; 550 5.1.8 Domain not found", "(in reply to MAIL FROM command)", "5.1.8", "rejected",
		    BOUNCE_SENDER },
		/* Cisco's class of error, and the reply it quotes */
		{ "smtp; 5.1.0 - Unknown address error 550-'5.7.1 Access denied' (delivery attempts: 0)", "", "5.0.0",
		    "securityerror", BOUNCE_SENDER },
		/* no words: the code */
		{ "", "", "5.1.1", "userunknown", BOUNCE_HARD },
		{ "", "", "5.7.13", "suspend", BOUNCE_SOFT },
		{ "", "", "5.6.7", "contenterror", BOUNCE_MESSAGE },
		{ "", "", "4.4.7", "expired", BOUNCE_SOFT },
		{ "", "", "5.0.0", "undefined", BOUNCE_SOFT },
		{ "", "", "", "undefined", BOUNCE_SOFT },
		/* "User unknown" without any code, from who knows whom */
		{ "User unknown", "", "", "filtered", BOUNCE_SOFT },
		{ "Unrouteable address", "", "", "userunknown", BOUNCE_HARD },
		/* a full mailbox named beside it is no dead address */
		{ "smtp; 550 5.1.1 User unknown", "The mailbox is full", "5.1.1", "mailboxfull", BOUNCE_SOFT },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct bounce_reason r = bounce_reason_find(slice_of(cases[i].diagnostic),
		    slice_of(cases[i].explanation), slice_of(cases[i].status), slice_of("failed"));

		if (strcmp(r.word, cases[i].word) != 0 || r.class != cases[i].class)
			fail_msg("case %zu \"%s\": %s %s, expected %s %s", i, cases[i].diagnostic,
			    r.word, bounce_class_text(r.class), cases[i].word,
			    bounce_class_text(cases[i].class));
	}
}

/* tests/mail/refusals.tsv: the class, and a wording of some mail system's. */
static void test_wordings(void **state)
{
	FILE *file = fopen("tests/mail/refusals.tsv", "r");
	char line[1024];
	size_t count = 0;

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL) {
		struct slice rest = slice_trim(slice_of(line)), class;
		struct buf reply = BUF_INIT;
		struct bounce_reason r;

		if (rest.n == 0 || rest.p[0] == '#')
			continue;
		assert_true(slice_next(&rest, '\t', &class));
		buf_printf(&reply, "smtp; 550 %.*s", SLICE_ARG(rest));
		r = bounce_reason_find(buf_all(&reply), SLICE_NONE, slice_of("5.0.0"),
		    slice_of("failed"));
		if (!slice_is(class, bounce_class_text(r.class)))
			fail_msg("\"%.*s\" is %s (%s), expected %.*s", SLICE_ARG(rest),
			    bounce_class_text(r.class), r.word, SLICE_ARG(class));
		buf_release(&reply);
		count++;
	}
	fclose(file);
	assert_true(count > 150);
}

static void test_actions(void **state)
{
	static const char *const none[] = { "delayed", "delivered", "relayed", "expanded" };

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
		struct bounce_reason r = bounce_reason_find(slice_of("550 5.1.1 User unknown"),
		    SLICE_NONE, slice_of("5.1.1"), slice_of(none[i]));

		assert_int_equal(r.class, BOUNCE_NONE);
	}
}

/* A row that stands below another one it contains can never be reached. */
static void test_rules_are_reachable(void **state)
{
	(void)state;
	for (size_t i = 0; i < bounce_rule_count; i++) {
		const char *text = bounce_rules[i].text;

		assert_true(strlen(text) >= 3);
		for (const char *p = text; *p != '\0'; p++)
			assert_false(*p >= 'A' && *p <= 'Z');
		for (size_t k = 0; k < i; k++) {
			if (strcmp(bounce_rules[k].text, text) == 0)
				fail_msg("\"%s\" stands twice", text);
		}
	}
}

static void test_status(void **state)
{
	static const struct {
		const char *text, *status;
		bool is_specific;
	} cases[] = {
		{ "550 5.1.1 x", "5.1.1", true },
		{ "(#5.7.1)", "5.7.1", true },
		{ "5.0.0 then 5.2.2", "5.2.2", true },
		{ "5.0.0 then 5.2.2", "5.0.0", false },
		{ "550-5.7.509 no", "5.7.509", true },
		{ "192.5.1.1 said", "", true },
		{ "5.1.1.1 said", "", true },
		{ "version 3.1.1", "", true },
		{ "5.1", "", true },
		{ "5.1.", "", true },
		{ "5.1.1000", "", true },
		{ "5.1.1", "5.1.1", true },
		{ "5.1.1.", "5.1.1", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct slice s = bounce_reason_status(slice_of(cases[i].text),
		    cases[i].is_specific);

		if (!slice_is(s, cases[i].status))
			fail_msg("\"%s\" gave \"%.*s\"", cases[i].text, SLICE_ARG(s));
	}
}

/* --- reports without structure --- */

static void read_text(const char *text, struct facts *f, struct verdict *v)
{
	facts_init(f);
	verdict_init(v);
	facts_set(f, FACTS_FROM, slice_of("MAILER-DAEMON@mta.example.net"));
	facts_set(f, FACTS_TO, slice_of("dpup@example.govt.nz"));
	facts_set(f, FACTS_RETURN_PATH, slice_of("<>"));
	facts_set(f, FACTS_SUBJECT, slice_of("Undeliverable mail"));
	facts_set(f, FACTS_TEXT, slice_of(text));
	assert_true(bounce_is(f));
	bounce_read(f, v);
}

#define NEWS \
	"From: DPUP <dpup@example.govt.nz>\nTo: x@other.example\nSubject: News\nDate: today\n\nhi\n"

static void test_texts(void **state)
{
	static const struct {
		const char *text, *found;
	} cases[] = {
		{ "Hi. This is the James mail server at m.example.\nI'm afraid I wasn't able to deliver your "
		  "message to the following addresses.\n\n  Failed recipient(s):\n hana@trust.example\n\n"
		  "  Error message:\n  550 5.1.1 User unknown\n\n Message details:\n  RCPT TO: <hana@trust.example>\n",
		    "hana@trust.example hard" },
		{ "SMTP Server <m.example.org> rejected recipient <hana@trust.example> (Error following RCPT "
		  "command). It responded as follows: [550 5.1.1 unknown user.]\nCould not be delivered.\n",
		    "hana@trust.example hard" },
		{ "Sorry, we were unable to deliver your message to the following addresses.\n\n"
		  "<full@a.example>:\n552 5.2.2 Mailbox full\n\n<gone@b.example>:\n550 5.1.1 No such user\n\n"
		  "--- Below this line is a copy of the message.\n\n" NEWS,
		    "full@a.example soft, gone@b.example hard" },
		{ "   ----- Transcript of session follows -----\n... while talking to m.b.example.:\n"
		  ">>> RCPT To:<gone@b.example>\n<<< 550 5.1.1 User unknown\n550 <gone@b.example>... User unknown\n\n"
		  "   ----- Unsent message follows -----\n" NEWS,
		    "gone@b.example hard" },
		{ "A message sent by\n\n  <dpup@old.example.govt.nz>\n\ncould not be delivered:\n\n"
		  "  gone@b.example\n    550 5.1.1 User unknown\n",
		    "gone@b.example hard" },
		{ "Your message\n\n  To: gone@b.example\n  Subject: News\n\ndid not reach the following "
		  "recipient(s):\n\ngone@b.example on Tue\n    The recipient name is not recognized\n",
		    "gone@b.example hard" },
		{ "Delivery to the following recipient has been delayed:\n\n     slow@b.example\n\n"
		  "Message will be retried for 2 more day(s)\n",
		    "slow@b.example none" },
		{ "For further assistance, please contact <help@isp.example>.\n\nYour message could not be "
		  "delivered to hana@trust.example: mailbox is full\n",
		    "hana@trust.example soft" },
		{ "Something went wrong and your message was not delivered. Original message follows.\n\n" NEWS,
		    "x@other.example soft" },
		{ "Something went wrong, your message was not delivered, nobody knows why.\n",
		    " soft" },
		{ "Delivery failed.\n\nFinal-Recipient: rfc822; <Gone@B.example>\nAction: failed\nStatus: 5.1.1\n",
		    "gone@b.example hard" },
		{ "\"odd name\"@b.example: 550 5.1.1 User unknown. Your message was not delivered.\n",
		    "\"odd name\"@b.example hard" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;
		struct verdict v;
		struct buf found = BUF_INIT;

		read_text(cases[i].text, &f, &v);
		for (size_t k = 0; k < v.bounce_count; k++)
			buf_printf(&found, "%s%s %s", k > 0 ? ", " : "", v.bounces[k].recipient,
			    bounce_class_text(v.bounces[k].class));
		if (strcmp(found.p, cases[i].found) != 0)
			fail_msg("case %zu gave \"%s\", expected \"%s\"", i, found.p,
			    cases[i].found);
		buf_release(&found);
		facts_release(&f);
		verdict_release(&v);
	}
}

/* No more recipients than there is room for, however many there are. */
static void test_many(void **state)
{
	struct facts f;
	struct verdict v;
	struct buf text = BUF_INIT;

	(void)state;
	buf_text(&text, "Your message could not be delivered:\n\n");
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, "<user%d@b.example>:\n550 5.1.1 User unknown\n", i);
	read_text(text.p, &f, &v);
	assert_int_equal(v.bounce_count, CLASSIFY_BOUNCES_MAX);
	assert_string_equal(v.bounces[15].recipient, "user15@b.example");
	facts_release(&f);
	verdict_release(&v);
	buf_release(&text);
}

static void test_not_bounces(void **state)
{
	static const struct {
		const char *from, *path, *subject, *text;
	} cases[] = {
		{ "aroha@b.nz", "aroha@b.nz", "Undelivered Mail Returned to Sender",
		    "550 5.1.1 User unknown" },
		{ "aroha@b.nz", "aroha@b.nz", "Re: delivery failure",
		    "my mailbox is full, could not be delivered" },
		{ "aroha@b.nz", "<>", "Automatic reply: News", "I am away until Monday." },
		{ "postmaster@b.nz", "postmaster@b.nz", "Kia ora", "We would like to join." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;

		facts_init(&f);
		facts_set(&f, FACTS_FROM, slice_of(cases[i].from));
		facts_set(&f, FACTS_RETURN_PATH, slice_of(cases[i].path));
		facts_set(&f, FACTS_SUBJECT, slice_of(cases[i].subject));
		facts_set(&f, FACTS_TEXT, slice_of(cases[i].text));
		if (bounce_is(&f))
			fail_msg("case %zu is taken for a bounce", i);
		facts_release(&f);
	}
}

static void test_addresses(void **state)
{
	/* clang-format off */
	static const struct { const char *text, *found; } cases[] = {
		{ "", "" }, { "@", "" }, { "a@", "" }, { "@b.c", "" }, { "a@b", "" },
		{ "<a@b.c>", "a@b.c" }, { "'a@b.c'", "a@b.c" }, { "mailto:a@b.c.", "a@b.c" },
		{ "\"a b\"@c.d", "\"a b\"@c.d" }, { "x\"@c.d", "" },
		{ "a@b.c d@e.f", "a@b.c" }, { "a@@b.c", "" }, { "To:a+x=y@b-c.example-", "a+x=y@b-c.example" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct slice found = SLICE_NONE;
		size_t at = 0;

		(void)field_next_address(slice_of(cases[i].text), &at, &found);
		if (!slice_is(found, cases[i].found))
			fail_msg("\"%s\" gave \"%.*s\"", cases[i].text, SLICE_ARG(found));
		while (field_next_address(slice_of(cases[i].text), &at, &found))
			; /* it ends */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_wordings),
		cmocka_unit_test(test_actions),
		cmocka_unit_test(test_rules_are_reachable),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_not_bounces),
		cmocka_unit_test(test_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
