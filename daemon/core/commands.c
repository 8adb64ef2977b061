/* SPDX-License-Identifier: MIT
 * Commands; see commands.h. Verbs are rows of a table. Whoever asks is told the same whether they
 * are subscribed or not, unless the answer goes to the registered address alone. */
#include "commands.h"

#include <string.h>

#include <jansson.h>

#include "../../subscribers/list.h"
#include "../../subscribers/subscription.h"
#include "../../subscribers/suppression.h"
#include "../../subscribers/wish.h"
#include "../common/num.h"
#include "../common/utf8.h"
#include "answers.h"
#include "archive.h"
#include "batch.h"
#include "forward.h"
#include "invite.h"
#include "letter.h"
#include "outbox.h"
#include "preferences.h"
#include "question.h"
#include "rights.h"
#include "tips.h"

static struct slice args(const struct talk *t)
{
	return slice_of(t->v.command.args);
}

/* --- joining --- */

static bool ask(struct talk *t, const struct list *list)
{
	struct db *db = t->core->db;
	int64_t now = core_now(t->core);
	struct subscription n;
	struct buf wording = BUF_INIT;

	t->outcome = "already subscribed";
	if (talk_is_theirs(t) && subscription_find(db, t->who.id, list->id, &n) && n.state == SUBSCRIPTION_ACTIVE) {
		answer_already(t, list);
		return true;
	}
	t->outcome = "confirmation limited";
	if (!question_is_allowed(t))
		return true;
	if (!subscriber_get(db, subscriber_ensure(db, &t->core->key, &t->from, now), &t->who))
		return true;	/* the transaction failed */
	t->has_who = true;
	answer_wording(t->core, list, &wording);
	(void)subscription_ask(db, &t->who, list->id, buf_all(&wording), &t->evidence, &n);	/* or asked before */
	answer_confirm(t, list, &n);
	t->outcome = "confirmation sent";
	buf_release(&wording);
	return true;
}

static bool on_subscribe(struct talk *t)
{
	struct list list;
	bool is_found = args(t).n > 0 ? list_find(t->core->db, args(t), -1, &list) :
	    list_default(t->core->db, &list);

	if (is_found && list.is_open)
		return ask(t, &list);
	answer_lists(t, -1, args(t));
	t->outcome = "no such list";
	return true;
}

static bool on_join(struct talk *t)
{
	struct list list;

	if (args(t).n > 0 && list_find(t->core->db, args(t), -1, &list) && list.is_open)
		return ask(t, &list);
	answer_lists(t, LIST_COMMUNITY, args(t));
	t->outcome = "no such community";
	return true;
}

/* What somebody says to the question, in as many words as they like: plainly yes or nothing new? */
static bool is_plain_yes(const struct talk *t)
{
	return t->v.kind == KIND_EMPTY || t->v.command.verb == COMMAND_YES ||
	    t->v.command.verb == COMMAND_SUBSCRIBE || t->v.command.verb == COMMAND_CONFIRM ||
	    t->v.command.verb == COMMAND_JOIN || slice_trim(buf_all(&t->v.reply)).n == 0;
}

static bool is_refusal(const struct talk *t)
{
	return t->v.command.verb == COMMAND_NO || t->v.command.verb == COMMAND_UNSUBSCRIBE ||
	    t->v.command.verb == COMMAND_LEAVE ||
	    command_is_refusal(buf_all(&t->v.reply), t->core->words);
}

static bool find_question(struct talk *t, struct subscription *n)
{
	struct db *db = t->core->db;
	int64_t subscriber_id;

	if (t->confirm_id != 0)
		return subscription_get(db, t->confirm_id, n, &subscriber_id) &&
		    (n->generation & 0xffff) == t->confirm_generation &&
		    subscriber_get(db, subscriber_id, &t->who);
	return t->has_who && subscription_find(db, t->who.id, t->list_id, n);
}

