/* SPDX-License-Identifier: MIT
 * Is it a yes? See consent_words.h. A closed world: the text is cut into sentences, and each
 * sentence into the phrases of a table. A sentence of known phrases says what they say. One that
 * holds a word that is not known says something else, unless it begins with an answer that stands
 * whatever follows ("Yes please, and could you ..."), or is a name below one. A bare "yes" counts
 * in the first sentence that says anything, and what follows may only ask or wish something; what
 * is wanted in so many words ("please sign me up") counts anywhere. And nothing in the whole text
 * may speak against it: no answer to the contrary, no doubt, no denial, no question what this is,
 * nothing that robots write.
 *
 * What must not change: a word that is not known never makes an answer, and never makes one
 * plainer. */
#include "daemon/mail/consent_words.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/mail/command.h"
#include "daemon/mail/command_words.h"
#include "daemon/mail/consent_phrases.h"
#include "daemon/mail/footer_words.h"
#include "daemon/mail/name_words.h"
#include "daemon/mail/phrase.h"

#define PLAIN (CONSENT_STAY + 1) /* a fourth question: "did you ask for that?" */
#define QUESTIONS (PLAIN + 1)
#define NAME_WORDS_MAX 3 /* behind a greeting or an answer: "Kia ora Mere Te Awa" */

/* What a meaning says to a question. */
enum effect {
	NOTHING,
	YES,
	NO,
	FOR_YES, /* goes with a yes, and says no more than that */
	FOR_NO,
	OTHER, /* something else is wanted */
};

/* How much may stand beside it. */
enum weight {
	NONE,
	ALONE, /* a greeting, a name */
	WHOLE, /* thanks, and what supports it */
	FIRST, /* behind it other sentences that ask or wish something */
	FIRM,  /* sentences that tell something, too, and other clauses in its own */
	OWN,   /* all that, also before it */
};

static const struct {
	enum effect on[QUESTIONS]; /* join, leave, stay, plain */
	enum weight weight;
} meanings[CONSENT_MEANINGS] = {
	[CONSENT_AGREES] = { { YES, YES, YES, YES }, FIRST },
	[CONSENT_AGREES_WELL] = { { YES, YES, YES, YES }, FIRM },
	[CONSENT_OKAY] = { { YES, OTHER, YES, OTHER }, ALONE },
	[CONSENT_ACCEPTS] = { { YES, YES, YES, YES }, WHOLE },
	[CONSENT_RIGHT] = { { YES, YES, FOR_YES, YES }, WHOLE },
	[CONSENT_WAS_ME] = { { YES, YES, OTHER, YES }, FIRST },
	[CONSENT_WANTS] = { { YES, NO, YES, OTHER }, FIRM },
	[CONSENT_SIGNS_UP] = { { YES, NO, YES, OTHER }, OWN },
	[CONSENT_STAYS] = { { YES, NO, YES, OTHER }, WHOLE },
	[CONSENT_REFUSES] = { { NO, NO, NO, NO }, FIRST },
	[CONSENT_REFUSES_WELL] = { { NO, NO, NO, NO }, FIRM },
	[CONSENT_PASSES] = { { NO, NO, NO, NO }, WHOLE },
	[CONSENT_THUMB_UP] = { { YES, YES, YES, YES }, ALONE },
	[CONSENT_THUMB_DOWN] = { { NO, NO, NO, NO }, ALONE },
	[CONSENT_NOT_ME] = { { NO, NO, OTHER, NO }, OWN },
	[CONSENT_WANTS_NONE] = { { NO, YES, NO, OTHER }, OWN },
	[CONSENT_STOPS] = { { NO, YES, NO, OTHER }, WHOLE },
	[CONSENT_SPURNS] = { { NO, OTHER, NO, OTHER }, WHOLE },
	[CONSENT_REFUSES_MILDLY] = { { NO, NO, OTHER, OTHER }, FIRM },
	[CONSENT_ERASES] = { { FOR_NO, YES, NO, OTHER }, OWN },
	[CONSENT_DOES] = { { OTHER, OTHER, OTHER, YES }, WHOLE },
	[CONSENT_IS_MINE] = { { FOR_YES, OTHER, FOR_YES, YES }, WHOLE },
	[CONSENT_WRONG] = { { OTHER, OTHER, OTHER, NO }, WHOLE },
	[CONSENT_HOLDS] = { { OTHER, OTHER, FOR_YES, OTHER }, NONE },
	[CONSENT_ERRED] = { { FOR_NO, FOR_NO, OTHER, FOR_NO }, NONE },
	[CONSENT_LIKES] = { { FOR_YES, FOR_NO, FOR_YES, OTHER }, NONE },
	[CONSENT_LEAVES] = { { FOR_NO, FOR_YES, FOR_NO, OTHER }, NONE },
};

