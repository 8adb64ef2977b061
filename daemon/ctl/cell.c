/* SPDX-License-Identifier: MIT
 * One JSON value on one line; see cell.h. Knows the conventions of our answers, and no verb. */
#include "daemon/ctl/cell.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemon/common/num.h"
#include "daemon/common/zone.h"
#include "daemon/time/words.h"

#define CELL_DEPTH_MAX 4 /* of lists and objects in one cell; deeper is shown as JSON */

bool cell_is_empty(const json_t *value)
{
	if (json_is_string(value))
		return json_string_length(value) == 0;
	if (json_is_array(value))
		return json_array_size(value) == 0;
	if (json_is_object(value))
		return json_object_size(value) == 0;
	return value == NULL || json_is_null(value);
}

static bool is_span_key(const char *key)
{
	size_t n = key != NULL ? strlen(key) : 0;

	return n > 2 && strcmp(key + n - 2, "_s") == 0;
}

void cell_label(struct buf *out, const char *key)
{
	size_t n = strlen(key) - (is_span_key(key) ? 2 : 0);

	for (size_t i = 0; i < n; i++)
		buf_char(out, key[i] == '_' ? ' ' : key[i]);
}

/* "2026-11-30T20:00:00Z" and nothing else: what our answers hold, not what people may write. */
static bool parse_utc(struct slice s, int64_t *at_r)
{
	static const struct {
		size_t at, n;
		int64_t min, max;
	} parts[] = { { 0, 4, 1970, 9999 }, { 5, 2, 1, 12 }, { 8, 2, 1, 31 }, { 11, 2, 0, 23 },
		{ 14, 2, 0, 59 }, { 17, 2, 0, 60 } };
	int64_t v[6];
	struct tm tm;

	if (s.n != 20 || s.p[4] != '-' || s.p[7] != '-' || s.p[10] != 'T' || s.p[13] != ':' ||
	    s.p[16] != ':' || s.p[19] != 'Z')
		return false;
	for (size_t i = 0; i < 6; i++)
		if (!num_parse(slice_sub(s, parts[i].at, parts[i].n), parts[i].min, parts[i].max,
		        &v[i]))
			return false;
	tm = (struct tm){ .tm_year = (int)v[0] - 1900,
		.tm_mon = (int)v[1] - 1,
		.tm_mday = (int)v[2],
		.tm_hour = (int)v[3],
		.tm_min = (int)v[4],
		.tm_sec = (int)v[5] };
	*at_r = (int64_t)timegm(&tm);
	return true;
}

static void add_text(struct buf *out, struct slice s, const char *zone)
{
	struct zone_time local;
	struct slice line;
	int64_t at;
	bool is_first = true;

	if (parse_utc(s, &at)) {
		zone_local(zone, at, &local);
		buf_printf(out, "%04d-%02d-%02d %02d:%02d %s", local.year, local.month, local.day,
		    local.hour, local.minute, local.abbreviation);
		return;
	}
	while (slice_next_line(&s, &line)) {
		line = slice_trim(line);
		if (line.n > 0 && !is_first)
			buf_char(out, ' ');
		buf_slice(out, line);
		is_first &= line.n == 0;
	}
}

static void add_value(struct buf *out, const char *key, json_t *value, const char *zone, int depth);

static void add_list(struct buf *out, const char *key, json_t *list, const char *zone, int depth)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *value = json_array_get(list, i);

		if (i > 0)
			buf_text(out, json_is_object(value) ? "; " : ", ");
		add_value(out, key, value, zone, depth + 1);
	}
}

static void add_object(struct buf *out, json_t *object, const char *zone, int depth)
{
	bool is_first = true;
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		if (cell_is_empty(value))
			continue;
		buf_text(out, is_first ? "" : " ");
		add_value(out, key, value, zone, depth + 1);
		is_first = false;
	}
}

static void add_json(struct buf *out, const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	buf_text(out, text != NULL ? text : "");
	free(text);
}

static void add_value(struct buf *out, const char *key, json_t *value, const char *zone, int depth)
{
	if (depth > CELL_DEPTH_MAX) {
		add_json(out, value);
		return;
	}
	switch (json_typeof(value)) {
	case JSON_STRING:
		add_text(out, slice_make(json_string_value(value), json_string_length(value)),
		    zone);
		break;
	case JSON_INTEGER:
		if (is_span_key(key) && json_integer_value(value) >= 0)
			words_span(out, json_integer_value(value));
		else
			buf_printf(out, "%lld", (long long)json_integer_value(value));
		break;
	case JSON_REAL:
		buf_printf(out, "%g", json_real_value(value));
		break;
	case JSON_TRUE:
		buf_text(out, "yes");
		break;
	case JSON_FALSE:
		buf_text(out, "no");
		break;
	case JSON_NULL:
		break;
	case JSON_ARRAY:
		add_list(out, key, value, zone, depth);
		break;
	case JSON_OBJECT:
		add_object(out, value, zone, depth);
		break;
	}
}

void cell_add(struct buf *out, const char *key, json_t *value, const char *zone)
{
	if (value != NULL)
		add_value(out, key, value, zone, 0);
}
