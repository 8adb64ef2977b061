/* SPDX-License-Identifier: MIT
 * Asking again and again; see watch.h. Each turn is a request of its own over a connection of
 * its own, so there is nothing to mend when the daemon is restarted in between.
 *
 * On a terminal one line is written over and over; elsewhere a line is written when something
 * changed, at most once a second, so that a log stays readable. */
#include "daemon/ctl/watch.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/ctl/client.h"
#include "daemon/ctl/output.h"
#include "daemon/ctl/present.h"
#include "daemon/ctl/progress.h"
#include "daemon/ctl/screen.h"

#define TURN_MS 200       /* five a second looks alive and costs the daemon nothing */
#define PATIENCE_MS 15000 /* longer than a restart takes */
#define LINE_MS 1000      /* between two lines where there is no terminal */
#define BAR_WIDTH 30

static int64_t monotonic_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts); /* cannot fail on Linux */
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void sleep_ms(int64_t ms)
{
	struct timespec ts = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	(void)nanosleep(&ts, NULL); /* an early end is as good */
}

/* --- an announcement ------------------------------------------------------------------------- */

struct watch {
	const struct request *r;
	size_t columns; /* of the terminal, or 0 */
	struct progress progress;
	struct buf shown; /* the last line written */
	int64_t shown_at_ms;
	char state[32];
	struct buf waits; /* why nothing goes now */
	int64_t later;    /* deliveries that are due later: tried again, or in a line */
};

static const struct {
	const char *state;
	int status; /* -1: go on watching */
	const char *hint;
} ends[] = {
	{ "scheduled", -1, NULL },
	{ "sending", -1, NULL },
	{ "done", 0, NULL },
	{ "cancelled", 1, "it was cancelled" },
	{ "paused", 1, "it is paused; \"dpupctl announce resume\" goes on" },
	{ "draft", 1, "it is a draft; \"dpupctl announce submit\" comes next" },
	{ "checked", 1, "it waits for approval; \"dpupctl announce approve\" comes next" },
	{ "approved", 1, "it has no time yet; \"dpupctl announce schedule\" comes next" },
};

static int64_t number(json_t *report, const char *name)
{
	return json_integer_value(json_object_get(report, name)); /* 0 where it is absent */
}

/* A daemon that tells none is older than this program: then the samples have to do. */
static void read_forecast(struct watch *w, json_t *report)
{
	json_t *left = json_object_get(report, "left_s");

	w->progress.is_forecast = json_is_integer(left);
	w->progress.left_s = json_integer_value(left);
	w->later = number(report, "later");
	buf_clear(&w->waits);
	buf_text(&w->waits,
	    json_is_string(json_object_get(report, "waits")) ?
	        json_string_value(json_object_get(report, "waits")) :
	        "");
}

/* Takes the numbers out of a report. False where it is not one. */
static bool read_report(struct watch *w, struct slice json, int64_t at_ms)
{
	/* What nothing more happens to by itself; the rest of `total` is on its way. */
	static const char *const finished[] = { "sent", "failed", "held", "cancelled" };
	json_error_t error;
	json_t *report = json_loadb(json.p, json.n, 0, &error);
	const char *state = json_string_value(json_object_get(report, "state"));
	int64_t sum = 0;

	if (state != NULL) {
		str_put(w->state, sizeof w->state, "%s", state);
		for (size_t i = 0; i < sizeof finished / sizeof finished[0]; i++)
			sum += number(report, finished[i]);
		progress_add(&w->progress, at_ms, number(report, "total"), sum);
		read_forecast(w, report);
	}
	json_decref(report);
	return state != NULL;
}

static void show(struct watch *w, int64_t at_ms, bool is_last)
{
	struct buf line = BUF_INIT, text = BUF_INIT;
	bool is_new;

	screen_add(&line, slice_of(w->state), SCREEN_ONE_LINE);
	buf_text(&line, w->columns > 0 ? "  " : ": ");
	if (w->columns > 0) {
		progress_bar(&w->progress, BAR_WIDTH, &line);
		buf_text(&line, "  ");
	}
	progress_text(&w->progress, &line);
	if (w->later > 0)
		buf_printf(&line, ", %lld later", (long long)w->later);
	if (w->waits.n > 0) {
		buf_text(&line, "; ");
		screen_add(&line, buf_all(&w->waits), SCREEN_ONE_LINE);
	}
	is_new = !slice_equal(buf_all(&line), buf_all(&w->shown));
	if (w->columns > 0) {
		buf_char(&text, '\r');
		buf_add(&text, line.p, screen_fit(buf_all(&line), w->columns - 1));
		buf_text(&text, is_last ? "\x1b[K\n" : "\x1b[K"); /* clear what the last one left */
	} else if (is_new && (is_last || at_ms - w->shown_at_ms >= LINE_MS)) {
		buf_printf(&text, "%s\n", line.p);
	}
	if (text.n > 0) {
		(void)output_write(&text); /* nobody looks any more; the announcement goes on */
		w->shown_at_ms = at_ms;
		buf_clear(&w->shown);
		buf_slice(&w->shown, buf_all(&line));
	}
	buf_release(&line);
	buf_release(&text);
}

