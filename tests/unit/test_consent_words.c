/* SPDX-License-Identifier: MIT
 * Sentences people, and robots, write to "do you want mail from us?", "do you really want to leave?", "do you want to
 * stay?" and "did you ask for that?", each judged by hand. No wrong answer is ever made of one, and all of these answers are
 * understood. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "../../daemon/mail/command.h"
#include "../../daemon/mail/consent_words.h"

#define Y CONSENT_YES
#define N CONSENT_NO
#define U CONSENT_NEITHER	/* a person reads it */

struct row {
	const char *to;		/* which questions: J(oin), L(eave), S(tay), P(lain) */
	enum consent_answer answer;
	const char *text;
};

/* What is plainly meant. */
static const struct row answers[] = {
	{ "J", Y, "yes" }, { "J", Y, "Yes" }, { "J", Y, "\"YES\"" }, { "J", Y, "Yes." }, { "J", Y, "Yes please" },
	{ "J", Y, "Yes, please." }, { "J", Y, "Yes thanks" }, { "J", Y, "Yes thank you" }, { "J", Y, "yep" },
	{ "J", Y, "Yup" }, { "J", Y, "yea" }, { "J", Y, "Yip, keen" }, { "J", Y, "Ys" }, { "J", Y, "āe" },
	{ "J", Y, "Āe, tēnā koe" }, { "J", Y, "Āe mārika" }, { "J", Y, "Kia ora,\n\nYes please.\n\nNgā mihi,\nMere" },
	{ "J", Y, "Hi there, yes please!" }, { "J", Y, "I confirm" }, { "J", Y, "I confirm." }, { "J", Y, "Confirmed" },
	{ "J", Y, "I can confirm" }, { "J", Y, "Yes, I confirm" }, { "J", Y, "sign me up" }, { "J", Y, "Please sign me up" },
	{ "J", Y, "Yeah sure why not" }, { "J", Y, "Sure thing" }, { "J", Y, "Sure, count me in" },
	{ "J", Y, "Please add me to the list" }, { "J", Y, "Please subscribe me" }, { "J", Y, "Yes subscribe me please" },
	{ "J", Y, "Yes, that was me" }, { "J", Y, "It was me" }, { "J", Y, "Yes I asked for this" }, { "J", Y, "OK" },
	{ "J", Y, "okay yes" }, { "J", Y, "Absolutely!" }, { "J", Y, "Definitely yes" }, { "J", Y, "Yes of course!" },
	{ "J", Y, "Happy to be included" }, { "J", Y, "I would like to receive your emails" },
	{ "J", Y, "I would love to get this" }, { "J", Y, "Yes I'd love to" }, { "J", Y, "I'm keen" }, { "J", Y, "Go ahead" },
	{ "J", Y, "Please do" }, { "J", Y, "By all means" }, { "J", Y, "I agree" }, { "J", Y, "I consent" },
	{ "J", Y, "Yes, I consent to this" }, { "J", Y, "no problem, yes" }, { "J", Y, "👍" }, { "J", Y, "Yes 👍" },
	{ "J", Y, "👍🏽" }, { "J", Y, "y" }, { "J", Y, "Y" }, { "J", Y, "yes 2, 5 and 7" }, { "J", Y, "YES 1" },
	{ "J", Y, "Yes. 2 and 4" }, { "J", Y, "yes, numbers 1 and 3" },
	{ "J", Y, "Yes please\n\nJane Smith\nSenior Advisor\nMinistry of Social Development\n029 555 0199" },
	{ "J", Y, "Yes\n\nSent from my Samsung Galaxy smartphone." }, { "J", Y, "Yes, thanks.\n\nNāku noa, nā\nHemi" },
	{ "J", Y, "YES\n\nJane" }, { "J", Y, "Yes please. Could you tell me when the next hui in Dunedin is?" },
	{ "J", Y, "Yes please! I work for a small provider in Gore and we have just heard about the Policy." },
	{ "J", Y, "Yes please sign me up, looking forward to reading it" }, { "J", Y, "Yes\n\nIs there a cost for this?" },
	{ "J", Y, "Thanks for the invite, yes please" }, { "J", Y, "Thank you, I'd love to be on the list" },
	{ "J", Y, "Yes I am interested" }, { "J", Y, "I am interested, please sign me up" },
	{ "J", Y, "Yes please keep me in the loop" }, { "J", Y, "Keep me posted please" }, { "J", Y, "Tautoko, āe" },
	{ "J", Y, "Ka pai, yes" }, { "J", Y, "Āe, hono mai" }, { "J", Y, "hono mai" }, { "J", Y, "Yes indeed" },
	{ "J", Y, "Most certainly" }, { "J", Y, "Yes from me" }, { "J", Y, "It's a yes from me" },
	{ "J", Y, "Sounds good, yes please" }, { "J", Y, "Great, yes" }, { "J", Y, "Perfect. Yes please." },
	{ "J", Y, "Yes please, Mere" }, { "J", Y, "Yes please :-)" }, { "J", Y, "yes :)" }, { "J", Y, "Yes, I did sign up" },
	{ "J", Y, "Yes, I did ask for this." }, { "J", Y, "I do" }, { "J", Y, "Yes I'm happy to receive it" },
	{ "J", Y, "Yes please, add me" }, { "J", Y, "Opt in" }, { "J", Y, "Yes, opt in" },
	{ "J", Y, "I'd like to subscribe please" }, { "J", Y, "Accept" }, { "J", Y, "accepted" }, { "J", Y, "YES PLEASE!!!" },
	{ "J", Y, "Yes,thank you!" }, { "J", Y, "Morena, āe, ngā mihi" },
	{ "J", Y, "Kia ora koutou, yes I'd like to join. Mauri ora, Wiremu" }, { "J", Y, "Yes&nbsp;please" },
	{ "J", Y, "*Yes*" }, { "J", Y, "Yes confirm" }, { "J", Y, "Yes, confirmed." }, { "J", Y, "Please confirm me" },
	{ "J", Y, "Yes please confirm my subscription" }, { "J", Y, "Yes, that would be great" },
	{ "J", Y, "Why not, sign me up" }, { "J", Y, "Chur, yes" }, { "J", Y, "Yes, go for it" },
	{ "J", Y, "Yes you have the right address" }, { "J", Y, "Yes this is my address" }, { "J", Y, "Correct" },
	{ "J", Y, "I want in" }, { "J", Y, "Me please" }, { "J", Y, "Please include me" }, { "J", Y, "Put me down for it" },
	{ "J", Y, "Yes, I would like to be on the mailing list." }, { "J", Y, "Yes I would like to sign up please" },
	{ "J", Y, "yes please, I'd like to receive the newsletter" }, { "J", Y, "Yes thanks Mere" },
	{ "J", Y, "Hi, yes please, sorry for the slow reply" }, { "J", Y, "Apologies for the delay. Yes please." },
	{ "J", Y, "Oops, yes please!" }, { "J", Y, "Yes!!! Thank you" }, { "J", Y, "Yas please" }, { "J", Y, "YEP" },
	{ "J", Y, "Go on then" }, { "J", Y, "Oh go on then, yes" }, { "J", Y, "Yes - happy to receive updates." },
	{ "J", Y, "Yes, keep me updated" }, { "J", Y, "Happy for you to email me" }, { "J", Y, "You can email me" },
	{ "J", Y, "Please send me the newsletter" }, { "J", Y, "Please send me your newsletter, thank you" },
	{ "J", Y, "Send it please" }, { "J", Y, "Yes send it through please" }, { "J", Y, "I'd be happy to" },
	{ "J", Y, "I would be happy to join" }, { "J", Y, "Yes we would" }, { "J", Y, "Yes we would like to be included" },
	{ "J", Y, "Yes, this is me and I want to sign up" }, { "J", Y, "Yes I signed up for this" },
	{ "J", Y, "I subscribed yesterday, yes" }, { "J", Y, "Yes I want this" }, { "J", Y, "I do want it" },
	{ "J", Y, "Yes I do want it" }, { "J", Y, "Yes to everything please" }, { "J", Y, "Yes, all of them" },
	{ "J", Y, "yes 3" }, { "J", Y, "Yes 1,2,3" }, { "J", Y, "Yes please 2" }, { "J", Y, "Yes and 3 please" },
	{ "J", Y, "Yes, confirming." }, { "J", Y, "Confirming" }, { "J", Y, "This is to confirm my subscription" },
	{ "J", Y, "I hereby confirm my subscription" }, { "J", Y, "Confirming that I'd like to subscribe, thanks." },
	{ "J", Y, "I confirm. Regards, Peter" }, { "J", Y, "I agree to receive the emails" }, { "J", Y, "I agree to this" },
	{ "J", Y, "I consent to receiving emails from you" }, { "J", Y, "Yes, I understand and agree" }, { "J", Y, "Āe rā" },
	{ "J", Y, "Ae ra" }, { "J", Y, "Āe, e pai ana" }, { "J", Y, "Whakaae" }, { "J", Y, "E whakaae ana au" },
	{ "J", Y, "Āe, ngā mihi ki a koutou" }, { "J", Y, "Āe. Mauri ora!" }, { "J", Y, "Kia ora e te whānau, āe" },
	{ "J", Y, "Yes please folks" }, { "J", Y, "Yes pleas" }, { "J", Y, "Yse please" }, { "J", Y, "yea sure" },
	{ "J", Y, "Yeah mate" }, { "J", Y, "Yep all good" }, { "J", Y, "That's fine, yes" }, { "J", Y, "Yes that's fine" },
	{ "J", Y, "Yes, okay" }, { "J", Y, "Yes ok" }, { "J", Y, "Ok, sign me up" }, { "J", Y, "okay then, yes" },
	{ "J", Y, "Alright, sign me up" }, { "J", Y, "Righto, yes" }, { "J", Y, "Yes of course, no worries" },
	{ "J", Y, "Yes, absolutely!" }, { "J", Y, "Definitely interested, please sign me up" }, { "J", Y, "Definitely" },
	{ "J", Y, "Hell yes" }, { "J", Y, "Heck yes" }, { "J", Y, "Ooh yes please" }, { "J", Y, "Woohoo yes please" },
	{ "J", Y, "👍 yes please" }, { "J", Y, "Yes 🙂" }, { "J", Y, "YES 😀" }, { "J", Y, "yes.\n\n\n" }, { "J", Y, "\"yes\"" },
	{ "J", Y, "'Yes'" }, { "J", Y, "- yes" }, { "J", Y, "* Yes" }, { "J", Y, "yes," }, { "J", Y, "Yes…" },
	{ "J", Y, "My answer is yes" }, { "J", Y, "The answer is yes" },
	{ "J", Y, "Yes please\n\nMere Ngata (she/her) | Kaiārahi | Otago Trust\nPO Box 12, Dunedin\nwww.otagotrust.org.nz" },
	{ "J", Y, "Yes please\n\nJohn Smith JP\nChair, Gore Community Trust\nPh: (03) 208 1234 | Mob: 027 555 1234" },
	{ "J", Y, "Yes please.\n\nSent from my iPhone" },
	{ "J", Y, "Yes please\n\nDr Sarah Jones\nPolicy Manager | Kaiwhakahaere Kaupapa Here\nTe Tāhuhu o te Mātauranga\nDDI +64 4 555 1234\nsarah.jones@education.govt.nz" },
	{ "J", Y, "Kia ora\n\nAe\n\nNga mihi\n\nTama Waititi\nPou Arahi" },
	{ "J", Y, "Good afternoon,\n\nYes please, I would like to subscribe.\n\nMany thanks,\n\nPriya" },
	{ "J", Y, "Hello,\nI confirm my subscription.\nRegards,\nLi Wei" },
	{ "J", Y, "Yes please - and is there a Canterbury group I could join as well?" },
	{ "J", Y, "Yes please. We are a kaupapa Māori provider in Tairāwhiti." },
	{ "J", Y, "Yes please, I heard about this at the hui in Rotorua." },
	{ "J", Y, "Yes, please also add tom@example.org" },
	{ "J", Y, "Yes, could you please use my work address in future?" },
	{ "J", Y, "Yes please\n\nWhen is the first one coming out?" }, { "J", Y, "Yes\n\nCan I also get past issues?" },
	{ "J", Y, "Hi, I met Mere at a workshop last week and she told me about your newsletter. Please sign me up." },
	{ "J", Y, "Please add me to your mailing list. Thanks, Joan" }, { "J", Y, "Would love to be on the list" },
	{ "J", Y, "Would love to" }, { "J", Y, "Love it, sign me up" }, { "J", Y, "Keen please" }, { "J", Y, "Super keen" },
	{ "J", Y, "Very keen, thank you" }, { "J", Y, "Interested please" }, { "J", Y, "Very much so" }, { "J", Y, "Indeed" },
	{ "J", Y, "Yes indeed, thanks" }, { "J", Y, "Most definitely" }, { "J", Y, "Of course, thank you" },
	{ "J", Y, "With pleasure" }, { "J", Y, "Ka rawe, āe" }, { "J", Y, "Yes, I would like to hear from you" },
	{ "J", Y, "Yes - I'd like that" }, { "J", Y, "I'd like that" }, { "J", Y, "I would like that very much" },
	{ "J", Y, "Yes I would like that" }, { "J", Y, "Yes, it was me who asked" },
	{ "J", Y, "Yes, I am the one who signed up" }, { "J", Y, "Yes it is me" }, { "J", Y, "Yes this is right" },
	{ "J", Y, "Yes that's my email address" }, { "J", Y, "Yes, it's me, please go ahead" },
	{ "J", Y, "Please proceed with my subscription" }, { "J", Y, "Please activate my subscription" },
	{ "J", Y, "Please finalise my subscription" }, { "J", Y, "Please complete my sign up" },
	{ "J", Y, "Yes please add me to the newsletter list" }, { "J", Y, "Yes add me" }, { "J", Y, "Add me please" },
	{ "J", Y, "add me" }, { "J", Y, "Yes, put me on the list" }, { "J", Y, "Yes sign me up" },
	{ "J", Y, "YES! Sign me up!" }, { "J", Y, "yep sign me up thanks" },
	{ "J", Y, "Yes, subscribe me to the newsletter" }, { "J", Y, "Please subscribe me to your newsletter" },
	{ "J", Y, "I want to subscribe to the newsletter" }, { "J", Y, "I wish to subscribe" },
	{ "J", Y, "I'd love to subscribe" }, { "J", Y, "We'd love to be included, thank you" },
	{ "J", Y, "Please include us" }, { "J", Y, "Please include our team" }, { "J", Y, "Count us in please" },
	{ "J", Y, "Yes, we are keen" }, { "J", Y, "We're keen" }, { "J", Y, "Yes, for sure!" },
	{ "J", Y, "Yes, thank you very much" }, { "J", Y, "Yes thank you so much" },
	{ "J", Y, "Yes please, thank you so much for this" }, { "J", Y, "Yes, lovely, thanks" },
	{ "J", Y, "Lovely, yes please" }, { "J", Y, "Great - yes please" }, { "J", Y, "Cool, yes" },
	{ "J", Y, "Cool, sign me up" }, { "J", Y, "Sweet, yes please" }, { "J", Y, "Choice, sign me up" },
	{ "J", Y, "Good as gold, yes" }, { "J", Y, "No worries, yes" }, { "J", Y, "No problem, sign me up" },
	{ "J", Y, "No problem at all, yes please" }, { "J", Y, "Not a problem, yes please" },
	{ "J", Y, "Yes (sorry for the delay)" }, { "J", Y, "Yes - apologies for the late reply" },
	{ "J", Y, "Yes please, sorry I missed your first email" }, { "J", Y, "Yes please. Hope you are well." },
	{ "J", Y, "Kia ora e hoa, āe" }, { "J", Y, "Tēnā koe Mere, āe, ngā mihi" }, { "J", Y, "Āe, tēnā koutou" },
	{ "J", Y, "Āe, ka pai tēnā" }, { "J", Y, "Āe, tautoko" }, { "J", Y, "Yes / Āe" }, { "J", Y, "Āe / yes" },
	{ "J", Y, "Yes\nÂe" }, { "J", Y, "Yes please\n\nHeoi anō\nHemi" }, { "J", Y, "Yes please\n\nTe Ara Hou\nKaimahi" },
	{ "J", Y, "Yes please\n--\nJane" }, { "J", Y, "Yes please\n______\nJane Smith" },
	{ "J", Y, "Yes\n\nJane Smith | Advisor\nOranga Tamariki—Ministry for Children\n📞 04 555 0000 | 📧 jane.smith@ot.govt.nz" },
	{ "J", Y, "Yes, please.\n\nNgā mihi nui,\n\nDr. Aroha Te Kanawa (Ngāti Maniapoto)\nKaihautū | Director\nHe Waka Tapu\n161 Pages Road, Christchurch 8061\nT: 03 373 8150 E: aroha@example.org W: www.example.org" },
	{ "J", Y, "Yes please\n\nJane\n\nFrom my phone, please excuse typos" }, { "J", Y, "YES PLEASE\n\nREGARDS\nTOM" },
	{ "J", Y, "yes please\n\nregards\ntom" }, { "J", Y, "yes please regards tom" }, { "J", Y, "Yes, Jane Smith" },
	{ "J", Y, "Yes. Jane" }, { "J", Y, "Yes.\nJane Smith, Policy Analyst" }, { "J", Y, "Yes please 😊 thank you!" },
	{ "J", Y, "👍🏼" }, { "J", Y, "Yes, confirm subscription" }, { "J", Y, "Confirm subscription" },
	{ "J", Y, "Confirm my email" }, { "J", Y, "I confirm my email address" }, { "J", Y, "I confirm it" },
	{ "J", Y, "I confirm please" }, { "J", Y, "I do confirm" }, { "J", Y, "We confirm" },
	{ "J", Y, "I agree, sign me up" }, { "J", Y, "Agreed" }, { "J", Y, "Agreed, yes" }, { "J", Y, "Yes, agreed." },
	{ "J", Y, "Yes I agree" }, { "J", Y, "Yes, I consent" }, { "J", Y, "I accept your invitation" },
	{ "J", Y, "I accept the invitation with thanks" }, { "J", Y, "Happy to accept" }, { "J", Y, "Accept invitation" },
	{ "J", Y, "I'm happy for you to add me" }, { "J", Y, "I am happy to receive emails" },
	{ "J", Y, "I'm happy to be on the list" }, { "J", Y, "Happy to hear from you" },
	{ "J", Y, "I'd be happy to receive it, thanks" }, { "J", Y, "Please do add me" }, { "J", Y, "Please do sign me up" },
	{ "J", Y, "Do sign me up" }, { "J", Y, "Do add me please" }, { "J", Y, "Would you please add me to the list" },
	{ "J", Y, "Could you please add me to the list?" }, { "J", Y, "Could you sign me up please?" },
	{ "J", Y, "Can you please subscribe me?" }, { "J", N, "no" }, { "J", N, "NO." }, { "J", N, "no thanks" },
	{ "J", N, "No, thank you." }, { "J", N, "Nah" }, { "J", N, "Nope" }, { "J", N, "N" }, { "J", N, "Kao" },
	{ "J", N, "Kāo, ngā mihi" }, { "J", N, "Not interested, thanks" }, { "J", N, "I'm not interested" },
	{ "J", N, "please don't" }, { "J", N, "Please don’t" }, { "J", N, "It wasn't me" }, { "J", N, "That was not me" },
	{ "J", N, "I did not ask for this" }, { "J", N, "I didn't ask for this." }, { "J", N, "I never signed up" },
	{ "J", N, "I did not subscribe" }, { "J", N, "unsubscribe" }, { "J", N, "Unsubscribe me" }, { "J", N, "remove me" },
	{ "J", N, "Remove me please" }, { "J", N, "Please remove me from your list" }, { "J", N, "Take me off your list" },
	{ "J", N, "bugger off" }, { "J", N, "Bugger off!" }, { "J", N, "Go away" }, { "J", N, "Leave me alone" },
	{ "J", N, "stop emailing me" }, { "J", N, "Stop sending me emails" }, { "J", N, "Do not email me" },
	{ "J", N, "Don't email me again" }, { "J", N, "Please do not add me" }, { "J", N, "Don't sign me up" },
	{ "J", N, "I do not want this" }, { "J", N, "I don't want to get your emails" },
	{ "J", N, "I do not wish to receive this" }, { "J", N, "I do not consent" }, { "J", N, "Decline" },
	{ "J", N, "Declined" }, { "J", N, "I would rather not, thanks" }, { "J", N, "No way" },
	{ "J", N, "Not for me thanks" }, { "J", N, "Thanks but no thanks" }, { "J", N, "no ta" },
	{ "J", N, "Thank you but I'm not interested" }, { "J", N, "Count me out" }, { "J", N, "opt out" },
	{ "J", N, "Please delete my address" }, { "J", N, "Delete my email address" }, { "J", N, "No, this wasn't me" },
	{ "J", N, "No!\n\nSent from my Samsung Galaxy smartphone." }, { "J", N, "No thanks. Who gave you my address?" },
	{ "J", N, "No thank you, we already get it through our regional office." }, { "J", N, "Hi, no thanks. Regards, Tom" },
	{ "J", N, "Kia ora, kāo. Ngā mihi, Hana" }, { "J", N, "No no no" }, { "J", N, "No, not interested" },
	{ "J", N, "no more emails please" }, { "J", N, "Never" }, { "J", N, "I did not request this email" },
	{ "J", N, "I didn't sign up, please remove me" }, { "J", N, "wasn't me" }, { "J", N, "No it wasn't" },
	{ "J", N, "We do not want this" }, { "J", N, "don't want it" }, { "J", N, "No thanks, I'm fine" },
	{ "J", N, "No thanks, I'm retired" }, { "J", N, "No thanks, too many emails already" }, { "J", N, "Nah I'm good" },
	{ "J", N, "Nah you're right" }, { "J", N, "Nah bro" }, { "J", N, "Nope, not me" }, { "J", N, "Nope sorry" },
	{ "J", N, "Sorry no thanks" }, { "J", N, "Sorry but no" }, { "J", N, "Afraid not" }, { "J", N, "No, sorry" },
	{ "J", N, "No please" }, { "J", N, "No please remove me" }, { "J", N, "Please do not send me any emails" },
	{ "J", N, "Please do not send me anything" }, { "J", N, "do not send me these emails" },
	{ "J", N, "Don't send me this stuff" }, { "J", N, "Stop this please" }, { "J", N, "Please stop this" },
	{ "J", N, "Unsubscribe please" }, { "J", N, "UNSUBSCRIBE" }, { "J", N, "unsubcribe" },
	{ "J", N, "Please unsubscribe me from this list" }, { "J", N, "Please remove this address from your list" },
	{ "J", N, "Please remove us from your mailing list" }, { "J", N, "Please remove my email from your database" },
	{ "J", N, "Take me off" }, { "J", N, "Take my name off" }, { "J", N, "Delete me" },
	{ "J", N, "Please delete my email" }, { "J", N, "I did not sign up for this, please remove me" },
	{ "J", N, "I never signed up for this." }, { "J", N, "I never asked for this" },
	{ "J", N, "I have never asked for this" }, { "J", N, "I haven't signed up for anything" },
	{ "J", N, "I didn't do this" }, { "J", N, "I did not do this" }, { "J", N, "I did not make this request." },
	{ "J", N, "I have not made this request" }, { "J", N, "That wasn't me, sorry" }, { "J", N, "Wasn't me!" },
	{ "J", N, "This was not requested by me" }, { "J", N, "I did not enter my address on your site" },
	{ "J", N, "I am not interested in this" }, { "J", N, "We're not interested" }, { "J", N, "Not keen" },
	{ "J", N, "Not keen sorry" }, { "J", N, "I do not want to subscribe" }, { "J", N, "I don't want to subscribe" },
	{ "J", N, "I do not wish to be on this list" }, { "J", N, "I do not wish to be contacted" },
	{ "J", N, "I would prefer not to" }, { "J", N, "I'd prefer not to" }, { "J", N, "I don't need this" },
	{ "J", N, "I don't need any more emails" }, { "J", N, "I refuse" }, { "J", N, "I decline the invitation" },
	{ "J", N, "Pass" }, { "J", N, "I'll pass on this one" }, { "J", N, "Hard pass" }, { "J", N, "Absolutely not" },
	{ "J", N, "Certainly not" }, { "J", N, "Not a chance" }, { "J", N, "No bloody way" }, { "J", N, "Hell no" },
	{ "J", N, "Go away please" }, { "J", N, "Get stuffed" }, { "J", N, "Kāo, kāore au e hiahia" },
	{ "J", N, "Kāore au i te hiahia" }, { "J", N, "Kaua" }, { "J", N, "Kāore" },
	{ "J", N, "No thanks\n\nSarah Jones | Policy Manager\nDDI 04 555 1234" },
	{ "J", N, "No thank you.\n\nKind regards,\nPeter" }, { "J", N, "No. Please delete my details." },
	{ "J", N, "No thank you - I already receive this at my other address" }, { "J", N, "No, I would not like this" },
	{ "J", N, "I would not like that" }, { "J", N, "No I don't want this" }, { "J", N, "No I do not want to join" },
	{ "J", N, "No, I don't want any emails" }, { "J", N, "We don't want this thanks" },
	{ "J", N, "We are not interested in your newsletter" }, { "J", N, "Not interested at all" },
	{ "J", N, "Not interested in the slightest" }, { "J", N, "No interest" }, { "J", N, "No interest thanks" },
	{ "J", N, "No. Please do not contact me again." }, { "J", N, "Please do not contact me again" },
	{ "J", N, "Please don't contact me" }, { "J", N, "Never contact me again" },
	{ "J", N, "Please never email me again" }, { "J", N, "Do not add me to any list" },
	{ "J", N, "Don't add me to your list please" }, { "J", N, "Please don't sign me up" },
	{ "J", N, "Please do not sign me up for this" }, { "J", N, "Please don't put me on your list" },
	{ "J", N, "You do not have my consent" }, { "J", N, "I do not give consent" }, { "J", N, "I don't give my consent" },
	{ "J", N, "I have not given consent" }, { "J", N, "No consent given" }, { "J", N, "I withdraw" },
	{ "J", N, "I opt out" }, { "J", N, "I'm opting out" }, { "J", N, "Please opt me out" },
	{ "J", N, "Opting out, thanks" }, { "J", N, "Please take me off all your lists" },
	{ "J", N, "Please remove me from all lists" }, { "J", N, "remove me from this list" },
	{ "J", N, "Remove me from your database please" }, { "J", N, "Remove my details" },
	{ "J", N, "Remove my address please" }, { "J", N, "Please erase my address" }, { "J", N, "Please forget my address" },
	{ "J", N, "I was not the one who asked" }, { "J", N, "It was not me who asked for this" },
	{ "J", N, "It wasn't me who signed up" }, { "J", N, "I am not the person who signed up" },
	{ "J", N, "I didn't sign up to anything" }, { "J", N, "I have not signed up for this" },
	{ "J", N, "I've not signed up for this" }, { "J", N, "I have never signed up to this" },
	{ "J", N, "I've never heard of you and did not sign up" }, { "J", N, "I did not subscribe to this list" },
	{ "J", N, "I did not subscribe to anything" }, { "J", N, "I didn't subscribe" }, { "J", N, "I did not ask to join" },
	{ "J", N, "I didn't ask to be added" }, { "J", N, "I did not ask to be added to your list" },
	{ "J", N, "No thanks, not relevant to my work" }, { "J", N, "No thanks not relevant" },
	{ "J", N, "Not relevant, no thanks" }, { "J", N, "No thanks, I don't work in this area" },
	{ "J", N, "No thanks - I've left the sector" }, { "J", N, "No thank you, I am retired." },
	{ "J", N, "Thank you, but no." }, { "J", N, "Thanks, no" }, { "J", N, "Thanks. No." }, { "J", N, "Thank you no" },
	{ "J", N, "Thanks but I'm good" }, { "J", N, "Kia ora, thank you for the invitation but no thank you" },
	{ "J", N, "I appreciate the invite but no thanks" }, { "J", N, "Kāo, aroha mai" },
	{ "J", N, "Kāo, e kore au e hiahia" }, { "J", N, "Kāore, ngā mihi" }, { "J", N, "nooooo" }, { "J", N, "NO NO NO" },
	{ "J", N, "no!!!!" }, { "J", N, "No 👎" }, { "J", N, "❌" }, { "J", N, "🙅" }, { "J", N, "🚫" }, { "L", Y, "yes" },
	{ "L", Y, "Yes" }, { "L", Y, "Yes please" }, { "L", Y, "yes, please" }, { "L", Y, "Yeah" }, { "L", Y, "āe" },
	{ "L", Y, "y" }, { "L", Y, "👍" }, { "L", Y, "Unsubscribe" }, { "L", Y, "unsubscribe me" },
	{ "L", Y, "Yes, please unsubscribe me" }, { "L", Y, "Yes please remove me" }, { "L", Y, "Take me off the list" },
	{ "L", Y, "Yes, take me off please" }, { "L", Y, "I want to leave" }, { "L", Y, "I do want to leave" },
	{ "L", Y, "Yes I really want to leave" }, { "L", Y, "correct" }, { "L", Y, "That is right" },
	{ "L", Y, "Yes that's right" }, { "L", Y, "Confirmed" }, { "L", Y, "I confirm" }, { "L", Y, "Yes it was me" },
	{ "L", Y, "It was me" }, { "L", Y, "Yes I asked" }, { "L", Y, "I asked for it" }, { "L", Y, "Yes, thank you. Jane" },
	{ "L", Y, "Please do" }, { "L", Y, "Go ahead" }, { "L", Y, "STOP" }, { "L", Y, "Stop emailing me" },
	{ "L", Y, "I don't want your emails any more" }, { "L", Y, "No more emails please" },
	{ "L", Y, "Yes. I've changed jobs." }, { "L", Y, "Yes I no longer work in this area" },
	{ "L", Y, "Yes please.\n\nNgā mihi\nMere" }, { "L", Y, "I would like to be removed" },
	{ "L", Y, "I'd like to leave please" }, { "L", Y, "Yes, I am sure" }, { "L", Y, "I'm sure" },
	{ "L", Y, "Yes, all lists" }, { "L", Y, "Yes from all" }, { "L", Y, "Delete me please" }, { "L", Y, "tangohia ahau" },
	{ "L", Y, "Kia ora, yes please take me off. Thanks, Tama" }, { "L", Y, "Sure" }, { "L", Y, "Absolutely" },
	{ "L", Y, "I'm leaving the sector so yes please" }, { "L", Y, "Yes please take me off the list" },
	{ "L", Y, "Yes unsubscribe" }, { "L", Y, "Yes unsubscribe please" }, { "L", Y, "Yes that is correct" },
	{ "L", Y, "Yes correct" }, { "L", Y, "Yes leave" }, { "L", Y, "leave" }, { "L", Y, "I would like to leave" },
	{ "L", Y, "I would like to unsubscribe please" }, { "L", Y, "Please remove me from the mailing list" },
	{ "L", Y, "Remove me from all lists" }, { "L", Y, "Yes, everything" }, { "L", Y, "Yes all of them" },
	{ "L", Y, "Yes, stop" }, { "L", Y, "Yes stop sending me these" }, { "L", Y, "Please stop sending me emails" },
	{ "L", Y, "I no longer want these" }, { "L", Y, "I don't want them any more" },
	{ "L", Y, "Yes, I no longer want it" }, { "L", Y, "Yes, I have left the ministry" },
	{ "L", Y, "Yes. I retire next week." }, { "L", Y, "Yes I did ask to leave" }, { "L", Y, "I did ask to leave" },
	{ "L", Y, "I asked to unsubscribe" }, { "L", Y, "I already asked to be removed" }, { "L", Y, "Yep, cheers" },
	{ "L", Y, "Yeah please" }, { "L", Y, "Āe, ngā mihi" }, { "L", Y, "Āe koa" },
	{ "L", Y, "Yes\n\nJane Smith\nSenior Advisor" }, { "L", Y, "Yes please\n\nSent from my iPhone" },
	{ "L", Y, "Yes, bye" }, { "L", Y, "Affirmative" }, { "L", Y, "Yes, go for it" },
	{ "L", Y, "Yes unsubscribe me from the newsletter" }, { "L", Y, "Please unsubscribe me from all lists" },
	{ "L", Y, "Please unsubscribe us" }, { "L", Y, "I confirm that I want to leave" },
	{ "L", Y, "I confirm I want to unsubscribe" }, { "L", Y, "I confirm that I wish to be removed" },
	{ "L", Y, "Confirm unsubscribe" }, { "L", Y, "Yes, that's what I want" }, { "L", Y, "That's what I want" },
	{ "L", Y, "Yes that is what I asked for" }, { "L", Y, "Yes I'd like to be taken off" },
	{ "L", Y, "Yes please, I don't need it any more" }, { "L", Y, "Yes, I get too many emails" },
	{ "L", Y, "Yes, no longer relevant thanks" }, { "L", Y, "Yes, please remove me from the list. Thank you. Jane" },
	{ "L", Y, "Remove please" }, { "L", Y, "Off please" }, { "L", Y, "I'm out" }, { "L", Y, "Out please" },
	{ "L", Y, "Goodbye, yes" }, { "L", Y, "yes\n\nJane" }, { "L", Y, "Yes. Thank you for everything." },
	{ "L", Y, "Yes, take me off all lists please" }, { "L", Y, "Just take me off" }, { "L", Y, "Just unsubscribe me" },
	{ "L", Y, "Just unsubscribe me already" }, { "L", Y, "Yes I meant it" }, { "L", Y, "Yes really" },
	{ "L", Y, "Yes, really!" }, { "L", Y, "Really, yes" }, { "L", Y, "Yes I really do" }, { "L", Y, "Āe, me wehe au" },
	{ "L", N, "No" }, { "L", N, "NO!" }, { "L", N, "No thank you" }, { "L", N, "nope" }, { "L", N, "kāo" },
	{ "L", N, "n" }, { "L", N, "please don't unsubscribe me" }, { "L", N, "Please don’t unsubscribe me!" },
	{ "L", N, "Do not unsubscribe me" }, { "L", N, "I didn't ask to leave!" }, { "L", N, "I never asked to leave" },
	{ "L", N, "I did not ask to be removed" }, { "L", N, "Keep me on please" }, { "L", N, "keep me" },
	{ "L", N, "Keep me on the list" }, { "L", N, "I want to stay" }, { "L", N, "I'd like to stay" },
	{ "L", N, "I would like to keep getting it" }, { "L", N, "It wasn't me" }, { "L", N, "That was not me" },
	{ "L", N, "No it wasn't me" }, { "L", N, "No, I want to stay" }, { "L", N, "No, please keep me subscribed" },
	{ "L", N, "No I didn't ask for this" }, { "L", N, "I do not want to unsubscribe" }, { "L", N, "No don't" },
	{ "L", N, "Don't" }, { "L", N, "Do not remove me" }, { "L", N, "Don't take me off!" }, { "L", N, "stay" },
	{ "L", N, "I'm staying" }, { "L", N, "No way, I love this newsletter" }, { "L", N, "Hi, no. Regards, Tom" },
	{ "L", N, "No, I still want it" }, { "L", N, "Kāo, kia ora" }, { "L", N, "No, I don't want to leave" },
	{ "L", N, "No please don't" }, { "L", N, "No, don't unsubscribe me" }, { "L", N, "No thank you, I want to stay" },
	{ "L", N, "No, this was a mistake" }, { "L", N, "No. I didn't ask for that." },
	{ "L", N, "No, I didn't request this" }, { "L", N, "I didn't request to leave" },
	{ "L", N, "I did not request to be unsubscribed" }, { "L", N, "I never asked to unsubscribe" },
	{ "L", N, "I did not send that" }, { "L", N, "That was not me, please keep me on the list" },
	{ "L", N, "It wasn't me, I want to stay" }, { "L", N, "I want to stay subscribed" }, { "L", N, "I wish to stay" },
	{ "L", N, "I'd like to remain" }, { "L", N, "I'd like to stay, please don't remove me" },
	{ "L", N, "Please do not remove me" }, { "L", N, "Please do not remove me from the list" },
	{ "L", N, "Don't remove me" }, { "L", N, "Don't take me off the list" }, { "L", N, "Leave me on the list" },
	{ "L", N, "Keep me subscribed" }, { "L", N, "Keep sending" }, { "L", N, "Keep it coming" },
	{ "L", N, "I still want the newsletter" }, { "L", N, "I'm happy to stay" }, { "L", N, "Still interested" },
	{ "L", N, "Kāo, kei te noho au" }, { "L", N, "Nah, keep me on" }, { "L", N, "No way" }, { "L", N, "Definitely not" },
	{ "L", N, "Certainly not!" }, { "L", N, "No, I like it" }, { "L", N, "No, I love getting these" },
	{ "L", N, "No, I enjoy the newsletter" }, { "L", N, "No, I never asked to leave" },
	{ "L", N, "No it must be a mistake" }, { "L", N, "No! That was a mistake." },
	{ "L", N, "That was a mistake, I want to stay" }, { "L", N, "That wasn't me. Keep me on." },
	{ "L", N, "I did not do this" }, { "L", N, "I didn't do this!" }, { "L", N, "Not from me" },
	{ "L", N, "Nope, keep me" }, { "L", N, "No way, keep me on" }, { "L", N, "Please no" },
	{ "L", N, "No no no, keep me on" }, { "L", N, "I don't wish to leave" }, { "L", N, "I'm not leaving" },
	{ "L", N, "I do want to stay" }, { "L", N, "I really want to stay" }, { "L", N, "Leave me subscribed" },
	{ "L", N, "Don't you dare" }, { "L", N, "Please ignore that, I want to stay" }, { "S", Y, "yes" },
	{ "S", Y, "yes please" }, { "S", Y, "yes keep me" }, { "S", Y, "āe" }, { "S", Y, "Āe, ngā mihi" },
	{ "S", Y, "Please keep sending it" }, { "S", Y, "Keep them coming" }, { "S", Y, "stay" },
	{ "S", Y, "I want to stay" }, { "S", Y, "I would like to stay on" }, { "S", Y, "Yes I want to stay" },
	{ "S", Y, "resume" }, { "S", Y, "Yes, still interested" }, { "S", Y, "I'm still interested" },
	{ "S", Y, "Yes please, I still want it" }, { "S", Y, "Keep me on the list please" }, { "S", Y, "Keep me on" },
	{ "S", Y, "Yep, keep me on" }, { "S", Y, "Yup" }, { "S", Y, "Yes thanks" }, { "S", Y, "Yes, thank you" },
	{ "S", Y, "Yes please. I find it useful." }, { "S", Y, "Yes, I find it very useful" },
	{ "S", Y, "Yes! I read every one." }, { "S", Y, "Yes please, keep up the good work" },
	{ "S", Y, "Happy to keep getting it" }, { "S", Y, "I want to keep getting it" }, { "S", Y, "Please continue" },
	{ "S", Y, "Yes, renew" }, { "S", Y, "Yes\nSent from my Samsung phone" }, { "S", Y, "I'm staying" },
	{ "S", Y, "Definitely staying" }, { "S", Y, "Don't stop!" }, { "S", Y, "Please don't unsubscribe me" },
	{ "S", Y, "Do not remove me please" }, { "S", Y, "Absolutely" }, { "S", Y, "ok" }, { "S", Y, "Sure" },
	{ "S", Y, "Kia ora, āe, kei te pai" }, { "S", Y, "Yes, all correct" }, { "S", Y, "Yes. All details are correct." },
	{ "S", Y, "Yes.\nPlease change my name to Kathryn." }, { "S", Y, "Yes - still here!" },
	{ "S", Y, "Sign me up for another year" }, { "S", Y, "Yes, another year please" }, { "S", Y, "Yes I confirm" },
	{ "S", Y, "I wish to remain on the list" }, { "S", Y, "Yes, leave me on" }, { "S", Y, "Leave me on the list please" },
	{ "S", Y, "Yes please, keep it coming" }, { "S", Y, "Yes, please keep sending it" },
	{ "S", Y, "Yes I would like to stay" }, { "S", Y, "Yes I'd love to stay" },
	{ "S", Y, "Yes, I still want the newsletter" }, { "S", Y, "Yes, I want to continue" },
	{ "S", Y, "I'd like to continue receiving it" }, { "S", Y, "I would like to continue" }, { "S", Y, "I wish to stay" },
	{ "S", Y, "I wish to continue" }, { "S", Y, "Please leave me on the list" },
	{ "S", Y, "Please keep me on your mailing list, thank you" }, { "S", Y, "Keep me" }, { "S", Y, "Keep" },
	{ "S", Y, "Stay please" }, { "S", Y, "I'll stay" }, { "S", Y, "Yes I'll stay, thanks" }, { "S", Y, "Yes, stay" },
	{ "S", Y, "Yes, continue" }, { "S", Y, "Yes, subscribe" }, { "S", Y, "Yes, I find them really useful" },
	{ "S", Y, "Yes please, it's really helpful" }, { "S", Y, "Yes please, I read it every month" },
	{ "S", Y, "Yes. It is great." }, { "S", Y, "Yes thanks, all details correct" },
	{ "S", Y, "Yes, everything is correct" }, { "S", Y, "Yes, no changes" }, { "S", Y, "Yes, details unchanged" },
	{ "S", Y, "Yes. Please update my organisation to MSD." }, { "S", Y, "Yes please. My new role is Team Leader." },
	{ "S", Y, "Āe, kei te noho au" }, { "S", Y, "Āe, me noho au" }, { "S", Y, "Yes\n\nJane Smith\nSenior Advisor\nMSD" },
	{ "S", Y, "Yes please :)" }, { "S", Y, "Yes to stay" }, { "S", Y, "Yes I wish to stay on your list" },
	{ "S", Y, "Please do not remove me from the list" }, { "S", Y, "Please don't take me off" },
	{ "S", Y, "Yes, sorry for the late answer" }, { "S", Y, "Sorry I missed the first one. Yes please, I want to stay." },
	{ "S", Y, "Yes I do" }, { "S", Y, "I do" }, { "S", Y, "Yes I do want to stay" },
	{ "S", Y, "Yes of course, I love it" }, { "S", Y, "Yes, it's a great newsletter" },
	{ "S", Y, "Yes! Great newsletter" }, { "S", Y, "Yes please, always interesting" },
	{ "S", Y, "Yes, I still find it useful" }, { "S", Y, "Yes. Still relevant." },
	{ "S", Y, "Yes, still relevant to my work" }, { "S", Y, "Yes, that's all correct thanks" },
	{ "S", Y, "Yes, those details are correct" }, { "S", Y, "Yes, everything is fine" }, { "S", Y, "Yes, all fine" },
	{ "S", Y, "Yes, all is well" }, { "S", Y, "Keep sending please" }, { "S", Y, "Please keep them coming" },
	{ "S", Y, "Please keep it coming" }, { "S", Y, "Please keep sending me the newsletter" },
	{ "S", Y, "Please keep me on" }, { "S", Y, "Please leave me on" }, { "S", Y, "I'd like to keep getting it please" },
	{ "S", Y, "I'd like to carry on" }, { "S", Y, "Happy to carry on" }, { "S", Y, "Happy to continue" },
	{ "S", Y, "Continue please" }, { "S", Y, "Yes please continue to send it" }, { "S", Y, "Yes renew my subscription" },
	{ "S", Y, "Renew please" }, { "S", Y, "Still keen" }, { "S", Y, "Yes still keen" }, { "S", Y, "Still keen, thanks" },
	{ "S", Y, "We want to stay" }, { "S", Y, "We would like to stay on the list" },
	{ "S", Y, "Yes, our team would like to stay" }, { "S", Y, "āe tonu" }, { "S", Y, "Āe, haere tonu" }, { "S", N, "No" },
	{ "S", N, "No thanks" }, { "S", N, "no thanks, I have retired" }, { "S", N, "nope" }, { "S", N, "kāo" },
	{ "S", N, "n" }, { "S", N, "Please unsubscribe me" }, { "S", N, "please remove me" },
	{ "S", N, "Please take me off" }, { "S", N, "stop" }, { "S", N, "Stop please" },
	{ "S", N, "Please stop sending these" }, { "S", N, "I no longer want these emails" },
	{ "S", N, "I do not want to stay" }, { "S", N, "I want to leave" }, { "S", N, "I'd like to leave please" },
	{ "S", N, "Not interested any more" }, { "S", N, "I'm no longer interested" }, { "S", N, "No, take me off please" },
	{ "S", N, "No, please unsubscribe me" }, { "S", N, "No thanks. Jane" }, { "S", N, "No, I've changed jobs" },
	{ "S", N, "Please delete my details" }, { "S", N, "leave" }, { "S", N, "No more emails" },
	{ "S", N, "Not any more thanks" }, { "S", N, "Cancel my subscription please" }, { "S", N, "Please cancel" },
	{ "S", N, "👎" }, { "S", N, "tangohia ahau" }, { "S", N, "No, I have retired" }, { "S", N, "No, I am retired now" },
	{ "S", N, "No, no longer needed" }, { "S", N, "No, not any more" }, { "S", N, "No longer needed thanks" },
	{ "S", N, "No. Please remove me from your list." }, { "S", N, "Please remove my details" },
	{ "S", N, "Please remove my email address from your list" }, { "S", N, "Please delete my email address" },
	{ "S", N, "Take me off the list" }, { "S", N, "Unsubscribe please" }, { "S", N, "I would like to unsubscribe" },
	{ "S", N, "I want to unsubscribe" }, { "S", N, "I wish to unsubscribe" }, { "S", N, "I do not wish to stay" },
	{ "S", N, "I don't wish to stay on the list" }, { "S", N, "I do not want to continue" },
	{ "S", N, "I no longer wish to receive this" }, { "S", N, "I don't need these emails any more" },
	{ "S", N, "I'm not interested any more" }, { "S", N, "Stop sending me this" }, { "S", N, "Please stop emailing me" },
	{ "S", N, "Cancel please" }, { "S", N, "Leave please" }, { "S", N, "Remove" }, { "S", N, "Remove please" },
	{ "S", N, "Nah, take me off" }, { "S", N, "Nope, remove me" }, { "S", N, "No\n\nJane Smith\nSenior Advisor\nMSD" },
	{ "S", N, "No thanks\nSent from my iPhone" }, { "S", N, "I don't want to stay on the list" },
	{ "S", N, "I would not like to stay" }, { "S", N, "I would rather leave" }, { "S", N, "I'd rather leave" },
	{ "S", N, "I'd prefer to leave" }, { "S", N, "Time to leave" }, { "S", N, "Please let me go" },
	{ "S", N, "Please end my subscription" }, { "S", N, "End my subscription" }, { "S", N, "Cancel subscription" },
	{ "S", N, "cancel my subscription" }, { "S", N, "Please take me off the list, I've retired" },
	{ "S", N, "I have retired, please remove me" }, { "S", N, "I've changed jobs so please take me off" },
	{ "S", N, "I'm no longer in the sector so no thanks" }, { "S", N, "No longer relevant to me, please unsubscribe" },
	{ "S", N, "No longer relevant, please remove me" }, { "S", N, "Not relevant any more, please unsubscribe me" },
	{ "S", N, "No, I don't read it" }, { "S", N, "No I don't want to stay" }, { "S", N, "No I would like to leave" },
	{ "S", N, "No, unsubscribe" }, { "S", N, "No, stop" }, { "S", N, "No stop" }, { "S", N, "No need to keep me on" },
	{ "S", N, "Not needed any more" }, { "S", N, "No thanks, too many emails" }, { "S", N, "Kāo, kua rītaia au" },
	{ "P", Y, "yes" }, { "P", Y, "Yes please" }, { "P", Y, "āe" }, { "P", Y, "yep" }, { "P", Y, "It was me" },
	{ "P", Y, "Yes, I asked for that" }, { "P", Y, "I did" }, { "P", Y, "That's right" }, { "P", Y, "confirmed" },
	{ "P", Y, "I confirm" }, { "P", Y, "Go ahead" }, { "P", Y, "please do" }, { "P", Y, "Do it" },
	{ "P", Y, "Yes, thank you\nJane" }, { "P", Y, "sure" }, { "P", Y, "This is me" }, { "P", Y, "Yes, that's me" },
	{ "P", Y, "Yes it's me" }, { "P", Y, "Yes I asked for this" }, { "P", Y, "Yes I asked you to" },
	{ "P", Y, "Yes, please go ahead" }, { "P", Y, "Yes please proceed" }, { "P", Y, "Please go ahead" },
	{ "P", Y, "Proceed" }, { "P", Y, "Yes that's correct" }, { "P", Y, "That is correct" }, { "P", Y, "It's right" },
	{ "P", Y, "This is right" }, { "P", Y, "Yes this is my address" }, { "P", Y, "Yes I write from this address too" },
	{ "P", Y, "This is my address" }, { "P", Y, "I confirm this" }, { "P", Y, "Āe, ko au" }, { "P", Y, "Āe, ko au tēnā" },
	{ "P", Y, "Yes, tell them" }, { "P", Y, "Yes please tell them" }, { "P", Y, "Yes, I sent that" },
	{ "P", Y, "Yes, I did that" }, { "P", Y, "Yes I want that" }, { "P", Y, "Yes that was my request" },
	{ "P", Y, "Yes, it is my address" }, { "P", Y, "I asked for it" }, { "P", Y, "It was me, yes" },
	{ "P", Y, "Yup that was me" }, { "P", Y, "Yes this is correct" }, { "P", Y, "All correct" },
	{ "P", Y, "Please do it" }, { "P", Y, "Do that please" }, { "P", Y, "Yes, cancel it" }, { "P", Y, "Yes, move it" },
	{ "P", Y, "Yes delete everything" }, { "P", Y, "Yes, forget me" }, { "P", N, "no" }, { "P", N, "No" },
	{ "P", N, "kāo" }, { "P", N, "It wasn't me" }, { "P", N, "No, that was not me" },
	{ "P", N, "I did not ask for that" }, { "P", N, "Please don't" }, { "P", N, "Don't" }, { "P", N, "No, I didn't" },
	{ "P", N, "No! Not me." }, { "P", N, "I never asked for that" }, { "P", N, "No, it wasn't me" },
	{ "P", N, "No that wasn't me" }, { "P", N, "I did not" }, { "P", N, "No, please don't" }, { "P", N, "No, do not" },
	{ "P", N, "Do not" }, { "P", N, "Not me" }, { "P", N, "That's not me" }, { "P", N, "I did not ask for it" },
	{ "P", N, "I didn't do that" }, { "P", N, "I did not send that" }, { "P", N, "Kāo, ehara ko au" },
	{ "P", N, "No way" }, { "P", N, "Absolutely not" }, { "P", N, "No I didn't ask for this" },
	{ "P", N, "No that's not right" }, { "P", N, "No, that's wrong" }, { "P", N, "That is wrong" },
	{ "P", N, "That's not right" }, { "P", N, "Not correct" }, { "P", N, "I didn't send this" },
	{ "P", N, "I have not asked for this" }, { "P", N, "I did not ask for this change" },
	{ "P", N, "Please do not change anything" }, { "P", N, "Please don't do that" }, { "P", N, "Don't do it" },
	{ "P", N, "Do not do this" }, { "P", N, "No. Not my address." }, { "P", N, "Not my address" },
	{ "P", N, "This is not my address" },
};

