/* SPDX-License-Identifier: MIT
 * A person's address and what we know of it: as little as works. */
#ifndef SUBSCRIBERS_SUBSCRIBER_H
#define SUBSCRIBERS_SUBSCRIBER_H

#include "daemon/common/buf.h"
#include "daemon/mail/address.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"
#include "subscribers/token.h"

struct subscriber {
	int64_t id;
	struct address address;
	uint8_t hash[TOKEN_HASH_SIZE];
	char language[8];
	char rhythm[8];       /* "each", "daily", "weekly" */
	bool is_text;         /* wants no HTML */
	int64_t paused_until; /* 0: not paused */
	int64_t moved_at;     /* since when the address is this one; 0: always */
	int64_t created_at;
};

/* By their main address or a further one (alias.h). */
bool subscriber_find(struct db *db, const struct address *address, struct subscriber *s_r);
bool subscriber_get(struct db *db, int64_t id, struct subscriber *s_r);
/* Who has no row: an address and its hash. */
void subscriber_nobody(const struct token_key *key, const struct address *address,
    struct subscriber *s_r);
/* Finds or makes the row; in a transaction. Returns the id. */
int64_t subscriber_ensure(struct db *db, const struct token_key *key, const struct address *address,
    int64_t now);
/* What somebody tells of a person, checked: an empty slice, no sector and a role of -1 say nothing.
 */
struct subscriber_facts {
	struct slice name, organisation, region, language;
	unsigned sectors;
	int is_role;
};
/* In a transaction: a person nobody has the address of yet, with its keyed hash. Returns the id. */
int64_t subscriber_add(struct db *db, const struct address *address,
    const uint8_t hash[TOKEN_HASH_SIZE], const struct subscriber_facts *facts, int64_t now);
/* Do the facts say something we do not know yet? And, in a transaction, that it is so. What we know
 * stays: it may be the person's own word. English and an address of one person are what is taken
 * where nothing was said. */
bool subscriber_differs(struct db *db, int64_t id, const struct subscriber_facts *facts);
void subscriber_fill(struct db *db, int64_t id, const struct subscriber_facts *facts);
/* Removes a person who has no subscription left of any state; false where one is there. */
bool subscriber_remove_unused(struct db *db, int64_t id);

#define SUBSCRIBER_TEXT_MAX 120 /* characters of a name or an organisation */

enum subscriber_field {
	SUBSCRIBER_NAME,
	SUBSCRIBER_ORGANISATION,
	SUBSCRIBER_REGION, /* a region's code */
	SUBSCRIBER_LANGUAGE,
	SUBSCRIBER_RHYTHM, /* each, daily, weekly */
	SUBSCRIBER_FORMAT, /* html, text */
};

/* These run in a transaction. */
/* Sets what a person told of themselves; an empty value takes it away. */
void subscriber_set(struct db *db, int64_t id, enum subscriber_field field, struct slice value);
/* The sectors they work in, besides those of their organisation: bits of organisation.h. */
void subscriber_set_sectors(struct db *db, int64_t id, unsigned bits);
/* Nothing but answers is sent until then; 0: sent again. */
void subscriber_pause(struct db *db, int64_t id, int64_t until);
/* The first whose pause ended by itself, after (*after_at, *after_id); false at the end. And when
 * the first after `now` ends; 0: none does. */
bool subscriber_next_rested(struct db *db, int64_t now, int64_t *after_at, int64_t *after_id);
int64_t subscriber_rests_until(struct db *db, int64_t now);
void subscriber_set_role(struct db *db, int64_t id, bool is_role);
/* Another address for the same person. False where somebody has it already. */
bool subscriber_move(struct db *db, const struct token_key *key, int64_t id,
    const struct address *to, int64_t now);
/* What they told of themselves, and since when their address is theirs, as a JSON object; and in a
 * transaction, that it is so again, and that what somebody told since is another person's. */
void subscriber_state(struct db *db, int64_t id, struct buf *out);
void subscriber_set_state(struct db *db, int64_t id, struct slice state);
void subscriber_part(struct db *db, int64_t id, int64_t other_id, struct slice state);
/* In a transaction, two who are one person: the first gives way at its address, nobody is found by
 * that row any more; and what it told of itself is the other's where that said nothing. The row
 * stays, for who calls to erase. */
void subscriber_give_way(struct db *db, int64_t id);
void subscriber_join(struct db *db, int64_t from_id, int64_t to_id);
/* Was this an address of theirs before the one they have, and still then? What is asked of it after
 * they left it is for whoever reads it now. */
bool subscriber_was_at(struct db *db, const struct token_key *key, int64_t id,
    const struct address *address, int64_t at);
/* Removes the row; what hangs on it goes with it, proof of consent stays without a name. */
void subscriber_erase(struct db *db, int64_t id);

/* Appends their name; nothing where there is none. */
void subscriber_name(struct db *db, int64_t id, struct buf *out);
/* Appends what people call them: "name, organisation", as far as it is known. */
void subscriber_display_name(struct db *db, int64_t id, struct buf *out);
/* JSON: one person with their subscriptions. */
bool subscriber_json(struct db *db, int64_t id, struct buf *out);
/* A page of the people who are or were asked to be on a list and have not left: up to `most` above
 * id `after`, by id, with what an import takes and "id", "list", "state", "since". */
void subscriber_json_page(struct db *db, int64_t list_id, int64_t after, int64_t most,
    struct buf *out);
/* The next `most` people above id `after`, of a list (0: of all) and in a state ("": in any), a row
 * for each of their lists. Returns the last id that was looked at, where the next page goes on; 0:
 * that was all. */
int64_t subscriber_json_some(struct db *db, int64_t list_id, struct slice state, int64_t after,
    int most, struct buf *out);

/* The clock was set back (clock_back.h); in a transaction. A pause until a day stays. */
void subscriber_set_back(struct db *db, const struct clock_back *back);

#endif
