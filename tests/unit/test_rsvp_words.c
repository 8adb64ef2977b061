/* SPDX-License-Identifier: MIT
 * Sentences people write to "are you coming?", each worked out by hand. At least 95 of 100 are
 * understood, and no "no" (and nothing a person must read) is ever taken for a "yes". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../daemon/mail/rsvp_words.h"

#define Y RSVP_WORDS_YES
#define N RSVP_WORDS_NO
#define M RSVP_WORDS_MAYBE
#define U RSVP_WORDS_UNKNOWN	/* a person must read it */

static const struct {
	const char *text;
	enum rsvp_words answer;
	int guests;
} sentences[] = {
	/* yes */
	{ "yes", Y, 0 }, { "Yes.", Y, 0 }, { "YES!!", Y, 0 }, { "Yes please", Y, 0 }, { "āe", Y, 0 }, { "Ae", Y, 0 },
	{ "Āe, ka pai", Y, 0 }, { "Yep", Y, 0 }, { "Yup, count me in", Y, 0 }, { "yeah", Y, 0 },
	{ "Yes, I'll be there.", Y, 0 }, { "I’ll be there", Y, 0 }, { "I will be there", Y, 0 },
	{ "Kia ora, I will be attending. Ngā mihi, Hana", Y, 0 }, { "Count me in!", Y, 0 },
	{ "See you there", Y, 0 }, { "Sure thing", Y, 0 }, { "Of course", Y, 0 }, { "Can make it", Y, 0 },
	{ "I can make it, thanks", Y, 0 }, { "Happy to attend", Y, 0 }, { "Yes +1", Y, 1 }, { "yes + 2", Y, 2 },
	{ "+1", Y, 1 }, { "Yes, plus one", Y, 1 }, { "Yes, bringing two colleagues", Y, 2 },
	{ "Yes, I'll come with a colleague", Y, 1 }, { "Ill come and two others", Y, 2 },
	{ "Absolutely", Y, 0 }, { "Definitely coming", Y, 0 }, { "Accepted", Y, 0 }, { "Confirmed", Y, 0 },
	{ "I'm coming", Y, 0 }, { "We will be there", Y, 0 }, { "We'll be there", Y, 0 }, { "Keen!", Y, 0 }, { "I'm in!", Y, 0 },
	{ "Yes, no dietary requirements", Y, 0 }, { "No worries, I'll be there", Y, 0 },
	{ "No problem, see you there", Y, 0 }, { "Yes, can't wait!", Y, 0 }, { "Wouldn't miss it", Y, 0 },
	{ "Apologies for the late reply, yes I'm coming", Y, 0 }, { "Yes - looking forward to it", Y, 0 },
	{ "Looking forward to it!", Y, 0 }, { "Yes! Is there parking?", Y, 0 }, { "ok", Y, 0 },
	{ "Yes, I'll dial in", Y, 0 }, { "Will join online", Y, 0 }, { "Chur, will be there", Y, 0 },
	{ "Sounds good", Y, 0 }, { "Please put me down", Y, 0 }, { "Kia ora Mere\n\nYes\n\nNgā mihi\nTama", Y, 0 },
	{ "I am able to attend.", Y, 0 }, { "for sure", Y, 0 }, { "Yes, but I'll be ten minutes late", Y, 0 },
	{ "Tēnā koe, ka tae atu ahau", Y, 0 }, { "Why not", Y, 0 }, { "Certainly, see you then", Y, 0 },
	{ "yes yes yes", Y, 0 }, { "Attending", Y, 0 }, { "ya", Y, 0 },
	/* no */
	{ "no", N, 0 }, { "No.", N, 0 }, { "NO", N, 0 }, { "No thanks", N, 0 }, { "kāo", N, 0 }, { "Kao, aroha mai", N, 0 },
	{ "nope", N, 0 }, { "Nah", N, 0 }, { "yeah nah", N, 0 }, { "Sorry, can't make it", N, 0 },
	{ "Sorry I can’t make it", N, 0 }, { "I cannot attend", N, 0 }, { "I can not come", N, 0 },
	{ "Unable to attend", N, 0 }, { "I won't be there", N, 0 }, { "I will not be able to make it", N, 0 },
	{ "Unfortunately I have another meeting", N, 0 }, { "Apologies", N, 0 }, { "My apologies for this one", N, 0 },
	{ "Apologies from me", N, 0 }, { "I'm on leave that week", N, 0 }, { "I am away", N, 0 },
	{ "Not coming", N, 0 }, { "I'm not coming", N, 0 }, { "not this time", N, 0 }, { "Count me out", N, 0 },
	{ "Declined", N, 0 }, { "I have to decline", N, 0 }, { "I'm overseas until May", N, 0 },
	{ "I have a clash", N, 0 }, { "Double booked, sorry", N, 0 }, { "I'll have to miss this one", N, 0 },
	{ "Sorry, can't. Maybe next time.", N, 0 }, { "No, but I'll be at the next one", N, 0 },
	{ "Can't make it, perhaps Jane can", N, 0 }, { "I'd love to but I'm in Auckland", N, 0 },
	{ "I don't think I can make it", N, 0 }, { "Sick today", N, 0 }, { "no can do", N, 0 },
	{ "I'm not able to come", N, 0 }, { "We won't be able to attend", N, 0 }, { "Regrets", N, 0 },
	{ "I am no longer able to come", N, 0 }, { "Not available, sorry", N, 0 }, { "probably not", N, 0 },
	{ "Next time!", N, 0 }, { "Kāore e taea e au", N, 0 }, { "cant come", N, 0 }, { "wont make it", N, 0 },
	{ "Sorry to say I am unavailable", N, 0 }, { "I will miss this one", N, 0 }, { "I'm out", N, 0 },
	{ "I wish I could", N, 0 }, { "I doubt it", N, 0 }, { "Have another commitment", N, 0 },
	/* maybe */
	{ "maybe", M, 0 }, { "Maybe, depends on the ferry", M, 0 }, { "perhaps", M, 0 }, { "Not sure yet", M, 0 },
	{ "I might be there", M, 0 }, { "Tentative", M, 0 }, { "Hopefully", M, 0 }, { "I'll try", M, 0 },
	{ "I hope to be there", M, 0 }, { "Depends on the weather", M, 0 }, { "Yes if I can get a car", M, 0 },
	{ "Yes, unless it snows", M, 0 }, { "I'll let you know", M, 0 }, { "Not sure if I can make it", M, 0 },
	{ "Possibly, will confirm on Friday", M, 0 }, { "I don't know yet", M, 0 }, { "Should be able to make it", M, 0 },
	{ "Maybe +1", M, 1 }, { "Tērā pea", M, 0 }, { "I can't say yet", M, 0 }, { "Probably", M, 0 },
	{ "Need to check with my manager", M, 0 }, { "Pencil me in", M, 0 }, { "50/50", M, 0 },
	{ "May be able to, will get back to you", M, 0 },
	/* for a person */
	{ "What is the parking like?", U, 0 }, { "Who is coming?", U, 0 }, { "Is anyone coming?", U, 0 },
	{ "Yes, but I can't stay long", U, 0 }, { "Can you send me the agenda?", U, 0 }, { "", U, 0 },
	{ "Thank you", U, 0 }, { "I was coming but now I have surgery", U, 0 }, { "Please confirm the address", U, 0 },
	{ "Yes to the next one, no to this one", U, 0 }, { "My colleague will come instead", U, 0 },
	{ "Sorry to not be there", U, 0 }, { "It would not be right to say yes", U, 0 },
	{ "Never ok for me on Mondays", U, 0 }, { "I'm in Auckland that week", U, 0 },
	{ "I have visitors coming that day and the next", U, 0 },
	{ "It is ok for others, I have surgery on Monday", U, 0 },
	{ "Only Jane from our team can attend that day", U, 0 },
};

