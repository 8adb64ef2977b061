/* SPDX-License-Identifier: MIT
 * What is not a yes is never read as one: a no, a maybe, somebody else who comes, another day,
 * thanks for the invitation. The sentences were written by somebody who had not read the grammar,
 * to break it; "understood" is not asked of them, only that no place is taken by them. And the
 * other way round: plain yesses as people write them, of which nearly all are understood. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/rsvp_words.h"

#define TUESDAY 2

/* To a meeting on Tuesday the 1st. */
/* clang-format off */
static const char *const other_days[] = {
	"I'm free on Thursday", "I'm available on Wednesday", "Could do Friday, yes", "Yes to Friday",
	"Yes, Friday suits better", "Yes for Friday", "I'll be there on Thursday", "I'll be there Wednesday",
	"I'll come on the 15th", "Can make it Friday",
};
/* clang-format on */

/* clang-format off */
static const char *const never_yes[] = {
	"nah sorry", "count me out", "Kāore", "my manager will come instead", "yeah nah", "yeah, nah",
	"Yeah nah, not this time", "yes, unfortunately I can't", "Yes unfortunately I'm away",
	"yes, sadly I'll be overseas", "yes I'm afraid I will be in surgery", "Yes, I have to decline",
	"Yes I must send my apologies", "Yes I'd like to apologise for my absence", "Yes - apologies",
	"Yes, got your email. Apologies from me.", "Yes, I saw this. I have a clash.", "Yes I received the invitation",
	"Yes I saw it", "Yes it clashes with my other meeting", "Yes, this time is impossible for me",
	"I would be there but I have to work", "I would have been there", "I'd have loved to",
	"I wish I could be there", "I really wanted to be there", "I was going to be there",
	"I was hoping to be there", "I had hoped to be there", "I'd planned to be there", "I was planning to attend",
	"If only I could come", "There is no way I'll be there", "No way will I be there", "No chance I'll be there",
	"Hardly likely that I'll be there", "Doubtful that I'll be there", "It's doubtful I'll be there",
	"Don't count me in", "Don't count on me", "Please don't count me in", "Do not put me down",
	"Please don't put me down", "Don't expect me", "You can count me as absent", "Count me as a no",
	"Count me as a definite no", "Put me down as a no", "Mark me as absent", "Mark me as not attending",
	"Definite no", "Definitely not", "Definitely no", "Absolutely not", "Certainly not", "Of course not",
	"Sure, not", "Hell no", "Not a chance", "Not in a million years", "Fat chance", "Never", "Nowhere near",
	"Neither of us can come", "None of us can come", "None of us will be there",
	"Nobody from our office will be there", "No one from our team is coming", "No-one here can attend",
	"Nobody can come, yes I know it is a pity", "I'll be there in spirit", "I will be there in spirit only",
	"I'll be there next time", "I'll be there next month", "See you next time", "See you next month",
	"See you at the next one", "I'll come to the next one", "I'll make the next one", "I'll be at the next one",
	"Count me in for next time", "Count me in for the next one", "Yes for next time", "I'm keen for the next one",
	"Keen but can't", "Keen but away", "Keen but I'm on leave", "Keen but no", "Would love to but can't",
	"Would love to but I'm on leave", "I'd love to come but I'm flat out",
	"I'd love to come but I am on parental leave", "I'd love to attend, however my son has a school trip",
	"I'd like to come but work won't let me", "I'd love to come however funding won't stretch",
	"Happy to come but I am in Sydney", "I'll be there... not", "Yes... not!", "Yes (not)", "Yes - no", "yes no",
	"no yes", "yes/no", "Yes / No / Maybe", "yes or no?", "Yes I mean no", "I said yes but now I can't",
	"I said yes earlier but I have to pull out", "Change my yes to a no", "Change my yes to no please",
	"Please change my answer from yes to no", "Please change my yes", "I need to change my yes", "Cancel my yes",
	"Please cancel my attendance", "Please withdraw my acceptance", "I withdraw my yes", "I take back my yes",
	"Take my name off please, I said yes too quickly", "Scrap that, can't come", "Scratch my yes", "Delete my yes",
	"Please remove my yes", "Yes was wrong", "Yes was a mistake", "My yes was a mistake", "I accepted by mistake",
	"I accepted by accident", "I accepted in error", "Accepted in error", "Accepted by mistake, sorry",
	"Accepted this but now can't", "I confirmed but can't now", "Confirming I won't be there",
	"I confirm I will not be attending", "Confirming my absence", "Confirming my apologies",
	"I can confirm that I am away", "I can confirm I'm not coming", "Happy to confirm I won't be there",
	"Thanks, confirming my non-attendance", "non-attendance", "Not attending", "Non attending", "I'll be absent",
	"I will be absent", "I'll be a no-show", "I'll be a no", "I'm a no", "It's a no from me",
	"That's a no from me", "I'll have to say no", "I have to say no", "I'd have to say no", "I'm saying no",
	"I say no", "Sorry it's no", "I would not say yes", "I can't say yes", "I can't commit", "I can't commit yet",
	"Can't promise I'll be there", "I can't promise but I'll be there if I can", "No promises but I'll try",
	"No guarantees but I'll be there if I can", "I cannot guarantee I'll be there", "Maybe yes", "Yes maybe",
	"yes, maybe", "Yes, probably", "yes if the roads are open", "Yes provided I'm over covid",
	"Yes as long as my flight is on time", "Yes subject to approval", "Yes pending manager approval",
	"Yes assuming nothing comes up", "Yes, all being well", "Yes God willing",
	"I'll be there if I'm feeling better", "I'll be there unless something comes up",
	"I'll be there once my manager approves", "I'll be there when my leave is approved",
	"I'll come if there's parking", "Coming if I'm not working", "Only if it's online",
	"I'd come if it was online", "I'd come if it wasn't a Monday", "I would come if I could",
	"I would attend if I wasn't in Nelson", "I'd be there if it were online", "I'll be in Nelson",
	"I will be in hospital", "I will be on a plane", "I'll be flying", "I'll be at a tangi",
	"I will be at another meeting", "I will be at my daughter's prizegiving", "We will be in Australia",
	"Will be away", "Will be on leave", "I will be unavailable", "I will be unable to be there",
	"I am going to miss it", "I'm going to be overseas", "I'm going to Fiji that week", "Going to Fiji that week",
	"I am going to another hui that day", "I'm coming home from Fiji that day", "I'm coming off night shift",
	"Coming down with the flu", "I'm joining a different hui that day", "I'm attending a conference",
	"Attending a tangi that day", "I am attending another hui", "I'm attending the Napier meeting that day",
	"I'm booked for another hui", "I'm on call", "I have jury duty", "I've got a doctor's appointment",
	"I've got the kids that day", "I have to be in court", "I have to be at school", "I have a funeral",
	"It's my day off", "I don't work Tuesdays", "I don't work on Mondays sorry",
	"I only work Wednesdays and Thursdays", "I'm part time and don't work then", "I no longer work in this area",
	"I've left the ministry", "I have retired", "I've moved to Australia", "I have resigned", "I've changed jobs",
	"Sorry wrong person", "Out of office", "Out of the office that day", "ooo that day", "I'm OOO", "AL that week",
	"Hard no", "Soft no", "nup", "Nup, can't sorry", "naw", "nae", "negative", "na", "nay", "na bro", "nahhh",
	"noo", "noooope", "KAO", "kaore", "Kaua", "E kāo", "Kāhore", "Karekau", "Aua", "Kāore e taea",
	"Kāore au e haere mai", "Kāore au e tae mai", "Kāore au i te wātea", "Kāore mātou e tae atu", "Kāo, aroha mai",
	"Aroha mai, kei te pukumahi ahau", "Aroha mai", "Aroha mai kāore au e tae mai", "E kore au e tae atu",
	"E kore ahau e tae mai", "Ekore au e tae atu", "Kīhai au e tae atu", "Ehara i te mea ka tae atu au",
	"Aroha mai, he tangihanga tāku", "Kei tāwāhi ahau", "Kei te māuiui au", "Kei te tangihanga au",
	"Me mihi kau atu, e kore au e haere", "Absolutely gutted I'm working that day",
	"Absolutely gutted to be working", "Absolutely swamped", "Absolutely flat out this week",
	"Absolutely snowed under", "Absolutely gutted", "Definitely busy that day", "Definitely working that day",
	"Definitely too busy", "Definitely a shame", "Certainly a busy week for me",
	"Certainly sounds interesting, shame I'm working", "Of course it's on the day I'm working",
	"Of course it clashed", "Of course it is the one day I work in Picton", "Ka pai te mahi",
	"Ka pai, thanks for the info", "Ka pai but I'm working", "Chur for the invite",
	"Chur but I'm working that day", "Chur, pass this time", "Pass", "Pass this time", "Hard pass",
	"I'm going to have to pass", "Going to pass on this one", "Sounds good, shame I'll miss it",
	"Sounds good! Shame I'm working", "Sounds great, pity I'm working", "Sounds great for those who can come",
	"Great topic, looking forward to hearing how it goes", "Looking forward to the notes",
	"Look forward to seeing the recording", "looking forward to seeing the minutes",
	"Looking forward to hearing about it", "Looking forward to the next one", "look forward to it next time",
	"Enjoy the hui!", "Have a great hui", "Hope it goes well", "Hope it goes well, see you there next month",
	"Have fun everyone", "Good luck with it", "Yes please send me the notes", "Yes please send the recording",
	"Yes can you send me the minutes afterwards", "Yes happy to receive the notes", "Yes keep me on the list",
	"Yes please keep me informed", "Yes please keep me on the mailing list, working that day", "ok noted",
	"OK thanks for letting me know", "Ok thanks for the info", "ok got it", "Okay, I'm working that day",
	"ok, I have a shift that day", "Ok, too far for me", "Yes it's too far for me",
	"Yeah it's too far for me to travel", "Yeah it's a bit far", "Yeah too busy", "Yeah I'm working",
	"Yeah working", "Yeah I've got a shift", "yeah I'm busy", "Yeah I'm flat out", "Yeah I'm pretty busy that day",
	"Yeah I'm rostered on", "Yeah got my kids", "Yeah it's my birthday", "Yeah that's a public holiday here",
	"Yeah that's Show Day", "Yep I'm working that day", "Yep I know, I'm working that day",
	"Yes I'm working that day", "Yes I work Tuesdays", "Yes I have a meeting then",
	"Yes I've already got something on", "Yes I already have something on that day", "Yes I am busy",
	"Yes I'm busy that day sorry", "Yes sorry I'm working", "Sorry yes I'm working", "Yes, sorry, too busy",
	"sorry, working", "sorry, too busy", "Sorry, busy", "Sorry", "Sorry!", "so sorry", "Sorry team", "Busy",
	"Too busy", "I'm busy", "I'm busy that day", "I'm working", "Working that day", "At work", "Got work",
	"Got a shift", "I am rostered on that day", "I'm flat out", "I'm flat tack that week", "Swamped sorry",
	"No time", "Too far", "No transport", "No car", "No sitter", "No childcare", "No funding to travel",
	"Would come but no car", "I'd come but no ride", "Can't swing it", "Can't get time off", "I can't", "can't",
	"cannot", "I'm can't come", "I can't come yes it's a pity", "I can\"t come", "I can´t come", "I can`t come",
	"I can t come", "I cant be there", "I ca n't come", "I wont be there", "I won`t be there", "I won´t be there",
	"I won t be there", "I willl not be there", "I will nt be there", "I'll not be there", "I'll no be there",
	"Ill not come", "I'm no coming", "i am n o t coming", "I will *not* be there", "I will NOT be there",
	"I will _not_ be there", "I will ~~not~~ be there", "I will not, repeat not, be there", "I will be not there",
	"I will be there not", "Will I be there? No.", "Will I be there? Nope", "Coming? No!", "Coming? Not me",
	"Attending: no", "Attending: N", "Attending - No", "Attendance: no", "Attending = no", "RSVP: no", "RSVP no",
	"RSVP - No", "RSVP: regrets", "RSVP: decline", "Yes: 0", "Yes [ ] No [x]", "[ ] Yes [x] No", "( ) yes (x) no",
	"Yes ☐ No ☑", "☐ yes ☒ no", "yes ❌", "❌", "🙅", "😢", "😞 working", "🤧", "👎🏽", "👍 got it but I'm working",
	"👍 thanks, working that day", "Thanks 👍 enjoy", "n", "N.", "n/a", "N/A", "na thanks", "0", "-1", "+0", "no +1",
	"0 from us", "nil from me", "nil", "Zero of us", "Not 1 of us will be there", "Not one of us will be there",
	"Not one person can come", "No one can make it", "No staff can come", "No staff available to come",
	"Our team has no one available to attend", "No availability to attend",
	"Lack of staff means I will be at work", "There's nobody to cover so I will be at work",
	"We're short staffed so will be here", "We will be closed", "We'll be closed that day",
	"I'll be finished by then", "I'll be gone by then", "I will be out", "I will be out of town",
	"I'm out of town", "I'll be out of the country", "I'm out of action", "I'm off that day", "I'm off sick",
	"I'm off on holiday", "I'm on holiday", "I'm on maternity leave", "I'm on secondment",
	"I am on bereavement leave", "I am in lockdown", "I'm in isolation", "I'm in hospital", "I'm in a meeting",
	"I'm in meetings all day", "I'm in training all day", "I'm in Wellington", "I'm in another hui",
	"I'm in two minds", "I am in surgery", "I'm in strife", "I'm in charge of the kids that day", "We're in Oz",
	"I'm in no state to come", "I'm free the week after", "I'm free the day after", "I am free any day but that",
	"I'm available the following week", "I'm available by phone", "I am available after the 14th",
	"I'm available from 2pm", "I'm available Thursdays only", "I'm free after 3pm only", "I'm only free Thursdays",
	"Thursday works for me", "Thursday would work for me", "That works for me if it's Thursday", "Friday suits me",
	"Friday suits me better", "Wednesday suits", "Yes but Friday", "Yes if Friday", "yes to being removed",
	"Yes remove me", "Yes, take me off", "Yes take me off the list", "Yes please unsubscribe me",
	"Yes unsubscribe", "yes stop", "yes cancel", "Yes please cancel", "Yes please cancel me", "Yes cancel mine",
	"Yes, cancel my place", "Yes, give my place to someone", "Yes give my spot to Jane",
	"Please give my seat away", "Yes free up my place", "Yes release my seat", "Yes, Jane can have my place",
	"Yes I'll give up my spot", "I give up my place", "I'm giving up my spot", "Yes, drop me from this one",
	"Drop me", "Leave me out", "Leave me off", "Yes leave me out", "Take me out", "Opt out", "I opt out",
	"opting out", "Bowing out", "Bailing", "I'm bailing", "I have to bail", "Gotta bail", "I'll sit out",
	"Sitting this one out", "Skipping this one", "Missing this one", "I'm missing this one", "I'll be missing",
	"I'll be skipping it", "I shall be skipping", "I have to give it a miss", "I'll take a rain check",
	"raincheck", "Rain check please", "I'll refrain", "I refuse to attend", "I refuse", "I decline to attend",
	"I am declining to attend", "Forced to decline", "I am forced to stay home", "I'll stay home",
	"I'm staying home", "I'll watch the recording", "I will catch up on the recording", "I'll catch the recording",
	"I'll read the notes", "I'll read the minutes and be there next time",
	"I was there last time, will be there next time", "I'll be there for the one in March",
	"I'll be there in March", "I'll be there in March, not in December", "I'll be there at the Napier one",
	"I will be at the Napier one", "I'll come to the Napier one", "I'll come another time",
	"I'll come another day", "I'll come when I'm better", "I'll come when the baby's born",
	"I'll come once I'm back at work", "I'll come back in the new year", "I'll come back to you",
	"I'll come back to you on this", "I will come back to you", "I will attend in future",
	"I will attend future meetings", "I will attend future ones", "I will join from next year",
	"I will join in the new year", "I will join you all when I return", "I can come to the others",
	"I can come to all the others", "I can come to the rest", "I can come to all except this one",
	"I can come to all but this one", "I can come other days", "I can attend every other month",
	"I can attend alternate months", "I can come any day except Monday", "I can come any other day",
	"I can come anytime other than Monday", "I can come most days, sadly Monday is my day off",
	"I can hardly come", "I can barely walk", "I can scarcely get away", "I can rarely come on a Monday",
	"I can seldom attend", "I can never come on a Monday", "I can in no way attend", "In no way can I attend",
	"Under no circumstances will I be there", "On no account will I attend",
	"I will be there under no circumstances", "I'm far from able to attend", "I am anything but free",
	"I'm anything but available", "I failed to get leave so will be at work", "I failed to get approval to attend",
	"My manager won't let me come", "My manager said no", "My boss refused", "I wasn't given permission to attend",
	"I was told to stay away", "I am prevented from attending", "Work prevents me from attending",
	"Illness prevents me attending", "Circumstances prevent me attending", "Weather stops me attending",
	"I've been stopped from coming", "I'm banned from attending", "I hate to say it, I'm working",
	"I'm late to say, I'm working", "I'm too sick to come", "I'm too busy to attend", "I am too tired to come",
	"I'm too late to attend", "Too busy to come", "Too sick to be there", "Too far to come",
	"Too expensive to attend", "It's too hard for me to attend", "It is difficult for me to attend",
	"It'll be hard to come", "It would be hard for me to be there", "It will be tricky to be there",
	"Struggling to be there", "I'm struggling to attend", "I'll struggle to be there",
	"I will struggle to make it", "I'd struggle to make it", "I'll be hard pressed to make it",
	"I'd be lucky to make it", "I'd rather be there", "I would rather attend in person", "I would rather not",
	"I'd rather not", "I'd prefer not to attend", "I prefer not to", "I choose not to attend",
	"I have chosen not to come", "I've decided not to come", "I've decided against coming", "I'm against coming",
	"I decided to stay home", "I ought to be there", "I ought to be there but", "I used to be there",
	"I used to come", "I came last time", "I attended last time", "I attended the last one",
	"I've attended already", "I have been attending for a year", "I have attended before", "Thanks I have been",
	"I stopped attending", "I've stopped coming", "I quit attending", "I gave up coming", "I finished coming",
	"I'm done coming", "I am tired of coming", "I'm over coming", "I'm sick of coming", "I avoid attending",
	"I miss coming", "I'll miss coming", "I'd hate to come", "I'll bring it up with my manager",
	"I'll bring this to my team", "I'll bring Jane's apologies", "yes I regret to say",
	"Yes I regret I have to work", "yes I resigned last week", "Yes I am leaving the agency",
	"Yes I left the agency in June", "Yes he's on holiday", "Yes, she is on leave", "Yes they are closed",
	"Āe, engari kei te mahi au", "Āe, engari kāore au e tae atu", "Āe engari he tangi tāku",
	"Ae but tangi that day", "Ka pai, engari kei Tāmaki au", "Ka pai! Kei te mahi ahau i taua rā",
	"Ka haere au ki Ahitereiria", "Ka haere au ki Tāmaki i taua rā", "Ka haere ahau ki tētahi atu hui",
	"Kei te haere mai ahau? Kāo", "He tangi", "Kei te hararei au", "Kua haere kē au", "Tē taea",
	"Kaua e tatau mai i a au", "Aroha mai, e kore e taea", "Auare ake", "Yeah cheers but no cheers", "Yeah right",
	"Yeah right!", "As if", "Yeah, as if", "Tui billboard: yeah right", "Good one, yeah right",
	"yes, in your dreams", "Yes, when pigs fly", "I'll be there when pigs fly", "I'd sooner eat my hat",
	"Love to, can't", "Love to be there but...", "Would love to be there!! But...",
	"Would love to! Sadly on leave", "Would love to, but in Fiji", "would love to, work has other ideas",
	"I'd love to, alas", "I'd love to - another time", "I'd love to come. Another time perhaps",
	"I'd love to come some other time", "I'd love to come one day", "I'd love to come in future",
	"I'd love to be there. Family stuff though", "I'd love to be there. I have court.",
	"I'd like to be there. Work says otherwise", "I'd like to come to Christchurch ones",
	"We'd love to come, but it's our AGM", "We'd love to come, our AGM is on",
	"We'd love to come. It's our AGM that day.", "I would love to come. My shift starts at 9.",
	"I would love to be there, however", "I would attend but", "I would be there", "I would come",
	"I would have come", "I could have come last week", "I could come", "I could have", "Coming? Nah",
	"coming... nah", "Coming, not", "coming not", "Keen, not", "Keen? not really", "not really keen",
	"Not that keen", "Not too keen", "not overly keen", "I'm not so keen", "Less keen now", "Lost interest",
	"Not interested", "Not interested thanks", "no interest", "I am happy to miss this one", "Happy to miss this",
	"Happy to skip", "happy to sit this out", "Happy to pass", "Happy to stay home", "I'm happy not to come",
	"Happy not to attend", "Happy to let Jane come", "Happy to let others attend", "Happy for Jane to attend",
	"Happy for Jane to attend for me", "Keen for Jane to attend", "Please let Jane attend", "Jane will attend",
	"Jane will be attending for me", "Jane can attend", "Jane to attend", "Jane attending", "Jane is attending",
	"Jane's coming", "Not me, Jane is coming", "Jane yes, me no", "me no, Jane yes", "Jane: yes. Me: no.",
	"No for me, yes for Jane", "yes for Jane", "Yes Jane will come", "Yes Jane will be there for us",
	"Yes Jane is coming", "Yes my colleague Jane is coming in my place", "Yes, I'm sending Jane",
	"Yes, Jane is going on my behalf", "Yes we are sending someone", "Yes someone will come",
	"I'll get Jane to come", "I'll see if Jane can come", "I'll ask Jane", "I'll check whether I can come",
	"I'll find out", "I'll know on Monday if I can come", "Yes, but not confirmed", "yes but tentative",
	"Yes (tentative)", "Yes - TBC", "yes?", "Yes??", "yes I guess", "Yes I think", "yes... I think so",
	"I think yes", "I suppose so", "I guess so", "I guess I could", "I reckon I can come", "I should be there",
	"Should be there", "Should be able to come", "Should make it", "Could be there", "Might be there",
	"May be there", "I may come", "Planning to come but not sure yet",
	"Planning to be there if I can get a babysitter", "Hoping to be there", "Aiming to be there",
	"I aim to be there", "I'll try to be there", "I'll be trying to get there", "I want to come",
	"I'd want to come", "Trying to make it", "Yes if my meeting finishes", "Yes in theory", "Yes in principle",
	"in principle yes", "In theory, yes", "Yes at this stage", "Yes at this point", "Yes so far", "Yes for now",
	"Yes for the moment", "Yes barring disaster", "Yes barring emergencies", "Yes kids allowing",
	"Yes, traffic dependent", "Yes, dependent on cover", "Yes, depending on traffic", "Yes with a question mark",
	"80% yes", "Leaning yes", "Leaning towards yes", "Almost certainly", "Most likely", "Very likely",
	"More than likely", "Nearly sure I can come", "90% sure", "90% I'll be there", "pretty sure I'll be there",
	"Fairly sure I can come", "I believe I can come", "I expect to be there", "I'm expecting to be there",
	"I would hope to attend", "Still deciding", "Still working it out", "Either way", "Ask me later",
	"Ka kite pea", "Āe pea", "Tērā pea ka tae atu au", "Mehemea ka taea, āe", "Mēnā ka taea", "Ki te taea",
	"Kāore anō kia mōhio", "you're joking", "Not likely", "Don't send me these", "Stop emailing me",
	"Who is this?", "wrong email", "Please take me off this", "Yes wrong person", "Yes this is the wrong email",
	"Yes Jane no longer works here", "Yes this address is monitored",
	"Thank you for your email. I am away until Monday.",
	"Thank you for your email. I will be back on Monday. I will attend to your email then.",
	"I will attend to your email when I return", "I will attend to this shortly", "I will attend to it tomorrow",
	"I can attend to that later", "We will be there for you", "We will join forces", "Can join the dots",
	"I'll make it up to you", "I'll make it up to you next time", "I'll make it quick: no",
	"I'll make this short: no", "I will make this short, I'm on leave", "I'll make it clear: no",
	"I'll be there for the kids that day", "I'll be there with Jane's tangi",
	"I'm at a wedding that day and will be there till late", "My daughter has surgery, I'll be there with her",
	"My son's prizegiving is on, I'll be there", "School prizegiving, I will be there instead",
	"I'm needed at work and will be there all day", "The Nelson hui is the same day, I'll be there",
	"The Nelson hui is on that day and I'm attending that", "Christchurch is closer, I'll come to that",
	"Can I come to the one in Nelson? Yes?", "I'll join the Nelson one", "I'll join another region",
	"I'll join the others in Nelson", "I'd like to leave the group", "Yes I want to leave", "Yes, leave", "Leave",
	"I'll leave it thanks", "I'll leave it this time", "I'll leave this one", "Let it go", "I'll let this one go",
	"I'll let this one slide", "Count me among the absent", "Count me among the apologies",
	"Count me in the apologies", "Put me in the apologies", "Put me down as an apology",
	"Put me down for apologies", "Put me down as away", "Put me down as unavailable", "Put me down as absent",
	"Mark me down as away", "Book me out", "Sign me off", "Sign me up for the next one",
	"Book me in for the next one", "Book me in for March", "Register me as an apology", "Register my apologies",
	"Please register me for the next one", "Please register me as not coming", "Accept my regrets",
	"Accept my apology", "I accept that I can't come", "I accept I will miss it", "I confirm receipt",
	"Confirming receipt", "Confirmed receipt", "I confirm that I have other plans", "Confirmed: away",
	"I confirm I have another job", "Confirming that I'm not able", "Confirm no", "I've accepted another invite",
	"I've accepted a new role", "I accepted a job elsewhere", "I've accepted another meeting at that time",
	"I am there already in the afternoon", "I'm there every other week", "I'm there only in spirit",
	"I'm there next month", "I'm available but not allowed", "I'm available but sick",
	"I'm available, my car isn't", "I am free, but my car broke down", "I'm free but have no car",
	"I am free as a bird but in Perth", "I am free but stuck in Perth", "I'm free and in Perth",
	"I'm keen and in Perth", "Keen! Sadly in Perth", "Keen! In Perth though", "I'm keen, but Perth calls",
	"I'm keen. I'm in Perth though", "Wouldn't miss it, but I am in Perth", "Can make it to the second one",
	"Can make it on other days", "Can make Friday", "Can come Friday instead",
	"Yes sorry but no", "Hi Mere, yes I'd meant to reply - I'm on a course that week",
	"Yes Mere I know, still crook though", "Yep, that's the week of my surgery",
	"Yes Tuesday is my day in the Gore office", "ok will miss you all", "Okay have fun!", "ok enjoy",
	"Sure, next time", "Sure. Next month", "sounds great, enjoy!", "Sounds good, let me know how it goes",
	"Great, let me know how it goes", "All good, I'll catch up with the notes", "Kei te pai, kei Pōneke ahau",
	"Ka pai. Kei Pōneke au", "Āe mārika, engari kei te pukumahi au", "Yes please put me down as an apology",
	"Yes please record my apologies", "Yes please note I am absent", "Yes, an apology from me",
	"yes pls accept my apology", "Yes accept apologies from Hana", "I'll be there. Just kidding, I'm in Bali",
	"Just kidding", "Yes jokes I'm in Bali", "See you there... in my dreams",
	"I'll be there right after my shift at 5pm", "I'll be there as soon as the meeting is over",
	"I can come after it finishes", "I can come once it is over", "I'm keen as but skint", "I'm keen but skint",
	"keen as but no money", "Keen. No way to get there", "Keen - no way to get there though",
	"Yes! No transport though", "Yes but no petrol", "Yes, no car sorry", "Yes if no one minds my toddler",
	"I'll come if my toddler is welcome", "My answer is no", "My answer is yes to the Nelson one",
	"The answer is no", "Is the answer yes?", "Would you like me to say yes?", "I am supposed to say yes",
	"I was told to say yes", "My boss says yes but I say no", "My boss says yes", "Boss says yes, body says no",
	"head says yes, diary says no", "Yes in my heart", "My heart says yes", "Half yes half no", "Yes and no",
	"Yes & no", "ye... no", "Yesn't", "yesnt", "Yeah, no", "Yeah no", "Yeah na", "Yeah-nah", "yea nah",
	"yeh nah bro", "Aye nah", "Ye nah", "Yup nope", "Nah yeah nah", "Ok no", "OK, no thanks", "sure no",
	"Sure, why would I", "Sure as hell not", "of course I can't", "Of course not, I'm away",
	"Why not? Because I'm away", "Why not ask Jane", "Why not next week", "No worries, enjoy",
	"No worries, have fun", "no worries, next time", "No worries if not", "No problem, maybe next time",
	"No problem, I understand", "No drama, can't come", "No dramas, enjoy", "No stress, I'm out",
	"Not to worry, I'm away", "Happy birthday!", "Thanks heaps, you're awesome", "Well done", "I'll be in touch",
	"I'll be back", "I'll be right", "She'll be right", "She'll be there", "He'll be there", "They'll be there",
	"Jane'll be there", "You'll be there", "Everyone will be there but me", "Everyone but me will be there",
	"We'll all be there but Hana", "Most of us will be there", "I'll be there unless", "I'll be there... maybe",
	"I'll be there? Dunno", "I'll be there?", "Can I come?", "May I attend?", "Should I attend?",
	"Do I have to attend?", "Must I attend?", "I have to attend?", "I'd better attend?",
	"I can't attend, can I join by Zoom?", "Can't attend but can I watch it online",
	"Can't attend in person, will join online", "Not in person but online yes", "In person no, online yes",
	"only online", "Online only?", "No to in person, yes to Zoom", "Will there be another one? I can come to that",
	"The time does not work but happy to join later", "Happy to join a later one",
	"Happy to come along to a future one", "Will come along to a future one", "I'll pop in next time",
	"I'll pop along in the new year", "Will zoom in next time", "I'll dial in to the next one",
	"Will be joining you from January", "I'll be joining from January", "Attending from January",
	"Attending next year", "I am attending the March one", "I'm attending in March", "Looking forward to March",
	"Looking forward to it in March", "Looking forward to seeing you in March",
	"Looking forward to seeing you there in March", "See you in March", "See you there in March",
	"See you then in March", "see you in the new year", "See you soon", "See you", "See ya", "Ka kite",
	"Ka kite anō", "Hei konā", "Noho ora mai", "Hei a wā", "Haere rā", "Kia pai te hui",
	"Kia pai te hui, kāore au e tae atu",
};
/* clang-format on */

