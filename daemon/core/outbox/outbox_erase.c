/* SPDX-License-Identifier: MIT
 * Forgetting: rows are marked in the transaction that forgets somebody, and erased one by one as
 * soon as they are not under way. An erased one names nobody, and stays for a while
 * (outbox_past.c). */
#include "daemon/core/outbox/outbox_rows.h"

void outbox_set_about(struct db *db, int64_t id, struct slice hash)
{
	struct db_stmt *st = db_sql(db, "UPDATE delivery SET about_hash = :hash WHERE id = :id");

	db_bind_blob(st, ":hash", hash);
	db_bind_int(st, ":id", id);
	db_do(st);
}

void outbox_copy_about(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET about_hash = (SELECT about_hash FROM delivery WHERE id = :from)"
	    " WHERE id = :to");

	db_bind_int(st, ":from", from_id);
	db_bind_int(st, ":to", to_id);
	db_do(st);
}

int64_t outbox_count_about(struct db *db, struct slice hash, const char *kind, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM delivery WHERE about_hash = :hash AND kind = :kind"
	    " AND created_at > :since");

	db_bind_blob(st, ":hash", hash);
	db_bind_text(st, ":kind", kind);
	db_bind_int(st, ":since", since);
	return db_number(st, 0);
}

void outbox_mark_erased(struct db *db, int64_t subscriber_id, const char *address_key,
    struct slice hash)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET erased = 1 WHERE erased = 0"
	    " AND (subscriber_id = :subscriber OR (address IS NOT NULL AND lower(address) = :key) OR about_hash = :hash)");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_text(st, ":key", address_key);
	db_bind_blob(st, ":hash", hash);
	db_do(st);
}

void outbox_addresses(struct db *db, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT DISTINCT lower(address) FROM delivery WHERE address IS NOT NULL"
	    " AND subscriber_id IS NULL AND erased = 0");

	while (db_row(st))
		buf_printf(out, "%.*s\n", SLICE_ARG(db_text(st, 0)));
}

void outbox_part(struct db *db, int64_t subscriber_id, int64_t other_id, const char *address_key,
    int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET subscriber_id = nullif(:other, 0) WHERE subscriber_id = :subscriber"
	    " AND created_at >= :since AND ((address IS NOT NULL AND lower(address) <> :key) OR (list_id IS NOT NULL"
	    " AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.subscriber_id = :subscriber AND m.list_id = delivery.list_id)))");

	db_bind_int(st, ":other", other_id);
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":since", since);
	db_bind_text(st, ":key", address_key);
	db_do(st);
}

void outbox_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE OR IGNORE delivery SET subscriber_id = :to WHERE subscriber_id = :from");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st);
	st = db_sql(db,
	    "UPDATE delivery SET erased = 1 WHERE erased = 0 AND subscriber_id = :from");
	db_bind_int(st, ":from", from_id);
	db_do(st);
}

void outbox_mark_one(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "UPDATE delivery SET erased = 1 WHERE id = :id");

	db_bind_int(st, ":id", id);
	db_do(st);
}

int64_t outbox_mark_old(struct db *db, int64_t before, int64_t most)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE delivery SET erased = 1 WHERE id IN (SELECT id FROM delivery"
	    " INDEXED BY delivery_age WHERE erased = 0 AND created_at < :before AND settled_at IS NOT NULL"
	    " ORDER BY created_at LIMIT :most)");

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	return db_run(st);
}

int64_t outbox_count_old(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM delivery INDEXED BY delivery_age"
	    " WHERE erased = 0 AND created_at < :before AND settled_at IS NOT NULL");

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

/* The words of the index delivery_asked. A question may have been repeated a day before it lapsed:
 * those of a person who is gone are over at any age. */
#define ASKED \
	" FROM delivery INDEXED BY delivery_asked WHERE erased = 0 AND (kind = 'replace' OR kind = 'address-check'" \
	" OR kind = 'address-add' OR (subscriber_id IS NULL AND (kind = 'confirm' OR kind = 'confirm-again'" \
	" OR kind = 'confirm-unclear' OR kind = 'invite'))) AND created_at < :before AND settled_at IS NOT NULL" \
	" AND (subscriber_id IS NULL AND kind <> 'replace') = :gone"

static void bind_asked(struct db_stmt *st, int64_t before, bool is_gone)
{
	db_bind_int(st, ":before", is_gone ? INT64_MAX : before);
	db_bind_int(st, ":gone", is_gone);
}

int64_t outbox_mark_asked(struct db *db, int64_t before, int64_t most)
{
	int64_t count = 0;

	for (int is_gone = 0; is_gone <= 1; is_gone++) {
		struct db_stmt *st = db_sql(db,
		    "UPDATE delivery SET erased = 1 WHERE id IN (SELECT id" ASKED " LIMIT :most)");

		bind_asked(st, before, is_gone);
		db_bind_int(st, ":most", most);
		count += db_run(st);
	}
	return count;
}

int64_t outbox_count_asked(struct db *db, int64_t before)
{
	int64_t count = 0;

	for (int is_gone = 0; is_gone <= 1; is_gone++) {
		struct db_stmt *st = db_sql(db, "SELECT count(*)" ASKED);

		bind_asked(st, before, is_gone);
		count += db_number(st, 0);
	}
	return count;
}

int64_t outbox_erase_next(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id FROM delivery INDEXED BY delivery_to_erase WHERE erased = 1" NOT_LEASED(
	        "id") " AND (kind <> '" OUTBOX_LAST_RECEIPT "'"
	              " OR state NOT IN ('queued', 'unsure')) LIMIT 1");
	int64_t id = db_number(st, 0);

	if (id == 0)
		return 0;
	/* A failed one cannot be retried any more either: its bytes go. */
	st = db_sql(db,
	    "UPDATE delivery SET erased = 2, address = NULL, subscriber_id = NULL, about_hash = NULL,"
	    " reason = NULL, settled_at = coalesce(settled_at, :now),"
	    " state = CASE WHEN state IN ('sent', 'failed') THEN state ELSE 'cancelled' END WHERE id = :id");
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":now", now);
	db_do(st);
	return id;
}

bool outbox_is_erased(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "SELECT erased = 2 FROM delivery WHERE id = :id");

	db_bind_int(st, ":id", id);
	return db_number(st, 0) == 1;
}

bool outbox_has_marked(struct db *db)
{
	return db_number(db_sql(db,
	                     "SELECT EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_to_erase"
	                     " WHERE erased = 1)"),
	           0) == 1;
}

bool outbox_marked_moves(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_to_erase"
	    " WHERE erased = 1 AND (due_at <= :now OR id IN (SELECT delivery_id FROM lease)))");

	db_bind_int(st, ":now", now);
	return db_number(st, 0) == 1;
}
