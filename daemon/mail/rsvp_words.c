/* SPDX-License-Identifier: MIT
 * Understanding answers; see rsvp_words.h. The text is folded, cut into words, and the longest
 * phrase of the table at each place is taken; words in a taken phrase are not looked at again, so
 * "no worries" holds no "no". A phrase may hold a class ("@come": "make it", "be there" and their
 * like), so that what people say of coming is a grammar and no list of sentences. What is left is
 * counted. What stands in a question says nothing ("is anyone coming?"), and what has no subject of
 * its own says yes only where it begins a clause: "my mum will be there" is about her, and "I'm nto
 * coming" is a slip of the hand. And where somebody only agrees ("yes", "okay") and tells of
 * something that is not known to go with coming ("yeah, I'm on nights"), it is for a person to
 * read; so is what a mailbox says of somebody who is away (is_machine). */
#include "daemon/mail/rsvp_words.h"

#include <string.h>

#include "daemon/common/num.h"
#include "daemon/mail/meeting_words.h"
#include "daemon/mail/phrase.h"
#include "daemon/mail/rsvp_phrases.h"

#define SOFT_WORDS_MAX \
	6 /* "happy to come along, thanks Mere"; but "I have visitors coming that very day" */

/* Of the phrases, the longest. */
static size_t longest(const struct phrase_words *words, size_t at, enum rsvp_meaning *meaning_r)
{
	int meaning = NOTHING;
	size_t n = phrase_longest(words, at, words->n, &rsvp_phrases, &meaning);

	if (n > 0)
		*meaning_r = (enum rsvp_meaning)meaning;
	return n;
}

/* --- guests --- */

#define TOO_MANY (-1) /* guests: whoever says so is to be asked */

static bool is_digits(const char *word)
{
	return word[0] != '\0' && word[strspn(word, "0123456789")] == '\0';
}

/* 0 for what is no number; TOO_MANY past the bound. */
static int64_t number(const char *word)
{
	static const char *const names[] = { "zero", "one", "two", "three", "four", "five", "six",
		"seven", "eight", "nine", "ten", "eleven", "twelve" };
	int64_t n;

	if (num_parse(slice_of(word), 0, RSVP_WORDS_GUESTS_MAX, &n))
		return n;
	if (is_digits(word))
		return TOO_MANY;
	for (int64_t i = 0; i < (int64_t)(sizeof names / sizeof names[0]); i++) {
		if (strcmp(word, names[i]) == 0)
			return i;
	}
	if (strcmp(word, "dozen") == 0)
		return 12;
	if (strcmp(word, "couple") == 0)
		return 2;
	return strcmp(word, "a") == 0 || strcmp(word, "another") == 0 || strcmp(word, "my") == 0 ?
	    1 :
	    0;
}

#define PHONE_DIGITS_MIN 8 /* of a number with its country, E.164 */
#define PHONE_DIGITS_MAX 15

/* "+64 21 555 0199": a country, and numbers behind it. */
static bool is_phone(const struct phrase_words *words, size_t at)
{
	size_t digits = strlen(words->w[at].text + 1);
	bool has_next = at + 1 < words->n && is_digits(words->w[at + 1].text) &&
	    !words->w[at + 1].begins_sentence;

	if (digits >= PHONE_DIGITS_MIN && digits <= PHONE_DIGITS_MAX)
		return true;
	return has_next &&
	    (number(words->w[at].text + 1) == TOO_MANY ||
	        (at + 2 < words->n && is_digits(words->w[at + 2].text) &&
	            !words->w[at + 2].begins_sentence));
}

/* "3 of us", "both of us": who says so is one of them. */
static int64_t count_us(const struct phrase_words *words, size_t at)
{
	const struct phrase_word *w = &words->w[at];
	int64_t n;

	if (at + 2 >= words->n || strcmp(w[1].text, "of") != 0 || strcmp(w[2].text, "us") != 0)
		return 0;
	if (strcmp(w->text, "both") == 0)
		return 1;
	if (strcmp(w->text, "a") == 0 || strcmp(w->text, "my") == 0 ||
	    strcmp(w->text, "another") == 0)
		return 0;
	if (num_parse(slice_of(w->text), 0, RSVP_WORDS_GUESTS_MAX + 1, &n))
		return n > 0 ? n - 1 : 0;
	n = number(w->text);
	return n > 0 ? n - 1 : n;
}

