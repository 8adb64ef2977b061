/* SPDX-License-Identifier: MIT
 * What people write beside an answer to a meeting: what may wait for the list of who comes, what
 * its convenor should have at once, and what is not about coming, beside which "yes" and "no" are
 * counted only where they say of what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "daemon/mail/rsvp_beside.h"
#include "daemon/mail/sign_off.h"

#define Y RSVP_WORDS_YES
#define N RSVP_WORDS_NO
#define M RSVP_WORDS_MAYBE
#define NIL RSVP_BESIDE_NOTHING
#define NOTE RSVP_BESIDE_NOTE
#define MEET RSVP_BESIDE_MEETING
#define OTHER RSVP_BESIDE_OTHER

/* All of them are counted. */
/* clang-format off */
static const struct {
	const char *text;
	enum rsvp_words answer;
	enum rsvp_beside beside;
} counted[] = {
	/* plain answers, in English, te reo, and as telephones write them */
	{ "yes", Y, NIL }, { "Yes please", Y, NIL }, { "\xc4\x81""e", Y, NIL }, { "Ae", Y, NIL }, { "yep", Y, NIL }, { "y", Y, NIL },
	{ "\xf0\x9f\x91\x8d", Y, NIL }, { "Yes, I'll be there.", Y, NIL }, { "ill be there", Y, NIL }, { "See you there", Y, NIL },
	{ "Count me in!", Y, NIL }, { "Ka tae atu au", Y, NIL }, { "Kei te haere mai ahau", Y, NIL }, { "yes +2", Y, NIL }, { "Yes, 3 of us", Y, NIL }, { "yes +2, one is vegetarian", Y, NOTE },
	{ "no", N, NIL }, { "No thanks", N, NIL }, { "nah", N, NIL }, { "k\xc4\x81o", N, NIL }, { "Kaore", N, NIL },
	{ "Sorry, can't make it", N, NIL }, { "cant make it soz", N, NOTE }, { "Apologies", N, NIL },
	{ "E kore ahau e tae atu", N, NIL }, { "Not this time", N, NIL }, { "maybe", M, NIL },
	{ "Kia ora Mere\n\nYes\n\nNg\xc4\x81 mihi\nTama", Y, NOTE }, { "Yes\n\nNg\xc4\x81 mihi\nTama", Y, NIL },
	/* a word to go with it */
	{ "Yes, with Aroha", Y, NOTE }, { "Yes, running late", Y, NIL }, { "Yes, I'm vegetarian", Y, NOTE },
	{ "Yes, bringing two colleagues", Y, NOTE }, { "Sorry, can't make it, my car broke down on the way to Gore", N, NOTE },
	{ "No, I'm working that day", N, NOTE }, { "No, sorry, I have a client meeting", N, NOTE },
	{ "I can't come, I'm at a tangi", N, NOTE }, { "Sorry, can't. Maybe next time.", N, NIL },
	{ "Yes, put me on the attendance list", Y, NOTE }, { "Thanks for your email. Yes, I'll be there", Y, NIL },
	{ "Yes\n\nMere\nEmail: mere@example.org | Ph: 021 555 0199", Y, NOTE },
	{ "Yes\n\nKind regards,\nJane Roe\nEmail: jane@example.org | Data and Privacy Adviser", Y, NIL },
	/* its reader should have it now */
	{ "Yes. Is there parking?", Y, MEET }, { "Yes, I use a wheelchair", Y, MEET }, { "Yes, I need an NZSL interpreter", Y, MEET },
	{ "Yes. Can I bring my supervisor, and what should we prepare?", Y, MEET }, { "Yes, please call me first", Y, MEET },
	{ "Can't make it. Could you send me the notes?", N, MEET }, { "Yes, I'm allergic to nuts", Y, MEET },
	/* what says of itself that they come or do not, beside something else */
	{ "I can't make it. Please pause my emails until March.", N, OTHER }, { "I'll be there. What do you hold about me?", Y, OTHER },
	{ "Can't come. Please send mail to hemi@ngo.nz from now on", N, OTHER },
};
/* clang-format on */

/* Orders, complaints and news of people, which "yes" and "no" only stand in. */
/* clang-format off */
static const char *const others[] = {
	"I no longer want these", "No thanks, please take my name off", "Aroha no longer works here. Please remove her.",
	"No, I never asked for this", "No, this is spam", "No. My new email is aroha@new.nz",
	"Can't make it, too busy, please pause my emails", "K\xc4\x81ore. Tangohia taku ingoa",
	"No, the last meeting shared my client's name with everyone. I want to complain", "Yes, and sign me up for the newsletter too",
	"Apologies, I have left Te Puna", "No, I am not satisfied with your answer", "Accepted, thanks for the data sharing agreement",
	"No thanks, not for me any more", "Yes thanks. Also please add hemi@ngo.nz to your newsletter", "Yes. Also what do you hold about me?",
	"Yes, we agree to share our client data", "Yes, we have had a breach and need help", "Coming. Also my organisation is wrong",
	"Aroha mai, kua tuhi h\xc4\x93 koutou i taku ingoa", "Aroha mai, kua neke au. Kaua e tuari i taku \xc4\xabm\xc4\x93ra ki \xc4\x93tahi atu",
	"No. Who gave you my address?", "No, I've changed jobs", "Sorry, I don't work here", "no more emails please", "No, delete my details",
	"No, he has passed away", "No\n\nPlease unsubscribe me", "nah stop emailing me",
};
/* clang-format on */

