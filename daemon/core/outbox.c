/* SPDX-License-Identifier: MIT
 * Owns the tables delivery and lease; see outbox.h. Every change of one row goes through move(),
 * which knows the legal moves and names the old state in its statement: a move that comes too late
 * changes nothing. So do the few statements that move a pause or a cancellation across many rows.
 * Rows are the only copy of the queue; nothing is kept in memory between transactions.
 *
 * A delivery that is leased or being sent has a row in `lease` that says so, and keeps in its own
 * row the state it had; so the wide row and its indexes are written once a message, when it is
 * settled. Whatever reads "queued" or "unsure" must ask for NOT_LEASED, too. */
#include "outbox.h"

#include <stdio.h>
#include <string.h>

#include "../../subscribers/digest.h"
#include "../../subscribers/list.h"
#include "../../subscribers/rsvp.h"
#include "../common/hash.h"
#include "../common/log.h"
#include "domain_rate.h"
#include "journal.h"

static const char *const state_names[] = { "queued", "leased", "sending", "sent", "failed", "unsure",
	"held", "cancelled" };

static const char *const outcome_names[] = { "sent", "retry", "failed", "unsure", "returned" };

#define BIT(state) (1U << DELIVERY_##state)

/* What must be true of the person when it is leased: the column needs_consent. */
enum needs {
	NEEDS_NOTHING,
	NEEDS_CONSENT,
	NEEDS_QUESTION,	/* they were asked, and have not answered */
};

static const unsigned legal_moves[] = {
	[DELIVERY_QUEUED] = BIT(QUEUED) | BIT(LEASED) | BIT(HELD) | BIT(CANCELLED),
	[DELIVERY_LEASED] = BIT(SENDING) | BIT(QUEUED) | BIT(UNSURE) | BIT(FAILED) | BIT(CANCELLED),
	[DELIVERY_SENDING] = BIT(SENT) | BIT(QUEUED) | BIT(UNSURE) | BIT(FAILED) | BIT(HELD),
	[DELIVERY_SENT] = 0,
	[DELIVERY_FAILED] = BIT(QUEUED),
	[DELIVERY_UNSURE] = BIT(LEASED) | BIT(HELD) | BIT(CANCELLED),
	[DELIVERY_HELD] = BIT(QUEUED) | BIT(CANCELLED),
	[DELIVERY_CANCELLED] = 0,
};

/* Rows that turn out not to be sendable are moved aside while looking for some that are; a bound
 * keeps one turn of the loop short when a large announcement was paused. */
#define ASIDE_PER_LEASE 500

const char *delivery_state_text(enum delivery_state state)
{
	return state_names[state];
}

const char *outbox_outcome_text(enum outbox_outcome outcome)
{
	return outcome_names[outcome];
}

static enum delivery_state state_of(struct slice text)
{
	for (size_t i = 0; i < sizeof state_names / sizeof state_names[0]; i++) {
		if (slice_is(text, state_names[i]))
			return (enum delivery_state)i;
	}
	bug("outbox.state", "state=\"%.*s\"", SLICE_ARG(text));
}

#define NOT_LEASED(id) " AND " id " NOT IN (SELECT delivery_id FROM lease)"

struct move {
	int64_t id;
	enum delivery_state from, to;
	int64_t due_at;		/* 0: as it is */
	int attempts, doubts;	/* added */
	const char *reason;	/* NULL: none */
};

static bool is_leased(enum delivery_state state)
{
	return state == DELIVERY_LEASED || state == DELIVERY_SENDING;
}

/* Into a lease, onwards in it, or (to any other state) out of it: the narrow row alone. */
static bool move_lease(struct db *db, const struct move *m)
{
	struct db_stmt *st;

	if (!is_leased(m->from)) {
		st = db_sql(db, "INSERT INTO lease (delivery_id, state) VALUES (:id, 'leased')"
		    " ON CONFLICT (delivery_id) DO NOTHING");
	} else if (is_leased(m->to)) {
		st = db_sql(db, "UPDATE lease SET state = :to WHERE delivery_id = :id AND state = :from");
		db_bind_text(st, ":to", state_names[m->to]);
		db_bind_text(st, ":from", state_names[m->from]);
	} else {
		st = db_sql(db, "DELETE FROM lease WHERE delivery_id = :id AND state = :from");
		db_bind_text(st, ":from", state_names[m->from]);
	}
	db_bind_int(st, ":id", m->id);
	return db_run(st) > 0;
}

