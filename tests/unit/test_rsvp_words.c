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

#include "daemon/mail/rsvp_words.h"

#define Y RSVP_WORDS_YES
#define N RSVP_WORDS_NO
#define M RSVP_WORDS_MAYBE
#define U RSVP_WORDS_UNKNOWN /* a person must read it */

/* clang-format off */
static const struct {
	const char *text;
	enum rsvp_words answer;
	int guests;
} sentences[] = {
	/* of two people, and not yet */
	{ "Bob can't come but I will", U, 0 }, { "Jo cannot make it but we can.", U, 0 }, { "K\xc4\x81ore an\xc5\x8d", U, 0 },
	{ "Can't make it but I will send my notes", N, 0 },
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
	{ "Different day would work, happy to come then", U, 0 }, { "I'm coming if you reschedule", U, 0 },
	{ "Another day suits me, I can come then", U, 0 }, { "No idea where that is, can you send a map?", U, 0 },
	{ "No idea how I'll get there, but I'm coming", Y, 0 }, { "No, another day please", N, 0 },
	{ "Yes to the next one, no to this one", U, 0 }, { "My colleague will come instead", U, 0 },
	{ "Sorry to not be there", N, 0 }, { "It would not be right to say yes", U, 0 },
	{ "Never ok for me on Mondays", U, 0 }, { "I'm in Auckland that week", U, 0 },
	{ "I have visitors coming that day and the next", U, 0 },
	{ "It is ok for others, I have surgery on Monday", U, 0 },
	{ "Only Jane from our team can attend that day", U, 0 },
	/* As people write: greetings, thanks, slips, signatures, pictures, in two languages. */
	{ "Mōrena Mere, yes I'll be there 😊", Y, 0 }, { "Kia ora e hoa, āe mārika!", Y, 0 }, { "👍", Y, 0 },
	{ "Yes 👍👍", Y, 0 }, { "Ae ka pai, see you Tuesday", Y, 0 }, { "Yip", Y, 0 }, { "Yess", Y, 0 },
	{ "yes pls", Y, 0 }, { "Y", Y, 0 }, { "Good as gold, see you then", Y, 0 },
	{ "Yes, I'll be there with my colleague Hēmi", Y, 1 }, { "Yes please, me plus two", Y, 2 },
	{ "Āe, I'm bringing one other person from our team", Y, 1 },
	{ "Hi, thanks for the invite. I'd love to come!", Y, 0 }, { "I would love to attend, thank you", Y, 0 },
	{ "Yes I am available", Y, 0 }, { "I am available and will attend", Y, 0 },
	{ "I'm free that day, see you there", Y, 0 }, { "Can do!", Y, 0 }, { "Tu meke, count me in", Y, 0 },
	{ "Ka kite i reira!", Y, 0 }, { "I shall be there", Y, 0 }, { "Will be there with bells on", Y, 0 },
	{ "Please register me", Y, 0 }, { "Please RSVP yes for me", Y, 0 }, { "RSVP: yes", Y, 0 },
	{ "Attending - Sione Tau, Ministry of Housing", Y, 0 }, { "Not a problem, I'll be there", Y, 0 },
	{ "Yes, not a problem at all", Y, 0 }, { "I'll be there. No need to save me lunch.", Y, 0 },
	{ "Yeah sounds good, I'm happy to come along", Y, 0 }, { "Yes, I've put it in my calendar", Y, 0 },
	{ "Nau mai! Ka haere mai au", Y, 0 }, { "Kei reira ahau", Y, 0 },
	{ "Yes, from Dunedin office. Can't wait to meet everyone", Y, 0 },
	{ "Yes coming, gluten free please", Y, 0 }, { "I'm in, thanks!", Y, 0 }, { "All good, I'll come", Y, 0 },
	{ "Lovely, I will be coming along", Y, 0 }, { "yes sent from my iPhone", Y, 0 },
	{ "Hi team\n\nYes from me.\n\nCheers\nDave", Y, 0 }, { "Yes I can", Y, 0 }, { "Yes we can make it", Y, 0 },
	{ "Yes! Not bringing anyone", Y, 0 }, { "I can join online", Y, 0 }, { "I'll zoom in", Y, 0 },
	{ "Great, will see you there", Y, 0 }, { "Morning Mere, I'm good for Tuesday, see you there", Y, 0 },
	{ "Yes for me thanks", Y, 0 }, { "Yes from Te Whatu Ora, two of us will be there", Y, 1 },
	{ "Awesome, will be there!", Y, 0 }, { "Kia ora koutou, will be joining online", Y, 0 },
	{ "Happy to be there", Y, 0 }, { "Āe 😀", Y, 0 }, { "Yesss!!!", Y, 0 }, { "Confirming my attendance", Y, 0 },
	{ "I confirm my attendance", Y, 0 }, { "Please count me in for this one", Y, 0 },
	{ "We'd love to join", Y, 0 }, { "I'd like to attend and bring one colleague", Y, 1 }, { "RSVP yes", Y, 0 },
	{ "I'll be attending in person", Y, 0 }, { "Thanks Mere, I have accepted the invite", Y, 0 },
	{ "I'll be there, Hana can't make it though", Y, 0 }, { "Yes, I am able to attend this one.", Y, 0 },
	{ "Yes, that works for me", Y, 0 }, { "That works for me", Y, 0 },
	{ "Wouldn't miss it for the world", Y, 0 }, { "Absolutely keen", Y, 0 },
	{ "Looking forward to seeing everyone", Y, 0 }, { "Yeah I'll be along", Y, 0 },
	{ "Ka pai, hei reira!", Y, 0 }, { "Yes I'll attend.\n\nSent from Outlook for Android", Y, 0 },
	{ "All good for me, see you there", Y, 0 }, { "Yes. Can I please get the agenda?", Y, 0 },
	{ "Hi, yes I would like to come", Y, 0 }, { "Yes Mere, book me in", Y, 0 }, { "Book me in please", Y, 0 },
	{ "Got it in the diary, see you there", Y, 0 }, { "Ōtepoti rōpū will be there! Yes from all of us", Y, 0 },
	{ "Yes please, and I'm vegetarian", Y, 0 }, { "I'll be there about 10.15, coming from another hui", Y, 0 },
	{ "Yes and thanks for organising", Y, 0 }, { "Kei te pai, ka haere mai ahau", Y, 0 },
	{ "Yep will be there 👍", Y, 0 }, { "We are both coming", Y, 0 }, { "Yes definately", Y, 0 },
	{ "I'll be able to attend", Y, 0 }, { "Can attend online", Y, 0 }, { "Good to go, I'll be there", Y, 0 },
	{ "Yes!!!! 🎉🎉", Y, 0 }, { "Yes, I'm bringing a friend", Y, 1 },
	{ "I have no issues with that day, I'll be there", Y, 0 }, { "Count me in too", Y, 0 },
	{ "accepted - thanks", Y, 0 },
	{ "Aroha mai, kāore au e taea te haere mai", N, 0 }, { "Auē, I can't sorry 😢", N, 0 },
	{ "Sorry mate can't do that day", N, 0 }, { "Can't sorry", N, 0 }, { "No from me sorry", N, 0 },
	{ "I'm afraid I won't make it", N, 0 }, { "I'm afraid I cannot be there on the day", N, 0 },
	{ "Apologies, I've got a clash with another hui", N, 0 }, { "Please accept my apologies", N, 0 },
	{ "Please accept my apologies, I will not be able to join you", N, 0 },
	{ "Ka aroha, I'm tied up that day", N, 0 }, { "Sorry, I have a tangi to attend", N, 0 },
	{ "I've got a tangi that day so won't be coming", N, 0 }, { "Sorry I'll be in Wellington that day", N, 0 },
	{ "Not able to make this one sorry", N, 0 }, { "I'm sorry but I can't get there", N, 0 },
	{ "I couldn't make it sorry", N, 0 }, { "I'm going to have to pull the pin on this one", N, 0 },
	{ "I have to give my apologies", N, 0 }, { "Can't get away from work", N, 0 },
	{ "Won't be able to get there", N, 0 }, { "No I can't come, but my colleague Jane will", N, 0 },
	{ "👎", N, 0 }, { "Nah sorry bro", N, 0 }, { "No sorry I'm not keen", N, 0 },
	{ "Kāo, kei te māuiui ahau", N, 0 }, { "I am at a conference that week, so no", N, 0 },
	{ "Sorry, kids are crook so I won't be in", N, 0 }, { "Sorry I can't make it after all", N, 0 },
	{ "I am not going to be able to attend", N, 0 }, { "I'm not gonna make it", N, 0 },
	{ "I'll be on annual leave", N, 0 }, { "I am working from Chathams that day so cant attend", N, 0 },
	{ "N", N, 0 }, { "No. Thanks for the invitation though!", N, 0 },
	{ "Would have loved to come but I'm in court", N, 0 }, { "Thanks but no", N, 0 },
	{ "Thanks for the invite but I will pass", N, 0 }, { "I'd be there if only I could", N, 0 },
	{ "I'd say yes only under protest, I have a funeral", N, 0 }, { "See you there? I doubt I would", N, 0 },
	{ "Sadly I won't be joining", N, 0 }, { "Sadly can't", N, 0 },
	{ "Sorry for the late notice but I can't come", N, 0 }, { "I need to send my apologies", N, 0 },
	{ "Please note my apologies", N, 0 }, { "Apologies from Hana and me", N, 0 }, { "Can't make Tuesday", N, 0 },
	{ "That day doesn't work for me", N, 0 }, { "Doesn't suit sorry", N, 0 },
	{ "I've another engagement that day", N, 0 }, { "My car broke down so I won't be able to come", N, 0 },
	{ "I'm stuck at work, can't get there sorry", N, 0 }, { "I won't make this one", N, 0 },
	{ "Sorry, school holidays so no", N, 0 }, { "Kāo. Kei te mahi ahau.", N, 0 },
	{ "Aroha mai e hoa, kāore ahau e tae atu", N, 0 }, { "Noooo, I'm away that week 😭", N, 0 },
	{ "Not possible for me", N, 0 }, { "I'll have to bow out", N, 0 },
	{ "I need to cancel sorry, my son is sick", N, 0 }, { "Something has come up, I can't make it now", N, 0 },
	{ "Unfortunatly I cant make it", N, 0 }, { "I am unable to join you", N, 0 }, { "Not going", N, 0 },
	{ "I have COVID so won't be there", N, 0 }, { "Im not able too make it", N, 0 },
	{ "If I was free I'd be there", N, 0 }, { "Would be there if not for work", N, 0 },
	{ "Sorry can't make that date", N, 0 }, { "Ah bugger, I can't", N, 0 },
	{ "Will have to be a no from me sorry", N, 0 }, { "I won't be able to attend due to staffing", N, 0 },
	{ "Regretfully I must decline", N, 0 }, { "I'm going to be away", N, 0 },
	{ "Sorry team, I am on leave until 3 March", N, 0 }, { "Ka pōuri ahau, kāore e taea", N, 0 },
	{ "Apologies, in Christchurch that day", N, 0 }, { "No go for me", N, 0 }, { "No I'm not available", N, 0 },
	{ "Not able to be there sorry", N, 0 }, { "Thanks for the invite, however I can't attend", N, 0 },
	{ "I must send apologies for this hui", N, 0 }, { "Unlikely sorry", N, 0 },
	{ "Please take me off, I can't come", N, 0 }, { "I cannot come due to a family bereavement", N, 0 },
	{ "Can't do Tuesdays", N, 0 }, { "Nope, sorry, next time!", N, 0 },
	{ "Happy to come another time, but I can't this month", N, 0 },
	{ "Will try and get there", M, 0 }, { "Will do my best to be there", M, 0 }, { "I'll see how I go", M, 0 },
	{ "Waiting on childcare, will let you know", M, 0 }, { "Depends if I can get a relief teacher", M, 0 },
	{ "Not 100% sure yet", M, 0 }, { "Should be fine, but need to check my diary", M, 0 },
	{ "Maybe - still waiting on the roster", M, 0 }, { "Pencil me in as a maybe please", M, 0 },
	{ "All going well I'll be there", M, 0 }, { "Fingers crossed", M, 0 }, { "Yes, weather permitting", M, 0 },
	{ "Kāore au i te mōhio", M, 0 }, { "I think I can come", M, 0 }, { "I'm a maybe at this stage", M, 0 },
	{ "Potentially", M, 0 }, { "Quite possibly", M, 0 }, { "Maybe. Will know on Friday.", M, 0 },
	{ "I'm not sure I'll be able to come", M, 0 }, { "Put me down as a maybe", M, 0 },
	{ "I will if I can", M, 0 }, { "Likely yes", M, 0 },
	{ "Might have to leave early but should make it", M, 0 },
	{ "I'd like to come but need to check with my boss", M, 0 }, { "Kei te whakaaro tonu ahau, tērā pea", M, 0 },
	{ "I may be away", M, 0 }, { "50-50 at this stage", M, 0 },
	{ "Awaiting approval from my manager, will confirm", M, 0 }, { "Maybe? I'll get back to you", M, 0 },
	{ "Not sure sorry", M, 0 }, { "I'm trying to rearrange another meeting so I can come", M, 0 },
	{ "Possibly if the road's open", M, 0 }, { "It depends on the baby", M, 0 }, { "Tentatively yes", M, 0 },
	{ "I'll do my best", M, 0 }, { "Yes, hopefully", M, 0 }, { "Might do", M, 0 }, { "I hope to make it", M, 0 },
	{ "Was yes, now not sure about that at all, ring me", M, 0 },
	{ "What time does it finish?", U, 0 }, { "Is this one online as well?", U, 0 },
	{ "Please remove me from your list", U, 0 }, { "Yes I got your email, what is the link?", U, 0 },
	{ "Yes I know. I was there last time.", U, 0 }, { "Who else is going?", U, 0 },
	{ "Can I send someone else?", U, 0 }, { "Can Jane come in my place?", U, 0 },
	{ "Could you move it to Thursday?", U, 0 }, { "I already told Mere", U, 0 },
	{ "ok I'll ask Jane to come", U, 0 }, { "I will come to the October one", U, 0 },
	{ "Hi Mere, my mum will be there in spirit", U, 0 }, { "Nice one", U, 0 }, { "Ngā mihi", U, 0 },
	{ "Yes I can't", U, 0 }, { "Is there a koha?", U, 0 }, { "Is Mere coming?", U, 0 },
	{ "Do I need to bring anything?", U, 0 }, { "Please send me the zoom link", U, 0 },
	{ "Do you have the notes from last time?", U, 0 }, { "Can I bring a friend?", U, 0 },
	{ "Thanks Mere", U, 0 }, { "I don't get this email, who are you?", U, 0 },
	{ "Great work on the last hui!", U, 0 }, { "Tama will be there on our behalf", U, 0 },
	{ "My manager is coming", U, 0 }, { "We are sending Jane", U, 0 }, { "I nit coming", U, 0 },
	{ "I'm nto coming", U, 0 }, { "Im npt able to come", U, 0 }, { "I can't say no to that", U, 0 },
	{ "Let's meet at the cafe", U, 0 }, { "Hana is happy to attend in my absence", U, 0 },
	{ "Yes to lunch, no to the meeting", U, 0 }, { "I said yes by mistake", U, 0 },
	{ "I clicked yes but that's wrong", U, 0 }, { "When will you be there?", U, 0 },
	{ "Coming down with something", U, 0 }, { "Can you confirm where it is?", U, 0 },
	{ "I will be there in October, but this month I have court", U, 0 },
	{ "It's on a Monday, yes? I don't work Mondays", U, 0 },
	{ "I wanted to say I'll be there but my flight got canned", U, 0 },
	{ "Yes, I'm aware I'm not on the list", U, 0 }, { "Not sure why I got this", U, 0 },
	{ "Who do I talk to about parking?", U, 0 }, { "What's the dress code", U, 0 },
	{ "Is lunch provided?", U, 0 }, { "Please update my email address", U, 0 },
	{ "I didn't get the link", U, 0 }, { "Why am I getting this?", U, 0 }, { "Thanks for the invite", U, 0 },
	{ "Did I already say yes?", U, 0 }, { "Sam is coming in my stead", U, 0 }, { "I'll send Sam", U, 0 },
	{ "Yes to Zoom? Not in person", U, 0 }, { "Ignore my last yes", U, 0 },
	{ "I'll be there for the previous meeting only", U, 0 }, { "Jane said she will be there", U, 0 },
};
/* clang-format on */

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
			fail_msg("\"%s\" (%s) was read as yes", sentences[i].text,
			    name(sentences[i].answer));
		if (said.answer == sentences[i].answer && said.guests == sentences[i].guests)
			right++;
		else
			print_message("\"%s\" gave %s +%d, expected %s +%d\n", sentences[i].text,
			    name(said.answer), (int)said.guests, name(sentences[i].answer),
			    sentences[i].guests);
	}
	print_message("%zu of %zu sentences\n", right, n);
	assert_true(right * 100 >= n * 95);
}

