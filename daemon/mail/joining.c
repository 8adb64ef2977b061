/* SPDX-License-Identifier: MIT
 * See joining.h. What is left out by mistake is read in the invitation; what is let through by mistake is read by everybody. */
#include "daemon/mail/joining.h"

#include <string.h>

#define NUMBER_DIGITS 9		/* the shortest number of a conference; a house, a street and a postcode have fewer in one */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

/* "https://...", "zoom.us/j/1", "www.example", "room@sip.example" */
static bool is_link(struct slice word)
{
	bool has_dot = false;

	for (size_t i = 0; i < word.n; i++) {
		bool is_inside = i > 0 && i + 1 < word.n && is_letter(word.p[i - 1]);

		if (is_inside && (word.p[i] == '@' || slice_starts_fold(slice_from(word, i), "://")))
			return true;
		if (has_dot && is_inside && (word.p[i] == '/' || word.p[i] == '?'))
			return true;
		has_dot = has_dot || (is_inside && word.p[i] == '.' && is_letter(word.p[i + 1]));
	}
	return false;
}

static bool is_secret(struct slice word, struct slice behind)
{
	static const char *const names[] = { "passcode", "password", "passphrase", "passwort", "pwd", "kupuhipa" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (slice_starts_fold(word, names[i]))
			return true;
	}
	/* "PIN 1234", "PIN: 1234"; not the Pin Oak. */
	if (!slice_starts_fold(word, "pin") || (word.n > 3 && is_letter(word.p[3])))
		return false;
	behind = slice_trim(behind);
	return word.n > 3 || (behind.n > 0 && !(is_letter(behind.p[0]) && !is_digit(behind.p[0])));
}

/* Does a number of so many digits begin here, whatever parts them? */
static bool is_number(struct slice rest)
{
	int digits = 0;

	for (size_t i = 0; i < rest.n && (is_digit(rest.p[i]) || strchr(" +-().", rest.p[i]) != NULL); i++)
		digits += is_digit(rest.p[i]);
	return digits >= NUMBER_DIGITS;
}

/* Where the first of them begins; the length of the line where there is none. */
static size_t find(struct slice line)
{
	for (size_t i = 0; i < line.n;) {
		size_t begin = i, end;

		if (strchr(" \t,;()[]<>|\"'", line.p[i]) != NULL) {
			i++;
			continue;
		}
		for (end = i; end < line.n && strchr(" \t,;()[]<>|\"'", line.p[end]) == NULL; end++)
			;
		for (; i < end; i++) {
			if (is_digit(line.p[i]) && (i == begin || !is_digit(line.p[i - 1])) && is_number(slice_from(line, i)))
				return begin;
		}
		if (is_link(slice_sub(line, begin, end - begin)) || slice_starts_fold(slice_from(line, begin), "www.") ||
		    is_secret(slice_sub(line, begin, end - begin), slice_from(line, end)))
			return begin;
	}
	return line.n;
}

/* The last mark that parts a line before `at`; `at` where there is none. */
static size_t part_before(struct slice line, size_t at)
{
	for (size_t i = at; i-- > 0;) {
		if (strchr(",;([|", line.p[i]) != NULL)
			return i;
		if (line.p[i] == '-' && i > 0 && line.p[i - 1] == ' ')
			return i;
	}
	return at;
}

struct slice joining_cut(struct slice line)
{
	static const char *const joins[] = { "or", "and", "via", "at" };
	size_t at = find(line), n;

	if (at == line.n)
		return line;
	line = slice_sub(line, 0, part_before(line, at));
	do {
		n = line.n;
		while (line.n > 0 && strchr(" \t,;:([<|\"'-", line.p[line.n - 1]) != NULL)
			line.n--;
		for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++) {
			size_t k = strlen(joins[i]);

			if (line.n > k && line.p[line.n - k - 1] == ' ' && slice_is(slice_from(line, line.n - k), joins[i]))
				line.n -= k;
		}
	} while (line.n != n);
	return slice_trim(line);
}
