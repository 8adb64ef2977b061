/* SPDX-License-Identifier: MIT
 * See note_mail.h. */
#include "daemon/core/meetings/note_mail.h"

#include "daemon/common/json_put.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/convenorship.h"
#include "daemon/core/meetings/meeting_mail.h"
#include "daemon/core/outbox/outbox.h"
#include "subscribers/subscriber.h"

#define NOTES_MAX 500 /* in one mail, as in the list of who comes */

bool note_mail_waits(const struct core *core, const struct meeting *m)
{
	struct convenors c;

	(void)convenorship_of(core, m->list_id, m->id, &c); /* its own or not */
	return c.n > 0 && meeting_list_waits(core->db, m->id);
}

/* Has nobody read what was written beside the answers? */
static bool is_unread(const struct core *core, const struct meeting *m)
{
	return meeting_list_waits(core->db, m->id) ||
	    outbox_waits_of(core->db, m->id, "attendance");
}

static void add_row(struct core *core, json_t *rows, const struct rsvp *r, struct slice note)
{
	struct subscriber who;
	json_t *row;

	if (note.n == 0 || json_array_size(rows) == NOTES_MAX ||
	    !subscriber_get(core->db, r->subscriber_id, &who))
		return;
	row = json_object();
	letter_set(row, "address", slice_of(who.address.spec));
	letter_set(row, "answer", slice_of(rsvp_answer_text(r->answer)));
	letter_set(row, "note", note);
	(void)json_array_append_new(rows, row);
}

/* `about`: whose it is, where it is one person's; it is found when they are forgotten. */
static void write_to(struct core *core, const struct meeting *m, const char *address, json_t *rows,
    const char *why, const struct subscriber *about)
{
	struct letter l = {
		.delivery = { .kind = "beside",
		    .class = DELIVERY_ANSWER,
		    .address = address,
		    .list_id = m->list_id,
		    .meeting_id = m->id,
		    .due_at = core_now(core) },
		.values = meeting_mail_values(core, m, core_now(core)),
		.auto_submitted = "auto-generated",
		.reply_to = about != NULL && !address_is_utf8(&about->address) ?
		    about->address.spec :
		    NULL,
	};
	int64_t id;

	(void)json_object_set(l.values, "people", rows);
	json_put(l.values, why, json_true());
	json_put(l.values, "is_one", json_boolean(l.reply_to != NULL));
	id = letter_queue(core, &l);
	if (id != 0 && about != NULL)
		outbox_set_about(core->db, id,
		    slice_make((const char *)about->hash, TOKEN_HASH_SIZE));
}

/* Takes the rows. */
static void send(struct core *core, const struct meeting *m, json_t *rows, const char *why,
    const struct subscriber *about)
{
	struct convenors c;

	(void)convenorship_of(core, m->list_id, m->id, &c); /* its own or not */
	for (int i = 0; json_array_size(rows) > 0 && i < c.n; i++)
		write_to(core, m, c.all[i].spec, rows, why, about);
	if (json_array_size(rows) > 0 && c.n == 0)
		write_to(core, m, core->human.spec, rows, why, about);
	json_decref(rows);
}

void note_mail_one(struct core *core, const struct meeting *m, const struct rsvp *r,
    struct slice note, const char *why)
{
	json_t *rows = json_array();
	struct subscriber who;

	if (is_unread(core, m) && subscriber_get(core->db, r->subscriber_id, &who))
		add_row(core, rows, r, note);
	send(core, m, rows, why, &who);
}

void note_mail_all(struct core *core, const struct meeting *m, const char *why)
{
	json_t *rows = json_array();
	struct buf note = BUF_INIT;
	struct rsvp r = { .id = 0 };

	while (is_unread(core, m) && rsvp_next_note(core->db, m->id, r.id, &r, &note)) {
		add_row(core, rows, &r, buf_all(&note));
		buf_clear(&note);
	}
	send(core, m, rows, why, NULL);
	buf_release(&note);
}
