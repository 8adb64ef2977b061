/* SPDX-License-Identifier: MIT
 * See stretch.h. Rows are kept packed in one piece of memory, found by where they begin: it moves
 * as it grows. */
#include "daemon/ctl/stretch.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/xmalloc.h"
#include "daemon/mail/address.h"

#define SIZE_FIRST 1024

void stretch_add(struct stretch *s, const struct roster_row *row, const char *why)
{
	struct slice key = slice_sub(row->fields[ROSTER_ADDRESS], 0, ROSTER_FIELD_MAX);
	struct stretch_row *r;
	struct address a;

	if (s->count == s->size) {
		s->size = s->size > 0 ? s->size * 2 : SIZE_FIRST;
		s->rows = xreallocarray(s->rows, s->size, sizeof s->rows[0]);
		s->order = xreallocarray(s->order, s->size, sizeof s->order[0]);
	}
	if (address_parse_utf8(key, &a, NULL))
		key = slice_of(a.key);
	r = &s->rows[s->count++];
	*r = (struct stretch_row){ .place = row->place,
		.at = s->bytes.n,
		.key_at = s->keys.n,
		.key_n = (uint32_t)key.n,
		.why = why != NULL ? xstrdup(why) : NULL };
	buf_slice(&s->keys, key);
	roster_add(&s->bytes, row);
	r->n = s->bytes.n - r->at;
}

bool stretch_is_full(const struct stretch *s)
{
	return s->count >= STRETCH_ROWS_MAX || s->bytes.n >= STRETCH_BYTES_MAX;
}

static int compare(const void *left, const void *right, void *context)
{
	const struct stretch *s = context;
	uint32_t i = *(const uint32_t *)left, k = *(const uint32_t *)right;
	const struct stretch_row *a = &s->rows[i], *b = &s->rows[k];
	int order = 0;

	if (a->key_n > 0 && b->key_n > 0)
		order = memcmp(s->keys.p + a->key_at, s->keys.p + b->key_at,
		    a->key_n < b->key_n ? a->key_n : b->key_n);
	if (order == 0)
		order = (a->key_n > b->key_n) - (a->key_n < b->key_n);
	return order != 0 ? order : (i > k) - (i < k);
}

void stretch_sort(struct stretch *s)
{
	for (size_t i = 0; i < s->count; i++)
		s->order[i] = (uint32_t)i;
	if (s->count > 1)
		qsort_r(s->order, s->count, sizeof s->order[0], compare, s);
}

struct slice stretch_bytes(const struct stretch *s, const struct stretch_row *row)
{
	return slice_make(s->bytes.p + row->at, row->n);
}

struct slice stretch_address(const struct stretch *s, const struct stretch_row *row)
{
	struct slice rest = stretch_bytes(s, row);
	struct roster_row r;

	return roster_next(&rest, &r) == 1 ?
	    slice_sub(r.fields[ROSTER_ADDRESS], 0, ROSTER_FIELD_MAX) :
	    SLICE_NONE;
}

void stretch_clear(struct stretch *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->rows[i].why);
	s->count = 0;
	buf_clear(&s->bytes);
	buf_clear(&s->keys);
}

void stretch_release(struct stretch *s)
{
	stretch_clear(s);
	free(s->rows);
	free(s->order);
	buf_release(&s->bytes);
	buf_release(&s->keys);
	*s = (struct stretch)STRETCH_INIT;
}
