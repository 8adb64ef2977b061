/* SPDX-License-Identifier: MIT
 * See clock_step.h. Owns no rows: it knows who has some. */
#include "daemon/core/clock_step.h"

#include "daemon/common/log.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/announcements/approval.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/inbound/inbound_copy.h"
#include "daemon/core/letters/budget.h"
#include "daemon/core/loop/core.h"
#include "daemon/core/meetings/meeting_notes.h"
#include "daemon/core/outbox/attempt.h"
#include "daemon/core/outbox/domain_rate.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/outbox/relay_rate.h"
#include "daemon/core/outbox/throughput.h"
#include "daemon/core/sending/sender_pool.h"
#include "subscribers/alias.h"
#include "subscribers/clock_back.h"
#include "subscribers/digest.h"
#include "subscribers/earlier.h"
#include "subscribers/former.h"
#include "subscribers/proposal.h"
#include "subscribers/reminder.h"
#include "subscribers/rsvp.h"
#include "subscribers/schema.h"
#include "subscribers/score.h"
#include "subscribers/subscriber.h"
#include "subscribers/subscription.h"
#include "subscribers/tip.h"
#include "subscribers/wish.h"
#include "subscribers/yearly.h"

/* No look is so long after the last one, unless the clock was set or dpupd was off. */
#define JUMP_S 3600

#define KEY_NEWEST "clock"
#define KEY_JUMPED "clock_jumped"
#define KEY_STEPPED "clock_stepped"
#define KEY_STEPPED_BY "clock_stepped_by"
#define KEY_BEHIND "clock_behind_until"
#define KEY_RETURNED "clock_returned"
#define WEEK_S (7 * INT64_C(86400))

/* Each takes back what it owns; a time that nobody does has its reason in the table of
 * test_clock_step.c. The outbox comes last: how long its rows were tried stands in the journal. */
static void (*const owners[])(struct db *db, const struct clock_back *back) = {
	alias_set_back,
	announcement_set_back,
	approval_set_back,
	budget_set_back,
	digest_set_back,
	domain_rate_set_back,
	former_set_back,
	earlier_set_back,
	inbound_copy_set_back,
	inbound_set_back,
	attempt_set_back,
	throughput_set_back,
	meeting_notes_set_back,
	proposal_set_back,
	relay_rate_set_back,
	reminder_set_back,
	rsvp_set_back,
	score_set_back,
	subscriber_set_back,
	subscription_set_back,
	tip_set_back,
	wish_set_back,
	yearly_set_back,
	outbox_set_back,
};

/* What the store knows of the time; the rows themselves, because a crash may have come before it
 * was kept. Of a clock that was behind when it was kept, the rows of before that are no news: what
 * waits was taken back for them once. */
static void read_stored(struct core *core, struct clock_seen *seen)
{
	int64_t newest[] = { outbox_newest_at(core->db), inbound_newest_at(core->db) };

	seen->newest = schema_number(core->db, KEY_NEWEST);
	seen->behind_until = schema_number(core->db, KEY_BEHIND);
	seen->returned_at = schema_number(core->db, KEY_RETURNED);
	for (size_t i = 0; i < sizeof newest / sizeof newest[0]; i++) {
		if (newest[i] > seen->newest && newest[i] > seen->behind_until)
			seen->newest = newest[i];
	}
	seen->jumped_from = schema_number(core->db, KEY_JUMPED);
	seen->stepped_at = schema_number(core->db, KEY_STEPPED);
	seen->stepped_by_s = schema_number(core->db, KEY_STEPPED_BY);
}

static void keep(struct core *core, int64_t newest, int64_t jumped_from)
{
	schema_set_number(core->db, KEY_NEWEST, newest);
	schema_set_number(core->db, KEY_JUMPED, jumped_from);
	schema_set_number(core->db, KEY_STEPPED, core->clock.stepped_at);
	schema_set_number(core->db, KEY_STEPPED_BY, core->clock.stepped_by_s);
	schema_set_number(core->db, KEY_BEHIND, core->clock.behind_until);
	schema_set_number(core->db, KEY_RETURNED, core->clock.returned_at);
}

/* --- ahead --- */

static void believe(struct clock_seen *seen)
{
	log_info("clock.believed", "by_s=%lld", (long long)seen->stepped_by_s);
	seen->stepped_at = 0;
	seen->stepped_by_s = 0;
}

