/* SPDX-License-Identifier: MIT
 * The new text of a reply, by the kinds of its lines. Each line is one of a few kinds (text,
 * quote, attribution, header block, divider, signature, footer ...); from the sequence of kinds
 * follows where the new text ends and which lines inside it are not new. What a line is, is
 * decided in reply_words.c.
 *
 * A person's words must not be lost: where it is doubtful whether text is new, it is kept. */
#include "daemon/mail/reply.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/utf8.h"
#include "daemon/common/xmalloc.h"
#include "daemon/mail/footer_words.h"
#include "daemon/mail/reply_words.h"

enum kind {
	EMPTY,
	TEXT,
	QUOTE,
	WROTE, /* an attribution, all its lines */
	HEADER,
	HEADER_FROM,
	DELIMITER, /* a line of dashes and the like */
	DIVIDER,   /* "-----Original Message-----" */
	SIGNATURE, /* "-- " */
	FOOTER,
	DISCLAIMER,
	MARK,   /* what a gateway put above: "[IN-CONFIDENCE]" */
	BANNER, /* "CAUTION: this email came from outside", to the end of its paragraph */
};

struct text_line {
	struct reply_line words; /* trimmed */
	struct slice raw;        /* with its white space */
	enum kind kind;
	size_t attribution; /* lines of the one that begins here, 0: none */
};

struct reply {
	struct text_line *lines;
	size_t count;
	size_t end; /* new text ends before this line */
	struct buf folded;
};

#define ATTRIBUTION_LINES 6  /* over which an attribution may be wrapped */
#define HEADER_LINES 8       /* of a block that are looked at */
#define LIST_FOOTER_LINES 12 /* below a long rule, to the end */
#define RULE_LENGTH 20       /* of underscores above a mailing list's footer */
#define WRAPPED_LENGTH 60    /* a quoted line so long may have been broken by the mail program */
#define LINE_LOOKED_AT 600   /* of a line, to tell its kind */
#define BANNER_LINES 6
#define DISCLAIMER_TRIES \
	8 /* lines that begin as one does and are looked at to the end of the mail */
#define DISCLAIMER_MAX 8000 /* bytes; longer is a letter */

/* --- kinds of lines --- */

/* "> ", "| " and "AB> " in front; at most three spaces and three letters before it. */
static bool is_quote(struct slice raw)
{
	size_t i = 0, letters = 0;

	while (i < raw.n && i < 3 && raw.p[i] == ' ')
		i++;
	while (i < raw.n && letters < 3 && ((raw.p[i] | 0x20) >= 'a' && (raw.p[i] | 0x20) <= 'z')) {
		i++;
		letters++;
	}
	return i < raw.n && raw.p[i] == '>';
}

static enum kind kind_of(const struct text_line *l)
{
	enum reply_header header;

	if (!utf8_has_visible(l->words.raw))
		return EMPTY;
	if (reply_words_divider(&l->words))
		return DIVIDER;
	if (is_quote(l->raw))
		return QUOTE;
	if (slice_is(l->words.raw, "--"))
		return SIGNATURE;
	if (reply_words_delimiter(&l->words))
		return DELIMITER;
	header = reply_words_header(&l->words);
	if (header != REPLY_HEADER_NONE)
		return header == REPLY_HEADER_FROM ? HEADER_FROM : HEADER;
	if (reply_words_footer(&l->words))
		return FOOTER;
	return reply_words_disclaimer(&l->words) ? DISCLAIMER : TEXT;
}

static void read_lines(struct reply *r, struct slice text)
{
	struct slice rest = text, line;
	size_t cap = 0, *at = NULL;

	while (slice_next_line(&rest, &line)) {
		if (r->count == cap) {
			cap = cap == 0 ? 64 : cap * 2;
			r->lines = xreallocarray(r->lines, cap, sizeof *r->lines);
			at = xreallocarray(at, cap, sizeof *at);
		}
		r->lines[r->count].raw = line;
		r->lines[r->count].words.raw = slice_trim(line);
		r->lines[r->count].attribution = 0;
		at[r->count++] = r->folded.n;
		utf8_fold(&r->folded, slice_sub(slice_trim(line), 0, LINE_LOOKED_AT));
	}
	for (size_t i = 0; i < r->count; i++) {
		size_t end = i + 1 < r->count ? at[i + 1] : r->folded.n;

		r->lines[i].words.folded = slice_trim(slice_sub(buf_all(&r->folded), at[i],
		    end - at[i]));
		r->lines[i].kind = kind_of(&r->lines[i]);
	}
	free(at);
	r->end = r->count;
}

