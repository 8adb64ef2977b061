/* SPDX-License-Identifier: MIT
 * What stands in a mail beside the orders in it: a question or a protest, by which an order is
 * asked back; lists, to which "unsubscribe" and "subscribe" are narrowed; and whatever else a
 * person of ours should read (aside.h). */
#ifndef CORE_BESIDE_ORDER_H
#define CORE_BESIDE_ORDER_H

#include "daemon/core/conversation/command_batch.h"
#include "daemon/core/talk/talk.h"
#include "daemon/mail/aside.h"

struct beside_order {
	struct command rest[COMMAND_BATCH_MAX]; /* further orders */
	size_t count;
	struct aside aside;
	bool is_for_person; /* it names what is not to be left, and nothing that is: nothing is done
	                     */
};

/* Reads what stands beside t->v.command, which is narrowed where lists are named: to the first, the
 * others are in `rest`. */
void beside_order_read(struct talk *t, struct beside_order *b);
/* What is said beside the orders goes to a person, once; after the orders were carried out. */
void beside_order_forward(struct talk *t, const struct beside_order *b);
/* What stands beside a word that is no order: "yes". */
struct aside beside_order_aside(struct talk *t);
/* It goes to a person, where the word could not be taken ("yes", of which meeting?). */
void beside_order_pass_on(struct talk *t);

#endif
