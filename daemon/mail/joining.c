/* SPDX-License-Identifier: MIT
 * See joining.h. What is left out by mistake is read in the invitation; what is let through by
 * mistake is read by everybody. */
#include "daemon/mail/joining.h"

#include <string.h>

#define NUMBER_DIGITS \
	9 /* the shortest number of a conference; a house, a street and a postcode have fewer in \
	     one */

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

		if (is_inside &&
		    (word.p[i] == '@' || slice_starts_fold(slice_from(word, i), "://")))
			return true;
		if (has_dot && is_inside && (word.p[i] == '/' || word.p[i] == '?'))
			return true;
		has_dot = has_dot || (is_inside && word.p[i] == '.' && is_letter(word.p[i + 1]));
	}
	return false;
}

/* "otago.zoom.us": where meetings are held, with a path or without. */
static bool is_host(struct slice word)
{
	static const char *const hosts[] = { "zoom.us", "zoom.com", "zoomgov.", "teams.microsoft",
		"teams.live", "teams.cloud", "meet.google", "jit.si", "webex.", "whereby.",
		"gotomeet", "bluejeans.", "join.skype", "\xef\xbc\x8e",
		"\xef\xbd\xa1" }; /* and dots of other scripts, which a browser takes for one */

	for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		if (slice_find_fold(word, hosts[i]) < word.n)
			return true;
	}
	return false;
}

/* Bytes of a blank at the front, of whatever width; 0: there is none. */
static size_t blank_length(struct slice s)
{
	static const char *const blanks[] = { " ", "\t", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x81\xa0",
		"\xe3\x80\x80", "\xef\xbb\xbf" };

	for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
		if (slice_starts(s, blanks[i]))
			return strlen(blanks[i]);
	}
	/* U+2000 to U+200B */
	return slice_starts(s, "\xe2\x80") && s.n > 2 && (unsigned char)s.p[2] >= 0x80 &&
	        (unsigned char)s.p[2] <= 0x8b ?
	    3 :
	    0;
}

/* The same of what parts words. */
static size_t gap_length(struct slice s)
{
	return s.n > 0 && strchr(",;()[]<>|\"'", s.p[0]) != NULL && s.p[0] != '\0' ?
	    1 :
	    blank_length(s);
}

static struct slice next_of(struct slice behind)
{
	size_t n, end = 0;

	while ((n = blank_length(behind)) > 0 || slice_starts(behind, ":") ||
	    slice_starts(behind, "="))
		behind = slice_from(behind, n > 0 ? n : 1);
	while (end < behind.n && gap_length(slice_from(behind, end)) == 0)
		end++;
	return slice_sub(behind, 0, end);
}

static bool has_digit(struct slice word)
{
	for (size_t i = 0; i < word.n; i++) {
		if (is_digit(word.p[i]))
			return true;
	}
	return false;
}

/* Is the word `name`, or that and a colon? */
static bool is_called(struct slice word, const char *name)
{
	size_t n = strlen(name);

	return slice_starts_fold(word, name) &&
	    (word.n == n || word.p[n] == ':' || word.p[n] == '=' || word.p[n] == '-');
}

static bool is_secret(struct slice word, struct slice behind, bool begins_part)
{
	static const char *const names[] = { "passcode", "password", "passphrase", "passwort",
		"passwd", "pwd", "kupuhipa" };
	static const char *const short_ones[] = { "pw", "psw", "pword", "p/w" };
	/* What follows tells: "code 4455", but Code Avenue. */
	static const char *const keys[] = { "code", "key", "pin", "pass", "passe", "id", "secret",
		"login", "kupu" };
	struct slice next = next_of(behind);

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (slice_starts_fold(word, names[i]))
			return true;
	}
	for (size_t i = 0; i < sizeof short_ones / sizeof short_ones[0]; i++) {
		if (is_called(word, short_ones[i]))
			return true;
	}
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		if (is_called(word, keys[i]) &&
		    (word.n > strlen(keys[i]) || has_digit(next) ||
		        slice_starts(slice_trim(behind), ":")))
			return true;
	}
	/* "PIN ****"; "pass kiwi" in a part of its own, not Haast Pass Hall. */
	if (slice_is_fold(word, "pin") && next.n > 0 && !is_letter(next.p[0]))
		return true;
	return begins_part && next.n > 0 &&
	    (slice_is(word, "pass") || slice_is_fold(word, "secret"));
}

/* Bytes of what may part the digits of a number; 0: a number ends. */
static size_t joint_length(struct slice s)
{
	size_t n = blank_length(s);

	if (n > 0)
		return n;
	/* U+2010 to U+2015, U+2212, the middle dot */
	if (slice_starts(s, "\xe2\x80") && s.n > 2 && (unsigned char)s.p[2] >= 0x90 &&
	    (unsigned char)s.p[2] <= 0x95)
		return 3;
	if (slice_starts(s, "\xe2\x88\x92"))
		return 3;
	if (slice_starts(s, "\xc2\xb7"))
		return 2;
	return s.n > 0 && s.p[0] != '\0' && strchr("+-()._/*", s.p[0]) != NULL;
}

/* Does a number of so many digits begin here, whatever parts them? */
static bool is_number(struct slice rest)
{
	int digits = 0;

	for (size_t i = 0, n; i < rest.n; i += n) {
		n = is_digit(rest.p[i]) ? 1 : joint_length(slice_from(rest, i));
		if (n == 0)
			break;
		digits += is_digit(rest.p[i]);
	}
	return digits >= NUMBER_DIGITS;
}

/* Where the first of them begins; the length of the line where there is none. */
static size_t find(struct slice line)
{
	bool begins_part = true;

	for (size_t i = 0; i < line.n;) {
		size_t begin = i, end, gap = gap_length(slice_from(line, i));
		struct slice word;

		if (gap > 0) {
			begins_part = begins_part || blank_length(slice_from(line, i)) == 0;
			i += gap;
			continue;
		}
		for (end = i; end < line.n && gap_length(slice_from(line, end)) == 0; end++)
			;
		for (; i < end; i++) {
			if (is_digit(line.p[i]) && (i == begin || !is_digit(line.p[i - 1])) &&
			    is_number(slice_from(line, i)))
				return begin;
		}
		word = slice_sub(line, begin, end - begin);
		if (is_link(word) || is_host(word) ||
		    slice_starts_fold(slice_from(line, begin), "www.") ||
		    is_secret(word, slice_from(line, end), begins_part))
			return begin;
		begins_part = slice_is(word, "-");
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

			if (line.n > k && line.p[line.n - k - 1] == ' ' &&
			    slice_is(slice_from(line, line.n - k), joins[i]))
				line.n -= k;
		}
	} while (line.n != n);
	return slice_trim(line);
}
