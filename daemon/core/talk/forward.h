/* SPDX-License-Identifier: MIT
 * Mail for a person: forwarded whole, with the writer as Reply-To, acknowledged once a day at most.
 * No header of theirs becomes one of ours. */
#ifndef CORE_FORWARD_H
#define CORE_FORWARD_H

#include <jansson.h>

#include "daemon/core/talk/talk.h"
#include "subscribers/convenor.h"

/* Is it an answer to the very mail that was forwarded to our person, from wherever that goes, or a
 * mail of that person's? To forward it to them would never end. What goes on in the thread around
 * it, whoever writes, is none: it answers what our person said. Staff may have any forwarded
 * (inbound replay). */
bool forward_is_answered(const struct talk *t);
/* Of what is one: says what becomes of it. Where it went to nobody but us it is marked for staff,
 * because nobody has read it. */
void forward_leave(struct talk *t);
/* In a transaction. */
void forward_to_human(struct talk *t);
/* The same without an acknowledgement: what may be a robot's. */
void forward_quietly(struct talk *t);
/* To each of those who lead a community or its meeting (nobody does: to a person as above). They
 * are not of us: they get what was written anew, without what it answers, what is attached, or a
 * link or token of ours. `meeting`: what it is about, in the words of the template forward.txt;
 * taken, and may be NULL. */
void forward_to_convenors(struct talk *t, const struct convenors *c, json_t *meeting);
void forward_unread(struct core *core, const struct inbound *in);

#endif
