/* SPDX-License-Identifier: MIT
 * See talk_budget.h. Two kinds of limits: so many to one mailbox a day, past
 * which an answer is not made at all (one that comes a day late keeps a loop of two robots alive
 * for ever, and a flood in somebody's name would go on for weeks), and so many to everybody an
 * hour, past which things wait. What is proven is acted on at once and only its answer waits; what
 * is not changes nothing by itself, and waits as a whole. */
#include "daemon/core/talk/talk_budget.h"

#include <stdio.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/talk/talk.h"
#include "subscribers/convenor.h"

#define DAY_S 86400
#define HOUR_S 3600
#define ROOM_MIN_S 60         /* nothing is looked at again sooner */
#define LEAVING_PER_MAILBOX 3 /* "do you want to leave?" a day: whoever got it can answer it */

static bool is_leaving(const struct talk *t)
{
	return t->v.kind == KIND_COMMAND &&
	    (t->v.command.verb == COMMAND_UNSUBSCRIBE || t->v.command.verb == COMMAND_LEAVE ||
	        t->v.command.verb == COMMAND_FORGET_ME);
}

enum budget_class talk_budget_class_of(const struct talk *t)
{
	if (t->in->is_replayed)
		return BUDGET_STAFF;
	if (!t->has_from || t->evidence.proof == PROOF_NONE)
		return is_leaving(t) ? BUDGET_LEAVING : BUDGET_NONE;
	if (convenors_leads(t->core->db, t->from.key))
		return BUDGET_CONVENOR;
	return t->evidence.proof == PROOF_VOUCHED ? BUDGET_VOUCHED : BUDGET_ANSWERED;
}

/* What people have a right to: it is not lost because somebody used up their name. Who wants to
 * leave has our question already, whoever made us ask it, and can say yes to that. */
static bool is_right(const struct talk *t)
{
	static const enum command_verb rights[] = { COMMAND_FORGET_ME, COMMAND_MY_DATA,
		COMMAND_CORRECT, COMMAND_CHANGE_ADDRESS, COMMAND_REMOVE_ADDRESS, COMMAND_PAUSE };

	for (size_t i = 0; t->v.kind == KIND_COMMAND && i < sizeof rights / sizeof rights[0]; i++) {
		if (t->v.command.verb == rights[i])
			return true;
	}
	return false;
}

bool talk_budget_is_proven(const struct talk *t)
{
	return budget_class_is_proven(t->cause.budget);
}

void talk_budget_open(struct talk *t)
{
	if (t->cause.budget == BUDGET_OWN)
		t->cause.budget = talk_budget_class_of(t);
	t->cause.inbound_id = t->in->id;
	t->core->cause = &t->cause;
	if (t->cause.budget == BUDGET_VOUCHED)
		budget_hash_domain(t->core, &t->from, t->cause.domain);
	if (t->delivery_id != 0 && t->evidence.proof == PROOF_ANSWERED)
		budget_take_over(t->core, t->delivery_id);
	if (t->in->id != 0)
		inbound_set_budget(t->core->db, t->in->id, budget_class_text(t->cause.budget));
}

void talk_budget_close(struct core *core)
{
	core->cause = NULL;
}

/* --- holding back --- */

/* `room_at` 0: it is not done later. */
static bool hold(struct talk *t, const char *limit, int64_t room_at)
{
	int64_t soonest = core_now(t->core) + ROOM_MIN_S;

	t->limited = limit;
	t->room_at = room_at == 0 || room_at > soonest ? room_at : soonest;
	log_warning("budget.limited", "inbound=%lld class=%s limit=%s", (long long)t->in->id,
	    budget_class_text(t->cause.budget), limit);
	return false;
}

bool talk_budget_refuse(struct talk *t, const char *limit)
{
	return hold(t, limit, 0);
}

bool talk_budget_may_share(struct talk *t, int64_t shared, int64_t most)
{
	return t->cause.budget == BUDGET_STAFF || shared < most ||
	    talk_budget_refuse(t, BUDGET_TIPS_PER_PERSON);
}

/* --- messages --- */

/* When there is room for one more message behind those that wait for it already: each takes the
 * place of the oldest that counts, and the next round begins an hour later. So not all of them come
 * back for one place. */
