/* SPDX-License-Identifier: MIT
 * Pauses between attempts; see backoff.h. */
#include "daemon/fetch/backoff.h"

int64_t backoff_ms(unsigned failures, int64_t max_s, uint32_t random)
{
	int64_t pause = 1000, max = max_s * 1000;

	for (unsigned i = 1; i < failures && pause < max; i++)
		pause *= 2;
	if (pause > max)
		pause = max;
	return pause - pause / 5 * (random % 1001) / 1000;
}
