/* SPDX-License-Identifier: MIT
 * Answers; see answers.h. */
#include "daemon/core/talk/answers.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/str_put.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/mailable.h"
#include "daemon/core/letters/no_answer.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/mail/answerable.h"
#include "daemon/time/words.h"
#include "subscribers/convenor.h"
#include "subscribers/list.h"
#include "subscribers/subscription.h"
#include "subscribers/suppression.h"
#include "subscribers/wish.h"

#define DAY_S 86400
/* Other addresses that are asked in a day because of one person: people have few. Those in their
 * name leave them room, and so do those by a mail of ours that was passed on. */
#define OTHERS_VOUCHED 10
#define OTHERS_ANSWERED 7
#define OTHERS 3

#define LISTS_MAX 200 /* in one mail */

static bool is_allowed(struct talk *t, const char *refusal, bool (*has_room)(struct talk *t))
{
	if (refusal == NULL)
		return has_room(t);
	no_answer_note(&t->cause, refusal);
	return false;
}

/* Why not, whoever they are. */
static const char *refusal_of(const struct talk *t)
{
	const char *refusal = answerable_refusal(t->facts, &t->from);

	return refusal != NULL && t->evidence.proof == PROOF_VOUCHED &&
	        strcmp(refusal, ANSWERABLE_UNWANTED) == 0 ?
	    NULL :
	    refusal;
}

bool answer_is_allowed_to_ask(struct talk *t)
{
	return is_allowed(t, refusal_of(t), talk_budget_may_answer);
}

/* Nor is anybody answered in the name of who is never to be mailed. */
static const char *refusal_to(const struct talk *t)
{
	const char *refusal = refusal_of(t);

	return refusal == NULL && t->evidence.proof == PROOF_NONE &&
	        no_answer_is_never(t->core, &t->from) ?
	    NO_ANSWER_SUPPRESSED :
	    refusal;
}

bool answer_is_allowed(struct talk *t)
{
	return is_allowed(t, refusal_to(t), talk_budget_may_answer);
}

bool answer_is_allowed_whether(struct talk *t)
{
	return is_allowed(t, refusal_to(t), talk_budget_may_ask_whether);
}

bool answer_is_allowed_besides(struct talk *t)
{
	const char *before = t->cause.unanswered;
	bool is_so = answer_is_allowed(t);

	t->cause.unanswered = before;
	return is_so;
}

/* Queues an answer to `address`; `values` is taken. */
static int64_t answer(struct talk *t, const char *kind, const char *address,
    const struct list *list, json_t *values)
{
	struct letter l = {
		.delivery = { .kind = kind,
		    .class = DELIVERY_ANSWER,
		    .address = address,
		    .list_id = list != NULL ? list->id : 0,
		    .subscriber_id = t->has_who ? t->who.id : 0,
		    .due_at = core_now(t->core) },
		.list = list,
		.values = values,
		.auto_submitted = "auto-replied",
		.in_reply_to = facts_get(t->facts, FACTS_MESSAGE_ID),
		.is_conversation = true,
	};

	return letter_queue(t->core, &l); /* 0: the transaction is refused, which its end tells */
}

int64_t answer_person(struct talk *t, const char *kind, const char *address, json_t *values,
    const struct compose_attachment *file)
{
	struct letter l = {
		.delivery = { .kind = kind,
		    .class = DELIVERY_ANSWER,
		    .address = address,
		    .subscriber_id = t->has_who ? t->who.id : 0,
		    .due_at = core_now(t->core) },
		.values = values,
		.auto_submitted = "auto-replied",
		.in_reply_to = facts_get(t->facts, FACTS_MESSAGE_ID),
		.is_conversation = true,
		.attachments = file,
		.attachment_count = file != NULL,
	};

	return letter_queue(t->core, &l);
}

