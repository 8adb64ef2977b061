/* SPDX-License-Identifier: MIT
 * Questions; see question.h. The mails sent are the count: limits hold across restarts. */
#include "daemon/core/conversation/question.h"

#include <string.h>

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/common/num.h"
#include "daemon/common/str_put.h"
#include "daemon/core/letters/consent_mail.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/core/meetings/meeting_notes.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/membership.h"
#include "daemon/core/people/shown_wording.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/reply.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/subscription.h"
#include "subscribers/suppression.h"
#include "subscribers/wish.h"

#define DAY_S 86400
#define REMIND_AFTER_S (3 * DAY_S)

/* How many questions hang in the air at the writer's mailbox. A reminder is one, too; whoever
 * answered one may be asked the next. */
static int64_t count_open(const struct talk *t)
{
	struct db *db = t->core->db;
	int64_t since = core_now(t->core) - DAY_S;
	int64_t n = outbox_count_since(db, t->from.spec, "confirm", since) +
	    outbox_count_since(db, t->from.spec, "confirm-again", since);

	return talk_is_theirs(t) ? n - subscription_count_since(db, t->who.id, since) : n;
}

/* They have the very question that they ask for: a second one would say nothing new. */
static bool has_question(const struct talk *t)
{
	struct slice args = slice_of(t->v.command.args);
	struct subscription n;
	struct list list;

	return talk_is_theirs(t) &&
	    (args.n > 0 ? list_find(t->core->db, args, -1, &list) :
	                  list_default(t->core->db, &list)) &&
	    subscription_find(t->core->db, t->who.id, list.id, &n) &&
	    n.state == SUBSCRIPTION_PENDING &&
	    outbox_count_spelt(t->core->db, t->from.spec, "confirm", core_now(t->core) - DAY_S) > 0;
}

bool question_is_allowed(struct talk *t)
{
	int64_t open = count_open(t);

	if (t->evidence.proof == PROOF_NONE && open >= t->core->conf.limits.confirms_per_address &&
	    has_question(t))
		return false;
	return answer_is_allowed_to_ask(t) &&
	    (talk_budget_is_proven(t) || talk_budget_may_ask(t, open));
}

/* --- several lists by number --- */

static bool take_one(struct talk *t, const struct act *a, int64_t number, const struct list *asked)
{
	struct subscription n, question;
	struct list list;
	struct buf shown = BUF_INIT, now = BUF_INIT;
	bool is_given = true;

	if (!subscription_find(t->core->db, t->who.id, asked->id, &question) ||
	    !subscription_offers(t->core->db, t->who.id, asked->id, number) ||
	    !list_get(t->core->db, number, &list) || !list.is_open)
		return false;
	if (shown_wording_holds(t->core, CONSENT_SHOWN_OFFER, question.id, &list, &shown)) {
		is_given = membership_join(a, &t->who, &list, buf_all(&shown));
		if (is_given)
			answer_welcome(t, &list);
	} else {
		consent_mail_wording(t->core, &list, &now);
		(void)subscription_ask(t->core->db, &t->who, list.id, buf_all(&now), &a->evidence,
		    &n); /* or asked before */
		if (n.state == SUBSCRIPTION_PENDING)
			consent_mail_changed(t->core, &list, &t->who, &n);
	}
	buf_release(&shown);
	buf_release(&now);
	return is_given;
}

/* The numbers of one line of an answer. */
struct choice {
	int64_t numbers[CONSENT_MAIL_CHOICES_MAX];
	size_t count;
	bool has_yes;
	bool has_all;   /* "yes to all" */
	bool has_digit; /* one at least, whatever it is of */
	bool is_choice; /* nothing but words that go with numbers */
	bool is_clear;  /* and each number may be one of a list: "03" is of a telephone */
};

static bool is_any(struct slice word, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (slice_is_fold(word, *words))
			return true;
	}
	return false;
}

