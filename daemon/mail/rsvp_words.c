/* SPDX-License-Identifier: MIT
 * Understanding answers; see rsvp_words.h. The text is folded, cut into words, and the longest
 * phrase of the table at each place is taken; words in a taken phrase are not looked at again, so
 * "no worries" holds no "no". What is left is counted. A phrase that says yes does not count in a
 * question ("is anyone coming?"). */
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
	SOFT,		/* yes in a few words; in more, it may be about something else */
	NO,
	MAYBE,
	DENIAL,		/* denies something: what is said beside it cannot be trusted */
};

/* Folded, without apostrophes: "can't" is "cant". The longest that fits is taken, so the order
 * does not matter. */
static const struct {
	const char *words;
	enum meaning meaning;
} phrases[] = {
	/* yes */
	{ "yes", YES }, { "yep", YES }, { "yup", YES }, { "yeah", YES }, { "ya", YES }, { "ae", YES },
	{ "ae marika", YES }, { "ka pai", YES }, { "sure", SOFT }, { "sure thing", YES }, { "ok", SOFT },
	{ "okay", SOFT }, { "of course", YES }, { "absolutely", YES }, { "definitely", YES },
	{ "certainly", YES }, { "count me in", YES },
	{ "ill be there", YES }, { "i will be there", YES },
	{ "will be there", YES }, { "be there", SOFT }, { "see you there", YES }, { "see you then", YES },
	{ "see you all there", YES }, { "ill come", YES }, { "i will come", YES }, { "im coming", YES },
	{ "i am coming", YES }, { "coming", SOFT }, { "well be there", YES }, { "we will be there", YES },
	{ "well come", YES }, { "i can come", YES }, { "i can make it", YES }, { "can make it", SOFT },
	{ "i can attend", YES }, { "can attend", SOFT }, { "will attend", SOFT }, { "ill attend", YES },
	{ "attending", SOFT }, { "ill join", YES }, { "will join", SOFT }, { "happy to attend", SOFT },
	{ "happy to come", SOFT }, { "happy to join", SOFT }, { "able to attend", SOFT },
	{ "able to come", SOFT }, { "able to make it", SOFT }, { "keen", SOFT }, { "accept", YES },
	{ "accepted", YES }, { "i confirm", YES }, { "confirming", YES }, { "confirmed", YES }, { "please put me down", YES },
	{ "put me down", YES }, { "sign me up", YES }, { "im there", YES }, { "wouldnt miss it", YES },
	{ "would not miss it", YES }, { "wont miss it", YES }, { "sweet as", YES }, { "chur", YES },
	{ "ill dial in", YES }, { "will dial in", YES }, { "will be attending", YES },
	{ "ill be attending", YES }, { "joining", SOFT }, { "ill be joining", YES },
	{ "kei te haere mai ahau", YES }, { "ka haere ahau", YES }, { "ka tae atu ahau", YES },
	{ "ill make it", YES }, { "will make it", YES }, { "looking forward to it", YES },
	{ "sounds good", SOFT }, { "why not", SOFT }, { "no problem ill be there", YES },
	{ "look forward to seeing you there", YES }, { "looking forward to seeing you there", YES },
	/* no */
	{ "no", NO }, { "nope", NO }, { "nah", NO }, { "kao", NO }, { "yeah nah", NO }, { "no thanks", NO },
	{ "no thank you", NO }, { "cant", NO }, { "cannot", NO }, { "can not", NO }, { "cant make it", NO },
	{ "cant come", NO }, { "cant attend", NO }, { "wont", NO }, { "will not", NO },
	{ "wont be there", NO }, { "wont be able to", NO }, { "will not be able to", NO },
	{ "wont be coming", NO }, { "wont make it", NO }, { "wont be attending", NO },
	{ "wont be able to make it", NO }, { "wont be able to attend", NO }, { "wont be able to come", NO },
	{ "will not be able to attend", NO }, { "will not be able to come", NO },
	{ "will not be able to make it", NO }, { "will not be coming", NO }, { "will not be there", NO },
	{ "will not be attending", NO }, { "will not attend", NO }, { "will not make it", NO },
	{ "cannot make it", NO }, { "cannot attend", NO }, { "cannot come", NO }, { "cannot be there", NO },
	{ "can not make it", NO }, { "can not attend", NO }, { "can not come", NO }, { "cant be there", NO },
	{ "cant join", NO }, { "cannot join", NO },
	{ "not coming", NO }, { "not attending", NO }, { "im not coming", NO }, { "i am not coming", NO },
	{ "im not attending", NO }, { "im not able to come", NO }, { "not going to make it", NO },
	{ "not going to be there", NO }, { "not going to be able to make it", NO }, { "not joining", NO },
	{ "not able to attend", NO }, { "not able to come", NO }, { "not able to make it", NO },
	{ "not available", NO }, { "not this time", NO }, { "not able to join", NO }, { "not free", NO },
	{ "unable", NO }, { "unable to attend", NO }, { "unable to make it", NO }, { "unable to come", NO },
	{ "unable to join", NO }, { "unavailable", NO }, { "decline", NO }, { "declined", NO },
	{ "regret", NO }, { "regrets", NO }, { "apologies", NO }, { "apology", NO }, { "my apologies", NO },
	{ "count me out", NO }, { "im out", NO }, { "i am out", NO }, { "have to miss", NO },
	{ "will miss", NO }, { "ill miss", NO }, { "have to pass", NO }, { "ill pass", NO },
	{ "have to decline", NO }, { "need to decline", NO }, { "on leave", NO }, { "away", NO },
	{ "overseas", NO }, { "double booked", NO }, { "have a clash", NO }, { "clash", NO },
	{ "clashes", NO }, { "another commitment", NO }, { "other commitments", NO },
	{ "prior commitment", NO }, { "another meeting", NO }, { "unfortunately", NO }, { "sick", NO },
	{ "unwell", NO }, { "no can do", NO }, { "no longer", NO }, { "no longer able to", NO },
	{ "no longer coming", NO }, { "no longer able to come", NO }, { "no longer able to attend", NO },
	{ "next time", NO }, { "dont think i can make it", NO }, { "dont think i can", NO },
	{ "dont think ill make it", NO }, { "dont think ill be there", NO }, { "wish i could", NO },
	{ "would love to but", NO }, { "id love to but", NO }, { "love to but", NO }, { "love to come but", NO },
	{ "kare", NO }, { "kaore", NO }, { "e kore", NO }, { "e kore ahau e tae atu", NO },
	{ "doubt", NO }, { "skip this one", NO }, { "give it a miss", NO }, { "not for me", NO },
	{ "take me off the list", NO }, { "pull out", NO }, { "cancel my", NO }, { "probably not", NO },
	{ "cant be coming", NO }, { "cant commit", MAYBE },
	/* maybe */
	{ "maybe", MAYBE }, { "perhaps", MAYBE }, { "possibly", MAYBE }, { "might", MAYBE },
	{ "might be there", MAYBE }, { "might come", MAYBE }, { "may be able to", MAYBE },
	{ "might be able to", MAYBE }, { "may come", MAYBE }, { "may be there", MAYBE },
	{ "may make it", MAYBE }, { "tentative", MAYBE },
	{ "tentatively", MAYBE }, { "not sure", MAYBE }, { "unsure", MAYBE }, { "not certain", MAYBE },
	{ "not sure yet", MAYBE }, { "not sure if i can", MAYBE }, { "not sure if i can come", MAYBE },
	{ "not sure if i can make it", MAYBE }, { "not sure ill make it", MAYBE },
	{ "dont know", MAYBE }, { "dont know yet", MAYBE }, { "do not know", MAYBE }, { "depends", MAYBE },
	{ "depending", MAYBE }, { "hopefully", MAYBE }, { "hope to", MAYBE }, { "hoping to", MAYBE },
	{ "hope to be there", MAYBE }, { "hope to come", MAYBE }, { "hoping to be there", MAYBE },
	{ "hope to make it", MAYBE }, { "hoping to come", MAYBE }, { "will try", MAYBE },
	{ "ill try", MAYBE }, { "try to", MAYBE }, { "trying to", MAYBE }, { "try to be there", MAYBE },
	{ "try to make it", MAYBE }, { "try to come", MAYBE }, { "let you know", MAYBE },
	{ "get back to you", MAYBE }, { "if", MAYBE }, { "unless", MAYBE }, { "probably", MAYBE },
	{ "should be able to", MAYBE }, { "should be able to make it", MAYBE },
	{ "should be there", MAYBE }, { "could be", MAYBE }, { "cant say", MAYBE }, { "cant say yet", MAYBE },
	{ "cant tell", MAYBE }, { "cant tell yet", MAYBE }, { "cannot say yet", MAYBE },
	{ "tbc", MAYBE }, { "to be confirmed", MAYBE }, { "fifty fifty", MAYBE }, { "tera pea", MAYBE },
	{ "pea", MAYBE }, { "waiting to hear", MAYBE }, { "will confirm", MAYBE }, { "ill confirm", MAYBE },
	{ "have to check", MAYBE }, { "need to check", MAYBE }, { "let me check", MAYBE },
	{ "pencil me in", MAYBE }, { "think so", MAYBE }, { "50 50", MAYBE }, { "dunno", MAYBE },
	/* says nothing about coming */
	{ "no worries", NOTHING }, { "no problem", NOTHING }, { "no problems", NOTHING },
	{ "not a problem", NOTHING }, { "no need", NOTHING }, { "no dietary requirements", NOTHING },
	{ "no dietary needs", NOTHING }, { "no special requirements", NOTHING }, { "no allergies", NOTHING },
	{ "no questions", NOTHING }, { "no dietaries", NOTHING },
	{ "no changes", NOTHING }, { "cant wait", NOTHING }, { "cannot wait", NOTHING },
	{ "can not wait", NOTHING }, { "apologies for the late reply", NOTHING },
	{ "apologies for the delay", NOTHING }, { "apologies for the late response", NOTHING },
	{ "apologies for my late reply", NOTHING }, { "sorry i missed the last one", NOTHING },
	{ "sorry i couldnt make the last one", NOTHING }, { "missed the last one", NOTHING },
	{ "maybe next time", NOTHING }, { "perhaps next time", NOTHING },
	{ "hopefully next time", NOTHING }, { "be there next time", NOTHING },
	{ "ill be there next time", NOTHING }, { "will be there next time", NOTHING },
	{ "ill come next time", NOTHING }, { "hope to come next time", NOTHING },
	{ "hope to make the next one", NOTHING }, { "hope to be there next time", NOTHING },
	{ "come to the next one", NOTHING }, { "might come to the next one", NOTHING },
	{ "will come to the next one", NOTHING }, { "ill be at the next one", NOTHING },
	{ "be at the next one", NOTHING }, { "coming to the next one", NOTHING },
	{ "if thats ok", NOTHING }, { "if that is ok", NOTHING }, { "if thats okay", NOTHING },
	{ "let me know if", NOTHING }, { "if possible", NOTHING }, { "thats ok", NOTHING },
	{ "hope thats ok", NOTHING }, { "is that ok", NOTHING }, { "ok thanks", YES },
	{ "no doubt", NOTHING }, { "for sure", YES }, { "right away", NOTHING }, { "straight away", NOTHING },
	{ "thank you for the invitation", NOTHING }, { "see you next time", NOTHING },
	{ "thanks for letting us know", NOTHING }, { "make sure", NOTHING }, { "im sure", NOTHING },
	/* denies what is not known */
	{ "not", DENIAL }, { "never", DENIAL }, { "dont", DENIAL }, { "didnt", DENIAL }, { "isnt", DENIAL },
	{ "arent", DENIAL }, { "wasnt", DENIAL }, { "wouldnt", DENIAL }, { "couldnt", DENIAL },
	{ "shouldnt", DENIAL }, { "doesnt", DENIAL }, { "havent", DENIAL }, { "hardly", DENIAL },
	{ "without", NOTHING }, { "nobody", DENIAL }, { "none", DENIAL }, { "neither", DENIAL },
	{ "nor", DENIAL }, { "instead", DENIAL }, { "cancel", DENIAL }, { "cancelled", DENIAL },
	{ "withdraw", DENIAL }, { "aint", DENIAL }, { "except", DENIAL }, { "wrong", DENIAL },
	{ "someone else", DENIAL }, { "my colleague will", DENIAL }, { "on my behalf", DENIAL },
	{ "but", DENIAL }, { "was coming", DENIAL }, { "was going to", DENIAL }, { "used to", DENIAL },
	{ "but ill be", NOTHING }, { "but i will be", NOTHING }, { "but may be late", NOTHING },
	{ "but might be late", NOTHING }, { "might be late", NOTHING }, { "may be late", NOTHING },
	{ "might be a bit late", NOTHING }, { "but i have to leave early", NOTHING },
};

