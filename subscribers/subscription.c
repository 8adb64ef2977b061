/* SPDX-License-Identifier: MIT
 * Owns the table subscription and the moves of its state; see subscription.h. The UPDATE of each
 * move names the states it may come from, so a move that came too late changes nothing and says
 * so. */
#include "subscribers/subscription.h"

#include <string.h>

#include "daemon/common/str_put.h"
#include "subscribers/json.h"
#include "subscribers/ledger.h"
#include "subscribers/yearly.h"

static const char *const state_names[] = { "pending", "active", "left" };

#define COLUMNS \
	"id, list_id, state, asked_at, since_at, left_at, generation, channel, subscriber_id"

static bool one(struct db_stmt *st, struct subscription *n, int64_t *subscriber_id_r)
{
	if (!db_row(st))
		return false;
	n->id = db_int(st, 0);
	n->list_id = db_int(st, 1);
	n->state = SUBSCRIPTION_LEFT;
	for (size_t i = 0; i < sizeof state_names / sizeof state_names[0]; i++) {
		if (slice_is(db_text(st, 2), state_names[i]))
			n->state = (enum subscription_state)i;
	}
	n->asked_at = db_int(st, 3);
	n->since_at = db_int(st, 4);
	n->left_at = db_int(st, 5);
	n->generation = db_int(st, 6);
	str_put(n->channel, sizeof n->channel, "%.*s", SLICE_ARG(db_text(st, 7)));
	if (subscriber_id_r != NULL)
		*subscriber_id_r = db_int(st, 8);
	db_end(st);
	return true;
}

bool subscription_find(struct db *db, int64_t subscriber_id, int64_t list_id,
    struct subscription *n_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " COLUMNS " FROM subscription"
	    " WHERE subscriber_id = :subscriber AND list_id = :list");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":list", list_id);
	return one(st, n_r, NULL);
}

bool subscription_get(struct db *db, int64_t id, struct subscription *n_r, int64_t *subscriber_id_r)
{
	struct db_stmt *st = db_sql(db, "SELECT " COLUMNS " FROM subscription WHERE id = :id");

	db_bind_int(st, ":id", id);
	return one(st, n_r, subscriber_id_r);
}

int64_t subscription_count(struct db *db, int64_t subscriber_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM subscription"
	    " WHERE subscriber_id = :subscriber AND state = 'active'");

	db_bind_int(st, ":subscriber", subscriber_id);
	return db_number(st, 0);
}

int64_t subscription_count_since(struct db *db, int64_t subscriber_id, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM subscription"
	    " WHERE subscriber_id = :subscriber AND state IN ('active', 'left') AND since_at > :since");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":since", since);
	return db_number(st, 0);
}

int64_t subscription_last_member(struct db *db, int64_t list_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT max(subscriber_id) FROM subscription WHERE list_id = :list");

	db_bind_int(st, ":list", list_id);
	return db_number(st, 0);
}

int64_t subscription_next_active(struct db *db, int64_t subscriber_id, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(list_id) FROM subscription"
	    " WHERE subscriber_id = :subscriber AND state = 'active' AND list_id > :after");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

int64_t subscription_first_reachable(struct db *db, int64_t subscriber_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(list_id) FROM recipient WHERE subscriber_id = :subscriber");

	db_bind_int(st, ":subscriber", subscriber_id);
	return db_number(st, 0);
}

int64_t subscription_active_count(struct db *db, int64_t list_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM subscription"
	    " WHERE list_id = :list AND state = 'active'");

	db_bind_int(st, ":list", list_id);
	return db_number(st, 0);
}

int64_t subscription_sendable_count(struct db *db, int64_t list_id, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM recipient"
	    " WHERE list_id = :list AND coalesce(paused_until, 0) <= :now");

	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":now", now);
	return db_number(st, 0);
}