/* The same, where the bounds allow one more to whoever wrote; 0 too where they do not. */
static int64_t answer_sender(struct talk *t, const char *kind, const struct list *list,
    json_t *values)
{
	bool is_so = t->has_from &&
	    (no_answer_is_receipt(kind) ? answer_is_allowed_besides(t) : answer_is_allowed(t));

	if (is_so)
		return answer(t, kind, t->from.spec, list, values);
	json_decref(values);
	return 0;
}

void answer_plain(struct talk *t, const char *kind, const struct list *list)
{
	(void)answer_sender(t, kind, list, json_object()); /* or the bounds do not allow it */
}

void answer_values(struct talk *t, const char *kind, json_t *values)
{
	(void)answer_sender(t, kind, NULL, values); /* likewise */
}

bool answer_unclear(struct talk *t, const char *reason)
{
	json_t *v = json_object();

	letter_set(v, "reason", slice_of(reason));
	(void)answer_person(t, "unclear", t->who.address.spec, v, NULL);
	t->outcome = "not understood";
	return true;
}

bool answer_other_address(struct talk *t, struct address *other_r, struct err *err)
{
	struct core *core = t->core;

	if (!mailable_parse(core, slice_of(t->v.command.args), other_r, err))
		return false;
	if (strcmp(other_r->key, t->who.address.key) == 0)
		(void)err_set(err, ERR_PERM, "that is the address we have");
	else if (address_is_robot(slice_of(other_r->spec)) || mailable_is_ours(core, other_r))
		(void)err_set(err, ERR_PERM, "nobody reads mail at that address");
	return !err_is_set(err);
}

bool answer_may_ask_another(struct talk *t)
{
	int64_t since = core_now(t->core) - DAY_S;
	int64_t asked = outbox_count_because(t->core->db, t->who.id, "address-add", since) +
	    outbox_count_because(t->core->db, t->who.id, "address-check", since);

	return t->cause.budget == BUDGET_STAFF ||
	    asked < (!talk_is_proven(t)        ? OTHERS :
	                    talk_is_vouched(t) ? OTHERS_VOUCHED :
	                                         OTHERS_ANSWERED) ||
	    talk_budget_refuse(t, BUDGET_ASKS_PER_PERSON);
}

void answer_nearly(struct talk *t, const char *word)
{
	json_t *v = json_object();

	letter_set(v, "word", slice_of(word));
	(void)answer_sender(t, "nearly", NULL, v); /* likewise */
}

void answer_welcome(struct talk *t, const struct list *list)
{
	(void)answer(t, "welcome", t->who.address.spec, list, json_object());
}

int64_t answer_welcome_unasked(struct talk *t, const struct list *list)
{
	json_t *v = json_object();

	json_put(v, "is_unasked", json_true());
	return answer(t, "welcome", t->who.address.spec, list, v);
}

void answer_already(struct talk *t, const struct list *list)
{
	struct subscription n;
	struct buf since = BUF_INIT;
	json_t *v = json_object();

	if (subscription_find(t->core->db, t->who.id, list->id, &n))
		words_day(&since, n.since_at, t->core->conf.templates.timezone);
	letter_set(v, "since", buf_all(&since));
	(void)answer_sender(t, "already", list, v); /* likewise */
	buf_release(&since);
}

int64_t answer_goodbye(struct talk *t, int64_t list_id, bool can_undo)
{
	struct list list;
	bool has_list = list_id != 0 && list_get(t->core->db, list_id, &list);
	json_t *v = json_object();

	json_put(v, "is_all", json_boolean(!has_list));
	json_put(v, "can_undo", json_boolean(can_undo));
	json_put(v, "is_leading", json_boolean(convenors_leads(t->core->db, t->who.address.key)));
	return answer(t, "goodbye", t->who.address.spec, has_list ? &list : NULL, v);
}

