/* SPDX-License-Identifier: MIT
 * Transfer encodings and encoded words; see decode.h. The decoders are ours and not libetpan's
 * because they must bound what they give (a text is cut at 24 KiB: decoding 60 MiB for it would
 * be work for the sender's benefit only) and because its base64 has known faults. */
#include "daemon/parse/decode.h"

#include <string.h>
#include <strings.h>

#include "daemon/common/utf8.h"
#include "daemon/mail/qp.h"
#include "daemon/parse/charset.h"
#include "daemon/parse/head.h"

#define WORD_MAX 4096 /* of one encoded-word; RFC 2047 allows 75 */

static int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	if (c == '/' || c == '_')
		return 63;
	return -1;
}

/* Padding in the middle is passed over: some senders join pieces that were encoded apart. */
static bool decode_base64(struct buf *out, struct slice in, size_t max)
{
	size_t start = out->n;
	unsigned acc = 0, bits = 0;

	for (size_t i = 0; i < in.n; i++) {
		int d = base64_digit(in.p[i]);

		if (in.p[i] == '=')
			bits = 0;
		if (d < 0)
			continue;
		acc = acc << 6 | (unsigned)d;
		bits += 6;
		if (bits < 8)
			continue;
		if (out->n - start >= max)
			return true;
		bits -= 8;
		buf_char(out, (char)(acc >> bits & 0xff));
	}
	return false;
}

enum decode_encoding decode_encoding_of(struct slice value)
{
	value = slice_trim(value);
	if (slice_starts_fold(value, "quoted-printable"))
		return DECODE_QP;
	return slice_starts_fold(value, "base64") ? DECODE_BASE64 : DECODE_NONE;
}

bool decode_body(struct buf *out, enum decode_encoding encoding, struct slice body, size_t max)
{
	switch (encoding) {
	case DECODE_QP:
		return qp_decode(out, body, max);
	case DECODE_BASE64:
		return decode_base64(out, body, max);
	case DECODE_NONE:
		break;
	}
	buf_slice(out, slice_sub(body, 0, max));
	return body.n > max;
}

/* --- encoded-words --- */

struct word {
	struct slice charset;
	char encoding; /* 'q' or 'b' */
	struct slice text;
	size_t length; /* of the whole "=?...?=" */
};

static bool find_word(struct slice in, struct word *w)
{
	struct slice rest = slice_sub(in, 2, WORD_MAX);
	size_t q1 = slice_find(rest, '?'), end;

	if (q1 == 0 || q1 + 2 >= rest.n || rest.p[q1 + 2] != '?')
		return false;
	w->charset = slice_sub(rest, 0, slice_find(slice_sub(rest, 0, q1), '*')); /* RFC 2231 §5 */
	w->encoding = (char)(rest.p[q1 + 1] | 0x20);
	if (w->encoding != 'q' && w->encoding != 'b')
		return false;
	rest = slice_from(rest, q1 + 3);
	/* Spaces are not allowed inside, but senders do it; "?=" ends it. A '?' may stand in it. */
	end = slice_find_text(rest, "?=");
	if (end == rest.n)
		return false;
	w->text = slice_sub(rest, 0, end);
	w->length = 2 + q1 + 3 + end + 2;
	return true;
}

/* Q is QP with '_' for space (RFC 2047 §4.2). */
static void decode_word_bytes(struct buf *out, const struct word *w)
{
	size_t start = out->n;

	if (w->encoding == 'b') {
		(void)decode_base64(out, w->text, WORD_MAX); /* cannot be longer than its text */
		return;
	}
	for (size_t i = 0; i < w->text.n; i++)
		buf_char(out, w->text.p[i] == '_' ? ' ' : w->text.p[i]);
	if (out->n > start) {
		struct buf raw = BUF_INIT;

		buf_add(&raw, out->p + start, out->n - start);
		buf_cut(out, start);
		(void)qp_decode(out, buf_all(&raw), WORD_MAX); /* likewise */
		buf_release(&raw);
	}
}

/* One line, no controls. */
static void make_line(struct buf *b, size_t from)
{
	for (size_t i = from; i < b->n; i++) {
		if ((unsigned char)b->p[i] < ' ' || b->p[i] == 0x7f)
			b->p[i] = ' ';
	}
}

void decode_words(struct buf *out, struct slice value)
{
	struct buf line = BUF_INIT, bytes = BUF_INIT;
	struct slice in, charset = SLICE_NONE;
	size_t start = out->n, plain = 0, i = 0;

	head_unfold(&line, value);
	in = buf_all(&line);
	/* Neighbouring words of one charset are converted together: senders split characters. */
	while (i < in.n) {
		struct word w;
		struct slice gap;

		if (in.p[i] != '=' || i + 1 >= in.n || in.p[i + 1] != '?' ||
		    !find_word(slice_from(in, i), &w)) {
			i++;
			continue;
		}
		gap = slice_sub(in, plain, i - plain);
		if (bytes.n > 0 &&
		    (slice_trim(gap).n > 0 || !slice_equal_fold(charset, w.charset))) {
			charset_to_utf8(out, charset, buf_all(&bytes));
			buf_clear(&bytes);
		}
		if (slice_trim(gap).n > 0 || charset.n == 0)
			charset_to_utf8(out, SLICE_NONE, gap);
		charset = w.charset;
		decode_word_bytes(&bytes, &w);
		i += w.length;
		plain = i;
	}
	charset_to_utf8(out, charset, buf_all(&bytes));
	charset_to_utf8(out, SLICE_NONE, slice_from(in, plain));
	make_line(out, start);
	buf_release(&bytes);
	buf_release(&line);
}

