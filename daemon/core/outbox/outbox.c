/* SPDX-License-Identifier: MIT
 * How deliveries are made, moved and settled; see outbox.h. Every change of one row goes through
 * outbox_move(), which knows the legal moves and names the old state in its statement: a move that
 * comes too late changes nothing. So do the few statements that move a pause or a cancellation
 * across many rows. Rows are the only copy of the queue.
 *
 * A delivery that is leased or being sent has a row in `lease` that says so, and keeps in its own
 * row the state it had; so the wide row and its indexes are written once a message, when it is
 * settled. */
#include "daemon/core/outbox/outbox_rows.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/core/outbox/attempt.h"
#include "daemon/core/outbox/retry.h"
#include "subscribers/list.h"

static const char *const state_names[] = { "queued", "leased", "sending", "sent", "failed",
	"unsure", "held", "cancelled" };

static const char *const outcome_names[] = { "sent", "retry", "failed", "unsure", "returned" };

#define BIT(state) (1U << DELIVERY_##state)

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

const char *delivery_state_text(enum delivery_state state)
{
	return state_names[state];
}

const char *outbox_outcome_text(enum outbox_outcome outcome)
{
	return outcome_names[outcome];
}

enum delivery_state outbox_state_of(struct slice text)
{
	for (size_t i = 0; i < sizeof state_names / sizeof state_names[0]; i++) {
		if (slice_is(text, state_names[i]))
			return (enum delivery_state)i;
	}
	bug("outbox.state", "state=\"%.*s\"", SLICE_ARG(text));
}

static bool is_leased(enum delivery_state state)
{
	return state == DELIVERY_LEASED || state == DELIVERY_SENDING;
}

/* Into a lease, onwards in it, or (to any other state) out of it: the narrow row alone. */
static bool move_lease(struct db *db, const struct outbox_move *m)
{
	struct db_stmt *st;

	if (!is_leased(m->from)) {
		st = db_sql(db,
		    "INSERT INTO lease (delivery_id, state) VALUES (:id, 'leased')"
		    " ON CONFLICT (delivery_id) DO NOTHING");
	} else if (is_leased(m->to)) {
		st = db_sql(db,
		    "UPDATE lease SET state = :to WHERE delivery_id = :id AND state = :from");
		db_bind_text(st, ":to", state_names[m->to]);
		db_bind_text(st, ":from", state_names[m->from]);
	} else {
		st = db_sql(db, "DELETE FROM lease WHERE delivery_id = :id AND state = :from");
		db_bind_text(st, ":from", state_names[m->from]);
	}
	db_bind_int(st, ":id", m->id);
	return db_run(st) > 0;
}

