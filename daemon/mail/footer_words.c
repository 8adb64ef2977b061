/* SPDX-License-Identifier: MIT
 * See footer_words.h. Sentence by sentence: one that is known from its first word to its last says
 * nothing (footer_forms.h). One that is only about what footers speak of is read by a person; of
 * whatever else, and of that too, a denial, a question, a bound may be meant. What is not told
 * apart spoils, for a person of ours can read it; a yes that is none cannot be taken back. */
#include "daemon/mail/footer_words.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/common/utf8.h"
#include "daemon/mail/footer_forms.h"
#include "daemon/mail/name_words.h"
#include "daemon/mail/phrase.h"

#define SHORT_WORDS 4 /* so few may be an answer, and point at what it answers */

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* --- what footers hold: parts of folded sentences, from the beginning of a word on --- */

/* Of these kinds somebody may speak of themselves, and deny. */
/* clang-format off */
static const char *const topics[] = {
	/* when somebody works */
	"i work ", "i am working ", "i'm working ", "working hours", "my working day", "working days", "work days", "workdays", "work hours", "days of work", "office hours",
	"my hours", "my days", "flexible", "flexibly", "part time", "part-time", "non-working", "i'm in the office", "i am in the office", "not in the office",
	"i'm available", "i am available", "not available on", "i don't work on", "i do not work on", "i'm not in on", "i am not in on", "i'm here on",
	"work from home", "working from", "school hours", "i am away", "i'm away", "on leave", "annual leave", "leave from", "leave:", "away from", "will be away", "out of office",
	"out of the office", "back on ", "will be back", "return to work", "maternity", "parental leave", "kei te mahi", "nga ra mahi", "haora mahi",
	/* when to answer */
	"outside of your", "outside your", "outside of normal", "outside normal", "no need to reply", "not expect a reply", "not expect a response",
	"not expect you to", "don't expect", "do not feel obliged", "don't feel obliged", "do not feel pressure", "don't feel you", "at a time that suits",
	"suits you", "suits me",
	/* land, treaty, sayings */
	"acknowledge", "pay my respects", "pays respect", "pay our respects", "mana whenua", "tangata whenua", "traditional owners", "tiriti", "treaty of waitangi",
	"ehara taku toa", "kaore te kumara", "kahore te kumara", "kaua e mate wheke", "e kore au e ngaro", "e kore e ngaro", "e kore te", "no reira",
	"he aha te mea nui", "nothing about us without us", "no one left behind", "no wrong door", "nobody left behind", "hutia te rito", "ki mai koe ki au",
	/* pronouns, how a name is said */
	"pronoun", "why do i share them", "she/her", "he/him", "they/them", "pronounced", "say my name", "my name is said",
	/* confidence, law */
	"intended recipient", "confidential", "privileged", "received this", "receive this", "received in error", "sent to you in error", "virus", "liability", "liable",
	"views expressed", "opinions expressed", "disclos", "unauthorised", "unauthorized", "official information act", "copyright", "my own and", "my own views",
	"not necessarily", "legal advice", "in-confidence", "in confidence", "for the addressee", "named addressee", "for the use of", "do not copy", "malware",
	/* what to do when it burns */
	"urgent", "emergency", "in danger", "crisis", "need to talk", "helpline", "lifeline", "after hours",
	/* paper, telephones */
	"consider the environment", "before printing", "print this", "typos", "brevity", "autocorrect", "on the go", "sent from", "dictated",
	"visually impaired", "dyslexi", "neurodiver", "hearing aid", "deaf",
};
/* clang-format on */

/* How to reach somebody: what is asked for with it may be meant. */
/* clang-format off */
static const char *const contacts[] = {
	"call me on", "text me on", "ring me on", "phone me on", "reach me", "contact me on", "contact me at", "contact me by", "find me", "book a time", "book time", "meet with me",
	"linkedin", "follow me", "my linkedin", "my calendar", "my direct line", "my mobile",
};
/* clang-format on */

