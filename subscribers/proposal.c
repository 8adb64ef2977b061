/* SPDX-License-Identifier: MIT
 * Owns the table proposal; see proposal.h. There is at most one row a meeting. */
#include "subscribers/proposal.h"

#include "daemon/common/str_put.h"

void proposal_add(struct db *db, int64_t delivery_id, const struct proposal *p, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO proposal (meeting_id, delivery_id, revision, starts_at,"
	    " reason, asked_at) VALUES (:meeting, :delivery, :revision, nullif(:starts, 0), :reason, :now)"
	    " ON CONFLICT (meeting_id) DO UPDATE SET delivery_id = excluded.delivery_id,"
	    " revision = excluded.revision, starts_at = excluded.starts_at, reason = excluded.reason,"
	    " asked_at = excluded.asked_at");

	db_bind_int(st, ":meeting", p->meeting_id);
	db_bind_int(st, ":delivery", delivery_id);
	db_bind_int(st, ":revision", p->revision);
	db_bind_int(st, ":starts", p->starts_at);
	db_bind_text(st, ":reason", p->reason);
	db_bind_int(st, ":now", now);
	db_do(st);
}

bool proposal_take(struct db *db, int64_t delivery_id, struct proposal *p)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT meeting_id, revision, coalesce(starts_at, 0), reason"
	    " FROM proposal WHERE delivery_id = :delivery");

	db_bind_int(st, ":delivery", delivery_id);
	if (!db_row(st))
		return false;
	*p = (struct proposal){
		.meeting_id = db_int(st, 0), .revision = db_int(st, 1), .starts_at = db_int(st, 2)
	};
	str_put(p->reason, sizeof p->reason, "%.*s", SLICE_ARG(db_text(st, 3)));
	db_end(st);
	st = db_sql(db, "DELETE FROM proposal WHERE delivery_id = :delivery");
	db_bind_int(st, ":delivery", delivery_id);
	db_do(st);
	return true;
}

void proposal_lapse(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM proposal WHERE asked_at < :before");

	db_bind_int(st, ":before", before);
	db_do(st);
}

void proposal_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE proposal SET asked_at = asked_at - :by WHERE asked_at > :now");

	if (!back->was_ahead)
		return;
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st); /* mostly there is none */
}
