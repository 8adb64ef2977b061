/* SPDX-License-Identifier: MIT
 * The proof of one person's consent and the story of a delivery, on one page each: UEMA 2007 s 9(3)
 * puts the onus of proof on the sender, and whoever asks wants local times. */
#ifndef CORE_EXPLAIN_H
#define CORE_EXPLAIN_H

#include "daemon/core/loop/core.h"
#include "subscribers/subscriber.h"

/* Appends JSON: who it is, every consent with the words agreed to and what proves it, whether mail
 * reaches them, what was sent and what came of it. Times are local, with their offset from UTC. */
void explain_person(struct core *core, const struct subscriber *s, struct buf *out);
/* The same of one delivery; false and nothing where there is none. */
bool explain_delivery(struct core *core, int64_t id, struct buf *out);

/* Appends JSON text with each time in UTC ("2026-11-30T20:00:00Z") as the same moment in `zone`
 * ("2026-12-01T09:00:00+13:00"). A string that only holds such a time stays. */
void explain_local(struct slice json, const char *zone, struct buf *out);

#endif
