/* SPDX-License-Identifier: MIT
 * Explanations; see explain.h. Each part is written by its owner; here they are put on one page,
 * and their times into the zone of the people who read it. */
#include "daemon/core/verbs/explain.h"

#include <stdlib.h>
#include <time.h>

#include "daemon/common/num.h"
#include "daemon/common/zone.h"
#include "daemon/core/outbox/delivery.h"
#include "daemon/core/sending/sender_pool.h"
#include "subscribers/consent.h"
#include "subscribers/json.h"
#include "subscribers/score.h"

#define UTC_LENGTH 20 /* 2026-11-30T20:00:00Z */

/* What JSON_TIME() makes, and nothing else. */
static bool is_utc(struct slice s, int64_t *at_r)
{
	static const char form[UTC_LENGTH + 1] = "0000-00-00T00:00:00Z";
	static const size_t parts[] = { 0, 5, 8, 11, 14, 17 };
	int64_t v[6];
	struct tm tm;

	if (s.n < UTC_LENGTH)
		return false;
	for (size_t i = 0; i < UTC_LENGTH; i++) {
		bool is_digit = s.p[i] >= '0' && s.p[i] <= '9';

		if (form[i] == '0' ? !is_digit : s.p[i] != form[i])
			return false;
	}
	for (size_t i = 0; i < 6; i++)
		if (!num_parse(slice_sub(s, parts[i], i == 0 ? 4 : 2), 0, 9999, &v[i]))
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

static void add_local(struct buf *out, int64_t at, const char *zone)
{
	struct zone_time t;
	int offset;

	zone_local(zone, at, &t);
	offset = abs(t.offset_s);
	buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", t.year, t.month, t.day, t.hour,
	    t.minute, t.second, t.offset_s < 0 ? '-' : '+', offset / 3600, offset / 60 % 60);
}

/* Strings are left alone but those that are a time from quote to quote. */
void explain_local(struct slice json, const char *zone, struct buf *out)
{
	size_t i = 0;
	bool is_inside = false;

	while (i < json.n) {
		int64_t at;

		if (!is_inside && json.p[i] == '"' && is_utc(slice_from(json, i + 1), &at) &&
		    i + 1 + UTC_LENGTH < json.n && json.p[i + 1 + UTC_LENGTH] == '"') {
			buf_char(out, '"');
			add_local(out, at, zone);
			buf_char(out, '"');
			i += UTC_LENGTH + 2;
			continue;
		}
		if (is_inside && json.p[i] == '\\' && i + 1 < json.n)
			buf_char(out, json.p[i++]); /* and what it escapes, next */
		else if (json.p[i] == '"')
			is_inside = !is_inside;
		buf_char(out, json.p[i++]);
	}
}

/* Into the object: why nothing goes at all now, where that is so. */
static void add_waiting(const struct core *core, struct buf *json)
{
	struct buf why = BUF_INIT;

	if (sender_pool_waits(core->senders, &why)) {
		buf_cut(json, json->n - 1); /* its closing brace */
		buf_text(json, ",\"sending\":");
		json_quote(json, buf_all(&why));
		buf_char(json, '}');
	}
	buf_release(&why);
}

void explain_person(struct core *core, const struct subscriber *s, struct buf *out)
{
	struct buf json = BUF_INIT;

	buf_text(&json, "{\"person\":");
	(void)subscriber_json(core->db, s->id, &json);
	buf_text(&json, ",\"consents\":");
	consent_json(core->db, s->id, &json);
	buf_text(&json, ",\"reachability\":");
	score_json(core->db, s->id, &json);
	buf_text(&json, ",\"deliveries\":");
	delivery_json_of_subscriber(core->db, s->id, &json);
	buf_char(&json, '}');
	add_waiting(core, &json);
	explain_local(buf_all(&json), core->conf.templates.timezone, out);
	buf_release(&json);
}

bool explain_delivery(struct core *core, int64_t id, struct buf *out)
{
	struct buf json = BUF_INIT;
	bool is_there = delivery_json(core->db, id, &json);

	if (is_there && delivery_is_open(core->db, id))
		add_waiting(core, &json);
	if (is_there)
		explain_local(buf_all(&json), core->conf.templates.timezone, out);
	buf_release(&json);
	return is_there;
}
