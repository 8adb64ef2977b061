/* SPDX-License-Identifier: MIT
 * Owns the table disposal; see disposal.h. */
#include "subscribers/disposal.h"

#include "subscribers/json.h"

void disposal_note(struct db *db, const char *class, int64_t count, int64_t now)
{
	struct db_stmt *st;

	if (count <= 0)
		return;
	st = db_sql(db,
	    "INSERT INTO disposal (day, class, count) VALUES (:day, :class, :count)"
	    " ON CONFLICT (day, class) DO UPDATE SET count = count + :count");
	db_bind_int(st, ":day", now / 86400);
	db_bind_text(st, ":class", class);
	db_bind_int(st, ":count", count);
	db_do(st);
}

void disposal_json(struct db *db, struct buf *out)
{
	json_rows(
	    db_sql(db,
	        "SELECT json_object('day', strftime('%Y-%m-%d', day * 86400, 'unixepoch'),"
	        " 'class', class, 'count', count) FROM disposal ORDER BY day DESC, class LIMIT 1000"),
	    out);
}
