/* SPDX-License-Identifier: MIT
 * The schema and its numbered migrations, forward only (subscribers/migrations/, compiled in). */
#ifndef SUBSCRIBERS_SCHEMA_H
#define SUBSCRIBERS_SCHEMA_H

#include "db.h"

/* Brings the store to the newest schema, each migration in one transaction, after a copy beside
 * the file (PATH.before-N) where there is something to lose. Refuses a store of a newer
 * program. */
int schema_migrate(struct db *db, struct err *err);
int schema_version(struct db *db);

/* A number that grows by one each time a daemon takes the store over: the fence between this
 * process and a copy of it that was suspended. */
int schema_next_epoch(struct db *db, int64_t *epoch_r, struct err *err);
int64_t schema_epoch(struct db *db);

/* A number that is kept under a word of the caller's, 0 where there is none; set in a transaction. */
int64_t schema_number(struct db *db, const char *key);
void schema_set_number(struct db *db, const char *key, int64_t value);

#endif