struct parser {
	struct phrase_words words;
	const struct phrase_table *more; /* of another language, or NULL */
	int question;
	size_t
	    step[PHRASE_WORDS_MAX]; /* words of the phrase that begins there, 0: an unknown word */
	enum consent_meaning meaning[PHRASE_WORDS_MAX];
	size_t count[OTHER + 1]; /* of each effect, in the whole text */
	size_t meant[CONSENT_MEANINGS];
	enum weight yes, no; /* the best that may be taken */
	bool is_late;        /* a sentence said something else already */
	bool is_late_asked;  /* and asked it, before anything was answered */
	bool has_others;     /* there are such sentences */
	bool is_open;        /* one of them neither asks nor wishes anything */
	bool has_names;      /* in the line of an answer: "Yes, Otago" may be one, or a wish */
	bool is_signed;      /* "Kind regards" was there, or a name in a line of its own */
	bool is_over;        /* a disclaimer was there */
	bool is_rued;        /* "sorry" stands behind a yes */
};

/* One sentence: words [at, end). */
struct sentence {
	size_t at, end;
	size_t unknown, telling, lower; /* words that are not known; of them those of sentences, and
	                                   those in small letters */
	bool has_break;                 /* a clause ended behind the answer */
	bool is_led;                    /* and before the first word that is not known */
	bool goes_on;                   /* "and could you" */
	enum weight yes, no;            /* before the first word that is not known */
	enum weight later;              /* behind it */
	bool begins_line;
};

/* --- words --- */

/* Words that names and signatures do not hold. */
static bool is_telling(const struct phrase_word *w)
{
	static const char *const telling[] = { "i", "im", "ive", "id", "ill", "we", "were", "weve",
		"you", "your", "youre", "he", "she", "they", "it", "its", "is", "are", "was", "am",
		"be", "been", "have", "has", "had", "do", "does", "did", "can", "could", "will",
		"would", "should", "shall", "may", "must", "my", "me", "us", "this", "that",
		"thats", "these", "there", "theres", "what", "who", "when", "where", "why", "how",
		"which", "please", "because", "get", "got", "want", "need", "know", "let", "like",
		"send", "sent", "tell", "ask", "asked", "he", "her", "him", "them", "join", "pause",
		"resume", "unsubscribe", "remove", "into", "about", "from", "with", "than", "some",
		"any", "every", "another", "here", "so" };

	return w->is_asked || phrase_is_any(w->text, telling, sizeof telling / sizeof telling[0]);
}

static bool has_digit(const char *word)
{
	return strpbrk(word, "0123456789") != NULL;
}

/* May it stand in small letters in a signature: "of", a number, a part of an address? */
static bool is_small(const struct parser *r, size_t at)
{
	static const char *const small[] = { "of", "and", "the", "for", "te", "o", "nga", "ki", "m",
		"p", "e", "t", "f", "ddi", "mob", "ext", "www", "a", "nz" };
	const struct phrase_word *w = &r->words.w[at];

	return has_digit(w->text) || w->is_inside || (at + 1 < r->words.n && w[1].is_inside) ||
	    phrase_is_picture(w->text) ||
	    phrase_is_any(w->text, small, sizeof small / sizeof small[0]);
}

/* The phrases at one place, by their lengths; of equals the one of the table that people may
 * correct. */
static void each(const struct parser *r, size_t at, size_t end,
    int meaning_r[PHRASE_LENGTH_MAX + 1])
{
	int more[PHRASE_LENGTH_MAX + 1];

	phrase_each(&r->words, at, end, &consent_phrases, meaning_r);
	if (r->more == NULL)
		return;
	phrase_each(&r->words, at, end, r->more, more);
	for (size_t n = 1; n <= PHRASE_LENGTH_MAX; n++)
		meaning_r[n] = more[n] >= 0 ? more[n] : meaning_r[n];
}

