/* SPDX-License-Identifier: MIT
 * Keeps book of the questions of staff that show what is held about people: who asked what about
 * whom. The first of a second is written before its answer goes out; what follows within the second
 * is written at its end, together, so that a script that asks ten thousand times costs a commit a
 * second. */
#ifndef CORE_LOOKUP_NOTE_H
#define CORE_LOOKUP_NOTE_H

#include "daemon/core/staff/request.h"

struct lookup_note;

struct lookup_note *lookup_note_new(struct core *core);
/* Writes what waits. */
void lookup_note_free(struct lookup_note *w);

/* After such a question was answered well, outside a transaction. -1 and *err: too much waits that
 * the store does not take; then the answer must not go out. */
int lookup_note_add(struct request *rq, const char *verb, struct err *err);

#endif
