/* SPDX-License-Identifier: MIT
 * The pool of senders; see sender.h. The order in sender_pool_turn() must not change: results are
 * settled before intents are written, both in one transaction, and no frame leaves before it is
 * committed. What is planned in a turn becomes true in memory only after the commit, so a
 * transaction that fails (a full disk) leaves memory as it was and is tried again. */
#include "sender.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "../../subscribers/schema.h"
#include "../common/log.h"
#include "../common/protocol.h"
#include "../common/utf8.h"
#include "../common/xmalloc.h"
#include "child.h"
#include "domain_rate.h"
#include "gather.h"
#include "job.h"
#include "minute.h"
#include "outbox.h"
#include "rate.h"
#include "relay.h"
#include "schedule.h"
#include "scorer.h"

#define JOBS_PER_SENDER 2
#define SENDERS_MAX 64		/* per relay: the bound of its key `connections` */
#define RATE_LOOK_S 10		/* room under a limit is looked for so often, whatever the clock did */
#define POSTPONED_MANY 100	/* in one look: there are more where they came from */
#define IDLE_S 60		/* relays close idle connections after minutes: we are first */
/* A connection that hands everything back without saying why is not used for a while. */
#define STRIKES_MAX 5

struct job {
	struct outbox_item item;
	bool is_used;
	bool may_finish;	/* its send.go was sent */
	uint64_t foreign;	/* foreign_commits() when it was leased */
};

/* A dpupd-send, and the connections it holds. */
struct carrier {
	struct relay *relay;
	struct child *child;
	struct job_masters masters;
	struct sender *lanes[PROTOCOL_LANES_MAX];
	int lane_count;
	char label[80];
};

/* A connection. */
struct sender {
	struct relay *relay;
	struct carrier *carrier;
	int lane;		/* its number there */
	struct job jobs[JOBS_PER_SENDER];	/* [0] may finish or is next to; [1] waits behind it */
	bool is_probing;	/* it was asked to connect, and has not said how that went */
	int64_t go_id;		/* committed and not told yet: goes with the next job, or alone */
};

struct action {
	enum { ACTION_GO, ACTION_DROP, ACTION_JOB } kind;
	struct sender *sender;
	struct outbox_item item;
	bool may_finish;
};

#define ACTIONS_MAX (CONF_RELAYS_MAX * SENDERS_MAX * JOBS_PER_SENDER * 2)

struct sender_pool {
	struct core *core;
	struct relay relays[CONF_RELAYS_MAX];
	struct sender *senders[CONF_RELAYS_MAX][SENDERS_MAX];
	struct carrier *carriers[CONF_RELAYS_MAX][SENDERS_MAX];	/* of the senders i to i + lanes - 1 */
	int processors;
	int relay_count;
	struct job_cache cache;
	struct outbox_result *results;
	size_t result_count, result_cap;
	struct action *actions;
	size_t action_count;
	int64_t uncounted[OUTBOX_RETURNED + 1];	/* results, by outcome, that the history does not have yet */
	int64_t counts[OUTBOX_RETURNED + 1];	/* the same, once this turn is committed */
	int64_t counted_at;
	uint64_t own_commits;
	bool is_woken, is_stopping;
	bool has_backlog;	/* more was due than there were free places */
	struct gather gather;
};

/* --- results --- */

static void add_result(struct sender_pool *pool, const struct sender *s, const struct job *job,
    enum outbox_outcome outcome, const char *stage, int64_t code, struct slice reply)
{
	struct outbox_result *r;

	if (pool->result_count == pool->result_cap) {
		pool->result_cap = pool->result_cap == 0 ? 64 : pool->result_cap * 2;
		pool->results = xreallocarray(pool->results, pool->result_cap, sizeof *pool->results);
	}
	r = &pool->results[pool->result_count++];
	*r = (struct outbox_result){ .id = job->item.id, .outcome = outcome, .code = code,
		.from = job->may_finish ? DELIVERY_SENDING : DELIVERY_LEASED,
		.attempts = job->item.attempts, .doubts = job->item.doubts, .relay = s->relay->name };
	(void)snprintf(r->stage, sizeof r->stage, "%s", stage);
	(void)snprintf(r->reply, sizeof r->reply, "%.*s",
	    SLICE_ARG(slice_sub(reply, 0, utf8_cut(reply, sizeof r->reply - 1))));
	pool->is_woken = true;
	core_wake(pool->core);
}

