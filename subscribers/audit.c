/* SPDX-License-Identifier: MIT
 * Owns the table audit; see audit.h. Nothing here updates or deletes. */
#include "subscribers/audit.h"

#include <string.h>

#include "subscribers/json.h"

/* What a row's hash covers; each field with its length, so that nothing can move between them. */
static void link_hash(const uint8_t before[HASH_SIZE], int64_t id, int64_t at, struct slice actor,
    struct slice verb, struct slice object, uint8_t out[HASH_SIZE])
{
	struct buf text = BUF_INIT;

	buf_add(&text, before, HASH_SIZE);
	buf_printf(&text, "%lld %lld %zu %zu %zu ", (long long)id, (long long)at, actor.n, verb.n,
	    object.n);
	buf_slice(&text, actor);
	buf_slice(&text, verb);
	buf_slice(&text, object);
	hash_sha256(buf_all(&text), out);
	buf_release(&text);
}

/* The newest row's number and hash; 0 and zeros before the first. */
static int64_t newest(struct db *db, uint8_t hash[HASH_SIZE])
{
	struct db_stmt *st = db_sql(db, "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1");
	int64_t id;

	memset(hash, 0, HASH_SIZE);
	if (!db_row(st))
		return 0;
	id = db_int(st, 0);
	if (db_text(st, 1).n == HASH_SIZE)
		memcpy(hash, db_text(st, 1).p, HASH_SIZE);
	db_end(st);
	return id;
}

int64_t audit_add(struct db *db, const char *actor, const char *verb, struct slice object,
    int64_t now, uint8_t hash_r[HASH_SIZE])
{
	uint8_t before[HASH_SIZE];
	int64_t id = newest(db, before) + 1;
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO audit (id, at, actor, verb, object, hash)"
	    " VALUES (:id, :at, :actor, :verb, :object, :hash)");

	link_hash(before, id, now, slice_of(actor), slice_of(verb), object, hash_r);
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":at", now);
	db_bind_text(st, ":actor", actor);
	db_bind_text(st, ":verb", verb);
	db_bind_slice(st, ":object", object);
	db_bind_blob(st, ":hash", slice_make((const char *)hash_r, HASH_SIZE));
	db_do(st);
	return id;
}

int64_t audit_verify(struct db *db, int64_t *count_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id, at, actor, verb, object, hash FROM audit ORDER BY id");
	uint8_t before[HASH_SIZE] = { 0 }, hash[HASH_SIZE];

	*count_r = 0;
	while (db_row(st)) {
		int64_t id = db_int(st, 0);
		struct slice stored = db_text(st, 5);

		link_hash(before, id, db_int(st, 1), db_text(st, 2), db_text(st, 3), db_text(st, 4),
		    hash);
		if (id != *count_r + 1 || stored.n != HASH_SIZE ||
		    !hash_equal(stored.p, hash, HASH_SIZE)) {
			db_end(st);
			return *count_r + 1;
		}
		memcpy(before, hash, HASH_SIZE);
		++*count_r;
	}
	return 0;
}

void audit_json(struct db *db, int64_t since, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('id', id, 'at', " JSON_TIME(
	        "at") ", 'actor', actor,"
	              " 'verb', verb, 'object', object, 'hash', lower(hex(hash))) FROM audit WHERE at >= :since"
	              " ORDER BY id");

	db_bind_int(st, ":since", since);
	json_rows(st, out);
}
