/* SPDX-License-Identifier: MIT
 * See import.h. The file is read twice: first to the end, so that what cannot be read at all is
 * told before anybody gets mail; then a stretch of rows at a time (stretch.h), in batches that fit
 * a frame. The daemon says how far the same file was brought before, and goes on there; nothing is
 * remembered here. */
#include "daemon/ctl/import.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/wire.h"
#include "daemon/common/xmalloc.h"
#include "daemon/ctl/client.h"
#include "daemon/ctl/output.h"
#include "daemon/ctl/people.h"
#include "daemon/ctl/present.h"
#include "daemon/ctl/progress.h"
#include "daemon/ctl/screen.h"
#include "daemon/ctl/seen.h"
#include "daemon/ctl/stretch.h"

#define BATCH_ROWS 400 /* some 20 ms of the daemon's time: others are served in between */
#define SHOWN_MAX 200  /* rows of a dry run; --json has all */
#define BAR_WIDTH 24
#define BAR_EVERY_MS 200

/* In the order of the daemon's letters. */
static const char *const outcomes[] = { "new", "added", "changed", "same", "left", "suppressed",
	"duplicate", "refused" };
#define OUTCOMES (sizeof outcomes / sizeof outcomes[0])
#define REFUSED (OUTCOMES - 1)

struct import {
	const struct request *r;
	const char *path, *socket_path, *list, *source;
	bool is_dry, is_bar;
	int64_t id, total, done; /* rows: of the file, and behind us */
	int64_t behind;          /* of those, still to be passed over */
	int64_t counts[OUTCOMES];
	const char *place_word;
	char *when; /* the invitations begin to go; NULL: at once */
	struct seen seen;
	struct stretch stretch;
	struct buf rows;                /* of the batch */
	size_t batch_from, batch_count; /* in the order of the stretch */
	struct progress progress;
	int64_t shown_ms;
	size_t shown; /* rows written to stdout */
	int status;
};

static volatile sig_atomic_t is_interrupted;

static void on_interrupt(int number)
{
	(void)number;
	is_interrupted = 1;
}

/* --- showing --- */

static int64_t monotonic_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts); /* cannot fail on Linux */
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void clear_bar(const struct import *im)
{
	if (im->is_bar)
		(void)fputs("\r\x1b[K", stderr); /* the terminal was there just now */
}

static void show_bar(struct import *im)
{
	struct buf line = BUF_INIT;
	int64_t now_ms = monotonic_ms();

	progress_add(&im->progress, now_ms, im->total, im->done);
	if (!im->is_bar || now_ms - im->shown_ms < BAR_EVERY_MS)
		return;
	im->shown_ms = now_ms;
	progress_bar(&im->progress, BAR_WIDTH, &line);
	buf_text(&line, "  ");
	progress_text(&im->progress, &line);
	clear_bar(im);
	(void)fputs(line.p, stderr);
	(void)fflush(stderr);
	buf_release(&line);
}

static void write_out(struct import *im, const struct buf *text)
{
	if (output_write(text))
		return;
	output_error("the answer could not be written: %m");
	im->status = 1;
}

static void show_row_json(struct import *im, const struct stretch_row *row, size_t outcome)
{
	struct slice address = stretch_address(&im->stretch, row);
	json_t *object = json_object();
	struct buf text = BUF_INIT;
	char *dump;

	json_put(object, im->place_word, json_integer(row->place));
	if (im->is_dry) /* not UTF-8: left out */
		json_put(object, "address",
		    json_stringn(address.n > 0 ? address.p : "", address.n));
	json_put(object, "outcome", json_string(outcomes[outcome]));
	if (row->why != NULL)
		json_put(object, "reason", json_string(row->why));
	dump = json_dumps(object, JSON_COMPACT);
	buf_printf(&text, "%s%s", im->shown++ > 0 ? ",\n" : "", dump != NULL ? dump : "{}");
	write_out(im, &text);
	free(dump);
	json_decref(object);
	buf_release(&text);
}

