/* SPDX-License-Identifier: MIT
 * Commands; see commands.h. Verbs are rows of a table. Whoever asks is told the same whether they
 * are subscribed or not, unless the answer goes to the registered address alone. */
#include "daemon/core/conversation/commands.h"

#include <string.h>

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/num.h"
#include "daemon/common/utf8.h"
#include "daemon/core/convenors/convenor_change.h"
#include "daemon/core/convenors/tip_mail.h"
#include "daemon/core/conversation/archive_mail.h"
#include "daemon/core/conversation/beside_order.h"
#include "daemon/core/conversation/question.h"
#include "daemon/core/conversation/rights.h"
#include "daemon/core/conversation/sign_up.h"
#include "daemon/core/conversation/too_late.h"
#include "daemon/core/letters/consent_mail.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/membership.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/consent_words.h"
#include "subscribers/convenor.h"
#include "subscribers/list.h"
#include "subscribers/subscription.h"
#include "subscribers/wish.h"

#define DAY_S INT64_C(86400)

static struct slice args(const struct talk *t)
{
	return slice_of(t->v.command.args);
}

/* --- joining --- */

/* They are told what there is; what they wrote may be a wish all the same, or no order at all:
 * "sign me up for nothing". */
static bool no_such(struct talk *t, int kind, const char *outcome)
{
	answer_lists(t, kind, args(t));
	if (args(t).n > 0 && !t->is_forwarded && t->evidence.proof != PROOF_LINK)
		forward_quietly(t);
	t->outcome = outcome;
	return true;
}

static bool on_subscribe(struct talk *t)
{
	struct list list;
	bool is_found = args(t).n > 0 ? list_find(t->core->db, args(t), -1, &list) :
	                                list_default(t->core->db, &list);

	return is_found && list.is_open ? sign_up(t, &list) : no_such(t, -1, "no such list");
}

static bool on_join(struct talk *t)
{
	struct list list;

	if (args(t).n > 0 && list_find(t->core->db, args(t), -1, &list) && list.is_open)
		return sign_up(t, &list);
	return no_such(t, LIST_COMMUNITY, "no such community");
}

/* "Please don't unsubscribe me" begins like an order to leave. A list that is named is another
 * matter. */
static bool is_word_about_leaving(const struct talk *t)
{
	struct list list;

	switch (t->v.command.verb) {
	case COMMAND_NONE:
	case COMMAND_YES:
	case COMMAND_NO:
	case COMMAND_MAYBE:
	case COMMAND_CONFIRM:
		return true;
	case COMMAND_UNSUBSCRIBE:
	case COMMAND_LEAVE:
		return args(t).n == 0 || !list_find(t->core->db, args(t), -1, &list);
	default:
		return false;
	}
}

/* "unsubscribe all", "leave Otago": more, or something else, than what was asked. */
static bool is_leaving_named(const struct talk *t)
{
	return (t->v.command.verb == COMMAND_UNSUBSCRIBE || t->v.command.verb == COMMAND_LEAVE) &&
	    args(t).n > 0;
}

/* The question that is answered: its subscription and person. Nothing but its token or its row says
 * whose it is. */
static bool find_question(const struct talk *t, struct subscription *n, struct subscriber *who)
{
	const struct talk_mail *m = &t->mail;

	if (t->confirm.is_there) {
		*n = t->confirm.n;
		*who = t->confirm.who;
		return t->confirm.is_current;
	}
	*who = m->holder;
	/* Who declined, or left, and was asked anew has a new question: an old mail answers that no
	 * more. */
	return m->has_holder && !m->is_former && m->holder.id == m->about_id &&
	    subscription_find(t->core->db, m->holder.id, m->list_id, n) &&
	    m->created_at >= n->asked_at;
}

/* The address says that it answers the question; what they write may be another word all the same.
 */
static void read_own_word(struct talk *t)
{
	struct command c;

	if (t->v.command.verb != COMMAND_CONFIRM ||
	    !command_parse_body(buf_all(&t->v.reply), t->core->words, &c) || c.verb == COMMAND_NONE)
		return;
	t->v.command = c;
	t->v.is_detail_command = false;
}

