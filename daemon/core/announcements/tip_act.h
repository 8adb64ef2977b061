/* SPDX-License-Identifier: MIT
 * Who may decide about a tip, and that it is decided; whichever door it came through. */
#ifndef CORE_TIP_ACT_H
#define CORE_TIP_ACT_H

#include "daemon/core/loop/core.h"

struct address;

/* Is it an address of who shared the tip? Where approvals are asked for, nobody approves what they
 * wrote. */
bool tip_act_is_author(struct core *core, int64_t subscriber_id, const char *address_key);
/* In a transaction: decides; -1: *err says in which state it is, or that they shared it themselves:
 * where approvals are asked for, somebody else approves it. `decider`: their address; NULL: it has
 * none. */
int tip_act_decide(struct core *core, int64_t id, bool is_approved, const char *by,
    const struct address *decider, struct err *err);

#endif
