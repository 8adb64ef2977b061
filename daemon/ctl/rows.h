/* SPDX-License-Identifier: MIT
 * Rows that come one after the other, shown as they are asked for: with --json each is written as
 * it comes, at a terminal the first of them are a table. Never holds more than that table. */
#ifndef CTL_ROWS_H
#define CTL_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

struct rows {
	bool is_json, has_failed;
	int64_t count; /* written; with --json only */
	json_t *shown; /* the first rows, for the table */
};

void rows_begin(struct rows *rows, bool is_json);
/* Takes one (borrowed). false: no more of them are wanted; what went wrong has been told. */
bool rows_add(struct rows *rows, json_t *row);
/* Are there as many as a table shows? */
bool rows_is_full(const struct rows *rows);
/* Ends the JSON, or shows the table; `shows_none` says that there is none where there are no rows,
 * `below` (borrowed) is shown under a table, NULL: nothing is. Returns the exit status, `status`
 * where that is one. */
int rows_end(struct rows *rows, int status, bool shows_none, json_t *below);

#endif
