/* SPDX-License-Identifier: MIT
 * Takes address lists apart in one pass, without recursion: comments nest by a counter, so that
 * no number of '(' can hurt. */
#include "daemon/parse/mailbox.h"

struct scan {
	struct slice in;
	size_t i;
	struct buf words; /* outside of <>, quotes resolved */
	struct buf spec;  /* inside of <> */
	struct buf comment;
	bool has_angle;
	bool has_text;
	bool is_unclosed; /* no quote is closed any more */
};

static void scan_comment(struct scan *s)
{
	size_t depth = 0;

	for (; s->i < s->in.n; s->i++) {
		char c = s->in.p[s->i];

		if (c == '(' && depth++ == 0)
			continue;
		if (c == ')' && --depth == 0)
			break;
		if (c == '\\' && s->i + 1 < s->in.n)
			c = s->in.p[++s->i];
		buf_char(&s->comment, c);
	}
}

/* A quote that nobody closed is a letter like others. Those behind it are closed by none either:
 * they were all looked at, so the rest is read to its end once and not for each of them. */
static bool is_closed(struct scan *s)
{
	for (size_t i = s->i + 1; i < s->in.n && !s->is_unclosed; i++) {
		if (s->in.p[i] == '\\')
			i++;
		else if (s->in.p[i] == '"')
			return true;
	}
	s->is_unclosed = true;
	return false;
}

/* `keep` keeps the quotes: in a spec they are part of it. */
static void scan_quoted(struct scan *s, struct buf *to, bool keep)
{
	if (keep)
		buf_char(to, '"');
	for (s->i++; s->i < s->in.n && s->in.p[s->i] != '"'; s->i++) {
		if (s->in.p[s->i] == '\\' && s->i + 1 < s->in.n) {
			if (keep)
				buf_char(to, '\\');
			s->i++;
		}
		buf_char(to, s->in.p[s->i]);
	}
	if (keep)
		buf_char(to, '"');
}

static void scan_angle(struct scan *s)
{
	s->has_angle = true;
	buf_clear(&s->spec);
	for (s->i++; s->i < s->in.n && s->in.p[s->i] != '>'; s->i++) {
		char c = s->in.p[s->i];

		if (c == '"' && is_closed(s))
			scan_quoted(s, &s->spec, true);
		else if (c == ':' && s->spec.n > 0 && s->spec.p[0] == '@')
			buf_clear(&s->spec); /* a source route (RFC 5322 §4.4): ignored */
		else if ((unsigned char)c > ' ')
			buf_char(&s->spec, c);
		if (s->i >= s->in.n)
			break;
	}
}

/* A quoted local part without <>: "a b"@example.org */
static bool is_quoted_local(const struct scan *s)
{
	for (size_t i = s->i + 1; i < s->in.n; i++) {
		if (s->in.p[i] == '\\')
			i++;
		else if (s->in.p[i] == '"')
			return i + 1 < s->in.n && s->in.p[i + 1] == '@';
	}
	return false;
}

/* One element, up to ',' or the end of a group. */
static void scan_element(struct scan *s)
{
	for (; s->i < s->in.n; s->i++) {
		char c = s->in.p[s->i];

		if (c == ',' || c == ';')
			break;
		if (c == '<' && s->has_angle)
			return; /* "A <a@b> B <c@d>": the comma was forgotten */
		s->has_text = s->has_text || (unsigned char)c > ' ';
		if (c == '(') {
			scan_comment(s);
		} else if (c == '"' && !is_closed(s)) {
			continue;
		} else if (c == '"') {
			scan_quoted(s, &s->words, is_quoted_local(s));
		} else if (c == '<') {
			scan_angle(s);
		} else if (c == ':' && !s->has_angle) {
			buf_clear(&s->words); /* a group's name */
			s->has_text = false;
		} else {
			buf_char(&s->words, c);
		}
	}
	if (s->i < s->in.n)
		s->i++;
}

/* Without <>, the words are the address: white space around '.' and '@' is allowed (§4.4). Where
 * words stand in front of it, the one with the '@' is it. */
static void spec_from_words(struct scan *s, struct buf *spec)
{
	struct slice words = slice_trim(buf_all(&s->words)), rest = words, word;
	size_t at = slice_find(words, '@');
	bool is_spaced = at > 0 && at + 1 < words.n &&
	    (words.p[at - 1] == ' ' || words.p[at + 1] == ' ');

	while (!is_spaced && words.p != NULL && words.p[0] != '"' &&
	    slice_next_word(&rest, &word)) {
		if (slice_find(word, '@') < word.n) {
			buf_slice(spec, word);
			return;
		}
	}
	for (size_t i = 0; i < words.n; i++) {
		if ((unsigned char)words.p[i] > ' ' || (words.p[0] == '"' && words.p[i] == ' '))
			buf_char(spec, words.p[i]);
	}
}

bool mailbox_next(struct slice *rest, struct buf *spec, struct buf *name)
{
	buf_clear(spec);
	buf_clear(name);
	while (rest->n > 0) {
		struct scan s = {
			.in = *rest, .words = BUF_INIT, .spec = BUF_INIT, .comment = BUF_INIT
		};

		scan_element(&s);
		*rest = slice_from(*rest, s.i);
		if (s.has_angle) {
			buf_slice(spec, buf_all(&s.spec));
			buf_slice(name, slice_trim(buf_all(s.words.n > 0 ? &s.words : &s.comment)));
		} else {
			spec_from_words(&s, spec);
			buf_slice(name, slice_trim(buf_all(&s.comment)));
		}
		buf_release(&s.words);
		buf_release(&s.spec);
		buf_release(&s.comment);
		if (s.has_text)
			return true;
	}
	return false;
}
