/* SPDX-License-Identifier: MIT
 * Owns the table notes_asked; see meeting_notes.h. A yes is to the text that was shown, and to so
 * many people: where staff changed it since, or the list did, it is shown anew. Where approvals are
 * asked for it then waits for them like any other. */
#include "daemon/core/meetings/meeting_notes.h"

#include <string.h>

#include "daemon/core/announcements/announcement.h"
#include "daemon/core/announcements/announcement_review.h"
#include "daemon/core/announcements/approving.h"
#include "daemon/time/words.h"

#define NOT_SAID "nobody said that the notes should go"

/* --- the rows --- */

void meeting_notes_ask(struct db *db, int64_t delivery_id, int64_t announcement_id,
    const struct approval_text *text, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO notes_asked (delivery_id, announcement_id, hash, recipients, asked_at)"
	    " VALUES (:delivery, :announcement, :hash, :recipients, :now)");

	db_bind_int(st, ":delivery", delivery_id);
	db_bind_int(st, ":announcement", announcement_id);
	db_bind_blob(st, ":hash", slice_make((const char *)text->hash, HASH_SIZE));
	db_bind_int(st, ":recipients", text->recipients);
	db_bind_int(st, ":now", now);
	db_do(st);
}

bool meeting_notes_asked(struct db *db, int64_t delivery_id, struct meeting_notes_asked *a)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT announcement_id, recipients, hash FROM notes_asked WHERE delivery_id = :delivery");

	db_bind_int(st, ":delivery", delivery_id);
	if (!db_row(st))
		return false;
	a->announcement_id = db_int(st, 0);
	a->recipients = db_int(st, 1);
	memcpy(a->hash, db_text(st, 2).p, HASH_SIZE); /* the table checks its length */
	db_end(st);
	return true;
}

void meeting_notes_settle(struct db *db, int64_t announcement_id)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM notes_asked WHERE announcement_id = :announcement");

	db_bind_int(st, ":announcement", announcement_id);
	db_do(st);
}

bool meeting_notes_is_open(struct db *db, int64_t delivery_id)
{
	struct meeting_notes_asked a;

	return meeting_notes_asked(db, delivery_id, &a);
}

void meeting_notes_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE notes_asked SET asked_at = asked_at - :by WHERE asked_at > :now");

	if (!back->was_ahead)
		return;
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st); /* mostly there is none */
}

void meeting_notes_lapse(struct core *core, int64_t before, int64_t now)
{
	int64_t id;

	do {
		struct db_stmt *st = db_sql(core->db,
		    "SELECT min(announcement_id) FROM notes_asked WHERE asked_at < :before");
		struct announcement a;

		db_bind_int(st, ":before", before);
		id = db_number(st, 0);
		if (id == 0)
			break;
		meeting_notes_settle(core->db, id);
		announcement_init(&a);
		if (announcement_get(core->db, id, &a) && a.state == ANNOUNCEMENT_DRAFT)
			(void)announcement_move(core->db, &a, ANNOUNCEMENT_CANCELLED, NOT_SAID, 0,
			    now); /* it is a draft */
		announcement_release(&a);
	} while (!db_has_failed(core->db));
}

/* --- making --- */

int64_t meeting_notes_draft(struct core *core, const struct meeting *m, const struct list *list,
    struct slice text, const char *author)
{
	struct buf subject = BUF_INIT;
	int64_t id;

	buf_printf(&subject, "Notes: %s, ", m->title);
	words_day(&subject, m->starts_at, m->timezone);
	id = announcement_new(core->db, list->id, buf_all(&subject), text, author, core_now(core));
	buf_release(&subject);
	return id;
}

int64_t meeting_notes_make(struct core *core, const struct meeting *m, const struct list *list,
    struct slice text, const char *author)
{
	int64_t id = meeting_notes_draft(core, m, list, text, author);
	struct buf report = BUF_INIT;
	struct announcement a;

	announcement_init(&a);
	if (announcement_get(core->db, id, &a) &&
	    announcement_review_check(core, &a, list, &report))
		approving_release(core, &a, list, author, false, core_now(core));
	core_wake(core, WAKE_CLOCK);
	announcement_release(&a);
	buf_release(&report);
	return id;
}
