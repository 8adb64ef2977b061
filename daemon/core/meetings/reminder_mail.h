/* SPDX-License-Identifier: MIT
 * Reminders. Each member gets one per meeting and offset, ever; the outbox's index is the last word
 * on that. */
#ifndef CORE_REMINDER_MAIL_H
#define CORE_REMINDER_MAIL_H

#include "daemon/core/loop/core.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/reminder.h"

#define REMINDER_MAIL_OFFSET_MAX_S ((int64_t)90 * 86400)

/* Whether "7d,1d,2h", or "none", can be what members are reminded by; -1 and *err where not. */
int reminder_mail_check(struct slice spans, struct err *err);
/* Plans a meeting's reminders, in a transaction: by `spans`; without them the community's own, else
 * the configuration's. -1 and *err where the spans cannot be. */
int reminder_mail_plan(struct core *core, int64_t meeting_id, const struct list *list,
    struct slice spans, int64_t starts_at, struct err *err);
/* Fires one chunk of a reminder, or notes that it is too late, in the caller's transaction. */
void reminder_mail_fire(struct core *core, const struct reminder *r);

#endif
