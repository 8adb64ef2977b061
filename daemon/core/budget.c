/* SPDX-License-Identifier: MIT
 * Owns the tables budget and budget_tally; see budget.h. Two kinds of limits: so many to one mailbox a day, past
 * which an answer is not made at all (one that comes a day late keeps a loop of two robots alive for ever, and a
 * flood in somebody's name would go on for weeks), and so many to everybody an hour, past which things wait. What is
 * proven is acted on at once and only its answer waits; what is not changes nothing by itself, and waits as a whole. */
#include "budget.h"

#include <stdio.h>
#include <string.h>

#include "../../subscribers/convenor.h"
#include "../../subscribers/subscription.h"
#include "../common/log.h"
#include "../mail/domain.h"
#include "dialogue.h"

#define DAY_S 86400
#define HOUR_S 3600
#define ROOM_MIN_S 60		/* nothing is looked at again sooner */
#define LEAVING_PER_MAILBOX 3	/* "do you want to leave?" a day: whoever got it can answer it */
#define KEEP_S (2 * DAY_S)	/* rows: the longest limit, and what is due a day later */
#define LATE_S HOUR_S		/* what waits for longer is trouble */

/* Of what there is for all who are vouched for, one registered domain has a quarter: a domain vouches for each of its own
 * mailboxes, as many as it likes. */
#define SHARES 4

#define FORWARDS_PER_HOUR "forwards_per_hour"
#define ROBOTLIKE_PER_DAY "robotlike_per_day"
#define ANSWERS_TOTAL "answers_total"
#define SHARE_OF_DOMAIN "share_of_domain"	/* no key */

static const char *const class_names[BUDGET_CLASSES] = { "own", "none", "leaving", "answered", "vouched", "convenor",
	"forward-none", "forward", "forward-robotlike", "staff" };

/* --- what a message proves --- */

static bool is_leaving(const struct talk *t)
{
	return t->v.kind == KIND_COMMAND && (t->v.command.verb == COMMAND_UNSUBSCRIBE ||
	    t->v.command.verb == COMMAND_LEAVE || t->v.command.verb == COMMAND_FORGET_ME);
}

enum budget_class budget_class_of(const struct talk *t)
{
	if (t->in->is_replayed)
		return BUDGET_STAFF;
	if (!t->has_from || t->evidence.proof == PROOF_NONE)
		return is_leaving(t) ? BUDGET_LEAVING : BUDGET_NONE;
	if (convenors_leads(t->core->db, t->from.key))
		return BUDGET_CONVENOR;
	return t->evidence.proof == PROOF_VOUCHED ? BUDGET_VOUCHED : BUDGET_ANSWERED;
}

static bool is_forward(enum budget_class class)
{
	return class == BUDGET_FORWARD || class == BUDGET_FORWARD_NONE || class == BUDGET_FORWARD_ROBOTLIKE;
}

static bool is_proven(enum budget_class class)
{
	return class == BUDGET_ANSWERED || class == BUDGET_VOUCHED || class == BUDGET_CONVENOR;
}

/* What hung in the air was answered: it was no junk, and counts as its person's. */
static void take_over(struct core *core, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(core->db, "UPDATE budget SET class = 'answered' WHERE delivery_id = :id"
	    " AND class IN ('none', 'leaving')");

	db_bind_int(st, ":id", delivery_id);
	(void)db_run(st);
}

static void domain_of(struct core *core, const struct address *a, uint8_t out[TOKEN_HASH_SIZE])
{
	struct slice domain = domain_registered(address_domain(a));
	char text[ADDRESS_SIZE];

	(void)snprintf(text, sizeof text, "%.*s", SLICE_ARG(domain));
	token_hash_address(&core->key, text, out);
}

bool budget_is_proven(const struct talk *t)
{
	return is_proven(t->cause.budget);
}