static void expect_all(const char *const *texts, size_t n, enum rsvp_words answer)
{
	for (size_t i = 0; i < n; i++) {
		enum rsvp_words said = rsvp_words_read(slice_of(texts[i])).answer;

		if (said != answer)
			fail_msg("\"%s\" was read as %s, expected %s", texts[i], name(said),
			    name(answer));
	}
}

/* What is not there, or somebody else who does not come, is no answer: nobody loses their place by
 * it. */
static void test_lacks(void **state)
{
	/* clang-format off */
	static const char *const lacks[] = {
		"just me, no guest now", "no guests from me", "no +1 this time", "no plus one", "no one with me",
		"no extra people, just me", "just one, no more", "no longer bringing a guest",
		"I am no longer bringing anyone", "can no longer bring Mere", "can't bring my guest", "My guest can't come",
		"my colleague can't make it but I can", "my +1 cannot come", "please cancel my +1", "cancel my guest",
		"no link in the invite", "There is no link in my invitation", "no sound on zoom last time",
		"no microphone but I can listen", "no meat please", "no gluten please", "no car so will be on zoom",
		"no address given", "no calendar file in this mail", "no change", "no rush", "no hurry",
		"no question, I'm in", "No way to join by phone", "no parking, maybe next time",
	};
	/* clang-format on */
	/* clang-format off */
	static const char *const plain_no[] = {
		"no soz", "no because my car broke down", "No, due to illness", "no way", "No chance!", "No mate",
		"no regards Jane", "no I can't", "No. Jane", "no at work", "no link, so I can't come",
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof lacks / sizeof lacks[0]; i++) {
		if (rsvp_words_read(slice_of(lacks[i])).answer != U)
			fail_msg("\"%s\" was read as an answer", lacks[i]);
	}
	for (size_t i = 0; i < sizeof plain_no / sizeof plain_no[0]; i++) {
		if (rsvp_words_read(slice_of(plain_no[i])).answer != N)
			fail_msg("\"%s\" was not read as no", plain_no[i]);
	}
}

