/* SPDX-License-Identifier: MIT
 * See notes_reply.h. A yes is to the text that was shown, and to so many people: where staff
 * changed it since, or the list did, it is shown anew. Where approvals are asked for it then waits
 * for them like any other. */
#include "daemon/core/convenors/notes_reply.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/announcements/announcement_review.h"
#include "daemon/core/announcements/approving.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/sending_hours.h"
#include "daemon/core/loop/audit_note.h"
#include "daemon/core/meetings/meeting_mail.h"
#include "daemon/core/meetings/meeting_notes.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/consent_words.h"
#include "daemon/mail/markdown.h"
#include "daemon/mail/notes_words.h"
#include "daemon/time/words.h"
#include "subscribers/staff.h"
#include "subscribers/subscription.h"

/* Whoever of the staff has this address wrote it, too, by whatever name: they do not approve it. */
static void note_writer(struct core *core, int64_t id, const struct address *writer)
{
	struct subscriber who;
	struct staff s;

	if (staff_find_address(core->db, writer->key, &s) ||
	    (subscriber_find(core->db, writer, &who) &&
	        staff_find_address(core->db, who.address.key, &s)))
		approval_wrote(core->db, id, s.account, core_now(core));
}

/* --- the mails to the convenor --- */

static int64_t write_to(struct talk *t, const char *kind, const struct meeting *m,
    const struct address *convenor, json_t *values)
{
	struct letter l = {
		.delivery = { .kind = kind,
		    .class = DELIVERY_ANSWER,
		    .address = convenor->spec,
		    .list_id = m->list_id,
		    .meeting_id = m->id,
		    .due_at = core_now(t->core) },
		.values = values,
		.is_conversation = true,
		.auto_submitted = "auto-replied",
		.in_reply_to = facts_get(t->facts, FACTS_MESSAGE_ID),
	};

	return letter_queue(t->core, &l);
}

/* What becomes of their notes, and when. */
static void tell(struct talk *t, const struct meeting *m, const struct list *list,
    const struct address *convenor, bool is_scheduled)
{
	int64_t now = core_now(t->core), goes_at = sending_hours_next(t->core, list, now);
	struct buf when = BUF_INIT;
	json_t *v;

	if (!answer_is_allowed_besides(t))
		return;
	if (goes_at > now)
		words_time(&when, goes_at, list->timezone);
	v = meeting_mail_values(t->core, m, now);
	letter_set(v, "list", slice_of(list->name));
	letter_set(v, "goes", buf_all(&when));
	json_put(v, "is_scheduled", json_boolean(is_scheduled));
	json_put(v, "members", json_integer(subscription_active_count(t->core->db, list->id)));
	(void)write_to(t, "noted", m, convenor,
	    v); /* 0: the transaction is refused, which its end tells */
	buf_release(&when);
}

/* The proof. False where no more mail may go to them today. */
static bool show(struct talk *t, const struct announcement *a, const struct meeting *m,
    const struct list *list, const struct address *convenor, bool is_changed)
{
	struct core *core = t->core;
	struct approval_text text;
	struct buf plain = BUF_INIT;
	json_t *v;
	int64_t id;

	if (!answer_is_allowed(t))
		return false;
	approving_read(core, a, list, &text);
	markdown_to_text(&plain, buf_all(&a->body));
	v = meeting_mail_values(core, m, core_now(core));
	letter_set(v, "list", slice_of(list->name));
	letter_set(v, "subject", buf_all(&a->subject));
	letter_set(v, "notes", slice_trim(buf_all(&plain)));
	json_put(v, "is_changed", json_boolean(is_changed));
	json_put(v, "is_approved", json_boolean(core->conf.announcements.approvals > 0));
	json_put(v, "members", json_integer(text.recipients));
	id = write_to(t, "notes-check", m, convenor, v);
	if (id != 0)
		meeting_notes_ask(core->db, id, a->id, &text, core_now(core));
	buf_release(&plain);
	return true;
}

void notes_reply_take(struct talk *t, const struct meeting *m, const struct list *list,
    const struct address *convenor, struct slice text)
{
	int64_t id = meeting_notes_draft(t->core, m, list, text,
	    ANNOUNCEMENT_CONVENOR); /* 0: the transaction is refused */
	struct buf report = BUF_INIT;
	struct announcement a;

	if (id != 0)
		note_writer(t->core, id, &t->from);
	announcement_init(&a);
	t->outcome = "notes taken";
	/* With a fault they cannot go as they are: staff mend them. */
	if (!announcement_get(t->core->db, id, &a) ||
	    !announcement_review_check(t->core, &a, list, &report)) {
		forward_quietly(t);
		tell(t, m, list, convenor, false);
	} else if (!show(t, &a, m, list, convenor, false) || !notes_words_are_for_all(text)) {
		forward_quietly(t); /* it may be for us */
	}
	announcement_release(&a);
	buf_release(&report);
}

