/* SPDX-License-Identifier: MIT
 * Does a text that may be a robot's ask for anything, or say yes or no? Then a person may have
 * written it. Pure. */
#ifndef MAIL_PLEA_H
#define MAIL_PLEA_H

#include <stdbool.h>

#include "daemon/common/slice.h"
#include "daemon/mail/command.h"

/* A question, a request, an answer to an invitation, or a sentence that is a command. "Please
 * contact Tama if it is urgent", which notices say, is none. `words` may be NULL. */
bool plea_is_in(struct slice text, const struct command_words *words);

#endif
