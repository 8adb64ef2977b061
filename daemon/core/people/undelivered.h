/* SPDX-License-Identifier: MIT
 * What follows from mail that does not arrive: scores (subscribers/score.h keeps them), warnings
 * and probes, the pause of an announcement that receivers hold against us. Only what is verified
 * comes here: a report with a token of ours, or the relay's own words. */
#ifndef CORE_UNDELIVERED_H
#define CORE_UNDELIVERED_H

#include "daemon/core/loop/core.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/mail/classify.h"

/* --- in a transaction --- */

/* A report on a delivery of ours, verified by its token: journal, score, pause. !is_enveloped: it
 * only cites a Message-ID, which whoever has the mail can; then it never says that an address is
 * dead, at most that mail did not arrive. */
void undelivered_reported(struct core *core, const struct verdict *v, int64_t delivery_id,
    bool is_enveloped);
/* The relay refused this delivery for good; it is settled. */
void undelivered_refused(struct core *core, const struct outbox_result *r);
/* The person was heard of, by proof: what was held against the address counts no more. */
void undelivered_heard(struct core *core, int64_t subscriber_id);

/* --- on its own --- */

/* Decides about some of those whose time has come, in a transaction; true where there are more. */
bool undelivered_turn(struct core *core, int64_t now);

#endif