/* Not to be late, not to miss it, not to need lunch: no "no". */
static void test_not_late(void **state)
{
	/* clang-format off */
	static const char *const coming[] = {
		"I will not be late", "I won't be late", "I'll not be late", "We will not be late",
		"I will never be late again", "I promise not to be late", "I will not miss it", "I won't miss it",
		"I will not miss this one", "I can't miss this", "I cannot miss this one", "I couldn't miss it",
		"I would never miss it", "I won't forget", "I will not forget", "I can't forget, it's in my diary",
		"I won't let you down", "I will not be long", "I won't be far away", "I won't need parking",
		"I will not need a car park", "I won't be needing lunch", "I won't need lunch",
		"I will not require parking", "I won't have lunch", "I won't be bringing anyone",
		"I cannot thank you enough", "I can't believe it is December already",
		"I can't think of anything better", "Can't wait to come", "I can't eat gluten", "I can't eat nuts",
		"I cannot recommend this group enough", "I can't stay long", "I can't stay for lunch",
		"I won't be alone", "I will not be driving", "I won't be on time", "Won't be late",
		"will not be late, promise",
	};
	/* clang-format on */
	/* clang-format off */
	static const char *const yes[] = {
		"Yes, I will not be late", "Yes, I won't be late", "I'll be there and won't be late",
		"I will be there, I won't be late this time", "Yes, I won't forget", "Yes, I won't need parking",
		"Yes, I can't eat gluten", "Yes, my colleague and I will be there", "Yes, I'll be there with Jane",
		"Yes from me", "Yes for me", "Accepted for Tuesday", "Accept, thanks", "Accepted for this one",
		"Yes from both of us", "Confirmed for the 15th",
	};
	/* clang-format on */
	/* clang-format off */
	static const char *const no[] = {
		"I will not be there", "I won't be there, I would be late anyway", "I will miss it",
		"I'll have to miss it", "I can't make it, don't be late without me", "Sorry I forgot, I can't come",
		"I will not be able to come", "I will not come",
		"I won't need my seat", "I won't have time", "Sorry, I can't, I'd be late",
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof coming / sizeof coming[0]; i++) {
		enum rsvp_words answer = rsvp_words_read(slice_of(coming[i])).answer;

		if (answer != U && answer != Y)
			fail_msg("\"%s\" was read as %s", coming[i], name(answer));
	}
	for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
		if (rsvp_words_read(slice_of(yes[i])).answer != Y)
			fail_msg("\"%s\" was not read as yes", yes[i]);
	}
	for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
		if (rsvp_words_read(slice_of(no[i])).answer != N)
			fail_msg("\"%s\" was not read as no", no[i]);
	}
}