static void clear_job(struct sender *s, int i)
{
	memset(&s->jobs[i], 0, sizeof s->jobs[i]);
}

static int find_job(const struct sender *s, uint64_t id)
{
	for (int i = 0; i < JOBS_PER_SENDER; i++) {
		if (s->jobs[i].is_used && (uint64_t)s->jobs[i].item.id == id)
			return i;
	}
	return -1;
}

static int find_carried(const struct carrier *c, uint64_t id, struct sender **s_r)
{
	int at = -1;

	for (int i = 0; at < 0 && i < c->lane_count; i++) {
		*s_r = c->lanes[i];
		at = find_job(c->lanes[i], id);
	}
	return at;
}

static bool parse_outcome(struct slice text, enum outbox_outcome *outcome_r)
{
	for (int i = OUTBOX_SENT; i <= OUTBOX_RETURNED; i++) {
		if (!slice_is(text, outbox_outcome_text((enum outbox_outcome)i)))
			continue;
		*outcome_r = (enum outbox_outcome)i;
		return true;
	}
	return false;
}

/* Without the reply: relays repeat the address in it. `explain` has it. */
static void log_result(const struct outbox_result *r)
{
	log_info("outbox.settled", "id=%lld outcome=%s relay=%s stage=%s code=%lld", (long long)r->id,
	    outbox_outcome_text(r->outcome), r->relay, r->stage, (long long)r->code);
}

/* False where the frame is not one a sender may send now. */
static bool take_result(struct sender_pool *pool, struct carrier *c, const struct wire *w)
{
	struct sender *s = NULL;
	int i = find_carried(c, w->id, &s);
	enum outbox_outcome outcome;
	struct buf stage = BUF_INIT, reply = BUF_INIT;
	struct outbox_result *told;
	struct slice tls;

	if (!parse_outcome(wire_text(w, "outcome"), &outcome))
		return false;
	if (i < 0)
		return true;	/* a job that was dropped while its answer was under way */
	/* What had no go cannot have been sent; a sender that says so is broken. */
	if (!s->jobs[i].may_finish && (outcome == OUTBOX_SENT || outcome == OUTBOX_UNSURE))
		return false;
	buf_slice(&stage, slice_sub(wire_text(w, "stage"), 0, 15));
	buf_slice(&reply, wire_text(w, "text"));
	add_result(pool, s, &s->jobs[i], outcome, stage.p, wire_int(w, "code", 0, 999, 0),
	    buf_all(&reply));
	tls = wire_text(w, "tls");
	told = &pool->results[pool->result_count - 1];
	(void)snprintf(told->tls, sizeof told->tls, "%.*s", SLICE_ARG(slice_sub(tls, 0, sizeof told->tls - 1)));
	if (outcome == OUTBOX_RETURNED)
		s->relay->strikes++;
	else
		s->relay->strikes = 0;
	if (outcome == OUTBOX_SENT) {
		s->relay->sent++;
		relay_is_well(s->relay, core_now(pool->core));
		child_is_well(c->child);
	}
	clear_job(s, i);
	if (i == 0) {
		s->jobs[0] = s->jobs[1];
		clear_job(s, 1);
	}
	if (s->relay->strikes >= STRIKES_MAX)
		relay_pause(s->relay, "busy", slice_of("the relay ends each connection early"),
		    core_now(pool->core));
	buf_release(&stage);
	buf_release(&reply);
	return true;
}

/* --- children --- */

