/* SPDX-License-Identifier: MIT
 * Mail by IMAP: what is behind the cursor is handed to core in the order of its UIDs, and
 * marked or moved once core has it. */
#ifndef FETCH_IMAP_H
#define FETCH_IMAP_H

#include <stdint.h>

#include "daemon/common/slice.h"
#include "daemon/fetch/start.h"
#include "daemon/fetch/upstream.h"

/* Fetches for ever, over as many connections as it takes. `now` tells the time, for mail whose
 * server does not. The process ends when core does. */
void imap_run(const struct start *start, struct slice password, struct upstream *up,
    int64_t (*now)(void)) __attribute__((noreturn));

#endif