/* A page has buttons. */
static struct consent_said read_answer(const struct talk *t, enum consent_question question)
{
	if (t->evidence.proof == PROOF_LINK)
		return (struct consent_said){
			t->v.command.verb == COMMAND_NO ? CONSENT_NO : CONSENT_YES, false
		};
	return talk_consent(t, question);
}

/* They agreed to what it was for: they are shown what it is for now. Or they were asked before they
 * said never to be mailed: that is taken back by a yes of after it. */
static void ask_anew(struct talk *t, const struct subscription *n, const struct list *list,
    bool has_more)
{
	if (membership_is_before_wish(t->core, &t->who, n))
		sign_up_ask_anew(t, list);
	else
		consent_mail_changed(t->core, list, &t->who, n);
	t->outcome = "asked anew";
	if (has_more)
		forward_to_human(t);
}

static void accept(struct talk *t, const struct act *a, const struct list *list, bool has_more)
{
	t->outcome = "already confirmed";
	/* The numbers are part of the one answer to the question. */
	if (membership_confirm(a, &t->who, list)) {
		answer_welcome(t, list);
		t->outcome = "subscribed";
		has_more = question_take_numbers(t, a, list) || has_more;
	} else {
		has_more = has_more ||
		    question_has_numbers(t); /* what was answered is answered once */
	}
	if (has_more)
		forward_to_human(t);
}

/* Said when they are on it already, it is what it would be in answer to any mail of ours: they
 * leave. */
static void decline(struct talk *t, const struct act *a, const struct subscription *n,
    const struct list *list, bool has_more)
{
	t->outcome = "already declined";
	if (n->state == SUBSCRIPTION_ACTIVE) {
		(void)command_leave(t, a, list->id); /* they are on it */
	} else if (membership_refuse(a, &t->who, list->id)) {
		answer_plain(t, "declined", list);
		t->outcome = "declined";
	}
	if (has_more)
		forward_to_human(t);
}

/* Neither yes nor no: a person reads it, and they are told once how to say yes (design §4a). */
static void ask_again(struct talk *t, const struct subscription *n, const struct list *list)
{
	t->outcome = "neither yes nor no";
	if (n->state != SUBSCRIPTION_PENDING) {
		forward_to_human(t);
		return;
	}
	if (outbox_count_since(t->core->db, t->who.address.spec, "confirm-unclear",
	        n->asked_at - 1) == 0)
		consent_mail_unclear(t->core, list, &t->who, n);
	forward_quietly(t);
}

static bool expired(struct talk *t, const struct list *list, struct consent_said said)
{
	(void)too_late_say(t, list, said); /* settled */
	t->outcome = "confirmation expired";
	return true;
}

bool command_confirm(struct talk *t)
{
	struct act a = act_of_holder(t);
	struct consent_said said = read_answer(t, CONSENT_JOIN);
	struct subscription n;
	struct subscriber who;
	struct list list;

	/* It answers nothing any more. What else they say is a mail like any other. */
	if (!find_question(t, &n, &who) || !list_get(t->core->db, n.list_id, &list))
		return said.answer == CONSENT_YES && expired(t, NULL, said);
	/* Another word is their own, and so is one for all lists. */
	if (t->evidence.proof != PROOF_LINK)
		read_own_word(t);
	if (t->v.kind == KIND_COMMAND &&
	    ((said.answer == CONSENT_NEITHER && !is_word_about_leaving(t)) ||
	        (said.answer == CONSENT_NO && is_leaving_named(t))))
		return false;
	t->who = who;
	t->has_who = true;
	switch (said.answer) {
	case CONSENT_NO:
		decline(t, &a, &n, &list, said.has_more);
		return true;
	case CONSENT_YES:
		if (n.state == SUBSCRIPTION_LEFT ||
		    (n.state == SUBSCRIPTION_PENDING && !list.is_open))
			return expired(t, &list, said);
		if (n.state == SUBSCRIPTION_PENDING &&
		    (!membership_holds(t->core, who.id, &list) ||
		        membership_is_before_wish(t->core, &who, &n)))
			ask_anew(t, &n, &list, said.has_more);
		else
			accept(t, &a, &list, said.has_more);
		return true;
	case CONSENT_NEITHER:
		ask_again(t, &n, &list);
		return true;
	}
	return true;
}

/* --- leaving --- */

