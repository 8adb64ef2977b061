/* SPDX-License-Identifier: MIT
 * Owns the table incarnation; see incarnation.h. Rows are only added: the nonces of earlier lives
 * are needed as long as a mail of theirs may be answered, and to leave by an old mail is for ever.
 */
#include "subscribers/incarnation.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/hash.h"
#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"

int64_t incarnation_number(struct db *db)
{
	return db_number(db_sql(db, "SELECT max(id) FROM incarnation"), 0);
}

int incarnation_begin(struct db *db, int64_t now, struct err *err)
{
	struct db_stmt *st;
	uint8_t nonce[INCARNATION_NONCE_SIZE];

	hash_random(nonce, sizeof nonce);
	db_begin(db);
	/* The last delivery is never deleted (outbox_past.c), so that its number is the highest
	 * ever given. */
	st = db_sql(db,
	    "INSERT INTO incarnation (id, nonce, since_at, delivery_above, subscription_above,"
	    " subscriber_above, rsvp_above)"
	    " SELECT 1 + coalesce((SELECT max(id) FROM incarnation), 0), :nonce, :now,"
	    " coalesce((SELECT max(delivery_id) FROM delivery_tally), 0),"
	    " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'subscription'), 0),"
	    " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'subscriber'), 0),"
	    " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'rsvp'), 0)");
	db_bind_blob(st, ":nonce", slice_make((const char *)nonce, sizeof nonce));
	db_bind_int(st, ":now", now);
	db_do(st);
	return db_commit(db, err);
}

int incarnation_ensure(struct db *db, int64_t now, struct err *err)
{
	return incarnation_number(db) > 0 ? 0 : incarnation_begin(db, now, err);
}

void incarnations_load(struct db *db, struct incarnations *r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT nonce, delivery_above, subscription_above, subscriber_above, rsvp_above"
	    " FROM incarnation ORDER BY id");

	*r = (struct incarnations){ .all = NULL };
	while (db_row(st)) {
		struct incarnation *life;

		r->all = xreallocarray(r->all, r->count + 1, sizeof r->all[0]);
		life = &r->all[r->count++];
		memcpy(life->nonce, db_text(st, 0).p,
		    sizeof life->nonce); /* the schema holds its length */
		for (int i = 0; i < INCARNATION_ROWS; i++)
			life->above[i] = db_int(st, 1 + i);
	}
}

void incarnations_release(struct incarnations *in)
{
	free(in->all);
	*in = (struct incarnations){ .all = NULL };
}

const struct incarnation *incarnation_of(const struct incarnations *in, enum incarnation_row row,
    int64_t id)
{
	size_t i = in->count;

	if (i == 0)
		bug("incarnation.none", "id=%lld", (long long)id);
	while (i > 1 && in->all[i - 1].above[row] >= id)
		i--;
	return &in->all[i - 1];
}

bool incarnation_is_before(const struct incarnations *in, enum incarnation_row row, int64_t id)
{
	return in->count > 0 && id <= in->all[0].above[row];
}
