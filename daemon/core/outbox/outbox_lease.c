/* SPDX-License-Identifier: MIT
 * Leasing: which deliveries go next, and whether each may still go to its person. Consent is read
 * in the transaction that leases. Nothing is kept in memory between transactions. */
#include "daemon/core/outbox/outbox_rows.h"

#include <string.h>

#include "daemon/common/str_put.h"
#include "daemon/core/outbox/domain_rate.h"
#include "subscribers/digest.h"
#include "subscribers/list.h"
#include "subscribers/rsvp.h"

/* Rows that turn out not to be sendable are moved aside while looking for some that are; a bound
 * keeps one turn of the loop short when a large announcement was paused. */
#define ASIDE_PER_LEASE 500

/* Fills what the message says of the person; false where there is no consent any more. */
static bool read_recipient(struct db *db, struct outbox_item *item, int64_t now, const char **why_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT subscription_id, generation, since_at, channel, address,"
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
	str_put(item->channel, sizeof item->channel, "%.*s", SLICE_ARG(db_text(st, 3)));
	if (item->address[0] == '\0')
		str_put(item->address, sizeof item->address, "%.*s", SLICE_ARG(db_text(st, 4)));
	is_paused = db_int(st, 5) > now;
	str_put(item->rhythm, sizeof item->rhythm, "%.*s", SLICE_ARG(db_text(st, 6)));
	item->is_text = slice_is(db_text(st, 7), "text");
	db_end(st);
	*why_r = "paused by the person";
	return !is_paused;
}

/* The same of an invitation: only while its question is open. */
static bool read_invitee(struct db *db, struct outbox_item *item, const char **why_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT subscription_id, generation, address FROM invitee"
	    " WHERE subscriber_id = :subscriber AND list_id = :list");

	db_bind_int(st, ":subscriber", item->subscriber_id);
	db_bind_int(st, ":list", item->list_id);
	*why_r = "the invitation was answered, has lapsed or may not be sent any more";
	if (!db_row(st))
		return false;
	item->subscription_id = db_int(st, 0);
	item->generation = db_int(st, 1);
	str_put(item->address, sizeof item->address, "%.*s", SLICE_ARG(db_text(st, 2)));
	db_end(st);
	return true;
}

/* Does its address lead what it is about, the meeting or its community (who leads that may see to
 * any of its meetings)? What is about no community is for whoever leads any. */
static bool is_led(struct db *db, const struct outbox_item *item, const char **why_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT EXISTS (SELECT 1 FROM convenor_public c WHERE lower(c.address) = lower(:address) AND NOT c.is_held"
	    " AND (:list = 0 OR (c.list_id = :list AND c.series_id = 0 AND c.meeting_id IN (0, :meeting))))");

	db_bind_text(st, ":address", item->address);
	db_bind_int(st, ":list", item->list_id);
	db_bind_int(st, ":meeting", item->meeting_id);
	*why_r = OUTBOX_NOT_LED;
	return db_number(st, 0) == 1;
}

/* May this one go to its person now? */
static bool may_go(struct db *db, struct outbox_item *item, int64_t now, const char **why_r)
{
	if (item->by_office)
		return is_led(db, item, why_r);
	if (item->needs_question)
		return read_invitee(db, item, why_r);
	return !item->needs_consent || read_recipient(db, item, now, why_r);
}