/* What is no answer, whoever wrote it. */
static const struct row neither[] = {
	{ "JLSP", U, "Your request (12345) has been received" },
	{ "JLSP", U, "Your request has been received and a ticket has been created. Reference: REQ-20931." },
	{ "JLSP", U, "[Zendesk] Your request (#4411) has been updated. To add comments, reply to this email." },
	{ "JLSP", U, "##- Please type your reply above this line -##\nYour request (99) has been received and is being reviewed by our support staff." },
	{ "JLSP", U, "Confirmed. Ticket 123 has been created." },
	{ "JLSP", U, "Case 00123456 has been created. A member of our team will be in touch within 2 working days." },
	{ "JLSP", U, "Freshdesk: we have received your request and a ticket has been created with ID 771." },
	{ "JLSP", U, "Accepted: DPUP hui @ Tue 8 Dec" }, { "JLSP", U, "Yes! We got your message." },
	{ "JLSP", U, "We have received your enquiry. Yes, a person will read it." },
	{ "JLSP", U, "Thank you for your email. Your enquiry is important to us." },
	{ "JLSP", U, "Kia ora, thanks for getting in touch with Hamilton City Council. We aim to respond within 5 working days." },
	{ "JLSP", U, "Hello, your message to info@trust.org.nz was delivered to our helpdesk queue. Ref 2020/331" },
	{ "JLSP", U, "Thanks for your email! Our office hours are Monday to Thursday 9am - 3pm." },
	{ "JLSP", U, "Your support case was resolved. If you agree reply YES, if not reply NO." },
	{ "JLSP", U, "Delivery has been delayed: we will keep trying." },
	{ "JLSP", U, "I apologize for this automatic reply to your email. To control spam, I now allow incoming messages only from senders I have approved beforehand." },
	{ "JLSP", U, "Please click the link below to complete the verification process. You have to do this only once." },
	{ "JLSP", U, "I am out of the office until Monday 7 December with limited access to email." },
	{ "JLSP", U, "I'm on annual leave, back on 14 January. For urgent matters call Jo on 04 555 0000." },
	{ "JLSP", U, "I am currently on parental leave. Please contact Tania in my absence." },
	{ "JLSP", U, "Kia ora, I work Monday to Wednesday. I will reply when I am next in." },
	{ "JLSP", U, "Amy has left the organisation" },
	{ "JLSP", U, "Amy no longer works here. Please update your records." },
	{ "JLSP", U, "Ich bin bis zum 12. Dezember nicht im Büro. Ja, Ihre Mail wird nicht weitergeleitet." },
	{ "JLSP", U, "Je suis absent du bureau jusqu'au 3 janvier. Oui, je lirai votre message à mon retour." },
	{ "JLSP", U, "Sono fuori ufficio fino al 7 gennaio." },
	{ "JLSP", U, "Ik ben afwezig tot 4 januari. Ja, uw bericht wordt gelezen." },
	{ "JLSP", U, "Jeg er på ferie til 10. januar og svarer når jeg er tilbage." },
	{ "JLSP", U, "Olen lomalla 10.1. asti." }, { "JLSP", U, "Jestem na urlopie do 5 stycznia." },
	{ "JLSP", U, "Я в отпуске до 10 января." }, { "JLSP", U, "只今不在にしております。" }, { "JLSP", U, "자동 회신: 부재중입니다." },
	{ "JLSP", U, "Kei waho au i te tari i tēnei wiki." }, { "JLSP", U, "Ofisten uzaktayım, 10 Ocak'ta döneceğim." },
	{ "JLSP", U, "Maybe later" }, { "JLSP", U, "maybe" }, { "JLSP", U, "Perhaps next year" }, { "JLSP", U, "Not sure" },
	{ "JLSP", U, "I'll think about it" }, { "JLSP", U, "I need to check with my manager first" },
	{ "JLSP", U, "Not now" }, { "JLSP", U, "Not right now, ask me again in March" }, { "JLSP", U, "It depends" },
	{ "JLSP", U, "What is this?" }, { "JLSP", U, "What is this about?" }, { "JLSP", U, "What?" },
	{ "JLSP", U, "Who are you, where did you get this address?" }, { "JLSP", U, "Who is this" },
	{ "JLSP", U, "Where did you get my email from?" }, { "JLSP", U, "Why am I getting this?" },
	{ "JLSP", U, "Is this a scam?" }, { "JLSP", U, "Is this legit?" }, { "JLSP", U, "How much does it cost?" },
	{ "JLSP", U, "How often do you send it?" }, { "JLSP", U, "Could you explain what I would be agreeing to?" },
	{ "JLSP", U, "What list is this for" }, { "JLSP", U, "?\?\?" }, { "JLSP", U, "huh" }, { "JLSP", U, "Yes?" },
	{ "JLSP", U, "No?" }, { "JLSP", U, "Really?" }, { "JLSP", U, "Should I say yes?" },
	{ "JLSP", U, "Do I reply yes or what" }, { "JLSP", U, "What happens if I say no?" },
	{ "JLSP", U, "How do I unsubscribe?" }, { "JLSP", U, "Can I unsubscribe later?" },
	{ "JLSP", U, "Did I ask for this?" }, { "JLSP", U, "Was it me?" },
	{ "JLSP", U, "I think somebody else used my address" }, { "JLSP", U, "I think my colleague may have signed up" },
	{ "JLSP", U, "It says reply YES but I don't know to what" }, { "JLSP", U, "Yes but not the newsletter" },
	{ "JLSP", U, "Yes and no" }, { "JLSP", U, "yes no" }, { "JLSP", U, "Yes or no" }, { "JLSP", U, "Yes, maybe" },
	{ "JLSP", U, "Yes, if my manager agrees" }, { "JLSP", U, "Yes, I got your email but what is it?" },
	{ "JLSP", U, "Yes I am out of the office" }, { "JLSP", U, "Yes, who is this?" },
	{ "JLSP", U, "Yes hello, who are you?" }, { "JLSP", U, "Yes, Prime Minister" }, { "JLSP", U, "Yeah right" },
	{ "JLSP", U, "Yeah, right." }, { "JLSP", U, "Oh yes, another newsletter, just what I need" },
	{ "JLSP", U, "I would say yes but my boss says no" }, { "JLSP", U, "My dog says yes" },
	{ "JLSP", U, "I am not saying yes" }, { "JLSP", U, "I can't say yes" }, { "JLSP", U, "I did not say yes" },
	{ "JLSP", U, "I can't say no" }, { "JLSP", U, "Don't take this as a yes" }, { "JLSP", U, "This is not a no" },
	{ "JLSP", U, "Neither yes nor no" }, { "JLSP", U, "No idea what this is" }, { "JLSP", U, "no idea" },
	{ "JLSP", U, "No such person at this address" }, { "JLSP", U, "no subject" }, { "JLSP", U, "No problem" },
	{ "JLSP", U, "No worries" }, { "JLSP", U, "No. 5 Queen Street is our new office" }, { "JLSP", U, "No, I meant yes" },
	{ "JLSP", U, "OK thanks for letting me know" }, { "JLSP", U, "Ok thanks" }, { "JLSP", U, "Noted" },
	{ "JLSP", U, "Noted with thanks" }, { "JLSP", U, "Thank you!" }, { "JLSP", U, "Thank you for your email" },
	{ "JLSP", U, "Received with thanks" }, { "JLSP", U, "Got it" }, { "JLSP", U, "Received" }, { "JLSP", U, "FYI" },
	{ "JLSP", U, "See attached" }, { "JLSP", U, "Please see the attached file" },
	{ "JLSP", U, "Hi Jane, is this one for us?" }, { "JLSP", U, "Jane, can you handle this please?" },
	{ "JLSP", U, "Hi Mere, did you sign me up for this? Yes or no?" }, { "JLSP", U, "Forwarding to our privacy officer" },
	{ "JLSP", U, "Jane Smith" }, { "JLSP", U, "Mere" }, { "JLSP", U, "Ngā mihi, Mere" },
	{ "JLSP", U, "Kind regards\nJane Smith\nSenior Advisor" }, { "JLSP", U, "Kia ora" }, { "JLSP", U, "Hi" },
	{ "JLSP", U, "Tēnā koe, ngā mihi" },
	{ "JLSP", U, "Caution: this email originated from outside the organisation. Do not click links." },
	{ "JLSP", U, "This email and any attachments are confidential. If you are not the intended recipient delete it." },
	{ "JLSP", U, "Please consider the environment before printing this email." }, { "JLSP", U, "Happy Christmas!" },
	{ "JLSP", U, "Meri Kirihimete" }, { "JLSP", U, "lol" }, { "JLSP", U, "haha" }, { "JLSP", U, "🤔" },
	{ "JLSP", U, "👍👎" }, { "JLSP", U, "Why did the chicken cross the road? Yes." },
	{ "JLSP", U, "Two privacy officers walk into a bar" },
	{ "JLSP", U, "To say yes, reply to this mail with the word YES." },
	{ "JLSP", U, "To leave, reply to this mail with the word YES. If it was not you, do nothing." },
	{ "JLSP", U, "Please reply with YES or NO" },
	{ "JLSP", U, "Somebody, we hope you, asked to get mail from us at this address." },
	{ "JLSP", U, "I already said yes" }, { "JLSP", U, "I already said no" }, { "JLSP", U, "The button does not work" },
	{ "JLSP", U, "The link is broken" }, { "JLSP", U, "Page not found when I press yes" },
	{ "JLSP", U, "My name is Jane" }, { "JLSP", U, "I work at the Ministry" }, { "JLSP", U, "When is the next meeting?" },
	{ "JLSP", U, "See you there" }, { "JLSP", U, "I'll be there" }, { "JLSP", U, "Apologies for Tuesday's hui" },
	{ "JLSP", U, "Aroha mai" }, { "JLSP", U, "Sorry for the late reply" }, { "JLSP", U, "Please call me" },
	{ "JLSP", U, "Stop by our office any time" }, { "JLSP", U, "We should not stop talking about this" },
	{ "JLSP", U, "Please remove Jane from the list" }, { "JLSP", U, "Unsubscribe Jane please" },
	{ "JLSP", U, "I want to stay at the hotel near the hui" }, { "JLSP", U, "Please join us for our open day" },
	{ "JLSP", U, "Subject: Re: Please confirm" },
	{ "JLSP", U, "Dear customer, your subscription to Microsoft 365 is confirmed." },
	{ "JLSP", U, "Your order has shipped" }, { "JLSP", U, "Congratulations, you have won" },
	{ "JLSP", U, "Undeliverable: Please confirm" }, { "JLSP", U, "Read: Please confirm" },
	{ "JLSP", U, "Jane would like to recall the message" },
	{ "JLSP", U, "This address is shared by several people. Which of us do you mean?" },
	{ "JLSP", U, "On behalf of Jane: she is on leave" }, { "JLSP", U, "Jane has passed away" },
	{ "JLSP", U, "I am not Jane" }, { "JLSP", U, "Not Jane" }, { "JLSP", U, "Wrong address" },
	{ "JLSP", U, "wrong number" }, { "JLSP", U, "I don't remember" }, { "JLSP", U, "I don't know" },
	{ "JLSP", U, "I don't understand" }, { "JLSP", U, "I do not understand what you want from me" },
	{ "JLSP", U, "He aha tēnei?" }, { "JLSP", U, "Ko wai koe?" }, { "JLSP", U, "Kāore au i te mōhio" },
	{ "JLSP", U, "asdfgh" }, { "JLSP", U, "..." }, { "JLSP", U, "test" }, { "JLSP", U, "123" },
	{ "JLSP", U, "2, 5 and 7" }, { "JLSP", U, "Yes was a great band" }, { "JLSP", U, "The Yes campaign won" },
	{ "JLSP", U, "noon" }, { "JLSP", U, "Nobody told me about this" }, { "JLSP", U, "Okay, so how does this work?" },
	{ "JLSP", U, "Ok so what now" }, { "JLSP", U, "Sure, as soon as you tell me who you are" },
	{ "JLSP", U, "Sure, when hell freezes over" }, { "JLSP", U, "Absolutely not sure" },
	{ "JLSP", U, "Certainly a strange mail" }, { "JLSP", U, "Of course you would say that" },
	{ "JLSP", U, "I agree with your policy but don't need mail" }, { "JLSP", U, "I confirm receipt of your email" },
	{ "JLSP", U, "I can confirm that Jane has left" }, { "JLSP", U, "Interested parties should contact the registrar" },
	{ "JLSP", U, "Correct me if I am wrong" }, { "JLS", U, "Not correct" },
	{ "JLSP", U, "It was me who broke the printer" }, { "JLSP", U, "Go ahead and explain" },
	{ "JLSP", U, "Please do not reply to this email" }, { "JLSP", U, "Please do the needful" },
	{ "JLSP", U, "Do not resuscitate" }, { "JLSP", U, "Keep cup" }, { "JLSP", U, "I want to leave early on Tuesday" },
	{ "JLSP", U, "Count me in as a sceptic" }, { "JLSP", U, "Put me on hold" }, { "JLSP", U, "Add me on LinkedIn" },
	{ "JLSP", U, "I'd like to join the union" }, { "JLSP", U, "Yes Energy Ltd\n12 Main Street" },
	{ "JLSP", U, "No 8 Wire Consulting" }, { "S", U, "My organisation is wrong, I am at MSD now" },
	{ "S", U, "I read it without fail" }, { "S", U, "No changes" }, { "S", U, "No change needed" },
	{ "S", U, "No, that's all correct" }, { "S", U, "All correct" }, { "S", U, "Looks right" },
	{ "S", U, "The details are right" }, { "S", U, "My region should be Otago, not Southland" },
	{ "S", U, "I am no longer at the Ministry" }, { "S", U, "I have moved to Wellington" },
	{ "S", U, "correct organisation Te Puni Kōkiri" }, { "S", U, "forget what I said about Otago" },
	{ "S", U, "What do you hold about me?" }, { "S", U, "I love the newsletter" }, { "S", U, "Great newsletter, thanks" },
	{ "S", U, "Please take my phone number off" }, { "S", U, "Delete my old organisation please" },
	{ "S", U, "No, my name is spelt with a y" }, { "S", U, "No, it's Kathryn" },
	{ "S", U, "I did not get the last three issues" }, { "S", U, "I haven't had anything since May" },
	{ "S", U, "Please stop calling me Mr" }, { "J", U, "I have already subscribed" },
	{ "J", U, "I already get it at my other address" }, { "J", U, "Please use my other address jo@example.org" },
	{ "J", U, "Not until next year" }, { "J", U, "Can you send me an example first" },
	{ "J", U, "Is this the one Mere told me about?" }, { "L", U, "Yes I want to stay" },
	{ "L", U, "Who asked for that?" }, { "L", U, "I want to leave the Otago one but stay on the newsletter" },
	{ "L", U, "I thought I already left" }, { "L", U, "Which list?" }, { "P", U, "What did you delete?" },
	{ "P", U, "What will be deleted?" }, { "P", U, "Can I undo this later?" }, { "P", U, "Change it to Friday instead" },
	{ "P", U, "Yes, but not the name" }, { "P", U, "Make that Thursday" }, { "P", U, "I want to stay" },
	{ "JLSP", U, "Hi, I'm not sure what this is about, can you explain?" },
	{ "JLSP", U, "Is there someone I can talk to about this?" }, { "JLSP", U, "I can't open the page" },
	{ "JLSP", U, "I can't see any list here" }, { "JLSP", U, "I pressed the button but nothing happened" },
	{ "JLSP", U, "Which address do you have for me?" }, { "JLSP", U, "Who is behind this?" },
	{ "JLSP", U, "Are you from MSD?" }, { "JLSP", U, "Am I talking to a person?" },
	{ "JLSP", U, "Do you have a phone number?" }, { "JLSP", U, "How many emails a month is it?" },
	{ "JLSP", U, "Would I get this weekly?" }, { "JLSP", U, "What have I agreed to?" },
	{ "JLSP", U, "Have I already agreed to this?" }, { "JLSP", U, "I'll ask my manager" },
	{ "JLSP", U, "I'd have to ask my team" }, { "JLSP", U, "I haven't decided" }, { "JLSP", U, "Undecided" },
	{ "JLSP", U, "Probably" }, { "JLSP", U, "Probably yes" }, { "JLSP", U, "I guess so" }, { "JLSP", U, "I suppose so" },
	{ "JLSP", U, "I guess" }, { "JLSP", U, "Might do" }, { "JLSP", U, "Some other time" }, { "JLSP", U, "Not today" },
	{ "JLSP", U, "Not at this stage" }, { "JLSP", U, "Ask me later" }, { "JLSP", U, "Yes, next year" },
	{ "JLSP", U, "Yes, but not yet" }, { "JLSP", U, "Yes when I am back from leave" },
	{ "JLSP", U, "Yes provided there is no charge" }, { "JLSP", U, "Yes unless it costs money" },
	{ "JLSP", U, "Yes, although I wonder why" }, { "JLSP", U, "Yes, subject to approval" },
	{ "JLSP", U, "Yes pending my manager's approval" }, { "JLSP", U, "I think so" }, { "JLSP", U, "I think yes" },
	{ "JLSP", U, "Yes I suppose" }, { "JLSP", U, "Yes I saw this" }, { "JLSP", U, "Yes I read it" },
	{ "JLSP", U, "Yes, I am aware of this" }, { "JLSP", U, "Yes can I help you?" }, { "JLSP", U, "Yes, how can I help?" },
	{ "JLSP", U, "Yes, this is Dog" }, { "JLSP", U, "Yes, Jane works here" },
	{ "JLSP", U, "Yes that is Jane's old address" }, { "JLSP", U, "Yes, I'm her manager" },
	{ "JLSP", U, "Yes. Jane has left the Ministry." },
	{ "JLSP", U, "Yes. I am Jane's replacement and don't know about this." }, { "JLSP", U, "Yes, we are open" },
	{ "JLSP", U, "Yes we have no bananas" }, { "JLSP", U, "Yes Sir, no Sir, three bags full Sir" },
	{ "JLSP", U, "Yes yes, I have heard it all before" }, { "JLSP", U, "Yes, said nobody ever" },
	{ "JLSP", U, "yes man" }, { "JLSP", U, "Yes, and I am the Queen of England" },
	{ "JLSP", U, "Yes, and I'm a monkey's uncle" }, { "JLSP", U, "Yes. Not." }, { "JLSP", U, "Yes... not!" },
	{ "JLSP", U, "Yes.\n\nJust kidding, no thanks" }, { "JLSP", U, "yes\n\nno" },
	{ "JLSP", U, "Yes to the hui, no to the newsletter" }, { "JLSP", U, "No to the newsletter, yes to the hui" },
	{ "JLSP", U, "No wait, yes" }, { "JLSP", U, "Yes, wait, no" }, { "JLSP", U, "No - actually, yes please" },
	{ "JLSP", U, "Yes, I want to know who you are" }, { "JLSP", U, "Yes please explain" },
	{ "JLSP", U, "Yes, please explain what this is" }, { "JSP", U, "Yes please stop" }, { "JLSP", U, "Please explain" },
	{ "JLSP", U, "Please advise" }, { "JLSP", U, "Please clarify" }, { "JLSP", U, "Please send me more information" },
	{ "JLSP", U, "Please confirm who you are" }, { "JLSP", U, "Please confirm the date of the hui" },
	{ "JLSP", U, "Please confirm this is legitimate" }, { "JLSP", U, "Could you confirm that this is from the Agency?" },
	{ "JLSP", U, "Confirm what?" }, { "JLSP", U, "No to what?" }, { "JLSP", U, "Subscribe to what?" },
	{ "JLSP", U, "Stop what?" }, { "JLSP", U, "Leave what?" }, { "JLSP", U, "I confirm nothing" },
	{ "JLSP", U, "I confirm that I did not ask for anything but am curious" },
	{ "JLSP", U, "I agree that privacy matters" }, { "JLSP", U, "I consent to nothing" },
	{ "JLSP", U, "Agreed in principle" }, { "JLSP", U, "Confirmed with conditions" },
	{ "JLSP", U, "Approved by: J Smith" }, { "JLSP", U, "Status: Confirmed\nBooking reference: ABC123" },
	{ "JLSP", U, "Confirmed: your table for 4 at 7pm" }, { "JLSP", U, "Accepted: Invitation from calendar" },
	{ "JLSP", U, "Tentative: DPUP hui" }, { "JLSP", U, "Declined: DPUP hui" },
	{ "JLSP", U, "Mere Ngata has declined your invitation" }, { "JLSP", U, "Jane Smith reacted to your message: 👍" },
	{ "JLSP", U, "👍 Jane Smith reacted via Gmail" }, { "JLSP", U, "Your email has been received. Yes it has!" },
	{ "JLSP", U, "OK: message queued as 12345" }, { "JLSP", U, "250 OK" },
	{ "JLSP", U, "Yes! Your parcel is on its way" }, { "JLSP", U, "Yes, you can claim this offer now" },
	{ "JLSP", U, "No reply" }, { "JLSP", U, "noreply" }, { "JLSP", U, "No action needed." },
	{ "JLSP", U, "No further action is required from you" }, { "JLSP", U, "No text" },
	{ "JLSP", U, "No agenda was attached" }, { "JLSP", U, "No signal here, will answer later" },
	{ "JLSP", U, "No longer at this address" }, { "JLSP", U, "No longer works here" },
	{ "JLSP", U, "No, Jane is on leave" }, { "JLSP", U, "No offence but who are you" },
	{ "JLSP", U, "No thanks to you I missed the hui" }, { "JLSP", U, "No joke" },
	{ "JLSP", U, "No way! That is amazing" }, { "JLSP", U, "No need to thank me" }, { "JLSP", U, "No hurry" },
	{ "JLSP", U, "No stress" }, { "JLSP", U, "No sweat" }, { "JLSP", U, "Yeah nah" }, { "JLSP", U, "Yeah nah yeah" },
	{ "JLSP", U, "Never heard of you" }, { "JLSP", U, "Never say never" }, { "JLSP", U, "Don't worry about it" },
	{ "JLSP", U, "Don't know" }, { "JLSP", U, "Don't ask" }, { "JLSP", U, "Don't panic" },
	{ "JLSP", U, "Please don't take offence" }, { "JLSP", U, "Please don't share my number with Jane" },
	{ "JLSP", U, "Do not open attachments" }, { "JLSP", U, "Not a problem" }, { "JLSP", U, "Not bad" },
	{ "JLSP", U, "Not everybody knows this" }, { "JLSP", U, "Stop press: new date for the hui" },
	{ "JLSP", U, "Stop the world I want to get off" }, { "JLSP", U, "Full stop." }, { "JLSP", U, "Leave it with me" },
	{ "JLSP", U, "Leave a message" }, { "JLSP", U, "On leave" }, { "JLSP", U, "Sick leave today" },
	{ "JLSP", U, "Staying in Dunedin for the hui" }, { "JLSP", U, "Stay well" }, { "JLSP", U, "Keep well" },
	{ "JLSP", U, "Keep in touch" }, { "JLSP", U, "Keep me company" }, { "JLSP", U, "Remove Jane please" },
	{ "JLSP", U, "Remove my colleague" }, { "JLSP", U, "Delete this if you got it by accident" },
	{ "JLSP", U, "Cancel the hui" }, { "JLSP", U, "Take me to your leader" }, { "JLSP", U, "Take me off speaker" },
	{ "JLSP", U, "Add Jane please" }, { "JLSP", U, "Sign Jane up" }, { "JLSP", U, "Include me in your prayers" },
	{ "JLSP", U, "Count me among the confused" }, { "JLSP", U, "I'm in a meeting" },
	{ "JLSP", U, "I'm in. Where is the door code?" }, { "JLSP", U, "I am interested to know who you are" },
	{ "JLSP", U, "I'm not interested in arguing" }, { "JLSP", U, "I want to know more" },
	{ "JLSP", U, "I want to speak to the manager" }, { "JLSP", U, "I would like to complain about this email" },
	{ "JLSP", U, "I'd like a copy of the Policy" }, { "JLSP", U, "I asked for the toolkit" },
	{ "JLSP", U, "I asked Jane" }, { "JLSP", U, "I do my best" }, { "JLSP", U, "It was me and Jane at the last hui" },
	{ "JLSP", U, "That was me at the back" }, { "JLSP", U, "I love privacy" }, { "JLSP", U, "Awesome thanks" },
	{ "JLSP", U, "Perfect" }, { "JLSP", U, "Cool" }, { "JLSP", U, "Fine" }, { "JLSP", U, "Hmm, yes, interesting" },
	{ "JLSP", U, "Interesting!" }, { "JLSP", U, "Sure is hot today" }, { "JLSP", U, "Sure looks like spam" },
	{ "JLSP", U, "Are you sure?" }, { "JLSP", U, "Absolutely no idea" }, { "JLSP", U, "Definitely a phishing mail" },
	{ "JLSP", U, "Certainly not sure" }, { "JLSP", U, "OK boomer" }, { "JLSP", U, "Ok whatever" },
	{ "JLSP", U, "OK. I will read it later." }, { "JLSP", U, "Ok will do" }, { "JLSP", U, "Ok I see" },
	{ "JLSP", U, "okie dokie what is it though" }, { "JLSP", U, "Kei te pai" }, { "JLSP", U, "Kei hea te hui?" },
	{ "JLSP", U, "Aua" }, { "JLSP", U, "Taihoa" }, { "JLSP", U, "Āe, engari kāore au i te mōhio he aha tēnei" },
	{ "JLSP", U, "Kāore anō" }, { "JLSP", U, "Ja" }, { "JLSP", U, "Oui" }, { "JLSP", U, "Nein" }, { "JLSP", U, "Da" },
	{ "JLSP", U, "はい" }, { "JLSP", U, "Ja, ich bin im Urlaub" },
	{ "JLSP", U, "I'm away from my desk. Yes, I will be back on Monday." },
	{ "JLSP", U, "I am on leave. Contact Jane Yes on 021 555 123." },
	{ "JLSP", U, "Kia ora, this inbox is checked once a week. Ngā mihi" },
	{ "JLSP", U, "Hello! You have reached the Gore Citizens Advice Bureau. We are open Monday to Friday." },
	{ "JLSP", U, "Dear valued customer, yes, we have news for you" },
	{ "JLSP", U, "From today my email address is jane@new.example" }, { "JLSP", U, "I have a new email address" },
	{ "JLSP", U, "Please update your records" }, { "JLSP", U, "I am now at MBIE" },
	{ "JLSP", U, "Jane now works at MBIE, please email her there" }, { "JLSP", U, "Passing this on to Jane" },
	{ "JLSP", U, "Jane, see below. Do we want this? I'd say yes." }, { "JLSP", U, "+ Jane" },
	{ "JLSP", U, "Adding Jane" }, { "JLSP", U, "^^" }, { "JLSP", U, "<3" }, { "JLSP", U, ":-)" }, { "JLSP", U, "😀" },
	{ "JLSP", U, "🎉" }, { "JLSP", U, "👋" }, { "JLSP", U, "🤷" }, { "JLSP", U, "💩" }, { "JLSP", U, "[cid:logo.png]" },
	{ "JLSP", U, "Virus-free. www.avast.com" }, { "JLSP", U, "Get Outlook for Android" }, { "JLSP", U, "x" },
	{ "JLSP", U, "xx" }, { "JLSP", U, "J Smith" }, { "JLSP", U, "0" }, { "JLSP", U, "yesss or nooo" },
	{ "JLSP", U, "eyes" }, { "JLSP", U, "Noah" }, { "JLSP", U, "Noelle" }, { "JLSP", U, "nay-sayers" },
	{ "JLSP", U, "Y/N" }, { "JLSP", U, "Y?" }, { "JLSP", U, "N/A" }, { "JLSP", U, "No. 1" },
	{ "JLSP", U, "Reply YES to win" }, { "JLSP", U, "Text YES to 3000 to confirm" },
	{ "JLSP", U, "To opt out reply STOP" }, { "JLSP", U, "Click here to unsubscribe" },
	{ "JLSP", U, "Unsubscribe | Privacy | Terms" }, { "JLSP", U, "If it was not you, do nothing." },
	{ "JLSP", U, "If you want to stay reply yes" }, { "S", U, "I like the newsletter" }, { "S", U, "Very useful" },
	{ "S", U, "Yes, my organisation is wrong" }, { "S", U, "Yes, something is wrong" },
	{ "S", U, "Yes, there is a mistake in my name" }, { "S", U, "No mistakes" }, { "S", U, "Nothing to change" },
	{ "S", U, "Nothing has changed" }, { "S", U, "No it's not correct" }, { "S", U, "No, wrong region" },
	{ "S", U, "No, I'm still there" }, { "S", U, "No. I'm still at the same place." },
	{ "S", U, "No longer in Otago, moved to Southland" }, { "S", U, "Remove Oranga Tamariki, add MSD" },
	{ "S", U, "Please remove my phone number" }, { "S", U, "Please take Otago off my region" },
	{ "S", U, "I'd like to stay on the newsletter but leave the Otago one" },
	{ "S", U, "Stop the Otago ones, keep the newsletter" }, { "S", U, "Can you stop the weekly one?" },
	{ "S", U, "Please pause until March" }, { "S", U, "What lists am I on?" }, { "S", U, "Who sees this?" },
	{ "S", U, "I never get it any more" }, { "S", U, "It wasn't me who changed my name" },
	{ "L", U, "Yes I want to stay on the list" }, { "L", U, "Yes, please keep me on" },
	{ "L", U, "No please unsubscribe me" }, { "L", U, "I want to leave but not the newsletter" },
	{ "L", U, "Not me but my colleague wants to leave" }, { "L", U, "Which one?" },
	{ "L", U, "I thought I was already unsubscribed" }, { "L", U, "I'm not subscribed" }, { "L", U, "Why do you ask?" },
	{ "L", U, "My colleague asked for it" }, { "J", U, "I get it already" }, { "J", U, "Already a subscriber" },
	{ "J", U, "Yes, remove me" }, { "J", U, "Yes please remove me" }, { "J", U, "Yes please don't" },
	{ "J", U, "Yes stop" }, { "J", U, "No, add me" }, { "J", U, "No, keep me on" },
	{ "J", U, "Sign me up for 2 weeks as a trial" }, { "J", U, "Subscribe Jane" },
	{ "J", U, "Subscribe my colleague jo@example.org" }, { "J", U, "2 and 5" }, { "P", U, "yes, at 3pm" },
	{ "P", U, "Yes but tell them it is flooded" }, { "P", U, "Move it to Friday" }, { "P", U, "No, Thursday" },
	{ "P", U, "sign me up" }, { "P", U, "delete everything" }, { "P", U, "What did I ask for?" },
	{ "P", U, "When did I ask?" }, { "JLSP", U, "Yes I would like to know who gave you my address" },
	{ "JLSP", U, "Yes, I'd like to know more before I decide" }, { "JLSP", U, "I would like to know more" },
	{ "JLSP", U, "I'd like to ask a question" }, { "JLSP", U, "I would like to speak with someone" },
	{ "JLSP", U, "I would like to be removed from the committee" },
	{ "JLSP", U, "I'd like to join the call but the link is broken" }, { "JLSP", U, "Yes I'd like to join the call" },
	{ "JLSP", U, "I'd love to get a coffee" }, { "JLSP", U, "I want it in writing" },
	{ "JLSP", U, "I want it noted that I did not agree" }, { "JLSP", U, "I want this to stop being sent to Jane" },
	{ "JLSP", U, "I don't want to be rude but who are you" }, { "JLSP", U, "I don't want it to end" },
	{ "JLSP", U, "I don't want Jane to leave" }, { "JLSP", U, "I don't want to leave this unanswered" },
	{ "JLSP", U, "I do not want to leave you waiting" }, { "JLSP", U, "I do not need a reply" },
	{ "JLSP", U, "I asked for it in March and again in May" }, { "JLSP", U, "I asked for this to be sorted" },
	{ "JLSP", U, "I asked you to call me" }, { "JLSP", U, "I asked Jane to unsubscribe me, did she?" },
	{ "JLSP", U, "I signed up for swimming lessons" }, { "JLSP", U, "I signed the form" },
	{ "JLSP", U, "I agree, who doesn't" }, { "JLSP", U, "I agree with all of this in theory" },
	{ "JLSP", U, "I agree to differ" }, { "JLSP", U, "I confirm my attendance on Tuesday" },
	{ "JLSP", U, "I confirm I have read the Policy" }, { "JLSP", U, "I confirm that this mailbox is active" },
	{ "JLSP", U, "I can confirm that your mail arrived" }, { "JLSP", U, "Confirming our meeting on Tuesday" },
	{ "JLSP", U, "Confirmed for Tuesday" }, { "JLSP", U, "Confirmation of your order" },
	{ "JLSP", U, "Confirmation required" }, { "JLSP", U, "Please confirm your email address by clicking below" },
	{ "JLSP", U, "Please confirm" }, { "JLSP", U, "Please confirm asap" },
	{ "JLSP", U, "Please do not print this email" }, { "JLSP", U, "Please do your best" },
	{ "JLSP", U, "Please do come along on Tuesday" }, { "JLSP", U, "Please don't bother Jane with this" },
	{ "JLSP", U, "Please don't cancel the hui" }, { "JLSP", U, "Please stop by when you are in town" },
	{ "JLSP", U, "Please stop, my inbox is full of memes" }, { "JLSP", U, "Please leave the parcel at the door" },
	{ "JLSP", U, "Please cancel my booking" }, { "JLSP", U, "Please remove the attachment and resend" },
	{ "JLSP", U, "Please remove my old phone number" }, { "JLSP", U, "Please take my colleague off" },
	{ "JLSP", U, "Please sign the attached form" }, { "JLSP", U, "Please add this to the agenda" },
	{ "JLSP", U, "Please add Jane to the list" }, { "JLSP", U, "Please include parking details" },
	{ "JLSP", U, "Please include me in the discussion with Jane about the budget" },
	{ "JLSP", U, "Please keep me a seat" }, { "JLSP", U, "Please keep the noise down" },
	{ "JLSP", U, "Please send me the agenda" }, { "JLSP", U, "Please send me the minutes" },
	{ "JLSP", U, "Please send it to Jane" }, { "JLSP", U, "Please send this to accounts@example.org" },
	{ "JLSP", U, "Send me the invoice" }, { "JLSP", U, "Email me the details" }, { "JLSP", U, "Email me about the job" },
	{ "JLSP", U, "Count me in for lunch" }, { "JLSP", U, "Count me in for Tuesday's hui" },
	{ "JLSP", U, "Sign me up for the hui on Tuesday" }, { "JLSP", U, "Put me down for two chairs" },
	{ "JLSP", U, "Add me to the speakers list" }, { "JLSP", U, "Join us!" }, { "JLSP", U, "join" },
	{ "JLSP", U, "Subscribe to our channel" }, { "JLSP", U, "Subscribe now and save 20%" },
	{ "JLSP", U, "You are now subscribed to Acme News. To unsubscribe click here." },
	{ "JLSP", U, "You have been unsubscribed from Acme News" }, { "JLSP", U, "You have successfully subscribed. Yes!" },
	{ "JLSP", U, "Thank you for subscribing" }, { "JLSP", U, "Thanks for signing up!" },
	{ "JLSP", U, "Welcome to our newsletter" }, { "JLSP", U, "Your subscription has been confirmed" },
	{ "JLSP", U, "Your subscription is confirmed. Thank you." }, { "JLSP", U, "Keep me posted on the flood" },
	{ "JLSP", U, "Keep me informed about the court case please" }, { "JLSP", U, "Keep me on the committee" },
	{ "JLSP", U, "Stay subscribed to our channel" }, { "JLSP", U, "Still interested in the job" },
	{ "JLSP", U, "I'm interested in the job" }, { "JLSP", U, "Interested in buying your domain?" },
	{ "JLSP", U, "We are interested in your products. Please confirm price." }, { "JLSP", U, "I am keen on rugby" },
	{ "JLSP", U, "Keen gardener, father of two" }, { "JLSP", U, "I'm staying at the Ibis" },
	{ "JLSP", U, "I'll stay home today" }, { "JLSP", U, "I will stay out of it" }, { "JLSP", U, "I will remain neutral" },
	{ "JLSP", U, "I will join later" }, { "JLSP", U, "I'll join by Zoom" }, { "JLSP", U, "Not leaving until Friday" },
	{ "JLSP", U, "I am leaving on Friday" }, { "JLSP", U, "I am leaving the Ministry on Friday, Jane takes over" },
	{ "JLSP", U, "I have left the Ministry" }, { "JLSP", U, "I no longer work at the Ministry. Please contact Jane." },
	{ "JLSP", U, "I have retired. Jane Smith has taken over my role." }, { "JLSP", U, "I've retired" },
	{ "JLSP", U, "I have a new job" }, { "JLSP", U, "Too many emails" }, { "JLSP", U, "I already get it" },
	{ "JLSP", U, "Goodbye" }, { "JLSP", U, "Bye" }, { "JLSP", U, "Love it" }, { "JLSP", U, "I love it" },
	{ "JLSP", U, "Brilliant!" }, { "JLSP", U, "Great idea" }, { "JLSP", U, "Good work" }, { "JLSP", U, "Nice one" },
	{ "JLSP", U, "That would be great" }, { "JLSP", U, "Looking forward to it" }, { "JLSP", U, "Much appreciated" },
	{ "JLSP", U, "By mistake" }, { "JLSP", U, "It was a mistake" }, { "JLSP", U, "I pressed the wrong button" },
	{ "JLSP", U, "I sent that by accident" }, { "JLSP", U, "It was me who wrote the report" },
	{ "JLSP", U, "It was from me to Jane" }, { "JLSP", U, "It's me again" }, { "JLSP", U, "That's me done for the day" },
	{ "JLSP", U, "That's right, blame the public servants" }, { "JLSP", U, "Correct address: 12 Main Street" },
	{ "JLSP", U, "Correct name Kathryn" }, { "JLSP", U, "correct organisation MSD" }, { "JLSP", U, "Right you said" },
	{ "JLSP", U, "Sure, Jan" }, { "JLSP", U, "Sure thing, Einstein" }, { "JLSP", U, "Sure, whatever you say" },
	{ "JLSP", U, "Sure, I'll believe it when I see it" }, { "JLSP", U, "Of course, Sherlock" },
	{ "JLSP", U, "Absolutely disgusting" }, { "JLSP", U, "Absolutely not what I expected" },
	{ "JLSP", U, "Definitely not sure about this" }, { "JLSP", U, "Certainly, but who are you?" },
	{ "JLSP", U, "OK Google" }, { "JLSP", U, "ok bye" }, { "JLSP", U, "OK, but why?" }, { "JLSP", U, "OK, noted." },
	{ "JLSP", U, "Okay I'll ask Jane" }, { "JLSP", U, "Okay let me check" }, { "JLSP", U, "Y so many emails?" },
	{ "JLSP", U, "Y tho" }, { "JLSP", U, "N.B. the hui has moved" }, { "JLSP", U, "N Smith" }, { "JLSP", U, "Y. Tanaka" },
	{ "JLSP", U, "Go ahead with the meeting without me" }, { "JLSP", U, "Go on, tell me" },
	{ "JLSP", U, "Go for it Jane!" }, { "JLSP", U, "Do it yourself" }, { "JLSP", U, "Do it again please, I missed it" },
	{ "JLSP", U, "Proceed to checkout" }, { "JLSP", U, "Pass it on" }, { "JLSP", U, "Pass this to Jane" },
	{ "JLSP", U, "Pass the salt" }, { "JLSP", U, "Hard no from the board, but I am curious what it is" },
	{ "JLSP", U, "Never got it" }, { "JLSP", U, "Never too late" }, { "JLSP", U, "No way to open this file" },
	{ "JLSP", U, "No chance of a phone call?" }, { "JLSP", U, "No interest charged until 2028" },
	{ "JLSP", U, "No thanks necessary" }, { "JLSP", U, "No thanks are needed" }, { "JLSP", U, "No please, after you" },
	{ "JLSP", U, "No entry" }, { "JLSP", U, "No vacancies" }, { "JLSP", U, "No fixed abode" },
	{ "JLSP", U, "No Limits Trust" }, { "JLSP", U, "No, Jane works Tuesdays" },
	{ "JLSP", U, "No, this is Jane's mailbox" }, { "JLSP", U, "No, the address is jane@example.org" },
	{ "JLSP", U, "No, it is on Tuesday" }, { "JLSP", U, "No. It's Thursday." }, { "JLSP", U, "No! Really?" },
	{ "JLSP", U, "no?" }, { "JLSP", U, "Yes or No, circle one" }, { "JLSP", U, "[ ] Yes [ ] No" },
	{ "JLSP", U, "[x] Yes [ ] No" }, { "JLSP", U, "Yes ☐ No ☐" }, { "JLSP", U, "1. Yes 2. No" },
	{ "JLSP", U, "Press 1 for yes" }, { "JLSP", U, "Vote yes!" }, { "JLSP", U, "Voted yes in the referendum" },
	{ "JLSP", U, "A yes vote is a vote for change" }, { "JLSP", U, "Yes2Renewables" },
	{ "JLSP", U, "Say yes to the dress" }, { "JLSP", U, "Just say no" }, { "JLSP", U, "She said yes!" },
	{ "JLSP", U, "He says yes, she says no" }, { "JLSP", U, "They told me to answer yes" },
	{ "JLSP", U, "I was told to reply YES" }, { "JLSP", U, "I replied YES last week" },
	{ "JLSP", U, "I have already replied YES" }, { "JLSP", U, "I pressed yes on the page" },
	{ "JLSP", U, "Why should I say yes?" }, { "JLSP", U, "When do I get to say yes" },
	{ "JLSP", U, "Does yes mean I pay?" }, { "JLSP", U, "Is yes enough?" }, { "JLSP", U, "yes is what you want to hear" },
	{ "JLSP", U, "Yes is a strong word" }, { "JLSP", U, "Yes has three letters" }, { "JLSP", U, "Yes?\? Who is this?\?" },
	{ "JLSP", U, "Yes, speaking" }, { "JLSP", U, "Yes, Jane speaking" }, { "JLSP", U, "Yes hello?" },
	{ "JLSP", U, "Yes dear" }, { "JLSP", U, "Yes boss" }, { "JLSP", U, "Yes Chef" },
	{ "JLSP", U, "Yes we are closed over Christmas" }, { "JLSP", U, "Yes, closed 24 December to 5 January" },
	{ "JLSP", U, "Yes, Jane is away until Monday" }, { "JLSP", U, "Yes, she is away" },
	{ "JLSP", U, "Yes I am back on Monday" }, { "JLSP", U, "Yes, back Monday" }, { "JLSP", U, "Yes. Back Monday." },
	{ "JLSP", U, "Yes. On leave till Monday" }, { "JLSP", U, "Yes. This address is not read." },
	{ "JLSP", U, "Yes. Ticket #12." }, { "JLSP", U, "Yes. Case closed." }, { "JLSP", U, "Yes. Reference 12345" },
	{ "JLSP", U, "Yes\nTicket: 12345\nStatus: open" }, { "JLSP", U, "Yes\n\nThis is an automatic reply" },
	{ "JLSP", U, "Yes\n\nI am out of the office until Monday" }, { "JLSP", U, "Yes\n\nBut not the weekly one" },
	{ "JLSP", U, "Yes please\n\nNot!" }, { "JLSP", U, "Yes please\n\nOh, and it's a no from me" },
	{ "JLSP", U, "Yes please - no, wait" }, { "JLSP", U, "Yes please... as if" },
	{ "JLSP", U, "Yes please, said no one" }, { "JLSP", U, "Yes please, if Jane agrees" },
	{ "JLSP", U, "Yes please, but send it to Jane" }, { "JLSP", U, "Yes please once you have told me who you are" },
	{ "JLSP", U, "Yes please, only the hui invitations" }, { "JLSP", U, "Yes please, not the newsletter" },
	{ "JLSP", U, "Yes please except newsletters" }, { "JLSP", U, "Yes please, what is it?" }, { "JLSP", U, "ok 👎" },
	{ "JLSP", U, "👍?" }, { "JLSP", U, "👍 or 👎" }, { "JLSP", U, "thanks 👍" }, { "JLSP", U, "🙂" }, { "JLSP", U, "💯" },
	{ "JLSP", U, "✌️" }, { "JLSP", U, "Hi Mere, Jane here. Do you want this one? Yes please or no thanks?" },
	{ "JLSP", U, "FW: Please confirm\nJane - one for you?" }, { "JLSP", U, "Jane please reply yes to this" },
	{ "JLSP", U, "Mere, just say yes to this" }, { "JLSP", U, "@Mere yes or no?" },
	{ "JLSP", U, "Le destinataire est absent. Oui." },
	{ "JLSP", U, "Obrigado pela sua mensagem. Sim, responderei em breve." },
	{ "JLSP", U, "Vielen Dank für Ihre Nachricht. Ja, wir melden uns." },
	{ "JLSP", U, "Takk for din henvendelse. Ja, vi svarer snart." }, { "JLSP", U, "Dziękujemy za wiadomość. Tak." },
	{ "JLSP", U, "Bedankt voor uw bericht. Ja hoor." }, { "JLSP", U, "Спасибо за ваше сообщение. Да." },
	{ "JLSP", U, "お問い合わせありがとうございます。はい。" }, { "JLSP", U, "您的邮件已收到。是的。" }, { "JLSP", U, "Teşekkürler. Evet." },
	{ "JLSP", U, "Kiitos viestistäsi. Kyllä." },
};