static int64_t room_for_message(struct talk *t, const char *limit, const struct budget_count *c,
    int64_t most)
{
	int64_t waiting = inbound_waiting_for(t->core->db, limit);

	return budget_earliest(t->core->db, c, waiting % most) + HOUR_S + waiting / most * HOUR_S;
}

static struct slice hash_of(const struct talk *t, uint8_t hash[TOKEN_HASH_SIZE])
{
	token_hash_address(&t->core->key, t->from.key, hash);
	return slice_make((const char *)hash, TOKEN_HASH_SIZE);
}

bool talk_budget_may_act(struct talk *t)
{
	int64_t most = t->core->conf.limits.messages_per_sender, at;
	uint8_t bytes[TOKEN_HASH_SIZE];
	struct slice hash;

	if (!t->has_from || t->cause.budget == BUDGET_STAFF ||
	    (budget_class_is_proven(t->cause.budget) && is_leaving(t)))
		return true;
	hash = hash_of(t, bytes);
	/* What came earlier is done earlier. */
	at = t->cause.budget == BUDGET_LEAVING ?
	    0 :
	    inbound_waiting_before(t->core->db, t->in->id, hash, budget_class_text(t->cause.budget),
	        BUDGET_MESSAGES_PER_SENDER);
	if (at == 0) {
		at = inbound_latest_of(t->core->db, t->in->id, hash,
		    budget_class_text(t->cause.budget), core_now(t->core) - DAY_S, most);
		at = at != 0 ? at + DAY_S : 0;
	}
	return at == 0 || hold(t, BUDGET_MESSAGES_PER_SENDER, at);
}

/* --- answers --- */

static int64_t per_mailbox(const struct talk *t, const char **limit_r)
{
	*limit_r = t->cause.budget == BUDGET_CONVENOR ? "orders_per_convenor" :
	                                                "answers_per_sender";
	return t->cause.budget == BUDGET_CONVENOR ? t->core->conf.limits.orders_per_convenor :
	    t->cause.budget == BUDGET_LEAVING     ? LEAVING_PER_MAILBOX :
	                                            t->core->conf.limits.answers_per_sender;
}

/* When there is room for one more answer to the mailbox: *limit_r says what fills it until then.
 * `behind`: so many wait in front of it. 0: there is room. */
static int64_t mailbox_room_at(struct talk *t, int64_t behind, const char **limit_r)
{
	uint8_t mailbox[TOKEN_HASH_SIZE];
	int64_t most = per_mailbox(t, limit_r), at;
	struct budget_count c = {
		.class = t->cause.budget, .mailbox = mailbox, .since = core_now(t->core) - DAY_S
	};

	budget_hash_mailbox(t->core, &t->from, mailbox);
	at = budget_latest(t->core->db, &c, most - (behind < most ? behind : most - 1));
	return at != 0 ? at + DAY_S : 0;
}

/* Rights that wait in this name go first: else each new mail in it would take the room that they
 * wait for. */
static bool is_behind_rights(struct talk *t, const char *limit)
{
	uint8_t bytes[TOKEN_HASH_SIZE];

	return t->in->id != 0 && !budget_class_is_proven(t->cause.budget) &&
	    inbound_waiting_before(t->core->db, t->in->id, hash_of(t, bytes),
	        budget_class_text(t->cause.budget), limit) != 0;
}

static bool is_mailbox_full(struct talk *t, const char **limit_r)
{
	return mailbox_room_at(t, 0, limit_r) != 0 || is_behind_rights(t, *limit_r);
}

/* A flood would go on for weeks if it waited; a right does, as one of few in this name. */
static bool hold_of_mailbox(struct talk *t, const char *limit)
{
	uint8_t bytes[TOKEN_HASH_SIZE];
	int64_t behind, at;

	if (t->in->id == 0 || budget_class_is_proven(t->cause.budget) || !is_right(t))
		return hold(t, limit, 0);
	behind = inbound_waiting_count_of(t->core->db, hash_of(t, bytes));
	at = mailbox_room_at(t, behind, &limit);
	return hold(t, limit, at != 0 ? at : core_now(t->core) + HOUR_S);
}

static struct budget_count in_the_hour(const struct core *core, enum budget_class class)
{
	return (struct budget_count){ .class = class, .since = core_now(core) - HOUR_S };
}

