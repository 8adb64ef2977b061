/* SPDX-License-Identifier: MIT
 * Owns the table delivery_past: how many mails there were whose rows are gone. An erased row names
 * nobody, and says still what a mail was about, so that a late answer to it is understood; when
 * none is to be expected any more it is counted here and removed, in one transaction. The last row
 * always stays, so that no number is given again. */
#include "daemon/core/outbox/outbox_rows.h"

/* The same rows for each statement of one transaction. What is marked anew (erased = 1) is erased
 * first. */
#define GONE \
	"SELECT id FROM delivery INDEXED BY delivery_past_use WHERE erased = 2 AND created_at < :before" \
	" AND id < (SELECT max(id) FROM delivery) ORDER BY created_at, id LIMIT :most"

/* By day and kind for reports; since the beginning (day 0) of everything, and of an announcement.
 */
static void count_gone(struct db *db, int64_t before, int64_t most)
{
	struct db_stmt *st = db_sql(db,
	    "WITH gone AS MATERIALIZED (SELECT announcement_id, created_at / 86400 AS day,"
	    " kind, state FROM delivery WHERE id IN (" GONE "))"
	    " INSERT INTO delivery_past (announcement_id, day, kind, state, count)"
	    " SELECT a, d, k, s, count(*) FROM (SELECT 0 AS a, day AS d, kind AS k, state AS s FROM gone"
	    " UNION ALL SELECT 0, 0, '', state FROM gone"
	    " UNION ALL SELECT announcement_id, 0, '', state FROM gone WHERE announcement_id IS NOT NULL)"
	    " WHERE true GROUP BY a, d, k, s"
	    " ON CONFLICT (announcement_id, day, kind, state) DO UPDATE SET count = count + excluded.count");

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	db_do(st);
}

int64_t outbox_forget(struct db *db, int64_t before, int64_t most)
{
	struct db_stmt *st;

	count_gone(db, before, most);
	st = db_sql(db, "DELETE FROM delivery WHERE id IN (" GONE ")");
	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	return db_run(st);
}

int64_t outbox_count_forgettable(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM delivery INDEXED BY delivery_past_use WHERE erased = 2"
	    " AND created_at < :before AND id < (SELECT max(id) FROM delivery)");

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

void outbox_past_counts(struct db *db, int64_t announcement_id, int64_t counts_r[DELIVERY_STATES])
{
	struct db_stmt *st = db_sql(db,
	    "SELECT state, count FROM delivery_past"
	    " WHERE announcement_id = :id AND day = 0");

	db_bind_int(st, ":id", announcement_id);
	while (db_row(st))
		counts_r[outbox_state_of(db_text(st, 0))] += db_int(st, 1);
}
