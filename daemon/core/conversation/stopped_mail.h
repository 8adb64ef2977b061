/* SPDX-License-Identifier: MIT
 * Whoever is on a list whose mail does not go to them, because the address is never to be mailed (a
 * complaint that a mail program made of a click, a call to staff). Who asks for a list they are on
 * is told so, and asked whether they want its mail after all: a yes from there takes back what
 * stands against it, as "please confirm" does. */
#ifndef CORE_STOPPED_MAIL_H
#define CORE_STOPPED_MAIL_H

#include "daemon/core/talk/talk.h"
#include "subscribers/list.h"

/* Is it so of the person who writes, or in whose name it is written? */
bool stopped_mail_is(const struct talk *t);
/* Asks at the registered address. True: the message is settled. */
bool stopped_mail_ask(struct talk *t, const struct list *list);
/* The answer to that; false where it is neither yes nor no. */
bool stopped_mail_answered(struct talk *t);

#endif