/* Who answers for somebody else, or sends somebody else, does not say that they come: their
 * convenor reads it. */
static void test_for_others(void **state)
{
	/* clang-format off */
	static const char *const others[] = {
		"Accept on behalf of Jane", "Accepted on behalf of Jane", "I accept on behalf of Jane",
		"Accepting on behalf of Mere Ngata", "Yes on behalf of Jane", "Yes, on behalf of Jane",
		"On behalf of Jane: yes", "on behalf of my manager, yes", "Confirmed on behalf of Jane Smith",
		"Confirming Jane's attendance", "Confirmed for Jane", "I confirm Jane will be there",
		"I confirm that Jane is coming", "Jane will attend", "Jane accepts", "Jane has accepted",
		"Jane has asked me to accept", "Jane asked me to say yes", "Jane will be there", "Jane can make it",
		"Accept for Jane", "Accepted for Jane", "Yes for Jane", "Yes, Jane will come",
		"Yes, Jane is coming", "Yes, she will be there", "Yes, my manager will be there",
		"My colleague will come instead", "My colleague will come instead of me",
		"My colleague Tama will attend in my place", "Tama is coming instead of me",
		"Yes, Tama will come in my place", "Tama will be there on my behalf", "I'm sending Tama instead",
		"I am sending a colleague", "Yes, sending Tama in my place", "I'll send Tama",
		"Yes, I'll send someone", "Somebody from our office will be there",
		"Yes, someone from our team will attend", "One of us will be there", "Yes one of us will come",
		"Count Jane in", "Put Jane down", "Please put Jane down for this", "RSVP yes for Jane Smith",
		"PP Jane: yes", "Yes as proxy for Jane", "Yes, standing in for Jane",
		"I am Jane's PA, she will attend", "I accept for the Chief Executive", "Chief Executive accepts",
		"Yes (for Mere)", "Mere says yes", "Mere will be coming with me", "The team will be there",
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (rsvp_words_read(slice_of(others[i])).answer != U)
			fail_msg("\"%s\" was read as the writer's own answer", others[i]);
	}
	/* To stand for an organisation is to come. */
	assert_int_equal(
	    rsvp_words_read(slice_of("I'll be attending on behalf of Barnardos")).answer, Y);
}

