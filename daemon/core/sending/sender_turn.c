/* SPDX-License-Identifier: MIT
 * A turn of the pool of senders; see sender_pool.h. The order in sender_pool_turn() must not
 * change: results are settled before intents are written, both in one transaction, and no frame
 * leaves before it is committed. What is planned in a turn becomes true in memory only after the
 * commit, so a transaction that fails (a full disk) leaves memory as it was and is tried again. */
#include "daemon/core/sending/sender_parts.h"

#include <string.h>
#include <sysexits.h>

#include "daemon/common/log.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/loop/child.h"
#include "daemon/core/loop/restored.h"
#include "daemon/core/outbox/domain_rate.h"
#include "daemon/core/outbox/relay_rate.h"
#include "daemon/core/outbox/retry.h"
#include "daemon/core/outbox/throughput.h"
#include "subscribers/schema.h"

#define POSTPONED_MANY 100 /* in one look: there are more where they came from */

static void plan(struct sender_pool *pool, const struct action *a)
{
	if (pool->action_count == ACTIONS_MAX)
		bug("sender.plan", "count=%zu", pool->action_count);
	pool->actions[pool->action_count++] = *a;
}

/* Transactions of others than this pool: consent can only change in one of those. */
static uint64_t foreign_commits(const struct sender_pool *pool)
{
	return pool->core->commits - pool->own_commits;
}

/* The job behind one that was settled may finish now. */
static void plan_goes(struct sender_pool *pool, int64_t now)
{
	for (int r = 0; r < pool->relay_count; r++) {
		for (int i = 0; i < SENDERS_MAX && pool->senders[r][i] != NULL; i++) {
			struct sender *s = pool->senders[r][i];
			struct action a = {
				.kind = ACTION_GO, .sender = s, .item = s->jobs[0].item
			};

			if (s->job_count == 0 || s->jobs[0].may_finish)
				continue;
			if (!outbox_go(pool->core->db, &s->jobs[0].item,
			        s->jobs[0].foreign == foreign_commits(pool), now))
				a.kind = ACTION_DROP;
			plan(pool, &a);
		}
	}
}

/* Places free on connections of this relay: first where nothing is under way, then behind. */
static int free_places(struct sender_pool *pool, const struct relay *relay, struct action *places)
{
	int r = (int)(relay - pool->relays), n = 0;

	for (int pass = 0; pass < JOBS_PER_SENDER; pass++) {
		for (int i = 0; i < SENDERS_MAX && pool->senders[r][i] != NULL; i++) {
			struct sender *s = pool->senders[r][i];

			/* One that is on trial has one message under way. */
			if (!child_is_running(s->carrier->child) || s->job_count > pass ||
			    i >= breaker_connections(&relay->breaker) ||
			    (relay->breaker.state == BREAKER_TRIAL && pass > 0))
				continue;
			places[n++] = (struct action){
				.kind = ACTION_JOB, .sender = s, .may_finish = pass == 0
			};
		}
	}
	return n;
}

/* As many of `most` as the relay's limits leave. */
static int rate_limited(struct sender_pool *pool, struct relay *relay, int most, int64_t now)
{
	struct relay_rate_limits limits = { relay->conf->per_minute, relay->conf->per_day };
	int64_t room = most;

	if (most > 0 && (limits.per_minute > 0 || limits.per_day > 0))
		room = relay_rate_room(pool->core->db, relay->name, &limits, most, now);
	relay->is_at_limit = room < most;
	relay->free_at = room == 0 && most > 0 ?
	    relay_rate_free_at(pool->core->db, relay->name, &limits, now) :
	    0;
	return (int)room;
}

/* Where there is no limit, once a second: the slots are longer than that. */
static void count_leased(struct sender_pool *pool, struct relay *relay, int leased, int64_t now)
{
	bool is_limited = relay->conf->per_minute > 0 || relay->conf->per_day > 0;

	relay->uncounted += leased;
	if (!is_limited && relay->counted_at == now)
		return;
	/* Should the commit fail, only what nothing hangs on is forgotten. */
	relay_rate_add(pool->core->db, relay->name, relay->uncounted, now);
	relay->uncounted = 0;
	relay->counted_at = now;
}

