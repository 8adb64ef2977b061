/* SPDX-License-Identifier: MIT
 * What stands below a name and is not all of a form that footers have: against a yes it spoils it,
 * else a person reads it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/buf.h"
#include "daemon/mail/aside.h"
#include "daemon/mail/consent_words.h"
#include "daemon/mail/reply.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Begins as footers do, and takes the yes above it back. */
/* clang-format off */
static const char *const against[] = {
	"It is urgent that you never write to me again.", "Do not send me anything at all while I am on leave, which is for good.",
	"This was typed by my son on my phone, please excuse typos, he pressed send without me.", "My working hours do not allow it, so do not write to me.",
	"Not sent from me but by a colleague at my desk.", "Urgent: do not do it before I have rung the hall.",
	"Urgent: it must not go out before Bob has read it, it is confidential.", "It is confidential until Bob has read it.", "Only if the survey is free.",
	"I work for Bob, who must read it first.", "This email is confidential and my yes is void.", "On leave from Monday, so not before March.",
	"Confidential: not to be done yet.", "Please consider the environment and never write.", "If this is urgent, wait until I have rung you.",
	"My office hours changed. Which day is the hui?", "This message is confidential. I never wanted it.", "I acknowledge that I did not read it.",
	"We acknowledge that nobody here has agreed.", "Working from home, do not act on it yet.",
};
/* clang-format on */

/* Written after the rule, read once: see test_against. */
/* clang-format off */
static const char *const against_kept_back[] = {
	"After hours only, and never by email.", "Sent from a phone that is not mine.", "Typos and all, it was my daughter who answered.",
	"Confidential unless the convenor agrees.", "I am away and cannot agree to anything.", "Emergency! It is not to happen.",
	"I work Mondays. Hold this until I am back.", "The views expressed are not mine and I disown the above.", "Pay my respects, but leave me out.",
	"Treaty partners must be asked before this goes ahead.",
};
/* clang-format on */

/* Asks something, or tells it, with a word of a footer. */
/* clang-format off */
static const char *const told[] = {
	"I am on leave from 3 to 20 March, can you hold my mail until then?", "Could you tell me in confidence who else is on it?",
	"I am visually impaired - could you send the large print version instead?", "I am deaf and need an NZSL interpreter at the hui, can you arrange one?",
	"This is my mobile. Can somebody ring me on it about what you hold?", "Urgent: my colleague Tom is in danger because his address is on your public page.",
	"Is the hui accessible? I have a hearing aid and need a loop.", "Please call me on 021 555 123 about a complaint.", "I am on leave in May, please pause my mail.",
	"Contact me on 021 555 123 before Friday.", "Our office is closed because of a privacy breach.", "Follow us up on our complaint of March.",
	"If it is urgent please ring my lawyer about the complaint.", "I work at the place you are writing about, and people are upset.", "This email is confidential. Somebody at my office signed me up to spy on me.",
};
/* clang-format on */

/* clang-format off */
static const char *const told_kept_back[] = {
	"My pronouns are wrong on your page, they are she/her.", "I acknowledge your letter of 3 May and am unhappy with it.", "Working hours at our office make the hui hard to reach.",
	"Please excuse my typos, I am upset about what you published.", "Sign language would help me at the hui.", "On leave from 3 May, so write to Tom meanwhile.",
	"Need help with the form you sent.", "The information in this newsletter about our trust is wrong.", "Please consider the environment and post less paper to our office.", "You must not keep what you hold on Bob.",
};
/* clang-format on */

