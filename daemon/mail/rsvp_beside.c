/* SPDX-License-Identifier: MIT
 * See rsvp_beside.h. What does not go with an answer has words of kinds: our mail and lists, what
 * is held of people, a protest, a job that ended; each has its words here, in English and te reo.
 * And beside a no a sentence goes with it only where all its words are known to (meeting_words.h):
 * "my car broke down" is, "she still hits me" is not, and the reader of the one is a stranger to
 * the other. To be wrong costs little: a person of ours reads it, and a no is a no. */
#include "daemon/mail/rsvp_beside.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/mail/consent_words.h"
#include "daemon/mail/name_words.h"
#include "daemon/mail/phrase.h"
#include "daemon/mail/sign_off.h"

#define NOTE_WORDS_MAX 24 /* more is a letter */
#define BROKEN_LENGTH 55  /* a line so long was broken by a mail program (phrase.c) */

enum meaning { NOTHING, OTHER, NEED };

static const struct phrase_class classes[] = {
	{ "@mail",
	    { "email", "emails", "mail", "mails", "e mail", "e mails", "newsletter", "newsletters",
	        "mailout", "mailouts", "updates", "notifications" } },
	{ "@these",
	    { "these", "them", "this any more", "this anymore", "those", "any of this",
	        "any more of these", "@mail", "any @mail", "your @mail", "the @mail", "these @mail",
	        "more @mail", "any more @mail" } },
	{ "@who", { "i", "ive", "she", "shes", "he", "hes", "they", "theyve", "we", "weve" } },
	{ "@left", { "left", "have left", "has left" } },
	{ "@us",
	    { "here", "there", "with us", "for us", "at", "in this role", "in that role",
	        "in this area", "in that area" } },
};

