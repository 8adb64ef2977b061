/* SPDX-License-Identifier: MIT
 * The tables inbound, inbound_raw and inbox; see inbound.h. */
#include "daemon/core/inbound/inbound_rows.h"

#include <string.h>

#include "subscribers/json.h"

void inbound_init(struct inbound *in)
{
	memset(in, 0, sizeof *in);
	buf_init(&in->inbox);
	buf_init(&in->message);
}

void inbound_release(struct inbound *in)
{
	buf_release(&in->inbox);
	buf_release(&in->message);
}

bool inbound_add(struct db *db, const char *inbox, struct slice message, int64_t received_at,
    int64_t size, bool is_cut, int64_t now)
{
	uint8_t hash[HASH_SIZE];
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO inbound (inbox, hash, received_at, stored_at, size, is_cut,"
	    " state) VALUES (:inbox, :hash, :received, :now, :size, :is_cut, 'new')"
	    " ON CONFLICT (hash) DO NOTHING");

	hash_sha256(message, hash);
	db_bind_text(st, ":inbox", inbox);
	db_bind_blob(st, ":hash", slice_make((const char *)hash, sizeof hash));
	db_bind_int(st, ":received", received_at);
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":size", size);
	db_bind_int(st, ":is_cut", is_cut);
	if (db_run(st) == 0)
		return false;
	st = db_sql(db, "INSERT INTO inbound_raw (inbound_id, message) VALUES (:id, :message)");
	db_bind_int(st, ":id", db_last_id(db));
	db_bind_blob(st, ":message", message);
	db_do(st);
	return true;
}

static bool one(struct db_stmt *st, struct inbound *in)
{
	struct slice hash;

	if (!db_row(st))
		return false;
	in->id = db_int(st, 0);
	in->received_at = db_int(st, 1);
	in->size = db_int(st, 2);
	in->attempts = db_int(st, 3);
	in->is_cut = db_int(st, 4) != 0;
	in->is_replayed = db_int(st, 8) != 0;
	hash = db_text(st, 5);
	if (hash.n == sizeof in->hash)
		memcpy(in->hash, hash.p, sizeof in->hash);
	buf_clear(&in->inbox);
	buf_slice(&in->inbox, db_text(st, 6));
	buf_clear(&in->message);
	buf_slice(&in->message, db_text(st, 7));
	db_end(st);
	return true;
}

#define COLUMNS \
	"i.id, i.received_at, i.size, i.attempts, i.is_cut, i.hash, i.inbox, r.message, i.budget IS 'staff'"

bool inbound_get(struct db *db, int64_t id, struct inbound *in_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " COLUMNS " FROM inbound i"
	    " JOIN inbound_raw r ON r.inbound_id = i.id WHERE i.id = :id");

	db_bind_int(st, ":id", id);
	return one(st, in_r);
}

/* Small ones are looked for among so many: a backlog is not read through for each. */
#define SMALL_AMONG "1000"

/* 0: nothing is to be done now. What waited until now comes first. What was tried and is not done
 * took its worker down with it, or was with it when core died. */
static int64_t next_id(struct db *db, bool small_first, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id FROM inbound WHERE due_at <= :now ORDER BY due_at, id LIMIT 1");
	int64_t id;

	db_bind_int(st, ":now", now);
	id = db_number(st, 0);
	if (id == 0 && small_first) {
		st = db_sql(db,
		    "SELECT min(id) FROM (SELECT id, size FROM inbound WHERE state = 'new' AND due_at IS NULL"
		    " ORDER BY id LIMIT " SMALL_AMONG ") WHERE size <= :small");
		db_bind_int(st, ":small", INBOUND_SMALL);
		id = db_number(st, 0);
	}
	if (id == 0)
		id = db_number(
		    db_sql(db,
		        "SELECT min(id) FROM inbound WHERE state = 'new' AND due_at IS NULL"),
		    0);
	if (id == 0)
		id = db_number(
		    db_sql(db,
		        "SELECT min(id) FROM inbound WHERE state IN ('new', 'parsing') AND due_at IS NULL"),
		    0);
	return id;
}

bool inbound_take(struct db *db, bool small_first, int64_t now, struct inbound *in_r)
{
	int64_t id = inbound_wait_first(db, next_id(db, small_first, now));
	struct db_stmt *st;

	if (id == 0 || !inbound_get(db, id, in_r))
		return false;
	st = db_sql(db,
	    "UPDATE inbound SET state = 'parsing', attempts = attempts + 1, due_at = NULL,"
	    " name_hash = NULL, turn = NULL, lane = NULL WHERE id = :id");
	db_bind_int(st, ":id", in_r->id);
	db_do(st);
	in_r->attempts++;
	return true;
}

