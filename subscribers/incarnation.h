/* SPDX-License-Identifier: MIT
 * The lives of this store. A restored backup knows nothing of the rows that were made after it, and
 * gives their numbers to others; so a restore begins a new life, and what is bound to the life its
 * row was made in (tokens) fits no row of another. */
#ifndef SUBSCRIBERS_INCARNATION_H
#define SUBSCRIBERS_INCARNATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "subscribers/db.h"

#define INCARNATION_NONCE_SIZE 16 /* as an address's hash: no two stores have the same */

/* What is numbered, and named by tokens. */
enum incarnation_row {
	INCARNATION_DELIVERY,
	INCARNATION_SUBSCRIPTION,
	INCARNATION_SUBSCRIBER,
	INCARNATION_RSVP,
	INCARNATION_ROWS,
};

struct incarnation {
	uint8_t nonce[INCARNATION_NONCE_SIZE];
	int64_t above[INCARNATION_ROWS]; /* rows with numbers above these were made in it */
};

/* All of them, from the first. */
struct incarnations {
	struct incarnation *all;
	size_t count;
};

/* Begins the next life, in a transaction of its own: every row with a number above those given by
 * now is made in it. Call it after the sequences were moved. 0, or -1 and *err. */
int incarnation_begin(struct db *db, int64_t now, struct err *err);
/* Begins the first life of a store that has none yet; else does nothing. */
int incarnation_ensure(struct db *db, int64_t now, struct err *err);
/* The number of the present life, from 1; 0 where none was begun. */
int64_t incarnation_number(struct db *db);

/* Reads them anew into *r, which was released or is all zero; release it. */
void incarnations_load(struct db *db, struct incarnations *r);
void incarnations_release(struct incarnations *in);
/* The life in which the row of this number was made: one number has one answer for ever. Those of
 * before there were lives count to the first. There is one. */
const struct incarnation *incarnation_of(const struct incarnations *in, enum incarnation_row row,
    int64_t id);
/* Was the row there before there were lives? */
bool incarnation_is_before(const struct incarnations *in, enum incarnation_row row, int64_t id);

#endif
