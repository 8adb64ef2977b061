/* SPDX-License-Identifier: MIT
 * Owns the tables restored, restored_gone and given; see restored.h. Also dpupctl restore --accept. */
#include "restored.h"

#include <string.h>

#include "../../subscribers/incarnation.h"
#include "../../subscribers/json.h"
#include "../../subscribers/score.h"
#include "../../subscribers/subscriber.h"
#include "../common/log.h"
#include "../mail/facts.h"
#include "../mail/words.h"
#include "act.h"
#include "announcement.h"
#include "delivery.h"
#include "inbound.h"
#include "membership.h"
#include "outbox.h"
#include "request.h"

#define DROP_AT_ONCE 100000	/* of the doubtful, in one transaction: a second */

/* --- noting --- */

void restored_note(struct db *db, int64_t backup_at, const struct restored_counts *c, int64_t now)
{
	struct db_stmt *st = db_sql(db, "INSERT INTO restored (incarnation_id, backup_at, at, skipped, doubtful, erased,"
	    " ended, suppressed, moved, removed, found) VALUES (:life, :backup, :now, :skipped, :doubtful, :erased, :ended,"
	    " :suppressed, :moved, :removed, :found)");

	db_bind_int(st, ":life", incarnation_number(db));
	db_bind_int(st, ":backup", backup_at);
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":skipped", c->skipped);
	db_bind_int(st, ":doubtful", c->doubtful);
	db_bind_int(st, ":erased", c->erased);
	db_bind_int(st, ":ended", c->ended);
	db_bind_int(st, ":suppressed", c->suppressed);
	db_bind_int(st, ":moved", c->moved);
	db_bind_int(st, ":removed", c->removed);
	db_bind_text(st, ":found", c->found);
	(void)db_run(st);
}

void restored_note_gone(struct db *db, struct slice hash, bool is_moved, int64_t at)
{
	struct db_stmt *st = db_sql(db, "INSERT INTO restored_gone (hash, is_moved, at) VALUES (:hash, :is_moved, :at)"
	    " ON CONFLICT (hash) DO UPDATE SET is_moved = min(is_moved, :is_moved), at = max(at, :at)");

	db_bind_blob(st, ":hash", hash);
	db_bind_int(st, ":is_moved", is_moved);
	db_bind_int(st, ":at", at);
	(void)db_run(st);
}

void restored_note_left(struct db *db, struct slice hash, int64_t list_id, int64_t at)
{
	struct db_stmt *st = db_sql(db, "INSERT INTO restored_left (hash, list_id, at) VALUES (:hash, :list, :at)"
	    " ON CONFLICT (hash, list_id) DO UPDATE SET at = max(at, :at)");

	db_bind_blob(st, ":hash", hash);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":at", at);
	(void)db_run(st);
}

void restored_note_given(struct db *db, struct slice name, int64_t above)
{
	struct db_stmt *st = db_sql(db, "INSERT INTO given (name, above) VALUES (:name, :above)"
	    " ON CONFLICT (name) DO UPDATE SET above = max(above, :above)");

	db_bind_slice(st, ":name", name);
	db_bind_int(st, ":above", above);
	(void)db_run(st);
}

void restored_forget(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM restored_gone WHERE at < :before");

	db_bind_int(st, ":before", before);
	(void)db_run(st);
	st = db_sql(db, "DELETE FROM restored_left WHERE at < :before");
	db_bind_int(st, ":before", before);
	(void)db_run(st);
}

/* --- holding --- */

bool restored_is_held(struct db *db)
{
	return db_number(db_sql(db, "SELECT count(*) FROM restored WHERE accepted_at IS NULL"), 0) > 0;
}

int64_t restored_read_since(struct db *db)
{
	return db_number(db_sql(db, "SELECT min(backup_at) FROM restored WHERE accepted_at IS NULL"), 0);
}

