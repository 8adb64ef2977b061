/* SPDX-License-Identifier: MIT
 * Mail for a person: forwarded whole, with the writer as Reply-To, acknowledged once a day at most.
 * No header of theirs becomes one of ours. */
#ifndef CORE_FORWARD_H
#define CORE_FORWARD_H

#include <jansson.h>

#include "../../subscribers/convenor.h"
#include "dialogue.h"

/* Is it an answer to what was forwarded to our person, from wherever that mail goes, or a mail of that person's? To forward
 * it to them would never end. What its own writer goes on with, which names the forward as the whole thread does, is
 * none. */
bool forward_is_answered(const struct talk *t);
/* In a transaction. */
void forward_to_human(struct talk *t);
/* The same without an acknowledgement: what may be a robot's. */
void forward_quietly(struct talk *t);
/* The same to each of those who lead a community or its meeting (nobody does: to a person). `meeting`: what it is
 * about, in the words of the template forward.txt; taken, and may be NULL. */
void forward_to_convenors(struct talk *t, const struct convenors *c, json_t *meeting);
void forward_unread(struct core *core, const struct inbound *in);

#endif