/* Every third sentence of the first tables, not looked at while the phrases were made. */
static const struct row answers_kept_back[] = {
	{ "J", Y, "YES" }, { "J", Y, "yes!!" }, { "J", Y, "yes pls" }, { "J", Y, "Yes please, thanks" }, { "J", Y, "Yeah" },
	{ "J", Y, "yess" }, { "J", Y, "Ae" }, { "J", Y, "Kia ora, āe" },
	{ "J", Y, "Hello\n\nYes I would like to get the newsletter.\n\nKind regards\nTim Brown" }, { "J", Y, "Confirm" },
	{ "J", Y, "I confirm that I would like to subscribe" }, { "J", Y, "Sign me up!" }, { "J", Y, "sure" },
	{ "J", Y, "count me in" }, { "J", Y, "Subscribe" }, { "J", Y, "Yes it was me, please go ahead" }, { "J", Y, "ok" },
	{ "J", Y, "Ok, yes please" }, { "J", Y, "Of course" }, { "J", Y, "I'd like to join" },
	{ "J", Y, "Yes, I want to get mail from you" }, { "J", Y, "Yes keen as" }, { "J", Y, "Yes please do" },
	{ "J", Y, "I accept" }, { "J", Y, "No worries, sign me up" }, { "J", Y, "👍👍" }, { "J", Y, "Yes 😊" },
	{ "J", Y, "yes 2 5" }, { "J", Y, "Yes - 2 & 3 please" },
	{ "J", Y, "Yes please. Ngā mihi, Mere Ngata, Kaiārahi, Otago Trust, 03 555 1234" },
	{ "J", Y, "Yes please.\nCheers\nBob" }, { "J", Y, "Yes please, and could you also add my colleague jo@example.org?" },
	{ "J", Y, "Yes.\n\nAlso, my name is spelt Kathryn, with a y." }, { "J", Y, "Yes - thank you for the invitation." },
	{ "J", Y, "Many thanks - yes, please subscribe me to the newsletter." }, { "J", Y, "Interested!" },
	{ "J", Y, "Yes, keep me informed" }, { "J", Y, "Ka pai" }, { "J", Y, "āe koa" }, { "J", Y, "Yes yes yes" },
	{ "J", Y, "That's a yes" }, { "J", Y, "Awesome, sign me up please" }, { "J", Y, "Yes - Jane" },
	{ "J", Y, "Hi team,\nyes please keep me updated.\nThanks,\nAroha" }, { "J", Y, "Yes I do" },
	{ "J", Y, "I'm happy to get the newsletter" }, { "J", Y, "Opt me in please" }, { "J", Y, "Affirmative" },
	{ "J", Y, "Yes I accept the terms" }, { "J", Y, "Hi, Yes please. Regards, Dr Anil Kumar" },
	{ "J", Y, "<div>Yes</div>" }, { "J", Y, "> yes" }, { "J", Y, "Please confirm my subscription" },
	{ "J", Y, "That would be great, yes please" }, { "J", Y, "Too right, sign me up" }, { "J", Y, "All good, yes" },
	{ "J", Y, "Yes, this is correct" }, { "J", Y, "I'm in" }, { "J", Y, "Please put me on the mailing list" },
	{ "J", Y, "Yes, please confirm my subscription. Thanks" }, { "J", Y, "Yes, thanks for following up" },
	{ "J", Y, "Sorry I missed this, yes please" }, { "J", Y, "Yessir" }, { "J", Y, "Yeh go on then" },
	{ "J", Y, "Yes, count me in!" }, { "J", Y, "I would like to stay informed" }, { "J", Y, "Please send it to me" },
	{ "J", Y, "Send it through" }, { "J", Y, "I'd be keen to get this" }, { "J", Y, "We would like to join" },
	{ "J", Y, "Yes, from both of us" }, { "J", Y, "Yes, I subscribed" }, { "J", Y, "I want this" },
	{ "J", Y, "Yes to all" }, { "J", Y, "Yes to 2 and 3" }, { "J", Y, "YES 4 please" }, { "J", Y, "Yes plus 2 and 4" },
	{ "J", Y, "Consider this my confirmation" }, { "J", Y, "I am confirming that I want to subscribe" },
	{ "J", Y, "Confirm.\n\nPeter" }, { "J", Y, "I give my consent" }, { "J", Y, "Āe, pai ana" },
	{ "J", Y, "Āe, me hono mai au" }, { "J", Y, "Kei te whakaae au" }, { "J", Y, "Tēnā koutou, āe, kei te hiahia au" },
	{ "J", Y, "Yes please team" }, { "J", Y, "yes pease" }, { "J", Y, "yeah nice one, sign me up" },
	{ "J", Y, "Yep that's fine" }, { "J", Y, "Yes fine" }, { "J", Y, "OK yes" }, { "J", Y, "alright, yes" },
	{ "J", Y, "Yes, no problem" }, { "J", Y, "Yes, definitely keen" }, { "J", Y, "100% yes" },
	{ "J", Y, "Oh yes please" }, { "J", Y, "✅" }, { "J", Y, "Yes! 🎉" }, { "J", Y, "Yes\n." }, { "J", Y, "(yes)" },
	{ "J", Y, "Yes;" }, { "J", Y, "Answer: yes" }, { "J", Y, "Yes please\nMere Ngata (she/her)" },
	{ "J", Y, "Yes\nGet Outlook for iOS" }, { "J", Y, "Yes please\n\nSarah\n\nI work Tuesday to Thursday" },
	{ "J", Y, "Dear Sir/Madam\n\nYes please.\n\nYours faithfully\nG. Brown" },
	{ "J", Y, "Yes please. Also my colleague Tom would like it." }, { "J", Y, "Yes. Please spell my name Siobhan." },
	{ "J", Y, "Yes please\n\nPS great website" }, { "J", Y, "I'd like to subscribe. I am a social worker in Napier." },
	{ "J", Y, "Kindly add me to the list" }, { "J", Y, "Love to" }, { "J", Y, "Keen as bro" },
	{ "J", Y, "I am very keen to be involved" }, { "J", Y, "Very much so, yes" }, { "J", Y, "Naturally" },
	{ "J", Y, "Pleased to" }, { "J", N, "No" }, { "J", N, "No thank you" }, { "J", N, "nah thanks" }, { "J", N, "kāo" },
	{ "J", N, "not interested" }, { "J", N, "Sorry, not interested" }, { "J", N, "It was not me" },
	{ "J", N, "This wasn't me, please ignore it" }, { "J", N, "I didnt sign up for this" },
	{ "J", N, "I have not asked for any mail from you" }, { "J", N, "Please unsubscribe" },
	{ "J", N, "Please remove my address" }, { "J", N, "Take me off this list please" }, { "J", N, "Get lost" },
	{ "J", N, "STOP" }, { "J", N, "Please stop" }, { "J", N, "Do not contact me again" },
	{ "J", N, "Please do not subscribe me" }, { "J", N, "I don't want any mail" }, { "J", N, "I decline" },
	{ "J", N, "I'd rather not" }, { "J", N, "Not for me" }, { "J", N, "Thanks, but no" }, { "J", N, "I'll pass" },
	{ "J", N, "Opt me out" }, { "J", N, "No. I didn't ask for this." },
	{ "J", N, "No thanks\n\nJane Smith\nTeam Leader" }, { "J", N, "No.\nWho are you?" }, { "J", N, "👎" },
	{ "J", N, "No more emails" }, { "J", N, "I didn't request this" }, { "J", N, "Not me" },
	{ "J", N, "I don't want it" }, { "J", N, "Please take my email off" }, { "J", N, "No thank you, not for me" },
	{ "J", N, "No thanks, I get enough email" }, { "J", N, "nup" }, { "J", N, "Sorry, no" }, { "J", N, "I'm sorry, no" },
	{ "J", N, "No, please don't" }, { "J", N, "Please don't email me" }, { "J", N, "Please don't send any more emails" },
	{ "J", N, "Please stop emailing me" }, { "J", N, "STOP!!!" }, { "J", N, "Unsubscribe!" },
	{ "J", N, "Please unsubscribe this address" }, { "J", N, "Remove my email" }, { "J", N, "Take me off please" },
	{ "J", N, "Please delete me from your list" }, { "J", N, "I didn't sign up to this" },
	{ "J", N, "I never asked for your newsletter" }, { "J", N, "I haven't asked for this" },
	{ "J", N, "I did not make this request" }, { "J", N, "This request was not made by me" },
	{ "J", N, "It definitely wasn't me" }, { "J", N, "Not interested in this" },
	{ "J", N, "We are not interested thank you" }, { "J", N, "I don't want to join" },
	{ "J", N, "I don't want to be on your list" }, { "J", N, "I don't wish to subscribe" },
	{ "J", N, "I'd prefer not to receive these" }, { "J", N, "I choose not to" }, { "J", N, "Decline please" },
	{ "J", N, "Hard no" }, { "J", N, "Definitely not" }, { "J", N, "No chance" }, { "J", N, "Piss off" },
	{ "J", N, "Leave us alone" }, { "J", N, "Kāo, e hoa" }, { "J", N, "No\n\nMere Ngata\nKaiārahi" },
	{ "J", N, "No, and please delete my address" }, { "J", N, "No, who gave you my address?" }, { "L", Y, "YES!" },
	{ "L", Y, "yep" }, { "L", Y, "Ae" }, { "L", Y, "please unsubscribe me" }, { "L", Y, "Yes unsubscribe me" },
	{ "L", Y, "take me off" }, { "L", Y, "remove me" }, { "L", Y, "Yes I want to leave" }, { "L", Y, "That's correct" },
	{ "L", Y, "confirm" }, { "L", Y, "Yes, I confirm" }, { "L", Y, "Yes, that was me" }, { "L", Y, "Yes thanks" },
	{ "L", Y, "Yes do it" }, { "L", Y, "please stop" }, { "L", Y, "I do not want to get these emails" },
	{ "L", Y, "Yes please, I have retired" }, { "L", Y, "I wish to unsubscribe" }, { "L", Y, "Yes, goodbye" },
	{ "L", Y, "Definitely" }, { "L", Y, "Opt out" }, { "L", Y, "Āe, tangohia ahau" }, { "L", Y, "Of course" },
	{ "L", Y, "Yes, I'd like to unsubscribe" }, { "L", Y, "Yes I want to unsubscribe" }, { "L", Y, "Yes, confirmed" },
	{ "L", Y, "Leave please" }, { "L", Y, "Please take me off your mailing list" },
	{ "L", Y, "Unsubscribe from everything" }, { "L", Y, "Yes, delete me" }, { "L", Y, "Yes please stop" },
	{ "L", Y, "I no longer wish to receive these emails" }, { "L", Y, "Yes I'm no longer in this role" },
	{ "L", Y, "Yes, I did ask" }, { "L", Y, "I asked to be removed" }, { "L", Y, "Yes, thanks for checking" },
	{ "L", Y, "Yup take me off" }, { "L", Y, "I'm done, thanks. Please remove me." },
	{ "L", Y, "Hi, yes, please remove me. Kind regards, Jane" }, { "L", Y, "Indeed" }, { "L", N, "no" },
	{ "L", N, "No thanks" }, { "L", N, "nah" }, { "L", N, "👎" }, { "L", N, "Don't unsubscribe me" },
	{ "L", N, "I did not ask to leave" }, { "L", N, "I didn't unsubscribe" }, { "L", N, "Please keep me on the list" },
	{ "L", N, "I want to stay please" }, { "L", N, "Please keep sending it" }, { "L", N, "It was not me" },
	{ "L", N, "No, keep me on please" }, { "L", N, "I don't want to leave" }, { "L", N, "Please don't" },
	{ "L", N, "Please do not take me off" }, { "L", N, "Stay please" }, { "L", N, "No.\n\nNgā mihi\nMere" },
	{ "L", N, "I still want it" }, { "L", N, "No I do not want to leave" }, { "L", N, "No! Please keep me on" },
	{ "L", N, "No, it wasn't me" }, { "L", N, "I did not request this" }, { "L", N, "I didn't ask to unsubscribe" },
	{ "L", N, "This wasn't me" }, { "L", N, "Not me" }, { "L", N, "I would like to stay on the list" },
	{ "L", N, "Please don't remove me" }, { "L", N, "Do not unsubscribe" }, { "L", N, "Please leave me on" },
	{ "L", N, "Please keep sending me the newsletter" }, { "L", N, "I still want to receive it" },
	{ "L", N, "I am staying" }, { "L", N, "Nope, staying put" }, { "L", N, "Absolutely not" }, { "S", Y, "Yes" },
	{ "S", Y, "Yes, keep me on" }, { "S", Y, "please keep sending" }, { "S", Y, "Keep it coming!" },
	{ "S", Y, "I'd like to stay" }, { "S", Y, "Yes, I'd like to stay please" }, { "S", Y, "Still interested" },
	{ "S", Y, "I still want to get it" }, { "S", Y, "Please keep me subscribed" }, { "S", Y, "yeah" },
	{ "S", Y, "Yes, thanks for asking" }, { "S", Y, "Yes, love it" }, { "S", Y, "Happy to stay" },
	{ "S", Y, "Yes, continue please" }, { "S", Y, "Yes please.\n\nNgā mihi\nMere Ngata\nKaiārahi" },
	{ "S", Y, "Yes I'm staying" }, { "S", Y, "Please don't stop" }, { "S", Y, "Yes of course" }, { "S", Y, "👍" },
	{ "S", Y, "Hi, yes please keep me. Thanks Jo" },
	{ "S", Y, "Yes please. My organisation has changed, I am at MSD now." }, { "S", Y, "Please keep me informed" },
	{ "S", Y, "I confirm" }, { "S", Y, "I wish to stay subscribed" }, { "S", Y, "Yes please keep me on the list" },
	{ "S", Y, "Yes, please continue" }, { "S", Y, "Yes I am still interested" }, { "S", Y, "I want to continue" },
	{ "S", Y, "I'd like to keep receiving your emails" }, { "S", Y, "I would like to remain on the mailing list" },
	{ "S", Y, "Keep me in the loop please" }, { "S", Y, "Staying" }, { "S", Y, "I will stay" }, { "S", Y, "Yes, remain" },
	{ "S", Y, "Yes, I enjoy it" }, { "S", Y, "Yes, really useful" }, { "S", Y, "Yes, very helpful thank you" },
	{ "S", Y, "Yes. Everything is up to date." }, { "S", Y, "Yes please. No changes." },
	{ "S", Y, "Yes, and please change my region to Otago" }, { "S", Y, "Āe koa, ngā mihi" }, { "S", Y, "YES STAY" },
	{ "S", Y, "Don't remove me please" }, { "S", Y, "I don't want to leave" }, { "S", N, "no" },
	{ "S", N, "No thank you" }, { "S", N, "nah" }, { "S", N, "unsubscribe" },
	{ "S", N, "Remove me from the list please" }, { "S", N, "STOP" }, { "S", N, "I don't want it any more" },
	{ "S", N, "I don't want to stay" }, { "S", N, "I would like to leave" }, { "S", N, "No longer interested" },
	{ "S", N, "No.\n\nNgā mihi\nMere" }, { "S", N, "No. I don't work in this area any more." },
	{ "S", N, "No more please" }, { "S", N, "I want out" }, { "S", N, "opt out" },
	{ "S", N, "Kia ora, no thanks. Ngā mihi, Hana" }, { "S", N, "No thank you, I've retired" },
	{ "S", N, "No thanks, no longer relevant" }, { "S", N, "No longer required" },
	{ "S", N, "No, please remove my details" }, { "S", N, "Please delete me from the list" },
	{ "S", N, "Take me off please" }, { "S", N, "I'd like to unsubscribe please" }, { "S", N, "I wish to leave" },
	{ "S", N, "I don't want to continue" }, { "S", N, "I don't need this any more" },
	{ "S", N, "Not interested, thanks" }, { "S", N, "Please cancel my subscription" }, { "S", N, "Leave" },
	{ "S", N, "no, leave" }, { "S", N, "Kāo, ngā mihi" }, { "S", N, "No thanks. All the best, Peter" }, { "P", Y, "YES" },
	{ "P", Y, "Yes, that was me" }, { "P", Y, "Yes I did" }, { "P", Y, "correct" }, { "P", Y, "Yes, go ahead" },
	{ "P", Y, "Yes please do that" }, { "P", Y, "y" }, { "P", Y, "Yes, this is my address" },
	{ "P", Y, "Yes this was me" }, { "P", Y, "Yes, I requested this" }, { "P", Y, "Please proceed" },
	{ "P", Y, "Yes, correct" }, { "P", Y, "Yes, that is right" }, { "P", Y, "That's my address" },
	{ "P", Y, "I confirm that was me" }, { "P", Y, "Yes, thanks. Mere" }, { "P", Y, "👍" }, { "P", N, "No thanks" },
	{ "P", N, "It was not me" }, { "P", N, "I didn't ask for this" }, { "P", N, "nope" }, { "P", N, "That wasn't me" },
	{ "P", N, "No I did not" }, { "P", N, "No don't" }, { "P", N, "That was not me" }, { "P", N, "That is not me" },
	{ "P", N, "I did not request this" }, { "P", N, "No thank you" }, { "P", N, "No, not me, sorry" },
};