/* Was it written before its writer went, in the time the backup does not know? */
static bool is_of_gone(struct core *core, const struct inbound *in, const struct facts *facts, bool is_moved,
    struct address *from)
{
	struct db_stmt *st = db_sql(core->db, "SELECT 1 FROM restored_gone WHERE hash = :hash AND is_moved = :is_moved"
	    " AND at >= :received");
	uint8_t hash[TOKEN_HASH_SIZE];
	struct err err = ERR_INIT;

	if (!address_parse_utf8(facts_get(facts, FACTS_FROM), from, &err))
		return false;
	token_hash_address(&core->key, from->key, hash);
	db_bind_blob(st, ":hash", slice_make((const char *)hash, sizeof hash));
	db_bind_int(st, ":is_moved", is_moved);
	db_bind_int(st, ":received", in->received_at);
	return db_number(st, 0) == 1;
}

bool restored_settle_past(struct core *core, const struct inbound *in, const struct facts *facts)
{
	struct address from;

	if (!is_of_gone(core, in, facts, false, &from))
		return false;
	(void)inbound_done(core->db, in->id, "past", "written before they were forgotten", 0);
	inbound_erase_one(core->db, in->id);
	log_info("inbound.done", "id=%lld kind=past outcome=\"written before they were forgotten\"", (long long)in->id);
	return true;
}

/* The next list above `after` that they left since they wrote; 0: none. */
static int64_t next_left(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], int64_t received_at, int64_t after)
{
	struct db_stmt *st = db_sql(db, "SELECT min(list_id) FROM restored_left WHERE hash = :hash AND list_id > :after"
	    " AND at >= :received");

	db_bind_blob(st, ":hash", slice_make((const char *)hash, TOKEN_HASH_SIZE));
	db_bind_int(st, ":after", after);
	db_bind_int(st, ":received", received_at);
	return db_number(st, 0);
}

static void leave_again(struct core *core, const struct inbound *in, const struct facts *facts)
{
	struct act a = act_of_self(core);
	struct err err = ERR_INIT;
	struct subscriber s;
	struct address from;
	int64_t list_id = 0;

	if (!address_parse_utf8(facts_get(facts, FACTS_FROM), &from, &err) || !subscriber_find(core->db, &from, &s))
		return;
	a.evidence.note = slice_of("done before a backup was restored, and done again");
	while (!db_has_failed(core->db) && (list_id = next_left(core->db, s.hash, in->received_at, list_id)) != 0)
		(void)membership_leave(&a, &s, list_id);
}

void restored_keep_away(struct core *core, const struct inbound *in, const struct facts *facts)
{
	struct address from;
	struct subscriber s;

	if (is_of_gone(core, in, facts, true, &from) && subscriber_find(core->db, &from, &s) &&
	    strcmp(s.address.key, from.key) == 0)
		score_disable(core->db, s.id, RESTORED_MOVED, core_now(core));
	leave_again(core, in, facts);
}

/* --- telling --- */

/* The newest that is not accepted; more than one where backups were brought back one after another. */
#define LATEST " FROM restored WHERE accepted_at IS NULL ORDER BY incarnation_id DESC LIMIT 1"

static int64_t waiting(struct core *core)
{
	int64_t counts[DELIVERY_STATES] = { 0 };

	outbox_counts(core->db, 0, counts);
	return counts[DELIVERY_QUEUED] + counts[DELIVERY_UNSURE];
}

/* As a clause. */
#define WHY "CASE found WHEN '" RESTORED_FOUND_BACKUP "' THEN 'a backup was put in the place of the database by hand'" \
	" WHEN '" RESTORED_FOUND_OLDER "' THEN 'an older database was put in the place of the one that the ledger is of'" \
	" WHEN '" RESTORED_FOUND_LEDGER "' THEN 'the ledger was missing, or does not reach this database: who left or was" \
	" forgotten since it was copied is not known; where the ledger is still there, put it back and restore the backup anew'" \
	" ELSE 'a backup was restored' END"