static void what_counts(void **state)
{
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++) {
		struct rsvp_heard h = rsvp_beside_read(slice_of(counted[i].text));

		if (!h.is_counted || h.said.answer != counted[i].answer ||
		    h.beside != counted[i].beside)
			failed += (size_t)printf("# \"%s\": counted %d, answer %d, beside %d\n",
			    counted[i].text, h.is_counted, h.said.answer, h.beside);
	}
	assert_int_equal(failed, 0);
}

static void what_is_about_something_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		struct rsvp_heard h = rsvp_beside_read(slice_of(others[i]));

		if (h.is_counted && !(h.said.answer == Y && !h.said.is_bare))
			fail_msg("\"%s\" is counted: %d", others[i], h.said.answer);
		if (h.beside != OTHER)
			fail_msg("\"%s\" is taken for something to do with coming: %d", others[i],
			    h.beside);
	}
}

/* The word is there, and is no answer; or is one, and brings nobody. */
static void what_is_no_answer(void **state)
{
	static const char *const open[] = { "No I haven't got the link yet",
		"No, I didn't get the agenda", "Nope, not yet",
		"I am on leave until 14 January and can't make it to meetings",
		"No I don't have the address" };
	static const char *const noes[] = { "No, I don't have time",
		"Sorry, I'm on leave until 14 January and can't make it",
		"I can't make it, I'm on leave until Monday", "I can no longer make it",
		"No, I'm afraid I can't" };

	(void)state;
	for (size_t i = 0; i < sizeof open / sizeof open[0]; i++) {
		if (rsvp_words_read(slice_of(open[i])).answer != RSVP_WORDS_UNKNOWN)
			fail_msg("\"%s\" is an answer", open[i]);
	}
	for (size_t i = 0; i < sizeof noes / sizeof noes[0]; i++) {
		if (rsvp_words_read(slice_of(noes[i])).answer != N)
			fail_msg("\"%s\" is no no", noes[i]);
	}
	assert_int_equal(
	    rsvp_words_read(slice_of("Yes. Can I bring my supervisor, and what should we prepare?"))
	        .guests,
	    0);
	assert_int_equal(
	    rsvp_words_read(slice_of("Yes, bringing my manager. Is there parking?")).guests, 1);
}

static void sign_offs(void **state)
{
	static const struct {
		const char *text, *above;
	} rows[] = {
		{ "Ask first.\n\nKind regards,\nAroha Secret\n021 555 019", "Ask first." },
		{ "Ask first.\nNg\xc4\x81 mihi\nMere", "Ask first." },
		{ "Ask first.\n\nThanks, Aroha", "Ask first." },
		{ "Ask first.\n\nBest wishes Jane", "Ask first." },
		{ "Thanks for asking first, it helps.\nAnd say why.",
		    "Thanks for asking first, it helps.\nAnd say why." },
		{ "Kia ora,\nask first.", "Kia ora,\nask first." },
		{ "Ask first", "Ask first" },
		{ "yes +2\n\nAmy R\xc4\x81t\xc4\x81 | Senior Adviser", "yes +2" },
		{ "yes +2\n\nPlease note | my manager comes",
		    "yes +2\n\nPlease note | my manager comes" },
		{ "Ask first\nAmy | Sam | Kim asked us", "Ask first\nAmy | Sam | Kim asked us" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct slice text = slice_of(rows[i].text),
		             above = slice_trim(slice_sub(text, 0, sign_off_at(text)));

		if (!slice_is(above, rows[i].above))
			fail_msg("\"%s\": \"%.*s\"", rows[i].text, SLICE_ARG(above));
	}
	assert_true(sign_off_is_doubtful(slice_of("Ask first.\nAroha Secret")));
	assert_true(sign_off_is_doubtful(slice_of("Ask first. Ring me on 021 555 0199")));
	assert_true(sign_off_is_doubtful(slice_of("Ask first: aroha@example.org")));
	assert_false(sign_off_is_doubtful(slice_of("Ask first, write it down, and say why.")));
	assert_false(
	    sign_off_is_doubtful(slice_of("In 2026 we asked 120 people first.\nThey liked it.")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_counts),
		cmocka_unit_test(what_is_about_something_else),
		cmocka_unit_test(what_is_no_answer),
		cmocka_unit_test(sign_offs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
