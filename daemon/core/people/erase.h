/* SPDX-License-Identifier: MIT
 * Forgetting a person (Privacy Act 2020, IPP 9; design §4). In one transaction the person's row
 * goes, with all that hangs on it, proof of consent loses what names them, and every mail to, from
 * or about them is marked. What is marked is erased in chunks after that, what is under way as soon
 * as it is not. Only the keyed hash of the address stays, so that nobody can have them mailed
 * again. */
#ifndef CORE_ERASE_H
#define CORE_ERASE_H

#include <jansson.h>

#include "daemon/core/loop/core.h"
#include "subscribers/subscriber.h"

/* In a transaction. `inbound_id` is the message that asks for it, 0 where none does. Afterwards
 * there is no such subscriber. */
void erase_person(struct core *core, const struct subscriber *s, int64_t inbound_id);
/* The same for whoever did not ask for it (nobody answered the yearly mail): they may come back, or
 * be invited again. */
void erase_silent(struct core *core, const struct subscriber *s);
/* What the receipt says of the mail host: {"is_cleared"} where our copies of the person's mails are
 * removed from every inbox, else {"keep_days"} where they are all removed after at most so many.
 * The caller owns it. */
json_t *erase_values(const struct core *core);
/* One chunk of what is marked, in a transaction of its own; then the write-ahead log is emptied, so
 * that the bytes are gone from the disk. True where it is worth to look again soon. */
bool erase_turn(struct core *core);

#endif
