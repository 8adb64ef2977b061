/* SPDX-License-Identifier: MIT
 * See qp.h. */
#include "daemon/mail/qp.h"

int qp_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* The length of a soft line break at the '=' of `in`, 0 where there is none. White space may
 * stand behind the '=' (RFC 2045 §6.7 rule 3). */
static size_t soft_break(struct slice in)
{
	size_t i = 1;

	while (i < in.n && i < 80 && (in.p[i] == ' ' || in.p[i] == '\t'))
		i++;
	if (i == in.n)
		return i;
	if (in.p[i] == '\r')
		i++;
	if (i < in.n && in.p[i] == '\n')
		return i + 1;
	return i > 1 && in.p[i - 1] == '\r' ? i : 0;
}

bool qp_decode(struct buf *out, struct slice in, size_t max)
{
	size_t start = out->n;

	for (size_t i = 0; i < in.n;) {
		int high, low;
		size_t skip;

		if (out->n - start >= max)
			return true;
		if (in.p[i] != '=') {
			buf_char(out, in.p[i++]);
			continue;
		}
		skip = soft_break(slice_from(in, i));
		if (skip > 0) {
			i += skip;
			continue;
		}
		high = i + 1 < in.n ? qp_hex_digit(in.p[i + 1]) : -1;
		low = i + 2 < in.n ? qp_hex_digit(in.p[i + 2]) : -1;
		if (high < 0 || low < 0) {
			buf_char(out, in.p[i++]); /* not encoded after all */
			continue;
		}
		buf_char(out, (char)(high << 4 | low));
		i += 3;
	}
	return false;
}