/* clang-format off */
static const struct phrase phrases[] = {
	/* our mail and lists */
	{ "@mail", OTHER }, { "mailing", OTHER }, { "want @these", OTHER }, { "need @these", OTHER }, { "get @these", OTHER },
	{ "getting @these", OTHER }, { "receive @these", OTHER }, { "receiving @these", OTHER }, { "send me @these", OTHER },
	{ "sending me", OTHER }, { "contact me", OTHER }, { "contacting me", OTHER }, { "email me", OTHER }, { "writing to me", OTHER },
	{ "subscribe", OTHER }, { "subscribed", OTHER }, { "subscription", OTHER }, { "unsubscribe", OTHER },
	{ "unsubscribed", OTHER }, { "remove", OTHER }, { "removed", OTHER }, { "delete", OTHER }, { "deleted", OTHER },
	{ "erase", OTHER }, { "forget me", OTHER }, { "take me off", OTHER }, { "take us off", OTHER }, { "take her off", OTHER },
	{ "take him off", OTHER }, { "take them off", OTHER }, { "take my name", OTHER }, { "name off", OTHER }, { "off the list", OTHER },
	{ "off your list", OTHER }, { "off this list", OTHER }, { "off your lists", OTHER }, { "opt out", OTHER }, { "stop sending", OTHER },
	{ "stop emailing", OTHER }, { "stop writing", OTHER }, { "stop these", OTHER }, { "stop contacting", OTHER }, { "pause", OTHER },
	{ "sign me up for the", OTHER }, { "signed up", OTHER }, { "sign up", OTHER }, { "the list for", OTHER },
	{ "asked for this", OTHER }, { "ask for this", OTHER }, { "asked for these", OTHER }, { "asked to be", OTHER },
	{ "not for me", OTHER }, { "not interested in", OTHER }, { "no longer interested", OTHER }, { "not interested any more", OTHER },
	{ "spam", OTHER }, { "junk", OTHER }, { "phishing", OTHER }, { "scam", OTHER }, { "blocked", OTHER },
	{ "join the newsletter", OTHER }, { "my email", OTHER }, { "new email", OTHER },
	/* who they are, and where */
	{ "my address", OTHER }, { "new address", OTHER }, { "old address", OTHER }, { "this address", OTHER }, { "email address", OTHER },
	{ "my details", OTHER }, { "our details", OTHER }, { "contact details", OTHER }, { "her details", OTHER }, { "his details", OTHER },
	{ "my name is", OTHER }, { "my name wrong", OTHER }, { "name wrong", OTHER }, { "spelt my", OTHER }, { "spelled my", OTHER },
	{ "my organisation", OTHER }, { "from now on", OTHER }, { "please use", OTHER },
	{ "also add", OTHER }, { "wrong person", OTHER }, { "someone else now", OTHER },
	{ "works @us", OTHER }, { "work @us", OTHER }, { "working @us any more", OTHER }, { "working here", OTHER },
	{ "no longer with", OTHER }, { "no longer at", OTHER }, { "no longer in this", OTHER }, { "no longer in that", OTHER },
	{ "no longer work", OTHER }, { "no longer works", OTHER }, { "no longer working", OTHER }, { "no longer employed", OTHER },
	{ "no longer part of", OTHER }, { "no longer involved", OTHER }, { "doesnt work", OTHER }, { "dont work here", OTHER },
	{ "@who left", OTHER }, { "@who have left", OTHER }, { "has left", OTHER }, { "have left", OTHER }, { "i left early", NOTHING },
	{ "i left my", NOTHING }, { "ive left my", NOTHING }, { "ive left it", NOTHING }, { "have left it too late", NOTHING },
	{ "ive left it too late", NOTHING }, { "i left it", NOTHING }, { "left it", NOTHING }, { "changed jobs", OTHER }, { "changed roles", OTHER },
	{ "new job", OTHER }, { "new role", OTHER }, { "moved on", OTHER }, { "retired", OTHER }, { "resigned", OTHER }, { "redundant", OTHER },
	{ "passed away", OTHER }, { "deceased", OTHER }, { "has died", OTHER },
	/* what is held, and protests */
	{ "privacy", OTHER }, { "data", OTHER }, { "database", OTHER }, { "breach", OTHER }, { "breached", OTHER }, { "complain", OTHER },
	{ "complaint", OTHER }, { "complaints", OTHER }, { "complaining", OTHER }, { "ombudsman", OTHER }, { "commissioner", OTHER },
	{ "satisfied", OTHER }, { "unacceptable", OTHER }, { "lawyer", OTHER }, { "consent", OTHER }, { "consented", OTHER },
	{ "permission", OTHER }, { "confidential", OTHER }, { "confidentiality", OTHER }, { "records", OTHER }, { "my record", OTHER },
	{ "my file", OTHER }, { "hold about", OTHER }, { "hold on me", OTHER }, { "held about", OTHER }, { "hold of me", OTHER },
	{ "know about me", OTHER }, { "information about me", OTHER }, { "my information", OTHER }, { "personal information", OTHER },
	{ "my data", OTHER }, { "agreement", OTHER }, { "contract", OTHER }, { "invoice", OTHER }, { "client", OTHER }, { "clients", OTHER },
	{ "who gave you", OTHER }, { "where did you get", OTHER }, { "how did you get", OTHER }, { "who are you", OTHER },
	{ "who is this", OTHER }, { "shared my", OTHER }, { "share my", OTHER }, { "sharing my", OTHER }, { "gave out my", OTHER },
	/* te reo */
	{ "tangohia", OTHER }, { "tango", OTHER }, { "tangohanga", OTHER }, { "whakakorea", OTHER }, { "mukua", OTHER }, { "muku", OTHER },
	{ "whakamutua", OTHER }, { "kati te tuku", OTHER }, { "kaua", OTHER }, { "tuari", OTHER }, { "tuaria", OTHER }, { "tuaritia", OTHER },
	{ "taku ingoa", OTHER }, { "toku ingoa", OTHER }, { "imera", OTHER }, { "panui", OTHER }, { "raraunga", OTHER }, { "rarangi", OTHER },
	{ "amuamu", OTHER }, { "whakaatu mai", OTHER }, { "kua neke", OTHER }, { "kua wehe", OTHER }, { "kua mutu taku", OTHER },
	{ "kua mutu taku mahi", OTHER }, { "tumataiti", OTHER }, { "kua hemo", OTHER }, { "kua mate taku", NOTHING }, { "he korero mo au", OTHER },
	/* of the meeting, though the words above stand in them */
	{ "attendance list", NOTHING }, { "attendee list", NOTHING }, { "waiting list", NOTHING }, { "the venue details", NOTHING },
	{ "the address of", NOTHING }, { "thanks for the email", NOTHING }, { "thanks for your email", NOTHING },
	{ "thank you for your email", NOTHING }, { "thank you for the email", NOTHING }, { "thanks for the mail", NOTHING },
	{ "thanks for the invite email", NOTHING }, { "late to the email", NOTHING }, { "just saw this email", NOTHING },
	{ "just saw your email", NOTHING }, { "missed this email", NOTHING }, { "missed your email", NOTHING },
	{ "work there", NOTHING }, { "meeting with a client", NOTHING }, { "with a client", NOTHING }, { "seeing a client", NOTHING },
	{ "client meeting", NOTHING }, { "client visit", NOTHING }, { "with clients", NOTHING }, { "a client", NOTHING },
	{ "seeing clients", NOTHING }, { "blocked out", NOTHING }, { "blocked off", NOTHING }, { "blocked it out", NOTHING },
	{ "calendar blocked", NOTHING }, { "blocked in my", NOTHING }, { "lunch break pause", NOTHING }, { "data projector", NOTHING },
	{ "sent from my", NOTHING }, { "data team", NOTHING },
	{ "clicked the wrong", NOTHING }, { "pressed the wrong", NOTHING }, { "wrong button", NOTHING }, { "wrong one", NOTHING }, { "by mistake", NOTHING },
	{ "by accident", NOTHING }, { "changed my mind", NOTHING }, { "change of plan", NOTHING }, { "change of plans", NOTHING }, { "plans have changed", NOTHING },
	{ "something came up", NOTHING }, { "something has come up", NOTHING }, { "asked me to", NOTHING }, { "for asking", NOTHING }, { "for having me", NOTHING },
	/* what they need there, or want of its convenor */
	{ "wheelchair", NEED }, { "interpreter", NEED }, { "nzsl", NEED }, { "sign language", NEED }, { "accessible", NEED },
	{ "access needs", NEED }, { "accessibility", NEED }, { "step free", NEED }, { "ramp", NEED }, { "lift", NEED }, { "mobility", NEED },
	{ "hearing", NEED }, { "captions", NEED }, { "captioning", NEED }, { "deaf", NEED }, { "blind", NEED }, { "braille", NEED },
	{ "large print", NEED }, { "guide dog", NEED }, { "support person", NEED }, { "allergy", NEED }, { "allergic", NEED }, { "allergies", NEED },
	{ "anaphylactic", NEED }, { "coeliac", NEED }, { "celiac", NEED }, { "i need", NEED }, { "ill need", NEED }, { "we need", NEED },
	{ "will need", NEED }, { "i need to leave", NOTHING }, { "i need to go", NOTHING }, { "will need to leave", NOTHING },
	{ "ill need to leave", NOTHING }, { "need help", NEED }, { "require", NEED }, { "please call", NEED }, { "please ring", NEED }, { "please phone", NEED },
	{ "call me", NEED }, { "ring me", NEED }, { "phone me", NEED }, { "let me know", NEED }, { "tell me", NEED }, { "can you", NEED },
	{ "could you", NEED }, { "would you", NEED }, { "please send", NEED }, { "send me", NEED }, { "please resend", NEED },
	{ "havent got", NEED }, { "havent received", NEED }, { "did not get", NEED }, { "didnt get", NEED }, { "wondering", NEED },
	{ "question", NEED }, { "what", NOTHING }, { "how do", NEED }, { "urgent", NEED }, { "worried", NEED }, { "unsafe", NEED }, { "pass on", NEED },
	{ "tell the", NEED }, { "tell everyone", NEED }, { "agenda item", NEED }, { "raise", NEED }, { "kaiwhakamaori", NEED }, { "turu wira", NEED },
};
/* clang-format on */

