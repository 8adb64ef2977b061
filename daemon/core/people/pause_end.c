/* SPDX-License-Identifier: MIT
 * The end of a pause; see pause_end.h. What somebody missed stands in their rows (rsvp.h), written
 * by the outbox where it puts a mail aside because of the pause. A pause that begins again before
 * the mails of its end went puts these aside too, and so they are missed again. Newsletters are not
 * kept: only what stands in a calendar would be wrong without them. */
#include "daemon/core/people/pause_end.h"

#include "daemon/common/log.h"
#include "daemon/core/meetings/invitation.h"
#include "daemon/time/until.h"

bool pause_end_person(const struct act *a, const struct subscriber *who)
{
	if (!act_may(a, ACT_CHANGE))
		return false;
	subscriber_pause(a->core->db, who->id, 0);
	invitation_missed(a->core, who);
	return true;
}

static bool resume_one(struct core *core, int64_t id, int64_t now)
{
	struct setback_key key = { "pause", id, 0 };
	struct act a = act_of_self(core);
	struct subscriber who;

	if (setback_waits(&core->setbacks, key, now))
		return false;
	db_begin(core->db);
	if (subscriber_get(core->db, id, &who))
		(void)pause_end_person(&a, &who); /* of itself it may */
	if (!core_step(core, key))
		return false;
	log_info("pause.over", "subscriber=%lld", (long long)id);
	return true;
}

bool pause_end_turn(struct core *core, int64_t now)
{
	int64_t at = 0, id = 0;

	/* One that cannot be ended (a template is broken) does not keep the others back. */
	while (subscriber_next_rested(core->db, now, &at, &id)) {
		if (resume_one(core, id, now))
			return true;
	}
	return false;
}

int64_t pause_end_next_at(struct core *core, int64_t now)
{
	int64_t at = subscriber_rests_until(core->db, now);

	return at < UNTIL_FOREVER ? at : 0;
}
