/* SPDX-License-Identifier: MIT
 * A convenor's orders by email: moving and cancelling a meeting by replying to mail about it.
 * Nothing happens by the first mail: what was understood is repeated in words to the convenor's
 * address, and only a yes to that mail does it, once. */
#ifndef CORE_CONVENOR_ORDERS_H
#define CORE_CONVENOR_ORDERS_H

#include "daemon/core/talk/talk.h"

/* A step of conversation.c: true where the message is settled. */
bool convenor_orders_reply(struct talk *t);

#endif