void budget_open(struct talk *t)
{
	if (t->cause.budget == BUDGET_OWN)
		t->cause.budget = budget_class_of(t);
	t->cause.inbound_id = t->in->id;
	t->core->cause = &t->cause;
	if (t->cause.budget == BUDGET_VOUCHED)
		domain_of(t->core, &t->from, t->cause.domain);
	if (t->delivery_id != 0 && t->evidence.proof == PROOF_ANSWERED)
		take_over(t->core, t->delivery_id);
	if (t->in->id != 0)
		inbound_set_budget(t->core->db, t->in->id, class_names[t->cause.budget]);
}

void budget_close(struct core *core)
{
	core->cause = NULL;
}

/* --- holding back --- */

/* `room_at` 0: it is not done later. */
static bool hold(struct talk *t, const char *limit, int64_t room_at)
{
	int64_t soonest = core_now(t->core) + ROOM_MIN_S;

	t->limited = limit;
	t->room_at = room_at == 0 || room_at > soonest ? room_at : soonest;
	log_warning("budget.limited", "inbound=%lld class=%s limit=%s", (long long)t->in->id, class_names[t->cause.budget],
	    limit);
	return false;
}

bool budget_refuse(struct talk *t, const char *limit)
{
	return hold(t, limit, 0);
}

bool budget_may_share(struct talk *t, int64_t shared, int64_t most)
{
	return t->cause.budget == BUDGET_STAFF || shared < most || budget_refuse(t, BUDGET_TIPS_PER_PERSON);
}

static void tally(struct db *db, const char *limit)
{
	struct db_stmt *st = db_sql(db, "INSERT INTO budget_tally (limited, count) VALUES (:limit, 1)"
	    " ON CONFLICT (limited) DO UPDATE SET count = count + 1");

	db_bind_text(st, ":limit", limit);
	(void)db_run(st);
}

/* --- counting --- */

struct count {
	enum budget_class class;
	const uint8_t *mailbox;	/* NULL: to everybody */
	const char *kind;	/* NULL: any */
	int64_t since;		/* after it; */
	int64_t until;		/* 0: and whenever that is */
	const uint8_t *domain;	/* of who wrote; NULL: any */
};

#define COUNTED " FROM budget WHERE class = :class AND counts_at > :since AND counts_at <= :until AND (:kind IS NULL OR kind = :kind)" \
	" AND (:domain IS NULL OR domain = :domain)"

static struct db_stmt *bind(struct db_stmt *st, const struct count *c)
{
	db_bind_text(st, ":class", class_names[c->class]);
	db_bind_int(st, ":since", c->since);
	db_bind_int(st, ":until", c->until != 0 ? c->until : INT64_MAX);
	db_bind_text(st, ":kind", c->kind);
	if (c->mailbox != NULL)
		db_bind_blob(st, ":mailbox", slice_make((const char *)c->mailbox, TOKEN_HASH_SIZE));
	if (c->domain != NULL)
		db_bind_blob(st, ":domain", slice_make((const char *)c->domain, TOKEN_HASH_SIZE));
	return st;
}

static int64_t count(struct db *db, const struct count *c)
{
	return db_number(bind(c->mailbox != NULL ? db_sql(db, "SELECT count(*)" COUNTED " AND mailbox = :mailbox") :
	    db_sql(db, "SELECT count(*)" COUNTED), c), 0);
}

/* When the n-th latest of them went, or is to go; 0 where there are fewer: what counts from then on has room when that
 * one counts no more. */
static int64_t latest(struct db *db, const struct count *c, int64_t n)
{
	struct db_stmt *st = bind(c->mailbox != NULL ?
	    db_sql(db, "SELECT counts_at" COUNTED " AND mailbox = :mailbox ORDER BY counts_at DESC LIMIT 1 OFFSET :n") :
	    db_sql(db, "SELECT counts_at" COUNTED " ORDER BY counts_at DESC LIMIT 1 OFFSET :n"), c);

	db_bind_int(st, ":n", n - 1);
	return db_number(st, 0);
}

