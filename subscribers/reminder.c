/* SPDX-License-Identifier: MIT
 * Owns the table reminder; see reminder.h. */
#include "subscribers/reminder.h"

#include "daemon/common/zone.h"

void reminder_add(struct db *db, int64_t meeting_id, int64_t offset_s, const char *zone,
    int64_t starts_at, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO reminder (meeting_id, offset_s, due_at, state)"
	    " VALUES (:meeting, :offset, :due, CASE WHEN :due < :now THEN 'missed' ELSE 'pending' END)"
	    " ON CONFLICT DO NOTHING");

	db_bind_int(st, ":meeting", meeting_id);
	db_bind_int(st, ":offset", offset_s);
	db_bind_int(st, ":due", zone_before(zone, starts_at, offset_s));
	db_bind_int(st, ":now", now);
	db_do(st);
}

bool reminder_next_due(struct db *db, int64_t now, struct reminder *r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT meeting_id, offset_s, due_at, sent_to FROM reminder"
	    " WHERE state = 'pending' AND due_at BETWEEN :at AND :now AND (due_at, meeting_id, offset_s) > (:at, :meeting, :offset)"
	    " ORDER BY due_at, meeting_id, offset_s LIMIT 1");

	db_bind_int(st, ":now", now);
	db_bind_int(st, ":at", r->due_at);
	db_bind_int(st, ":meeting", r->meeting_id);
	db_bind_int(st, ":offset", r->offset_s);
	if (!db_row(st))
		return false;
	*r = (struct reminder){ db_int(st, 0), db_int(st, 1), db_int(st, 2), db_int(st, 3) };
	db_end(st);
	return true;
}

int64_t reminder_next_at(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(due_at) FROM reminder WHERE state = 'pending' AND due_at > :now");

	db_bind_int(st, ":now", now);
	return db_number(st, 0);
}

int64_t reminder_miss_due(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE reminder SET state = CASE WHEN sent_to > 0 THEN 'sent' ELSE 'missed' END"
	    " WHERE state = 'pending' AND due_at <= :now");

	db_bind_int(st, ":now", now);
	return db_run(st);
}

bool reminder_settle(struct db *db, const struct reminder *r, const char *state)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE reminder SET state = :state"
	    " WHERE meeting_id = :meeting AND offset_s = :offset AND state = 'pending'");

	db_bind_text(st, ":state", state);
	db_bind_int(st, ":meeting", r->meeting_id);
	db_bind_int(st, ":offset", r->offset_s);
	return db_run(st) > 0;
}

bool reminder_postpone(struct db *db, const struct reminder *r, int64_t due_at)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE reminder SET due_at = :due"
	    " WHERE meeting_id = :meeting AND offset_s = :offset AND state = 'pending'");

	db_bind_int(st, ":due", due_at);
	db_bind_int(st, ":meeting", r->meeting_id);
	db_bind_int(st, ":offset", r->offset_s);
	return db_run(st) > 0;
}

bool reminder_set_sent_to(struct db *db, const struct reminder *r, int64_t sent_to)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE reminder SET sent_to = :to"
	    " WHERE meeting_id = :meeting AND offset_s = :offset AND state = 'pending'");

	db_bind_int(st, ":to", sent_to);
	db_bind_int(st, ":meeting", r->meeting_id);
	db_bind_int(st, ":offset", r->offset_s);
	return db_run(st) > 0;
}

static void move_one(struct db *db, int64_t meeting_id, int64_t offset_s, int64_t due_at,
    int64_t now)
{
	/* One that is on its way has told part of the members the old time: it is not begun again.
	 */
	struct db_stmt *st = db_sql(db,
	    "UPDATE reminder SET due_at = :due,"
	    " state = CASE WHEN sent_to > 0 THEN 'sent' WHEN :due < :now THEN 'missed' ELSE state END"
	    " WHERE meeting_id = :meeting AND offset_s = :offset AND state = 'pending'");

	db_bind_int(st, ":due", due_at);
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":meeting", meeting_id);
	db_bind_int(st, ":offset", offset_s);
	db_do(st);
}

void reminder_move(struct db *db, int64_t meeting_id, const char *zone, int64_t starts_at,
    int64_t now)
{
	int64_t offset_s = 0;

	for (;;) {
		struct db_stmt *st = db_sql(db,
		    "SELECT min(offset_s) FROM reminder WHERE meeting_id = :meeting"
		    " AND state = 'pending' AND offset_s > :after");

		db_bind_int(st, ":meeting", meeting_id);
		db_bind_int(st, ":after", offset_s);
		offset_s = db_number(st, 0);
		if (offset_s == 0)
			return;
		move_one(db, meeting_id, offset_s, zone_before(zone, starts_at, offset_s), now);
	}
}

bool reminder_find(struct db *db, int64_t meeting_id, int64_t offset_s, struct reminder *r_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT due_at, sent_to FROM reminder"
	    " WHERE meeting_id = :meeting AND offset_s = :offset AND state = 'pending'");

	db_bind_int(st, ":meeting", meeting_id);
	db_bind_int(st, ":offset", offset_s);
	if (!db_row(st))
		return false;
	*r_r = (struct reminder){ meeting_id, offset_s, db_int(st, 0), db_int(st, 1) };
	db_end(st);
	return true;
}

void reminder_cancel_all(struct db *db, int64_t meeting_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE reminder SET state = 'cancelled'"
	    " WHERE meeting_id = :meeting AND state = 'pending'");

	db_bind_int(st, ":meeting", meeting_id);
	db_do(st);
}

void reminder_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE reminder SET state = 'pending' WHERE state = 'missed' AND due_at > :now");

	db_bind_int(st, ":now", back->now);
	db_do(st);
}
