/* SPDX-License-Identifier: MIT
 * Owns no table: reports join the views of their owners; see report.h. They read what is there at
 * the time of asking, a community at a time. */
#include "subscribers/report.h"

#include <stdio.h>
#include <string.h>

#include "subscribers/json.h"
#include "subscribers/list.h"
#include "subscribers/region.h"

#define YEAR_S (365 * INT64_C(86400))
#define REGIONS_MAX 32

/* What a member's organisation is; the last is "not known". */
static const char *const kinds[] = { "agency", "ngo", "provider", "other", "unknown" };
#define KINDS (sizeof kinds / sizeof kinds[0])
static const char *const kind_names[KINDS] = { "agencies", "ngos", "providers", "other",
	"unknown" };

void report_hide(int64_t *counts, size_t n)
{
	size_t few = 0, smallest = n;

	for (size_t i = 0; i < n; i++) {
		if (counts[i] > 0 && counts[i] < REPORT_SMALL) {
			counts[i] = REPORT_FEW;
			few++;
		}
	}
	for (size_t i = 0; few == 1 && i < n; i++) {
		if (counts[i] > 0 && (smallest == n || counts[i] < counts[smallest]))
			smallest = i;
	}
	if (smallest < n)
		counts[smallest] = REPORT_HIDDEN;
}

static void add_count(struct buf *out, int64_t count)
{
	if (count == REPORT_FEW)
		buf_printf(out, "\"fewer than %d\"", REPORT_SMALL);
	else if (count == REPORT_HIDDEN)
		buf_text(out, "\"not shown\"");
	else
		buf_printf(out, "%lld", (long long)count);
}

/* --- one community --- */

struct mix {
	int64_t members;
	int64_t kinds[KINDS];
	int64_t
	    regions[REGIONS_MAX]; /* in region_table's order; the one behind its last: not known */
	size_t region_count;
};

static size_t region_index(struct slice code)
{
	size_t i = 0;

	while (region_table[i].code != NULL && !slice_is(code, region_table[i].code))
		i++;
	return i;
}

static void read_mix(struct db *db, int64_t list_id, struct mix *m)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT coalesce(o.kind, 'unknown'), coalesce(r.region, o.region, ''), count(*)"
	    " FROM recipient r LEFT JOIN organisation_facts o ON o.name_key = r.organisation_key"
	    " WHERE r.list_id = :list GROUP BY 1, 2");

	*m = (struct mix){ .region_count = region_index(SLICE_NONE) + 1 };
	db_bind_int(st, ":list", list_id);
	while (db_row(st)) {
		int64_t count = db_int(st, 2);

		for (size_t i = 0; i < KINDS; i++)
			m->kinds[i] += slice_is(db_text(st, 0), kinds[i]) ? count : 0;
		m->regions[region_index(db_text(st, 1))] += count;
		m->members += count;
	}
}

static void add_missing(const struct list *list, const struct mix *m, struct buf *out)
{
	static const char *const words[] = { "no agency", NULL, "no provider" };
	const struct region *region = region_of(slice_of(list->region));

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (words[i] != NULL && m->kinds[i] == 0)
			buf_printf(out, "%s%s", out->n > 0 ? "; " : "", words[i]);
	}
	if (region != NULL && m->regions[region_index(slice_of(region->code))] == 0)
		buf_printf(out, "%snobody from %s", out->n > 0 ? "; " : "", region->name);
}

#define PAST \
	"SELECT m.meeting_id FROM meeting_public m WHERE m.list_id = :list AND m.state = 'planned'" \
	" AND m.starts_at BETWEEN :now - :year AND :now"

/* Meetings of the last year and to come; how many of those who were invited to the last year's
 * answered. How many meetings there are. */
static int64_t add_meetings(struct db *db, int64_t list_id, int64_t now, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT coalesce(sum(state = 'planned' AND starts_at <= :now), 0),"
	    " coalesce(sum(state = 'cancelled' AND starts_at <= :now), 0),"
	    " coalesce(sum(state = 'planned' AND starts_at > :now), 0)"
	    " FROM meeting_public WHERE list_id = :list AND starts_at > :now - :year");
	int64_t invited = 0, answered = 0, meetings = 0;

	db_bind_int(st, ":now", now);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":year", YEAR_S);
	if (db_row(st)) {
		buf_printf(out, ",\"held\":%lld,\"cancelled\":%lld,\"coming\":%lld",
		    (long long)db_int(st, 0), (long long)db_int(st, 1), (long long)db_int(st, 2));
		meetings = db_int(st, 0) + db_int(st, 1) + db_int(st, 2);
		db_end(st);
	}
	/* What is not forgotten yet, and the counts of what is. */
	st = db_sql(db,
	    "SELECT coalesce(sum(invited), 0), coalesce(sum(answered), 0) FROM"
	    " (SELECT meeting_id, count(*) AS invited, sum(answer <> 'none') AS answered FROM rsvp_answer"
	    " WHERE is_invited = 1 AND meeting_id IN (" PAST ") GROUP BY meeting_id"
	    " UNION ALL SELECT meeting_id, invited, answered FROM turnout_public WHERE meeting_id IN (" PAST
	    "))");
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":year", YEAR_S);
	if (db_row(st)) {
		invited = db_int(st, 0);
		answered = db_int(st, 1);
		db_end(st);
	}
	if (invited >= REPORT_SMALL)
		buf_printf(out, ",\"answered_percent\":%lld",
		    (long long)((answered * 200 + invited) / (invited * 2)));
	else
		buf_text(out, ",\"answered_percent\":null");
	return meetings;
}

