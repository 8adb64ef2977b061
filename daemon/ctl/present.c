/* SPDX-License-Identifier: MIT
 * JSON as people read it; see present.h. Generic on purpose: a new verb of the daemon is shown
 * well without a line here, as long as its answer is a text, an object or a list of objects.
 *
 * Conventions an answer can use: a "text" beside nothing but an "id" is the whole answer; a list
 * of {"check", "ok", "text"} is a list of checks; a list inside an object is a table under its
 * name. The order of keys is the order of columns. */
#include "present.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "../common/xmalloc.h"
#include "screen.h"

#define COLUMNS_MAX 32		/* of one table; more keys than this are not shown */
#define GAP 2			/* spaces between columns */
#define CELL_LEAST 12		/* a column is not made narrower than this to fit */
#define DEPTH_MAX 8		/* of objects in objects; deeper is shown as JSON */
#define ELLIPSIS "\xe2\x80\xa6"	/* one column wide */

struct page {
	struct buf *out;
	size_t columns;
	size_t indent;
};

static void present_value(const struct page *page, json_t *value, int depth);

/* --- one value on one line ------------------------------------------------------------------- */

static void cell_text(struct buf *out, json_t *value)
{
	char *dump;

	switch (json_typeof(value)) {
	case JSON_STRING:
		buf_add(out, json_string_value(value), json_string_length(value));
		break;
	case JSON_INTEGER:
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
	case JSON_OBJECT:
		dump = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
		buf_text(out, dump != NULL ? dump : "");
		free(dump);
		break;
	}
}

static bool is_plain(const json_t *value)
{
	return !json_is_array(value) && !json_is_object(value);
}

/* A list of plain values reads best as "a, b, c". */
static bool is_plain_list(const json_t *value)
{
	if (!json_is_array(value))
		return false;
	for (size_t i = 0; i < json_array_size(value); i++)
		if (!is_plain(json_array_get(value, i)))
			return false;
	return true;
}

static void one_line(struct buf *out, json_t *value)
{
	if (value == NULL)
		return;
	if (!is_plain_list(value)) {
		cell_text(out, value);
		return;
	}
	for (size_t i = 0; i < json_array_size(value); i++) {
		buf_text(out, i > 0 ? ", " : "");
		cell_text(out, json_array_get(value, i));
	}
}

/* --- tables ---------------------------------------------------------------------------------- */

struct column {
	const char *key;
	size_t width;
	bool is_number;
};

struct table {
	struct column columns[COLUMNS_MAX];
	size_t count;
};

