/* SPDX-License-Identifier: MIT
 * Where tags begin and end; see html_token.h. As in browsers (HTML 13.2.5), a '>' ends a tag but
 * for one in a quoted value, and quotes are quotes only behind '='. Every branch moves on, and what
 * is searched for and not there is searched for once, because the rest is then used up. */
#include "daemon/parse/html_token.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' ||
	    c == '.';
}

static char at(struct slice s, size_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

static size_t skip_blanks(struct slice s, size_t i)
{
	while (i < s.n && is_blank(s.p[i]))
		i++;
	return i;
}

static size_t skip_value(struct slice s, size_t i)
{
	char quote = at(s, i);

	if (quote == '"' || quote == '\'') {
		i++;
		return i + slice_find(slice_from(s, i), quote) + 1;
	}
	while (i < s.n && !is_blank(s.p[i]) && s.p[i] != '>')
		i++;
	return i;
}

bool html_token_attribute(struct slice *rest, struct slice *name, struct slice *value)
{
	struct slice s = *rest;
	size_t from = skip_blanks(s, 0), i, end;

	while (from < s.n && s.p[from] == '/')
		from = skip_blanks(s, from + 1);
	if (from >= s.n || s.p[from] == '>')
		return false;
	for (i = from + 1;
	     i < s.n && !is_blank(s.p[i]) && s.p[i] != '>' && s.p[i] != '=' && s.p[i] != '/'; i++)
		;
	*name = slice_sub(s, from, i - from);
	*value = SLICE_NONE;
	i = skip_blanks(s, i);
	if (at(s, i) == '=') {
		i = skip_blanks(s, i + 1);
		end = skip_value(s, i);
		end = end < s.n ? end : s.n;
		*value = slice_sub(s, i, end - i);
		if (value->n > 0 && (value->p[0] == '"' || value->p[0] == '\'')) {
			*value = slice_from(*value, 1);
			*value = slice_sub(*value, 0,
			    value->n > 0 && i + value->n + 1 == end && s.p[end - 1] == s.p[i] ?
			        value->n - 1 :
			        value->n);
		}
		i = end;
	}
	*rest = slice_from(s, i);
	return true;
}

/* The first byte behind the tag whose attributes begin at `i`. */
static size_t skip_attributes(struct slice s, size_t i, bool *is_empty_r)
{
	*is_empty_r = false;
	while ((i = skip_blanks(s, i)) < s.n) {
		if (s.p[i] == '>')
			return i + 1;
		if (s.p[i] == '/' && at(s, i + 1) == '>') {
			*is_empty_r = true;
			return i + 2;
		}
		/* At least a byte, whatever it is. */
		for (i++; i < s.n && !is_blank(s.p[i]) && s.p[i] != '>' && s.p[i] != '=' &&
		     !(s.p[i] == '/' && at(s, i + 1) == '>');
		     i++)
			;
		i = skip_blanks(s, i);
		if (at(s, i) == '=')
			i = skip_value(s, skip_blanks(s, i + 1));
	}
	return s.n;
}

/* The first byte behind a comment that begins at the front. */
static size_t skip_comment(struct slice s)
{
	struct slice rest = slice_from(s, 4);
	size_t end = slice_find_text(rest, "--");

	if (at(s, 4) == '>')
		return 5;
	while (end < rest.n) {
		if (at(rest, end + 2) == '>')
			return 4 + end + 3;
		if (at(rest, end + 2) == '!' && at(rest, end + 3) == '>')
			return 4 + end + 4;
		end++;
		end += slice_find_text(slice_from(rest, end), "--");
	}
	return s.n;
}

static struct slice name_at(struct slice s, size_t i)
{
	size_t n = 0;

	while (i + n < s.n && n < HTML_NAME_MAX && is_name(s.p[i + n]))
		n++;
	return slice_sub(s, i, n);
}

/* Passes over what is inside of <script>, up to "</script". */
static void skip_raw(struct html_scan *s)
{
	for (;;) {
		s->rest = slice_from(s->rest, slice_find(s->rest, '<'));
		if (s->rest.n == 0 ||
		    (at(s->rest, 1) == '/' &&
		        slice_equal_fold(slice_sub(s->rest, 2, s->raw.n), s->raw)))
			break;
		s->rest = slice_from(s->rest, 1);
	}
	s->raw = SLICE_NONE;
}

static void take_tag(struct html_scan *s, struct html_token *t, size_t name_from)
{
	size_t end;

	t->name = name_at(s->rest, name_from);
	end = skip_attributes(s->rest, name_from + t->name.n, &t->is_empty);
	t->attributes = slice_sub(s->rest, name_from + t->name.n, end - name_from - t->name.n);
	s->rest = slice_from(s->rest, end);
	t->kind = name_from == 2 ? HTML_CLOSE : HTML_OPEN;
	if (t->kind == HTML_OPEN &&
	    (slice_is_fold(t->name, "script") || slice_is_fold(t->name, "style")))
		s->raw = t->name;
}

bool html_token_next(struct html_scan *s, struct html_token *t)
{
	size_t n;

	*t = (struct html_token){ .kind = HTML_TEXT };
	if (s->raw.n > 0)
		skip_raw(s);
	while (at(s->rest, 0) == '<' && (at(s->rest, 1) == '!' || at(s->rest, 1) == '?'))
		s->rest = slice_from(s->rest,
		    slice_starts(s->rest, "<!--") ? skip_comment(s->rest) :
		                                    slice_find(s->rest, '>') + 1);
	if (s->rest.n == 0)
		return false;
	n = slice_find(s->rest, '<');
	if (n > 0) {
		t->text = slice_sub(s->rest, 0, n);
		s->rest = slice_from(s->rest, n);
	} else if (is_letter(at(s->rest, 1))) {
		take_tag(s, t, 1);
	} else if (at(s->rest, 1) == '/' && is_letter(at(s->rest, 2))) {
		take_tag(s, t, 2);
	} else {
		t->kind = HTML_LESS;
		s->rest = slice_from(s->rest, 1);
	}
	return true;
}
