/* SPDX-License-Identifier: MIT
 * Commands as people write them, and prose that only looks like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <unistd.h>

#include "daemon/mail/command.h"

static struct command_words *words;

struct c {
	const char *text, *verb, *args;
}; /* verb "none": it is no command */

static void expect(const char *what, const struct c *c, const struct command *actual)
{
	if (strcmp(command_verb_text(actual->verb), c->verb) != 0 ||
	    strcmp(actual->args, c->args) != 0)
		fail_msg("%s \"%s\" gave %s \"%s\", expected %s \"%s\"", what, c->text,
		    command_verb_text(actual->verb), actual->args, c->verb, c->args);
}

static void test_lines(void **state)
{
	/* clang-format off */
	static const struct c cases[] = {
		{ "subscribe", "subscribe", "" },
		{ "SUBSCRIBE newsletter", "subscribe", "newsletter" },
		{ "  Sign up.  ", "subscribe", "" },
		{ "Please subscribe me to the newsletter, thanks!", "subscribe", "newsletter" },
		{ "I'd like to sign up to newsletter", "subscribe", "newsletter" },
		{ "I\xe2\x80\x99" "d like to sign up", "subscribe", "" },
		{ "sub cop-otago", "subscribe", "cop-otago" },
		{ "unsubscribe", "unsubscribe", "" },
		{ "unsubscribe all", "unsubscribe", "all" },
		{ "unsubscribe *", "unsubscribe", "all" },
		{ "Unsubscribe me from your mailing list please", "unsubscribe", "" },
		{ "please remove me from this list", "unsubscribe", "" },
		{ "STOP", "unsubscribe", "" },
		{ "stop!", "unsubscribe", "" },
		{ "leave Otago", "leave", "Otago" },
		{ "leave", "leave", "" },
		{ "join Hawke's Bay", "join", "Hawke's Bay" },
		{ "Join the Bay of Plenty Community of Practice", "join", "Bay of Plenty Community of Practice" },
		{ "join one two three four five six seven", "none", "" },	/* names have six words at most */
		{ "join Te Tai Tokerau", "join", "Te Tai Tokerau" },
		{ "join te matau a maui", "join", "te matau a maui" }, { "join a webinar", "none", "" },
		{ "pause", "pause", "" },
		{ "pause until 1 March 2027", "pause", "until 1 March 2027" },
		{ "pause 3 weeks", "pause", "3 weeks" },
		{ "pause for two weeks", "pause", "for two weeks" },
		{ "resume", "resume", "" },
		{ "set weekly", "set", "weekly" },
		{ "set delivery daily", "set", "daily" },
		{ "set language mi", "set", "language mi" },
		{ "digest", "set", "digest" },
		{ "status?", "status", "" },
		{ "my data", "my data", "" },
		{ "What do you hold about me?", "my data", "" },
		{ "correct name Aroha Ngata", "correct", "name Aroha Ngata" },
		{ "correct name is Aroha Ngata", "correct", "name is Aroha Ngata" },
		{ "correct organisation: Harbour Wh\xc4\x81nau Trust", "correct",
		    "organisation: Harbour Wh\xc4\x81nau Trust" },
		{ "change address to <aroha@new.example.nz>", "change address", "aroha@new.example.nz" },
		{ "change my email to mailto:a@b.nz.", "change address", "a@b.nz" },
		{ "forget me", "forget me", "" },
		{ "delete my data please", "forget me", "" },
		{ "meetings", "meetings", "" },
		{ "yes", "yes", "" },
		{ "Yes!", "yes", "" },
		{ "yes +2", "yes", "+2" },
		{ "Yes, with my colleague Tama", "yes", "with my colleague Tama" },
		{ "I'll be there", "yes", "" },
		{ "no", "no", "" },
		{ "No thanks.", "no", "" },
		{ "Can\xe2\x80\x99t make it, sorry", "no", "sorry" },
		{ "maybe - depends on the ferry", "maybe", "depends on the ferry" },
		{ "tip: a form in plain words", "tip", "a form in plain words" },
		{ "share: our checklist", "tip", "our checklist" },
		{ "Tip", "tip", "" }, { "Tip for Otago", "tip", "for Otago" },
		{ "toolkit consent forms", "toolkit", "consent forms" },
		{ "lists", "lists", "" },
		{ "communities", "communities", "" },
		{ "latest", "latest", "" },
		{ "index", "index", "" },
		{ "get 12", "get", "12" },
		{ "help", "help", "" },
		{ "?", "help", "" },
		{ "info newsletter", "info", "newsletter" },
		{ "approve", "approve", "" },
		{ "reject, the date is wrong", "reject", "the date is wrong" },
		{ "hold", "hold", "" },
		/* te reo: from templates/mi/words; macrons and capitals make no difference */
		{ "hono mai", "subscribe", "" },
		{ "\xc4\x81" "e", "yes", "" },
		{ "AE", "yes", "" },
		{ "k\xc4\x81o", "no", "" },
		{ "\xc4\x80whina", "help", "" },
		/* prose */
		{ "", "none", "" },
		{ "leave me a message", "none", "" },
		{ "join us for lunch on Friday", "none", "" },
		{ "Join Zoom Meeting", "none", "" },
		{ "subscribe?", "none", "" },
		{ "How do I unsubscribe?", "none", "" },
		{ "unsubscribe does not work for me", "none", "" },
		{ "no problem", "none", "" },
		{ "no one came", "none", "" },
		{ "yes but who pays for it?", "none", "" },
		{ "pause for thought", "none", "" },
		{ "set the table", "none", "" },
		{ "get well soon", "none", "" },
		{ "get 12 chairs", "none", "" },
		{ "correct me if I am wrong", "none", "" },
		{ "correct name of the agency is Oranga Tamariki", "none", "" },
		{ "correct name on page two", "none", "" },
		{ "change address to nothing", "none", "" },
		{ "share this with your team", "none", "" }, { "share", "none", "" }, { "tip?", "none", "" },
		{ "help is on its way to you", "none", "" },
		{ "status quo is fine", "none", "" },
		{ "stop the press", "none", "" },
		{ "remove the attachment", "none", "" },
		{ "info", "none", "" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct command c;
		bool is_command = command_parse_line(slice_of(cases[i].text), words, &c);

		assert_int_equal(is_command, c.verb != COMMAND_NONE);
		expect("line", &cases[i], &c);
	}
}

static void test_subjects(void **state)
{
	static const struct c cases[] = {
		{ "subscribe newsletter", "subscribe", "newsletter" },
		{ "Re: unsubscribe", "unsubscribe", "" },
		{ "RE: FW: Fwd: help", "help", "" },
		{ "AW: [members] status", "status", "" },
		{ "Re[2]: yes", "yes", "" },
		{ "R\xc3\xa9p : help", "help", "" },
		{ "\xe5\x9b\x9e\xe5\xa4\x8d\xef\xbc\x9ahelp", "help", "" },
		{ "unsubscribe [u-aaaabbbbccccddddeeeeffffgggg2345]", "unsubscribe", "" },
		{ "Re: Please confirm your subscription", "none", "" },
		{ "[help] me", "none", "" },
		{ "Re:", "none", "" },
		{ "November newsletter", "none", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct command c;

		(void)command_parse_subject(slice_of(cases[i].text), words, &c);
		expect("subject", &cases[i], &c);
	}
}

static void test_bodies(void **state)
{
	static const struct c cases[] = {
		{ "yes", "yes", "" },
		{ "\n\nKia ora,\n\njoin Otago\n\nAroha", "join", "Otago" },
		{ "Hi team,\nplease unsubscribe me\nthanks", "unsubscribe", "" },
		{ "T\xc4\x93n\xc4\x81 koutou katoa\nhelp", "help", "" },
		/* the sixth line is not looked at */
		{ "a\nb\nc\nd\ne\nhelp", "none", "" },
		{ "a\nb\nc\nd\nhelp", "help", "" },
		/* a sentence that goes on is not searched for commands */
		{ "I was wondering if the team in Napier could\nhelp", "none", "" },
		{ "Could you tell me where the meeting is?\nI was there and there was\nno one",
		    "none", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct command c;

		(void)command_parse_body(slice_of(cases[i].text), words, &c);
		expect("body", &cases[i], &c);
	}
}

static void test_details(void **state)
{
	static const struct c cases[] = {
		{ "subscribe", "subscribe", "" },
		{ "Subscribe-Newsletter", "subscribe", "Newsletter" },
		{ "join-bay-of-plenty", "join", "bay-of-plenty" },
		{ "unsubscribe-all", "unsubscribe", "all" },
		{ "mydata", "my data", "" },
		{ "my-data", "my data", "" },
		{ "forgetme", "forget me", "" },
		{ "announce-newsletter", "announce", "newsletter" },
		{ "confirm", "confirm", "" },
		{ "help", "help", "" },
		{ "helpdesk", "none", "" },
		{ "none", "none", "" },
		{ "", "none", "" },
		{ "spam", "none", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct command c;

		(void)command_parse_detail(slice_of(cases[i].text), &c);
		expect("detail", &cases[i], &c);
	}
}

/* The longest arguments are kept whole, longer ones are cut between characters. */
static void test_limits(void **state)
{
	struct buf line = BUF_INIT;
	struct command c;

	(void)state;
	buf_text(&line, "tip ");
	buf_repeat(&line, 'x', COMMAND_ARGS_MAX);
	assert_true(command_parse_line(buf_all(&line), NULL, &c));
	assert_int_equal(strlen(c.args), COMMAND_ARGS_MAX);
	buf_cut(&line, line.n - 1);
	buf_text(&line, "\xc4\x81");
	assert_true(command_parse_line(buf_all(&line), NULL, &c));
	assert_int_equal(strlen(c.args), COMMAND_ARGS_MAX - 1);
	buf_repeat(&line, 'x', 1000);
	assert_false(command_parse_line(buf_all(&line), NULL, &c));
	buf_clear(&line);
	for (int i = 0; i < 100; i++)
		buf_text(&line, "please ");
	assert_false(command_parse_line(buf_all(&line), NULL, &c));
	assert_false(command_parse_line(slice_make("help\0me", 7), NULL, &c));
	buf_release(&line);
}

static int load(const char *text, struct err *err)
{
	char path[] = "/tmp/words-XXXXXX";
	int fd = mkstemp(path), rc;
	struct command_words *w = command_words_new();

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	rc = command_words_load(w, path, err);
	unlink(path);
	command_words_free(w);
	return rc;
}

static void test_words_files(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(load("# x\n\nhono mai = subscribe\nk\xc4\x81o=no\n", &err), 0);
	assert_int_equal(load("hono mai\n", &err), -1);
	assert_non_null(strstr(err.text, ":1: "));
	err_clear(&err);
	assert_int_equal(load("a = yes\nb = dance\n", &err), -1);
	assert_non_null(strstr(err.text, ":2: \"dance\" is not a command"));
	err_clear(&err);
	assert_int_equal(load(" = yes\n", &err), -1);
	assert_int_equal(command_words_load(words, "/nonexistent/words", NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_subjects),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_details),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_words_files),
	};
	int rc;

	words = command_words_new();
	if (command_words_load(words, "templates/mi/words", NULL) < 0)
		return 1; /* run in the folder of the project */
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	command_words_free(words);
	return rc;
}
