/* SPDX-License-Identifier: MIT
 * See export.h. The pages come as JSON; what a spreadsheet would take for a formula is made safe
 * here, where the file is made, and read back as it was by import. */
#include "daemon/ctl/export.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "daemon/ctl/csv.h"
#include "daemon/ctl/output.h"
#include "daemon/ctl/pages.h"

#define WRITE_BYTES 65536 /* gathered before they are written */

/* In the order of the columns. */
static const char *const columns[] = { "address", "name", "organisation", "region", "sectors",
	"language", "role", "list", "state", "since" };
#define COLUMNS (sizeof columns / sizeof columns[0])

struct export
{
	bool is_json;
	int64_t count;
	struct buf out;
};

static bool write_out(struct export *e, size_t least)
{
	bool is_ok;

	if (e->out.n < least)
		return true;
	is_ok = output_write(&e->out);
	buf_clear(&e->out);
	if (!is_ok)
		output_error("the file could not be written: %m");
	return is_ok;
}

static void add_csv(struct export *e, json_t *row)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		json_t *value = json_object_get(row, columns[i]);

		buf_text(&e->out, i > 0 ? "," : "");
		if (json_is_boolean(value))
			buf_text(&e->out, json_is_true(value) ? "yes" : "no");
		else
			csv_add_cell(&e->out, slice_of(json_string_value(value)));
	}
	buf_text(&e->out, "\r\n"); /* RFC 4180 §2.1 */
}

static void add_json(struct export *e, json_t *row)
{
	char *text;

	(void)json_object_del(row, "id"); /* ours alone */
	text = json_dumps(row, JSON_COMPACT);
	buf_printf(&e->out, "%s%s", e->count > 0 ? ",\n" : "[", text != NULL ? text : "{}");
	free(text);
}

static bool take(void *context, json_t *row)
{
	struct export *e = context;

	(e->is_json ? add_json : add_csv)(e, row);
	e->count++;
	return write_out(e, WRITE_BYTES);
}

int export_run(const struct request *r, const char *socket_path)
{
	struct export e = { .is_json = r->is_json, .out = BUF_INIT };
	int status;

	for (size_t i = 0; i < COLUMNS && !e.is_json; i++)
		buf_printf(&e.out, "%s%s", columns[i], i + 1 < COLUMNS ? "," : "\r\n");
	status = pages_each(r, socket_path, take, &e);
	if (status == 0 && e.is_json)
		buf_text(&e.out, e.count > 0 ? "]\n" : "[]\n");
	if (status == 0 && !write_out(&e, 1))
		status = 1;
	buf_release(&e.out);
	return status;
}
