/* SPDX-License-Identifier: MIT
 * Who is told of a meeting, and when: each member of each revision, once. A meeting that was added,
 * moved or called off is told in chunks by the schedule; whoever joins gets the coming ones;
 * whoever leaves gets them taken back. All is decided by rows, so a crash repeats nothing. */
#ifndef CORE_INVITATION_H
#define CORE_INVITATION_H

#include "daemon/core/loop/core.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/subscriber.h"

/* One chunk of what is to be told, in a transaction of its own. True where there may be more. */
bool invitation_turn(struct core *core, int64_t now);
/* In a transaction: the coming meetings of a list somebody has joined. */
void invitation_joiner(struct core *core, const struct list *list, const struct subscriber *who);
/* In a transaction: somebody left a list (0: all, and then wants no more mail, also not this).
 * Their places are free. */
void invitation_leaver(struct core *core, int64_t list_id, const struct subscriber *who);
/* In a transaction: they get our mail again. What they were not sent of coming meetings they are
 * told now, as it is now. */
void invitation_missed(struct core *core, const struct subscriber *who);
/* In a transaction: the present invitation again, to one who lost it (REFRESH). */
void invitation_again(struct core *core, const struct meeting *m, const struct subscriber *who);
/* In a transaction: it does not take place; its members are told by the schedule. False where it
 * was cancelled before. */
bool invitation_call_off(struct core *core, int64_t meeting_id, struct slice reason);
/* In a transaction: free places go to those who wait, the longest first, and they are told. */
void invitation_fill(struct core *core, int64_t meeting_id);
/* The same of all meetings to come. */
void invitation_fill_all(struct core *core, int64_t now);
/* The same of one meeting above *done_to, in a transaction of its own. True where all are done. For
 * each start: a migration may have freed places, and the daemon may have ended between the two. */
bool invitation_fill_turn(struct core *core, int64_t *done_to, int64_t now);

#endif