/* --- attributions --- */

static bool is_open(struct slice s)
{
	size_t open = 0, closed = 0;

	for (size_t i = 0; i < s.n; i++) {
		open += s.p[i] == '<';
		closed += s.p[i] == '>';
	}
	return open > closed;
}

/* "On Monday, DPUP <" or, in some programs, "(": an address follows, so nobody wrote that. */
static bool begins_address(struct slice s)
{
	return slice_find(s, '<') < s.n || (s.n > 0 && s.p[s.n - 1] == '(');
}

static size_t next_not_empty(const struct reply *r, size_t i)
{
	while (i < r->count && r->lines[i].kind == EMPTY)
		i++;
	return i;
}

/* Does another attribution begin with the line `at`, which is joined to what stands above? With a
 * day of its own, it does; a time or an address alone is a piece of one that was wrapped. */
static bool begins_another(const struct reply *r, size_t at)
{
	size_t next = next_not_empty(r, at);

	if (next >= r->count || r->lines[next].attribution == 0)
		return false;
	return next > at || reply_words_is_dated_attribution(&r->lines[next].words);
}

/* How many lines from `from` on are one attribution; 0: none. A line that begins with '>' goes on
 * only where a '<' is open: "NAME <address" and ">:" on the next line. "I am away until 5
 * January.", an empty line or none, "On Monday DPUP wrote:": what stands above is somebody's
 * sentence. The lines below `from` are known already. */
static size_t attribution_length(const struct reply *r, size_t from)
{
	struct buf raw = BUF_INIT, folded = BUF_INIT;
	bool is_addressed = begins_address(r->lines[from].words.raw);
	size_t found = 0, empty = 0;

	for (size_t n = 0; n < ATTRIBUTION_LINES && from + n < r->count && found == 0; n++) {
		const struct text_line *l = &r->lines[from + n];
		struct reply_line joined;

		if ((l->kind == EMPTY && ++empty > 2) || (n > 0 && begins_another(r, from + n)))
			break;
		if (l->kind == DIVIDER || l->kind == HEADER || l->kind == HEADER_FROM ||
		    (l->kind == QUOTE && !is_open(buf_all(&raw))))
			break;
		if (n > 0) {
			buf_char(&raw, ' ');
			buf_char(&folded, ' ');
		}
		buf_slice(&raw, l->words.raw);
		buf_slice(&folded, l->words.folded);
		joined = (struct reply_line){ slice_trim(buf_all(&raw)),
			slice_trim(buf_all(&folded)) };
		if (l->kind != EMPTY && reply_words_attribution(&joined) &&
		    (n == 0 || is_addressed || !reply_words_tells(joined.raw)))
			found = n + 1;
	}
	buf_release(&raw);
	buf_release(&folded);
	return found;
}

/* From the end: whether a line goes on in the next depends on what that is, and so nothing is
 * looked at twice. */
static void find_attributions(struct reply *r)
{
	for (size_t i = r->count; i-- > 0;) {
		struct text_line *l = &r->lines[i];

		if (l->kind != EMPTY && l->kind != QUOTE &&
		    reply_words_may_begin_attribution(&l->words))
			l->attribution = attribution_length(r, i);
	}
}

static void mark_attributions(struct reply *r)
{
	find_attributions(r);
	for (size_t i = 0; i < r->count; i++) {
		size_t n = r->lines[i].attribution;

		for (size_t k = 0; k < n; k++)
			r->lines[i + k].kind = WROTE;
		if (n > 0)
			i += n - 1;
	}
}

/* --- what gateways put above --- */

static void mark_top(struct reply *r)
{
	size_t i = next_not_empty(r, 0);

	while (i < r->count) {
		size_t from = i;

		if (reply_words_is_marking(r->lines[i].words.raw)) {
			r->lines[i++].kind = MARK;
		} else if (reply_words_banner(&r->lines[i].words)) {
			for (; i < r->count && r->lines[i].kind != EMPTY && i < from + BANNER_LINES;
			     i++)
				r->lines[i].kind = BANNER;
		} else {
			return;
		}
		i = next_not_empty(r, i);
	}
}

/* --- where the new text ends --- */

