/* SPDX-License-Identifier: MIT
 * See stopped_mail.h. The question carries a wish, which is taken once: an old one takes nothing
 * back that came after its answer. */
#include "daemon/core/conversation/stopped_mail.h"

#include "daemon/common/log.h"
#include "daemon/core/conversation/too_late.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/consent_words.h"
#include "subscribers/suppression.h"
#include "subscribers/wish.h"

#define AGAIN "mail again"
#define DAY_S INT64_C(86400)

bool stopped_mail_is(const struct talk *t)
{
	return t->has_who && suppression_has(t->core->db, t->who.hash);
}

bool stopped_mail_ask(struct talk *t, const struct list *list)
{
	struct core *core = t->core;
	int64_t now = core_now(core), id;
	json_t *v;

	t->outcome = "asking limited";
	if (!answer_is_allowed_to_ask(t) ||
	    (!talk_budget_is_proven(t) &&
	        !talk_budget_may_ask(t,
	            outbox_count_since(core->db, t->who.address.spec, "stopped", now - DAY_S))))
		return true;
	v = json_object();
	letter_set(v, "list", slice_of(list->name));
	id = answer_person(t, "stopped", t->who.address.spec, v, NULL);
	if (id != 0)
		wish_add(core->db, id, t->who.id, AGAIN, SLICE_NONE, talk_is_proven(t), now);
	t->outcome = "asked whether they want mail again";
	return true;
}

bool stopped_mail_answered(struct talk *t)
{
	struct consent_said said = talk_consent(t, CONSENT_JOIN);
	struct act a = act_of_holder(t);
	struct wish w;

	if (said.answer == CONSENT_NEITHER)
		return false;
	t->outcome = "declined";
	if (said.answer == CONSENT_YES && act_may(&a, ACT_CONFIRM)) {
		if (wish_take(t->core->db, t->delivery_id, &w) && t->has_who &&
		    w.subscriber_id == t->who.id) {
			(void)suppression_remove(t->core->db, t->who.hash,
			    core_now(t->core)); /* staff may have done it */
			log_info("person.mailed_again", "id=%lld", (long long)t->who.id);
			answer_plain(t, "mail-again", NULL);
			t->outcome = "mailed again";
		} else {
			(void)too_late_say(t, NULL, said); /* settled */
		}
	}
	if (said.has_more && !t->is_forwarded)
		forward_quietly(t);
	return true;
}
