/* SPDX-License-Identifier: MIT
 * The order of decision, and tokens wherever they may stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/classify.h"

#define T1 "aaaabbbbccccddddeeeeffffgggg2345"
#define T2 "zzzzyyyyxxxxwwwwvvvvuuuutttt7654"

static struct classify_identity identity = { .delimiter = '+', .domain = "example.govt.nz" };

static void test_tokens(void **state)
{
	static const struct {
		const char *text;
		enum token_type type;
	} cases[] = {
		{ "confirm-" T1, TOKEN_CONFIRM },
		{ "u-" T1, TOKEN_UNSUBSCRIBE },
		{ "b-" T1, TOKEN_BOUNCE },
		{ "m-" T1, TOKEN_MESSAGE },
		{ "rsvp-" T1, TOKEN_RSVP },
		{ "RSVP-AAAABBBBCCCCDDDDEEEEFFFFGGGG2345", TOKEN_RSVP },
		{ "", TOKEN_NONE },
		{ "-" T1, TOKEN_NONE },
		{ "x-" T1, TOKEN_NONE },
		{ "u-" T1 "a", TOKEN_NONE },
		{ "u-aaaabbbbccccddddeeeeffffgggg234", TOKEN_NONE },
		{ "u-aaaabbbbccccddddeeeeffffgggg2340", TOKEN_NONE }, /* no 0, 1, 8, 9 in base 32 */
		{ "u-aaaabbbbccccddddeeeeffffgggg234-", TOKEN_NONE },
		{ "u" T1, TOKEN_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct classify_token token = { TOKEN_NONE, "" };
		bool is_token = classify_parse_token(slice_of(cases[i].text), &token);

		assert_int_equal(is_token, cases[i].type != TOKEN_NONE);
		if (is_token) {
			assert_int_equal(token.type, cases[i].type);
			assert_string_equal(token.text, T1);
		}
	}
}

static void make(struct facts *f, struct verdict *v)
{
	facts_init(f);
	verdict_init(v);
	facts_set(f, FACTS_FROM, slice_of("aroha@b.example.nz"));
	facts_set(f, FACTS_TO, slice_of("dpup@example.govt.nz"));
	facts_set(f, FACTS_RETURN_PATH, slice_of("aroha@b.example.nz"));
	f->number[FACTS_FROM_COUNT] = 1;
}

static void release(struct facts *f, struct verdict *v)
{
	facts_release(f);
	verdict_release(v);
}

static void test_token_places(void **state)
{
	static const struct {
		enum facts_text fact;
		const char *value;
		size_t count;
	} cases[] = {
		{ FACTS_TO, "dpup+m-" T1 "@example.govt.nz", 1 },
		{ FACTS_TO, "DPUP+M-" T1 "@EXAMPLE.govt.nz", 1 },
		{ FACTS_TO, "other+m-" T1 "@example.govt.nz", 0 },
		{ FACTS_ENVELOPE, "x@y.nz\ndpup+m-" T1 "@example.govt.nz", 1 },
		{ FACTS_SUBJECT, "Re: hui [m-" T1 "]", 1 },
		{ FACTS_SUBJECT, "[a] [ m-" T1 " ] [b", 1 }, { FACTS_SUBJECT, "m-" T1, 0 },
		{ FACTS_IN_REPLY_TO, "m-" T1 "@example.govt.nz", 1 },
		{ FACTS_IN_REPLY_TO, "m-" T1 "@elsewhere.example", 0 },
		{ FACTS_REFERENCES, "a@b\nm-" T1 "@EXAMPLE.GOVT.NZ\nm-" T2 "@example.govt.nz", 2 },
		{ FACTS_REFERENCES, "m-" T1 "@example.govt.nz\nm-" T1 "@example.govt.nz", 1 },
		{ FACTS_TEXT, "<m-" T1 "@example.govt.nz>", 0 }, /* only in reports */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;
		struct verdict v;

		make(&f, &v);
		facts_set(&f, cases[i].fact, slice_of(cases[i].value));
		classify(&f, &identity, &v);
		if (v.token_count != cases[i].count)
			fail_msg("case %zu \"%s\": %zu tokens", i, cases[i].value, v.token_count);
		release(&f, &v);
	}
}

static bool knows(const void *knower, const struct classify_token *token)
{
	(*(int *)(uintptr_t)knower)++;
	return strcmp(token->text, T1) == 0;
}

