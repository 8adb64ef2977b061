/* SPDX-License-Identifier: MIT
 * What doctor says of the limits. */
#ifndef CORE_BUDGET_CHECK_H
#define CORE_BUDGET_CHECK_H

#include "daemon/common/buf.h"
#include "subscribers/db.h"

/* Appends a sentence where something has waited for too long, or was given up in the last week and
 * nobody has seen it since. */
void budget_check(struct db *db, int64_t now, struct buf *out);

#endif
