/* SPDX-License-Identifier: MIT
 * Messages on the wire; see message.h. Lines are found by memchr, because every byte that is
 * sent passes here. */
#include "daemon/send/message.h"

#include <stdint.h>
#include <string.h>

/* `line` is without its LF. */
static int check_line(struct slice line, bool has_lf, size_t number, struct err *err)
{
	if (has_lf && (line.n == 0 || line.p[line.n - 1] != '\r'))
		return err_set(err, ERR_PERM, "line %zu of the message ends in a bare LF", number);
	if (has_lf)
		line.n--;
	if (line.n > MESSAGE_LINE_MAX)
		return err_set(err, ERR_PERM, "line %zu of the message has %zu bytes, more than %d",
		    number, line.n, MESSAGE_LINE_MAX);
	return 0;
}

/* The number of the line that has a CR in it. */
static size_t bare_cr(struct slice message)
{
	const char *cr = message.p, *end = message.p + message.n;
	size_t number = 1;

	while ((cr = memchr(cr, '\r', (size_t)(end - cr))) != NULL && cr + 1 < end && cr[1] == '\n')
		cr++;
	for (const char *p = message.p; p < cr; p++)
		number += *p == '\n';
	return number;
}

/* Blocks of a fixed size, which the compiler turns into a few instructions each. */
#define BLOCK 64

static size_t count_cr(struct slice s)
{
	size_t count = 0, i = 0;

	for (; i + BLOCK <= s.n; i += BLOCK) {
		unsigned char n = 0;

		for (size_t j = 0; j < BLOCK; j++)
			n += s.p[i + j] == '\r';
		count += n;
	}
	for (; i < s.n; i++)
		count += s.p[i] == '\r';
	return count;
}

/* Eight bytes at a time: every byte of every message is looked at. */
static bool has_high_byte(struct slice s)
{
	uint64_t all = 0, word;
	size_t i = 0;

	for (; i + sizeof word <= s.n; i += sizeof word) {
		memcpy(&word, s.p + i, sizeof word);
		all |= word;
	}
	for (; i < s.n; i++)
		all |= (unsigned char)s.p[i];
	return (all & UINT64_C(0x8080808080808080)) != 0;
}

int message_check(struct slice message, bool *is_8bit_r, struct err *err)
{
	struct slice rest = message;
	size_t number = 0, ends = 0;

	*is_8bit_r = has_high_byte(message);
	if (message.n == 0)
		return err_set(err, ERR_PERM, "the message is empty");
	if (memchr(message.p, '\0', message.n) != NULL)
		return err_set(err, ERR_PERM, "the message has a NUL byte");
	while (rest.n > 0) {
		size_t n = slice_find(rest, '\n');
		bool has_lf = n < rest.n;

		if (check_line(slice_sub(rest, 0, n), has_lf, ++number, err) < 0)
			return -1;
		ends += has_lf;
		rest = slice_from(rest, n + has_lf);
	}
	if (count_cr(message) != ends)
		return err_set(err, ERR_PERM, "line %zu of the message has a bare CR",
		    bare_cr(message));
	return 0;
}

/* Copies runs of lines up to one that begins with a dot. */
static void stuff_lines(struct buf *out, struct slice block)
{
	const char *run = block.p, *p = block.p, *end = block.p + block.n;

	while (p != NULL && p < end) {
		if (*p == '.') {
			buf_add(out, run, (size_t)(p - run));
			buf_char(out, '.');
			run = p;
		}
		p = memchr(p, '\n', (size_t)(end - p));
		if (p != NULL)
			p++;
	}
	buf_add(out, run, (size_t)(end - run));
}

void message_stuff(struct buf *out, struct slice *rest, size_t most)
{
	struct slice block = *rest;

	if (block.n > most) {
		const char *end = memrchr(block.p, '\n', most);

		/* A line longer than `most` goes as a whole. */
		if (end == NULL)
			end = memchr(block.p, '\n', block.n);
		if (end != NULL)
			block.n = (size_t)(end + 1 - block.p);
	}
	*rest = slice_from(*rest, block.n);
	stuff_lines(out, block);
}
