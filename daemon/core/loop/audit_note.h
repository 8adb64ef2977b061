/* SPDX-License-Identifier: MIT
 * The one place where something is added to the audit log: in the transaction of what is noted. */
#ifndef CORE_AUDIT_NOTE_H
#define CORE_AUDIT_NOTE_H

#include "daemon/common/hash.h"
#include "daemon/core/loop/core.h"

/* What was written down, for the log. */
struct audit_entry {
	int64_t id;
	uint8_t hash[HASH_SIZE];
};

/* By whom, what, about what: an address stands there by its keyed hash only. */
struct audit_entry audit_note_add(struct core *core, const char *actor, const char *verb,
    struct slice object);
/* The same of what was done about the row of this number. */
void audit_note_row(struct core *core, const char *actor, const char *verb, int64_t id);
/* After that commit went well: the system's log has the number and the hash too, so that an entry
 * that is taken out of the store later is missed there. */
void audit_note_log(const struct audit_entry *entry);

#endif
