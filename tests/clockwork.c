/* SPDX-License-Identifier: MIT
 * A clock to turn by hand; see clockwork.h. The functions of sd-event and of the senders that core
 * calls are defined here, before the library's: the linker takes the first. Time moves from one
 * moment that a row or the schedule's timer names to the next, so that nothing is late by the step.
 */
#include "tests/clockwork.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/core/meetings/series_making.h"
#include "daemon/core/schedule.h"
#include "daemon/core/sending/sender_pool.h"
#include "daemon/core/start.h"
#include "daemon/mail/template_shelf.h"
#include "daemon/time/words.h"
#include "subscribers/convenor.h"
#include "subscribers/ledger.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/reminder.h"
#include "subscribers/series.h"
#include "subscribers/subscription.h"

#define LOOK_AGAIN_S 60     /* the schedule's own; skipped where no row is due */
#define STRIDE_S (6 * 3600) /* housekeeping need not be to the minute */
#define TURNS_MAX 100000    /* of one moment: more is a loop that does not end */

static struct {
	int64_t now, alarm;
	int64_t ahead_s; /* of the clock that nobody sets */
	bool is_woken;
	char turn, timer, guard; /* whose addresses stand for the sources */
	sd_event_time_handler_t on_guard;
	void *guarded;
} clock_state;

static sd_event_source *source_of(char *it)
{
	return (sd_event_source *)(void *)it;
}

/* --- what core calls ------------------------------------------------------------------------- */

int sd_event_now(sd_event *event, clockid_t clock, uint64_t *usec)
{
	(void)event;
	*usec = (uint64_t)(clock_state.now - (clock == CLOCK_BOOTTIME ? clock_state.ahead_s : 0)) *
	    1000000;
	return 0;
}

int sd_event_add_time(sd_event *event, sd_event_source **source, clockid_t clock, uint64_t usec,
    uint64_t accuracy, sd_event_time_handler_t callback, void *context)
{
	(void)event;
	(void)clock;
	(void)usec;
	(void)accuracy;
	(void)callback;
	(void)context;
	*source = source_of(&clock_state.timer);
	return 0;
}

int sd_event_add_time_relative(sd_event *event, sd_event_source **source, clockid_t clock,
    uint64_t usec, uint64_t accuracy, sd_event_time_handler_t callback, void *context)
{
	(void)usec;
	(void)accuracy;
	(void)event;
	(void)clock;
	clock_state.on_guard = callback;
	clock_state.guarded = context;
	*source = source_of(&clock_state.guard);
	return 0;
}

int sd_event_source_set_time_relative(sd_event_source *source, uint64_t usec)
{
	(void)source;
	(void)usec;
	return 0;
}

int sd_event_source_set_time(sd_event_source *source, uint64_t usec)
{
	(void)source;
	clock_state.alarm = (int64_t)(usec / 1000000);
	return 0;
}

int sd_event_source_set_enabled(sd_event_source *source, int mode)
{
	(void)mode;
	if (source == source_of(&clock_state.turn))
		clock_state.is_woken = true;
	return 0;
}

sd_event_source *sd_event_source_disable_unref(sd_event_source *source)
{
	(void)source;
	return NULL;
}

void sender_pool_turn(struct sender_pool *pool)
{
	(void)pool;
}
int64_t sender_pool_next_at(const struct sender_pool *pool)
{
	(void)pool;
	return 0;
}
void sender_pool_json(const struct sender_pool *pool, struct buf *out)
{
	(void)pool;
	(void)out;
}
bool sender_pool_is_well(const struct sender_pool *pool, struct buf *why)
{
	(void)pool;
	(void)why;
	return true;
}
bool sender_pool_waits(const struct sender_pool *pool, struct buf *why)
{
	(void)pool;
	(void)why;
	return false;
}
void sender_pool_set_back(struct sender_pool *pool, const struct clock_back *back)
{
	(void)pool;
	(void)back;
}