/* Of each refused row why; of a dry run also what would happen to those it would change. */
static void show_row(struct import *im, const struct stretch_row *row)
{
	size_t outcome = (size_t)(row->outcome - 'a');
	struct buf text = BUF_INIT;

	if (im->r->is_json) {
		if (im->is_dry || outcome == REFUSED)
			show_row_json(im, row, outcome);
		return;
	}
	if (outcome == REFUSED) {
		clear_bar(im);
		output_error("%s, %s %u: %s", im->path, im->place_word, row->place,
		    row->why != NULL ? row->why : "refused");
	} else if (im->is_dry && strcmp(outcomes[outcome], "same") != 0 &&
	    im->shown++ < SHOWN_MAX) {
		clear_bar(im);
		buf_printf(&text, "%s %u: %-10s ", im->place_word, row->place, outcomes[outcome]);
		screen_add(&text, stretch_address(&im->stretch, row), SCREEN_ONE_LINE);
		buf_char(&text, '\n');
		write_out(im, &text);
	}
	buf_release(&text);
}

static void show_stretch(struct import *im)
{
	for (size_t i = 0; i < im->stretch.count; i++) {
		if (im->stretch.rows[i].outcome != STRETCH_UNTOLD)
			show_row(im, &im->stretch.rows[i]);
	}
}

/* --- the daemon --- */

/* Sends a frame; NULL where it failed, which is told. */
static json_t *ask(struct import *im, const struct buf *frame)
{
	struct buf answer = BUF_INIT;
	struct err err = ERR_INIT;
	json_error_t error;
	json_t *json = NULL;

	im->status = 1;
	switch (client_call(im->socket_path, frame, -1, &answer, &err)) {
	case CLIENT_OK:
		json = json_loadb(answer.p, answer.n, 0, &error);
		if (json == NULL)
			(void)err_set(&err, ERR_BUG, "the daemon's answer is not JSON: %s",
			    error.text);
		break;
	case CLIENT_REFUSED:
		(void)err_set(&err, ERR_PERM, "%s",
		    answer.n > 0 ? answer.p : "the daemon refused and did not say why");
		break;
	case CLIENT_UNREACHABLE:
		im->status = EX_UNAVAILABLE;
		break;
	}
	if (json == NULL) {
		clear_bar(im);
		output_error("%s", err.text);
	} else {
		im->status = 0;
	}
	buf_release(&answer);
	return json;
}

static bool take_answer(struct import *im, json_t *answer)
{
	const char *letters = json_string_value(json_object_get(answer, "outcomes"));
	json_t *reasons = json_object_get(answer, "reasons");
	size_t reason = 0;

	if (letters == NULL || strlen(letters) != im->batch_count) {
		output_error(
		    "the daemon's answer does not fit the rows; is it of another version?");
		im->status = 1;
		return false;
	}
	for (size_t i = 0; i < im->batch_count; i++) {
		size_t outcome = (size_t)(letters[i] - 'a');
		struct stretch_row *row = &im->stretch.rows[im->stretch.order[im->batch_from + i]];
		const char *why;

		if (outcome >= OUTCOMES)
			continue;
		im->counts[outcome]++;
		row->outcome = letters[i];
		why = outcome == REFUSED ? json_string_value(json_array_get(reasons, reason++)) :
		                           NULL;
		if (row->why == NULL && why != NULL)
			row->why = xstrdup(why);
	}
	return true;
}

static void add_now(const struct import *im, struct buf *frame)
{
	if (request_value(im->r, "now") != NULL)
		wire_add_int(frame, "now", 1);
}

static bool flush(struct import *im)
{
	struct buf frame = BUF_INIT;
	json_t *answer;
	bool is_ok;

	if (im->batch_count == 0)
		return true;
	wire_begin(&frame, im->is_dry ? "import.try" : "import.rows", 1);
	if (im->is_dry) {
		wire_add_text(&frame, "list", slice_of(im->list));
	} else {
		wire_add_int(&frame, "id", im->id);
		wire_add_int(&frame, "from", im->done);
		add_now(im, &frame);
	}
	wire_add_bytes(&frame, "rows", buf_all(&im->rows));
	answer = ask(im, &frame);
	is_ok = answer != NULL && take_answer(im, answer);
	if (is_ok)
		im->done += (int64_t)im->batch_count;
	json_decref(answer);
	buf_release(&frame);
	im->batch_from += im->batch_count;
	im->batch_count = 0;
	buf_clear(&im->rows);
	if (is_ok)
		show_bar(im);
	return is_ok;
}

