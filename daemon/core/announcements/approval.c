/* SPDX-License-Identifier: MIT
 * Owns the tables approval, writer and look; see approval.h. It does not know what a text is made
 * of, nor how many approvals are needed: approving.c does. */
#include "daemon/core/announcements/approval.h"

#include <limits.h>
#include <string.h>

#include "subscribers/json.h"

bool approval_has_moved(int64_t approved, int64_t now)
{
	int64_t by = now > approved ? now - approved : approved - now;

	return by * 100 > approved * APPROVAL_MOVE_PERCENT;
}

static void make_void(struct db *db, int64_t announcement_id, int64_t id, struct slice why,
    int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE approval SET voided_at = :now, reason = :why"
	    " WHERE announcement_id = :of AND (:id = 0 OR id = :id) AND voided_at IS NULL");

	db_bind_int(st, ":of", announcement_id);
	db_bind_int(st, ":id", id);
	db_bind_slice(st, ":why", why);
	db_bind_int(st, ":now", now);
	db_do(st); /* there may be none */
}

void approval_wrote(struct db *db, int64_t announcement_id, const char *account, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO writer (announcement_id, account, at) VALUES (:of, :account, :now)"
	    " ON CONFLICT (announcement_id, account) DO UPDATE SET at = :now");
	struct buf why = BUF_INIT;

	db_bind_int(st, ":of", announcement_id);
	db_bind_text(st, ":account", account);
	db_bind_int(st, ":now", now);
	db_do(st);
	buf_printf(&why, "%s changed it", account);
	make_void(db, announcement_id, 0, buf_all(&why), now);
	buf_release(&why);
}

static void add(struct db *db, int64_t announcement_id, const struct approval_text *text,
    const char *actor, bool is_waiver, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO approval (announcement_id, hash, recipients, actor, at, is_waiver)"
	    " VALUES (:of, :hash, :recipients, :actor, :now, :is_waiver)");

	db_bind_int(st, ":of", announcement_id);
	db_bind_blob(st, ":hash", slice_make((const char *)text->hash, HASH_SIZE));
	db_bind_int(st, ":recipients", text->recipients);
	db_bind_text(st, ":actor", actor);
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":is_waiver", is_waiver);
	db_do(st);
}

void approval_add(struct db *db, int64_t announcement_id, const struct approval_text *text,
    const char *actor, int64_t now)
{
	add(db, announcement_id, text, actor, false, now);
}

void approval_waive(struct db *db, int64_t announcement_id, const struct approval_text *text,
    const char *actor, int64_t now)
{
	add(db, announcement_id, text, actor, true, now);
}

/* The next that stands, above `id`; false behind the last. */
static bool next_standing(struct db *db, int64_t announcement_id, int64_t *id,
    struct approval_text *text)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id, hash, recipients FROM approval WHERE announcement_id = :of"
	    " AND id > :id AND voided_at IS NULL AND is_waiver = 0 ORDER BY id LIMIT 1");

	db_bind_int(st, ":of", announcement_id);
	db_bind_int(st, ":id", *id);
	if (!db_row(st))
		return false;
	*id = db_int(st, 0);
	memcpy(text->hash, db_text(st, 1).p, HASH_SIZE); /* the schema holds it to that length */
	text->recipients = db_int(st, 2);
	db_end(st);
	return true;
}

bool approval_sift(struct db *db, int64_t announcement_id, const struct approval_text *text,
    int64_t now, struct buf *why, bool *is_other)
{
	struct approval_text of;
	int64_t id = 0;
	bool is_void = false;

	*is_other = false;
	while (next_standing(db, announcement_id, &id, &of)) {
		bool is_same = hash_equal(of.hash, text->hash, HASH_SIZE);

		if (is_same && !approval_has_moved(of.recipients, text->recipients))
			continue;
		buf_clear(why);
		if (is_same)
			buf_printf(why, "it would go to %lld people now, and was approved for %lld",
			    (long long)text->recipients, (long long)of.recipients);
		else
			buf_text(why, "its text or an image of it is not what was approved");
		make_void(db, announcement_id, id, buf_all(why), now);
		*is_other = *is_other || !is_same;
		is_void = true;
	}
	return is_void;
}

