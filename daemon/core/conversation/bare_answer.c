/* SPDX-License-Identifier: MIT
 * See bare_answer.h. */
#include "daemon/core/conversation/bare_answer.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/core/conversation/beside_order.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/meeting_mail.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/talk/answers.h"
#include "daemon/mail/reply.h"

#define DAY_S 86400

/* Letters that ask nothing, offer nothing to choose and hold no text of other people's. */
static bool is_below_other(const struct talk *t)
{
	static const char *const kinds[] = { "welcome", "meetings", NULL };

	return t->mail.delivery_id != 0 && !outbox_kind_is(t->mail.kind, kinds);
}

/* "Otago hui", "RSVP": a Subject that goes with an answer to a meeting. */
static bool is_subject_of(struct slice subject, const struct meeting *m)
{
	static const char *const words[] = { "hui", "meeting", "rsvp", "attend", "invit",
		"w\xc4\x81nanga", "wananga" };

	if (slice_find_fold(subject, m->title) < subject.n)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (slice_find_fold(subject, words[i]) < subject.n)
			return true;
	}
	return false;
}

/* A Subject of their own that says something, and nothing of meetings: the answer may be to that.
 */
bool bare_answer_is_below_other(const struct talk *t, const struct meeting *m)
{
	struct slice subject = slice_trim(facts_get(t->facts, FACTS_SUBJECT));
	struct command c;
	bool is_reply = false;

	while (reply_take_prefix(&subject))
		is_reply = true; /* it answers what somebody asked, and not we */
	return t->mail.delivery_id == 0 && subject.n > 0 &&
	    !command_parse_subject(subject, t->core->words, &c) &&
	    (is_reply || rsvp_words_read(subject).has_other) && !is_subject_of(subject, m);
}

bool bare_answer_is_doubtful(struct talk *t, const struct meeting *m, const struct rsvp_said *said)
{
	if (said->answer == RSVP_WORDS_UNKNOWN)
		return said->has_other && beside_order_aside(t).has_words;
	if (is_below_other(t) || bare_answer_is_below_other(t, m))
		return true;
	/* Who answers a welcome wanted our address; but no thanks may be said to that as well. */
	if (strcmp(t->mail.kind, "welcome") == 0 && said->is_bare && said->answer == RSVP_WORDS_NO)
		return true;
	return said->is_bare && (said->has_other && beside_order_aside(t).has_words);
}

bool bare_answer_ask(struct talk *t, const struct meeting *m, const struct list *list,
    const struct rsvp *r, const char *why)
{
	int64_t now = core_now(t->core),
	        since = t->mail.delivery_id != 0 ? t->mail.created_at - 1 : now - DAY_S;
	struct letter l = {
		.delivery = { .kind = "coming",
		    .class = DELIVERY_ANSWER,
		    .address = t->who.address.spec,
		    .list_id = list->id,
		    .subscriber_id = t->who.id,
		    .meeting_id = m->id,
		    .due_at = now },
		.list = list,
		.auto_submitted = "auto-replied",
		.in_reply_to = facts_get(t->facts, FACTS_MESSAGE_ID),
		.is_conversation = true,
	};

	if (outbox_count_since(t->core->db, t->who.address.spec, "coming", since) > 0 ||
	    !answer_is_allowed(t))
		return false;
	l.values = meeting_mail_values(t->core, m, now);
	meeting_mail_set_answer(l.values, r->answer, 0);
	if (why != NULL)
		json_put(l.values, why, json_true());
	json_put(l.values, "is_unsure", json_boolean(why == NULL));
	(void)letter_queue(t->core, &l); /* 0: the transaction is refused, which its end tells */
	t->outcome = "asked what is meant";
	return true;
}