bool outbox_move(struct db *db, const struct outbox_move *m, int64_t now)
{
	bool is_end = m->to == DELIVERY_SENT || m->to == DELIVERY_FAILED ||
	    m->to == DELIVERY_CANCELLED;
	struct db_stmt *st;

	if ((legal_moves[m->from] & 1U << m->to) == 0)
		bug("outbox.move", "id=%lld from=%s to=%s", (long long)m->id, state_names[m->from],
		    state_names[m->to]);
	if ((is_leased(m->from) || is_leased(m->to)) && !move_lease(db, m))
		return false;
	if (is_leased(m->to))
		return true;
	st = db_sql(db,
	    "UPDATE delivery SET state = :to, due_at = CASE WHEN :due > 0 THEN :due ELSE due_at END,"
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
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO delivery (kind, class, state, list_id, subscriber_id,"
	    " meeting_id, variant, needs_consent, address, by_office, due_at, created_at) VALUES (:kind, :class, 'queued',"
	    " :list, :subscriber, :meeting, :variant, :needs_consent, :address, :office, :due, :now)");

	db_bind_text(st, ":kind", n->kind);
	db_bind_int(st, ":class", n->class);
	bind_or_null(st, ":list", n->list_id);
	bind_or_null(st, ":subscriber", n->subscriber_id);
	bind_or_null(st, ":meeting", n->meeting_id);
	bind_or_null(st, ":variant", n->variant);
	db_bind_int(st, ":needs_consent",
	    n->needs_question    ? NEEDS_QUESTION :
	        n->needs_consent ? NEEDS_CONSENT :
	                           NEEDS_NOTHING);
	db_bind_text(st, ":address", n->address);
	db_bind_int(st, ":office", n->by_office);
	db_bind_int(st, ":due", n->due_at);
	db_bind_int(st, ":now", now);
	db_do(st);
	return db_last_id(db);
}

void outbox_add_import(struct db *db, int64_t import_id, int64_t after, int64_t due_at, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO delivery (kind, class, state, list_id, subscriber_id,"
	    " import_id, needs_consent, due_at, created_at)"
	    " SELECT 'invite', :class, 'queued', list_id, subscriber_id, import_id, :needs, :due, :now"
	    " FROM import_asked WHERE subscription_id > :after AND import_id = :import ORDER BY subscription_id");

	db_bind_int(st, ":class", DELIVERY_NEWS);
	db_bind_int(st, ":after", after);
	db_bind_int(st, ":import", import_id);
	db_bind_int(st, ":needs", NEEDS_QUESTION);
	db_bind_int(st, ":due", due_at);
	db_bind_int(st, ":now", now);
	db_do(st);
}

int64_t outbox_expand(struct db *db, int64_t announcement_id, int64_t list_id, int64_t started_at,
    int64_t chunk, int64_t *cursor, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO delivery (kind, class, state, list_id, subscriber_id,"
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

int64_t outbox_expand_audience(struct db *db, int64_t announcement_id,
    const struct audience *audience, int64_t started_at, int64_t chunk, int64_t last,
    int64_t *cursor, int64_t now)
{
	struct buf sql = BUF_INIT;
	struct db_stmt *st;
	int64_t count;

	buf_text(&sql,
	    "INSERT INTO delivery (kind, class, state, list_id, subscriber_id,"
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

/* --- settling --- */

/* The list whose wish counts: answers to people are no list's; one that does not come is asked for
 * again. */
static int64_t list_of(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT list_id FROM delivery WHERE id = :id AND class <> :answer");

	db_bind_int(st, ":id", id);
	db_bind_int(st, ":answer", DELIVERY_ANSWER);
	return db_number(st, 0);
}

/* Has it been tried for so long that a refusal for now is one for good? What waited before its
 * first attempt (for staff, for a limit of the relay) does not count. */
static bool is_over(struct db *db, const struct outbox_move *m, const struct retry *retry,
    int64_t now)
{
	return m->due_at - attempt_first_at(db, m->id, now) > retry->give_up_s;
}

/* Certainly not sent, and not the recipient's doing: the attempt does not count. But where a relay
 * that is well gives up in the middle of one message again and again, that message steps aside, so
 * that the others are not behind it for ever. A relay that is on trial says nothing about the
 * message; it is given another one the next time. */
static void settle_returned(struct db *db, const struct outbox_result *r, const struct retry *retry,
    int64_t now, struct outbox_move *m)
{
	int64_t wait_s;

	m->to = r->doubts > 0 && r->from == DELIVERY_LEASED ? DELIVERY_UNSURE : DELIVERY_QUEUED;
	m->attempts = 0;
	if (!r->is_in_it || !r->was_well)
		return;
	wait_s = retry_return_s(retry, r->id, attempt_returns(db, r->id) + 1);
	if (wait_s == 0)
		return;
	m->due_at = now + wait_s;
	m->reason = r->reply;
	if (m->to == DELIVERY_QUEUED && is_over(db, m, retry, now))
		m->to = DELIVERY_FAILED;
}

static struct outbox_move settle_move(struct db *db, const struct outbox_result *r,
    const struct retry *retry, int64_t now)
{
	struct outbox_move m = { .id = r->id, .from = r->from, .to = DELIVERY_SENT, .attempts = 1 };

	switch (r->outcome) {
	case OUTBOX_SENT:
		break;
	case OUTBOX_RETRY:
		m.to = DELIVERY_QUEUED;
		m.due_at = now + retry_wait_s(retry, r->id, r->attempts + 1);
		m.reason = r->reply;
		if (is_over(db, &m, retry, now))
			m.to = DELIVERY_FAILED;
		break;
	case OUTBOX_FAILED:
		m.to = DELIVERY_FAILED;
		m.reason = r->reply;
		break;
	case OUTBOX_UNSURE:
		/* Once more, with the same Message-ID and bytes, so that a receiver can tell; a
		 * second doubt, or the first where its list wants that, is for a person to decide.
		 */
		m.to = r->doubts == 0 && list_resends_unsure(db, list_of(db, r->id)) ?
		    DELIVERY_UNSURE :
		    DELIVERY_HELD;
		m.doubts = 1;
		m.reason = "no answer after the whole message was sent";
		break;
	case OUTBOX_RETURNED:
		settle_returned(db, r, retry, now, &m);
		break;
	}
	if (m.from == DELIVERY_LEASED && (m.to == DELIVERY_SENT || m.to == DELIVERY_HELD))
		bug("outbox.settle", "id=%lld reason=\"a result without a go\"", (long long)r->id);
	return m;
}

bool outbox_settle(struct db *db, const struct outbox_result *r, const struct retry *retry,
    int64_t now)
{
	struct outbox_move m = settle_move(db, r, retry, now);

	if (!outbox_move(db, &m, now)) {
		if (!db_has_failed(db))
			log_error("outbox.settle", "id=%lld reason=\"not %s any more\"",
			    (long long)r->id, state_names[r->from]);
		return false;
	}
	if (r->outcome != OUTBOX_RETURNED || r->is_in_it)
		attempt_add(db,
		    &(struct attempt_entry){ .delivery_id = r->id,
		        .outcome = outcome_names[r->outcome],
		        .relay = r->relay,
		        .stage = r->stage,
		        .code = r->code,
		        .reply = slice_of(r->reply),
		        .tls = r->tls },
		    now);
	return m.to == DELIVERY_FAILED && r->outcome != OUTBOX_RETURNED;
}

static int64_t recover_one(struct db *db, const char *why, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT e.delivery_id, e.state, d.doubts FROM lease e"
	    " JOIN delivery d ON d.id = e.delivery_id LIMIT 1");
	struct outbox_result r = { .relay = "-", .stage = "dot", .outcome = OUTBOX_RETURNED };

	if (!db_row(st))
		return -1;
	r.id = db_int(st, 0);
	r.from = outbox_state_of(db_text(st, 1));
	r.doubts = db_int(st, 2);
	db_end(st);
	if (r.from == DELIVERY_SENDING)
		r.outcome = OUTBOX_UNSURE;
	str_put(r.reply, sizeof r.reply, "%s", why);
	(void)outbox_settle(db, &r, NULL, now);
	return r.outcome == OUTBOX_UNSURE;
}

int64_t outbox_recover(struct db *db, const char *why, int64_t now)
{
	int64_t unsure = 0, one;

	while (!db_has_failed(db) && (one = recover_one(db, why, now)) >= 0)
		unsure += one;
	return unsure;
}

/* --- a restored backup --- */

int64_t outbox_doubt_all(struct db *db)
{
	/* Also what a pause held: it may have been resumed since. */
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET state = 'held', reason = :why WHERE state IN ('queued', 'unsure')"
	    " OR (state = 'held' AND reason = :paused)");

	db_bind_text(st, ":why", OUTBOX_DOUBTFUL);
	db_bind_text(st, ":paused", OUTBOX_PAUSED);
	return db_run(st);
}

int64_t outbox_count_doubtful(struct db *db)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM delivery WHERE state = 'held' AND reason = :why");

	db_bind_text(st, ":why", OUTBOX_DOUBTFUL);
	return db_number(st, 0);
}

int64_t outbox_drop_doubtful(struct db *db, int64_t most, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET state = 'cancelled', settled_at = :now WHERE id IN"
	    " (SELECT id FROM delivery WHERE state = 'held' AND reason = :why LIMIT :most)");

	db_bind_text(st, ":why", OUTBOX_DOUBTFUL);
	db_bind_int(st, ":most", most);
	db_bind_int(st, ":now", now);
	return db_run(st);
}

int64_t outbox_skip_to(struct db *db, int64_t id, int64_t now)
{
	int64_t last = db_number(db_sql(db, "SELECT max(id) FROM delivery"), 0);
	/* A row that names nobody; the last one is never removed (outbox_past.c), and by then there
	 * are others. */
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO delivery (id, kind, class, state, needs_consent, due_at, created_at,"
	    " settled_at, erased, reason) VALUES (:id, 'restored', 0, 'cancelled', 0, :now, :now, :now, 2,"
	    " 'numbers up to here were given')");

	if (id <= last)
		return 0;
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":now", now);
	db_do(st);
	return id - last - 1;
}