/* A mailbox that says where its owner is has answered nothing, also where no header of its mail
 * says what it is. */
static void test_mailboxes(void **state)
{
	/* clang-format off */
	static const char *const mailboxes[] = {
		"I am out of the office until 3 December", "I am on parental leave. Please contact Sue instead.",
		"Thank you for your email. I am on annual leave until 12 January and will reply when I return",
		"I'm away until Monday with limited access to email", "I am currently out of the office",
		"Out of office until Monday", "I'm out of the office.", "Thanks for your email. I'm on leave.",
		"Thank you for your message. Unfortunately I am away until the 5th.",
		"I am travelling with limited access. For urgent matters call Jo.", "On annual leave, back 12 January",
		"I am on leave from 3 December to 14 December", "I am on sick leave till further notice",
		"I will respond when I return from leave", "I am away. If it is urgent ring the office.",
		"Tēnā koe. I am on annual leave returning 12 January.", "Currently on leave", "I am away from the office",
		"I no longer work here. Please contact Jo.", "Automatic reply: away",
		"I am overseas and not checking emails",
		"I am on leave. I will be back on Monday.", "Kia ora, I am away from 1 December until 5 January",
		"I'm currently away from my desk", "I've now finished at the Ministry. Please contact Mere.",
		"Our office is closed until 11 January", "I am on bereavement leave, please contact Sue",
		"I am on study leave between 1 and 12 March", "I am unavailable today. In my absence contact Jo.",
	};
	/* clang-format on */
	/* clang-format off */
	static const char *const people[] = {
		"Sorry, I'm on leave that week", "I'll be out of the office that day, sorry", "I'm on leave that week",
		"I am away",
		"I'm away that week", "Sorry team, I am on leave until 3 March", "I'm out of the office on Tuesday",
		"Sorry, out of the office that day", "I'll be on annual leave", "I'm on holiday then", "I'm unavailable",
		"I can't make it, I'm on leave until Monday", "Something urgent has come up, can't make it",
		"Thanks for your message, sorry I can't make it", "I'm going away that week", "I'm going overseas",
		"Aroha mai, I'm away till Friday", "I'm out", "I'm out of town", "Can't come, I'm on parental leave",
	};
	/* clang-format on */

	(void)state;
	expect_all(mailboxes, sizeof mailboxes / sizeof mailboxes[0], U);
	expect_all(people, sizeof people / sizeof people[0], N);
	assert_int_equal(
	    rsvp_words_read(slice_of("Thank you for your email. I'll be there!")).answer, Y);
}

