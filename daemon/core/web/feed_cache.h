/* SPDX-License-Identifier: MIT
 * Calendars as they were composed last: who subscribes to one asks every few hours, and who wants
 * to keep core busy asks all the time. One is good while nothing was committed since, and for a
 * minute at most, because meetings pass. */
#ifndef CORE_FEED_CACHE_H
#define CORE_FEED_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"

struct feed_cache;

struct feed_cache *feed_cache_new(void);
void feed_cache_free(struct feed_cache *c);
/* Appends the feed of this name, as of `commits` transactions. False where there is none that is
 * good. */
bool feed_cache_get(const struct feed_cache *c, struct slice name, uint64_t commits, int64_t now,
    struct buf *out);
/* Keeps a copy; the one made longest ago makes room. A name that is too long to be one of ours is
 * not kept. */
void feed_cache_put(struct feed_cache *c, struct slice name, uint64_t commits, int64_t now,
    struct slice body);

#endif
