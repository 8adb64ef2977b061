/* SPDX-License-Identifier: MIT
 * See pages.h. A row's "id" is where the next page goes on, so people who come or go between two pages
 * are in it or not, but nobody is in it twice. */
#include "pages.h"

#include <stdlib.h>
#include <sysexits.h>

#include "../common/wire.h"
#include "../common/xmalloc.h"
#include "client.h"
#include "output.h"
#include "present.h"

#define SHOWN_MAX 1000	/* rows of a table at a terminal; --json has all */

/* The frame of the request, with its verb replaced by `verb`. */
static int make_frame(const struct request *r, const char *verb, int64_t after, struct buf *frame,
    struct err *err)
{
	struct buf own = BUF_INIT;
	struct wire w;
	int fd = -1, rc = request_frame(r, 1, &own, &fd, err);

	if (rc == 0 && wire_parse(buf_all(&own), &w, err) == 0) {
		wire_begin(frame, verb, 1);
		for (size_t i = 0; i < w.count; i++) {
			char *name = slice_dup(w.fields[i].name);

			if (w.fields[i].type == 'i')
				wire_add_int(frame, name, w.fields[i].number);
			else
				wire_add_text(frame, name, w.fields[i].value);
			free(name);
		}
		wire_add_int(frame, "after", after);
	} else {
		rc = -1;
	}
	buf_release(&own);
	return rc;
}

json_t *pages_ask(const struct request *r, const char *verb, int64_t after, const char *socket_path,
    int *status_r)
{
	struct buf frame = BUF_INIT, answer = BUF_INIT;
	struct err err = ERR_INIT;
	json_error_t error;
	json_t *json = NULL;

	*status_r = 1;
	if (make_frame(r, verb, after, &frame, &err) < 0) {
		output_error("%s", err.text);
		buf_release(&frame);
		return NULL;
	}
	switch (client_call(socket_path, &frame, -1, &answer, &err)) {
	case CLIENT_OK:
		json = json_loadb(answer.p, answer.n, JSON_ALLOW_NUL, &error);
		if (json == NULL)
			output_error("the daemon's answer is not JSON: %s", error.text);
		break;
	case CLIENT_REFUSED:
		output_error("%s", answer.n > 0 ? answer.p : "the daemon refused and did not say why");
		break;
	case CLIENT_UNREACHABLE:
		output_error("%s", err.text);
		*status_r = EX_UNAVAILABLE;
		break;
	}
	buf_release(&frame);
	buf_release(&answer);
	return json;
}

int pages_each(const struct request *r, const char *socket_path,
    bool (*take)(void *context, json_t *row), void *context)
{
	const char *verb = r->verb->noun;	/* verbs with pages are a noun alone */
	int64_t after = 0;
	int status;

	for (;;) {
		json_t *page = pages_ask(r, verb, after, socket_path, &status);
		size_t n = json_array_size(page);

		if (page == NULL)
			return status;
		for (size_t i = 0; i < n; i++) {
			json_t *row = json_array_get(page, i);

			after = json_integer_value(json_object_get(row, "id"));
			if (!take(context, row)) {
				json_decref(page);
				return 1;
			}
		}
		json_decref(page);
		if (n == 0)
			return 0;
	}
}

/* --- who ------------------------------------------------------------------------------------- */

struct who {
	bool is_json, has_failed;
	int64_t count;
	json_t *shown;		/* the first rows, for the table */
};

static bool write_text(struct who *w, const char *text)
{
	struct buf line = BUF_INIT;

	buf_text(&line, text);
	w->has_failed = !output_write(&line);
	buf_release(&line);
	if (w->has_failed)
		output_error("the answer could not be written: %m");
	return !w->has_failed;
}

static bool take_person(void *context, json_t *row)
{
	struct who *w = context;
	char *text;
	bool is_ok = true;

	if (!w->is_json) {
		if (json_array_size(w->shown) < SHOWN_MAX)
			(void)json_array_append(w->shown, row);
		return json_array_size(w->shown) < SHOWN_MAX;
	}
	text = json_dumps(row, JSON_COMPACT);
	is_ok = write_text(w, w->count++ == 0 ? "[" : ",\n") && text != NULL && write_text(w, text);
	free(text);
	return is_ok;
}

static int show_table(const struct who *w, json_t *counts)
{
	struct present how = { output_columns(), NULL, output_zone() };
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	char *rows = json_dumps(w->shown, JSON_COMPACT), *numbers = json_dumps(counts, JSON_COMPACT);
	bool is_ok;
	int status = 0;

	if (json_array_size(w->shown) > 0 && present_json(&out, slice_of(rows), &how, &is_ok, &err) == 0)
		buf_char(&out, '\n');
	if (json_array_size(w->shown) == SHOWN_MAX)
		buf_printf(&out, "These are the first %d; --json has all.\n\n", SHOWN_MAX);
	if (present_json(&out, slice_of(numbers), &how, &is_ok, &err) != 0) {
		output_error("%s", err.text);
		status = 1;
	}
	if (!output_write(&out)) {
		output_error("the answer could not be written: %m");
		status = 1;
	}
	free(rows);
	free(numbers);
	buf_release(&out);
	return status;
}

int pages_who(const struct request *r, const char *socket_path)
{
	struct who w = { .is_json = r->is_json, .shown = json_array() };
	json_t *counts;
	int status = pages_each(r, socket_path, take_person, &w);

	if (w.is_json) {
		if (status == 0)
			status = write_text(&w, w.count == 0 ? "[]\n" : "]\n") ? 0 : 1;
	} else if (status == 0 || json_array_size(w.shown) == SHOWN_MAX) {
		counts = pages_ask(r, "who.count", 0, socket_path, &status);
		if (counts != NULL)
			status = show_table(&w, counts);
		json_decref(counts);
	}
	json_decref(w.shown);
	return status;
}
