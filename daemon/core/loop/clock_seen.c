/* SPDX-License-Identifier: MIT
 * See clock_seen.h. */
#include "daemon/core/loop/clock_seen.h"

#include "daemon/common/log.h"
#include "daemon/core/loop/core.h"
#include "daemon/time/words.h"

int64_t clock_seen_offset(const struct core *core, int64_t now)
{
	uint64_t usec = 0;

	if (sd_event_now(core->event, CLOCK_BOOTTIME, &usec) < 0)
		bug("clock.boottime", "reason=\"no clock\"");
	return now - (int64_t)(usec / 1000000);
}

static bool is_within(const struct core *core, int64_t span_s, int64_t now)
{
	return core->clock.stepped_at != 0 && now - core->clock.stepped_at < span_s;
}

bool clock_seen_is_unsettled(const struct core *core, int64_t now)
{
	return is_within(core, CLOCK_SETTLE_S, now);
}

/* Is what came to be while it was behind spared? */
static bool has_returned(const struct core *core, int64_t now)
{
	int64_t at = core->clock.returned_at;

	return at != 0 && now >= at && now - at < CLOCK_DOUBT_S;
}

bool clock_seen_is_doubted(const struct core *core, int64_t now)
{
	return is_within(core, CLOCK_DOUBT_S, now) || has_returned(core, now);
}

int64_t clock_seen_next_at(const struct core *core, int64_t now)
{
	if (!clock_seen_is_doubted(core, now))
		return 0;
	if (!is_within(core, CLOCK_DOUBT_S, now))
		return core->clock.returned_at + CLOCK_DOUBT_S;
	return core->clock.stepped_at +
	    (clock_seen_is_unsettled(core, now) ? CLOCK_SETTLE_S : CLOCK_DOUBT_S);
}

bool clock_seen_has_moved(const struct core *core, int64_t now)
{
	int64_t by_s = clock_seen_offset(core, now) - core->clock.offset;

	return core->clock.newest != 0 && (by_s > CLOCK_TOLERANCE_S || by_s < -CLOCK_TOLERANCE_S);
}

void clock_seen_check(struct core *core, struct buf *out)
{
	const struct clock_seen *seen = &core->clock;
	int64_t now = seen->newest;

	/* Whoever asks again is told what it is then. */
	if (clock_seen_has_moved(core, core_now(core)))
		core_wake(core, WAKE_CLOCK);
	if (is_within(core, CLOCK_DOUBT_S, now)) {
		buf_printf(out,
		    "the clock of this machine went ahead by about %lld hours at once; if that is wrong, set it right. "
		    "Nothing is deleted for its age until ",
		    (long long)((seen->stepped_by_s + 1800) / 3600));
		words_time(out, seen->stepped_at + CLOCK_DOUBT_S, core->conf.templates.timezone);
		if (clock_seen_is_unsettled(core, now)) {
			buf_text(out, ", and nothing that waited for its time begins until ");
			words_time(out, seen->stepped_at + CLOCK_SETTLE_S,
			    core->conf.templates.timezone);
		}
	}
	if (seen->behind_until == 0)
		return;
	buf_text(out, out->n > 0 ? "; " : "");
	buf_text(out,
	    "the clock of this machine was set back, to before what is stored: it had been ");
	words_time(out, seen->behind_until, core->conf.templates.timezone);
	buf_text(out, "; if that was right, set it right again");
}
