/* SPDX-License-Identifier: MIT
 * Addresses that people had before, by keyed hash: whoever holds a mail that went to one of them
 * may leave by it, and do nothing else (design §4a.3 and 4). They go with their person. */
#ifndef SUBSCRIBERS_FORMER_H
#define SUBSCRIBERS_FORMER_H

#include "daemon/common/buf.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"
#include "subscribers/token.h"

#define FORMER_MAX 16 /* of one person, the newest: more is no life but a loop */

/* In a transaction: this was the person's address until now. */
void former_add(struct db *db, int64_t subscriber_id, const uint8_t hash[TOKEN_HASH_SIZE],
    int64_t now);
/* In a transaction: those they left since were not theirs, or are again. */
void former_drop(struct db *db, int64_t subscriber_id, int64_t since);
/* In a transaction: two who are one person. */
void former_join(struct db *db, int64_t from_id, int64_t to_id);
/* The newest first; how many, at most FORMER_MAX. */
int former_get(struct db *db, int64_t subscriber_id, uint8_t hashes_r[FORMER_MAX][TOKEN_HASH_SIZE]);
/* Was this their address until then, or until later? */
bool former_had(struct db *db, int64_t subscriber_id, const uint8_t hash[TOKEN_HASH_SIZE],
    int64_t at);
/* Whose it was last; 0: nobody's that we hold. */
int64_t former_owner(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE]);
/* Appends a JSON array: since when each is not theirs any more. */
void former_json(struct db *db, int64_t subscriber_id, struct buf *out);

/* The clock was set back (clock_back.h); in a transaction. */
void former_set_back(struct db *db, const struct clock_back *back);

#endif