static void read_word(struct slice word, struct choice *c)
{
	static const char *const yes[] = { "yes", "yep", "yeah", "ok", "okay",
		"\xc4\x81"
		"e",
		"ae", NULL };
	static const char *const between[] = { "and", "also", "please", "pls", "thanks", "number",
		"numbers", "nos", "list", "lists", "to", "plus", "&", "too", "as", "well", "both",
		"the", "for", "koa", NULL };
	static const char *const all[] = { "all", "everything", "both", "every", NULL };
	int64_t v;

	if (word.n > 1 && word.p[0] == '#')
		word = slice_from(word, 1);
	c->has_yes = c->has_yes || is_any(word, yes);
	c->has_all = c->has_all || is_any(word, all);
	if (!num_parse(word, 0, INT32_MAX, &v)) {
		c->is_choice = c->is_choice && (is_any(word, yes) || is_any(word, between));
		return;
	}
	c->is_clear = c->is_clear && word.p[0] != '0' && c->count < CONSENT_MAIL_CHOICES_MAX;
	if (c->count < CONSENT_MAIL_CHOICES_MAX)
		c->numbers[c->count++] = v;
}

/* "yes 2, 5 and 7", "Yes.2,3": prose with a number in it is no choice. */
static void read_choice(struct slice line, struct choice *c)
{
	*c = (struct choice){ .is_choice = true, .is_clear = true };
	while (line.n > 0) {
		size_t n = 0;

		while (n < line.n && strchr(" \t,.;!()", line.p[n]) == NULL) {
			c->has_digit = c->has_digit || (line.p[n] >= '0' && line.p[n] <= '9');
			n++;
		}
		if (n > 0)
			read_word(slice_sub(line, 0, n), c);
		line = slice_from(line, n > 0 ? n : 1);
	}
}

static bool is_offered(const struct talk *t, const struct choice *c, size_t i,
    const struct list *asked)
{
	return c->numbers[i] == asked->id ||
	    subscription_offers(t->core->db, t->who.id, asked->id, c->numbers[i]);
}

static bool are_offered(const struct talk *t, const struct choice *c, const struct list *asked)
{
	for (size_t i = 0; i < c->count; i++) {
		if (!is_offered(t, c, i, asked))
			return false;
	}
	return c->count > 0 && c->is_clear;
}

/* True where one of them is none of those that can be had. */
static bool take_all(struct talk *t, const struct act *a, const struct choice *c,
    const struct list *asked)
{
	bool has_left = !c->is_clear;

	for (size_t i = 0; i < c->count; i++) {
		if (c->numbers[i] != asked->id)
			has_left = !take_one(t, a, c->numbers[i], asked) || has_left;
	}
	return has_left;
}

/* Below the yes: numbers alone are a choice where all of them were offered; else they may be of a
 * street. */
static bool take_below(struct talk *t, const struct act *a, const struct choice *c,
    const struct list *asked, bool is_over)
{
	if (c->is_choice && are_offered(t, c, asked))
		return is_over || take_all(t, a, c, asked);
	return !is_over && c->count > 0 && c->is_clear && is_offered(t, c, 0, asked);
}

/* Did the question tell of any other list? */
static bool has_offers(const struct talk *t, const struct list *asked)
{
	struct list list = { .id = 0 };

	while (list_next_open(t->core->db, -1, list.id, &list)) {
		if (list.id != asked->id &&
		    subscription_offers(t->core->db, t->who.id, asked->id, list.id))
			return true;
	}
	return false;
}

bool question_take_numbers(struct talk *t, const struct act *a, const struct list *asked)
{
	struct slice rest = buf_all(&t->v.reply), line;
	bool has_yes = false, is_over = false, has_left = false;
	struct choice c;

	while (slice_next_line(&rest, &line)) {
		line = slice_trim(line);
		if (line.n == 0)
			continue;
		read_choice(line, &c);
		has_left = has_left ||
		    (c.has_all && !is_over && c.count == 0 && has_offers(t, asked));
		if (has_yes && c.has_digit)
			has_left = take_below(t, a, &c, asked, is_over) || has_left;
		else if (!has_yes && c.has_digit)
			has_left = !c.is_choice || take_all(t, a, &c, asked) || has_left;
		is_over = is_over || (has_yes && !c.is_choice);
		has_yes = has_yes || c.has_yes || c.has_digit;
	}
	return has_left;
}