static const char *name(enum rsvp_words answer)
{
	static const char *const names[] = { "unknown", "yes", "no", "maybe" };

	return names[answer];
}

static void test_sentences(void **state)
{
	size_t n = sizeof sentences / sizeof sentences[0], right = 0;

	(void)state;
	assert_true(n >= 150);
	for (size_t i = 0; i < n; i++) {
		struct rsvp_said said = rsvp_words_read(slice_of(sentences[i].text));

		if (said.answer == Y && sentences[i].answer != Y)
			fail_msg("\"%s\" (%s) was read as yes", sentences[i].text, name(sentences[i].answer));
		if (said.answer == sentences[i].answer && said.guests == sentences[i].guests)
			right++;
		else
			print_message("\"%s\" gave %s +%d, expected %s +%d\n", sentences[i].text, name(said.answer),
			    (int)said.guests, name(sentences[i].answer), sentences[i].guests);
	}
	print_message("%zu of %zu sentences\n", right, n);
	assert_true(right * 100 >= n * 95);
}

/* Whatever denies stands before a yes: it must not be a yes. */
static void test_denied_yes(void **state)
{
	static const char *const denials[] = { "not", "never", "I don't think", "no,", "can't", "won't", "I doubt",
		"unfortunately", "no longer", "neither", "unable:", "isn't" };
	static const char *const promises[] = { "yes", "coming", "I'll be there", "see you there", "count me in",
		"attending", "keen", "able to attend", "happy to come" };
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof denials / sizeof denials[0]; i++) {
		for (size_t k = 0; k < sizeof promises / sizeof promises[0]; k++) {
			(void)snprintf(text, sizeof text, "%s %s", denials[i], promises[k]);
			if (rsvp_words_read(slice_of(text)).answer == Y)
				fail_msg("\"%s\" was read as yes", text);
		}
	}
}

static void test_limits(void **state)
{
	char text[RSVP_WORDS_MAX * 4 + 16];
	size_t n = 0;

	(void)state;
	for (int i = 0; i < RSVP_WORDS_MAX; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s ", i == 0 ? "yes" : "tui");
	assert_int_equal(rsvp_words_read(slice_make(text, n)).answer, Y);
	(void)snprintf(text + n, sizeof text - n, "tui");
	assert_int_equal(rsvp_words_read(slice_of(text)).answer, U);	/* one word more is a letter */
	assert_int_equal(rsvp_words_read(slice_of("yes +20")).guests, 20);
	assert_int_equal(rsvp_words_read(slice_of("yes +21")).guests, 0);
	assert_int_equal(rsvp_words_read(slice_of("yes +99999999999999999999")).guests, 0);
	assert_true(rsvp_words_read(slice_of("yes, I eat no fish")).has_more);
	assert_false(rsvp_words_read(slice_of("yes, see you there")).has_more);
}

static void test_cut_and_broken(void **state)
{
	static const char text[] = "\xc4\x81" "e, \xe2\x80\x99 +1 yes? can\xe2\x80\x99t\xff\xfe no+";
	char copy[sizeof text];

	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		memcpy(copy, text, sizeof text);
		(void)rsvp_words_read(slice_make(copy, n));	/* no memory is read that is not its own */
		copy[n] = (char)(copy[n] ^ 0x80);
		(void)rsvp_words_read(slice_make(copy, sizeof text - 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sentences), cmocka_unit_test(test_denied_yes), cmocka_unit_test(test_limits),
		cmocka_unit_test(test_cut_and_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
