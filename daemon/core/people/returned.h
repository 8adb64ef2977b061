/* SPDX-License-Identifier: MIT
 * What was mailed to somebody who is to read it, a person of ours or one who leads a community, and
 * came back: by the relay's word, or days later by a report. It counts as read no more. What came
 * back from a convenor goes to the person of ours (identity.human), as it was; what comes back from
 * that mailbox can be mailed to nobody: status, doctor and the metrics say so until staff have
 * looked. A report counts by the envelope's token, which only the mail host of who got it has; one
 * that names the Message-ID alone can be written by whoever saw an answer to the mail, and is
 * counted, no more. */
#ifndef CORE_RETURNED_H
#define CORE_RETURNED_H

#include "daemon/core/loop/core.h"
#include "daemon/core/outbox/outbox.h"

/* --- in a transaction --- */

/* This delivery was refused for good, or reported as that; of no effect for mail of other kinds,
 * and the second time. */
void returned_add(struct core *core, int64_t delivery_id, const struct outbox_mailing *m,
    const char *why);
/* The same by what proves nothing: of mail to a convenor it is counted. */
void returned_said(struct core *core, int64_t delivery_id, const struct outbox_mailing *m,
    const char *why);
/* Staff have what came in as this number read once more; they have seen it. */
void returned_seen(struct db *db, int64_t inbound_id);
/* Staff try it again: it goes to the person of ours, whoever it went to. False where it did not
 * come back, or is to be sent again as any other (it failed). */
bool returned_again(struct db *db, int64_t delivery_id);
/* The delivery is erased, or goes once more. */
void returned_forget(struct db *db, int64_t delivery_id);

/* --- on its own --- */

/* Mails the next that came back from a convenor to our person; true where there are more. */
bool returned_turn(struct core *core, int64_t now);

/* --- telling --- */

/* How many nobody has read. */
int64_t returned_count(struct db *db);
/* Of how many mails to convenors it was said since, and not proven, that they came back. */
int64_t returned_said_count(struct db *db, int64_t since);

#endif
