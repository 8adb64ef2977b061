/* SPDX-License-Identifier: MIT
 * Objections; see objection.h. The notice carries a wish, "stop", whose words are the verb it
 * stops; it lapses with the question, and is taken once. It names neither address: it may be passed
 * on, too. */
#include "daemon/core/conversation/objection.h"

#include <string.h>

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/core/conversation/too_late.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/consent_words.h"

#define STOP "stop"

bool objection_offer(struct talk *t, const char *verb, const char *flag)
{
	json_t *v;
	int64_t id;

	if (!talk_is_doubtful(t))
		return false;
	v = json_object();
	json_put(v, flag, json_true());
	id = answer_person(t, "address-asked", t->who.address.spec, v, NULL);
	if (id != 0)
		wish_add(t->core->db, id, t->who.id, STOP, slice_of(verb), false,
		    core_now(t->core));
	return true;
}

bool objection_was_made(const struct wish *w)
{
	return strcmp(w->verb, WISH_WITHDRAWN) == 0;
}

/* What it stops may be under way, done, or over. */
static void object(struct talk *t, const struct wish *w, objection_undo *take_back)
{
	if (wish_withdraw(t->core->db, w->subscriber_id, w->args) > 0) {
		(void)answer_person(t, "address-stopped", t->mail.asked.spec, json_object(), NULL);
		log_info("person.objected", "id=%lld", (long long)w->subscriber_id);
		t->outcome = "asking withdrawn";
	} else if (!take_back(t, w->subscriber_id)) {
		forward_to_human(t);
		t->outcome = "answer for a person";
	}
}

bool objection_answered(struct talk *t, objection_undo *take_back)
{
	struct consent_said said = consent_words_plain(talk_words(t), t->core->words);
	struct wish w;

	if (talk_is_undo(t))
		said.answer = CONSENT_NO;
	if (said.answer == CONSENT_NEITHER)
		return false;
	t->outcome = "meant so";
	if (said.answer == CONSENT_NO) {
		if (wish_take(t->core->db, t->delivery_id, &w)) {
			object(t, &w, take_back);
		} else {
			(void)too_late_say(t, NULL, said); /* settled */
		}
	}
	if (said.has_more && !t->is_forwarded)
		forward_quietly(t);
	return true;
}
