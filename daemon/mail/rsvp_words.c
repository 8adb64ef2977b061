/* SPDX-License-Identifier: MIT
 * Understanding answers; see rsvp_words.h. The text is folded, cut into words, and the longest
 * phrase of the table at each place is taken; words in a taken phrase are not looked at again, so
 * "no worries" holds no "no". A phrase may hold a class ("@come": "make it", "be there" and their
 * like), so that what people say of coming is a grammar and no list of sentences. What is left is
 * counted. What stands in a question says nothing ("is anyone coming?"), and what has no subject of
 * its own says yes only where it begins a clause: "my mum will be there" is about her, and "I'm nto
 * coming" is a slip of the hand. */
#include "rsvp_words.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/num.h"
#include "../common/utf8.h"

#define WORD_MAX 24	/* longer words are none of ours */
#define SOFT_WORDS_MAX 6	/* "happy to come along, thanks Mere"; but "I have visitors coming that very day" */

enum meaning {
	NOTHING,	/* known, and says nothing */
	YES,
	LED,		/* yes, where nothing unknown stands before it in its clause */
	SOFT,		/* likewise, and in a few words; in more, it may be about something else */
	WISH,		/* yes, unless a no comes after all */
	WHOLE_YES,	/* yes, where nothing else is said */
	WHOLE_NO,	/* likewise */
	NO,
	MAYBE,
	DENIAL,		/* denies something: what is said beside it cannot be trusted */
};

/* Classes: what may stand for "@come" and the others; the longest that fits. */
static const struct {
	const char *name, *words[48];
} classes[] = {
	{ "@come", { "come", "come along", "come to this", "come to this one", "come to it", "come over", "come in person",
		"attend", "attend this", "attend this one", "attend in person", "attend online", "join", "join in", "join you",
		"join online", "join remotely", "make it", "make this", "make this one", "make the hui", "make the meeting",
		"be there", "be in attendance", "be present", "be coming", "be coming along", "be attending", "be joining",
		"be along", "be online", "get there", "get along", "get away", "get to this", "get to it", "get to this one",
		"dial in", "zoom in", "call in", "log in", "log on", "tune in", "pop in", "pop along", "participate", "take part" } },
	{ "@will", { "ill", "i will", "i shall", "well", "we will", "we shall", "i can", "we can", "im able to", "i am able to",
		"were able to", "we are able to", "im going to", "i am going to", "im gonna", "i plan to", "im planning to",
		"i intend to", "im keen to", "i am keen to", "im happy to", "i am happy to", "id be happy to", "i would be happy to",
		"ill be able to", "i will be able to", "ill be happy to", "will definitely", "ill definitely", "i will definitely",
		"ill certainly", "i will certainly", "ill happily", "im delighted to", "im pleased to", "both will", "all will" } },
	{ "@led", { "will", "shall", "can", "able to", "going to", "planning to", "will be able to", "happy to", "keen to",
		"delighted to", "pleased to", "glad to" } },
	{ "@wish", { "id love to", "i would love to", "would love to", "wed love to", "we would love to", "love to",
		"id like to", "i would like to", "wed like to", "we would like to", "would like to" } },
	{ "@not", { "cant", "cannot", "can not", "wont", "will not", "couldnt", "could not", "shant", "not", "not able to",
		"unable to", "not going to", "not gonna", "not going to be able to", "not gonna be able to", "wont be able to",
		"will not be able to", "wont manage to", "not be able to", "no longer", "no longer able to", "cant possibly",
		"cant actually", "wont actually", "dont think i can", "dont think ill", "dont think i will",
		"dont think ill be able to", "dont think i will be able to", "dont think we can", "dont think well", "cant really",
		"dont expect to", "not planning to", "wont get to", "not in a position to", "do not think i can" } },
	{ "@ing", { "coming", "attending", "joining", "going", "available", "free", "making it", "keen" } },
	{ "@may", { "may", "might", "may be able to", "might be able to", "could possibly", "hope to", "hoping to",
		"hope to be able to", "i hope i can", "hope i can", "try to", "trying to", "try and", "do my best to", "should",
		"should be able to", "not sure i can", "not sure ill", "not sure if i can", "not sure if ill", "not sure whether i can",
		"not sure ill be able to", "not sure if ill be able to", "probably", "possibly", "probably be able to" } },
	{ "@i", { "i", "ill", "im", "we", "well", "id" } },
	{ "@deny", { "dont", "do not", "not", "wont", "havent", "doesnt", "didnt", "cant" } },
	{ "@next", { "next time", "the next one", "next month", "the next hui", "the next meeting", "another time",
		"the following one", "the one after" } },
};

