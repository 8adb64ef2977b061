/* SPDX-License-Identifier: MIT
 * Lists page by page; see listing.h. */
#include "daemon/ctl/listing.h"

#include <jansson.h>

#include "daemon/common/num.h"
#include "daemon/ctl/pages.h"
#include "daemon/ctl/rows.h"

struct listing {
	struct rows rows;
	int64_t left;    /* ids that may still be shown; -1: all */
	int64_t last_id; /* of the last row; -1: there was none */
};

static int64_t option(const struct request *r, const char *name, int64_t fallback)
{
	const char *text = request_value(r, name);
	int64_t n = fallback;

	/* The grammar has let only numbers through; 0 would be no list at all. */
	return text != NULL && num_parse(slice_of(text), 0, INT64_MAX, &n) ? n : fallback;
}

/* A person may have several rows, which are never parted. */
static bool take(void *context, json_t *row)
{
	struct listing *l = context;
	json_t *id = json_object_get(row, "id");

	if (id == NULL || json_integer_value(id) != l->last_id) {
		if (l->left == 0)
			return false;
		l->left -= l->left > 0;
		l->last_id = id != NULL ? json_integer_value(id) : -1;
	}
	return rows_add(&l->rows, row);
}

static bool take_all(json_t *page_rows, bool (*take_row)(void *context, json_t *row), void *context)
{
	for (size_t i = 0; i < json_array_size(page_rows); i++) {
		if (!take_row(context, json_array_get(page_rows, i)))
			return false;
	}
	return true;
}

/* Page after page, until the last or until `take_row` wants no more. Returns the exit status. */
static int each(const struct request *r, const char *socket_path, int64_t after,
    bool (*take_row)(void *context, json_t *row), void *context)
{
	int status = 0;

	for (;;) {
		json_t *page = pages_ask(r, NULL, after, socket_path, &status);
		json_t *next = json_object_get(page, "next");
		bool has_more;

		if (page == NULL)
			return status;
		has_more = take_all(json_object_get(page, "rows"), take_row, context) &&
		    json_is_integer(next);
		after = json_integer_value(next);
		json_decref(page);
		if (!has_more)
			return 0;
	}
}

int listing_run(const struct request *r, const char *socket_path)
{
	struct listing l = { .left = option(r, "limit", -1), .last_id = -1 };
	int status;

	rows_begin(&l.rows, r->is_json);
	status = each(r, socket_path, option(r, "after", 0), take, &l);
	return rows_end(&l.rows, l.rows.has_failed ? 1 : status, true, NULL);
}

/* --- sums ------------------------------------------------------------------------------------ */

/* The row of `sums` whose first value is the same text; NULL: none is. */
static json_t *find_same(json_t *sums, json_t *row)
{
	const char *key = json_object_iter_key(json_object_iter(row));

	for (size_t i = 0; i < json_array_size(sums) && key != NULL; i++) {
		json_t *sum = json_array_get(sums, i);

		if (json_equal(json_object_get(sum, key), json_object_get(row, key)))
			return sum;
	}
	return NULL;
}

static bool add_up(void *context, json_t *row)
{
	json_t *sums = context, *sum = find_same(sums, row), *value;
	const char *name;

	if (sum == NULL)
		return json_array_append(sums, row) == 0;
	json_object_foreach(row, name, value)
	{
		json_t *so_far = json_object_get(sum, name);

		if (json_is_integer(value) && json_is_integer(so_far))
			(void)json_integer_set(so_far,
			    json_integer_value(so_far) + json_integer_value(value));
	}
	return true;
}

int listing_run_sum(const struct request *r, const char *socket_path)
{
	json_t *sums = json_array();
	struct rows rows;
	int status = each(r, socket_path, 0, add_up, sums);

	rows_begin(&rows, r->is_json);
	for (size_t i = 0; i < json_array_size(sums); i++)
		(void)rows_add(&rows, json_array_get(sums, i)); /* what failed is in has_failed */
	json_decref(sums);
	return rows_end(&rows, rows.has_failed ? 1 : status, true, NULL);
}