/* --- staff --- */

int64_t outbox_resume(struct db *db, int64_t announcement_id, int64_t most, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET state = 'queued', reason = NULL, due_at = :now"
	    " WHERE id IN (SELECT id FROM delivery WHERE announcement_id = :id AND state = 'held'"
	    " AND reason = :paused LIMIT :most)");

	db_bind_int(st, ":id", announcement_id);
	db_bind_text(st, ":paused", OUTBOX_PAUSED);
	db_bind_int(st, ":most", most);
	db_bind_int(st, ":now", now);
	return db_run(st);
}

int64_t outbox_cancel(struct db *db, int64_t announcement_id, const char *why, int64_t most,
    int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET state = 'cancelled', reason = :why, settled_at = :now"
	    " WHERE id IN (SELECT id FROM delivery WHERE announcement_id = :id AND settled_at IS NULL"
	    " AND state IN ('queued', 'unsure', 'held')" NOT_LEASED("id") " LIMIT :most)");

	db_bind_int(st, ":id", announcement_id);
	db_bind_text(st, ":why", why);
	db_bind_int(st, ":most", most);
	db_bind_int(st, ":now", now);
	return db_run(st);
}

void outbox_staff_move(struct db *db, int64_t id, const char *verb, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT coalesce((SELECT e.state FROM lease e WHERE e.delivery_id = d.id),"
	    " d.state) FROM delivery d WHERE id = :id AND erased = 0");
	struct outbox_move m = { .id = id, .to = DELIVERY_QUEUED, .due_at = now };

	db_bind_int(st, ":id", id);
	if (!db_row(st)) {
		(void)db_refuse(db, "no delivery %lld", (long long)id);
		return;
	}
	m.from = outbox_state_of(db_text(st, 0));
	db_end(st);
	if (strcmp(verb, "hold") == 0) {
		m.to = DELIVERY_HELD;
		m.reason = "held by staff";
	}
	if ((legal_moves[m.from] & 1U << m.to) == 0 || m.from == DELIVERY_LEASED ||
	    m.from == DELIVERY_SENDING ||
	    (strcmp(verb, "release") == 0 && m.from != DELIVERY_HELD)) {
		(void)db_refuse(db, "delivery %lld is %s: it cannot be %s", (long long)id,
		    state_names[m.from],
		    strcmp(verb, "hold") == 0        ? "held" :
		        strcmp(verb, "release") == 0 ? "released" :
		                                       "retried");
		return;
	}
	(void)outbox_move(db, &m, now); /* read in this transaction: it is there */
}

