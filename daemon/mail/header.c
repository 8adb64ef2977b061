/* SPDX-License-Identifier: MIT
 * Header fields; see header.h. A field is cleaned first, then cut into words, and only
 * add_word() puts bytes into the output, so that the two promises, one call one field and no
 * line over 998, are kept in one place. A slot of master.h is a word's part like any other, but is
 * never cut. */
#include "daemon/mail/header.h"

#include <string.h>

#include "daemon/common/utf8.h"
#include "daemon/common/zone.h"
#include "daemon/mail/encode.h"

#define FOLD_AT 76         /* RFC 2047 §2; RFC 5322 §2.1.1 would have 78 */
#define LINE_MAX_BYTES 998 /* RFC 5322 §2.1.1: must */
#define WORD_MAX 76        /* longer ones fit no line and travel as encoded-words */
#define ENCODED_Q "=?utf-8?Q?"
#define ENCODED_B "=?utf-8?B?"
#define ENCODED_EXTRA 12 /* characters around an encoded-word's text */
#define ENCODED_MAX 75   /* RFC 2047 §2 */

struct field {
	struct buf *out;
	size_t line; /* where the present line begins in out */
	bool has_word;
};

static void begin_field(struct field *f, struct buf *out, const char *name)
{
	*f = (struct field){ .out = out, .line = out->n };
	buf_text(out, name);
	buf_char(out, ':');
}

static void end_field(struct field *f)
{
	buf_text(f->out, "\r\n");
}

static void new_line(struct field *f)
{
	buf_text(f->out, "\r\n");
	f->line = f->out->n;
}

/* Adds a word with the white space before it, on a new line where the present one would get too
 * long: but never the first word, because a first line with nothing on it is lost on some
 * systems. A word longer than a line may be is cut, since the next system would do so in a
 * worse way. */
static void add_word(struct field *f, struct slice gap, struct slice word)
{
	if (gap.n == 0 || gap.n > WORD_MAX)
		gap = slice_of(" ");
	if (f->has_word && f->out->n - f->line + gap.n + word.n > FOLD_AT)
		new_line(f);
	buf_slice(f->out, gap);
	f->has_word = true;
	while (f->out->n - f->line + word.n > LINE_MAX_BYTES) {
		size_t room = LINE_MAX_BYTES - (f->out->n - f->line), n = 0;

		while (n < room) {
			size_t slot = encode_slot_length(slice_from(word, n));

			if (slot > room - n)
				break;
			n += slot > 0 ? slot : 1;
		}
		buf_slice(f->out, slice_sub(word, 0, n));
		word = slice_from(word, n);
		new_line(f);
		buf_char(f->out, ' ');
	}
	buf_slice(f->out, word);
}

/* Where the word that begins at `start` ends. What stands in <> is one word if `is_angle_kept`,
 * unless no line could hold it. */
static size_t word_end(struct slice text, size_t start, bool is_angle_kept)
{
	size_t space = start + slice_find(slice_from(text, start), ' '), n;
	bool is_inside = false;

	for (n = start; is_angle_kept && n < text.n && (text.p[n] != ' ' || is_inside); n++) {
		if (n - start == LINE_MAX_BYTES - 1)
			return space;
		if (text.p[n] == '<' || text.p[n] == '>')
			is_inside = text.p[n] == '<';
	}
	return is_angle_kept ? n : space;
}

/* Cuts the next word, with the spaces before it, off the front. */
static bool next_word(struct slice *rest, bool is_angle_kept, struct slice *gap_r,
    struct slice *word_r)
{
	size_t start = 0, n;

	while (start < rest->n && rest->p[start] == ' ')
		start++;
	n = word_end(*rest, start, is_angle_kept);
	*gap_r = slice_sub(*rest, 0, start);
	*word_r = slice_sub(*rest, start, n - start);
	*rest = slice_from(*rest, n);
	return word_r->n > 0;
}

static void add_words(struct field *f, struct slice text, bool is_angle_kept)
{
	struct slice rest = slice_trim(text), gap, word;

	while (next_word(&rest, is_angle_kept, &gap, &word))
		add_word(f, gap, word);
}

