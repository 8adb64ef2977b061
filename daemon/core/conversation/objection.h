/* SPDX-License-Identifier: MIT
 * Objections: what is asked about a person's address in answer to a mail of ours that may have been
 * passed on is told to the registered address while the other one is asked (design §4a: "tells the
 * old"), and a "no" from there withdraws it. */
#ifndef CORE_OBJECTION_H
#define CORE_OBJECTION_H

#include "daemon/core/talk/talk.h"
#include "subscribers/wish.h"

/* The wish of this verb was asked for. Tells its person, where somebody else may have done it;
 * `flag` says in the template address-asked what it is. False where there is no doubt: nothing is
 * told. */
bool objection_offer(struct talk *t, const char *verb, const char *flag);
/* Takes back a change of address that was done already; false where there is none. */
typedef bool objection_undo(struct talk *t, int64_t subscriber_id);
/* The answer to that. True where the message is settled. */
bool objection_answered(struct talk *t, objection_undo *take_back);
/* Was this wish withdrawn? */
bool objection_was_made(const struct wish *w);

#endif
