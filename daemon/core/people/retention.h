/* SPDX-License-Identifier: MIT
 * Keeping nothing longer than its purpose lasts (Privacy Act 2020, IPP 9; standards: privacy.* of
 * the configuration): questions nobody answered, raw mail, what was sent to whom, people who have
 * left. Each class is disposed of in chunks, counted in the disposal log. `legal_hold` stops all of
 * it. */
#ifndef CORE_RETENTION_H
#define CORE_RETENTION_H

#include "daemon/core/loop/core.h"

/* One chunk of each class, in the caller's transaction. How many rows; 0: nothing is left to do, or
 * all is on hold. */
int64_t retention_chunk(struct core *core, int64_t now);
/* Appends JSON: what would go now, by class. Reads only. */
void retention_json(struct core *core, int64_t now, struct buf *out);

/* For doctor: copies of the database that are not removed; and, where all is well, which there are.
 */
void retention_check_copies(struct core *core, struct buf *out);
void retention_note_copies(struct core *core, struct buf *out);

#endif