static bool move(struct db *db, const struct move *m, int64_t now)
{
	bool is_end = m->to == DELIVERY_SENT || m->to == DELIVERY_FAILED || m->to == DELIVERY_CANCELLED;
	struct db_stmt *st;

	if ((legal_moves[m->from] & 1U << m->to) == 0)
		bug("outbox.move", "id=%lld from=%s to=%s", (long long)m->id, state_names[m->from],
		    state_names[m->to]);
	if ((is_leased(m->from) || is_leased(m->to)) && !move_lease(db, m))
		return false;
	if (is_leased(m->to))
		return true;
	st = db_sql(db, "UPDATE delivery SET state = :to, due_at = CASE WHEN :due > 0 THEN :due ELSE due_at END,"
	    " attempts = attempts + :attempts, doubts = doubts + :doubts,"
	    " settled_at = CASE WHEN :is_end THEN :now END, reason = :reason"
	    " WHERE id = :id AND (:was_leased OR state = :from)");
	db_bind_int(st, ":id", m->id);
	db_bind_int(st, ":was_leased", is_leased(m->from));
	db_bind_text(st, ":from", state_names[m->from]);
	db_bind_text(st, ":to", state_names[m->to]);
	db_bind_int(st, ":due", m->due_at);
	db_bind_int(st, ":attempts", m->attempts);
	db_bind_int(st, ":doubts", m->doubts);
	db_bind_int(st, ":is_end", is_end);
	db_bind_int(st, ":now", now);
	db_bind_text(st, ":reason", m->reason);
	return db_run(st) > 0;
}

/* --- making --- */

static void bind_or_null(struct db_stmt *st, const char *name, int64_t id)
{
	if (id != 0)
		db_bind_int(st, name, id);
}

int64_t outbox_add(struct db *db, const struct outbox_new *n, int64_t now)
{
	struct db_stmt *st = db_sql(db, "INSERT INTO delivery (kind, class, state, list_id, subscriber_id,"
	    " meeting_id, variant, needs_consent, address, due_at, created_at) VALUES (:kind, :class, 'queued',"
	    " :list, :subscriber, :meeting, :variant, :needs_consent, :address, :due, :now)");

	db_bind_text(st, ":kind", n->kind);
	db_bind_int(st, ":class", n->class);
	bind_or_null(st, ":list", n->list_id);
	bind_or_null(st, ":subscriber", n->subscriber_id);
	bind_or_null(st, ":meeting", n->meeting_id);
	bind_or_null(st, ":variant", n->variant);
	db_bind_int(st, ":needs_consent", n->needs_question ? NEEDS_QUESTION :
	    n->needs_consent ? NEEDS_CONSENT : NEEDS_NOTHING);
	db_bind_text(st, ":address", n->address);
	db_bind_int(st, ":due", n->due_at);
	db_bind_int(st, ":now", now);
	(void)db_run(st);
	return db_last_id(db);
}

void outbox_add_import(struct db *db, int64_t import_id, int64_t after, int64_t due_at, int64_t now)
{
	struct db_stmt *st = db_sql(db, "INSERT INTO delivery (kind, class, state, list_id, subscriber_id,"
	    " import_id, needs_consent, due_at, created_at)"
	    " SELECT 'invite', :class, 'queued', list_id, subscriber_id, import_id, :needs, :due, :now"
	    " FROM import_asked WHERE subscription_id > :after AND import_id = :import ORDER BY subscription_id");

	db_bind_int(st, ":class", DELIVERY_NEWS);
	db_bind_int(st, ":after", after);
	db_bind_int(st, ":import", import_id);
	db_bind_int(st, ":needs", NEEDS_QUESTION);
	db_bind_int(st, ":due", due_at);
	db_bind_int(st, ":now", now);
	(void)db_run(st);
}

int64_t outbox_expand(struct db *db, int64_t announcement_id, int64_t list_id, int64_t started_at,
    int64_t chunk, int64_t *cursor, int64_t now)
{
	struct db_stmt *st = db_sql(db, "INSERT INTO delivery (kind, class, state, list_id, subscriber_id,"
	    " announcement_id, needs_consent, due_at, created_at)"
	    " SELECT 'announcement', :class, 'queued', list_id, subscriber_id, :announcement, 1, :now, :now"
	    " FROM recipient WHERE list_id = :list AND subscriber_id > :after AND since_at <= :started"
	    " ORDER BY subscriber_id LIMIT :chunk");
	int64_t count;

	db_bind_int(st, ":class", DELIVERY_NEWS);
	db_bind_int(st, ":announcement", announcement_id);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":after", *cursor);
	db_bind_int(st, ":started", started_at);
	db_bind_int(st, ":chunk", chunk);
	db_bind_int(st, ":now", now);
	count = db_run(st);
	if (count == 0)
		return 0;
	/* They were made in the order of their subscribers: the last row is the last of them. */
	st = db_sql(db, "SELECT subscriber_id FROM delivery WHERE id = :id");
	db_bind_int(st, ":id", db_last_id(db));
	*cursor = db_number(st, *cursor);
	return count;
}

int64_t outbox_expand_audience(struct db *db, int64_t announcement_id, const struct audience *audience,
    int64_t started_at, int64_t chunk, int64_t last, int64_t *cursor, int64_t now)
{
	struct buf sql = BUF_INIT;
	struct db_stmt *st;
	int64_t count;

	buf_text(&sql, "INSERT INTO delivery (kind, class, state, list_id, subscriber_id,"
	    " announcement_id, needs_consent, due_at, created_at)"
	    " SELECT 'announcement', :class, 'queued', r.list_id, r.subscriber_id, :announcement, 1, :now, :now"
	    " FROM recipient r WHERE r.list_id = :list AND r.subscriber_id > :after AND r.subscriber_id <= :upto"
	    " AND r.since_at <= :started AND (");
	buf_slice(&sql, audience_condition(audience));
	buf_text(&sql, ") ORDER BY r.subscriber_id");
	st = db_make(db, sql.p);
	db_bind_int(st, ":class", DELIVERY_NEWS);
	db_bind_int(st, ":announcement", announcement_id);
	db_bind_int(st, ":list", audience->list_id);
	db_bind_int(st, ":after", *cursor);
	*cursor = last - *cursor < chunk ? last : *cursor + chunk;
	db_bind_int(st, ":upto", *cursor);
	db_bind_int(st, ":started", started_at);
	db_bind_int(st, ":now", now);
	audience_bind(audience, st);
	count = db_run(st);
	db_drop(st);
	buf_release(&sql);
	return count;
}

