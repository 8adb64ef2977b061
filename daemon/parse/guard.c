/* SPDX-License-Identifier: MIT
 * The guard; see guard.h. It works on bytes and knows no MIME: it counts what could become
 * structure wherever it stands, because to know where structure is would take the parser that is
 * being guarded. Each byte is looked at a bounded number of times. */
#include "daemon/parse/guard.h"

#include <string.h>
#include <strings.h>

struct guard {
	const char *p;
	size_t n;
	size_t at;
	bool in_header;
	size_t fields;
	size_t comments; /* '(' in the present logical line */
	size_t nesting;
	size_t boundaries;
	bool is_field;      /* the present logical line looks like a header field */
	size_t field_at;    /* where it begins */
	size_t field_bytes; /* of all such lines */
};

/* Longer than any field's name. */
#define NAME_MAX_LOOKED_AT 80

/* How far the text between "boundary" and its value may reach: white space, folds, comments. */
#define GAP_MAX 400

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool has_word(const struct guard *g, size_t at, const char *word)
{
	size_t n = strlen(word);

	return g->n - at >= n && strncasecmp(g->p + at, word, n) == 0;
}

/* Passes over white space, folds and comments. False where there are more of them than anybody
 * needs. */
static bool skip_gap(const struct guard *g, size_t *at)
{
	size_t start = *at, depth = 0;

	for (; *at < g->n; (*at)++) {
		char c = g->p[*at];

		if (*at - start > GAP_MAX)
			return false;
		if (c == '(') {
			depth++;
		} else if (c == ')' && depth > 0) {
			depth--;
		} else if (c == '\\' && depth > 0) {
			(*at)++;
		} else if (depth == 0 && !is_space(c)) {
			break;
		}
	}
	return true;
}

/* Is what follows the word "boundary" harmless? A backslash in the value makes libetpan copy
 * (size_t)-1 bytes; a long one makes every line of the message expensive. */
static bool allows_boundary(const struct guard *g, size_t at)
{
	size_t start;
	bool is_quoted;

	at += strlen("boundary");
	if (!skip_gap(g, &at))
		return false;
	if (at >= g->n || g->p[at] != '=')
		return true;
	at++;
	if (!skip_gap(g, &at))
		return false;
	is_quoted = at < g->n && g->p[at] == '"';
	start = is_quoted ? ++at : at;
	while (at < g->n && at - start <= GUARD_BOUNDARY_MAX) {
		char c = g->p[at];

		if (c == '\\')
			return false;
		if (is_quoted ? c == '"' : is_space(c) || c == ';')
			return true;
		at++;
	}
	return at >= g->n;
}

/* Does a header field begin here, if here is a header (RFC 5322 §2.2)? */
static bool is_field_at(const struct guard *g)
{
	for (size_t i = g->at; i < g->n && i - g->at < NAME_MAX_LOOKED_AT; i++) {
		if (g->p[i] == ':')
			return i > g->at;
		if (g->p[i] <= ' ' || g->p[i] > '~')
			return false;
	}
	return false;
}

/* Called at the first byte of each line. */
static bool allows_line(struct guard *g)
{
	char c = g->p[g->at];
	bool is_folded = c == ' ' || c == '\t';

	if (!is_folded) {
		g->comments = 0;
		g->is_field = is_field_at(g);
		g->field_at = g->at;
	}
	if (g->in_header) {
		if (c == '\n' || (c == '\r' && has_word(g, g->at, "\r\n")))
			g->in_header = false;
		else if (!is_folded)
			g->fields++;
	}
	if (c == '-' && has_word(g, g->at, "--"))
		g->boundaries++;
	return g->fields <= GUARD_FIELDS_MAX && g->boundaries <= GUARD_BOUNDARIES_MAX;
}

static bool allows_byte(struct guard *g)
{
	switch (g->p[g->at]) {
	case '(':
		return ++g->comments <=
		    (g->in_header ? GUARD_COMMENTS_MAX : GUARD_BODY_COMMENTS_MAX);
	case 'b':
	case 'B':
		return !has_word(g, g->at, "boundary") || allows_boundary(g, g->at);
	case 'm':
	case 'M':
		return !has_word(g, g->at, "multipart") || ++g->nesting <= GUARD_NESTING_MAX;
	case 'r':
	case 'R':
		return !has_word(g, g->at, "rfc822") || ++g->nesting <= GUARD_NESTING_MAX;
	}
	return true;
}

bool guard_allows(struct slice message, size_t *share_r)
{
	struct guard g = { .p = message.p, .n = message.n, .in_header = true };
	size_t share = message.n;
	bool is_start = true;

	*share_r = 0;
	for (; g.at < g.n; g.at++) {
		if (is_start && !allows_line(&g))
			return false;
		if (!allows_byte(&g))
			return false;
		if (g.in_header && g.at >= GUARD_HEADER_MAX)
			return false;
		g.field_bytes += g.is_field;
		if (g.field_bytes > GUARD_FIELD_BYTES_MAX) {
			share = g.field_at;
			break;
		}
		is_start = g.p[g.at] == '\n' || (g.p[g.at] == '\r' && !has_word(&g, g.at, "\r\n"));
	}
	*share_r = GUARD_WORK_MAX / (g.nesting > 0 ? g.nesting : 1);
	if (*share_r > share)
		*share_r = share;
	return true;
}
