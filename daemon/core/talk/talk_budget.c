/* SPDX-License-Identifier: MIT
 * See talk_budget.h. Two kinds of limits: so many to one mailbox a day, past which what proves
 * nothing waits as a whole, one for all of its kind (talk_wait.h), and of what is proven an answer
 * is not made (one that comes a day late keeps a loop of two robots alive for ever); and so many to
 * everybody an hour, past which things wait. What is proven is acted on at once and only its answer
 * waits; what is not changes nothing by itself. */
#include "daemon/core/talk/talk_budget.h"

#include <stdio.h>
#include <string.h>

#include "daemon/core/inbound/inbound.h"
#include "daemon/core/inbound/inbound_wait.h"
#include "daemon/core/talk/talk.h"
#include "daemon/core/talk/talk_wait.h"
#include "subscribers/convenor.h"

#define DAY_S 86400
#define HOUR_S 3600
#define LIST_PER_DAY \
	10 /* of one list to our person, and as many whose writers prove who they \
	    are: a group that we serve writes less, a busy one drowns nobody */
#define LEAVING_PER_MAILBOX 3 /* "do you want to leave?" a day: whoever got it can answer it */
/* "Was this you?" a day to one person, of each budget: whoever writes in their name cannot make it
 * a nuisance, who answers may be asked the next. */
#define ASKS_PER_DAY 5
/* About one kind of right, besides those and besides all that is answered: nothing else that is
 * asked for in that name uses them up. Two, where nothing proves it, since of each kind the oldest
 * and the newest wait (talk_wait.c), and both are asked about on the next day. */
#define ASKS_ABOUT_A_RIGHT 2

static bool is_leaving(const struct talk *t)
{
	return t->v.kind == KIND_COMMAND &&
	    (t->v.command.verb == COMMAND_UNSUBSCRIBE || t->v.command.verb == COMMAND_LEAVE ||
	        t->v.command.verb == COMMAND_FORGET_ME);
}

enum budget_class talk_budget_class_of(const struct talk *t)
{
	bool is_vouched;

	if (t->in->is_replayed)
		return BUDGET_STAFF;
	if (!t->has_from || t->evidence.proof == PROOF_NONE)
		return is_leaving(t) ? BUDGET_LEAVING : BUDGET_NONE;
	/* What answers a mail of ours may be of whoever got that: what is vouched for as well is
	 * not. */
	is_vouched = t->evidence.proof == PROOF_VOUCHED || talk_is_vouched(t);
	if (convenors_leads(t->core->db, t->from.key))
		return is_vouched ? BUDGET_CONVENOR : BUDGET_CONVENOR_ANSWERED;
	return is_vouched ? BUDGET_VOUCHED : BUDGET_ANSWERED;
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
		budget_take_over(t->core, t->delivery_id, t->cause.budget);
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
	return talk_wait_hold(t, limit, "", room_at);
}

/* Behind those that wait for it: each has the place of one of the last `most` that count. 0: there
 * is room. */
static int64_t room_behind(struct talk *t, const struct budget_count *c, int64_t most,
    int64_t behind)
{
	int64_t at = budget_latest(t->core->db, c, most - (behind < most ? behind : most - 1));

	return at != 0 ? at + DAY_S : 0;
}

/* Until tomorrow, where it may wait. */
static bool hold_till_room(struct talk *t, const char *limit, const char *lane,
    const struct budget_count *c, int64_t most)
{
	int64_t at;

	if (!talk_wait_may(t))
		return hold(t, limit, 0);
	at = room_behind(t, c, most, talk_wait_beside(t, limit, lane));
	return talk_wait_hold(t, limit, lane, at != 0 ? at : core_now(t->core) + HOUR_S);
}

bool talk_budget_refuse(struct talk *t, const char *limit)
{
	return hold(t, limit, 0);
}