struct word {
	char text[WORD_MAX + 1];
	bool is_asked;		/* in a sentence that ends in a question mark */
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

	*w = (struct word){ .text = "" };
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

static void split(struct slice s, struct words *words)
{
	size_t sentence = 0;

	words->n = 0;
	words->is_long = false;
	for (size_t i = 0; i < s.n;) {
		if (begins_word(s, i)) {
			if (words->n == RSVP_WORDS_MAX) {
				words->is_long = true;
				return;
			}
			i = take_word(words, s, i);
			continue;
		}
		if (s.p[i] == '?') {
			for (size_t k = sentence; k < words->n; k++)
				words->w[k].is_asked = true;
		}
		if (s.p[i] == '?' || s.p[i] == '.' || s.p[i] == '!' || s.p[i] == '\n')
			sentence = words->n;
		i++;
	}
}

/* How many words of `phrase` stand at `at`; 0 where it does not. */
static size_t match(const struct words *words, size_t at, const char *phrase)
{
	struct slice rest = slice_of(phrase), word;
	size_t n = 0;

	while (slice_next_word(&rest, &word)) {
		if (at + n >= words->n || !slice_is(word, words->w[at + n].text))
			return 0;
		n++;
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
			if ((strcmp(w, "with") == 0 || strcmp(w, "and") == 0) &&
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

static void listen(const struct words *words, struct heard *h)
{
	*h = (struct heard){ .first = NOTHING };
	for (size_t at = 0; at < words->n;) {
		enum meaning meaning = NOTHING;
		size_t n = longest(words, at, &meaning);

		if (n == 0) {
			at++;
			continue;
		}
		if (meaning == SOFT)
			meaning = words->n <= SOFT_WORDS_MAX ? YES : NOTHING;
		if (!(words->w[at].is_asked && meaning == YES))
			h->count[meaning]++;
		if (h->first == NOTHING && (meaning == NO || meaning == MAYBE))
			h->first = meaning;
		h->taken += n;
		at += n;
	}
}

static enum rsvp_words decide(const struct heard *h)
{
	if (h->count[NO] > 0 && h->count[YES] > 0)
		return RSVP_WORDS_UNKNOWN;
	if (h->count[NO] > 0)
		return h->first == NO ? RSVP_WORDS_NO : RSVP_WORDS_MAYBE;
	if (h->count[MAYBE] > 0)
		return RSVP_WORDS_MAYBE;
	if (h->count[YES] > 0 && h->count[DENIAL] == 0)
		return RSVP_WORDS_YES;
	return RSVP_WORDS_UNKNOWN;
}

/* "+1" alone is a yes, and so is "I'm in", which "I'm in Auckland" is not. */
static bool is_whole_yes(const struct words *words)
{
	if (words->n == 1)
		return words->w[0].text[0] == '+' && number(words->w[0].text + 1) > 0;
	return words->n == 2 && strcmp(words->w[0].text, "im") == 0 && strcmp(words->w[1].text, "in") == 0;
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
	said.answer = is_whole_yes(&words) ? RSVP_WORDS_YES : decide(&h);
	said.has_more = h.taken < words.n;
	if (said.answer == RSVP_WORDS_YES || said.answer == RSVP_WORDS_MAYBE)
		said.guests = count_guests(&words);
	return said;
}