static bool begin(struct import *im)
{
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	uint8_t hash[HASH_SIZE];
	json_t *answer;

	if (im->is_dry)
		return true;
	if (people_fingerprint(im->path, hash, &err) < 0) {
		output_error("%s", err.text);
		im->status = 1;
		return false;
	}
	wire_begin(&frame, "import", 1);
	wire_add_text(&frame, "list", slice_of(im->list));
	wire_add_text(&frame, "source", slice_of(im->source));
	wire_add_bytes(&frame, "file", slice_make((const char *)hash, sizeof hash));
	wire_add_int(&frame, "total", im->total);
	add_now(im, &frame);
	answer = ask(im, &frame);
	buf_release(&frame);
	im->id = json_integer_value(json_object_get(answer, "id"));
	im->done = json_integer_value(json_object_get(answer, "done"));
	if (json_is_true(json_object_get(answer, "resumed"))) {
		(void)fprintf(stderr,
		    "dpupctl: %s was begun before: %lld of its %lld rows are in, going on behind them\n",
		    im->path, (long long)im->done, (long long)im->total);
		for (size_t i = 0; i < OUTCOMES; i++)
			im->counts[i] = json_integer_value(json_object_get(answer, outcomes[i]));
	}
	if (json_is_string(json_object_get(answer, "when")))
		im->when = xstrdup(json_string_value(json_object_get(answer, "when")));
	json_decref(answer);
	return answer != NULL;
}

/* --- rows --- */

/* Reads the whole file once. */
static bool count_rows(struct import *im)
{
	struct roster_row row;
	struct err err = ERR_INIT;
	struct people *p = people_open(im->path, &err);
	bool is_open = p != NULL;
	int got = -1;

	while (is_open && (got = people_next(p, &row, &err)) == 1)
		im->total++;
	if (is_open)
		im->place_word = people_place_word(p);
	people_close(p);
	if (!is_open)
		output_error("%s; nothing was done", err.text); /* which names the file */
	else if (got < 0)
		output_error("%s: %s; nothing was done", im->path, err.text);
	else if (im->total == 0)
		output_error("%s has no people in it; nothing was done", im->path);
	im->status = got == 0 && im->total > 0 ? 0 : 1;
	return im->status == 0;
}

/* What was brought before is passed over; the order is the same each time. */
static bool bring_stretch(struct import *im)
{
	bool is_ok = true;

	stretch_sort(&im->stretch);
	im->batch_from = im->behind < (int64_t)im->stretch.count ? (size_t)im->behind :
	                                                           im->stretch.count;
	im->behind -= (int64_t)im->batch_from;
	for (size_t i = im->batch_from; is_ok && !is_interrupted && i < im->stretch.count; i++) {
		const struct stretch_row *row = &im->stretch.rows[im->stretch.order[i]];

		buf_slice(&im->rows, stretch_bytes(&im->stretch, row));
		im->batch_count++;
		if (im->batch_count == BATCH_ROWS || im->rows.n + ROSTER_ROW_MAX > ROSTER_BATCH_MAX)
			is_ok = flush(im);
	}
	is_ok = is_ok && !is_interrupted && flush(im);
	show_stretch(im);
	stretch_clear(&im->stretch);
	return is_ok;
}

static bool bring_rows(struct import *im)
{
	struct roster_row row;
	struct err err = ERR_INIT;
	struct people *p = people_open(im->path, &err);
	int got = -1;

	im->behind = im->done;
	while (p != NULL && !is_interrupted && im->status == 0 &&
	    (got = people_next(p, &row, &err)) == 1) {
		if (row.mark == ROSTER_PLAIN && !seen_add(&im->seen, row.fields[ROSTER_ADDRESS]))
			row.mark = ROSTER_AGAIN;
		stretch_add(&im->stretch, &row, row.mark == ROSTER_BROKEN ? err.text : NULL);
		if (stretch_is_full(&im->stretch) && !bring_stretch(im))
			break;
	}
	people_close(p);
	if (got < 0 && im->status == 0) {
		output_error("%s: %s", im->path, err.text);
		im->status = 1;
	}
	return im->status == 0 && !is_interrupted && bring_stretch(im);
}