/* Folded, without apostrophes: "can't" is "cant"; "_" is any word. The longest that fits is taken, of
 * equals the first. */
static const struct {
	const char *words;
	enum meaning meaning;
} phrases[] = {
	/* yes */
	{ "yes", YES }, { "yep", YES }, { "yup", YES }, { "yip", YES }, { "yeah", YES }, { "yea", YES }, { "yeh", YES },
	{ "aye", YES }, { "ya", YES }, { "ae", YES }, { "ae marika", YES }, { "ka pai", YES }, { "sure", SOFT },
	{ "sure thing", YES }, { "ok", SOFT }, { "okay", SOFT }, { "of course", YES }, { "absolutely", YES },
	{ "definitely", YES }, { "certainly", YES }, { "count me in", YES }, { "count us in", YES },
	{ "@will @come", YES }, { "@led @come", LED }, { "@wish @come", WISH }, { "be there", SOFT },
	{ "see you there", YES }, { "see you then", YES }, { "see you all there", YES }, { "see everyone there", YES },
	{ "im coming", YES }, { "i am coming", YES }, { "were coming", YES }, { "we are coming", YES }, { "coming", SOFT },
	{ "im attending", YES }, { "i am attending", YES }, { "attending", SOFT }, { "joining", SOFT }, { "im joining", YES },
	{ "im available", YES }, { "i am available", YES }, { "im free", YES }, { "i am free", YES }, { "keen", SOFT },
	{ "im keen", YES }, { "accept", YES }, { "accepted", YES }, { "please accept", NOTHING }, { "accept my", NOTHING },
	{ "i confirm", YES }, { "confirming", YES }, { "confirmed", YES }, { "put me down", YES }, { "sign me up", YES }, { "book me in", YES },
	{ "register me", YES }, { "im there", YES }, { "wouldnt miss it", YES }, { "would not miss it", YES },
	{ "wont miss it", YES }, { "wouldnt miss this", YES }, { "sweet as", YES }, { "chur", YES }, { "good as gold", YES },
	{ "kei te haere mai ahau", YES }, { "kei te haere mai au", YES }, { "ka haere ahau", YES }, { "ka haere au", YES },
	{ "ka haere mai au", YES }, { "ka haere mai ahau", YES }, { "ka tae atu ahau", YES }, { "ka tae atu au", YES },
	{ "ka tae atu matou", YES }, { "kei reira ahau", YES }, { "kei reira au", YES }, { "kei reira matou", YES },
	{ "ka kite i reira", YES }, { "ka kite i a koe i reira", YES }, { "ka kite koutou i reira", YES },
	{ "looking forward to it", YES }, { "look forward to it", YES }, { "sounds good", SOFT }, { "why not", SOFT },
	{ "look forward to seeing you there", YES }, { "looking forward to seeing you there", YES }, { "for sure", YES },
	{ "ok thanks", YES }, { "y", WHOLE_YES }, { "im in", WHOLE_YES }, { "can do", WHOLE_YES }, { "all good", NOTHING },
	{ "\xf0\x9f\x91\x8d", WHOLE_YES },	/* a thumb up */
	{ "works for me", SOFT }, { "that works for me", YES }, { "suits me", SOFT }, { "looking forward to seeing", YES },
	/* no */
	{ "no", NO }, { "nope", NO }, { "nah", NO }, { "kao", NO }, { "yeah nah", NO }, { "no thanks", NO },
	{ "thanks but no", NO }, { "no thank you", NO }, { "n", WHOLE_NO }, { "\xf0\x9f\x91\x8e", WHOLE_NO },
	{ "cant", NO }, { "cannot", NO }, { "can not", NO }, { "wont", NO }, { "will not", NO }, { "@not @come", NO },
	{ "@not be able to", NO }, { "wont be able to", NO }, { "will not be able to", NO }, { "not @ing", NO },
	{ "no longer @ing", NO }, { "not this time", NO }, { "not this one", NO }, { "not from me", NO }, { "not me", NO },
	{ "unable", NO }, { "unlikely", NO }, { "unavailable", NO }, { "decline", NO }, { "declined", NO }, { "declining", NO },
	{ "regret", NO }, { "regrets", NO }, { "apologies", NO }, { "apology", NO }, { "my apologies", NO },
	{ "count me out", NO }, { "im out", NO }, { "i am out", NO }, { "have to miss", NO }, { "going to miss", NO },
	{ "will miss", NO }, { "ill miss", NO }, { "have to pass", NO }, { "ill pass", NO }, { "will pass", NO },
	{ "have to decline", NO }, { "need to decline", NO }, { "on leave", NO }, { "on annual leave", NO },
	{ "on parental leave", NO }, { "on sick leave", NO }, { "away", NO }, { "overseas", NO }, { "double booked", NO },
	{ "have a clash", NO }, { "clash", NO }, { "clashes", NO }, { "conflict", NO }, { "tied up", NO },
	{ "another commitment", NO }, { "other commitments", NO }, { "prior commitment", NO }, { "another meeting", NO },
	{ "another hui", NO }, { "in court", NO }, { "unfortunately", NO }, { "sick", NO }, { "unwell", NO }, { "crook", NO },
	{ "mauiui", NO }, { "no can do", NO }, { "no longer", NO }, { "@next", NO }, { "if only", NO },
	{ "i have a tangi", NO }, { "ive got a tangi", NO }, { "got a tangi", NO }, { "at a tangi", NO },
	{ "i have a funeral", NO }, { "ive got a funeral", NO }, { "got a funeral", NO },
	{ "sorry ill be in", NO }, { "sorry ill be at", NO }, { "sorry i will be in", NO }, { "sorry i will be at", NO },
	{ "sorry im in", NO }, { "sorry im at", NO }, { "sorry ive got", NO }, { "sorry i have a", NO },
	{ "dont think i can", NO }, { "dont think so", NO }, { "wish i could", NO }, { "would if i could", NO },
	{ "love to but", NO }, { "@wish but", NO }, { "@wish @come but", NO }, { "@wish @come however", NO },
	{ "would have loved", NO }, { "would have liked", NO }, { "wouldve loved", NO }, { "was hoping to", NO },
	{ "kare", NO }, { "kaore", NO }, { "e kore", NO }, { "e kore ahau e tae atu", NO }, { "aroha mai kaore", NO },
	{ "doubt", NO }, { "doubt i can", NO }, { "doubt ill", NO }, { "doubt ill @come", NO }, { "doubt i can @come", NO },
	{ "skip this one", NO }, { "skip this time", NO }, { "give it a miss", NO }, { "not for me", NO }, { "sit this one out", NO },
	{ "take me off the list", NO }, { "pull out", NO }, { "pull the pin", NO }, { "cancel my", NO }, { "probably not", NO },
	{ "@deny work for", NO }, { "@deny suit", NO }, { "not possible", NO }, { "bow out", NO }, { "another engagement", NO },
	{ "if i was", NO }, { "if i were", NO }, { "if not for", NO }, { "afraid not", NO }, { "cant commit", MAYBE },
	/* maybe */
	{ "maybe", MAYBE }, { "perhaps", MAYBE }, { "possibly", MAYBE }, { "potentially", MAYBE }, { "might", MAYBE },
	{ "@may @come", MAYBE }, { "may be able to", MAYBE }, { "might be able to", MAYBE }, { "tentative", MAYBE },
	{ "tentatively", MAYBE }, { "provisionally", MAYBE }, { "not sure", MAYBE }, { "unsure", MAYBE }, { "not certain", MAYBE },
	{ "not _ sure", MAYBE }, { "not 100 sure", MAYBE }, { "not _ certain", MAYBE }, { "undecided", MAYBE },
	{ "dont know", MAYBE }, { "dont know yet", MAYBE }, { "do not know", MAYBE }, { "depends", MAYBE },
	{ "depending", MAYBE }, { "hopefully", MAYBE }, { "hope to", MAYBE }, { "hoping to", MAYBE }, { "hope so", MAYBE },
	{ "will try", MAYBE }, { "ill try", MAYBE }, { "try to", MAYBE }, { "trying to", MAYBE }, { "try and", MAYBE },
	{ "do my best", MAYBE }, { "see how i go", MAYBE }, { "see how it goes", MAYBE }, { "fingers crossed", MAYBE },
	{ "all going well", MAYBE }, { "all being well", MAYBE }, { "permitting", MAYBE }, { "subject to", MAYBE },
	{ "provided", MAYBE }, { "as long as", MAYBE }, { "let you know", MAYBE }, { "get back to you", MAYBE },
	{ "if", MAYBE }, { "unless", MAYBE }, { "probably", MAYBE }, { "likely", MAYBE }, { "should be able to", MAYBE },
	{ "should be fine", MAYBE }, { "should be ok", MAYBE }, { "could be", MAYBE }, { "cant say", MAYBE },
	{ "cant say yet", MAYBE }, { "cant tell", MAYBE }, { "cant tell yet", MAYBE }, { "cannot say yet", MAYBE },
	{ "cant confirm", MAYBE }, { "cannot confirm", MAYBE }, { "cant promise", MAYBE }, { "cant commit yet", MAYBE },
	{ "tbc", MAYBE }, { "to be confirmed", MAYBE }, { "fifty fifty", MAYBE }, { "50 50", MAYBE }, { "tera pea", MAYBE },
	{ "pea", MAYBE }, { "kaore au i te mohio", MAYBE }, { "kaore ano au i te mohio", MAYBE }, { "waiting to hear", MAYBE },
	{ "waiting on", MAYBE }, { "will confirm", MAYBE }, { "ill confirm", MAYBE }, { "have to check", MAYBE },
	{ "need to check", MAYBE }, { "let me check", MAYBE }, { "will check", MAYBE }, { "ill check", MAYBE },
	{ "pencil me in", MAYBE }, { "think so", MAYBE }, { "think @i", MAYBE }, { "dunno", MAYBE },
	{ "may be away", MAYBE }, { "might be away", MAYBE }, { "@wish @come but need to", MAYBE },
	{ "@wish @come but have to check", MAYBE }, { "@wish @come but not sure", MAYBE },
	{ "@wish @come but it depends", MAYBE }, { "@wish @come but @may", MAYBE },
	/* says nothing about coming */
	{ "no worries", NOTHING }, { "no worries at all", NOTHING }, { "no problem", NOTHING }, { "no problems", NOTHING },
	{ "not a problem", NOTHING }, { "no need", NOTHING }, { "no dietary requirements", NOTHING }, { "no dietary", NOTHING },
	{ "no dietary needs", NOTHING }, { "no special requirements", NOTHING }, { "no allergies", NOTHING },
	{ "no questions", NOTHING }, { "no dietaries", NOTHING }, { "no changes", NOTHING }, { "no trouble", NOTHING },
	{ "cant wait", NOTHING }, { "cannot wait", NOTHING }, { "can not wait", NOTHING }, { "apologies for the late _", NOTHING },
	{ "apologies for the delay", NOTHING }, { "apologies for the slow _", NOTHING }, { "apologies for my late _", NOTHING },
	{ "apologies for not replying", NOTHING }, { "sorry i missed the last one", NOTHING },
	{ "sorry i couldnt make the last one", NOTHING }, { "couldnt make the last one", NOTHING },
	{ "missed the last one", NOTHING }, { "maybe @next", NOTHING }, { "perhaps @next", NOTHING },
	{ "hopefully @next", NOTHING }, { "hopefully @i @come @next", NOTHING }, { "be there @next", NOTHING },
	{ "@will @come @next", NOTHING }, { "@will @come to @next", NOTHING }, { "@led @come to @next", NOTHING },
	{ "@led @come @next", NOTHING }, { "@may @come @next", NOTHING }, { "@may @come to @next", NOTHING },
	{ "@may make @next", NOTHING }, { "@will make @next", NOTHING }, { "come to @next", NOTHING },
	{ "coming to @next", NOTHING }, { "ill be at @next", NOTHING }, { "be at @next", NOTHING }, { "see you @next", NOTHING },
	{ "catch you @next", NOTHING }, { "to the _ one", DENIAL }, { "to the _ meeting", DENIAL },
	{ "for the _ one", DENIAL }, { "for the _ meeting", DENIAL }, { "ignore my", DENIAL }, { "from another hui", NOTHING },
	{ "from another meeting", NOTHING }, { "no issues", NOTHING }, { "no issue", NOTHING },
	{ "yes i know", NOTHING }, { "yes i got", NOTHING }, { "yes i received", NOTHING }, { "yes i saw", NOTHING },
	{ "yes i was", NOTHING }, { "yes thats", NOTHING }, { "yes it is", NOTHING }, { "say yes", DENIAL }, { "said yes", DENIAL },
	{ "clicked yes", DENIAL }, { "pressed yes", DENIAL }, { "answered yes", DENIAL }, { "by mistake", DENIAL },
	{ "by accident", DENIAL }, { "coming down", NOTHING }, { "coming from", NOTHING }, { "cant say no", DENIAL },
	{ "not sure why", DENIAL }, { "not sure what", DENIAL }, { "not sure who", DENIAL }, { "not sure how", DENIAL },
	{ "if thats ok", NOTHING }, { "if that is ok", NOTHING }, { "if thats okay", NOTHING }, { "if thats alright", NOTHING },
	{ "let me know if", NOTHING }, { "if possible", NOTHING }, { "if needed", NOTHING }, { "thats ok", NOTHING },
	{ "hope thats ok", NOTHING }, { "is that ok", NOTHING }, { "no doubt", NOTHING }, { "right away", NOTHING },
	{ "straight away", NOTHING }, { "thank you for the invitation", NOTHING }, { "thank you for the invite", NOTHING },
	{ "thanks for letting us know", NOTHING }, { "make sure", NOTHING }, { "im sure", NOTHING }, { "thanks", NOTHING },
	{ "thank you", NOTHING }, { "please", NOTHING }, { "pls", NOTHING }, { "cheers", NOTHING }, { "kia ora", NOTHING }, { "kia ora koutou", NOTHING },
	{ "kia ora tatou", NOTHING }, { "kia ora team", NOTHING }, { "kia ora e hoa", NOTHING }, { "kia ora ano", NOTHING },
	{ "tena koe", NOTHING }, { "tena koutou", NOTHING }, { "morena", NOTHING }, { "nga mihi", NOTHING }, { "hi", NOTHING },
	{ "hi team", NOTHING }, { "hi all", NOTHING }, { "hello", NOTHING }, { "hey", NOTHING }, { "sorry", NOTHING },
	{ "aroha mai", NOTHING },
	{ "@deny need", NOTHING }, { "@deny eat", NOTHING }, { "@deny drink", NOTHING }, { "@deny worry", NOTHING },
	{ "@deny forget", NOTHING }, { "not bringing", NOTHING }, { "not fussy", NOTHING },
	/* denies what is not known */
	{ "not", DENIAL }, { "never", DENIAL }, { "dont", DENIAL }, { "didnt", DENIAL }, { "isnt", DENIAL },
	{ "arent", DENIAL }, { "wasnt", DENIAL }, { "wouldnt", DENIAL }, { "couldnt", DENIAL },
	{ "shouldnt", DENIAL }, { "doesnt", DENIAL }, { "havent", DENIAL }, { "hardly", DENIAL },
	{ "without", NOTHING }, { "nobody", DENIAL }, { "none", DENIAL }, { "neither", DENIAL },
	{ "different day", DENIAL }, { "different date", DENIAL }, { "different time", DENIAL }, { "another day", DENIAL },
	{ "another date", DENIAL }, { "other day", DENIAL }, { "other date", DENIAL }, { "reschedule", DENIAL },
	{ "rescheduled", DENIAL }, { "postpone", DENIAL }, { "postponed", DENIAL }, { "no idea", NOTHING },
	{ "nor", DENIAL }, { "instead", DENIAL }, { "cancel", DENIAL }, { "cancelled", DENIAL },
	{ "withdraw", DENIAL }, { "aint", DENIAL }, { "except", DENIAL }, { "wrong", DENIAL }, { "ask", DENIAL },
	{ "someone else", DENIAL }, { "my colleague will", DENIAL }, { "on my behalf", DENIAL }, { "my place", DENIAL },
	{ "but", DENIAL }, { "was coming", DENIAL }, { "was going to", DENIAL }, { "used to", DENIAL },
	{ "but ill be", NOTHING }, { "but i will be", NOTHING }, { "but may be late", NOTHING },
	{ "but might be late", NOTHING }, { "might be late", NOTHING }, { "may be late", NOTHING },
	{ "might be a bit late", NOTHING }, { "may be a bit late", NOTHING }, { "but i have to leave early", NOTHING },
	{ "but have to leave early", NOTHING }, { "but need to leave early", NOTHING }, { "but i need to leave early", NOTHING },
};