/* What is under way to each group of domains. */
static void count_domains(const struct sender_pool *pool, struct domain_rate *rate)
{
	for (int r = 0; r < pool->relay_count; r++) {
		for (int i = 0; i < SENDERS_MAX && pool->senders[r][i] != NULL; i++) {
			const struct sender *s = pool->senders[r][i];

			for (int j = 0; j < s->job_count; j++) {
				if (s->jobs[j].item.domain_group >= 0)
					rate->groups[s->jobs[j].item.domain_group].busy++;
			}
		}
	}
}

static void plan_leases_of(struct sender_pool *pool, struct relay *relay, struct domain_rate *rate,
    int64_t now)
{
	struct action places[SENDERS_MAX * JOBS_PER_SENDER];
	struct outbox_item items[SENDERS_MAX * JOBS_PER_SENDER];
	int n, leased;

	n = rate_limited(pool, relay, free_places(pool, relay, places), now);
	if (n > 0 && relay->breaker.state == BREAKER_TRIAL)
		leased = outbox_lease_trial(pool->core->db, rate, now, items);
	else
		leased = n > 0 ? outbox_lease(pool->core->db, rate, now, n, items) : 0;
	for (int i = 0; i < leased; i++) {
		places[i].item = items[i];
		if (places[i].may_finish)
			places[i].may_finish = outbox_go(pool->core->db, &items[i], true, now);
		plan(pool, &places[i]);
	}
	if (leased > 0)
		count_leased(pool, relay, leased, now);
	if (outbox_next_not_led(pool->core->db, 0) != 0)
		core_wake(pool->core, WAKE_CLOCK);
	pool->has_backlog = leased == n && !relay->is_at_limit;
}

/* Does all that is due go to this relay, so that those after it are in reserve? One on trial has
 * its one message, one at its limit what is left of that, and the next relay has the rest. */
static bool takes_all(const struct relay *relay)
{
	return relay->breaker.state == BREAKER_CLOSED && !relay->is_at_limit;
}

/* Was a backup brought back that staff have not accepted yet? Looked up while it is so, which ends
 * once. */
static bool is_held(struct core *core)
{
	core->is_held = core->is_held && restored_is_held(core->db);
	return core->is_held;
}

/* The first relay that is well takes what is due. Where all are at their limits, the first that has
 * room again is waited for. */
static void plan_leases(struct sender_pool *pool, int64_t now)
{
	struct domain_rate rate;

	pool->has_backlog = false;
	if (pool->is_stopping || pool->core->is_stopping || is_held(pool->core))
		return;
	domain_rate_load(pool->core->db, &pool->core->conf, &rate);
	count_domains(pool, &rate);
	for (int i = 0; i < pool->relay_count; i++) {
		if (breaker_connections(&pool->relays[i].breaker) == 0)
			continue;
		plan_leases_of(pool, &pool->relays[i], &rate, now);
		if (takes_all(&pool->relays[i]))
			break;
	}
	domain_rate_save(pool->core->db, &rate);
	/* Many stood in front of those that may go: on with the next ones. */
	if (rate.postponed >= POSTPONED_MANY)
		core_wake(pool->core, WAKE_SEND);
}

static void drop_job(struct sender_pool *pool, struct sender *s)
{
	struct buf frame = BUF_INIT;

	wire_begin(&frame, "send.drop", (uint64_t)s->jobs[0].item.id);
	child_send(s->carrier->child, &frame, -1);
	sender_remove_job(s, 0);
	core_wake(pool->core, WAKE_SEND);
	buf_release(&frame);
}

/* All goes for a process in one frame, which it reads before it makes the next messages: a body
 * that waits for its go leaves at once. */
static void tell_goes(struct carrier *c)
{
	struct buf frame = BUF_INIT, more = BUF_INIT;

	if (c->go_count == 0)
		return;
	wire_begin(&frame, "send.go", (uint64_t)c->goes[0]);
	for (int i = 1; i < c->go_count; i++)
		buf_printf(&more, "%lld ", (long long)c->goes[i]);
	if (more.n > 0)
		wire_add_text(&frame, "more", buf_all(&more));
	child_send(c->child, &frame, -1);
	c->go_count = 0;
	buf_release(&frame);
	buf_release(&more);
}

