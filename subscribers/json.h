/* SPDX-License-Identifier: MIT
 * JSON made by SQLite's own functions: a statement's first column is one value a row. */
#ifndef SUBSCRIBERS_JSON_H
#define SUBSCRIBERS_JSON_H

#include <stdint.h>

#include "daemon/common/buf.h"
#include "subscribers/db.h"

/* A time column as ISO 8601 in UTC, or null. */
#define JSON_TIME(column) "strftime('%Y-%m-%dT%H:%M:%SZ', " column ", 'unixepoch')"

/* Appends "[row,row,...]". */
void json_rows(struct db_stmt *st, struct buf *out);
/* Appends the one row; false and nothing appended where there is none. */
bool json_row(struct db_stmt *st, struct buf *out);
/* Appends a time as JSON_TIME() makes it, with its quotes. */
void json_time(struct buf *out, int64_t at);
/* Appends text as a JSON string with its quotes. */
void json_quote(struct buf *out, struct slice text);

#endif
