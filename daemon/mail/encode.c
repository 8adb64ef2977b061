/* SPDX-License-Identifier: MIT
 * The encodings of mail text; see encode.h. Quoted-printable here is stricter than RFC 2045
 * §6.7 asks: what a relay on the way could change (a dot or "From " at the start of a line,
 * white space at its end) is encoded too, so that a signature over the body survives. */
#include "daemon/mail/encode.h"

#include <string.h>

#include "daemon/mail/master.h"

#define QP_LINE_MAX 75       /* RFC 2045 §6.7 (5): 76 with the '=' of a soft line break */
#define BASE64_LINE_BYTES 57 /* RFC 2045 §6.8: 76 characters */

size_t encode_slot_length(struct slice text)
{
	size_t n = 2;

	if (text.n < 4 || text.p[0] != ENCODE_SLOT || text.p[1] == '\0' ||
	    strchr("raht", text.p[1]) == NULL)
		return 0;
	while (n < text.n && n < 2 + MASTER_NAME_MAX + 1) {
		char c = text.p[n++];

		if (c == ENCODE_SLOT)
			return n > 3 ? n : 0;
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
			return 0;
	}
	return 0;
}

/* The length of the line end that `text` has at i: 1, 2, or 0 where there is none. */
static size_t line_end(struct slice text, size_t i)
{
	if (i < text.n && text.p[i] == '\n')
		return 1;
	return i + 1 < text.n && text.p[i] == '\r' && text.p[i + 1] == '\n' ? 2 : 0;
}

/* May byte i stand as it is, when the line it goes to holds `column` characters so far? */
static bool is_qp_literal(struct slice text, size_t i, size_t column)
{
	char c = text.p[i];

	if (c == ' ' || c == '\t')
		return i + 1 < text.n && line_end(text, i + 1) == 0;
	if (c < 0x21 || c > 0x7e || c == '=')
		return false;
	if (column > 0)
		return true;
	return c != '.' && !(c == 'F' && slice_starts(slice_from(text, i), "From "));
}

static void add_hex(struct buf *out, char mark, char c)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char b = (unsigned char)c;
	const char text[3] = { mark, digits[b >> 4], digits[b & 15] };

	buf_add(out, text, sizeof text);
}

static void qp_slot(struct buf *out, struct slice marker, size_t column)
{
	if (column > 0)
		buf_text(out, "=\r\n");
	buf_slice(out, marker);
	buf_text(out, "=\r\n");
}

void encode_qp(struct buf *out, struct slice text)
{
	size_t column = 0, i = 0, n;

	buf_reserve(out, text.n + text.n / 8);
	while (i < text.n) {
		bool is_literal;

		n = line_end(text, i);
		if (n > 0) {
			buf_text(out, "\r\n");
			column = 0;
			i += n;
			continue;
		}
		n = text.p[i] == ENCODE_SLOT ? encode_slot_length(slice_from(text, i)) : 0;
		if (n > 0) {
			qp_slot(out, slice_sub(text, i, n), column);
			column = 0;
			i += n;
			continue;
		}
		is_literal = is_qp_literal(text, i, column);
		if (column + (is_literal ? 1 : 3) > QP_LINE_MAX) {
			buf_text(out, "=\r\n");
			column = 0; /* and look again: this byte now starts a line */
			continue;
		}
		if (is_literal)
			buf_char(out, text.p[i]);
		else
			add_hex(out, '=', text.p[i]);
		column += is_literal ? 1 : 3;
		i++;
	}
}

void encode_base64(struct buf *out, struct slice data)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)data.p;

	buf_reserve(out, data.n / 3 * 4 + 4);
	for (size_t i = 0; i < data.n; i += 3) {
		size_t have = data.n - i;
		uint32_t bits = (uint32_t)p[i] << 16;
		char quad[4];

		bits |= have > 1 ? (uint32_t)p[i + 1] << 8 : 0;
		bits |= have > 2 ? (uint32_t)p[i + 2] : 0;
		quad[0] = alphabet[bits >> 18];
		quad[1] = alphabet[bits >> 12 & 63];
		quad[2] = have > 1 ? alphabet[bits >> 6 & 63] : '=';
		quad[3] = have > 2 ? alphabet[bits & 63] : '=';
		buf_add(out, quad, sizeof quad);
	}
}

void encode_base64_lines(struct buf *out, struct slice data)
{
	for (size_t i = 0; i < data.n; i += BASE64_LINE_BYTES) {
		encode_base64(out, slice_sub(data, i, BASE64_LINE_BYTES));
		buf_text(out, "\r\n");
	}
}

static const char *html_entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;"; /* &apos; is not HTML 4, which mail programs read */
	default:
		return NULL;
	}
}

void encode_html(struct buf *out, struct slice text)
{
	size_t start = 0;

	for (size_t i = 0; i < text.n; i++) {
		const char *entity = html_entity(text.p[i]);

		if (entity == NULL)
			continue;
		buf_slice(out, slice_sub(text, start, i - start));
		buf_text(out, entity);
		start = i + 1;
	}
	buf_slice(out, slice_from(text, start));
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '-' || c == '.' || c == '_' || c == '~';
}

void encode_percent(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (is_unreserved(text.p[i]))
			buf_char(out, text.p[i]);
		else
			add_hex(out, '%', text.p[i]);
	}
}

bool encode_is_plain(struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < 0x20 || text.p[i] > 0x7e)
			return false;
	}
	return slice_find_text(text, "=?") == text.n;
}
