/* SPDX-License-Identifier: MIT
 * Addresses that are never to be written to again, kept only as keyed hashes. */
#ifndef SUBSCRIBERS_SUPPRESSION_H
#define SUBSCRIBERS_SUPPRESSION_H

#include "subscribers/db.h"
#include "subscribers/token.h"

/* `reason` is one of the table's: erased, complaint, staff, bounced. Adding twice keeps the first.
 */
void suppression_add(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], const char *reason,
    int64_t now);
/* False where it was not there. */
bool suppression_remove(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], int64_t now);
bool suppression_has(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE]);
/* Is it there because they, or staff for them, wanted it: not as an address that mail came back
 * from? */
bool suppression_is_wish(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE]);
/* When they wanted it; 0: they did not. */
int64_t suppression_wished_at(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE]);
/* Appends a JSON array of {hash, reason, at}. */
void suppression_json(struct db *db, struct buf *out);

#endif
