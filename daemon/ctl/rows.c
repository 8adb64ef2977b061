/* SPDX-License-Identifier: MIT
 * Showing rows; see rows.h. */
#include "daemon/ctl/rows.h"

#include <stdlib.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/common/slice.h"
#include "daemon/ctl/output.h"
#include "daemon/ctl/present.h"

#define SHOWN_MAX 1000 /* rows of a table at a terminal; --json has all */

void rows_begin(struct rows *rows, bool is_json)
{
	*rows = (struct rows){ .is_json = is_json, .shown = json_array() };
}

static bool write_text(struct rows *rows, const char *text)
{
	struct buf line = BUF_INIT;

	buf_text(&line, text);
	rows->has_failed = !output_write(&line);
	buf_release(&line);
	if (rows->has_failed)
		output_error("the answer could not be written: %m");
	return !rows->has_failed;
}

bool rows_add(struct rows *rows, json_t *row)
{
	char *text;
	bool is_ok;

	if (!rows->is_json) {
		if (!rows_is_full(rows))
			(void)json_array_append(rows->shown, row);
		return !rows_is_full(rows);
	}
	text = json_dumps(row, JSON_COMPACT);
	is_ok = write_text(rows, rows->count++ == 0 ? "[" : ",\n") && text != NULL &&
	    write_text(rows, text);
	free(text);
	return is_ok;
}

bool rows_is_full(const struct rows *rows)
{
	return json_array_size(rows->shown) == SHOWN_MAX;
}

static int show(const struct rows *rows, bool shows_none, json_t *below)
{
	struct present how = { output_columns(), NULL, output_zone() };
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	char *table = json_dumps(rows->shown, JSON_COMPACT),
	     *more = json_dumps(below, JSON_COMPACT);
	bool is_ok, has_table = json_array_size(rows->shown) > 0 || shows_none;
	int rc = 0, status = 0;

	if (has_table)
		rc = present_json(&out, slice_of(table), &how, &is_ok, &err);
	if (rows_is_full(rows))
		buf_printf(&out, "\nThese are the first %d; --json has all.\n", SHOWN_MAX);
	if (rc == 0 && more != NULL) {
		if (has_table)
			buf_char(&out, '\n');
		rc = present_json(&out, slice_of(more), &how, &is_ok, &err);
	}
	if (rc != 0) {
		output_error("%s", err.text);
		status = 1;
	}
	if (!output_write(&out)) {
		output_error("the answer could not be written: %m");
		status = 1;
	}
	free(table);
	free(more);
	buf_release(&out);
	return status;
}

int rows_end(struct rows *rows, int status, bool shows_none, json_t *below)
{
	if (status == 0 && rows->is_json)
		status = write_text(rows, rows->count == 0 ? "[]\n" : "]\n") ? 0 : 1;
	else if (status == 0)
		status = show(rows, shows_none, below);
	json_decref(rows->shown);
	rows->shown = NULL;
	return status;
}
