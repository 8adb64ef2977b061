/* SPDX-License-Identifier: MIT
 * Changing one's address: the person asks, the new address says yes, the old one is told and may
 * take it back for as long as a question is open. Mails sent to the old address prove nothing about
 * the person afterwards (outbox_proves). Each returns true where the message is settled. */
#ifndef CORE_CHANGE_ADDRESS_H
#define CORE_CHANGE_ADDRESS_H

#include "daemon/core/talk/talk.h"

/* "change address to ...", by the person: asks the new address. */
bool change_address_ask(struct talk *t, const struct act *a);
/* The new address answers "is this yours?". */
bool change_address_confirmed(struct talk *t);
/* "undo", from the old address. */
bool change_address_undo(struct talk *t);
/* The same from the address that was asked, in other words and to another mail. False where there
 * is nothing to undo. */
bool change_address_take_back(struct talk *t, int64_t subscriber_id);

#endif
