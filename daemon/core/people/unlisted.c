/* SPDX-License-Identifier: MIT
 * See unlisted.h. A new place where an address may stand is one more in read_all(); holdings_has()
 * asks the same places. */
#include "daemon/core/people/unlisted.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/xmalloc.h"
#include "daemon/core/outbox/outbox.h"
#include "subscribers/convenor.h"
#include "subscribers/organisation.h"
#include "subscribers/staff.h"

struct unlisted_one {
	uint8_t hash[TOKEN_HASH_SIZE];
	char key[ADDRESS_SIZE];
};

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, TOKEN_HASH_SIZE);
}

static void add(struct unlisted *u, const struct token_key *key, struct slice text)
{
	struct unlisted_one *one;
	struct err err = ERR_INIT;
	struct address a;

	if (!address_parse_utf8(text, &a, &err))
		return;
	if (u->count == u->capacity) {
		u->capacity = u->capacity == 0 ? 64 : 2 * u->capacity;
		u->all = xreallocarray(u->all, u->capacity, sizeof *u->all);
	}
	one = &u->all[u->count++];
	token_hash_address(key, a.key, one->hash);
	memcpy(one->key, a.key, sizeof one->key);
}

static void read_all(struct unlisted *u, struct db *db, const struct token_key *key)
{
	struct buf lines = BUF_INIT;
	struct slice rest, line;

	convenors_addresses(db, &lines);
	staff_addresses(db, &lines);
	organisation_contact_addresses(db, &lines);
	outbox_addresses(db, &lines);
	rest = buf_all(&lines);
	while (slice_next_line(&rest, &line))
		add(u, key, line);
	buf_release(&lines);
	if (u->count > 0)
		qsort(u->all, u->count, sizeof *u->all, compare);
	u->is_read = true;
}

bool unlisted_find(struct unlisted *u, struct db *db, const struct token_key *key,
    const uint8_t hash[TOKEN_HASH_SIZE], struct address *address_r)
{
	const struct unlisted_one *one;
	struct err err = ERR_INIT;

	if (!u->is_read)
		read_all(u, db, key);
	one = u->count == 0 ? NULL : bsearch(hash, u->all, u->count, sizeof *u->all, compare);
	return one != NULL && address_parse_utf8(slice_of(one->key), address_r, &err);
}

void unlisted_release(struct unlisted *u)
{
	free(u->all);
	*u = (struct unlisted){ .all = NULL };
}
