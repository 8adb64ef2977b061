/* SPDX-License-Identifier: MIT
 * See signature.h. A part of a name alone signs where it is all that is said, or begins what is
 * said and who that is follows a comma, a bar, a bracket, "at" or "from". "Show aroha" is no
 * signature of Aroha's. */
#include "daemon/mail/signature.h"

#include <string.h>

#include "daemon/common/utf8.h"

#define WORDS_MAX 24
#define WORD_MAX 40
#define SIGNED_WORDS_MAX 14 /* a name, a title and where they work */
#define BLOCK_LINES_MAX 6   /* a name and what stands below it */
#define BLOCK_LINE_MAX 80   /* bytes of one of them */

void signature_names_release(struct signature_names *n)
{
	buf_release(&n->parts);
}

/* A run of letters and digits of folded text, and the first character behind it that is no blank.
 */
struct word {
	char text[WORD_MAX + 1];
	char next;
};

struct words {
	size_t n;
	bool is_long; /* it goes on */
	struct word w[WORDS_MAX];
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

static void split(struct slice text, struct words *w)
{
	struct buf folded = BUF_INIT;
	size_t i = 0;

	*w = (struct words){ .n = 0 };
	utf8_fold(&folded, text);
	while (i < folded.n) {
		struct word *one = &w->w[w->n];
		size_t n = 0;

		if (!is_letter(folded.p[i])) {
			i++;
			continue;
		}
		if (w->n == WORDS_MAX) {
			w->is_long = true;
			break;
		}
		for (; i < folded.n && (is_letter(folded.p[i]) || folded.p[i] == '\''); i++) {
			if (n < WORD_MAX && folded.p[i] != '\'')
				one->text[n++] = folded.p[i];
		}
		one->text[n] = '\0';
		while (i < folded.n && (folded.p[i] == ' ' || folded.p[i] == '\t'))
			i++;
		one->next = i < folded.n ? folded.p[i] : '\0';
		w->n++;
	}
	buf_release(&folded);
}

static bool is_one_of(const char *word, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (strcmp(word, *list) == 0)
			return true;
	}
	return false;
}

/* In front of names, and so no part of one that tells who it is. */
static bool is_particle(const char *word)
{
	static const char *const list[] = { "te", "ngati", "nga", "ko", "na", "no", "o", "a", "de",
		"da", "di", "du", "la", "le", "van", "von", "der", "den", "bin", "al", "the", "of",
		"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", NULL };

	return word[0] == '\0' || word[1] == '\0' || is_one_of(word, list);
}

void signature_names_add(struct signature_names *names, struct slice name)
{
	struct words w;

	split(name, &w);
	for (size_t i = 0; i < w.n; i++) {
		if (is_particle(w.w[i].text) || w.w[i].text[0] <= '9')
			continue;
		if (names->parts.n == 0)
			buf_char(&names->parts, ' ');
		buf_printf(&names->parts, "%s ", w.w[i].text);
	}
}

/* Also "Aroha's". */
static bool is_part(const struct signature_names *names, const char *word)
{
	char key[WORD_MAX + 3];
	size_t n = strlen(word);

	if (names->parts.n == 0 || n < 2)
		return false;
	for (int i = 0; i < 2; i++) {
		key[0] = ' ';
		memcpy(key + 1, word, n);
		key[n + 1] = ' ';
		key[n + 2] = '\0';
		if (slice_find_text(buf_all(&names->parts), key) < names->parts.n)
			return true;
		if (word[n - 1] != 's')
			break;
		n--;
	}
	return false;
}

/* What is said in front of one's own name. */
static bool is_closing(const char *word)
{
	static const char *const list[] = { "from", "by", "sent", "shared", "written", "signed",
		"yours", "your", "regards", "regard", "kind", "kindest", "best", "warm", "warmest",
		"wishes", "thanks", "thank", "you", "thx", "cheers", "ta", "many", "so", "much",
		"heaps", "with", "all", "very", "sincerely", "faithfully", "truly", "love", "take",
		"care", "hope", "this", "helps", "hi", "hello", "hey", "dear", "everyone", "it",
		"is", "its", "i", "am", "im", "me", "my", "name", "here", "and", "xx", "xo", "kia",
		"ora", "koutou", "katoa", "tena", "mihi", "nui", "mahana", "ia", "ra", "noa", "iti",
		"naku", "nau", "mai", "hei", "kona", "konei", "noho", "ka", "kite", "ano", "pai",
		"marire", "mauri", "arohanui", "manaakitanga", "manaaki", "nm", "kr", "rgds",
		"whaea", "matua", "koro", "sir", "dame", "professor", "doctor", "reverend", NULL };

	return is_particle(word) || is_one_of(word, list);
}