/* The numbers of the lists that are about to be left (0: all), for the undo. What was only asked
 * for cannot be brought back: it was never agreed to. */
static void list_numbers(const struct talk *t, int64_t list_id, struct buf *out)
{
	int64_t id = 0;

	while ((id = subscription_next_active(t->core->db, t->who.id, id)) != 0) {
		if (list_id == 0 || id == list_id)
			buf_printf(out, "%s%lld", out->n > 0 ? " " : "", (long long)id);
	}
	if (out->n > WISH_ARGS_MAX)
		buf_clear(out);
}

/* Of those, where none is left now: what goodbyes of before can bring back still. */
static void undo_numbers(const struct talk *t, int64_t list_id, struct buf *out)
{
	struct buf all = BUF_INIT;
	struct slice rest, word;
	int64_t id;

	wish_all_args(t->core->db, t->who.id, "undo",
	    core_now(t->core) - t->core->conf.privacy.unconfirmed_days * DAY_S, &all);
	rest = buf_all(&all);
	while (slice_next_word(&rest, &word)) {
		if (num_parse(word, 1, INT64_MAX, &id) && (list_id == 0 || id == list_id))
			buf_printf(out, "%s%lld", out->n > 0 ? " " : "", (long long)id);
	}
	if (out->n > WISH_ARGS_MAX)
		buf_clear(out);
	buf_release(&all);
}

static void say_goodbye(struct talk *t, int64_t list_id, struct slice lists)
{
	int64_t id = answer_goodbye(t, list_id, lists.n > 0);

	if (id != 0 && lists.n > 0)
		wish_add(t->core->db, id, t->who.id, "undo", lists, true, core_now(t->core));
}

/* How a goodbye is said. */
enum goodbye {
	GOODBYE_SILENT,
	GOODBYE_WHERE_LEFT,
	GOODBYE_ALWAYS, /* also where they had left before */
};

static int leave_and_tell(struct talk *t, const struct act *a, int64_t list_id, enum goodbye how)
{
	struct buf lists = BUF_INIT;
	int left;

	list_numbers(t, list_id, &lists);
	if (lists.n == 0)
		undo_numbers(t, list_id, &lists);
	left = membership_leave(a, &t->who, list_id);
	t->outcome = left > 0 ? "unsubscribed" : "not subscribed";
	if (how != GOODBYE_SILENT &&
	    (left > 0 || (how == GOODBYE_ALWAYS && answer_is_allowed_besides(t))))
		say_goodbye(t, list_id, buf_all(&lists));
	buf_release(&lists);
	return left;
}

/* A mail program's own button: silently. */
int command_leave(struct talk *t, const struct act *a, int64_t list_id)
{
	return leave_and_tell(t, a, list_id,
	    t->v.is_automatic ? GOODBYE_SILENT : GOODBYE_WHERE_LEFT);
}

int command_leave_again(struct talk *t, const struct act *a, int64_t list_id)
{
	return leave_and_tell(t, a, list_id, GOODBYE_WHERE_LEFT);
}

/* The same of a word: whoever has left already is told so, as often as anything is answered; not of
 * somebody else's. */
static void leave(struct talk *t, const struct act *a, int64_t list_id)
{
	(void)leave_and_tell(t, a, list_id,
	    t->v.is_automatic     ? GOODBYE_SILENT :
	        talk_is_theirs(t) ? GOODBYE_ALWAYS :
	                            GOODBYE_WHERE_LEFT); /* or they have left: they are told so */
}

/* Of a closed list only those hear who were ever asked about it, lead it, or have a mail of it. */
static bool is_known(const struct talk *t, const struct list *list)
{
	struct db *db = t->core->db;
	struct subscription n;

	return list->is_open || t->mail.list_id == list->id ||
	    (t->has_who && subscription_find(db, t->who.id, list->id, &n)) ||
	    (t->mail.has_holder && subscription_find(db, t->mail.holder.id, list->id, &n)) ||
	    (t->has_from && convenors_leads(db, t->from.key));
}