/* --- leasing --- */

/* Fills what the message says of the person; false where there is no consent any more. */
static bool read_recipient(struct db *db, struct outbox_item *item, int64_t now, const char **why_r)
{
	struct db_stmt *st = db_sql(db, "SELECT subscription_id, generation, since_at, channel, address,"
	    " coalesce(paused_until, 0), rhythm, format FROM recipient JOIN preference USING (subscriber_id)"
	    " WHERE subscriber_id = :subscriber AND list_id = :list");
	bool is_paused;

	db_bind_int(st, ":subscriber", item->subscriber_id);
	db_bind_int(st, ":list", item->list_id);
	*why_r = "not subscribed any more";
	if (!db_row(st))
		return false;
	item->subscription_id = db_int(st, 0);
	item->generation = db_int(st, 1);
	item->since_at = db_int(st, 2);
	(void)snprintf(item->channel, sizeof item->channel, "%.*s", SLICE_ARG(db_text(st, 3)));
	if (item->address[0] == '\0')
		(void)snprintf(item->address, sizeof item->address, "%.*s", SLICE_ARG(db_text(st, 4)));
	is_paused = db_int(st, 5) > now;
	(void)snprintf(item->rhythm, sizeof item->rhythm, "%.*s", SLICE_ARG(db_text(st, 6)));
	item->is_text = slice_is(db_text(st, 7), "text");
	db_end(st);
	*why_r = "paused by the person";
	return !is_paused;
}

/* The same of an invitation: only while its question is open. */
static bool read_invitee(struct db *db, struct outbox_item *item, const char **why_r)
{
	struct db_stmt *st = db_sql(db, "SELECT subscription_id, generation, address FROM invitee"
	    " WHERE subscriber_id = :subscriber AND list_id = :list");

	db_bind_int(st, ":subscriber", item->subscriber_id);
	db_bind_int(st, ":list", item->list_id);
	*why_r = "the invitation was answered, has lapsed or may not be sent any more";
	if (!db_row(st))
		return false;
	item->subscription_id = db_int(st, 0);
	item->generation = db_int(st, 1);
	(void)snprintf(item->address, sizeof item->address, "%.*s", SLICE_ARG(db_text(st, 2)));
	db_end(st);
	return true;
}

/* May this one go to its person now? */
static bool may_go(struct db *db, struct outbox_item *item, int64_t now, const char **why_r)
{
	if (item->needs_question)
		return read_invitee(db, item, why_r);
	return !item->needs_consent || read_recipient(db, item, now, why_r);
}

/* It does not go to them. Of a meeting they hear when they get our mail again. */
static void keep_from(struct db *db, const struct outbox_item *item, struct move *m, int64_t now)
{
	m->to = DELIVERY_CANCELLED;
	(void)move(db, m, now);	/* it was read in this transaction: it is there */
	if (item->announcement_id == 0)
		rsvp_miss(db, item->id);
}

/* What was found of an announcement in this transaction, where deliveries come by the thousand. */
struct verdict {
	int64_t announcement_id;
	enum delivery_state to;
};

/* Where an announcement's delivery goes instead of out, or QUEUED. */
static enum delivery_state announcement_verdict(struct db *db, int64_t announcement_id,
    struct verdict *known)
{
	struct db_stmt *st;

	if (known->announcement_id == announcement_id)
		return known->to;
	st = db_sql(db, "SELECT state FROM announcement_public WHERE announcement_id = :id");
	db_bind_int(st, ":id", announcement_id);
	*known = (struct verdict){ announcement_id, DELIVERY_CANCELLED };
	if (!db_row(st))
		return known->to;
	if (slice_is(db_text(st, 0), "sending"))
		known->to = DELIVERY_QUEUED;
	else if (slice_is(db_text(st, 0), "paused"))
		known->to = DELIVERY_HELD;
	db_end(st);
	return known->to;
}

/* An announcement to somebody who wants it in a digest: collected in the transaction that gives its own delivery
 * up. One that was tried already may have arrived, and goes on. */
static bool collect(struct db *db, const struct outbox_item *item, int64_t now)
{
	struct digest_pair who = { item->subscriber_id, item->list_id };
	struct list list;

	if (item->announcement_id == 0 || item->rhythm[0] == '\0' || strcmp(item->rhythm, "each") == 0 ||
	    item->attempts > 0 || item->doubts > 0 || !list_get(db, item->list_id, &list))
		return false;
	digest_collect(db, who, item->announcement_id, digest_due_at(slice_of(item->rhythm), list.timezone, now));
	return true;
}