#define DISCLAIMER_BEGIN \
	60 /* bytes and words in which a disclaimer shows that it is one, and the least of bytes \
	    */
#define DISCLAIMER_WORDS 6
#define DISCLAIMER_LEAST 8
#define UNKNOWN_COST 1000 /* more than the pieces of any sentence */

/* Cuts words [at, end) into phrases so that as few words as can be are unknown, and then into as
 * few phrases as can be. */
static void parse(struct parser *r, size_t at, size_t end)
{
	unsigned cost[PHRASE_WORDS_MAX + 1];

	cost[end] = 0;
	for (size_t i = end; i-- > at;) {
		int meaning[PHRASE_LENGTH_MAX + 1];

		each(r, i, end, meaning);
		cost[i] = cost[i + 1] + UNKNOWN_COST;
		r->step[i] = 0;
		for (size_t n = PHRASE_LENGTH_MAX; n > 0; n--) {
			if (meaning[n] < 0 ||
			    (meaning[n] != CONSENT_ENDS && cost[i + n] + 1 >= cost[i]))
				continue;
			/* Nothing counts behind a disclaimer. */
			cost[i] = meaning[n] == CONSENT_ENDS ? 1 : cost[i + n] + 1;
			r->step[i] = n;
			r->meaning[i] = (enum consent_meaning)meaning[n];
		}
	}
}

/* A name behind "Kia ora", "thanks" or "regards": words with capitals, or behind the last any, up
 * to the next sign. */
static size_t pass_name(const struct parser *r, size_t at, size_t end, bool is_end)
{
	size_t n = 0;

	while (n < NAME_WORDS_MAX && at < end && !r->words.w[at].is_first &&
	    (r->words.w[at].is_capital || is_end) && !is_telling(&r->words.w[at]) &&
	    r->step[at] == 0) {
		at++;
		n++;
	}
	return at;
}

/* Is what is left of the sentence, behind a comma, a name: "Yes please, Mere"? */
static bool is_name(const struct parser *r, size_t at, size_t end)
{
	if (end - at > NAME_WORDS_MAX || !r->words.w[at].is_first)
		return false;
	for (; at < end; at++) {
		if (!r->words.w[at].is_capital || is_telling(&r->words.w[at]) ||
		    has_digit(r->words.w[at].text) || r->step[at] > 0 ||
		    name_words_is_said(r->words.w[at].text))
			return false;
	}
	return true;
}

/* --- numbers of lists --- */

static bool is_number(const char *word)
{
	size_t n = strlen(word);

	return n > 0 && n <= 2 && strspn(word, "0123456789") == n;
}

/* "yes 2, 5 and 7", "yes to number 3": behind a yes to the mail that offers further lists. */
static bool is_choice(const struct parser *r, size_t at, size_t end)
{
	static const char *const before[] = { "number", "numbers", "nos", "list", "lists", "to",
		"for", "plus" };
	const struct phrase_word *w = &r->words.w[at];

	if (r->question != CONSENT_JOIN || r->count[YES] == 0)
		return false;
	if (is_number(w->text))
		return true;
	return phrase_is_any(w->text, before, sizeof before / sizeof before[0]) && at + 1 < end &&
	    is_choice(r, at + 1, end);
}

/* --- sentences --- */

static enum weight heavier(enum weight a, enum weight b)
{
	return a > b ? a : b;
}

/* The first word that is not known, or "and could you", stands at s->at. */
static void note_break(const struct parser *r, struct sentence *s)
{
	if (s->unknown == 0)
		s->is_led = s->has_break || r->words.w[s->at].is_first;
}

/* "yes please could you" needs no comma; "yes my name" may be anything. */
static bool begins_wish(const struct parser *r, size_t at)
{
	static const char *const wishes[] = { "could", "can", "would", "may", "and", "please",
		"pls", "also", "ps" };

	return r->words.w[at].begins_sentence ||
	    phrase_is_any(r->words.w[at].text, wishes, sizeof wishes / sizeof wishes[0]);
}

/* "Oops" and "sorry" begin an answer, or take it back. */
static enum consent_meaning weigh_regret(struct parser *r, enum consent_meaning meaning)
{
	if (meaning == CONSENT_SLIPS)
		meaning = r->count[YES] + r->count[NO] > 0 ? CONSENT_SPOILS : CONSENT_RUES;
	r->is_rued = r->is_rued || (meaning == CONSENT_RUES && r->count[YES] > 0);
	return meaning;
}