static int64_t earliest(struct db *db, const struct count *c, int64_t n)
{
	struct db_stmt *st = bind(db_sql(db, "SELECT counts_at" COUNTED " ORDER BY counts_at LIMIT 1 OFFSET :n"), c);

	db_bind_int(st, ":n", n);
	return db_number(st, 0);
}

static void mailbox_of(struct core *core, const struct address *a, uint8_t out[TOKEN_HASH_SIZE])
{
	char mailbox[ADDRESS_SIZE];

	address_mailbox(a, mailbox);
	token_hash_address(&core->key, mailbox, out);
}

/* The domain that has a share of its own in this budget; NULL: everybody has all of it. */
static const uint8_t *share_of(const struct core *core, enum budget_class class)
{
	return core->cause != NULL && core->cause->budget == BUDGET_VOUCHED &&
	    (class == BUDGET_VOUCHED || class == BUDGET_FORWARD) ? core->cause->domain : NULL;
}

static int64_t share(int64_t most)
{
	return most > SHARES ? most / SHARES : 1;
}

/* From `at` on, the first time that ends an hour with fewer than `most` in it. What is due later leaves the hours before it
 * to others. Each step goes on by something, and behind the last row there is room. */
static int64_t room_from(struct db *db, struct count c, int64_t most, int64_t at)
{
	int64_t nth;

	for (;;) {
		c.since = at - HOUR_S;
		c.until = at;
		nth = latest(db, &c, most);
		if (nth == 0)
			return at;
		at = nth + HOUR_S;
	}
}

/* When one more may go, `from` or later; *limit_r is what holds it until then, NULL where nothing does. */
static int64_t room_at(struct core *core, struct count all, int64_t most, int64_t from, const char **limit_r)
{
	struct count own = all;
	int64_t at = from, before, next;

	own.domain = share_of(core, all.class);
	*limit_r = NULL;
	do {
		before = at;
		next = own.domain != NULL ? room_from(core->db, own, share(most), at) : at;
		if (next > at)
			*limit_r = SHARE_OF_DOMAIN;
		at = room_from(core->db, all, most, next);
		if (at > next)
			*limit_r = is_forward(all.class) ? FORWARDS_PER_HOUR : ANSWERS_TOTAL;
	} while (at > before);
	return at;
}

/* When there is room for one more message behind those that wait for it already: each takes the place of the oldest
 * that counts, and the next round begins an hour later. So not all of them come back for one place. */
static int64_t room_for_message(struct talk *t, const char *limit, const struct count *c, int64_t most)
{
	int64_t waiting = inbound_waiting_for(t->core->db, limit);

	return earliest(t->core->db, c, waiting % most) + HOUR_S + waiting / most * HOUR_S;
}

/* --- messages --- */

static struct slice hash_of(const struct talk *t, uint8_t hash[TOKEN_HASH_SIZE])
{
	token_hash_address(&t->core->key, t->from.key, hash);
	return slice_make((const char *)hash, TOKEN_HASH_SIZE);
}

bool budget_may_act(struct talk *t)
{
	int64_t most = t->core->conf.limits.messages_per_sender, at;
	uint8_t bytes[TOKEN_HASH_SIZE];
	struct slice hash;

	if (!t->has_from || t->cause.budget == BUDGET_STAFF || (is_proven(t->cause.budget) && is_leaving(t)))
		return true;
	hash = hash_of(t, bytes);
	/* What came earlier is done earlier. */
	at = t->cause.budget == BUDGET_LEAVING ? 0 :
	    inbound_waiting_before(t->core->db, t->in->id, hash, class_names[t->cause.budget], BUDGET_MESSAGES_PER_SENDER);
	if (at == 0) {
		at = inbound_latest_of(t->core->db, t->in->id, hash, class_names[t->cause.budget],
		    core_now(t->core) - DAY_S, most);
		at = at != 0 ? at + DAY_S : 0;
	}
	return at == 0 || hold(t, BUDGET_MESSAGES_PER_SENDER, at);
}

