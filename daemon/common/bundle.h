/* SPDX-License-Identifier: MIT
 * Several frames in one: the verb "bundle", whose fields "0", "1" ... of type 'b' are frames, to be
 * taken in that order. Who says many small things at once wakes the other side once. A bundle
 * holds no bundle, and no frame that a descriptor goes beside. */
#ifndef COMMON_BUNDLE_H
#define COMMON_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/common/buf.h"
#include "daemon/common/wire.h"

struct bundle {
	struct buf frame; /* what is to be sent: one frame as it is, or the bundle */
	struct buf first;
	size_t count; /* 0: nothing is to be sent */
};

void bundle_init(struct bundle *b);
void bundle_release(struct bundle *b);
/* False where it is full: it has to be sent and cleared first. An empty one takes any frame. */
bool bundle_add(struct bundle *b, const struct buf *frame);
void bundle_clear(struct bundle *b);

/* Calls `take` for each frame in `w`, or for `w` itself where it is none; stops, and is false,
 * where that is, or where what is in it is malformed (*err says how). */
bool bundle_each(const struct wire *w, bool (*take)(void *context, const struct wire *w),
    void *context, struct err *err);

#endif
