/* SPDX-License-Identifier: MIT
 * The mail host's copies; see inbound_copy.h. */
#include "daemon/core/inbound/inbound_rows.h"

void inbound_copy_init(struct inbound_copy *c)
{
	*c = (struct inbound_copy){ .place = BUF_INIT };
}

void inbound_copy_release(struct inbound_copy *c)
{
	buf_release(&c->place);
}

void inbound_copy_add(struct db *db, const char *inbox, struct slice hash, struct slice place,
    int64_t size, int64_t received_at, int64_t now)
{
	/* A place that is given again (a server restored from a backup) holds another message now.
	 */
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO inbound_copy (inbound_id, inbox, place, size, received_at, stored_at)"
	    " SELECT id, :inbox, :place, :size, :received, :now FROM inbound WHERE hash = :hash"
	    " ON CONFLICT (inbox, place) DO UPDATE SET inbound_id = excluded.inbound_id, size = excluded.size,"
	    " received_at = excluded.received_at, stored_at = excluded.stored_at, is_unwanted = 0, retry_at = 0");

	db_bind_text(st, ":inbox", inbox);
	db_bind_slice(st, ":place", place);
	db_bind_int(st, ":size", size);
	db_bind_int(st, ":received", received_at);
	db_bind_int(st, ":now", now);
	db_bind_blob(st, ":hash", hash);
	db_do(st);
}

static void delete_at(struct db *db, const char *inbox, struct slice place)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM inbound_copy WHERE inbox = :inbox AND place = :place");

	db_bind_text(st, ":inbox", inbox);
	db_bind_slice(st, ":place", place);
	db_do(st);
}

void inbound_copy_move(struct db *db, const char *inbox, struct slice from, struct slice to)
{
	struct db_stmt *st;

	if (to.n == 0) {
		delete_at(db, inbox, from);
		return;
	}
	delete_at(db, inbox, to); /* the number was given before: what had it is not there */
	st = db_sql(db,
	    "UPDATE inbound_copy SET place = :to WHERE inbox = :inbox AND place = :from");
	db_bind_slice(st, ":to", to);
	db_bind_text(st, ":inbox", inbox);
	db_bind_slice(st, ":from", from);
	db_do(st);
}

void inbound_copy_unwanted(struct db *db, int64_t inbound_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE inbound_copy SET is_unwanted = 1 WHERE inbound_id = :id");

	db_bind_int(st, ":id", inbound_id);
	db_do(st);
}

static bool one(struct db_stmt *st, struct inbound_copy *c)
{
	if (!db_row(st))
		return false;
	c->id = db_int(st, 0);
	c->size = db_int(st, 1);
	c->received_at = db_int(st, 2);
	buf_clear(&c->place);
	buf_slice(&c->place, db_text(st, 3));
	db_end(st);
	return true;
}

#define COLUMNS "c.id, c.size, c.received_at, c.place"

bool inbound_copy_due(struct db *db, const char *inbox, bool unwanted, int64_t before, int64_t now,
    struct inbound_copy *c)
{
	struct db_stmt *st;

	if (unwanted) {
		st = db_sql(db,
		    "SELECT " COLUMNS " FROM inbound_copy c INDEXED BY inbound_copy_unwanted"
		    " WHERE c.inbox = :inbox AND c.is_unwanted = 1 AND c.retry_at <= :now LIMIT 1");
		db_bind_text(st, ":inbox", inbox);
		db_bind_int(st, ":now", now);
		if (one(st, c))
			return true;
	}
	st = db_sql(db,
	    "SELECT " COLUMNS " FROM inbound_copy c INDEXED BY inbound_copy_age"
	    " CROSS JOIN inbound i ON i.id = c.inbound_id WHERE c.inbox = :inbox AND c.stored_at < :before"
	    " AND c.retry_at <= :now AND i.state = 'done' ORDER BY c.stored_at LIMIT 1");
	db_bind_text(st, ":inbox", inbox);
	db_bind_int(st, ":before", before);
	db_bind_int(st, ":now", now);
	return one(st, c);
}

void inbound_copy_gone(struct db *db, int64_t id, struct slice place)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM inbound_copy WHERE id = :id AND place = :place");

	db_bind_int(st, ":id", id);
	db_bind_slice(st, ":place", place);
	db_do(st);
}

void inbound_copy_retry(struct db *db, int64_t id, int64_t at)
{
	struct db_stmt *st = db_sql(db, "UPDATE inbound_copy SET retry_at = :at WHERE id = :id");

	db_bind_int(st, ":at", at);
	db_bind_int(st, ":id", id);
	db_do(st);
}

int64_t inbound_copy_refused_count(struct db *db)
{
	return db_number(db_sql(db,
	                     "SELECT count(*) FROM inbound_copy INDEXED BY inbound_copy_unwanted"
	                     " WHERE is_unwanted = 1 AND retry_at > 0"),
	    0);
}

void inbound_copy_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE inbound_copy SET retry_at = iif(retry_at > :now, retry_at - :by, retry_at),"
	    " stored_at = iif(stored_at > :now, stored_at - :by, stored_at)"
	    " WHERE retry_at > :now OR stored_at > :now");

	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st); /* mostly there is none */
}
