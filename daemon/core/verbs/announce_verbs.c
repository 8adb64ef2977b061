/* SPDX-License-Identifier: MIT
 * dpupctl announce ... */
#include "daemon/core/verbs/request_fields.h"

#include <stdio.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/announcements/announcement_mail.h"
#include "daemon/core/announcements/announcement_review.h"
#include "daemon/core/announcements/approving.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/sending_hours.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/sending/sender_pool.h"
#include "daemon/core/staff/staff_access.h"
#include "daemon/time/words.h"
#include "subscribers/audience.h"
#include "subscribers/digest.h"
#include "subscribers/json.h"
#include "subscribers/list.h"
#include "subscribers/staff.h"
#include "subscribers/subscription.h"

/* Finds the announcement of field id and its list, and lets `act` do with them what the verb is
 * for. */
static int with(struct request *rq,
    int (*act)(struct request *, struct announcement *, const struct list *, struct err *),
    struct err *err)
{
	struct announcement a;
	struct list list;
	int64_t id;
	int rc = -1;

	announcement_init(&a);
	if (request_id(rq, &id, err) == 0) {
		if (!announcement_get(rq->core->db, id, &a))
			(void)err_set(err, ERR_PERM,
			    "no announcement %lld; see \"dpupctl announce list\"", (long long)id);
		else if (!list_get(rq->core->db, a.list_id, &list))
			(void)err_set(err, ERR_BUG, "announcement %lld has no list", (long long)id);
		else
			rc = act(rq, &a, &list, err);
	}
	announcement_release(&a);
	return rc;
}

static struct slice body_of(const struct request *rq)
{
	return rq->bulk.n > 0 ? rq->bulk : wire_text(rq->w, "body");
}

static int answer_with(struct request *rq, int64_t id)
{
	if (!db_has_failed(rq->core->db))
		(void)announcement_json(rq->core->db, id, &rq->json);
	return 0;
}

/* That somebody was shown this text, in a transaction. */
static void note_look(struct request *rq, const struct announcement *a,
    const struct approval_text *text)
{
	approval_saw(rq->core->db, a->id, rq->actor, text, rq->now);
}

/* The same of a reading, which has none. Looking must go on where the disk is full: then it was not
 * noted, and the commit has told the store's health. */
static void note_reading(struct request *rq, const struct announcement *a,
    const struct approval_text *text)
{
	struct approval_text before;
	struct err err = ERR_INIT;

	if (approval_seen(rq->core->db, a->id, rq->actor, &before) &&
	    before.recipients == text->recipients && hash_equal(before.hash, text->hash, HASH_SIZE))
		return;
	db_begin(rq->core->db);
	note_look(rq, a, text);
	(void)core_commit(rq->core, &err);
}

/* To the announcement that is the answer: what would be approved, and what was. */
static void add_text(struct request *rq, const struct announcement *a,
    const struct approval_text *text)
{
	buf_cut(&rq->json, rq->json.n - 1); /* of its '}' */
	buf_printf(&rq->json, ",\"recipients\":%lld}", (long long)text->recipients);
	approving_json(rq->core, a, text, &rq->json);
}

/* Is it still to be approved, or to go? Later it is no use to know which text that was. */
static bool is_before(const struct announcement *a)
{
	return a->state < ANNOUNCEMENT_SENDING;
}

/* Who gets it: --list, a whole list; or --audience, a part of one. */
static int read_audience(struct request *rq, struct list *list_r, struct err *err)
{
	struct slice text = wire_text(rq->w, "audience");
	struct audience a;
	int rc;

	if (wire_has(rq->w, "list") == (text.n > 0))
		return err_set(err, ERR_PERM,
		    "say who gets it: either --list LIST, or --audience \"LIST and "
		    "region:otago\"");
	if (text.n == 0)
		return request_list(rq, "list", -1, list_r, err);
	audience_init(&a);
	rc = audience_read(rq->core->db, text, &a, list_r, err);
	audience_release(&a);
	return rc;
}