/* A phrase at s->at that is known. */
static void hear(struct parser *r, struct sentence *s, enum consent_meaning meaning)
{
	enum effect effect = meanings[meaning].on[r->question];

	r->meant[weigh_regret(r, meaning)]++;
	r->count[effect]++;
	if (meaning == CONSENT_GOES_ON || meaning == CONSENT_DENIES) {
		note_break(r, s);
		s->goes_on = s->goes_on ||
		    (meaning == CONSENT_GOES_ON && (s->is_led || begins_wish(r, s->at)));
		s->unknown++; /* what it denies is not known: "not remove me" is no "remove me" */
		s->telling++;
	}
	r->is_signed = r->is_signed || meaning == CONSENT_SIGNS_OFF;
	r->is_over = r->is_over || meaning == CONSENT_ENDS;
	if (effect != YES && effect != NO) {
		s->has_break = s->has_break || r->words.w[s->at].is_first;
		return;
	}
	s->has_break = false;
	if (s->unknown > 0)
		s->later = heavier(s->later, meanings[meaning].weight);
	else if (effect == YES)
		s->yes = heavier(s->yes, meanings[meaning].weight);
	else
		s->no = heavier(s->no, meanings[meaning].weight);
}

/* A word at s->at that is not known. */
static void miss(struct parser *r, struct sentence *s)
{
	const struct phrase_word *w = &r->words.w[s->at];

	note_break(r, s);
	s->unknown++;
	s->telling += is_telling(w);
	s->lower += !w->is_capital && !is_small(r, s->at);
}

/* "No 8 Wire", "No. 5 Queen Street" */
static bool is_numbered(const struct parser *r, size_t at)
{
	return at < r->words.n && !r->words.w[at].begins_line && has_digit(r->words.w[at].text);
}

/* "Y. Tanaka", "N/A": a letter is an answer in a line of its own. */
static bool is_initial(const struct parser *r, size_t at)
{
	const struct phrase_word *w = &r->words.w[at];

	return w->text[0] != '\0' && w->text[1] == '\0' && at + 1 < r->words.n && !w[1].begins_line;
}

/* Is the phrase of n words another thing there than it looks? */
static bool is_other(const struct parser *r, size_t at, size_t n)
{
	enum consent_meaning meaning = r->meaning[at];

	if (meaning == CONSENT_REFUSES && is_numbered(r, at + n))
		return true;
	/* "Could you tell me who" does not ask who we are. */
	return n == 1 &&
	    (is_initial(r, at) || (meaning == CONSENT_ASKS && !r->words.w[at].is_first));
}

/* "Please don't", "I'd rather not": where its clause goes on, what is denied is behind it. */
static bool is_cut_short(const struct parser *r, const struct sentence *s, size_t n)
{
	static const char *const denials[] = { "dont", "not", "never", "to" };
	size_t next = s->at + n;

	if (meanings[r->meaning[s->at]].on[r->question] != NO || next >= s->end ||
	    r->words.w[next].is_first ||
	    !phrase_is_any(r->words.w[next - 1].text, denials, sizeof denials / sizeof denials[0]))
		return false;
	return r->step[next] == 0 || r->meaning[next] < CONSENT_COURTESY ||
	    r->meaning[next] > CONSENT_FILLS;
}

/* "Happy to take over": what somebody is happy to do is told by the words behind it. */
static bool is_begun(const struct parser *r, const struct sentence *s, size_t n)
{
	static const char *const glad[] = { "happy", "keen", "pleased" };
	size_t next = s->at + n;

	if (n < 2 || r->meaning[s->at] != CONSENT_ACCEPTS || next >= s->end ||
	    r->words.w[next].is_first || r->step[next] > 0)
		return false;
	return strcmp(r->words.w[next - 1].text, "to") == 0 &&
	    phrase_is_any(r->words.w[next - 2].text, glad, sizeof glad / sizeof glad[0]);
}

/* Does the phrase stand in a question, and is it no answer for that? "Why not?" and "Could you take
 * me off?" are. */