/* Of these an organisation speaks. */
/* clang-format off */
static const char *const slogans[] = {
	"follow us", "visit our", "visit us", "like us", "call us", "website", "facebook", "instagram", "christmas", "closed from", "office is closed", "hiring", "careers",
	"award", "anniversary", "survey", "feedback", "donate", "fundrais", "charit", "our vision", "our mission", "our values", "our purpose", "proud", "accredited",
	"rainbow", "living wage", "inclusive", "accessib", "sign language", "smokefree", "smoke-free", "need help", "need support", "0800", "1737", "newsletter", "sign up to our",
};
/* clang-format on */

/* What was asked about, and what people say to that. A sentence that holds one speaks of it,
 * whatever else it holds. */
/* clang-format off */
static const char *const matters[] = {
	"want", "asked", "ask you", "ask for", "signed", "sign me", "sign up", "signup", "subscri", "list", "newsletter", "consent", "agree", "opt in", "opt out",
	"opted", "interest", "take me", "add me", "added me", "remove", "unsub", "spam", "changed my mind", "change my mind", "my mind", "joking",
	"kidding", "any more", "anymore", "no longer", "retired", "resigned", "have left", "delete me", "delete my", "forget me", "forget my", "not me", "wasn't me", "was not me", "isn't me",
	"your email", "your mail", "your message", "these emails", "this yes", "my yes", "my answer", "my reply", "above", "wrong person", "not mine", "someone else", "somebody else",
	"my boss", "my manager", "made me", "told me to", "refus", "declin", "object", "withdraw", "revok", "scrap that", "ignore", "disregard", "cancel", "under protest", "duress",
	"decided", "against", "regret", "rather not", "say no", "said no", "mean no", "not a yes", "yes is", "the yes", "who are you", "hiahia", "whakaae", "rarangi",
};
/* clang-format on */

static bool is_inside_word(struct slice text, size_t at)
{
	return at > 0 &&
	    ((text.p[at - 1] >= 'a' && text.p[at - 1] <= 'z') || (text.p[at - 1] & 0x80) != 0);
}

static bool has_any(struct slice text, const char *const *list, size_t n, bool is_at_word)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t from = 0, at; from < text.n; from = at + 1) {
			at = from + slice_find_text(slice_from(text, from), list[i]);
			if (at < text.n && !(is_at_word && is_inside_word(text, at)))
				return true;
		}
	}
	return false;
}

/* --- one sentence --- */

static bool has_word(const struct phrase_words *w, const char *const *list, size_t n)
{
	for (size_t i = 0; i < w->n; i++) {
		if (phrase_is_any(w->w[i].text, list, n))
			return true;
	}
	return false;
}

static bool is_denied(const struct phrase_words *w)
{
	static const char *const denials[] = { "not", "no", "nope", "nah", "never", "dont", "didnt",
		"doesnt", "wasnt", "isnt", "arent", "wont", "wouldnt", "cant", "cannot", "havent",
		"hasnt", "neither", "nor", "nobody", "none", "nothing", "without", "stop",
		"unsubscribe", "remove", "cancel", "withdraw", "revoke", "refuse", "refused",
		"decline", "declined", "reject", "rejected", "undo", "wrong", "false", "ignore",
		"disregard", "oops", "mistake", "error", "actually", "wait", "leave", "delete",
		"erase", "forget", "hardly", "kao", "kaore", "kahore", "kare", "kaua", "ehara",
		"kore", "karekau", "hapa", "protest", "duress", "undone", "withdrawn", "revoked",
		"retracted", "rescinded", "objection", "veto", "refusal", "sarcasm", "joking",
		"kidding", "joke", "against", "oppose", "opposed", "objects", "objected" };

	return has_word(w, denials, COUNT(denials));
}

/* "I", "my": somebody speaks. */
static bool is_of_writer(const struct phrase_words *w)
{
	static const char *const writer[] = { "i", "im", "ive", "id", "ill", "me", "my", "mine",
		"myself", "au", "ahau", "taku", "toku" };

	return has_word(w, writer, COUNT(writer));
}

/* "Scrap that", "call it off": it points at what stands above. */
static bool is_pointing(const struct phrase_words *w)
{
	static const char *const at[] = { "it", "that", "this", "these", "those" };

	return w->n <= SHORT_WORDS && has_word(w, at, COUNT(at));
}

