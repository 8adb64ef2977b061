/* SPDX-License-Identifier: MIT
 * See html_style.h. No parser of style sheets: braces and commas. Each byte is looked at a few
 * times. */
#include "daemon/parse/html_style.h"

#include <string.h>

#define STYLE_MAX 20000 /* bytes of style sheets; a mail program writes a few thousand */
#define NAMES_MAX 1000  /* bytes of what is hidden */
#define WORDS_MAX 20    /* of one class attribute; each is looked for among all of these */
#define RULE_MAX 500

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* In small letters, without comments and blanks. */
static void squeeze(struct buf *out, struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (slice_starts(slice_from(s, i), "/*")) {
			i += slice_find_text(slice_from(s, i), "*/") + 1;
			continue;
		}
		if (!is_blank(s.p[i]))
			buf_char(out,
			    s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 0x20) : s.p[i]);
	}
}

static bool hides(struct slice declarations)
{
	static const char *const hiding[] = { "display:none", "visibility:hidden",
		"visibility:collapse", "font-size:0", "font-size:1px", "opacity:0", "mso-hide:all",
		"max-height:0", "color:#fff;", "color:#ffffff", "color:white", "color:transparent",
		"text-indent:-", "left:-9", "clip:rect", "clip-path:", "scale(0", "font-size:1%" };
	struct buf plain = BUF_INIT;
	bool is_it;

	squeeze(&plain, slice_sub(declarations, 0, RULE_MAX));
	buf_char(&plain, ';');
	is_it = slice_has_any(buf_all(&plain), hiding, sizeof hiding / sizeof hiding[0]);
	buf_release(&plain);
	return is_it;
}

static void add_name(struct buf *names, struct slice name)
{
	if (names->n == 0)
		buf_char(names, ' ');
	if (names->n + name.n < NAMES_MAX) {
		buf_slice(names, name);
		buf_char(names, ' ');
	}
}

static bool ends_name(char c)
{
	return is_blank(c) || c == '.' || c == '#' || c == ':' || c == '[' || c == '>' ||
	    c == '+' || c == '~' || c == '*' || c == '{';
}

/* One selector: what it ends with is what is hidden. */
static void add_selector(struct html_style *s, struct slice selector, bool is_sure)
{
	size_t at = selector.n, parts = 0;

	for (size_t i = 0; i < selector.n; i++)
		parts += ends_name(selector.p[i]) && i > 0;
	while (at > 0 && !ends_name(selector.p[at - 1]))
		at--;
	if (at > 0 && (selector.p[at - 1] == '.' || selector.p[at - 1] == '#'))
		at--;
	if (at < selector.n)
		add_name(is_sure && parts == 0 ? &s->hidden : &s->doubtful,
		    slice_from(selector, at));
}

static void add_rule(struct html_style *s, struct slice selectors, struct slice declarations,
    bool is_sure)
{
	struct buf plain = BUF_INIT;
	struct slice rest;

	if (!hides(declarations))
		return;
	for (size_t i = 0; i < selectors.n && plain.n < RULE_MAX; i++)
		buf_char(&plain,
		    selectors.p[i] >= 'A' && selectors.p[i] <= 'Z' ? (char)(selectors.p[i] | 0x20) :
		                                                     selectors.p[i]);
	for (rest = buf_all(&plain); rest.n > 0;) {
		size_t end = slice_find(rest, ',');

		add_selector(s, slice_trim(slice_sub(rest, 0, end)), is_sure);
		rest = slice_from(rest, end + 1);
	}
	buf_release(&plain);
}

/* Rules inside of "@media" and the like hold sometimes. */
static void read_sheet(struct html_style *s, struct slice sheet)
{
	struct slice selectors = SLICE_NONE;
	size_t from = 0, depth = 0;

	for (size_t i = 0; i < sheet.n; i++) {
		if (sheet.p[i] == '{') {
			selectors = slice_trim(slice_sub(sheet, from, i - from));
			depth++;
			from = i + 1;
		} else if (sheet.p[i] == '}') {
			add_rule(s, selectors, slice_sub(sheet, from, i - from), depth == 1);
			depth -= depth > 0;
			from = i + 1;
		} else if (sheet.p[i] == ';' && depth == 0) {
			from = i + 1;
		}
	}
}

static void read_plain(struct html_style *s, struct slice sheet)
{
	struct buf plain = BUF_INIT;

	/* "<!--" and comments part nothing. */
	for (size_t i = 0; i < sheet.n; i++) {
		struct slice rest = slice_from(sheet, i);

		if (slice_starts(rest, "/*"))
			i += slice_find_text(rest, "*/") + 1;
		else if (slice_starts(rest, "<!--"))
			i += 3;
		else if (slice_starts(rest, "-->"))
			i += 2;
		else
			buf_char(&plain, sheet.p[i]);
	}
	read_sheet(s, buf_all(&plain));
	buf_release(&plain);
}

void html_style_read(struct html_style *s, struct slice html)
{
	size_t left = STYLE_MAX;

	*s = (struct html_style){ BUF_INIT, BUF_INIT };
	while (left > 0) {
		size_t at = slice_find_fold(html, "<style"), end;

		if (at >= html.n)
			return;
		html = slice_from(html, at);
		html = slice_from(html, slice_find(html, '>') + 1);
		end = slice_find_fold(html, "</style");
		end = end > left ? left : end;
		read_plain(s, slice_sub(html, 0, end));
		html = slice_from(html, end);
		left -= end;
	}
}

void html_style_release(struct html_style *s)
{
	buf_release(&s->hidden);
	buf_release(&s->doubtful);
}

static bool has(const struct buf *names, char sign, struct slice words)
{
	struct slice word;
	bool is_it = false;

	for (int i = 0; names->n > 0 && i < WORDS_MAX && !is_it && slice_next_word(&words, &word);
	     i++) {
		struct buf one = BUF_INIT;

		buf_char(&one, ' ');
		if (sign != 0)
			buf_char(&one, sign);
		squeeze(&one, slice_sub(word, 0, RULE_MAX));
		buf_text(&one, " ");
		is_it = slice_find_text(buf_all(names), one.p) < names->n;
		buf_release(&one);
	}
	return is_it;
}

bool html_style_hides(const struct html_style *s, char sign, struct slice words)
{
	return has(&s->hidden, sign, words);
}

bool html_style_may_hide(const struct html_style *s, char sign, struct slice words)
{
	return has(&s->doubtful, sign, words);
}
