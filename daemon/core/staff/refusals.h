/* SPDX-License-Identifier: MIT
 * Keeps book of what staff, and accounts that are not staff, tried and may not do (NZISM 16.6.9):
 * in the audit log, which is never disposed of, and which nobody may fill. */
#ifndef CORE_REFUSALS_H
#define CORE_REFUSALS_H

#include "daemon/core/staff/request.h"

struct refusals;

struct refusals *refusals_new(struct core *core);
/* Writes what is counted. */
void refusals_free(struct refusals *f);

/* A request was turned away before it was begun; outside a transaction. The first hundred of an
 * account within an hour have a row each, with what they were about; of the others there is the
 * number, in one row when the hour is over. */
void refusals_note(struct request *rq, const char *verb, const struct err *why);

#endif