/* --- the answer --- */

static bool cannot(struct talk *t, const struct meeting *m, const struct address *convenor,
    const char *reason)
{
	json_t *v;

	t->outcome = "order refused";
	if (!answer_is_allowed(t))
		return true;
	v = json_object();
	letter_set(v, "reason", slice_of(reason));
	(void)write_to(t, "unclear", m, convenor, v); /* 0: the transaction is refused */
	return true;
}

static bool is_as_shown(struct core *core, const struct announcement *a, const struct list *list,
    const struct meeting_notes_asked *asked)
{
	struct approval_text now;

	approving_read(core, a, list, &now);
	return hash_equal(now.hash, asked->hash, HASH_SIZE) &&
	    !approval_has_moved(asked->recipients, now.recipients);
}

static void let_go(struct talk *t, struct announcement *a, const struct meeting *m,
    const struct list *list, const struct address *convenor)
{
	meeting_notes_settle(t->core->db, a->id);
	approving_release(t->core, a, list, ANNOUNCEMENT_CONVENOR, false, core_now(t->core));
	audit_note_row(t->core, "convenor by email", "meeting.notes", m->id);
	core_wake(t->core, WAKE_CLOCK);
	t->outcome = "notes sent on";
	tell(t, m, list, convenor, a->state == ANNOUNCEMENT_SCHEDULED);
	log_info("notes.released", "announcement=%lld meeting=%lld", (long long)a->id,
	    (long long)m->id);
}

/* They are not for the members; then they may be for us. */
static void drop(struct talk *t, struct announcement *a)
{
	meeting_notes_settle(t->core->db, a->id);
	(void)announcement_move(t->core->db, a, ANNOUNCEMENT_CANCELLED,
	    "its convenor does not want it sent", 0, core_now(t->core)); /* it is a draft */
	forward_quietly(t);
	t->outcome = "notes dropped";
}

static bool settle(struct talk *t, const struct meeting_notes_asked *asked, const struct meeting *m,
    const struct list *list, const struct address *convenor, bool is_yes)
{
	struct announcement a;

	announcement_init(&a);
	if (!announcement_get(t->core->db, asked->announcement_id, &a) ||
	    a.state != ANNOUNCEMENT_DRAFT) {
		(void)cannot(t, m, convenor,
		    "staff have dealt with these notes meanwhile"); /* true */
	} else if (!is_yes) {
		drop(t, &a);
	} else if (!is_as_shown(t->core, &a, list, asked)) {
		t->outcome = "notes shown anew";
		if (!show(t, &a, m, list, convenor, true))
			forward_quietly(t);
	} else {
		let_go(t, &a, m, list, convenor);
	}
	announcement_release(&a);
	return true;
}

bool notes_reply_answered(struct talk *t, const struct meeting *m, const struct list *list,
    const struct address *convenor, bool is_certain)
{
	struct consent_said said = talk_decides(t);
	struct slice words = talk_words(t);
	bool is_plain = words.n > 0 && !said.has_more;
	bool is_yes = talk_says_only(t, "send") || talk_says_only(t, "approve") ||
	    talk_says_only(t, "send it") || (is_plain && said.answer == CONSENT_YES);
	bool is_no = is_plain && said.answer == CONSENT_NO;
	struct meeting_notes_asked asked;

	if (strcmp(t->context, "notes-check") != 0)
		return false;
	/* A correction, a doubt, thanks: a person reads it, and the mail can still be answered. */
	if (!is_yes && !is_no) {
		if (words.n == 0)
			return false;
		forward_to_human(t);
		t->outcome = "answer for a person";
		return true;
	}
	if (is_yes && !is_certain)
		return cannot(t, m, convenor,
		    "our mail host could not tell that this mail is yours; please ask staff");
	if (!meeting_notes_asked(t->core->db, t->delivery_id, &asked))
		return cannot(t, m, convenor,
		    "you have answered this mail already, or it is too old");
	return settle(t, &asked, m, list, convenor, is_yes);
}
