/* SPDX-License-Identifier: MIT
 * Owns the tables consent, wording and shown; see consent.h. Records are only added; erasing a
 * person takes out what names them and leaves the proof. */
#include "subscribers/consent.h"

#include <string.h>

#include "subscribers/json.h"

static const char *const proof_names[PROOF_COUNT] = {
	[PROOF_NONE] = "none",
	[PROOF_VOUCHED] = "vouched",
	[PROOF_ANSWERED] = "answered",
	[PROOF_LINK] = "link",
	[PROOF_STAFF] = "staff",
	[PROOF_SELF] = "self",
};

const char *proof_text(enum proof proof)
{
	return proof_names[proof];
}

static int64_t wording_id(struct db *db, struct slice text)
{
	struct db_stmt *st = db_sql(db, "SELECT id FROM wording WHERE text = :text");
	int64_t id;

	db_bind_slice(st, ":text", text);
	id = db_number(st, 0);
	if (id != 0)
		return id;
	st = db_sql(db, "INSERT INTO wording (text) VALUES (:text)");
	db_bind_slice(st, ":text", text);
	db_do(st);
	return db_last_id(db);
}

void consent_record(struct db *db, int64_t subscriber_id, const uint8_t hash[TOKEN_HASH_SIZE],
    int64_t list_id, const char *act, struct slice wording, const struct evidence *e)
{
	int64_t words = wording.n > 0 ? wording_id(db, wording) : 0;
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO consent (subscriber_id, address_hash, list_id, act, kind,"
	    " channel, wording_id, notice, at, message_id, message_hash, authentication, proof, note)"
	    " VALUES (nullif(:subscriber, 0), :hash, :list, :act, CASE :act WHEN 'given' THEN 'express' ELSE 'none' END,"
	    " :channel, nullif(:wording, 0), :notice, :at, nullif(:message_id, ''),"
	    " CASE WHEN length(:message_hash) > 0 THEN :message_hash END,"
	    " nullif(:authentication, ''), :proof, nullif(:note, ''))");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_blob(st, ":hash", slice_make((const char *)hash, TOKEN_HASH_SIZE));
	db_bind_int(st, ":list", list_id);
	db_bind_text(st, ":act", act);
	db_bind_text(st, ":channel", e->channel);
	db_bind_int(st, ":wording", words);
	db_bind_text(st, ":notice", e->notice);
	db_bind_int(st, ":at", e->at);
	db_bind_slice(st, ":message_id", e->message_id);
	db_bind_blob(st, ":message_hash",
	    slice_make((const char *)e->message_hash, e->message_hash != NULL ? HASH_SIZE : 0));
	db_bind_slice(st, ":authentication", e->authentication);
	db_bind_text(st, ":proof", proof_text(e->proof));
	db_bind_slice(st, ":note", e->note);
	db_do(st);
}

void consent_record_unnamed(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], int64_t list_id,
    const char *act, const struct evidence *e)
{
	consent_record(db, 0, hash, list_id, act, SLICE_NONE, e);
}

void consent_record_import(struct db *db, int64_t import_id, int64_t after, struct slice wording,
    const struct evidence *e)
{
	struct db_stmt *st;
	int64_t words = wording_id(db, wording);

	st = db_sql(db,
	    "INSERT INTO consent (subscriber_id, address_hash, list_id, act, kind, channel, wording_id,"
	    " notice, at, import_id) SELECT subscriber_id, address_hash, list_id, 'asked', 'none', :channel, :wording,"
	    " :notice, :at, import_id FROM import_asked WHERE subscription_id > :after AND import_id = :import"
	    " ORDER BY subscription_id");
	db_bind_text(st, ":channel", e->channel);
	db_bind_int(st, ":wording", words);
	db_bind_text(st, ":notice", e->notice);
	db_bind_int(st, ":at", e->at);
	db_bind_int(st, ":after", after);
	db_bind_int(st, ":import", import_id);
	db_do(st);
}

static struct slice hash_slice(const uint8_t hash[TOKEN_HASH_SIZE])
{
	return slice_make((const char *)hash, TOKEN_HASH_SIZE);
}

