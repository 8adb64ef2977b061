/* SPDX-License-Identifier: MIT
 * The care of the store while it is in use: backups, by steps of some pages between other work, and looking whether it
 * is sound. One of each at a time. */
#ifndef CORE_CARE_H
#define CORE_CARE_H

#include "core.h"

struct care;

struct care *care_new(struct core *core);
/* Ends what is under way. NULL is fine. */
void care_free(struct care *care);
/* Adds what the last look at the store found wrong; nothing where it was sound, or is not known. NULL is fine. */
void care_check(const struct care *care, struct buf *out);

#endif