struct candidate {
	struct outbox_item item;
	enum delivery_state state;
};

/* 0 where it may go to its domain now, else when to come again. One in doubt is not made to wait longer. */
static int64_t wait_for_domain(struct domain_rate *rate, struct candidate *c, enum delivery_class class,
    int64_t now)
{
	c->item.domain_group = rate == NULL || rate->conf->domain_count == 0 ? -1 :
	    domain_rate_group(rate->conf, slice_of(c->item.address));
	return c->item.domain_group < 0 ? 0 :
	    domain_rate_take(rate, c->item.domain_group, class == DELIVERY_ANSWER || c->state == DELIVERY_UNSURE, now);
}

/* True where it is leased now; else it was put aside. */
static bool lease_one(struct db *db, struct candidate *c, enum delivery_class class,
    struct domain_rate *rate, struct verdict *verdict, int64_t now)
{
	struct outbox_item *item = &c->item;
	struct move m = { .id = item->id, .from = c->state, .to = DELIVERY_LEASED };

	if (item->announcement_id != 0) {
		m.to = announcement_verdict(db, item->announcement_id, verdict);
		m.reason = m.to == DELIVERY_HELD ? OUTBOX_PAUSED : "the announcement was cancelled";
		if (m.to != DELIVERY_QUEUED) {
			(void)move(db, &m, now);	/* it was read in this transaction: it is there */
			return false;
		}
		m.to = DELIVERY_LEASED;
		m.reason = NULL;
	}
	if (!may_go(db, item, now, &m.reason)) {
		keep_from(db, item, &m, now);
		return false;
	}
	m.reason = NULL;
	if (collect(db, item, now)) {
		m.to = DELIVERY_CANCELLED;
		m.reason = OUTBOX_COLLECTED;
		(void)move(db, &m, now);
		return false;
	}
	m.due_at = wait_for_domain(rate, c, class, now);
	if (m.due_at > 0) {
		m.to = DELIVERY_QUEUED;
		(void)move(db, &m, now);
		return false;
	}
	return move(db, &m, now);
}

static int read_candidates(struct db *db, enum delivery_class class, int64_t now, int most,
    struct candidate *c)
{
	struct db_stmt *st = db_sql(db, "SELECT id, state, list_id, subscriber_id, announcement_id,"
	    " needs_consent, address, attempts, doubts, import_id FROM delivery INDEXED BY delivery_due"
	    " WHERE state IN ('queued', 'unsure') AND class = :class AND due_at <= :now" NOT_LEASED("id")
	    " ORDER BY due_at, id LIMIT :most");
	int n = 0;

	db_bind_int(st, ":class", class);
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":most", most);
	for (; db_row(st); n++) {
		c[n] = (struct candidate){ .state = state_of(db_text(st, 1)), .item = {
			.id = db_int(st, 0), .list_id = db_int(st, 2), .subscriber_id = db_int(st, 3),
			.announcement_id = db_int(st, 4), .needs_consent = db_int(st, 5) == NEEDS_CONSENT,
			.needs_question = db_int(st, 5) == NEEDS_QUESTION,
			.attempts = db_int(st, 7), .doubts = db_int(st, 8), .import_id = db_int(st, 9) } };
		(void)snprintf(c[n].item.address, sizeof c[n].item.address, "%.*s",
		    SLICE_ARG(db_text(st, 6)));
	}
	return n;
}

#define LEASE_BATCH 32

int outbox_lease(struct db *db, struct domain_rate *rate, int64_t now, int most, struct outbox_item *items)
{
	struct candidate batch[LEASE_BATCH];
	struct verdict verdict = { 0, DELIVERY_CANCELLED };
	int leased = 0, aside = 0;

	for (int class = 0; class < DELIVERY_CLASSES && leased < most; class++) {
		int want, n;

		do {
			want = most - leased < LEASE_BATCH ? most - leased : LEASE_BATCH;
			n = read_candidates(db, (enum delivery_class)class, now, want, batch);
			for (int i = 0; i < n; i++) {
				if (lease_one(db, &batch[i], (enum delivery_class)class, rate, &verdict, now))
					items[leased++] = batch[i].item;
				else
					aside++;
			}
		} while (n == want && leased < most && aside < ASIDE_PER_LEASE && !db_has_failed(db));
	}
	return leased;
}

bool outbox_go(struct db *db, const struct outbox_item *item, bool is_fresh, int64_t now)
{
	struct outbox_item again = *item;
	struct move m = { .id = item->id, .from = DELIVERY_LEASED, .to = DELIVERY_SENDING };

	if (!is_fresh && !may_go(db, &again, now, &m.reason)) {
		keep_from(db, item, &m, now);
		return false;
	}
	m.reason = NULL;
	return move(db, &m, now);
}

/* --- settling --- */

