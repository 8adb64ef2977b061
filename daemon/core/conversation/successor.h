/* SPDX-License-Identifier: MIT
 * "replace me with X": somebody leaves their work and names who comes after them. X is asked, with
 * what they would agree to for each list; when X says yes, X gets those lists and the other leaves
 * them. X is told nothing of the other, and nothing is kept of X unless they say yes. */
#ifndef CORE_SUCCESSOR_H
#define CORE_SUCCESSOR_H

#include "daemon/core/talk/talk.h"

/* Behind the gate (rights.h): asks X. True: the message is settled. */
bool successor_ask(struct talk *t, const struct act *a);
/* What X says; false where it is for a person to read. */
bool successor_answered(struct talk *t);

#endif