static void measure_row(struct table *t, json_t *row)
{
	struct buf cell = BUF_INIT;
	const char *key;
	json_t *value;

	json_object_foreach(row, key, value) {
		size_t i = 0, width;

		while (i < t->count && strcmp(t->columns[i].key, key) != 0)
			i++;
		if (i == COLUMNS_MAX)
			continue;
		if (i == t->count)
			t->columns[t->count++] = (struct column){ key, screen_width(slice_of(key)), true };
		buf_clear(&cell);
		one_line(&cell, value);
		width = screen_width(buf_all(&cell));
		if (width > t->columns[i].width)
			t->columns[i].width = width;
		t->columns[i].is_number &= json_is_number(value) || json_is_null(value);
	}
	buf_release(&cell);
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

/* Keys are ours: lower-case words with '_' between them. */
static void put_heading(const struct page *page, const struct table *t)
{
	struct buf name = BUF_INIT;

	buf_repeat(page->out, ' ', page->indent);
	for (size_t i = 0; i < t->count; i++) {
		buf_clear(&name);
		for (const char *p = t->columns[i].key; *p != '\0'; p++)
			buf_char(&name, *p == '_' ? ' ' : *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p);
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
		measure_row(&t, json_array_get(rows, i));
	if (page->columns > page->indent)
		fit_table(&t, page->columns - page->indent);
	put_heading(page, &t);
	for (size_t r = 0; r < json_array_size(rows); r++) {
		buf_repeat(page->out, ' ', page->indent);
		for (size_t i = 0; i < t.count; i++) {
			buf_clear(&cell);
			one_line(&cell, json_object_get(json_array_get(rows, r), t.columns[i].key));
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

static bool is_list_of(json_t *list, bool (*is_one)(json_t *))
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!is_one(json_array_get(list, i)))
			return false;
	return json_array_size(list) > 0;
}

static bool is_object(json_t *row)
{
	return json_is_object(row) && json_object_size(row) > 0;
}

static void present_checks(const struct page *page, json_t *rows)
{
	struct column name = { NULL, 0, false };

	for (size_t i = 0; i < json_array_size(rows); i++) {
		const char *text = json_string_value(json_object_get(json_array_get(rows, i), "check"));

		if (screen_width(slice_of(text)) > name.width)
			name.width = screen_width(slice_of(text));
	}
	for (size_t i = 0; i < json_array_size(rows); i++) {
		json_t *row = json_array_get(rows, i);
		struct slice text = slice_of(json_string_value(json_object_get(row, "text")));

		buf_repeat(page->out, ' ', page->indent);
		buf_text(page->out, json_is_true(json_object_get(row, "ok")) ? "ok      " : "NOT OK  ");
		put_cell(page, &name, slice_of(json_string_value(json_object_get(row, "check"))));
		screen_add(page->out, text, SCREEN_ONE_LINE);
		end_row(page->out);
	}
}

/* --- objects --------------------------------------------------------------------------------- */

static bool is_short(json_t *value)
{
	if (json_is_string(value))
		return strchr(json_string_value(value), '\n') == NULL;
	return is_plain(value) || is_plain_list(value);
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

static void put_key(const struct page *page, const char *key)
{
	buf_repeat(page->out, ' ', page->indent);
	for (; *key != '\0'; key++)
		buf_char(page->out, *key == '_' ? ' ' : *key);
}

static void present_object(const struct page *page, json_t *object, int depth)
{
	struct page inner = { page->out, page->columns, page->indent + GAP };
	struct buf cell = BUF_INIT;
	size_t width = 0;
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
		if (is_short(value) && strlen(key) > width)
			width = strlen(key);
	json_object_foreach(object, key, value) {
		put_key(page, key);
		if (is_short(value)) {
			buf_clear(&cell);
			one_line(&cell, value);
			if (cell.n > 0)
				buf_repeat(page->out, ' ', width - strlen(key) + GAP);
			screen_add(page->out, buf_all(&cell), SCREEN_ONE_LINE);
			buf_char(page->out, '\n');
		} else {
			buf_char(page->out, '\n');
			present_value(&inner, value, depth + 1);
		}
	}
	buf_release(&cell);
}

/* --- whatever it is -------------------------------------------------------------------------- */

static void present_list(const struct page *page, json_t *list, int depth)
{
	if (json_array_size(list) == 0)
		return;
	if (is_list_of(list, is_check)) {
		present_checks(page, list);
	} else if (is_list_of(list, is_object)) {
		present_table(page, list);
	} else {
		for (size_t i = 0; i < json_array_size(list); i++)
			present_value(page, json_array_get(list, i), depth + 1);
	}
}

static void present_value(const struct page *page, json_t *value, int depth)
{
	struct buf text = BUF_INIT;

	if (json_is_object(value) && depth < DEPTH_MAX) {
		present_object(page, value, depth);
	} else if (json_is_array(value) && depth < DEPTH_MAX) {
		present_list(page, value, depth);
	} else if (!json_is_null(value)) {
		cell_text(&text, value);
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
	struct page page = { out, how->columns, 0 };
	json_error_t error;
	json_t *answer = NULL;

	*is_ok_r = true;
	if (slice_trim(json).n == 0)
		return 0;
	answer = json_loadb(json.p, json.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
	if (answer == NULL)
		return err_set(err, ERR_BUG, "the daemon's answer is not JSON: %s (byte %d)", error.text,
		    error.position);
	*is_ok_r = is_ok(answer);
	if (!present_sentence(out, answer, how->made))
		present_value(&page, answer, 0);
	json_decref(answer);
	return 0;
}
