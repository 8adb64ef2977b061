/* SPDX-License-Identifier: MIT
 * Messages that wait for room. Each has a place: the name that it came in, whose budget it would
 * come from, and its turn, which is that of its kind (wish_kind.h). The times at which there will
 * be room are those of the messages that wait for it; which of them has it then is its turn's. In a
 * transaction. */
#ifndef CORE_INBOUND_WAIT_H
#define CORE_INBOUND_WAIT_H

#include <stdint.h>

#include "daemon/common/slice.h"
#include "subscribers/db.h"

struct inbound_place {
	struct slice name;  /* keyed hash of a mailbox */
	const char *budget; /* a word of budget.c */
	int turn;           /* lower goes first, of one turn what came first */
	const char *lane;   /* the room that is its kind's alone; "": that of all */
};

/* Not now: it is as if it had not been read yet, until `due_at`. */
void inbound_wait(struct db *db, int64_t id, const struct inbound_place *place, const char *limit,
    int64_t due_at);
/* Of those of one turn, name and budget that wait the first `most` - 1 and the newest stay: what is
 * between them is done, by its limit, as one for staff. */
void inbound_wait_thin(struct db *db, const struct inbound_place *place, int64_t most);
/* How many of one turn, name and budget wait. */
int64_t inbound_wait_alike(struct db *db, const struct inbound_place *place);
/* How many of the same name, budget and lane wait because of this limit. */
int64_t inbound_wait_beside(struct db *db, const struct inbound_place *place, const char *limit);
/* Until when one of those waits whose turn is before that of the message `id` with this place; 0:
 * none does. */
int64_t inbound_wait_before(struct db *db, int64_t id, const struct inbound_place *place,
    const char *limit);
/* Whose turn is it when this one is due? It has the room, and this one its time; itself, where none
 * goes before it, and what does not wait. */
int64_t inbound_wait_first(struct db *db, int64_t id);

int64_t inbound_wait_count(struct db *db);
/* Of those whose budget is one of these words or is not, by their turn: before `turn`, or not. */
int64_t inbound_wait_count_of(struct db *db, bool is_proven, bool is_before, int turn);
int64_t inbound_wait_count_for(struct db *db, const char *limit);
/* When the next of those that wait is to be read; 0: none waits. */
int64_t inbound_next_at(struct db *db);

#endif
