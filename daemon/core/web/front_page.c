/* SPDX-License-Identifier: MIT
 * Pages about nobody: the front (what there is, and how to get it by mail). */

#include "daemon/core/letters/letter.h"
#include "daemon/common/json_put.h"
#include "daemon/common/str_put.h"
#include "daemon/core/web/web.h"
#include "subscribers/list.h"

#define LISTS_MAX 200 /* on one page */

static json_t *one_list(struct core *core, const struct list *list)
{
	char word[LIST_SLUG_MAX + 16], address[ADDRESS_SIZE];
	json_t *row = json_object();

	str_put(word, sizeof word, "subscribe-%s", list->slug);
	letter_address(core, word, address);
	letter_set(row, "name", slice_of(list->name));
	letter_set(row, "slug", slice_of(list->slug));
	letter_set(row, "purpose", slice_of(list->purpose));
	letter_set(row, "subscribe", slice_of(address));
	json_put(row, "is_community", json_boolean(list->kind == LIST_COMMUNITY));
	return row;
}

static void show_front(struct web_visit *v)
{
	json_t *values = json_object(), *rows = json_array();
	struct list list;
	int64_t after = 0;

	for (int i = 0; i < LISTS_MAX && list_next_open(v->core->db, -1, after, &list); i++) {
		(void)json_array_append_new(rows, one_list(v->core, &list));
		after = list.id;
	}
	json_put(values, "has_lists", json_boolean(json_array_size(rows) > 0));
	json_put(values, "lists", rows);
	web_show(v, 200, "front", values);
}

const struct web_page web_plain_pages[] = {
	{ "front", show_front, NULL },
	{ NULL, NULL, NULL },
};
