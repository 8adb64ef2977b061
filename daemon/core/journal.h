/* SPDX-License-Identifier: MIT
 * The journal of attempts: what happened to each delivery, for `explain`. */
#ifndef CORE_JOURNAL_H
#define CORE_JOURNAL_H

#include "../../subscribers/db.h"

/* `outcome`: sent retry failed unsure bounced. `tls`: the version, "none" for plain text, "" where it is not known.
 * In a transaction. */
void journal_add(struct db *db, int64_t delivery_id, const char *outcome, const char *relay,
    const char *stage, int64_t code, struct slice reply, const char *tls, int64_t now);

/* Takes out what was said about a delivery; in a transaction. */
void journal_erase(struct db *db, int64_t delivery_id);

#endif