static int on_new(struct request *rq, struct err *err)
{
	struct list list;
	int64_t id;

	if (read_audience(rq, &list, err) < 0)
		return -1;
	id = announcement_new(rq->core->db, list.id, wire_text(rq->w, "subject"), body_of(rq),
	    rq->actor, rq->now);
	announcement_set_audience(rq->core->db, id, slice_trim(wire_text(rq->w, "audience")));
	buf_printf(&rq->json, "{\"id\":%lld}", (long long)id);
	return 0;
}

static int update(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	struct list other = *list;

	bool has_audience = wire_has(rq->w, "list") || wire_has(rq->w, "audience");

	if (has_audience && read_audience(rq, &other, err) < 0)
		return -1;
	announcement_update(rq->core->db, a, other.id, wire_text(rq->w, "subject"), body_of(rq),
	    rq->actor, rq->now);
	if (has_audience)
		announcement_set_audience(rq->core->db, a->id,
		    slice_trim(wire_text(rq->w, "audience")));
	return answer_with(rq, a->id);
}

static int on_update(struct request *rq, struct err *err)
{
	return with(rq, update, err);
}

static int show(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	struct approval_text text;

	(void)err;
	(void)answer_with(rq, a->id);
	if (!is_before(a))
		return 0;
	approving_read(rq->core, a, list, &text);
	add_text(rq, a, &text);
	note_reading(rq, a, &text);
	return 0;
}

static int on_show(struct request *rq, struct err *err)
{
	return with(rq, show, err);
}

static int on_list(struct request *rq, struct err *err)
{
	struct buf lists = BUF_INIT;

	(void)err;
	(void)staff_access_is_narrow(rq, &lists); /* else it is of all */
	announcement_json_all(rq->core->db, wire_text(rq->w, "state"), buf_all(&lists), &rq->json);
	buf_release(&lists);
	return 0;
}

/* --- reading before it goes --- */

static int check(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	struct approval_text text;
	bool is_ok = announcement_review_check(rq->core, a, list, &rq->json);

	(void)err;
	approving_read(rq->core, a, list, &text);
	approving_json(rq->core, a, &text, &rq->json);
	note_look(rq, a, &text);
	if (is_ok && (a->state == ANNOUNCEMENT_DRAFT || a->state == ANNOUNCEMENT_CHECKED))
		(void)announcement_move(rq->core->db, a, ANNOUNCEMENT_CHECKED, NULL, 0, rq->now);
	return 0;
}

static int on_check(struct request *rq, struct err *err)
{
	return with(rq, check, err);
}

/* What the copy of `to` says of them; an example where nobody is named. */
struct example {
	struct announcement_mail_person person;
	struct address address;
	struct buf since;
	char unsubscribe[TOKEN_TEXT_SIZE], message[TOKEN_TEXT_SIZE];
};

static int make_example(struct request *rq, const struct announcement *a, struct example *x,
    struct err *err)
{
	struct core *core = rq->core;
	struct subscription n = { .since_at = rq->now, .channel = "email" };
	static const uint8_t nobody[TOKEN_HASH_SIZE];
	struct subscriber s;

	buf_init(&x->since);
	x->address = core->human;
	if (wire_has(rq->w, "to") && request_address(rq, "to", &x->address, err) < 0)
		return -1;
	if (wire_has(rq->w, "to") && subscriber_find(core->db, &x->address, &s))
		(void)subscription_find(core->db, s.id, a->list_id, &n); /* else the example's */
	words_day(&x->since, n.since_at, core->conf.templates.timezone);
	/* Tokens of nobody: a preview must not be able to unsubscribe anyone. */
	token_link_make(core, TOKEN_UNSUBSCRIBE, 0, 0, nobody, x->unsubscribe);
	token_link_make(core, TOKEN_MESSAGE, 0, 0, nobody, x->message);
	x->person = (struct announcement_mail_person){ slice_of(x->address.spec),
		slice_of(x->message), slice_of(x->unsubscribe), buf_all(&x->since),
		slice_of(letter_channel_words(n.channel)) };
	return 0;
}

/* Somebody who is named must be one who would get it; that they are, and since when, is about them.
 */
