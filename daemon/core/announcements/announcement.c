/* SPDX-License-Identifier: MIT
 * Owns the table announcement; see announcement.h. */
#include "daemon/core/announcements/announcement.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/core/announcements/approval.h"
#include "subscribers/json.h"

static const char *const state_names[] = { "draft", "checked", "approved", "scheduled", "sending",
	"paused", "done", "cancelled" };

/* What whoever asked for a move that is none can do instead. */
static const char *const next_steps[] = {
	[ANNOUNCEMENT_DRAFT] = "\"dpupctl announce submit\" comes next",
	[ANNOUNCEMENT_CHECKED] = "\"dpupctl announce approve\" comes next",
	[ANNOUNCEMENT_APPROVED] = "\"dpupctl announce schedule\" comes next",
	[ANNOUNCEMENT_SCHEDULED] =
	    "\"dpupctl announce schedule\" gives it another time, \"update\" takes it back, \"cancel\" stops it",
	[ANNOUNCEMENT_SENDING] = "\"dpupctl announce pause\" or \"cancel\" stops it",
	[ANNOUNCEMENT_PAUSED] = "\"dpupctl announce resume\" goes on, \"cancel\" ends it",
	[ANNOUNCEMENT_DONE] = "it went out; \"dpupctl announce new\" writes another",
	[ANNOUNCEMENT_CANCELLED] = "\"dpupctl announce new\" writes another",
};

#define BIT(state) (1U << ANNOUNCEMENT_##state)

static const unsigned legal_moves[] = {
	[ANNOUNCEMENT_DRAFT] = BIT(CHECKED) | BIT(CANCELLED),
	[ANNOUNCEMENT_CHECKED] = BIT(CHECKED) | BIT(DRAFT) | BIT(APPROVED) | BIT(CANCELLED),
	[ANNOUNCEMENT_APPROVED] = BIT(DRAFT) | BIT(CHECKED) | BIT(SCHEDULED) | BIT(CANCELLED),
	[ANNOUNCEMENT_SCHEDULED] = BIT(DRAFT) | BIT(CHECKED) | BIT(SCHEDULED) | BIT(SENDING) |
	    BIT(CANCELLED),
	[ANNOUNCEMENT_SENDING] = BIT(PAUSED) | BIT(DONE) | BIT(CANCELLED),
	[ANNOUNCEMENT_PAUSED] = BIT(SENDING) | BIT(SCHEDULED) |
	    BIT(CANCELLED), /* scheduled: it never began */
	[ANNOUNCEMENT_DONE] = 0,
	[ANNOUNCEMENT_CANCELLED] = 0,
};

const char *announcement_state_text(enum announcement_state state)
{
	return state_names[state];
}

const char *announcement_next_step(enum announcement_state state)
{
	return next_steps[state];
}

void announcement_init(struct announcement *a)
{
	memset(a, 0, sizeof *a);
	buf_init(&a->subject);
	buf_init(&a->body);
	buf_init(&a->audience);
}

void announcement_release(struct announcement *a)
{
	buf_release(&a->subject);
	buf_release(&a->body);
	buf_release(&a->audience);
}

/* --- what staff write --- */

static void check_texts(struct db *db, struct slice subject, struct slice body)
{
	if (subject.n > ANNOUNCEMENT_SUBJECT_MAX)
		(void)db_refuse(db, "the subject is longer than %d bytes",
		    ANNOUNCEMENT_SUBJECT_MAX);
	if (body.n > ANNOUNCEMENT_BODY_MAX)
		(void)db_refuse(db,
		    "the text has %zu bytes; at most %d are sent, because mail programs cut "
		    "what is longer",
		    body.n, ANNOUNCEMENT_BODY_MAX);
	if (!utf8_is_line(subject))
		(void)db_refuse(db, "the subject must be one line of text");
	if (!utf8_is_text(body))
		(void)db_refuse(db,
		    "the text is not UTF-8, or has control characters in it; save it as plain text in UTF-8");
}

int64_t announcement_new(struct db *db, int64_t list_id, struct slice subject, struct slice body,
    const char *author, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO announcement (id, list_id, subject, body, state, author,"
	    " created_at) VALUES ((SELECT id FROM announcement_next), :list, :subject, :body, 'draft', :author, :now)");
	int64_t id;

	if (slice_trim(subject).n == 0 || slice_trim(body).n == 0)
		(void)db_refuse(db, "an announcement needs a subject and a text");
	check_texts(db, subject, body);
	db_bind_int(st, ":list", list_id);
	db_bind_slice(st, ":subject", slice_trim(subject));
	db_bind_slice(st, ":body", body);
	db_bind_text(st, ":author", author);
	db_bind_int(st, ":now", now);
	db_do(st);
	id = db_last_id(db);
	if (!db_has_failed(db))
		approval_wrote(db, id, author, now);
	return id;
}