/* --- answers --- */

static int64_t per_mailbox(const struct talk *t, const char **limit_r)
{
	*limit_r = t->cause.budget == BUDGET_CONVENOR ? "orders_per_convenor" : "answers_per_sender";
	return t->cause.budget == BUDGET_CONVENOR ? t->core->conf.limits.orders_per_convenor :
	    t->cause.budget == BUDGET_LEAVING ? LEAVING_PER_MAILBOX : t->core->conf.limits.answers_per_sender;
}

static bool is_mailbox_full(struct talk *t, const char **limit_r)
{
	uint8_t mailbox[TOKEN_HASH_SIZE];
	int64_t most = per_mailbox(t, limit_r);
	struct count c = { .class = t->cause.budget, .mailbox = mailbox, .since = core_now(t->core) - DAY_S };

	mailbox_of(t->core, &t->from, mailbox);
	return count(t->core->db, &c) >= most;
}

static struct count in_the_hour(const struct core *core, enum budget_class class)
{
	return (struct count){ .class = class, .since = core_now(core) - HOUR_S };
}

static bool is_hour_full(struct talk *t, const char **limit_r)
{
	int64_t now = core_now(t->core);

	return room_at(t->core, (struct count){ .class = t->cause.budget }, t->core->conf.limits.answers_total, now, limit_r) > now;
}

bool budget_has_room(struct talk *t)
{
	const char *limit;

	return t->cause.budget == BUDGET_STAFF || (!is_mailbox_full(t, &limit) && !is_hour_full(t, &limit));
}

/* Letters that a limit holds back still; staff may have let one go, or it was cancelled. */
#define WAITING " FROM budget INDEXED BY budget_late WHERE limited IS NOT NULL AND counts_at > :now" \
	" AND delivery_id IN (SELECT t.delivery_id FROM delivery_tally t WHERE t.delivery_id = budget.delivery_id" \
	" AND t.state = 'queued')"

static int64_t count_waiting(const struct core *core, enum budget_class class, const uint8_t *domain)
{
	struct db_stmt *st = db_sql(core->db, "SELECT count(*)" WAITING " AND class = :class"
	    " AND (:domain IS NULL OR domain = :domain)");

	db_bind_int(st, ":now", core_now(core));
	db_bind_text(st, ":class", class_names[class]);
	if (domain != NULL)
		db_bind_blob(st, ":domain", slice_make((const char *)domain, TOKEN_HASH_SIZE));
	return db_number(st, 0);
}

/* Letters of a class that wait: there is a bound to those, too, and a share in it. */
static bool is_line_full(const struct core *core, enum budget_class class)
{
	const uint8_t *domain = share_of(core, class);
	int64_t most = core->conf.limits.waiting;

	return count_waiting(core, class, NULL) >= most ||
	    (domain != NULL && count_waiting(core, class, domain) >= share(most));
}

bool budget_may_answer(struct talk *t)
{
	const struct conf *conf = &t->core->conf;
	const char *limit;
	struct count c;

	budget_open(t);
	if (t->cause.budget == BUDGET_STAFF)
		return true;
	if (is_mailbox_full(t, &limit))
		return hold(t, limit, 0);
	if (!is_hour_full(t, &limit))
		return true;
	c = in_the_hour(t->core, t->cause.budget);
	if (!is_proven(t->cause.budget))
		return hold(t, limit, room_for_message(t, limit, &c, conf->limits.answers_total));
	/* Its answer waits (budget_add); nobody waits at a page. */
	return (t->in->id != 0 && !is_line_full(t->core, t->cause.budget)) || hold(t, limit, 0);
}