/* Outlook's block: a sender and two more fields on neighbouring lines. */
static bool is_header_block(const struct reply *r, size_t from)
{
	size_t fields = 0, senders = 0, other = 0;

	for (size_t i = from; i < r->count && i < from + HEADER_LINES; i++) {
		switch ((int)r->lines[i].kind) {
		case HEADER_FROM:
			senders++;
			fields++;
			break;
		case HEADER:
			fields++;
			break;
		case EMPTY:
			break;
		default: /* a long field goes on on the next line */
			if (++other > 2)
				return false;
		}
		if (senders > 0 && fields >= 3)
			return true;
	}
	return false;
}

/* A mailing list's or a scanner's footer: a long rule, and a few lines to the end. */
static bool is_list_footer(const struct reply *r, size_t from)
{
	size_t lines = 0;
	struct slice rule = r->lines[from].words.raw;

	if (rule.n < RULE_LENGTH || rule.p[0] != '_')
		return false;
	for (size_t i = from + 1; i < r->count; i++)
		lines += r->lines[i].kind != EMPTY;
	return lines <= LIST_FOOTER_LINES;
}

static bool is_followed_by_quote(const struct reply *r, size_t i)
{
	while (i < r->count && r->lines[i].kind == WROTE)
		i++;
	i = next_not_empty(r, i);
	return i < r->count && r->lines[i].kind == QUOTE;
}

static bool is_no_answer(struct slice sentence, const void *context)
{
	(void)sentence;
	(void)context;
	return false;
}

/* Is all that stands from there on what disclaimers and footers hold, up to what is quoted? Those
 * of other languages are told by their beginning; who asks something does not write one. */
static bool is_disclaimer_to_its_end(const struct reply *r, size_t from)
{
	bool is_foreign = reply_words_is_foreign_disclaimer(&r->lines[from].words), is_it;
	struct buf text = BUF_INIT;

	for (size_t i = from; i < r->count && text.n <= DISCLAIMER_MAX; i++) {
		enum kind kind = r->lines[i].kind;

		if (kind == QUOTE || kind == WROTE || kind == DIVIDER || kind == SIGNATURE ||
		    is_header_block(r, i))
			break;
		if (kind == DELIMITER || kind == FOOTER)
			continue;
		buf_slice(&text, slice_trim(r->lines[i].raw));
		buf_char(&text, '\n');
	}
	is_it = text.n <= DISCLAIMER_MAX &&
	    (is_foreign ? slice_find(buf_all(&text), '?') == text.n :
	                  footer_words_read(buf_all(&text), is_no_answer, NULL) == FOOTER_NOTHING);
	buf_release(&text);
	return is_it;
}

/* A disclaimer begins a paragraph, and something stands before it, if only what it is an answer to.
 */
static bool is_disclaimer_start(const struct reply *r, size_t i)
{
	return next_not_empty(r, 0) < i &&
	    (r->lines[i - 1].kind == EMPTY || r->lines[i - 1].kind == DELIMITER) &&
	    is_disclaimer_to_its_end(r, i);
}

static bool ends_new_text(const struct reply *r, size_t i)
{
	switch (r->lines[i].kind) {
	case DIVIDER:
	case SIGNATURE:
		return true;
	case WROTE:
		/* Unquoted text below an attribution is the original: top posting. */
		return !is_followed_by_quote(r, i);
	case HEADER:
	case HEADER_FROM:
		return is_header_block(r, i);
	case DELIMITER:
		return is_list_footer(r, i);
	case DISCLAIMER:
		return is_disclaimer_start(r, i);
	case FOOTER: /* people write below what their telephone put there */
	case EMPTY:
	case TEXT:
	case QUOTE:
	case MARK:
	case BANNER:
		break;
	}
	return false;
}

static void find_end(struct reply *r)
{
	size_t tries = 0;

	for (size_t i = 0; i < r->count; i++) {
		if (r->lines[i].kind == DISCLAIMER && tries++ >= DISCLAIMER_TRIES)
			continue;
		if (ends_new_text(r, i)) {
			r->end = i;
			return;
		}
	}
}

/* --- what is not new inside it --- */

static bool starts_lower(struct slice s)
{
	return s.n > 0 && s.p[0] >= 'a' && s.p[0] <= 'z';
}

/* Quoted lines the mail program broke: the piece without '>' goes on in small letters. */
static void mark_wrapped_quotes(struct reply *r)
{
	for (size_t i = 1; i + 1 < r->end; i++) {
		if (r->lines[i].kind == TEXT && r->lines[i - 1].kind == QUOTE &&
		    r->lines[i + 1].kind == QUOTE &&
		    r->lines[i - 1].words.raw.n >= WRAPPED_LENGTH &&
		    starts_lower(r->lines[i].words.raw))
			r->lines[i].kind = QUOTE;
	}
}

