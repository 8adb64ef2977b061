/* SPDX-License-Identifier: MIT
 * Owns the table list; see list.h. There are some tens of lists, so finding one by the words of a
 * person reads them all. */
#include "subscribers/list.h"

#include <string.h>

#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/common/zone.h"
#include "subscribers/called.h"
#include "subscribers/convenor.h"
#include "subscribers/json.h"
#include "subscribers/region.h"

#define COLUMNS \
	"id, kind, state = 'open', slug, name, purpose, region, timezone, reminders, sending_window"

static const char *const kind_names[] = { "newsletter", "community" };

static void copy(char *out, size_t size, struct slice s)
{
	str_put(out, size, "%.*s", SLICE_ARG(s)); /* bounded by a CHECK of the table */
}

static void read_row(struct db_stmt *st, struct list *l)
{
	l->id = db_int(st, 0);
	l->kind = slice_is(db_text(st, 1), "community") ? LIST_COMMUNITY : LIST_NEWSLETTER;
	l->is_open = db_int(st, 2) != 0;
	copy(l->slug, sizeof l->slug, db_text(st, 3));
	copy(l->name, sizeof l->name, db_text(st, 4));
	copy(l->purpose, sizeof l->purpose, db_text(st, 5));
	copy(l->region, sizeof l->region, db_text(st, 6));
	copy(l->timezone, sizeof l->timezone, db_text(st, 7));
	copy(l->reminders, sizeof l->reminders, db_text(st, 8));
	copy(l->window, sizeof l->window, db_text(st, 9));
}

static bool one(struct db_stmt *st, struct list *list_r)
{
	if (!db_row(st))
		return false;
	read_row(st, list_r);
	db_end(st);
	return true;
}

/* --- changing --- */

/* Lower-case letters, digits and single hyphens: it stands in addresses, URLs and List-Id. */
static bool is_slug(struct slice s)
{
	if (s.n == 0 || s.n > LIST_SLUG_MAX || s.p[0] == '-' || s.p[s.n - 1] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		        (c == '-' && s.p[i - 1] != '-')))
			return false;
	}
	return true;
}

static void check_text(struct db *db, const char *what, struct slice s, size_t max)
{
	if (s.n > max || !utf8_is_line(s))
		(void)db_refuse(db, "%s must be one line of at most %zu bytes", what, max);
}

static void check_input(struct db *db, const struct list_input *in, const struct region *region)
{
	char zone[64];

	check_text(db, "the name", in->name, LIST_NAME_MAX);
	check_text(db, "the purpose", in->purpose, LIST_PURPOSE_MAX);
	check_text(db, "the reminders", in->reminders, LIST_REMINDERS_MAX);
	check_text(db, "the window", in->window, LIST_WINDOW_MAX);
	if (in->resend_unsure.n > 0 && !slice_is(in->resend_unsure, "once") &&
	    !slice_is(in->resend_unsure, "never"))
		(void)db_refuse(db, "resend-unsure must be once or never");
	if (in->region.n > 0 && region == NULL)
		(void)db_refuse(db,
		    "no region is called \"%.*s\"; say a name like \"Otago\" or a code like "
		    "\"NZ-OTA\"",
		    SLICE_ARG(in->region));
	copy(zone, sizeof zone, in->timezone);
	if (in->timezone.n > 0 && !zone_is_known(zone))
		(void)db_refuse(db, "no time zone is called \"%s\"", zone);
	if (in->state.n > 0 && !slice_is(in->state, "open") && !slice_is(in->state, "closed"))
		(void)db_refuse(db, "the state must be open or closed");
}

