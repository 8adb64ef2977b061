/* SPDX-License-Identifier: MIT
 * Several commands in a mail, nearly commands, and our own words come back. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/conversation/command_batch.h"
#include "daemon/core/conversation/misspelt.h"
#include "daemon/core/talk/quoted_back.h"

static void test_batch(void **state)
{
	static const struct {
		const char *text;
		enum command_verb first;
		const char *first_args;
		const char *rest; /* "verb args;..." */
	} cases[] = {
		{ "subscribe newsletter\njoin otago\nstatus\n", COMMAND_SUBSCRIBE, "newsletter",
		    "join otago;status ;" },
		{ "Kia ora,\n\nstatus\n\nlists\n\nNgā mihi\nAmy\n", COMMAND_STATUS, "", "lists ;" },
		{ "status\n", COMMAND_STATUS, "", "" },
		{ "join otago\njoin otago\nJOIN OTAGO\n", COMMAND_JOIN, "otago", "" },
		/* A line between them that is none ends it. */
		{ "status\nI wrote this line myself.\nunsubscribe all\n", COMMAND_STATUS, "", "" },
		/* What cannot be taken back, and answers to questions, stand alone. */
		{ "status\nforget me\n", COMMAND_STATUS, "", "" },
		{ "forget me\nstatus\n", COMMAND_FORGET_ME, "", "" },
		{ "status\nyes\nlists\n", COMMAND_STATUS, "", "lists ;" },
		/* The subject was the first; the text may hold more. */
		{ "status\nlists\ncommunities\nhelp\ninfo\nlatest\n", COMMAND_SUBSCRIBE, "",
		    "status ;lists ;communities ;help ;" },
		{ "", COMMAND_STATUS, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct command first = { .verb = cases[i].first }, rest[COMMAND_BATCH_MAX];
		struct buf out = BUF_INIT;
		size_t n;

		memcpy(first.args, cases[i].first_args, strlen(cases[i].first_args) + 1);
		n = command_batch_read(slice_of(cases[i].text), &first, NULL, rest, NULL);
		for (size_t k = 0; k < n; k++)
			buf_printf(&out, "%s %s;", command_verb_text(rest[k].verb), rest[k].args);
		if (!slice_is(buf_all(&out), cases[i].rest))
			fail_msg("case %zu: \"%s\"", i, out.n > 0 ? out.p : "");
		buf_release(&out);
	}
}

static void test_nearly(void **state)
{
	/* clang-format off */
	static const struct { const char *text, *word; } cases[] = {
		{ "subscirbe", "subscribe" },		/* two letters swapped: two replacements */
		{ "Subcribe", "subscribe" },
		{ "unsubscibe", "unsubscribe" },
		{ "UNSUBSRIBE!", "unsubscribe" },
		{ "stauts", "status" },
		{ "hlep", NULL },			/* two of four letters */
		{ "hel", "help" }, { "helpp", "help" },
		{ "my dat", "my data" },
		{ "list", "lists" },
		{ "āwhin", "awhina" },
		{ "hello", NULL }, { "yes", NULL }, { "thanks", NULL }, { "ok", NULL }, { "", NULL },
		{ "subscribe", NULL },			/* it is one */
		{ "I would like to subscribe to the newsletter", NULL },
		{ "can you help", NULL },
		{ "meeting?", "meetings" },
		{ "subscribesubscribesubscribesubscribesubscribe", NULL },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *word = misspelt_find(slice_of(cases[i].text));

		if (word == NULL ? cases[i].word != NULL :
		                   cases[i].word == NULL || strcmp(word, cases[i].word) != 0)
			fail_msg("\"%s\": %s", cases[i].text, word != NULL ? word : "(none)");
	}
}

static void test_echo(void **state)
{
	static const char ours[] =
	    "Kia ora,\n\nSomebody, we hope you, asked to get mail from us at this address.\n\nTo say";
	static const struct {
		const char *said;
		bool is_echo;
	} cases[] = {
		{ ours, true },
		{ "Kia ora, Somebody, we\nhope you, asked to get mail from us at this address. More",
		    true },
		{ "> Kia ora,\n>\n> Somebody, we hope you, asked to get mail from us at this address.\n",
		    true },
		{ "Yes\n\nKia ora,\n\nSomebody, we hope you, asked to get mail from us at this address.",
		    false },
		{ "Kia ora,\n\nyes please", false },
		{ "Kia ora,\n\nSomebody", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (quoted_back_begins_alike(slice_of(cases[i].said), slice_of(ours)) !=
		    cases[i].is_echo)
			fail_msg("case %zu", i);
	}
	assert_false(quoted_back_begins_alike(slice_of("short"), slice_of("short")));
	assert_false(quoted_back_begins_alike(slice_of(""), slice_of("")));
}

static void test_made_of(void **state)
{
	static const char ours[] =
	    "Kia ora,\n\nSomebody, we hope you, asked to get mail from us at this address.\n\nTo say yes, reply to this"
	    " mail with the word YES.\nhttps://dpup.example/c/abc\nIf it was not you, do nothing.\n";
	static const struct {
		const char *said;
		bool is_it;
	} cases[] = {
		{ ours, true },
		{ "", true },
		{ "---\n<https://example.org> people@example.org\n", true },
		{ "*Somebody, we hope you, asked* to get mail from us at this address.\nTo say yes, reply to this mail with the word YES.\n"
		  "[https://x.example/safe]\nIf it was not you, do nothing.",
		    true },
		{ "Kia ora,\nSomebody, we hope\nyou, asked to get mail from us at this address. To say yes, reply to this mail with the word YES.",
		    true },
		{ "Kia ora, Somebody, we hope you, asked", false }, /* picked out */
		{ "If it was not you, do nothing.", false },
		{ "Somebody, we hope you, asked to get mail. Who are you?", false },
		{ "If it was not me, do nothing.", false },
		{ "do nothing", false }, /* too short to tell */
		{ "reply with nothing", false },
		{ "YES", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (quoted_back_is_made_of(slice_of(cases[i].said), slice_of(ours)) !=
		    cases[i].is_it)
			fail_msg("case %zu: %s", i, cases[i].said);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batch),
		cmocka_unit_test(test_nearly),
		cmocka_unit_test(test_echo),
		cmocka_unit_test(test_made_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