static bool end_one(struct db *db, int64_t id, const char *state, const char *kind,
    const char *outcome, int64_t subscriber_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE inbound SET state = :state, kind = :kind, outcome = :outcome,"
	    " limited = NULL, subscriber_id = nullif(:subscriber, 0) WHERE id = :id AND state = 'parsing'");

	db_bind_int(st, ":id", id);
	db_bind_text(st, ":state", state);
	db_bind_text(st, ":kind", kind);
	db_bind_text(st, ":outcome", outcome);
	db_bind_int(st, ":subscriber", subscriber_id);
	return db_run(st) > 0;
}

bool inbound_done(struct db *db, int64_t id, const char *kind, const char *outcome,
    int64_t subscriber_id)
{
	return end_one(db, id, "done", kind, outcome, subscriber_id);
}

void inbound_note(struct db *db, int64_t id, struct slice note)
{
	struct db_stmt *st = db_sql(db, "UPDATE inbound SET note = :note WHERE id = :id");

	db_bind_int(st, ":id", id);
	db_bind_slice(st, ":note", note);
	db_do(st);
}

bool inbound_bytes(struct db *db, int64_t id, struct buf *message_r)
{
	struct db_stmt *st = db_sql(db, "SELECT message FROM inbound_raw WHERE inbound_id = :id");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return false;
	buf_slice(message_r, db_text(st, 0));
	db_end(st);
	return true;
}

/* --- limits --- */

void inbound_set_budget(struct db *db, int64_t id, const char *budget)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE inbound SET budget = :budget WHERE id = :id AND budget IS NOT :budget");

	db_bind_text(st, ":budget", budget);
	db_bind_int(st, ":id", id);
	db_do(st);
}

void inbound_set_limited(struct db *db, int64_t id, const char *limit)
{
	struct db_stmt *st = db_sql(db, "UPDATE inbound SET limited = :limit WHERE id = :id");

	db_bind_text(st, ":limit", limit);
	db_bind_int(st, ":id", id);
	db_do(st);
}

int64_t inbound_latest_of(struct db *db, int64_t but_id, struct slice hash, const char *budget,
    int64_t since, int64_t n)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT stored_at FROM inbound INDEXED BY inbound_acted WHERE sender_hash = :hash"
	    " AND (limited IS NULL OR limited = '" INBOUND_UNREAD
	    "') AND budget = :budget AND stored_at > :since AND id <> :id AND state = 'done'"
	    " ORDER BY stored_at DESC LIMIT 1 OFFSET :n");

	db_bind_blob(st, ":hash", hash);
	db_bind_text(st, ":budget", budget);
	db_bind_int(st, ":since", since);
	db_bind_int(st, ":id", but_id);
	db_bind_int(st, ":n", n - 1);
	return db_number(st, 0);
}

int64_t inbound_robotlike_count(struct db *db, struct slice hash, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM inbound WHERE sender_hash = :hash AND stored_at > :since"
	    " AND substr(note, 1, length(:note)) = :note");

	db_bind_blob(st, ":hash", hash);
	db_bind_int(st, ":since", since);
	db_bind_text(st, ":note", INBOUND_ROBOTLIKE);
	return db_number(st, 0);
}

int64_t inbound_bytes_of(struct db *db, struct slice hash, const char *budget, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT sum(size) FROM inbound WHERE sender_hash = :hash AND budget = :budget"
	    " AND stored_at > :since");

	db_bind_blob(st, ":hash", hash);
	db_bind_text(st, ":budget", budget);
	db_bind_int(st, ":since", since);
	return db_number(st, 0);
}

void inbound_held(struct db *db, const char *limit, int64_t since, struct inbound_held *held_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*), min(stored_at) FROM inbound"
	    " WHERE due_at IS NOT NULL AND limited = :limit");

	*held_r = (struct inbound_held){ 0 };
	db_bind_text(st, ":limit", limit);
	if (!db_row(st))
		return;
	held_r->waiting = db_int(st, 0);
	held_r->oldest_at = db_int(st, 1);
	db_end(st);
	st = db_sql(db,
	    "SELECT count(*) FROM inbound INDEXED BY inbound_limited"
	    " WHERE limited IS NOT NULL AND stored_at > :since AND limited = :limit AND state = 'done'");
	db_bind_text(st, ":limit", limit);
	db_bind_int(st, ":since", since);
	held_r->dropped = db_number(st, 0);
}

