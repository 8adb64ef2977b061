/* SPDX-License-Identifier: MIT
 * The relaxed forms; see relaxed.h. Linear: every byte of every signed message passes here. */
#include "daemon/mail/relaxed.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Runs of blanks as one space, none at the end. */
static void relax_line(struct buf *out, struct slice line)
{
	size_t i = 0;

	while (line.n > 0 && is_blank(line.p[line.n - 1]))
		line.n--;
	while (i < line.n) {
		size_t from = i;

		while (i < line.n && !is_blank(line.p[i]))
			i++;
		buf_add(out, line.p + from, i - from);
		if (i < line.n)
			buf_char(out, ' ');
		while (i < line.n && is_blank(line.p[i]))
			i++;
	}
}

void relaxed_body(struct buf *out, struct slice body)
{
	size_t empty = 0; /* lines that count only where another follows */

	while (body.n > 0) {
		size_t n = slice_find(body, '\n');
		struct slice line = slice_sub(body, 0, n);
		size_t before = out->n;

		body = slice_from(body, n + 1);
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		for (size_t i = 0; i < line.n && empty > 0; i++) {
			if (is_blank(line.p[i]))
				continue;
			for (; empty > 0; empty--)
				buf_text(out, "\r\n");
			before = out->n;
		}
		relax_line(out, line);
		if (out->n == before)
			empty++;
		else
			buf_text(out, "\r\n");
	}
}

void relaxed_field(struct buf *out, struct slice field)
{
	size_t colon = slice_find(field, ':');
	struct slice name = slice_trim(slice_sub(field, 0, colon));
	struct buf value = BUF_INIT;

	for (size_t i = 0; i < name.n; i++)
		buf_char(out,
		    name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] | 0x20) : name.p[i]);
	buf_char(out, ':');
	for (size_t i = colon + 1; i < field.n; i++) {
		if (field.p[i] != '\r' &&
		    field.p[i] != '\n') /* unfolded: the blank after it stays */
			buf_char(&value, field.p[i]);
	}
	relax_line(out, slice_trim(buf_all(&value)));
	buf_release(&value);
}
