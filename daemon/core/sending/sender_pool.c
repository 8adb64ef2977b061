/* SPDX-License-Identifier: MIT
 * The pool of senders from outside: how it begins, stops and is asked; see sender_pool.h. */
#include "daemon/core/sending/sender_parts.h"

#include <stdlib.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/loop/child.h"
#include "daemon/core/outbox/relay_rate.h"

#define RATE_LOOK_S 10 /* room under a limit is looked for so often, whatever the clock did */

static void read_relays(struct sender_pool *pool)
{
	const struct conf *conf = &pool->core->conf;

	pool->relay_count = conf->relay_count;
	for (int i = 0; i < conf->relay_count; i++)
		relay_init(&pool->relays[i], pool, &conf->relays[i], pool->core->identity.domain);
	pool->core->lacks_utf8 = false; /* it has not said yet */
}

static void on_gathered(void *context)
{
	struct sender_pool *pool = context;

	core_wake(pool->core, WAKE_SEND);
}

struct sender_pool *sender_pool_new(struct core *core,
    void (*on_refused)(struct core *core, const struct outbox_result *r))
{
	struct sender_pool *pool = xcalloc(1, sizeof *pool);
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	pool->core = core;
	pool->on_refused = on_refused;
	pool->processors = processors > 0 ? (int)processors : 1;
	pool->actions = xcalloc(ACTIONS_MAX, sizeof *pool->actions);
	job_cache_init(&pool->cache);
	group_commit_init(&pool->gather, on_gathered, pool);
	read_relays(pool);
	core_wake(core, WAKE_SEND);
	return pool;
}

static void release_relays(struct sender_pool *pool)
{
	carrier_free_all(pool);
	for (int r = 0; r < pool->relay_count; r++)
		relay_release(&pool->relays[r]);
}

void sender_pool_free(struct sender_pool *pool)
{
	if (pool == NULL)
		return;
	release_relays(pool);
	group_commit_release(&pool->gather);
	job_cache_release(&pool->cache);
	free(pool->results);
	free(pool->actions);
	free(pool);
}

void sender_pool_reload(struct sender_pool *pool)
{
	if (!sender_pool_is_idle(pool))
		bug("sender.reload", "reason=\"jobs are under way\"");
	release_relays(pool);
	read_relays(pool);
	pool->is_stopping = false;
	core_wake(pool->core, WAKE_SEND);
}

void sender_pool_hold(struct sender_pool *pool)
{
	pool->is_stopping = true;
}

void sender_pool_stop(struct sender_pool *pool)
{
	struct buf frame = BUF_INIT;

	pool->is_stopping = true;
	wire_begin(&frame, "send.stop", 0);
	for (int r = 0; r < pool->relay_count; r++) {
		for (int i = 0; i < SENDERS_MAX && pool->carriers[r][i] != NULL; i++) {
			child_retire(pool->carriers[r][i]->child);
			child_send(pool->carriers[r][i]->child, &frame, -1);
		}
	}
	buf_release(&frame);
}

bool sender_pool_is_idle(const struct sender_pool *pool)
{
	if (pool->result_count > 0)
		return false;
	for (int r = 0; r < pool->relay_count; r++) {
		for (int i = 0; i < SENDERS_MAX && pool->senders[r][i] != NULL; i++) {
			if (pool->senders[r][i]->job_count > 0)
				return false;
		}
	}
	return true;
}

int64_t sender_pool_next_at(const struct sender_pool *pool)
{
	int64_t at = 0, now = core_now(pool->core), look_at;

	for (int i = 0; i < pool->relay_count; i++) {
		if (pool->relays[i].breaker.state == BREAKER_RESTING &&
		    (at == 0 || pool->relays[i].breaker.until < at))
			at = pool->relays[i].breaker.until;
		if (!pool->relays[i].is_at_limit)
			continue;
		look_at = pool->relays[i].free_at > now &&
		        pool->relays[i].free_at < now + RATE_LOOK_S ?
		    pool->relays[i].free_at :
		    now + RATE_LOOK_S;
		if (at == 0 || look_at < at)
			at = look_at;
	}
	return at;
}

/* Into the relay's object: what went lately, and what may. */
static void add_rates(const struct sender_pool *pool, const struct relay *relay, struct buf *out)
{
	struct db *db = pool->core->db;
	int64_t now = core_now(pool->core);

	out->n--; /* its closing brace */
	buf_printf(out, ",\"last_minute\":%lld,\"last_day\":%lld",
	    (long long)(relay_rate_last_minute(db, relay->name, now) + relay->uncounted),
	    (long long)(relay_rate_last_day(db, relay->name, now) + relay->uncounted));
	if (relay->conf->per_minute > 0)
		buf_printf(out, ",\"per_minute\":%lld", (long long)relay->conf->per_minute);
	if (relay->conf->per_day > 0)
		buf_printf(out, ",\"per_day\":%lld", (long long)relay->conf->per_day);
	buf_char(out, '}');
}

void sender_pool_json(const struct sender_pool *pool, struct buf *out)
{
	bool is_first = true;

	buf_char(out, '[');
	for (int r = 0; r < pool->relay_count; r++) {
		int running = 0, busy = 0;

		for (int i = 0; i < SENDERS_MAX && pool->senders[r][i] != NULL; i++) {
			running += child_is_running(pool->senders[r][i]->carrier->child);
			busy += pool->senders[r][i]->job_count > 0;
		}
		buf_text(out, r > 0 ? "," : "");
		relay_json(&pool->relays[r], running, busy, is_first, core_now(pool->core), out);
		is_first = is_first &&
		    (breaker_connections(&pool->relays[r].breaker) == 0 ||
		        relay_is_full(&pool->relays[r], core_now(pool->core)));
		add_rates(pool, &pool->relays[r], out);
	}
	buf_char(out, ']');
}

bool sender_pool_waits(const struct sender_pool *pool, struct buf *why)
{
	int64_t now = core_now(pool->core);
	size_t before = why->n;

	for (int r = 0; r < pool->relay_count; r++) {
		if (!relay_waits(&pool->relays[r], now, pool->core->conf.templates.timezone,
		        r > 0 ? "; " : "", why)) {
			buf_cut(why, before);
			return false;
		}
	}
	return pool->relay_count > 0;
}

const struct relay *sender_pool_relay(const struct sender_pool *pool, int i)
{
	return i < pool->relay_count ? &pool->relays[i] : NULL;
}

bool sender_pool_was_tried(const struct sender_pool *pool)
{
	for (int r = 0; r < pool->relay_count; r++) {
		if (pool->relays[r].state != RELAY_UNKNOWN)
			return true;
	}
	return false;
}

bool sender_pool_is_well(const struct sender_pool *pool, struct buf *why)
{
	bool is_well = true;

	for (int r = 0; r < pool->relay_count; r++) {
		if (pool->relays[r].state != RELAY_DOWN)
			continue;
		buf_printf(why, "%s%s: %s", is_well ? "" : "; ", pool->relays[r].name,
		    pool->relays[r].text);
		is_well = false;
	}
	return is_well;
}

void sender_pool_set_back(struct sender_pool *pool, const struct clock_back *back)
{
	for (int i = 0; i < pool->relay_count; i++)
		relay_set_back(&pool->relays[i], back->by_s);
	pool->counted_at = 0;
	core_wake(pool->core, WAKE_SEND);
}