static const struct phrase_table table = { phrases, sizeof phrases / sizeof phrases[0], classes,
	sizeof classes / sizeof classes[0] };

/* --- one sentence --- */

#define CONTACT_WORDS_MAX 3

/* Words as people say them: not the parts of "jane.smith@example.org" behind the first, nor
 * numbers. */
static size_t count_said(const struct phrase_words *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		n += !w->w[i].is_inside && (w->w[i].text[0] < '0' || w->w[i].text[0] > '9') &&
		    w->w[i].text[0] != '+';
	return n;
}

static bool has_address(struct slice text)
{
	size_t at = slice_find(text, '@');

	return at > 0 && at + 1 < text.n && strchr(" \n", text.p[at - 1]) == NULL &&
	    strchr(" \n", text.p[at + 1]) == NULL;
}

/* "Email: jane@example.org | Phone: 021 555": how they are reached, in a line of its own. */
static bool is_contact(struct slice text, const struct phrase_words *w)
{
	bool has_mark = slice_find(text, ':') < text.n || slice_find(text, '|') < text.n;

	return has_mark && has_address(text) && count_said(w) <= CONTACT_WORDS_MAX;
}

/* "Hemi will come", "in Gore", "with Aroha": somebody's name or a place's. */
static bool is_shouted(const struct phrase_words *w)
{
	size_t capitals = 0;

	for (size_t i = 0; i < w->n; i++)
		capitals += w->w[i].is_capital;
	return w->n > 1 && capitals == w->n;
}