static int need_reader(struct request *rq, const struct list *list, struct err *err)
{
	struct subscription n;
	struct subscriber s;
	struct address to;

	if (!wire_has(rq->w, "to"))
		return 0;
	if (!staff_access_has(rq, ROLE_PRIVACY))
		return err_set(err, ERR_PERM,
		    "a preview for one person: %s may not do that, it is for privacy, admin; without --to you "
		    "see an example",
		    rq->actor);
	if (request_address(rq, "to", &to, err) < 0)
		return -1;
	if (!subscriber_find(rq->core->db, &to, &s))
		return request_nobody(rq, &to, err);
	return subscription_find(rq->core->db, s.id, list->id, &n) &&
	        n.state == SUBSCRIPTION_ACTIVE ?
	    0 :
	    err_set(err, ERR_PERM,
	        "that address is not subscribed to \"%s\"; without --to you see an example",
	        list->slug);
}

static int preview(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	struct slice format = wire_text(rq->w, "format");
	struct buf text = BUF_INIT, master = BUF_INIT;
	struct approval_text seen;
	struct example x;
	int rc;

	if (need_reader(rq, list, err) < 0)
		return -1;
	rc = make_example(rq, a, &x, err);
	if (rc == 0 && slice_is(format, "html"))
		rc = announcement_mail_read(rq->core, a, list, &x.person, NULL, &text, err);
	else if (rc == 0 && slice_is(format, "raw")) {
		rc = announcement_mail_compile(rq->core, a, list, rq->now, &master, err);
		if (rc == 0)
			rc = announcement_mail_fill(buf_all(&master), &x.person, &text, err);
	} else if (rc == 0)
		rc = announcement_mail_read(rq->core, a, list, &x.person, &text, NULL, err);
	if (rc == 0)
		json_quote(&rq->json, buf_all(&text));
	if (rc == 0 && is_before(a)) {
		approving_read(rq->core, a, list, &seen);
		note_reading(rq, a, &seen);
	}
	buf_release(&text);
	buf_release(&master);
	buf_release(&x.since);
	return rc;
}

static int on_preview(struct request *rq, struct err *err)
{
	return with(rq, preview, err);
}

/* A test mail is no way to write to strangers in the service's name: it goes to staff. */
static int need_staff(struct request *rq, struct err *err)
{
	struct address to;
	struct staff s;

	if (request_address(rq, "to", &to, err) < 0)
		return -1;
	return staff_find_address(rq->core->db, to.key, &s) ?
	    0 :
	    err_set(err, ERR_PERM,
	        "a test mail goes to an address of "
	        "staff, and that is none: see \"dpupctl staff list\"; an admin can register it with \"dpupctl staff add\"");
}

static int send_test(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	struct outbox_new n = { .kind = "test", .class = DELIVERY_ANSWER, .due_at = rq->now };
	struct buf master = BUF_INIT, message = BUF_INIT, subject = BUF_INIT;
	struct example x;
	int rc;

	if (need_staff(rq, err) < 0)
		return -1;
	rc = make_example(rq, a, &x, err);
	buf_text(&subject, "[test] ");
	buf_slice(&subject, buf_all(&a->subject));
	buf_clear(&a->subject);
	buf_slice(&a->subject, buf_all(&subject));
	if (rc == 0)
		rc = announcement_mail_compile(rq->core, a, list, rq->now, &master, err);
	if (rc == 0) {
		int64_t id;
		uint8_t hash[TOKEN_HASH_SIZE];

		n.address = x.address.spec;
		id = outbox_add(rq->core->db, &n, rq->now);
		token_link_hash(rq->core, x.address.spec, hash);
		token_link_make(rq->core, TOKEN_MESSAGE, id, 0, hash, x.message);
		rc = announcement_mail_fill(buf_all(&master), &x.person, &message, err);
		if (rc == 0)
			letter_store(rq->core->db, id, &message);
		buf_printf(&rq->json, "{\"delivery\":%lld}", (long long)id);
		core_wake(rq->core, WAKE_SEND);
	}
	buf_release(&master);
	buf_release(&message);
	buf_release(&subject);
	buf_release(&x.since);
	return rc;
}

static int on_test(struct request *rq, struct err *err)
{
	return with(rq, send_test, err);
}

/* --- deciding --- */

