/* SPDX-License-Identifier: MIT
 * Orders in words; see order.h. Words are taken from the front of a line: what makes it polite, the
 * verb, what it is about. A line with a word in between that is none of these ("not", "should")
 * orders nothing. */
#include "daemon/mail/order.h"

#include <string.h>

#define ORDER_LINES 3 /* a greeting and a kind word may stand above it */

/* Takes the first word where it is one of these. A sign behind it ends what it says: *ends_r. */
static bool take_word(struct slice *rest, const char *const *words, bool *ends_r)
{
	struct slice after = *rest, word;
	size_t n;

	if (!slice_next_word(&after, &word))
		return false;
	n = word.n;
	while (word.n > 0 && strchr(",.:;!", word.p[word.n - 1]) != NULL)
		word.n--;
	for (; *words != NULL; words++) {
		if (slice_is_fold(word, *words)) {
			*rest = after;
			*ends_r = word.n < n;
			return true;
		}
	}
	return false;
}

static bool skip_word(struct slice *rest, const char *const *words)
{
	bool ends;

	return take_word(rest, words, &ends);
}

/* "cancel the meeting", "cancel this one", but not "cancel, the hall is flooded". */
static struct slice behind_thing(struct slice line)
{
	static const char *const things[] = { "it", "this", "that", "meeting", "hui", NULL };
	static const char *const the[] = { "the", "our", "this", "that", NULL };
	static const char *const one[] = { "meeting", "hui", "one", NULL };
	struct slice behind = line;

	if (skip_word(&behind, the) && skip_word(&behind, one))
		return behind;
	(void)skip_word(&line, things); /* may be absent */
	return line;
}

static struct order read_line(struct slice line)
{
	static const char *const polite[] = { "please", "pls", "kindly", NULL };
	static const char *const wish[] = { "could", "can", "would", "you", "we", "i", "i'd",
		"we'd", "like", "want", "need", "have", "to", "must", "let's", "just", "sorry",
		NULL };
	static const char *const move[] = { "move", "postpone", "reschedule", "shift", NULL };
	static const char *const cancel[] = { "cancel", NULL };
	struct order o = { .verb = ORDER_NONE };
	bool ends = false;

	while (skip_word(&line, polite) || (skip_word(&line, wish) && (o.is_wish = true)))
		;
	if (take_word(&line, move, &ends))
		o.verb = ORDER_MOVE;
	else if (take_word(&line, cancel, &ends))
		o.verb = ORDER_CANCEL;
	o.rest = slice_trim(ends ? line : behind_thing(line));
	/* "I can cancel if you like" */
	if (o.is_wish && slice_find_fold(o.rest, "if ") < o.rest.n)
		o.verb = ORDER_NONE;
	return o;
}

struct order order_read(struct slice text)
{
	struct order o = { .verb = ORDER_NONE };
	struct slice line;

	for (int i = 0; i < ORDER_LINES && o.verb == ORDER_NONE && slice_next_line(&text, &line);) {
		i += slice_trim(line).n > 0;
		o = read_line(line);
	}
	while (o.verb != ORDER_NONE && o.below.n == 0 && slice_next_line(&text, &line))
		o.below = slice_trim(line);
	return o;
}

/* "attendance list, please" and no more: "Attendance: Ana, Ben" begins the notes of a meeting. */
static bool is_attendance(struct slice line)
{
	static const char *const attendance[] = { "attendance", "attendance?", NULL };
	static const char *const more[] = { "list", "list?", "please", "pls", "thanks", "now", "so",
		"far", "far?", "please?", NULL };

	if (!skip_word(&line, attendance))
		return false;
	while (skip_word(&line, more))
		;
	return slice_trim(line).n == 0;
}

bool order_asks_who_comes(struct slice text)
{
	static const char *const polite[] = { "please", "can", "could", "would", "you", "i", "we",
		"send", "me", "us", "have", "get", "see", "show", "tell", "the", NULL };
	static const char *const words[] = { "who is coming", "who's coming",
		"who\xe2\x80\x99s coming", "who comes", "who is attending", "who's attending",
		"who will come", "who has said yes", "who said yes", "how many are coming",
		"how many people are coming", "how many come", "list of who", "list of attendees" };
	struct slice line = SLICE_NONE;

	while (slice_trim(line).n == 0 && slice_next_line(&text, &line))
		;
	while (skip_word(&line, polite))
		;
	line = slice_trim(line);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (slice_starts_fold(line, words[i]))
			return true;
	}
	return is_attendance(line);
}

/* --- the reason --- */

static const char *const courtesies[] = { "please", "pls", "thanks", "thank you", "ta", "cheers",
	"sorry", "regards", "kind regards", "ng\xc4\x81 mihi", "nga mihi" };
#define COURTESIES (sizeof courtesies / sizeof courtesies[0])

static bool is_one_of(char c, const char *signs)
{
	return c != '\0' && strchr(signs, c) != NULL;
}

static struct slice trim_end(struct slice s, const char *signs)
{
	while (s.n > 0 && is_one_of(s.p[s.n - 1], signs))
		s.n--;
	return s;
}

static bool cut_front(struct slice *s)
{
	while (s->n > 0 && is_one_of(s->p[0], ",;:.!?- "))
		*s = slice_from(*s, 1);
	for (size_t i = 0; i < COURTESIES; i++) {
		size_t n = strlen(courtesies[i]);

		if (slice_starts_fold(*s, courtesies[i]) &&
		    (s->n == n || is_one_of(s->p[n], ",;:.!?- "))) {
			*s = slice_from(*s, n);
			return true;
		}
	}
	return false;
}

static bool cut_back(struct slice *s)
{
	struct slice bare = trim_end(*s, ".!? ");

	for (size_t i = 0; i < COURTESIES; i++) {
		size_t n = strlen(courtesies[i]);

		if (slice_ends_fold(bare, courtesies[i]) &&
		    (bare.n == n || is_one_of(bare.p[bare.n - n - 1], ",;:.!?- "))) {
			*s = trim_end(slice_sub(bare, 0, bare.n - n), ",;:- ");
			return true;
		}
	}
	return false;
}

struct slice order_reason(struct slice text)
{
	text = slice_trim(text);
	while (cut_front(&text) || cut_back(&text))
		;
	return text;
}
