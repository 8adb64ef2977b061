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
#define UNCLEAR RSVP_BESIDE_UNCLEAR

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

/* Beside a no, or without an answer: a person of ours reads it, and no convenor. */
/* clang-format off */
static const char *const unclear[] = {
	"NO. SHE STILL HITS ME", "NO. HE FOUND ME", "No. Kiri Is Stealing", "No. I would like to leave the group",
	"No. You sent my papers to her husband", "No, he has been to my house", "No, he broke my arm",
	"Yes. Can I speak to somebody at the agency?", "Yes. Who told my ex where I live?", "Yes. My ex found me through your site",
	"Yes, please keep my attendance private",
	"No! STOP",
	"No, unsub",
	"No. Stop inviting me.",
	"No, please cancel my membership",
	"No. I asked you last month to stop",
	"No, I've had enough of these invites",
	"No, don't invite me again",
	"No, I am not Jane",
	"No. Wrong Jane Smith.",
	"No, this was her address, I am her mother, she died in March",
	"Jane is gone, sorry, no",
	"I quit Te Puna in May, sorry, no",
	"Sorry no - I don't do this job now",
	"No, I finished up at Te Puna on Friday",
	"K\xc4\x81o. K\xc4\x81ti te whakap\xc4\x81 mai",
	"K\xc4\x81o, kua mate a H\xc4\x93mi",
	"No. Who told you where I live?",
	"No. Why am I getting this?",
	"Can't come. What do you have written down on me?",
	"No, and Bob Jones should not be told where the refuge is",
	"No, nobody has called me back",
	"No, she still hits me",
	"No, that is not what happened",
	"No, Bob lied",
	"No, I was not told",
	"No, keep it open",
	"No, still waiting",
	"Can't make it, my son has been taken into care",
	"No, my ex-husband found me",
	"I want to report the convenor.",
	"Please don't tell Kiri, but I think she is sharing the attendance list with her business.",
	"Can I raise something confidentially, not with the convenor?",
	"This is for the Social Wellbeing Agency: the convenor is taking money",
	"Can I speak to somebody at the agency?",
	"I would like to lodge a concern about last week's hui",
	"Could someone other than Kiri call me?",
	"Please keep my attendance private, my ex partner is in the group",
	"No - the convenor makes me uncomfortable.",
	"No. I'm not comfortable with how our information is being used",
	"No, I have a protection order against someone who attends",
	"No. I do not want to be in this community",
	"No and please leave me alone",
	"No, never again",
	"No, stop",
};
/* What people say who do not come, or ask of a meeting: its convenor's to read. */
static const char *const plain[] = {
	"Sorry, I'm on leave that week.",
	"No, I have another meeting at that time",
	"Apologies, I'll be in Wellington for a board meeting",
	"Sorry can't make it, kids are sick",
	"Unfortunately I have a clash with our AGM",
	"No sorry, double booked",
	"Can't, I'm at the dentist",
	"K\xc4\x81o, aroha mai, kei te tangi au",
	"Sorry, I won't be able to make it this time. Have a great hui!",
	"No, we're short staffed that day",
	"Apologies from me, I have a prior engagement. Could you send me the minutes please?",
	"Sorry, I am in court that morning",
	"No can do, flat out with end of year reporting",
	"I can't come as my daughter has prize giving",
	"Not able to attend, our team is on a planning day",
	"No, the roads are closed from Haast",
	"Sorry team, working from home with covid",
	"Can't make it, visiting my mum in Nelson",
	"No. Hope it goes well!",
	"Nope, on a training course in Rotorua",
	"I'm afraid I can't attend, I'm moving house that weekend",
	"Apologies, my shift starts at 2",
	"No, I'm away until the 14th",
	"Sorry - flight gets in too late",
	"No but my colleague Hemi will come instead",
	"Unable to attend. Please send me the notes and slides.",
	"Sorry I have to take my nana to the hospital",
	"I have a funeral to go to",
	"We are hosting our own hui that day",
	"No, I will be overseas, please let me know the date of the next one",
	"Is there parking at the venue?",
	"What time does it finish?",
	"Could you send me the link again please?",
	"Where is the venue?",
	"Will it be recorded?",
	"Is lunch provided?",
	"Can I join online?",
	"Who is speaking?",
	"Is there a ramp?",
	"Can I bring my dog?",
	"Thank you for a great hui!",
	"Great session today, thanks heaps",
	"Please send the notes when they are ready",
	"I'll be 10 minutes late",
	"Sorry I missed it, I was sick",
	"Can you tell me how long it goes for?",
	"Does it cost anything?",
	"Maybe, depends on the weather",
	"Maybe - will know closer to the time",
	"Possibly, I need to check with my manager",
	"Not sure yet, waiting on childcare",
};
/* clang-format on */

static void whose_to_read(void **state)
{
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof unclear / sizeof unclear[0]; i++) {
		if (!rsvp_beside_is_other(slice_of(unclear[i])))
			failed += (size_t)printf("# to a convenor: %s\n", unclear[i]);
	}
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		if (rsvp_beside_is_other(slice_of(plain[i])))
			failed += (size_t)printf("# to a person of ours: %s\n", plain[i]);
	}
	assert_int_equal(failed, 0);
}

/* What stands below a closing line is heard, but a name, a card, and what footers say. */
static void below_a_closing_line(void **state)
{
	static const struct {
		const char *text;
		enum rsvp_beside beside;
	} rows[] = {
		{ "Yes\n\nThanks\nI use a wheelchair, is there a ramp?", MEET },
		{ "Yes.\n\nThanks\nWhat is the address?", MEET },
		{ "No\n\nKind regards\nAmy\nP.S. You shared my client's name, I want to complain.",
		    OTHER },
		{ "No thanks\n\nAmy Rata | Please remove me from your list", OTHER },
		{ "No\n\nAmy Rata | Must Agree First", UNCLEAR },
		{ "No\n\nAmy Rata | Senior Adviser, Te Puna", NIL },
		{ "No\n\nAmy Rata | 021 555 0199 | she/her", UNCLEAR },
		{ "Yes\n\nKia ora\nI have a question about what you hold about me", OTHER },
		{ "Yes\n\nNg\xc4\x81 mihi\nAroha\nTe Puna Trust", NIL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		enum rsvp_beside beside = rsvp_beside_read(slice_of(rows[i].text)).beside;

		if (beside != rows[i].beside)
			fail_msg("\"%s\": %d instead of %d", rows[i].text, beside, rows[i].beside);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_counts),
		cmocka_unit_test(what_is_about_something_else),
		cmocka_unit_test(what_is_no_answer),
		cmocka_unit_test(sign_offs),
		cmocka_unit_test(whose_to_read),
		cmocka_unit_test(below_a_closing_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