/* Checked, or made so: an announcement with a fault goes no further. */
static int need_checked(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	struct buf report = BUF_INIT;
	bool is_ok;

	if (a->state != ANNOUNCEMENT_DRAFT)
		return 0;
	is_ok = announcement_review_check(rq->core, a, list, &report);
	buf_release(&report);
	if (!is_ok)
		return err_set(err, ERR_PERM,
		    "announcement %lld has faults; see \"dpupctl announce check %lld\"",
		    (long long)a->id, (long long)a->id);
	return announcement_move(rq->core->db, a, ANNOUNCEMENT_CHECKED, NULL, 0, rq->now) ? 0 : -1;
}

static int approve(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	struct approving_asked asked = { rq->actor, wire_text(rq->w, "hash"),
		wire_int(rq->w, "recipients", 0, INT64_MAX, -1), rq->now };
	struct approval_text text;

	if (need_checked(rq, a, list, err) < 0 ||
	    approving_give(rq->core, a, list, &asked, &text, err) < 0)
		return -1;
	buf_text(&rq->detail, "text ");
	hash_to_text(text.hash, HASH_SIZE, &rq->detail);
	(void)answer_with(rq, a->id);
	if (rq->json.n > 0) /* else the commit says why */
		add_text(rq, a, &text);
	return 0;
}

static int on_approve(struct request *rq, struct err *err)
{
	return with(rq, approve, err);
}

static int submit(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	if (a->state != ANNOUNCEMENT_DRAFT && a->state != ANNOUNCEMENT_CHECKED)
		return err_set(err, ERR_PERM, "announcement %lld is %s already: %s",
		    (long long)a->id, announcement_state_text(a->state),
		    announcement_next_step(a->state));
	return need_checked(rq, a, list, err) < 0 ? -1 : answer_with(rq, a->id);
}

static int on_submit(struct request *rq, struct err *err)
{
	return with(rq, submit, err);
}

/* With no approvals asked for, having been checked is all that stands before the schedule. */
static int need_approved(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	int needed = rq->core->conf.announcements.approvals;

	if (a->state == ANNOUNCEMENT_DRAFT)
		return err_set(err, ERR_PERM,
		    "announcement %lld is a draft; \"dpupctl announce check %lld\" or "
		    "\"approve\" comes first",
		    (long long)a->id, (long long)a->id);
	if (needed == 0 && a->state == ANNOUNCEMENT_CHECKED)
		(void)announcement_move(rq->core->db, a, ANNOUNCEMENT_APPROVED, rq->actor, 0,
		    rq->now);
	if (needed > 0 && a->state == ANNOUNCEMENT_CHECKED)
		return err_set(err, ERR_PERM,
		    "announcement %lld has %d of %d approvals; \"dpupctl announce approve %lld\" comes next",
		    (long long)a->id, approval_count(rq->core->db, a->id), needed,
		    (long long)a->id);
	if ((a->state != ANNOUNCEMENT_APPROVED && a->state != ANNOUNCEMENT_SCHEDULED) ||
	    approving_stands(rq->core, a, list, rq->now, err))
		return 0;
	rq->is_kept = true; /* that they are void, and it went back */
	return -1;
}

static int read_time(struct request *rq, const struct list *list, int64_t *at_r, struct err *err)
{
	bool is_now = wire_int(rq->w, "now", 0, 1, 0) == 1;

	*at_r = rq->now;
	if (is_now == wire_has(rq->w, "at"))
		return err_set(err, ERR_PERM, "say when: --at \"2026-12-01 09:00\", or --now");
	if (is_now)
		return 0;
	if (!words_parse_time(wire_text(rq->w, "at"), list->timezone, rq->now, at_r, err))
		return -1;
	return *at_r >= rq->now - 60 ?
	    0 :
	    err_set(err, ERR_PERM, "that time is past; say --now to send at once");
}

