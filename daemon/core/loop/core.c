/* SPDX-License-Identifier: MIT
 * What core's parts share; see core.h. Owns the turn, which comes after the events of a round were
 * handled; main has the parts look in it, reading first and sending last, so that what a message
 * led to is sent in the same turn. */
#include "daemon/core/loop/core.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"

int64_t core_now(const struct core *core)
{
	uint64_t usec = 0;

	if (sd_event_now(core->event, CLOCK_REALTIME, &usec) < 0)
		bug("core.now", "reason=\"no clock\"");
	return (int64_t)(usec / 1000000);
}

int core_commit(struct core *core, struct err *err)
{
	struct err own = ERR_INIT;

	if (db_commit(core->db, &own) == 0) {
		core->commits++;
		if (core->store_error[0] != '\0')
			log_info("store.ok", "path=%s", core->conf.store.path);
		core->store_error[0] = '\0';
		return 0;
	}
	/* A rule that was broken is the request's; anything else is the store's. */
	if (own.kind != ERR_PERM || strstr(own.text, "the database ") == own.text) {
		str_put(core->store_error, sizeof core->store_error, "%s", own.text);
		core->store_error_at = core_now(core);
		core_wake(core, WAKE_CLOCK);
	}
	return err_set(err, own.kind, "%s", own.text);
}

bool core_step(struct core *core, struct setback_key key)
{
	struct err err = ERR_INIT;

	if (core_commit(core, &err) == 0) {
		setback_end(&core->setbacks, key);
		return true;
	}
	/* A store that takes nothing (a full disk) refuses everything, and says so by itself. */
	if (err.kind == ERR_TEMP)
		log_error("schedule.step", "task=%s id=%lld reason=\"%s\"", key.task,
		    (long long)key.id, err.text);
	else
		setback_add(&core->setbacks, key, err.text, core_now(core));
	return false;
}

struct evidence core_evidence(const struct core *core, const char *channel)
{
	return (struct evidence){
		.channel = channel, .at = core_now(core), .notice = core->conf.privacy.notice
	};
}

static int on_turn(sd_event_source *source, void *context)
{
	struct core *core = context;

	(void)source;
	core->take_turn(core);
	return 0;
}

bool core_is_woken(const struct core *core, enum wake what)
{
	return (core->woken & what) != 0;
}

bool core_take_wake(struct core *core, enum wake what)
{
	bool is_woken = core_is_woken(core, what);

	core->woken &= ~(unsigned)what;
	return is_woken;
}

void core_wake(struct core *core, unsigned what)
{
	int rc;

	core->woken |= what;
	if (core->turn == NULL)
		return; /* before the loop runs, or in a test without one */
	rc = sd_event_source_set_enabled(core->turn, SD_EVENT_ONESHOT);
	if (rc < 0)
		bug("core.wake", "code=%d", rc);
}

void core_start_turns(struct core *core)
{
	int rc = sd_event_add_defer(core->event, &core->turn, on_turn, core);

	/* After everything else of the same round: what came in together is committed together. */
	if (rc >= 0)
		rc = sd_event_source_set_priority(core->turn, SD_EVENT_PRIORITY_IDLE);
	if (rc < 0)
		bug("core.turn", "code=%d", rc);
}
