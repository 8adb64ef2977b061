/* SPDX-License-Identifier: MIT
 * See pages.h. A row's "id" is where the next page goes on, so people who come or go between two
 * pages are in it or not, but nobody is in it twice. */
#include "daemon/ctl/pages.h"

#include <stdlib.h>

#include "daemon/common/wire.h"
#include "daemon/common/xmalloc.h"
#include "daemon/ctl/client.h"
#include "daemon/ctl/output.h"
#include "daemon/ctl/rows.h"

/* The frame of the request, with its verb replaced by `verb` where that is not NULL. */
static int make_frame(const struct request *r, const char *verb, int64_t after, struct buf *frame,
    struct err *err)
{
	struct buf own = BUF_INIT;
	struct wire w;
	int fd = -1, rc = request_frame(r, 1, &own, &fd, err);

	if (rc == 0 && wire_parse(buf_all(&own), &w, err) == 0) {
		char *own_verb = slice_dup(w.verb);

		wire_begin(frame, verb != NULL ? verb : own_verb, 1);
		free(own_verb);
		for (size_t i = 0; i < w.count; i++) {
			char *name = slice_dup(w.fields[i].name);

			if (w.fields[i].type == 'i')
				wire_add_int(frame, name, w.fields[i].number);
			else
				wire_add_text(frame, name, w.fields[i].value);
			free(name);
		}
		if (after >= 0)
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
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	json_t *json;

	*status_r = 1;
	if (make_frame(r, verb, after, &frame, &err) < 0) {
		output_error("%s", err.text);
		buf_release(&frame);
		return NULL;
	}
	json = client_ask(socket_path, &frame, status_r);
	buf_release(&frame);
	return json;
}

int pages_each(const struct request *r, const char *socket_path,
    bool (*take)(void *context, json_t *row), void *context)
{
	const char *verb = r->verb->noun; /* verbs with pages are a noun alone */
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

static bool take_person(void *context, json_t *row)
{
	return rows_add(context, row);
}

int pages_who(const struct request *r, const char *socket_path)
{
	struct rows rows;
	json_t *counts = NULL;
	int status;

	rows_begin(&rows, r->is_json);
	status = pages_each(r, socket_path, take_person, &rows);
	if (!r->is_json && (status == 0 || rows_is_full(&rows)))
		counts = pages_ask(r, "who.count", 0, socket_path, &status);
	status = rows_end(&rows, counts != NULL && !rows.has_failed ? 0 : status, false, counts);
	json_decref(counts);
	return status;
}
