/* SPDX-License-Identifier: MIT
 * What people ask for by email, carried out. Each returns true where the message is settled. */
#ifndef CORE_COMMANDS_H
#define CORE_COMMANDS_H

#include "daemon/core/talk/talk.h"

/* A command of t->v.command; false where it is one for a person to read. */
bool command_act(struct talk *t);
/* The answer to "please confirm" and to an invitation. */
bool command_confirm(struct talk *t);
/* The answer to "do you want to leave?". */
bool command_leave_confirmed(struct talk *t);
/* Said to "does our mail reach you?". */
bool command_reachable(struct talk *t);
/* t->who leaves a list, or all (0), and is told how to undo it; not where a program did it. How
 * many were left. */
int command_leave(struct talk *t, const struct act *a, int64_t list_id);
/* The same by a button of before they came back, which nobody vouches for: they are told in any
 * case. */
int command_leave_again(struct talk *t, const struct act *a, int64_t list_id);
/* "yes" or "undo" to a goodbye. */
bool command_undo(struct talk *t);

#endif