static void on_started(void *context, struct child *child)
{
	struct carrier *c = context;
	struct sender_pool *pool = c->relay->pool;
	struct buf frame = BUF_INIT;

	relay_start_frame(c->relay, IDLE_S, pool->core->conf.sending.answer_s, &frame);
	child_send(child, &frame, -1);
	buf_release(&frame);
	job_masters_clear(&c->masters);
	for (int i = 0; i < c->lane_count; i++)
		c->lanes[i]->is_probing = false;
	sender_pool_wake(pool);
}

static void on_frame(void *context, struct child *child, const struct wire *w, int fd)
{
	struct carrier *c = context;
	struct sender_pool *pool = c->relay->pool;
	int64_t lane;

	(void)fd;
	if (wire_is(w, "send.result") && take_result(pool, c, w))
		return;
	lane = wire_int(w, "lane", 0, PROTOCOL_LANES_MAX - 1, 0);
	if (wire_is(w, "send.relay") && lane < c->lane_count) {
		c->lanes[lane]->is_probing = false;
		relay_report(c->relay, w, core_now(pool->core));
		sender_pool_wake(pool);
		return;
	}
	child_kill(child, "it sent a frame that is not a sender's");
}

/* With a go the final dot may have gone and been accepted: nobody can tell any more. */
static void lose_jobs(struct sender_pool *pool, struct sender *s, const char *how)
{
	s->go_id = 0;
	for (int i = 0; i < JOBS_PER_SENDER; i++) {
		if (!s->jobs[i].is_used)
			continue;
		add_result(pool, s, &s->jobs[i], s->jobs[i].may_finish ? OUTBOX_UNSURE : OUTBOX_RETURNED,
		    "dot", 0, slice_of(how));
		clear_job(s, i);
	}
}

static void on_died(void *context, struct child *child, const char *how)
{
	struct carrier *c = context;

	(void)child;
	for (int i = 0; i < c->lane_count; i++)
		lose_jobs(c->relay->pool, c->lanes[i], how);
	sender_pool_wake(c->relay->pool);
}

/* Connections of one process: as many processes as can run at a time, so that signing uses every
 * processor and each wakes for several connections at once. */
static int lanes_of(const struct sender_pool *pool, const struct relay *relay)
{
	int lanes = ((int)relay->conf->connections + pool->processors - 1) / pool->processors;

	return lanes > PROTOCOL_LANES_MAX ? PROTOCOL_LANES_MAX : lanes;
}

static struct carrier *carrier_of(struct sender_pool *pool, int relay, int i)
{
	static const struct child_events events = { on_started, on_frame, on_died };
	struct carrier **c = &pool->carriers[relay][i / lanes_of(pool, &pool->relays[relay])];

	if (*c != NULL)
		return *c;
	*c = xcalloc(1, sizeof **c);
	(*c)->relay = &pool->relays[relay];
	(void)snprintf((*c)->label, sizeof (*c)->label, "%.60s/%d", (*c)->relay->name,
	    (int)(c - pool->carriers[relay]) + 1);
	(*c)->child = child_new(pool->core, "dpupd-send", (*c)->label, &events, *c);
	return *c;
}

static void add_sender(struct sender_pool *pool, int relay, int i)
{
	struct sender *s = xcalloc(1, sizeof *s);

	s->relay = &pool->relays[relay];
	s->carrier = carrier_of(pool, relay, i);
	s->lane = s->carrier->lane_count++;
	s->carrier->lanes[s->lane] = s;
	pool->senders[relay][i] = s;
}

/* --- a turn --- */

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
			struct action a = { .kind = ACTION_GO, .sender = s, .item = s->jobs[0].item };

			if (!s->jobs[0].is_used || s->jobs[0].may_finish)
				continue;
			if (!outbox_go(pool->core->db, &s->jobs[0].item, s->jobs[0].foreign == foreign_commits(pool), now))
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
			int used = s->jobs[0].is_used + s->jobs[1].is_used;

			/* One that is on trial has one message under way. */
			if (!child_is_running(s->carrier->child) || used > pass || i >= breaker_connections(&relay->breaker) ||
			    (relay->breaker.state == BREAKER_TRIAL && pass > 0))
				continue;
			places[n++] = (struct action){ .kind = ACTION_JOB, .sender = s,
				.may_finish = pass == 0 };
		}
	}
	return n;
}

