/* SPDX-License-Identifier: MIT
 * See talk_wait.h. */
#include "daemon/core/talk/talk_wait.h"

#include "daemon/common/log.h"
#include "daemon/core/inbound/inbound_wait.h"
#include "daemon/core/talk/talk.h"
#include "daemon/mail/wish_kind.h"

#define ROOM_MIN_S 60 /* nothing is looked at again sooner */

/* Of one kind in one name: the oldest and the newest. One of them is the honest one where the
 * others came before it or after it; a flood of all kinds is twice the table of kinds, and no more.
 */
#define OF_A_KIND 2

/* Turns: the kinds, for people we know; behind them the kinds for others, whom nothing is held of
 * that could be asked for, and what is of no kind. */
#define TURN_OF_STRANGERS WISH_KIND_OTHER
#define TURN_OTHER 100

static bool is_proven(const struct talk *t)
{
	return budget_class_is_proven(t->cause.budget);
}

int talk_wait_kind(const struct talk *t)
{
	return t->v.kind == KIND_COMMAND ? wish_kind_of(&t->v.command) : WISH_KIND_OTHER;
}

/* Leaving has a budget of its own (BUDGET_LEAVING). */
static bool is_leaving(const struct talk *t)
{
	return t->v.command.verb == COMMAND_UNSUBSCRIBE || t->v.command.verb == COMMAND_LEAVE;
}

const char *talk_wait_lane(const struct talk *t)
{
	int kind = talk_wait_kind(t);

	return t->has_who && wish_kind_is_right(kind) && !is_leaving(t) ? wish_kind_text(kind) :
	                                                                  NULL;
}

bool talk_wait_may(const struct talk *t)
{
	int kind = talk_wait_kind(t);

	if (t->in->id == 0)
		return false; /* a page: nobody waits at it */
	return is_proven(t) ? wish_kind_is_right(kind) && !is_leaving(t) : kind != WISH_KIND_OTHER;
}

struct place {
	uint8_t name[TOKEN_HASH_SIZE];
	struct inbound_place in;
};

/* What proves its writer waits in the order in which it came, but for what waits for its own room.
 */
static int turn_of(const struct talk *t, const char *lane)
{
	int kind = talk_wait_kind(t);

	if (kind == WISH_KIND_OTHER || (is_proven(t) && lane[0] == '\0'))
		return TURN_OTHER;
	return t->has_who ? kind : TURN_OF_STRANGERS + kind;
}

/* One person's addresses, and one mailbox in all spellings, are one name. */
static void find_place(struct talk *t, const char *lane, struct place *p)
{
	budget_hash_mailbox(t->core, t->has_who ? &t->who.address : &t->from, p->name);
	p->in = (struct inbound_place){
		.name = slice_make((const char *)p->name, sizeof p->name),
		.budget = budget_class_text(t->cause.budget),
		.turn = turn_of(t, lane),
		.lane = lane,
	};
}

bool talk_wait_hold(struct talk *t, const char *limit, const char *lane, int64_t room_at)
{
	int64_t soonest = core_now(t->core) + ROOM_MIN_S;

	t->limited = limit;
	t->lane = lane;
	t->room_at = room_at == 0 || room_at > soonest ? room_at : soonest;
	log_warning("budget.limited", "inbound=%lld class=%s limit=%s", (long long)t->in->id,
	    budget_class_text(t->cause.budget), limit);
	return false;
}

int64_t talk_wait_behind(struct talk *t, const char *limit, const char *lane)
{
	struct place p;

	find_place(t, lane, &p);
	return t->in->id != 0 ? inbound_wait_before(t->core->db, t->in->id, &p.in, limit) : 0;
}

int64_t talk_wait_beside(struct talk *t, const char *limit, const char *lane)
{
	struct place p;

	find_place(t, lane, &p);
	return inbound_wait_beside(t->core->db, &p.in, limit);
}

static int64_t most_alike(const struct talk *t, const struct place *p)
{
	if (p->in.turn != TURN_OTHER)
		return OF_A_KIND;
	return is_proven(t) ? t->core->conf.limits.messages_per_sender :
	                      t->core->conf.limits.answers_per_sender;
}

/* Is there a place in the line of all? One that takes the place of its like needs none. The rights
 * of people we know have a line of their own, as what is proven has. */
static bool has_place(const struct talk *t, const struct place *p)
{
	struct db *db = t->core->db;

	return inbound_wait_alike(db, &p->in) >= most_alike(t, p) ||
	    inbound_wait_count_of(db, is_proven(t), wish_kind_is_right(p->in.turn),
	        WISH_KIND_RIGHTS) < t->core->conf.limits.waiting;
}

bool talk_wait_ends(struct talk *t)
{
	struct db *db = t->core->db;
	struct place p;

	if (t->limited == NULL || t->room_at == 0 || t->in->id == 0)
		return false;
	find_place(t, t->lane, &p);
	/* What a person of ours gets to read does not wait for an answer that is no right. */
	if (!has_place(t, &p) || (t->is_forwarded && !wish_kind_is_right(talk_wait_kind(t)))) {
		t->room_at = 0;
		return false;
	}
	/* As if it had not been read yet. */
	db_rollback(db);
	db_begin(db);
	if (t->has_from) {
		uint8_t sender[TOKEN_HASH_SIZE];

		token_hash_address(&t->core->key, t->from.key, sender);
		inbound_set_sender(db, t->in->id, slice_make((const char *)sender, sizeof sender));
	}
	inbound_wait(db, t->in->id, &p.in, t->limited, t->room_at);
	inbound_wait_thin(db, &p.in, most_alike(t, &p));
	budget_tally(db, t->limited);
	log_info("inbound.waits", "id=%lld limit=%s until=%lld", (long long)t->in->id, t->limited,
	    (long long)t->room_at);
	return true;
}