/* Their receipts are the count: those of a mail that was passed on use up none of what is vouched
 * for. Together there are at most two days' worth, also where no receipt may go. */
bool talk_budget_may_share(struct talk *t, const char *receipt, int64_t shared, int64_t most)
{
	uint8_t mailbox[TOKEN_HASH_SIZE];
	struct budget_count c = { .class = t->cause.budget,
		.mailbox = mailbox,
		.kind = receipt,
		.since = core_now(t->core) - DAY_S };

	budget_hash_mailbox(t->core, &t->who.address, mailbox);
	return t->cause.budget == BUDGET_STAFF ||
	    (budget_count(t->core->db, &c) < most && shared < 2 * most) ||
	    talk_budget_refuse(t, BUDGET_TIPS_PER_PERSON);
}

/* --- messages --- */

/* When there is room for one more message behind those that wait for it already: each takes the
 * place of the oldest that counts, and the next round begins an hour later. So not all of them come
 * back for one place. */
static int64_t room_for_message(struct talk *t, const char *limit, const struct budget_count *c,
    int64_t most)
{
	int64_t waiting = inbound_wait_count_for(t->core->db, limit);

	return budget_earliest(t->core->db, c, waiting % most) + HOUR_S + waiting / most * HOUR_S;
}

static struct slice hash_of(const struct talk *t, uint8_t hash[TOKEN_HASH_SIZE])
{
	token_hash_address(&t->core->key, t->from.key, hash);
	return slice_make((const char *)hash, TOKEN_HASH_SIZE);
}

static int64_t asks_a_day(const struct talk *t, const char *lane)
{
	return lane != NULL && !budget_class_is_proven(t->cause.budget) ? ASKS_ABOUT_A_RIGHT :
	                                                                  ASKS_PER_DAY;
}

/* "Was this you?" goes to the person: so many a day, of this budget. Its room is the lane's, or
 * that of all other such questions. */
static bool is_asked_enough(struct talk *t, const char *lane, struct budget_count *c,
    uint8_t mailbox[TOKEN_HASH_SIZE])
{
	budget_hash_mailbox(t->core, &t->who.address, mailbox);
	*c = (struct budget_count){ .class = t->cause.budget,
		.mailbox = mailbox,
		.kind = "ask",
		.since = core_now(t->core) - DAY_S,
		.lane = lane != NULL ? lane : "" };
	return budget_count(t->core->db, c) >= asks_a_day(t, lane);
}

/* A right in the name of somebody we know, about which they may be asked today. */
static bool has_own_room(struct talk *t)
{
	const char *lane = talk_wait_lane(t);
	uint8_t mailbox[TOKEN_HASH_SIZE];
	struct budget_count c;

	return lane != NULL && !budget_class_is_proven(t->cause.budget) &&
	    !is_asked_enough(t, lane, &c, mailbox);
}

bool talk_budget_may_act(struct talk *t)
{
	int64_t most = t->core->conf.limits.messages_per_sender, at;
	uint8_t bytes[TOKEN_HASH_SIZE];

	if (!t->has_from || t->cause.budget == BUDGET_STAFF || has_own_room(t) ||
	    (budget_class_is_proven(t->cause.budget) && is_leaving(t)))
		return true;
	/* What came earlier is done earlier. */
	at = t->cause.budget == BUDGET_LEAVING ?
	    0 :
	    talk_wait_behind(t, BUDGET_MESSAGES_PER_SENDER, "");
	if (at == 0) {
		at = inbound_latest_of(t->core->db, t->in->id, hash_of(t, bytes),
		    budget_class_text(t->cause.budget), core_now(t->core) - DAY_S, most);
		at = at != 0 ? at + DAY_S : 0;
	}
	return at == 0 || hold(t, BUDGET_MESSAGES_PER_SENDER, at);
}

/* --- answers --- */

