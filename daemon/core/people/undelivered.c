/* SPDX-License-Identifier: MIT
 * Scores in core; see undelivered.h. A refusal is hard or soft (it counts against the address), of
 * the message (it counts against nobody), or of the sender, which is us: that never scores a
 * person, it pauses the announcement and is told to staff. */
#include "daemon/core/people/undelivered.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/core/outbox/attempt.h"
#include "daemon/core/people/membership.h"
#include "daemon/core/people/returned.h"
#include "daemon/mail/bounce_reason.h"
#include "subscribers/list.h"
#include "subscribers/score.h"
#include "subscribers/subscription.h"
#include "subscribers/suppression.h"

#define LOOKS_PER_TURN 50 /* people of one transaction */
#define REASON_MAX 300
#define REPORTS_MAX \
	30 /* on one mail: servers send some warnings and a verdict; who holds the mail can send \
	      any number */
#define ASIDE_S 900 /* one that was refused: as any step of the schedule (setback.h) */

/* One refusal, whoever told us. */
struct refusal {
	enum bounce_class class;
	const char *reason;
	char status[12];
	char text[REASON_MAX]; /* what was said */
	bool is_relay;
	bool is_size; /* the relay takes no mail as large as this one: what one of a mailing has,
	                 all have */
};

/* --- what is to be sent --- */

static bool send_mail(struct core *core, const struct subscriber *who, enum scoring_mail mail,
    bool needs_consent)
{
	struct subscription n;
	struct list list;
	char token[TOKEN_TEXT_SIZE];
	struct letter l = {
		.delivery = { .kind = mail == SCORING_PROBE ? "probe" : "warning",
		    .class = DELIVERY_NEWS,
		    .address = who->address.spec,
		    .subscriber_id = who->id,
		    .needs_consent = needs_consent,
		    .due_at = core_now(core) },
		.list = &list,
		.auto_submitted = "auto-generated",
		.unsubscribe = token,
		.is_conversation = true,
	};
	int64_t after = 0;

	/* It is about one of their lists: consent is read again before it goes. */
	for (;; after = list.id) {
		if (!list_next_open(core->db, -1, after, &list))
			return false;
		if (subscription_find(core->db, who->id, list.id, &n) &&
		    n.state == SUBSCRIPTION_ACTIVE)
			break;
	}
	l.delivery.list_id = list.id;
	token_link_make(core, TOKEN_UNSUBSCRIBE, n.id, n.generation, who->hash, token);
	return letter_queue(core, &l) != 0; /* 0: the transaction is refused, which its end tells */
}

static void remove_person(struct core *core, const struct subscriber *who)
{
	struct act a = act_of_self(core);

	a.evidence.note = slice_of("mail to the address comes back");
	(void)membership_leave(&a, who, 0); /* none left is fine */
	suppression_add(core->db, who->hash, "bounced", core_now(core));
}

static void decide(struct core *core, int64_t subscriber_id)
{
	int64_t now = core_now(core);
	enum score_state from;
	struct scoring_decision d = score_decide(core->db, subscriber_id, now, &from);
	struct subscriber who;
	bool is_sent = true;

	if (!subscriber_get(core->db, subscriber_id, &who))
		return;
	if (d.mail != SCORING_NO_MAIL) {
		/* A disabled address gets no other mail: the rule that says so would hold this one
		 * too. */
		is_sent = !suppression_has(core->db, who.hash) &&
		    send_mail(core, &who, d.mail, d.state != SCORE_DISABLED);
		score_mailed(core->db, subscriber_id, d.mail, is_sent, now);
	}
	if (d.state == SCORE_REMOVED && from != SCORE_REMOVED)
		remove_person(core, &who);
}

/* --- refusals --- */

/* Is this one, with those before it, a reason to pause? What the relay says in the dialogue is: at
 * its first word. A report by mail is a reason only with those of many other recipients: who holds
 * their own copy can write any. */
static bool is_reason(struct core *core, int64_t announcement_id, int64_t delivery_id,
    const struct refusal *r, const char *words)
{
	int64_t now = core_now(core), counts[DELIVERY_STATES], recipients;

	if (r->is_relay)
		return score_object(core->db, announcement_id, words, now) || r->is_size;
	recipients = score_object_by_report(core->db, announcement_id, delivery_id, words, now);
	if (recipients == 0)
		return false;
	outbox_counts(core->db, announcement_id, counts);
	return score_outcry(core->db, announcement_id, recipients, counts[DELIVERY_SENT]);
}

