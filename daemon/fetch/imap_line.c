/* SPDX-License-Identifier: MIT
 * Single lines of IMAP; see imap_line.h. libetpan parses the answers to commands. IDLE is read
 * here, because its parser there loses what comes before the "+", and so are the refusals and
 * farewells that are told to people. */
#include "daemon/fetch/imap_line.h"

#include "daemon/common/num.h"
#include "daemon/common/utf8.h"

#define QUOTE_MAX 200 /* bytes of a server's sentence that are passed on */
#define TAG_MAX 32

static const struct {
	const char *word;
	enum imap_line_kind kind;
} tagged_words[] = {
	{ "OK", IMAP_LINE_OK },
	{ "NO", IMAP_LINE_NO },
	{ "BAD", IMAP_LINE_BAD },
};

/* Takes "[CODE ...]" off the front of the text, if it is there. */
static void take_code(struct imap_line *line, struct slice rest)
{
	size_t end;

	rest = slice_trim(rest);
	end = slice_find(rest, ']');
	if (rest.n > 0 && rest.p[0] == '[' && end < rest.n) {
		struct slice code = slice_sub(rest, 1, end - 1);

		(void)slice_next_word(&code, &line->code); /* none: an empty code */
		rest = slice_trim(slice_from(rest, end + 1));
	}
	line->text = rest;
}

static void parse_untagged(struct slice rest, struct imap_line *line)
{
	struct slice word, second;
	int64_t number;

	line->kind = IMAP_LINE_OTHER;
	if (!slice_next_word(&rest, &word)) {
		line->kind = IMAP_LINE_NONSENSE;
	} else if (slice_is_fold(word, "BYE")) {
		line->kind = IMAP_LINE_BYE;
		take_code(line, rest);
	} else if (num_parse(word, 0, UINT32_MAX, &number) && slice_next_word(&rest, &second) &&
	    slice_is_fold(second, "EXISTS")) {
		line->kind = IMAP_LINE_EXISTS;
	}
}

void imap_line_parse(struct slice line, struct imap_line *l)
{
	struct slice rest = line, first, word;

	*l = (struct imap_line){ .kind = IMAP_LINE_NONSENSE };
	if (line.n > 0 && line.p[0] == '+') {
		l->kind = IMAP_LINE_CONTINUE;
		return;
	}
	if (!slice_next_word(&rest, &first) || first.n > TAG_MAX)
		return;
	if (slice_is(first, "*")) {
		parse_untagged(rest, l);
		return;
	}
	if (!slice_next_word(&rest, &word))
		return;
	for (size_t i = 0; i < sizeof tagged_words / sizeof tagged_words[0]; i++) {
		if (!slice_is_fold(word, tagged_words[i].word))
			continue;
		l->kind = tagged_words[i].kind;
		l->tag = first;
		take_code(l, rest);
	}
}

void imap_line_quote(struct buf *out, struct slice text)
{
	bool is_cut = text.n > QUOTE_MAX;

	text = slice_sub(text, 0, QUOTE_MAX);
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		buf_char(out, c >= 0x20 && c < 0x7f ? c : '?');
	}
	if (is_cut)
		buf_text(out, "...");
}

/* --- names of mailboxes --- */

/* Takes one character off valid UTF-8. */
static uint32_t take_character(struct slice *s)
{
	unsigned char first = (unsigned char)s->p[0];
	size_t n = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	uint32_t c = n == 1 ? first : first & (0x7fu >> n);

	for (size_t i = 1; i < n; i++)
		c = c << 6 | ((unsigned char)s->p[i] & 0x3f);
	*s = slice_from(*s, n);
	return c;
}

static bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7f;
}

/* Base64 of UTF-16BE, with ',' for '/' and without padding (RFC 3501 §5.1.3). */
struct encoder {
	struct buf *out;
	uint32_t bits;
	int count; /* of bits not yet put */
};

static void put_bits(struct encoder *e)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

	for (; e->count >= 6; e->count -= 6)
		buf_char(e->out, letters[e->bits >> (e->count - 6) & 0x3f]);
}

static void put_unit(struct encoder *e, uint32_t unit)
{
	e->bits = e->bits << 16 | unit;
	e->count += 16;
	put_bits(e);
}

static void put_end(struct encoder *e)
{
	if (e->count > 0) { /* 2 or 4 bits: filled with zeros */
		e->bits <<= 6 - e->count;
		e->count = 6;
		put_bits(e);
	}
	buf_char(e->out, '-');
}

void imap_line_mailbox(struct buf *out, struct slice name)
{
	if (!utf8_is_valid(name)) {
		buf_slice(out, name);
		return;
	}
	while (name.n > 0) {
		struct encoder e = { out, 0, 0 };

		if (is_plain(name.p[0])) {
			buf_text(out, name.p[0] == '&' ? "&-" : (char[]){ name.p[0], '\0' });
			name = slice_from(name, 1);
			continue;
		}
		buf_char(out, '&');
		while (name.n > 0 && !is_plain(name.p[0])) {
			uint32_t c = take_character(&name);

			if (c > 0xffff) { /* two surrogates (RFC 2781 §2.1) */
				put_unit(&e, 0xd800 + ((c - 0x10000) >> 10));
				c = 0xdc00 + ((c - 0x10000) & 0x3ff);
			}
			put_unit(&e, c);
		}
		put_end(&e);
	}
}

/* --- dates --- */

/* Days since 1970-01-01 in the Gregorian calendar, by counting from 1 March of year 0, so that
 * the day that may be missing is the last of the year. */
static int64_t days_since_1970(int64_t year, int64_t month, int64_t day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t m = month <= 2 ? month + 9 : month - 3;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

int64_t imap_line_date(int year, int month, int day, int hour, int min, int sec, int zone)
{
	int64_t offset = (zone / 100 * 60 + zone % 100) * 60;

	if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 ||
	    hour < 0 || hour > 23 || min < 0 || min > 59 || sec < 0 || sec > 60 || zone < -9999 ||
	    zone > 9999)
		return -1;
	return days_since_1970(year, month, day) * 86400 + hour * 3600 + min * 60 + sec - offset;
}
