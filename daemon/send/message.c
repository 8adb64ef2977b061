/* SPDX-License-Identifier: MIT
 * Messages on the wire; see message.h. Both functions go through the text once, by memchr and
 * memmem, because they see every byte that is sent. */
#include "message.h"

#include <string.h>

/* `line` is without its LF. */
static int check_line(struct slice line, bool has_lf, size_t number, struct err *err)
{
	const char *cr;

	if (has_lf && (line.n == 0 || line.p[line.n - 1] != '\r'))
		return err_set(err, ERR_PERM, "line %zu of the message ends in a bare LF", number);
	if (has_lf)
		line.n--;
	cr = line.n > 0 ? memchr(line.p, '\r', line.n) : NULL;
	if (cr != NULL)
		return err_set(err, ERR_PERM, "line %zu of the message has a bare CR", number);
	if (line.n > MESSAGE_LINE_MAX)
		return err_set(err, ERR_PERM, "line %zu of the message has %zu bytes, more than %d", number,
		    line.n, MESSAGE_LINE_MAX);
	return 0;
}

/* A loop the compiler turns into one over words: every byte is looked at. */
static bool has_high_byte(struct slice s)
{
	unsigned char all = 0;

	for (size_t i = 0; i < s.n; i++)
		all |= (unsigned char)s.p[i];
	return all > 127;
}

int message_check(struct slice message, bool *is_8bit_r, struct err *err)
{
	struct slice rest = message;
	size_t number = 0;

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
		rest = slice_from(rest, n + has_lf);
	}
	return 0;
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
	if (block.n > 0 && block.p[0] == '.')
		buf_char(out, '.');
	while (block.n > 0) {
		const char *dot = memmem(block.p, block.n, "\n.", 2);
		size_t n = dot == NULL ? block.n : (size_t)(dot + 1 - block.p);

		buf_add(out, block.p, n);
		if (dot != NULL)
			buf_char(out, '.');
		block = slice_from(block, n);
	}
}
