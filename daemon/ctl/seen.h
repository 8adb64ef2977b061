/* SPDX-License-Identifier: MIT
 * Which addresses a file has had already: a set of fingerprints, some ten bytes an address. */
#ifndef CTL_SEEN_H
#define CTL_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/common/slice.h"

struct seen {
	uint64_t *slots;    /* 0: free */
	size_t size, count; /* size is a power of two */
};

#define SEEN_INIT \
	{ \
		NULL, 0, 0 \
	}

/* Adds an address; false where it was there, in any spelling that reaches the same mailbox. What is
 * no address is not remembered, and true. */
bool seen_add(struct seen *s, struct slice address);
void seen_release(struct seen *s);

#endif
