/* SPDX-License-Identifier: MIT
 * JSON as people read it; see present.h. Generic on purpose: a new verb of the daemon is shown
 * well without a line here, as long as its answer is a text, an object or a list of objects.
 *
 * Conventions an answer can use: a "text" beside nothing but an "id" is the whole answer; a list
 * of {"check", "ok", "text"} is a list of checks; a list inside an object is a table under its
 * name; a "timezone" beside times is the zone they are shown in. The order of keys is the order
 * of lines and columns. What is empty is not shown. */
#include "daemon/ctl/present.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "daemon/common/zone.h"
#include "daemon/ctl/cell.h"
#include "daemon/ctl/screen.h"

#define COLUMNS_MAX 32          /* of one table; more keys than this are not shown */
#define GAP 2                   /* spaces between columns */
#define CELL_LEAST 12           /* a column is not made narrower than this to fit a terminal */
#define CELL_MOST 80            /* nor wider than this anywhere; --json has the whole */
#define DEPTH_MAX 8             /* of objects in objects; deeper is on one line */
#define ELLIPSIS "\xe2\x80\xa6" /* one column wide */

struct page {
	struct buf *out;
	size_t columns;
	size_t indent;
	const char *zone;
};

static void present_value(const struct page *page, const char *key, json_t *value, int depth);

/* The zone that the times of an object are meant in. */
static const char *zone_of(json_t *object, const char *zone)
{
	const char *own = json_string_value(json_object_get(object, "timezone"));

	return own != NULL && zone_is_known(own) ? own : zone;
}

/* --- tables ---------------------------------------------------------------------------------- */

struct column {
	const char *key;
	size_t width;
	bool is_number;
	bool is_empty; /* in every row so far */
};

struct table {
	struct column columns[COLUMNS_MAX];
	size_t count;
};

static size_t label_width(const char *key)
{
	struct buf label = BUF_INIT;
	size_t width;

	cell_label(&label, key);
	width = screen_width(buf_all(&label));
	buf_release(&label);
	return width;
}

static void measure_row(struct table *t, json_t *row, const char *zone)
{
	struct buf cell = BUF_INIT;
	const char *key;
	json_t *value;

	json_object_foreach(row, key, value)
	{
		size_t i = 0, width;

		while (i < t->count && strcmp(t->columns[i].key, key) != 0)
			i++;
		if (i == COLUMNS_MAX)
			continue;
		if (i == t->count)
			t->columns[t->count++] = (struct column){ key, label_width(key), true,
				true };
		buf_clear(&cell);
		cell_add(&cell, key, value, zone_of(row, zone));
		width = screen_width(buf_all(&cell));
		if (width > t->columns[i].width)
			t->columns[i].width = width < CELL_MOST ? width : CELL_MOST;
		t->columns[i].is_number &= json_is_number(value) || json_is_null(value);
		t->columns[i].is_empty &= cell_is_empty(value);
	}
	buf_release(&cell);
}

static void drop_empty(struct table *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->count; i++)
		if (!t->columns[i].is_empty)
			t->columns[kept++] = t->columns[i];
	t->count = kept;
}

/* Takes from the widest column until the table fits, or no column can give more. */
static void fit_table(struct table *t, size_t columns)
{
	for (;;) {
		size_t total = 0, widest = 0;

		for (size_t i = 0; i < t->count; i++) {
			total += t->columns[i].width + (i > 0 ? GAP : 0);
			if (t->columns[i].width > t->columns[widest].width)
				widest = i;
		}
		if (total <= columns || t->columns[widest].width <= CELL_LEAST)
			return;
		t->columns[widest].width--;
	}
}

static void put_cell(const struct page *page, const struct column *c, struct slice text)
{
	size_t width = screen_width(text), pad = 0;
	bool is_cut = width > c->width;

	if (is_cut) {
		text = slice_sub(text, 0, screen_fit(text, c->width - 1));
		width = screen_width(text) + 1;
	}
	pad = c->width > width ? c->width - width : 0;
	if (c->is_number)
		buf_repeat(page->out, ' ', pad);
	screen_add(page->out, text, SCREEN_ONE_LINE);
	buf_text(page->out, is_cut ? ELLIPSIS : "");
	if (!c->is_number)
		buf_repeat(page->out, ' ', pad);
	buf_repeat(page->out, ' ', GAP);
}

