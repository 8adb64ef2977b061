/* SPDX-License-Identifier: MIT
 * What people write beside an order: below a Subject "unsubscribe", or a first line that is a
 * command. A greeting, a name, thanks, a signature are nothing; "how do I do that?" and "please
 * don't" make it doubtful that it is meant; what else they say is for a person. Pure. Doing the
 * wrong thing is worse than asking, and more words are never a loss to their writer (design §4). */
#ifndef MAIL_ASIDE_H
#define MAIL_ASIDE_H

#include "daemon/mail/command.h"

struct aside {
	bool has_words;   /* a person of ours should read it */
	bool is_question; /* somebody waits for an answer */
	bool is_doubt;    /* they may not want it done */
};

/* `text`: the new text of a mail without the lines that are orders; may be empty. `order`: the line
 * that is the order, as it was written ("stop" is said of other things, too, "unsubscribe" is not),
 * `verb` what it was taken for. */
struct aside aside_read(struct slice text, struct slice order, enum command_verb verb,
    const struct command_words *words);
/* Is the one line a sentence, and no name, greeting or thanks? */
bool aside_is_sentence(struct slice line, const struct command_words *words);

#endif
