/* SPDX-License-Identifier: MIT
 * What people wrote beside their answers waits for the list of who comes (convenor_mail.h). Where
 * it would not stand in it, or nobody gets one, it goes by itself, before it is gone: to the
 * convenors, to a person of ours where there are none. Nothing a person wrote is ever dropped
 * (design §4). */
#ifndef CORE_NOTE_MAIL_H
#define CORE_NOTE_MAIL_H

#include "daemon/core/loop/core.h"
#include "subscribers/meeting.h"
#include "subscribers/rsvp.h"

/* Is there a list still to go, and somebody who gets it? Else what is written now has to go now. */
bool note_mail_waits(const struct core *core, const struct meeting *m);
/* In a transaction, before they are gone; nothing where the list went, which had them. One that
 * waits at the relay has not gone: it may be called off with the meeting, or its reader change.
 * `why` is a flag of the template "beside": "is_replaced", "is_left", "is_cancelled", "is_moved",
 * "is_led_by_nobody", "is_too_late". */
void note_mail_one(struct core *core, const struct meeting *m, const struct rsvp *r,
    struct slice note, const char *why);
void note_mail_all(struct core *core, const struct meeting *m, const char *why);

#endif