int64_t list_add(struct db *db, const struct list_input *in, int64_t now)
{
	const struct region *region = region_find(in->region);
	bool is_community = in->kind == LIST_COMMUNITY;
	struct db_stmt *st;

	if (!is_slug(in->slug))
		(void)db_refuse(db, "the short name must be 1 to %d of a-z, 0-9 and -",
		    LIST_SLUG_MAX);
	if (slice_trim(in->name).n == 0)
		(void)db_refuse(db, "a list needs a name that people know it by (--name)");
	if (slice_trim(in->purpose).n == 0)
		(void)db_refuse(db,
		    "a list needs a purpose in plain words (--purpose): people are told it "
		    "before they agree");
	if (is_community && in->region.n == 0)
		(void)db_refuse(db, "a community needs a region (--region Otago)");
	check_input(db, in, region);
	st = db_sql(db,
	    "INSERT INTO list (slug, kind, name, purpose, region, timezone, created_at)"
	    " VALUES (:slug, :kind, :name, :purpose, :region, :zone, :now)"
	    " ON CONFLICT (slug) DO NOTHING");
	db_bind_slice(st, ":slug", in->slug);
	db_bind_text(st, ":kind", kind_names[in->kind]);
	db_bind_slice(st, ":name", in->name);
	db_bind_slice(st, ":purpose", in->purpose);
	db_bind_text(st, ":region", is_community && region != NULL ? region->code : NULL);
	if (is_community && region != NULL)
		db_bind_text(st, ":zone", region->zone);
	else
		db_bind_slice(st, ":zone", in->timezone);
	db_bind_int(st, ":now", now);
	if (!db_has_failed(db) && db_run(st) == 0)
		(void)db_refuse(db, "a list called \"%.*s\" exists already", SLICE_ARG(in->slug));
	return db_last_id(db);
}

void list_update(struct db *db, int64_t id, const struct list_input *in)
{
	const struct region *region = region_find(in->region);
	struct db_stmt *st = db_sql(db,
	    "UPDATE list SET"
	    " name = coalesce(nullif(:name, ''), name),"
	    " purpose = coalesce(nullif(:purpose, ''), purpose),"
	    " state = coalesce(nullif(:state, ''), state),"
	    " region = CASE WHEN kind = 'community' THEN coalesce(:region, region) END,"
	    " timezone = coalesce(:zone, timezone),"
	    " reminders = CASE :reminders WHEN '' THEN reminders WHEN 'default' THEN NULL ELSE :reminders END,"
	    " sending_window = CASE :window WHEN '' THEN sending_window WHEN 'default' THEN NULL ELSE :window END,"
	    " resend_unsure = coalesce(nullif(:resend_unsure, ''), resend_unsure)"
	    " WHERE id = :id");

	check_input(db, in, region);
	db_bind_int(st, ":id", id);
	db_bind_slice(st, ":name", in->name);
	db_bind_slice(st, ":purpose", in->purpose);
	db_bind_slice(st, ":state", in->state);
	db_bind_slice(st, ":reminders", in->reminders);
	db_bind_slice(st, ":window", in->window);
	db_bind_slice(st, ":resend_unsure", in->resend_unsure);
	db_bind_text(st, ":region", region != NULL ? region->code : NULL);
	db_bind_text(st, ":zone", region != NULL ? region->zone : NULL);
	if (db_run(st) == 0)
		(void)db_refuse(db, "no such list");
}

/* --- finding --- */

bool list_get(struct db *db, int64_t id, struct list *list_r)
{
	struct db_stmt *st = db_sql(db, "SELECT " COLUMNS " FROM list WHERE id = :id");

	db_bind_int(st, ":id", id);
	return one(st, list_r);
}

bool list_resends_unsure(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM list WHERE id = :id AND resend_unsure = 'never'");

	db_bind_int(st, ":id", id);
	return db_number(st, 0) == 0;
}

bool list_by_slug(struct db *db, struct slice slug, struct list *list_r)
{
	struct db_stmt *st = db_sql(db, "SELECT " COLUMNS " FROM list WHERE slug = :slug");

	db_bind_slice(st, ":slug", slug);
	return one(st, list_r);
}

