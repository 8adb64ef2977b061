/* SPDX-License-Identifier: MIT
 * When a mail that was refused for now is tried again (RFC 5321 §4.5.4.1). */
#ifndef CORE_RETRY_H
#define CORE_RETRY_H

#include <stdint.h>

#include "daemon/common/conf.h"

struct retry {
	const int64_t *waits_s; /* before the next attempts, longest first; borrowed */
	int count;              /* at least 1 */
	int64_t give_up_s;      /* from its first attempt: then a refusal for now is one for good */
};

struct retry retry_of(const struct conf *conf);
/* The wait before the next attempt, after so many: the configured waits, shortest first, then the
 * last x 1.3 each time to at most 4 h; +-20 % by a hash of id and attempt, so that a crowd refused
 * together does not come back together, and a restart changes nothing. */
int64_t retry_wait_s(const struct retry *r, int64_t id, int64_t attempts);
/* The wait of a message in whose middle a relay that is well gave up, after so many times: none
 * after the first, which says little, some seconds after the second, then as above, but at most an
 * hour: it may be the relay after all. */
int64_t retry_return_s(const struct retry *r, int64_t id, int64_t returns);

#endif
