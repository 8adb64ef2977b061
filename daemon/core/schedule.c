/* SPDX-License-Identifier: MIT
 * The schedule; see schedule.h. Everything it does is decided by rows and `now`, each step in one
 * transaction that also moves the row past it: a step that was cut off by a crash is done again as
 * a whole, one that was committed never. A clock set forward makes each row due once, when it has
 * stood for a while; set back, it makes nothing due again, and what waits is taken back with it
 * (clock_step.h). */
#include "daemon/core/schedule.h"

#include <stdlib.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/announcements/announcement_mail.h"
#include "daemon/core/announcements/approving.h"
#include "daemon/core/announcements/digest_mail.h"
#include "daemon/core/announcements/name_removal.h"
#include "daemon/core/announcements/tip_digest.h"
#include "daemon/core/clock_step.h"
#include "daemon/core/conversation/question.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/inbound/inbound_wait.h"
#include "daemon/core/letters/budget.h"
#include "daemon/core/letters/sending_hours.h"
#include "daemon/core/loop/restored.h"
#include "daemon/core/meetings/convenor_mail.h"
#include "daemon/core/meetings/invitation.h"
#include "daemon/core/meetings/meeting_notes.h"
#include "daemon/core/meetings/office_mail.h"
#include "daemon/core/meetings/reminder_mail.h"
#include "daemon/core/meetings/series_making.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/outbox/relay_rate.h"
#include "daemon/core/outbox/throughput.h"
#include "daemon/core/people/erase.h"
#include "daemon/core/people/pause_end.h"
#include "daemon/core/people/retention.h"
#include "daemon/core/people/returned.h"
#include "daemon/core/people/shown_wording.h"
#include "daemon/core/people/undelivered.h"
#include "daemon/core/people/yearly_mail.h"
#include "daemon/core/sending/sender_pool.h"
#include "subscribers/digest.h"
#include "subscribers/ledger.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/proposal.h"
#include "subscribers/reminder.h"
#include "subscribers/score.h"
#include "subscribers/subscription.h"
#include "subscribers/tip.h"

#define LOOK_AGAIN_S 60   /* a bound for what no timer foresaw */
#define WHILE_SENDING_S 1 /* how soon "done" is noticed */
#define STORE_RETRY_S 2   /* a full disk: try again */
#define HOUSEKEEPING_S 600
#define LAPSE_PER_RUN 500                   /* rows of one transaction */
#define SCORE_KEEP_S (400 * INT64_C(86400)) /* refusals: a year of a quarterly list */

struct schedule {
	struct core *core;
	sd_event_source *timer;
	sd_event_source *clock_guard; /* of a clock that nobody sets: one that was set keeps `timer`
	                                 from ringing in time */
	int64_t housekept_at;
	bool is_filled; /* the places of the meetings, since the start; up to this one */
	int64_t filled_to;
};

/* --- announcements --- */

/* What was due while the daemon was stopped, or the configuration changed: the window is looked at
 * again when it begins. */
static bool must_wait(struct core *core, const struct announcement *a, const struct list *list,
    int64_t now)
{
	int64_t next = a->is_urgent ? now : sending_hours_next(core, list, now);

	if (next <= now || a->state != ANNOUNCEMENT_SCHEDULED)
		return false;
	announcement_postpone(core->db, a->id, next);
	log_info("announcement.waits", "id=%lld until=%lld", (long long)a->id, (long long)next);
	return true;
}

/* Nobody has got it, and staff make another. The tips of a digest go with the next. */
static void set_aside(struct core *core, struct announcement *a, const char *why, int64_t now)
{
	char reason[ERR_TEXT_MAX + sizeof ANNOUNCEMENT_NOT_MADE];

	str_put(reason, sizeof reason, ANNOUNCEMENT_NOT_MADE "%s", why);
	log_error("announcement.compile", "id=%lld reason=\"%s\"", (long long)a->id, why);
	if (announcement_move(core->db, a, ANNOUNCEMENT_CANCELLED, reason, 0, now))
		tip_give_back(core->db, a->id);
}

/* Its start was refused as a whole: on its own it would be tried at each turn, and those behind it
 * never. A store that takes nothing takes it later. */
static void set_refused_aside(struct core *core, int64_t id, const struct err *why, int64_t now)
{
	struct announcement a;
	struct err err = ERR_INIT;

	log_error("announcement.start", "id=%lld reason=\"%s\"", (long long)id, why->text);
	if (why->kind == ERR_TEMP)
		return;
	announcement_init(&a);
	db_begin(core->db);
	if (announcement_get(core->db, id, &a))
		set_aside(core, &a, why->text, now);
	if (core_commit(core, &err) < 0)
		log_error("announcement.aside", "id=%lld reason=\"%s\"", (long long)id, err.text);
	announcement_release(&a);
}