bool list_default(struct db *db, struct list *list_r)
{
	return one(db_sql(db,
	               "SELECT " COLUMNS " FROM list WHERE kind = 'newsletter' AND state = 'open'"
	               " ORDER BY slug <> 'newsletter', id LIMIT 1"),
	    list_r);
}

static bool next_of(struct db *db, const char *state, int kind, int64_t after, struct list *list_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " COLUMNS " FROM list WHERE (:state = '' OR state = :state) AND id > :after"
	    " AND (:kind = '' OR kind = :kind) ORDER BY id LIMIT 1");

	db_bind_text(st, ":state", state);
	db_bind_int(st, ":after", after);
	db_bind_text(st, ":kind", kind < 0 ? "" : kind_names[kind]);
	return one(st, list_r);
}

bool list_next_open(struct db *db, int kind, int64_t after, struct list *list_r)
{
	return next_of(db, "open", kind, after, list_r);
}

bool list_next(struct db *db, int kind, int64_t after, struct list *list_r)
{
	return next_of(db, "", kind, after, list_r);
}

static bool is_called(const struct list *l, struct slice folded)
{
	return called_same(folded, slice_of(l->slug)) || called_same(folded, slice_of(l->name));
}

static bool is_of_region(const struct list *l, const struct region *region)
{
	return region != NULL && l->kind == LIST_COMMUNITY && strcmp(region->code, l->region) == 0;
}

/* A slug or a name is one list's; a region may be that of several, and then says nothing. */
static bool find_called(struct db *db, struct slice folded, int kind, struct list *list_r)
{
	struct db_stmt *st = db_sql(db, "SELECT " COLUMNS " FROM list ORDER BY id");
	const struct region *region = region_find(folded);
	struct list l;
	bool is_named = false;
	int there = 0;

	while (folded.n > 0 && !is_named && db_row(st)) {
		read_row(st, &l);
		if (kind >= 0 && l.kind != (enum list_kind)kind)
			continue;
		is_named = is_called(&l, folded);
		if (is_named || is_of_region(&l, region)) {
			*list_r = l;
			there++;
		}
	}
	db_end(st);
	return is_named || there == 1;
}

/* As it was written first: a list may be called "Community". */
bool list_find(struct db *db, struct slice words, int kind, struct list *list_r)
{
	struct buf folded = BUF_INIT;
	bool is_found;

	called_fold(&folded, words);
	is_found = find_called(db, buf_all(&folded), kind, list_r) ||
	    find_called(db, called_core(buf_all(&folded)), kind, list_r);
	buf_release(&folded);
	return is_found;
}

/* --- showing --- */

#define JSON_LIST \
	"json_object('id', l.id, 'slug', slug, 'kind', kind, 'name', name, 'purpose', purpose," \
	" 'region', region, 'timezone', timezone, 'state', l.state," \
	" 'convenors', " CONVENORS_JSON("l.id", "0", \
	    "0") "," \
	         " 'convenors_held', " CONVENORS_HELD_JSON("l.id", "0", \
	             "0") "," \
	                  " 'reminders', l.reminders, 'window', l.sending_window," \
	                  " 'resend_unsure', l.resend_unsure," \
	                  " 'active', (SELECT count(*) FROM membership m WHERE m.list_id = l.id AND m.state = 'active')," \
	                  " 'pending', (SELECT count(*) FROM membership m WHERE m.list_id = l.id AND m.state = 'pending')," \
	                  " 'created', " JSON_TIME("l.created_at") ")"

bool list_json(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db, "SELECT " JSON_LIST " FROM list l WHERE l.id = :id");

	db_bind_int(st, ":id", id);
	return json_row(st, out);
}

void list_json_all(struct db *db, int kind, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_LIST " FROM list l"
	    " WHERE :kind = '' OR kind = :kind ORDER BY l.id");

	db_bind_text(st, ":kind", kind < 0 ? "" : kind_names[kind]);
	json_rows(st, out);
}