/* Which list "unsubscribe" means: 0 for all; false where the words name none. */
static bool find_left(struct talk *t, int64_t *list_id_r)
{
	struct buf folded = BUF_INIT;
	struct list list;
	bool is_all;

	utf8_fold(&folded, args(t));
	is_all = slice_is(buf_all(&folded), "all") || slice_is(buf_all(&folded), "everything");
	buf_release(&folded);
	*list_id_r = 0;
	if (is_all)
		return true;
	if (args(t).n == 0) {
		*list_id_r = t->mail.list_id; /* the list of the mail this answers, or all */
		return true;
	}
	if (!list_find(t->core->db, args(t), -1, &list) || !is_known(t, &list))
		return false;
	*list_id_r = list.id;
	return true;
}

/* They surely have the address, and it is on none of our lists. Where a mail of a list went there
 * all the same, as a convenor's does, a person sees to it. */
static bool nothing_to_leave(struct talk *t)
{
	json_t *v;

	t->outcome = "nothing to leave";
	if (t->delivery_id != 0 && (t->list_id != 0 || t->meeting_id != 0) &&
	    !talk_answers(t, "leave")) {
		forward_to_human(t);
		return true;
	}
	v = json_object();
	json_put(v, "is_leaving", json_true());
	answer_values(t, "unknown", v);
	return true;
}

/* "Take me off ur list", "unsubscribe my colleague": what they want is not certain, so whoever has
 * something to leave is asked, and a person reads it. */
static bool ask_what_to_leave(struct talk *t)
{
	int64_t id = t->has_who ? subscription_next_active(t->core->db, t->who.id, 0) : 0;
	bool is_one = id != 0 && subscription_next_active(t->core->db, t->who.id, id) == 0;

	t->outcome = "no such list";
	if (t->evidence.proof == PROOF_LINK)
		return true; /* the page says so */
	if (id == 0) {
		if (!t->is_forwarded)
			forward_to_human(t);
		return true;
	}
	answer_leave(t, is_one ? id : 0, true);
	if (!t->is_forwarded)
		forward_quietly(t);
	t->outcome = "asked whether to leave";
	return true;
}

static bool on_unsubscribe(struct talk *t)
{
	enum convenor_change_wish wish;
	struct act a;
	int64_t list_id;

	if (!find_left(t, &list_id))
		return ask_what_to_leave(t);
	wish = convenor_change_wish(t, list_id, args(t).n > 0);
	convenor_change_resign(t, wish);
	if (wish == CONVENOR_CHANGE_ALONE)
		return true;
	/* It is the mail's list, and so it is the mail's person: whoever passes mail on to
	 * themselves has two addresses. */
	if (t->has_who && talk_rule(t, ACT_LEAVE) == ACT_IS_DONE &&
	    (!t->mail.has_holder || t->mail.holder.id == t->who.id || args(t).n > 0)) {
		a = act_of_talk(t);
		leave(t, &a, list_id);
		return true;
	}
	/* From whichever address: whoever holds a mail of ours may leave by it. */
	if (t->mail.has_holder && !t->is_doubted) {
		a = act_of_holder(t);
		t->who = t->mail.holder;
		t->has_who = true;
		leave(t, &a, list_id);
		return true;
	}
	if (!t->has_who && act_rule(ACT_LEAVE, t->evidence.proof) == ACT_IS_DONE)
		return nothing_to_leave(t);
	/* Anybody can write anybody's From: the registered address is asked. Who is not registered
	 * is told the same. */
	answer_leave(t, list_id, false);
	t->outcome = "asked whether to leave";
	return true;
}

/* The wish that a question keeps, where its person still has the mailbox it went to. */
static bool take_wish(struct talk *t, struct wish *w)
{
	const struct talk_mail *m = &t->mail;

	return m->has_holder && wish_take(t->core->db, m->delivery_id, w) &&
	    w->subscriber_id == m->holder.id;
}

/* A yes to a question that is not open any more, or that was about nobody: nobody is left with
 * silence. */
static bool leave_nothing(struct talk *t)
{
	const struct talk_mail *m = &t->mail;

	t->outcome = "nothing to leave";
	if (t->has_who && t->delivery_id != 0 && subscription_count(t->core->db, t->who.id) > 0) {
		answer_leave(t, m->list_id, false);
		t->outcome = "asked whether to leave";
	} else if (m->has_holder && subscription_count(t->core->db, m->holder.id) > 0) {
		forward_to_human(t);
	} else if (t->has_who && talk_is_theirs(t)) {
		if (answer_is_allowed_besides(t))
			(void)answer_goodbye(t, m->list_id, false); /* they have left */
	} else {
		return nothing_to_leave(t);
	}
	return true;
}