static bool is_conditional(const struct phrase_words *w)
{
	static const char *const begins[] = { "if", "only", "unless", "provided", "providing",
		"but", "however", "although", "though", "except", "assuming", "subject",
		"depending", "or", "so", "because", "just", "hmm", "well", "on", "then", "anyway",
		"engari", "mena", "maybe", "perhaps", "possibly", "probably", "later", "sometime",
		"someday", "eventually", "until", "when", "once", "after", "before", "tera" };
	static const char *const seconds[] = { "second", "reflection", "condition", "one" };

	if (strcmp(w->w[0].text, "on") == 0)
		return w->n > 1 && phrase_is_any(w->w[1].text, seconds, COUNT(seconds));
	return phrase_is_any(w->w[0].text, begins, COUNT(begins));
}

/* "Is there a cost": not everybody ends a question as one. */
static bool is_asking(const struct phrase_words *w)
{
	static const char *const asking[] = { "who", "what", "why", "how", "where", "which",
		"whose", "whom" };
	static const char *const verbs[] = { "is", "are", "am", "can", "could", "would", "should",
		"will", "do", "does", "did", "may", "has", "have" };
	static const char *const subjects[] = { "i", "you", "it", "we", "there", "they", "he",
		"she", "this", "that", "any", "anyone", "somebody" };

	for (size_t i = 0; i < w->n && i < 3; i++) {
		if (phrase_is_any(w->w[i].text, asking, COUNT(asking)) ||
		    (i + 1 < w->n && phrase_is_any(w->w[i].text, verbs, COUNT(verbs)) &&
		        phrase_is_any(w->w[i + 1].text, subjects, COUNT(subjects))))
			return true;
	}
	return false;
}

/* "Refused", "Maybe later": nothing but words that answer. */
static bool is_answering(const struct phrase_words *w)
{
	size_t i = 0;

	while (i < w->n && name_words_is_said(w->w[i].text))
		i++;
	return i == w->n && w->n <= SHORT_WORDS;
}

/* "PS", "Edit:", "Update": they went on below their name. */
static bool is_afterthought(const struct phrase_words *w)
{
	static const char *const begins[] = { "ps", "pps", "edit", "update", "later", "correction",
		"nb", "also", "btw" };

	return phrase_is_any(w->w[0].text, begins, COUNT(begins)) ||
	    (w->n > 2 && strcmp(w->w[0].text, "p") == 0 && strcmp(w->w[1].text, "s") == 0 &&
	        !w->w[1].is_inside);
}

static bool is_addressed(const struct phrase_words *w)
{
	static const char *const to[] = { "you", "your", "please", "us", "could", "would", "can",
		"need", "want", "let", "send", "add", "tell" };

	return has_word(w, to, COUNT(to));
}

/* "Until Bob has read it", "only if", "not yet": it bounds what stands above. */
static bool is_bounded(const struct phrase_words *w)
{
	static const char *const bounds[] = { "until", "till", "before", "unless", "yet", "must",
		"mustnt", "except", "provided", "but" };
	static const char *const behind_only[] = { "if", "when", "after", "once", "from", "for",
		"with", "to" };

	for (size_t i = 0; i + 1 < w->n; i++) {
		if (strcmp(w->w[i].text, "only") == 0 &&
		    phrase_is_any(w->w[i + 1].text, behind_only, COUNT(behind_only)))
			return true;
	}
	return has_word(w, bounds, COUNT(bounds));
}

/* "My son typed it": somebody else had a hand in it. */
static bool is_of_others(const struct phrase_words *w)
{
	static const char *const others[] = { "he", "she", "son", "daughter", "husband", "wife",
		"partner", "boss", "toddler", "child", "hacker", "somebody", "someone" };

	return has_word(w, others, COUNT(others));
}

/* "I am on leave" denies nothing. */
static bool is_denied_but_leave(const struct phrase_words *w)
{
	static const char *const before[] = { "on", "annual", "parental", "maternity", "study",
		"sick", "my", "your" };
	struct phrase_words others = { .n = 0 };

	for (size_t i = 0; i < w->n; i++) {
		if (!(strcmp(w->w[i].text, "leave") == 0 && i > 0 &&
		        phrase_is_any(w->w[i - 1].text, before, COUNT(before))))
			others.w[others.n++] = w->w[i];
	}
	return is_denied(&others);
}