/* What was said no to is not this meeting, or not the coming. */
static void test_not_this(void **state)
{
	/* clang-format off */
	static const char *const unknown[] = {
		"I'm not coming alone", "I won't be coming alone", "I'm not going alone", "I am not attending by myself",
		"I won't come empty handed", "I wouldn't say no", "It's not a no", "I'm not coming by bus",
		"no no no, I'm coming",
		"My team is going", "I'm going with another provider", "I'm going home", "Ka tae au ki te mahi",
		"don't count me out", "Don't count us out yet", "Never count me out",
		"Apologies for last time", "Apologies for missing the last one", "Sorry I couldn't come last time",
		"I couldn't attend the last one", "I was sick last time", "I was away last month",
		"Sorry I missed the last meeting",
		"No, I missed the last one but I will be at this one", "Going to Auckland that day", "I'm going to Auckland",
		"Jane is going", "Are you going?", "I'm going mad", "Going to try", "Kei te haere au ki Tāmaki",
		"yes but leaving my job",
	};
	/* clang-format on */
	/* clang-format off */
	static const char *const yes[] = {
		"yes but leaving at 11", "Yes but I'm leaving early", "Definitely going", "Ka haere mai mātou",
		"yep running late", "running late but yes", "Ka tae au", "Kei te haere au", "Going", "I'm going",
		"Apologies for missing the last one, see you there", "Yes but leaving early", "running late but coming",
		"We're going!", "Kei te haere mātou", "Ka tae mai ahau", "I'm still going", "Going, thanks",
		"Kia ora, ka tae au",
		"Sorry I missed the last one, I'll be there", "Don't count me out, I'm coming", "Running a bit late but yes",
	};
	/* clang-format on */
	/* clang-format off */
	static const char *const no[] = {
		"I'm not coming", "I'm not going", "Not going", "Apologies for last month. Apologies for this one too",
		"I can't come", "I was sick last time and can't come this time", "I'm going to miss it", "Kāore au e tae",
		"I missed the last one and can't make this one",
	};
	/* clang-format on */

	(void)state;
	expect_all(unknown, sizeof unknown / sizeof unknown[0], U);
	expect_all(yes, sizeof yes / sizeof yes[0], Y);
	expect_all(no, sizeof no / sizeof no[0], N);
}

