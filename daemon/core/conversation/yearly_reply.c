/* SPDX-License-Identifier: MIT
 * See yearly_reply.h. Only a no is a no, only a yes renews the consent (design §4a). */
#include "daemon/core/conversation/yearly_reply.h"

#include "daemon/core/conversation/commands.h"
#include "daemon/core/conversation/too_late.h"
#include "daemon/core/people/pause_end.h"
#include "daemon/core/people/shown_wording.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/consent_words.h"
#include "subscribers/subscription.h"
#include "subscribers/yearly.h"

static void record(struct talk *t)
{
	struct evidence e = t->evidence;

	e.note = slice_of("answer to the yearly mail");
	shown_wording_agree(t->core, t->mail.delivery_id, &t->who, &e);
}

static bool stay(struct talk *t, bool has_more)
{
	enum yearly_state state = YEARLY_AGREED;
	struct act a = act_of_holder(t);

	t->outcome = "already stays";
	/* They have left meanwhile: a yes brings nobody back that way, and must not be thanked for
	 * as if it did. */
	if (subscription_count(t->core->db, t->who.id) == 0) {
		return too_late_say(t, NULL, (struct consent_said){ CONSENT_YES, true });
	} else if (yearly_get(t->core->db, t->who.id, &state) && state != YEARLY_AGREED) {
		(void)yearly_move(t->core->db, t->who.id, state, YEARLY_AGREED, false,
		    core_now(t->core)); /* just read */
		if (state == YEARLY_PAUSED)
			(void)pause_end_person(&a, &t->who); /* they hold the mail that asked */
		record(t);
		answer_plain(t, "stays", NULL);
		t->outcome = "stays another year";
	}
	/* More than a word: somebody reads it. */
	if (has_more)
		forward_quietly(t);
	return true;
}

/* Words that begin like an answer to this very question, though it is none: "no more paper,
 * please". A list that is named is another matter. */
static bool is_answer_word(const struct talk *t)
{
	switch (t->v.command.verb) {
	case COMMAND_YES:
	case COMMAND_NO:
	case COMMAND_MAYBE:
		return true;
	case COMMAND_UNSUBSCRIBE:
	case COMMAND_LEAVE:
		return t->v.command.args[0] == '\0';
	default:
		return false;
	}
}

/* Neither yes nor no, and no command of ours: a person reads it. It shows that somebody is there,
 * so whoever was reminded already is asked once more before their mail ends. */
static bool keep_asking(struct talk *t)
{
	enum yearly_state state;

	if (t->v.kind == KIND_COMMAND && !is_answer_word(t))
		return false;
	if (yearly_get(t->core->db, t->who.id, &state) && state == YEARLY_REMINDED)
		(void)yearly_move(t->core->db, t->who.id, YEARLY_REMINDED, YEARLY_ASKED, false,
		    core_now(t->core)); /* just read */
	forward_to_human(t);
	t->outcome = "neither yes nor no";
	return true;
}

bool yearly_reply(struct talk *t)
{
	struct consent_said said = talk_consent(t, CONSENT_STAY);
	struct act a = act_of_holder(t);

	/* One list, by its name, is a command; and neither yes nor no from elsewhere is a mail like
	 * any other. */
	if (!t->mail.has_holder || t->mail.is_former ||
	    (t->v.command.args[0] != '\0' &&
	        (t->v.command.verb == COMMAND_UNSUBSCRIBE || t->v.command.verb == COMMAND_LEAVE)) ||
	    (t->delivery_id == 0 && said.answer == CONSENT_NEITHER))
		return false;
	t->who = t->mail.holder;
	t->has_who = true;
	switch (said.answer) {
	case CONSENT_YES:
		return stay(t, said.has_more);
	case CONSENT_NO:
		(void)command_leave(t, &a, 0); /* none left is fine */
		if (said.has_more)
			forward_quietly(t);
		return true;
	case CONSENT_NEITHER:
		return keep_asking(t);
	}
	return false;
}
