/* SPDX-License-Identifier: MIT
 * Owns the table convenor; see convenor.h. Others show the addresses through convenor_public. */
#include "subscribers/convenor.h"

#include <string.h>

#include "subscribers/json.h"

#define LED \
	"list_id = :list AND coalesce(series_id, 0) = :series AND coalesce(meeting_id, 0) = :meeting"

static bool add(struct convenors *c, struct slice text, struct err *err)
{
	struct address a;

	if (!address_parse(text, &a, err))
		return err_context(err, "the convenor") == 0;
	if (convenors_find(c, a.key) != NULL)
		return true;
	if (c->n == CONVENORS_MAX)
		return err_set(err, ERR_PERM,
		           "at most %d convenors: a shared mailbox can be one of them",
		           CONVENORS_MAX) == 0;
	c->all[c->n++] = a;
	return true;
}

bool convenors_parse(struct slice text, struct convenors *c_r, struct err *err)
{
	struct slice one;

	c_r->n = 0;
	if (text.n == 0 || slice_is_fold(slice_trim(text), "none"))
		return true;
	while (slice_next(&text, ',', &one)) {
		if (!add(c_r, one, err))
			return false;
	}
	return true;
}

const struct address *convenors_find(const struct convenors *c, const char *address_key)
{
	for (int i = 0; i < c->n; i++) {
		if (strcmp(c->all[i].key, address_key) == 0)
			return &c->all[i];
	}
	return NULL;
}

static void bind_led(struct db_stmt *st, struct led led)
{
	db_bind_int(st, ":list", led.list_id);
	db_bind_int(st, ":series", led.series_id);
	db_bind_int(st, ":meeting", led.meeting_id);
}

void convenors_set(struct db *db, struct led led, const struct convenors *c)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM convenor WHERE " LED);

	bind_led(st, led);
	db_do(st);
	for (int i = 0; i < c->n; i++) {
		st = db_sql(db,
		    "INSERT INTO convenor (list_id, series_id, meeting_id, address, address_key)"
		    " VALUES (:list, nullif(:series, 0), nullif(:meeting, 0), :address, :key)");
		bind_led(st, led);
		db_bind_text(st, ":address", c->all[i].spec);
		db_bind_text(st, ":key", c->all[i].key);
		db_do(st);
	}
}

void convenors_copy(struct db *db, struct led from, struct led to)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO convenor (list_id, series_id, meeting_id, address, address_key, held_at,"
	    " holder_id, heir_id) SELECT :to_list, nullif(:to_series, 0), nullif(:to_meeting, 0), address, address_key, held_at,"
	    " holder_id, heir_id FROM convenor WHERE " LED " ORDER BY id");

	bind_led(st, from);
	db_bind_int(st, ":to_list", to.list_id);
	db_bind_int(st, ":to_series", to.series_id);
	db_bind_int(st, ":to_meeting", to.meeting_id);
	db_do(st); /* mostly there is none */
}

void convenors_get(struct db *db, struct led led, struct convenors *c_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT address FROM convenor WHERE " LED " AND held_at IS NULL ORDER BY id");
	struct err err = ERR_INIT;

	c_r->n = 0;
	bind_led(st, led);
	while (db_row(st)) {
		if (c_r->n < CONVENORS_MAX &&
		    address_parse(db_text(st, 0), &c_r->all[c_r->n], &err))
			c_r->n++;
	}
	db_end(st);
}

static bool has_any(struct db *db, struct led led)
{
	struct db_stmt *st = db_sql(db, "SELECT EXISTS (SELECT 1 FROM convenor WHERE " LED ")");

	bind_led(st, led);
	return db_number(st, 0) == 1;
}

bool convenors_of_meeting(struct db *db, int64_t list_id, int64_t meeting_id, struct convenors *c_r)
{
	struct led own = { .list_id = list_id, .meeting_id = meeting_id };

	/* What its own may not have is not for others either. */
	if (has_any(db, own)) {
		convenors_get(db, own, c_r);
		return true;
	}
	convenors_get(db, (struct led){ .list_id = list_id }, c_r);
	return false;
}

void convenors_addresses(struct db *db, struct buf *out)
{
	struct db_stmt *st = db_sql(db, "SELECT DISTINCT address_key FROM convenor");

	while (db_row(st))
		buf_printf(out, "%.*s\n", SLICE_ARG(db_text(st, 0)));
}

bool convenors_same(struct db *db, struct led one, struct led other)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT NOT EXISTS ("
	    "SELECT address_key, sum(side) FROM (SELECT address_key, 1 AS side FROM convenor WHERE " LED
	    " UNION ALL"
	    " SELECT address_key, 2 FROM convenor WHERE list_id = :list_2 AND coalesce(series_id, 0) = :series_2"
	    " AND coalesce(meeting_id, 0) = :meeting_2) GROUP BY address_key HAVING sum(side) <> 3)");

	bind_led(st, one);
	db_bind_int(st, ":list_2", other.list_id);
	db_bind_int(st, ":series_2", other.series_id);
	db_bind_int(st, ":meeting_2", other.meeting_id);
	return db_number(st, 0) == 1;
}

bool convenors_leads(struct db *db, const char *address_key)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT EXISTS (SELECT 1 FROM convenor WHERE address_key = :key)");

	db_bind_text(st, ":key", address_key);
	return db_number(st, 0) == 1;
}

