/* SPDX-License-Identifier: MIT
 * The words that mean a command, in English (a table here) and in further languages (files).
 * Shared by command.c and its tables only. */
#ifndef MAIL_COMMAND_WORDS_H
#define MAIL_COMMAND_WORDS_H

#include "daemon/mail/command.h"
#include "daemon/mail/phrase.h"

/* What may stand behind the words of a command. */
enum command_tail {
	TAIL_NOTHING, /* the command is the whole line */
	TAIL_NAME,    /* nothing, or a name of a list, region or thing: few words, none of prose */
	TAIL_NEED_NAME, /* such a name */
	TAIL_ADDRESS,   /* one address */
	TAIL_NUMBER,    /* one number */
	TAIL_SPAN,      /* nothing, or "until DATE", "for 3 weeks", "3 weeks" */
	TAIL_SET,       /* one of the settings */
	TAIL_FIELD,     /* name, organisation, region ... and a value */
	TAIL_TEXT,      /* anything, but something */
	TAIL_ANSWER,    /* nothing, "+1", or words behind a comma or of a kind known */
};

struct command_phrase {
	const char *words; /* folded, one space between words */
	enum command_verb verb;
	const char *args; /* what the phrase itself says, NULL: what stands behind it */
};

extern const struct command_phrase command_phrases[];
extern const size_t command_phrase_count;
extern const enum command_tail command_tails[COMMAND_COUNT];

/* The phrase that `folded` (words with one space between) begins with, the longest of English and
 * `words`; its length in words, 0 where there is none. */
size_t command_find_phrase(struct slice folded, const struct command_words *words,
    struct command_phrase *phrase_r);
/* What people say to a question of ours in further languages ("āe = agree"): the meanings are those
 * of consent_phrases.h. Borrowed; `words` may be NULL. */
struct phrase_table command_words_sayings(const struct command_words *words);
/* Is the one folded word in a NULL-ended list? */
bool command_has_word(const char *const *list, struct slice word);

#endif
