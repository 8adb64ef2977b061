/* SPDX-License-Identifier: MIT
 * Who is asked about a tip: each who leads its community but who shared it; where there is none, a
 * person of ours. The mail holds the tip and not who wrote it. */
#ifndef CORE_TIP_ASKING_H
#define CORE_TIP_ASKING_H

#include "daemon/core/loop/core.h"

/* In a transaction: asks those who were not yet asked about it. */
void tip_asking_ask(struct core *core, int64_t tip_id);
/* In a transaction: who leads something changed, so that somebody else may have to be asked about
 * what waits in this community (0: in any). */
void tip_asking_renew(struct core *core, int64_t list_id);

#endif
