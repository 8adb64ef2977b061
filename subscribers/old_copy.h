/* SPDX-License-Identifier: MIT
 * Copies of the store that stand beside it: what a migration kept (STORE.before-N), what a restore
 * replaced (STORE.replaced-TIME), and what either left half-written. They hold people who were
 * forgotten since, so they do not stay for ever. Backups that staff made are theirs, wherever they
 * are. */
#ifndef SUBSCRIBERS_OLD_COPY_H
#define SUBSCRIBERS_OLD_COPY_H

#include <stdint.h>

#include "subscribers/db.h"

/* How many there are that came to be before then. */
int64_t old_copy_count(struct db *db, int64_t before);
/* Removes up to `most` of those; how many. What cannot be removed is logged, and stays. */
int64_t old_copy_remove(struct db *db, int64_t before, int64_t most);
/* When the oldest came to be; 0: there is none. */
int64_t old_copy_oldest(struct db *db);

#endif