int64_t outbox_backoff_s(int64_t id, int64_t attempts)
{
	static const int64_t first_min[] = { 1, 5, 15, 30, 60 };
	const int64_t max_s = 4 * 3600;
	int64_t n = (int64_t)(sizeof first_min / sizeof first_min[0]);
	uint8_t hash[HASH_SIZE];
	int64_t key[2] = { id, attempts };
	int64_t s;

	if (attempts < 1)
		attempts = 1;
	s = first_min[attempts <= n ? attempts - 1 : n - 1] * 60;
	for (int64_t i = n; i < attempts && s < max_s; i++)
		s += s * 3 / 10;
	if (s > max_s)
		s = max_s;
	hash_sha256(slice_make((const char *)key, sizeof key), hash);
	return s + s * (hash[0] - 127) / 635;	/* -20 % .. +20 % */
}

static int64_t created_at(struct db *db, int64_t id, int64_t fallback)
{
	struct db_stmt *st = db_sql(db, "SELECT created_at FROM delivery WHERE id = :id");

	db_bind_int(st, ":id", id);
	return db_number(st, fallback);
}

/* The list whose wish counts: answers to people are no list's; one that does not come is asked for again. */
static int64_t list_of(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "SELECT list_id FROM delivery WHERE id = :id AND class <> :answer");

	db_bind_int(st, ":id", id);
	db_bind_int(st, ":answer", DELIVERY_ANSWER);
	return db_number(st, 0);
}

static struct move settle_move(struct db *db, const struct outbox_result *r, int64_t give_up_s,
    int64_t now)
{
	struct move m = { .id = r->id, .from = r->from, .to = DELIVERY_SENT, .attempts = 1 };

	switch (r->outcome) {
	case OUTBOX_SENT:
		break;
	case OUTBOX_RETRY:
		m.to = DELIVERY_QUEUED;
		m.due_at = now + outbox_backoff_s(r->id, r->attempts + 1);
		m.reason = r->reply;
		if (m.due_at - created_at(db, r->id, now) > give_up_s)
			m.to = DELIVERY_FAILED;
		break;
	case OUTBOX_FAILED:
		m.to = DELIVERY_FAILED;
		m.reason = r->reply;
		break;
	case OUTBOX_UNSURE:
		/* Once more, with the same Message-ID and bytes, so that a receiver can tell; a second
		 * doubt, or the first where its list wants that, is for a person to decide. */
		m.to = r->doubts == 0 && list_resends_unsure(db, list_of(db, r->id)) ? DELIVERY_UNSURE : DELIVERY_HELD;
		m.doubts = 1;
		m.reason = "no answer after the whole message was sent";
		break;
	case OUTBOX_RETURNED:
		/* Certainly not sent, and not the recipient's doing: the attempt does not count. */
		m.to = r->doubts > 0 && r->from == DELIVERY_LEASED ? DELIVERY_UNSURE : DELIVERY_QUEUED;
		m.attempts = 0;
		break;
	}
	if (m.from == DELIVERY_LEASED && (m.to == DELIVERY_SENT || m.to == DELIVERY_HELD))
		bug("outbox.settle", "id=%lld reason=\"a result without a go\"", (long long)r->id);
	return m;
}

bool outbox_settle(struct db *db, const struct outbox_result *r, int64_t give_up_s, int64_t now)
{
	struct move m = settle_move(db, r, give_up_s, now);

	if (!move(db, &m, now)) {
		if (!db_has_failed(db))
			log_error("outbox.settle", "id=%lld reason=\"not %s any more\"", (long long)r->id,
			    state_names[r->from]);
		return false;
	}
	if (r->outcome != OUTBOX_RETURNED)
		journal_add(db, r->id, outcome_names[r->outcome], r->relay, r->stage, r->code,
		    slice_of(r->reply), r->tls, now);
	return m.to == DELIVERY_FAILED;
}

static int64_t recover_one(struct db *db, const char *why, int64_t now)
{
	struct db_stmt *st = db_sql(db, "SELECT e.delivery_id, e.state, d.doubts FROM lease e"
	    " JOIN delivery d ON d.id = e.delivery_id LIMIT 1");
	struct outbox_result r = { .relay = "-", .stage = "dot", .outcome = OUTBOX_RETURNED };

	if (!db_row(st))
		return -1;
	r.id = db_int(st, 0);
	r.from = state_of(db_text(st, 1));
	r.doubts = db_int(st, 2);
	db_end(st);
	if (r.from == DELIVERY_SENDING)
		r.outcome = OUTBOX_UNSURE;
	(void)snprintf(r.reply, sizeof r.reply, "%s", why);
	(void)outbox_settle(db, &r, INT64_MAX / 2, now);	/* it never gives up */
	return r.outcome == OUTBOX_UNSURE;
}

int64_t outbox_recover(struct db *db, const char *why, int64_t now)
{
	int64_t unsure = 0, one;

	while (!db_has_failed(db) && (one = recover_one(db, why, now)) >= 0)
		unsure += one;
	return unsure;
}

/* --- staff --- */

int64_t outbox_resume(struct db *db, int64_t announcement_id, int64_t most, int64_t now)
{
	struct db_stmt *st = db_sql(db, "UPDATE delivery SET state = 'queued', reason = NULL, due_at = :now"
	    " WHERE id IN (SELECT id FROM delivery WHERE announcement_id = :id AND state = 'held'"
	    " AND reason = :paused LIMIT :most)");

	db_bind_int(st, ":id", announcement_id);
	db_bind_text(st, ":paused", OUTBOX_PAUSED);
	db_bind_int(st, ":most", most);
	db_bind_int(st, ":now", now);
	return db_run(st);
}