/* Whoever asked for a time outside the window is told why it is another. */
static void add_note(struct request *rq, const struct list *list, int64_t asked)
{
	const char *why = sending_hours_why(rq->core, list, asked);
	struct buf note = BUF_INIT;

	buf_text(&note, "moved to when mail goes out again: ");
	words_time(&note, asked, list->timezone);
	if (why != NULL)
		buf_printf(&note, " is %s", why);
	else
		buf_printf(&note, " is outside %s",
		    list->window[0] != '\0' ? list->window : rq->core->conf.sending.window);
	buf_text(&note, "; --now sends at any hour");
	buf_text(&rq->json, ",\"note\":");
	json_quote(&rq->json, buf_all(&note));
	buf_release(&note);
}

static int schedule(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	bool is_now = wire_int(rq->w, "now", 0, 1, 0) == 1;
	struct buf when = BUF_INIT;
	int64_t asked, at;

	if (read_time(rq, list, &asked, err) < 0)
		return -1;
	at = is_now ? asked : sending_hours_next(rq->core, list, asked);
	if (need_approved(rq, a, list, err) < 0 || db_has_failed(rq->core->db) ||
	    !announcement_move(rq->core->db, a, ANNOUNCEMENT_SCHEDULED, NULL, at, rq->now))
		return -1;
	announcement_set_urgent(rq->core->db, a->id, is_now);
	words_time(&when, at, list->timezone);
	buf_printf(&rq->json, "{\"id\":%lld,\"state\":\"scheduled\",\"when\":", (long long)a->id);
	json_quote(&rq->json, at <= rq->now ? slice_of("now") : buf_all(&when));
	if (at != asked)
		add_note(rq, list, asked);
	buf_char(&rq->json, '}');
	buf_release(&when);
	core_wake(rq->core, WAKE_CLOCK);
	return 0;
}

static int on_schedule(struct request *rq, struct err *err)
{
	return with(rq, schedule, err);
}

static int change(struct request *rq, struct announcement *a, enum announcement_state to,
    const char *why)
{
	/* What never began keeps its time where that is still to come. */
	if (announcement_move(rq->core->db, a, to, why,
	        a->scheduled_at > rq->now ? a->scheduled_at : rq->now, rq->now)) {
		/* What is many moves lazily, as it comes to be sent; a first piece at once. */
		if (to == ANNOUNCEMENT_CANCELLED)
			(void)outbox_cancel(rq->core->db, a->id, "the announcement was cancelled",
			    rq->core->conf.sending.chunk, rq->now);
		core_wake(rq->core, WAKE_CLOCK);
		core_wake(rq->core, WAKE_SEND);
	}
	return answer_with(rq, a->id);
}

static int pause_sending(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	(void)list;
	(void)err;
	return change(rq, a, ANNOUNCEMENT_PAUSED, "paused by staff");
}

static int on_pause(struct request *rq, struct err *err)
{
	return with(rq, pause_sending, err);
}

static int resume_sending(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	(void)list;
	if (a->state != ANNOUNCEMENT_PAUSED)
		return err_set(err, ERR_PERM, "announcement %lld is %s, not paused: %s",
		    (long long)a->id, announcement_state_text(a->state),
		    announcement_next_step(a->state));
	/* What was paused before it began begins as all do: looked at once more, approvals and all.
	 */
	return change(rq, a,
	    announcement_has_begun(rq->core->db, a->id) ? ANNOUNCEMENT_SENDING :
	                                                  ANNOUNCEMENT_SCHEDULED,
	    NULL);
}

static int on_resume(struct request *rq, struct err *err)
{
	return with(rq, resume_sending, err);
}

static int cancel(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	int64_t taken_out = digest_drop(rq->core->db, a->id);
	int rc;

	(void)list;
	(void)err;
	/* Where it is done but for digests, those who have it have it; the others need not get it.
	 */
	rc = a->state == ANNOUNCEMENT_DONE && taken_out > 0 ?
	    answer_with(rq, a->id) :
	    change(rq, a, ANNOUNCEMENT_CANCELLED, "cancelled by staff");
	if (rc < 0 || db_has_failed(rq->core->db))
		return rc;
	buf_cut(&rq->json, rq->json.n - 1); /* of its '}' */
	buf_printf(&rq->json, ",\"taken_out_of_digests\":%lld}", (long long)taken_out);
	if (taken_out > 0)
		log_info("digest.cancelled", "announcement=%lld count=%lld", (long long)a->id,
		    (long long)taken_out);
	return 0;
}