static bool is_asked(const struct parser *r, const struct sentence *s, size_t n)
{
	static const char *const wishes[] = { "could", "can", "would", "please" };
	const struct phrase_word *w = &r->words.w[s->at];

	if (!w->is_asked || (n > 1 && strcmp(w[n - 1].text, "not") == 0))
		return false;
	return n < 4 || !w->is_first ||
	    !phrase_is_any(w->text, wishes, sizeof wishes / sizeof wishes[0]);
}

/* May a name follow in the same sentence? "No, Wellington" says that what we hold is wrong. */
static bool may_be_named(const struct parser *r, const struct sentence *s)
{
	enum weight least = r->question == CONSENT_STAY ? FIRM : FIRST;

	return s->unknown == 0 && (s->yes >= FIRST || s->no >= least);
}

static void read_phrases(struct parser *r, struct sentence *s)
{
	while (s->at < s->end && !r->is_over) {
		enum consent_meaning meaning = r->meaning[s->at];
		size_t n = r->step[s->at];

		if (is_choice(r, s->at, s->end)) {
			s->at++;
			continue;
		}
		if (n > 0 && (is_other(r, s->at, n) || is_begun(r, s, n)))
			n = 0;
		if (n == 0 && may_be_named(r, s) && is_name(r, s->at, s->end)) {
			r->has_names = true;
			break;
		}
		if (n > 0 && is_asked(r, s, n) && meanings[meaning].on[r->question] != NOTHING) {
			/* "Yes?" says nothing, but "yes, why don't you?" is no yes. */
			r->meant[CONSENT_DENIES] += meanings[meaning].on[r->question] == NO;
			n = 0;
		}
		if (n == 0) {
			miss(r, s);
			s->at++;
			continue;
		}
		if (is_cut_short(r, s, n))
			meaning = CONSENT_DENIES;
		hear(r, s, meaning);
		s->at += n;
		if (meaning == CONSENT_GREETS || meaning == CONSENT_THANKS ||
		    meaning == CONSENT_SIGNS_OFF)
			s->at = pass_name(r, s->at, s->end, meaning == CONSENT_SIGNS_OFF);
	}
}

/* "yes / for Jane", "yes / help": in small letters only a name stands alone. */
static bool is_small_name(const struct parser *r, const struct sentence *s, size_t at)
{
	return s->begins_line && s->unknown <= 2 && !is_small(r, at) &&
	    !phrase_is_any(r->words.w[at].text,
	        (const char *const[]){
	            "to", "in", "on", "at", "by", "soon", "or", "help", "meetings", "lists" },
	        10);
}

/* How many of the words that are in no phrase are said in dialogues, and how many there are. */
static size_t count_said(const struct parser *r, size_t at, size_t end, size_t *unknown_r)
{
	size_t said = 0;

	*unknown_r = 0;
	while (at < end) {
		*unknown_r += r->step[at] == 0;
		said += r->step[at] == 0 && name_words_is_said(r->words.w[at].text);
		at += r->step[at] > 0 ? r->step[at] : 1;
	}
	return said;
}

/* Does it hold a word that is no part of a name; below a name, where titles stand ("Help Desk"),
 * nothing else? */
static bool is_said(const struct parser *r, const struct sentence *s, size_t at)
{
	size_t unknown, said = count_said(r, at, s->end, &unknown);

	return r->is_signed ? said > 0 && said == unknown : said > 0;
}

/* Is a sentence from `at` that says nothing known the writer's name and place, below an answer? */
static bool is_signature(const struct parser *r, const struct sentence *s, size_t at)
{
	if (s->telling > 0 || s->goes_on || (r->yes == NONE && r->no == NONE) || is_said(r, s, at))
		return false;
	if (r->is_signed)
		return true;
	/* "No. Wellington": what we hold is wrong. */
	if (!s->begins_line && r->question == CONSENT_STAY && r->no > NONE)
		return false;
	return s->lower == 0 || is_small_name(r, s, at);
}

/* Takes what a sentence says before the first word that is not known, where it is at least that
 * weighty. */
static bool take(struct parser *r, const struct sentence *s, enum weight least)
{
	if (s->yes >= least)
		r->yes = heavier(r->yes, s->yes);
	if (s->no >= least)
		r->no = heavier(r->no, s->no);
	return s->yes >= least || s->no >= least;
}

