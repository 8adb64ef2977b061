/* SPDX-License-Identifier: MIT
 * The marks of the token keys a store was used with: enough to recognise a key, nothing to make
 * one. */
#ifndef SUBSCRIBERS_KEY_MARK_H
#define SUBSCRIBERS_KEY_MARK_H

#include "subscribers/db.h"
#include "subscribers/token.h"

/* How many keys the store knows. */
int key_mark_count(struct db *db);
/* 0 where the keys are those the store was used with, or more; -1 and a sentence for the operator.
 * `path` is where they were read from. */
int key_mark_check(struct db *db, const struct token_key *key, const char *path, struct err *err);
/* Notes those that are new; in a transaction. */
void key_mark_note(struct db *db, const struct token_key *key, int64_t now);

#endif
