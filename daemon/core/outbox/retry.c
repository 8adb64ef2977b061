/* SPDX-License-Identifier: MIT
 * The schedule of attempts; see retry.h. Arithmetic alone. */
#include "daemon/core/outbox/retry.h"

#include "daemon/common/hash.h"

#define WAIT_MAX_S 14400
#define RETURN_S 8
#define RETURN_MAX_S 3600

struct retry retry_of(const struct conf *conf)
{
	return (struct retry){ conf->sending.retry_s, conf->sending.retry_count,
		conf->sending.give_up_s };
}

int64_t retry_wait_s(const struct retry *r, int64_t id, int64_t attempts)
{
	uint8_t hash[HASH_SIZE];
	int64_t key[2] = { id, attempts };
	int64_t s;

	if (attempts < 1)
		attempts = 1;
	s = r->waits_s[attempts <= r->count ? r->count - attempts : 0];
	for (int64_t i = r->count; i < attempts && s < WAIT_MAX_S; i++)
		s += s * 3 / 10 + 1;
	if (s > WAIT_MAX_S)
		s = WAIT_MAX_S;
	hash_sha256(slice_make((const char *)key, sizeof key), hash);
	return s + s * (hash[0] - 127) / 635; /* -20 % .. +20 % */
}

int64_t retry_return_s(const struct retry *r, int64_t id, int64_t returns)
{
	int64_t s = returns > 2 ? retry_wait_s(r, id, returns - 2) : returns > 1 ? RETURN_S : 0;

	return s < RETURN_MAX_S ? s : RETURN_MAX_S;
}
