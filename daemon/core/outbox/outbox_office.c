/* SPDX-License-Identifier: MIT
 * What waits for somebody who is not to have it any more. Rows that are under way are left: they
 * are as good as sent. */
#include "daemon/core/outbox/outbox_rows.h"

#define WAITS \
	"address IS NOT NULL AND lower(address) = :key AND erased = 0 AND state IN ('queued', 'unsure', 'held', 'failed')" NOT_LEASED( \
	    "id")

int64_t outbox_next_to(struct db *db, const char *address_key, const char *kind, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id FROM delivery WHERE " WAITS
	    " AND kind = :kind AND id > :after ORDER BY id LIMIT 1");

	db_bind_text(st, ":key", address_key);
	db_bind_text(st, ":kind", kind);
	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

void outbox_replace(struct db *db, int64_t id, int64_t by, const char *why, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET about_hash = (SELECT d.about_hash FROM delivery d WHERE d.id = :id)"
	    " WHERE id = :by");

	db_bind_int(st, ":id", id);
	db_bind_int(st, ":by", by);
	(void)db_run(st);
	st = db_sql(db,
	    "UPDATE delivery SET state = 'cancelled', reason = :why, settled_at = coalesce(settled_at, :now)"
	    " WHERE id = :id AND state IN ('queued', 'unsure', 'held', 'failed')" NOT_LEASED("id"));
	db_bind_int(st, ":id", id);
	db_bind_text(st, ":why", why);
	db_bind_int(st, ":now", now);
	(void)db_run(st); /* it was read in this transaction: it is there */
}

int64_t outbox_cancel_to(struct db *db, const char *address_key, int64_t list_id, const char *kinds,
    const char *why, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET state = 'cancelled', reason = :why, settled_at = :now"
	    " WHERE address IS NOT NULL AND lower(address) = :key AND settled_at IS NULL AND (:list = 0 OR list_id = :list)"
	    " AND kind IN (SELECT value FROM json_each(:kinds)) AND state IN ('queued', 'unsure', 'held')" NOT_LEASED(
	        "id"));

	db_bind_text(st, ":key", address_key);
	db_bind_int(st, ":list", list_id);
	db_bind_text(st, ":kinds", kinds);
	db_bind_text(st, ":why", why);
	db_bind_int(st, ":now", now);
	return db_run(st);
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
