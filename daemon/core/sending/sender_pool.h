/* SPDX-License-Identifier: MIT
 * The senders: several connections per relay, some of them in each dpupd-send, relays in order.
 * Feeds them from the outbox and settles what they report, with one transaction per turn of the
 * loop that holds every result that came in and every next intent (group commit). A connection has
 * at most three jobs: one that may finish, one whose envelope may go ahead, and one that is ready
 * behind it. */
#ifndef CORE_SENDER_POOL_H
#define CORE_SENDER_POOL_H

#include "daemon/core/loop/core.h"
#include "subscribers/clock_back.h"

struct outbox_result;
struct relay;

/* `on_refused` is told, in the transaction that settles it, of each delivery that the relay refused
 * for good. */
struct sender_pool *sender_pool_new(struct core *core,
    void (*on_refused)(struct core *core, const struct outbox_result *r));
void sender_pool_free(struct sender_pool *pool);
/* The end of a turn, where it was woken (WAKE_SEND): settles, leases, commits, sends. */
void sender_pool_turn(struct sender_pool *pool);
/* Finish what may finish; nothing new. */
void sender_pool_stop(struct sender_pool *pool);
/* Is nothing under way and every result settled? */
bool sender_pool_is_idle(const struct sender_pool *pool);
/* When to look again though nothing happens (a relay's pause ends); 0: no such time. */
int64_t sender_pool_next_at(const struct sender_pool *pool);
/* Appends a JSON array of the relays' states. */
void sender_pool_json(const struct sender_pool *pool, struct buf *out);
/* Is there no relay that can be given mail now? Then a sentence says of each why, and until when.
 */
bool sender_pool_waits(const struct sender_pool *pool, struct buf *why);
/* The relay of this number, in order; NULL after the last. */
const struct relay *sender_pool_relay(const struct sender_pool *pool, int i);
/* Was any relay tried since the start? */
bool sender_pool_was_tried(const struct sender_pool *pool);
/* Is every relay that is needed usable? Else a sentence for doctor. */
bool sender_pool_is_well(const struct sender_pool *pool, struct buf *why);
/* No new jobs, until sender_pool_reload(). */
void sender_pool_hold(struct sender_pool *pool);
/* Takes the new configuration: all connections are made anew. Only while it is idle. */
void sender_pool_reload(struct sender_pool *pool);

/* The clock was set back (clock_back.h): rests and waits of relays are as long as they were. */
void sender_pool_set_back(struct sender_pool *pool, const struct clock_back *back);

#endif
