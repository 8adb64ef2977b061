/* SPDX-License-Identifier: MIT
 * What the service mailbox was called, as long as this store knows. People answer mails for years,
 * also to an address that the configuration has forgotten: what carries a token proves itself by
 * that (classify.h), words such as +subscribe do not, and what we once sent as ourselves could come
 * back as another's. So a name that the store knows and identity.former_addresses does not is told.
 */
#ifndef CORE_OWN_NAMES_H
#define CORE_OWN_NAMES_H

#include "daemon/core/loop/core.h"

/* At the start and at each reload: writes down the name there is, in a transaction of its own, and
 * logs those that are not configured any more. */
void own_names_look(struct core *core, int64_t now);
/* For doctor. */
void own_names_check(struct core *core, struct buf *out);

#endif