/* How many people stand at `at`: "two", "my two", "another". */
static int64_t count_people(const struct phrase_words *words, size_t at)
{
	static const char *const whose[] = { "my", "our", "the", "another", "a" };
	int64_t n;

	if (at + 1 < words->n &&
	    phrase_is_any(words->w[at].text, whose, sizeof whose / sizeof whose[0])) {
		n = number(words->w[at + 1].text);
		if (n != 0 && strcmp(words->w[at + 1].text, "a") != 0 &&
		    strcmp(words->w[at + 1].text, "my") != 0)
			return n;
	}
	return number(words->w[at].text);
}

static bool is_people(const struct phrase_words *words, size_t at)
{
	static const char *const people[] = { "colleague", "colleagues", "others", "guest",
		"guests", "other", "people", "coworker", "manager", "more", "friend", "friends",
		"teammate", "workmate", "workmates", "kid", "kids", "child", "children", "tamariki",
		"mokopuna", "son", "sons", "daughter", "daughters", "partner", "wife", "husband",
		"staff", "students", "team", "members" };

	return at < words->n &&
	    phrase_is_any(words->w[at].text, people, sizeof people / sizeof people[0]);
}

/* The guests that the words at `at` tell of. */
static int64_t count_at(const struct phrase_words *words, size_t at)
{
	static const char *const before[] = { "plus", "bringing", "bring" };
	const char *w = words->w[at].text;
	bool is_with = strcmp(w, "and") == 0 ||
	    (strcmp(w, "with") == 0 && (at == 0 || strcmp(words->w[at - 1].text, "check") != 0));

	if (w[0] == '+')
		return is_phone(words, at) ? 0 : number(w + 1);
	if (at + 1 == words->n)
		return 0;
	if (phrase_is_any(w, before, sizeof before / sizeof before[0])) {
		bool is_things = at + 2 < words->n && !words->w[at + 2].is_first &&
		    !is_people(words, at + 2);
		int64_t n = count_people(words, at + 1);

		return n == TOO_MANY && is_things ? 0 : n; /* "bringing 30 muffins" */
	}
	if (is_with && is_people(words, at + 2))
		return number(words->w[at + 1].text);
	if (is_with && is_people(words, at + 3))
		return count_people(words, at + 1);
	if (is_with && at + 3 < words->n && strcmp(words->w[at + 2].text, "of") == 0 &&
	    (strcmp(words->w[at + 3].text, "my") == 0 || strcmp(words->w[at + 3].text, "our") == 0))
		return number(words->w[at + 1].text); /* "and two of my staff" */
	return count_us(words, at);
}

/* "+2", "plus one", "bringing a colleague", "with two others", "3 of us"; what is no number of
 * people is 0. */
static int64_t count_guests(const struct phrase_words *words)
{
	int64_t n;

	for (size_t i = 0; i < words->n; i++) {
		n = words->w[i].is_asked ? 0 : count_at(words, i); /* "can I bring my manager?" */
		if (n != 0)
			return n;
	}
	return 0;
}

/* --- deciding --- */

struct heard {
	size_t count[DENIAL + 1];
	enum rsvp_meaning first; /* of no and maybe */
	size_t taken;            /* words that are part of a phrase */
	size_t told;             /* words that tell of something else */
	size_t others;           /* yesses of somebody else: "yes Jane will come" */
	bool is_away_first;      /* before any no they say until when they are away */
	size_t lacks; /* things that are not there: "no link in the invitation", "no guests" */
};

struct place {
	size_t at, end;                        /* the phrase: [at, end) */
	bool is_after_phrase, is_after_denial; /* the word before it is part of one */
	bool has_agreed;                       /* "yes" stands before it in its clause */
};