/* Of forms as a whole: nobody reads them, and the yes stands. */
/* clang-format off */
static const char *const known[] = {
	"I work flexible hours. I don't expect you to reply outside of your own.", "My working hours are 9am to 3pm, Monday to Thursday.", "I am on leave 24 Dec to 6 Jan.",
	"Please do not feel obliged to respond outside of your normal working hours.", "This email is confidential. If you are not the intended recipient please delete it and tell us.",
	"Please consider the environment before printing this email. Do you really need to print this?", "I acknowledge the tangata whenua and pay my respects to elders past and present.",
	"We acknowledge the mana whenua of the land we work on.", "My pronouns are he/him. Why do I share them? Ask me about pronouns.", "Our office is closed from 20 December to 10 January.",
	"E kore au e ngaro, he k\xc4\x81kano i ruia mai i Rangi\xc4\x81tea.", "If you or somebody you know is in danger, call 111. Need to talk? Free call or text 1737.", "Please excuse any typos.",
	"I am dyslexic, please excuse my typos.", "Follow us on Facebook and Instagram", "If it is urgent please call 0800 555 123.", "I'm not in the office on Wednesdays.", "DDI 04 463 1234 | Mobile 027 555 0199",
	"15 Show Place, Christchurch 8024", "The information contained in this message is confidential and may be legally privileged. If the reader is not the intended\nrecipient, you are notified that any use, distribution or copying is not authorised.",
	"Any views expressed in this message are those of the individual sender and not necessarily those of the Ministry.", "Part-time: Mon, Wed, Fri", "Senior Advisor, Office of the Chief Executive",
};
/* clang-format on */

/* Written after the rule, read once. */
/* clang-format off */
static const char *const known_kept_back[] = {
	"I work Tuesday to Thursday, 8.30am to 5pm.", "My office hours are Monday to Wednesday.", "I will be away from 1 to 14 July.", "No need to reply outside of your work hours.",
	"This message may contain confidential information and is intended only for the named addressee.", "If you have received this email in error, please notify the sender immediately and delete it.",
	"We accept no liability for any loss or damage caused by viruses.", "Think before you print.", "We respectfully acknowledge Ng\xc4\x81ti Toa as mana whenua of this rohe.", "Pronouns: they/them",
	"We are closed on public holidays.", "Sent from my phone, please excuse brevity.", "In an emergency call 111.", "Part time, Monday and Friday mornings.", "Level 5, 56 The Terrace, Wellington 6011",
	"E-mail is not secure and may be intercepted.", "I sometimes send emails at unusual hours. Please do not feel pressured to respond.", "Wh\xc4\x81ia te iti kahurangi ki te tuohu koe me he maunga teitei.",
};
/* clang-format on */

static struct consent_said read_below(const char *ending)
{
	struct buf text = BUF_INIT;
	struct consent_said said;

	buf_printf(&text, "Yes please\n\nKind regards,\nJane Doe\n\n%s\n", ending);
	said = consent_words_read(buf_all(&text), CONSENT_JOIN, NULL);
	buf_release(&text);
	return said;
}

static bool is_spoilt(const char *ending)
{
	return read_below(ending).answer != CONSENT_YES;
}

static bool is_read(const char *ending)
{
	struct consent_said said = read_below(ending);

	return said.answer != CONSENT_YES || said.has_more;
}

static bool is_order_read(const char *ending)
{
	struct buf text = BUF_INIT;
	bool is_it;

	buf_printf(&text, "Kind regards,\nJane Doe\n\n%s\n", ending);
	is_it = aside_read(buf_all(&text), slice_of("status"), COMMAND_STATUS, NULL).has_words;
	buf_release(&text);
	return is_it;
}

static bool is_nothing(const char *ending)
{
	struct consent_said said = read_below(ending);

	return said.answer == CONSENT_YES && !said.has_more;
}

static size_t count(const char *const *endings, size_t n, bool (*holds)(const char *),
    const char *name)
{
	size_t right = 0;

	for (size_t i = 0; i < n; i++) {
		if (holds(endings[i]))
			right++;
		else
			print_message("not %s: %s\n", name, endings[i]);
	}
	print_message("%zu of %zu %s\n", right, n, name);
	return right;
}