/* Everything but the braces: a row of the table, the head of the page. False where there is neither
 * a member nor a meeting. */
static bool add_community(struct db *db, const struct list *list, const struct mix *m, int64_t now,
    struct buf *out)
{
	struct buf missing = BUF_INIT;
	int64_t shown[KINDS];
	int64_t members = m->members, meetings;

	buf_text(out, "\"community\":");
	json_quote(out, slice_of(list->slug));
	buf_text(out, list->is_open ? ",\"state\":\"open\"" : ",\"state\":\"closed\"");
	report_hide(&members, 1);
	buf_text(out, ",\"members\":");
	add_count(out, members == REPORT_HIDDEN ? REPORT_FEW : members);
	memcpy(shown, m->kinds, sizeof shown);
	report_hide(shown, KINDS);
	for (size_t i = 0; i < KINDS; i++) {
		buf_printf(out, ",\"%s\":", kind_names[i]);
		/* Of a handful, which kinds there are would say who they are. */
		add_count(out, members < 0 ? REPORT_HIDDEN : shown[i]);
	}
	if (list->is_open) /* nobody can be won for a closed one */
		add_missing(list, m, &missing);
	buf_text(out, ",\"missing\":");
	json_quote(out, buf_all(&missing));
	meetings = add_meetings(db, list->id, now, out);
	buf_release(&missing);
	return m->members > 0 || meetings > 0;
}

static void add_row(struct db *db, const struct list *list, int64_t now, bool *is_first,
    struct buf *out)
{
	size_t before = out->n;
	struct mix m;

	buf_text(out, *is_first ? "{" : ",{");
	read_mix(db, list->id, &m);
	/* What was closed and is empty has nothing to tell. */
	if (!add_community(db, list, &m, now, out) && !list->is_open) {
		buf_cut(out, before);
		return;
	}
	buf_char(out, '}');
	*is_first = false;
}

int64_t report_communities(struct db *db, int64_t now, int64_t after, int most, struct buf *out)
{
	struct list list = { .id = after };
	bool is_first = true;
	int count = 0;

	buf_char(out, '[');
	for (; count < most && list_next(db, LIST_COMMUNITY, list.id, &list); count++)
		add_row(db, &list, now, &is_first, out);
	buf_char(out, ']');
	return count == most ? list.id : 0;
}

static void add_regions(struct mix *m, struct buf *out)
{
	bool is_first = true;

	buf_text(out, ",\"regions\":[");
	report_hide(m->regions, m->region_count);
	for (size_t i = 0; m->members >= REPORT_SMALL && i < m->region_count; i++) {
		if (m->regions[i] == 0)
			continue;
		buf_text(out, is_first ? "{\"region\":" : ",{\"region\":");
		is_first = false;
		json_quote(out,
		    slice_of(region_table[i].code != NULL ? region_table[i].name : "not known"));
		buf_text(out, ",\"members\":");
		add_count(out, m->regions[i]);
		buf_char(out, '}');
	}
	buf_char(out, ']');
}

/* Organisations, not people: how far those are that have somebody here. */
static void add_stages(struct db *db, int64_t list_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('stage', stage, 'organisations', count(*)) FROM"
	    " (SELECT DISTINCT o.name_key, o.stage FROM recipient r JOIN organisation_facts o"
	    " ON o.name_key = r.organisation_key WHERE r.list_id = :list) GROUP BY stage ORDER BY stage");

	db_bind_int(st, ":list", list_id);
	buf_text(out, ",\"stages\":");
	json_rows(st, out);
}

bool report_community(struct db *db, int64_t list_id, int64_t now, struct buf *out)
{
	struct list list;
	struct mix m;

	if (!list_get(db, list_id, &list))
		return false;
	read_mix(db, list_id, &m);
	buf_char(out, '{');
	(void)add_community(db, &list, &m, now,
	    out); /* who asks for one gets it, also where it is empty */
	add_regions(&m, out);
	if (m.members >= REPORT_SMALL)
		add_stages(db, list_id, out);
	buf_char(out, '}');
	return true;
}

/* --- consent --- */