struct word {
	char text[WORD_MAX + 1];
	bool is_first;		/* of a clause: something other than a blank stands before it */
	bool is_asked;		/* in a question */
};

struct words {
	struct word w[RSVP_WORDS_MAX];
	size_t n;
	bool is_long;		/* there were more */
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* A plus sign stays before its number: "+1". */
static bool begins_word(struct slice s, size_t i)
{
	return is_letter(s.p[i]) || (s.p[i] == '+' && i + 1 < s.n);
}

static size_t take_word(struct words *words, struct slice s, size_t i)
{
	struct word *w = &words->w[words->n];
	size_t n = 0;

	w->text[0] = '\0';
	w->is_asked = false;
	if (s.p[i] == '+') {
		w->text[n++] = '+';
		for (i++; i < s.n && s.p[i] == ' '; i++)
			;
	}
	for (; i < s.n && (is_letter(s.p[i]) || s.p[i] == '\''); i++) {
		if (s.p[i] != '\'' && n < WORD_MAX)
			w->text[n++] = s.p[i];
	}
	w->text[n] = '\0';
	words->n += n > 0;
	return i;
}

static bool is_any(const char *word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(word, words[i]) == 0)
			return true;
	}
	return false;
}

/* Does a question begin here: "who", or "is there"? */
static bool begins_question(const struct words *words, size_t at)
{
	static const char *const asking[] = { "who", "what", "when", "where", "why", "how", "which" };
	static const char *const verbs[] = { "is", "are", "am", "can", "could", "would", "should", "shall", "will", "do",
		"does", "did", "may", "has", "have", "cant", "couldnt", "isnt", "arent" };
	static const char *const subjects[] = { "i", "you", "it", "we", "there", "they", "he", "she", "this", "that", "the",
		"any", "anyone", "anybody", "someone", "everyone", "my" };

	if (is_any(words->w[at].text, asking, sizeof asking / sizeof asking[0]))
		return true;
	return at + 1 < words->n && is_any(words->w[at].text, verbs, sizeof verbs / sizeof verbs[0]) &&
	    is_any(words->w[at + 1].text, subjects, sizeof subjects / sizeof subjects[0]);
}