static bool is_hour_full(struct talk *t, const char **limit_r)
{
	int64_t now = core_now(t->core);

	return budget_room_at(t->core, (struct budget_count){ .class = t->cause.budget },
	           t->core->conf.limits.answers_total, now, limit_r) > now;
}

bool talk_budget_has_room(struct talk *t)
{
	const char *limit;

	return t->cause.budget == BUDGET_STAFF ||
	    (!is_mailbox_full(t, &limit) && !is_hour_full(t, &limit));
}

bool talk_budget_may_answer(struct talk *t)
{
	const struct conf *conf = &t->core->conf;
	const char *limit;
	struct budget_count c;

	talk_budget_open(t);
	if (t->cause.budget == BUDGET_STAFF)
		return true;
	if (is_mailbox_full(t, &limit))
		return hold_of_mailbox(t, limit);
	if (!is_hour_full(t, &limit))
		return true;
	c = in_the_hour(t->core, t->cause.budget);
	if (!budget_class_is_proven(t->cause.budget))
		return hold(t, limit, room_for_message(t, limit, &c, conf->limits.answers_total));
	/* Its answer waits (budget_add); nobody waits at a page. */
	return (t->in->id != 0 && !budget_is_line_full(t->core, t->cause.budget)) ||
	    hold(t, limit, 0);
}

/* Other spellings of a mailbox, which the database does not know for one. */
static bool is_dotted_again(struct talk *t)
{
	uint8_t mailbox[TOKEN_HASH_SIZE];
	struct budget_count c = { .class = BUDGET_NONE,
		.mailbox = mailbox,
		.kind = "confirm",
		.since = core_now(t->core) - DAY_S };

	budget_hash_mailbox(t->core, &t->from, mailbox);
	return address_drops_dots(&t->from) &&
	    budget_count(t->core->db, &c) >= t->core->conf.limits.confirms_per_address;
}

/* When the oldest of the questions that fill the day counts no more. A flood does not go on by it:
 * whoever has a question about a list is not asked about it again (question.c), so each list is
 * asked about once. */
static int64_t room_to_ask(struct talk *t)
{
	int64_t now = core_now(t->core),
	        at = outbox_asked_at(t->core->db, t->from.spec, now - DAY_S,
	            t->core->conf.limits.confirms_per_address);

	return at != 0 ? at + DAY_S : now + HOUR_S;
}

bool talk_budget_may_ask(struct talk *t, int64_t asked)
{
	const struct conf *conf = &t->core->conf;
	int64_t now = core_now(t->core), of_domain;
	struct budget_count c = { .class = BUDGET_NONE, .kind = "confirm", .since = now - HOUR_S };

	if (asked >= conf->limits.confirms_per_address || is_dotted_again(t))
		return hold(t, BUDGET_CONFIRMS_PER_ADDRESS, room_to_ask(t));
	of_domain = outbox_count_questions(t->core->db, address_domain(&t->from), now - DAY_S);
	if (of_domain >= conf->limits.confirms_per_domain)
		return hold(t, BUDGET_CONFIRMS_PER_DOMAIN, now + HOUR_S);
	if (budget_count(t->core->db, &c) >= conf->limits.confirms_total)
		return hold(t, BUDGET_CONFIRMS_TOTAL,
		    room_for_message(t, BUDGET_CONFIRMS_TOTAL, &c, conf->limits.confirms_total));
	return true;
}

/* --- what is forwarded --- */

bool talk_budget_may_copy(const struct talk *t)
{
	uint8_t bytes[TOKEN_HASH_SIZE];
	int64_t most = t->core->conf.limits.bytes_per_sender;

	return !t->has_from || t->cause.budget == BUDGET_STAFF ?
	    t->in->size <= most :
	    inbound_bytes_of(t->core->db, hash_of(t, bytes), budget_class_text(t->cause.budget),
	        core_now(t->core) - DAY_S) <= most;
}

/* Notices that say of themselves by no field what they are may come by the hundred after a
 * newsletter. */
static bool may_forward_robotlike(struct talk *t)
{
	struct budget_count c = { .class = BUDGET_FORWARD_ROBOTLIKE,
		.since = core_now(t->core) - DAY_S };
	uint8_t bytes[TOKEN_HASH_SIZE];

	if (budget_count(t->core->db, &c) >= t->core->conf.limits.robotlike_per_day)
		return false;
	return !t->has_from ||
	    inbound_robotlike_count(t->core->db, hash_of(t, bytes), core_now(t->core) - DAY_S) <=
	    t->core->conf.limits.answers_per_sender;
}

