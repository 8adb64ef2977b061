/* SPDX-License-Identifier: MIT
 * The token keys and the store they belong to (token.h, key_mark.h). */
#ifndef CORE_KEYRING_H
#define CORE_KEYRING_H

#include "daemon/core/loop/core.h"

/* After the store was opened: reads core->key from its file, makes one only where the store never
 * had one. -1 and a sentence where the key is not the store's. */
int keyring_open(struct core *core, int64_t now, struct err *err);
/* For doctor: adds what is wrong with the file. */
void keyring_check(struct core *core, struct buf *out);

#endif
