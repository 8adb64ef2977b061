/* SPDX-License-Identifier: MIT
 * A circuit breaker: when something that failed may be tried again, and with how many connections
 * something that is overloaded is used. It is resting after a failure; then one connection is
 * made without mail (probing), then one message at a time goes over it (on trial), and the first
 * that is taken closes it. Pure: times are arguments. */
#ifndef CORE_BREAKER_H
#define CORE_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

enum breaker_state {
	BREAKER_CLOSED, /* in use */
	BREAKER_RESTING,
	BREAKER_PROBING,
	BREAKER_TRIAL,
};

struct breaker {
	enum breaker_state state;
	int64_t until;      /* RESTING: not tried before */
	int64_t pause_s;    /* the last rest */
	int64_t well_since; /* since when it is closed; for how long a rest is remembered */
	int most;           /* connections that are allowed */
	int bearable;       /* of them, what it was seen to bear */
	int64_t taken;      /* messages since it last failed, or last got a connection more */
};

void breaker_init(struct breaker *b, int most);
/* It failed, for this cause (network, tls, auth, refused, busy): rests, longer each time. False
 * where it rests already: several connections tell of one trouble. */
bool breaker_trip(struct breaker *b, const char *cause, int64_t now);
/* True where a connection is to be tried: from the end of the rest until it is known how it went.
 */
bool breaker_wants_probe(struct breaker *b, int64_t now);
/* A connection was made. */
void breaker_connected(struct breaker *b);
/* A message was taken. */
void breaker_taken(struct breaker *b, int64_t now);
/* Connections that may be given mail now; 0: none. */
int breaker_connections(const struct breaker *b);

/* The clock was set back by so much: it rests as long as it would have. */
void breaker_set_back(struct breaker *b, int64_t by_s);

#endif