/* What concerns jobs that are at their senders already. */
static void carry_out_goes(struct sender_pool *pool)
{
	for (size_t i = 0; i < pool->action_count; i++) {
		const struct action *a = &pool->actions[i];
		struct carrier *c = a->sender->carrier;

		if (a->kind == ACTION_DROP) {
			drop_job(pool, a->sender);
		} else if (a->kind == ACTION_GO) {
			a->sender->jobs[0].may_finish = true;
			c->goes[c->go_count++] = a->item.id;
		}
	}
	for (size_t i = 0; i < pool->action_count; i++)
		tell_goes(pool->actions[i].sender->carrier);
}

static void carry_out_job(struct sender_pool *pool, const struct action *a)
{
	struct sender *s = a->sender;
	struct sender_job *job = &s->jobs[s->job_count++];

	*job = (struct sender_job){
		.item = a->item, .may_finish = a->may_finish, .foreign = foreign_commits(pool)
	};
	if (job_send(pool->core, &pool->cache, &s->carrier->stream, s->carrier->child, s->lane,
	        &a->item, a->may_finish))
		return;
	/* Its bytes are gone or not sound: that is ours to mend, and no reason to stop. */
	sender_add_result(pool, s, job, OUTBOX_FAILED, "message", 0,
	    slice_of("the message could not be made; see the log"));
	sender_remove_job(s, s->job_count - 1);
}

/* One more connection where all that run are full, up to what the relay bears. */
static void grow_relay(struct sender_pool *pool, int r, int64_t now)
{
	int64_t next;
	int i = 0;

	while (i < SENDERS_MAX && pool->senders[r][i] != NULL)
		i++;
	if (i >= breaker_connections(&pool->relays[r].breaker) || (i > 0 && !pool->has_backlog))
		return;
	next = outbox_next_at(pool->core->db);
	if (next != 0 && next <= now)
		carrier_add_sender(pool, r, i);
}

static void grow(struct sender_pool *pool, int64_t now)
{
	if (pool->is_stopping || pool->core->is_stopping || pool->core->is_held)
		return;
	for (int r = 0; r < pool->relay_count; r++) {
		if (breaker_connections(&pool->relays[r].breaker) == 0 ||
		    pool->relays[r].is_at_limit)
			continue;
		grow_relay(pool, r, now);
		if (takes_all(&pool->relays[r]))
			return;
	}
}

/* What it offers decides whom we can register (mailable.h). */
static bool must_be_asked(const struct sender_pool *pool, const struct relay *relay)
{
	return strcmp(pool->core->conf.sending.smtputf8, "allowed") == 0 &&
	    relay->smtputf8 == RELAY_OFFER_UNKNOWN && relay->breaker.state == BREAKER_CLOSED;
}

/* A relay whose rest is over is connected to, without mail: who waits for an answer does not wait
 * for a relay that may be dead while another works. */
static void probe(struct sender_pool *pool, int64_t now)
{
	struct buf frame = BUF_INIT;

	for (int r = 0; r < pool->relay_count && !pool->is_stopping && !pool->core->is_stopping;
	     r++) {
		struct sender *s = pool->senders[r][0];

		if (!breaker_wants_probe(&pool->relays[r].breaker, now) &&
		    !must_be_asked(pool, &pool->relays[r]))
			continue;
		if (s == NULL) {
			carrier_add_sender(pool, r, 0);
		} else if (child_is_running(s->carrier->child) && !s->is_probing) {
			s->is_probing = true;
			wire_begin(&frame, "send.probe", 0);
			wire_add_int(&frame, "lane", s->lane);
			child_send(s->carrier->child, &frame, -1);
		}
	}
	buf_release(&frame);
}

/* For the history: written once a second, or where nothing was handed out that could bring the next
 * turn. What a crash takes with it is at most that second of it. */
