/* SPDX-License-Identifier: MIT
 * See claim.h. */
#include "daemon/core/conversation/claim.h"

#include <string.h>

#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/meeting_mail.h"
#include "daemon/core/talk/answers.h"

void claim_tell(struct talk *t, const struct meeting *m, const struct list *list,
    enum rsvp_answer said)
{
	json_t *v;
	struct letter l = {
		.delivery = { .kind = "claim",
		    .class = DELIVERY_ANSWER,
		    .address = t->who.address.spec,
		    .list_id = list->id,
		    .subscriber_id = t->who.id,
		    .meeting_id = m->id,
		    .due_at = core_now(t->core) },
		.list = list,
		.auto_submitted = "auto-replied",
		.in_reply_to = facts_get(t->facts, FACTS_MESSAGE_ID),
		.is_conversation = true,
	};

	if (t->v.is_automatic || !t->has_from || !answer_is_allowed_besides(t))
		return;
	v = meeting_mail_values(t->core, m, core_now(t->core));
	meeting_mail_set_answer(v, said, 0);
	l.values = v;
	(void)letter_queue(t->core, &l); /* 0: the transaction is refused, which its end tells */
}

bool claim_is_asked(const struct talk *t, const struct rsvp *r)
{
	/* Before they had a kind of their own they were receipts. */
	return strcmp(t->mail.kind, "claim") == 0 ||
	    (strcmp(t->mail.kind, "rsvp") == 0 && rsvp_claimed(t->core->db, r) != RSVP_NONE);
}

bool claim_is_plain(enum rsvp_answer before, enum rsvp_answer claimed, const struct rsvp_said *said)
{
	if (!said->is_bare || said->answer == RSVP_WORDS_MAYBE)
		return true;
	if (said->answer == RSVP_WORDS_YES) /* "yes, I answered", or "yes, I come" */
		return claimed == RSVP_YES ||
		    (claimed == RSVP_NONE && (before == RSVP_YES || before == RSVP_WAITING));
	/* "No, I did not", after which all is as before, or "no, I do not come" */
	return before == RSVP_NO || (before == RSVP_NONE && claimed == RSVP_NO);
}
