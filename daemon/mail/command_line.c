/* SPDX-License-Identifier: MIT
 * Lines as words; see command_line.h. Arguments are given back as they were written, so each word
 * is kept twice: as written, and as it is compared. */
#include "daemon/mail/command_line.h"

#include <string.h>

#include "daemon/common/utf8.h"

static bool is_edge(unsigned char c)
{
	return strchr(".,!;:()[]{}<>\"'*_~-", c) != NULL && c != '\0';
}

/* The word without punctuation around it; "+1", "?" and "*" stay as they are. */
static struct slice strip_edges(struct slice w)
{
	struct slice all = w;

	while (w.n > 0 && (is_edge((unsigned char)w.p[w.n - 1]) || w.p[w.n - 1] == '?'))
		w.n--;
	while (w.n > 0 && is_edge((unsigned char)w.p[0]))
		w = slice_from(w, 1);
	return w.n > 0 ? w : slice_sub(all, 0, 1);
}

bool command_line_init(struct command_line *l, struct slice text)
{
	struct slice rest = slice_trim(text), word;
	struct buf folded = BUF_INIT;

	memset(l, 0, sizeof *l);
	buf_init(&l->folded);
	if (rest.n == 0 || rest.n > COMMAND_LINE_MAX)
		return false;
	l->is_question = rest.p[rest.n - 1] == '?';
	while (slice_next_word(&rest, &word)) {
		if (l->count == COMMAND_LINE_WORDS_MAX)
			break;
		buf_clear(&folded);
		utf8_fold(&folded, word);
		if (l->folded.n > 0)
			buf_char(&l->folded, ' ');
		l->at[l->count] = l->folded.n;
		buf_slice(&l->folded, strip_edges(buf_all(&folded)));
		l->end[l->count] = l->folded.n;
		l->words[l->count++] = word;
	}
	buf_release(&folded);
	return l->count > 0 && slice_trim(rest).n == 0;
}

void command_line_release(struct command_line *l)
{
	buf_release(&l->folded);
}

struct slice command_line_word(const struct command_line *l, size_t i)
{
	return slice_sub(buf_all(&l->folded), l->at[i], l->end[i] - l->at[i]);
}

struct slice command_line_span(const struct command_line *l, size_t from, size_t to)
{
	return from < to ?
	    slice_sub(buf_all(&l->folded), l->at[from], l->end[to - 1] - l->at[from]) :
	    SLICE_NONE;
}

size_t command_line_words_of(const char *phrase)
{
	size_t n = 1;

	for (; *phrase != '\0'; phrase++)
		n += *phrase == ' ';
	return n;
}

bool command_line_begins(struct slice folded, const char *phrase)
{
	size_t n = strlen(phrase);

	return slice_starts(folded, phrase) && (folded.n == n || folded.p[n] == ' ');
}
