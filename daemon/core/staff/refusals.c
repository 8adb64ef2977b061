/* SPDX-License-Identifier: MIT
 * See refusals.h. The hour begins with the first refusal and is the same for all. What is counted
 * is in memory: a crash can lose the number, not that there were so many. */
#include "daemon/core/staff/refusals.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/staff/request_audit.h"

#define HOUR_US 3600000000U
#define AGAIN_US 60000000U /* what could not be written waits so long */
#define ROWS_PER_HOUR \
	100 /* more than there are commands: somebody who tries each is seen doing it */
/* Accounts that are told apart in one hour. There are as many as the group of the control socket
 * has; one with numbers to spare (subuid(5)) may have thousands, which are counted together then.
 */
#define ACCOUNTS_MAX 64
#define OTHERS "other accounts"

struct account {
	char name[64];
	int rows;     /* written in this hour */
	int64_t more; /* and not written */
};

struct refusals {
	struct core *core;
	sd_event_source *timer;
	struct account all[ACCOUNTS_MAX];
	size_t count;
};

static int write_numbers(struct refusals *f, struct err *err)
{

	db_begin(f->core->db);
	for (size_t i = 0; i < f->count; i++) {
		char number[40];

		if (f->all[i].more == 0)
			continue;
		str_put(number, sizeof number, "%lld more within an hour",
		    (long long)f->all[i].more);
		(void)audit_note_add(f->core, f->all[i].name, "refused",
		    slice_of(number)); /* its number is of no use here */
	}
	return core_commit(f->core, err);
}

static bool has_numbers(const struct refusals *f)
{
	for (size_t i = 0; i < f->count; i++) {
		if (f->all[i].more > 0)
			return true;
	}
	return false;
}

static void arm(struct refusals *f, uint64_t us)
{
	if (sd_event_source_set_time_relative(f->timer, us) < 0 ||
	    sd_event_source_set_enabled(f->timer, SD_EVENT_ONESHOT) < 0)
		bug("refusals.arm", "reason=\"no timer\"");
}

static int on_timer(sd_event_source *source, uint64_t usec, void *context)
{
	struct refusals *f = context;
	struct err err = ERR_INIT;

	(void)source;
	(void)usec;
	if (has_numbers(f) && write_numbers(f, &err) < 0) {
		log_error("audit.add", "reason=\"%s\"", err.text);
		arm(f, AGAIN_US);
		return 0;
	}
	f->count = 0;
	return 0;
}

struct refusals *refusals_new(struct core *core)
{
	struct refusals *f = xcalloc(1, sizeof *f);
	int rc = sd_event_add_time_relative(core->event, &f->timer, CLOCK_MONOTONIC, 0, 0, on_timer,
	    f);

	if (rc >= 0)
		rc = sd_event_source_set_enabled(f->timer, SD_EVENT_OFF);
	if (rc < 0)
		bug("refusals.new", "code=%d", rc);
	f->core = core;
	return f;
}

void refusals_free(struct refusals *f)
{
	struct err err = ERR_INIT;

	if (f == NULL)
		return;
	if (has_numbers(f) && write_numbers(f, &err) < 0)
		log_error("audit.add", "reason=\"%s\"", err.text);
	f->timer = sd_event_source_disable_unref(f->timer);
	free(f);
}

static struct account *find(struct refusals *f, const char *name)
{
	struct account *a;

	for (size_t i = 0; i < f->count; i++) {
		if (strcmp(f->all[i].name, name) == 0)
			return &f->all[i];
	}
	if (f->count == ACCOUNTS_MAX)
		return &f->all[ACCOUNTS_MAX - 1];
	if (f->count == 0)
		arm(f, HOUR_US);
	a = &f->all[f->count++];
	*a = (struct account){ .rows = 0 };
	str_put(a->name, sizeof a->name, "%s", f->count < ACCOUNTS_MAX ? name : OTHERS);
	return a;
}

/* Is there to be a row of it? */
static bool is_written(struct refusals *f, const char *actor)
{
	struct account *a;

	if (f == NULL)
		return true; /* a test without a loop */
	a = find(f, actor);
	if (a->rows < ROWS_PER_HOUR) {
		a->rows++;
		return true;
	}
	if (a->more++ == 0)
		log_warning("request.refusals",
		    "actor=%s rows=%d reason=\"the others of this hour are only counted\"", a->name,
		    ROWS_PER_HOUR);
	return false;
}

void refusals_note(struct request *rq, const char *verb, const struct err *why)
{
	struct audit_entry entry;
	struct err err = ERR_INIT;

	if (!is_written(rq->core->refusals, rq->actor))
		return;
	log_warning("request.refused", "verb=%s actor=%s reason=\"%s\"", verb, rq->actor,
	    why->text);
	db_begin(rq->core->db);
	request_audit_refuse(rq, verb, &entry);
	if (core_commit(rq->core, &err) < 0)
		log_error("audit.add", "reason=\"%s\"", err.text);
	else
		audit_note_log(&entry);
}
