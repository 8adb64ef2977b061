/* SPDX-License-Identifier: MIT
 * Keeps book of the questions of staff that show what is held about people: who asked what about whom.
 * The first of a second is written before its answer goes out; what follows within the second is
 * written at its end, together, so that a script that asks ten thousand times costs a commit a second. */
#ifndef CORE_WITNESS_H
#define CORE_WITNESS_H

#include "request.h"

struct witness;

struct witness *witness_new(struct core *core);
/* Writes what waits. */
void witness_free(struct witness *w);

/* Does an answer to this verb show what is held about people? Only of verbs that change nothing: the others
 * are in the audit log. */
bool witness_is_about_people(const char *verb);
/* After such a question was answered well, outside a transaction. -1 and *err: too much waits that the store
 * does not take; then the answer must not go out. */
int witness_note(struct request *rq, const char *verb, struct err *err);

#endif