static void object(struct core *core, int64_t announcement_id, int64_t delivery_id,
    const struct refusal *r)
{
	int64_t now = core_now(core);
	struct announcement a;
	char reason[REASON_MAX + 80];
	bool is_pause;

	str_put(reason, sizeof reason, "%s: %s",
	    r->is_size ?
	        "the relay does not take a mail of this size; make it smaller in a new announcement, or have the limit raised" :
	        r->is_relay ? "the relay holds something against us, not against one address" :
	                      "receivers hold something against us, not against one address",
	    r->text);
	is_pause = is_reason(core, announcement_id, delivery_id, r, reason);
	announcement_init(&a);
	if (!announcement_get(core->db, announcement_id, &a)) {
		announcement_release(&a);
		return;
	}
	if (is_pause && a.state == ANNOUNCEMENT_SENDING &&
	    announcement_move(core->db, &a, ANNOUNCEMENT_PAUSED, reason, 0, now))
		log_error("announcement.paused", "id=%lld reason=%s", (long long)announcement_id,
		    r->reason);
	/* Its person did nothing wrong: they get it when staff have mended what is held against us.
	 * Never while it is being sent, which would try for ever. */
	if (r->is_relay && a.state == ANNOUNCEMENT_PAUSED)
		outbox_staff_move(core->db, delivery_id, "retry", now);
	announcement_release(&a);
}

/* A relay that is out of its mind, or a list that is not what it is said to be, has many addresses
 * refused in one mailing. Then it is paused, and nobody is taken for dead before staff have looked.
 */
static void weigh_refused(struct core *core, const struct score_bounce *b, const struct refusal *r)
{
	int64_t now = core_now(core), counts[DELIVERY_STATES];
	char reason[REASON_MAX + 160];
	struct announcement a;

	announcement_init(&a);
	str_put(reason, sizeof reason,
	    "many addresses are said not to exist; look whether that is so, or the relay is at "
	    "fault, before you resume: %s",
	    r->text);
	if (announcement_get(core->db, b->announcement_id, &a)) {
		outbox_counts(core->db, b->announcement_id, counts);
		if (a.state == ANNOUNCEMENT_PAUSED && score_had_burst(core->db, a.id))
			score_void_refused(core->db, b, now);
		else if (score_burst(core->db, b, counts[DELIVERY_SENT] + counts[DELIVERY_FAILED],
		             reason, now) &&
		    a.state == ANNOUNCEMENT_SENDING &&
		    announcement_move(core->db, &a, ANNOUNCEMENT_PAUSED, reason, 0, now))
			log_error("announcement.paused", "id=%lld reason=%s", (long long)a.id,
			    r->reason);
	}
	announcement_release(&a);
}

static void count(struct core *core, const struct outbox_mailing *m, int64_t delivery_id,
    const struct refusal *r)
{
	struct score_bounce b = { .subscriber_id = m->subscriber_id,
		.delivery_id = delivery_id,
		.list_id = m->list_id,
		.announcement_id = m->announcement_id,
		.meeting_id = m->meeting_id,
		.variant = m->variant,
		.kind = m->kind,
		.mailed_at = m->mailed_at,
		.is_hard = r->class == BOUNCE_HARD,
		.is_relay = r->is_relay,
		.reason = r->reason,
		.status = r->status };
	struct subscriber who;
	struct address sent_to;
	struct err err = ERR_INIT;
	char domain[ADDRESS_SIZE];

	if (m->subscriber_id == 0 || !subscriber_get(core->db, m->subscriber_id, &who))
		return;
	/* The mail went to an address the person has no more, or to somebody else about them. */
	if (m->address[0] != '\0' &&
	    (!address_parse_utf8(slice_of(m->address), &sent_to, &err) ||
	        strcmp(sent_to.key, who.address.key) != 0))
		return;
	str_put(domain, sizeof domain, "%.*s", SLICE_ARG(address_domain(&who.address)));
	b.domain = domain;
	if (score_add(core->db, &b, core_now(core)) != SCORE_COUNTED)
		return;
	if (b.is_hard && b.announcement_id != 0)
		weigh_refused(core, &b, r);
	/* What follows may be a mail that cannot be made: that must not undo the results of a whole
	 * turn. */
	score_look_later(core->db, m->subscriber_id, core_now(core));
	core_wake(core, WAKE_CLOCK);
}

static void take(struct core *core, int64_t delivery_id, const struct outbox_mailing *m,
    const struct refusal *r)
{
	switch (r->class) {
	case BOUNCE_HARD:
	case BOUNCE_SOFT:
		count(core, m, delivery_id, r);
		break;
	case BOUNCE_SENDER:
		log_warning("delivery.objection", "id=%lld announcement=%lld reason=%s",
		    (long long)delivery_id, (long long)m->announcement_id, r->reason);
		if (m->announcement_id != 0)
			object(core, m->announcement_id, delivery_id, r);
		break;
	case BOUNCE_MESSAGE:
	case BOUNCE_NONE:
		break;
	}
}

/* The entry about the address we wrote to; a report that names another (an alias, a forwarder) is
 * about ours all the same, because its token says so. */
static const struct classify_bounce *entry_of(const struct verdict *v, const char *address)
{
	for (size_t i = 0; i < v->bounce_count; i++) {
		if (slice_equal_fold(slice_of(v->bounces[i].recipient), slice_of(address)))
			return &v->bounces[i];
	}
	return &v->bounces[0];
}

