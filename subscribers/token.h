/* SPDX-License-Identifier: MIT
 * Signed capabilities: each opens one thing for one purpose, needs no row of its own, and can be
 * made only by who holds the key. The text is base 32 of 20 bytes:
 *     key number 1 | id 5 | generation 2 | MAC 12
 * The MAC (HMAC-SHA-256) covers the purpose, what stands before it, the hash of the address it is
 * sent to, and the life of the store in which its row was made: a number that is given again, to
 * somebody else or after a restore, fits no token of before (design §4a.4). 96 bits of it: guessing
 * a million a second for ten years finds one with p < 1e-14. Tokens are credentials: they are never
 * logged.
 *
 * Keys can be renewed: new tokens are made with the newest, older ones stay good for as long as
 * their purpose lasts after their key was replaced. To leave is for ever. Addresses are hashed with
 * the first key always, because what was promised never to be mailed must be recognised for ever.
 */
#ifndef SUBSCRIBERS_TOKEN_H
#define SUBSCRIBERS_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/err.h"
#include "daemon/common/slice.h"
#include "daemon/mail/classify.h"

#define TOKEN_KEY_SIZE 32
#define TOKEN_HASH_SIZE 16 /* of an address: no collision among 2^32 people is to be feared */
#define TOKEN_TEXT_SIZE (TOKEN_TEXT_LENGTH + 1)

#define TOKEN_KEYS_MAX 64 /* a new one each year for a lifetime */

struct token_key {
	uint8_t bytes[TOKEN_KEY_SIZE]; /* number 1 */
	int later_count;
	struct {
		uint8_t bytes[TOKEN_KEY_SIZE];
		int64_t made_at; /* and the one before replaced */
	} later[TOKEN_KEYS_MAX - 1];
	int oldest[TOKEN_COUNT]; /* numbers below are not taken any more for this purpose */
};

/* Reads the key file; makes one (0600) where there is none yet. A file that others can read, or
 * of another size, is refused. */
int token_key_load(const char *path, struct token_key *key_r, struct err *err);

/* Adds a key and writes the file anew: all of it or nothing, also where the power fails. */
int token_key_rotate(const char *path, struct token_key *key, int64_t now, struct err *err);
/* By `now`, older keys have outlived some purposes: tokens for those are not taken from here on. */
void token_key_age(struct token_key *key, int64_t now);
int token_key_count(const struct token_key *key);
/* What a key (from 1) is recognised by; says nothing about it. */
void token_key_mark(const struct token_key *key, int number, uint8_t out[TOKEN_HASH_SIZE]);

#define TOKEN_LIFE_SIZE 16 /* incarnation.h */

/* Whose a token is, besides its number. */
struct token_bond {
	const uint8_t *hash; /* TOKEN_HASH_SIZE bytes: of the address it goes to */
	const uint8_t *life; /* TOKEN_LIFE_SIZE bytes: the nonce of the life its row was made in */
};

/* id below 2^40; generation's low 16 bits are used. */
void token_make(const struct token_key *key, enum token_type type, int64_t id, int64_t generation,
    const struct token_bond *bond, char out[TOKEN_TEXT_SIZE]);
/* False where it was not made with one of the keys for this purpose and this bond, or that key has
 * outlived it. Compares in constant time. */
bool token_read(const struct token_key *key, const struct classify_token *token,
    const struct token_bond *bond, int64_t *id_r, int64_t *generation_r);
/* Which row a token claims to be of, and whether it is one of before there were bonds: to find
 * whose it would be. Nothing of it is proven. False where it is no token. */
bool token_peek(const struct classify_token *token, int64_t *id_r, bool *is_old_r);

/* Tokens of mails that were sent before there were bonds: those of pages were bound to an address
 * (`hash`), the others (NULL) to nothing. The caller sees to it that the row's number was given by
 * then. */
bool token_read_old(const struct token_key *key, const struct classify_token *token,
    const uint8_t *hash, int64_t *id_r, int64_t *generation_r);

/* What is kept of an address that is to be forgotten. `address_key` is struct address's key. */
void token_hash_address(const struct token_key *key, const char *address_key,
    uint8_t out[TOKEN_HASH_SIZE]);

#endif