static const struct row neither_kept_back[] = {
	{ "JLSP", U, "Thank you for contacting the Service Desk. Your ticket number is 88213." },
	{ "JLSP", U, "Confirmed: ticket #123" }, { "JLSP", U, "JIRA Service Management: SD-1123 has been created." },
	{ "JLSP", U, "Yes, we have received your email and will get back to you within three days." },
	{ "JLSP", U, "This is an automated message. Please do not reply." },
	{ "JLSP", U, "ServiceNow: INC0012345 opened on your behalf." },
	{ "JLSP", U, "HubSpot: your ticket has been closed. How did we do? Reply YES if you are happy." },
	{ "JLSP", U, "Your message is being held. To have it delivered please confirm you are a real person by clicking here." },
	{ "JLSP", U, "Boxbe: you are not on the guest list of this recipient." }, { "JLSP", U, "Out of office" },
	{ "JLSP", U, "I have left the organisation. Please contact reception." },
	{ "JLSP", U, "This mailbox is no longer monitored." },
	{ "JLSP", U, "Estoy fuera de la oficina hasta el lunes. Sí, responderé a mi regreso." },
	{ "JLSP", U, "Jag är på semester till den 10 januari." }, { "JLSP", U, "Estarei ausente até 5 de janeiro." },
	{ "JLSP", U, "自动回复：我正在休假，将于一月十日返回。" }, { "JLSP", U, "Kei te hararei au, ka hoki mai a te Mane." },
	{ "JLSP", U, "Fuera de la oficina" }, { "JLSP", U, "Maybe" }, { "JLSP", U, "Let me think about it" },
	{ "JLSP", U, "I will get back to you" }, { "JLSP", U, "later" }, { "JLSP", U, "what's this about?" },
	{ "JLSP", U, "Who are you?" }, { "JLSP", U, "Who asked for this?" }, { "JLSP", U, "How did you get my address?" },
	{ "JLSP", U, "Is this spam" }, { "JLSP", U, "Can you tell me more first?" }, { "JLSP", U, "?" },
	{ "JLSP", U, "Huh?" }, { "JLSP", U, "ok?" }, { "JLSP", U, "Do I have to say yes or no?" },
	{ "JLSP", U, "What happens if I say yes?" }, { "JLSP", U, "Will you stop if I ask?" },
	{ "JLSP", U, "Is it free and can I leave any time?" },
	{ "JLSP", U, "You said to reply \"YES\" but nothing happened last time" },
	{ "JLSP", U, "Yes, but only the meetings" }, { "JLSP", U, "yes/no" }, { "JLSP", U, "Yes if it is free" },
	{ "JLSP", U, "Yes I received this" }, { "JLSP", U, "Yes, what do you want?" },
	{ "JLSP", U, "Yes, and pigs might fly" }, { "JLSP", U, "Tui: Yeah right" }, { "JLSP", U, "My boss says yes" },
	{ "JLSP", U, "not yes" }, { "JLSP", U, "I never said yes" }, { "JLSP", U, "This is not a yes" },
	{ "JLSP", U, "not no" }, { "JLSP", U, "No one here by that name" }, { "JLSP", U, "No comment" },
	{ "JLSP", U, "No rush" }, { "JLSP", U, "Sorry, I meant no, I mean yes" }, { "JLSP", U, "Thanks for letting me know" },
	{ "JLSP", U, "Thanks" }, { "JLSP", U, "Cheers" }, { "JLSP", U, "Got it, thanks" }, { "JLSP", U, "See below" },
	{ "JLSP", U, "Fwd for your action" }, { "JLSP", U, "Team - does anybody know what this is?" },
	{ "JLSP", U, "I have forwarded your message to the right person" },
	{ "JLSP", U, "Mere Ngata, Kaiārahi, Otago Trust" },
	{ "JLSP", U, "Jane Smith | Senior Advisor | DDI 04 555 1234 | www.msd.govt.nz" }, { "JLSP", U, "Hello there" },
	{ "JLSP", U, "[EXTERNAL EMAIL]" }, { "JLSP", U, "Disclaimer: views are my own" }, { "JLSP", U, "Good morning" },
	{ "JLSP", U, "😂" }, { "JLSP", U, "🙏" }, { "JLSP", U, "Knock knock" }, { "JLSP", U, "reply YES" },
	{ "JLSP", U, "I have replied yes three times already and nothing happens" },
	{ "JLSP", U, "I tried to click yes and it did not work" }, { "JLSP", U, "Your website is down" },
	{ "JLSP", U, "My phone number is 021 555 123" }, { "JLSP", U, "I will be at the hui on Tuesday" },
	{ "JLSP", U, "I can't make it on Tuesday" }, { "JLSP", U, "Sorry" },
	{ "JLSP", U, "Please ring me on 021 555 123 to discuss" }, { "JLSP", U, "Remove the second paragraph please" },
	{ "JLSP", U, "Please leave a message after the tone" },
	{ "JLSP", U, "Sign me up for a tour of your office? just kidding" }, { "JLSP", U, "Your booking is confirmed" },
	{ "JLSP", U, "Dear Sir, I wish to do business with you. Please confirm." },
	{ "JLSP", U, "Your message was read on Tuesday" },
	{ "JLSP", U, "I am the receptionist. Jane will answer when she is back." },
	{ "JLSP", U, "My mother died in June. Please remove her from your list." },
	{ "JLSP", U, "You have the wrong person" }, { "JLSP", U, "I know nothing about this" }, { "JLSP", U, "dunno" },
	{ "JLSP", U, "Can you write in te reo?" }, { "JLSP", U, "Tērā pea" }, { "JLSP", U, "." },
	{ "JLSP", U, "Testing 123" }, { "JLSP", U, "yesterday" }, { "JLSP", U, "Norway" },
	{ "JLSP", U, "Nothing came through" }, { "JLSP", U, "Sure, but what is it?" },
	{ "JLSP", U, "I am sure I have seen this before" }, { "JLSP", U, "Definitely spam" },
	{ "JLSP", U, "I accept no liability" }, { "JLSP", U, "We confirm your appointment on 3 May" },
	{ "JLS", U, "That is not correct" }, { "JLSP", U, "It was not me who broke the printer" },
	{ "JLSP", U, "Please don't forget the agenda" }, { "JLSP", U, "Keep calm and carry on" },
	{ "JLSP", U, "leave form attached" }, { "JLSP", U, "Please put me through to somebody" },
	{ "JLSP", U, "I would like to receive my refund" }, { "JLSP", U, "YES Disability Resource Centre" },
	{ "S", U, "not any more at Oranga Tamariki, now at MSD" }, { "S", U, "No corrections, all good" },
	{ "S", U, "All good" }, { "S", U, "My name is misspelt" }, { "S", U, "I have changed jobs" }, { "S", U, "my data" },
	{ "S", U, "Why do you keep my name?" }, { "S", U, "Please remove me from the Otago list only" },
	{ "S", U, "No, my organisation is wrong" }, { "S", U, "Please don't change anything" },
	{ "S", U, "Stop using my old name" }, { "J", U, "I am already on the list" },
	{ "J", U, "Not at this address please" }, { "J", U, "Can my team join too?" }, { "L", U, "Yes keep me on" },
	{ "L", U, "Only from the Otago list" }, { "L", U, "why" }, { "P", U, "Delete only my phone number" },
	{ "P", U, "Yes but at 3pm" }, { "P", U, "unsubscribe" }, { "JLSP", U, "Can you call me to discuss?" },
	{ "JLSP", U, "Your link gives an error 404" }, { "JLSP", U, "Who runs this?" }, { "JLSP", U, "Are you a robot?" },
	{ "JLSP", U, "Does this cost anything?" }, { "JLSP", U, "What data will you keep about me?" },
	{ "JLSP", U, "Did my manager sign me up?" }, { "JLSP", U, "I'm in two minds" }, { "JLSP", U, "Possibly" },
	{ "JLSP", U, "Probably not" }, { "JLSP", U, "I suppose" }, { "JLSP", U, "We'll see" },
	{ "JLSP", U, "Not at the moment" }, { "JLSP", U, "Try again next year" }, { "JLSP", U, "Yes, after Christmas" },
	{ "JLSP", U, "Yes as long as it is not too often" }, { "JLSP", U, "Yes except the weekly one" },
	{ "JLSP", U, "Yes I think so" }, { "JLSP", U, "I don't think so" }, { "JLSP", U, "Yes I know" },
	{ "JLSP", U, "Yes, I have a question" }, { "JLSP", U, "Yes, this is the Gore office, how can we help?" },
	{ "JLSP", U, "Yes, that is my colleague's address" }, { "JLSP", U, "Yes, Jane has left" },
	{ "JLSP", U, "Yes. We close at 5pm today." }, { "JLSP", U, "Yes we can" }, { "JLSP", U, "Yes, yes, whatever" },
	{ "JLSP", U, "Yes Minister is on TV tonight" }, { "JLSP", U, "Yes. In your dreams." }, { "JLSP", U, "Yes! NOT" },
	{ "JLSP", U, "no\nyes" }, { "JLSP", U, "No, yes" }, { "JLSP", U, "Yes - actually no" },
	{ "JLSP", U, "Yes, tell me who you are" }, { "JLSP", U, "Yes please tell me what this is about" },
	{ "JLSP", U, "Please tell me who you are" }, { "JLSP", U, "Please resend" }, { "JLSP", U, "Please confirm receipt" },
	{ "JLSP", U, "Can you please confirm?" }, { "JLSP", U, "Yes to what?" }, { "JLSP", U, "Unsubscribe from what?" },
	{ "JLSP", U, "Sign me up for what?" }, { "JLSP", U, "I agree with Jane" }, { "JLSP", U, "Agree to disagree" },
	{ "JLSP", U, "Accepted subject to terms" }, { "JLSP", U, "Confirmed\nBooking ABC123\nCheck-in 14:00" },
	{ "JLSP", U, "Accepted\nWhen: Tuesday 8 December 10:00\nWhere: Teams" },
	{ "JLSP", U, "Mere Ngata has accepted this invitation." }, { "JLSP", U, "Liked \"Please confirm\"" },
	{ "JLSP", U, "OK. Your ticket #55 is closed." }, { "JLSP", U, "Yes, your application was successful" },
	{ "JLSP", U, "No reply necessary" }, { "JLSP", U, "No action required" }, { "JLSP", U, "No new messages" },
	{ "JLSP", U, "No attachment?" }, { "JLSP", U, "No longer at MSD" }, { "JLSP", U, "No doubt you will write again" },
	{ "JLSP", U, "No kidding" }, { "JLSP", U, "No need to reply" }, { "JLSP", U, "No drama" }, { "JLSP", U, "Nah yeah" },
	{ "JLSP", U, "Never mind" }, { "JLSP", U, "Don't worry" }, { "JLSP", U, "Don't forget the minutes" },
	{ "JLSP", U, "Please don't hesitate to contact me" }, { "JLSP", U, "Do not disturb" }, { "JLSP", U, "Not long now" },
	{ "JLSP", U, "Not yet" }, { "JLSP", U, "Bus stop is outside the hall" }, { "JLSP", U, "Leave that to Jane" },
	{ "JLSP", U, "Annual leave" }, { "JLSP", U, "Stay safe" }, { "JLSP", U, "Keep up the good work" },
	{ "JLSP", U, "Remove the old agenda" }, { "JLSP", U, "Delete the attachment" },
	{ "JLSP", U, "Cancel my seat on Tuesday" }, { "JLSP", U, "Add me as a speaker" },
	{ "JLSP", U, "Please add my colleague Jo" }, { "JLSP", U, "I'm in Auckland" },
	{ "JLSP", U, "I'm interested in data privacy in general" }, { "JLSP", U, "I want to complain" },
	{ "JLSP", U, "I would like to know more first" }, { "JLSP", U, "I would like a hard copy of the toolkit" },
	{ "S", U, "I did" }, { "JLSP", U, "This is me on holiday" }, { "JLSP", U, "Great" }, { "JLSP", U, "Lovely" },
	{ "JLSP", U, "Hmm" }, { "JLSP", U, "Right." }, { "JLSP", U, "Sure? I don't remember" },
	{ "JLSP", U, "Definitely maybe" }, { "JLSP", U, "Of course not sure" }, { "JLSP", U, "Ok, who is this" },
	{ "JLSP", U, "Will do" }, { "JLSP", U, "Kia kaha" }, { "JLSP", U, "Ā te Mane" }, { "JLSP", U, "Āe rānei kāo?" },
	{ "JLSP", U, "Kāore he raruraru" }, { "JLSP", U, "Sí" }, { "JLSP", U, "是" },
	{ "JLSP", U, "Oui, mais pas maintenant" },
	{ "JLSP", U, "Thanks for your message. I'm travelling and will have patchy reception. I confirm I'll reply on Monday." },
	{ "JLSP", U, "Thank you for your enquiry. Someone will be in touch. Yes, really!" },
	{ "JLSP", U, "Please note my new address is jane@new.example" },
	{ "JLSP", U, "Please update my address to jane@new.example" },
	{ "JLSP", U, "I've forwarded this to Jane who will say yes or no" }, { "JLSP", U, "@Jane can you confirm?" },
	{ "JLSP", U, "cc Jane" }, { "JLSP", U, ":)" }, { "JLSP", U, "❤️" }, { "JLSP", U, "👏👏" },
	{ "JLSP", U, "[image: image001.png]" }, { "JLSP", U, "Sent from my iPhone" }, { "JLSP", U, "M" }, { "JLSP", U, "Q" },
	{ "JLSP", U, "1" }, { "JLSP", U, "Yesenia" }, { "JLSP", U, "Yes-Man Records" }, { "JLSP", U, "y n" },
	{ "JLSP", U, "n.a." }, { "JLSP", U, "Text STOP to 3000" },
	{ "JLSP", U, "To unsubscribe from these alerts reply UNSUBSCRIBE" },
	{ "JLSP", U, "If you no longer wish to receive these emails, unsubscribe" }, { "S", U, "I read it every month" },
	{ "S", U, "I find it useful" }, { "S", U, "Yes, it is wrong" }, { "S", U, "No errors" },
	{ "S", U, "Not correct, I moved" }, { "S", U, "No I am at MSD" }, { "S", U, "No. It is spelt Kathryn." },
	{ "S", U, "Remove my second address please" }, { "S", U, "I want to leave the Otago community only" },
	{ "S", U, "Unsubscribe me from the Otago community but keep the newsletter" }, { "S", U, "pause" },
	{ "S", U, "I never got the last one" }, { "S", U, "I did not ask for this name" }, { "L", U, "No, unsubscribe me" },
	{ "L", U, "Leave me be" }, { "L", U, "From which list?" }, { "L", U, "ok" }, { "J", U, "I'm already subscribed" },
	{ "J", U, "Yes, unsubscribe me" }, { "J", U, "Yes, take me off the list" }, { "J", U, "No, sign me up" },
	{ "J", U, "Sign me up but not at this address" }, { "J", U, "Jane wants to subscribe" }, { "J", U, "Number 3" },
	{ "P", U, "Yes and move it to the library" }, { "P", U, "keep me on" }, { "P", U, "ok" }, { "P", U, "Undo" },
};

