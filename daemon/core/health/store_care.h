/* SPDX-License-Identifier: MIT
 * The care of the store while it is in use: backups, by steps of some pages between other work, and
 * looking whether it is sound. One of each at a time. */
#ifndef CORE_STORE_CARE_H
#define CORE_STORE_CARE_H

#include "daemon/core/loop/core.h"

struct store_care;

struct store_care *store_care_new(struct core *core);
/* Ends what is under way. NULL is fine. */
void store_care_free(struct store_care *care);
/* Adds what the last look at the store found wrong; nothing where it was sound, or is not known.
 * NULL is fine. */
void store_care_check(const struct store_care *care, struct buf *out);

#endif