static void count_results(struct sender_pool *pool, int64_t now)
{
	memcpy(pool->counts, pool->uncounted, sizeof pool->counts);
	for (size_t i = 0; i < pool->result_count; i++)
		pool->counts[pool->results[i].outcome]++;
	if (pool->counted_at == now && pool->action_count > 0)
		return;
	for (int i = OUTBOX_SENT; i < OUTBOX_RETURNED; i++) {
		throughput_add(pool->core->db, (enum outbox_outcome)i, pool->counts[i], now);
		pool->counts[i] = 0;
	}
}

static int commit_turn(struct sender_pool *pool, int64_t now)
{
	struct core *core = pool->core;
	struct retry retry = retry_of(&core->conf);
	struct err err = ERR_INIT;

	if (clock_seen_is_doubted(core, now))
		retry.give_up_s = INT64_MAX; /* how long it was tried is not known */
	pool->action_count = 0;
	db_begin(core->db);
	/* A store that another daemon took over (a copy of this machine was resumed) is not ours to
	 * send from any more. */
	if (!db_has_failed(core->db) && schema_epoch(core->db) != core->epoch &&
	    !db_has_failed(core->db))
		fatal(EX_TEMPFAIL, "sender.epoch",
		    "ours=%lld reason=\"another dpupd took the store over\"",
		    (long long)core->epoch);
	if (!db_has_failed(core->db)) {
		for (size_t i = 0; i < pool->result_count; i++) {
			if (outbox_settle(core->db, &pool->results[i], &retry, now) &&
			    !letter_refused(core, &pool->results[i]))
				pool->on_refused(core, &pool->results[i]);
		}
		plan_goes(pool, now);
		plan_leases(pool, now);
		count_results(pool, now);
	}
	return core_commit(core, &err);
}

/* Final dots that are out, and whose results will come. */
static size_t count_finishing(const struct sender_pool *pool)
{
	size_t n = 0;

	for (int r = 0; r < pool->relay_count; r++) {
		for (int i = 0; i < SENDERS_MAX && pool->senders[r][i] != NULL; i++)
			n += pool->senders[r][i]->job_count > 0 &&
			    pool->senders[r][i]->jobs[0].may_finish;
	}
	return n;
}

/* Without the reply: relays repeat the address in it. `explain` has it. */
static void log_result(const struct outbox_result *r)
{
	log_info("outbox.settled", "id=%lld outcome=%s relay=%s stage=%s code=%lld",
	    (long long)r->id, outbox_outcome_text(r->outcome), r->relay, r->stage,
	    (long long)r->code);
}

static void log_results(const struct sender_pool *pool)
{
	log_hold();
	for (size_t i = 0; i < pool->result_count; i++)
		log_result(&pool->results[i]);
	log_release();
}

void sender_pool_turn(struct sender_pool *pool)
{
	int64_t now = core_now(pool->core);

	if (!core_is_woken(pool->core, WAKE_SEND) ||
	    (!pool->is_stopping &&
	        group_commit_waits(&pool->gather, pool->core->event, pool->result_count,
	            count_finishing(pool))))
		return;
	(void)core_take_wake(pool->core, WAKE_SEND); /* it was */
	group_commit_done(&pool->gather);
	if (commit_turn(pool, now) < 0)
		return; /* the store's timer wakes us; nothing was lost or told */
	pool->own_commits++;
	memcpy(pool->uncounted, pool->counts, sizeof pool->counts);
	pool->counted_at = now;
	carry_out_goes(pool);
	log_results(pool);
	pool->result_count = 0;
	for (size_t i = 0; i < pool->action_count; i++) {
		if (pool->actions[i].kind == ACTION_JOB)
			carry_out_job(pool, &pool->actions[i]);
	}
	for (size_t i = 0; i < pool->action_count; i++)
		job_flush(&pool->actions[i].sender->carrier->stream,
		    pool->actions[i].sender->carrier->child);
	if (pool->has_backlog || pool->action_count == 0)
		grow(pool, now);
	probe(pool, now);
	/* With nothing to hand out, the next look is the clock's: a retry, the end of a relay's
	 * pause, an announcement that is done. */
	if (pool->action_count == 0)
		core_wake(pool->core, WAKE_CLOCK);
}
