/* SPDX-License-Identifier: MIT
 * See keyword.h. A closed world: each word is the keyword, one of the polite ones, or, in a line
 * below it, part of the writer's own name. "Monday" and "After Legal Review" look like names, and
 * are none. */
#include "daemon/mail/keyword.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/common/utf8.h"
#include "daemon/mail/footer_forms.h"
#include "daemon/mail/name_words.h"
#include "daemon/mail/sign_off.h"

#define PARTS " ._-+,\t" /* what parts a name, or a local part */

static bool is_polite(struct slice word)
{
	static const char *const polite[] = { "yes", "ae", "please", "pls", "plz", "kia", "ora",
		"koutou", "korua", "tena", "koe", "hi", "hello", "hey", "dear", "thanks", "thank",
		"you", "thx", "cheers", "nga", "mihi", "maioha", "naku", "noa", "na", "kind",
		"best", "warm", "regards", "many", "ta", "ok", "okay", "team", "all", "everyone",
		"it", "this", "now", "the", "tip", "sorry", "i", "made", "a", "mistake", "my",
		"that", "was", "me" };

	for (size_t i = 0; i < sizeof polite / sizeof polite[0]; i++) {
		if (slice_is(word, polite[i]))
			return true;
	}
	return false;
}

/* What may stand below it: nothing that says something of what is above. */
static bool is_farewell(struct slice word)
{
	static const char *const farewells[] = { "please", "kia", "ora", "koutou", "korua", "tena",
		"koe", "thanks", "thank", "you", "thx", "cheers", "nga", "mihi", "nui", "maioha",
		"mahana", "aroha", "hei", "kona", "mai", "ake", "naku", "iti", "noa", "na", "kind",
		"kindest", "best", "warm", "warmest", "regards", "wishes", "many", "ta", "team",
		"everyone", "yours", "sincerely", "faithfully", "and" };

	for (size_t i = 0; i < sizeof farewells / sizeof farewells[0]; i++) {
		if (slice_is(word, farewells[i]))
			return true;
	}
	return false;
}

/* An answer, an order or a second thought, with a capital too. */
static bool is_thought(struct slice word)
{
	struct buf plain = BUF_INIT;
	bool is_said;

	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] != '\'')
			buf_char(&plain, word.p[i]);
	}
	is_said = plain.n > 0 && name_words_is_said(plain.p);
	buf_release(&plain);
	return is_said;
}

static bool is_sign(char c)
{
	return c != '\0' &&
	    ((c > ' ' && c < '0') || c == ':' || c == ';' || c == '_' || c == '[' || c == ']' ||
	        c == '|' || c == '<' || c == '>' || c == '=' || c == '~');
}

/* Without the signs around it; empty where it is nothing else. */
static struct slice bare(struct slice word)
{
	while (word.n > 0 && is_sign(word.p[0]))
		word = slice_from(word, 1);
	while (word.n > 0 && is_sign(word.p[word.n - 1]))
		word.n--;
	return word;
}

static bool is_part(struct slice part, struct slice own)
{
	for (size_t i = 0, end; i < own.n; i = end + 1) {
		for (end = i; end < own.n && strchr(PARTS, own.p[end]) == NULL; end++)
			;
		if (end > i && slice_equal(part, slice_sub(own, i, end - i)))
			return true;
	}
	return false;
}

/* Is the word, in each of its parts, one that the writer is called by: of "Mere Te Awa",
 * "mere.awa"? */
static bool is_own(struct slice word, struct slice own)
{
	for (size_t i = 0, end; i <= word.n; i = end + 1) {
		for (end = i; end < word.n && strchr(PARTS, word.p[end]) == NULL; end++)
			;
		if (!is_part(slice_sub(word, i, end - i), own))
			return false;
	}
	return true;
}

static bool is_capital(struct slice raw)
{
	return raw.n > 0 && ((raw.p[0] >= 'A' && raw.p[0] <= 'Z') || (raw.p[0] & 0x80) != 0);
}

/* "04 463 1234", "ddi", an address: how to reach somebody, and nothing said. */
static bool is_contact(struct slice raw, struct slice word)
{
	static const char *const labels[] = { "m", "p", "t", "e", "f", "ddi", "mob", "mobile",
		"tel", "telephone", "phone", "ph", "email", "waea", "pukoro", "ext" };

	if (slice_find(raw, '@') < raw.n || slice_starts(raw, "www.") || slice_starts(raw, "http"))
		return true;
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
		if (slice_is(word, labels[i]))
			return true;
	}
	return word.n > 0 && strspn(word.p, "0123456789()+-./") >= word.n;
}

/* Words of a name behind the first of it: "mere@" signs as "Mere Te Awa". */
#define NAME_WORDS_MAX 3

struct line {
	size_t names;    /* words of the name that it begins with */
	bool is_contact; /* all of it */
	bool is_fine;
};

/* A line below what decides. */
static struct line read_line(struct slice line, struct slice own)
{
	struct line l = { 0, true, true };
	struct buf folded = BUF_INIT;
	struct slice raw;

	while (slice_next_word(&line, &raw)) {
		struct slice word;

		buf_clear(&folded);
		utf8_fold(&folded, bare(raw));
		word = buf_all(&folded);
		if (word.n == 0)
			continue;
		l.is_contact = l.is_contact && is_contact(raw, word);
		if (is_own(word, own) ||
		    (l.names > 0 && l.names <= NAME_WORDS_MAX && is_capital(bare(raw)) &&
		        !is_thought(word)))
			l.names++;
		else if (!is_farewell(word))
			l.is_fine = false;
	}
	buf_release(&folded);
	return l;
}

bool keyword_is_signed_by(struct slice below, struct slice own)
{
	struct buf folded = BUF_INIT;
	struct slice line;
	bool is_named = false, is_it = true;

	utf8_fold(&folded, own);
	while (is_it && slice_next_line(&below, &line)) {
		struct line l = read_line(line, buf_all(&folded));

		/* Mail programs put it there, whatever the From is called. */
		if (!is_named && sign_off_is_card(slice_trim(line)))
			l = (struct line){ .names = 1, .is_fine = true };
		is_it = l.is_fine ||
		    (is_named && (l.is_contact || footer_forms_have_all(slice_trim(line))));
		is_named = is_named || (l.is_fine && l.names > 0);
	}
	buf_release(&folded);
	return is_it;
}

/* What of the keyword is left to come. */
struct reading {
	struct slice keyword;
	bool is_begun, is_done;
};

static bool take_word(struct reading *r, struct slice raw)
{
	struct buf folded = BUF_INIT;
	struct slice word, rest = r->keyword, next;
	bool is_taken = true;

	utf8_fold(&folded, raw);
	word = bare(buf_all(&folded));
	if (word.n == 0) {
		is_taken = true;
	} else if (!r->is_done && slice_next_word(&rest, &next) && slice_equal(word, next)) {
		r->keyword = slice_trim(rest);
		r->is_begun = true;
		r->is_done = r->keyword.n == 0;
	} else {
		is_taken = !(r->is_begun && !r->is_done) && is_polite(word);
	}
	buf_release(&folded);
	return is_taken;
}

bool keyword_is_alone(struct slice text, const char *keyword, struct slice own)
{
	struct reading r = { .keyword = slice_of(keyword) };
	struct slice line, word;

	if (slice_find(text, '?') < text.n)
		return false;
	while (!r.is_done && slice_next_line(&text, &line)) {
		while (slice_next_word(&line, &word)) {
			if (!take_word(&r, word))
				return false;
		}
	}
	return r.is_done && keyword_is_signed_by(text, own);
}