static struct command_words *words;

static struct consent_said read_to(char to, struct slice text)
{
	switch (to) {
	case 'J':
		return consent_words_read(text, CONSENT_JOIN, words);
	case 'L':
		return consent_words_read(text, CONSENT_LEAVE, words);
	case 'S':
		return consent_words_read(text, CONSENT_STAY, words);
	default:
		return consent_words_plain(text, words);
	}
}

static const char *name(enum consent_answer answer)
{
	switch (answer) {
	case CONSENT_YES:
		return "yes";
	case CONSENT_NO:
		return "no";
	case CONSENT_NEITHER:
		break;
	}
	return "neither";
}

static void expect(const struct row *rows, size_t count, const char *what)
{
	size_t right = 0, asked = 0;

	for (size_t i = 0; i < count; i++) {
		for (const char *to = rows[i].to; *to != '\0'; to++) {
			struct consent_said said = read_to(*to, slice_of(rows[i].text));

			asked++;
			right += said.answer == rows[i].answer;
			if (said.answer != rows[i].answer)
				print_message("to %c \"%s\" is %s, expected %s\n", *to, rows[i].text, name(said.answer),
				    name(rows[i].answer));
			/* Whatever was not understood is read by a person. */
			if (said.answer == U && rows[i].text[0] != '\0' && !said.has_more)
				fail_msg("to %c nobody reads \"%s\"", *to, rows[i].text);
		}
	}
	print_message("%zu of %zu %s\n", right, asked, what);
	assert_int_equal(right, asked);
}