/* clang-format off */
static const char *const plain_yes[] = {
	"I'm going", "Going", "Going, thanks", "We're going", "Ka tae au", "Kei te haere au", "Yes but leaving at 11",
	"Yes thanks Mere, see you on the day", "Yes, I will be attending with Hana",
	"Yes please count us in - Wairarapa REAP", "Kia ora Mere, yes I will be there. I'm gluten free.",
	"Yes, I'll be driving up from Masterton", "Yes, looking forward to catching up",
	"Yes, keen to hear about the toolkit", "Yes, happy to help with set up", "Yes and I can bring some baking",
	"Yes, I can give a short update on our project", "Yes, I'll bring a plate", "Yep, in",
	"Yep, put me down thanks", "Yep, all good", "Yes all good thanks", "Yes, will do", "Yes I'll make it",
	"Yes - online please", "Yes, via Zoom", "Yes, by Teams", "Yes via the link", "Yes, in person",
	"I'll be there in person", "We are coming", "Both of us will be there", "We'll both be there",
	"Two of us will be coming", "I'm definitely coming", "I will definitely be there", "I'll definitely be there",
	"Definitely!", "Absolutely, see you then", "Of course! See you there", "Yes of course",
	"Certainly will be there", "Will be there", "Be there!", "See you on Tuesday", "See you all then",
	"See you at the hui", "See you there, thanks for organising Mere", "Great, count me in", "Lovely, yes please",
	"Perfect, yes", "Perfect, see you there", "Yes that time works well", "Yes works for me", "Works for me",
	"That suits me", "Yes, that suits", "Yes, confirming attendance for two", "Yes - 2 people", "Yes, 3 of us",
	"Yes, three from our team", "Happy to attend, thank you", "Thanks, I will attend",
	"Thank you for the invitation, I will attend", "Thank you for the invitation. I would be delighted to attend.",
	"I would be pleased to attend", "I am pleased to accept", "I accept", "I accept the invitation", "Accept",
	"Accepted with thanks", "Yes, I am coming along", "I am planning to be there", "I plan to attend",
	"I intend to be there", "I can be there", "I can come", "I can attend", "Yes can make it",
	"Yes I can attend thanks", "Hi Mere, I can make this one. Cheers, Jo", "Hi Mere\nYes\nJo",
	"Hi\nYes I'm coming.\nThanks\nJo Smith\nTeam Leader, Oranga Tamariki", "Morena, āe, ka tae atu au",
	"Āe, ka kite", "Āe, ngā mihi", "Ae, kei te haere mai ahau", "Kia ora, āe e whakaae ana au",
	"Yes, thank you for the reminder", "Yes, thanks for reminding me", "Yes, still coming", "Still coming",
	"Yes I'm still coming", "Yes still on", "Yeah nah yeah I'll be there", "Yeah mate", "Yeah bro see you there",
	"Yes ma'am", "Yes indeed", "Yes, wonderful", "yes yes", "Yes from me and Hana", "Yes for both Hana and I",
	"Hana and I will both be there", "Hana and I will be there", "I'm in, cheers", "I am in!", "We're in",
	"Keen as", "Keen bean", "Sweet, I'm in", "Sweet as, see you there", "Choice, see you there",
	"Awesome, count me in", "Cool, I'll be there", "Sure, happy to come", "Sure, I'll come", "Yes, I'd love to",
	"I'd love to", "Would love to come", "Love to come", "Love to!", "Yes, very keen", "Very keen, thanks",
	"Good to see this on again, I'll be there", "Great to see this, yes from me", "Yes, though I'll be a bit late",
	"Yes - running late but will be there", "Yes but I will need to leave at 11",
	"I'll be there but will need to leave at 11", "I'll be there for the first half",
	"Yes, I'll arrive about 10:15", "Yes please, coeliac", "Yes. Vegan please.", "Yes. Dietary: none",
	"Yes. No dietary requirements. Ngā mihi", "yes no dietaries", "Yes, no need for a park",
	"Yes. Is there wheelchair access?", "Yes, what time should I arrive?",
	"Yes, could you send the Zoom link please?", "Yes - is it OK if I bring a student?",
	"Yes, will there be lunch?", "I'll be there, where do I park?", "Yes I got the invite and will be there",
	"Got the invite, will be there", "I've accepted in my calendar, see you there", "Have accepted, thanks",
	"I have accepted", "Attending, thanks", "Attending in person", "Attending online", "I'll attend online",
	"I'll be online", "Joining online", "Will join by Zoom", "I'll be joining from Picton",
	"I'll be dialling in from Picton", "YES COUNT ME IN", "yes!!1!", "yess please",
	"Yes, sorry for the late reply", "Sorry for the late reply, yes", "Sorry just saw this, yes I'm coming",
	"Sorry for the delay - I'll be there", "Oops sorry, yes!", "Yes I am. Thanks", "Yes I will", "Yes I will be",
	"Yes I would", "I will be in attendance", "I shall attend", "RSVP - yes", "Yes RSVP", "RSVP yes x 2", "Yes x2",
	"yes +1 we come by wheelchair", "Yes +2, we are vegetarian", "Yes (x2)", "Yes for 2", "Yes, plus my colleague Sam", "Yes with Sam",
	"Kia ora, I'm able to make it", "Yes, thanks for organising this Mere!", "Yep I'm keen to come along",
	"Yes, our team will be represented by me", "Yes, I'll be there with two colleagues from Plunket",
	"Yes I will be there, my colleague Tom will be too", "I'll come along, thank you",
	"Yes - attending in person with Tom", "Please add me to the list, I'm coming", "Put me down for a yes",
	"Put me down as a yes", "Mark me as a yes", "Count me as a yes", "A yes from me", "It's a yes from me",
	"That's a yes from me!", "Big yes", "Yes, definitely, wouldn't miss it", "Yes I'd love to attend",
	"Yes, see you on the day. Ngā mihi nui, Aroha", "Āe, ka kite i a koe ā taua rā", "Āe, ka haere mai mātou",
	"Āe! Kei te harikoa ahau", "Yes, happy to attend. I will need a car park if possible",
	"Yes. Mobility parking please", "Yes, and could I have the agenda when it's ready please?",
	"Yes please. Dairy free.", "Yes - no special dietary needs", "I'll be attending on behalf of Barnardos",
	"Attending on behalf of MSD", "Yes, from MSD Dunedin", "Yes, Salvation Army will be there",
	"Yes - Hana Tau, Anglicare", "Yes from Anglicare (2 people)", "Yes, two from Anglicare",
	"I'll be there, thanks for the reminder", "Thanks for the reminder, I'll be there",
	"Thanks for this. I'll be there.", "Thanks for the invite, yes please", "Thanks for the invitation - I accept",
	"Hi, happy to accept", "I gladly accept", "Gladly!", "With pleasure", "It would be my pleasure",
	"My pleasure, see you there", "I am confirming I will attend", "Confirming attendance",
	"Just confirming I'll be there", "Confirming yes", "All confirmed, see you there", "In!", "Totally", "100%",
	"You bet", "Roger that, see you there", "Yes, I'll be joining via Teams from Oamaru",
	"I will join via the link", "I can join by phone", "Yes I can do that day",
};
/* clang-format on */

