/* SPDX-License-Identifier: MIT
 * What must not be undone by a backup that is brought back: who was erased, who left or said no,
 * who is never to be mailed and who is again, which address was left for another or taken away,
 * which led something that somebody else has. It stands in a file of its own beside the store, by
 * keyed hashes, and is written and synced with the act: before the transaction that does it is
 * committed, so that no act that anybody was told of is missing. Where the commit then fails the
 * batch is declared void, at once or by the next start.
 *
 * It also knows up to which number rows were given, in blocks and ahead of them: those after the
 * backup are in mails that were sent. */
#ifndef SUBSCRIBERS_LEDGER_H
#define SUBSCRIBERS_LEDGER_H

#include "subscribers/db.h"
#include "subscribers/ledger_file.h"

struct ledger;

enum ledger_fit {
	LEDGER_FITS,  /* also where neither has anything */
	LEDGER_AHEAD, /* it has acts the store does not know of: the store is an older one, put
	                 there by hand */
	LEDGER_SHORT, /* the store knows of acts that are not in it: it was lost, is an old copy, or
	                 another's */
};

/* Does what was read belong to this store, whose schema is new? */
enum ledger_fit ledger_fit(struct db *db, const struct ledger_reading *reading);
/* Before anything is read of it: a ledger is of one store. The descriptor has the lock, which ends
 * with it; -1: another daemon has this file, with a database of its own, or there can be no lock
 * beside it. */
int ledger_lock(const char *path, struct err *err);
/* Opens or begins the ledger at `path` as the guard of this store, whose schema is new; cuts what
 * was torn, declares void what was not committed (nothing where it is ahead), begins anew where it
 * is short. NULL: *err. */
struct ledger *ledger_open(const char *path, struct db *db, int64_t now, struct err *err);
/* It has the lock from now on. */
void ledger_take_lock(struct ledger *ledger, int lock_fd);
/* Ends it, its guard and its lock. NULL is fine. */
void ledger_free(struct ledger *ledger);
/* The daemon of this epoch has the store from now on: an older epoch in the store shows that it was
 * replaced. */
int ledger_take(struct ledger *ledger, int64_t epoch, int64_t now, struct err *err);

/* In a transaction: this was done at `at`, to whom has this keyed hash. `list_id` of what was left
 * or refused, 0: of no list; `more` is why it is suppressed, or the keyed hash of the new address
 * (ledger_hash_text), else NULL. Nothing where the store has no ledger (tools, tests). */
void ledger_note(struct db *db, enum ledger_what what, const uint8_t hash[TOKEN_HASH_SIZE],
    int64_t list_id, const char *more, int64_t at);

/* Forgets acts older than `before`, in a new file. Does nothing while few are. */
int ledger_forget(struct ledger *ledger, int64_t before, int64_t now, struct err *err);
/* Adds what is wrong with it for staff; nothing where it is well. */
void ledger_check(const struct ledger *ledger, struct buf *out);

/* The batch a store knows of; 0 where it never had a ledger. And, in a transaction, that it knows
 * of all up to one. */
int64_t ledger_known(struct db *db);
void ledger_set_known(struct db *db, int64_t batch);

#endif