static void read_sentence(struct parser *r, size_t at, size_t end)
{
	struct sentence s = { .at = at, .end = end, .begins_line = r->words.w[at].begins_line };
	bool is_taken = false, is_question;
	size_t unknown;

	parse(r, at, end);
	read_phrases(r, &s);
	if (s.unknown == 0) { /* nothing but what is known */
		if (!r->is_late || r->words.w[at].is_apart)
			(void)take(r, &s, r->is_late ? OWN : ALONE); /* it is heard either way */
		return;
	}
	if (s.yes == NONE && s.no == NONE && s.later == NONE && is_signature(r, &s, at)) {
		/* "Yes. Otago." may be a name or what is wanted; "jane" below it any word. */
		r->has_names = r->has_names || (!r->is_signed && (!s.begins_line || s.lower > 0));
		r->is_signed = r->is_signed || s.begins_line;
		return;
	}
	/* "Yes please, refused": one word that nobody is called by, of no phrase, may take it back.
	 */
	if (s.telling == 0 && count_said(r, at, end, &unknown) == 1 && unknown == 1)
		r->meant[CONSENT_DOUBTS]++;
	r->has_others = true;
	is_question = r->words.w[end - 1].is_asked;
	r->is_open = r->is_open || (!s.goes_on && !is_question && !r->is_signed);
	if (!r->is_late && (s.goes_on || s.is_led))
		is_taken = take(r, &s, s.goes_on ? FIRST : FIRM);
	/* Behind a sentence that said something else a bare "yes" may be about that. */
	r->is_late = r->is_late || !is_taken;
	r->is_late_asked = r->is_late_asked || (is_question && r->yes == NONE && r->no == NONE);
}

static void read_all(struct parser *r)
{
	size_t at = 0, end;

	for (; at < r->words.n && !r->is_over; at = end) {
		for (end = at + 1; end < r->words.n && !r->words.w[end].begins_sentence; end++)
			;
		read_sentence(r, at, end);
	}
}

/* --- deciding --- */

/* Is there room for an answer of that weight beside all that was said? */
static bool has_room(const struct parser *r, enum weight weight)
{
	switch (weight) {
	case NONE:
		return false;
	case ALONE:
		return !r->has_others && r->meant[CONSENT_THANKS] == 0;
	case WHOLE:
		return !r->has_others;
	case FIRST:
		return !r->is_open;
	case FIRM:
	case OWN:
		break;
	}
	return true;
}

static bool is_plain(const struct parser *r)
{
	return !r->is_late_asked && r->meant[CONSENT_DOUBTS] == 0 && r->meant[CONSENT_ROBOT] == 0 &&
	    r->count[OTHER] == 0;
}

/* Is it said with a regret that may take it back? To leave is often a pity, and "Sorry, yes please"
 * begins with it; but "Sorry, that was me" says that it ought not to have been. */
static bool is_rued(const struct parser *r)
{
	if (r->is_rued)
		return r->question != CONSENT_LEAVE ||
		    (r->yes < FIRM && r->meant[CONSENT_STOPS] == 0);
	return r->meant[CONSENT_RUES] > 0 &&
	    (r->meant[CONSENT_WAS_ME] > 0 || (r->question == PLAIN && r->yes < FIRM));
}

/* Does something stand beside a no that makes it less than one? To "do you want to stay?" it may
 * have been about what we hold: "No, all good". */
static bool is_no_spoiled(const struct parser *r)
{
	if (r->question == CONSENT_STAY)
		return r->meant[CONSENT_SPOILS] > 0 ||
		    (r->meant[CONSENT_CONTENT] > 0 && r->no < OWN);
	return r->meant[CONSENT_SPOILS] > 0 && r->no < FIRM;
}

static bool is_yes(const struct parser *r)
{
	return !is_rued(r) && r->meant[CONSENT_SPOILS] == 0 && has_room(r, r->yes) &&
	    r->count[NO] == 0 && r->count[FOR_NO] == 0 && is_plain(r) &&
	    r->meant[CONSENT_DENIES] == 0 && r->meant[CONSENT_ASKS] == 0;
}

static bool is_no(const struct parser *r)
{
	if (!has_room(r, r->no) || r->count[YES] > 0 || r->count[FOR_YES] > 0 || !is_plain(r) ||
	    is_no_spoiled(r))
		return false;
	/* "No. Is my organisation right?" may be an answer to what we show there. */
	return r->question != CONSENT_STAY || r->no > FIRST || !r->has_others;
}