/* What rsvp_mail.c takes for a yes. */
static bool is_yes(const char *text)
{
	struct rsvp_said said = rsvp_words_read(slice_of(text));

	return said.answer == RSVP_WORDS_YES &&
	    (said.weekdays == 0 || (said.weekdays & 1u << TUESDAY) != 0) &&
	    (said.dates == 0 || (said.dates & UINT32_C(1) << 1) != 0);
}

static void test_never_yes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof never_yes / sizeof never_yes[0]; i++) {
		if (rsvp_words_read(slice_of(never_yes[i])).answer == RSVP_WORDS_YES)
			fail_msg("\"%s\" was read as yes", never_yes[i]);
	}
}

static void test_other_days(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof other_days / sizeof other_days[0]; i++) {
		if (is_yes(other_days[i]))
			fail_msg("\"%s\" was read as yes to Tuesday the 1st", other_days[i]);
	}
	assert_true(is_yes("Yes, see you on Tuesday"));
	assert_true(is_yes("Yes, see you on the 1st"));
	assert_true(is_yes("Āe, Rātū it is"));
	assert_true(
	    is_yes("Yes. Could you send the agenda before Friday?")); /* a question says nothing */
	assert_int_equal(rsvp_words_read(slice_of("Yes, on the 31st")).dates, UINT32_C(1) << 31);
	assert_int_equal(rsvp_words_read(slice_of("Yes, on the 32nd")).dates, 0);
}

