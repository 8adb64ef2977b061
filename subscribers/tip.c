/* SPDX-License-Identifier: MIT
 * Owns the tables tip, tip_question and tip_digest; see tip.h. What staff and convenors see of a
 * tip is never who shared it, but for a name that its owner allowed. */
#include "subscribers/tip.h"

#include "daemon/common/utf8.h"
#include "subscribers/json.h"

void tip_init(struct tip *t)
{
	*t = (struct tip){ .text = BUF_INIT };
}

void tip_release(struct tip *t)
{
	buf_release(&t->text);
}

int64_t tip_add(struct db *db, int64_t list_id, int64_t subscriber_id, struct slice text,
    bool is_proven, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO tip (list_id, subscriber_id, text, is_proven, created_at)"
	    " VALUES (:list, :subscriber, :text, :is_proven, :now)");

	if (text.n == 0 || text.n > TIP_TEXT_MAX || !utf8_is_text(text))
		(void)db_refuse(db, "a tip is text of at most %d bytes", TIP_TEXT_MAX);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_slice(st, ":text", text);
	db_bind_int(st, ":is_proven", is_proven);
	db_bind_int(st, ":now", now);
	db_do(st);
	return db_last_id(db);
}

void tip_set_receipt(struct db *db, int64_t id, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db, "UPDATE tip SET receipt_id = :delivery WHERE id = :id");

	db_bind_int(st, ":delivery", delivery_id);
	db_bind_int(st, ":id", id);
	db_do(st);
}

void tip_set_shown(struct db *db, int64_t id, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db, "UPDATE tip SET shown_id = :delivery WHERE id = :id");

	db_bind_int(st, ":delivery", delivery_id);
	db_bind_int(st, ":id", id);
	db_do(st);
}

void tip_add_question(struct db *db, int64_t id, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO tip_question (delivery_id, tip_id) VALUES (:delivery, :id)");

	db_bind_int(st, ":delivery", delivery_id);
	db_bind_int(st, ":id", id);
	db_do(st);
}

bool tip_decide(struct db *db, int64_t id, bool is_approved, const char *by, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE tip SET state = iif(:approved, 'approved', 'rejected'),"
	    " decided_at = :now, decided_by = :by WHERE id = :id"
	    " AND (state = 'waiting' OR (state = 'approved' AND NOT :approved))");

	db_bind_int(st, ":approved", is_approved);
	db_bind_int(st, ":now", now);
	db_bind_text(st, ":by", by);
	db_bind_int(st, ":id", id);
	return db_run(st) > 0;
}

bool tip_own(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE tip SET is_proven = 1 WHERE id = :id AND state IN ('waiting', 'approved')");

	db_bind_int(st, ":id", id);
	return db_run(st) > 0;
}

bool tip_name(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE tip SET is_named = 1 WHERE id = :id AND is_proven"
	    " AND state IN ('waiting', 'approved')");

	db_bind_int(st, ":id", id);
	return db_run(st) > 0;
}

bool tip_withdraw(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM tip WHERE id = :id AND state IN ('waiting', 'approved')");

	db_bind_int(st, ":id", id);
	return db_run(st) > 0;
}

void tip_set_sent(struct db *db, int64_t id, int64_t announcement_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE tip SET state = 'sent', announcement_id = :announcement"
	    " WHERE id = :id AND state = 'approved'");

	db_bind_int(st, ":announcement", announcement_id);
	db_bind_int(st, ":id", id);
	if (db_run(st) == 0)
		(void)db_refuse(db, "tip %lld is not approved any more", (long long)id);
}

void tip_set_next_digest(struct db *db, int64_t list_id, int64_t at)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO tip_digest (list_id, next_at) VALUES (:list, :at)"
	    " ON CONFLICT (list_id) DO UPDATE SET next_at = excluded.next_at");

	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":at", at);
	db_do(st);
}

void tip_give_back(struct db *db, int64_t announcement_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE tip SET state = 'approved', announcement_id = NULL"
	    " WHERE announcement_id = :announcement AND state = 'sent'");

	db_bind_int(st, ":announcement", announcement_id);
	db_do(st);
}

void tip_part(struct db *db, int64_t subscriber_id, int64_t other_id, int64_t since)
{
	struct db_stmt *st = other_id == 0 ?
	    db_sql(db,
	        "DELETE FROM tip WHERE subscriber_id = :subscriber AND created_at >= :since") :
	    db_sql(db,
	        "UPDATE tip SET subscriber_id = :other WHERE subscriber_id = :subscriber AND created_at >= :since");

	if (other_id != 0)
		db_bind_int(st, ":other", other_id);
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":since", since);
	db_do(st); /* mostly there is none */
}

void tip_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE tip SET subscriber_id = :to WHERE subscriber_id = :from");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st); /* mostly there is none */
}