/* Can it stand as it is: plain, and every word with its gap fits a line? */
static bool is_foldable(struct slice text)
{
	struct slice rest = text, gap, word;

	while (next_word(&rest, false, &gap, &word)) {
		if (gap.n + word.n > WORD_MAX)
			return false;
	}
	return rest.n == 0 && encode_is_plain(text);
}

/* --- encoded-words --- */

/* RFC 2047 §5 (3): what may stand as it is in a phrase may do so in a Subject too. */
static bool is_q_literal(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("!*+-/", c) != NULL);
}

static size_t q_length(struct slice text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += is_q_literal(text.p[i]) || text.p[i] == ' ' ? 1 : 3;
	return n;
}

static void add_q(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (is_q_literal(text.p[i]))
			buf_char(out, text.p[i]);
		else if (text.p[i] == ' ')
			buf_char(out, '_');
		else
			buf_printf(out, "=%02X", (unsigned char)text.p[i]);
	}
}

static size_t character_length(struct slice text)
{
	size_t n = 1;

	while (n < text.n && ((unsigned char)text.p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* How many bytes of text, whole characters, have an encoded form of at most `room`; at least one
 * character. */
static size_t fitting(struct slice text, bool is_q, size_t room)
{
	size_t n = 0, used = 0;

	while (n < text.n) {
		size_t len = character_length(slice_from(text, n));

		used = is_q ? used + q_length(slice_sub(text, n, len)) : (n + len + 2) / 3 * 4;
		if (n > 0 && used > room)
			break;
		n += len;
	}
	return n;
}

/* Adds text as encoded-words: Q where most of it stays readable. The space between two of them
 * vanishes in reading (RFC 2047 §6.2). */
static void add_encoded(struct field *f, struct slice text)
{
	bool is_q = q_length(text) <= 2 * text.n;
	struct buf word = BUF_INIT;

	while (text.n > 0) {
		size_t used = f->out->n - f->line + 1 + ENCODED_EXTRA;
		size_t room = ENCODED_MAX - ENCODED_EXTRA, n;

		if (!f->has_word && used + 12 < FOLD_AT) /* any character fits */
			room = FOLD_AT - used;
		if (room > ENCODED_MAX - ENCODED_EXTRA)
			room = ENCODED_MAX - ENCODED_EXTRA;
		n = fitting(text, is_q, room);
		buf_clear(&word);
		buf_text(&word, is_q ? ENCODED_Q : ENCODED_B);
		if (is_q)
			add_q(&word, slice_sub(text, 0, n));
		else
			encode_base64(&word, slice_sub(text, 0, n));
		buf_text(&word, "?=");
		add_word(f, SLICE_NONE, buf_all(&word));
		text = slice_from(text, n);
	}
	buf_release(&word);
}

/* --- cleaning --- */

/* Appends text in NFC, one line, without control bytes. */
static void clean_text(struct buf *out, struct slice text)
{
	size_t start = out->n;

	utf8_nfc(out, text);
	for (size_t i = start; i < out->n; i++) {
		if ((unsigned char)out->p[i] < 0x20 || out->p[i] == 0x7f)
			out->p[i] = ' ';
	}
}

/* Appends text as ASCII without control bytes, slots as they are. */
static void clean_raw(struct buf *out, struct slice text)
{
	size_t i = 0;

	while (i < text.n) {
		size_t slot = encode_slot_length(slice_from(text, i));
		unsigned char c = (unsigned char)text.p[i];

		if (slot > 0)
			buf_slice(out, slice_sub(text, i, slot));
		else
			buf_char(out, c < 0x20 || c == 0x7f ? ' ' : c > 0x7f ? '?' : (char)c);
		i += slot > 0 ? slot : 1;
	}
}

/* --- fields --- */

static void add_text(struct field *f, struct slice value)
{
	struct buf clean = BUF_INIT;
	struct slice text;

	clean_text(&clean, value);
	text = slice_trim(buf_all(&clean));
	if (is_foldable(text))
		add_words(f, text, false);
	else
		add_encoded(f, text);
	buf_release(&clean);
}

void header_text(struct buf *out, const char *name, struct slice value)
{
	struct field f;

	begin_field(&f, out, name);
	add_text(&f, value);
	end_field(&f);
}

void header_slotted(struct buf *out, const char *name, struct slice value)
{
	struct field f;

	begin_field(&f, out, name);
	while (value.n > 0) {
		size_t at = slice_find(value, ENCODE_SLOT), start = at, n = 0;
		struct buf word = BUF_INIT;

		while (start > 0 && at < value.n && value.p[start - 1] != ' ')
			start--;
		if (slice_trim(slice_sub(value, 0, start)).n > 0)
			add_text(&f, slice_sub(value, 0, start));
		value = slice_from(value, start);
		while (n < value.n && value.p[n] != ' ') {
			size_t slot = encode_slot_length(slice_from(value, n));

			n += slot > 0 ? slot : 1;
		}
		clean_raw(&word, slice_sub(value, 0, n));
		if (word.n > 0)
			add_word(&f, slice_of(" "), buf_all(&word));
		buf_release(&word);
		value = slice_from(value, n);
	}
	end_field(&f);
}

void header_raw(struct buf *out, const char *name, struct slice value)
{
	struct buf clean = BUF_INIT;
	struct field f;

	clean_raw(&clean, value);
	begin_field(&f, out, name);
	add_words(&f, buf_all(&clean), true);
	end_field(&f);
	buf_release(&clean);
}

/* RFC 5322 §3.2.3: words of atext with one space between them. */
static bool is_atoms(struct slice text)
{
	char before = ' ';

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == ' ' ? before == ' ' :
		               !is_q_literal(c) && strchr("#$%&'=?^_`{|}~", c) == NULL)
			return false;
		before = c;
	}
	return before != ' ';
}

static void add_quoted(struct buf *out, struct slice text)
{
	buf_char(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"' || text.p[i] == '\\')
			buf_char(out, '\\');
		buf_char(out, text.p[i]);
	}
	buf_char(out, '"');
}

static void add_phrase(struct field *f, struct slice phrase)
{
	struct buf clean = BUF_INIT, quoted = BUF_INIT;
	struct slice text;

	clean_text(&clean, phrase);
	text = slice_trim(buf_all(&clean));
	add_quoted(&quoted, text);
	if (text.n == 0)
		; /* nothing to say */
	else if (!encode_is_plain(text) || !is_foldable(buf_all(&quoted)))
		add_encoded(f, text);
	else
		add_words(f, is_atoms(text) ? text : buf_all(&quoted), false);
	buf_release(&quoted);
	buf_release(&clean);
}

/* A UTF-8 address stands as it is; anything else is made ASCII. */
static void add_angle(struct field *f, struct slice spec, bool is_address)
{
	struct buf angle = BUF_INIT;

	buf_char(&angle, '<');
	if (is_address && !utf8_is_ascii(spec) && utf8_is_visible(spec))
		buf_slice(&angle, spec);
	else
		clean_raw(&angle, spec);
	buf_char(&angle, '>');
	add_words(f, buf_all(&angle), true);
	buf_release(&angle);
}

void header_mailbox(struct buf *out, const char *name, struct slice display, const char *spec)
{
	struct field f;

	begin_field(&f, out, name);
	add_phrase(&f, display);
	add_angle(&f, slice_of(spec), true);
	end_field(&f);
}

void header_list_id(struct buf *out, struct slice phrase, const char *list_id)
{
	struct field f;

	begin_field(&f, out, "List-Id");
	add_phrase(&f, phrase);
	add_angle(&f, slice_of(list_id), false);
	end_field(&f);
}

void header_date(struct buf *out, const char *name, int64_t at, const char *zone)
{
	/* Not strftime: these names are English whatever the locale. */
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	struct zone_time t;
	int minutes;

	zone_local(zone, at, &t);
	minutes = (t.offset_s < 0 ? -t.offset_s : t.offset_s) / 60;
	buf_printf(out, "%s: %s, %02d %s %04d %02d:%02d:%02d %c%02d%02d\r\n", name, days[t.weekday],
	    t.day, months[t.month - 1], t.year, t.hour, t.minute, t.second,
	    t.offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
}
