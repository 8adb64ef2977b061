/* SPDX-License-Identifier: MIT
 * See sign_off.h. A closing line is a closing and at most a name behind its comma or its last word:
 * "Ngā mihi, Aroha"; or, behind an empty line, a name with a bar and what its bearer is. */
#include "daemon/mail/sign_off.h"

#include <string.h>

#include "daemon/mail/name_words.h"
#include "daemon/mail/phrase.h"

#define LINE_WORDS_MAX 8 /* of a closing and a name */
#define NAME_WORDS_MAX 4
#define PHONE_DIGITS_MIN 7

/* clang-format off */
static const struct phrase closings[] = {
	{ "regards", 1 }, { "@warm regards", 1 }, { "@warm wishes", 1 }, { "with @warm regards", 1 }, { "with thanks", 1 },
	{ "many thanks", 1 }, { "thanks", 1 }, { "thank you", 1 }, { "thanks again", 1 }, { "cheers", 1 }, { "sincerely", 1 },
	{ "yours sincerely", 1 }, { "yours faithfully", 1 }, { "yours truly", 1 }, { "yours", 1 }, { "best", 1 }, { "warmly", 1 },
	{ "take care", 1 }, { "nga mihi", 1 }, { "nga mihi nui", 1 }, { "nga mihi mahana", 1 }, { "nga manaakitanga", 1 },
	{ "mihi", 1 }, { "mihi nui", 1 }, { "mauri ora", 1 }, { "noho ora mai", 1 }, { "hei kona", 1 }, { "hei konei", 1 },
	{ "naku", 1 }, { "naku noa", 1 }, { "naku iti noa", 1 }, { "na", 1 }, { "aroha nui", 1 }, { "arohanui", 1 }, { "kia ora", 1 },
	{ "kr", 1 }, { "rgds", 1 }, { "nm", 1 }, { "ka kite", 1 }, { "ka kite ano", 1 }, { "kia kaha", 1 }, { "pai marire", 1 },
};
/* clang-format on */
static const struct phrase_class classes[] = {
	{ "@warm", { "kind", "kindest", "best", "warm", "warmest", "many", "very best" } },
};
static const struct phrase_table table = { closings, sizeof closings / sizeof closings[0], classes,
	sizeof classes / sizeof classes[0] };

static bool is_closing(struct slice line)
{
	struct phrase_words w;
	int meaning = 0;
	size_t n;

	phrase_split(line, LINE_WORDS_MAX, &w);
	if (w.is_long || w.n == 0)
		return false;
	n = phrase_longest(&w, 0, w.n, &table, &meaning);
	if (n == 0 || w.n - n > NAME_WORDS_MAX)
		return false;
	/* "Thanks, Aroha" and "Regards Aroha"; "Thanks for the tip" goes on. */
	for (; n < w.n; n++) {
		if (!w.w[n].is_capital || name_words_is_said(w.w[n].text))
			return false;
	}
	return true;
}

/* One to four words with capitals, and no sentence. */
static bool may_be_name(struct slice line)
{
	struct phrase_words w;

	if (line.n == 0 || strchr(".!?:;", line.p[line.n - 1]) != NULL ||
	    name_words_length(line) != line.n)
		return false;
	phrase_split(line, NAME_WORDS_MAX, &w);
	for (size_t i = 0; i < w.n; i++) {
		if (!w.w[i].is_capital)
			return false;
	}
	return w.n > 0 && !w.is_long;
}

static bool has_number(struct slice text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] >= '0' && text.p[i] <= '9')
			digits++;
		else if (strchr(" -().+", text.p[i]) == NULL || text.p[i] == '\0')
			digits = 0;
		if (digits >= PHONE_DIGITS_MIN)
			return true;
	}
	return false;
}

/* Behind its bar: a title, an office, how to reach them; "must agree first" is none of it. */
static bool is_title(struct slice text)
{
	while (text.n > 0) {
		size_t end = 0;
		struct slice piece;

		while (end < text.n && strchr("|,/", text.p[end]) == NULL)
			end++;
		piece = slice_trim(slice_sub(text, 0, end));
		if (piece.n > 0 && !may_be_name(piece) && !has_number(piece) &&
		    slice_find(piece, '@') == piece.n)
			return false;
		text = slice_from(text, end + (end < text.n));
	}
	return true;
}

bool sign_off_is_card(struct slice line)
{
	size_t bar = slice_find(line, '|');

	return bar < line.n && may_be_name(slice_trim(slice_sub(line, 0, bar))) &&
	    is_title(slice_from(line, bar + 1));
}

size_t sign_off_at(struct slice text)
{
	struct slice rest = text, line;
	bool has_text = false, is_behind_empty = false;

	while (slice_next_line(&rest, &line)) {
		struct slice own = slice_trim(line);

		if (has_text && (is_closing(own) || (is_behind_empty && sign_off_is_card(own))))
			return (size_t)(line.p - text.p);
		has_text = has_text || own.n > 0;
		is_behind_empty = own.n == 0;
	}
	return text.n;
}

bool sign_off_is_doubtful(struct slice text)
{
	struct slice rest = slice_trim(text), line, last = SLICE_NONE;
	size_t lines = 0;

	while (slice_next_line(&rest, &line)) {
		if (slice_trim(line).n == 0)
			continue;
		last = slice_trim(line);
		lines++;
	}
	return has_number(text) || slice_find(text, '@') < text.n ||
	    (lines > 1 && may_be_name(last));
}
