/* SPDX-License-Identifier: MIT
 * Owns the table former; see former.h. */
#include "subscribers/former.h"

#include <string.h>

#include "subscribers/json.h"

void former_add(struct db *db, int64_t subscriber_id, const uint8_t hash[TOKEN_HASH_SIZE],
    int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO former (subscriber_id, address_hash, left_at)"
	    " VALUES (:subscriber, :hash, :now)"
	    " ON CONFLICT (subscriber_id, address_hash) DO UPDATE SET left_at = excluded.left_at");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_blob(st, ":hash", slice_make((const char *)hash, TOKEN_HASH_SIZE));
	db_bind_int(st, ":now", now);
	db_do(st); /* it is there now, or the transaction failed */
	st = db_sql(db,
	    "DELETE FROM former WHERE subscriber_id = :subscriber AND address_hash NOT IN"
	    " (SELECT address_hash FROM former WHERE subscriber_id = :subscriber ORDER BY left_at DESC LIMIT :most)");
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":most", FORMER_MAX);
	db_do(st); /* mostly there is none too many */
}

void former_drop(struct db *db, int64_t subscriber_id, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM former WHERE subscriber_id = :subscriber AND left_at >= :since");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":since", since);
	db_do(st);
}

void former_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE OR IGNORE former SET subscriber_id = :to WHERE subscriber_id = :from");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st); /* mostly there is none */
}

int former_get(struct db *db, int64_t subscriber_id, uint8_t hashes[FORMER_MAX][TOKEN_HASH_SIZE])
{
	struct db_stmt *st = db_sql(db,
	    "SELECT address_hash FROM former WHERE subscriber_id = :subscriber"
	    " ORDER BY left_at DESC LIMIT :most");
	int n = 0;

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":most", FORMER_MAX);
	while (db_row(st))
		memcpy(hashes[n++], db_text(st, 0).p,
		    TOKEN_HASH_SIZE); /* the schema holds its length */
	return n;
}

bool former_had(struct db *db, int64_t subscriber_id, const uint8_t hash[TOKEN_HASH_SIZE],
    int64_t at)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT 1 FROM former WHERE subscriber_id = :subscriber AND address_hash = :hash"
	    " AND left_at >= :at");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_blob(st, ":hash", slice_make((const char *)hash, TOKEN_HASH_SIZE));
	db_bind_int(st, ":at", at);
	return db_number(st, 0) == 1;
}

int64_t former_owner(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE])
{
	struct db_stmt *st = db_sql(db,
	    "SELECT subscriber_id FROM former WHERE address_hash = :hash ORDER BY left_at DESC LIMIT 1");

	db_bind_blob(st, ":hash", slice_make((const char *)hash, TOKEN_HASH_SIZE));
	return db_number(st, 0);
}

void former_json(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('left', " JSON_TIME(
	        "left_at") ") FROM former"
	                   " WHERE subscriber_id = :subscriber ORDER BY left_at");

	db_bind_int(st, ":subscriber", subscriber_id);
	json_rows(st, out);
}

/* Mail to who has the address now would be theirs until then. */
void former_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE former SET left_at = left_at - :by WHERE left_at > :now");

	if (!back->was_ahead)
		return;
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st); /* mostly there is none */
}