void announcement_set_audience(struct db *db, int64_t id, struct slice audience)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE announcement SET audience = nullif(:audience, '') WHERE id = :id"
	    " AND state = 'draft'");

	db_bind_slice(st, ":audience", audience);
	db_bind_int(st, ":id", id);
	db_do(st);
}

void announcement_update(struct db *db, const struct announcement *a, int64_t list_id,
    struct slice subject, struct slice body, const char *by, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE announcement SET state = 'draft', approver = NULL, reason = NULL,"
	    " scheduled_at = NULL, is_urgent = 0,"
	    " list_id = CASE WHEN :list > 0 THEN :list ELSE list_id END,"
	    " subject = coalesce(nullif(:subject, ''), subject), body = coalesce(nullif(:body, ''), body)"
	    " WHERE id = :id AND state IN ('draft', 'checked', 'approved', 'scheduled')");

	check_texts(db, subject, body);
	db_bind_int(st, ":id", a->id);
	db_bind_int(st, ":list", list_id);
	db_bind_slice(st, ":subject", slice_trim(subject));
	db_bind_slice(st, ":body", body);
	if (db_run(st) == 0)
		(void)db_refuse(db, "announcement %lld is %s: it cannot be changed any more; %s",
		    (long long)a->id, state_names[a->state], next_steps[a->state]);
	else
		approval_wrote(db, a->id, by, now);
}

bool announcement_get(struct db *db, int64_t id, struct announcement *a)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id, list_id, state, scheduled_at, started_at, expanded_to,"
	    " is_expanded, author, subject, body, is_urgent, audience FROM announcement WHERE id = :id");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return false;
	a->id = db_int(st, 0);
	a->list_id = db_int(st, 1);
	for (size_t i = 0; i < sizeof state_names / sizeof state_names[0]; i++) {
		if (slice_is(db_text(st, 2), state_names[i]))
			a->state = (enum announcement_state)i;
	}
	a->scheduled_at = db_int(st, 3);
	a->started_at = db_int(st, 4);
	a->expanded_to = db_int(st, 5);
	a->is_expanded = db_int(st, 6) != 0;
	str_put(a->author, sizeof a->author, "%.*s", SLICE_ARG(db_text(st, 7)));
	buf_clear(&a->subject);
	buf_slice(&a->subject, db_text(st, 8));
	buf_clear(&a->body);
	buf_slice(&a->body, db_text(st, 9));
	a->is_urgent = db_int(st, 10) != 0;
	buf_clear(&a->audience);
	buf_slice(&a->audience, db_text(st, 11));
	db_end(st);
	return true;
}

/* --- its life --- */

bool announcement_move(struct db *db, struct announcement *a, enum announcement_state to,
    const char *text, int64_t at, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE announcement SET state = :to,"
	    " approver = CASE WHEN :to = 'approved' THEN :text ELSE approver END,"
	    " reason = CASE WHEN :to <> 'approved' THEN :text END,"
	    " scheduled_at = CASE WHEN :to = 'scheduled' THEN :at WHEN :to IN ('draft', 'checked') THEN NULL"
	    " ELSE scheduled_at END,"
	    " started_at = CASE WHEN :to = 'sending' THEN coalesce(started_at, :now)"
	    " WHEN :to IN ('draft', 'checked', 'scheduled') THEN NULL ELSE started_at END,"
	    " finished_at = CASE WHEN :to IN ('done', 'cancelled') THEN :now END"
	    " WHERE id = :id AND state = :from");

	if ((legal_moves[a->state] & 1U << to) == 0) {
		(void)db_refuse(db, "announcement %lld is %s, so it cannot become %s: %s",
		    (long long)a->id, state_names[a->state], state_names[to], next_steps[a->state]);
		return false;
	}
	db_bind_int(st, ":id", a->id);
	db_bind_text(st, ":from", state_names[a->state]);
	db_bind_text(st, ":to", state_names[to]);
	db_bind_text(st, ":text", text);
	db_bind_int(st, ":at", at);
	db_bind_int(st, ":now", now);
	if (db_run(st) == 0) {
		(void)db_refuse(db, "announcement %lld was changed meanwhile; look again",
		    (long long)a->id);
		return false;
	}
	log_info("announcement.moved", "id=%lld from=%s to=%s", (long long)a->id,
	    state_names[a->state], state_names[to]);
	a->state = to;
	if (to == ANNOUNCEMENT_SENDING && a->started_at == 0)
		a->started_at = now;
	else if (to == ANNOUNCEMENT_DRAFT || to == ANNOUNCEMENT_CHECKED ||
	    to == ANNOUNCEMENT_SCHEDULED)
		a->started_at = 0;
	return true;
}

