/* SPDX-License-Identifier: MIT
 * Changes of meetings; see conduct.h. Mail that waits and says what is not so any more is cancelled
 * first; the schedule then tells the members of the new revision. */
#include "conduct.h"

#include "../../subscribers/reminder.h"
#include "../../subscribers/rsvp.h"
#include "../mail/words.h"
#include "invite.h"
#include "outbox.h"
#include "schedule.h"

/* The change in words, before the reason somebody gave. */
static void say_change(const struct meeting *m, const struct meeting_change *c, struct slice reason,
    struct buf *out)
{
	if (c->starts_at != m->starts_at) {
		buf_text(out, "It was to start on ");
		words_time(out, m->starts_at, m->timezone);
		buf_text(out, ".\n");
	}
	if (c->length_s != m->length_s)
		buf_text(out, "It has another length.\n");
	if (!slice_is(c->place, m->place))
		buf_text(out, "It is at another place.\n");
	if (!slice_is(c->link, m->link))
		buf_text(out, "It has another link.\n");
	buf_slice(out, reason);
}

int conduct_move(struct core *core, const struct meeting *m, struct meeting_change *c, struct slice reason,
    struct err *err)
{
	int64_t now = core_now(core);
	struct buf words = BUF_INIT;

	if (m->is_cancelled || m->starts_at <= now)
		return err_set(err, ERR_PERM, "meeting %lld is %s", (long long)m->id,
		    m->is_cancelled ? "cancelled" : "over or under way");
	say_change(m, c, reason, &words);
	c->words = buf_all(&words);
	if (meeting_change(core->db, m->id, c, now)) {
		(void)outbox_cancel(core->db, 0, m->id, "the meeting was moved", INT64_MAX, now);
		if (c->starts_at != m->starts_at) {
			reminder_move(core->db, m->id, m->timezone, c->starts_at, now);
			rsvp_reset(core->db, m->id, now);
		}
		invite_fill(core, m->id);	/* there may be more places */
	}
	c->words = SLICE_NONE;
	buf_release(&words);
	schedule_wake(core->schedule);
	return 0;
}

int conduct_cancel(struct core *core, const struct meeting *m, struct slice reason, struct err *err)
{
	if (!invite_call_off(core, m->id, reason))
		return err_set(err, ERR_PERM, "meeting %lld is cancelled already", (long long)m->id);
	return 0;
}
