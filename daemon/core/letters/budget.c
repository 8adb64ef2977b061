/* SPDX-License-Identifier: MIT
 * Owns the tables budget and budget_tally; see budget.h. */
#include "daemon/core/letters/budget.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/loop/cause.h"
#include "daemon/mail/domain.h"

#define DAY_S 86400
#define HOUR_S 3600
#define KEEP_S (2 * DAY_S) /* rows: the longest limit, and what is due a day later */
#define TOLD_S (7 * DAY_S) /* what was given up on a Friday is told of after a long weekend */

/* Of what there is for all who are vouched for, one registered domain has a quarter: a domain
 * vouches for each of its own mailboxes, as many as it likes. */
#define SHARES 4

#define ANSWERS_TOTAL "answers_total"

static const char *const class_names[BUDGET_CLASSES] = { "own", "none", "leaving", "answered",
	"vouched", "convenor-answered", "convenor", "forward-none", "forward-answered", "forward",
	"forward-robotlike", "forward-list", "staff" };

const char *budget_class_text(enum budget_class class)
{
	return class_names[class];
}

static bool is_forward(enum budget_class class)
{
	return class >= BUDGET_FORWARD_NONE && class <= BUDGET_FORWARD_LIST;
}

bool budget_class_is_proven(enum budget_class class)
{
	return class >= BUDGET_ANSWERED && class <= BUDGET_CONVENOR;
}

bool budget_class_is_convenor(enum budget_class class)
{
	return class == BUDGET_CONVENOR || class == BUDGET_CONVENOR_ANSWERED;
}

static bool is_vouched(enum budget_class class)
{
	return class == BUDGET_VOUCHED || class == BUDGET_CONVENOR;
}

enum budget_class budget_class_of_forward(enum budget_class class)
{
	return !budget_class_is_proven(class) ? BUDGET_FORWARD_NONE :
	    is_vouched(class)                 ? BUDGET_FORWARD :
	                                        BUDGET_FORWARD_ANSWERED;
}

void budget_take_over(struct core *core, int64_t delivery_id, enum budget_class by)
{
	struct db_stmt *st = db_sql(core->db,
	    "UPDATE budget SET class = :class WHERE delivery_id = :id"
	    " AND class IN ('none', 'leaving') AND kind <> 'ask'");

	db_bind_text(st, ":class",
	    budget_class_text(is_vouched(by) ? BUDGET_VOUCHED : BUDGET_ANSWERED));
	db_bind_int(st, ":id", delivery_id);
	db_do(st);
}

void budget_ask_answered(struct db *db, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE budget SET kind = 'asked' WHERE delivery_id = :id AND kind = 'ask'");

	db_bind_int(st, ":id", delivery_id);
	db_do(st); /* 0: it was made days ago */
}

void budget_hash_domain(struct core *core, const struct address *a, uint8_t out[TOKEN_HASH_SIZE])
{
	struct slice domain = domain_registered(address_domain(a));
	char text[ADDRESS_SIZE];

	str_put(text, sizeof text, "%.*s", SLICE_ARG(domain));
	token_hash_address(&core->key, text, out);
}

void budget_tally(struct db *db, const char *limit)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO budget_tally (limited, count) VALUES (:limit, 1)"
	    " ON CONFLICT (limited) DO UPDATE SET count = count + 1");

	db_bind_text(st, ":limit", limit);
	db_do(st);
}

/* --- counting --- */

#define COUNTED \
	" FROM budget WHERE class = :class AND counts_at > :since AND counts_at <= :until AND (:kind IS NULL OR kind = :kind)" \
	" AND (:domain IS NULL OR domain = :domain) AND (:lane IS NULL OR ifnull(lane, '') = :lane)"

static struct db_stmt *bind(struct db_stmt *st, const struct budget_count *c)
{
	db_bind_text(st, ":class", budget_class_text(c->class));
	db_bind_int(st, ":since", c->since);
	db_bind_int(st, ":until", c->until != 0 ? c->until : INT64_MAX);
	db_bind_text(st, ":kind", c->kind);
	db_bind_text(st, ":lane", c->lane);
	if (c->mailbox != NULL)
		db_bind_blob(st, ":mailbox", slice_make((const char *)c->mailbox, TOKEN_HASH_SIZE));
	if (c->domain != NULL)
		db_bind_blob(st, ":domain", slice_make((const char *)c->domain, TOKEN_HASH_SIZE));
	return st;
}

