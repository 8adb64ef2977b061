/* SPDX-License-Identifier: MIT
 * Messages that get no answer, and what is then true of them. An order that is not done, and whose question or answer may
 * not go, would be lost without a trace: it is noted here why, and at the end a person of ours reads it (dialogue.c). What
 * only tells of what was done anyway is no loss. */
#ifndef CORE_SILENCE_H
#define CORE_SILENCE_H

#include "talk.h"

/* Does a letter of this kind only tell of what is so without it? */
bool silence_is_receipt(const char *kind);
/* What this message asks for may not be answered, and nothing else was done: why, in a word or two, static. The first
 * reason stays. */
void silence_note(struct talk *t, const char *reason);
/* "not answered: REASON"; lives as long as the talk. */
const char *silence_outcome(struct talk *t);

#endif