bool budget_may_ask(struct talk *t, int64_t asked)
{
	const struct conf *conf = &t->core->conf;
	int64_t now = core_now(t->core), of_domain;
	struct count c = { .class = BUDGET_NONE, .kind = "confirm", .since = now - HOUR_S };

	if (asked >= conf->limits.confirms_per_address)
		return hold(t, BUDGET_CONFIRMS_PER_ADDRESS, 0);
	of_domain = outbox_count_questions(t->core->db, address_domain(&t->from), now - DAY_S);
	if (of_domain >= conf->limits.confirms_per_domain)
		return hold(t, BUDGET_CONFIRMS_PER_DOMAIN, now + HOUR_S);
	if (count(t->core->db, &c) >= conf->limits.confirms_total)
		return hold(t, BUDGET_CONFIRMS_TOTAL,
		    room_for_message(t, BUDGET_CONFIRMS_TOTAL, &c, conf->limits.confirms_total));
	return true;
}

/* --- what is forwarded --- */

bool budget_may_copy(const struct talk *t)
{
	uint8_t bytes[TOKEN_HASH_SIZE];
	int64_t most = t->core->conf.limits.bytes_per_sender;

	return !t->has_from || t->cause.budget == BUDGET_STAFF ? t->in->size <= most :
	    inbound_bytes_of(t->core->db, hash_of(t, bytes), class_names[t->cause.budget], core_now(t->core) - DAY_S) <= most;
}

/* --- deliveries --- */

/* Leaving and being forgotten are told at once. */
static bool is_last(const char *kind)
{
	return strcmp(kind, "goodbye") == 0 || strcmp(kind, OUTBOX_LAST_RECEIPT) == 0;
}

/* When it may go; *limit_r says what holds it until then, NULL where nothing does. */
static int64_t due_at(struct core *core, const struct outbox_new *n, enum budget_class class, const uint8_t *mailbox,
    const char **limit_r)
{
	struct count c = { .class = class, .mailbox = is_forward(class) ? mailbox : NULL };

	*limit_r = NULL;
	if (!is_forward(class) && (!is_proven(class) || is_last(n->kind)))
		return n->due_at;
	return room_at(core, c, is_forward(class) ? core->conf.limits.forwards_per_hour : core->conf.limits.answers_total, n->due_at,
	    limit_r);
}

int64_t budget_add(struct core *core, const struct outbox_new *n)
{
	enum budget_class class = (enum budget_class)(n->budget != 0 ? n->budget : core->cause != NULL ? core->cause->budget : BUDGET_OWN);
	struct outbox_new due = *n;
	uint8_t mailbox[TOKEN_HASH_SIZE];
	struct err err = ERR_INIT;
	struct address a;
	const char *limit;
	struct db_stmt *st;
	int64_t id;

	if (class == BUDGET_OWN || class == BUDGET_STAFF || n->class != DELIVERY_ANSWER || n->address == NULL ||
	    !address_parse_utf8(slice_of(n->address), &a, &err))
		return outbox_add(core->db, n, core_now(core));
	mailbox_of(core, &a, mailbox);
	due.due_at = due_at(core, n, class, mailbox, &limit);
	id = outbox_add(core->db, &due, core_now(core));
	st = db_sql(core->db, "INSERT INTO budget (delivery_id, class, mailbox, domain, kind, made_at, counts_at,"
	    " limited) VALUES (:id, :class, :mailbox, :domain, :kind, :now, :due, :limit)");
	db_bind_int(st, ":id", id);
	db_bind_text(st, ":class", class_names[class]);
	db_bind_blob(st, ":mailbox", slice_make((const char *)mailbox, sizeof mailbox));
	if (share_of(core, class) != NULL)
		db_bind_blob(st, ":domain", slice_make((const char *)share_of(core, class), TOKEN_HASH_SIZE));
	db_bind_text(st, ":kind", n->kind);
	db_bind_int(st, ":now", core_now(core));
	db_bind_int(st, ":due", due.due_at);
	db_bind_text(st, ":limit", limit);
	(void)db_run(st);
	if (limit != NULL) {
		tally(core->db, limit);
		log_info("budget.later", "id=%lld limit=%s until=%lld", (long long)id, limit, (long long)due.due_at);
	}
	return id;
}

