/* SPDX-License-Identifier: MIT
 * A backup that was brought back, as staff see it. */
#ifndef CORE_RESTORED_HEALTH_H
#define CORE_RESTORED_HEALTH_H

#include "daemon/common/buf.h"
#include "daemon/core/loop/core.h"

/* For status: a JSON object, or null where nothing is held. For doctor: what is held, and what to
 * do. */
void restored_health_json(struct core *core, struct buf *out);
void restored_health_check(struct core *core, struct buf *out);

#endif