/* --- starting and stopping ------------------------------------------------------------------- */

static void must(bool is_well, const char *what, const struct err *err)
{
	if (is_well)
		return;
	(void)fprintf(stderr, "clockwork: %s: %s\n", what, err != NULL ? err->text : "");
	exit(EX_SOFTWARE);
}

static void configure(struct clockwork *w)
{
	char path[PATH_MAX], here[PATH_MAX];
	struct conf_report report;
	FILE *f;

	must(getcwd(here, sizeof here) != NULL, "the folder", NULL);
	(void)snprintf(path, sizeof path, "%s/dpupd.conf", w->folder);
	f = fopen(path, "w");
	must(f != NULL, path, NULL);
	(void)fprintf(f,
	    "identity = { organisation = \"Example Agency\"; address = \"dpup@example.govt.nz\";"
	    " human = \"staff@example.govt.nz\"; postal = \"PO Box 1, Wellington 6140\"; };\n"
	    "store = { path = \"dpupd.db\"; };\ninboxes = ( { kind = \"maildir\"; path = \"Maildir\"; } );\n"
	    "templates = { path = \"%s/templates\"; };\n",
	    here);
	must(fclose(f) == 0 && chmod(path, 0600) == 0, path, NULL);
	conf_report_init(&report);
	if (conf_load(path, &w->core.conf, &report) < 0) {
		(void)fprintf(stderr, "%s\n", report.errors.p);
		exit(EX_CONFIG);
	}
	conf_report_release(&report);
}

static void open_core(struct clockwork *w)
{
	struct err err = ERR_INIT;

	must(start_take_identity(&w->core, &err) == 0, "the identity", &err);
	must(start_open_store(&w->core, clock_state.now, &err) == 0, "the store", &err);
	w->core.turn = source_of(&clock_state.turn);
	w->core.schedule = schedule_new(&w->core);
	clock_state.is_woken = true;
}

static void close_core(struct clockwork *w)
{
	schedule_free(w->core.schedule);
	ledger_free(w->core.ledger);
	db_close(w->core.db);
	incarnations_release(&w->core.lives);
}

void clockwork_start(struct clockwork *w, int64_t now)
{
	const char *tmp = getenv("BENCH_DIR");

	memset(w, 0, sizeof *w);
	log_set_level(LOG_LEVEL_ERROR);
	clock_state.now = now;
	(void)snprintf(w->folder, sizeof w->folder, "%.40s/dpupd-clock-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	must(mkdtemp(w->folder) != NULL, w->folder, NULL);
	configure(w);
	open_core(w);
}

void clockwork_restart(struct clockwork *w, int64_t now)
{
	close_core(w);
	clock_state.now = now;
	open_core(w);
}

void clockwork_stop(struct clockwork *w)
{
	DIR *d;
	const struct dirent *e;
	char path[512];

	close_core(w);
	command_words_free(w->core.words);
	template_shelf_free(w->core.templates);
	conf_release(&w->core.conf);
	d = opendir(w->folder);
	must(d != NULL, w->folder, NULL);
	while ((e = readdir(d)) != NULL) {
		(void)snprintf(path, sizeof path, "%s/%s", w->folder, e->d_name);
		(void)unlink(path); /* "." and ".." stay */
	}
	(void)closedir(d);
	must(rmdir(w->folder) == 0, w->folder, NULL);
}

/* --- time ------------------------------------------------------------------------------------ */

void clockwork_set(int64_t now)
{
	clock_state.now = now;
}

void clockwork_step(int64_t by_s)
{
	clock_state.now += by_s;
	clock_state.ahead_s += by_s;
}

void clockwork_ring_guard(void)
{
	must(clock_state.on_guard(source_of(&clock_state.guard), 0, clock_state.guarded) == 0,
	    "the guard", NULL);
}

int64_t clockwork_now(void)
{
	return clock_state.now;
}

/* The next moment of a row, at most a stride ahead. */
static int64_t next_moment(struct clockwork *w)
{
	int64_t now = clock_state.now, at = now + STRIDE_S;
	int64_t rows[] = { reminder_next_at(w->core.db, now), meeting_list_next_at(w->core.db, now),
		series_making_next_at(&w->core) };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (rows[i] > now && rows[i] < at)
			at = rows[i];
	}
	return clock_state.alarm < now + LOOK_AGAIN_S && clock_state.alarm > now ?
	    clock_state.alarm :
	    at;
}

