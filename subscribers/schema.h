/* SPDX-License-Identifier: MIT
 * The schema and its numbered migrations, forward only (subscribers/migrations/, compiled in). */
#ifndef SUBSCRIBERS_SCHEMA_H
#define SUBSCRIBERS_SCHEMA_H

#include "daemon/common/buf.h"
#include "subscribers/db.h"

/* Brings the store to the newest schema, each migration in one transaction, after a copy beside
 * the file (PATH.before-N) where there is something to lose. Refuses a store of a newer
 * program. */
int schema_migrate(struct db *db, struct err *err);
int schema_version(struct db *db);

/* The same without the copy: for a file that is a copy itself. */
int schema_upgrade(struct db *db, struct err *err);

/* Kept in a backup alone: when it was made. The script that writes it there (db_copy_seal), and
 * what stands there; 0: this is none, or none of dpupctl's. */
void schema_backup_script(int64_t now, struct buf *out);
int64_t schema_backup_at(struct db *db);
/* In a transaction: it is a backup no more. */
void schema_end_backup(struct db *db);

/* A number that grows by one each time a daemon takes the store over: the fence between this
 * process and a copy of it that was suspended. */
int schema_next_epoch(struct db *db, int64_t *epoch_r, struct err *err);
int64_t schema_epoch(struct db *db);
/* In a transaction: the next one is above this. */
void schema_raise_epoch(struct db *db, int64_t epoch);

/* A number that is kept under a word of the caller's, 0 where there is none; set in a transaction.
 */
int64_t schema_number(struct db *db, const char *key);
void schema_set_number(struct db *db, const char *key, int64_t value);
/* The first such word after *key (in it, too) that begins with `prefix`; false at the end. Reads
 * only. */
bool schema_next_word(struct db *db, const char *prefix, struct buf *key);

#endif
