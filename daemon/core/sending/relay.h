/* SPDX-License-Identifier: MIT
 * A relay as core sees it: is it usable, since when not, and why. One trouble with the relay slows
 * everybody and counts against nobody's attempts (the circuit breaker of design §5). */
#ifndef CORE_RELAY_H
#define CORE_RELAY_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/conf.h"
#include "daemon/common/wire.h"
#include "daemon/core/sending/breaker.h"

struct sender_pool;

enum relay_offer { RELAY_OFFER_UNKNOWN, RELAY_OFFERS_NOT, RELAY_OFFERS };
enum relay_state { RELAY_UNKNOWN, RELAY_UP, RELAY_DOWN };

struct relay {
	struct sender_pool *pool;
	const struct conf_relay *conf; /* borrowed from the configuration */
	char *name;                    /* our own: it outlives a reload */
	char *helo;
	struct breaker breaker;
	enum relay_offer smtputf8; /* as of the last connection (RFC 6531) */
	bool is_at_limit;          /* of its rate, as of the last look: others are used besides */
	int64_t free_at;           /* then: when it may take the next one; 0: now */
	enum relay_state state;
	int strikes;  /* jobs handed back in a row */
	int64_t sent; /* since the start */
	int64_t uncounted,
	    counted_at; /* leased for it and not in the table rate yet; when it was written */
	char cause[16];
	char text[256]; /* why it is down, for people */
};

void relay_init(struct relay *r, struct sender_pool *pool, const struct conf_relay *conf,
    const char *helo);
void relay_release(struct relay *r);
/* It took a message. */
void relay_is_well(struct relay *r, int64_t now);
/* Not to be used for a while, each time twice as long. */
void relay_pause(struct relay *r, const char *cause, struct slice text, int64_t now);
/* A frame send.relay. */
void relay_report(struct relay *r, const struct wire *w, int64_t now);
/* The frame send.start for one process and its connections. */
void relay_start_frame(const struct relay *r, int64_t idle_s, int64_t answer_s, struct buf *frame);
/* It can be given no mail now, being at its limit. */
bool relay_is_full(const struct relay *r, int64_t now);
/* Can it be given no mail now? Then appends `before` and why, and until when. */
bool relay_waits(const struct relay *r, int64_t now, const char *zone, const char *before,
    struct buf *why);
/* `is_first`: of those that can be used now. */
void relay_json(const struct relay *r, int running, int busy, bool is_first, int64_t now,
    struct buf *out);

/* The clock was set back by so much. */
void relay_set_back(struct relay *r, int64_t by_s);

#endif
