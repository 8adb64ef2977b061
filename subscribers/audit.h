/* SPDX-License-Identifier: MIT
 * The audit log: what staff did, in a chain of hashes (SHA-256; NZISM 17.2.26). A row that is
 * changed, put in or taken out breaks the chain from there on. Rows cut off at the end are told by
 * the newest hash, which goes to the system's log too. */
#ifndef SUBSCRIBERS_AUDIT_H
#define SUBSCRIBERS_AUDIT_H

#include "daemon/common/buf.h"
#include "daemon/common/hash.h"
#include "subscribers/db.h"

/* In the transaction of the act itself. Returns the row's number; its hash in hash_r. */
int64_t audit_add(struct db *db, const char *actor, const char *verb, struct slice object,
    int64_t now, uint8_t hash_r[HASH_SIZE]);
/* The first row that does not fit, 0 where all do. How many were read in *count_r. */
int64_t audit_verify(struct db *db, int64_t *count_r);
/* Appends a JSON array of what was done since, oldest first. */
void audit_json(struct db *db, int64_t since, struct buf *out);

#endif
