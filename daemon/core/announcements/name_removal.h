/* SPDX-License-Identifier: MIT
 * Taking the names of forgotten people out of what was sent with them, so that the archive shows
 * their words and not who wrote them. What lies in other people's mailboxes is out of reach. */
#ifndef CORE_NAME_REMOVAL_H
#define CORE_NAME_REMOVAL_H

#include "daemon/core/loop/core.h"

/* In the caller's transaction: some of those who are gone. Quick where nobody is. */
void name_removal_turn(struct core *core);
/* The Markdown of an announcement without a name in one place; false where it does not stand there.
 */
bool name_removal_text(struct slice body, struct slice name, struct buf *out);

#endif