void approval_withdraw(struct db *db, int64_t announcement_id, const char *actor, struct slice why,
    int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE approval SET voided_at = :now, reason = :why"
	    " WHERE announcement_id = :of AND actor = :actor AND is_waiver = 0 AND voided_at IS NULL");

	db_bind_int(st, ":of", announcement_id);
	db_bind_text(st, ":actor", actor);
	db_bind_slice(st, ":why", why);
	db_bind_int(st, ":now", now);
	db_do(st); /* there may be none */
}

int64_t approval_next_of(struct db *db, const char *actor, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT coalesce(min(announcement_id), 0) FROM approval WHERE actor = :actor"
	    " AND is_waiver = 0 AND voided_at IS NULL AND announcement_id > :after");

	db_bind_text(st, ":actor", actor);
	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

int approval_count(struct db *db, int64_t announcement_id)
{
	/* An author's own may be there from when none was asked for: it counts for nothing when one
	 * is. */
	struct db_stmt *st = db_sql(db,
	    "SELECT count(DISTINCT actor), max(is_waiver) FROM approval a"
	    " WHERE announcement_id = :of AND voided_at IS NULL AND (is_waiver = 1 OR NOT EXISTS"
	    " (SELECT 1 FROM writer w WHERE w.announcement_id = a.announcement_id AND w.account = a.actor))");
	int count = 0;

	db_bind_int(st, ":of", announcement_id);
	if (db_row(st)) {
		count = db_int(st, 1) != 0 ? INT_MAX : (int)db_int(st, 0);
		db_end(st);
	}
	return count;
}

bool approval_has(struct db *db, int64_t announcement_id, const char *actor)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT 1 FROM approval WHERE announcement_id = :of AND actor = :actor"
	    " AND voided_at IS NULL");

	db_bind_int(st, ":of", announcement_id);
	db_bind_text(st, ":actor", actor);
	return db_number(st, 0) == 1;
}

bool approval_is_writer(struct db *db, int64_t announcement_id, const char *account)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT 1 FROM writer WHERE announcement_id = :of AND account = :account");

	db_bind_int(st, ":of", announcement_id);
	db_bind_text(st, ":account", account);
	return db_number(st, 0) == 1;
}

void approval_saw(struct db *db, int64_t announcement_id, const char *account,
    const struct approval_text *text, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO look (announcement_id, account, hash, recipients, at)"
	    " VALUES (:of, :account, :hash, :recipients, :now) ON CONFLICT (announcement_id, account)"
	    " DO UPDATE SET hash = :hash, recipients = :recipients, at = :now");

	db_bind_int(st, ":of", announcement_id);
	db_bind_text(st, ":account", account);
	db_bind_blob(st, ":hash", slice_make((const char *)text->hash, HASH_SIZE));
	db_bind_int(st, ":recipients", text->recipients);
	db_bind_int(st, ":now", now);
	db_do(st);
}

bool approval_seen(struct db *db, int64_t announcement_id, const char *account,
    struct approval_text *text)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT hash, recipients FROM look WHERE announcement_id = :of"
	    " ORDER BY account = :account DESC, at DESC LIMIT 1");

	db_bind_int(st, ":of", announcement_id);
	db_bind_text(st, ":account", account);
	if (!db_row(st))
		return false;
	memcpy(text->hash, db_text(st, 0).p, HASH_SIZE); /* the schema holds it to that length */
	text->recipients = db_int(st, 1);
	db_end(st);
	return true;
}

void approval_json(struct db *db, int64_t announcement_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('by', actor, 'at', " JSON_TIME(
	        "at") ", 'recipients', recipients,"
	              " 'hash', lower(hex(hash)), 'void', reason) FROM approval WHERE announcement_id = :of AND is_waiver = 0"
	              " ORDER BY id");

	db_bind_int(st, ":of", announcement_id);
	json_rows(st, out);
}

/* What was shown then would be what was shown last until then. */
void approval_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db, "UPDATE look SET at = at - :by WHERE at > :now");

	if (!back->was_ahead)
		return;
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st); /* mostly there is none */
}