static struct consent_said decide(const struct parser *r)
{
	struct consent_said said = { CONSENT_NEITHER, true };

	if (r->words.is_long)
		return said; /* a letter */
	if (r->words.n == 0 && !r->words.has_signs) {
		said.answer = r->question == CONSENT_JOIN || r->question == CONSENT_STAY ?
		    CONSENT_YES :
		    CONSENT_NEITHER;
		said.has_more = false;
		return said;
	}
	if (is_yes(r))
		said.answer = CONSENT_YES;
	else if (is_no(r))
		said.answer = CONSENT_NO;
	/* Who wants to be erased wants more than to get no mail. */
	said.has_more = said.answer == CONSENT_NEITHER || r->has_others || r->has_names ||
	    r->meant[CONSENT_ERASES] > 0;
	return said;
}

/* --- what is left of HTML --- */

/* The length of a tag or an entity at the front, 0 where there is none. */
static size_t markup_length(struct slice s)
{
	static const char *const tags[] = { "<br", "<p>", "<p ", "</p", "<div", "</div", "<span",
		"</span", "<b>", "</b>", "<html", "</html", "<body", "</body", "<font", "</font" };
	static const char *const entities[] = { "&nbsp;", "&amp;", "&lt;", "&gt;", "&quot;" };
	size_t end;

	for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
		if (slice_starts_fold(s, entities[i]))
			return strlen(entities[i]);
	}
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		end = slice_starts_fold(s, tags[i]) ? slice_find(slice_sub(s, 0, 200), '>') : s.n;
		if (end < s.n && end < 200)
			return end + 1;
	}
	return 0;
}

static void add_without_markup(struct buf *out, struct slice s)
{
	for (size_t i = 0; i < s.n;) {
		size_t n = s.p[i] == '<' || s.p[i] == '&' ? markup_length(slice_from(s, i)) : 0;

		buf_char(out, n > 0 ? ' ' : s.p[i]);
		i += n > 0 ? n : 1;
	}
}

/* --- below a sign-off and a name --- */

/* "Ngā mihi nui", "Kind regards, Jane": the line is one, and a name may stand in it (bytes of the
 * line before that). */
static bool is_sign_off(struct slice line, const struct phrase_table *more, bool *has_name_r)
{
	struct parser r = { .question = PLAIN, .more = more };
	bool has_one = false;
	size_t at = 0;

	phrase_split(line, PHRASE_LENGTH_MAX, &r.words);
	*has_name_r = false;
	if (r.words.n == 0 || r.words.is_long || slice_find(line, '?') < line.n)
		return false;
	parse(&r, 0, r.words.n);
	for (; at < r.words.n && r.step[at] > 0; at += r.step[at]) {
		if (r.meaning[at] != CONSENT_SIGNS_OFF && r.meaning[at] != CONSENT_THANKS &&
		    r.meaning[at] != CONSENT_COURTESY && r.meaning[at] != CONSENT_GREETS)
			return false;
		has_one = has_one || r.meaning[at] == CONSENT_SIGNS_OFF ||
		    r.meaning[at] == CONSENT_THANKS;
	}
	if (!has_one || r.words.n - at > NAME_WORDS_MAX)
		return false;
	*has_name_r = at < r.words.n;
	for (; at < r.words.n; at++) {
		if (!r.words.w[at].is_capital || is_telling(&r.words.w[at]) ||
		    name_words_is_said(r.words.w[at].text) || has_digit(r.words.w[at].text))
			return false;
	}
	return true;
}

static bool begins_end(const struct parser *r)
{
	int meaning[PHRASE_LENGTH_MAX + 1];

	each(r, 0, r->words.n, meaning);
	for (size_t n = 1; n <= PHRASE_LENGTH_MAX; n++) {
		if (meaning[n] == CONSENT_ENDS)
			return true;
	}
	return false;
}

