/* SPDX-License-Identifier: MIT
 * What waits for somebody who is not to have it any more. Rows that are under way are left: they
 * are as good as sent. */
#include "daemon/core/outbox/outbox_rows.h"

/* Not those that failed: they came back, and are read (returned.h). */
#define WAITS "erased = 0 AND state IN ('queued', 'unsure', 'held')"

int64_t outbox_next_to(struct db *db, const char *address_key, const char *kinds, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id FROM delivery WHERE address IS NOT NULL AND lower(address) = :key AND " WAITS
	        NOT_LEASED(
	            "id") " AND kind IN (SELECT value FROM json_each(:kinds)) AND id > :after ORDER BY id LIMIT 1");

	db_bind_text(st, ":key", address_key);
	db_bind_text(st, ":kinds", kinds);
	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

void outbox_withdraw(struct db *db, int64_t id, const char *why, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET state = 'cancelled', reason = :why, settled_at = coalesce(settled_at, :now)"
	    " WHERE id = :id AND " WAITS NOT_LEASED("id"));

	db_bind_int(st, ":id", id);
	db_bind_text(st, ":why", why);
	db_bind_int(st, ":now", now);
	db_do(st); /* it was read in this transaction: it is there */
}

int64_t outbox_cancel_meeting(struct db *db, int64_t meeting_id, const char *kept, const char *why,
    int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET state = 'cancelled', reason = :why, settled_at = :now"
	    " WHERE meeting_id = :id AND kind NOT IN (SELECT value FROM json_each(:kept))"
	    " AND state IN ('queued', 'unsure', 'held')" NOT_LEASED("id"));

	db_bind_int(st, ":id", meeting_id);
	db_bind_text(st, ":kept", kept);
	db_bind_text(st, ":why", why);
	db_bind_int(st, ":now", now);
	return db_run(st);
}

static void set_office(struct db *db, int64_t id, int64_t to)
{
	struct db_stmt *st = db_sql(db, "UPDATE delivery SET by_office = :to WHERE id = :id");

	db_bind_int(st, ":id", id);
	db_bind_int(st, ":to", to);
	db_do(st); /* it was read in this transaction: it is there */
}

void outbox_not_led(struct db *db, int64_t id)
{
	set_office(db, id, 2);
}

void outbox_passed_on(struct db *db, int64_t id)
{
	set_office(db, id, 0);
}

int64_t outbox_next_not_led(struct db *db, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(id) FROM delivery WHERE by_office = 2 AND id > :after");

	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

/* Also one that is under way: it may come back to wait. */
bool outbox_waits_of(struct db *db, int64_t meeting_id, const char *kind)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT EXISTS (SELECT 1 FROM delivery WHERE meeting_id = :meeting AND kind = :kind"
	    " AND (by_office = 2 OR (" WAITS ")))");

	db_bind_int(st, ":meeting", meeting_id);
	db_bind_text(st, ":kind", kind);
	return db_number(st, 0) == 1;
}

bool outbox_had_of(struct db *db, int64_t meeting_id, const char *kind, const char *address_key,
    int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT EXISTS (SELECT 1 FROM delivery WHERE meeting_id = :meeting AND kind = :kind"
	    " AND lower(address) = :key AND state <> 'cancelled' AND created_at >= :since)");

	db_bind_int(st, ":meeting", meeting_id);
	db_bind_text(st, ":kind", kind);
	db_bind_text(st, ":key", address_key);
	db_bind_int(st, ":since", since);
	return db_number(st, 0) == 1;
}

bool outbox_goes_to(struct db *db, int64_t id, const char *address_key)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT EXISTS (SELECT 1 FROM delivery WHERE id = :id AND lower(address) = :key"
	    " AND erased = 0 AND state NOT IN ('failed', 'cancelled'))");

	db_bind_int(st, ":id", id);
	db_bind_text(st, ":key", address_key);
	return db_number(st, 0) == 1;
}
