/* SPDX-License-Identifier: MIT
 * What people write to the service, as verbs: design §4's table. Words are compared folded
 * (utf8_fold), so capitals and macrons do not matter. English words are a table here; the
 * words of other languages come from templates/LANG/words ("word = verb" lines). */
#ifndef MAIL_COMMAND_H
#define MAIL_COMMAND_H

#include <stdbool.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/mail/command_verb.h"

#define COMMAND_ARGS_MAX 256

struct command {
	enum command_verb verb;
	char args[COMMAND_ARGS_MAX + 1]; /* as written (not folded), trimmed, one line */
};

/* Words of further languages, kept in the order read; the first match wins. */
struct command_words;
/* Reads one table; lines "# comment", "word or words = verb". All errors name file and line. */
struct command_words *command_words_new(void);
int command_words_load(struct command_words *words, const char *path, struct err *err);
void command_words_free(struct command_words *words);

/* A whole line as a command: the line must be the command and its arguments, not prose that
 * begins with such a word ("leave me a message" is none). `words` may be NULL. */
bool command_parse_line(struct slice line, const struct command_words *words,
    struct command *command_r);
/* A Subject: after its Re:, Fwd:, [tag] prefixes, in any language's usual form. */
bool command_parse_subject(struct slice subject, const struct command_words *words,
    struct command *command_r);
/* The first lines of new text (reply.h): greetings and empty lines are passed over, the first
 * line that is a command is it; at most `COMMAND_BODY_LINES` lines are looked at. */
#define COMMAND_BODY_LINES 5
bool command_parse_body(struct slice text, const struct command_words *words,
    struct command *command_r);
/* The detail of a sub-address, "subscribe", "subscribe-newsletter", "join-otago": a verb's word
 * (no spaces: "mydata", "forgetme") and its argument. Not for TYPE-TOKEN details. */
bool command_parse_detail(struct slice detail, struct command *command_r);

#endif
