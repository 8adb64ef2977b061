/* SPDX-License-Identifier: MIT
 * What is known of backups that were brought back (restore.h does that): nothing is sent until
 * staff accept one, and mail that came since it is read again (restored_mail.h). */
#ifndef CORE_RESTORED_H
#define CORE_RESTORED_H

#include "daemon/core/loop/core.h"

/* What was found and done when it was brought back. */
struct restored_counts {
	int64_t skipped, doubtful, paused, erased, ended, suppressed, moved, removed;
	const char *found; /* NULL: staff brought it back; else RESTORED_FOUND_ */
};

/* Nobody said that it was brought back, but at a start it was found to be: a backup; what the
 * ledger is ahead of; what the ledger does not reach, so that nobody knows who left since. */
#define RESTORED_FOUND_BACKUP "backup"
#define RESTORED_FOUND_OLDER "older"
#define RESTORED_FOUND_LEDGER "ledger"

/* Why a person gets nothing whose address here is one they left since. */
#define RESTORED_MOVED "they left this address after the backup that was restored was made"

/* In a transaction, after its life began: the present life of the store is that of this backup. */
void restored_note(struct db *db, int64_t backup_at, const struct restored_counts *counts,
    int64_t now);
/* In a transaction: who has this keyed hash was erased at `at`; or (is_moved) left that address for
 * another. */
void restored_note_gone(struct db *db, struct slice hash, bool is_moved, int64_t at);
/* In a transaction: who has this keyed hash left that list, or said no to it, at `at`. */
void restored_note_left(struct db *db, struct slice hash, int64_t list_id, int64_t at);
/* In a transaction: numbers of a table that does not keep count itself were given up to `above`. */
void restored_note_given(struct db *db, struct slice name, int64_t above);

/* Is sending held? */
bool restored_is_held(struct db *db);
/* From when on mail is read again; 0: there is no need to. */
int64_t restored_read_since(struct db *db);
/* Forgets who was erased before `before`. In a transaction. */
void restored_forget(struct db *db, int64_t before);

/* In a transaction: staff accept what was brought back. False where nothing is held. */
bool restored_accept(struct db *db, const char *actor, int64_t now);

/* Was who has this hash forgotten, or (is_moved) at another address, after that, in the time the
 * backup does not know? */
bool restored_is_gone(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], bool is_moved,
    int64_t written_at);
/* The next list above `after` that they left since they wrote; 0: none. */
int64_t restored_next_left(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], int64_t written_at,
    int64_t after);

/* What is there now, for whoever decides. */
struct restored_left {
	int64_t waiting, doubtful; /* deliveries */
	struct slice paused;       /* a JSON array of announcements */
};
/* A JSON object, or null where nothing is held. */
void restored_json(struct db *db, const struct restored_left *left, struct buf *out);
/* Appends why it is held, and where *backup_at_r > 0 of when the database is; false where it is
 * not. */
bool restored_why(struct db *db, struct buf *out, int64_t *backup_at_r);

#endif