/* Who tells of somebody else, or of us, tells more than why they do not come; in a question it may
 * be about the meeting. */
static bool is_of_somebody(const struct phrase_word *w)
{
	static const char *const words[] = { "he", "hes", "she", "shes", "you", "your", "her",
		"his", "him" };

	return !w->is_asked && phrase_is_any(w->text, words, sizeof words / sizeof words[0]);
}

static bool is_name(const struct phrase_words *w, size_t at)
{
	static const char *const verbs[] = { "is", "isnt", "will", "wont", "can", "cant", "cannot",
		"may", "might", "would", "has", "and", "from" };

	if (!w->w[at].is_capital || name_words_is_said(w->w[at].text) || is_shouted(w))
		return false;
	return at > 0 ||
	    (w->n > 1 && phrase_is_any(w->w[1].text, verbs, sizeof verbs / sizeof verbs[0]));
}

/* What one sentence is about. */
struct heard {
	bool is_other, has_unknown, has_hot, has_need;
	size_t words;
};

/* Of a question about a meeting one word may be new ("who has the key?"), but for these: who asks
 * after somebody to talk to, or after what is known of them, does not ask a convenor. */
static bool may_be_new(const char *word)
{
	static const char *const hot[] = { "someone", "somebody", "anyone", "anybody", "nobody",
		"agency", "convenor", "convener", "organiser", "leader", "told", "tell", "written",
		"wrote", "live", "lives", "held", "hold", "heard", "said", "say", "speak", "why",
		"private", "privately", "confidential", "confidentially", "report", "complain",
		"concern", "concerns", "police", "safe", "safety", "scared", "afraid", "ex",
		"refuge", "abuse", "hurt", "kept", "keep", "getting", "stop", "else", "instead",
		"public", "published", "seen", "sees", "reads" };

	return !name_words_is_said(word) && !phrase_is_any(word, hot, sizeof hot / sizeof hot[0]);
}

static struct heard hear(struct slice text)
{
	struct heard h = { .is_other = false };
	struct phrase_words w;
	size_t next = 0, known = 0; /* the end of the last phrase; and of what goes with coming */
	size_t new = 0;

