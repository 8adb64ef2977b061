/* SPDX-License-Identifier: MIT
 * Was a mail here before? Whoever has a mail that its writer signed may hand it in once more, with
 * a field added, or with another Message-ID where the signature does not cover that: it is known by
 * each. */
#ifndef CORE_SAID_BEFORE_H
#define CORE_SAID_BEFORE_H

#include "daemon/core/talk/talk.h"

/* Notes by what a copy of it is known. In a transaction. */
void said_before_note(const struct talk *t);
/* Did a copy come more than an hour ago, or does it lie about for weeks by its Date: longer than
 * mail is late? */
bool said_before_is(const struct talk *t);
/* A copy within the hour may have come by another way, and vouches where the first did not. Where
 * it did, whoever has the mail may have handed it in again, after its writer took back what they
 * had said. */
bool said_before_has_vouched(const struct talk *t);

#endif