int64_t inbound_unverified_count(struct db *db, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM inbound WHERE outcome = 'bounce unverified'"
	    " AND stored_at > :since");

	db_bind_int(st, ":since", since);
	return db_number(st, 0);
}

bool inbound_quarantine(struct db *db, int64_t id, const char *why)
{
	return end_one(db, id, "quarantined", "unread", why, 0);
}

void inbound_staff_again(struct db *db, int64_t id, bool from_quarantine)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE inbound SET state = 'new', attempts = 0, due_at = NULL, budget = 'staff',"
	    " name_hash = NULL, turn = NULL, lane = NULL"
	    " WHERE id = :id AND (state = :from OR (due_at IS NOT NULL AND :from = 'done'))"
	    " AND EXISTS (SELECT 1 FROM inbound_raw WHERE inbound_id = :id)");

	db_bind_int(st, ":id", id);
	db_bind_text(st, ":from", from_quarantine ? "quarantined" : "done");
	if (db_run(st) == 0)
		(void)db_refuse(db,
		    "no message %lld that is %s and still kept; see \"dpupctl inbound list\"",
		    (long long)id, from_quarantine ? "quarantined" : "done");
}

int64_t inbound_seen(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE inbound SET limited = NULL WHERE limited IS NOT NULL AND state = 'done'"
	    " AND id <= :id");

	db_bind_int(st, ":id", id);
	return db_run(st);
}

void inbound_set_sender(struct db *db, int64_t id, struct slice hash)
{
	struct db_stmt *st = db_sql(db, "UPDATE inbound SET sender_hash = :hash WHERE id = :id");

	db_bind_blob(st, ":hash", hash);
	db_bind_int(st, ":id", id);
	db_do(st);
}

void inbound_set_mail(struct db *db, int64_t id, struct slice mail_hash)
{
	struct db_stmt *st = db_sql(db, "UPDATE inbound SET mail_hash = :mail WHERE id = :id");

	db_bind_blob(st, ":mail", mail_hash);
	db_bind_int(st, ":id", id);
	db_do(st);
}

void inbound_add_mark(struct db *db, int64_t id, struct slice mark)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO inbound_mark (hash, inbound_id) VALUES (:mark, :id) ON CONFLICT DO NOTHING");

	db_bind_blob(st, ":mark", mark);
	db_bind_int(st, ":id", id);
	db_do(st); /* it is read a second time, or has one twice */
}

static void drop_marks(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM inbound_mark WHERE inbound_id = :id");

	db_bind_int(st, ":id", id);
	db_do(st); /* most are not signed */
}

#define A_COPY \
	" FROM inbound WHERE (mail_hash = :mail OR id IN (SELECT inbound_id FROM inbound_mark WHERE hash = :mail)) AND id < :id"

bool inbound_came_before(struct db *db, int64_t id, struct slice mail_hash, int64_t before)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*)" A_COPY " AND stored_at < :before");

	db_bind_int(st, ":before", before);
	db_bind_blob(st, ":mail", mail_hash);
	db_bind_int(st, ":id", id);
	return db_number(st, 0) > 0;
}

bool inbound_has_vouched(struct db *db, int64_t id, struct slice mail_hash)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*)" A_COPY " AND budget IN ('vouched', 'convenor')");

	db_bind_blob(st, ":mail", mail_hash);
	db_bind_int(st, ":id", id);
	return db_number(st, 0) > 0;
}

void inbound_erase_one(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM inbound_raw WHERE inbound_id = :id");

	db_bind_int(st, ":id", id);
	db_do(st);
	/* What waited in the name of who is forgotten is not done any more. */
	st = db_sql(db,
	    "UPDATE inbound SET state = 'done', outcome = 'forgotten', due_at = NULL"
	    " WHERE id = :id AND due_at IS NOT NULL");
	db_bind_int(st, ":id", id);
	db_do(st);
	st = db_sql(db,
	    "UPDATE inbound SET sender_hash = NULL, mail_hash = NULL, subscriber_id = NULL,"
	    " name_hash = NULL, turn = NULL, lane = NULL WHERE id = :id");
	db_bind_int(st, ":id", id);
	db_do(st);
	drop_marks(db, id);
	inbound_copy_unwanted(db, id);
}

/* A message of theirs; one that waits in their name, whichever of their addresses it came from; 0:
 * there is none. What is not settled yet and does not wait was not read yet: it is a new message,
 * from nobody we know. */
