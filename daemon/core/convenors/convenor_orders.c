/* SPDX-License-Identifier: MIT
 * Orders by email; see convenor_orders.h. Whoever knows a convenor's address can write in their
 * name, so the question goes to that address and its answer must hold the token of that very mail;
 * where a trusted host judges mail (authserv_id), it must also have passed there. The meeting must
 * be as it was when they were asked: two orders at once cannot both come true. */
#include "daemon/core/convenors/convenor_orders.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/common/zone.h"
#include "daemon/core/convenors/convenor_change.h"
#include "daemon/core/convenors/convenor_reply.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/sending_hours.h"
#include "daemon/core/loop/audit_note.h"
#include "daemon/core/meetings/convenorship.h"
#include "daemon/core/meetings/meeting_act.h"
#include "daemon/core/meetings/meeting_mail.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/consent_words.h"
#include "daemon/mail/order.h"
#include "daemon/time/holiday.h"
#include "daemon/time/moment.h"
#include "daemon/time/window.h"
#include "daemon/time/words.h"
#include "subscribers/convenor.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/proposal.h"
#include "subscribers/subscription.h"

/* What one mail is about. */
#define NOT_YOURS "our mail host could not tell that this mail is yours; please ask staff"

struct steering {
	struct talk *t;
	struct meeting m;
	struct list list;
	struct proposal p;
	struct order order;
	struct address convenor; /* who writes, as we know them */
};

/* --- writing to the convenor --- */

static int64_t write_to(struct steering *s, const char *kind, json_t *values)
{
	struct letter l = {
		.delivery = { .kind = kind,
		    .class = DELIVERY_ANSWER,
		    .address = s->convenor.spec,
		    .list_id = s->list.id,
		    .meeting_id = s->m.id,
		    .due_at = core_now(s->t->core) },
		.values = values,
		.auto_submitted = "auto-replied",
		.is_conversation = true,
		.in_reply_to = facts_get(s->t->facts, FACTS_MESSAGE_ID),
	};

	return letter_queue(s->t->core, &l);
}

static bool cannot(struct steering *s, const char *reason)
{
	json_t *v = json_object();

	s->t->outcome = "order refused";
	letter_set(v, "reason", slice_of(reason));
	if (answer_is_allowed(s->t))
		(void)write_to(s, "unclear", v); /* 0: the transaction is refused */
	else
		json_decref(v);
	return true;
}

/* Somebody else, with a mail that was a convenor's. */
static bool turn_away(struct steering *s)
{
	struct convenors c;

	answer_plain(s->t, "not-convenor", &s->list);
	(void)convenorship_of(s->t->core, s->list.id, s->m.id, &c); /* its own or not */
	forward_to_convenors(s->t, &c, NULL);
	s->t->outcome = "not the convenor";
	return true;
}

static bool ask(struct steering *s)
{
	struct core *core = s->t->core;
	int64_t now = core_now(core), id;
	struct buf when = BUF_INIT;
	json_t *v;

	s->t->outcome = "asking limited";
	if (!answer_is_allowed(s->t))
		return true;
	v = meeting_mail_values(core, &s->m, now);
	if (s->p.starts_at != 0)
		words_time(&when, s->p.starts_at, s->m.timezone);
	json_put(v, "is_cancel", json_boolean(s->p.starts_at == 0));
	letter_set(v, "new_when", buf_all(&when));
	letter_set(v, "reason", slice_of(s->p.reason));
	json_put(v, "members", json_integer(subscription_active_count(core->db, s->list.id)));
	id = write_to(s, "change-check", v);
	if (id != 0)
		proposal_add(core->db, id, &s->p, now);
	s->t->outcome = "asked the convenor";
	buf_release(&when);
	return true;
}

/* --- what they ask for --- */

/* Behind the order, or the line below it, where that is not how they sign. */
static bool take_reason(struct steering *s, struct slice behind)
{
	struct slice reason = order_reason(behind), below = order_reason(s->order.below);
	struct slice name = facts_get(s->t->facts, FACTS_FROM_NAME);

	if (reason.n == 0 && !slice_equal_fold(slice_sub(name, 0, below.n), below))
		reason = below;
	if (reason.n > PROPOSAL_REASON_MAX || !utf8_is_line(reason))
		return false;
	str_put(s->p.reason, sizeof s->p.reason, "%.*s", SLICE_ARG(reason));
	if (s->p.reason[0] >= 'a' && s->p.reason[0] <= 'z')
		s->p.reason[0] = (char)(s->p.reason[0] - 32); /* it begins a sentence */
	return true;
}

/* Can it be then? *err says why not. */
static bool is_possible(struct steering *s, struct err *err)
{
	struct zone_time day;
	struct window w;
	const char *holiday;

	if (s->p.starts_at == s->m.starts_at)
		return err_set(err, ERR_PERM, "that is when it is already") == 0;
	if (s->p.starts_at > core_now(s->t->core) + MEETING_AHEAD_MAX_S)
		return err_set(err, ERR_PERM,
		           "that is more than three years away; is the year right?") == 0;
	zone_local(s->m.timezone, s->p.starts_at, &day);
	sending_hours_window(s->t->core, &s->list, &w);
	holiday = window_holiday(&w, holiday_date(day.year, day.month, day.day));
	return holiday == NULL ||
	    err_set(err, ERR_PERM, "that day is a holiday (%s)", holiday) == 0;
}

