/* SPDX-License-Identifier: MIT
 * Several addresses of one person: "add address X" and "remove address X". X is asked before it
 * counts. Commands from any of them act for the person; mail goes to the main one. Each returns
 * true where the message is settled. */
#ifndef CORE_MORE_ADDRESSES_H
#define CORE_MORE_ADDRESSES_H

#include "daemon/core/talk/talk.h"

/* Behind the gate (rights.h): asks the other address. */
bool more_addresses_ask(struct talk *t, const struct act *a);
bool more_addresses_remove(struct talk *t, const struct act *a);
/* What the other address says. */
bool more_addresses_confirmed(struct talk *t);

#endif
