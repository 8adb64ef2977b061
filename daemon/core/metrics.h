/* SPDX-License-Identifier: MIT
 * How the daemon is, as Prometheus reads it (text format 0.0.4). No addresses, no names of people, and no
 * label that grows with them. */
#ifndef CORE_METRICS_H
#define CORE_METRICS_H

#include "../common/buf.h"
#include "core.h"

void metrics_write(struct core *core, int64_t now, struct buf *out);

#endif