int64_t budget_count(struct db *db, const struct budget_count *c)
{
	return db_number(bind(c->mailbox != NULL ?
	                         db_sql(db, "SELECT count(*)" COUNTED " AND mailbox = :mailbox") :
	                         db_sql(db, "SELECT count(*)" COUNTED),
	                     c),
	    0);
}

int64_t budget_latest(struct db *db, const struct budget_count *c, int64_t n)
{
	struct db_stmt *st = bind(c->mailbox != NULL ?
	        db_sql(db,
	            "SELECT counts_at" COUNTED
	            " AND mailbox = :mailbox ORDER BY counts_at DESC LIMIT 1 OFFSET :n") :
	        db_sql(db, "SELECT counts_at" COUNTED " ORDER BY counts_at DESC LIMIT 1 OFFSET :n"),
	    c);

	db_bind_int(st, ":n", n - 1);
	return db_number(st, 0);
}

int64_t budget_earliest(struct db *db, const struct budget_count *c, int64_t n)
{
	struct db_stmt *st = bind(db_sql(db,
	                              "SELECT counts_at" COUNTED
	                              " ORDER BY counts_at LIMIT 1 OFFSET :n"),
	    c);

	db_bind_int(st, ":n", n);
	return db_number(st, 0);
}

void budget_hash_mailbox(struct core *core, const struct address *a, uint8_t out[TOKEN_HASH_SIZE])
{
	char mailbox[ADDRESS_SIZE];

	address_mailbox(a, mailbox);
	token_hash_address(&core->key, mailbox, out);
}

/* The domain that has a share of its own in this budget; NULL: everybody has all of it. */
static const uint8_t *share_of(const struct core *core, enum budget_class class)
{
	return core->cause != NULL && core->cause->budget == BUDGET_VOUCHED &&
	        (class == BUDGET_VOUCHED || class == BUDGET_FORWARD) ?
	    core->cause->domain :
	    NULL;
}

/* What is written down as where it came from: that domain, or a list. */
static const uint8_t *source_of(const struct core *core, enum budget_class class)
{
	bool may_be_list = class == BUDGET_FORWARD_ROBOTLIKE || class == BUDGET_FORWARD_LIST;

	return may_be_list && core->cause != NULL && core->cause->has_list ? core->cause->list :
	                                                                     share_of(core, class);
}

static int64_t share(int64_t most)
{
	return most > SHARES ? most / SHARES : 1;
}

/* From `at` on, the first time that ends an hour with fewer than `most` in it. What is due later
 * leaves the hours before it to others. Each step goes on by something, and behind the last row
 * there is room. */
static int64_t room_from(struct db *db, struct budget_count c, int64_t most, int64_t at)
{
	int64_t nth;

	for (;;) {
		c.since = at - HOUR_S;
		c.until = at;
		nth = budget_latest(db, &c, most);
		if (nth == 0)
			return at;
		at = nth + HOUR_S;
	}
}

int64_t budget_room_at(struct core *core, struct budget_count all, int64_t most, int64_t from,
    const char **limit_r)
{
	struct budget_count own = all;
	int64_t at = from, before, next;

	own.domain = share_of(core, all.class);
	*limit_r = NULL;
	do {
		before = at;
		next = own.domain != NULL ? room_from(core->db, own, share(most), at) : at;
		if (next > at)
			*limit_r = BUDGET_SHARE_OF_DOMAIN;
		at = room_from(core->db, all, most, next);
		if (at > next)
			*limit_r = is_forward(all.class) ? BUDGET_FORWARDS_PER_HOUR : ANSWERS_TOTAL;
	} while (at > before);
	return at;
}

/* Letters that a limit holds back still; staff may have let one go, or it was cancelled. */
#define WAITING \
	" FROM budget INDEXED BY budget_late WHERE limited IS NOT NULL AND counts_at > :now" \
	" AND delivery_id IN (SELECT t.delivery_id FROM delivery_tally t WHERE t.delivery_id = budget.delivery_id" \
	" AND t.state = 'queued')"

static int64_t count_waiting(const struct core *core, enum budget_class class,
    const uint8_t *domain)
{
	struct db_stmt *st = db_sql(core->db,
	    "SELECT count(*)" WAITING " AND class = :class"
	    " AND (:domain IS NULL OR domain = :domain)");

	db_bind_int(st, ":now", core_now(core));
	db_bind_text(st, ":class", budget_class_text(class));
	if (domain != NULL)
		db_bind_blob(st, ":domain", slice_make((const char *)domain, TOKEN_HASH_SIZE));
	return db_number(st, 0);
}

bool budget_is_line_full(const struct core *core, enum budget_class class)
{
	const uint8_t *domain = share_of(core, class);
	int64_t most = core->conf.limits.waiting;

	return count_waiting(core, class, NULL) >= most ||
	    (domain != NULL && count_waiting(core, class, domain) >= share(most));
}