void undelivered_reported(struct core *core, const struct verdict *v, int64_t delivery_id,
    bool is_enveloped)
{
	struct buf text = BUF_INIT;
	struct refusal r = { .is_relay = false };
	struct outbox_mailing m;
	const struct classify_bounce *b;

	if (v->bounce_count == 0 || !outbox_mailing(core->db, delivery_id, &m))
		return;
	if (attempt_reports(core->db, delivery_id) >= REPORTS_MAX) {
		log_debug("delivery.reports", "id=%lld", (long long)delivery_id);
		return;
	}
	b = entry_of(v, m.address);
	buf_printf(&text, "%s %s %s", bounce_class_text(b->class), b->reason, b->diagnostic);
	attempt_add(core->db,
	    &(struct attempt_entry){ .delivery_id = delivery_id,
	        .outcome = b->class == BOUNCE_NONE ? "delayed" : "bounced",
	        .relay = "-",
	        .stage = b->status[0] != '\0' ? b->status : "report",
	        .reply = buf_all(&text) },
	    core_now(core));
	log_info("delivery.bounced", "id=%lld class=%s reason=%s status=%s", (long long)delivery_id,
	    bounce_class_text(b->class), b->reason, b->status);
	r.class = b->class == BOUNCE_HARD && !is_enveloped ? BOUNCE_SOFT : b->class;
	r.reason = b->reason;
	str_put(r.status, sizeof r.status, "%s", b->status);
	str_put(r.text, sizeof r.text, "%s", b->diagnostic);
	if (b->class != BOUNCE_NONE)
		(is_enveloped ? returned_add : returned_said)(core, delivery_id, &m, r.text);
	take(core, delivery_id, &m, &r);
	buf_release(&text);
}

/* RFC 1870 §6.1: more than the relay said it takes (the sender saw that by itself), or than it
 * takes after all. What is said of a recipient may be about their mailbox. */
static bool is_over_size(const struct outbox_result *result)
{
	return strcmp(result->status, "5.3.4") == 0 && strcmp(result->stage, "rcpt") != 0;
}

void undelivered_refused(struct core *core, const struct outbox_result *result)
{
	struct slice said = slice_of(result->reply), status = bounce_reason_status(said, false);
	struct bounce_reason reason = bounce_reason_find(said, SLICE_NONE, status,
	    slice_of("failed"));
	struct refusal r = { .class = reason.class,
		.reason = reason.word,
		.is_relay = true,
		.is_size = is_over_size(result) };
	struct outbox_mailing m;

	if (!outbox_mailing(core->db, result->id, &m))
		return;
	returned_add(core, result->id, &m, result->reply);
	/* Without a reply of three digits it was our own doing: a message that could not be made.
	 */
	if (result->code == 0 && !r.is_size)
		return;
	if (r.is_size) {
		r.class = m.announcement_id != 0 ? BOUNCE_SENDER : BOUNCE_MESSAGE;
		r.reason = "mesgtoobig";
		status = slice_of(result->status);
	}
	/* Given up after days of "not now": whatever the words, it is no proof of a dead address.
	 */
	if (result->outcome == OUTBOX_RETRY && (r.class == BOUNCE_HARD || r.class == BOUNCE_NONE))
		r.class = BOUNCE_SOFT;
	str_put(r.status, sizeof r.status, "%.*s", SLICE_ARG(status));
	str_put(r.text, sizeof r.text, "%s", result->reply);
	log_info("delivery.refused", "id=%lld class=%s reason=%s status=%s", (long long)result->id,
	    bounce_class_text(r.class), r.reason, r.status);
	take(core, result->id, &m, &r);
}

void undelivered_heard(struct core *core, int64_t subscriber_id)
{
	if (score_revive(core->db, subscriber_id, "the person wrote to us", core_now(core)))
		log_info("score.revived", "subscriber=%lld", (long long)subscriber_id);
}

/* One of several is refused (its mail cannot be made): each in a transaction of its own, so that it
 * keeps nobody else's back. It is looked at again after a while. */
static bool decide_alone(struct core *core, int64_t now)
{
	struct err err = ERR_INIT;
	int64_t id;

	for (int n = 0; n < LOOKS_PER_TURN && (id = score_due(core->db, now)) != 0; n++) {
		db_begin(core->db);
		decide(core, id);
		if (core_step(core, (struct setback_key){ "score", id, 0 }))
			continue;
		db_begin(core->db);
		score_look_later(core->db, id, now + ASIDE_S);
		if (core_commit(core, &err) < 0) {
			log_error("score.aside", "reason=\"%s\"", err.text);
			return false;
		}
	}
	return score_due(core->db, now) != 0;
}

bool undelivered_turn(struct core *core, int64_t now)
{
	struct err err = ERR_INIT;
	int64_t id;
	int n = 0;

	if (score_due(core->db, now) == 0)
		return false;
	db_begin(core->db);
	/* Each decision moves its look_at past now, or away, so this ends. */
	while (n < LOOKS_PER_TURN && !db_has_failed(core->db) &&
	    (id = score_due(core->db, now)) != 0) {
		decide(core, id);
		n++;
	}
	if (core_commit(core, &err) < 0) {
		log_error("score.turn", "reason=\"%s\"", err.text);
		return err.kind != ERR_TEMP && decide_alone(core, now);
	}
	return n == LOOKS_PER_TURN;
}
