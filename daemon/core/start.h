/* SPDX-License-Identifier: MIT
 * What is made ready before anything else of core runs: who we are, and the store. */
#ifndef CORE_START_H
#define CORE_START_H

#include "daemon/core/loop/core.h"

/* Reads who we are from the configuration: addresses, delimiter, words, templates. Again at a
 * reload. */
int start_take_identity(struct core *core, struct err *err);
/* Opens the store, brings it up to date, takes it over, and settles what was under way. */
int start_open_store(struct core *core, int64_t now, struct err *err);

#endif
