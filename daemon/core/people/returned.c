/* SPDX-License-Identifier: MIT
 * Owns the tables returned and returned_said; see returned.h. The mail goes on in a turn of its
 * own: one that cannot be made must not undo the results of the connection that told of it. */
#include "daemon/core/people/returned.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/office_letter.h"

/* What was written to us, where a delivery carries it: in itself, or in the mail that came back and
 * is in it. */
static int64_t inbound_of(struct db *db, int64_t delivery_id)
{
	struct db_stmt *st;
	int64_t id = letter_inbound(db, delivery_id);

	if (id != 0)
		return id;
	st = db_sql(db, "SELECT inbound_id FROM returned WHERE passed_id = :id");
	db_bind_int(st, ":id", delivery_id);
	return db_number(st, 0);
}

static bool is_to_be_read(const struct outbox_mailing *m)
{
	const struct office_letter *row = office_letter_of(m->kind);

	return !m->is_erased && m->address[0] != '\0' && row != NULL && row->is_read;
}

void returned_add(struct core *core, int64_t delivery_id, const struct outbox_mailing *m,
    const char *why)
{
	bool is_ours = strcasecmp(m->address, core->human.spec) == 0;
	struct db_stmt *st;

	if (!is_to_be_read(m))
		return;
	st = db_sql(core->db,
	    "INSERT INTO returned (delivery_id, inbound_id, state, why, at)"
	    " VALUES (:id, nullif(:inbound, 0), :state, :why, :now) ON CONFLICT (delivery_id) DO NOTHING");
	db_bind_int(st, ":id", delivery_id);
	db_bind_int(st, ":inbound", inbound_of(core->db, delivery_id));
	db_bind_text(st, ":state", is_ours ? "unread" : "new");
	db_bind_text(st, ":why", why);
	db_bind_int(st, ":now", core_now(core));
	if (db_run(st) == 0)
		return;
	core_wake(core, WAKE_CLOCK);
	if (is_ours)
		log_error("returned.unread",
		    "id=%lld kind=%s reason=\"nobody reads what people write: see doctor\"",
		    (long long)delivery_id, m->kind);
	else
		log_warning("returned.convenor", "id=%lld kind=%s", (long long)delivery_id,
		    m->kind);
}

void returned_said(struct core *core, int64_t delivery_id, const struct outbox_mailing *m,
    const char *why)
{
	struct db_stmt *st;

	if (strcasecmp(m->address, core->human.spec) == 0) {
		returned_add(core, delivery_id, m, why);
		return;
	}
	if (!is_to_be_read(m))
		return;
	st = db_sql(core->db,
	    "INSERT INTO returned_said (delivery_id, at) VALUES (:id, :now) ON CONFLICT (delivery_id) DO NOTHING");
	db_bind_int(st, ":id", delivery_id);
	db_bind_int(st, ":now", core_now(core));
	if (db_run(st) > 0)
		log_info("returned.said", "id=%lld kind=%s", (long long)delivery_id, m->kind);
}

static void run_of(struct db_stmt *st, int64_t id)
{
	db_bind_int(st, ":id", id);
	db_do(st); /* 0: mostly nothing came back */
}

void returned_seen(struct db *db, int64_t inbound_id)
{
	run_of(db_sql(db, "DELETE FROM returned WHERE inbound_id = :id AND state = 'unread'"),
	    inbound_id);
}

bool returned_again(struct db *db, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE returned SET state = 'new', passed_id = NULL WHERE delivery_id = :id"
	    " AND delivery_id IN (SELECT delivery_id FROM delivery_tally WHERE state = 'sent')");

	db_bind_int(st, ":id", delivery_id);
	if (db_run(st) > 0)
		return true;
	returned_forget(db, delivery_id);
	return false;
}

void returned_forget(struct db *db, int64_t delivery_id)
{
	run_of(db_sql(db, "DELETE FROM returned WHERE delivery_id = :id"), delivery_id);
	run_of(db_sql(db, "DELETE FROM returned_said WHERE delivery_id = :id"), delivery_id);
}

static int64_t mail_it(struct core *core, int64_t id, const struct outbox_mailing *m,
    struct slice why, struct slice message)
{
	struct compose_attachment original = letter_original(message);
	struct address writer;
	bool has_writer = office_letter_writer(m->kind, message, &writer);
	struct letter l = {
		.delivery = { .kind = "forward",
		    .class = DELIVERY_ANSWER,
		    .address = core->human.spec,
		    .list_id = m->list_id,
		    .meeting_id = m->meeting_id,
		    .due_at = core_now(core) },
		.values = json_object(),
		.auto_submitted = "auto-generated",
		.attachments = &original,
		.attachment_count = 1,
		.reply_to = has_writer ? writer.spec : NULL,
	};
	int64_t passed_id;

	json_put(l.values, "is_returned", json_true());
	json_put(l.values, "is_replyable", json_boolean(has_writer));
	json_put(l.values, "is_to_human",
	    json_boolean(strcasecmp(m->address, core->human.spec) == 0));
	letter_set(l.values, "returned_from", slice_of(m->address));
	letter_set(l.values, "why", why);
	passed_id = letter_queue(core, &l);
	if (passed_id != 0)
		outbox_copy_about(core->db, id, passed_id);
	return passed_id;
}

static void read_why(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db, "SELECT why FROM returned WHERE delivery_id = :id");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return;
	buf_slice(out, db_text(st, 0));
	db_end(st);
}

static void pass(struct core *core, int64_t id)
{
	struct buf message = BUF_INIT, why = BUF_INIT;
	struct outbox_mailing m;
	struct db_stmt *st;

	if (!outbox_mailing(core->db, id, &m) || m.is_erased ||
	    !letter_load(core->db, id, &message)) {
		log_warning("returned.gone", "id=%lld", (long long)id);
		returned_forget(core->db, id);
	} else {
		read_why(core->db, id, &why);
		st = db_sql(core->db,
		    "UPDATE returned SET state = 'passed', passed_id = :passed WHERE delivery_id = :id AND state = 'new'");
		db_bind_int(st, ":passed", mail_it(core, id, &m, buf_all(&why), buf_all(&message)));
		run_of(st, id);
	}
	buf_release(&message);
	buf_release(&why);
}

static int64_t next_after(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(delivery_id) FROM returned WHERE state = 'new' AND delivery_id > :id");

	db_bind_int(st, ":id", id);
	return db_number(st, 0);
}

bool returned_turn(struct core *core, int64_t now)
{
	struct setback_key key = { "returned", 0, 0 };

	do {
		key.id = next_after(core->db, key.id);
		if (key.id == 0)
			return false;
	} while (setback_waits(&core->setbacks, key, now));
	db_begin(core->db);
	pass(core, key.id);
	(void)core_step(core, key); /* else it waits for its time */
	return true;
}

int64_t returned_said_count(struct db *db, int64_t since)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM returned_said WHERE at > :since AND delivery_id NOT IN (SELECT delivery_id FROM returned)");

	db_bind_int(st, ":since", since);
	return db_number(st, 0);
}

int64_t returned_count(struct db *db)
{
	return db_number(db_sql(db, "SELECT count(*) FROM returned WHERE state = 'unread'"), 0);
}