/* May what begins here without a subject be about the writer? */
static bool is_led(const struct phrase_words *words, const struct place *p)
{
	static const char *const leads[] = { "i", "we", "im", "were", "am", "be", "and", "also",
		"both", "all", "very", "really", "so", "just", "ill", "well", "would", "great",
		"lovely", "awesome", "cool" };
	static const char *const greetings[] = { "hi", "hello", "hey", "dear", "ora", "koe",
		"morena", "thanks" };
	size_t at = p->at;

	if (p->is_after_phrase || words->w[at].is_first ||
	    phrase_is_any(words->w[at - 1].text, leads, sizeof leads / sizeof leads[0]))
		return true;
	return at >= 2 &&
	    phrase_is_any(words->w[at - 2].text, greetings, sizeof greetings / sizeof greetings[0]);
}

/* Does a clause end where this phrase does, or go on with words that are known? */
static bool is_rounded(const struct phrase_words *words, const struct place *p)
{
	enum rsvp_meaning next;

	return p->end == words->n || words->w[p->end].is_first ||
	    phrase_is_picture(words->w[p->end].text) || longest(words, p->end, &next) > 0;
}

static bool is_yes(enum rsvp_meaning meaning)
{
	return meaning >= YES && meaning <= AGREE_MUCH;
}

static bool is_no(enum rsvp_meaning meaning)
{
	return meaning == NO || meaning == AWAY || meaning == AWAY_LONG;
}

/* What a phrase means where it stands: of the ways to say yes, YES, WISH or AGREE. */
static enum rsvp_meaning weigh(const struct phrase_words *words, const struct place *p,
    enum rsvp_meaning meaning)
{
	bool is_soft = meaning == SOFT || meaning == AGREE_SOFT;

	if (words->w[p->at].is_asked)
		return is_no(meaning) || meaning == DENIAL ? DENIAL : NOTHING;
	if (is_yes(meaning) && p->is_after_denial && !words->w[p->at].is_first)
		return NOTHING; /* "not keen" */
	if ((meaning == LED || is_soft) && !is_led(words, p))
		return NOTHING;
	if (is_soft && words->n > SOFT_WORDS_MAX)
		return NOTHING;
	if (meaning == AGREE_MUCH && !is_rounded(words, p))
		return NOTHING;
	if (meaning == AGREE_SOFT || meaning == AGREE_MUCH)
		return AGREE;
	return meaning == LED || meaning == SOFT ? YES : meaning;
}

/* Does this "no" say that a thing is not there, and nothing of the writer? What is known to follow
 * a no does not name one. */
static bool is_lack(const struct phrase_words *words, const struct place *p)
{
	static const char *const names_nothing[] = { "i", "im", "ive", "ill", "id", "we", "were",
		"weve", "well", "it", "its", "that", "thats", "this", "theres", "you", "he", "she",
		"they", "my", "our", "the", "a", "is", "am", "will", "have", "has", "from", "for",
		"to", "on", "in", "at", "as", "and", "or", "so", "just", "please", "mate", "bro",
		"cuz", "eh", "aye", "soz", "got", "because", "cos", "coz", "due", "regards", "e",
		"au", "ahau", "kei" };
	enum rsvp_meaning next;

	return p->end - p->at == 1 && strcmp(words->w[p->at].text, "no") == 0 &&
	    p->end < words->n && !words->w[p->end].is_first && longest(words, p->end, &next) == 0 &&
	    !phrase_is_any(words->w[p->end].text, names_nothing,
	        sizeof names_nothing / sizeof names_nothing[0]);
}

static unsigned weekday(const char *word)
{
	static const char *const names[7][8] = { { "sunday", "ratapu" },
		{ "monday", "mon", "mane", "rahina" },
		{ "tuesday", "tue", "tues", "turei", "ratu" },
		{ "wednesday", "wed", "weds", "wenerei", "raapa" },
		{ "thursday", "thu", "thur", "thurs", "taite", "rapare" },
		{ "friday", "fri", "paraire", "ramere" }, { "saturday", "hatarei", "rahoroi" } };

	for (unsigned i = 0; i < 7; i++) {
		for (size_t k = 0; names[i][k] != NULL; k++) {
			if (strcmp(word, names[i][k]) == 0)
				return 1u << i;
		}
	}
	return 0;
}

