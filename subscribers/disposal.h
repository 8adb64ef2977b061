/* SPDX-License-Identifier: MIT
 * The disposal log: how much of each class of records was disposed of on which day; nothing of
 * whose they were. */
#ifndef SUBSCRIBERS_DISPOSAL_H
#define SUBSCRIBERS_DISPOSAL_H

#include "daemon/common/buf.h"
#include "subscribers/db.h"

/* In the transaction that disposes; `count` 0 writes nothing. */
void disposal_note(struct db *db, const char *class, int64_t count, int64_t now);
/* Appends a JSON array of {day, class, count}, newest first, at most a thousand. */
void disposal_json(struct db *db, struct buf *out);

#endif
