/* SPDX-License-Identifier: MIT
 * Further addresses that a person writes from. Each said yes by itself; none gets any mail but
 * answers to what was written from it. An address belongs to one person, as their main one
 * (subscriber.h) or here. */
#ifndef SUBSCRIBERS_ALIAS_H
#define SUBSCRIBERS_ALIAS_H

#include "daemon/common/buf.h"
#include "daemon/mail/address.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"
#include "subscribers/token.h"

#define ALIAS_MAX 5 /* of one person: home, work, a shared mailbox and two more */

struct alias {
	int64_t id;
	struct address address;
	uint8_t hash[TOKEN_HASH_SIZE];
	int64_t confirmed_at;
};

/* In a transaction. False where somebody has that address, or this person has ALIAS_MAX. */
bool alias_add(struct db *db, const struct token_key *key, int64_t subscriber_id,
    const struct address *address, int64_t now);
/* It is their main one now. False where it is none of theirs. */
bool alias_remove(struct db *db, int64_t subscriber_id, const char *address_key);
/* The same where it is not theirs any more: no restored backup gives it back (ledger.h). */
bool alias_give_up(struct db *db, int64_t subscriber_id, const char *address_key, int64_t now);
/* The one with this keyed hash; whose it is. 0: nobody's. */
int64_t alias_by_hash(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], struct alias *alias_r);
/* Appends those of a person as JSON. And, in a transaction, gives back what is there and theirs no
 * more, unless it is another's by now, or asked never to be mailed. */
void alias_states(struct db *db, int64_t subscriber_id, struct buf *out);
void alias_return(struct db *db, const struct token_key *key, int64_t subscriber_id,
    struct slice states, int64_t now);
/* For a restore: whoever has the one with this keyed hash. How many. */
int64_t alias_remove_hash(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE]);

/* Is it one of theirs? */
bool alias_find(struct db *db, int64_t subscriber_id, const char *address_key,
    struct alias *alias_r);
int64_t alias_count(struct db *db, int64_t subscriber_id);
/* Those that were added since then are the other's, or (0) nobody's. In a transaction. */
void alias_part(struct db *db, int64_t subscriber_id, int64_t other_id, int64_t since, int64_t now);
/* In a transaction: two who are one person. Nobody loses an address by it, so there may be more
 * than ALIAS_MAX. */
void alias_join(struct db *db, int64_t from_id, int64_t to_id);
/* The first with an id above `after`. */
bool alias_next(struct db *db, int64_t subscriber_id, int64_t after, struct alias *alias_r);

/* The clock was set back (clock_back.h); in a transaction. */
void alias_set_back(struct db *db, const struct clock_back *back);

#endif
