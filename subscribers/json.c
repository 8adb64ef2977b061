/* SPDX-License-Identifier: MIT
 * Rows as JSON; see json.h. */
#include "subscribers/json.h"

#include "daemon/common/utf8.h"
#include "daemon/common/zone.h"

void json_rows(struct db_stmt *st, struct buf *out)
{
	const char *before = "";

	buf_char(out, '[');
	while (db_row(st)) {
		buf_text(out, before);
		buf_slice(out, db_text(st, 0));
		before = ",";
	}
	buf_char(out, ']');
}

bool json_row(struct db_stmt *st, struct buf *out)
{
	if (!db_row(st))
		return false;
	buf_slice(out, db_text(st, 0));
	db_end(st);
	return true;
}

void json_time(struct buf *out, int64_t at)
{
	struct zone_time t;

	zone_local("UTC", at, &t);
	buf_printf(out, "\"%04d-%02d-%02dT%02d:%02d:%02dZ\"", t.year, t.month, t.day, t.hour,
	    t.minute, t.second);
}

void json_quote(struct buf *out, struct slice text)
{
	bool is_valid = utf8_is_valid(text);

	buf_char(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			buf_printf(out, "\\u%04x", c);
		else
			buf_char(out, c < 0x80 || is_valid ? (char)c : '?');
	}
	buf_char(out, '"');
}