/* Cells are padded; a line that ends in an empty one is not. */
static void end_row(struct buf *out)
{
	while (out->n > 0 && out->p[out->n - 1] == ' ')
		buf_cut(out, out->n - 1);
	buf_char(out, '\n');
}

static void put_heading(const struct page *page, const struct table *t)
{
	struct buf name = BUF_INIT;

	buf_repeat(page->out, ' ', page->indent);
	for (size_t i = 0; i < t->count; i++) {
		buf_clear(&name);
		cell_label(&name, t->columns[i].key);
		for (size_t c = 0; c < name.n; c++) /* keys are ours, and ASCII */
			if (name.p[c] >= 'a' && name.p[c] <= 'z')
				name.p[c] = (char)(name.p[c] - 'a' + 'A');
		put_cell(page, &t->columns[i], buf_all(&name));
	}
	end_row(page->out);
	buf_release(&name);
}

static void present_table(const struct page *page, json_t *rows)
{
	struct buf cell = BUF_INIT;
	struct table t = { .count = 0 };

	for (size_t i = 0; i < json_array_size(rows); i++)
		measure_row(&t, json_array_get(rows, i), page->zone);
	drop_empty(&t);
	if (page->columns > page->indent)
		fit_table(&t, page->columns - page->indent);
	put_heading(page, &t);
	for (size_t r = 0; r < json_array_size(rows); r++) {
		json_t *row = json_array_get(rows, r);

		buf_repeat(page->out, ' ', page->indent);
		for (size_t i = 0; i < t.count; i++) {
			buf_clear(&cell);
			cell_add(&cell, t.columns[i].key, json_object_get(row, t.columns[i].key),
			    zone_of(row, page->zone));
			put_cell(page, &t.columns[i], buf_all(&cell));
		}
		end_row(page->out);
	}
	buf_release(&cell);
}

/* --- checks ---------------------------------------------------------------------------------- */

static bool is_check(json_t *row)
{
	return json_is_string(json_object_get(row, "check")) &&
	    json_is_boolean(json_object_get(row, "ok"));
}

static void present_checks(const struct page *page, json_t *rows)
{
	struct column name = { .width = 0 };

	for (size_t i = 0; i < json_array_size(rows); i++) {
		const char *text = json_string_value(json_object_get(json_array_get(rows, i),
		    "check"));

		if (screen_width(slice_of(text)) > name.width)
			name.width = screen_width(slice_of(text));
	}
	for (size_t i = 0; i < json_array_size(rows); i++) {
		json_t *row = json_array_get(rows, i);

		buf_repeat(page->out, ' ', page->indent);
		buf_text(page->out,
		    json_is_true(json_object_get(row, "ok")) ? "ok      " : "NOT OK  ");
		put_cell(page, &name, slice_of(json_string_value(json_object_get(row, "check"))));
		screen_add(page->out, slice_of(json_string_value(json_object_get(row, "text"))),
		    SCREEN_ONE_LINE);
		end_row(page->out);
	}
}

/* --- objects --------------------------------------------------------------------------------- */

static bool is_object(json_t *value)
{
	return json_is_object(value) && json_object_size(value) > 0;
}

/* Whether a value stands on the line of its key. */
static bool is_short(json_t *value)
{
	if (json_is_string(value))
		return strchr(json_string_value(value), '\n') == NULL;
	if (json_is_object(value))
		return false;
	for (size_t i = 0; i < json_array_size(value); i++)
		if (json_is_object(json_array_get(value, i)) ||
		    json_is_array(json_array_get(value, i)))
			return false;
	return true;
}

/* Each line of a text, indented, so that a text in an object cannot look like another key. */
static void put_lines(const struct page *page, struct slice text)
{
	struct slice line;

	while (slice_next_line(&text, &line)) {
		if (line.n > 0)
			buf_repeat(page->out, ' ', page->indent);
		screen_add(page->out, line, SCREEN_KEEP_LINES);
		buf_char(page->out, '\n');
	}
}

static void present_object(const struct page *page, json_t *object, int depth)
{
	struct page inner = { page->out, page->columns, page->indent + GAP,
		zone_of(object, page->zone) };
	struct buf text = BUF_INIT;
	size_t width = 0;
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value) if (is_short(value) && !cell_is_empty(value) &&
	    label_width(key) > width) width = label_width(key);
	json_object_foreach(object, key, value)
	{
		if (cell_is_empty(value))
			continue;
		buf_clear(&text);
		cell_label(&text, key);
		buf_repeat(page->out, ' ', page->indent);
		screen_add(page->out, buf_all(&text), SCREEN_ONE_LINE);
		if (!is_short(value)) {
			buf_char(page->out, '\n');
			present_value(&inner, key, value, depth + 1);
			continue;
		}
		buf_repeat(page->out, ' ', width - screen_width(buf_all(&text)) + GAP);
		buf_clear(&text);
		cell_add(&text, key, value, inner.zone);
		screen_add(page->out, buf_all(&text), SCREEN_ONE_LINE);
		end_row(page->out);
	}
	buf_release(&text);
}

