/* SPDX-License-Identifier: MIT
 * Who looked at what is held about people (Privacy Act 2020, IPP 5; NZISM 16.6.10). Unlike the
 * audit log of what was done, these records end after a time. */
#ifndef SUBSCRIBERS_LOOKUP_H
#define SUBSCRIBERS_LOOKUP_H

#include "daemon/common/buf.h"
#include "subscribers/db.h"

/* In a transaction. `object` is what the question named, a person by keyed hash only. */
void lookup_add(struct db *db, const char *actor, const char *verb, struct slice object,
    int64_t at);
/* Removes up to `most` of before that time; how many there are. */
int64_t lookup_forget(struct db *db, int64_t before, int64_t most);
int64_t lookup_count_old(struct db *db, int64_t before);
/* Appends a JSON array of those since, oldest first. */
void lookup_json(struct db *db, int64_t since, struct buf *out);

#endif