void clockwork_run(struct clockwork *w, int64_t until,
    void (*on_turn)(struct clockwork *w, void *context), void *context)
{
	while (clock_state.now < until) {
		int turns = 0;

		core_wake(&w->core, WAKE_CLOCK);
		while (clock_state.is_woken) {
			clock_state.is_woken = false;
			schedule_turn(w->core.schedule);
			if (w->on_step != NULL)
				w->on_step(w, context);
			must(++turns < TURNS_MAX, "the schedule does not come to rest", NULL);
		}
		on_turn(w, context);
		clock_state.now = next_moment(w);
	}
	clock_state.now = until;
}

/* --- what there is --------------------------------------------------------------------------- */

void clockwork_commit(struct clockwork *w)
{
	struct err err = ERR_INIT;

	must(db_commit(w->core.db, &err) == 0, "the transaction", &err);
}

int64_t clockwork_community(struct clockwork *w, const char *slug, const char *region,
    const char *zone, const char *convenor)
{
	struct list_input in = { .kind = LIST_COMMUNITY,
		.slug = slice_of(slug),
		.name = slice_of(slug),
		.purpose = slice_of("To meet."),
		.region = slice_of(region),
		.timezone = slice_of(zone) };
	struct convenors leads;
	struct err err = ERR_INIT;
	int64_t id;

	must(convenors_parse(slice_of(convenor), &leads, &err), convenor, &err);

	db_begin(w->core.db);
	id = list_add(w->core.db, &in, clock_state.now);
	convenors_set(w->core.db, (struct led){ .list_id = id }, &leads);
	clockwork_commit(w);
	return id;
}

void clockwork_member(struct clockwork *w, int64_t list_id, const char *address)
{
	struct evidence e = core_evidence(&w->core, "email");
	struct subscriber who;
	struct subscription n;
	struct address a;
	struct err err = ERR_INIT;

	must(address_parse(slice_of(address), &a, &err), address, &err);
	db_begin(w->core.db);
	must(subscriber_get(w->core.db,
	         subscriber_ensure(w->core.db, &w->core.key, &a, clock_state.now), &who),
	    address, NULL);
	(void)subscription_ask(w->core.db, &who, list_id, slice_of("words"), &e, &n);
	must(subscription_give(w->core.db, &who, list_id, slice_of("words"), &e), address, NULL);
	clockwork_commit(w);
}

int64_t clockwork_series(struct clockwork *w, int64_t list_id, const char *start, const char *rule,
    enum recur_holidays holidays)
{
	struct series s = { .list_id = list_id, .length_s = 3600, .holidays = holidays };
	struct list list;
	struct err err = ERR_INIT;
	int64_t at, id;

	must(list_get(w->core.db, list_id, &list), "the list", NULL);
	(void)snprintf(s.title, sizeof s.title, "Hui");
	(void)snprintf(s.rule, sizeof s.rule, "%s", rule);
	(void)snprintf(s.timezone, sizeof s.timezone, "%s", list.timezone);
	must(words_parse_time(slice_of(start), list.timezone, clock_state.now, &at, &err), start,
	    &err);
	zone_local(list.timezone, at, &s.first);
	s.cursor = recur_begin(&(struct recur_plan){ .first = s.first });
	db_begin(w->core.db);
	id = series_add(w->core.db, &s, SLICE_NONE, at, clock_state.now);
	clockwork_commit(w);
	core_wake(&w->core, WAKE_CLOCK);
	return id;
}
