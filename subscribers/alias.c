/* SPDX-License-Identifier: MIT
 * Owns the table alias; see alias.h. Others see whose an address is through the view alias_owner;
 * the rows go with their person. */
#include "subscribers/alias.h"

#include <string.h>

#include "daemon/common/str_put.h"
#include "subscribers/json.h"
#include "subscribers/ledger.h"
#include "subscribers/subscriber.h"
#include "subscribers/suppression.h"

#define COLUMNS "id, address, address_key, address_hash, confirmed_at"

static bool one(struct db_stmt *st, struct alias *a)
{
	struct slice hash;

	if (!db_row(st))
		return false;
	memset(a, 0, sizeof *a);
	a->id = db_int(st, 0);
	str_put(a->address.spec, sizeof a->address.spec, "%.*s", SLICE_ARG(db_text(st, 1)));
	str_put(a->address.key, sizeof a->address.key, "%.*s", SLICE_ARG(db_text(st, 2)));
	hash = db_text(st, 3);
	if (hash.n == TOKEN_HASH_SIZE)
		memcpy(a->hash, hash.p, TOKEN_HASH_SIZE);
	a->confirmed_at = db_int(st, 4);
	db_end(st);
	return true;
}

bool alias_add(struct db *db, const struct token_key *key, int64_t subscriber_id,
    const struct address *address, int64_t now)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	struct subscriber other;
	struct db_stmt *st;

	if (subscriber_find(db, address, &other) || alias_count(db, subscriber_id) >= ALIAS_MAX)
		return false;
	token_hash_address(key, address->key, hash);
	st = db_sql(db,
	    "INSERT INTO alias (subscriber_id, address, address_key, address_hash, confirmed_at)"
	    " VALUES (:subscriber, :address, :key, :hash, :now)");
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_text(st, ":address", address->spec);
	db_bind_text(st, ":key", address->key);
	db_bind_blob(st, ":hash", slice_make((const char *)hash, sizeof hash));
	db_bind_int(st, ":now", now);
	return db_run(st) > 0;
}

bool alias_remove(struct db *db, int64_t subscriber_id, const char *address_key)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM alias WHERE subscriber_id = :subscriber AND address_key = :key");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_text(st, ":key", address_key);
	return db_run(st) > 0;
}

bool alias_give_up(struct db *db, int64_t subscriber_id, const char *address_key, int64_t now)
{
	struct alias a;

	if (!alias_find(db, subscriber_id, address_key, &a))
		return false;
	ledger_note(db, LEDGER_REMOVED, a.hash, 0, NULL, now);
	return alias_remove(db, subscriber_id, address_key);
}

int64_t alias_remove_hash(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE])
{
	struct db_stmt *st = db_sql(db, "DELETE FROM alias WHERE address_hash = :hash");

	db_bind_blob(st, ":hash", slice_make((const char *)hash, TOKEN_HASH_SIZE));
	return db_run(st);
}

int64_t alias_by_hash(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], struct alias *alias_r)
{
	struct db_stmt *st = db_sql(db, "SELECT " COLUMNS " FROM alias WHERE address_hash = :hash");
	int64_t owner;

	db_bind_blob(st, ":hash", slice_make((const char *)hash, TOKEN_HASH_SIZE));
	if (!one(st, alias_r))
		return 0;
	st = db_sql(db, "SELECT subscriber_id FROM alias WHERE id = :id");
	db_bind_int(st, ":id", alias_r->id);
	owner = db_number(st, 0);
	return owner;
}

bool alias_find(struct db *db, int64_t subscriber_id, const char *address_key,
    struct alias *alias_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " COLUMNS " FROM alias WHERE address_key = :key"
	    " AND subscriber_id = :subscriber");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_text(st, ":key", address_key);
	return one(st, alias_r);
}

int64_t alias_count(struct db *db, int64_t subscriber_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM alias WHERE subscriber_id = :subscriber");

	db_bind_int(st, ":subscriber", subscriber_id);
	return db_number(st, 0);
}

bool alias_next(struct db *db, int64_t subscriber_id, int64_t after, struct alias *alias_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " COLUMNS " FROM alias WHERE subscriber_id = :subscriber"
	    " AND id > :after ORDER BY id LIMIT 1");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":after", after);
	return one(st, alias_r);
}

void alias_states(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('address', address, 'confirmed', confirmed_at) FROM alias"
	    " WHERE subscriber_id = :subscriber ORDER BY id");

	db_bind_int(st, ":subscriber", subscriber_id);
	json_rows(st, out);
}

/* The n-th of these. */
static bool state_of(struct db *db, struct slice states, int64_t n, struct address *address,
    int64_t *confirmed_at)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT value ->> 'address', value ->> 'confirmed' FROM json_each(:states) WHERE key = :n");
	struct err err = ERR_INIT;
	bool is_there;

	db_bind_slice(st, ":states", states);
	db_bind_int(st, ":n", n);
	if (!db_row(st))
		return false;
	is_there = address_parse_utf8(db_text(st, 0), address, &err);
	*confirmed_at = db_int(st, 1);
	db_end(st);
	return is_there;
}

void alias_return(struct db *db, const struct token_key *key, int64_t subscriber_id,
    struct slice states, int64_t now)
{
	struct address address;
	int64_t confirmed_at;

	for (int64_t n = 0; state_of(db, states, n, &address, &confirmed_at); n++) {
		uint8_t hash[TOKEN_HASH_SIZE];

		token_hash_address(key, address.key, hash);
		if (!suppression_has(db, hash) &&
		    alias_add(db, key, subscriber_id, &address, confirmed_at))
			ledger_note(db, LEDGER_RETURNED, hash, 0, NULL, now);
	}
}

void alias_part(struct db *db, int64_t subscriber_id, int64_t other_id, int64_t since, int64_t now)
{
	struct alias a = { .id = 0 };

	while (alias_next(db, subscriber_id, a.id, &a)) {
		struct db_stmt *st;

		if (a.confirmed_at < since)
			continue;
		if (other_id == 0) {
			(void)alias_give_up(db, subscriber_id, a.address.key, now);
			continue;
		}
		st = db_sql(db, "UPDATE alias SET subscriber_id = :other WHERE id = :id");
		db_bind_int(st, ":other", other_id);
		db_bind_int(st, ":id", a.id);
		db_do(st);
	}
}

void alias_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE alias SET subscriber_id = :to WHERE subscriber_id = :from");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st); /* mostly there is none */
}

/* Answers from it would prove nothing until then. */
void alias_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE alias SET confirmed_at = confirmed_at - :by WHERE confirmed_at > :now");

	if (!back->was_ahead)
		return;
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st); /* mostly there is none */
}