static int on_cancel(struct request *rq, struct err *err)
{
	return with(rq, cancel, err);
}

/* --- following --- */

static int report(struct request *rq, struct announcement *a, const struct list *list,
    struct err *err)
{
	struct buf why = BUF_INIT;

	(void)err;
	(void)sender_pool_waits(rq->core->senders, &why); /* what it adds is the answer */
	announcement_review_report(rq->core, a, list, buf_all(&why), &rq->json);
	buf_release(&why);
	return 0;
}

static int on_report(struct request *rq, struct err *err)
{
	return with(rq, report, err);
}

const struct request_verb announce_verbs[] = {
	{ "announce.new", true, FOR_OWN(ROLE_AUTHOR | ROLE_CONVENOR), on_new,
	    { REQUEST_LIST_IN("list"), REQUEST_AUDIENCE_IN("audience"), REQUEST_TEXT("subject"),
	        REQUEST_FILE("body"), REQUEST_TEXT("purpose") } },
	{ "announce.show", false, FOR_OWN(ROLE_ALL), on_show,
	    { REQUEST_ID(REQUEST_ANNOUNCEMENT) } },
	{ "announce.list", false, FOR_SHOWN(ROLE_ALL), on_list, { REQUEST_NAME("state") } },
	{ "announce.update", true, FOR_OWN(ROLE_AUTHOR | ROLE_CONVENOR), on_update,
	    { REQUEST_ID(REQUEST_ANNOUNCEMENT), REQUEST_LIST_IN("list"),
	        REQUEST_AUDIENCE_IN("audience"), REQUEST_TEXT("subject"), REQUEST_FILE("body"),
	        REQUEST_TEXT("purpose") } },
	{ "announce.check", true, FOR_OWN(ROLE_ALL), on_check,
	    { REQUEST_ID(REQUEST_ANNOUNCEMENT) } },
	{ "announce.preview", false, FOR_OWN(ROLE_ALL), on_preview,
	    { REQUEST_ID(REQUEST_ANNOUNCEMENT), REQUEST_ADDRESS("to"), REQUEST_NAME("format") } },
	{ "announce.test", true, FOR_OWN(ROLE_AUTHOR | ROLE_CONVENOR), on_test,
	    { REQUEST_ID(REQUEST_ANNOUNCEMENT), REQUEST_ADDRESS("to") } },
	{ "announce.submit", true, FOR_OWN(ROLE_AUTHOR | ROLE_CONVENOR), on_submit,
	    { REQUEST_ID(REQUEST_ANNOUNCEMENT) } },
	{ "announce.approve", true, FOR(ROLE_APPROVER), on_approve,
	    { REQUEST_ID(REQUEST_ANNOUNCEMENT), REQUEST_NAME("hash"),
	        REQUEST_NUMBER("recipients") } },
	{ "announce.schedule", true, FOR_OWN(ROLE_AUTHOR | ROLE_APPROVER | ROLE_CONVENOR),
	    on_schedule,
	    { REQUEST_ID(REQUEST_ANNOUNCEMENT), REQUEST_NAME("at"), REQUEST_FLAG("now") } },
	{ "announce.pause", true, FOR_OWN(ROLE_AUTHOR | ROLE_APPROVER | ROLE_CONVENOR), on_pause,
	    { REQUEST_ID(REQUEST_ANNOUNCEMENT) } },
	{ "announce.resume", true, FOR_OWN(ROLE_AUTHOR | ROLE_APPROVER | ROLE_CONVENOR), on_resume,
	    { REQUEST_ID(REQUEST_ANNOUNCEMENT) } },
	{ "announce.cancel", true, FOR_OWN(ROLE_AUTHOR | ROLE_APPROVER | ROLE_CONVENOR), on_cancel,
	    { REQUEST_ID(REQUEST_ANNOUNCEMENT) } },
	{ "announce.report", false, FOR_OWN(ROLE_ALL), on_report,
	    { REQUEST_ID(REQUEST_ANNOUNCEMENT) } },
	{ .verb = NULL },
};
