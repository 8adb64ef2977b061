/* SPDX-License-Identifier: MIT
 * See keyword.h. A closed world: each word is the keyword, one of the polite ones, or, in a line below it, part of a name. */
#include "daemon/mail/keyword.h"

#include "daemon/common/buf.h"
#include "daemon/common/utf8.h"
#include "daemon/mail/name_words.h"

#define NAME_WORDS_MAX 30	/* of all lines below: a signature with a title, an office, a telephone */

static bool is_polite(struct slice word)
{
	static const char *const polite[] = { "yes", "ae", "please", "pls", "plz", "kia", "ora", "koutou", "korua", "tena", "koe", "hi",
		"hello", "hey", "dear", "thanks", "thank", "you", "thx", "cheers", "nga", "mihi", "maioha", "naku", "noa", "na",
		"kind", "best", "warm", "regards", "many", "ta", "ok", "okay", "team", "all", "everyone", "it", "this", "now",
		"the", "tip", "sorry", "i", "made", "a", "mistake", "my", "that", "was", "me" };

	for (size_t i = 0; i < sizeof polite / sizeof polite[0]; i++) {
		if (slice_is(word, polite[i]))
			return true;
	}
	return false;
}

/* An answer, an order or a second thought, with a capital too. */
static bool is_thought(struct slice word)
{
	struct buf plain = BUF_INIT;
	bool is_said;

	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] != '\'')
			buf_char(&plain, word.p[i]);
	}
	is_said = plain.n > 0 && name_words_is_said(plain.p);
	buf_release(&plain);
	return is_said;
}

static bool is_sign(char c)
{
	return c != '\0' && ((c > ' ' && c < '0') || c == ':' || c == ';' || c == '_' || c == '[' || c == ']' ||
	    c == '|' || c == '<' || c == '>' || c == '=' || c == '~');
}

/* Without the signs around it; empty where it is nothing else. */
static struct slice bare(struct slice word)
{
	while (word.n > 0 && is_sign(word.p[0]))
		word = slice_from(word, 1);
	while (word.n > 0 && is_sign(word.p[word.n - 1]))
		word.n--;
	return word;
}

/* "Ana", "4th", an address, and what stands between the words of a title. */
static bool is_name(struct slice raw)
{
	static const char *const small[] = { "of", "and", "the", "for", "te", "o", "nga", "ki", "at", "in", "on", "m", "p", "e", "t", "ddi", "nz" };

	for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
		if (slice_is(raw, small[i]))
			return true;
	}
	if (slice_find(raw, '@') < raw.n || slice_starts(raw, "www.") || slice_starts(raw, "http"))
		return true;
	return raw.n > 0 && ((raw.p[0] >= 'A' && raw.p[0] <= 'Z') || (raw.p[0] & 0x80) != 0 || (raw.p[0] >= '0' && raw.p[0] <= '9'));
}

struct reading {
	struct slice keyword;	/* what is left to come of it */
	size_t names;
	bool is_begun, is_done;
};

static bool take_word(struct reading *r, struct slice raw, bool is_below)
{
	struct buf folded = BUF_INIT;
	struct slice word, rest = r->keyword, next;
	bool is_taken = true;

	utf8_fold(&folded, raw);
	word = bare(buf_all(&folded));
	if (word.n == 0) {
		is_taken = true;
	} else if (!r->is_done && slice_next_word(&rest, &next) && slice_equal(word, next)) {
		r->keyword = slice_trim(rest);
		r->is_begun = true;
		r->is_done = r->keyword.n == 0;
	} else if (r->is_begun && !r->is_done) {
		is_taken = false;
	} else if (!is_polite(word)) {
		is_taken = r->is_done && is_below && !is_thought(word) && is_name(bare(raw)) && ++r->names <= NAME_WORDS_MAX;
	}
	buf_release(&folded);
	return is_taken;
}

bool keyword_is_alone(struct slice text, const char *keyword)
{
	struct reading r = { .keyword = slice_of(keyword) };
	struct slice line, word;
	bool is_below = false;

	if (slice_find(text, '?') < text.n)
		return false;
	while (slice_next_line(&text, &line)) {
		is_below = r.is_done;
		while (slice_next_word(&line, &word)) {
			if (!take_word(&r, word, is_below))
				return false;
		}
	}
	return r.is_done;
}