/* Notices that say of themselves by no field what they are may come by the hundred after a newsletter. */
static bool may_forward_robotlike(struct talk *t)
{
	struct count c = { .class = BUDGET_FORWARD_ROBOTLIKE, .since = core_now(t->core) - DAY_S };
	uint8_t bytes[TOKEN_HASH_SIZE];

	if (count(t->core->db, &c) >= t->core->conf.limits.robotlike_per_day)
		return false;
	return !t->has_from || inbound_robotlike_count(t->core->db, hash_of(t, bytes), core_now(t->core) - DAY_S) <=
	    t->core->conf.limits.answers_per_sender;
}

bool budget_may_forward(struct talk *t, struct outbox_new *n)
{
	uint8_t mailbox[TOKEN_HASH_SIZE];
	struct err err = ERR_INIT;
	struct address a;
	const char *limit;

	n->budget = t->cause.budget == BUDGET_STAFF ? BUDGET_STAFF :
	    t->is_robotlike ? BUDGET_FORWARD_ROBOTLIKE :
	    is_proven(t->cause.budget) ? BUDGET_FORWARD : BUDGET_FORWARD_NONE;
	if (n->budget == BUDGET_STAFF || !address_parse_utf8(slice_of(n->address), &a, &err))
		return true;
	if (t->is_robotlike && !may_forward_robotlike(t))
		return hold(t, ROBOTLIKE_PER_DAY, 0);
	mailbox_of(t->core, &a, mailbox);
	(void)due_at(t->core, n, (enum budget_class)n->budget, mailbox, &limit);	/* only whether it waits */
	return limit == NULL || !is_line_full(t->core, (enum budget_class)n->budget) ||
	    hold(t, FORWARDS_PER_HOUR, 0);
}

/* --- the end of a message --- */

bool budget_waits(struct talk *t)
{
	const struct conf *conf = &t->core->conf;
	struct db *db = t->core->db;
	uint8_t bytes[TOKEN_HASH_SIZE];
	int64_t of_one = is_proven(t->cause.budget) ? conf->limits.messages_per_sender : conf->limits.answers_per_sender;

	if (t->limited == NULL || t->room_at == 0 || t->in->id == 0)
		return false;
	if (inbound_waiting_count(db) >= conf->limits.waiting ||
	    inbound_waiting_count_of(db, hash_of(t, bytes)) >= of_one) {
		t->room_at = 0;
		return false;
	}
	/* As if it had not been read yet. */
	db_rollback(db);
	db_begin(db);
	inbound_set_sender(db, t->in->id, hash_of(t, bytes));
	inbound_set_budget(db, t->in->id, class_names[t->cause.budget]);
	inbound_wait(db, t->in->id, t->limited, t->room_at);
	tally(db, t->limited);
	log_info("inbound.waits", "id=%lld limit=%s until=%lld", (long long)t->in->id, t->limited, (long long)t->room_at);
	return true;
}

const char *budget_outcome(const struct talk *t)
{
	struct slice said = slice_of(t->outcome);
	bool is_sent = said.n > 5 && slice_is(slice_from(said, said.n - 5), " sent");

	if (t->limited != NULL && (strcmp(t->limited, FORWARDS_PER_HOUR) == 0 || strcmp(t->limited, ROBOTLIKE_PER_DAY) == 0))
		return "not forwarded: too many";
	/* Whose tip is not taken is told so, in the bounds of all answers. */
	if (t->limited != NULL && (strcmp(t->limited, BUDGET_TIPS_PER_PERSON) == 0 ||
	    strcmp(t->limited, BUDGET_READ_BY_NOBODY) == 0))
		return t->outcome;
	if (t->limited == NULL || (is_proven(t->cause.budget) && !is_sent))
		return t->outcome;
	return strcmp(t->limited, BUDGET_MESSAGES_PER_SENDER) == 0 ? "too many from this sender" :
	    "not answered: too many";
}

