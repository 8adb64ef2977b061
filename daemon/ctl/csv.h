/* SPDX-License-Identifier: MIT
 * Rows of CSV (RFC 4180; also with ';' or tabs between the cells, as its header shows). Cells that
 * an export made safe for spreadsheets are read as they were. */
#ifndef CTL_CSV_H
#define CTL_CSV_H

#include <stdio.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/common/roster.h"

struct csv;

struct csv *csv_new(FILE *file); /* borrowed */
void csv_drop(struct csv *c);    /* NULL is fine */
/* Reads the first row: which column holds what. -1: *err. */
int csv_header(struct csv *c, struct err *err);
int csv_next(struct csv *c, struct roster_row *row_r, struct err *err); /* as people_next() */

/* Appends a cell, quoted where it must be. One that a spreadsheet would take for a formula gets a
 * "'" in front, which reading takes off again. */
void csv_add_cell(struct buf *out, struct slice text);

#endif
