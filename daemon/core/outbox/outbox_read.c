/* SPDX-License-Identifier: MIT
 * What is told of deliveries: single rows, and counts that stay cheap with millions. Changes
 * nothing. */
#include "daemon/core/outbox/outbox_rows.h"

#include <string.h>

#include "daemon/common/str_put.h"

bool outbox_kind_is(const char *kind, const char *const *kinds)
{
	for (; *kinds != NULL; kinds++) {
		if (strcmp(kind, *kinds) == 0)
			return true;
	}
	return false;
}

#define FIRST_DUE(class) \
	"(SELECT due_at FROM delivery INDEXED BY delivery_due" \
	" WHERE state IN ('queued', 'unsure') AND class = " class NOT_LEASED( \
	    "id") " ORDER BY due_at LIMIT 1)"

int64_t outbox_next_at(struct db *db)
{
	return db_number(db_sql(db,
	                     "SELECT min(due) FROM (SELECT " FIRST_DUE(
	                         "0") " AS due"
	                              " UNION ALL SELECT " FIRST_DUE(
	                                  "1") " UNION ALL SELECT " FIRST_DUE("2") ")"),
	    0);
}

/* Limits are of a week at most; what a clock that is behind left in the future beyond that is not
 * counted. */
#define RECENT " AND created_at <= :since + 691200"
/* Any answer costs whoever gets it, or gets its report; of one kind only what came uses the day's
 * up. */
#define OF_KIND \
	" AND CASE :kind WHEN '' THEN class = 0 ELSE kind = :kind AND state <> 'failed' AND state <> 'cancelled'" \
	" AND NOT EXISTS (SELECT 1 FROM attempt_public a WHERE a.delivery_id = delivery.id AND a.outcome = 'bounced') END"
/* As the index delivery_mailbox has it. */
#define MAILBOX(address) \
	"lower(CASE WHEN instr(" address ", '+') BETWEEN 2 AND instr(" address ", '@')" \
	" THEN substr(" address ", 1, instr(" address ", '+') - 1) || substr(" address \
	", instr(" address ", '@'))" \
	" ELSE " address " END)"

static int64_t count_of(struct db_stmt *st, const char *address, const char *kind, int64_t since)
{
	db_bind_text(st, ":address", address);
	db_bind_int(st, ":since", since);
	db_bind_text(st, ":kind", kind);
	return db_number(st, 0);
}

int64_t outbox_count_since(struct db *db, const char *address, const char *kind, int64_t since)
{
	return count_of(
	    db_sql(db,
	        "SELECT count(*) FROM delivery INDEXED BY delivery_mailbox WHERE address IS NOT NULL"
	        " AND " MAILBOX("address") " = " MAILBOX(
	            ":address") " AND created_at > :since" RECENT OF_KIND),
	    address, kind, since);
}

int64_t outbox_count_spelt(struct db *db, const char *address, const char *kind, int64_t since)
{
	return count_of(db_sql(db,
	                    "SELECT count(*) FROM delivery WHERE address IS NOT NULL"
	                    " AND lower(address) = lower(:address)"
	                    " AND created_at > :since" RECENT OF_KIND),
	    address, kind, since);
}

int64_t outbox_count_because(struct db *db, int64_t subscriber_id, const char *kind, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM delivery INDEXED BY delivery_of WHERE subscriber_id IS NOT NULL"
	    " AND subscriber_id = :who AND kind = :kind AND created_at > :since");

	db_bind_int(st, ":who", subscriber_id);
	db_bind_text(st, ":kind", kind);
	db_bind_int(st, ":since", since);
	return db_number(st, 0);
}

int64_t outbox_open_count(struct db *db, int64_t announcement_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM (SELECT 1 FROM delivery INDEXED BY delivery_waiting"
	    " WHERE announcement_id = :id AND settled_at IS NULL AND state <> 'held' LIMIT 1)");

	db_bind_int(st, ":id", announcement_id);
	return db_number(st, 0);
}

int64_t outbox_count_collected(struct db *db, int64_t announcement_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM delivery INDEXED BY delivery_settled"
	    " WHERE announcement_id = :id AND settled_at IS NOT NULL AND state = 'cancelled' AND reason = :collected");

	db_bind_int(st, ":id", announcement_id);
	db_bind_text(st, ":collected", OUTBOX_COLLECTED);
	return db_number(st, 0);
}

