/* SPDX-License-Identifier: MIT
 * People of whom something is held though they have no row as subscribers: convenors, staff, whom
 * to talk to at an organisation, whoever wrote or was written to. Looked for by their keyed hash,
 * by which alone the ledger knows them. */
#ifndef CORE_UNLISTED_H
#define CORE_UNLISTED_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/mail/address.h"
#include "subscribers/db.h"
#include "subscribers/token.h"

/* All addresses there are of them, by their hashes; zero is one that was not read yet. */
struct unlisted {
	struct unlisted_one *all;
	size_t count, capacity;
	bool is_read;
};

/* The address with this hash; false where it stands nowhere. Reads all addresses at the first
 * question. */
bool unlisted_find(struct unlisted *u, struct db *db, const struct token_key *key,
    const uint8_t hash[TOKEN_HASH_SIZE], struct address *address_r);
void unlisted_release(struct unlisted *u);

#endif
