/* SPDX-License-Identifier: MIT
 * The new text of a reply: what people wrote stays, what programs added goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/reply.h"

struct c {
	const char *text, *expected;
};

static void check(const struct c *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct buf out = BUF_INIT;

		reply_text(&out, slice_of(cases[i].text));
		if (strcmp(out.p, cases[i].expected) != 0)
			fail_msg("case %zu:\n%s\n--- gave\n%s\n--- expected\n%s", i, cases[i].text,
			    out.p, cases[i].expected);
		buf_release(&out);
	}
}
#define CHECK(cases) check(cases, sizeof(cases) / sizeof(cases)[0])

/* Prose that looks like the edge of a quote. */
static void test_kept(void **state)
{
	static const struct c cases[] = {
		{ "", "" },
		{ "\n\n  \n", "" },
		{ "Yes\n", "Yes" },
		{ "\n\nYes  \n\nAroha\n\n\n", "Yes\n\nAroha" },
		{ "On Monday we met.\nOn Tuesday I wrote to you.",
		    "On Monday we met.\nOn Tuesday I wrote to you." },
		{ "From: here to there, it is far.\nI walk.",
		    "From: here to there, it is far.\nI walk." },
		{ "The date: 2026-12-01 10:00\nThe place: Napier",
		    "The date: 2026-12-01 10:00\nThe place: Napier" },
		{ "One -- two -- three", "One -- two -- three" },
		{ "Please write to jane@x.nz by 10:00 on 3 May:\n\nwho comes",
		    "Please write to jane@x.nz by 10:00 on 3 May:\n\nwho comes" },
		{ "On 1 December 2026 at 10:00\nPlease tell jane@x.nz:\n- who comes",
		    "On 1 December 2026 at 10:00\nPlease tell jane@x.nz:\n- who comes" },
		{ "a\n---\nb", "a\n---\nb" },
		{ "Sent from my heart, with many thanks to all of you who came.",
		    "Sent from my heart, with many thanks to all of you who came." },
		{ "To: do\nSubject: to change", "To: do\nSubject: to change" },
	};

	(void)state;
	CHECK(cases);
}

static void test_attributions(void **state)
{
	static const char *const lines[] = {
		"On Mon, 9 Nov 2026 at 16:02, DPUP <dpup@example.govt.nz> wrote:",
		"On 9/11/2026 4:02 pm, DPUP wrote:",
		"On Mon, 9 Nov 2026 at 16:02, Social Wellbeing Agency <\ndpup@example.govt.nz> wrote:",
		"Le lun. 9 nov. 2026 \xc3\xa0 16:02, DPUP <d@x.nz> a \xc3\xa9"
		"crit :",
		"Am 09.11.2026 um 16:02 schrieb DPUP:",
		"El 9/11/2026 a las 16:02, DPUP <d@x.nz> escribi\xc3\xb3:",
		"Il giorno 9 nov 2026, alle ore 16:02, DPUP <d@x.nz> ha scritto:",
		"Op ma 9 nov 2026 om 16:02 schreef DPUP <d@x.nz>:",
		"Den 9 nov. 2026 kl. 16:02 skrev DPUP <d@x.nz>:",
		"2026-11-09 16:02 GMT+13:00 DPUP <d@x.nz>:",
		"09.11.2026, 16:02, \"DPUP\" <d@x.nz>:",
		"DPUP <dpup@example.govt.nz> wrote:",
		/* wrapped, and from right to left */
		"czw., 9 lis 2026 o 16:02 DPUP\n<d@x.nz> napisa\xc5\x82(a):",
		"9 Kas\xc4\xb1m 2026 Pzt 16:02 tarihinde DPUP\n<d@x.nz> yazd\xc4\xb1:",
		"V\xc3\xa0o 16:02, Th 2, 9 thg 11, 2026 DPUP <d@x.nz> \xc4\x91\xc3\xa3 vi\xe1\xba\xbft:",
		"2026\xe5\xb9\xb4"
		"11\xe6\x9c\x88"
		"9\xe6\x97\xa5(\xe6\x9c\x88) 16:02 DPUP <d@x.nz>:",
		"\xe2\x80\xab\xd7\x91-9 \xd7\x91\xd7\xa0\xd7\x95\xd7\x91\xd7\xb3 2026 \xd7\x91-16:02 DPUP <d@x.nz>:\xe2\x80\xac",
		"-----Original Message-----",
		"---------- Forwarded message ---------",
		"-------- Urspr\xc3\xbcngliche Nachricht --------",
		"Begin forwarded message:",
		"From: DPUP <d@x.nz>\nSent: Monday, 9 November 2026 4:02 pm\nTo: Aroha <a@b.nz>\nSubject: Hui",
		"________________________________\nFrom: DPUP <d@x.nz>\nDate: Monday\nTo: a@b.nz\nSubject: Hui",
		"*Von:* DPUP\n*Gesendet:* Montag\n*An:* Aroha\n*Betreff:* Hui",
		"\xe5\x8f\x91\xe4\xbb\xb6\xe4\xba\xba: DPUP\n\xe6\x94\xb6\xe4\xbb\xb6\xe4\xba\xba: a@b.nz\n"
		"\xe4\xb8\xbb\xe9\xa2\x98: Hui",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		struct buf text = BUF_INIT, out = BUF_INIT;

		buf_printf(&text, "New words.\n\n%s\n\nOld words, not quoted.\n", lines[i]);
		reply_text(&out, buf_all(&text));
		if (strcmp(out.p, "New words.") != 0)
			fail_msg("\"%s\" gave \"%s\"", lines[i], out.p);
		buf_release(&text);
		buf_release(&out);
	}
}

