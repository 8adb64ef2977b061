/* SPDX-License-Identifier: MIT
 * Stored pages; see pages.h. They are few, and never change while the process lives. */
#include "daemon/web/pages.h"

#include <string.h>

#include "daemon/common/str_put.h"

void pages_release(struct pages *pages)
{
	for (size_t i = 0; i < pages->count; i++)
		buf_release(&pages->pages[i].body);
	pages->count = 0;
}

bool pages_add(struct pages *pages, struct slice name, struct slice type, struct slice body)
{
	struct page *p = &pages->pages[pages->count];

	if (pages->count == PAGES_MAX || name.n > PAGE_NAME_MAX || type.n > PAGE_TYPE_MAX)
		return false;
	str_put(p->name, sizeof p->name, "%.*s", SLICE_ARG(name));
	str_put(p->type, sizeof p->type, "%.*s", SLICE_ARG(type));
	buf_init(&p->body);
	buf_slice(&p->body, body);
	pages->count++;
	return true;
}

const struct page *pages_find(const struct pages *pages, const char *name)
{
	for (size_t i = 0; i < pages->count; i++) {
		if (strcmp(pages->pages[i].name, name) == 0)
			return &pages->pages[i];
	}
	return NULL;
}