bool consent_has_ended(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], int64_t list_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT act <> 'given' FROM consent WHERE address_hash = :hash AND list_id = :list"
	    " AND act <> 'asked' AND act IN ('given', 'withdrawn', 'refused') ORDER BY at DESC, id DESC LIMIT 1");

	db_bind_blob(st, ":hash", hash_slice(hash));
	db_bind_int(st, ":list", list_id);
	return db_number(st, 0) == 1;
}

bool consent_is_own(struct db *db, int64_t subscriber_id, const uint8_t hash[TOKEN_HASH_SIZE],
    int64_t list_id, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM consent WHERE subscriber_id = :subscriber AND list_id = :list"
	    " AND act = 'given' AND address_hash = :hash AND at >= :since AND proof IN ('vouched', 'answered', 'link')");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":list", list_id);
	db_bind_blob(st, ":hash", hash_slice(hash));
	db_bind_int(st, ":since", since);
	return db_number(st, 0) > 0;
}

#define OF_OTHERS \
	" WHERE subscriber_id = :subscriber AND at >= :since AND address_hash <> :hash" \
	" AND NOT (act = 'withdrawn' AND channel = 'staff')"

void consent_part(struct db *db, const struct consent_parting *p)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE consent SET subscriber_id = :other" OF_OTHERS
	    " AND address_hash = :other_hash AND :other <> 0");

	db_bind_int(st, ":subscriber", p->subscriber_id);
	db_bind_int(st, ":other", p->other_id);
	db_bind_int(st, ":since", p->since);
	db_bind_blob(st, ":hash", hash_slice(p->hash));
	db_bind_blob(st, ":other_hash", hash_slice(p->other_hash));
	db_do(st);
	st = db_sql(db,
	    "UPDATE consent SET subscriber_id = NULL, message_id = NULL, note = NULL, import_id = NULL" OF_OTHERS);
	db_bind_int(st, ":subscriber", p->subscriber_id);
	db_bind_int(st, ":since", p->since);
	db_bind_blob(st, ":hash", hash_slice(p->hash));
	db_do(st);
}

void consent_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE consent SET subscriber_id = :to WHERE subscriber_id = :from");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st); /* mostly there is none */
}

void consent_minimise(struct db *db, int64_t subscriber_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE consent SET subscriber_id = NULL, message_id = NULL, note = NULL, import_id = NULL"
	    " WHERE subscriber_id = :subscriber");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_do(st);
}

/* All of one address goes together: the oldest record is part of the proof as long as the newest
 * is. A question that is still open proves nothing, and consent_by leaves it out. */
#define ENDED \
	" FROM consent c INDEXED BY consent_ended WHERE subscriber_id IS NULL AND at < :before" \
	" AND NOT EXISTS (SELECT 1 FROM consent l WHERE l.address_hash = c.address_hash" \
	" AND l.act <> 'asked' AND l.at >= :before)"

int64_t consent_forget(struct db *db, int64_t before, int64_t most)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM consent WHERE id IN (SELECT id" ENDED " LIMIT :most)");

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	return db_run(st);
}

int64_t consent_count_old(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*)" ENDED);

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

static bool last_wording(struct db *db, int64_t subscriber_id, int64_t list_id, const char *act,
    struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT w.text FROM consent c JOIN wording w ON w.id = c.wording_id"
	    " WHERE c.subscriber_id = :subscriber AND c.list_id = :list AND c.act = :act ORDER BY c.id DESC LIMIT 1");
	bool is_there;

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":list", list_id);
	db_bind_text(st, ":act", act);
	is_there = db_row(st);
	if (is_there) {
		buf_slice(out, db_text(st, 0));
		db_end(st);
	}
	return is_there;
}

bool consent_asked_wording(struct db *db, int64_t subscriber_id, int64_t list_id, struct buf *out)
{
	return last_wording(db, subscriber_id, list_id, "asked", out);
}