/* A sentence from `from` on ended in a question mark. "Yes, is there parking?" asks from its second clause on;
 * where none begins like a question, the last is it. */
static void ask(struct words *words, size_t from)
{
	size_t last = from, at;

	for (at = from; at < words->n; at++) {
		if (at != from && !words->w[at].is_first)
			continue;
		last = at;
		if (begins_question(words, at))
			break;
	}
	for (at = last; at < words->n; at++)
		words->w[at].is_asked = true;
}

static bool ends_sentence(char c)
{
	return c == '?' || c == '.' || c == '!' || c == '\n';
}

static void split(struct slice s, struct words *words)
{
	size_t sentence = 0;
	bool is_first = true;

	words->n = 0;
	words->is_long = false;
	for (size_t i = 0; i < s.n;) {
		if (begins_word(s, i)) {
			if (words->n == RSVP_WORDS_MAX) {
				words->is_long = true;
				return;
			}
			words->w[words->n].is_first = is_first;
			i = take_word(words, s, i);
			is_first = false;
			continue;
		}
		is_first = is_first || s.p[i] != ' ';
		if (s.p[i] == '?')
			ask(words, sentence);
		if (ends_sentence(s.p[i]))
			sentence = words->n;
		i++;
	}
}

/* "yess", "nooo", "able too": the last letter again and again. */
static bool is_drawn_out(struct slice word, const char *text)
{
	size_t n = word.n;

	if (strlen(text) <= n || memcmp(text, word.p, n) != 0)
		return false;
	while (text[n] == word.p[word.n - 1])
		n++;
	return text[n] == '\0';
}