static void test_plain_yes(void **state)
{
	size_t n = sizeof plain_yes / sizeof plain_yes[0], right = 0;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		if (is_yes(plain_yes[i]))
			right++;
		else
			print_message("\"%s\" was not read as yes\n", plain_yes[i]);
	}
	assert_true(right * 100 >= n * 95);
}

/* Every reason beside every way to agree, before it and after it. */
static void test_reasons(void **state)
{
	static const char *const agreed[] = { "yes", "Yeah", "āe", "ok", "yep", "of course",
		"ka pai" };
	static const char *const reasons[] = { "I'm working", "I have a shift", "I've got the kids",
		"it's my day off", "I have another meeting", "we are short staffed", "I'm in Perth",
		"I start at 9 at the hospital", "we're closed", "unfortunately",
		"my flight is that day and I'm on it", "I have been made redundant", "sadly",
		"that is Show Day", "I have chemo", "she's on leave" };
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof agreed / sizeof agreed[0]; i++) {
		for (size_t k = 0; k < sizeof reasons / sizeof reasons[0]; k++) {
			static const char *const joins[] = { ", ", " ", ". ", " but ", " - ",
				"\n" };

			for (size_t j = 0; j < sizeof joins / sizeof joins[0]; j++) {
				bool is_read;

				(void)snprintf(text, sizeof text, "%s%s%s", agreed[i], joins[j],
				    reasons[k]);
				is_read = is_yes(text);
				(void)snprintf(text, sizeof text, "%s%s%s", reasons[k], joins[j],
				    agreed[i]);
				if (is_read || is_yes(text))
					fail_msg("\"%s\" was read as yes, this way or the other",
					    text);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_never_yes),
		cmocka_unit_test(test_other_days),
		cmocka_unit_test(test_plain_yes),
		cmocka_unit_test(test_reasons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
