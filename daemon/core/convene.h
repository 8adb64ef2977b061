/* SPDX-License-Identifier: MIT
 * What the convenors get of a meeting: who comes, a day before and when they ask by replying. They see
 * who answered and no more; who said nothing is a number. */
#ifndef CORE_CONVENE_H
#define CORE_CONVENE_H

#include "../../subscribers/list.h"
#include "../../subscribers/meeting.h"
#include "dialogue.h"

/* One list that is due, in a transaction of its own. True where there may be more. */
bool convene_turn(struct core *core, int64_t now);
/* In a transaction: the members have been told of this revision, and now its convenors are: their mail says how to
 * move it, to cancel it, or to see who comes. */
void convene_tell(struct core *core, const struct meeting *m, const struct list *list);
/* Was this mail written from the address of one who leads the community, or this meeting of it (0: of none)?
 * *convenor_r is that address as it was given to us. */
bool convene_wrote(const struct talk *t, int64_t list_id, int64_t meeting_id, struct address *convenor_r);
/* Does a trusted host vouch for this mail, where one is named (authserv_id)? */
bool convene_is_certain(const struct talk *t);
/* A step of dialogue.c: the convenor's reply to a list. */
bool convene_reply(struct talk *t);

#endif