/* Under another name, with another delimiter: what proves itself is read, wherever it is. */
static void test_another_name(void **state)
{
	static const struct {
		enum facts_text fact;
		const char *value;
		size_t count;
		enum command_verb verb;
	} cases[] = {
		{ FACTS_TO, "old+u-" T1 "@gone.example.nz", 1, COMMAND_UNSUBSCRIBE },
		{ FACTS_TO, "old+u-" T2 "@gone.example.nz", 0,
		    COMMAND_STATUS }, /* another installation's */
		{ FACTS_TO, "x@y.nz\n OLD%2BU-" T1 "@gone.example.nz", 1, COMMAND_UNSUBSCRIBE },
		{ FACTS_TO, "dpup-confirm-" T1 "@example.govt.nz", 1, COMMAND_CONFIRM },
		{ FACTS_TO, "old+m-" T1 "@gone.example.nz", 1, COMMAND_STATUS },
		{ FACTS_TO, "u-" T1 "@gone.example.nz", 0, COMMAND_STATUS },
		{ FACTS_TO, "oldu-" T1 "@gone.example.nz", 0, COMMAND_STATUS },
		{ FACTS_TO, "old+x-" T1 "@gone.example.nz", 0, COMMAND_STATUS },
		{ FACTS_TO, "old+u-a" T1 "@gone.example.nz", 0, COMMAND_STATUS },
		{ FACTS_TO, "old+help@gone.example.nz", 0, COMMAND_STATUS },
		{ FACTS_TO, "former+help@Old.example.nz", 0, COMMAND_HELP },
		{ FACTS_TO, "former+u-" T2 "@old.example.nz", 1,
		    COMMAND_UNSUBSCRIBE }, /* as at our own: core judges it */
		{ FACTS_ENVELOPE, "old+b-" T1 "@gone.example.nz", 1, COMMAND_STATUS },
		{ FACTS_IN_REPLY_TO, "m-" T1 "@gone.example.nz", 1, COMMAND_STATUS },
		{ FACTS_IN_REPLY_TO, "m-" T2 "@gone.example.nz", 0, COMMAND_STATUS },
		{ FACTS_REFERENCES,
		    "m-" T2 "@old.example.nz\nm-" T2 "@gone.example.nz\nm-" T1 "@gone.example.nz",
		    2, COMMAND_STATUS },
	};
	struct classify_identity renamed = identity;
	int asked = 0;

	(void)state;
	renamed.knows = knows;
	renamed.knower = &asked;
	assert_true(address_parse(slice_of("former@old.example.nz"),
	    &renamed.former[renamed.former_count++], NULL));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;
		struct verdict v;

		make(&f, &v);
		facts_set(&f, FACTS_SUBJECT, slice_of("status"));
		facts_set(&f, cases[i].fact, slice_of(cases[i].value));
		classify(&f, &renamed, &v);
		if (v.token_count != cases[i].count || v.command.verb != cases[i].verb)
			fail_msg("case %zu \"%s\": %zu tokens, %s", i, cases[i].value,
			    v.token_count, command_verb_text(v.command.verb));
		release(&f, &v);
	}
	assert_true(classify_names_us(&renamed, slice_of("old+u-" T1 "@gone.example.nz")));
	assert_true(classify_names_us(&renamed, slice_of("former@old.example.nz")));
	assert_false(classify_names_us(&renamed, slice_of("old+u-" T2 "@gone.example.nz")));
	assert_false(classify_names_us(&renamed, slice_of("former@gone.example.nz")));
}

/* A report may hold thousands of another installation's numbers: 32 are looked up, and 32 addresses
 * of To. */