int64_t outbox_cancel(struct db *db, int64_t announcement_id, int64_t meeting_id, const char *why,
    int64_t most, int64_t now)
{
	struct db_stmt *st = announcement_id != 0 ?
	    db_sql(db, "UPDATE delivery SET state = 'cancelled', reason = :why, settled_at = :now"
	    " WHERE id IN (SELECT id FROM delivery WHERE announcement_id = :id AND settled_at IS NULL"
	    " AND state IN ('queued', 'unsure', 'held')" NOT_LEASED("id") " LIMIT :most)") :
	    db_sql(db, "UPDATE delivery SET state = 'cancelled', reason = :why, settled_at = :now"
	    " WHERE id IN (SELECT id FROM delivery WHERE meeting_id = :id"
	    " AND state IN ('queued', 'unsure', 'held')" NOT_LEASED("id") " LIMIT :most)");

	db_bind_int(st, ":id", announcement_id != 0 ? announcement_id : meeting_id);
	db_bind_text(st, ":why", why);
	db_bind_int(st, ":most", most);
	db_bind_int(st, ":now", now);
	return db_run(st);
}

void outbox_staff_move(struct db *db, int64_t id, const char *verb, int64_t now)
{
	struct db_stmt *st = db_sql(db, "SELECT coalesce((SELECT e.state FROM lease e WHERE e.delivery_id = d.id),"
	    " d.state) FROM delivery d WHERE id = :id AND erased = 0");
	struct move m = { .id = id, .to = DELIVERY_QUEUED, .due_at = now };

	db_bind_int(st, ":id", id);
	if (!db_row(st)) {
		(void)db_refuse(db, "no delivery %lld", (long long)id);
		return;
	}
	m.from = state_of(db_text(st, 0));
	db_end(st);
	if (strcmp(verb, "hold") == 0) {
		m.to = DELIVERY_HELD;
		m.reason = "held by staff";
	}
	if ((legal_moves[m.from] & 1U << m.to) == 0 || m.from == DELIVERY_LEASED ||
	    m.from == DELIVERY_SENDING || (strcmp(verb, "release") == 0 && m.from != DELIVERY_HELD)) {
		(void)db_refuse(db, "delivery %lld is %s: it cannot be %s", (long long)id,
		    state_names[m.from], strcmp(verb, "hold") == 0 ? "held" :
		    strcmp(verb, "release") == 0 ? "released" : "retried");
		return;
	}
	(void)move(db, &m, now);	/* read in this transaction: it is there */
}

int64_t outbox_flush(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db, "UPDATE delivery SET due_at = :now"
	    " WHERE state IN ('queued', 'unsure') AND due_at > :now");

	db_bind_int(st, ":now", now);
	return db_run(st);
}

/* --- reading --- */

#define FIRST_DUE(class) "(SELECT due_at FROM delivery INDEXED BY delivery_due" \
	" WHERE state IN ('queued', 'unsure') AND class = " class NOT_LEASED("id") " ORDER BY due_at LIMIT 1)"

int64_t outbox_next_at(struct db *db)
{
	return db_number(db_sql(db, "SELECT min(due) FROM (SELECT " FIRST_DUE("0") " AS due"
	    " UNION ALL SELECT " FIRST_DUE("1") " UNION ALL SELECT " FIRST_DUE("2") ")"), 0);
}

int64_t outbox_count_since(struct db *db, const char *address, const char *kind, int64_t since)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*) FROM delivery WHERE address IS NOT NULL"
	    " AND lower(address) = lower(:address)"
	    " AND created_at > :since AND CASE :kind WHEN '' THEN class = 0 ELSE kind = :kind END");

	db_bind_text(st, ":address", address);
	db_bind_int(st, ":since", since);
	db_bind_text(st, ":kind", kind);
	return db_number(st, 0);
}

int64_t outbox_count_answers(struct db *db, int64_t since)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*) FROM delivery INDEXED BY delivery_recent"
	    " WHERE class = 0 AND created_at > :since");

	db_bind_int(st, ":since", since);
	return db_number(st, 0);
}

int64_t outbox_open_count(struct db *db, int64_t announcement_id)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*) FROM (SELECT 1 FROM delivery INDEXED BY delivery_waiting"
	    " WHERE announcement_id = :id AND settled_at IS NULL AND state <> 'held' LIMIT 1)");

	db_bind_int(st, ":id", announcement_id);
	return db_number(st, 0);
}

int64_t outbox_count_collected(struct db *db, int64_t announcement_id)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*) FROM delivery INDEXED BY delivery_settled"
	    " WHERE announcement_id = :id AND settled_at IS NOT NULL AND state = 'cancelled' AND reason = :collected");

	db_bind_int(st, ":id", announcement_id);
	db_bind_text(st, ":collected", OUTBOX_COLLECTED);
	return db_number(st, 0);
}

bool outbox_exists(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "SELECT 1 FROM delivery WHERE id = :id");

	db_bind_int(st, ":id", id);
	return db_number(st, 0) == 1;
}