static void test_quotes(void **state)
{
	static const struct c cases[] = {
		{ "Top.\n\n> old\n> older\n", "Top." },
		{ "> old\n\nBottom.\n", "Bottom." },
		{ "> one?\n\nYes.\n\n> two?\n\nNo.\n", "Yes.\n\nNo." },
		{ "On Mon, 9 Nov 2026 at 16:02, DPUP <d@x.nz> wrote:\n> one?\n\nYes.\n", "Yes." },
		{ "> only\n> old\n", "" },
		{ "AN> old\nnew\n", "new" },
		/* a quoted line the mail program broke */
		{ "> a long line of old words that was broken by the program at sixty\nor so\n> old\n\nNew.\n",
		    "New." },
	};

	(void)state;
	CHECK(cases);
}

/* What stands on the line above an attribution is somebody's, though it begins as one does. */
static void test_above_attributions(void **state)
{
	/* clang-format off */
	static const char *const sentences[] = {
		"In May 2027 I come", "I come in May 2027", "On 5 May 2027 is fine", "At 10:30 please", "On 3 May 2027 I am away.",
		"On Tuesday 5 May 2027 we cannot come, thanks", "\xc4\x80" "e, 2027", "\xc4\x80" "e, i te 7 o T\xc4\xabhema 2026",
		"I te 7 o T\xc4\xabhema 2026 ka tae mai au", "2027 will be better", "Monday 7 December 2026 suits me", "On 7 Dec 2026 I wrote to you",
		"In May 2027 I will come to all of the hui of the community of Otago, thank you", "Yes, 2026",
	};
	/* clang-format on */
	static const char *const lines[] = {
		"On Mon, 7 Dec 2026 DPUP <x@y.nz> wrote:",
		"On Mon, 7 Dec 2026 at 10:12, DPUP <x@y.nz> wrote:",
		"On Mon, 7 Dec 2026 at 10:12, DPUP\n<x@y.nz> wrote:",
		"On 7/12/2026 10:12 am, DPUP wrote:",
		"DPUP <x@y.nz> wrote:",
		"On Mon, 7 Dec 2026 at 10:12, Social Wellbeing Agency <\nx@y.nz> wrote:",
		"<x@y.nz> wrote:",
		"On Mon, 7 Dec 2026\nat 10:12, DPUP\n<x@y.nz> wrote:",
		"Le lun. 7 d\xc3\xa9"
		"c. 2026 \xc3\xa0 10:12, DPUP\n<x@y.nz> a \xc3\xa9"
		"crit :",
	};
	static const char *const gaps[] = { "\n", "\n\n" };

	(void)state;
	for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
		for (size_t k = 0; k < 2 * sizeof lines / sizeof lines[0]; k++) {
			struct buf text = BUF_INIT, out = BUF_INIT;

			buf_printf(&text, "%s%s%s\n> old words\n", sentences[i], gaps[k % 2],
			    lines[k / 2]);
			reply_text(&out, buf_all(&text));
			if (strcmp(out.p, sentences[i]) != 0)
				fail_msg("%s\n--- gave\n%s", text.p, out.p);
			buf_release(&text);
			buf_release(&out);
		}
	}
}

