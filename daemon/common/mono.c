/* SPDX-License-Identifier: MIT
 * The monotonic clock; see mono.h. It does not jump when somebody sets the date, and so no
 * timeout of ours does. */
#include "daemon/common/mono.h"

#include <limits.h>
#include <time.h>

int64_t mono_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail with this clock */
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int mono_left_ms(int64_t deadline_ms)
{
	int64_t left = deadline_ms - mono_ms();

	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}