static void test_a_flood_of_foreign_tokens(void **state)
{
	struct classify_identity renamed = identity;
	struct buf text = BUF_INIT;
	struct facts f;
	struct verdict v;
	int asked = 0;

	(void)state;
	renamed.knows = knows;
	renamed.knower = &asked;
	for (int i = 0; i < 31; i++)
		buf_text(&text, "<m-" T2 "@gone.example.nz>\n");
	buf_text(&text, "<m-" T1 "@gone.example.nz>\n");
	make(&f, &v);
	facts_set(&f, FACTS_REPORT_PART, slice_of("message/delivery-status"));
	facts_set(&f, FACTS_REPORT,
	    slice_of("\nFinal-Recipient: rfc822;a@b.nz\nAction: failed\nStatus: 5.1.1\n"));
	facts_set(&f, FACTS_TEXT, buf_all(&text));
	classify(&f, &renamed, &v);
	assert_int_equal(asked, 32);
	assert_int_equal(v.token_count, 1);
	release(&f, &v);
	buf_clear(&text);
	for (int i = 0; i < 32; i++)
		buf_text(&text, "<m-" T2 "@gone.example.nz>\n");
	buf_text(&text, "<m-" T1 "@gone.example.nz>\n");
	asked = 0;
	make(&f, &v);
	facts_set(&f, FACTS_REPORT_PART, slice_of("message/delivery-status"));
	facts_set(&f, FACTS_REPORT,
	    slice_of("\nFinal-Recipient: rfc822;a@b.nz\nAction: failed\nStatus: 5.1.1\n"));
	facts_set(&f, FACTS_TEXT, buf_all(&text));
	classify(&f, &renamed, &v);
	assert_int_equal(asked, 32);
	assert_int_equal(v.token_count, 0);
	release(&f, &v);
	buf_release(&text);
}

/* Trust falls from the sub-address to the references; more than there is room for are dropped. */
static void test_token_order(void **state)
{
	struct facts f;
	struct verdict v;

	(void)state;
	make(&f, &v);
	facts_set(&f, FACTS_REFERENCES, slice_of("m-" T2 "@example.govt.nz"));
	facts_set(&f, FACTS_SUBJECT, slice_of("[confirm-" T2 "]"));
	facts_set(&f, FACTS_TO, slice_of("dpup+rsvp-" T1 "@example.govt.nz"));
	classify(&f, &identity, &v);
	assert_int_equal(v.token_count, 3);
	assert_int_equal(v.tokens[0].type, TOKEN_RSVP);
	assert_int_equal(v.tokens[1].type, TOKEN_CONFIRM);
	assert_int_equal(v.tokens[2].type, TOKEN_MESSAGE);
	release(&f, &v);
	make(&f, &v);
	for (char c = 'a'; c <= 'z'; c++) {
		char id[] = "m-aaaabbbbccccddddeeeeffffgggg2345@example.govt.nz";

		id[2] = c;
		facts_add_line(&f, FACTS_REFERENCES, slice_of(id));
	}
	classify(&f, &identity, &v);
	assert_int_equal(v.token_count, CLASSIFY_TOKENS_MAX);
	release(&f, &v);
}

/* Each case sets what a later step would also take: the earlier one wins. */
static void test_order(void **state)
{
	struct facts f;
	struct verdict v;

	(void)state;
	/* a report in spite of a calendar, a robot's field and a command */
	make(&f, &v);
	facts_set(&f, FACTS_REPORT_PART, slice_of("message/delivery-status"));
	facts_set(&f, FACTS_REPORT,
	    slice_of("\nFinal-Recipient: rfc822;a@b.nz\nAction: failed\nStatus: 5.1.1\n"));
	facts_set(&f, FACTS_CALENDAR_METHOD, slice_of("REPLY"));
	facts_set(&f, FACTS_AUTO_SUBMITTED, slice_of("auto-replied"));
	facts_set(&f, FACTS_SUBJECT, slice_of("unsubscribe all"));
	classify(&f, &identity, &v);
	assert_int_equal(v.kind, KIND_BOUNCE);
	assert_int_equal(v.bounce_count, 1);
	release(&f, &v);
	/* a token's unsubscribe in spite of a robot's field and a calendar */
	make(&f, &v);
	facts_set(&f, FACTS_TO, slice_of("dpup+u-" T1 "@example.govt.nz"));
	facts_set(&f, FACTS_AUTO_SUBMITTED, slice_of("auto-generated"));
	facts_set(&f, FACTS_CALENDAR_METHOD, slice_of("REPLY"));
	classify(&f, &identity, &v);
	assert_int_equal(v.kind, KIND_COMMAND);
	assert_int_equal(v.command.verb, COMMAND_UNSUBSCRIBE);
	assert_true(v.is_automatic);
	release(&f, &v);
	/* a calendar's answer in spite of a robot's field */
	make(&f, &v);
	facts_set(&f, FACTS_CALENDAR_METHOD, slice_of("COUNTER"));
	facts_set(&f, FACTS_CALENDAR_UID, slice_of("5FC53010"));
	facts_set(&f, FACTS_AUTO_SUBMITTED, slice_of("auto-generated"));
	classify(&f, &identity, &v);
	assert_int_equal(v.kind, KIND_CALENDAR);
	release(&f, &v);
	/* an answer to nothing is for a person */
	make(&f, &v);
	facts_set(&f, FACTS_CALENDAR_METHOD, slice_of("REPLY"));
	facts_set(&f, FACTS_TEXT, slice_of("What was this about?"));
	classify(&f, &identity, &v);
	assert_int_equal(v.kind, KIND_HUMAN);
	release(&f, &v);
	/* an invitation is no answer */
	make(&f, &v);
	facts_set(&f, FACTS_CALENDAR_METHOD, slice_of("REQUEST"));
	facts_set(&f, FACTS_TEXT, slice_of("Come to our hui."));
	classify(&f, &identity, &v);
	assert_int_equal(v.kind, KIND_HUMAN);
	release(&f, &v);
	/* a robot in spite of a command, also in the sub-address */
	make(&f, &v);
	facts_set(&f, FACTS_TO, slice_of("dpup+subscribe@example.govt.nz"));
	facts_set(&f, FACTS_AUTO_SUBMITTED, slice_of("auto-replied"));
	classify(&f, &identity, &v);
	assert_int_equal(v.kind, KIND_AUTOREPLY);
	assert_true(v.is_automatic);
	release(&f, &v);
}