bool outbox_context(struct db *db, int64_t id, char kind_r[32], int64_t *list_id_r,
    int64_t *subscriber_id_r, int64_t *meeting_id_r)
{
	struct db_stmt *st = db_sql(db, "SELECT kind, list_id, subscriber_id, meeting_id FROM delivery"
	    " WHERE id = :id");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return false;
	(void)snprintf(kind_r, 32, "%.*s", SLICE_ARG(db_text(st, 0)));
	*list_id_r = db_int(st, 1);
	*subscriber_id_r = db_int(st, 2);
	*meeting_id_r = db_int(st, 3);
	db_end(st);
	return true;
}

bool outbox_proves(struct db *db, int64_t id, const char *address_key, int64_t moved_at)
{
	struct db_stmt *st = db_sql(db, "SELECT 1 FROM delivery WHERE id = :id AND created_at >= :moved"
	    " AND (address IS NULL OR lower(address) = :key)");

	db_bind_int(st, ":id", id);
	db_bind_int(st, ":moved", moved_at);
	db_bind_text(st, ":key", address_key);
	return db_number(st, 0) == 1;
}

bool outbox_address(struct db *db, int64_t id, char address_r[ADDRESS_SIZE])
{
	struct db_stmt *st = db_sql(db, "SELECT address FROM delivery WHERE id = :id AND address IS NOT NULL");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return false;
	(void)snprintf(address_r, ADDRESS_SIZE, "%.*s", SLICE_ARG(db_text(st, 0)));
	db_end(st);
	return true;
}

int64_t outbox_count_questions(struct db *db, struct slice domain, int64_t since)
{
	struct db_stmt *st = domain.n > 0 ?
	    db_sql(db, "SELECT count(*) FROM delivery WHERE kind = 'confirm' AND created_at > :since"
	    " AND lower(substr(address, instr(address, '@') + 1)) = lower(:domain)") :
	    db_sql(db, "SELECT count(*) FROM delivery INDEXED BY delivery_recent"
	    " WHERE class = 0 AND created_at > :since AND kind = 'confirm' AND :domain = ''");

	db_bind_int(st, ":since", since);
	db_bind_slice(st, ":domain", domain);
	return db_number(st, 0);
}

/* --- forgetting --- */

void outbox_set_about(struct db *db, int64_t id, struct slice hash)
{
	struct db_stmt *st = db_sql(db, "UPDATE delivery SET about_hash = :hash WHERE id = :id");

	db_bind_blob(st, ":hash", hash);
	db_bind_int(st, ":id", id);
	(void)db_run(st);
}

void outbox_mark_erased(struct db *db, int64_t subscriber_id, const char *address_key,
    struct slice hash)
{
	struct db_stmt *st = db_sql(db, "UPDATE delivery SET erased = 1 WHERE erased = 0"
	    " AND (subscriber_id = :subscriber OR (address IS NOT NULL AND lower(address) = :key) OR about_hash = :hash)");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_text(st, ":key", address_key);
	db_bind_blob(st, ":hash", hash);
	(void)db_run(st);
}

void outbox_mark_one(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "UPDATE delivery SET erased = 1 WHERE id = :id");

	db_bind_int(st, ":id", id);
	(void)db_run(st);
}

int64_t outbox_mark_old(struct db *db, int64_t before, int64_t most)
{
	struct db_stmt *st = db_sql(db, "UPDATE delivery SET erased = 1 WHERE id IN (SELECT id FROM delivery"
	    " INDEXED BY delivery_age WHERE erased = 0 AND created_at < :before AND settled_at IS NOT NULL"
	    " ORDER BY created_at LIMIT :most)");

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	return db_run(st);
}

int64_t outbox_count_old(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*) FROM delivery INDEXED BY delivery_age"
	    " WHERE erased = 0 AND created_at < :before AND settled_at IS NOT NULL");

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

int64_t outbox_erase_next(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db, "SELECT id FROM delivery INDEXED BY delivery_to_erase WHERE erased = 1"
	    NOT_LEASED("id") " AND (kind <> '" OUTBOX_LAST_RECEIPT "'"
	    " OR state NOT IN ('queued', 'unsure')) LIMIT 1");
	int64_t id = db_number(st, 0);

	if (id == 0)
		return 0;
	/* A failed one cannot be retried any more either: its bytes go. */
	st = db_sql(db, "UPDATE delivery SET erased = 2, address = NULL, subscriber_id = NULL, about_hash = NULL,"
	    " reason = NULL, settled_at = coalesce(settled_at, :now),"
	    " state = CASE WHEN state IN ('sent', 'failed') THEN state ELSE 'cancelled' END WHERE id = :id");
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":now", now);
	(void)db_run(st);
	return id;
}

bool outbox_is_erased(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "SELECT erased = 2 FROM delivery WHERE id = :id");

	db_bind_int(st, ":id", id);
	return db_number(st, 0) == 1;
}

bool outbox_has_marked(struct db *db)
{
	return db_number(db_sql(db, "SELECT EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_to_erase"
	    " WHERE erased = 1)"), 0) == 1;
}

