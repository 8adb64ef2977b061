/* SPDX-License-Identifier: MIT
 * What was approved of tips goes to the members in a digest, at most one a week and only when there
 * is one. */
#ifndef CORE_TIP_DIGEST_H
#define CORE_TIP_DIGEST_H

#include "daemon/core/loop/core.h"

/* One digest that is due, in a transaction of its own. True where there may be more. */
bool tip_digest_turn(struct core *core, int64_t now);

#endif