bool subscription_ask(struct db *db, const struct subscriber *s, int64_t list_id,
    struct slice wording, const struct evidence *e, struct subscription *n_r)
{
	/* A question that is open stays as it is: its token is in a mail already. One that was left
	 * starts a new generation, so that old mails cannot bring it back. */
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO subscription (subscriber_id, list_id, state, channel,"
	    " source, asked_at) VALUES (:subscriber, :list, 'pending', :channel, nullif(:source, ''), :at)"
	    " ON CONFLICT (list_id, subscriber_id) DO UPDATE SET state = 'pending', channel = :channel,"
	    " source = nullif(:source, ''), import_id = NULL, asked_at = :at, since_at = NULL,"
	    " left_at = NULL, reminded_at = NULL, offered = '',"
	    " generation = generation + 1 WHERE state = 'left' RETURNING id, generation");
	bool is_staff = strcmp(e->channel, "staff") == 0;
	bool has_changed;

	db_bind_int(st, ":subscriber", s->id);
	db_bind_int(st, ":list", list_id);
	db_bind_text(st, ":channel", e->channel);
	db_bind_slice(st, ":source", is_staff ? e->note : SLICE_NONE);
	db_bind_int(st, ":at", e->at);
	memset(n_r, 0, sizeof *n_r);
	has_changed = db_row(st);
	if (!has_changed) {
		(void)subscription_find(db, s->id, list_id,
		    n_r); /* it is there, or the transaction failed */
		return false;
	}
	*n_r = (struct subscription){ .id = db_int(st, 0),
		.list_id = list_id,
		.state = SUBSCRIPTION_PENDING,
		.asked_at = e->at,
		.generation = db_int(st, 1) };
	str_put(n_r->channel, sizeof n_r->channel, "%s", e->channel);
	while (db_row(st)) { /* to its end, as db_run() would */
	}
	consent_record(db, s->id, s->hash, list_id, "asked", wording, e);
	return true;
}

void subscription_ask_anew(struct db *db, struct subscription *n, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscription SET generation = generation + 1, asked_at = :now, offered = ''"
	    " WHERE id = :id AND state = 'pending'");

	db_bind_int(st, ":id", n->id);
	db_bind_int(st, ":now", now);
	if (db_run(st) == 0)
		return;
	n->generation++;
	n->asked_at = now;
}

void subscription_set_offered(struct db *db, int64_t id, struct slice numbers)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscription SET offered = :numbers WHERE id = :id");

	db_bind_slice(st, ":numbers", numbers);
	db_bind_int(st, ":id", id);
	db_do(st);
}

bool subscription_offers(struct db *db, int64_t subscriber_id, int64_t list_id, int64_t number)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT instr(' ' || offered || ' ', ' ' || :number || ' ') > 0 FROM subscription"
	    " WHERE list_id = :list AND subscriber_id = :subscriber");

	db_bind_int(st, ":number", number);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":subscriber", subscriber_id);
	return db_number(st, 0) == 1;
}

int64_t subscription_newest(struct db *db)
{
	return db_number(db_sql(db, "SELECT max(id) FROM subscription"), 0);
}

void subscription_invite(struct db *db, int64_t subscriber_id, int64_t list_id, int64_t import_id,
    int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO subscription (subscriber_id, list_id, state, channel,"
	    " import_id, asked_at) VALUES (:subscriber, :list, 'pending', 'staff', :import, :now)");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":import", import_id);
	db_bind_int(st, ":now", now);
	db_do(st);
}

bool subscription_give(struct db *db, const struct subscriber *s, int64_t list_id,
    struct slice wording, const struct evidence *e)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscription SET state = 'active', since_at = :at, left_at = NULL"
	    " WHERE subscriber_id = :subscriber AND list_id = :list AND state = 'pending'");

	db_bind_int(st, ":subscriber", s->id);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":at", e->at);
	if (db_run(st) == 0)
		return false;
	consent_record(db, s->id, s->hash, list_id, "given", wording, e);
	yearly_begin(db, s->id, e->at);
	return true;
}

bool subscription_reaffirm(struct db *db, const struct subscriber *s, int64_t list_id,
    struct slice wording, const struct evidence *e)
{
	struct subscription n;

	if (!subscription_find(db, s->id, list_id, &n) || n.state != SUBSCRIPTION_ACTIVE)
		return false;
	consent_record(db, s->id, s->hash, list_id, "given", wording, e);
	return true;
}