void restored_json(struct core *core, struct buf *out)
{
	struct db_stmt *st = db_sql(core->db, "SELECT json_object('state', 'held', 'backup', " JSON_TIME("backup_at") ","
	    " 'restored', " JSON_TIME("at") ", 'waiting', :waiting, 'doubtful', :doubtful, 'erased', erased,"
	    " 'ended', ended, 'suppressed', suppressed, 'moved', moved, 'removed', removed, 'found', found,"
	    " 'why', " WHY ", 'paused', json(:paused))" LATEST);
	struct buf paused = BUF_INIT;

	announcement_doubted_json(core->db, &paused);
	db_bind_slice(st, ":paused", buf_all(&paused));
	db_bind_int(st, ":waiting", waiting(core));
	db_bind_int(st, ":doubtful", outbox_count_doubtful(core->db));
	if (!json_row(st, out))
		buf_text(out, "null");
	buf_release(&paused);
}

static void check_held(struct core *core, struct buf *out)
{
	struct db_stmt *st = db_sql(core->db, "SELECT backup_at, " WHY LATEST);
	int64_t at;

	if (!db_row(st))
		return;
	at = db_int(st, 0);
	buf_slice(out, db_text(st, 1));
	db_end(st);
	buf_printf(out, ", and nothing is sent: %lld %s for it, and %lld that waited then and may have gone since are held as "
	    "doubtful; ", (long long)waiting(core), waiting(core) == 1 ? "mail waits" : "mails wait",
	    (long long)outbox_count_doubtful(core->db));
	if (at > 0) {
		buf_text(out, "the database is as it was on ");
		words_day(out, at, core->conf.templates.timezone);
		buf_text(out, "; ");
	}
	buf_text(out, "look at \"dpupctl status\", then \"dpupctl restore --accept\"");
}

/* Also after it was accepted: whoever scheduled them thinks that they go. */
static void check_paused(struct core *core, struct buf *out)
{
	struct buf which = BUF_INIT;

	announcement_doubted(core->db, &which);
	if (which.n > 0)
		buf_printf(out, "%sannouncements that a restore has paused: %.*s; look at each, then \"dpupctl announce resume\" or "
		    "\"cancel\"", out->n > 0 ? "; " : "", SLICE_ARG(buf_all(&which)));
	buf_release(&which);
}

void restored_check(struct core *core, struct buf *out)
{
	check_held(core, out);
	check_paused(core, out);
}

/* --- dpupctl restore --accept --- */

static int on_show(struct request *rq, struct err *err)
{
	(void)err;
	restored_json(rq->core, &rq->json);
	return 0;
}

static int on_accept(struct request *rq, struct err *err)
{
	struct db_stmt *st = db_sql(rq->core->db, "UPDATE restored SET accepted_at = :now, accepted_by = :actor"
	    " WHERE accepted_at IS NULL");
	int64_t dropped = 0;

	db_bind_int(st, ":now", rq->now);
	db_bind_text(st, ":actor", rq->actor);
	if (db_run(st) == 0 && !db_has_failed(rq->core->db))
		return err_set(err, ERR_PERM, "nothing is held: no backup was restored, or it was accepted already");
	if (wire_int(rq->w, "drop", 0, 1, 0) == 1)
		dropped = outbox_drop_doubtful(rq->core->db, DROP_AT_ONCE, rq->now);
	buf_printf(&rq->json, "{\"waiting\":%lld,\"doubtful\":%lld,\"dropped\":%lld,\"paused\":", (long long)waiting(rq->core),
	    (long long)outbox_count_doubtful(rq->core->db), (long long)dropped);
	announcement_doubted_json(rq->core->db, &rq->json);
	buf_char(&rq->json, '}');
	log_info("restore.accepted", "actor=%s waiting=%lld dropped=%lld", rq->actor, (long long)waiting(rq->core),
	    (long long)dropped);
	core_wake(rq->core, WAKE_SEND);	/* it looks whether sending is held after the commit */
	return 0;
}

const struct request_verb restored_verbs[] = {
	{ "restore.show", false, on_show, { { NULL } } },
	{ "restore.accept", true, on_accept, { REQUEST_FLAG("drop") } },
	{ .verb = NULL },
};