bool question_has_numbers(const struct talk *t)
{
	struct slice rest = buf_all(&t->v.reply), line;
	struct choice c;

	while (slice_next_line(&rest, &line)) {
		read_choice(slice_trim(line), &c);
		if (c.count > 0 && c.is_choice && c.is_clear)
			return true;
	}
	return false;
}

/* --- answers without words --- */

/* Does the mail that is answered ask for a word, and may it still be said? */
static bool is_open(const struct talk *t)
{
	static const char *const wishes[] = { "leave", "ask", "address-check", "address-add",
		"address-asked", "replace" };
	static const char *const meetings[] = { "invitation", "moved", "reminder", "claim",
		"coming" };
	struct meeting m;
	struct wish w;

	for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++) {
		if (talk_answers(t, wishes[i]))
			return wish_peek(t->core->db, t->delivery_id, &w) ||
			    (i == 0 && !t->mail.has_holder);
	}
	if (talk_answers(t, "notes-check"))
		return meeting_notes_is_open(t->core->db, t->delivery_id);
	for (size_t i = 0; i < sizeof meetings / sizeof meetings[0]; i++) {
		if (talk_answers(t, meetings[i]))
			return meeting_get(t->core->db, t->meeting_id, &m) && !m.is_cancelled &&
			    m.starts_at > core_now(t->core);
	}
	return false;
}

/* What was answered, in the words of the mail that asked. */
static void add_subject(const struct talk *t, json_t *v)
{
	struct slice subject = slice_trim(facts_get(t->facts, FACTS_SUBJECT));

	while (reply_take_prefix(&subject)) {
	}
	letter_set(v, "original_subject",
	    slice_trim(slice_sub(subject, 0, slice_find(subject, '['))));
}

/* Whatever answers it answers the question. */
static void ask_for_word(struct talk *t)
{
	struct core *core = t->core;
	char token[TOKEN_TEXT_SIZE], word[TOKEN_TEXT_SIZE + 16], reply_to[ADDRESS_SIZE];
	uint8_t hash[TOKEN_HASH_SIZE];
	struct letter l = {
		.delivery = { .kind = "say",
		    .class = DELIVERY_ANSWER,
		    .address = t->mail.asked.spec,
		    .subscriber_id = t->has_who ? t->who.id : 0,
		    .due_at = core_now(core) },
		.values = json_object(),
		.auto_submitted = "auto-replied",
		.reply_to = reply_to,
		.in_reply_to = facts_get(t->facts, FACTS_MESSAGE_ID),
	};

	token_hash_address(&core->key, t->mail.asked.key, hash);
	token_link_make(core, TOKEN_MESSAGE, t->delivery_id, 0, hash, token);
	str_put(word, sizeof word, "%s-%s", token_type_text(TOKEN_MESSAGE), token); /* fits */
	letter_address(core, word, reply_to);
	letter_set(l.values, "question_token", slice_of(word));
	json_put(l.values, "is_meeting", json_boolean(t->meeting_id != 0));
	add_subject(t, l.values);
	(void)letter_queue(core, &l); /* 0: the transaction is refused, which its end tells */
}

bool question_asks_for_a_word(struct talk *t)
{
	if (t->delivery_id == 0 || !is_open(t))
		return false;
	t->outcome = "answer without words";
	if (outbox_count_since(t->core->db, t->mail.asked.spec, "say", t->mail.created_at - 1) > 0)
		forward_quietly(t);
	else if (answer_is_allowed(t))
		ask_for_word(t);
	return true;
}

/* --- once more --- */

int question_remind(struct core *core, int most)
{
	int64_t now = core_now(core);
	struct subscription n;
	struct subscriber s;
	struct list list;
	int64_t subscriber_id;
	int count = 0;

	while (count < most &&
	    subscription_next_unanswered(core->db, now - REMIND_AFTER_S, &n, &subscriber_id)) {
		subscription_set_reminded(core->db, n.id, now);
		count++;
		/* An invitation by staff is made once: only what was asked for under the person's
		 * name is asked again. */
		if (strcmp(n.channel, "staff") != 0 &&
		    subscriber_get(core->db, subscriber_id, &s) &&
		    !suppression_has(core->db, s.hash) && list_get(core->db, n.list_id, &list))
			consent_mail_again(core, &list, &s, &n);
	}
	return count;
}
