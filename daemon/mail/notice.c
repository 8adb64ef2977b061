/* SPDX-License-Identifier: MIT
 * See notice.h. From its end to its beginning: can what stands from here on be cut into phrases,
 * days, and names where names may stand? Below a closing line only names, titles, numbers and
 * addresses stand. */
#include "daemon/mail/notice.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/mail/name_words.h"
#include "daemon/mail/notice_words.h"
#include "daemon/mail/sign_off.h"

#define SLOT_WORDS_MAX 24 /* who to ask: two names, their numbers and addresses */
#define GREETED_WORDS_MAX 3
#define SUBJECT_WORDS_MAX 3 /* "Amy Te Rata is away" */
#define SIGNED_LINES_MAX 12
#define SIGNED_WORDS_MAX 14     /* "Level 3, 20 Main Street, PO Box 12, Wellington 6011" */
#define ADDRESS_WORD "xaddress" /* stands for an address or a link */

struct walk {
	struct phrase_words words;
	bool is_ok[PHRASE_WORDS_MAX + 1]; /* all from this word on is accounted for */
	size_t next[PHRASE_WORDS_MAX];    /* where it goes on */
	int meaning[PHRASE_WORDS_MAX];
};

/* --- the text as it is cut --- */

static bool is_address(struct slice run)
{
	return slice_find(run, '@') < run.n || slice_find_text(run, "://") < run.n ||
	    slice_starts_fold(run, "www.");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Addresses are one word each, and so is none of theirs a word of its writer; "[Ticket #47]" has
 * signs. */
static void prepare(struct buf *out, struct slice text)
{
	for (size_t i = 0, end; i < text.n; i = end) {
		struct slice run;

		for (end = i + 1; end < text.n && is_blank(text.p[end]) == is_blank(text.p[i]);
		     end++)
			;
		run = slice_sub(text, i, end - i);
		if (!is_address(run)) {
			buf_slice(out, run);
			continue;
		}
		buf_text(out, ADDRESS_WORD);
		if (strchr(".,;", run.p[run.n - 1]) != NULL)
			buf_char(out, run.p[run.n - 1]);
	}
}

/* Where all is written in capitals, capitals make no name. */
static bool is_shouted(struct slice text)
{
	size_t large = 0, small = 0;

	for (size_t i = 0; i < text.n; i++) {
		large += text.p[i] >= 'A' && text.p[i] <= 'Z';
		small += text.p[i] >= 'a' && text.p[i] <= 'z';
	}
	return large > small;
}

/* --- words --- */

static bool has_digit(const char *word)
{
	return strpbrk(word, "0123456789") != NULL;
}

/* What a title may begin with, and a name never is. */
static bool is_said(const char *word)
{
	static const char *const more[] = { "my", "your", "our", "has", "have", "had", "hit",
		"hurt", "told", "gave", "said", "wants", "needs" };

	return name_words_is_said(word) || phrase_is_any(word, more, sizeof more / sizeof more[0]);
}

static bool is_name(const struct phrase_word *w)
{
	return (w->is_capital && !is_said(w->text)) || strcmp(w->text, ADDRESS_WORD) == 0 ||
	    has_digit(w->text);
}

static bool is_of_slot(const struct phrase_word *w)
{
	return is_name(w) || notice_words_is_role(w->text);
}

static bool is_short_form(const char *word)
{
	static const char *const forms[] = { "dr", "mr", "mrs", "ms", "st", "ext", "tel", "ph",
		"mob", "no", "hr", "herr" };

	return phrase_is_any(word, forms, sizeof forms / sizeof forms[0]);
}

/* --- the walk --- */

static void take(struct walk *k, size_t at, size_t next, int meaning)
{
	if (k->is_ok[at] || !k->is_ok[next])
		return;
	k->is_ok[at] = true;
	k->next[at] = next;
	k->meaning[at] = meaning;
}

/* Names from `from` on, up to `most`, as far as the sentence goes; a list of lines is one. */
static void take_slot(struct walk *k, size_t at, size_t from, size_t most, int meaning,
    bool (*fits)(const struct phrase_word *))
{
	const struct phrase_words *w = &k->words;

	for (size_t n = from; n < w->n && n - from < most && fits(&w->w[n]); n++) {
		if (n > from && w->w[n].begins_sentence && !w->w[n].begins_line &&
		    !is_short_form(w->w[n - 1].text))
			return;
		take(k, at, n + 1, meaning);
	}
}

static void take_phrase(struct walk *k, size_t at, size_t next, int meaning)
{
	const struct phrase_word *w = &k->words.w[at];

	switch ((enum notice_meaning)meaning) {
	case NOTICE_BEGINS:
		if (!w->is_first)
			return;
		take_slot(k, at, next, SLOT_WORDS_MAX, meaning, is_of_slot);
		break;
	case NOTICE_WHO:
	case NOTICE_IS_OF:
		take_slot(k, at, next, SLOT_WORDS_MAX, meaning, is_of_slot);
		break;
	case NOTICE_ME:
		take_slot(k, at, next, SLOT_WORDS_MAX, meaning, is_of_slot);
		take(k, at, next, meaning);
		break;
	case NOTICE_GREET:
		take(k, at, next, meaning);
		take_slot(k, at, next, GREETED_WORDS_MAX, meaning, is_name);
		break;
	case NOTICE_FILL:
	case NOTICE_IS:
	case NOTICE_URGENT:
		take(k, at, next, meaning);
		break;
	}
}

static void take_table(struct walk *k, size_t at, const struct phrase_table *table)
{
	int meanings[PHRASE_LENGTH_MAX + 1];

	phrase_each(&k->words, at, k->words.n, table, meanings);
	for (size_t n = PHRASE_LENGTH_MAX; n > 0; n--) {
		if (meanings[n] >= 0)
			take_phrase(k, at, at + n, meanings[n]);
	}
}

/* "Amy Rata is out of the office." */
static void take_subject(struct walk *k, size_t at)
{
	static const char *const verbs[] = { "is", "will", "has", "ist", "est", "esta", "e", "ar",
		"er", "jest" };
	const struct phrase_words *w = &k->words;
	size_t n = at;

	if (!w->w[at].begins_sentence)
		return;
	while (n < w->n && n - at < SUBJECT_WORDS_MAX && w->w[n].is_capital &&
	    !is_said(w->w[n].text) && (n == at || !w->w[n].begins_sentence))
		n++;
	if (n > at && n < w->n &&
	    phrase_is_any(w->w[n].text, verbs, sizeof verbs / sizeof verbs[0]))
		take(k, at, n + 1, NOTICE_FILL);
}

/* Which meanings it has, one bit each; 0 where a word is not accounted for. */
static unsigned walk(struct walk *k)
{
	size_t n = k->words.n;
	unsigned found = 1U << NOTICE_FILL;

	memset(k->is_ok, 0, sizeof k->is_ok);
	k->is_ok[n] = true;
	for (size_t at = n; at-- > 0;) {
		if (k->words.w[at].is_asked)
			return 0;
		take_table(k, at, &notice_table);
		take_table(k, at, &notice_table_other);
		if (notice_words_is_when(k->words.w[at].text))
			take(k, at, at + 1, NOTICE_FILL);
		take_subject(k, at);
	}
	if (!k->is_ok[0])
		return 0;
	for (size_t at = 0; at < n; at = k->next[at])
		found |= 1U << k->meaning[at];
	return found;
}

static bool has(unsigned found, enum notice_meaning meaning)
{
	return (found & (1U << meaning)) != 0;
}

static bool is_notice(unsigned found)
{
	return has(found, NOTICE_IS) || has(found, NOTICE_IS_OF);
}

/* Whom to ask instead is said by who is away; a call is asked for by others, too. */
static bool is_whole(unsigned found)
{
	if (has(found, NOTICE_ME))
		return is_notice(found) && has(found, NOTICE_URGENT);
	return is_notice(found) || !(has(found, NOTICE_WHO) || has(found, NOTICE_BEGINS));
}

/* --- who signs --- */

static bool is_of_signature(const struct phrase_word *w)
{
	static const char *const small[] = { "of", "and", "the", "for", "a", "o", "te", "ki", "mo",
		"i", "ko", "nga", "de", "der", "des", "du", "la", "she", "her", "hers", "he", "him",
		"they", "them", "ia", "t", "m", "p", "e", "w", "d", "ph", "tel", "mob", "mobile",
		"phone", "email", "ddi", "dd", "fax", "ext", "web", "po", "box", "at" };

	return is_name(w) || phrase_is_any(w->text, small, sizeof small / sizeof small[0]);
}

static bool is_signature(struct slice text)
{
	struct slice line;
	size_t lines = 0;

	while (slice_next_line(&text, &line)) {
		struct phrase_words w;

		line = slice_trim(line);
		if (line.n == 0)
			continue;
		phrase_split(line, PHRASE_WORDS_MAX, &w);
		if (++lines > SIGNED_LINES_MAX || w.n > SIGNED_WORDS_MAX)
			return false;
		for (size_t i = 0; i < w.n; i++) {
			if (w.w[i].is_asked || !is_of_signature(&w.w[i]))
				return false;
		}
	}
	return true;
}

/* The last line is a name alone: where it begins. */
static size_t last_name_at(struct slice text)
{
	struct slice rest = text, line, last = SLICE_NONE;
	size_t lines = 0;

	while (slice_next_line(&rest, &line)) {
		line = slice_trim(line);
		if (line.n > 0) {
			last = line;
			lines++;
		}
	}
	return lines > 1 && name_words_length(last) == last.n && is_signature(last) ?
	    (size_t)(last.p - text.p) :
	    text.n;
}

/* The closing itself, and a name behind it, are a phrase and a name. */
static bool is_signed(struct walk *k, struct slice below)
{
	struct slice line = SLICE_NONE;

	(void)slice_next_line(&below, &line); /* none: nobody signs */
	phrase_split(line, PHRASE_WORDS_MAX, &k->words);
	return (walk(k) != 0 || is_signature(line)) && is_signature(below);
}

enum notice_said notice_read(struct slice text)
{
	struct buf plain = BUF_INIT;
	unsigned found;
	struct walk k;
	size_t at;
	bool is_it;

	prepare(&plain, slice_trim(text));
	at = sign_off_at(buf_all(&plain));
	if (at == plain.n)
		at = last_name_at(buf_all(&plain));
	phrase_split(slice_sub(buf_all(&plain), 0, at), PHRASE_WORDS_MAX, &k.words);
	found = k.words.is_long || is_shouted(buf_all(&plain)) ? 0 : walk(&k);
	is_it = found != 0 && is_whole(found) && is_signed(&k, slice_from(buf_all(&plain), at));
	buf_release(&plain);
	return !is_it ? NOTICE_MORE : is_notice(found) ? NOTICE_ONLY : NOTICE_NOTHING;
}