/* It does not go to them. Of a meeting they hear when they get our mail again. */
static void keep_from(struct db *db, const struct outbox_item *item, struct outbox_move *m,
    int64_t now)
{
	m->to = DELIVERY_CANCELLED;
	(void)outbox_move(db, m, now); /* it was read in this transaction: it is there */
	if (item->by_office)
		outbox_not_led(db, item->id);
	else if (item->announcement_id == 0)
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

/* An announcement to somebody who wants it in a digest: collected in the transaction that gives its
 * own delivery up. One that was tried already may have arrived, and goes on. */
static bool collect(struct db *db, const struct outbox_item *item, int64_t now)
{
	struct digest_pair who = { item->subscriber_id, item->list_id };
	struct list list;

	if (item->announcement_id == 0 || item->rhythm[0] == '\0' ||
	    strcmp(item->rhythm, "each") == 0 || item->attempts > 0 || item->doubts > 0 ||
	    !list_get(db, item->list_id, &list))
		return false;
	digest_collect(db, who, item->announcement_id,
	    digest_due_at(slice_of(item->rhythm), list.timezone, now));
	return true;
}

struct candidate {
	struct outbox_item item;
	enum delivery_state state;
};

/* 0 where it may go to its domain now, else when to come again. One in doubt is not made to wait
 * longer. */
static int64_t wait_for_domain(struct domain_rate *rate, struct candidate *c,
    enum delivery_class class, int64_t now)
{
	c->item.domain_group = rate == NULL || rate->conf->domain_count == 0 ?
	    -1 :
	    domain_rate_group(rate->conf, slice_of(c->item.address));
	return c->item.domain_group < 0 ?
	    0 :
	    domain_rate_take(rate, c->item.domain_group,
	        class == DELIVERY_ANSWER || c->state == DELIVERY_UNSURE, now);
}

/* True where it is leased now; else it was put aside. */
static bool lease_one(struct db *db, struct candidate *c, enum delivery_class class,
    struct domain_rate *rate, struct verdict *verdict, int64_t now)
{
	struct outbox_item *item = &c->item;
	struct outbox_move m = { .id = item->id, .from = c->state, .to = DELIVERY_LEASED };

	if (item->announcement_id != 0) {
		m.to = announcement_verdict(db, item->announcement_id, verdict);
		m.reason = m.to == DELIVERY_HELD ? OUTBOX_PAUSED : "the announcement was cancelled";
		if (m.to != DELIVERY_QUEUED) {
			(void)outbox_move(db, &m,
			    now); /* it was read in this transaction: it is there */
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
		(void)outbox_move(db, &m, now);
		return false;
	}
	m.due_at = wait_for_domain(rate, c, class, now);
	if (m.due_at > 0) {
		m.to = DELIVERY_QUEUED;
		(void)outbox_move(db, &m, now);
		return false;
	}
	return outbox_move(db, &m, now);
}

#define CANDIDATES \
	"SELECT id, state, list_id, subscriber_id, announcement_id," \
	" needs_consent, address, attempts, doubts, import_id, coalesce(meeting_id, 0), by_office = 1 FROM delivery INDEXED BY delivery_due" \
	" WHERE state IN ('queued', 'unsure') AND class = :class AND due_at <= :now" NOT_LEASED( \
	    "id")
#define IN_ORDER " ORDER BY due_at, id LIMIT :most"

/* Where they are `untried`, without those that a relay has broken off at. */
static int read_candidates(struct db *db, enum delivery_class class, bool untried, int64_t now,
    int most, struct candidate *c)
{
	struct db_stmt *st = !untried ?
	    db_sql(db, CANDIDATES IN_ORDER) :
	    db_sql(db,
	        CANDIDATES
	        " AND NOT EXISTS"
	        " (SELECT 1 FROM attempt_public a WHERE a.delivery_id = delivery.id AND a.outcome = 'returned')" IN_ORDER);
	int n = 0;

	db_bind_int(st, ":class", class);
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":most", most);
	for (; db_row(st); n++) {
		c[n] = (struct candidate){ .state = outbox_state_of(db_text(st, 1)),
			.item = { .id = db_int(st, 0),
			    .list_id = db_int(st, 2),
			    .subscriber_id = db_int(st, 3),
			    .announcement_id = db_int(st, 4),
			    .needs_consent = db_int(st, 5) == NEEDS_CONSENT,
			    .needs_question = db_int(st, 5) == NEEDS_QUESTION,
			    .attempts = db_int(st, 7),
			    .doubts = db_int(st, 8),
			    .import_id = db_int(st, 9),
			    .meeting_id = db_int(st, 10),
			    .by_office = db_int(st, 11) != 0 } };
		str_put(c[n].item.address, sizeof c[n].item.address, "%.*s",
		    SLICE_ARG(db_text(st, 6)));
	}
	return n;
}

#define LEASE_BATCH 32

static int lease(struct db *db, struct domain_rate *rate, bool untried, int64_t now, int most,
    struct outbox_item *items)
{
	struct candidate batch[LEASE_BATCH];
	struct verdict verdict = { 0, DELIVERY_CANCELLED };
	int leased = 0, aside = 0;

	for (int class = 0; class < DELIVERY_CLASSES && leased < most; class ++) {
		int want, n;

		do {
			want = most - leased < LEASE_BATCH ? most - leased : LEASE_BATCH;
			n = read_candidates(db, (enum delivery_class) class, untried, now, want,
			    batch);
			for (int i = 0; i < n; i++) {
				if (lease_one(db, &batch[i], (enum delivery_class) class, rate,
				        &verdict, now))
					items[leased++] = batch[i].item;
				else
					aside++;
			}
		} while (n == want && leased < most && aside < ASIDE_PER_LEASE &&
		    !db_has_failed(db));
	}
	return leased;
}

int outbox_lease(struct db *db, struct domain_rate *rate, int64_t now, int most,
    struct outbox_item *items)
{
	return lease(db, rate, false, now, most, items);
}

int outbox_lease_trial(struct db *db, struct domain_rate *rate, int64_t now,
    struct outbox_item *item)
{
	int n = lease(db, rate, true, now, 1, item);

	return n > 0 ? n : lease(db, rate, false, now, 1, item);
}

bool outbox_go(struct db *db, const struct outbox_item *item, bool is_fresh, int64_t now)
{
	struct outbox_item again = *item;
	struct outbox_move m = { .id = item->id, .from = DELIVERY_LEASED, .to = DELIVERY_SENDING };

	if (!is_fresh && !may_go(db, &again, now, &m.reason)) {
		keep_from(db, item, &m, now);
		return false;
	}
	m.reason = NULL;
	return outbox_move(db, &m, now);
}