static void test_answers(void **state)
{
	(void)state;
	expect(answers, sizeof answers / sizeof answers[0], "answers");
	expect(answers_kept_back, sizeof answers_kept_back / sizeof answers_kept_back[0], "answers kept back");
}

static void test_neither(void **state)
{
	(void)state;
	expect(neither, sizeof neither / sizeof neither[0], "that are none");
	expect(neither_kept_back, sizeof neither_kept_back / sizeof neither_kept_back[0], "that are none, kept back");
}

/* What stands beside an answer is for a person to read; what is only polite, a name or a choice of lists is not. */
static void test_more(void **state)
{
	static const struct { char to; const char *text; enum consent_answer answer; bool has_more; } cases[] = {
		{ 'J', "Yes please", Y, false },
		{ 'J', "Yes please. Ngā mihi, Mere Ngata, Kaiārahi, Otago Trust, 03 555 1234", Y, false },
		{ 'J', "Kia ora Mere,\n\nYes please.\n\nNgā mihi\nHemi\nhemi@example.org\n021 555 123", Y, false },
		{ 'J', "yes 2, 5 and 7", Y, false },
		{ 'J', "yes 2 5", Y, false },
		{ 'J', "Yes please, and could you also add my colleague jo@example.org?", Y, true },
		{ 'J', "Yes please. Is there a fee?", Y, true },
		{ 'J', "No thanks", N, false },
		{ 'J', "No thanks. Who gave you my address?", N, true },
		{ 'J', "Yes but not the newsletter", U, true },
		{ 'J', "Who are you, where did you get this address?", U, true },
		{ 'L', "What is this about?", U, true },
		{ 'L', "Yes please", Y, false },
		{ 'S', "Yes please. My organisation has changed, I am at MSD now.", Y, true },
		{ 'S', "My organisation is wrong, I am at MSD now", U, true },
		{ 'S', "yes 2", U, true },	/* nothing can be chosen there */
		{ 'P', "Yes, that was me", Y, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct consent_said said = read_to(cases[i].to, slice_of(cases[i].text));

		if (said.answer != cases[i].answer || said.has_more != cases[i].has_more)
			fail_msg("to %c \"%s\" is %s%s", cases[i].to, cases[i].text, name(said.answer),
			    said.has_more ? " and more" : "");
	}
}

/* "Reply", "Send", and no word: enough where the question is whether somebody wants mail. */
static void test_empty(void **state)
{
	static const char *const empty[] = { "", " ", "\n\n", "\r\n\t", "\xc2\xa0", "\xe2\x80\x8b", "<div><br></div>", "&nbsp;" };
	static const char *const signs[] = { ".", "-", "?", "!!", "***", "<", "&", "\xff" };

	(void)state;
	for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
		assert_int_equal(read_to('J', slice_of(empty[i])).answer, Y);
		assert_int_equal(read_to('S', slice_of(empty[i])).answer, Y);
		assert_int_equal(read_to('L', slice_of(empty[i])).answer, U);
		assert_int_equal(read_to('P', slice_of(empty[i])).answer, U);
		for (const char *to = "JLSP"; *to != '\0'; to++)
			assert_false(read_to(*to, slice_of(empty[i])).has_more);
	}
	assert_int_equal(read_to('J', SLICE_NONE).answer, Y);
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		for (const char *to = "JLSP"; *to != '\0'; to++) {
			assert_int_equal(read_to(*to, slice_of(signs[i])).answer, U);
			assert_true(read_to(*to, slice_of(signs[i])).has_more);
		}
	}
}