	phrase_split(text, PHRASE_WORDS_MAX, &w);
	h.words = w.n;
	if (is_contact(text, &w))
		return h;
	/* Somebody's address in a sentence is to be written to, or to be added to something. */
	h.is_other = has_address(text) && count_said(&w) > CONTACT_WORDS_MAX;
	for (size_t at = 0; at < w.n; at++) {
		int meaning = NOTHING;
		size_t n = at >= next ? phrase_longest(&w, at, w.n, &table, &meaning) : 0;

		if (n > 0)
			next = at + n;
		else if (!is_of_somebody(&w.w[at]) || rsvp_words_known(&w, at) > 1)
			n = rsvp_words_known(&w, at);
		if (at + n > known)
			known = at + n;
		h.is_other = h.is_other || meaning == OTHER;
		h.has_need = h.has_need || meaning == NEED || w.w[at].is_asked;
		if (at < known || is_name(&w, at))
			continue;
		new ++;
		h.has_hot = h.has_hot || !may_be_new(w.w[at].text);
		h.has_unknown = h.has_unknown || !w.w[at].is_asked || h.has_hot;
	}
	h.has_unknown = h.has_unknown || new > 1;
	return h;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The next sentence of *rest: up to a stop that a blank follows, or a line's end that its writer
 * made. */
static bool next_sentence(struct slice *rest, struct slice *sentence_r)
{
	size_t i = 0, line = 0;

	*rest = slice_trim(*rest);
	if (rest->n == 0)
		return false;
	for (; i < rest->n; i++) {
		bool is_before_blank = i + 1 == rest->n || is_blank(rest->p[i + 1]);

		if (rest->p[i] == '\n' && (i - line < BROKEN_LENGTH || is_before_blank))
			break;
		if (rest->p[i] == '\n')
			line = i + 1;
		if (strchr(".!?", rest->p[i]) != NULL && rest->p[i] != '\0' && is_before_blank)
			break;
	}
	i += i < rest->n;
	*sentence_r = slice_sub(*rest, 0, i);
	*rest = slice_from(*rest, i);
	return true;
}

/* --- all of it --- */

struct parts {
	struct buf own; /* the sentences that may go with an answer */
	struct heard all;
};

static void part(struct slice rest, struct parts *p)
{
	struct slice sentence;

	while (next_sentence(&rest, &sentence)) {
		struct heard h = hear(sentence);

		p->all.words += h.words;
		p->all.has_need = p->all.has_need || h.has_need;
		p->all.has_unknown = p->all.has_unknown || h.has_unknown;
		p->all.has_hot = p->all.has_hot || h.has_hot;
		p->all.is_other = p->all.is_other || h.is_other;
		if (!h.is_other) {
			buf_slice(&p->own, sentence);
			buf_char(&p->own, '\n');
		}
	}
}

/* Below a closing line stand a name and how to reach it; or what they thought of afterwards. */
static bool says_more(struct slice below)
{
	struct buf all = BUF_INIT;
	struct consent_said said;

	buf_text(&all, "Yes\n\n");
	buf_slice(&all, below);
	said = consent_words_plain(buf_all(&all), NULL);
	buf_release(&all);
	return said.answer != CONSENT_YES || said.has_more;
}

/* What is theirs to be heard: all above the closing line, and below it where more is said there. */
static struct slice heard_of(struct slice text)
{
	size_t at = sign_off_at(text);
	struct slice below = slice_from(text, at), closing;

	return slice_next_line(&below, &closing) && says_more(below) ? text :
	                                                               slice_sub(text, 0, at);
}

/* "Yes +1", "3 of us": how many they are is counted, and there is nothing else to read. */
static bool is_count_alone(struct slice text)
{
	static const char *const known[] = { "yes", "yep", "yeah", "y", "ae", "maybe", "plus",
		"and", "one", "two", "three", "four", "five", "of", "us", "please" };
	struct phrase_words w;

	phrase_split(text, NOTE_WORDS_MAX, &w);
	for (size_t i = 0; i < w.n; i++) {
		const char *word = w.w[i].text;

		if (word[strspn(word, "+0123456789")] != '\0' &&
		    !phrase_is_any(word, known, sizeof known / sizeof known[0]))
			return false;
	}
	return !w.is_long;
}

static bool has_note(struct slice heard)
{
	return rsvp_words_read(heard).has_more && !is_count_alone(heard);
}

/* What the convenor reads, and what a person of ours does. */
static enum rsvp_beside decide(const struct heard *all, const struct rsvp_said *said,
    struct slice heard)
{
	bool is_welcome = said->answer == RSVP_WORDS_YES;

	if (all->is_other)
		return RSVP_BESIDE_OTHER;
	if (is_welcome ? all->has_hot : all->has_unknown)
		return RSVP_BESIDE_UNCLEAR;
	if (all->has_need || all->words > NOTE_WORDS_MAX)
		return RSVP_BESIDE_MEETING;
	return has_note(heard) ? RSVP_BESIDE_NOTE : RSVP_BESIDE_NOTHING;
}

struct rsvp_heard rsvp_beside_read(struct slice text)
{
	struct slice heard = heard_of(text);
	struct rsvp_heard h = { .said = rsvp_words_read(text) };
	struct parts p = { .own = BUF_INIT };

	part(heard, &p);
	h.beside = decide(&p.all, &h.said, heard);
	h.is_counted = h.said.answer != RSVP_WORDS_UNKNOWN;
	if (p.all.is_other) {
		h.said = rsvp_words_read(buf_all(&p.own));
		h.is_counted = h.said.answer != RSVP_WORDS_UNKNOWN && !h.said.is_bare;
		h.said.has_more = h.said.has_other = true;
	}
	buf_release(&p.own);
	return h;
}

bool rsvp_beside_is_other(struct slice text)
{
	return rsvp_beside_read(text).beside >= RSVP_BESIDE_UNCLEAR;
}