/* How the reason begins of what a restore has paused: as long as it stands there nobody has looked
 * at it. */
#define DOUBTED "a backup was restored"
#define WHY_BEGUN \
	DOUBTED \
	" while it was under way or due, and it may have gone: find out who has it, then " \
	"\"dpupctl announce cancel\" ends it, and \"resume\" sends it to everybody who has no delivery of it here"
#define WHY_LATER \
	DOUBTED \
	", and it may have been stopped or changed since: look at it, then \"dpupctl announce cancel\" " \
	"ends it, and \"resume\" lets it go at its time"

int64_t announcement_doubt(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE announcement SET state = 'paused', reason = :why,"
	    " started_at = coalesce(started_at, :now)"
	    " WHERE state = 'sending' OR (state = 'scheduled' AND scheduled_at <= :now)");
	int64_t count;

	db_bind_text(st, ":why", WHY_BEGUN);
	db_bind_int(st, ":now", now);
	count = db_run(st);
	st = db_sql(db,
	    "UPDATE announcement SET state = 'paused', reason = :why WHERE state = 'scheduled'");
	db_bind_text(st, ":why", WHY_LATER);
	return count + db_run(st);
}

#define DOUBTFUL \
	" FROM announcement WHERE state = 'paused' AND substr(reason, 1, length(:mark)) = :mark ORDER BY id"

void announcement_doubted_json(struct db *db, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('id', id, 'subject', subject, 'scheduled', " JSON_TIME(
	        "scheduled_at") ")" DOUBTFUL);

	db_bind_text(st, ":mark", DOUBTED);
	json_rows(st, out);
}

void announcement_doubted(struct db *db, struct buf *out)
{
	struct db_stmt *st = db_sql(db, "SELECT id, subject" DOUBTFUL);

	db_bind_text(st, ":mark", DOUBTED);
	while (db_row(st))
		buf_printf(out, "%s%lld (\"%.*s\")", out->n > 0 ? ", " : "",
		    (long long)db_int(st, 0), SLICE_ARG(db_text(st, 1)));
}

void announcement_set_urgent(struct db *db, int64_t id, bool is_urgent)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE announcement SET is_urgent = :is_urgent WHERE id = :id");

	db_bind_int(st, ":id", id);
	db_bind_int(st, ":is_urgent", is_urgent);
	db_do(st);
}

void announcement_postpone(struct db *db, int64_t id, int64_t at)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE announcement SET scheduled_at = :at"
	    " WHERE id = :id AND state = 'scheduled'");

	db_bind_int(st, ":id", id);
	db_bind_int(st, ":at", at);
	db_do(st);
}

void announcement_set_master(struct db *db, int64_t id, struct slice master,
    struct slice text_master)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE announcement SET master = :master, master_text = :text WHERE id = :id");

	db_bind_int(st, ":id", id);
	db_bind_blob(st, ":master", master);
	db_bind_blob(st, ":text", text_master);
	db_do(st);
}

void announcement_set_body(struct db *db, int64_t id, struct slice body)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE announcement SET body = :body WHERE id = :id"
	    " AND state NOT IN ('sending', 'paused')");

	db_bind_slice(st, ":body", body);
	db_bind_int(st, ":id", id);
	db_do(st);
}

bool announcement_has_begun(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT master IS NOT NULL FROM announcement WHERE id = :id");

	db_bind_int(st, ":id", id);
	return db_number(st, 0) == 1;
}

bool announcement_master(struct db *db, int64_t id, bool is_text, struct buf *master_r)
{
	struct db_stmt *st = is_text ?
	    db_sql(db,
	        "SELECT coalesce(master_text, master) FROM announcement WHERE id = :id AND master IS NOT NULL") :
	    db_sql(db, "SELECT master FROM announcement WHERE id = :id AND master IS NOT NULL");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return false;
	buf_slice(master_r, db_text(st, 0));
	db_end(st);
	return true;
}

void announcement_set_progress(struct db *db, int64_t id, int64_t expanded_to, bool is_expanded)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE announcement SET expanded_to = :to, is_expanded = :is_expanded"
	    " WHERE id = :id");

	db_bind_int(st, ":id", id);
	db_bind_int(st, ":to", expanded_to);
	db_bind_int(st, ":is_expanded", is_expanded);
	db_do(st);
}

int64_t announcement_due(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id FROM announcement WHERE state = 'scheduled'"
	    " AND scheduled_at <= :now ORDER BY scheduled_at LIMIT 1");

	db_bind_int(st, ":now", now);
	return db_number(st, 0);
}

