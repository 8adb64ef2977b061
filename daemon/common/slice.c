/* SPDX-License-Identifier: MIT
 * Borrowed runs of bytes; see slice.h. */
#include "daemon/common/slice.h"

#include <string.h>
#include <strings.h>

#include "daemon/common/xmalloc.h"

struct slice slice_make(const char *p, size_t n)
{
	return (struct slice){ n > 0 || p != NULL ? p : NULL, p != NULL ? n : 0 };
}

struct slice slice_of(const char *s)
{
	return slice_make(s, s != NULL ? strlen(s) : 0);
}

bool slice_equal(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool slice_equal_fold(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || strncasecmp(a.p, b.p, a.n) == 0);
}

bool slice_is(struct slice a, const char *text)
{
	return slice_equal(a, slice_of(text));
}

bool slice_is_fold(struct slice a, const char *text)
{
	return slice_equal_fold(a, slice_of(text));
}

bool slice_starts(struct slice a, const char *text)
{
	return slice_is(slice_sub(a, 0, strlen(text)), text);
}

bool slice_starts_fold(struct slice a, const char *text)
{
	return slice_is_fold(slice_sub(a, 0, strlen(text)), text);
}

bool slice_ends_fold(struct slice a, const char *text)
{
	size_t n = strlen(text);

	return a.n >= n && slice_is_fold(slice_from(a, a.n - n), text);
}

size_t slice_find(struct slice a, char c)
{
	const char *hit = a.n > 0 ? memchr(a.p, c, a.n) : NULL;

	return hit != NULL ? (size_t)(hit - a.p) : a.n;
}

size_t slice_find_text(struct slice a, const char *text)
{
	const char *hit = a.n > 0 ? memmem(a.p, a.n, text, strlen(text)) : NULL;

	return hit != NULL ? (size_t)(hit - a.p) : a.n;
}

size_t slice_find_fold(struct slice a, const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < a.n && n <= a.n - i; i++) {
		if (strncasecmp(a.p + i, text, n) == 0)
			return i;
	}
	return a.n;
}

bool slice_has_any(struct slice a, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_find_text(a, list[i]) < a.n)
			return true;
	}
	return false;
}

struct slice slice_from(struct slice a, size_t from)
{
	if (from > a.n)
		from = a.n;
	return slice_make(a.p != NULL ? a.p + from : NULL, a.n - from);
}

struct slice slice_sub(struct slice a, size_t from, size_t n)
{
	struct slice rest = slice_from(a, from);

	if (rest.n > n)
		rest.n = n;
	return rest;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct slice slice_trim(struct slice a)
{
	while (a.n > 0 && is_space(a.p[a.n - 1]))
		a.n--;
	while (a.n > 0 && is_space(a.p[0])) {
		a.p++;
		a.n--;
	}
	return a;
}

bool slice_next(struct slice *rest, char sep, struct slice *word_r)
{
	size_t at;

	if (rest->p == NULL)
		return false;
	at = slice_find(*rest, sep);
	*word_r = slice_sub(*rest, 0, at);
	*rest = at < rest->n ? slice_from(*rest, at + 1) : SLICE_NONE;
	return true;
}

bool slice_next_line(struct slice *rest, struct slice *line_r)
{
	if (rest->n == 0 || !slice_next(rest, '\n', line_r))
		return false;
	if (rest->p != NULL && line_r->n > 0 && line_r->p[line_r->n - 1] == '\r')
		line_r->n--; /* of a CRLF; a CR that no LF follows is text */
	return true;
}

bool slice_next_word(struct slice *rest, struct slice *word_r)
{
	size_t i = 0, start;

	while (i < rest->n && is_space(rest->p[i]))
		i++;
	start = i;
	while (i < rest->n && !is_space(rest->p[i]))
		i++;
	*word_r = slice_sub(*rest, start, i - start);
	*rest = slice_from(*rest, i);
	return word_r->n > 0;
}

char *slice_dup(struct slice a)
{
	char *s = xmalloc(a.n + 1);

	if (a.n > 0)
		memcpy(s, a.p, a.n);
	s[a.n] = '\0';
	return s;
}