/* "No" and "keep me" to "do you want to leave?". */
static void stay(struct talk *t)
{
	struct wish w;

	t->outcome = take_wish(t, &w) ? "declined" : "nothing to leave";
	if (t->mail.has_holder && subscription_count(t->core->db, t->mail.holder.id) == 0)
		forward_to_human(t); /* they have left meanwhile */
	else
		answer_plain(t, "unchanged", NULL);
}

static bool confirm_leaving(struct talk *t)
{
	struct act a = act_of_holder(t);
	struct wish w;

	if (!take_wish(t, &w)) {
		/* "unsubscribe" is a word of its own, whatever it answers; a yes is one to a
		 * question that is open. */
		if (t->v.command.verb == COMMAND_UNSUBSCRIBE || t->v.command.verb == COMMAND_LEAVE)
			return false;
		return leave_nothing(t);
	}
	t->who = t->mail.holder;
	t->has_who = true;
	leave(t, &a, t->mail.list_id);
	return true;
}

/* Only a yes leaves. */
bool command_leave_confirmed(struct talk *t)
{
	struct consent_said said = read_answer(t, CONSENT_LEAVE);
	enum convenor_change_wish wish;

	switch (said.answer) {
	case CONSENT_YES:
		if (is_leaving_named(t))
			return false;
		wish = convenor_change_wish_confirmed(t);
		convenor_change_resign(t, wish);
		if (wish == CONVENOR_CHANGE_ALONE)
			return true;
		if (!confirm_leaving(t))
			return false;
		break;
	case CONSENT_NO:
		stay(t);
		said.has_more = said.has_more && !t->is_forwarded;
		break;
	case CONSENT_NEITHER:
		/* Another word is their own, but for those that were read as neither here. */
		if (t->v.kind == KIND_EMPTY || !is_word_about_leaving(t))
			return false;
		t->outcome = "answer for a person";
		said.has_more = true;
		break;
	}
	if (said.has_more)
		forward_to_human(t);
	return true;
}

/* What they had agreed to is not what it is for now; or it may be another who brings them back, by
 * a goodbye that was passed on; or (is_certain) they said no to a question of since, which somebody
 * else may have had sent. False where there is nothing to ask. */
static bool undo_by_asking(struct talk *t, const struct act *a, const struct list *list,
    bool is_certain)
{
	bool is_changed = !membership_may_undo(t->core, t->who.id, list);
	struct subscription n;

	if ((!is_changed && !is_certain && !sign_up_is_of_another(t, list)) ||
	    !subscription_find(t->core->db, t->who.id, list->id, &n) ||
	    n.state == SUBSCRIPTION_ACTIVE || !list->is_open)
		return false;
	membership_ask(a, &t->who, list, &n);
	if (is_changed)
		consent_mail_changed(t->core, list, &t->who, &n);
	else
		consent_mail_confirm(t->core, list, &t->who, &n, t->who.address.spec,
		    facts_get(t->facts, FACTS_MESSAGE_ID));
	return true;
}

/* The lists that were left, as they were before; in one mail. */
static bool undo(struct talk *t, const struct act *a, struct slice numbers)
{
	int asked = 0;
	json_t *v = json_object(), *rows = json_array();
	struct slice word;
	struct list list, last = { .id = 0 };
	int64_t id;

	while (slice_next_word(&numbers, &word)) {
		json_t *row;

		if (!num_parse(word, 1, INT64_MAX, &id) || !list_get(t->core->db, id, &list))
			continue;
		if (undo_by_asking(t, a, &list, false)) {
			asked++;
			continue;
		}
		if (!membership_undo(a, &t->who, &list)) {
			asked += undo_by_asking(t, a, &list, true);
			continue;
		}
		row = json_object();
		letter_set(row, "name", slice_of(list.name));
		(void)json_array_append_new(rows, row);
		last = list;
	}
	t->outcome = json_array_size(rows) > 0 ? "restored" :
	    asked > 0                          ? "asked anew" :
	                                         "nothing to undo";
	if (json_array_size(rows) == 1) {
		answer_welcome(t, &last);
	} else if (json_array_size(rows) > 1) {
		(void)json_object_set(v, "rows", rows);
		(void)answer_person(t, "restored", t->who.address.spec, json_incref(v), NULL);
	} else if (asked == 0) {
		answer_plain(t, "expired", NULL);
	}
	json_decref(rows);
	json_decref(v);
	return true;
}

