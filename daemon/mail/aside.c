/* SPDX-License-Identifier: MIT
 * Beside an order; see aside.h. What stands beside "yes" in an answer is the same question, so the
 * reader of answers is asked it: is there more than a yes? Whether an order is doubted is told by
 * single words and marks, each of which may be wrong: then somebody is asked once who need not have
 * been. */
#include "daemon/mail/aside.h"

#include <string.h>

#include "daemon/mail/consent_words.h"
#include "daemon/mail/phrase.h"

#define WORDS_MAX \
	120 /* what somebody writes below an order is short; what is longer may be a letter of \
	       others */

#define HAS(list, word) phrase_is_any(word, list, sizeof(list) / sizeof(list)[0])

static struct consent_said said_beside(const char *yes, struct slice text, bool is_leaving,
    const struct command_words *words)
{
	struct buf all = BUF_INIT;
	struct consent_said said;

	buf_text(&all, yes);
	buf_slice(&all, text);
	said = is_leaving ? consent_words_read(buf_all(&all), CONSENT_LEAVE, words) :
	                    consent_words_plain(buf_all(&all), words);
	buf_release(&all);
	return said;
}

/* --- questions --- */

/* Where its sentence ends. */
static size_t sentence_end(const struct phrase_words *w, size_t at)
{
	for (at++; at < w->n && !w->w[at].begins_sentence; at++)
		;
	return at;
}

static bool has_any(const struct phrase_words *w, size_t at, size_t end, const char *const *list,
    size_t n)
{
	for (; at < end; at++) {
		if (phrase_is_any(w->w[at].text, list, n))
			return true;
	}
	return false;
}

/* "Why do I still get this?", "Who gave you my address?": it asks, and it takes nothing back. */
static bool is_grievance(const struct phrase_words *w, size_t at, size_t end)
{
	static const char *const begins[] = { "why", "who", "where" };
	static const char *const about[] = { "get", "getting", "got", "gave", "give", "receive",
		"receiving", "sent", "send", "sending", "keep", "still", "address", "email" };

	return (HAS(begins, w->w[at].text) ||
	           (strcmp(w->w[at].text, "how") == 0 && at + 1 < end &&
	               strcmp(w->w[at + 1].text, "did") == 0)) &&
	    has_any(w, at, end, about, sizeof about / sizeof about[0]);
}

/* "Could you do that today?" is a wish; "can you tell me how" is none. */
static bool is_polite(const struct phrase_words *w, size_t at, size_t end)
{
	static const char *const can[] = { "can", "could", "would", "will" };
	static const char *const asking[] = { "how", "what", "when", "why", "where", "who", "which",
		"if", "whether", "tell", "explain", "confirm" };

	while (at < end &&
	    (strcmp(w->w[at].text, "please") == 0 || strcmp(w->w[at].text, "and") == 0))
		at++;
	return at + 1 < end && HAS(can, w->w[at].text) && strcmp(w->w[at + 1].text, "you") == 0 &&
	    !has_any(w, at, end, asking, sizeof asking / sizeof asking[0]);
}

/* One sentence, words [at, end). */
static void read_question(const struct phrase_words *w, size_t at, size_t end, struct aside *a)
{
	static const char *const asking[] = { "how", "why", "who", "what", "where" };
	size_t from = at;

	while (from < end && !w->w[from].is_asked)
		from++;
	if (from == end) {
		/* Not everybody ends a question as one. */
		if (!HAS(asking, w->w[at].text))
			return;
		from = at;
	}
	a->is_question = true;
	a->is_doubt = a->is_doubt || (!is_grievance(w, from, end) && !is_polite(w, from, end));
}

/* --- protests --- */

/* "I don't know why I get this", "I do not work there any more": what is denied is not the order.
 */
static bool is_excused(const struct phrase_words *w, size_t at, size_t end)
{
	static const char *const verbs[] = { "know", "remember", "recall", "understand", "need",
		"read", "use", "work", "sign", "signed", "subscribed", "ask", "asked", "request",
		"requested", "relevant", "interested", "useful", "recognise", "live", "have",
		"agree", "agreed", "consent", "able", "at", "send", "email", "mail", "sure" };
	size_t far = at + 3 < end ? at + 3 : end;

	/* "I do not want to leave" is the order denied, "I do not want your mail" is not. */
	for (size_t i = at + 1; i < far; i++) {
		if (strcmp(w->w[i].text, "want") == 0)
			return i + 1 == end || strcmp(w->w[i + 1].text, "to") != 0;
	}
	return has_any(w, at + 1, far, verbs, sizeof verbs / sizeof verbs[0]);
}

static bool is_denial(const char *word)
{
	static const char *const denials[] = { "not", "dont", "never", "cannot", "cant", "wont",
		"shouldnt", "didnt", "isnt", "wasnt", "kaua" };

	return HAS(denials, word);
}

