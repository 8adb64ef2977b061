/* SPDX-License-Identifier: MIT
 * How long to wait before the next attempt. Pure: the chance is an argument. */
#ifndef FETCH_BACKOFF_H
#define FETCH_BACKOFF_H

#include <stdint.h>

/* The pause after `failures` failures in a row (1 is the first), in milliseconds: 1 s, 2 s,
 * 4 s ... at most max_s, less up to a fifth chosen by `random`, so that the clients of a
 * server that comes back do not all come back with it. */
int64_t backoff_ms(unsigned failures, int64_t max_s, uint32_t random);

#endif