/* An attribution that was wrapped goes as a whole. */
static void test_wrapped_attributions(void **state)
{
	static const char *const lines[] = {
		"On Mon, 7 Dec 2026 at 10:12, DPUP\n<x@y.nz> wrote:",
		"On Mon, 7 Dec 2026 at 10:12 AM DPUP <x@y.nz>\nwrote:",
		"On Mon, 7 Dec 2026 at 10:12, Social Wellbeing Agency\nDPUP <x@y.nz> wrote:",
		"On Mon, 7 Dec 2026\nat 10:12, DPUP\n<x@y.nz> wrote:",
		"On Mon, Dec 7, 2026 at 10:12 AM Social Wellbeing Agency of New Zealand <\nx@y.nz> wrote:",
		"On Monday, 7 December 2026 at 10:12, Ng\xc4\x81 Tikanga m\xc5\x8d te Raraunga\n<x@y.nz> wrote:",
		"On 7/12/2026, at 10:12 AM, DPUP of the Social\nWellbeing Agency <x@y.nz> wrote:",
		"Den 7. des. 2026 kl. 10:12 skrev DPUP\n<x@y.nz>:",
		"Am 07.12.2026 um 10:12 schrieb DPUP\n<x@y.nz>:",
		"I te 7 o T\xc4\xabhema 2026 i te 10:12, DPUP\n<x@y.nz> i tuhi:",
		"On Mon, 7 Dec 2026 at 10:12, DPUP <x@y.nz\n> wrote:",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		struct buf text = BUF_INIT, out = BUF_INIT;

		buf_printf(&text, "Yes\n%s\n> old\n", lines[i]);
		reply_text(&out, buf_all(&text));
		if (strcmp(out.p, "Yes") != 0)
			fail_msg("\"%s\" gave \"%s\"", lines[i], out.p);
		buf_release(&text);
		buf_release(&out);
	}
}

static void test_footers(void **state)
{
	static const struct c cases[] = {
		{ "I am out of the office until 5 January 2027.\n\nOn Mon, 30 Nov 2026, DPUP <dpup@example.govt.nz> wrote:\n> hi\n",
		    "I am out of the office until 5 January 2027." },
		{ "I never asked on 5 January 2027\n\nOn Mon, 30 Nov 2026 at 16:02, Agency <\ndpup@example.govt.nz> wrote:\n\n> hi\n",
		    "I never asked on 5 January 2027" },
		{ "In May 2027 at 10:00 I come.\n\n\nAna <ana@example.org> wrote:\n> hi\n",
		    "In May 2027 at 10:00 I come." },
		{ "Sent from my iPhone\n\nPlease take me off", "Please take me off" },
		{ "> To say yes\n\nThis email and any files may be confidential.\nTell us.", "" },
		{ "Hi\n\n-- \nAroha\nHarbour Trust\n", "Hi" },
		{ "Hi\n--\nAroha\n", "Hi" },
		{ "Hi\n\nSent from my iPhone\n", "Hi" },
		{ "Hi\n\nGet Outlook for iOS<https://aka.ms/x>\n", "Hi" },
		{ "Hi\n\nVon meinem iPhone gesendet\n", "Hi" },
		{ "Hi\n\nThis email and any attachments are confidential.\nIf you are not ...\n",
		    "Hi" },
		{ "Hi\n\nCAUTION: This email message and any attachments contain information.\n",
		    "Hi" },
		{ "This email is confidential, please keep it so.\n",
		    "This email is confidential, please keep it so." },
		{ "Hi\n\n_______________________________________________\nmembers mailing list\nmembers@x.nz\n",
		    "Hi" },
		{ "Hi\n****\n\n====\n", "Hi" },
	};

	(void)state;
	CHECK(cases);
}

