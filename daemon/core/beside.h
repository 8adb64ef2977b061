/* SPDX-License-Identifier: MIT
 * What stands in a mail beside the orders in it: a question or a protest, by which an order is asked back; lists, to
 * which "unsubscribe" and "subscribe" are narrowed; and whatever else a person of ours should read (aside.h). */
#ifndef CORE_BESIDE_H
#define CORE_BESIDE_H

#include "../mail/aside.h"
#include "batch.h"
#include "talk.h"

struct beside {
	struct command rest[BATCH_MAX];		/* further orders */
	size_t count;
	struct aside aside;
	bool is_for_person;			/* it names what is not to be left, and nothing that is: nothing is done */
};

/* Reads what stands beside t->v.command, which is narrowed where lists are named: to the first, the others are in `rest`. */
void beside_read(struct talk *t, struct beside *b);
/* What is said beside the orders goes to a person, once; after the orders were carried out. */
void beside_forward(struct talk *t, const struct beside *b);
/* What stands beside a word that is no order: "yes". */
struct aside beside_aside(struct talk *t);
/* It goes to a person, where the word could not be taken ("yes", of which meeting?). */
void beside_pass_on(struct talk *t);

#endif
