/* SPDX-License-Identifier: MIT
 * May this message be answered at all? The fields and addresses after which nobody answers (RFC
 * 3834 §2, §4; RFC 5321 §6.3), whatever the message was taken for. Acting on it is another
 * question: an unsubscribe is done for a robot too. Pure. */
#ifndef CORE_ANSWERABLE_H
#define CORE_ANSWERABLE_H

#include "daemon/mail/address.h"
#include "daemon/mail/facts.h"

/* Received fields of a mail that goes in circles (RFC 5321 §6.3). */
#define ANSWERABLE_HOPS_MAX 100

/* What only says that no automatic answer is wanted; any other reason goes before it. Some hosts
 * put it into all that leaves them, so it keeps nobody, who surely wrote, from what they ask for.
 */
#define ANSWERABLE_UNWANTED "answers unwanted"

/* NULL where it may be answered; else the reason, a word or two, static. */
const char *answerable_refusal(const struct facts *f, const struct address *from);

#endif