/* Is the sentence about what footers speak of? Then what is not known to its end is read by a
 * person; a yes above stands. */
static bool is_topic(struct slice folded, const struct phrase_words *w, bool is_matter)
{
	if (is_denied_but_leave(w) || is_bounded(w) || is_of_others(w))
		return false;
	if (has_any(folded, topics, COUNT(topics), true))
		return !(is_matter && is_of_writer(w));
	if (has_any(folded, contacts, COUNT(contacts), true))
		return !is_matter;
	return has_any(folded, slogans, COUNT(slogans), true) && !is_of_writer(w);
}

/* Words in small letters, which titles and places do not have: whatever it is, somebody may have
 * written it. */
static bool is_prose(const struct phrase_words *w)
{
	static const char *const small[] = { "of", "and", "the", "for", "to", "at", "in", "on",
		"by", "from", "te", "o", "nga", "ki", "me", "he", "a", "am", "pm", "or" };
	size_t lower = 0;

	for (size_t i = 0; i < w->n; i++)
		lower += !w->w[i].is_capital && !w->w[i].is_inside &&
		    strpbrk(w->w[i].text, "0123456789") == NULL &&
		    !phrase_is_any(w->w[i].text, small, COUNT(small));
	return lower >= 2;
}

/* No person wrote it, or not this one. */
static bool is_robot(struct slice folded)
{
	static const char *const robots[] = { "ticket", "automated", "automatically", "auto-reply",
		"autoreply", "case closed", "case number", "incident ", "service desk",
		"do not reply to this", "tongue in cheek" };

	return has_any(folded, robots, COUNT(robots), true);
}

static enum footer_said read_sentence(struct slice sentence)
{
	struct buf folded = BUF_INIT;
	struct phrase_words w;
	bool has_topic, is_a_robot, is_question = slice_find(sentence, '?') < sentence.n;

	phrase_split(sentence, PHRASE_WORDS_MAX, &w);
	if (w.n == 0) /* "?" */
		return is_question ? FOOTER_SPOILS : FOOTER_NOTHING;
	utf8_fold(&folded, sentence);
	has_topic = is_topic(buf_all(&folded), &w,
	    has_any(buf_all(&folded), matters, COUNT(matters), false));
	is_a_robot = is_robot(buf_all(&folded));
	buf_release(&folded);
	if (is_a_robot)
		return FOOTER_SPOILS;
	if (footer_forms_has(sentence))
		return FOOTER_NOTHING;
	if (w.is_long || is_question || is_asking(&w))
		return FOOTER_SPOILS;
	if (has_topic)
		return FOOTER_MORE;
	if (is_conditional(&w) || is_of_writer(&w) || is_denied(&w) || is_bounded(&w) ||
	    is_pointing(&w) || is_answering(&w))
		return FOOTER_SPOILS;
	return is_afterthought(&w) || is_addressed(&w) || is_prose(&w) ? FOOTER_MORE :
	                                                                 FOOTER_NOTHING;
}

/* --- sentences of a footer --- */

static enum footer_said worse(enum footer_said a, enum footer_said b)
{
	return a > b ? a : b;
}

struct reading {
	bool (*speaks)(struct slice, const void *);
	const void *context;
	enum footer_said said;
};

static void hear(struct slice sentence, void *reading)
{
	struct reading *r = reading;

	r->said = worse(r->said,
	    r->speaks(sentence, r->context) ? FOOTER_SPOILS : read_sentence(sentence));
}

enum footer_said footer_words_read(struct slice footer, bool (*speaks)(struct slice, const void *),
    const void *context)
{
	struct reading r = { speaks, context, FOOTER_NOTHING };
	struct slice rest = footer, line;

	while (slice_next_line(&rest, &line)) {
		line = slice_trim(line);
		if (line.n > 0 && speaks(line, context))
			r.said = FOOTER_SPOILS;
	}
	footer_forms_each(footer, hear, &r);
	return r.said;
}
