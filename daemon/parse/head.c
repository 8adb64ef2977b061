/* SPDX-License-Identifier: MIT
 * Splits a header into fields (RFC 5322 §2.2), forgiving what mail systems forgive: an mbox
 * "From " line and empty lines in front, lines without a colon, white space before the colon, bare
 * LF, and messages whose lines end in CR alone. It never looks at a byte twice. */
#include "daemon/parse/head.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/xmalloc.h"

/* What ends the lines of this message: LF, or CR in one that has no LF near its beginning. */
static char line_end(struct slice message)
{
	struct slice start = slice_sub(message, 0, HEAD_BYTES_MAX);

	return slice_find(start, '\n') == start.n && slice_find(start, '\r') < start.n ? '\r' :
	                                                                                 '\n';
}

static struct slice take_line(struct slice message, size_t *at, char end)
{
	struct slice rest = slice_from(message, *at);
	size_t n = slice_find(rest, end);
	struct slice line = slice_sub(rest, 0, n);

	*at += n < rest.n ? n + 1 : n;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static bool is_folded(struct slice line)
{
	return line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
}

/* Field names are printable ASCII without colon (RFC 5322 §3.6.8). */
static bool split_field(struct slice line, struct head_field *f)
{
	size_t colon = slice_find(line, ':');

	if (colon == line.n)
		return false;
	f->name = slice_trim(slice_sub(line, 0, colon));
	f->value = slice_from(line, colon + 1);
	if (f->name.n == 0 || f->name.n > 128)
		return false;
	for (size_t i = 0; i < f->name.n; i++) {
		if (f->name.p[i] <= ' ' || f->name.p[i] > '~')
			return false;
	}
	return true;
}

static void add_field(struct head *h, const struct head_field *f, size_t *cap)
{
	if (h->count == HEAD_FIELDS_MAX) {
		h->is_cut = true;
		return;
	}
	if (h->count == *cap) {
		*cap = *cap == 0 ? 32 : *cap * 2;
		h->fields = xreallocarray(h->fields, *cap, sizeof *h->fields);
	}
	h->fields[h->count++] = *f;
}

/* Empty lines and an mbox separator may stand before the header. */
static size_t skip_front(struct slice message, char end)
{
	size_t at = 0;

	while (at < message.n) {
		size_t next = at;
		struct slice line = take_line(message, &next, end);

		if (line.n > 0 && !slice_starts(line, "From ") && !slice_starts(line, ">From "))
			break;
		at = next;
	}
	return at;
}

void head_init(struct head *h, struct slice message)
{
	char end = line_end(message);
	size_t at = skip_front(message, end), start = at, cap = 0;

	memset(h, 0, sizeof *h);
	h->head_at = start;
	while (at < message.n) {
		struct head_field f;
		struct slice line = take_line(message, &at, end);

		if (line.n == 0)
			break;
		if (at - start > HEAD_BYTES_MAX) {
			h->is_cut = true;
			break;
		}
		if (is_folded(line) && h->count > 0) {
			struct slice *v = &h->fields[h->count - 1].value;

			v->n = (size_t)(line.p + line.n - v->p);
		} else if (split_field(line, &f)) {
			add_field(h, &f, &cap);
		}
	}
	h->body_at = at;
	for (size_t i = 0; i < h->count; i++)
		h->fields[i].value = slice_trim(slice_sub(h->fields[i].value, 0, HEAD_VALUE_MAX));
}

void head_release(struct head *h)
{
	free(h->fields);
	memset(h, 0, sizeof *h);
}

const struct head_field *head_find(const struct head *h, const char *name, size_t from)
{
	for (size_t i = from; i < h->count; i++) {
		if (slice_is_fold(h->fields[i].name, name))
			return &h->fields[i];
	}
	return NULL;
}

struct slice head_get(const struct head *h, const char *name)
{
	const struct head_field *f = head_find(h, name, 0);

	return f != NULL ? f->value : SLICE_NONE;
}

void head_unfold(struct buf *out, struct slice value)
{
	size_t i = 0;

	value = slice_trim(value);
	while (i < value.n) {
		if (value.p[i] != '\r' && value.p[i] != '\n') {
			buf_char(out, value.p[i++]);
			continue;
		}
		while (i < value.n && strchr(" \t\r\n", value.p[i]) != NULL && value.p[i] != '\0')
			i++;
		if (out->n > 0 && out->p[out->n - 1] != ' ')
			buf_char(out, ' ');
	}
}