bool consent_given_wording(struct db *db, int64_t subscriber_id, int64_t list_id, struct buf *out)
{
	return last_wording(db, subscriber_id, list_id, "given", out);
}

/* What was shown, and under which notice, of a bound statement. */
static bool take_wording(struct db_stmt *st, struct buf *wording, struct buf *notice)
{
	if (!db_row(st))
		return false;
	buf_slice(wording, db_text(st, 0));
	buf_slice(notice, db_text(st, 1));
	db_end(st);
	return true;
}

bool consent_given_as(struct db *db, int64_t subscriber_id, int64_t list_id, struct buf *wording,
    struct buf *notice)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT w.text, coalesce(c.notice, '') FROM consent c JOIN wording w ON w.id = c.wording_id"
	    " WHERE c.subscriber_id = :subscriber AND c.list_id = :list AND c.act = 'given' ORDER BY c.id DESC LIMIT 1");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":list", list_id);
	return take_wording(st, wording, notice);
}

bool consent_asked_as(struct db *db, int64_t subscriber_id, int64_t list_id, struct slice wording,
    const char *notice)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT w.text = :wording AND c.notice = :notice FROM consent c"
	    " JOIN wording w ON w.id = c.wording_id WHERE c.subscriber_id = :subscriber AND c.list_id = :list"
	    " AND c.act = 'asked' ORDER BY c.id DESC LIMIT 1");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":list", list_id);
	db_bind_slice(st, ":wording", wording);
	db_bind_text(st, ":notice", notice);
	return db_number(st, 1) == 1;
}

static const char *const shown_names[] = {
	[CONSENT_SHOWN_MAIL] = "mail", [CONSENT_SHOWN_OFFER] = "offer"
};

void consent_show(struct db *db, enum consent_shown kind, int64_t id, int64_t list_id,
    struct slice wording, const struct evidence *e)
{
	int64_t words = wording_id(db, wording);
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO shown (kind, id, list_id, wording_id, notice, at)"
	    " VALUES (:kind, :id, :list, :wording, :notice, :at) ON CONFLICT (kind, id, list_id) DO UPDATE"
	    " SET wording_id = :wording, notice = :notice, at = :at");

	db_bind_text(st, ":kind", shown_names[kind]);
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":wording", words);
	db_bind_text(st, ":notice", e->notice);
	db_bind_int(st, ":at", e->at);
	db_do(st);
}

bool consent_was_shown(struct db *db, enum consent_shown kind, int64_t id, int64_t list_id,
    struct buf *wording, struct buf *notice)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT w.text, s.notice FROM shown s JOIN wording w ON w.id = s.wording_id"
	    " WHERE s.kind = :kind AND s.id = :id AND s.list_id = :list");

	db_bind_text(st, ":kind", shown_names[kind]);
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":list", list_id);
	return take_wording(st, wording, notice);
}

void consent_forget_shown(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM shown WHERE at < :before");

	db_bind_int(st, ":before", before);
	db_do(st); /* mostly there is none */
}

bool consent_has_said_no(struct db *db, int64_t subscriber_id, int64_t list_id, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM consent WHERE subscriber_id = :subscriber AND at > :since"
	    " AND (act = 'withdrawn' OR (act = 'refused' AND list_id = :list))");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":since", since);
	return db_number(st, 0) > 0;
}

void consent_json(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('at', " JSON_TIME(
	        "c.at") ", 'list', l.slug,"
	                " 'act', c.act, 'kind', c.kind, 'channel', c.channel, 'notice', c.notice, 'wording', w.text,"
	                " 'message_id', c.message_id, 'message_sha256', lower(hex(c.message_hash)),"
	                " 'proof', c.proof, 'authentication', c.authentication, 'note', coalesce(c.note, (SELECT i.source FROM import_source i"
	                " WHERE i.import_id = c.import_id)))"
	                " FROM consent c JOIN list_public l USING (list_id) LEFT JOIN wording w ON w.id = c.wording_id"
	                " WHERE c.subscriber_id = :subscriber ORDER BY c.id");

	db_bind_int(st, ":subscriber", subscriber_id);
	json_rows(st, out);
}
