/* SPDX-License-Identifier: MIT
 * See records.h. A value of the wrong type breaks its record only; what is not JSON ends the file,
 * since nobody can say where the next record begins. */
#include "daemon/ctl/records.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "daemon/common/xmalloc.h"
#include "daemon/ctl/column.h"

struct records {
	FILE *file;
	json_t *record; /* the present one: rows borrow from it */
	struct buf sectors;
	bool has_begun, is_array, has_ended;
	uint32_t count;
};

struct records *records_new(FILE *file)
{
	struct records *r = xcalloc(1, sizeof *r);

	r->file = file;
	buf_init(&r->sectors);
	return r;
}

void records_drop(struct records *r)
{
	if (r == NULL)
		return;
	json_decref(r->record);
	buf_release(&r->sectors);
	free(r);
}

/* The next byte that is not white space, put back; EOF at the end. */
static int peek(struct records *r)
{
	int c;

	do {
		c = getc_unlocked(r->file);
	} while (c == ' ' || c == '\t' || c == '\r' || c == '\n');
	if (c != EOF)
		(void)ungetc(c, r->file); /* one is always possible */
	return c;
}

/* Steps over what stands between records. 1: a record follows; 0: the end; -1. */
static int step(struct records *r, struct err *err)
{
	int c = peek(r);

	if (!r->has_begun && c == '[') {
		(void)getc_unlocked(r->file);
		r->is_array = true;
		c = peek(r);
		if (c == ']')
			r->has_ended = true;
	} else if (r->is_array && r->has_begun && !r->has_ended) {
		if (c != ',' && c != ']')
			return err_set(err, ERR_PERM, "record %u is followed by neither , nor ]",
			    r->count);
		(void)getc_unlocked(r->file);
		r->has_ended = c == ']';
	}
	r->has_begun = true;
	if (r->has_ended) {
		c = peek(r);
		if (c == ']' && r->count == 0)
			(void)getc_unlocked(r->file);
		return peek(r) == EOF ?
		    0 :
		    err_set(err, ERR_PERM, "something stands behind the end of the array");
	}
	return peek(r) == EOF && !r->is_array ? 0 : 1;
}

static int broken(struct roster_row *row, struct err *err, const char *why, const char *key)
{
	row->mark = ROSTER_BROKEN;
	return err_set(err, ERR_PERM, why, key);
}

/* A list of words as one text. */
static int take_sectors(struct records *r, json_t *value, struct slice *field)
{
	buf_clear(&r->sectors);
	for (size_t i = 0; i < json_array_size(value); i++) {
		json_t *word = json_array_get(value, i);

		if (!json_is_string(word))
			return -1;
		buf_text(&r->sectors, i > 0 ? ", " : "");
		buf_text(&r->sectors, json_string_value(word));
	}
	*field = buf_all(&r->sectors);
	return 0;
}

static int take_value(struct records *r, const char *key, json_t *value, struct roster_row *row,
    struct err *err)
{
	int field = column_find(slice_of(key), err);

	if (field < 0) {
		row->mark = ROSTER_BROKEN;
		return -1;
	}
	if (field == ROSTER_FIELDS || json_is_null(value))
		return 0;
	if (json_is_string(value))
		row->fields[field] = slice_make(json_string_value(value),
		    json_string_length(value));
	else if (field == ROSTER_ROLE && json_is_boolean(value))
		row->fields[field] = slice_of(json_is_true(value) ? "yes" : "no");
	else if (field != ROSTER_SECTORS || !json_is_array(value) ||
	    take_sectors(r, value, &row->fields[field]) < 0)
		return broken(row, err, "\"%.60s\" is not a text", key);
	return 0;
}

int records_next(struct records *r, struct roster_row *row, struct err *err)
{
	json_error_t error;
	const char *key;
	json_t *value;
	int got = step(r, err);

	if (got <= 0)
		return got;
	json_decref(r->record);
	r->record = json_loadf(r->file, JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &error);
	row->place = ++r->count;
	if (r->record == NULL)
		return err_set(err, ERR_PERM, "record %u is not JSON: %s", r->count, error.text);
	if (!json_is_object(r->record)) {
		(void)broken(row, err, "it is not an object in { }%s", "");
		return 1;
	}
	json_object_foreach(r->record, key, value)
	{
		if (take_value(r, key, value, row, err) < 0)
			break; /* the row says so */
	}
	return 1;
}
