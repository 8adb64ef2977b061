/* SPDX-License-Identifier: MIT
 * Our own words; see quoted_back.h. Of a robot's mail only the beginning is compared: the rest
 * holds tokens and dates, and a person who answers below our text without marks is then heard by a
 * person. */
#include "daemon/core/talk/quoted_back.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/xmalloc.h"
#include "daemon/core/letters/letter.h"
#include "daemon/mail/qp.h"
#include "daemon/mail/reply.h"
#define WORDS_MAX 8000 /* of a mail; a letter of ours has some hundred */

/* The first letters and digits, without what mail programs change on the way. */
static void begin_of(struct slice text, struct buf *out)
{
	struct slice word;

	while (out->n < QUOTED_BACK_BYTES && slice_next_word(&text, &word)) {
		if (!slice_is(word, ">"))
			buf_slice(out, word);
	}
	buf_cut(out, out->n < QUOTED_BACK_BYTES ? out->n : QUOTED_BACK_BYTES);
}

bool quoted_back_begins_alike(struct slice said, struct slice ours)
{
	struct buf a = BUF_INIT, b = BUF_INIT;
	bool is_alike;

	begin_of(said, &a);
	begin_of(ours, &b);
	is_alike = b.n == QUOTED_BACK_BYTES && slice_equal(buf_all(&a), buf_all(&b));
	buf_release(&a);
	buf_release(&b);
	return is_alike;
}

bool quoted_back_is(const struct talk *t, const char *kind)
{
	struct buf subject = BUF_INIT, text = BUF_INIT;
	struct err err = ERR_INIT;
	json_t *values = letter_values(t->core, NULL);
	bool is_echo = letter_render(t->core, kind, values, &subject, &text, &err) == 0 &&
	    quoted_back_begins_alike(buf_all(&t->v.reply), buf_all(&text));

	err_clear(&err); /* a template that cannot be read says nothing of this mail */
	json_decref(values);
	buf_release(&subject);
	buf_release(&text);
	return is_echo;
}

/* --- the whole --- */

struct word_row {
	struct slice words[WORDS_MAX];
	size_t count;
	bool is_cut;
};

static bool is_dressing(char c)
{
	return c != '\0' && strchr("*_<>()[]{}\"'|", c) != NULL;
}

static struct slice bare_word(struct slice word)
{
	while (word.n > 0 && is_dressing(word.p[0]))
		word = slice_from(word, 1);
	while (word.n > 0 && is_dressing(word.p[word.n - 1]))
		word.n--;
	return word;
}

static bool is_written_anew(struct slice word)
{
	return slice_find(word, '@') < word.n || slice_find_text(word, "://") < word.n ||
	    slice_starts_fold(word, "mailto:");
}

static bool has_letter(struct slice word)
{
	for (size_t i = 0; i < word.n; i++) {
		char c = word.p[i];

		if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
		    (c & 0x80) != 0)
			return true;
	}
	return false;
}

static void read_words(struct word_row *r, struct slice text)
{
	struct slice word;

	r->count = 0;
	r->is_cut = false;
	while (slice_next_word(&text, &word)) {
		word = bare_word(word);
		if (!has_letter(word) || is_written_anew(word))
			continue;
		if (r->count == WORDS_MAX) {
			r->is_cut = true;
			return;
		}
		r->words[r->count++] = word;
	}
}

/* How many words from `i` of `said` on are those from `k` of `ours` on. */
static size_t run_length(const struct word_row *said, size_t i, const struct word_row *ours,
    size_t k)
{
	size_t n = 0;

	while (i + n < said->count && k + n < ours->count &&
	    slice_equal(said->words[i + n], ours->words[k + n]))
		n++;
	return n;
}

/* Where the longest run of `ours` stands that `said` goes on with from `i` on. */
static size_t longest_run(const struct word_row *said, size_t i, const struct word_row *ours,
    size_t *at_r)
{
	size_t longest = 0;

	for (size_t k = 0; k < ours->count; k++) {
		size_t n = run_length(said, i, ours, k);

		if (n > longest) {
			longest = n;
			*at_r = k;
		}
	}
	return longest;
}

/* is_whole: from the beginning on, and most of it. */
static bool is_in_runs(const struct word_row *said, const struct word_row *ours, bool is_whole)
{
	size_t longest, at = 0;

	for (size_t i = 0; i < said->count; i += longest) {
		longest = longest_run(said, i, ours, &at);
		if (longest < QUOTED_BACK_RUN || (is_whole && i == 0 && at > QUOTED_BACK_LATE))
			return false;
	}
	return !is_whole || said->count == 0 ||
	    said->count * 100 >= ours->count * QUOTED_BACK_PERCENT;
}

static bool is_made_of(struct slice said, struct slice ours, bool is_whole)
{
	struct word_row *rows = xcalloc(2, sizeof *rows);
	bool is_it;

	read_words(&rows[0], said);
	read_words(&rows[1], ours);
	is_it = !rows[0].is_cut && is_in_runs(&rows[0], &rows[1], is_whole);
	free(rows);
	return is_it;
}

bool quoted_back_is_made_of(struct slice said, struct slice ours)
{
	return is_made_of(said, ours, true);
}

/* The letter that is answered, as it is read; nothing where it is not kept. */
static void load_ours(const struct talk *t, struct buf *out)
{
	struct buf message = BUF_INIT;

	if (t->mail.delivery_id != 0 && letter_load(t->core->db, t->mail.delivery_id, &message)) {
		struct slice all = buf_all(&message);

		/* The header ends with an empty line; what is decoded is as long at most. */
		(void)qp_decode(out, slice_from(all, slice_find_text(all, "\r\n\r\n")), message.n);
	}
	buf_release(&message);
}

bool quoted_back_is_all(const struct talk *t)
{
	struct buf rest = BUF_INIT, ours = BUF_INIT;
	bool is_all;

	reply_rest(&rest, facts_get(t->facts, FACTS_TEXT));
	load_ours(t, &ours);
	is_all = quoted_back_is_made_of(buf_all(&rest), buf_all(&ours));
	buf_release(&rest);
	buf_release(&ours);
	return is_all;
}

/* A short line is ours where it stands so there; a few words anybody may write. */
static bool is_line_of(struct slice line, struct slice ours)
{
	struct slice rest = line, own;
	size_t n = 0;

	while (slice_next_word(&rest, &own))
		n++;
	if (n >= QUOTED_BACK_RUN && is_made_of(line, ours, false))
		return true;
	while (slice_next_line(&ours, &own)) {
		if (slice_equal(line, slice_trim(own)))
			return true;
	}
	return false;
}

void quoted_back_without(const struct talk *t, struct slice text, struct buf *out)
{
	struct buf ours = BUF_INIT;
	struct slice line;

	load_ours(t, &ours);
	while (slice_next_line(&text, &line)) {
		line = slice_trim(line);
		if (line.n > 0 && ours.n > 0 && is_line_of(line, buf_all(&ours)))
			continue;
		buf_slice(out, line);
		buf_char(out, '\n');
	}
	buf_release(&ours);
}