/* Is somebody or something the subject of the clause that holds this word, which asks nothing? */
static bool is_telling(const struct phrase_words *words, size_t at)
{
	static const char *const subjects[] = { "i", "im", "ive", "id", "ill", "we", "weve", "were",
		"it", "its", "thats", "got", "have", "theres", "hes", "shes", "theyre", "he", "she",
		"they", "is", "kei" };
	static const char *const reo[] = { "a", "te", "nga", "taua", "tenei",
		"reira" }; /* behind "i", which is "at" there */
	size_t from = at, end = at + 1;

	while (from > 0 && !words->w[from].is_first)
		from--;
	while (end < words->n && !words->w[end].is_first)
		end++;
	for (; from + 1 < end; from++) {
		if (phrase_is_any(words->w[from].text, subjects,
		        sizeof subjects / sizeof subjects[0]) &&
		    !(strcmp(words->w[from].text, "i") == 0 &&
		        phrase_is_any(words->w[from + 1].text, reo, sizeof reo / sizeof reo[0])))
			return !words->w[at].is_asked;
	}
	return false;
}

/* "Yes, I'm vegetarian" tells nothing that a yes need not stand beside; "yes, I'm on nights" does.
 */
static bool is_plain(const char *word)
{
	static const char *const plain[] = { "a", "an", "the", "to", "at", "on", "in", "of", "for",
		"and", "with", "my", "our", "your", "it", "its", "this", "that", "thats", "then",
		"there", "day", "time", "hui", "will", "be", "am", "is", "are", "do", "have", "has",
		"had", "ive", "i", "id", "im", "ill", "we", "well", "weve", "were", "you", "all",
		"both", "also", "too", "just", "really", "very", "so", "from", "by", "as", "me",
		"us", "team", "office", "would", "can", "like", "love", "put", "calendar", "diary",
		"vegetarian", "vego", "vegan", "gluten", "dairy", "halal", "coeliac", "celiac",
		"allergic", "nuts", "eat", "bring", "bringing", "kai", "food", "lunch", "cake",
		"parking", "park", "drive", "driving", "bus", "train", "ferry", "early", "late",
		"bit", "arrive", "arriving", "wheelchair", "interpreter", "excited", "glad",
		"happy", "pleased", "see", "seeing", "everyone", "meet", "person", "colleague",
		"friend", "manager", "two", "one", "three", "five", "ten", "fifteen", "minutes",
		"sent", "iphone", "ipad", "phone", "agenda", "link", "get", "other", "invite",
		"invitation", "attendance", "need", "great", "good", "morning", "afternoon",
		"tomorrow", "today", "next", "week", "looking", "forward", "added", "saved",
		"attend", "come", "go", "online", "zoom", "teams", "stay", "whole", "if", "about",
		"think", "fine", "perfect", "okay", "ok", "use", "nzsl", "sign", "language", "ramp",
		"hearing", "access" };

	return phrase_is_picture(word) || weekday(word) != 0 || word[0] == '+' ||
	    (word[0] >= '0' && word[0] <= '9') ||
	    phrase_is_any(word, plain, sizeof plain / sizeof plain[0]);
}

static void listen(const struct phrase_words *words, struct heard *h)
{
	struct place p = { .at = 0 };

	*h = (struct heard){ .first = NOTHING };
	while (p.at < words->n) {
		enum rsvp_meaning meaning = NOTHING;
		size_t n = longest(words, p.at, &meaning);

		p.end = p.at + n;
		if (n > 0) {
			bool is_thing = meaning == NO && is_lack(words, &p);
			enum rsvp_meaning said = is_thing ? DENIAL : weigh(words, &p, meaning);

			h->count[said]++;
			h->is_away_first = h->is_away_first ||
			    (said == AWAY_LONG && h->count[NO] == 0);
			h->lacks += is_thing;
			h->others += p.has_agreed && said == NOTHING &&
			    (meaning == LED || (meaning == SOFT && words->n <= SOFT_WORDS_MAX));
			p.has_agreed = said == AGREE || (p.has_agreed && !words->w[p.at].is_first);
			if (h->first == NOTHING && (is_no(said) || said == MAYBE))
				h->first = said == MAYBE ? MAYBE : NO;
		}
		h->told += n == 0 && is_telling(words, p.at) && !is_plain(words->w[p.at].text);
		p.is_after_phrase = n > 0;
		p.is_after_denial = n > 0 && meaning == DENIAL;
		h->taken += n;
		p.at += n > 0 ? n : 1;
	}
}