void budget_mark(struct talk *t)
{
	if (t->limited == NULL || t->in->id == 0)
		return;
	inbound_set_limited(t->core->db, t->in->id, t->limited);
	tally(t->core->db, t->limited);
}

/* An hour that lies ahead would be full until then. */
void budget_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db, "UPDATE budget SET counts_at = counts_at - :by, made_at = made_at - :by"
	    " WHERE counts_at > :now");

	db_bind_int(st, ":by", back->by_s);
	db_bind_int(st, ":now", back->now);
	(void)db_run(st);	/* mostly there is none */
}

void budget_forget(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM budget WHERE counts_at < :before");

	db_bind_int(st, ":before", now - KEEP_S);
	(void)db_run(st);
}

/* --- telling --- */

bool budget_next(struct db *db, int64_t now, struct budget_row *row)
{
	struct db_stmt *st = db_sql(db, "SELECT limited, count FROM budget_tally WHERE limited > :after"
	    " ORDER BY limited LIMIT 1");
	struct inbound_held held;

	db_bind_text(st, ":after", row->limit);
	if (!db_row(st))
		return false;
	(void)snprintf(row->limit, sizeof row->limit, "%.*s", SLICE_ARG(db_text(st, 0)));
	row->total = db_int(st, 1);
	db_end(st);
	inbound_held(db, row->limit, now - DAY_S, &held);
	row->dropped = held.dropped;
	row->waiting = held.waiting;
	row->oldest_at = held.oldest_at;
	st = db_sql(db, "SELECT count(*), min(made_at)" WAITING " AND limited = :limit");
	db_bind_int(st, ":now", now);
	db_bind_text(st, ":limit", row->limit);
	if (!db_row(st))
		return true;
	row->waiting += db_int(st, 0);
	if (db_int(st, 0) > 0 && (row->oldest_at == 0 || db_int(st, 1) < row->oldest_at))
		row->oldest_at = db_int(st, 1);
	db_end(st);
	return true;
}

void budget_json(struct db *db, int64_t now, struct buf *out)
{
	struct budget_row row = { .limit = "" };
	const char *comma = "";

	buf_char(out, '[');
	for (; budget_next(db, now, &row); comma = ",")
		buf_printf(out, "%s{\"limit\":\"%s\",\"waiting\":%lld,\"oldest_s\":%lld,\"dropped\":%lld,\"total\":%lld}",
		    comma, row.limit, (long long)row.waiting, (long long)(row.oldest_at > 0 ? now - row.oldest_at : 0),
		    (long long)row.dropped, (long long)row.total);
	buf_char(out, ']');
}

void budget_check(struct db *db, int64_t now, struct buf *out)
{
	struct budget_row row = { .limit = "" };

	while (budget_next(db, now, &row)) {
		if (row.oldest_at > 0 && now - row.oldest_at > LATE_S)
			buf_printf(out, "%s%lld wait for room, one for %lld h (limits.%s): "
			    "\"dpupctl inbound list --state waiting\"", out->n > 0 ? "; " : "", (long long)row.waiting,
			    (long long)((now - row.oldest_at) / HOUR_S), row.limit);
		if (row.dropped > 0 && strcmp(row.limit, BUDGET_READ_BY_NOBODY) == 0)
			buf_printf(out, "%s%lld of the last day came from the mailbox that reads, or answered what went there, and went "
			    "to nobody else: \"dpupctl inbound list --state limited\", then \"inbound replay\" what somebody should read",
			    out->n > 0 ? "; " : "", (long long)row.dropped);
		else if (row.dropped > 0)
			buf_printf(out, "%s%lld of the last day found no room and do not wait (limits.%s): "
			    "\"dpupctl inbound list --state limited\", then \"inbound replay\" what is none of junk",
			    out->n > 0 ? "; " : "", (long long)row.dropped, row.limit);
	}
}