static size_t match(const struct words *words, size_t at, const char *phrase);

/* How many words of the longest of a class stand at `at`. */
static size_t match_class(const struct words *words, size_t at, struct slice name)
{
	size_t best = 0, n;

	for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
		for (size_t k = 0; slice_is(name, classes[i].name) && classes[i].words[k] != NULL; k++) {
			n = match(words, at, classes[i].words[k]);
			best = n > best ? n : best;
		}
	}
	return best;
}

/* How many words of the text `phrase` takes at `at`; 0 where it does not stand there. No class holds a class. */
static size_t match(const struct words *words, size_t at, const char *phrase)
{
	struct slice rest = slice_of(phrase), word;
	size_t n = 0, step;

	while (slice_next_word(&rest, &word)) {
		if (at + n >= words->n)
			return 0;
		step = slice_is(word, "_") || slice_is(word, words->w[at + n].text);
		if (word.p[0] == '@')
			step = match_class(words, at + n, word);
		else if (is_drawn_out(word, words->w[at + n].text))
			step = 1;
		if (step == 0)
			return 0;
		n += step;
	}
	return n;
}

static size_t longest(const struct words *words, size_t at, enum meaning *meaning_r)
{
	size_t best = 0;

	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
		size_t n = match(words, at, phrases[i].words);

		if (n > best) {
			best = n;
			*meaning_r = phrases[i].meaning;
		}
	}
	return best;
}

