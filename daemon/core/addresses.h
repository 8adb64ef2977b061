/* SPDX-License-Identifier: MIT
 * Several addresses of one person: "add address X" and "remove address X". X is asked before it counts. Commands
 * from any of them act for the person; mail goes to the main one. Each returns true where the message is settled. */
#ifndef CORE_ADDRESSES_H
#define CORE_ADDRESSES_H

#include "talk.h"

/* Behind the gate (rights.h): asks the other address. */
bool addresses_ask(struct talk *t, const struct act *a);
bool addresses_remove(struct talk *t, const struct act *a);
/* What the other address says. */
bool addresses_confirmed(struct talk *t);

#endif
