/* SPDX-License-Identifier: MIT
 * Owns the table incarnation; see incarnation.h. Rows are only added: the nonces of earlier lives are needed as
 * long as a mail of theirs may be answered, and to leave by an old mail is for ever. */
#include "incarnation.h"

#include "../daemon/common/hash.h"

#define NONCE_SIZE 16	/* as an address's hash: no two stores have the same */

int64_t incarnation_number(struct db *db)
{
	return db_number(db_sql(db, "SELECT max(id) FROM incarnation"), 0);
}

int incarnation_begin(struct db *db, int64_t now, struct err *err)
{
	struct db_stmt *st;
	uint8_t nonce[NONCE_SIZE];

	hash_random(nonce, sizeof nonce);
	db_begin(db);
	/* The last delivery is never deleted (outbox_past.c), so that its number is the highest ever given. */
	st = db_sql(db, "INSERT INTO incarnation (id, nonce, since_at, delivery_above, subscription_above,"
	    " subscriber_above, rsvp_above)"
	    " SELECT 1 + coalesce((SELECT max(id) FROM incarnation), 0), :nonce, :now,"
	    " coalesce((SELECT max(delivery_id) FROM delivery_tally), 0),"
	    " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'subscription'), 0),"
	    " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'subscriber'), 0),"
	    " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'rsvp'), 0)");
	db_bind_blob(st, ":nonce", slice_make((const char *)nonce, sizeof nonce));
	db_bind_int(st, ":now", now);
	(void)db_run(st);
	return db_commit(db, err);
}

int incarnation_ensure(struct db *db, int64_t now, struct err *err)
{
	return incarnation_number(db) > 0 ? 0 : incarnation_begin(db, now, err);
}