/* What only its words make a robot's is an order where it answers nothing and orders something. */
static void test_by_words(void **state)
{
	static const struct {
		const char *subject, *text;
		enum facts_text field;
		const char *value;
		enum classify_kind kind;
		enum command_verb verb;
		bool is_by_words;
	} cases[] = {
		{ "On leave", "pause until 12 January", FACTS_TO, "", KIND_COMMAND, COMMAND_PAUSE,
		    true },
		{ "vacation until 12 January", "", FACTS_TO, "", KIND_COMMAND, COMMAND_PAUSE,
		    true },
		{ "Vacation 3 weeks", "", FACTS_TO, "", KIND_COMMAND, COMMAND_PAUSE, true },
		{ "Out of office", "unsubscribe", FACTS_SUPPRESS, "all", KIND_COMMAND,
		    COMMAND_UNSUBSCRIBE, true },
		{ "Vacation", "I am back on Monday.", FACTS_TO, "", KIND_AUTOREPLY, COMMAND_NONE,
		    true },
		{ "Vacation", "How do I pause my mail?", FACTS_TO, "", KIND_AUTOREPLY, COMMAND_NONE,
		    true },
		{ "Annual leave", "Can Bob come?", FACTS_TO, "", KIND_AUTOREPLY, COMMAND_NONE,
		    true },
		{ "Out of office", "yes", FACTS_TO, "", KIND_AUTOREPLY, COMMAND_NONE,
		    true }, /* it confirms nothing */
		{ "Out of office", "approve", FACTS_TO, "", KIND_AUTOREPLY, COMMAND_NONE, true },
		{ "Out of office", "unsubscribe", FACTS_IN_REPLY_TO, "m-" T1 "@example.govt.nz",
		    KIND_AUTOREPLY, COMMAND_NONE, true },
		{ "Out of office", "unsubscribe", FACTS_AUTO_SUBMITTED, "auto-replied",
		    KIND_AUTOREPLY, COMMAND_NONE, false },
		{ "Out of office", "unsubscribe", FACTS_RETURN_PATH, "<>", KIND_AUTOREPLY,
		    COMMAND_NONE, false },
		{ "Out of office", "unsubscribe", FACTS_PRECEDENCE, "bulk", KIND_AUTOREPLY,
		    COMMAND_NONE, false },
		{ "Please confirm my place", "Am I on the waiting list?", FACTS_TO, "",
		    KIND_CHALLENGE, COMMAND_NONE, true },
		{ "Hello", "unsubscribe", FACTS_TO, "", KIND_COMMAND, COMMAND_UNSUBSCRIBE, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;
		struct verdict v;

		make(&f, &v);
		facts_set(&f, FACTS_SUBJECT, slice_of(cases[i].subject));
		facts_set(&f, FACTS_TEXT, slice_of(cases[i].text));
		if (cases[i].value[0] != '\0')
			facts_set(&f, cases[i].field, slice_of(cases[i].value));
		classify(&f, &identity, &v);
		if (v.kind != cases[i].kind || v.command.verb != cases[i].verb ||
		    v.is_by_words != cases[i].is_by_words ||
		    v.is_automatic != (cases[i].kind != KIND_COMMAND))
			fail_msg("case %zu \"%s\": %s, %s, by words %d, automatic %d", i,
			    cases[i].subject, classify_kind_text(v.kind),
			    command_verb_text(v.command.verb), v.is_by_words, v.is_automatic);
		release(&f, &v);
	}
}

/* The sub-address decides alone; else the Subject, else the text; else it is for a person. */
static void test_words(void **state)
{
	static const struct {
		const char *to, *subject, *text;
		enum classify_kind kind;
		enum command_verb verb;
		bool is_detail;
	} cases[] = {
		{ "dpup+help@example.govt.nz", "unsubscribe", "yes", KIND_COMMAND, COMMAND_HELP,
		    true },
		{ "dpup@example.govt.nz", "status", "unsubscribe", KIND_COMMAND, COMMAND_STATUS,
		    false },
		{ "dpup@example.govt.nz", "Hello", "Kia ora\nunsubscribe", KIND_COMMAND,
		    COMMAND_UNSUBSCRIBE, false },
		{ "dpup@example.govt.nz", "Hello", "Kia ora, what is this?", KIND_HUMAN,
		    COMMAND_NONE, false },
		{ "dpup@example.govt.nz", "Hello", "> unsubscribe\n", KIND_EMPTY, COMMAND_NONE,
		    false },
		{ "dpup@example.govt.nz", "Hello", "", KIND_EMPTY, COMMAND_NONE, false },
		{ "dpup+privacy@example.govt.nz", "Hello", "Who reads this?", KIND_HUMAN,
		    COMMAND_NONE, false },
		{ "dpup+rsvp-" T1 "@example.govt.nz", "Re: Hui", "yes +1", KIND_COMMAND,
		    COMMAND_YES, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;
		struct verdict v;

		make(&f, &v);
		facts_set(&f, FACTS_TO, slice_of(cases[i].to));
		facts_set(&f, FACTS_SUBJECT, slice_of(cases[i].subject));
		facts_set(&f, FACTS_TEXT, slice_of(cases[i].text));
		classify(&f, &identity, &v);
		if (v.kind != cases[i].kind || v.command.verb != cases[i].verb ||
		    v.is_detail_command != cases[i].is_detail)
			fail_msg("case %zu gave %s %s", i, classify_kind_text(v.kind),
			    command_verb_text(v.command.verb));
		release(&f, &v);
	}
}

static void test_authenticated(void **state)
{
	static const struct {
		const char *from, *dmarc, *dkim, *domain;
		int count;
		bool is_it;
	} cases[] = {
		{ "a@b.nz", "pass", "", "b.nz", 1, true },
		{ "a@B.NZ", "pass", "", "b.nz", 1, true },
		{ "a@b.nz", "pass", "", "c.nz", 1, false },
		{ "a@b.nz", "pass", "", "b.nz", 2, false },
		{ "a@b.nz", "fail", "pass", "c.nz", 1, false },
		{ "a@b.nz", "", "pass", "b.nz", 1, true },
		{ "a@mail.b.nz", "", "pass", "b.nz", 1, true },
		{ "a@b.nz", "", "pass", "mail.b.nz", 1, true },
		{ "a@b.nz", "", "pass", "nz", 1, false },
		{ "a@evilb.nz", "", "pass", "b.nz", 1, false },
		{ "a@b.nz", "", "fail", "b.nz", 1, false },
		{ "a@b.nz", "", "pass", "", 1, false },
		{ "", "pass", "pass", "b.nz", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct facts f;
		struct verdict v;

		make(&f, &v);
		facts_set(&f, FACTS_FROM, slice_of(cases[i].from));
		facts_set(&f, FACTS_AUTH_DMARC, slice_of(cases[i].dmarc));
		facts_set(&f, FACTS_AUTH_DKIM, slice_of(cases[i].dkim));
		facts_set(&f, FACTS_AUTH_DOMAIN, slice_of(cases[i].domain));
		f.number[FACTS_FROM_COUNT] = cases[i].count;
		classify(&f, &identity, &v);
		if (v.is_authenticated != cases[i].is_it)
			fail_msg("case %zu is %d", i, v.is_authenticated);
		release(&f, &v);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_token_places),
		cmocka_unit_test(test_another_name),
		cmocka_unit_test(test_a_flood_of_foreign_tokens),
		cmocka_unit_test(test_token_order),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_by_words),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_authenticated),
	};

	if (!address_parse(slice_of("dpup@example.govt.nz"), &identity.address, NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
