/* SPDX-License-Identifier: MIT
 * See restored_health.h. Also dpupctl restore --accept. */
#include "daemon/core/health/restored_health.h"

#include "daemon/common/log.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/loop/restored.h"
#include "daemon/core/outbox/delivery.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/staff/request.h"
#include "daemon/time/words.h"

#define DROP_AT_ONCE 100000 /* of the doubtful, in one transaction: a second */

static int64_t waiting(struct core *core)
{
	int64_t counts[DELIVERY_STATES];

	outbox_counts(core->db, 0, counts);
	return counts[DELIVERY_QUEUED] + counts[DELIVERY_UNSURE];
}

void restored_health_json(struct core *core, struct buf *out)
{
	struct restored_left left = { .waiting = waiting(core),
		.doubtful = outbox_count_doubtful(core->db) };
	struct buf paused = BUF_INIT;

	announcement_doubted_json(core->db, &paused);
	left.paused = buf_all(&paused);
	restored_json(core->db, &left, out);
	buf_release(&paused);
}

static void check_held(struct core *core, struct buf *out)
{
	int64_t at;

	if (!restored_why(core->db, out, &at))
		return;
	buf_printf(out,
	    ", and nothing is sent: %lld %s for it, and %lld that waited then and may have gone since are held as "
	    "doubtful; ",
	    (long long)waiting(core), waiting(core) == 1 ? "mail waits" : "mails wait",
	    (long long)outbox_count_doubtful(core->db));
	if (at > 0) {
		buf_text(out, "the database is as it was on ");
		words_day(out, at, core->conf.templates.timezone);
		buf_text(out, "; ");
	}
	buf_text(out, "look at \"dpupctl status\", then \"dpupctl restore --accept\"");
}

/* Also after it was accepted: whoever scheduled them thinks that they go. */
static void check_paused(struct core *core, struct buf *out)
{
	struct buf which = BUF_INIT;

	announcement_doubted(core->db, &which);
	if (which.n > 0)
		buf_printf(out,
		    "%sannouncements that a restore has paused: %.*s; look at each, then \"dpupctl announce resume\" or "
		    "\"cancel\"",
		    out->n > 0 ? "; " : "", SLICE_ARG(buf_all(&which)));
	buf_release(&which);
}

void restored_health_check(struct core *core, struct buf *out)
{
	check_held(core, out);
	check_paused(core, out);
}

/* --- dpupctl restore --accept --- */

static int on_show(struct request *rq, struct err *err)
{
	(void)err;
	restored_health_json(rq->core, &rq->json);
	return 0;
}

static int on_accept(struct request *rq, struct err *err)
{
	int64_t dropped = 0;

	if (!restored_accept(rq->core->db, rq->actor, rq->now) && !db_has_failed(rq->core->db))
		return err_set(err, ERR_PERM,
		    "nothing is held: no backup was restored, or it was accepted already");
	if (wire_int(rq->w, "drop", 0, 1, 0) == 1)
		dropped = outbox_drop_doubtful(rq->core->db, DROP_AT_ONCE, rq->now);
	buf_printf(&rq->json, "{\"waiting\":%lld,\"doubtful\":%lld,\"dropped\":%lld,\"paused\":",
	    (long long)waiting(rq->core), (long long)outbox_count_doubtful(rq->core->db),
	    (long long)dropped);
	announcement_doubted_json(rq->core->db, &rq->json);
	buf_char(&rq->json, '}');
	log_info("restore.accepted", "actor=%s waiting=%lld dropped=%lld", rq->actor,
	    (long long)waiting(rq->core), (long long)dropped);
	core_wake(rq->core, WAKE_SEND); /* it looks whether sending is held after the commit */
	return 0;
}

const struct request_verb restored_verbs[] = {
	{ "restore.show", false, FOR(ROLE_ALL), on_show, { { NULL } } },
	{ "restore.accept", true, FOR(ROLE_ADMIN), on_accept, { REQUEST_FLAG("drop") } },
	{ .verb = NULL },
};
