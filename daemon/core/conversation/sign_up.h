/* SPDX-License-Identifier: MIT
 * "subscribe" and "join" by email: what is done at once, and what the registered address is asked
 * first ("please confirm"). Who answers a mail of ours has shown whose mailbox it is, and is not
 * asked (design §4a) - but mail is passed on, and From is a claim: a mail of before its person
 * left, refused that list, or said never to be mailed brings nobody back; and where our mail host
 * says who wrote, and not that they did, whoever is put on a list is asked. */
#ifndef CORE_SIGN_UP_H
#define CORE_SIGN_UP_H

#include "daemon/core/talk/talk.h"
#include "subscribers/list.h"

/* Of an open list. True: the message is settled. */
bool sign_up(struct talk *t, const struct list *list);
/* May an answer to a mail of ours be somebody else's who got it, or was it passed on before its
 * person said no? */
bool sign_up_is_of_another(const struct talk *t, const struct list *list);
/* The open question about a list is asked of t->who once more, and its older mails answer nothing
 * any more. */
void sign_up_ask_anew(struct talk *t, const struct list *list);

#endif