bool talk_budget_may_forward(struct talk *t, struct outbox_new *n)
{
	uint8_t mailbox[TOKEN_HASH_SIZE];
	struct err err = ERR_INIT;
	struct address a;
	const char *limit;

	n->budget = t->cause.budget == BUDGET_STAFF ? BUDGET_STAFF :
	    t->is_robotlike                         ? BUDGET_FORWARD_ROBOTLIKE :
	    budget_class_is_proven(t->cause.budget) ? BUDGET_FORWARD :
	                                              BUDGET_FORWARD_NONE;
	if (n->budget == BUDGET_STAFF || !address_parse_utf8(slice_of(n->address), &a, &err))
		return true;
	if (t->is_robotlike && !may_forward_robotlike(t))
		return hold(t, BUDGET_ROBOTLIKE_PER_DAY, 0);
	budget_hash_mailbox(t->core, &a, mailbox);
	(void)budget_due_at(t->core, n, (enum budget_class)n->budget, mailbox,
	    &limit); /* only whether it waits */
	return limit == NULL || !budget_is_line_full(t->core, (enum budget_class)n->budget) ||
	    hold(t, BUDGET_FORWARDS_PER_HOUR, 0);
}

/* --- the end of a message --- */

bool talk_budget_waits(struct talk *t)
{
	const struct conf *conf = &t->core->conf;
	struct db *db = t->core->db;
	uint8_t bytes[TOKEN_HASH_SIZE];
	int64_t of_one = budget_class_is_proven(t->cause.budget) ?
	    conf->limits.messages_per_sender :
	    conf->limits.answers_per_sender;
	bool is_crowded, may_push = is_right(t) && !budget_class_is_proven(t->cause.budget);

	if (t->limited == NULL || t->room_at == 0 || t->in->id == 0)
		return false;
	is_crowded = inbound_waiting_count_of(db, hash_of(t, bytes)) >= of_one;
	if (inbound_waiting_count(db) >= conf->limits.waiting || (is_crowded && !may_push)) {
		t->room_at = 0;
		return false;
	}
	/* As if it had not been read yet. */
	db_rollback(db);
	db_begin(db);
	if (is_crowded)
		inbound_give_up_oldest(db, hash_of(t, bytes));
	inbound_set_sender(db, t->in->id, hash_of(t, bytes));
	inbound_set_budget(db, t->in->id, budget_class_text(t->cause.budget));
	inbound_wait(db, t->in->id, t->limited, t->room_at);
	budget_tally(db, t->limited);
	log_info("inbound.waits", "id=%lld limit=%s until=%lld", (long long)t->in->id, t->limited,
	    (long long)t->room_at);
	return true;
}

const char *talk_budget_outcome(const struct talk *t)
{
	struct slice said = slice_of(t->outcome);
	bool is_sent = said.n > 5 && slice_is(slice_from(said, said.n - 5), " sent");

	if (t->limited != NULL &&
	    (strcmp(t->limited, BUDGET_FORWARDS_PER_HOUR) == 0 ||
	        strcmp(t->limited, BUDGET_ROBOTLIKE_PER_DAY) == 0))
		return "not forwarded: too many";
	/* Whose tip is not taken is told so, in the bounds of all answers. */
	if (t->limited != NULL &&
	    (strcmp(t->limited, BUDGET_TIPS_PER_PERSON) == 0 ||
	        strcmp(t->limited, BUDGET_READ_BY_NOBODY) == 0))
		return t->outcome;
	if (t->limited == NULL || (budget_class_is_proven(t->cause.budget) && !is_sent))
		return t->outcome;
	return strcmp(t->limited, BUDGET_MESSAGES_PER_SENDER) == 0 ? "too many from this sender" :
	                                                             "not answered: too many";
}

void talk_budget_mark(struct talk *t)
{
	if (t->limited == NULL || t->in->id == 0)
		return;
	inbound_set_limited(t->core->db, t->in->id, t->limited);
	budget_tally(t->core->db, t->limited);
}