static int64_t next_of(struct db *db, int64_t subscriber_id, struct slice hash)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id FROM inbound"
	    " WHERE (state IN ('done', 'quarantined') OR due_at IS NOT NULL) AND (subscriber_id = :subscriber OR sender_hash = :hash) LIMIT 1");
	int64_t id;

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_blob(st, ":hash", hash);
	id = db_number(st, 0);
	if (id != 0)
		return id;
	st = db_sql(db,
	    "SELECT id FROM inbound INDEXED BY inbound_due_of"
	    " WHERE name_hash = :hash AND due_at IS NOT NULL LIMIT 1");
	db_bind_blob(st, ":hash", hash);
	return db_number(st, 0);
}

void inbound_erase(struct db *db, int64_t subscriber_id, struct slice hash)
{
	int64_t id;

	while ((id = next_of(db, subscriber_id, hash)) != 0)
		inbound_erase_one(db, id);
}

int64_t inbound_forget_asked(struct db *db, int64_t before, int64_t most)
{
	int64_t count = 0;

	for (; count < most && !db_has_failed(db); count++) {
		struct db_stmt *st = db_sql(db,
		    "SELECT id FROM inbound INDEXED BY inbound_asked WHERE outcome = 'confirmation sent'"
		    " AND subscriber_id IS NULL AND sender_hash IS NOT NULL AND stored_at < :before ORDER BY stored_at LIMIT 1");
		int64_t id;

		db_bind_int(st, ":before", before);
		id = db_number(st, 0);
		if (id == 0)
			break;
		inbound_erase_one(db, id);
	}
	return count;
}

int64_t inbound_count_asked(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM inbound INDEXED BY inbound_asked WHERE outcome = 'confirmation sent'"
	    " AND subscriber_id IS NULL AND sender_hash IS NOT NULL AND stored_at < :before");

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

int64_t inbound_forget(struct db *db, int64_t before, int64_t most)
{
	/* CROSS JOIN: what is kept is looked through, and not the rows of all mail there ever was.
	 */
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM inbound_raw WHERE inbound_id IN (SELECT r.inbound_id"
	    " FROM inbound_raw r CROSS JOIN inbound i ON i.id = r.inbound_id"
	    " WHERE i.state = 'done' AND i.stored_at < :before LIMIT :most)");

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	return db_run(st);
}

int64_t inbound_count_old(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM inbound_raw r JOIN inbound i ON i.id = r.inbound_id"
	    " WHERE i.state = 'done' AND i.stored_at < :before");

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

#define OLD_BOUNCES \
	" FROM inbound_raw r CROSS JOIN inbound i ON i.id = r.inbound_id" \
	" WHERE i.state = 'done' AND i.kind = 'bounce' AND i.stored_at < :before"

int64_t inbound_forget_bounces(struct db *db, int64_t before, int64_t most)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM inbound_raw WHERE inbound_id IN (SELECT i.id" OLD_BOUNCES " LIMIT :most)");

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	return db_run(st);
}

int64_t inbound_count_bounces(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*)" OLD_BOUNCES);

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

/* The row stays: its hash knows a second copy of the same mail. */
#define OLD_WRITERS \
	" FROM inbound INDEXED BY inbound_known WHERE (sender_hash IS NOT NULL OR subscriber_id IS NOT NULL)" \
	" AND state = 'done' AND stored_at < :before"

int64_t inbound_forget_writers(struct db *db, int64_t before, int64_t most)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM inbound_mark WHERE inbound_id IN (SELECT id" OLD_WRITERS " LIMIT :most)");

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	db_do(st); /* most are not signed */
	st = db_sql(db,
	    "UPDATE inbound SET sender_hash = NULL, mail_hash = NULL, subscriber_id = NULL, note = NULL"
	    " WHERE id IN (SELECT id" OLD_WRITERS " LIMIT :most)");

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	return db_run(st);
}

int64_t inbound_count_writers(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*)" OLD_WRITERS);

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

int64_t inbound_newest_at(struct db *db)
{
	return db_number(
	    db_sql(db, "SELECT stored_at FROM inbound WHERE id = (SELECT max(id) FROM inbound)"),
	    0);
}

int64_t inbound_open_count(struct db *db)
{
	return db_number(db_sql(db,
	                     "SELECT count(*) FROM inbound WHERE state IN ('new', 'parsing')"
	                     " AND due_at IS NULL"),
	    0);
}

int64_t inbound_quarantined_count(struct db *db)
{
	return db_number(db_sql(db, "SELECT count(*) FROM inbound WHERE state = 'quarantined'"), 0);
}

