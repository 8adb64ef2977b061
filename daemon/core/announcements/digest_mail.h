/* SPDX-License-Identifier: MIT
 * Digests: one mail to one person with what came to one list since the last one. Collected where a
 * delivery of an announcement is leased (outbox_lease.c), sent by the schedule. Meetings and
 * reminders are never collected. */
#ifndef CORE_DIGEST_MAIL_H
#define CORE_DIGEST_MAIL_H

#include "daemon/core/loop/core.h"

/* Makes the digests that are due, a chunk of them, in transactions of its own. True where there may
 * be more. */
bool digest_mail_turn(struct core *core, int64_t now);

#endif