static bool is_old(enum kind kind)
{
	return kind == QUOTE || kind == WROTE || kind == FOOTER || kind == MARK || kind == BANNER;
}

static void trim_end(struct reply *r)
{
	while (r->end > 0 &&
	    (r->lines[r->end - 1].kind == EMPTY || r->lines[r->end - 1].kind == DELIMITER ||
	        is_old(r->lines[r->end - 1].kind)))
		r->end--;
}

static struct slice trim_right(struct slice s)
{
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

static void write_lines(const struct reply *r, struct buf *out)
{
	size_t start = out->n;
	bool is_behind_old = true; /* empty lines behind a quote go with it */

	for (size_t i = 0; i < r->end; i++) {
		enum kind kind = r->lines[i].kind;

		if (is_old(kind) || (kind == EMPTY && is_behind_old)) {
			is_behind_old = is_behind_old || is_old(kind);
			continue;
		}
		is_behind_old = false;
		buf_slice(out, trim_right(r->lines[i].raw));
		buf_char(out, '\n');
	}
	if (out->n > start)
		buf_cut(out, out->n - 1);
}

/* Without "> ", as often as it stands there. */
static struct slice unquoted(struct slice raw)
{
	struct slice s = slice_trim(raw);

	while (is_quote(s))
		s = slice_trim(slice_from(s, slice_find(s, '>') + 1));
	return s;
}

void reply_rest(struct buf *out, struct slice text)
{
	struct reply r = { .folded = BUF_INIT };
	bool is_disclaimer = false; /* to the end of its paragraph */

	read_lines(&r, text);
	mark_top(&r);
	mark_attributions(&r);
	for (size_t i = 0; i < r.count; i++) {
		is_disclaimer = r.lines[i].kind == DISCLAIMER ||
		    (is_disclaimer && r.lines[i].kind == TEXT);
		if (is_disclaimer)
			continue;
		if (r.lines[i].kind != TEXT && r.lines[i].kind != QUOTE &&
		    r.lines[i].kind != SIGNATURE && r.lines[i].kind != BANNER &&
		    (r.lines[i].kind != FOOTER || reply_words_is_device(&r.lines[i].words)))
			continue;
		buf_slice(out, unquoted(r.lines[i].raw));
		buf_char(out, '\n');
	}
	free(r.lines);
	buf_release(&r.folded);
}

void reply_above(struct buf *out, struct slice text)
{
	struct reply r = { .folded = BUF_INIT };

	read_lines(&r, text);
	mark_top(&r);
	mark_attributions(&r);
	for (size_t i = 0; i < r.count; i++) {
		enum kind kind = r.lines[i].kind;

		if (kind == QUOTE || kind == WROTE || kind == DIVIDER || is_header_block(&r, i))
			break;
		if (kind != MARK && kind != BANNER && kind != DISCLAIMER) {
			buf_slice(out, slice_trim(r.lines[i].raw));
			buf_char(out, '\n');
		}
	}
	free(r.lines);
	buf_release(&r.folded);
}

void reply_text(struct buf *out, struct slice text)
{
	struct reply r = { .folded = BUF_INIT };

	read_lines(&r, text);
	mark_top(&r);
	mark_attributions(&r);
	find_end(&r);
	mark_wrapped_quotes(&r);
	trim_end(&r);
	write_lines(&r, out);
	free(r.lines);
	buf_release(&r.folded);
}

/* --- the Subject --- */

bool reply_take_prefix(struct slice *subject)
{
	static const char *const words[] = { "re", "aw", "sv", "vs", "antw", "res", "odp", "ynt",
		"ref", "rif" };
	struct slice s = slice_trim(*subject);
	size_t n = slice_find(s, ':'), bracket = slice_find(s, '['), end = slice_find(s, ']');
	struct slice word = slice_trim(slice_sub(s, 0, bracket < n ? bracket : n));

	if (bracket == 0 && end < s.n && reply_words_is_marking(slice_sub(s, 0, end + 1))) {
		*subject = slice_trim(slice_from(s, end + 1));
		return true;
	}
	for (size_t i = 0; n < s.n && i < sizeof words / sizeof words[0]; i++) {
		if (slice_is_fold(word, words[i])) {
			*subject = slice_trim(slice_from(s, n + 1));
			return true;
		}
	}
	return false;
}