/* What is not what was approved any more goes back. An announcement that cannot be composed any
 * more (a template, an image is gone) is cancelled with its reason. */
static void start_one(struct schedule *s, int64_t id, int64_t now)
{
	struct core *core = s->core;
	struct announcement a;
	struct list list;
	struct buf master = BUF_INIT, text = BUF_INIT;
	struct err err = ERR_INIT;

	announcement_init(&a);
	db_begin(core->db);
	if (announcement_get(core->db, id, &a) && list_get(core->db, a.list_id, &list) &&
	    !must_wait(core, &a, &list, now) && approving_stands(core, &a, &list, now, &err) &&
	    announcement_move(core->db, &a, ANNOUNCEMENT_SENDING, NULL, 0, now)) {
		if (announcement_mail_compile(core, &a, &list, now, &master, &err) == 0 &&
		    announcement_mail_compile_text(core, &a, &list, now, &text, &err) == 0) {
			announcement_set_master(core->db, id, buf_all(&master), buf_all(&text));
		} else {
			set_aside(core, &a, err.text, now);
		}
	}
	err_clear(&err);
	if (core_commit(core, &err) < 0)
		set_refused_aside(core, id, &err, now);
	announcement_release(&a);
	buf_release(&master);
	buf_release(&text);
}

#define IDS_PER_CHUNK 10 /* looked at for each that may be made: few are of a narrow audience */

/* Of an announcement with an audience. True where there is no more; an audience that has lost its
 * meaning (a meeting it names is gone) pauses it with the reason. */
static bool expand_audience(struct schedule *s, struct announcement *a, int64_t *cursor,
    int64_t now)
{
	struct core *core = s->core;
	int64_t last = subscription_last_member(core->db, a->list_id);
	struct err err = ERR_INIT;
	struct audience audience;
	struct list list;

	audience_init(&audience);
	if (!list_get(core->db, a->list_id, &list) ||
	    audience_parse(buf_all(&a->audience), &audience, &err) < 0 ||
	    audience_resolve(core->db, &audience, &list, &err) < 0) {
		log_error("announcement.audience", "id=%lld reason=\"%s\"", (long long)a->id,
		    err.text);
		(void)announcement_move(core->db, a, ANNOUNCEMENT_PAUSED, err.text, 0, now);
	} else {
		(void)outbox_expand_audience(core->db, a->id, &audience, a->started_at,
		    core->conf.sending.chunk * IDS_PER_CHUNK, last, cursor, now);
	}
	audience_release(&audience);
	return *cursor >= last;
}

/* One chunk; the rest waits for the next turn, so that deliveries flow meanwhile. */
static void expand_one(struct schedule *s, int64_t id, int64_t now)
{
	struct core *core = s->core;
	struct announcement a;
	struct err err = ERR_INIT;
	int64_t cursor;
	bool is_done;

	announcement_init(&a);
	db_begin(core->db);
	if (announcement_get(core->db, id, &a)) {
		cursor = a.expanded_to;
		is_done = a.audience.n > 0 ? expand_audience(s, &a, &cursor, now) :
		                             outbox_expand(core->db, id, a.list_id, a.started_at,
		                                 core->conf.sending.chunk, &cursor, now) == 0;
		announcement_set_progress(core->db, id, cursor, is_done);
	}
	if (core_commit(core, &err) == 0)
		core_wake(core, WAKE_SEND);
	announcement_release(&a);
	core_wake(s->core, WAKE_CLOCK);
}

/* Moves on what was paused or cancelled lazily, and closes what is sent. True while something is
 * being sent. */
static bool follow_sending(struct schedule *s, int64_t now)
{
	struct core *core = s->core;
	struct announcement a;
	struct err err = ERR_INIT;
	bool is_sending = false;

	announcement_init(&a);
	for (int64_t id = announcement_expanded_after(core->db, 0); id != 0;
	     id = announcement_expanded_after(core->db, id)) {
		db_begin(core->db);
		if (outbox_resume(core->db, id, core->conf.sending.chunk, now) > 0)
			core_wake(s->core, WAKE_CLOCK);
		if (outbox_open_count(core->db, id) == 0 && announcement_get(core->db, id, &a))
			(void)announcement_move(core->db, &a, ANNOUNCEMENT_DONE, NULL, 0, now);
		else
			is_sending = true;
		(void)core_commit(core, &err); /* the next turn looks again */
	}
	announcement_release(&a);
	return is_sending;
}

static bool run_announcements(struct schedule *s, int64_t now)
{
	int64_t id = clock_seen_is_unsettled(s->core, now) ? 0 : announcement_due(s->core->db, now);

	if (id != 0) {
		start_one(s, id, now);
		core_wake(s->core, WAKE_CLOCK);
	}
	id = announcement_expanding(s->core->db);
	if (id != 0) {
		expand_one(s, id, now);
		return true;
	}
	return follow_sending(s, now);
}

