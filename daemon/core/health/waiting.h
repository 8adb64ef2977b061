/* SPDX-License-Identifier: MIT
 * What waits for a person: for status, doctor and the metrics. */
#ifndef CORE_WAITING_H
#define CORE_WAITING_H

#include "daemon/core/loop/core.h"

/* The name of row `i` and how many there are; NULL behind the last. */
const char *waiting_row(struct core *core, size_t i, int64_t now, int64_t *count_r);
/* Appends {"approvals": n, ...}. */
void waiting_json(struct core *core, int64_t now, struct buf *out);
/* Appends it in words, "1 announcement waits for approval; ..."; nothing where nothing waits. */
void waiting_words(struct core *core, int64_t now, struct buf *out);

#endif