/* "Y", a thumb, "I'm in" (which "I'm in Auckland" is not), and nothing beside but thanks. */
static enum rsvp_words decide_whole(const struct heard *h, size_t words)
{
	if (h->taken < words || h->count[DENIAL] > 0 ||
	    (h->count[WHOLE_YES] > 0) == (h->count[WHOLE_NO] > 0))
		return RSVP_WORDS_UNKNOWN;
	return h->count[WHOLE_YES] > 0 ? RSVP_WORDS_YES : RSVP_WORDS_NO;
}

/* Did nobody write this? "I am on leave until Monday" is what a mailbox says; with an apology, or
 * in answer to what was asked ("I can't come"), it is a person's. */
static bool is_machine(const struct heard *h)
{
	if (h->count[MACHINE] > 0 ||
	    (h->count[LETTER] > 0 && h->count[AWAY] + h->count[AWAY_LONG] > 0))
		return true;
	return h->is_away_first && h->count[SORRY] == 0;
}

static enum rsvp_words decide(const struct heard *h, size_t words)
{
	bool is_plain_yes = h->told == 0 && h->others == 0;
	size_t weak = h->count[AGREE] + h->count[WISH],
	       yes = h->count[YES] + (is_plain_yes ? weak : 0);
	size_t noes = h->count[NO] + h->count[AWAY] + h->count[AWAY_LONG];

	if (is_machine(h) || (noes > 0 && (h->count[YES] > 0 || h->count[AGREE] > 0)))
		return RSVP_WORDS_UNKNOWN;
	if (noes > 0)
		return h->first == NO ? RSVP_WORDS_NO : RSVP_WORDS_MAYBE;
	if (h->lacks > 0)
		return RSVP_WORDS_UNKNOWN;
	if (h->count[MAYBE] > 0)
		return RSVP_WORDS_MAYBE;
	if (yes > 0)
		return h->count[DENIAL] == 0 && h->count[WHOLE_NO] == 0 ? RSVP_WORDS_YES :
		                                                          RSVP_WORDS_UNKNOWN;
	return decide_whole(h, words);
}

/* --- days --- */

/* "15th": its bit; 0 for whatever is no day of a month. */
static uint32_t date(const char *word)
{
	static const char *const ends[] = { "st", "nd", "rd", "th" };
	size_t n = strlen(word);
	int64_t day;

	if (n < 3 || !phrase_is_any(word + n - 2, ends, sizeof ends / sizeof ends[0]) ||
	    !num_parse(slice_make(word, n - 2), 1, 31, &day))
		return 0;
	return UINT32_C(1) << day;
}

static void note_days(const struct phrase_words *words, struct rsvp_said *said)
{
	for (size_t i = 0; i < words->n; i++) {
		if (words->w[i].is_asked)
			continue;
		said->weekdays |= weekday(words->w[i].text);
		said->dates |= date(words->w[i].text);
	}
}

/* "+1" alone is a yes, and so is "3 of us". */
static bool is_guests_alone(const struct phrase_words *words)
{
	if (words->n == 3)
		return !words->w[0].is_asked && count_us(words, 0) > 0;
	return words->n == 1 && words->w[0].text[0] == '+' && number(words->w[0].text + 1) > 0;
}

