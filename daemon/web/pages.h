/* SPDX-License-Identifier: MIT
 * The pages core sent beforehand: those that must be there when core is not. */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include <stdbool.h>

#include "daemon/common/buf.h"

#define PAGES_MAX 16
#define PAGE_NAME_MAX 32
#define PAGE_TYPE_MAX 80

struct page {
	char name[PAGE_NAME_MAX + 1];
	char type[PAGE_TYPE_MAX + 1];
	struct buf body;
};

struct pages {
	size_t count;
	struct page pages[PAGES_MAX];
};

void pages_release(struct pages *pages);
/* Keeps a copy. False where there is no room, or a name is too long. */
bool pages_add(struct pages *pages, struct slice name, struct slice type, struct slice body);
/* NULL where there is none. */
const struct page *pages_find(const struct pages *pages, const char *name);

#endif