/* As many of `most` as the relay's limits leave. */
static int rate_limited(struct sender_pool *pool, struct relay *relay, int most, int64_t now)
{
	struct rate_limits limits = { relay->conf->per_minute, relay->conf->per_day };
	int64_t room = most;

	if (most > 0 && (limits.per_minute > 0 || limits.per_day > 0))
		room = rate_room(pool->core->db, relay->name, &limits, most, now);
	relay->is_at_limit = room < most;
	relay->free_at = room == 0 && most > 0 ? rate_free_at(pool->core->db, relay->name, &limits, now) : 0;
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
	rate_add(pool->core->db, relay->name, relay->uncounted, now);
	relay->uncounted = 0;
	relay->counted_at = now;
}

/* What is under way to each group of domains. */
static void count_domains(const struct sender_pool *pool, struct domain_rate *rate)
{
	for (int r = 0; r < pool->relay_count; r++) {
		for (int i = 0; i < SENDERS_MAX && pool->senders[r][i] != NULL; i++) {
			for (int j = 0; j < JOBS_PER_SENDER; j++) {
				const struct job *job = &pool->senders[r][i]->jobs[j];

				if (job->is_used && job->item.domain_group >= 0)
					rate->groups[job->item.domain_group].busy++;
			}
		}
	}
}

static void plan_leases_of(struct sender_pool *pool, struct relay *relay, struct domain_rate *rate, int64_t now)
{
	struct action places[SENDERS_MAX * JOBS_PER_SENDER];
	struct outbox_item items[SENDERS_MAX * JOBS_PER_SENDER];
	int n, leased;

	n = rate_limited(pool, relay, free_places(pool, relay, places), now);
	leased = n > 0 ? outbox_lease(pool->core->db, rate, now, n, items) : 0;
	for (int i = 0; i < leased; i++) {
		places[i].item = items[i];
		if (places[i].may_finish)
			places[i].may_finish = outbox_go(pool->core->db, &items[i], true, now);
		plan(pool, &places[i]);
	}
	if (leased > 0)
		count_leased(pool, relay, leased, now);
	pool->has_backlog = leased == n && !relay->is_at_limit;
}

/* Does all that is due go to this relay, so that those after it are in reserve? One on trial has its one
 * message, one at its limit what is left of that, and the next relay has the rest. */
static bool takes_all(const struct relay *relay)
{
	return relay->breaker.state == BREAKER_CLOSED && !relay->is_at_limit;
}

/* The first relay that is well takes what is due. Where all are at their limits, the first that has room
 * again is waited for. */
static void plan_leases(struct sender_pool *pool, int64_t now)
{
	struct domain_rate rate;

	pool->has_backlog = false;
	if (pool->is_stopping || pool->core->is_stopping)
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
		sender_pool_wake(pool);
}

static void carry_out(struct sender_pool *pool, const struct action *a)
{
	struct sender *s = a->sender;
	struct buf frame = BUF_INIT;
	struct job *job;

	switch (a->kind) {
	case ACTION_GO:
		s->go_id = a->item.id;
		s->jobs[0].may_finish = true;
		break;
	case ACTION_DROP:
		wire_begin(&frame, "send.drop", (uint64_t)a->item.id);
		child_send(s->carrier->child, &frame, -1);
		s->jobs[0] = s->jobs[1];
		clear_job(s, 1);
		pool->is_woken = true;
		break;
	case ACTION_JOB:
		job = &s->jobs[s->jobs[0].is_used ? 1 : 0];
		*job = (struct job){ .item = a->item, .is_used = true, .may_finish = a->may_finish,
			.foreign = foreign_commits(pool) };
		if (a->may_finish)
			s->go_id = a->item.id;
		if (!job_send(pool->core, &pool->cache, &s->carrier->masters, s->carrier->child, s->lane, &a->item, s->go_id)) {
			/* Its bytes are gone or not sound: that is ours to mend, and no reason to stop. */
			add_result(pool, s, job, OUTBOX_FAILED, "message", 0,
			    slice_of("the message could not be made; see the log"));
			*job = (struct job){ .is_used = false };
			if (a->may_finish)
				s->go_id = 0;
			break;
		}
		s->go_id = 0;
		break;
	}
	buf_release(&frame);
}