/* What goes to one mailbox in a day, but for the questions that have a room of their own. */
static int64_t per_mailbox(struct talk *t, const char **limit_r, struct budget_count *c,
    uint8_t mailbox[TOKEN_HASH_SIZE])
{
	const struct conf *conf = &t->core->conf;

	budget_hash_mailbox(t->core, &t->from, mailbox);
	*c = (struct budget_count){ .class = t->cause.budget,
		.mailbox = mailbox,
		.since = core_now(t->core) - DAY_S,
		.lane = "" };
	*limit_r = budget_class_is_convenor(t->cause.budget) ? BUDGET_ORDERS_PER_CONVENOR :
	                                                       BUDGET_ANSWERS_PER_SENDER;
	return budget_class_is_convenor(t->cause.budget) ? conf->limits.orders_per_convenor :
	    t->cause.budget == BUDGET_LEAVING            ? LEAVING_PER_MAILBOX :
	                                                   conf->limits.answers_per_sender;
}

/* What waits in this name goes first, by its turn: else each new mail in it would take the room
 * that it waits for. */
static bool is_mailbox_full(struct talk *t)
{
	uint8_t mailbox[TOKEN_HASH_SIZE];
	struct budget_count c;
	const char *limit;
	int64_t most = per_mailbox(t, &limit, &c, mailbox);

	return room_behind(t, &c, most, 0) != 0 ||
	    (!budget_class_is_proven(t->cause.budget) && talk_wait_behind(t, limit, "") != 0);
}

static bool hold_of_mailbox(struct talk *t)
{
	uint8_t mailbox[TOKEN_HASH_SIZE];
	struct budget_count c;
	const char *limit;
	int64_t most = per_mailbox(t, &limit, &c, mailbox);

	return hold_till_room(t, limit, "", &c, most);
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

	return t->cause.budget == BUDGET_STAFF || (!is_mailbox_full(t) && !is_hour_full(t, &limit));
}

static bool may_in_the_hour(struct talk *t)
{
	int64_t most = t->core->conf.limits.answers_total;
	const char *limit;
	struct budget_count c;

	if (!is_hour_full(t, &limit))
		return true;
	c = in_the_hour(t->core, t->cause.budget);
	if (!budget_class_is_proven(t->cause.budget))
		return hold(t, limit, room_for_message(t, limit, &c, most));
	/* Its answer waits (budget_add); nobody waits at a page. */
	return (t->in->id != 0 && !budget_is_line_full(t->core, t->cause.budget)) ||
	    hold(t, limit, 0);
}

bool talk_budget_may_answer(struct talk *t)
{
	talk_budget_open(t);
	if (t->cause.budget == BUDGET_STAFF)
		return true;
	return is_mailbox_full(t) ? hold_of_mailbox(t) : may_in_the_hour(t);
}

bool talk_budget_may_ask_whether(struct talk *t)
{
	const char *lane = talk_wait_lane(t), *room = lane != NULL ? lane : "";
	uint8_t mailbox[TOKEN_HASH_SIZE];
	struct budget_count c;

	talk_budget_open(t);
	if (t->cause.budget == BUDGET_STAFF)
		return true;
	if (is_asked_enough(t, lane, &c, mailbox) ||
	    talk_wait_behind(t, BUDGET_ASKS_PER_PERSON, room) != 0)
		return hold_till_room(t, BUDGET_ASKS_PER_PERSON, room, &c, asks_a_day(t, lane));
	t->cause.lane = lane;
	return lane != NULL ? may_in_the_hour(t) : talk_budget_may_answer(t);
}

/* One question a day hangs in the air at a mailbox, in all of its spellings, also those that the
 * database does not know for one; the next list is asked about on the next day. */