void outbox_again(struct db *db, int64_t id, int64_t now)
{
	struct outbox_move m = {
		.id = id, .from = DELIVERY_FAILED, .to = DELIVERY_QUEUED, .due_at = now
	};

	(void)outbox_move(db, &m, now); /* false: it did not fail, or not any more */
}

int64_t outbox_flush(struct db *db, int64_t now)
{
	/* What a relay broke off at has no attempt that counts, but the relay's words. */
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET due_at = :now"
	    " WHERE state IN ('queued', 'unsure') AND due_at > :now"
	    " AND (attempts > 0 OR doubts > 0 OR reason IS NOT NULL)");

	db_bind_int(st, ":now", now);
	return db_run(st);
}

int64_t outbox_newest_at(struct db *db)
{
	return db_number(
	    db_sql(db, "SELECT created_at FROM delivery WHERE id = (SELECT max(id) FROM delivery)"),
	    0);
}

void outbox_set_back(struct db *db, const struct clock_back *back)
{
	/* A retry, and the line for a domain, wait so long after they were written down. What was
	 * never tried and waits all the same waits for an hour of the day: it keeps that hour. */
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET due_at = max(:now, due_at - CASE WHEN attempts = 0 AND doubts = 0"
	    " AND reason IS NULL AND announcement_id IS NULL AND due_at > created_at THEN :days ELSE :by END)"
	    " WHERE state IN ('queued', 'unsure') AND due_at > :now");

	db_bind_int(st, ":days", clock_back_days_s(back));
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
	if (!back->was_ahead)
		return;
	st = db_sql(db,
	    "UPDATE delivery SET created_at = created_at - :by,"
	    " settled_at = iif(settled_at > :now, settled_at - :by, settled_at) WHERE erased = 0 AND created_at > :now");
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
}
