/* SPDX-License-Identifier: MIT
 * What a person wrote, as words, and phrases of a table found in it: what the readers of answers
 * share (rsvp_words.c, consent_words.c). A table of phrases is a grammar and no list of sentences:
 * a phrase may hold classes. Pure. */
#ifndef MAIL_PHRASE_H
#define MAIL_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/common/slice.h"

#define PHRASE_WORD_MAX 24   /* bytes; what is longer is no word of any table */
#define PHRASE_WORDS_MAX 300 /* of a text */

struct phrase_word {
	char text[PHRASE_WORD_MAX + 1]; /* folded, without apostrophes: "can't" is "cant" */
	bool is_first; /* of a clause: something other than a blank stands before it */
	bool is_asked; /* in a question */
	/* A full stop, an empty line or the end of a line that was not broken for its length stands
	 * before it ... */
	bool begins_sentence;
	bool is_apart; /* ... and it was one of the first two */
	bool begins_line;
	bool is_capital; /* as it was written */
	bool is_inside;  /* of a run without blanks: "smith" of "jane.smith@example.org" */
};

struct phrase_words {
	struct phrase_word w[PHRASE_WORDS_MAX];
	size_t n;
	bool is_long;   /* there were more */
	bool has_signs; /* there is something beside words and blanks */
};

/* What may stand for "@come" and the like; the longest that fits. Ended by a NULL. A class may hold
 * classes that stand above it in their table, so none holds itself. */
struct phrase_class {
	const char *name, *words[64];
};

/* Folded, without apostrophes; "_" is any word. */
struct phrase {
	const char *words;
	int meaning; /* the table's own */
};

struct phrase_table {
	const struct phrase *rows;
	size_t count;
	const struct phrase_class *classes;
	size_t class_count;
};

/* At most `max` words, which is at most PHRASE_WORDS_MAX. */
void phrase_split(struct slice text, size_t max, struct phrase_words *words_r);
/* How many words the longest phrase at `at`, which is before `end`, takes of those up to `end`, of
 * equals the first; 0 where none stands there, *meaning_r is then as it was. */
size_t phrase_longest(const struct phrase_words *words, size_t at, size_t end,
    const struct phrase_table *table, int *meaning_r);
#define PHRASE_LENGTH_MAX 16 /* words of one */
/* meaning_r[n]: what the first phrase of n words at `at` means, as far as `end`; -1 where there is
 * none. */
void phrase_each(const struct phrase_words *words, size_t at, size_t end,
    const struct phrase_table *table, int meaning_r[PHRASE_LENGTH_MAX + 1]);
/* Is it one of the n words? */
bool phrase_is_any(const char *word, const char *const *words, size_t n);
/* An emoji, or a sign such as a tick. */
bool phrase_is_picture(const char *word);

#endif