/* As it is told: what waits for room is not new. */
#define STATE "iif(i.due_at IS NOT NULL, 'waiting', i.state)"

#define JSON_INBOUND \
	"json_object('id', i.id, 'inbox', i.inbox, 'received', " JSON_TIME( \
	    "i.received_at") "," \
	                     " 'size', i.size, 'state', " STATE \
	                     ", 'attempts', i.attempts, 'kind', i.kind, 'outcome', i.outcome, 'note', i.note," \
	                     " 'subscriber', i.subscriber_id, 'limited', i.limited, 'due', " JSON_TIME( \
	                         "i.due_at") "," \
	                                     " 'cut', json(iif(i.is_cut, 'true', 'false'))"

bool inbound_json(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_INBOUND ", 'sha256', lower(hex(i.hash)),"
	    " 'kept', json(iif(EXISTS (SELECT 1 FROM inbound_raw r WHERE r.inbound_id = i.id), 'true', 'false')))"
	    " FROM inbound i WHERE i.id = :id");

	db_bind_int(st, ":id", id);
	return json_row(st, out);
}

void inbound_json_all(struct db *db, struct slice state, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_INBOUND ") FROM inbound i"
	    " WHERE :state = '' OR " STATE
	    " = :state OR (:state = 'limited' AND i.limited IS NOT NULL AND i.state = 'done')"
	    " OR (:state = 'unread' AND i.id IN (SELECT inbound_id FROM inbound_unread))"
	    " ORDER BY i.id DESC LIMIT 1000");

	db_bind_slice(st, ":state", state);
	json_rows(st, out);
}

bool inbound_has_writer(struct db *db, struct slice hash, int64_t but)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT EXISTS (SELECT 1 FROM inbound WHERE sender_hash = :hash AND id <> :but)");

	db_bind_blob(st, ":hash", hash);
	db_bind_int(st, ":but", but);
	return db_number(st, 0) == 1;
}

void inbound_part(struct db *db, int64_t subscriber_id, int64_t other_id, struct slice hash,
    int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE inbound SET subscriber_id = nullif(:other, 0) WHERE subscriber_id = :subscriber"
	    " AND received_at >= :since AND sender_hash IS NOT :hash AND sender_hash NOT IN (SELECT a.hash FROM alias_hashed a"
	    " WHERE a.subscriber_id = :subscriber)");

	db_bind_int(st, ":other", other_id);
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":since", since);
	db_bind_blob(st, ":hash", hash);
	db_do(st);
}

void inbound_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE inbound SET subscriber_id = :to WHERE subscriber_id = :from");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st);
}

void inbound_json_of(struct db *db, int64_t subscriber_id, struct slice hash, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_INBOUND ", 'sha256', lower(hex(i.hash)),"
	    " 'kept', json(iif(EXISTS (SELECT 1 FROM inbound_raw r WHERE r.inbound_id = i.id), 'true', 'false')))"
	    " FROM inbound i WHERE i.subscriber_id = :subscriber OR i.sender_hash = :hash ORDER BY i.id");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_blob(st, ":hash", hash);
	json_rows(st, out);
}

void inbound_cursor(struct db *db, const char *inbox, int64_t *uidvalidity_r, int64_t *uid_r)
{
	struct db_stmt *st = db_sql(db, "SELECT uidvalidity, uid FROM inbox WHERE name = :name");

	*uidvalidity_r = *uid_r = 0;
	db_bind_text(st, ":name", inbox);
	if (!db_row(st))
		return;
	*uidvalidity_r = db_int(st, 0);
	*uid_r = db_int(st, 1);
	db_end(st);
}

void inbound_set_cursor(struct db *db, const char *inbox, int64_t uidvalidity, int64_t uid)
{
	/* As the fetcher says, also where it goes back: a server restored from a backup gives its
	 * numbers again, and what is offered twice is known by its hash. */
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO inbox (name, uidvalidity, uid)"
	    " VALUES (:name, :validity, :uid) ON CONFLICT (name) DO UPDATE SET"
	    " uid = :uid, uidvalidity = :validity");

	db_bind_text(st, ":name", inbox);
	db_bind_int(st, ":validity", uidvalidity);
	db_bind_int(st, ":uid", uid);
	db_do(st);
}

void inbound_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE inbound SET due_at = max(due_at - :by, 1) WHERE due_at > :now");

	/* What waits for room lies as far from now as it lay from then. */
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st); /* mostly nothing waits */
	if (!back->was_ahead)
		return;
	st = db_sql(db, "UPDATE inbound SET stored_at = stored_at - :by WHERE stored_at > :now");
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
}