/* Does who they are follow, or nothing? */
static bool is_end_of_name(const struct words *w, size_t i)
{
	static const char *const behind[] = { "at", "from", "of", "here", "i", "ki", "no", NULL };

	return i + 1 >= w->n || strchr(",|(:-/;", w->w[i].next) != NULL ||
	    is_one_of(w->w[i + 1].text, behind);
}

static bool is_signed(const struct signature_names *names, struct slice said)
{
	struct words w;
	size_t i = 0;

	split(said, &w);
	if (w.is_long || w.n > SIGNED_WORDS_MAX)
		return false;
	while (i < w.n && is_closing(w.w[i].text) && !is_part(names, w.w[i].text))
		i++;
	if (i == w.n || !is_part(names, w.w[i].text))
		return false;
	while (i + 1 < w.n &&
	    (is_part(names, w.w[i + 1].text) ||
	        (w.w[i + 1].text[1] == '\0' && w.w[i].next != ','))) /* "Mere R." */
		i++;
	return is_end_of_name(&w, i) || strcmp(w.w[i + 1].text, "iphone") == 0 ||
	    strcmp(w.w[i + 1].text, "ipad") == 0;
}

/* Where the last sentence of a line begins; 0: it is the first. */
static size_t last_sentence(struct slice line)
{
	for (size_t i = line.n; i-- > 1;) {
		struct slice rest = slice_from(line, i);

		/* "Dr. Aroha" is one, and what ends the line ends no sentence before it. */
		if (strchr(".!?;", line.p[i - 1]) != NULL && line.p[i] == ' ' &&
		    slice_trim(rest).n > 0 &&
		    !(i > 2 && slice_starts_fold(slice_from(line, i - 3), "dr.")))
			return i;
		if (slice_starts(rest, " - ") || slice_starts(rest, " \xe2\x80\x93 ") ||
		    slice_starts(rest, " \xe2\x80\x94 "))
			return i;
	}
	return 0;
}

/* A name on a line of its own below the first, with short lines below it. */
static size_t block_at(const struct signature_names *names, struct slice text)
{
	struct slice rest = text, line;
	size_t at = text.n, below = 0;
	bool has_text = false;

	while (slice_next_line(&rest, &line)) {
		struct slice own = slice_trim(line);

		if (own.n == 0)
			continue;
		if (at == text.n && has_text && is_signed(names, own)) {
			at = (size_t)(line.p - text.p);
			below = 0;
		}
		has_text = true;
		if (own.n > BLOCK_LINE_MAX || ++below > BLOCK_LINES_MAX)
			at = text.n;
	}
	return at;
}

size_t signature_at(const struct signature_names *names, struct slice text)
{
	size_t n = block_at(names, text);

	if (names->parts.n == 0)
		return text.n;
	for (;;) {
		struct slice above = slice_sub(text, 0, n), line;
		size_t begin = 0, at;

		while (above.n > 0 && strchr(" \t\r\n", above.p[above.n - 1]) != NULL)
			above.n--;
		for (size_t i = above.n; begin == 0 && i-- > 0;)
			begin = above.p[i] == '\n' ? i + 1 : 0;
		line = slice_from(above, begin);
		at = last_sentence(line);
		if (at == 0 || !is_signed(names, slice_from(line, at)))
			return n;
		n = begin + at;
	}
}

enum signature_left signature_left(const struct signature_names *names, struct slice text)
{
	enum signature_left left = SIGNATURE_NONE;
	struct slice word;
	bool was_part = false;

	while (slice_next_word(&text, &word)) {
		struct words w;
		bool is_any = false;

		split(word, &w);
		for (size_t i = 0; i < w.n; i++) {
			bool is_one = is_part(names, w.w[i].text);

			if (is_one && was_part)
				return SIGNATURE_NAME;
			was_part = is_one;
			is_any = is_any || is_one;
		}
		if (is_any)
			left = SIGNATURE_PART;
	}
	return left;
}