/* Guests are people beside the writer. Where there are more than may be brought, a person is to
 * ask. */
static void test_guests(void **state)
{
	/* clang-format off */
	static const struct { const char *text; enum rsvp_words answer; int guests; } cases[] = {
		{ "Yes, bringing my two kids", Y, 2 }, { "yes and my two kids", Y, 2 }, { "Yes, with my 3 children", Y, 3 },
		{ "Yes, with my partner", Y, 1 }, { "yes and two of my staff", Y, 2 },
		{ "Yes, me and my two colleagues", Y, 2 },
		{ "3 of us", Y, 2 }, { "Yes, 3 of us", Y, 2 }, { "Yes, three of us", Y, 2 }, { "Yes, both of us", Y, 1 },
		{ "Yes, all four of us", Y, 3 }, { "two of us will be there", Y, 1 }, { "3 of us?", U, 0 },
		{ "one of us", U, 0 },
		{ "Three of us can't make it", N, 0 }, { "21 of us", Y, 20 }, { "22 of us", U, 0 },
		{ "Yes, 22 of us", U, 0 },
		{ "yes +20", Y, 20 }, { "yes +21", U, 0 }, { "Yes +1000", U, 0 }, { "yes +99999999999999999999", U, 0 },
		{ "Yes, plus 100", U, 0 }, { "Yes, bringing 30 people", U, 0 }, { "yes with 40 others", U, 0 },
		{ "Yes, bringing 30 muffins", Y, 0 }, { "yes plus 50 students", U, 0 }, { "yes, with my mum", Y, 0 },
		{ "Yes, I'll bring my 2 daughters", Y, 2 }, { "Yes, 021 555 0199", Y, 0 },
		{ "Yes, with three colleagues", Y, 3 },
		{ "Yes, bringing a dozen", Y, 12 }, { "Yes, plus seven", Y, 7 },
		{ "Yes, bringing a couple of friends", Y, 2 },
		{ "Maybe +30", U, 0 }, { "No. +30", N, 0 }, { "+21", U, 0 },
		/* telephones */
		{ "Yes\nJane\n+64 21 555 0199", Y, 0 }, { "Yes please\nPh +64215550199", Y, 0 },
		{ "Yes +1 555 123 4567", Y, 0 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct rsvp_said said = rsvp_words_read(slice_of(cases[i].text));

		if (said.answer != cases[i].answer || said.guests != cases[i].guests)
			fail_msg("\"%s\" gave %s +%d", cases[i].text, name(said.answer),
			    (int)said.guests);
	}
	assert_true(rsvp_words_read(slice_of("yes +21")).has_more);
}

/* Whatever denies stands before a yes: it must not be a yes. */
static void test_denied_yes(void **state)
{
	static const char *const denials[] = { "not", "never", "I don't think", "no,", "can't",
		"won't", "I doubt", "unfortunately", "no longer", "neither", "unable:", "isn't" };
	static const char *const promises[] = { "yes", "coming", "I'll be there", "see you there",
		"count me in", "attending", "keen", "able to attend", "happy to come" };
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
	assert_int_equal(rsvp_words_read(slice_of(text)).answer, U); /* one word more is a letter */
	assert_int_equal(rsvp_words_read(slice_of("yes +20")).guests, 20);
	assert_int_equal(rsvp_words_read(slice_of("yes +21")).guests, 0);
	assert_int_equal(rsvp_words_read(slice_of("yes +99999999999999999999")).guests, 0);
	assert_true(rsvp_words_read(slice_of("yes, I eat no fish")).has_more);
	assert_false(rsvp_words_read(slice_of("yes, see you there")).has_more);
}

static void test_of_answer(void **state)
{
	static const char *const of_it[] = { "No, that was not me", "it wasn't me",
		"I did NOT say so", "I never answered", "Please keep my yes", "Yes, that was me",
		"who wrote this?" };
	static const char *const of_coming[] = { "yes", "no", "No thanks, Ana",
		"No, another meeting that day", "Yes, with Mere", "kao" };

	(void)state;
	for (size_t i = 0; i < sizeof of_it / sizeof of_it[0]; i++) {
		if (!rsvp_words_is_of_answer(slice_of(of_it[i])))
			fail_msg("%s", of_it[i]);
	}
	for (size_t i = 0; i < sizeof of_coming / sizeof of_coming[0]; i++) {
		if (rsvp_words_is_of_answer(slice_of(of_coming[i])))
			fail_msg("%s", of_coming[i]);
	}
}

/* "No" may say that they did not answer; "not coming" says one thing. */
static void test_bare(void **state)
{
	static const char *const bare[] = { "no", "No.", "NO", "k\u0101o", "nope", "no thanks",
		"yes", "Yes please", "\u0101e", "\u0100e, ka pai",
		"Kia ora\n\nNo\n\nNg\u0101 mihi\nMere", "sorry, no", "Confirmed", "ok", "y",
		"maybe" };
	static const char *const plain[] = { "coming", "Not coming", "yes I'm coming",
		"No, can't make it", "no, another meeting", "maybe I can come", "yes +1", "+2",
		"I'll be there", "Yes, see you there", "What?", "" };

	(void)state;
	for (size_t i = 0; i < sizeof bare / sizeof bare[0]; i++) {
		if (!rsvp_words_read(slice_of(bare[i])).is_bare)
			fail_msg("%s: is bare", bare[i]);
	}
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		if (rsvp_words_read(slice_of(plain[i])).is_bare)
			fail_msg("%s: is not bare", plain[i]);
	}
	assert_int_equal(rsvp_words_read(slice_of("coming")).answer, Y);
	assert_int_equal(rsvp_words_read(slice_of("not coming")).answer, N);
}

static void test_cut_and_broken(void **state)
{
	static const char text[] = "\xc4\x81"
	                           "e, \xe2\x80\x99 +1 yes? can\xe2\x80\x99t\xff\xfe no+";
	char copy[sizeof text];

	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		memcpy(copy, text, sizeof text);
		(void)rsvp_words_read(slice_make(copy,
		    n)); /* no memory is read that is not its own */
		copy[n] = (char)(copy[n] ^ 0x80);
		(void)rsvp_words_read(slice_make(copy, sizeof text - 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_lacks),
		cmocka_unit_test(test_not_late),
		cmocka_unit_test(test_for_others),
		cmocka_unit_test(test_mailboxes),
		cmocka_unit_test(test_not_this),
		cmocka_unit_test(test_guests),
		cmocka_unit_test(test_denied_yes),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_of_answer),
		cmocka_unit_test(test_bare),
		cmocka_unit_test(test_cut_and_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
