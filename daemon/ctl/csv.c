/* SPDX-License-Identifier: MIT
 * See csv.h. The parser is libcsv; it is fed line by line, so that a row's line is known and one
 * quotation mark that is never closed cannot swallow a file. */
#include "daemon/ctl/csv.h"

#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "daemon/common/utf8.h"
#include "daemon/common/xmalloc.h"
#include "daemon/ctl/column.h"

/* csv.c has the header of libcsv by <>, its own by "". */
struct csv {
	FILE *file;
	struct csv_parser parser;
	char line[COLUMN_ROW_MAX + 2];
	uint32_t line_number; /* of the last line read */
	uint32_t row_line;    /* where the present row begins */
	size_t row_bytes;
	int columns[COLUMN_COUNT_MAX];
	size_t column_count;
	struct buf cells; /* of the row being read, one after the other */
	size_t ends[COLUMN_COUNT_MAX];
	size_t cell_count; /* may be more than there are columns */
	int rows;          /* complete by the last feed */
};

struct csv *csv_new(FILE *file)
{
	struct csv *c = xcalloc(1, sizeof *c);

	c->file = file;
	buf_init(&c->cells);
	if (csv_init(&c->parser, CSV_APPEND_NULL) != 0)
		abort(); /* it only fails for NULL */
	return c;
}

void csv_drop(struct csv *c)
{
	if (c == NULL)
		return;
	csv_free(&c->parser);
	buf_release(&c->cells);
	free(c);
}

static void on_cell(void *text, size_t n, void *context)
{
	struct csv *c = context;

	if (c->cell_count < COLUMN_COUNT_MAX) {
		buf_add(&c->cells, text, n);
		c->ends[c->cell_count] = c->cells.n;
	}
	c->cell_count++;
}

static void on_row(int end, void *context)
{
	struct csv *c = context;

	(void)end;
	c->rows++;
}

/* One line with its end into c->line. 1, 0 at the end, -1. */
static int read_line(struct csv *c, size_t *n_r, struct err *err)
{
	int ch;

	*n_r = 0;
	while ((ch = getc_unlocked(c->file)) != EOF) {
		if (*n_r == COLUMN_ROW_MAX)
			return err_set(err, ERR_PERM, "line %u is longer than %d bytes",
			    c->line_number + 1, COLUMN_ROW_MAX);
		c->line[(*n_r)++] = (char)ch;
		if (ch == '\n')
			break;
	}
	if (ferror(c->file))
		return err_set(err, ERR_TEMP, "the file cannot be read: %m");
	c->line_number += *n_r > 0;
	return *n_r > 0;
}

static int feed(struct csv *c, size_t n, struct err *err)
{
	c->rows = 0;
	if (csv_parse(&c->parser, c->line, n, on_cell, on_row, c) != n)
		return err_set(err, ERR_PERM, "line %u cannot be read: %s", c->line_number,
		    csv_strerror(csv_error(&c->parser)));
	if (c->rows > 1)
		return err_set(err, ERR_PERM,
		    "line %u has line ends of an old kind (CR alone); save it as \"CSV UTF-8\"",
		    c->line_number);
	return c->rows;
}

/* The end of the file may be the end of a row. */
static int finish(struct csv *c, struct err *err)
{
	c->rows = 0;
	if (c->row_bytes == 0)
		return 0;
	(void)csv_set_opts(&c->parser,
	    CSV_APPEND_NULL | CSV_STRICT | CSV_STRICT_FINI); /* fails for NULL only */
	if (csv_fini(&c->parser, on_cell, on_row, c) != 0)
		return err_set(err, ERR_PERM,
		    "line %u begins a row whose quotation mark is never closed", c->row_line);
	c->row_bytes = 0;
	return c->rows;
}

/* The next row into c->cells. 1, 0, -1. */
static int read_row(struct csv *c, struct err *err)
{
	size_t n;
	int got = 0, complete;

	buf_clear(&c->cells);
	c->cell_count = 0;
	c->row_bytes = 0;
	while ((got = read_line(c, &n, err)) == 1) {
		if (c->row_bytes == 0)
			c->row_line = c->line_number;
		c->row_bytes += n;
		if (c->row_bytes > COLUMN_ROW_MAX)
			return err_set(err, ERR_PERM,
			    "line %u begins a row of more than %d bytes; is a quotation mark not "
			    "closed?",
			    c->row_line, COLUMN_ROW_MAX);
		complete = feed(c, n, err);
		if (complete != 0)
			return complete;
		/* An empty line is no row, and a row has not begun with it. */
		if (c->cell_count == 0 && slice_trim(slice_make(c->line, n)).n == 0)
			c->row_bytes = 0;
	}
	return got < 0 ? -1 : finish(c, err);
}

