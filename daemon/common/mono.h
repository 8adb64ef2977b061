/* SPDX-License-Identifier: MIT
 * Time that only goes forward: for deadlines and pauses, never for a date. */
#ifndef COMMON_MONO_H
#define COMMON_MONO_H

#include <stdint.h>

/* Milliseconds since some moment before the process started. */
int64_t mono_ms(void);
/* What is left until `deadline_ms`, as poll() wants it: 0 to INT_MAX. */
int mono_left_ms(int64_t deadline_ms);

#endif