static bool end_one(struct db *db, const struct subscriber *s, int64_t list_id, const char *act,
    const struct evidence *e)
{
	bool is_refusal = strcmp(act, "withdrawn") != 0;
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscription SET state = 'left', left_at = :at"
	    " WHERE subscriber_id = :subscriber AND list_id = :list"
	    " AND (state = 'pending' OR (state = 'active' AND :only_pending = 0))");

	db_bind_int(st, ":subscriber", s->id);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":at", e->at);
	db_bind_int(st, ":only_pending", is_refusal);
	if (db_run(st) == 0)
		return false;
	consent_record(db, s->id, s->hash, list_id, act, SLICE_NONE, e);
	if (strcmp(act, "lapsed") != 0)
		ledger_note(db, is_refusal ? LEDGER_REFUSED : LEDGER_LEFT, s->hash, list_id, NULL,
		    e->at);
	return true;
}

bool subscription_refuse(struct db *db, const struct subscriber *s, int64_t list_id,
    const struct evidence *e)
{
	return end_one(db, s, list_id, "refused", e);
}

bool subscription_leave(struct db *db, const struct subscriber *s, int64_t list_id,
    const struct evidence *e)
{
	return end_one(db, s, list_id, "withdrawn", e);
}

/* The first list this person has not left, after `after`; 0 where there is none. */
static int64_t next_list(struct db *db, int64_t subscriber_id, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(list_id) FROM subscription"
	    " WHERE subscriber_id = :subscriber AND state <> 'left' AND list_id > :after");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

int subscription_leave_all(struct db *db, const struct subscriber *s, const struct evidence *e)
{
	int count = 0;

	for (int64_t id = next_list(db, s->id, 0); id > 0; id = next_list(db, s->id, id))
		count += subscription_leave(db, s, id, e);
	return count;
}

int subscription_refuse_all(struct db *db, const struct subscriber *s, const struct evidence *e)
{
	int count = 0;

	for (int64_t id = next_list(db, s->id, 0); id > 0; id = next_list(db, s->id, id))
		count += subscription_refuse(db, s, id, e);
	return count;
}

bool subscription_undo(struct db *db, const struct subscriber *s, int64_t list_id,
    const struct evidence *e)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscription SET state = 'active', left_at = NULL, since_at = coalesce(since_at, :at)"
	    " WHERE subscriber_id = :subscriber AND list_id = :list AND state <> 'active'"
	    " AND (since_at IS NOT NULL OR (SELECT max(c.at) FROM consent_public c WHERE c.subscriber_id = :subscriber"
	    " AND c.list_id = :list AND c.act = 'given') > (SELECT coalesce(max(c.at), 0) FROM consent_public c"
	    " WHERE c.subscriber_id = :subscriber AND c.list_id = :list AND c.act = 'refused'))");
	struct buf wording = BUF_INIT;

	db_bind_int(st, ":at", e->at);
	db_bind_int(st, ":subscriber", s->id);
	db_bind_int(st, ":list", list_id);
	if (db_run(st) == 0)
		return false;
	(void)consent_given_wording(db, s->id, list_id,
	    &wording); /* none is known: none is recorded */
	consent_record(db, s->id, s->hash, list_id, "given", buf_all(&wording), e);
	buf_release(&wording);
	yearly_begin(db, s->id, e->at);
	return true;
}

/* Whoever has no subscription of any state is not held any more; the proof stays without their
 * name. */
static void remove_unused(struct db *db, int64_t subscriber_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM subscription WHERE subscriber_id = :subscriber");

	db_bind_int(st, ":subscriber", subscriber_id);
	if (db_number(st, 1) > 0)
		return;
	consent_minimise(db, subscriber_id);
	(void)subscriber_remove_unused(db, subscriber_id);
}

int64_t subscription_lapse(struct db *db, int64_t before, int64_t most, const struct evidence *e)
{
	struct db_stmt *st;
	int64_t count = 0;

	while (count < most && !db_has_failed(db)) {
		struct subscriber s;
		int64_t subscriber_id, list_id;

		st = db_sql(db,
		    "SELECT subscriber_id, list_id FROM subscription"
		    " WHERE state = 'pending' AND asked_at < :before ORDER BY asked_at LIMIT 1");
		db_bind_int(st, ":before", before);
		if (!db_row(st))
			break;
		subscriber_id = db_int(st, 0);
		list_id = db_int(st, 1);
		db_end(st);
		if (!subscriber_get(db, subscriber_id, &s) ||
		    !end_one(db, &s, list_id, "lapsed", e))
			break;
		st = db_sql(db,
		    "DELETE FROM subscription WHERE subscriber_id = :subscriber AND list_id = :list");
		db_bind_int(st, ":subscriber", subscriber_id);
		db_bind_int(st, ":list", list_id);
		db_do(st);
		remove_unused(db, subscriber_id);
		count++;
	}
	return count;
}