static struct slice cell(const struct csv *c, size_t i)
{
	size_t from = i > 0 ? c->ends[i - 1] : 0;

	return slice_sub(buf_all(&c->cells), from, c->ends[i] - from);
}

/* --- what a spreadsheet would take for a formula --- */

static bool is_formula(struct slice text)
{
	while (text.n > 0 && text.p[0] == '\'')
		text = slice_from(text, 1);
	return text.n > 0 && strchr("=+-@\t\r", text.p[0]) != NULL && text.p[0] != '\0';
}

void csv_add_cell(struct buf *out, struct slice text)
{
	bool is_quoted = false, is_guarded = is_formula(text);

	for (size_t i = 0; i < text.n && !is_quoted; i++)
		is_quoted = strchr(",;\"\r\n\t", text.p[i]) != NULL;
	if (text.n > 0 && (text.p[0] == ' ' || text.p[text.n - 1] == ' '))
		is_quoted = true; /* readers take unquoted spaces off */
	if (is_quoted)
		buf_char(out, '"');
	if (is_guarded)
		buf_char(out, '\'');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			buf_char(out, '"');
		buf_char(out, text.p[i]);
	}
	if (is_quoted)
		buf_char(out, '"');
}

static struct slice unguarded(struct slice text)
{
	return text.n > 0 && text.p[0] == '\'' && is_formula(text) ? slice_from(text, 1) : text;
}

/* --- rows of people --- */

/* What stands between the cells is what stands in the header: its names have none of these. */
static void choose_delimiter(struct csv *c)
{
	static const char candidates[] = { ';', '\t' };
	long at = ftell(c->file);
	struct err ignored = ERR_INIT;
	struct slice line;
	size_t n;

	if (at < 0 || read_line(c, &n, &ignored) != 1)
		return; /* it is told when the header is read */
	line = slice_make(c->line, n);
	for (size_t i = 0; i < sizeof candidates; i++) {
		if (slice_find(line, ',') == line.n &&
		    slice_find(slice_trim(line), candidates[i]) < slice_trim(line).n)
			csv_set_delim(&c->parser, (unsigned char)candidates[i]);
	}
	(void)fseek(c->file, at, SEEK_SET); /* it worked a moment ago, and reading fails if not */
	c->line_number = 0;
}

int csv_header(struct csv *c, struct err *err)
{
	unsigned seen = 0;
	int got;

	choose_delimiter(c);
	got = read_row(c, err);
	if (got <= 0)
		return got < 0 ? -1 : err_set(err, ERR_PERM, "the file is empty");
	if (c->cell_count > COLUMN_COUNT_MAX)
		return err_set(err, ERR_PERM, "it has %zu columns; at most %d are read",
		    c->cell_count, COLUMN_COUNT_MAX);
	for (size_t i = 0; i < c->cell_count; i++) {
		int field = column_find(unguarded(cell(c, i)), err);

		if (field < 0)
			return err_context(err, "line %u, column %zu", c->row_line, i + 1);
		if (field < ROSTER_FIELDS && (seen & 1U << field) != 0)
			return err_set(err, ERR_PERM, "two columns hold the %s",
			    roster_names[field]);
		seen |= 1U << field;
		c->columns[i] = field;
	}
	c->column_count = c->cell_count;
	if ((seen & 1U << ROSTER_ADDRESS) == 0)
		return err_set(err, ERR_PERM,
		    "the first row must name the columns, and one of them \"address\"");
	return 0;
}

int csv_next(struct csv *c, struct roster_row *row, struct err *err)
{
	int got = read_row(c, err);

	if (got <= 0)
		return got;
	row->place = c->row_line;
	if (c->cell_count > c->column_count) {
		row->mark = ROSTER_BROKEN;
		(void)err_set(err, ERR_PERM, "it has %zu cells, but there are %zu columns",
		    c->cell_count, c->column_count);
		return 1;
	}
	for (size_t i = 0; i < c->cell_count; i++) {
		if (c->columns[i] < ROSTER_FIELDS)
			row->fields[c->columns[i]] = unguarded(cell(c, i));
	}
	return 1;
}