static void accept(struct talk *t, const struct subscription *n, const struct list *list)
{
	struct buf wording = BUF_INIT;

	answer_wording(t->core, list, &wording);
	t->outcome = "already confirmed";
	if (subscription_give(t->core->db, &t->who, n->list_id, buf_all(&wording), &t->evidence)) {
		/* Whoever agrees now has taken back what stood against it. */
		(void)suppression_remove(t->core->db, t->who.hash);
		answer_welcome(t, list);
		invite_joiner(t->core, list, &t->who);
		t->outcome = "subscribed";
	}
	buf_release(&wording);
}

bool command_confirm(struct talk *t)
{
	struct subscription n;
	struct list list;

	if (!find_question(t, &n) || !list_get(t->core->db, n.list_id, &list)) {
		if (t->has_from)
			answer_plain(t, "expired", NULL);
		t->outcome = "confirmation expired";
		return true;
	}
	t->has_who = t->is_proven = true;
	if (is_refusal(t)) {
		t->outcome = "already declined";
		if (subscription_refuse(t->core->db, &t->who, n.list_id, &t->evidence)) {
			answer_plain(t, "declined", &list);
			t->outcome = "declined";
		}
		return true;
	}
	if (n.state == SUBSCRIPTION_LEFT) {
		answer_plain(t, "expired", &list);
		t->outcome = "confirmation expired";
		return true;
	}
	accept(t, &n, &list);
	/* They said more than yes, and no numbers of lists: somebody reads it. */
	if (question_take_numbers(t, &list) == 0 && !is_plain_yes(t))
		forward_to_human(t);
	return true;
}

/* --- leaving --- */

/* The numbers of a person's lists, for the undo of leaving them all. */
static void list_numbers(const struct talk *t, struct buf *out)
{
	int64_t id = 0;

	while ((id = subscription_next_active(t->core->db, t->who.id, id)) != 0)
		buf_printf(out, "%s%lld", out->n > 0 ? " " : "", (long long)id);
}

static void leave_all(struct talk *t)
{
	struct buf lists = BUF_INIT;
	int64_t id;
	int left;

	list_numbers(t, &lists);
	left = subscription_leave_all(t->core->db, &t->who, &t->evidence);
	if (left > 0)
		invite_leaver(t->core, 0, &t->who);
	t->outcome = left > 0 ? "unsubscribed" : "not subscribed";
	/* A mail program's own button: silently, like the one for a list. */
	if (t->v.is_automatic || (left == 0 && !answer_is_allowed(t))) {
		buf_release(&lists);
		return;
	}
	/* What was only asked for cannot be brought back: it was never agreed to. */
	id = answer_goodbye(t, 0, lists.n > 0 && lists.n <= WISH_ARGS_MAX);
	if (id != 0 && lists.n > 0 && lists.n <= WISH_ARGS_MAX)
		wish_add(t->core->db, id, t->who.id, "undo", buf_all(&lists), core_now(t->core));
	buf_release(&lists);
}

static void leave(struct talk *t, int64_t list_id)
{
	int left;

	if (list_id == 0) {
		leave_all(t);
		return;
	}
	left = subscription_leave(t->core->db, &t->who, list_id, &t->evidence);
	if (left > 0)
		invite_leaver(t->core, list_id, &t->who);
	t->outcome = left > 0 ? "unsubscribed" : "not subscribed";
	/* Said once more to one who has left, it is an answer like any other: so many a day. */
	if (left > 0 || answer_is_allowed(t))
		(void)answer_goodbye(t, list_id, true);
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
		*list_id_r = t->list_id;	/* the list of the mail this answers, or all */
		return true;
	}
	if (!list_find(t->core->db, args(t), -1, &list))
		return false;
	*list_id_r = list.id;
	return true;
}

static bool on_unsubscribe(struct talk *t)
{
	int64_t list_id;

	if (!find_left(t, &list_id)) {
		answer_lists(t, -1, args(t));
		t->outcome = "no such list";
		return true;
	}
	if (t->has_who && t->is_proven) {
		leave(t, list_id);
		return true;
	}
	/* Anybody can write anybody's From: the registered address is asked. Who is not registered is
	 * told the same. */
	answer_leave(t, list_id);
	t->outcome = "asked whether to leave";
	return true;
}

