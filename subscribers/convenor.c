/* SPDX-License-Identifier: MIT
 * Owns the table convenor; see convenor.h. Others show the addresses through convenor_public. */
#include "convenor.h"

#include <string.h>

#include "json.h"

#define LED "list_id = :list AND coalesce(series_id, 0) = :series AND coalesce(meeting_id, 0) = :meeting"

static bool add(struct convenors *c, struct slice text, struct err *err)
{
	struct address a;

	if (!address_parse(text, &a, err))
		return err_context(err, "the convenor") == 0;
	if (convenors_find(c, a.key) != NULL)
		return true;
	if (c->n == CONVENORS_MAX)
		return err_set(err, ERR_PERM, "at most %d convenors: a shared mailbox can be one of them", CONVENORS_MAX) == 0;
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
	(void)db_run(st);
	for (int i = 0; i < c->n; i++) {
		st = db_sql(db, "INSERT INTO convenor (list_id, series_id, meeting_id, address, address_key)"
		    " VALUES (:list, nullif(:series, 0), nullif(:meeting, 0), :address, :key)");
		bind_led(st, led);
		db_bind_text(st, ":address", c->all[i].spec);
		db_bind_text(st, ":key", c->all[i].key);
		(void)db_run(st);
	}
}

void convenors_get(struct db *db, struct led led, struct convenors *c_r)
{
	struct db_stmt *st = db_sql(db, "SELECT address FROM convenor WHERE " LED " ORDER BY id");
	struct err err = ERR_INIT;

	c_r->n = 0;
	bind_led(st, led);
	while (db_row(st)) {
		if (c_r->n < CONVENORS_MAX && address_parse(db_text(st, 0), &c_r->all[c_r->n], &err))
			c_r->n++;
	}
	db_end(st);
}

bool convenors_of_meeting(struct db *db, int64_t list_id, int64_t meeting_id, struct convenors *c_r)
{
	convenors_get(db, (struct led){ .list_id = list_id, .meeting_id = meeting_id }, c_r);
	if (c_r->n > 0)
		return true;
	convenors_get(db, (struct led){ .list_id = list_id }, c_r);
	return false;
}

void convenors_addresses(struct db *db, struct buf *out)
{
	struct db_stmt *st = db_sql(db, "SELECT DISTINCT address_key FROM convenor");

	while (db_row(st))
		buf_printf(out, "%.*s\n", SLICE_ARG(db_text(st, 0)));
}

void convenors_forget(struct db *db, const char *address_key)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM convenor WHERE address_key = :key");

	db_bind_text(st, ":key", address_key);
	(void)db_run(st);
}

bool convenors_leads(struct db *db, const char *address_key)
{
	struct db_stmt *st = db_sql(db, "SELECT EXISTS (SELECT 1 FROM convenor WHERE address_key = :key)");

	db_bind_text(st, ":key", address_key);
	return db_number(st, 0) == 1;
}

void convenors_json_of(struct db *db, const char *address_key, struct buf *out)
{
	struct db_stmt *st = db_sql(db, "SELECT json_object('community', l.slug, 'name', l.name, 'series', c.series_id,"
	    " 'meeting', c.meeting_id, 'address', c.address)"
	    " FROM convenor c JOIN list_public l USING (list_id) WHERE c.address_key = :key ORDER BY c.id");

	db_bind_text(st, ":key", address_key);
	json_rows(st, out);
}
