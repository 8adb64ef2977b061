/* SPDX-License-Identifier: MIT
 * One inbox: its dpupd-fetch, and the promise that a message is acknowledged only when it is
 * durable. */
#ifndef CORE_FETCHER_H
#define CORE_FETCHER_H

#include "daemon/core/loop/core.h"

struct fetcher *fetcher_new(struct core *core, const struct conf_inbox *conf);
void fetcher_free(struct fetcher *in);
/* Appends a JSON object. */
void fetcher_json(const struct fetcher *in, struct buf *out);
bool fetcher_is_well(const struct fetcher *in, struct buf *why);

#endif
