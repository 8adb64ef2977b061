/* SPDX-License-Identifier: MIT
 * Owns the table byline; see byline.h. The schema itself lets go of the person when they are
 * deleted, whichever way that happens; a row without one is work for core's name_removal.c. */
#include "subscribers/byline.h"

#include "subscribers/json.h"

void byline_add(struct db *db, int64_t announcement_id, int64_t subscriber_id, struct slice name)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO byline (announcement_id, subscriber_id, shown)"
	    " VALUES (:announcement, :subscriber, :name)");

	db_bind_int(st, ":announcement", announcement_id);
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_slice(st, ":name", name);
	db_do(st);
}

bool byline_next_orphan(struct db *db, int64_t after, int64_t *id_r, int64_t *announcement_id_r,
    struct buf *name_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id, announcement_id, shown FROM byline"
	    " WHERE subscriber_id IS NULL AND id > :after ORDER BY id LIMIT 1");

	db_bind_int(st, ":after", after);
	if (!db_row(st))
		return false;
	*id_r = db_int(st, 0);
	*announcement_id_r = db_int(st, 1);
	buf_clear(name_r);
	buf_slice(name_r, db_text(st, 2));
	db_end(st);
	return true;
}

void byline_remove(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM byline WHERE id = :id");

	db_bind_int(st, ":id", id);
	db_do(st);
}

void byline_part(struct db *db, int64_t subscriber_id, int64_t other_id, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE byline SET subscriber_id = nullif(:other, 0) WHERE subscriber_id = :subscriber"
	    " AND announcement_id IN (SELECT announcement_id FROM announcement_public WHERE started_at >= :since)");

	db_bind_int(st, ":other", other_id);
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":since", since);
	db_do(st); /* mostly there is none */
}

void byline_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE byline SET subscriber_id = :to WHERE subscriber_id = :from");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st); /* mostly there is none */
}

void byline_json_of(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('announcement', announcement_id, 'name', shown)"
	    " FROM byline WHERE subscriber_id = :subscriber ORDER BY id");

	db_bind_int(st, ":subscriber", subscriber_id);
	json_rows(st, out);
}