/* --- reminders --- */

static bool fire_one(struct schedule *s, const struct reminder *r, int64_t now)
{
	struct setback_key key = { "reminder", r->meeting_id, r->offset_s };

	if (setback_waits(&s->core->setbacks, key, now))
		return false;
	db_begin(s->core->db);
	reminder_mail_fire(s->core, r);
	return core_step(s->core, key);
}

/* True where there may be another. */
static bool run_reminders(struct schedule *s, int64_t now)
{
	struct reminder r = { 0 };

	while (reminder_next_due(s->core->db, now, &r)) {
		if (fire_one(s, &r, now))
			return true;
	}
	return false;
}

/* --- what lapses --- */

/* On its own: a question that cannot be asked must not keep what is to be forgotten. */
static void remind_questions(struct core *core, int64_t now)
{
	struct setback_key key = { "question", 0, 0 };

	if (setback_waits(&core->setbacks, key, now))
		return;
	db_begin(core->db);
	(void)question_remind(core, LAPSE_PER_RUN);
	(void)core_step(core, key); /* it is done, or told of and comes again */
}

/* What no backup that may be brought back is older than. */
static void forget_acts(struct core *core, int64_t now)
{
	struct err err = ERR_INIT;

	if (core->ledger != NULL && !core->conf.privacy.legal_hold &&
	    ledger_forget(core->ledger, now - core->conf.privacy.ledger_days * INT64_C(86400), now,
	        &err) < 0)
		log_error("ledger.forget", "reason=\"%s\"", err.text);
}

/* What is old is forgotten, in a transaction; how many rows. */
static int64_t forget(struct core *core, int64_t now)
{
	int64_t forgotten = retention_chunk(core, now);

	restored_forget(core->db, now - core->conf.privacy.ledger_days * INT64_C(86400));
	relay_rate_forget(core->db, now);
	throughput_forget(core->db, now);
	budget_forget(core->db, now);
	shown_wording_forget(core->db, now);
	tip_forget(core->db, now - core->conf.privacy.delivery_days * INT64_C(86400));
	proposal_lapse(core->db, now - core->conf.privacy.unconfirmed_days * INT64_C(86400));
	meeting_notes_lapse(core, now - core->conf.privacy.unconfirmed_days * INT64_C(86400), now);
	return forgotten + score_forget(core->db, now - SCORE_KEEP_S, LAPSE_PER_RUN);
}

static void keep_house(struct schedule *s, int64_t now)
{
	struct core *core = s->core;
	struct err err = ERR_INIT;
	bool is_doubted = clock_seen_is_doubted(core, now);
	int64_t forgotten;

	if (s->housekept_at != 0 && now - s->housekept_at < HOUSEKEEPING_S &&
	    now >= s->housekept_at)
		return;
	s->housekept_at = now;
	token_key_age(&core->key, now);
	setback_age(&core->setbacks, now);
	db_begin(core->db);
	forgotten = is_doubted ? 0 : forget(core, now);
	name_removal_turn(core);
	clock_step_keep(core);
	if (core_commit(core, &err) < 0) {
		log_error("schedule.house", "reason=\"%s\"", err.text);
	} else if (forgotten > 0) {
		log_info("schedule.disposed", "rows=%lld", (long long)forgotten);
		s->housekept_at = 0; /* there may be more: the next turn */
		core_wake(s->core, WAKE_CLOCK);
	}
	if (!is_doubted) {
		remind_questions(core, now);
		forget_acts(core, now);
		yearly_mail_turn(core, now);
	}
	db_checkpoint(core->db);
}

/* --- the timer --- */

static int on_timer(sd_event_source *source, uint64_t usec, void *context)
{
	struct schedule *s = context;

	(void)source;
	(void)usec;
	core_wake(s->core, WAKE_READ | WAKE_CLOCK | WAKE_SEND);
	return 0;
}

static int on_clock_guard(sd_event_source *source, uint64_t usec, void *context)
{
	struct schedule *s = context;
	int rc = sd_event_source_set_time_relative(source, LOOK_AGAIN_S * UINT64_C(1000000));

	(void)usec;
	if (rc >= 0)
		rc = sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
	if (rc < 0)
		bug("schedule.guard", "code=%d", rc);
	if (core_now(s->core) < s->core->clock.newest ||
	    clock_seen_has_moved(s->core, core_now(s->core)))
		core_wake(s->core, WAKE_CLOCK);
	return 0;
}

static void sooner(int64_t *at, int64_t candidate)
{
	if (candidate > 0 && candidate < *at)
		*at = candidate;
}

