/* SPDX-License-Identifier: MIT
 * Mail that is read again after a backup was brought back: what who was erased since had written
 * does nothing. */
#ifndef CORE_RESTORED_MAIL_H
#define CORE_RESTORED_MAIL_H

#include "daemon/core/loop/core.h"

struct facts;
struct inbound;

/* In a transaction: was this mail written before its writer was erased, in the time the backup does
 * not know? Then it is settled here, and its bytes are gone. */
bool restored_mail_settle_past(struct core *core, const struct inbound *in,
    const struct facts *facts);
/* After what a mail said was done, in the same transaction: where its writer left the address it
 * came from since, in the time the backup does not know, that address gets nothing still; where
 * they left a list in that time and after this mail, they have left it. */
void restored_mail_keep_away(struct core *core, const struct inbound *in,
    const struct facts *facts);

#endif