int64_t subscription_forget(struct db *db, int64_t before, int64_t most)
{
	int64_t count = 0;

	for (; count < most && !db_has_failed(db); count++) {
		struct db_stmt *st = db_sql(db,
		    "SELECT id, subscriber_id FROM subscription"
		    " INDEXED BY subscription_left WHERE state = 'left' AND left_at < :before LIMIT 1");
		int64_t id, subscriber_id;

		db_bind_int(st, ":before", before);
		if (!db_row(st))
			break;
		id = db_int(st, 0);
		subscriber_id = db_int(st, 1);
		db_end(st);
		st = db_sql(db, "DELETE FROM subscription WHERE id = :id");
		db_bind_int(st, ":id", id);
		db_do(st);
		remove_unused(db, subscriber_id);
	}
	return count;
}

int64_t subscription_count_lapsed(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM subscription"
	    " WHERE state = 'pending' AND asked_at < :before");

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

int64_t subscription_count_left(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM subscription INDEXED BY subscription_left"
	    " WHERE state = 'left' AND left_at < :before");

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

bool subscription_next_unanswered(struct db *db, int64_t before, struct subscription *n_r,
    int64_t *subscriber_id_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " COLUMNS " FROM subscription INDEXED BY subscription_unanswered"
	    " WHERE state = 'pending' AND reminded_at IS NULL AND channel <> 'staff' AND asked_at <= :before"
	    " ORDER BY asked_at LIMIT 1");

	db_bind_int(st, ":before", before);
	return one(st, n_r, subscriber_id_r);
}

void subscription_set_reminded(struct db *db, int64_t id, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscription SET reminded_at = :now WHERE id = :id");

	db_bind_int(st, ":now", now);
	db_bind_int(st, ":id", id);
	db_do(st);
}

bool subscription_next_member(struct db *db, int64_t list_id, int64_t after,
    struct subscription_member *m)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT subscription_id, subscriber_id, generation, since_at, channel,"
	    " address FROM recipient WHERE list_id = :list AND subscriber_id > :after"
	    " ORDER BY subscriber_id LIMIT 1");

	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":after", after);
	if (!db_row(st))
		return false;
	m->subscription_id = db_int(st, 0);
	m->subscriber_id = db_int(st, 1);
	m->generation = db_int(st, 2);
	m->since_at = db_int(st, 3);
	str_put(m->channel, sizeof m->channel, "%.*s", SLICE_ARG(db_text(st, 4)));
	str_put(m->address, sizeof m->address, "%.*s", SLICE_ARG(db_text(st, 5)));
	db_end(st);
	return true;
}

void subscription_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscription SET asked_at = iif(asked_at > :now, asked_at - :by, asked_at),"
	    " since_at = iif(since_at > :now, since_at - :by, since_at), left_at = iif(left_at > :now, left_at - :by, left_at),"
	    " reminded_at = iif(reminded_at > :now, reminded_at - :by, reminded_at)"
	    " WHERE asked_at > :now OR since_at > :now OR left_at > :now OR reminded_at > :now");

	if (!back->was_ahead)
		return;
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
}

/* --- parting --- */

void subscription_states(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('id', id, 'list', list_id, 'state', state, 'channel', channel,"
	    " 'source', source, 'import', import_id, 'asked_at', asked_at, 'since_at', since_at, 'left_at', left_at,"
	    " 'generation', generation, 'reminded_at', reminded_at, 'offered', offered)"
	    " FROM subscription WHERE subscriber_id = :subscriber ORDER BY list_id");

	db_bind_int(st, ":subscriber", subscriber_id);
	json_rows(st, out);
}

/* A row of then; a list that was left and joined again is of another generation. */
#define THEN \
	"(SELECT value ->> 'id' AS was_id, value ->> 'state' AS was, value ->> 'generation' AS was_generation," \
	" value AS v FROM json_each(:states))"