/* "I want to stay", but "stay safe" is a farewell. */
static bool is_staying(const struct phrase_words *w, size_t at, size_t end)
{
	static const char *const stay[] = { "stay", "remain", "staying", "remaining" };
	static const char *const keep[] = { "keep", "keeping" };
	static const char *const kept[] = { "me", "my", "the", "it", "all" };
	static const char *const farewells[] = { "safe", "well", "warm", "healthy", "in" };
	const char *next = at + 1 < end ? w->w[at + 1].text : "";

	if (HAS(stay, w->w[at].text))
		return !HAS(farewells, next);
	return HAS(keep, w->w[at].text) && HAS(kept, next) &&
	    !(at + 2 < end &&
	        (strcmp(w->w[at + 2].text, "good") == 0 ||
	            strcmp(w->w[at + 2].text, "great") == 0));
}

static void read_protest(const struct phrase_words *w, size_t at, size_t end, bool is_leaving,
    struct aside *a)
{
	static const char *const protests[] = { "rather", "actually", "joking", "kidding", "ignore",
		"disregard", "wait", "instead", "except", "undo" };
	/* It may be about somebody else. */
	static const char *const others[] = { "he", "she", "him", "his", "colleague", "husband",
		"wife", "hes", "shes" };

	for (size_t i = at; i < end; i++) {
		const char *word = w->w[i].text;

		a->is_doubt = a->is_doubt || HAS(protests, word) ||
		    (is_denial(word) && !is_excused(w, i, end)) ||
		    (is_leaving && (HAS(others, word) || is_staying(w, i, end)));
	}
}

/* --- the order itself --- */

static bool is_leaving_verb(enum command_verb verb)
{
	return verb == COMMAND_UNSUBSCRIBE || verb == COMMAND_LEAVE;
}

/* Does an order of this kind change anything? */
static bool changes(enum command_verb verb)
{
	static const bool is_change[COMMAND_COUNT] = {
		[COMMAND_SUBSCRIBE] = true,
		[COMMAND_UNSUBSCRIBE] = true,
		[COMMAND_JOIN] = true,
		[COMMAND_LEAVE] = true,
		[COMMAND_PAUSE] = true,
		[COMMAND_RESUME] = true,
		[COMMAND_SET] = true,
		[COMMAND_CORRECT] = true,
		[COMMAND_CHANGE_ADDRESS] = true,
		[COMMAND_ADD_ADDRESS] = true,
		[COMMAND_REMOVE_ADDRESS] = true,
		[COMMAND_REPLACE_ME] = true,
		[COMMAND_FORGET_ME] = true,
	};

	return is_change[verb];
}

/* "Stop", "leave", "remove", "resume" begin other sentences, too: "Leave" above "I am away from
 * Monday". What stands below such a word has to go with it. */
static bool is_weak(struct slice order, enum command_verb verb)
{
	static const char *const weak[] = { "stop", "leave", "remove", "resume" };
	size_t n = 0;

	if (!is_leaving_verb(verb) && verb != COMMAND_RESUME)
		return false;
	order = slice_trim(order);
	while (order.n > 0 && strchr(".,:;!- ", order.p[order.n - 1]) != NULL)
		order.n--;
	while (n < order.n && order.p[n] != ' ')
		n++;
	for (size_t i = 0; n == order.n && i < sizeof weak / sizeof weak[0]; i++) {
		if (slice_is_fold(order, weak[i]))
			return true;
	}
	return false;
}

/* --- all of it --- */

/* "This message was automatically generated by Gmail.": what a mail program writes that
 * unsubscribes somebody. */
static bool is_of_program(struct slice text)
{
	static const char *const phrases[] = { "automatically generated by", "apple mail sent this",
		"sent this email to unsubscribe", "unsubscribe request" };

	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
		if (slice_find_fold(text, phrases[i]) < text.n)
			return text.n < 300;
	}
	return false;
}

struct aside aside_read(struct slice text, struct slice order, enum command_verb verb,
    const struct command_words *words)
{
	static const char *const back[] = { "back", "again", "return",
		"returned" }; /* whoever resumes says that */
	struct aside a = { .has_words = false };
	bool is_leaving = is_leaving_verb(verb);
	struct consent_said said;
	struct phrase_words w;

	text = slice_trim(text);
	if (text.n == 0 || is_of_program(text))
		return a;
	said = said_beside("Yes\n\n", text, is_leaving, words);
	phrase_split(text, WORDS_MAX, &w);
	if (w.n == 0) /* "?" */
		a.is_doubt = a.is_question = slice_find(text, '?') < text.n;
	a.has_words = a.is_question || said.answer != CONSENT_YES || said.has_more;
	if (!a.has_words)
		return a;
	for (size_t at = 0, end; at < w.n; at = end) {
		end = sentence_end(&w, at);
		read_question(&w, at, end, &a);
		read_protest(&w, at, end, is_leaving, &a);
	}
	if (is_weak(order, verb) &&
	    (is_leaving || !has_any(&w, 0, w.n, back, sizeof back / sizeof back[0])))
		a.is_doubt = true;
	a.is_doubt = a.is_doubt && changes(verb);
	return a;
}

bool aside_is_sentence(struct slice line, const struct command_words *words)
{
	struct consent_said said = said_beside("Yes\n\n", slice_trim(line), false, words);

	return said.answer != CONSENT_YES || said.has_more;
}
