/* SPDX-License-Identifier: MIT
 * Kinds of wishes. Where more is asked for in somebody's name than can be answered, what asks for
 * the same kind of thing stands for each other, and nothing else does: whoever writes in another's
 * name can be many, but not take away what is asked for besides. Their order is the one in which
 * they are done when there is room: first what somebody has a right to and can hardly have
 * otherwise. */
#ifndef MAIL_WISH_KIND_H
#define MAIL_WISH_KIND_H

#include "daemon/mail/command.h"

#define WISH_KIND_RIGHTS 13 /* the first so many are rights */
#define WISH_KIND_OTHER 26  /* the last: no wish of the table, a letter to a person, an answer */

/* The place of its kind in the order, from 0. */
int wish_kind_of(const struct command *c);
/* What people have a right to: to leave, to be forgotten, to see and correct what is held, to say
 * where mail goes, who comes after them and when to be left in peace. */
bool wish_kind_is_right(int kind);
/* "correct name", "status", ...; "other". */
const char *wish_kind_text(int kind);

#endif
