/* SPDX-License-Identifier: MIT
 * A fresh store for a unit test: a migrated database in a folder of its own. */
#ifndef TESTS_STORE_H
#define TESTS_STORE_H

#include "subscribers/db.h"
#include "subscribers/token.h"

struct store {
	struct db *db;
	struct token_key key;
	char folder[64], path[96];
};

/* Each fails the running test where it cannot. */
void store_open(struct store *s);
void store_close(struct store *s);  /* and removes the folder */
void store_reopen(struct store *s); /* as after a crash: without a clean end */

/* Opens, and begins a transaction with the list "news" and `people` active subscribers,
 * pN@example.nz, who joined at `since`; the list's id. Finish commits and closes. */
int64_t store_fill(struct store *s, int people, int64_t since);
void store_finish(struct store *s);

#endif
