/* SPDX-License-Identifier: MIT
 * A line people wrote, as words: for command.c only. */
#ifndef MAIL_COMMAND_LINE_H
#define MAIL_COMMAND_LINE_H

#include <stdbool.h>

#include "daemon/common/buf.h"

#define COMMAND_LINE_MAX 400      /* bytes; a longer line is prose */
#define COMMAND_LINE_WORDS_MAX 32 /* likewise */

struct command_line {
	struct slice words[COMMAND_LINE_WORDS_MAX]; /* as written; borrowed */
	size_t count;
	/* Folded, without the punctuation around them, one space between. */
	struct buf folded;
	size_t at[COMMAND_LINE_WORDS_MAX]; /* where each word begins in it, and ends */
	size_t end[COMMAND_LINE_WORDS_MAX];
	bool is_question;
};

/* False where the line is empty or too long to be a command; the words there is room for are there
 * all the same. Release it in either case. */
bool command_line_init(struct command_line *l, struct slice text);
void command_line_release(struct command_line *l);

/* The folded word, and words `from` to before `to`; borrowed. */
struct slice command_line_word(const struct command_line *l, size_t i);
struct slice command_line_span(const struct command_line *l, size_t from, size_t to);

/* Does the folded text begin with the phrase, as whole words? */
bool command_line_begins(struct slice folded, const char *phrase);
size_t command_line_words_of(const char *phrase);

#endif