/* A go that no job went with. */
static void send_go(struct sender *s)
{
	struct buf frame = BUF_INIT;

	if (s->go_id == 0)
		return;
	wire_begin(&frame, "send.go", (uint64_t)s->go_id);
	child_send(s->carrier->child, &frame, -1);
	s->go_id = 0;
	buf_release(&frame);
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
		add_sender(pool, r, i);
}

static void grow(struct sender_pool *pool, int64_t now)
{
	if (pool->is_stopping || pool->core->is_stopping)
		return;
	for (int r = 0; r < pool->relay_count; r++) {
		if (breaker_connections(&pool->relays[r].breaker) == 0 || pool->relays[r].is_at_limit)
			continue;
		grow_relay(pool, r, now);
		if (takes_all(&pool->relays[r]))
			return;
	}
}

/* A relay whose rest is over is connected to, without mail: who waits for an answer does not wait for
 * a relay that may be dead while another works. */
static void probe(struct sender_pool *pool, int64_t now)
{
	struct buf frame = BUF_INIT;

	for (int r = 0; r < pool->relay_count && !pool->is_stopping && !pool->core->is_stopping; r++) {
		struct sender *s = pool->senders[r][0];

		if (!breaker_wants_probe(&pool->relays[r].breaker, now))
			continue;
		if (s == NULL) {
			add_sender(pool, r, 0);
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
		minute_add(pool->core->db, (enum outbox_outcome)i, pool->counts[i], now);
		pool->counts[i] = 0;
	}
}

static int commit_turn(struct sender_pool *pool, int64_t now)
{
	struct core *core = pool->core;
	struct err err = ERR_INIT;

	pool->action_count = 0;
	db_begin(core->db);
	/* A store that another daemon took over (a copy of this machine was resumed) is not ours to
	 * send from any more. */
	if (!db_has_failed(core->db) && schema_epoch(core->db) != core->epoch && !db_has_failed(core->db))
		fatal(EX_TEMPFAIL, "sender.epoch", "ours=%lld reason=\"another dpupd took the store over\"",
		    (long long)core->epoch);
	if (!db_has_failed(core->db)) {
		for (size_t i = 0; i < pool->result_count; i++) {
			if (outbox_settle(core->db, &pool->results[i], core->conf.sending.give_up_s, now))
				scorer_refused(core, &pool->results[i]);
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
			n += pool->senders[r][i]->jobs[0].may_finish;
	}
	return n;
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

	if (!pool->is_woken || (!pool->is_stopping &&
	    gather_waits(&pool->gather, pool->core->event, pool->result_count, count_finishing(pool))))
		return;
	pool->is_woken = false;
	gather_done(&pool->gather);
	if (commit_turn(pool, now) < 0)
		return;		/* the store's timer wakes us; nothing was lost or told */
	pool->own_commits++;
	memcpy(pool->uncounted, pool->counts, sizeof pool->counts);
	pool->counted_at = now;
	log_results(pool);
	pool->result_count = 0;
	for (size_t i = 0; i < pool->action_count; i++)
		carry_out(pool, &pool->actions[i]);
	for (size_t i = 0; i < pool->action_count; i++)
		send_go(pool->actions[i].sender);
	if (pool->has_backlog || pool->action_count == 0)
		grow(pool, now);
	probe(pool, now);
	/* With nothing to hand out, the next look is the clock's: a retry, the end of a relay's pause,
	 * an announcement that is done. */
	if (pool->action_count == 0)
		schedule_wake(pool->core->schedule);
}

/* --- life --- */

static void read_relays(struct sender_pool *pool)
{
	const struct conf *conf = &pool->core->conf;

	pool->relay_count = conf->relay_count;
	for (int i = 0; i < conf->relay_count; i++)
		relay_init(&pool->relays[i], pool, &conf->relays[i], pool->core->identity.domain);
}

static void on_gathered(void *context)
{
	sender_pool_wake(context);
}

struct sender_pool *sender_pool_new(struct core *core)
{
	struct sender_pool *pool = xcalloc(1, sizeof *pool);
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	pool->core = core;
	pool->processors = processors > 0 ? (int)processors : 1;
	pool->actions = xcalloc(ACTIONS_MAX, sizeof *pool->actions);
	job_cache_init(&pool->cache);
	gather_init(&pool->gather, on_gathered, pool);
	read_relays(pool);
	pool->is_woken = true;
	return pool;
}

static void free_senders(struct sender_pool *pool)
{
	for (int r = 0; r < CONF_RELAYS_MAX; r++) {
		for (int i = 0; i < SENDERS_MAX && pool->senders[r][i] != NULL; i++) {
			free(pool->senders[r][i]);
			pool->senders[r][i] = NULL;
		}
		for (int i = 0; i < SENDERS_MAX && pool->carriers[r][i] != NULL; i++) {
			child_free(pool->carriers[r][i]->child);
			free(pool->carriers[r][i]);
			pool->carriers[r][i] = NULL;
		}
	}
	for (int r = 0; r < pool->relay_count; r++)
		relay_release(&pool->relays[r]);
}

void sender_pool_free(struct sender_pool *pool)
{
	if (pool == NULL)
		return;
	free_senders(pool);
	gather_release(&pool->gather);
	job_cache_release(&pool->cache);
	free(pool->results);
	free(pool->actions);
	free(pool);
}

void sender_pool_reload(struct sender_pool *pool)
{
	if (!sender_pool_is_idle(pool))
		bug("sender.reload", "reason=\"jobs are under way\"");
	free_senders(pool);
	read_relays(pool);
	pool->is_stopping = false;
	sender_pool_wake(pool);
}

void sender_pool_wake(struct sender_pool *pool)
{
	pool->is_woken = true;
	core_wake(pool->core);
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
			if (pool->senders[r][i]->jobs[0].is_used || pool->senders[r][i]->jobs[1].is_used)
				return false;
		}
	}
	return true;
}