static bool may_confirm(struct talk *t, int64_t asked)
{
	int64_t most = t->core->conf.limits.confirms_per_address;
	uint8_t mailbox[TOKEN_HASH_SIZE];
	struct budget_count c = { .class = BUDGET_NONE,
		.mailbox = mailbox,
		.kind = "confirm",
		.since = core_now(t->core) - DAY_S };

	budget_hash_mailbox(t->core, &t->from, mailbox);
	if (asked < most && talk_wait_behind(t, BUDGET_CONFIRMS_PER_ADDRESS, "") == 0 &&
	    !(address_drops_dots(&t->from) && budget_count(t->core->db, &c) >= most))
		return true;
	return hold_till_room(t, BUDGET_CONFIRMS_PER_ADDRESS, "", &c, most);
}

bool talk_budget_may_ask(struct talk *t, int64_t asked)
{
	const struct conf *conf = &t->core->conf;
	int64_t now = core_now(t->core), of_domain;
	struct budget_count c = { .class = BUDGET_NONE, .kind = "confirm", .since = now - HOUR_S };

	if (!may_confirm(t, asked))
		return false;
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
static bool may_forward_robotlike(struct talk *t, enum budget_class class)
{
	struct budget_count c = { .class = class, .since = core_now(t->core) - DAY_S };
	uint8_t bytes[TOKEN_HASH_SIZE];

	if (budget_count(t->core->db, &c) >= t->core->conf.limits.robotlike_per_day)
		return false;
	return !t->has_from ||
	    inbound_robotlike_count(t->core->db, hash_of(t, bytes), core_now(t->core) - DAY_S) <=
	    t->core->conf.limits.answers_per_sender;
}

/* What anybody can send through a list of theirs takes no room of who writes under "Annual leave".
 */
static enum budget_class robotlike_class(const struct talk *t)
{
	return t->cause.has_list && !budget_class_is_proven(t->cause.budget) ?
	    BUDGET_FORWARD_LIST :
	    BUDGET_FORWARD_ROBOTLIKE;
}

/* Somebody may have put us on a list where many talk with each other. */
static bool is_list_full(struct talk *t, enum budget_class class)
{
	struct budget_count c = {
		.class = class, .since = core_now(t->core) - DAY_S, .domain = t->cause.list
	};

	return t->cause.has_list && budget_count(t->core->db, &c) >= LIST_PER_DAY;
}

bool talk_budget_may_forward(struct talk *t, struct outbox_new *n)
{
	uint8_t mailbox[TOKEN_HASH_SIZE];
	struct err err = ERR_INIT;
	struct address a;
	const char *limit;

	n->budget = t->cause.budget == BUDGET_STAFF ? BUDGET_STAFF :
	    t->is_robotlike                         ? robotlike_class(t) :
	                                              budget_class_of_forward(t->cause.budget);
	if (n->budget == BUDGET_STAFF || !address_parse_utf8(slice_of(n->address), &a, &err))
		return true;
	if (t->is_robotlike && is_list_full(t, (enum budget_class)n->budget))
		return hold(t, BUDGET_LIST_PER_DAY, 0);
	if (t->is_robotlike && !may_forward_robotlike(t, (enum budget_class)n->budget))
		return hold(t, BUDGET_ROBOTLIKE_PER_DAY, 0);
	budget_hash_mailbox(t->core, &a, mailbox);
	(void)budget_due_at(t->core, n, (enum budget_class)n->budget, mailbox,
	    &limit); /* only whether it waits */
	return limit == NULL || !budget_is_line_full(t->core, (enum budget_class)n->budget) ||
	    hold(t, BUDGET_FORWARDS_PER_HOUR, 0);
}

/* --- the end of a message --- */

const char *talk_budget_outcome(const struct talk *t)
{
	struct slice said = slice_of(t->outcome);
	bool is_sent = said.n > 5 && slice_is(slice_from(said, said.n - 5), " sent");

	if (t->limited != NULL &&
	    (strcmp(t->limited, BUDGET_FORWARDS_PER_HOUR) == 0 ||
	        strcmp(t->limited, BUDGET_LIST_PER_DAY) == 0 ||
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