/* --- whatever it is -------------------------------------------------------------------------- */

static bool is_list_of(json_t *list, bool (*is_one)(json_t *))
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!is_one(json_array_get(list, i)))
			return false;
	return json_array_size(list) > 0;
}

/* Rows that hold a text of several lines, which a column would cut, like the words somebody agreed
 * to. */
static bool has_long_text(json_t *list)
{
	const char *key;
	json_t *value;

	if (!is_list_of(list, is_object))
		return false;
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_object_foreach(json_array_get(list, i), key,
		    value) if (json_string_length(value) > CELL_MOST &&
		    strchr(json_string_value(value), '\n') != NULL) return true;
	}
	return false;
}

/* One below the other, with a line of its number before each. */
static void present_blocks(const struct page *page, json_t *list, int depth)
{
	struct page inner = { page->out, page->columns, page->indent + GAP, page->zone };

	for (size_t i = 0; i < json_array_size(list); i++) {
		buf_repeat(page->out, ' ', page->indent);
		buf_printf(page->out, "%zu.\n", i + 1);
		present_object(&inner, json_array_get(list, i), depth + 1);
	}
}

static void present_list(const struct page *page, const char *key, json_t *list, int depth)
{
	if (is_list_of(list, is_check)) {
		present_checks(page, list);
	} else if (has_long_text(list)) {
		present_blocks(page, list, depth);
	} else if (is_list_of(list, is_object)) {
		present_table(page, list);
	} else {
		for (size_t i = 0; i < json_array_size(list); i++)
			present_value(page, key, json_array_get(list, i), depth + 1);
	}
}

static void present_value(const struct page *page, const char *key, json_t *value, int depth)
{
	struct buf text = BUF_INIT;

	if (json_is_object(value) && depth < DEPTH_MAX) {
		present_object(page, value, depth);
	} else if (json_is_array(value) && depth < DEPTH_MAX) {
		present_list(page, key, value, depth);
	} else if (json_is_string(value)) {
		put_lines(page, slice_make(json_string_value(value), json_string_length(value)));
	} else if (!json_is_null(value)) {
		cell_add(&text, key, value, page->zone);
		put_lines(page, buf_all(&text));
	}
	buf_release(&text);
}

static bool is_ok(json_t *answer)
{
	bool ok = !json_is_false(json_object_get(answer, "ok"));

	for (size_t i = 0; i < json_array_size(answer); i++)
		ok &= !json_is_false(json_object_get(json_array_get(answer, i), "ok"));
	return ok;
}

/* {"id":3} and {"id":3,"text":"..."} are sentences, not tables. */
static bool present_sentence(struct buf *out, json_t *answer, const char *made)
{
	const json_t *id = json_object_get(answer, "id"), *text = json_object_get(answer, "text");
	size_t known = (id != NULL) + (text != NULL);

	if (!json_is_object(answer) || known == 0 || json_object_size(answer) != known)
		return false;
	if (json_is_string(text))
		screen_add(out, slice_of(json_string_value(text)), SCREEN_KEEP_LINES);
	else if (json_is_integer(id) && text == NULL && made != NULL)
		buf_printf(out, "%s %lld", made, (long long)json_integer_value(id));
	else
		return false;
	buf_char(out, '\n');
	return true;
}

int present_json(struct buf *out, struct slice json, const struct present *how, bool *is_ok_r,
    struct err *err)
{
	struct page page = { out, how->columns, 0, how->zone };
	json_error_t error;
	json_t *answer = NULL;

	*is_ok_r = true;
	if (slice_trim(json).n == 0)
		return 0;
	answer = json_loadb(json.p, json.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
	if (answer == NULL)
		return err_set(err, ERR_BUG, "the daemon's answer is not JSON: %s (byte %d)",
		    error.text, error.position);
	*is_ok_r = is_ok(answer);
	if (!present_sentence(out, answer, how->made))
		present_value(&page, NULL, answer, 0);
	json_decref(answer);
	return 0;
}