/* --- parameters --- */

static size_t skip_comment(struct slice in, size_t i)
{
	size_t depth = 0;

	for (; i < in.n; i++) {
		if (in.p[i] == '\\')
			i++;
		else if (in.p[i] == '(')
			depth++;
		else if (in.p[i] == ')' && --depth == 0)
			return i + 1;
	}
	return in.n;
}

/* Takes one piece up to ';' off *rest: quotes and comments resolved. */
static void take_piece(struct slice *rest, struct buf *piece)
{
	size_t i = 0;
	bool in_quotes = false;

	buf_clear(piece);
	while (i < rest->n && (in_quotes || rest->p[i] != ';')) {
		char c = rest->p[i];

		if (!in_quotes && c == '(') {
			i = skip_comment(*rest, i);
			continue;
		}
		if (c == '"')
			in_quotes = !in_quotes;
		else if (c == '\\' && in_quotes && i + 1 < rest->n)
			buf_char(piece, rest->p[++i]);
		else
			buf_char(piece, c);
		i++;
	}
	*rest = slice_from(*rest, i < rest->n ? i + 1 : i);
}

void decode_type(struct buf *out, struct slice value)
{
	struct buf piece = BUF_INIT;
	struct slice text;

	take_piece(&value, &piece);
	text = slice_trim(buf_all(&piece));
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c > ' ')
			buf_char(out, (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
	}
	buf_release(&piece);
}

void decode_percent(struct buf *out, struct slice value)
{
	for (size_t i = 0; i < value.n; i++) {
		int high = i + 2 < value.n ? qp_hex_digit(value.p[i + 1]) : -1;
		int low = i + 2 < value.n ? qp_hex_digit(value.p[i + 2]) : -1;

		if (value.p[i] == '%' && high >= 0 && low >= 0) {
			buf_char(out, (char)(high << 4 | low));
			i += 2;
		} else {
			buf_char(out, value.p[i]);
		}
	}
}

/* An RFC 2231 value; the first piece begins with charset'language'. */
static void add_extended(struct buf *bytes, struct buf *charset, struct slice value, bool is_first)
{
	if (is_first) {
		size_t q1 = slice_find(value, '\''), q2;

		if (q1 < value.n) {
			q2 = q1 + 1 + slice_find(slice_from(value, q1 + 1), '\'');
			buf_slice(charset, slice_sub(value, 0, q1));
			value = slice_from(value, q2 + 1);
		}
	}
	decode_percent(bytes, value);
}

/* Is `piece` "name=...", "name*=...", "name*0=...", "name*0*=..."? Pieces are taken in the order
 * they come in, which is the order every sender writes them in. */
static bool match_piece(struct slice piece, const char *name, struct slice *value_r,
    bool *is_extended_r, bool *is_plain_r)
{
	size_t equals = slice_find(piece, '=');
	struct slice key = slice_trim(slice_sub(piece, 0, equals));
	size_t star = slice_find(key, '*');

	if (equals == piece.n || !slice_is_fold(slice_sub(key, 0, star), name))
		return false;
	*value_r = slice_trim(slice_from(piece, equals + 1));
	*is_plain_r = star == key.n;
	*is_extended_r = star < key.n && key.p[key.n - 1] == '*';
	return true;
}

bool decode_parameter(struct buf *out, struct slice value, const char *name)
{
	struct buf piece = BUF_INIT, bytes = BUF_INIT, charset = BUF_INIT, line = BUF_INIT;
	struct slice rest, v;
	bool is_found = false, is_extended, is_plain;

	head_unfold(&line, value);
	rest = buf_all(&line);
	take_piece(&rest, &piece);
	while (rest.n > 0) {
		take_piece(&rest, &piece);
		if (!match_piece(buf_all(&piece), name, &v, &is_extended, &is_plain))
			continue;
		if (is_plain && is_found)
			continue; /* the first one counts */
		if (is_extended)
			add_extended(&bytes, &charset, v, !is_found);
		else
			buf_slice(&bytes, v);
		is_found = true;
		if (is_plain || bytes.n > DECODE_PARAMETER_MAX)
			break;
	}
	buf_cut(&bytes, utf8_cut(buf_all(&bytes), DECODE_PARAMETER_MAX));
	if (charset.n > 0)
		charset_to_utf8(out, buf_all(&charset), buf_all(&bytes));
	else
		decode_words(out, buf_all(&bytes));
	buf_release(&piece);
	buf_release(&bytes);
	buf_release(&charset);
	buf_release(&line);
	return is_found;
}
