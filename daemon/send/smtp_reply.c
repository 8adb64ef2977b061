/* SPDX-License-Identifier: MIT
 * Replies, byte by byte; see smtp_reply.h. No line is ever stored: the code and the first
 * bytes of the text are taken as they pass, so a line of any length costs no memory, and only
 * the total is bounded. Lines of one reply must agree on the code: "250-" followed by "550 "
 * says nothing one could act on. */
#include "daemon/send/smtp_reply.h"

#include <string.h>

#define CODE_DIGITS 3
#define STATUS_DIGITS_MAX 3 /* RFC 3463 §2: subject and detail have 1 to 3 */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

void smtp_reply_init(struct smtp_reply *r)
{
	memset(r, 0, sizeof *r);
	r->is_complete = true;
}

static void begin_line(struct smtp_reply *r)
{
	r->column = 0;
	r->line_code = 0;
	r->separator = ' ';
	r->has_cr = false;
	if (r->text_n > 0 && r->text_n < SMTP_REPLY_TEXT_MAX)
		r->text[r->text_n++] = ' ';
	r->segment = r->text_n;
}

static void add_text(struct smtp_reply *r, char c)
{
	if (r->text_n < SMTP_REPLY_TEXT_MAX)
		r->text[r->text_n++] = c >= ' ' && c <= '~' ? c : c == '\t' ? ' ' : '?';
}

/* Takes 1 to 3 digits; returns how many. */
static size_t digits(struct slice s)
{
	size_t n = 0;

	while (n < s.n && n <= STATUS_DIGITS_MAX && is_digit(s.p[n]))
		n++;
	return n >= 1 && n <= STATUS_DIGITS_MAX ? n : 0;
}

/* The length of the status code `line` begins with (RFC 2034 §4), 0 where it has none of
 * this class. */
static size_t status_length(struct slice line, int class)
{
	size_t subject, detail, n;

	if (line.n < 5 || line.p[0] != '0' + class || line.p[1] != '.')
		return 0;
	subject = digits(slice_from(line, 2));
	if (subject == 0 || 2 + subject >= line.n || line.p[2 + subject] != '.')
		return 0;
	detail = digits(slice_from(line, 3 + subject));
	n = 3 + subject + detail;
	if (detail == 0 || (n < line.n && line.p[n] != ' '))
		return 0;
	return n;
}

/* Finds the status, and removes it where a later line only repeats it. */
static void end_text(struct smtp_reply *r)
{
	struct slice line = slice_make(r->text + r->segment, r->text_n - r->segment);
	size_t n = status_length(line, r->code / 100);

	if (n == 0)
		return;
	if (r->status[0] == '\0') {
		memcpy(r->status, line.p, n);
		r->status[n] = '\0';
	} else if (slice_is(slice_sub(line, 0, n), r->status)) {
		size_t gone = n < line.n ? n + 1 : n;

		memmove(r->text + r->segment, r->text + r->segment + gone, line.n - gone);
		r->text_n -= gone;
	}
}

static enum smtp_reply_result end_line(struct smtp_reply *r)
{
	if (r->column < CODE_DIGITS || ++r->lines > SMTP_REPLY_LINES_MAX)
		return SMTP_REPLY_GARBAGE;
	if (r->lines == 1)
		r->code = r->line_code;
	else if (r->code != r->line_code)
		return SMTP_REPLY_GARBAGE;
	end_text(r);
	if (r->separator == '-') {
		begin_line(r);
		return SMTP_REPLY_PARTIAL;
	}
	while (r->text_n > 0 && r->text[r->text_n - 1] == ' ')
		r->text_n--;
	r->text[r->text_n] = '\0';
	r->is_complete = true;
	return SMTP_REPLY_COMPLETE;
}

/* One byte that is not the end of a line. */
static bool take(struct smtp_reply *r, char c)
{
	size_t column = r->column++;

	if (column < CODE_DIGITS) {
		if (!is_digit(c) || (column == 0 && (c < '2' || c > '5')))
			return false;
		r->line_code = r->line_code * 10 + (c - '0');
		return true;
	}
	if (column == CODE_DIGITS) {
		r->separator = c;
		return c == ' ' || c == '-';
	}
	add_text(r, c);
	return true;
}

enum smtp_reply_result smtp_reply_feed(struct smtp_reply *r, struct slice *bytes)
{
	enum smtp_reply_result result = SMTP_REPLY_PARTIAL;
	size_t i = 0;

	if (r->is_complete && bytes->n > 0) {
		memset(r, 0, sizeof *r);
		begin_line(r);
	}
	while (i < bytes->n && result == SMTP_REPLY_PARTIAL) {
		char c = bytes->p[i++];

		if (++r->bytes > SMTP_REPLY_BYTES_MAX)
			result = SMTP_REPLY_GARBAGE;
		else if (c == '\n')
			result = end_line(r);
		else if (r->has_cr && !take(r, '\r'))
			result = SMTP_REPLY_GARBAGE;
		else if (c != '\r' && !take(r, c))
			result = SMTP_REPLY_GARBAGE;
		r->has_cr = c == '\r';
	}
	*bytes = slice_from(*bytes, i);
	return result;
}
