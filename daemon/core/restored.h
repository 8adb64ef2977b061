/* SPDX-License-Identifier: MIT
 * What holds after a backup was brought back (restore.h does that): nothing is sent until staff accept it, mail that
 * came since the backup is read again, and what who was erased since had written does nothing. */
#ifndef CORE_RESTORED_H
#define CORE_RESTORED_H

#include "core.h"

struct facts;
struct inbound;

/* What was found and done when it was brought back. */
struct restored_counts {
	int64_t skipped, doubtful, paused, erased, ended, suppressed, moved, removed;
	const char *found;	/* NULL: staff brought it back; else RESTORED_FOUND_ */
};

/* Nobody said that it was brought back, but at a start it was found to be: a backup; what the ledger is ahead of; what the
 * ledger does not reach, so that nobody knows who left since. */
#define RESTORED_FOUND_BACKUP "backup"
#define RESTORED_FOUND_OLDER "older"
#define RESTORED_FOUND_LEDGER "ledger"

/* Why a person gets nothing whose address here is one they left since. */
#define RESTORED_MOVED "they left this address after the backup that was restored was made"

/* In a transaction, after its life began: the present life of the store is that of this backup. */
void restored_note(struct db *db, int64_t backup_at, const struct restored_counts *counts, int64_t now);
/* In a transaction: who has this keyed hash was erased at `at`; or (is_moved) left that address for another. */
void restored_note_gone(struct db *db, struct slice hash, bool is_moved, int64_t at);
/* In a transaction: who has this keyed hash left that list, or said no to it, at `at`. */
void restored_note_left(struct db *db, struct slice hash, int64_t list_id, int64_t at);
/* In a transaction: numbers of a table that does not keep count itself were given up to `above`. */
void restored_note_given(struct db *db, struct slice name, int64_t above);

/* Is sending held? */
bool restored_is_held(struct db *db);
/* From when on mail is read again; 0: there is no need to. */
int64_t restored_read_since(struct db *db);
/* In a transaction: was this mail written before its writer was erased, in the time the backup does not know? Then
 * it is settled here, and its bytes are gone. */
bool restored_settle_past(struct core *core, const struct inbound *in, const struct facts *facts);
/* After what a mail said was done, in the same transaction: where its writer left the address it came from since, in
 * the time the backup does not know, that address gets nothing still; where they left a list in that time and after this
 * mail, they have left it. */
void restored_keep_away(struct core *core, const struct inbound *in, const struct facts *facts);
/* Forgets who was erased before `before`. In a transaction. */
void restored_forget(struct db *db, int64_t before);

/* For status: a JSON object, or null where nothing is held. For doctor: what is held, and what to do. */
void restored_json(struct core *core, struct buf *out);
void restored_check(struct core *core, struct buf *out);

#endif