/* What staff ended stays ended. */
#define BY_STAFF \
	"(n.state = 'left' AND EXISTS (SELECT 1 FROM consent_public c WHERE c.subscriber_id = n.subscriber_id" \
	" AND c.list_id = n.list_id AND c.act = 'withdrawn' AND c.channel = 'staff' AND c.at >= :since))"

int64_t subscription_next_own(struct db *db, int64_t subscriber_id, struct slice states,
    int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(n.list_id) FROM subscription n LEFT JOIN " THEN " ON was_id = n.id"
	    " WHERE n.subscriber_id = :subscriber AND n.list_id > :after AND n.state = 'active'"
	    " AND (was IS NOT 'active' OR was_generation <> n.generation)");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_slice(st, ":states", states);
	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

int64_t subscription_next_lost(struct db *db, int64_t subscriber_id, struct slice states,
    int64_t since, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(n.list_id) FROM subscription n JOIN " THEN " ON was_id = n.id"
	    " WHERE n.subscriber_id = :subscriber AND n.list_id > :after AND was = 'active'"
	    " AND (n.state <> 'active' OR n.generation <> was_generation) AND NOT " BY_STAFF);

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_slice(st, ":states", states);
	db_bind_int(st, ":since", since);
	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

static void bind_parting(struct db_stmt *st, const struct subscription_parting *p)
{
	db_bind_int(st, ":subscriber", p->subscriber_id);
	db_bind_slice(st, ":states", p->states);
}

/* What the other agreed to: the row itself where it is of since then, with the tokens in their
 * mails; else one like it. */
static void give_own(struct db *db, const struct subscription_parting *p)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscription SET subscriber_id = :other WHERE subscriber_id = :subscriber"
	    " AND id NOT IN (SELECT was_id FROM " THEN
	    ") AND list_id IN (SELECT value FROM json_each(:own))");

	bind_parting(st, p);
	db_bind_int(st, ":other", p->other_id);
	db_bind_slice(st, ":own", p->own);
	db_do(st);
	st = db_sql(db,
	    "INSERT INTO subscription (subscriber_id, list_id, state, channel, source, asked_at, since_at)"
	    " SELECT :other, list_id, state, channel, source, asked_at, since_at FROM subscription"
	    " WHERE subscriber_id = :subscriber AND list_id IN (SELECT value FROM json_each(:own))");
	db_bind_int(st, ":subscriber", p->subscriber_id);
	db_bind_int(st, ":other", p->other_id);
	db_bind_slice(st, ":own", p->own);
	db_do(st);
}

void subscription_part(struct db *db, const struct subscription_parting *p)
{
	struct db_stmt *st;

	if (p->other_id != 0)
		give_own(db, p);
	st = db_sql(db,
	    "DELETE FROM subscription WHERE subscriber_id = :subscriber"
	    " AND id NOT IN (SELECT was_id FROM " THEN ")");
	bind_parting(st, p);
	db_do(st);
	st = db_sql(db,
	    "UPDATE subscription AS n SET state = was, channel = v ->> 'channel', source = v ->> 'source',"
	    " import_id = v ->> 'import', asked_at = v ->> 'asked_at', since_at = v ->> 'since_at', left_at = v ->> 'left_at',"
	    " generation = was_generation, reminded_at = v ->> 'reminded_at', offered = v ->> 'offered'"
	    " FROM " THEN
	    " WHERE was_id = n.id AND n.subscriber_id = :subscriber AND NOT " BY_STAFF);
	bind_parting(st, p);
	db_bind_int(st, ":since", p->since);
	db_do(st);
}

/* --- joining --- */

int64_t subscription_next_left_by(struct db *db, int64_t from_id, int64_t to_id, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(n.list_id) FROM subscription n JOIN subscription t ON t.list_id = n.list_id"
	    " AND t.subscriber_id = :to AND t.state = 'active' WHERE n.subscriber_id = :from"
	    " AND n.state = 'left' AND n.since_at IS NOT NULL AND n.list_id > :after");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

void subscription_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM subscription WHERE subscriber_id = :to AND state <> 'active' AND list_id IN"
	    " (SELECT list_id FROM subscription WHERE subscriber_id = :from AND state <> 'left')");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st);
	st = db_sql(db,
	    "UPDATE OR IGNORE subscription SET subscriber_id = :to WHERE subscriber_id = :from");
	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st);
}
