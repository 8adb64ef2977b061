/* SPDX-License-Identifier: MIT
 * An announcement looked at: what is wrong with it before it goes, and how it went. */
#ifndef CORE_ANNOUNCEMENT_REVIEW_H
#define CORE_ANNOUNCEMENT_REVIEW_H

#include "daemon/core/announcements/announcement.h"
#include "daemon/core/loop/core.h"

struct list;

/* How many would get it now; 0 where its audience cannot be read any more. */
int64_t announcement_review_recipients(struct core *core, const struct announcement *a,
    const struct list *list);
/* Appends {"ok":..., "recipients":n, "skipped":n, "checks":[{check, ok, text}]}; true where all
 * are ok. */
bool announcement_review_check(struct core *core, const struct announcement *a,
    const struct list *list, struct buf *out);
/* Appends {"id", "subject", "list", "state", "total", a count for each state of a delivery, and the
 * forecast (forecast.h, as `relays_wait` is)}. */
void announcement_review_report(struct core *core, const struct announcement *a,
    const struct list *list, struct slice relays_wait, struct buf *out);

#endif