/* --- the end --- */

static void tell_interrupted(struct import *im)
{
	clear_bar(im);
	if (im->is_dry)
		output_error("interrupted; nothing was changed");
	else
		output_error(
		    "%lld of the %lld rows of %s are in; the same command goes on behind them",
		    (long long)im->done, (long long)im->total, im->path);
	if (im->status == 0)
		im->status = 1;
}

static void add_summary(const struct import *im, struct buf *out)
{
	buf_printf(out, "\"rows\":%lld", (long long)im->total);
	for (size_t i = 0; i < OUTCOMES; i++)
		buf_printf(out, ",\"%s\":%lld", outcomes[i], (long long)im->counts[i]);
	buf_printf(out, ",\"invitations\":%lld", (long long)(im->counts[0] + im->counts[1]));
}

static void show_summary(struct import *im)
{
	struct present how = { output_columns(), NULL, output_zone() };
	struct buf json = BUF_INIT, text = BUF_INIT;
	struct err err = ERR_INIT;
	bool is_ok;

	clear_bar(im);
	if (im->is_dry && im->shown > SHOWN_MAX)
		buf_printf(&text, "... and %zu more; --json has all\n", im->shown - SHOWN_MAX);
	buf_char(&json, '{');
	add_summary(im, &json);
	buf_char(&json, '}');
	(void)present_json(&text, buf_all(&json), &how, &is_ok, &err); /* it is JSON of our own */
	if (im->is_dry)
		buf_text(&text, "Nothing was changed: this was a dry run.\n");
	else
		buf_text(&text,
		    "Nobody is subscribed by this: each gets an invitation, and their own yes subscribes them.\n");
	if (im->when != NULL && im->counts[0] + im->counts[1] > 0)
		buf_printf(&text, "The invitations go from %s; --now sends at any hour.\n",
		    im->when);
	write_out(im, &text);
	buf_release(&json);
	buf_release(&text);
}

static void begin_json(struct import *im)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "{\"dry_run\":%s,\"each\":[", im->is_dry ? "true" : "false");
	write_out(im, &text);
	buf_release(&text);
}

static void end_json(struct import *im)
{
	struct buf text = BUF_INIT;

	buf_text(&text, "],");
	add_summary(im, &text);
	if (im->when != NULL)
		buf_printf(&text, ",\"when\":\"%s\"", im->when);
	buf_text(&text, "}\n");
	write_out(im, &text);
	buf_release(&text);
}

int import_run(const struct request *r, const char *socket_path)
{
	struct sigaction action = { .sa_handler = on_interrupt, .sa_flags = SA_RESTART };
	struct import im = { .r = r,
		.path = request_value(r, "file"),
		.socket_path = socket_path,
		.list = request_value(r, "list"),
		.source = request_value(r, "source"),
		.is_dry = request_value(r, "dry-run") != NULL,
		.seen = SEEN_INIT,
		.stretch = STRETCH_INIT,
		.rows = BUF_INIT };
	bool is_done;

	im.is_bar = isatty(STDERR_FILENO) && !r->is_json;
	if (!im.is_dry && (im.source == NULL || im.source[0] == '\0')) {
		output_error(
		    "--source is missing: say who gave you the addresses, and how; every person is told");
		return EX_USAGE;
	}
	(void)sigaction(SIGINT, &action, NULL); /* without it the import only ends less politely */
	if (!count_rows(&im) || !begin(&im)) {
		buf_release(&im.rows);
		return im.status;
	}
	if (r->is_json)
		begin_json(&im);
	is_done = bring_rows(&im);
	if (r->is_json)
		end_json(&im);
	if (!is_done)
		tell_interrupted(&im);
	else if (!r->is_json)
		show_summary(&im);
	stretch_release(&im.stretch);
	seen_release(&im.seen);
	buf_release(&im.rows);
	free(im.when);
	return im.status;
}
