/* SPDX-License-Identifier: MIT
 * Does a line look like somebody's name? Below an answer a name says nothing, and so whatever
 * passes for one is not heard: a word that answers, orders or takes back never does. Pure. */
#ifndef MAIL_NAME_WORDS_H
#define MAIL_NAME_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/common/slice.h"

/* Is the word (folded, without apostrophes) one that people answer, order or take something back
 * with ("refused", "undo", "wait"), or a form of a verb that nobody is called by? Then no line that
 * holds it is a name. */
bool name_words_is_said(const char *word);
/* Is the line one to five words that may be a name and nothing else, as far as the first comma,
 * bracket or bar, where a title or pronouns may follow? How many bytes that is; 0: it is no name.
 */
size_t name_words_length(struct slice line);

#endif
