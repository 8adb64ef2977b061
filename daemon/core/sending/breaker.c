/* SPDX-License-Identifier: MIT
 * Breakers; see breaker.h. How long one rests depends on why: a server that is away is asked again
 * soon, one that refuses our password is left alone for minutes, because accounts get locked. */
#include "daemon/core/sending/breaker.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *cause;
	int64_t first_s, most_s;
} rests[] = {
	{ "network", 2, 300 },
	{ "busy", 2, 300 },
	{ "tls", 2, 600 },
	{ "refused", 30, 1800 },
	{ "auth", 60, 3600 },
};

#define REST_MAX_S 3600
/* After so many messages, or so long, a new trouble is not the old one again. */
#define STEADY 20
#define CALM_S 900
/* Messages each connection takes without complaint before there is one more. */
#define GROW_AFTER 50

void breaker_init(struct breaker *b, int most)
{
	*b = (struct breaker){ .state = BREAKER_CLOSED, .most = most, .bearable = most };
}

bool breaker_trip(struct breaker *b, const char *cause, int64_t now)
{
	bool is_busy = strcmp(cause, "busy") == 0;
	size_t i = sizeof rests / sizeof rests[0] - 1;

	if (b->state == BREAKER_RESTING && b->until > now)
		return false;
	while (i > 0 && strcmp(rests[i].cause, cause) != 0)
		i--;
	if (b->state == BREAKER_CLOSED && (b->taken >= STEADY || now - b->well_since > CALM_S))
		b->pause_s = 0;
	/* What it cannot bear is halved; what it bears is found again one by one. */
	if (is_busy && b->state == BREAKER_CLOSED && b->bearable > 1)
		b->bearable /= 2;
	b->pause_s *= 2;
	if (b->pause_s < rests[i].first_s)
		b->pause_s = rests[i].first_s;
	if (b->pause_s > rests[i].most_s)
		b->pause_s = rests[i].most_s;
	b->state = BREAKER_RESTING;
	b->until = now + b->pause_s;
	b->taken = 0;
	return true;
}

bool breaker_wants_probe(struct breaker *b, int64_t now)
{
	/* A clock set back must not make a rest of five minutes one of five years. */
	if (b->state == BREAKER_RESTING && (b->until <= now || b->until - now > REST_MAX_S))
		b->state = BREAKER_PROBING;
	return b->state == BREAKER_PROBING;
}

void breaker_connected(struct breaker *b)
{
	if (b->state == BREAKER_PROBING)
		b->state = BREAKER_TRIAL;
}

void breaker_taken(struct breaker *b, int64_t now)
{
	/* One that was on its way when it failed does not end the rest. */
	if (b->state == BREAKER_RESTING || b->state == BREAKER_PROBING)
		return;
	if (b->state == BREAKER_TRIAL || b->well_since == 0)
		b->well_since = now;
	b->state = BREAKER_CLOSED;
	if (++b->taken < (int64_t)GROW_AFTER * b->bearable || b->bearable >= b->most)
		return;
	b->bearable++;
	b->taken = STEADY;
}

int breaker_connections(const struct breaker *b)
{
	if (b->state == BREAKER_CLOSED)
		return b->bearable;
	return b->state == BREAKER_TRIAL ? 1 : 0;
}

void breaker_set_back(struct breaker *b, int64_t by_s)
{
	b->until -= by_s;
	if (b->well_since > 0)
		b->well_since -= by_s;
}