/* --- guests --- */

static int64_t number(const char *word)
{
	static const char *const names[] = { "zero", "one", "two", "three", "four", "five", "six" };
	int64_t n;

	if (num_parse(slice_of(word), 0, RSVP_WORDS_GUESTS_MAX, &n))
		return n;
	for (int64_t i = 0; i < (int64_t)(sizeof names / sizeof names[0]); i++) {
		if (strcmp(word, names[i]) == 0)
			return i;
	}
	return strcmp(word, "a") == 0 || strcmp(word, "another") == 0 || strcmp(word, "my") == 0 ? 1 : 0;
}

/* "+2", "plus one", "bringing a colleague", "with two others"; what is no number of people is 0. */
static int64_t count_guests(const struct words *words)
{
	static const char *const before[] = { "plus", "bringing", "bring" };
	static const char *const with[] = { "colleague", "colleagues", "others", "guest", "guests",
		"other", "people", "coworker", "manager", "more", "friend", "teammate", "workmate" };

	for (size_t i = 0; i < words->n; i++) {
		const char *w = words->w[i].text;

		if (w[0] == '+' && number(w + 1) > 0)
			return number(w + 1);
		if (i + 1 == words->n)
			break;
		for (size_t k = 0; k < sizeof before / sizeof before[0]; k++) {
			if (strcmp(w, before[k]) == 0 && number(words->w[i + 1].text) > 0)
				return number(words->w[i + 1].text);
		}
		for (size_t k = 0; i + 2 < words->n && k < sizeof with / sizeof with[0]; k++) {
			if (((strcmp(w, "with") == 0 && (i == 0 || strcmp(words->w[i - 1].text, "check") != 0)) ||
			    strcmp(w, "and") == 0) &&
			    strcmp(words->w[i + 2].text, with[k]) == 0)
				return number(words->w[i + 1].text);
		}
	}
	return 0;
}

