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

static bool is_in(struct slice word, const char *const *list)
{
	while (word.n > 0 && strchr(":.", word.p[word.n - 1]) != NULL)
		word.n--;
	for (; *list != NULL; list++) {
		if (slice_is_fold(word, *list))
			return true;
	}
	return false;
}

/* The same, letter by letter. */
static bool is_just(struct slice word, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (slice_is(word, *list))
			return true;
	}
	return false;
}

/* --- by their shape --- */

static struct slice behind_one(struct slice word, size_t i)
{
	for (i++; i < word.n && (word.p[i] & 0xc0) == 0x80; i++)
		;
	return slice_from(word, i);
}

/* "kiwi99", "C1234X": letters and digits that are no time, number or room of anything. */
static bool is_mixed(struct slice word)
{
	static const char *const counted[] = { "room", "rm", "level", "floor", "suite", "unit",
		"term", "week", "day", "part", "stage", "phase", "session", "year", "covid", "hui",
		"ruma", "taumata", NULL };
	static const char *const endings[] = { "am", "pm", "st", "nd", "rd", "th", "hrs", "mins",
		"min", "km", "s", "h", NULL };
	size_t letters = 0, digits = 0, changes = 0, first = 0;

	for (size_t i = 0; i < word.n; i++) {
		/* Not what takes three bytes: dashes, mostly. */
		if (!is_letter(word.p[i]) || (unsigned char)word.p[i] >= 0xe0)
			return is_mixed(slice_sub(word, 0, i)) || is_mixed(behind_one(word, i));
		digits += is_digit(word.p[i]);
		letters += !is_digit(word.p[i]);
		if (i > 0 && is_digit(word.p[i]) != is_digit(word.p[i - 1]) && changes++ == 0)
			first = i;
	}
	if (letters == 0 || digits == 0 || word.n < 5)
		return false;
	return changes > 1 ||
	    !is_in(is_digit(word.p[0]) ? slice_from(word, first) : slice_sub(word, 0, first),
	        is_digit(word.p[0]) ? endings : counted);
}

/* "abc-defg-hij", as Google has them. */
static bool is_grouped(struct slice word)
{
	if (word.n != 12 || word.p[3] != '-' || word.p[8] != '-')
		return false;
	for (size_t i = 0; i < word.n; i++) {
		if (i != 3 && i != 8 && (word.p[i] < 'a' || word.p[i] > 'z'))
			return false;
	}
	return true;
}

/* "#4455", "4455#"; but the 12th of them is "#12". */
static bool is_keyed(struct slice word, struct slice behind)
{
	struct slice rest = word.n == 1 ? next_of(behind) : slice_from(word, 1);

	if (word.n > 1 && word.p[word.n - 1] == '#' && is_digit(word.p[0]))
		return true;
	return word.n > 0 && word.p[0] == '#' && rest.n > 0 && (rest.n > 2 || !has_digit(rest)) &&
	    is_letter(rest.p[0]);
}

/* "eight three two": a number in words begins here. */
static bool is_spelt(struct slice rest)
{
	static const char *const digits[] = { "zero", "oh", "one", "two", "three", "four", "five",
		"six", "seven", "eight", "nine", "double", "kore", "tahi", "rua", "toru", "wha",
		"wh\xc4\x81", "rima", "ono", "whitu", "waru", "iwa", NULL };
	int n = 0;

	for (; n < 3; n++) {
		struct slice word;

		while (rest.n > 0 && (rest.p[0] == ',' || blank_length(rest) > 0))
			rest = slice_from(rest, rest.p[0] == ',' ? 1 : blank_length(rest));
		word = next_of(rest);

		if (!is_in(word, digits))
			break;
		rest = slice_from(rest, (size_t)(word.p + word.n - rest.p));
	}
	return n == 3;
}

/* --- by what is said in front of them --- */

/* "meet dot google dot com" */
static bool is_said_host(struct slice word, struct slice next)
{
	static const char *const parts[] = { "com", "org", "net", "nz", "co", "govt", "google",
		"zoom", "us", "io", "me", "app", "live", "microsoft", "ly", "si", NULL };

	return slice_is_fold(word, "dot") && is_in(next, parts);
}

/* "kupu huna", "entry word", "[whereby otago-hui]", "waehere 4455"; ", login kiwi" in a part of its
 * own, but "code of conduct". */
static bool is_mark(struct slice word, struct slice next, bool begins_part)
{
	static const char *const hidden[] = { "huna", "hipa", "muna", "uru", "whakauru", NULL };
	static const char *const of_entry[] = { "entry", "access", "pass", "secret", "magic",
		"security", "joining", "door", NULL };
	static const char *const entry[] = { "word", "code", "key", "pin", "phrase", NULL };
	static const char *const services[] = { "whereby", "webex", "jitsi", NULL };
	/* As people write them, not "Pin Oak Hall" or "Code Club". */
	static const char *const alone[] = { "code", "login", "logon", "log-in", "pin", "PIN",
		"username", NULL };
	static const char *const goes_on[] = { "of", "for", "and", "is", "or", "to", NULL };

	return slice_starts_fold(word, "waehere") ||
	    (slice_is_fold(word, "kupu") && is_in(next, hidden)) ||
	    (is_in(word, of_entry) && is_in(next, entry)) ||
	    (is_in(word, services) &&
	        (slice_find(next, '-') < next.n || slice_find(next, '_') < next.n)) ||
	    (begins_part && next.n > 0 && is_just(word, alone) && !is_in(next, goes_on)) ||
	    is_said_host(word, next);
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
		    is_secret(word, slice_from(line, end), begins_part) ||
		    is_mark(word, next_of(slice_from(line, end)), begins_part) || is_mixed(word) ||
		    is_grouped(word) || is_keyed(word, slice_from(line, end)) ||
		    is_spelt(slice_from(line, begin)))
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
