/* SPDX-License-Identifier: MIT
 * To lead something is an office, and its mail comes by that, not by consent. It goes to nobody who
 * is never to be mailed. */
#ifndef CORE_CONVENORSHIP_H
#define CORE_CONVENORSHIP_H

#include "daemon/core/loop/core.h"
#include "subscribers/convenor.h"

/* May they be given one? -1 and *err where one of them asked never to be mailed. */
int convenorship_check(const struct core *core, const struct convenors *c, struct err *err);
/* Who gets what is about a meeting, or, with 0, about a community: those of its convenors that may
 * be mailed. There may be none. True: the meeting has its own. */
bool convenorship_of(const struct core *core, int64_t list_id, int64_t meeting_id,
    struct convenors *c_r);

#endif