/* --- deciding --- */

struct heard {
	size_t count[DENIAL + 1];
	enum meaning first;	/* of no and maybe */
	size_t taken;		/* words that are part of a phrase */
};

struct place {
	size_t at;
	bool is_after_phrase, is_after_denial;	/* the word before it is part of one */
};

/* May what begins here without a subject be about the writer? */
static bool is_led(const struct words *words, const struct place *p)
{
	static const char *const leads[] = { "i", "we", "im", "were", "am", "be", "and", "also", "both", "all", "very", "really",
		"so", "just", "ill", "well", "would", "great", "lovely", "awesome", "cool" };
	static const char *const greetings[] = { "hi", "hello", "hey", "dear", "ora", "koe", "morena", "thanks" };
	size_t at = p->at;

	if (p->is_after_phrase || words->w[at].is_first ||
	    is_any(words->w[at - 1].text, leads, sizeof leads / sizeof leads[0]))
		return true;
	return at >= 2 && is_any(words->w[at - 2].text, greetings, sizeof greetings / sizeof greetings[0]);
}

/* What a phrase means where it stands. */
static enum meaning weigh(const struct words *words, const struct place *p, enum meaning meaning)
{
	bool is_yes = meaning == YES || meaning == LED || meaning == SOFT || meaning == WISH;