bool convenors_leads_of(struct db *db, const char *address_key, int64_t list_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT EXISTS (SELECT 1 FROM convenor WHERE address_key = :key AND list_id = :list"
	    " AND held_at IS NULL)");

	db_bind_text(st, ":key", address_key);
	db_bind_int(st, ":list", list_id);
	return db_number(st, 0) == 1;
}

/* --- what is held --- */

int64_t convenors_hold(struct db *db, const char *address_key, int64_t holder_id, int64_t heir_id,
    int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE convenor SET held_at = :now, holder_id = nullif(:holder, 0), heir_id = nullif(:heir, 0)"
	    " WHERE address_key = :key AND held_at IS NULL");

	db_bind_int(st, ":now", now);
	db_bind_int(st, ":holder", holder_id);
	db_bind_int(st, ":heir", heir_id);
	db_bind_text(st, ":key", address_key);
	return db_run(st);
}

int64_t convenors_release(struct db *db, const char *address_key, int64_t holder_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE convenor SET held_at = NULL, holder_id = NULL, heir_id = NULL"
	    " WHERE address_key = :key AND holder_id = :holder");

	db_bind_text(st, ":key", address_key);
	db_bind_int(st, ":holder", holder_id);
	return db_run(st);
}

void convenors_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE convenor SET holder_id = iif(holder_id = :from, :to, holder_id),"
	    " heir_id = iif(heir_id = :from, :to, heir_id) WHERE holder_id = :from OR heir_id = :from");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st);
}

bool convenors_is_held(struct db *db, int64_t holder_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT EXISTS (SELECT 1 FROM convenor WHERE holder_id = :holder)");

	db_bind_int(st, ":holder", holder_id);
	return db_number(st, 0) == 1;
}

bool convenors_is_claim(struct db *db, struct led led, const char *address_key,
    int64_t subscriber_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT EXISTS (SELECT 1 FROM convenor WHERE list_id = :list"
	    " AND coalesce(meeting_id, :meeting) = :meeting AND held_at IS NOT NULL"
	    " AND (address_key = :key OR holder_id = :id OR heir_id = :id))");

	db_bind_int(st, ":list", led.list_id);
	db_bind_int(st, ":meeting", led.meeting_id);
	db_bind_text(st, ":key", address_key);
	db_bind_int(st, ":id", subscriber_id);
	return db_number(st, 0) == 1;
}

/* A meeting that is over, or a series that has ended, needs nobody any more. */
#define OPEN \
	"(c.meeting_id IS NULL OR EXISTS (SELECT 1 FROM meeting_led m WHERE m.meeting_id = c.meeting_id AND m.ends_at > :now))" \
	" AND (c.series_id IS NULL OR EXISTS (SELECT 1 FROM series_led s WHERE s.series_id = c.series_id))"

int64_t convenors_held_count(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM convenor c WHERE c.held_at IS NOT NULL AND " OPEN);

	db_bind_int(st, ":now", now);
	return db_number(st, 0);
}

/* Who leads the same; nobody may be told to name those of them who are held. */
#define BESIDE \
	"o.list_id = c.list_id AND o.series_id IS c.series_id AND o.meeting_id IS c.meeting_id AND o.id <> c.id"

void convenors_json_open(struct db *db, const char *address_key, int64_t holder_id, int64_t now,
    struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('community', l.slug, 'name', l.name, 'series', c.series_id,"
	    " 'meeting', c.meeting_id, 'others', (SELECT group_concat(o.address, ',') FROM convenor o WHERE " BESIDE
	    " AND o.held_at IS NULL), 'waiting', (SELECT count(*) FROM convenor o WHERE " BESIDE
	    " AND o.held_at IS NOT NULL AND o.holder_id IS NOT coalesce(c.holder_id, :holder)))"
	    " FROM convenor c JOIN list_public l USING (list_id)"
	    " WHERE (c.address_key = :key OR c.holder_id = :holder) AND " OPEN
	    " AND NOT EXISTS (SELECT 1 FROM meeting_led m JOIN convenor also ON also.series_id = m.series_id"
	    " WHERE m.meeting_id = c.meeting_id AND also.address_key = c.address_key) ORDER BY c.id");

	db_bind_text(st, ":key", address_key);
	db_bind_int(st, ":holder", holder_id);
	db_bind_int(st, ":now", now);
	json_rows(st, out);
}

void convenors_forget(struct db *db, const char *address_key, int64_t holder_id)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM convenor WHERE address_key = :key OR holder_id = :holder");

	db_bind_text(st, ":key", address_key);
	db_bind_int(st, ":holder", holder_id);
	db_do(st);
}

void convenors_json_of(struct db *db, const char *address_key, int64_t holder_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('community', l.slug, 'name', l.name, 'series', c.series_id,"
	    " 'meeting', c.meeting_id, 'address', c.address, 'is_held', json(iif(c.held_at IS NULL, 'false', 'true')))"
	    " FROM convenor c JOIN list_public l USING (list_id) WHERE c.address_key = :key OR c.holder_id = :holder ORDER BY c.id");

	db_bind_text(st, ":key", address_key);
	db_bind_int(st, ":holder", holder_id);
	json_rows(st, out);
}