bool command_undo(struct talk *t)
{
	struct act a = act_of_talk(t);
	struct wish w;

	/* An address they had before is good to leave by, and for nothing else. */
	if (!t->has_who || !talk_is_undo(t))
		return false;
	if (!take_wish(t, &w))
		w.args[0] = '\0';
	return undo(t, &a, slice_of(w.args));
}

bool command_reachable(struct talk *t)
{
	struct consent_said said = consent_words_plain(talk_words(t), t->core->words);

	if (!t->has_who || (t->v.kind == KIND_COMMAND && t->v.command.verb != COMMAND_YES))
		return false;
	t->outcome = "reachable";
	answer_plain(t, "reachable", NULL);
	/* More than a word goes to a person too. */
	if (t->v.kind != KIND_EMPTY && (said.answer != CONSENT_YES || said.has_more))
		forward_quietly(t);
	return true;
}

/* --- asking --- */

static bool on_lists(struct talk *t)
{
	answer_lists(t, -1, SLICE_NONE);
	t->outcome = "lists sent";
	return true;
}

static bool on_communities(struct talk *t)
{
	answer_lists(t, LIST_COMMUNITY, SLICE_NONE);
	t->outcome = "communities sent";
	return true;
}

static bool on_help(struct talk *t)
{
	answer_plain(t, "help", NULL);
	t->outcome = "help sent";
	return true;
}

static bool is_member(const struct talk *t, const struct list *list)
{
	struct subscription n;

	return t->has_who && talk_is_theirs(t) &&
	    subscription_find(t->core->db, t->who.id, list->id, &n) &&
	    n.state == SUBSCRIPTION_ACTIVE;
}

static bool on_info(struct talk *t)
{
	struct list list;
	bool is_found = args(t).n > 0 ? list_find(t->core->db, args(t), -1, &list) :
	                                list_default(t->core->db, &list);

	/* Of a closed one nobody is told by "lists", nor here, but who is on it. */
	if (!is_found || (!list.is_open && !is_member(t, &list)))
		return on_lists(t);
	answer_plain(t, "info", &list);
	t->outcome = "info sent";
	return true;
}

static const struct {
	enum command_verb verb;
	bool (*act)(struct talk *);
} handlers[] = {
	{ COMMAND_SUBSCRIBE, on_subscribe },
	{ COMMAND_UNSUBSCRIBE, on_unsubscribe },
	{ COMMAND_JOIN, on_join },
	{ COMMAND_LEAVE, on_unsubscribe },
	{ COMMAND_LISTS, on_lists },
	{ COMMAND_COMMUNITIES, on_communities },
	{ COMMAND_HELP, on_help },
	{ COMMAND_INFO, on_info },
	{ COMMAND_LATEST, archive_mail_latest },
	{ COMMAND_INDEX, archive_mail_index },
	{ COMMAND_GET, archive_mail_get },
	{ COMMAND_TOOLKIT, archive_mail_toolkit },
	{ COMMAND_TIP, tip_mail_take },
};

static bool act_on_one(struct talk *t)
{
	for (size_t i = 0; i < sizeof handlers / sizeof handlers[0]; i++) {
		if (handlers[i].verb == t->v.command.verb)
			return handlers[i].act(t);
	}
	return rights_act(t);
}

bool command_act(struct talk *t)
{
	struct command first;
	struct beside_order b;
	const char *outcome = "for a person";

	beside_order_read(t, &b);
	t->is_doubted = b.aside.is_doubt;
	if (!b.is_for_person) {
		if (!act_on_one(t))
			return false;
		outcome = t->outcome;
	}
	first = t->v.command;
	for (size_t i = 0; i < b.count; i++) {
		t->v.command = b.rest[i];
		(void)act_on_one(t); /* what nobody handles is help's to explain */
	}
	t->v.command = first;
	beside_order_forward(t, &b);
	t->outcome = outcome;
	return true;
}