	if (words->w[p->at].is_asked)
		return meaning == NO || meaning == DENIAL ? DENIAL : NOTHING;
	if (is_yes && p->is_after_denial && !words->w[p->at].is_first)
		return NOTHING;	/* "not keen" */
	if ((meaning == LED || meaning == SOFT) && !is_led(words, p))
		return NOTHING;
	if (meaning == SOFT)
		return words->n <= SOFT_WORDS_MAX ? YES : NOTHING;
	return meaning == LED ? YES : meaning;
}

static void listen(const struct words *words, struct heard *h)
{
	struct place p = { .at = 0 };

	*h = (struct heard){ .first = NOTHING };
	while (p.at < words->n) {
		enum meaning meaning = NOTHING;
		size_t n = longest(words, p.at, &meaning);

		if (n > 0) {
			enum meaning said = weigh(words, &p, meaning);

			h->count[said]++;
			if (h->first == NOTHING && (said == NO || said == MAYBE))
				h->first = said;
		}
		p.is_after_phrase = n > 0;
		p.is_after_denial = n > 0 && meaning == DENIAL;
		h->taken += n;
		p.at += n > 0 ? n : 1;
	}
}

/* "Y", a thumb, "I'm in" (which "I'm in Auckland" is not), and nothing beside but thanks. */
static enum rsvp_words decide_whole(const struct heard *h, size_t words)
{
	if (h->taken < words || h->count[DENIAL] > 0 || (h->count[WHOLE_YES] > 0) == (h->count[WHOLE_NO] > 0))
		return RSVP_WORDS_UNKNOWN;
	return h->count[WHOLE_YES] > 0 ? RSVP_WORDS_YES : RSVP_WORDS_NO;
}

static enum rsvp_words decide(const struct heard *h, size_t words)
{
	size_t yes = h->count[YES] + (h->count[NO] == 0 ? h->count[WISH] : 0);

	if (h->count[NO] > 0 && yes > 0)
		return RSVP_WORDS_UNKNOWN;
	if (h->count[NO] > 0)
		return h->first == NO ? RSVP_WORDS_NO : RSVP_WORDS_MAYBE;
	if (h->count[MAYBE] > 0)
		return RSVP_WORDS_MAYBE;
	if (yes > 0)
		return h->count[DENIAL] == 0 && h->count[WHOLE_NO] == 0 ? RSVP_WORDS_YES : RSVP_WORDS_UNKNOWN;
	return decide_whole(h, words);
}

/* "+1" alone is a yes. */
static bool is_guests_alone(const struct words *words)
{
	return words->n == 1 && words->w[0].text[0] == '+' && number(words->w[0].text + 1) > 0;
}

struct rsvp_said rsvp_words_read(struct slice text)
{
	struct rsvp_said said = { .answer = RSVP_WORDS_UNKNOWN };
	struct buf folded = BUF_INIT;
	struct words words;
	struct heard h;

	utf8_fold(&folded, text);
	split(buf_all(&folded), &words);
	buf_release(&folded);
	said.has_more = words.is_long;
	if (words.is_long)
		return said;
	listen(&words, &h);
	said.answer = is_guests_alone(&words) ? RSVP_WORDS_YES : decide(&h, words.n);
	said.has_more = h.taken < words.n;
	if (said.answer == RSVP_WORDS_YES || said.answer == RSVP_WORDS_MAYBE)
		said.guests = count_guests(&words);
	return said;
}