/* What begins because its time has come. */
static void sooner_by_calendar(struct core *core, int64_t now, int64_t *at)
{
	int64_t made = series_making_next_at(core);

	sooner(at, announcement_next_at(core->db));
	/* What is due already was refused: it waits for its setback. */
	sooner(at, reminder_next_at(core->db, now));
	sooner(at, meeting_list_next_at(core->db, now));
	sooner(at, pause_end_next_at(core, now));
	sooner(at, digest_next_at(core->db));
	if (made > now) /* likewise */
		sooner(at, made);
}

static void set_timer(struct schedule *s, int64_t now, bool is_sending)
{
	struct core *core = s->core;
	int64_t at = now + (is_sending ? WHILE_SENDING_S : LOOK_AGAIN_S),
	        queued = outbox_next_at(core->db);
	int rc;

	if (!clock_seen_is_unsettled(core, now))
		sooner_by_calendar(core, now, &at);
	if (!clock_seen_is_doubted(core, now))
		sooner(&at, score_next_at(core->db));
	sooner(&at, clock_seen_next_at(core, now));
	sooner(&at, inbound_next_at(core->db));
	sooner(&at, setback_next_at(&core->setbacks, now));
	if (queued > now) /* what is due already is the senders' to wait for */
		sooner(&at, queued);
	sooner(&at, sender_pool_next_at(core->senders));
	if (core->store_error[0] != '\0')
		sooner(&at, now + STORE_RETRY_S);
	if (at <= now)
		at = now + 1;
	rc = sd_event_source_set_time(s->timer, (uint64_t)at * 1000000);
	if (rc >= 0)
		rc = sd_event_source_set_enabled(s->timer, SD_EVENT_ONESHOT);
	if (rc < 0)
		bug("schedule.timer", "code=%d", rc);
}

/* The same: but for announcements, whose part is to go on with those that have begun. */
static void run_calendar(struct schedule *s, int64_t now)
{
	struct core *core = s->core;
	bool has_more = series_turn(core, now);

	has_more = pause_end_turn(core, now) || has_more;
	has_more = convenor_mail_turn(core, now) || has_more;
	has_more = tip_digest_turn(core, now) || has_more;
	has_more = run_reminders(s, now) || has_more;
	has_more = digest_mail_turn(core, now) || has_more;
	if (has_more)
		core_wake(s->core, WAKE_CLOCK);
}

void schedule_turn(struct schedule *s)
{
	int64_t now = core_now(s->core);
	bool is_sending;

	if ((!core_is_woken(s->core, WAKE_CLOCK) && !clock_seen_has_moved(s->core, now)) ||
	    s->core->is_stopping)
		return;
	(void)core_take_wake(s->core, WAKE_CLOCK); /* it looks, woken or moved */
	if (core_take_wake(s->core, WAKE_HOUSE))
		s->housekept_at = 0;
	clock_step_look(s->core, now);
	if (office_mail_turn(s->core, now)) /* before what is forgotten is erased */
		core_wake(s->core, WAKE_CLOCK);
	is_sending = run_announcements(s, now);
	is_sending = erase_turn(s->core) || is_sending;
	if (!s->is_filled)
		s->is_filled = invitation_fill_turn(s->core, &s->filled_to, now);
	if (invitation_turn(s->core, now))
		core_wake(s->core, WAKE_CLOCK);
	if (!clock_seen_is_unsettled(s->core, now))
		run_calendar(s, now);
	if (returned_turn(s->core, now))
		core_wake(s->core, WAKE_CLOCK);
	if (!clock_seen_is_doubted(s->core, now) && undelivered_turn(s->core, now))
		core_wake(s->core, WAKE_CLOCK);
	keep_house(s, now);
	/* A store that takes nothing would be tried without a rest: the timer's next turn is soon.
	 */
	if (s->core->store_error[0] != '\0')
		(void)core_take_wake(s->core, WAKE_CLOCK); /* it does not look again */
	set_timer(s, now, is_sending);
}

struct schedule *schedule_new(struct core *core)
{
	struct schedule *s = xcalloc(1, sizeof *s);
	int rc;

	s->core = core;
	rc = sd_event_add_time(core->event, &s->timer, CLOCK_REALTIME, UINT64_MAX, 50000, on_timer,
	    s);
	if (rc >= 0)
		rc = sd_event_add_time_relative(core->event, &s->clock_guard, CLOCK_BOOTTIME,
		    LOOK_AGAIN_S * UINT64_C(1000000), 1000000, on_clock_guard, s);
	if (rc < 0)
		bug("schedule.new", "code=%d", rc);
	core_wake(core, WAKE_CLOCK);
	return s;
}

void schedule_free(struct schedule *s)
{
	if (s == NULL)
		return;
	s->timer = sd_event_source_disable_unref(s->timer);
	s->clock_guard = sd_event_source_disable_unref(s->clock_guard);
	free(s);
}
