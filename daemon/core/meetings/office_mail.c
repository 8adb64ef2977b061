/* SPDX-License-Identifier: MIT
 * See office_mail.h. What our person gets goes on as the letter that waited, whole: it says what it
 * is about. A forwarded question does not say of which community it is, so who leads it now is for
 * the person to find. */
#include "daemon/core/meetings/office_mail.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/core/letters/budget.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/no_answer.h"
#include "daemon/core/letters/office_letter.h"
#include "daemon/core/meetings/convenor_mail.h"
#include "daemon/core/meetings/convenorship.h"
#include "daemon/core/meetings/note_mail.h"
#include "daemon/core/meetings/tip_asking.h"
#include "daemon/core/outbox/outbox.h"
#include "subscribers/meeting.h"

/* The letter without whom it was to: they may be forgotten. */
static void add_without_to(struct slice letter, struct buf *out)
{
	struct slice line;
	const char *end = letter.p + letter.n;
	bool is_to = false;

	while (slice_next_line(&letter, &line) && line.n > 0) {
		if (line.p[0] != ' ' && line.p[0] != '\t')
			is_to = slice_starts_fold(line, "To:");
		if (!is_to)
			buf_slice(out,
			    slice_make(line.p, (size_t)((letter.n > 0 ? letter.p : end) - line.p)));
	}
	buf_text(out, "\r\n");
	buf_slice(out, letter);
}

static void pass_on(struct core *core, int64_t id, const char *kind)
{
	struct buf bytes = BUF_INIT, shown = BUF_INIT;
	struct compose_attachment original;
	struct address writer;
	struct letter l = {
		.delivery = { .kind = "forward",
		    .class = DELIVERY_ANSWER,
		    .address = core->human.spec,
		    .due_at = core_now(core),
		    .budget = BUDGET_STAFF },
		.auto_submitted = "auto-generated",
		.attachments = &original,
		.attachment_count = 1,
	};
	bool has_writer;
	int64_t by;

	if (letter_load(core->db, id, &bytes)) {
		has_writer = office_letter_writer(kind, buf_all(&bytes), &writer) &&
		    strcmp(writer.key, core->identity.address.key) != 0;
		add_without_to(buf_all(&bytes), &shown);
		original = letter_original(buf_all(&shown));
		l.reply_to = has_writer ? writer.spec : NULL;
		l.values = json_object();
		json_put(l.values, "is_passed_on",
		    json_true()); /* a new object has room, here and below */
		json_put(l.values, "is_replyable", json_boolean(has_writer));
		by = letter_queue(core,
		    &l); /* 0: the transaction is refused, which its end tells */
		outbox_copy_about(core->db, id, by);
		log_info("office.passed_on", "id=%lld by=%lld", (long long)id, (long long)by);
	}
	buf_release(&bytes);
	buf_release(&shown);
}

/* A list of who comes that does not go: those who lead have one of their own, or get it. Where
 * nobody does, its notes would be gone. */
static void pass_on_notes(struct core *core, const struct outbox_mailing *mail)
{
	struct convenors c;
	struct meeting m;

	if (!meeting_get(core->db, mail->meeting_id, &m))
		return;
	(void)convenorship_of(core, m.list_id, m.id, &c); /* its own or not */
	if (c.n == 0)
		note_mail_all(core, &m, "is_led_by_nobody");
}

/* Is it for them still? What does not say of which community it is is of `list_id`, or (0) of any.
 */
static bool is_theirs(struct core *core, const struct address *a, const struct outbox_mailing *mail,
    int64_t list_id)
{
	struct convenors c;

	if (no_answer_is_never(core, a))
		return false;
	if (mail->list_id == 0)
		return list_id != 0 && convenors_leads_of(core->db, a->key, list_id);
	/* Who leads the community may see to a meeting that has its own, too. */
	(void)convenorship_of(core, mail->list_id, 0, &c);
	if (convenors_find(&c, a->key) != NULL)
		return true;
	(void)convenorship_of(core, mail->list_id, mail->meeting_id, &c);
	return convenors_find(&c, a->key) != NULL;
}

static void end(struct core *core, int64_t id, const struct outbox_mailing *mail,
    enum office_end how, const char *why)
{
	switch (how) {
	case OFFICE_LISTED_ANEW:
		pass_on_notes(core, mail);
		break;
	case OFFICE_PASSED_ON:
		pass_on(core, id, mail->kind);
		break;
	case OFFICE_STOPS:
	case OFFICE_ASKED_ANEW:
	case OFFICE_IS_OURS:
		break;
	}
	outbox_withdraw(core->db, id, why, core_now(core));
}

/* All that waits to go there and is not for them. */
static void stop(struct core *core, const struct address *left, int64_t list_id, const char *why)
{
	bool is_human = strcmp(left->key, core->human.key) == 0;
	struct buf kinds = BUF_INIT;
	struct outbox_mailing mail;
	int64_t id = 0;

	office_letter_kinds(&kinds);
	while (!db_has_failed(core->db) &&
	    (id = outbox_next_to(core->db, left->key, kinds.p, id)) != 0) {
		const struct office_letter *row;

		if (!outbox_mailing(core->db, id, &mail))
			continue;
		row = office_letter_of(mail.kind); /* it is one of them */
		/* Our person reads what people wrote, whoever leads. */
		if ((is_human && row->is_read && row->end != OFFICE_LISTED_ANEW) ||
		    is_theirs(core, left, &mail, list_id))
			continue;
		end(core, id, &mail, row->end, why);
	}
	buf_release(&kinds);
}

void office_mail_stop(struct core *core, const struct address *left, const char *why)
{
	stop(core, left, 0, why);
}

void office_mail_followed(struct core *core, struct led led, const struct convenors *before)
{
	for (int i = 0; i < before->n; i++)
		stop(core, &before->all[i], led.list_id, "somebody else leads this now");
	tip_asking_renew(core, led.list_id);
	convenor_mail_renew(core, led.list_id);
}

void office_mail_never(struct core *core, const struct address *left)
{
	if (!convenors_leads(core->db, left->key))
		return;
	stop(core, left, 0, "they are never to be mailed");
	tip_asking_renew(core, 0);
}

void office_mail_returned(struct core *core)
{
	tip_asking_renew(core, 0);
	convenor_mail_renew(core, 0);
}

bool office_mail_turn(struct core *core, int64_t now)
{
	struct setback_key key = { "office", 0, 0 };
	struct outbox_mailing mail;

	do {
		key.id = outbox_next_not_led(core->db, key.id);
		if (key.id == 0)
			return false;
	} while (setback_waits(&core->setbacks, key, now));
	db_begin(core->db);
	if (outbox_mailing(core->db, key.id, &mail)) {
		end(core, key.id, &mail, office_letter_of(mail.kind)->end, OUTBOX_NOT_LED);
		tip_asking_renew(core, mail.list_id);
		convenor_mail_renew(core, mail.list_id);
	}
	outbox_passed_on(core->db, key.id);
	(void)core_step(core, key); /* else it waits for its time */
	return true;
}
