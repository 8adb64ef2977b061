/* SPDX-License-Identifier: MIT
 * A person's address and what we know of it: as little as works. */
#ifndef SUBSCRIBERS_SUBSCRIBER_H
#define SUBSCRIBERS_SUBSCRIBER_H

#include "../daemon/common/buf.h"
#include "../daemon/mail/address.h"
#include "db.h"
#include "token.h"

struct subscriber {
	int64_t id;
	struct address address;
	uint8_t hash[TOKEN_HASH_SIZE];
	char language[8];
	int64_t paused_until;	/* 0: not paused */
	int64_t created_at;
};

bool subscriber_find(struct db *db, const struct address *address, struct subscriber *s_r);
bool subscriber_get(struct db *db, int64_t id, struct subscriber *s_r);
/* Finds or makes the row; in a transaction. Returns the id. */
int64_t subscriber_ensure(struct db *db, const struct token_key *key, const struct address *address,
    int64_t now);
/* Removes a person who has no subscription left of any state; false where one is there. */
bool subscriber_remove_unused(struct db *db, int64_t id);

/* JSON: one person with their subscriptions; or all, narrowed by list and state ("" for any). */
bool subscriber_json(struct db *db, int64_t id, struct buf *out);
void subscriber_json_all(struct db *db, struct slice list_slug, struct slice state, struct buf *out);

#endif
