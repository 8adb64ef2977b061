/* SPDX-License-Identifier: MIT
 * Words and phrases; see phrase.h. A text is folded run by run, so that what was a capital is still
 * known, and cut into words. What stands in a question is marked: "Yes, is there parking?" asks
 * from its second clause on. */
#include "daemon/mail/phrase.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/common/utf8.h"

/* --- words --- */

bool phrase_is_any(const char *word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(word, words[i]) == 0)
			return true;
	}
	return false;
}

bool phrase_is_picture(const char *word)
{
	return (unsigned char)word[0] == 0xf0 || (unsigned char)word[0] == 0xe2;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* A plus sign stays before its number: "+1". */
static bool begins_word(struct slice s, size_t i)
{
	return is_letter(s.p[i]) || (s.p[i] == '+' && i + 1 < s.n);
}

static size_t take_word(struct phrase_words *words, struct slice s, size_t i)
{
	struct phrase_word *w = &words->w[words->n];
	size_t n = 0;

	if (s.p[i] == '+') {
		w->text[n++] = '+';
		for (i++; i < s.n && s.p[i] == ' '; i++)
			;
	}
	for (; i < s.n && (is_letter(s.p[i]) || s.p[i] == '\''); i++) {
		if (s.p[i] != '\'' && n < PHRASE_WORD_MAX)
			w->text[n++] = s.p[i];
	}
	w->text[n] = '\0';
	words->n += n > 0;
	return i;
}

/* Does a question begin here: "who", or "is there"? */
static bool begins_question(const struct phrase_words *words, size_t at)
{
	static const char *const asking[] = { "who", "what", "when", "where", "why", "how",
		"which" };
	static const char *const verbs[] = { "is", "are", "am", "can", "could", "would", "should",
		"shall", "will", "do", "does", "did", "may", "has", "have", "cant", "couldnt",
		"isnt", "arent" };
	static const char *const subjects[] = { "i", "you", "it", "we", "there", "they", "he",
		"she", "this", "that", "the", "any", "anyone", "anybody", "someone", "everyone",
		"my" };

	if (phrase_is_any(words->w[at].text, asking, sizeof asking / sizeof asking[0]))
		return true;
	return at + 1 < words->n &&
	    phrase_is_any(words->w[at].text, verbs, sizeof verbs / sizeof verbs[0]) &&
	    phrase_is_any(words->w[at + 1].text, subjects, sizeof subjects / sizeof subjects[0]);
}

/* A sentence from `from` on ended in a question mark; where no clause of it begins like a question,
 * the last is it. */
static void ask(struct phrase_words *words, size_t from)
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

/* --- splitting --- */

#define CAPITAL \
	'\1' /* stands before a run that begins with a capital, between folding and cutting */

/* Characters that are no letters though their bytes are above 127: blanks, what is not seen (a
 * joiner, the colour of an emoji) and the signs of General Punctuation. How many bytes, 0 where it
 * is none. */
static size_t sign_length(struct slice s, char *as_r)
{
	size_t n;
	uint32_t c = utf8_point(s, &n);

	if (c == 0x200d || c == 0x200b || c == 0xfeff || (c >= 0xfe00 && c <= 0xfe0f) ||
	    (c >= 0x1f3fb && c <= 0x1f3ff) || c == 0xad)
		*as_r = '\0';
	else if (c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f ||
	    c == 0x3000)
		*as_r = ' ';
	else if (c == 0x2028 || c == 0x2029)
		*as_r = '\n';
	else if (c == 0xbf || c == 0xa1 || c == 0xb7 || (c >= 0x2010 && c <= 0x206f))
		*as_r = ',';
	else
		return 0;
	return n;
}

/* An emoji or a dingbat is a word, also where nothing parts it from the next: a thumb behind "yes".
 */
static size_t picture_length(struct slice s)
{
	size_t n;
	uint32_t c = utf8_point(s, &n);

	return c >= 0x1f000 || (c >= 0x2600 && c <= 0x27bf) ? n : 0;
}

/* The folded run with the signs above as plain ones, and pictures apart. */
static void make_plain(struct buf *out, struct slice folded)
{
	for (size_t i = 0; i < folded.n;) {
		struct slice rest = slice_from(folded, i);
		bool is_ascii = (folded.p[i] & 0x80) == 0;
		char as = '\0';
		size_t n = is_ascii ? 0 : sign_length(rest, &as),
		       picture = is_ascii || n > 0 ? 0 : picture_length(rest);

		if (picture > 0) {
			buf_char(out, ' ');
			buf_slice(out, slice_sub(rest, 0, picture));
			buf_char(out, ' ');
			n = picture;
		} else if (n == 0) {
			buf_char(out, folded.p[i]);
		} else if (as != '\0') {
			buf_char(out, as);
		}
		i += n > 0 ? n : 1;
	}
}

/* Does the run begin with a capital, behind the signs before it? */
static bool is_capital(struct slice run)
{
	struct buf lower = BUF_INIT;
	struct slice first;
	size_t i = 0, n;
	bool differs;

	while (i < run.n && strchr("\"'(*_<[-", run.p[i]) != NULL && run.p[i] != '\0')
		i++;
	if (i < run.n && (run.p[i] & 0x80) == 0)
		return run.p[i] >= 'A' && run.p[i] <= 'Z';
	(void)utf8_point(slice_from(run, i), &n);
	first = slice_sub(run, i, n);
	utf8_lower(&lower, first);
	differs = !slice_equal(buf_all(&lower), first);
	buf_release(&lower);
	return differs;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The text as it is cut: folded, signs plain, capitals marked. */
static void prepare(struct buf *out, struct slice text)
{
	struct buf folded = BUF_INIT;

	for (size_t i = 0, end; i < text.n; i = end) {
		struct slice run;

		for (end = i + 1; end < text.n && is_blank(text.p[end]) == is_blank(text.p[i]);
		     end++)
			;
		run = slice_sub(text, i, end - i);
		if (is_capital(run))
			buf_char(out, CAPITAL);
		buf_clear(&folded);
		utf8_fold(&folded, run);
		make_plain(out, buf_all(&folded));
	}
	buf_release(&folded);
}

/* The text as it is being cut. */
struct cut {
	struct phrase_words *words;
	struct phrase_word next; /* what is known of the next word already */
	size_t sentence;         /* first word of the sentence, for questions */
	size_t line;             /* where the line begins */
};

/* Lines so long were broken by a mail program, not by who wrote them. */
#define WRAPPED_LENGTH 55

/* A sign at i between two words of s. */
static void pass_sign(struct cut *c, struct slice s, size_t i)
{
	struct phrase_word *next = &c->next;
	bool is_end = i + 1 == s.n || is_blank(s.p[i + 1]);

	if (s.p[i] == CAPITAL) {
		next->is_capital = true;
		return;
	}
	c->words->has_signs = c->words->has_signs || !is_blank(s.p[i]);
	next->is_first = next->is_first || s.p[i] != ' ';
	if (is_blank(s.p[i]))
		next->is_capital = next->is_inside = false;
	if (s.p[i] == '?')
		ask(c->words, c->sentence);
	if (ends_sentence(s.p[i]))
		c->sentence = c->words->n;
	if (s.p[i] == '\n') {
		next->is_apart = next->is_apart || next->begins_line;
		next->begins_sentence = next->begins_sentence || next->begins_line ||
		    i - c->line < WRAPPED_LENGTH;
		next->begins_line = true;
		c->line = i + 1;
	} else if (ends_sentence(s.p[i]) && (s.p[i] != '.' || is_end)) {
		next->begins_sentence = next->is_apart = true;
	}
}

static void cut(struct slice s, size_t max, struct phrase_words *words)
{
	struct cut c = { words,
		{ .is_first = true,
		    .begins_sentence = true,
		    .is_apart = true,
		    .begins_line = true },
		0, 0 };
	size_t i = 0;

	while (i < s.n) {
		if (!begins_word(s, i)) {
			pass_sign(&c, s, i++);
			continue;
		}
		words->is_long = words->n == max;
		if (words->is_long)
			return;
		words->w[words->n] = c.next;
		i = take_word(words, s, i);
		/* "Ngata,Trust": a run is a capital as a whole. */
		c.next = (struct phrase_word){ .is_capital = c.next.is_capital, .is_inside = true };
	}
}

void phrase_split(struct slice text, size_t max, struct phrase_words *words_r)
{
	struct buf plain = BUF_INIT;

	words_r->n = 0;
	words_r->is_long = words_r->has_signs = false;
	prepare(&plain, text);
	cut(buf_all(&plain), max, words_r);
	buf_release(&plain);
}

/* --- phrases --- */

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

#define SEEN_WORDS 32 /* no phrase of the tables is as long */
#define SEEN_CLASSES 64
#define NOT_SEEN 0xff

/* Where phrases are looked for: from `at` in the words up to `end`. What a class takes at a word is
 * found once: most phrases begin with one. */
struct hay {
	const struct phrase_words *words;
	const struct phrase_table *table;
	size_t at, end;
	size_t last; /* the class found last: phrases of one class stand together */
	unsigned char seen[SEEN_WORDS][SEEN_CLASSES];
};

static void hay_init(struct hay *h, const struct phrase_words *words, size_t at, size_t end,
    const struct phrase_table *table)
{
	h->words = words;
	h->table = table;
	h->at = at;
	h->end = end;
	h->last = 0;
	memset(h->seen, NOT_SEEN, sizeof h->seen);
}

static size_t match(struct hay *h, size_t at, const char *phrase);

static size_t match_words(struct hay *h, size_t at, const char *const *phrases)
{
	size_t best = 0, n;

	for (; *phrases != NULL; phrases++) {
		n = match(h, at, *phrases);
		best = n > best ? n : best;
	}
	return best;
}

/* How many words of the longest of a class stand at `at`. */
static size_t match_class(struct hay *h, size_t at, struct slice name)
{
	const struct phrase_table *t = h->table;
	unsigned char *seen;
	size_t i = h->last, n;

	if (i >= t->class_count || !slice_is(name, t->classes[i].name)) {
		for (i = 0; i < t->class_count && !slice_is(name, t->classes[i].name); i++)
			;
		if (i == t->class_count)
			return 0;
		h->last = i;
	}
	if (i >= SEEN_CLASSES || at - h->at >= SEEN_WORDS)
		return match_words(h, at, t->classes[i].words);
	seen = &h->seen[at - h->at][i];
	if (*seen == NOT_SEEN) {
		n = match_words(h, at, t->classes[i].words);
		*seen = (unsigned char)(n < NOT_SEEN ? n : 0);
	}
	return *seen;
}

/* How many words of the text `phrase` takes at `at`; 0 where it does not stand there. */
static size_t match(struct hay *h, size_t at, const char *phrase)
{
	const struct phrase_word *w = h->words->w;
	struct slice rest, word;
	size_t n = 0, step;

	if (phrase[0] != '@' && phrase[0] != '_' && phrase[0] != w[at].text[0])
		return 0; /* nearly always */
	rest = slice_of(phrase);
	while (slice_next_word(&rest, &word)) {
		if (at + n >= h->end)
			return 0;
		step = slice_is(word, "_") || slice_is(word, w[at + n].text);
		if (word.p[0] == '@')
			step = match_class(h, at + n, word);
		else if (is_drawn_out(word, w[at + n].text))
			step = 1;
		if (step == 0)
			return 0;
		n += step;
	}
	return n;
}

size_t phrase_longest(const struct phrase_words *words, size_t at, size_t end,
    const struct phrase_table *table, int *meaning_r)
{
	struct hay hay;
	size_t best = 0;

	hay_init(&hay, words, at, end, table);
	for (size_t i = 0; i < table->count; i++) {
		size_t n = match(&hay, at, table->rows[i].words);

		if (n > best) {
			best = n;
			*meaning_r = table->rows[i].meaning;
		}
	}
	return best;
}

void phrase_each(const struct phrase_words *words, size_t at, size_t end,
    const struct phrase_table *table, int meaning_r[PHRASE_LENGTH_MAX + 1])
{
	struct hay hay;

	hay_init(&hay, words, at, end, table);
	for (size_t n = 0; n <= PHRASE_LENGTH_MAX; n++)
		meaning_r[n] = -1;
	for (size_t i = 0; i < table->count; i++) {
		size_t n = match(&hay, at, table->rows[i].words);

		if (n > 0 && n <= PHRASE_LENGTH_MAX && meaning_r[n] < 0)
			meaning_r[n] = table->rows[i].meaning;
	}
}