/* --- deliveries --- */

/* Leaving and being forgotten are told at once. */
static bool is_last(const char *kind)
{
	return strcmp(kind, "goodbye") == 0 || strcmp(kind, OUTBOX_LAST_RECEIPT) == 0;
}

int64_t budget_due_at(struct core *core, const struct outbox_new *n, enum budget_class class,
    const uint8_t *mailbox, const char **limit_r)
{
	struct budget_count c = { .class = class, .mailbox = is_forward(class) ? mailbox : NULL };

	*limit_r = NULL;
	if (!is_forward(class) && (!budget_class_is_proven(class) || is_last(n->kind)))
		return n->due_at;
	return budget_room_at(core, c,
	    is_forward(class) ? core->conf.limits.forwards_per_hour :
	                        core->conf.limits.answers_total,
	    n->due_at, limit_r);
}

int64_t budget_add(struct core *core, const struct outbox_new *n)
{
	enum budget_class class = (enum budget_class)(n->budget != 0 ? n->budget :
	        core->cause != NULL                                  ? core->cause->budget :
	                                                               BUDGET_OWN);
	struct outbox_new due = *n;
	uint8_t mailbox[TOKEN_HASH_SIZE];
	struct err err = ERR_INIT;
	struct address a;
	const char *limit;
	struct db_stmt *st;
	int64_t id;

	if (class == BUDGET_OWN || class == BUDGET_STAFF || n->class != DELIVERY_ANSWER ||
	    n->address == NULL || !address_parse_utf8(slice_of(n->address), &a, &err))
		return outbox_add(core->db, n, core_now(core));
	budget_hash_mailbox(core, &a, mailbox);
	due.due_at = budget_due_at(core, n, class, mailbox, &limit);
	id = outbox_add(core->db, &due, core_now(core));
	st = db_sql(core->db,
	    "INSERT INTO budget (delivery_id, class, mailbox, domain, kind, lane, made_at,"
	    " counts_at, limited)"
	    " VALUES (:id, :class, :mailbox, :domain, :kind, :lane, :now, :due, :limit)");
	db_bind_int(st, ":id", id);
	db_bind_text(st, ":class", budget_class_text(class));
	db_bind_blob(st, ":mailbox", slice_make((const char *)mailbox, sizeof mailbox));
	if (source_of(core, class) != NULL)
		db_bind_blob(st, ":domain",
		    slice_make((const char *)source_of(core, class), TOKEN_HASH_SIZE));
	db_bind_text(st, ":kind", n->kind);
	db_bind_text(st, ":lane", core->cause != NULL ? core->cause->lane : NULL);
	db_bind_int(st, ":now", core_now(core));
	db_bind_int(st, ":due", due.due_at);
	db_bind_text(st, ":limit", limit);
	db_do(st);
	if (limit != NULL) {
		budget_tally(core->db, limit);
		log_info("budget.later", "id=%lld limit=%s until=%lld", (long long)id, limit,
		    (long long)due.due_at);
	}
	return id;
}

/* An hour that lies ahead would be full until then. */
void budget_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE budget SET counts_at = counts_at - :by, made_at = made_at - :by"
	    " WHERE counts_at > :now");

	db_bind_int(st, ":by", back->by_s);
	db_bind_int(st, ":now", back->now);
	db_do(st); /* mostly there is none */
}

void budget_forget(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM budget WHERE counts_at < :before");

	db_bind_int(st, ":before", now - KEEP_S);
	db_do(st);
}

/* --- telling --- */

bool budget_next(struct db *db, int64_t now, struct budget_row *row)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT limited, count FROM budget_tally WHERE limited > :after"
	    " ORDER BY limited LIMIT 1");
	struct inbound_held held;

	db_bind_text(st, ":after", row->limit);
	if (!db_row(st))
		return false;
	str_put(row->limit, sizeof row->limit, "%.*s", SLICE_ARG(db_text(st, 0)));
	row->total = db_int(st, 1);
	db_end(st);
	inbound_held(db, row->limit, now - TOLD_S, &held);
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
		buf_printf(out,
		    "%s{\"limit\":\"%s\",\"waiting\":%lld,\"oldest_s\":%lld,\"dropped\":%lld,\"total\":%lld}",
		    comma, row.limit, (long long)row.waiting,
		    (long long)(row.oldest_at > 0 ? now - row.oldest_at : 0),
		    (long long)row.dropped, (long long)row.total);
	buf_char(out, ']');
}