int64_t sender_pool_next_at(const struct sender_pool *pool)
{
	int64_t at = 0, now = core_now(pool->core), look_at;

	for (int i = 0; i < pool->relay_count; i++) {
		if (pool->relays[i].breaker.state == BREAKER_RESTING && (at == 0 || pool->relays[i].breaker.until < at))
			at = pool->relays[i].breaker.until;
		if (!pool->relays[i].is_at_limit)
			continue;
		look_at = pool->relays[i].free_at > now && pool->relays[i].free_at < now + RATE_LOOK_S ?
		    pool->relays[i].free_at : now + RATE_LOOK_S;
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

	out->n--;	/* its closing brace */
	buf_printf(out, ",\"last_minute\":%lld,\"last_day\":%lld", (long long)(rate_last_minute(db, relay->name, now) + relay->uncounted),
	    (long long)(rate_last_day(db, relay->name, now) + relay->uncounted));
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
			busy += pool->senders[r][i]->jobs[0].is_used;
		}
		buf_text(out, r > 0 ? "," : "");
		relay_json(&pool->relays[r], running, busy, is_first, core_now(pool->core), out);
		is_first = is_first && (breaker_connections(&pool->relays[r].breaker) == 0 ||
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
		if (!relay_waits(&pool->relays[r], now, pool->core->conf.templates.timezone, r > 0 ? "; " : "", why)) {
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

bool sender_pool_is_well(const struct sender_pool *pool, struct buf *why)
{
	bool is_well = true;

	for (int r = 0; r < pool->relay_count; r++) {
		if (pool->relays[r].state != RELAY_DOWN)
			continue;
		buf_printf(why, "%s%s: %s", is_well ? "" : "; ", pool->relays[r].name, pool->relays[r].text);
		is_well = false;
	}
	return is_well;
}