bool outbox_mailing(struct db *db, int64_t id, struct outbox_mailing *m_r)
{
	struct db_stmt *st = db_sql(db, "SELECT kind, list_id, subscriber_id, announcement_id, meeting_id,"
	    " variant, coalesce(settled_at, created_at), address FROM delivery WHERE id = :id");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return false;
	(void)snprintf(m_r->kind, sizeof m_r->kind, "%.*s", SLICE_ARG(db_text(st, 0)));
	m_r->list_id = db_int(st, 1);
	m_r->subscriber_id = db_int(st, 2);
	m_r->announcement_id = db_int(st, 3);
	m_r->meeting_id = db_int(st, 4);
	m_r->variant = db_int(st, 5);
	m_r->mailed_at = db_int(st, 6);
	(void)snprintf(m_r->address, sizeof m_r->address, "%.*s", SLICE_ARG(db_text(st, 7)));
	db_end(st);
	return true;
}

bool outbox_marked_moves(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db, "SELECT EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_to_erase"
	    " WHERE erased = 1 AND (due_at <= :now OR id IN (SELECT delivery_id FROM lease)))");

	db_bind_int(st, ":now", now);
	return db_number(st, 0) == 1;
}

/* Those that are leased, of everything (0) or of one announcement, stand in the counts as what they
 * were before: they are taken from there. CROSS JOIN: otherwise all mail there ever was is read to find the
 * few that are leased. */
static void count_leased(struct db *db, int64_t announcement_id, int64_t counts_r[DELIVERY_STATES])
{
	struct db_stmt *st = db_sql(db, "SELECT e.state, d.state, count(*) FROM lease e"
	    " CROSS JOIN delivery d ON d.id = e.delivery_id WHERE :id IN (0, d.announcement_id) GROUP BY 1, 2");

	db_bind_int(st, ":id", announcement_id);
	while (db_row(st)) {
		counts_r[state_of(db_text(st, 0))] += db_int(st, 2);
		counts_r[state_of(db_text(st, 1))] -= db_int(st, 2);
	}
}

/* Of an announcement's: what is settled, by its index; what is held or unsure, likewise; the rest of
 * what waits is queued. So a million queued are counted, not read. */
static void counts_of_announcement(struct db *db, int64_t announcement_id,
    int64_t counts_r[DELIVERY_STATES])
{
	struct db_stmt *st = db_sql(db, "SELECT state, count(*) FROM delivery INDEXED BY delivery_settled"
	    " WHERE announcement_id = :id AND settled_at IS NOT NULL GROUP BY state");

	db_bind_int(st, ":id", announcement_id);
	while (db_row(st))
		counts_r[state_of(db_text(st, 0))] = db_int(st, 1);
	st = db_sql(db, "SELECT 'held', count(*) FROM delivery WHERE state = 'held' AND announcement_id = :id"
	    " UNION ALL SELECT 'unsure', count(*) FROM delivery WHERE state = 'unsure' AND announcement_id = :id");
	db_bind_int(st, ":id", announcement_id);
	while (db_row(st))
		counts_r[state_of(db_text(st, 0))] = db_int(st, 1);
	st = db_sql(db, "SELECT count(*) FROM delivery INDEXED BY delivery_waiting"
	    " WHERE announcement_id = :id AND settled_at IS NULL");
	db_bind_int(st, ":id", announcement_id);
	counts_r[DELIVERY_QUEUED] = db_number(st, 0) - counts_r[DELIVERY_HELD] - counts_r[DELIVERY_UNSURE];
}

/* All of them: those that were sent are the rest. No row is ever removed (an erased one names nobody any more),
 * so the last one's number is how many there are: counting millions would keep the loop for half a second. */
static void counts_of_all(struct db *db, int64_t counts_r[DELIVERY_STATES])
{
	struct db_stmt *st = db_sql(db, "SELECT 'held', count(*) FROM delivery WHERE state = 'held'"
	    " UNION ALL SELECT 'unsure', count(*) FROM delivery WHERE state = 'unsure'"
	    " UNION ALL SELECT 'failed', count(*) FROM delivery WHERE state = 'failed'"
	    " UNION ALL SELECT 'cancelled', count(*) FROM delivery WHERE state = 'cancelled'");
	int64_t others = 0;

	while (db_row(st)) {
		counts_r[state_of(db_text(st, 0))] = db_int(st, 1);
		others += db_int(st, 1);
	}
	counts_r[DELIVERY_QUEUED] = db_number(db_sql(db, "SELECT count(*) FROM delivery INDEXED BY delivery_due"
	    " WHERE state IN ('queued', 'unsure')"), 0) - counts_r[DELIVERY_UNSURE];
	counts_r[DELIVERY_SENT] = db_number(db_sql(db, "SELECT max(id) FROM delivery"), 0) - others -
	    counts_r[DELIVERY_QUEUED];
}

void outbox_counts(struct db *db, int64_t announcement_id, int64_t counts_r[DELIVERY_STATES])
{
	if (announcement_id != 0) {
		counts_of_announcement(db, announcement_id, counts_r);
	} else {
		counts_of_all(db, counts_r);
	}
	count_leased(db, announcement_id, counts_r);
}