bool outbox_reached(struct db *db, int64_t announcement_id, int64_t subscriber_id,
    bool with_collected)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT 1 FROM delivery INDEXED BY delivery_of WHERE subscriber_id IS NOT NULL"
	    " AND subscriber_id = :who AND announcement_id = :id AND (state = 'sent' OR (:with_collected"
	    " AND state = 'cancelled' AND reason = :collected))");

	db_bind_int(st, ":who", subscriber_id);
	db_bind_int(st, ":id", announcement_id);
	db_bind_int(st, ":with_collected", with_collected);
	db_bind_text(st, ":collected", OUTBOX_COLLECTED);
	return db_number(st, 0) == 1;
}

bool outbox_exists(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "SELECT 1 FROM delivery WHERE id = :id");

	db_bind_int(st, ":id", id);
	return db_number(st, 0) == 1;
}

int64_t outbox_count_questions(struct db *db, struct slice domain, int64_t since)
{
	struct db_stmt *st = domain.n > 0 ?
	    db_sql(db,
	        "SELECT count(*) FROM delivery WHERE kind = 'confirm' AND created_at > :since" RECENT
	        " AND lower(substr(address, instr(address, '@') + 1)) = lower(:domain)") :
	    db_sql(db,
	        "SELECT count(*) FROM delivery INDEXED BY delivery_recent"
	        " WHERE class = 0 AND created_at > :since" RECENT
	        " AND kind = 'confirm' AND :domain = ''");

	db_bind_int(st, ":since", since);
	db_bind_slice(st, ":domain", domain);
	return db_number(st, 0);
}

bool outbox_mailing(struct db *db, int64_t id, struct outbox_mailing *m_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT kind, list_id, subscriber_id, announcement_id, meeting_id,"
	    " variant, coalesce(settled_at, created_at), address, created_at, erased = 2 FROM delivery WHERE id = :id");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return false;
	str_put(m_r->kind, sizeof m_r->kind, "%.*s", SLICE_ARG(db_text(st, 0)));
	m_r->list_id = db_int(st, 1);
	m_r->subscriber_id = db_int(st, 2);
	m_r->announcement_id = db_int(st, 3);
	m_r->meeting_id = db_int(st, 4);
	m_r->variant = db_int(st, 5);
	m_r->mailed_at = db_int(st, 6);
	str_put(m_r->address, sizeof m_r->address, "%.*s", SLICE_ARG(db_text(st, 7)));
	m_r->created_at = db_int(st, 8);
	m_r->is_erased = db_int(st, 9) != 0;
	db_end(st);
	return true;
}

/* --- the newest --- */

/* Each by the index that holds its few. What waits can be a million: of it the last of each class,
 * as they are due. */
#define WAITING_OF(class, also) \
	"SELECT id FROM (SELECT id FROM delivery INDEXED BY delivery_due" \
	" WHERE state IN ('queued', 'unsure') AND class = " class also \
	    " ORDER BY due_at DESC, id DESC LIMIT :most)"
#define WAITING(also) \
	WAITING_OF("0", also) \
	" UNION ALL " WAITING_OF("1", also) " UNION ALL " WAITING_OF("2", also)
#define OPEN(word) "SELECT id FROM delivery INDEXED BY delivery_open WHERE state = '" word "'"
#define ENDED(word) "SELECT id FROM delivery INDEXED BY delivery_ended WHERE state = '" word "'"
#define LEASED(word) "SELECT delivery_id AS id FROM lease WHERE state = '" word "'"
#define NEWEST(ids) "SELECT json_group_array(id) FROM (" ids " ORDER BY id DESC LIMIT :most)"

static const struct {
	const char *state, *sql;
} newest[] = {
	{ "",
	    NEWEST("SELECT id FROM (" WAITING("") " UNION ALL " OPEN("held") " UNION ALL " ENDED(
	        "failed") ")") },
	{ "queued",
	    NEWEST("SELECT id FROM (" WAITING(
	        NOT_LEASED("id") " AND id NOT IN (" OPEN("unsure") ")") ")") },
	{ "unsure", NEWEST(OPEN("unsure") NOT_LEASED("id")) }, { "held", NEWEST(OPEN("held")) },
	{ "failed", NEWEST(ENDED("failed")) }, { "cancelled", NEWEST(ENDED("cancelled")) },
	{ "unread", NEWEST("SELECT delivery_id AS id FROM delivery_unread") },
	{ "leased", NEWEST(LEASED("leased")) }, { "sending", NEWEST(LEASED("sending")) },
	{ "sent", NEWEST("SELECT id FROM delivery WHERE state = 'sent'") }, /* from the end, where
	                                                                       most are */
};

bool outbox_newest(struct db *db, struct slice state, int64_t most, struct buf *out)
{
	for (size_t i = 0; i < sizeof newest / sizeof newest[0]; i++) {
		struct db_stmt *st;

		if (!slice_is(state, newest[i].state))
			continue;
		st = db_sql(db, newest[i].sql);
		db_bind_int(st, ":most", most);
		if (db_row(st))
			buf_slice(out, db_text(st, 0));
		db_end(st);
		return true;
	}
	return false;
}