/* Not understood: said so, but for a wish in words of their own, which a person reads. */
static bool cannot_read(struct steering *s, const char *reason)
{
	return !s->order.is_wish && cannot(s, reason);
}

static bool on_move(struct steering *s)
{
	struct err err = ERR_INIT;
	struct slice reason;

	if (!moment_parse(s->order.rest, s->m.timezone, s->m.starts_at, core_now(s->t->core),
	        &s->p.starts_at, &reason, &err) ||
	    !is_possible(s, &err))
		return cannot_read(s, err.text);
	return take_reason(s, reason) ?
	    ask(s) :
	    cannot_read(s, "the reason is longer than members would read; write it in a line");
}

static bool on_cancel(struct steering *s)
{
	s->p.starts_at = 0;
	if (!take_reason(s, s->order.rest))
		return cannot_read(s,
		    "the reason is longer than members would read; write it in a line");
	return s->p.reason[0] != '\0' ?
	    ask(s) :
	    cannot_read(s,
	        "the members need to know why; write it like \"cancel, the hall is flooded\"");
}

/* --- the answer to the question --- */

static int carry_out(struct steering *s, struct err *err)
{
	struct core *core = s->t->core;
	struct meeting_change c = meeting_unchanged(&s->m);
	int rc;

	c.starts_at = s->p.starts_at;
	rc = s->p.starts_at == 0 ? meeting_act_cancel(core, &s->m, slice_of(s->p.reason), err) :
	                           meeting_act_move(core, &s->m, &c, slice_of(s->p.reason), err);
	if (rc == 0)
		audit_note_row(core, "convenor by email",
		    s->p.starts_at == 0 ? "meeting.cancel" : "meeting.move", s->m.id);
	return rc;
}

static bool on_answer(struct steering *s)
{
	struct talk *t = s->t;
	struct err err = ERR_INIT;
	struct consent_said said = talk_decides(t);
	bool is_yes = said.answer == CONSENT_YES;

	/* "Yes, who wrote this? It was not me" is for a person, and leaves the question as it is.
	 */
	if (said.answer == CONSENT_NEITHER || (is_yes && said.has_more)) {
		forward_to_human(t);
		t->outcome = "answer for a person";
		return true;
	}
	if (said.has_more)
		forward_quietly(t);
	if (is_yes && !convenor_reply_is_certain(t))
		return cannot(s, NOT_YOURS);
	if (!proposal_take(t->core->db, t->delivery_id, &s->p))
		return cannot(s,
		    "you have answered this mail already, or a newer one took its place");
	t->outcome = "declined";
	if (!is_yes)
		return true;
	if (s->p.revision != s->m.revision || s->m.is_cancelled ||
	    s->m.starts_at <= core_now(t->core) ||
	    (s->p.starts_at != 0 && s->p.starts_at <= core_now(t->core)))
		return cannot(s, "the meeting has changed since, or the time is past");
	if (carry_out(s, &err) < 0)
		return cannot(s, err.text);
	t->outcome = s->p.starts_at == 0 ? "meeting cancelled" : "meeting moved";
	log_info("meeting.steered", "id=%lld is_cancelled=%d", (long long)s->m.id,
	    s->p.starts_at == 0);
	return true;
}

/* --- the step --- */

bool convenor_orders_reply(struct talk *t)
{
	static const char *const own[] = { "attendance", "convened", "change-check", NULL };
	static const char *const others[] = { "unclear", "invitation", "moved", "reminder", NULL };
	struct steering s = { .t = t };
	const struct talk_mail *mail = &t->mail;
	bool is_own = outbox_kind_is(mail->kind, own),
	     is_check = strcmp(mail->kind, "change-check") == 0, is_answer;

	if (mail->meeting_id == 0 || (!is_own && !outbox_kind_is(mail->kind, others)) ||
	    !t->has_from || !meeting_get(t->core->db, mail->meeting_id, &s.m) ||
	    !list_get(t->core->db, s.m.list_id, &s.list))
		return false;
	s.order = order_read(buf_all(&t->v.reply));
	is_answer = is_check && s.order.verb == ORDER_NONE &&
	    (t->v.command.verb == COMMAND_YES || t->v.command.verb == COMMAND_NO);
	if (s.order.verb == ORDER_NONE && !is_answer)
		return false;
	if (!convenor_reply_wrote(t, s.list.id, s.m.id, &s.convenor))
		return convenor_change_was_held(t, s.list.id, s.m.id) || (is_own && turn_away(&s));
	if (is_answer && talk_is_refuted(t))
		return cannot(&s, NOT_YOURS);
	/* One who leads it too has another's mail: a person sees to it (design §4a.3). */
	if (t->delivery_id == 0 && (is_answer || talk_rule(t, ACT_ORDER) != ACT_IS_ASKED))
		return false;
	if (is_answer)
		return on_answer(&s);
	if (s.m.is_cancelled || s.m.starts_at <= core_now(t->core))
		return s.m.is_cancelled && cannot(&s, "the meeting is cancelled already");
	s.p.meeting_id = s.m.id;
	s.p.revision = s.m.revision;
	return s.order.verb == ORDER_MOVE ? on_move(&s) : on_cancel(&s);
}
