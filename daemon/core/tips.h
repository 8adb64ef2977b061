/* SPDX-License-Identifier: MIT
 * Tips by email: a member shares, the convenor decides by replying, and what was approved goes to the
 * members in a digest, at most one a week and only when there is one. Nobody is named who did not say
 * so. */
#ifndef CORE_TIPS_H
#define CORE_TIPS_H

#include "dialogue.h"

/* The command "tip ...": true where the message is settled. */
bool tips_take(struct talk *t);
/* A step of dialogue.c: the convenor's "approve" or "reject", the member's "name me" or "withdraw". */
bool tips_reply(struct talk *t);
/* One digest that is due, in a transaction of its own. True where there may be more. */
bool tips_turn(struct core *core, int64_t now);
/* In a transaction: decides; -1: *err says in which state it is, or that they shared it themselves: where approvals are
 * asked for, somebody else approves it. `decider`: their address; NULL: it has none. */
int tips_decide(struct core *core, int64_t id, bool is_approved, const char *by, const struct address *decider,
    struct err *err);

#endif