bool command_leave_confirmed(struct talk *t)
{
	if (!t->has_who || t->v.command.verb == COMMAND_NO)
		return false;
	leave(t, t->list_id);
	return true;
}

/* All the lists that were left at once, in one mail. */
static bool undo_all(struct talk *t)
{
	json_t *v = json_object(), *rows = json_array();
	struct slice rest, word;
	struct list list;
	struct wish w;
	int64_t id;

	rest = wish_take(t->core->db, t->delivery_id, &w) && w.subscriber_id == t->who.id ? slice_of(w.args) : SLICE_NONE;
	while (slice_next_word(&rest, &word)) {
		json_t *row;

		if (!num_parse(word, 1, INT64_MAX, &id) || !list_get(t->core->db, id, &list) ||
		    !subscription_undo(t->core->db, &t->who, id, &t->evidence))
			continue;
		invite_joiner(t->core, &list, &t->who);
		row = json_object();
		letter_set(row, "name", slice_of(list.name));
		(void)json_array_append_new(rows, row);
	}
	t->outcome = json_array_size(rows) > 0 ? "restored" : "nothing to undo";
	if (json_array_size(rows) > 0) {
		(void)json_object_set_new(v, "rows", rows);
		(void)answer_person(t, "restored", t->who.address.spec, v, NULL);
		return true;
	}
	json_decref(rows);
	json_decref(v);
	answer_plain(t, "expired", NULL);
	return true;
}

bool command_undo(struct talk *t)
{
	struct slice text = slice_trim(buf_all(&t->v.reply));
	struct list list;

	if (!t->has_who || (t->v.command.verb != COMMAND_YES && !slice_starts_fold(text, "undo")))
		return false;
	if (t->list_id == 0)
		return undo_all(t);
	if (!list_get(t->core->db, t->list_id, &list))
		return false;
	t->outcome = "nothing to undo";
	if (subscription_undo(t->core->db, &t->who, t->list_id, &t->evidence)) {
		answer_welcome(t, &list);
		invite_joiner(t->core, &list, &t->who);
		t->outcome = "restored";
	}
	return true;
}

bool command_reachable(struct talk *t)
{
	if (!t->has_who || (t->v.kind == KIND_COMMAND && t->v.command.verb != COMMAND_YES))
		return false;
	t->outcome = "reachable";
	answer_plain(t, "reachable", NULL);
	/* More than a word goes to a person too. */
	if (!is_plain_yes(t))
		forward_quietly(t);
	return true;
}

/* --- asking --- */

static bool on_status(struct talk *t)
{
	answer_status(t);
	t->outcome = "status sent";
	return true;
}

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

static bool on_info(struct talk *t)
{
	struct list list;
	bool is_found = args(t).n > 0 ? list_find(t->core->db, args(t), -1, &list) :
	    list_default(t->core->db, &list);

	if (!is_found)
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
	{ COMMAND_STATUS, on_status },
	{ COMMAND_PREFERENCES, preferences_show },
	{ COMMAND_LISTS, on_lists },
	{ COMMAND_COMMUNITIES, on_communities },
	{ COMMAND_HELP, on_help },
	{ COMMAND_INFO, on_info },
	{ COMMAND_LATEST, archive_latest },
	{ COMMAND_INDEX, archive_index },
	{ COMMAND_GET, archive_get },
	{ COMMAND_TOOLKIT, archive_toolkit },
	{ COMMAND_TIP, tips_take },
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
	struct command first = t->v.command, rest[BATCH_MAX];
	const char *outcome;
	size_t n;

	if (!act_on_one(t))
		return false;
	if (t->v.is_detail_command)
		return true;
	outcome = t->outcome;
	n = batch_read(buf_all(&t->v.reply), &first, t->core->words, rest);
	for (size_t i = 0; i < n; i++) {
		t->v.command = rest[i];
		(void)act_on_one(t);	/* what nobody handles is help's to explain */
	}
	t->v.command = first;
	t->outcome = outcome;
	return true;
}