#define ALL(endings, holds) \
	assert_int_equal(count(endings, COUNT(endings), holds, #holds), COUNT(endings))

static void test_against(void **state)
{
	(void)state;
	ALL(against, is_spoilt);
	ALL(against_kept_back, is_spoilt);
}

static void test_told(void **state)
{
	(void)state;
	ALL(told, is_read);
	ALL(told_kept_back, is_read);
	ALL(told, is_order_read);
	ALL(told_kept_back, is_order_read);
	ALL(against, is_order_read);
}

/* Without a name above it, in a paragraph of its own or behind the answer. */
static void test_unsigned(void **state)
{
	static const char *const texts[] = {
		"Yes please\n\nThis email is confidential. I never wanted it.",
		"Yes. This message is confidential and I do not agree.",
		"Yes please\n\nPrivacy notice: where can I read yours? I want to complain about Bob Smith.",
		"Yes please\n\nThis message is confidential. Somebody at my office signed me up to spy on me, please call me",
		"Yes please\n\nImportant notice: I am moving to Otago, could you sign me up there?",
		"Yes please\n\nImportant: please delete all information you have",
		"Yes please\n\nSent from my desk, where nobody wants your mail",
		"Yes please\n\nI acknowledge the letter and refuse"
	};
	static const char *const fine[] = {
		"Yes please\n\nThis email is confidential. If you are not the intended recipient please delete it.",
		"Yes please. Sent from my iPhone", "Yes please\n\nI work Monday to Wednesday.",
		"Yes please\n\nPlease consider the environment before printing this email."
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct consent_said said = consent_words_read(slice_of(texts[i]), CONSENT_JOIN,
		    NULL);

		if (said.answer == CONSENT_YES && !said.has_more)
			fail_msg("%s", texts[i]);
	}
	for (size_t i = 0; i < COUNT(fine); i++) {
		struct consent_said said = consent_words_read(slice_of(fine[i]), CONSENT_JOIN,
		    NULL);

		if (said.answer != CONSENT_YES || said.has_more)
			fail_msg("%s", fine[i]);
	}
}

/* Only a disclaimer to its end is cut off what somebody wrote. */
static void test_reply(void **state)
{
	static const char *const theirs[] = {
		"Privacy notice: where can I read yours? I want to complain about Bob Smith.",
		"This message is confidential. Somebody at my office signed me up to spy on me, please call me.",
		"Important notice: I am moving to Otago, could you sign me up there?",
		"Disclaimer: this is a complaint.",
		"Important - this email is about what you hold on my son.",
		"Please consider the environment and send less paper.",
		"This email is confidential.\nThis email is confidential.\n\nMy colleague is being followed.",
		"If you received this message in error please say so, I am not sure.",
		"Confidentiality: who may see what I tell you?"
	};
	static const char *const disclaimers[] = {
		"This email is confidential. If you are not the intended recipient, please delete it and notify the sender.",
		"Important notice: this message may contain confidential or legally privileged information.",
		"Please consider the environment before printing this email.",
		"Disclaimer: any views expressed are those of the sender.",
		"This message and any attachments are intended only for the addressee.\nMinistry of Social Development\nwww.example.govt.nz",
		"CAUTION: This email and any attachments may contain information that is confidential.",
		"If you have received this email in error please notify us immediately and erase all copies of the message and attachments.",
		"Diese Nachricht enth\xc3\xa4lt vertrauliche Informationen."
	};

	(void)state;
	for (size_t i = 0; i < COUNT(theirs) + COUNT(disclaimers); i++) {
		bool is_theirs = i < COUNT(theirs);
		const char *ending = is_theirs ? theirs[i] : disclaimers[i - COUNT(theirs)];
		struct buf text = BUF_INIT, out = BUF_INIT;

		buf_printf(&text, "status\n\n%s\n", ending);
		reply_text(&out, buf_all(&text));
		if (slice_is(buf_all(&out), "status") == is_theirs)
			fail_msg("%s", ending);
		buf_release(&text);
		buf_release(&out);
	}
}

static void test_known(void **state)
{
	(void)state;
	ALL(known, is_nothing);
	assert_true(count(known_kept_back, COUNT(known_kept_back), is_nothing, "is_nothing") *
	        100 >=
	    COUNT(known_kept_back) * 92);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_against),
		cmocka_unit_test(test_told), cmocka_unit_test(test_known),
		cmocka_unit_test(test_unsigned), cmocka_unit_test(test_reply) };

	return cmocka_run_group_tests_name("footer forms", tests, NULL, NULL);
}