void answer_leave(struct talk *t, int64_t list_id, bool is_unclear)
{
	struct list list;
	bool has_list = list_id != 0 && list_get(t->core->db, list_id, &list);
	json_t *v = json_object();
	int64_t id;

	json_put(v, "is_all", json_boolean(!has_list));
	json_put(v, "is_known", json_boolean(t->has_who));
	json_put(v, "is_doubted", json_boolean(t->is_doubted));
	json_put(v, "is_unclear", json_boolean(is_unclear));
	id = answer_sender(t, "leave", has_list ? &list : NULL, v);
	if (id != 0 && t->has_who)
		wish_add(t->core->db, id, t->who.id, "unsubscribe",
		    has_list ? slice_of(list.slug) : SLICE_NONE, talk_is_proven(t),
		    core_now(t->core));
}

static json_t *one_list(struct talk *t, const struct list *list)
{
	char word[LIST_SLUG_MAX + 16], address[ADDRESS_SIZE];
	json_t *v = json_object();

	letter_set(v, "name", slice_of(list->name));
	letter_set(v, "slug", slice_of(list->slug));
	letter_set(v, "purpose", slice_of(list->purpose));
	json_put(v, "is_community", json_boolean(list->kind == LIST_COMMUNITY));
	str_put(word, sizeof word, "subscribe-%s", list->slug);
	letter_address(t->core, word, address);
	letter_set(v, "address", slice_of(address));
	return v;
}

void answer_lists(struct talk *t, int kind, struct slice unknown)
{
	json_t *v = json_object(), *rows = json_array();
	struct list list;
	int64_t after = 0;

	for (int i = 0; i < LISTS_MAX && list_next_open(t->core->db, kind, after, &list); i++) {
		(void)json_array_append_new(rows, one_list(t, &list));
		after = list.id;
	}
	json_put(v, "has_lists", json_boolean(json_array_size(rows) > 0));
	json_put(v, "lists", rows);
	json_put(v, "is_unknown", json_boolean(unknown.n > 0));
	(void)answer_sender(t, kind == LIST_COMMUNITY ? "communities" : "lists", NULL,
	    v); /* likewise */
}

/* What they lead, who wrote: what is theirs is said to them, and what is said in their name to
 * nobody. */
static json_t *led_rows(struct talk *t)
{
	bool is_person = talk_is_theirs(t);
	struct buf text = BUF_INIT;
	json_t *rows = NULL;

	if (is_person || (!t->has_who && t->has_from && t->evidence.proof != PROOF_NONE)) {
		convenors_json_of(t->core->db, is_person ? t->who.address.key : t->from.key,
		    is_person ? t->who.id : 0, &text);
		rows = json_loadb(text.p, text.n, 0, NULL);
	}
	buf_release(&text);
	return rows != NULL ? rows : json_array();
}

void answer_status(struct talk *t)
{
	json_t *v = json_object(), *rows = json_array();
	/* A token proves the person it was sent to; the answer goes to that address, or to From
	 * about From, never to one about another. */
	bool is_writer = talk_is_theirs(t);
	json_t *led;
	struct subscription n;
	struct list list;
	int64_t after = 0;

	while (is_writer && list_next_open(t->core->db, -1, after, &list)) {
		struct buf since = BUF_INIT;
		json_t *row;

		after = list.id;
		if (!subscription_find(t->core->db, t->who.id, list.id, &n) ||
		    n.state == SUBSCRIPTION_LEFT)
			continue;
		row = one_list(t, &list);
		words_day(&since, n.state == SUBSCRIPTION_ACTIVE ? n.since_at : n.asked_at,
		    t->core->conf.templates.timezone);
		letter_set(row, "since", buf_all(&since));
		letter_set(row, "how", slice_of(letter_channel_words(n.channel)));
		json_put(row, "is_pending", json_boolean(n.state == SUBSCRIPTION_PENDING));
		(void)json_array_append_new(rows, row);
		buf_release(&since);
	}
	led = led_rows(t);
	json_put(v, "has_lists", json_boolean(json_array_size(rows) > 0));
	json_put(v, "lists", rows);
	json_put(v, "is_stopped",
	    json_boolean(is_writer && suppression_has(t->core->db, t->who.hash)));
	json_put(v, "has_led", json_boolean(json_array_size(led) > 0));
	json_put(v, "led", led);
	(void)answer_sender(t, "status", NULL, v); /* likewise */
}