/* Whatever denies or doubts, before or behind, there is no yes and nothing is invented from what is not known. */
static void test_spoiled(void **state)
{
	static const char *const yes[] = { "yes", "Yes please", "I confirm", "āe", "sure", "count me in", "sign me up", "ok", "👍" };
	static const char *const before[] = { "not", "I am not saying", "don't take this as", "maybe", "only if you pay me,", "he said",
		"nobody says", "ticket:", "my dog says", "I wouldn't say", "you will get no", "if I say", "who says", "Jane:" };
	static const char *const behind[] = { ", but not now", ", maybe", "? Who is this?", ". Just kidding", ", unless it costs",
		". No", ". Your ticket is 5", ", when pigs fly", ". What is this?", " Minister", " is what they all say", ". I am not Jane",
		", I don't think so", ". I am out of the office", ". Please don't" };
	char text[160];

	(void)state;
	for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
		for (const char *to = "JLSP"; *to != '\0'; to++) {
			for (size_t k = 0; k < sizeof before / sizeof before[0]; k++) {
				(void)snprintf(text, sizeof text, "%s %s", before[k], yes[i]);
				if (read_to(*to, slice_of(text)).answer == Y)
					fail_msg("to %c \"%s\" is yes", *to, text);
			}
			for (size_t k = 0; k < sizeof behind / sizeof behind[0]; k++) {
				(void)snprintf(text, sizeof text, "%s%s", yes[i], behind[k]);
				if (read_to(*to, slice_of(text)).answer == Y)
					fail_msg("to %c \"%s\" is yes", *to, text);
			}
		}
	}
}

