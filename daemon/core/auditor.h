/* SPDX-License-Identifier: MIT
 * Writes down what staff do, beside the doing: in the same transaction. */
#ifndef CORE_AUDITOR_H
#define CORE_AUDITOR_H

#include "../common/hash.h"
#include "core.h"

struct buf;
struct request;

/* Appends what a request is about: an address by its keyed hash, else a number or a name. */
void auditor_object(struct request *rq, struct buf *out);
/* What was written down, for the log. */
struct auditor_entry {
	int64_t id;
	uint8_t hash[HASH_SIZE];
};

/* After a request that changed something, before its commit. */
void auditor_note(struct request *rq, const char *verb, struct auditor_entry *entry_r);
/* In a transaction, of one that was not even begun. */
void auditor_refuse(struct request *rq, const char *verb, struct auditor_entry *entry_r);
/* In the transaction of something that was done at another door than dpupctl's: by whom, what, about which row. */
void auditor_act(struct core *core, const char *actor, const char *verb, int64_t id);
/* After that commit went well: the system's log has the number and the hash too, so that an entry that
 * is taken out of the store later is missed there. */
void auditor_log(const struct auditor_entry *entry);

#endif
