/* SPDX-License-Identifier: MIT
 * Messages that get no answer, and what is then true of them. An order that is not done, and whose
 * question or answer may not go, would be lost without a trace: it is noted here why, and at the
 * end a person of ours reads it (conversation.c). What only tells of what was done anyway is no
 * loss. */
#ifndef CORE_NO_ANSWER_H
#define CORE_NO_ANSWER_H

#include "daemon/core/loop/cause.h"
#include "daemon/core/loop/core.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/mail/address.h"

#define NO_ANSWER_SUPPRESSED "suppressed"

/* Whoever asked never to be mailed, by a complaint, by being forgotten, or through staff, is not,
 * whatever anybody writes in their name or about them. */
bool no_answer_is_never(const struct core *core, const struct address *address);
/* Is this letter one that must not be written for that, because of the message that is being acted
 * on? Then that is noted. letter_queue() asks it of each. Written all the same are: what answers or
 * tells who was asked, or surely wrote, at that very address; "please confirm", whose yes takes it
 * back; what tells an address that it was left, by which a theft is seen; and what goes to a person
 * of ours, or to convenors (convenorship.h). */
bool no_answer_keeps(struct core *core, const struct outbox_new *n);
/* Does a letter of this kind only tell of what is so without it? */
bool no_answer_is_receipt(const char *kind);
/* What this message asks for may not be answered, and nothing else was done: why, in a word or two,
 * static. The first reason stays. */
void no_answer_note(struct cause *c, const char *reason);
/* "not answered: REASON"; lives as long as the cause. */
const char *no_answer_outcome(struct cause *c);

#endif