/* A speaker's own table has the last word. */
static void test_table(void **state)
{
	static const char table[] = "he pai = agree\ntaihoa = doubt\nkaua koa = refuse well\nme te aroha = courtesy\n";
	struct command_words *other = command_words_new();
	char path[] = "/tmp/test_consent_words_XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;

	(void)state;
	assert_non_null(file);
	(void)fputs(table, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(command_words_load(other, path, NULL), 0);
	(void)remove(path);
	assert_int_equal(consent_words_read(slice_of("He pai"), CONSENT_JOIN, NULL).answer, U);
	assert_int_equal(consent_words_read(slice_of("He pai"), CONSENT_JOIN, other).answer, Y);
	assert_int_equal(consent_words_read(slice_of("He pai, me te aroha"), CONSENT_JOIN, other).answer, Y);
	assert_int_equal(consent_words_read(slice_of("Āe, taihoa"), CONSENT_JOIN, other).answer, U);
	assert_int_equal(consent_words_read(slice_of("Kaua koa"), CONSENT_STAY, other).answer, N);
	assert_int_equal(consent_words_read(slice_of("Āe"), CONSENT_JOIN, NULL).answer, Y);	/* known without a table */
	command_words_free(other);
}

/* Every cut of every sentence, in memory that ends where it ends. */
static void test_cuts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof neither / sizeof neither[0]; i += 20) {
		for (size_t n = 0; n <= strlen(neither[i].text); n++) {
			char *copy = malloc(n + 1);

			assert_non_null(copy);
			memcpy(copy, neither[i].text, n);
			copy[n] = '\xc4';	/* half a letter */
			(void)read_to('J', slice_make(copy, n));
			(void)read_to('S', slice_make(copy, n + 1));
			free(copy);
		}
	}
}

/* A text may be as long as a mail may be; what is longer than an answer is a letter, whatever it begins with. */
static void test_long(void **state)
{
	static const char *const pieces[] = { "yes ", "yes\n", "no ", "y", "<", "<br", "<br>", "&nbsp", "&nbsp;", "?", "yes? ", "+", "\xff", "\xc4\x81",
		"unsubscribe me from all of your ", "please do not ", "Kia ora Mere Te Awa ", "1 ", "'", "\xf0\x9f\x91\x8d" };
	enum { LONG = 64 << 10 };
	char *text = malloc(LONG);
	clock_t began = clock();

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		size_t piece = strlen(pieces[i]);
		struct consent_said said;

		for (size_t n = 0; n < LONG; n++)
			text[n] = pieces[i][n % piece];
		said = consent_words_read(slice_make(text, LONG), CONSENT_JOIN, words);
		if (piece == 4 && pieces[i][0] == 'y')
			assert_int_equal(said.answer, U);
		(void)consent_words_plain(slice_make(text, LONG), words);
	}
	free(text);
	/* 40 texts; with the sanitizers on a slow machine a tenth of this. What is quadratic needs minutes. */
	assert_true(clock() - began < 10 * CLOCKS_PER_SEC);
}

static int load(void **state)
{
	(void)state;
	words = command_words_new();
	return command_words_load(words, "templates/mi/words", NULL);
}

static int unload(void **state)
{
	(void)state;
	command_words_free(words);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers), cmocka_unit_test(test_neither), cmocka_unit_test(test_more),
		cmocka_unit_test(test_empty), cmocka_unit_test(test_spoiled), cmocka_unit_test(test_table), cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
