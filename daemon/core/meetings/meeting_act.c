/* SPDX-License-Identifier: MIT
 * Changes of meetings; see meeting_act.h. Mail that waits and says what is not so any more is
 * cancelled first; the schedule then tells the members of the new revision. */
#include "daemon/core/meetings/meeting_act.h"

#include "daemon/core/meetings/invitation.h"
#include "daemon/core/meetings/meeting_mail.h"
#include "daemon/core/meetings/note_mail.h"
#include "daemon/time/words.h"
#include "subscribers/reminder.h"
#include "subscribers/rsvp.h"

static bool is_new_agenda(struct db *db, const struct meeting *m, const struct meeting_change *c)
{
	struct buf old = BUF_INIT;
	bool is_new;

	if (c->agenda.p == NULL)
		return false;
	meeting_agenda(db, m->id, &old);
	is_new = !slice_equal(buf_all(&old), c->agenda);
	buf_release(&old);
	return is_new;
}

/* What members see changed, in words; nothing where they do not. */
static void say_change(struct db *db, const struct meeting *m, const struct meeting_change *c,
    struct buf *out)
{
	if (!slice_is(c->title, m->title))
		buf_printf(out, "It was called \"%s\".\n", m->title);
	if (c->starts_at != m->starts_at) {
		buf_text(out, "It was to start on ");
		words_time(out, m->starts_at, m->timezone);
		buf_text(out, ".\n");
	}
	if (c->length_s != m->length_s)
		buf_text(out, "It has another length.\n");
	if (!slice_is(c->place, m->place))
		buf_text(out,
		    c->place.n > 0 ? "It is at another place.\n" : "It has no place any more.\n");
	if (!slice_is(c->link, m->link))
		buf_text(out,
		    c->link.n > 0 ? "It has another link.\n" :
		                    "It cannot be joined online any more.\n");
	if (is_new_agenda(db, m, c))
		buf_text(out, "It has a new agenda.\n");
}

static void tell_change(struct core *core, const struct meeting *m, const struct meeting_change *c,
    int64_t now)
{
	if (c->starts_at != m->starts_at)
		note_mail_all(core, m, "is_moved");
	if (!meeting_change(core->db, m->id, c, now))
		return;
	meeting_mail_cancel(core, m->id, "the meeting was moved");
	if (c->starts_at != m->starts_at) {
		reminder_move(core->db, m->id, m->timezone, c->starts_at, now);
		rsvp_reset(core->db, m->id, now);
	}
}

int meeting_act_move(struct core *core, const struct meeting *m, struct meeting_change *c,
    struct slice reason, struct err *err)
{
	int64_t now = core_now(core);
	struct buf words = BUF_INIT;
	int rc = 0;

	if (m->is_cancelled || m->starts_at <= now)
		return err_set(err, ERR_PERM, "meeting %lld is %s", (long long)m->id,
		    m->is_cancelled ? "cancelled" : "over or under way");
	say_change(core->db, m, c, &words);
	if (words.n > 0) {
		buf_slice(&words, reason);
		c->words = buf_all(&words);
		tell_change(core, m, c, now);
	} else if (c->capacity == m->capacity) {
		rc = err_set(err, ERR_PERM, "meeting %lld is like that already", (long long)m->id);
	} else {
		(void)meeting_set_capacity(core->db, m->id,
		    c->capacity); /* it is planned: see above */
	}
	if (rc == 0)
		invitation_fill(core, m->id); /* there may be more places */
	c->words = SLICE_NONE;
	buf_release(&words);
	core_wake(core, WAKE_CLOCK);
	return rc;
}

int meeting_act_cancel(struct core *core, const struct meeting *m, struct slice reason,
    struct err *err)
{
	if (!invitation_call_off(core, m->id, reason))
		return err_set(err, ERR_PERM, "meeting %lld is cancelled already",
		    (long long)m->id);
	return 0;
}