int64_t announcement_expanding(struct db *db)
{
	return db_number(db_sql(db,
	                     "SELECT id FROM announcement WHERE state = 'sending'"
	                     " AND is_expanded = 0 ORDER BY started_at LIMIT 1"),
	    0);
}

int64_t announcement_expanded_after(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(id) FROM announcement WHERE state = 'sending'"
	    " AND is_expanded = 1 AND id > :id");

	db_bind_int(st, ":id", id);
	return db_number(st, 0);
}

int64_t announcement_next_at(struct db *db)
{
	return db_number(db_sql(db,
	                     "SELECT min(scheduled_at) FROM announcement"
	                     " WHERE state = 'scheduled'"),
	    0);
}

int64_t announcement_count_unapproved(struct db *db, bool is_notes)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM announcement WHERE (state = 'checked'"
	    " OR (:is_notes AND state = 'draft')) AND (author = :convenor) = :is_notes");

	db_bind_int(st, ":is_notes", is_notes);
	db_bind_text(st, ":convenor", ANNOUNCEMENT_CONVENOR);
	return db_number(st, 0);
}

bool announcement_sent_before(struct db *db, int64_t list_id, int64_t before,
    struct announcement_sent *sent_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id, list_id, started_at, subject, audience IS NULL,"
	    " state = 'done' FROM announcement WHERE id < :before AND (:list = 0 OR list_id = :list)"
	    " AND started_at IS NOT NULL AND master IS NOT NULL ORDER BY id DESC LIMIT 1");

	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":before", before);
	if (!db_row(st))
		return false;
	sent_r->id = db_int(st, 0);
	sent_r->list_id = db_int(st, 1);
	sent_r->started_at = db_int(st, 2);
	str_put(sent_r->subject, sizeof sent_r->subject, "%.*s", SLICE_ARG(db_text(st, 3)));
	sent_r->is_whole = db_int(st, 4) != 0;
	sent_r->is_done = db_int(st, 5) != 0;
	db_end(st);
	return true;
}

void announcement_trouble(struct db *db, int64_t since, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id, reason FROM announcement WHERE state = 'cancelled'"
	    " AND finished_at > :since AND substr(reason, 1, length(:mark)) = :mark ORDER BY id DESC LIMIT 5");

	db_bind_int(st, ":since", since);
	db_bind_text(st, ":mark", ANNOUNCEMENT_NOT_MADE);
	while (db_row(st))
		buf_printf(out, "%sannouncement %lld was cancelled, %.*s", out->n > 0 ? "; " : "",
		    (long long)db_int(st, 0), SLICE_ARG(db_text(st, 1)));
}

/* --- showing --- */

#define JSON_ANNOUNCEMENT \
	"json_object('id', a.id, 'list', l.slug, 'audience', a.audience, 'subject', a.subject, 'state', a.state," \
	" 'author', a.author, 'approver', a.approver, 'created', " JSON_TIME( \
	    "a.created_at") "," \
	                    " 'scheduled', " JSON_TIME("a.scheduled_at") ", 'started', " JSON_TIME( \
	                        "a.started_at") "," \
	                                        " 'finished', " JSON_TIME( \
	                                            "a.finished_at") ", 'reason', a.reason"

bool announcement_json(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_ANNOUNCEMENT ", 'body', a.body)"
	    " FROM announcement a JOIN list_public l USING (list_id) WHERE a.id = :id");

	db_bind_int(st, ":id", id);
	return json_row(st, out);
}

void announcement_json_all(struct db *db, struct slice state, struct slice lists, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_ANNOUNCEMENT ")"
	    " FROM announcement a JOIN list_public l USING (list_id)"
	    " WHERE (:state = '' OR a.state = :state)"
	    " AND (:lists = '' OR a.list_id IN (SELECT value FROM json_each(:lists))) ORDER BY a.id DESC LIMIT 1000");

	db_bind_slice(st, ":state", state);
	db_bind_slice(st, ":lists", lists);
	json_rows(st, out);
}

void announcement_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE announcement SET scheduled_at = max(:now, scheduled_at -"
	    " iif(is_urgent, :by, :days)) WHERE state = 'scheduled' AND scheduled_at > :now AND created_at > :now");

	db_bind_int(st, ":days", clock_back_days_s(back));
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
	if (!back->was_ahead)
		return;
	st = db_sql(db,
	    "UPDATE announcement SET created_at = iif(created_at > :now, created_at - :by, created_at),"
	    " started_at = iif(started_at > :now, started_at - :by, started_at),"
	    " finished_at = iif(finished_at > :now, finished_at - :by, finished_at)"
	    " WHERE created_at > :now OR started_at > :now OR finished_at > :now");
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
}
