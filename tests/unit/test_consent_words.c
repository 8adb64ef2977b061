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
	{ "J", N, "no" }, { "J", N, "NO." }, { "J", N, "no thanks" }, { "J", N, "No, thank you." }, { "J", N, "Nah" },
	{ "J", N, "Nope" }, { "J", N, "N" }, { "J", N, "Kao" }, { "J", N, "Kāo, ngā mihi" },
	{ "J", N, "Not interested, thanks" }, { "J", N, "I'm not interested" }, { "J", N, "please don't" },
	{ "J", N, "Please don’t" }, { "J", N, "It wasn't me" }, { "J", N, "That was not me" },
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
	{ "J", N, "We do not want this" }, { "J", N, "don't want it" }, { "L", Y, "yes" }, { "L", Y, "Yes" },
	{ "L", Y, "Yes please" }, { "L", Y, "yes, please" }, { "L", Y, "Yeah" }, { "L", Y, "āe" }, { "L", Y, "y" },
	{ "L", Y, "👍" }, { "L", Y, "Unsubscribe" }, { "L", Y, "unsubscribe me" }, { "L", Y, "Yes, please unsubscribe me" },
	{ "L", Y, "Yes please remove me" }, { "L", Y, "Take me off the list" }, { "L", Y, "Yes, take me off please" },
	{ "L", Y, "I want to leave" }, { "L", Y, "I do want to leave" }, { "L", Y, "Yes I really want to leave" },
	{ "L", Y, "correct" }, { "L", Y, "That is right" }, { "L", Y, "Yes that's right" }, { "L", Y, "Confirmed" },
	{ "L", Y, "I confirm" }, { "L", Y, "Yes it was me" }, { "L", Y, "It was me" }, { "L", Y, "Yes I asked" },
	{ "L", Y, "I asked for it" }, { "L", Y, "Yes, thank you. Jane" }, { "L", Y, "Please do" }, { "L", Y, "Go ahead" },
	{ "L", Y, "STOP" }, { "L", Y, "Stop emailing me" }, { "L", Y, "I don't want your emails any more" },
	{ "L", Y, "No more emails please" }, { "L", Y, "Yes. I've changed jobs." },
	{ "L", Y, "Yes I no longer work in this area" }, { "L", Y, "Yes please.\n\nNgā mihi\nMere" },
	{ "L", Y, "I would like to be removed" }, { "L", Y, "I'd like to leave please" }, { "L", Y, "Yes, I am sure" },
	{ "L", Y, "I'm sure" }, { "L", Y, "Yes, all lists" }, { "L", Y, "Yes from all" }, { "L", Y, "Delete me please" },
	{ "L", Y, "tangohia ahau" }, { "L", Y, "Kia ora, yes please take me off. Thanks, Tama" }, { "L", Y, "Sure" },
	{ "L", Y, "Absolutely" }, { "L", Y, "I'm leaving the sector so yes please" }, { "L", N, "No" }, { "L", N, "NO!" },
	{ "L", N, "No thank you" }, { "L", N, "nope" }, { "L", N, "kāo" }, { "L", N, "n" },
	{ "L", N, "please don't unsubscribe me" }, { "L", N, "Please don’t unsubscribe me!" },
	{ "L", N, "Do not unsubscribe me" }, { "L", N, "I didn't ask to leave!" }, { "L", N, "I never asked to leave" },
	{ "L", N, "I did not ask to be removed" }, { "L", N, "Keep me on please" }, { "L", N, "keep me" },
	{ "L", N, "Keep me on the list" }, { "L", N, "I want to stay" }, { "L", N, "I'd like to stay" },
	{ "L", N, "I would like to keep getting it" }, { "L", N, "It wasn't me" }, { "L", N, "That was not me" },
	{ "L", N, "No it wasn't me" }, { "L", N, "No, I want to stay" }, { "L", N, "No, please keep me subscribed" },
	{ "L", N, "No I didn't ask for this" }, { "L", N, "I do not want to unsubscribe" }, { "L", N, "No don't" },
	{ "L", N, "Don't" }, { "L", N, "Do not remove me" }, { "L", N, "Don't take me off!" }, { "L", N, "stay" },
	{ "L", N, "I'm staying" }, { "L", N, "No way, I love this newsletter" }, { "L", N, "Hi, no. Regards, Tom" },
	{ "L", N, "No, I still want it" }, { "L", N, "Kāo, kia ora" }, { "S", Y, "yes" }, { "S", Y, "yes please" },
	{ "S", Y, "yes keep me" }, { "S", Y, "āe" }, { "S", Y, "Āe, ngā mihi" }, { "S", Y, "Please keep sending it" },
	{ "S", Y, "Keep them coming" }, { "S", Y, "stay" }, { "S", Y, "I want to stay" },
	{ "S", Y, "I would like to stay on" }, { "S", Y, "Yes I want to stay" }, { "S", Y, "resume" },
	{ "S", Y, "Yes, still interested" }, { "S", Y, "I'm still interested" }, { "S", Y, "Yes please, I still want it" },
	{ "S", Y, "Keep me on the list please" }, { "S", Y, "Keep me on" }, { "S", Y, "Yep, keep me on" }, { "S", Y, "Yup" },
	{ "S", Y, "Yes thanks" }, { "S", Y, "Yes, thank you" }, { "S", Y, "Yes please. I find it useful." },
	{ "S", Y, "Yes, I find it very useful" }, { "S", Y, "Yes! I read every one." },
	{ "S", Y, "Yes please, keep up the good work" }, { "S", Y, "Happy to keep getting it" },
	{ "S", Y, "I want to keep getting it" }, { "S", Y, "Please continue" }, { "S", Y, "Yes, renew" },
	{ "S", Y, "Yes\nSent from my Samsung phone" }, { "S", Y, "I'm staying" }, { "S", Y, "Definitely staying" },
	{ "S", Y, "Don't stop!" }, { "S", Y, "Please don't unsubscribe me" }, { "S", Y, "Do not remove me please" },
	{ "S", Y, "Absolutely" }, { "S", Y, "ok" }, { "S", Y, "Sure" }, { "S", Y, "Kia ora, āe, kei te pai" },
	{ "S", Y, "Yes, all correct" }, { "S", Y, "Yes. All details are correct." },
	{ "S", Y, "Yes.\nPlease change my name to Kathryn." }, { "S", Y, "Yes - still here!" },
	{ "S", Y, "Sign me up for another year" }, { "S", Y, "Yes, another year please" }, { "S", Y, "Yes I confirm" },
	{ "S", Y, "I wish to remain on the list" }, { "S", Y, "Yes, leave me on" }, { "S", Y, "Leave me on the list please" },
	{ "S", N, "No" }, { "S", N, "No thanks" }, { "S", N, "no thanks, I have retired" }, { "S", N, "nope" },
	{ "S", N, "kāo" }, { "S", N, "n" }, { "S", N, "Please unsubscribe me" }, { "S", N, "please remove me" },
	{ "S", N, "Please take me off" }, { "S", N, "stop" }, { "S", N, "Stop please" },
	{ "S", N, "Please stop sending these" }, { "S", N, "I no longer want these emails" },
	{ "S", N, "I do not want to stay" }, { "S", N, "I want to leave" }, { "S", N, "I'd like to leave please" },
	{ "S", N, "Not interested any more" }, { "S", N, "I'm no longer interested" }, { "S", N, "No, take me off please" },
	{ "S", N, "No, please unsubscribe me" }, { "S", N, "No thanks. Jane" }, { "S", N, "No, I've changed jobs" },
	{ "S", N, "Please delete my details" }, { "S", N, "leave" }, { "S", N, "No more emails" },
	{ "S", N, "Not any more thanks" }, { "S", N, "Cancel my subscription please" }, { "S", N, "Please cancel" },
	{ "S", N, "👎" }, { "S", N, "tangohia ahau" }, { "P", Y, "yes" }, { "P", Y, "Yes please" }, { "P", Y, "āe" },
	{ "P", Y, "yep" }, { "P", Y, "It was me" }, { "P", Y, "Yes, I asked for that" }, { "P", Y, "I did" },
	{ "P", Y, "That's right" }, { "P", Y, "confirmed" }, { "P", Y, "I confirm" }, { "P", Y, "Go ahead" },
	{ "P", Y, "please do" }, { "P", Y, "Do it" }, { "P", Y, "Yes, thank you\nJane" }, { "P", Y, "sure" },
	{ "P", Y, "This is me" }, { "P", N, "no" }, { "P", N, "No" }, { "P", N, "kāo" }, { "P", N, "It wasn't me" },
	{ "P", N, "No, that was not me" }, { "P", N, "I did not ask for that" }, { "P", N, "Please don't" },
	{ "P", N, "Don't" }, { "P", N, "No, I didn't" }, { "P", N, "No! Not me." }, { "P", N, "I never asked for that" },
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
	{ "JLSP", U, "What list is this for" }, { "JLSP", U, "?" "?" "?" }, { "JLSP", U, "huh" }, { "JLSP", U, "Yes?" },
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
	{ "JLSP", U, "Correct me if I am wrong" }, { "JLSP", U, "Not correct" },
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
}

static void test_neither(void **state)
{
	(void)state;
	expect(neither, sizeof neither / sizeof neither[0], "that are none");
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
	for (size_t i = 0; i < sizeof neither / sizeof neither[0]; i += 5) {
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