/* Where in a line a sentence begins as a disclaimer does; line.n where none does. */
static size_t find_disclaimer(struct slice line, struct parser *r)
{
	for (size_t i = 0; i < line.n; i++) {
		if (i > 0 &&
		    (line.p[i] == ' ' || strchr(".!? ", line.p[i - 1]) == NULL ||
		        line.p[i - 1] == '\0'))
			continue;
		if (i > 0 && line.p[i - 1] == ' ' &&
		    (i < 2 || line.p[i - 2] == '\0' || strchr(".!?", line.p[i - 2]) == NULL))
			continue;
		if (line.n - i < DISCLAIMER_LEAST ||
		    slice_find(slice_sub(line, i, DISCLAIMER_LEAST), '?') < DISCLAIMER_LEAST)
			continue;
		phrase_split(slice_sub(line, i, DISCLAIMER_BEGIN), DISCLAIMER_WORDS, &r->words);
		if (r->words.n > 0 && begins_end(r))
			return i;
	}
	return line.n;
}

/* Where what stands below a sign-off and a name begins, or a disclaimer; text.n where nothing does.
 * Behind a name in its own line a title may follow, or anything. */
static size_t find_footer(struct slice text, const struct phrase_table *more)
{
	struct parser r = { .question = PLAIN, .more = more };
	struct slice rest = text, line;
	bool is_signed = false, has_name;

	while (slice_next_line(&rest, &line)) {
		struct slice trimmed = slice_trim(line);
		size_t name, at;

		if (trimmed.n == 0)
			continue;
		at = find_disclaimer(trimmed, &r);
		if (at < trimmed.n)
			return (size_t)(trimmed.p - text.p) + at;
		/* First: Aroha is a name, and a sign-off. */
		name = is_signed ? name_words_length(trimmed) : 0;
		if (name > 0)
			return (size_t)(trimmed.p - text.p) + name;
		is_signed = is_sign_off(trimmed, more, &has_name);
		if (is_signed && has_name)
			return text.n - rest.n;
	}
	return text.n;
}

static struct consent_said read_answer(struct slice text, int question,
    const struct command_words *words)
{
	struct phrase_table more = command_words_sayings(words);
	struct parser r = { .question = question, .more = more.count > 0 ? &more : NULL };

	phrase_split(text, PHRASE_WORDS_MAX, &r.words);
	if (!r.words.is_long)
		read_all(&r);
	return decide(&r);
}

/* Is it an answer or an order of its own, and not one that goes with a yes? */
static bool speaks(struct slice sentence, const void *words)
{
	struct consent_said join = read_answer(sentence, CONSENT_JOIN, words),
	                    leave = read_answer(sentence, CONSENT_LEAVE, words);
	struct command c;

	if (join.answer == CONSENT_NO || leave.answer == CONSENT_NO ||
	    (join.answer == CONSENT_YES) != (leave.answer == CONSENT_YES))
		return true;
	return command_parse_line(sentence, words, &c) && c.verb != COMMAND_YES &&
	    c.verb != COMMAND_MEETINGS && c.verb != COMMAND_TIP;
}

/* Where what is said above a name is plain, what stands below it is looked through for what speaks
 * against it. */
static struct consent_said read_above(struct slice text, int question,
    const struct command_words *words)
{
	struct phrase_table more = command_words_sayings(words);
	struct consent_said all = read_answer(text, question, words), said;
	size_t end = find_footer(text, more.count > 0 ? &more : NULL);
	enum footer_said footer;

	if (end == text.n || slice_trim(slice_sub(text, 0, end)).n == 0)
		return all;
	said = read_answer(slice_sub(text, 0, end), question, words);
	if (said.answer == CONSENT_NEITHER)
		return all;
	footer = footer_words_read(slice_from(text, end), speaks, words);
	if (footer == FOOTER_SPOILS || (all.answer != CONSENT_NEITHER && all.answer != said.answer))
		return all.answer == CONSENT_YES || said.answer != all.answer ?
		    (struct consent_said){ CONSENT_NEITHER, true } :
		    all;
	said.has_more = said.has_more || footer == FOOTER_MORE;
	return said;
}

static struct consent_said read_plain(struct slice text, int question,
    const struct command_words *words)
{
	struct buf plain = BUF_INIT;
	struct consent_said said;

	add_without_markup(&plain, text);
	said = read_above(buf_all(&plain), question, words);
	buf_release(&plain);
	return said;
}

struct consent_said consent_words_read(struct slice text, enum consent_question question,
    const struct command_words *words)
{
	return read_plain(text, (int)question, words);
}

struct consent_said consent_words_plain(struct slice text, const struct command_words *words)
{
	return read_plain(text, PLAIN, words);
}