void tip_forget(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM tip WHERE state IN ('sent', 'rejected') AND decided_at < :before");

	db_bind_int(st, ":before", before);
	db_do(st);
}

/* --- reading --- */

bool tip_get(struct db *db, int64_t id, struct tip *t)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id, list_id, subscriber_id, is_named,"
	    " state IN ('waiting', 'approved'), text, is_proven FROM tip WHERE id = :id");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return false;
	t->id = db_int(st, 0);
	t->list_id = db_int(st, 1);
	t->subscriber_id = db_int(st, 2);
	t->is_named = db_int(st, 3) != 0;
	t->is_open = db_int(st, 4) != 0;
	buf_clear(&t->text);
	buf_slice(&t->text, db_text(st, 5));
	t->is_proven = db_int(st, 6) != 0;
	db_end(st);
	return true;
}

int64_t tip_by_mail(struct db *db, int64_t delivery_id, bool is_receipt)
{
	struct db_stmt *st = is_receipt ?
	    db_sql(db, "SELECT id FROM tip WHERE receipt_id = :delivery OR shown_id = :delivery") :
	    db_sql(db, "SELECT tip_id FROM tip_question WHERE delivery_id = :delivery");

	db_bind_int(st, ":delivery", delivery_id);
	return db_number(st, 0);
}

int64_t tip_count_waiting(struct db *db)
{
	return db_number(db_sql(db, "SELECT count(*) FROM tip WHERE state = 'waiting'"), 0);
}

int64_t tip_next_waiting(struct db *db, int64_t list_id, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id FROM tip WHERE state = 'waiting' AND (:list = 0 OR list_id = :list)"
	    " AND id > :after ORDER BY id LIMIT 1");

	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

int64_t tip_question_next(struct db *db, int64_t id, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT delivery_id FROM tip_question WHERE tip_id = :id AND delivery_id > :after"
	    " ORDER BY delivery_id LIMIT 1");

	db_bind_int(st, ":id", id);
	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

int64_t tip_count_since(struct db *db, int64_t subscriber_id, bool is_proven, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM tip WHERE subscriber_id = :subscriber"
	    " AND is_proven = :is_proven AND created_at > :since");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":is_proven", is_proven);
	db_bind_int(st, ":since", since);
	return db_number(st, 0);
}

int64_t tip_digest_due(struct db *db, int64_t now, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT t.list_id FROM tip t LEFT JOIN tip_digest d USING (list_id)"
	    " WHERE t.state = 'approved' AND coalesce(d.next_at, 0) <= :now AND t.list_id > :after ORDER BY t.list_id LIMIT 1");

	db_bind_int(st, ":now", now);
	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

int64_t tip_next_approved(struct db *db, int64_t list_id, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id FROM tip WHERE list_id = :list AND state = 'approved'"
	    " AND id > :after ORDER BY id LIMIT 1");

	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":after", after);
	return db_number(st, 0);
}

/* What came in somebody's name is not read back to them: a stranger could have us say anything to
 * anybody. */
#define OWN_TEXT "iif(t.is_proven, t.text, NULL)"
#define JSON_TIP(text) \
	"json_object('id', t.id, 'community', l.slug, 'state', t.state, 'named', json(iif(t.is_named, 'true', 'false'))," \
	" 'text', " text \
	", 'proven', json(iif(t.is_proven, 'true', 'false')), 'shared', " JSON_TIME( \
	    "t.created_at") ", 'decided', " JSON_TIME("t.decided_at") "," \
	                                                              " 'decided_by', t.decided_by, 'announcement', t.announcement_id)"

bool tip_json(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_TIP("t.text") " FROM tip t JOIN list_public l USING (list_id)"
	                                 " WHERE t.id = :id");

	db_bind_int(st, ":id", id);
	return json_row(st, out);
}

void tip_json_all(struct db *db, int64_t list_id, struct slice state, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_TIP(
	        "t.text") " FROM tip t JOIN list_public l USING (list_id)"
	                  " WHERE (:list = 0 OR t.list_id = :list) AND (:state = '' OR t.state = :state) ORDER BY t.id DESC");

	db_bind_int(st, ":list", list_id);
	db_bind_slice(st, ":state", state);
	json_rows(st, out);
}

void tip_json_of(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_TIP(OWN_TEXT) " FROM tip t JOIN list_public l USING (list_id)"
	                                 " WHERE t.subscriber_id = :subscriber ORDER BY t.id");

	db_bind_int(st, ":subscriber", subscriber_id);
	json_rows(st, out);
}

void tip_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE tip_digest SET next_at = max(:now, next_at - :by) WHERE next_at > :now");

	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
	if (!back->was_ahead)
		return;
	st = db_sql(db,
	    "UPDATE tip SET created_at = iif(created_at > :now, created_at - :by, created_at),"
	    " decided_at = iif(decided_at > :now, decided_at - :by, decided_at)"
	    " WHERE created_at > :now OR decided_at > :now");
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
}