/* --- counts --- */

/* Those that are leased, of everything (0) or of one announcement, stand in the counts as what they
 * were before: they are taken from there. CROSS JOIN: otherwise all mail there ever was is read to
 * find the few that are leased. */
static void count_leased(struct db *db, int64_t announcement_id, int64_t counts_r[DELIVERY_STATES])
{
	struct db_stmt *st = db_sql(db,
	    "SELECT e.state, d.state, count(*) FROM lease e"
	    " CROSS JOIN delivery d ON d.id = e.delivery_id WHERE :id IN (0, d.announcement_id) GROUP BY 1, 2");

	db_bind_int(st, ":id", announcement_id);
	while (db_row(st)) {
		counts_r[outbox_state_of(db_text(st, 0))] += db_int(st, 2);
		counts_r[outbox_state_of(db_text(st, 1))] -= db_int(st, 2);
	}
}

/* Of an announcement's: what is settled, by its index; what is held or unsure, likewise; the rest
 * of what waits is queued. So a million queued are counted, not read. */
static void counts_of_announcement(struct db *db, int64_t announcement_id,
    int64_t counts_r[DELIVERY_STATES])
{
	struct db_stmt *st = db_sql(db,
	    "SELECT state, count(*) FROM delivery INDEXED BY delivery_settled"
	    " WHERE announcement_id = :id AND settled_at IS NOT NULL GROUP BY state");

	db_bind_int(st, ":id", announcement_id);
	while (db_row(st))
		counts_r[outbox_state_of(db_text(st, 0))] = db_int(st, 1);
	outbox_past_counts(db, announcement_id, counts_r);
	st = db_sql(db,
	    "SELECT 'held', count(*) FROM delivery WHERE state = 'held' AND announcement_id = :id"
	    " UNION ALL SELECT 'unsure', count(*) FROM delivery WHERE state = 'unsure' AND announcement_id = :id");
	db_bind_int(st, ":id", announcement_id);
	while (db_row(st))
		counts_r[outbox_state_of(db_text(st, 0))] = db_int(st, 1);
	st = db_sql(db,
	    "SELECT count(*) FROM delivery INDEXED BY delivery_waiting"
	    " WHERE announcement_id = :id AND settled_at IS NULL");
	db_bind_int(st, ":id", announcement_id);
	counts_r[DELIVERY_QUEUED] = db_number(st, 0) - counts_r[DELIVERY_HELD] -
	    counts_r[DELIVERY_UNSURE];
}

/* All of them: those that were sent are the rest. The last one's number is how many there ever
 * were, with those whose rows are gone: counting millions would keep the loop for half a second. */
static void counts_of_all(struct db *db, int64_t counts_r[DELIVERY_STATES])
{
	struct db_stmt *st = db_sql(db,
	    "SELECT 'held', count(*) FROM delivery WHERE state = 'held'"
	    " UNION ALL SELECT 'unsure', count(*) FROM delivery WHERE state = 'unsure'"
	    " UNION ALL SELECT 'failed', count(*) FROM delivery WHERE state = 'failed'"
	    " UNION ALL SELECT 'cancelled', count(*) FROM delivery WHERE state = 'cancelled'");
	int64_t others = 0;

	outbox_past_counts(db, 0, counts_r);
	counts_r[DELIVERY_SENT] = 0; /* the rest of the rest */
	while (db_row(st))
		counts_r[outbox_state_of(db_text(st, 0))] += db_int(st, 1);
	for (int i = 0; i < DELIVERY_STATES; i++)
		others += counts_r[i];
	counts_r[DELIVERY_QUEUED] =
	    db_number(db_sql(db,
	                  "SELECT count(*) FROM delivery INDEXED BY delivery_due"
	                  " WHERE state IN ('queued', 'unsure')"),
	        0) -
	    counts_r[DELIVERY_UNSURE];
	counts_r[DELIVERY_SENT] =
	    db_number(db_sql(db,
	                  "SELECT max(id) - (SELECT count FROM delivery_skipped)"
	                  " FROM delivery"),
	        0) -
	    others - counts_r[DELIVERY_QUEUED];
}

void outbox_counts(struct db *db, int64_t announcement_id, int64_t counts_r[DELIVERY_STATES])
{
	memset(counts_r, 0, DELIVERY_STATES * sizeof counts_r[0]);
	if (announcement_id != 0) {
		counts_of_announcement(db, announcement_id, counts_r);
	} else {
		counts_of_all(db, counts_r);
	}
	count_leased(db, announcement_id, counts_r);
}