void report_consent(struct db *db, int64_t now, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('list', l.slug,"
	    " 'active', (SELECT count(*) FROM membership m WHERE m.list_id = l.list_id AND m.state = 'active'),"
	    " 'without_proof', (SELECT count(*) FROM membership m WHERE m.list_id = l.list_id AND m.state = 'active'"
	    "  AND NOT EXISTS (SELECT 1 FROM consent_public c WHERE c.subscriber_id = m.subscriber_id"
	    "  AND c.list_id = m.list_id AND c.act = 'given' AND c.wording_id IS NOT NULL)),"
	    " 'by_email', (SELECT count(*) FROM membership m WHERE m.list_id = l.list_id AND m.state = 'active'"
	    "  AND m.channel = 'email'),"
	    " 'by_web', (SELECT count(*) FROM membership m WHERE m.list_id = l.list_id AND m.state = 'active'"
	    "  AND m.channel = 'web'),"
	    " 'invited_by_staff', (SELECT count(*) FROM membership m WHERE m.list_id = l.list_id AND m.state = 'active'"
	    "  AND m.channel = 'staff'),"
	    " 'pending', (SELECT count(*) FROM membership m WHERE m.list_id = l.list_id AND m.state = 'pending'),"
	    " 'given_in_a_year', coalesce(sum(c.act = 'given'), 0),"
	    " 'refused_in_a_year', coalesce(sum(c.act = 'refused'), 0),"
	    " 'withdrawn_in_a_year', coalesce(sum(c.act = 'withdrawn'), 0))"
	    " FROM list_public l LEFT JOIN consent_public c ON c.list_id = l.list_id AND c.at > :since"
	    " GROUP BY l.list_id ORDER BY l.list_id");

	db_bind_int(st, ":since", now - YEAR_S);
	json_rows(st, out);
}

/* --- delivery --- */

/* Is there one of the span below `end`? A table's rows are made in the order of time. Where rows
 * are gone there are gaps: the next page begins at the next row. *next_r is above it. */
static bool has_more(struct db *db, int64_t end, int64_t since, int64_t *next_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT delivery_id + 1 FROM delivery_tally WHERE delivery_id ="
	    " (SELECT max(delivery_id) FROM delivery_tally WHERE delivery_id < :end) AND created_at > :since");

	db_bind_int(st, ":end", end);
	db_bind_int(st, ":since", since);
	*next_r = db_number(st, 0);
	return *next_r != 0;
}

/* The youngest first. Those whose rows are gone are counted by whole days, with the last page. */
int64_t report_delivery(struct db *db, int64_t since, int64_t before, int64_t most, struct buf *out)
{
	int64_t end = before > 0 ?
	    before :
	    db_number(db_sql(db, "SELECT max(delivery_id) + 1 FROM delivery_tally"), 0);
	int64_t next = 0;
	bool is_last = !has_more(db, end - most, since, &next);
	/* One that is leased is queued or unsure as well. */
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('kind', kind, 'sent', sum(n * (state = 'sent')),"
	    " 'waiting', sum(n * (state IN ('queued', 'unsure'))), 'failed', sum(n * (state = 'failed')),"
	    " 'held', sum(n * (state = 'held')), 'cancelled', sum(n * (state = 'cancelled')))"
	    " FROM (SELECT kind, state, 1 AS n FROM delivery_tally"
	    " WHERE delivery_id >= :end - :most AND delivery_id < :end AND created_at > :since"
	    " UNION ALL SELECT kind, state, count FROM delivery_past_tally WHERE :is_last = 1 AND day > :since / 86400)"
	    " GROUP BY kind ORDER BY kind");

	db_bind_int(st, ":since", since);
	db_bind_int(st, ":end", end);
	db_bind_int(st, ":most", most);
	db_bind_int(st, ":is_last", is_last);
	json_rows(st, out);
	return next;
}

int64_t report_delivery_of(struct db *db, int64_t announcement_id, int64_t after, int64_t most,
    struct buf *out)
{
	int64_t last = db_number(db_sql(db, "SELECT max(delivery_id) FROM delivery_tally"), 0);
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('delivery', d.delivery_id,"
	    " 'address', coalesce(d.address, s.address, 'forgotten since'), 'state', d.state,"
	    " 'at', " JSON_TIME(
	        "d.settled_at") ", 'attempts', d.attempts, 'reason', d.reason)"
	                        " FROM delivery_public d LEFT JOIN subscriber_address s USING (subscriber_id)"
	                        " WHERE d.delivery_id > :after AND d.delivery_id <= :after + :most AND d.announcement_id = :announcement"
	                        " ORDER BY d.delivery_id");

	db_bind_int(st, ":announcement", announcement_id);
	db_bind_int(st, ":after", after);
	db_bind_int(st, ":most", most);
	json_rows(st, out);
	return after + most < last ? after + most : 0;
}
