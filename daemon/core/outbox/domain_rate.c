/* SPDX-License-Identifier: MIT
 * Owns the table domain_rate; see domain_rate.h. A bucket is one time: when it would be full again.
 * A tenth of a minute's messages may go at once, and the rest evenly, so that no minute has more
 * than per_minute. The line is a second time, and only a hint: who comes again and finds no room
 * goes to its end. A clock set back leaves times far ahead; they are taken back to at most the
 * line's own length of a day. */
#include "daemon/core/outbox/domain_rate.h"

#include <string.h>

#include "subscribers/json.h"

#define LINE_MAX_MS \
	(24 * INT64_C(3600) * \
	    1000) /* a line longer than a day wraps: order does not matter there */

static int64_t burst_of(const struct conf_domain *c)
{
	return c->per_minute >= 20 ? c->per_minute / 10 : 1;
}

static int64_t interval_ms(const struct conf_domain *c)
{
	return 60000 / (c->per_minute - burst_of(c) + 1);
}

int domain_rate_group(const struct conf *conf, struct slice address)
{
	struct slice domain = slice_from(address, slice_find(address, '@') + 1);

	for (int i = 0; i < conf->domain_count; i++) {
		struct slice rest = slice_of(conf->domains[i].domains), word;

		while (slice_next_word(&rest, &word)) {
			if (slice_equal_fold(word, domain))
				return i;
		}
	}
	return -1;
}

void domain_rate_load(struct db *db, const struct conf *conf, struct domain_rate *d)
{
	memset(d, 0, sizeof *d);
	d->conf = conf;
	for (int i = 0; i < conf->domain_count; i++) {
		struct db_stmt *st = db_sql(db,
		    "SELECT full_at, line_at FROM domain_rate WHERE name = :name");

		db_bind_text(st, ":name", conf->domains[i].name);
		if (!db_row(st))
			continue;
		d->groups[i].full_ms = db_int(st, 0);
		d->groups[i].line_ms = db_int(st, 1);
		db_end(st);
	}
}

int64_t domain_rate_take(struct domain_rate *d, int group, bool must_go, int64_t now)
{
	const struct conf_domain *c = &d->conf->domains[group];
	int64_t now_ms = now * 1000, interval = interval_ms(c),
	        slack = (burst_of(c) - 1) * interval;
	int64_t *full = &d->groups[group].full_ms, *line = &d->groups[group].line_ms;

	d->groups[group].is_dirty = true;
	if (*full < now_ms || *full - now_ms > LINE_MAX_MS)
		*full = now_ms;
	if (must_go ||
	    (*full - now_ms <= slack &&
	        (c->connections == 0 || d->groups[group].busy < c->connections))) {
		*full += interval;
		d->groups[group].busy++;
		return 0;
	}
	if (*line < *full - slack || *line - now_ms > LINE_MAX_MS)
		*line = *full - slack;
	if (*line <= now_ms) /* there is room, but as many are under way as may be */
		*line = now_ms + 1000;
	*line += interval;
	d->postponed++;
	return (*line - interval + 999) / 1000;
}

void domain_rate_save(struct db *db, const struct domain_rate *d)
{
	for (int i = 0; i < d->conf->domain_count; i++) {
		struct db_stmt *st;

		if (!d->groups[i].is_dirty)
			continue;
		st = db_sql(db,
		    "INSERT INTO domain_rate (name, full_at, line_at) VALUES (:name, :full, :line)"
		    " ON CONFLICT (name) DO UPDATE SET full_at = excluded.full_at, line_at = excluded.line_at");
		db_bind_text(st, ":name", d->conf->domains[i].name);
		db_bind_int(st, ":full", d->groups[i].full_ms);
		db_bind_int(st, ":line", d->groups[i].line_ms);
		db_do(st);
	}
}

void domain_rate_json(struct db *db, const struct conf *conf, int64_t now, struct buf *out)
{
	struct domain_rate d;

	domain_rate_load(db, conf, &d);
	buf_char(out, '[');
	for (int i = 0; i < conf->domain_count; i++) {
		int64_t ahead_ms = d.groups[i].line_ms - now * 1000;

		buf_text(out, i > 0 ? ",{\"domains\":" : "{\"domains\":");
		json_quote(out, slice_of(conf->domains[i].name));
		buf_printf(out, ",\"per_minute\":%lld,\"line_s\":%lld}",
		    (long long)conf->domains[i].per_minute,
		    (long long)(ahead_ms > 0 ? ahead_ms / 1000 : 0));
	}
	buf_char(out, ']');
}

void domain_rate_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE domain_rate SET full_at = full_at - :by * 1000, line_at = line_at - :by * 1000"
	    " WHERE full_at > :now * 1000 OR line_at > :now * 1000");

	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
}