/* Words that answer whatever was asked. */
static bool answers_anything(const struct phrase_words *words, size_t at, size_t end)
{
	static const char *const bare[] = { "yes", "yep", "yup", "yip", "yeah", "yea", "yeh", "aye",
		"ya", "ae", "marika", "ok", "okay", "sure", "thing", "of", "course", "for",
		"absolutely", "definitely", "certainly", "totally", "y", "n", "no", "nope", "nah",
		"na", "nup", "naw", "kao", "kaore", "kahore", "kare", "thanks", "thank", "you",
		"but", "way", "confirm", "confirmed", "confirming", "i", "accept", "accepted",
		"afraid", "not", "maybe", "perhaps", "possibly", "probably", "sure", "think", "so",
		"decline", "declined", "sweet", "as", "ka", "pai", "chur", "100",
		"\xf0\x9f\x91\x8d", "\xf0\x9f\x91\x8e", "\xe2\x9c\x85", "\xe2\x9d\x8c" };

	for (; at < end; at++) {
		if (!phrase_is_any(words->w[at].text, bare, sizeof bare / sizeof bare[0]))
			return false;
	}
	return true;
}

/* Is there a word that is neither known nor plain? */
static bool has_other(const struct phrase_words *words)
{
	for (size_t at = 0, n; at < words->n; at += (n > 0 ? n : 1)) {
		enum rsvp_meaning meaning;

		n = longest(words, at, &meaning);
		if (n == 0 && !is_plain(words->w[at].text))
			return true;
	}
	return false;
}

/* Is nothing said of coming, but a yes or a no? */
static bool is_bare(const struct phrase_words *words)
{
	for (size_t at = 0, n; at < words->n; at += (n > 0 ? n : 1)) {
		enum rsvp_meaning meaning = NOTHING;

		n = longest(words, at, &meaning);
		if (meaning != NOTHING && meaning != SORRY && meaning != DENIAL &&
		    !answers_anything(words, at, at + n))
			return false;
	}
	return true;
}

/* "Bob can't come but I will": two people's answers. */
static bool is_but_i(const struct phrase_words *words)
{
	static const char *const ends[][3] = { { "but", "i", "will" }, { "but", "i", "can" },
		{ "but", "i", "am" }, { "but", "we", "will" }, { "but", "we", "can" } };

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		for (size_t at = 0; at + 3 <= words->n; at++) {
			if (strcmp(words->w[at].text, ends[i][0]) == 0 &&
			    strcmp(words->w[at + 1].text, ends[i][1]) == 0 &&
			    strcmp(words->w[at + 2].text, ends[i][2]) == 0 &&
			    (at + 3 == words->n || words->w[at + 3].begins_sentence))
				return true;
		}
	}
	return false;
}

struct rsvp_said rsvp_words_read(struct slice text)
{
	struct rsvp_said said = { .answer = RSVP_WORDS_UNKNOWN };
	struct phrase_words words;
	struct heard h;

	phrase_split(text, RSVP_WORDS_MAX, &words);
	said.has_more = said.has_other = words.is_long;
	if (words.is_long)
		return said;
	listen(&words, &h);
	said.answer = is_guests_alone(&words) ? RSVP_WORDS_YES : decide(&h, words.n);
	if (said.answer == RSVP_WORDS_NO && is_but_i(&words))
		said.answer = RSVP_WORDS_UNKNOWN;
	said.has_more = h.taken < words.n;
	note_days(&words, &said);
	if (said.answer == RSVP_WORDS_YES || said.answer == RSVP_WORDS_MAYBE)
		said.guests = count_guests(&words);
	said.is_bare = said.answer != RSVP_WORDS_UNKNOWN && said.guests == 0 && is_bare(&words);
	said.has_other = has_other(&words);
	if (said.guests == TOO_MANY) {
		said.answer = RSVP_WORDS_UNKNOWN;
		said.has_more = true;
		said.guests = 0;
	}
	return said;
}

bool rsvp_words_is_of_answer(struct slice text)
{
	static const char *const words[] = { "not me", "was me", "wasn", "was not", "write",
		"wrote", "didn", "did not", "never", "still", "keep" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (slice_find_fold(text, words[i]) < text.n)
			return true;
	}
	return false;
}

size_t rsvp_words_known(const struct phrase_words *words, size_t at)
{
	enum rsvp_meaning meaning = NOTHING;
	size_t n = longest(words, at, &meaning);

	if (n > 0 && meaning != DENIAL)
		return n;
	return is_plain(words->w[at].text) || meeting_words_has(words->w[at].text);
}
