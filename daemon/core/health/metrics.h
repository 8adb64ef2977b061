/* SPDX-License-Identifier: MIT
 * How the daemon is, as Prometheus reads it (text format 0.0.4). No addresses, no names of people,
 * and no label that grows with them. */
#ifndef CORE_METRICS_H
#define CORE_METRICS_H

#include "daemon/common/buf.h"
#include "daemon/core/loop/core.h"

void metrics_write(struct core *core, int64_t now, struct buf *out);

#endif
