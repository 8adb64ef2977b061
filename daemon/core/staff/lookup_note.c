/* SPDX-License-Identifier: MIT
 * See lookup_note.h. What waits is in memory for a second at most: a crash can lose that second,
 * and the system's log has the verb and the account of each all the same. Never reads what it
 * wrote. */
#include "daemon/core/staff/lookup_note.h"

#include <stdlib.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/staff/request_audit.h"
#include "subscribers/lookup.h"

#define WAITING_MAX \
	4096 /* more in a second is written at once; more that cannot be written is refused */
#define WAIT_US 1000000

struct entry {
	char actor[64], verb[32];
	char *object;
	int64_t at;
};

struct lookup_note {
	struct core *core;
	sd_event_source *timer;
	struct entry waiting[WAITING_MAX];
	size_t count;
	int64_t written_at;
};

static int write_all(struct lookup_note *w, int64_t now, struct err *err)
{
	if (w->count == 0)
		return 0;
	db_begin(w->core->db);
	for (size_t i = 0; i < w->count; i++)
		lookup_add(w->core->db, w->waiting[i].actor, w->waiting[i].verb,
		    slice_of(w->waiting[i].object), w->waiting[i].at);
	if (core_commit(w->core, err) < 0)
		return -1;
	for (size_t i = 0; i < w->count; i++)
		free(w->waiting[i].object);
	w->count = 0;
	w->written_at = now;
	return 0;
}

static void arm(struct lookup_note *w)
{
	if (sd_event_source_set_time_relative(w->timer, WAIT_US) < 0 ||
	    sd_event_source_set_enabled(w->timer, SD_EVENT_ONESHOT) < 0)
		bug("lookup.arm", "reason=\"no timer\"");
}

static int on_timer(sd_event_source *source, uint64_t usec, void *context)
{
	struct lookup_note *w = context;
	struct err err = ERR_INIT;

	(void)source;
	(void)usec;
	if (write_all(w, core_now(w->core), &err) < 0) {
		log_error("lookup.write", "waiting=%zu reason=\"%s\"", w->count, err.text);
		arm(w);
	}
	return 0;
}

struct lookup_note *lookup_note_new(struct core *core)
{
	struct lookup_note *w = xcalloc(1, sizeof *w);
	int rc = sd_event_add_time_relative(core->event, &w->timer, CLOCK_MONOTONIC, 0, 0, on_timer,
	    w);

	if (rc >= 0)
		rc = sd_event_source_set_enabled(w->timer, SD_EVENT_OFF);
	if (rc < 0)
		bug("lookup.new", "code=%d", rc);
	w->core = core;
	return w;
}

void lookup_note_free(struct lookup_note *w)
{
	struct err err = ERR_INIT;

	if (w == NULL)
		return;
	if (write_all(w, 0, &err) < 0)
		log_error("lookup.write", "lost=%zu reason=\"%s\"", w->count, err.text);
	for (size_t i = 0; i < w->count; i++)
		free(w->waiting[i].object);
	w->timer = sd_event_source_disable_unref(w->timer);
	free(w);
}

int lookup_note_add(struct request *rq, const char *verb, struct err *err)
{
	struct lookup_note *w = rq->core->lookup_note;
	struct buf object = BUF_INIT;
	struct entry *e;

	if (w == NULL)
		return 0; /* a test without a loop */
	if (w->count == WAITING_MAX && write_all(w, rq->now, err) < 0)
		return err_context(err,
		    "who looks at what is held about people must be written down");
	e = &w->waiting[w->count++];
	str_put(e->actor, sizeof e->actor, "%s", rq->actor);
	str_put(e->verb, sizeof e->verb, "%s", verb);
	request_audit_object(rq, &object);
	e->object = slice_dup(buf_all(&object));
	e->at = rq->now;
	buf_release(&object);
	/* Cannot write now: it waits, like those of the same second. */
	if (w->written_at == rq->now || write_all(w, rq->now, NULL) < 0)
		arm(w);
	return 0;
}