/* --json: each report that differs from the last. */
static void show_json(struct watch *w, const struct buf *answer)
{
	struct buf line = BUF_INIT;

	if (slice_equal(buf_all(answer), buf_all(&w->shown)))
		return;
	buf_clear(&w->shown);
	buf_slice(&w->shown, buf_all(answer));
	buf_slice(&line, slice_trim(buf_all(answer)));
	buf_char(&line, '\n');
	(void)output_write(&line); /* as above */
	buf_release(&line);
}

/* The exit status, or -1 to go on. */
static int judge(const struct watch *w)
{
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		if (strcmp(ends[i].state, w->state) != 0)
			continue;
		if (ends[i].hint != NULL)
			output_error("%s", ends[i].hint);
		return ends[i].status;
	}
	output_error("the announcement is in a state this dpupctl does not know: %s", w->state);
	return 1;
}

static bool has_ended(const struct watch *w)
{
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		if (strcmp(ends[i].state, w->state) == 0)
			return ends[i].status >= 0;
	return true;
}

static int one_report(struct watch *w, const struct buf *answer)
{
	int64_t at_ms = monotonic_ms();

	if (!read_report(w, buf_all(answer), at_ms)) {
		output_error("the daemon's report has no state");
		return 1;
	}
	if (w->r->is_json)
		show_json(w, answer);
	else
		show(w, at_ms, has_ended(w));
	return judge(w);
}

/* Whether the daemon has been away for too long to be waited for. */
static bool is_gone(struct watch *w, int64_t *away_since_ms)
{
	int64_t now_ms = monotonic_ms();

	if (*away_since_ms == 0)
		*away_since_ms = now_ms;
	return w->progress.count == 0 || now_ms - *away_since_ms > PATIENCE_MS;
}

int watch_announcement(const struct request *r, const char *socket_path)
{
	struct watch w = {
		.r = r, .columns = output_columns(), .shown = BUF_INIT, .waits = BUF_INIT
	};
	struct request report = *r; /* borrows: the report of the same announcement */
	struct buf frame = BUF_INIT, answer = BUF_INIT;
	int64_t away_since_ms = 0;
	int status = -1, fd;

	report.verb = grammar_find("announce", "report");
	while (status < 0) {
		struct err err = ERR_INIT;

		if (request_frame(&report, 1, &frame, &fd, &err) != 0) {
			output_error("%s", err.text);
			status = 1;
			break;
		}
		switch (client_call(socket_path, &frame, fd, &answer, &err)) {
		case CLIENT_OK:
			away_since_ms = 0;
			status = one_report(&w, &answer);
			break;
		case CLIENT_REFUSED:
			output_error("%s", answer.p);
			status = 1;
			break;
		case CLIENT_UNREACHABLE:
			if (!is_gone(&w, &away_since_ms))
				break;
			output_error("%s", err.text);
			status = EX_UNAVAILABLE;
			break;
		}
		if (status < 0)
			sleep_ms(TURN_MS);
	}
	buf_release(&frame);
	buf_release(&answer);
	buf_release(&w.shown);
	buf_release(&w.waits);
	return status;
}

/* --- the status ------------------------------------------------------------------------------ */

int watch_status(const struct request *r, const char *socket_path)
{
	struct buf frame = BUF_INIT, answer = BUF_INIT, text = BUF_INIT;
	char *zone = xstrdup(output_zone()); /* showing a time changes the environment */
	int status = 0, fd;

	while (status == 0) {
		struct present how = { output_columns(), NULL, zone };
		struct err err = ERR_INIT;
		bool is_ok;

		buf_clear(&text);
		if (how.columns > 0 && !r->is_json)
			buf_text(&text, "\x1b[H\x1b[J"); /* from the top of an empty screen */
		if (request_frame(r, 1, &frame, &fd, &err) != 0 ||
		    client_call(socket_path, &frame, fd, &answer, &err) != CLIENT_OK) {
			output_error("%s", err_is_set(&err) ? err.text : answer.p);
			status = err_is_set(&err) ? EX_UNAVAILABLE : 1;
		} else if (r->is_json) {
			buf_slice(&text, slice_trim(buf_all(&answer)));
		} else if (present_json(&text, buf_all(&answer), &how, &is_ok, &err) != 0) {
			output_error("%s", err.text);
			status = 1;
		}
		buf_char(&text, '\n');
		if (status == 0 && !output_write(&text))
			status = 1;
		if (status == 0)
			sleep_ms(1000);
	}
	buf_release(&frame);
	buf_release(&answer);
	buf_release(&text);
	free(zone);
	return status;
}