/* No input makes it slow, or run past its end. */
/* What is nobody's new text: the words of others, without what programs put around them. */
/* What gateways put above. */
static void test_marks(void **state)
{
	static const struct c cases[] = {
		{ "[IN-CONFIDENCE]\n\nYes\n", "Yes" }, { "[SEEMAIL][UNCLASSIFIED]\nYes\n", "Yes" },
		{ "IN CONFIDENCE: RELEASE EXTERNAL\nYes\n", "Yes" },
		{ "Classification: In-Confidence\n\nYes\n", "Yes" },
		{ "CAUTION: This email originated from outside.\nDo not click links.\n\nYes\n",
		    "Yes" },
		{ "In confidence: she is ill\n", "In confidence: she is ill" },
		{ "PUBLIC SERVANTS only?\n", "PUBLIC SERVANTS only?" },
		{ "SENSITIVITY\n", "SENSITIVITY" },
		{ "Yes\n[IN-CONFIDENCE]\n",
		    "Yes\n[IN-CONFIDENCE]" }, /* only above: it may be anything elsewhere */
	};
	/* clang-format off */
	static const struct { const char *subject, *left; } subjects[] = {
		{ "Re: News", "News" }, { "RE: [SEEMAIL] Re[2]: News", "News" }, { "[JIRA] Re: News", "[JIRA] Re: News" },
		{ "Read: News", "Read: News" }, { "", "" }, { "[", "[" }, { "Re:", "" },
	};
	/* clang-format on */

	(void)state;
	CHECK(cases);
	for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++) {
		struct slice s = slice_of(subjects[i].subject);

		while (reply_take_prefix(&s)) {
		}
		if (!slice_is(s, subjects[i].left))
			fail_msg("%s: %.*s", subjects[i].subject, SLICE_ARG(s));
	}
}

static void test_rest(void **state)
{
	static const struct c cases[] = {
		{ "", "" },
		{ "Sent from my iPhone\n", "" },
		{ "-- \nAna\nTe Whare\n", "--\nAna\nTe Whare\n" },
		{ "[IN-CONFIDENCE]\n\n> Reply YES.\n", "Reply YES.\n" },
		{ "> Reply YES.\n>> Older.\n", "Reply YES.\nOlder.\n" },
		{ "On Mon, 9 Nov 2026 at 16:02, DPUP <dpup@example.govt.nz> wrote:\n> Reply YES.\n",
		    "Reply YES.\n" },
		{ "-----Original Message-----\nFrom: DPUP\nSent: Monday\nTo: Ana\nSubject: Hello\n\nReply YES.\nPlease do.\n",
		    "Reply YES.\nPlease do.\n" },
		{ "-- \nAna\n\n> Reply YES.\n--\nDPUP\n", "--\nAna\nReply YES.\n--\nDPUP\n" },
		{ "> Reply YES.\n\nThis email and any files may be confidential.\nTell us.\n",
		    "Reply YES.\n" },
		{ "yes\n\n> Reply YES.\n", "yes\nReply YES.\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT;

		reply_rest(&out, slice_of(cases[i].text));
		if (strcmp(out.n > 0 ? out.p : "", cases[i].expected) != 0)
			fail_msg("case %zu:\n%s\n--- gave\n%s", i, cases[i].text, out.p);
		buf_release(&out);
	}
}

static void test_large(void **state)
{
	static const char *const pieces[] = { "\n", ">", "On 1 Jan 2026 ", "On 10:00\n",
		"On 10:00\n\n", "-- ", "<", ":", "From: a\n", "\xff" };
	struct buf text = BUF_INIT, out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		buf_clear(&text);
		while (text.n < 24576)
			buf_text(&text, pieces[i]);
		buf_clear(&out);
		reply_text(&out, buf_all(&text));
		assert_true(out.n <= text.n);
	}
	buf_release(&text);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_attributions),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_above_attributions),
		cmocka_unit_test(test_wrapped_attributions),
		cmocka_unit_test(test_footers),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
