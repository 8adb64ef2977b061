/* SPDX-License-Identifier: MIT
 * The lives of this store. A restored backup knows nothing of the rows that were made after it, and gives their
 * numbers to others; so a restore begins a new life, and what is bound to the life its row was made in (tokens)
 * fits no row of another. */
#ifndef SUBSCRIBERS_INCARNATION_H
#define SUBSCRIBERS_INCARNATION_H

#include "db.h"

/* Begins the next life, in a transaction of its own: every row with a number above those given by now is made in
 * it. Call it after the sequences were moved. 0, or -1 and *err. */
int incarnation_begin(struct db *db, int64_t now, struct err *err);
/* Begins the first life of a store that has none yet; else does nothing. */
int incarnation_ensure(struct db *db, int64_t now, struct err *err);
/* The number of the present life, from 1; 0 where none was begun. */
int64_t incarnation_number(struct db *db);

#endif
