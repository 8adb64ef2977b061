/* SPDX-License-Identifier: MIT
 * The words in which people speak of coming, of what keeps them away, of the way and of what they
 * need there. A closed world: a sentence that holds any other word may be about something else.
 * Pure.
 */
#ifndef MAIL_MEETING_WORDS_H
#define MAIL_MEETING_WORDS_H

#include <stdbool.h>

/* `word`: folded, without apostrophes (phrase.h). No denial is one of them, and no order. */
bool meeting_words_has(const char *word);

#endif
