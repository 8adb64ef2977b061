/* SPDX-License-Identifier: MIT
 * Bringing a backup back: dpupd -r FILE, which dpupctl restore FILE starts. The daemon is stopped.
 */
#ifndef CORE_RESTORE_H
#define CORE_RESTORE_H

#include "daemon/core/loop/core.h"
#include "daemon/core/loop/restored.h"
#include "subscribers/ledger_file.h"

/* Numbers that a store gave, by table. */
#define RESTORE_NAMES_MAX 24

struct restore_numbers {
	struct {
		char name[LEDGER_SUBJECT_SIZE];
		int64_t number;
	} all[RESTORE_NAMES_MAX];
	int n;
};

/* Those of this store. */
void restore_read_numbers(struct db *db, struct restore_numbers *numbers);
/* When the backup was made that this store is: what it knows ends then. */
int64_t restore_backup_at(struct db *db);

/* Makes of the store in core, which is as it was when a backup was made, one that can go on today:
 * does again what the ledger has since, holds what may have gone, moves all numbers beyond those
 * that were given (by the ledger, and by `replaced`: NULL where that store is not known), and
 * begins a new life. Twice does no harm. Of the counts `found` is the caller's. -1: *err. */
int restore_renew(struct core *core, const struct ledger_reading *ledger,
    const struct restore_numbers *replaced, struct restored_counts *counts, int64_t now,
    struct err *err);

/* All of it, with the files: returns the exit status. Tells on stdout what it will do (is_json:
 * what it did, as JSON), and asks unless `is_yes`. Until the last rename the store is what it was;
 * it is kept beside. */
int restore_file(struct core *core, const char *file, bool is_yes, bool is_json, int64_t now);

#endif