/* It was set while dpupd was off, to before what it had stepped to. Right, or ahead still? */
static void look_at_start(struct clock_seen *seen, int64_t now)
{
	if (seen->stepped_at == 0 || now >= seen->stepped_at)
		return;
	if (now - seen->jumped_from > WEEK_S)
		seen->stepped_at = now;
	else
		believe(seen);
}

/* Back by as much as it was ahead: that is over. By less: it stands since then. And ahead by as
 * much as it was behind: it is right again. */
static void look_for_step(struct clock_seen *seen, int64_t offset, int64_t now)
{
	int64_t by_s = offset - seen->offset;

	seen->offset = offset;
	if (by_s > JUMP_S || (seen->stepped_at != 0 && by_s < -CLOCK_TOLERANCE_S)) {
		seen->stepped_by_s += by_s;
		seen->stepped_at = now;
		if (by_s > 0 && seen->stepped_by_s > JUMP_S)
			log_warning("clock.ahead",
			    "by_s=%lld reason=\"nothing is deleted until it has stood for a day\"",
			    (long long)seen->stepped_by_s);
	}
	if (seen->stepped_at != 0 &&
	    (seen->stepped_by_s <= JUMP_S || now - seen->stepped_at >= CLOCK_DOUBT_S))
		believe(seen);
}

/* --- back --- */

static void set_back(struct core *core, int64_t now)
{
	struct clock_seen *seen = &core->clock;
	struct clock_back back = { .now = now, .by_s = seen->newest - now };
	int64_t was_behind = seen->behind_until;
	struct err err = ERR_INIT;

	/* One that is behind already, and goes further back, makes nothing right that is stored
	 * wrong. */
	back.was_ahead = was_behind <= seen->newest &&
	    (back.by_s <= CLOCK_BACK_DAY_S ||
	        (seen->jumped_from > 0 && seen->jumped_from <= now + CLOCK_TOLERANCE_S));
	db_begin(core->db);
	for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++)
		owners[i](core->db, &back);
	seen->behind_until = back.was_ahead ? 0 :
	    was_behind > seen->newest       ? was_behind :
	                                      seen->newest;
	keep(core, now, 0);
	if (core_commit(core, &err) < 0) {
		seen->behind_until = was_behind;
		log_error("clock.back", "by_s=%lld reason=\"%s\"", (long long)back.by_s, err.text);
		return; /* the next look finds the same */
	}
	log_warning("clock.back", "by_s=%lld was_ahead=%d", (long long)back.by_s, back.was_ahead);
	setback_set_back(&core->setbacks, &back);
	if (core->senders != NULL)
		sender_pool_set_back(core->senders, &back);
	if (seen->stepped_at == 0)
		seen->stepped_by_s = back.was_ahead ? 0 : -back.by_s;
	seen->jumped_from = 0;
	seen->newest = now;
}

static void jump(struct core *core, int64_t now)
{
	struct err err = ERR_INIT;

	core->clock.jumped_from = core->clock.newest;
	core->clock.newest = now;
	db_begin(core->db);
	keep(core, now, core->clock.jumped_from);
	if (core_commit(core, &err) < 0)
		log_error("clock.jump", "reason=\"%s\"", err.text); /* it is kept with the house */
}

void clock_step_look(struct core *core, int64_t now)
{
	struct clock_seen *seen = &core->clock;

	if (seen->newest == 0) {
		read_stored(core, seen);
		look_at_start(seen, now);
		seen->offset = clock_seen_offset(core, now);
	}
	look_for_step(seen, clock_seen_offset(core, now), now);
	if (seen->behind_until > 0 && now >= seen->behind_until) {
		if (now - seen->newest > JUMP_S) {
			seen->returned_at = now;
			log_info("clock.returned",
			    "reason=\"it was behind; what came to be meanwhile is not deleted for its age "
			    "for a day\"");
		}
		seen->behind_until = 0;
		seen->stepped_by_s = seen->stepped_at != 0 ? seen->stepped_by_s : 0;
	}
	if (seen->newest > now + CLOCK_TOLERANCE_S)
		set_back(core, now);
	else if (seen->newest > 0 && now - seen->newest > JUMP_S)
		jump(core, now);
	else if (now > seen->newest)
		seen->newest = now;
}

void clock_step_keep(struct core *core)
{
	keep(core, core->clock.newest, core->clock.jumped_from);
}
