/* SPDX-License-Identifier: MIT
 * The table of pages; see route.h. */
#include "daemon/web/route.h"

#include <stddef.h>

enum argument { NOTHING, TOKEN, SLUG };

static const struct {
	const char *before, *after; /* what stands before and after the argument */
	enum argument argument;
	const char *page;
	bool is_stored, can_post;
} rows[] = {
	{ "/", "", NOTHING, "front", false, false },
	{ "/u/", "", TOKEN, "leave", false, true },
	{ "/a/", "", TOKEN, "leave-all", false, true },
	{ "/c/", "", TOKEN, "confirm", false, true },
	{ "/p/", "", TOKEN, "preferences", false, true },
	{ "/r/", "", TOKEN, "rsvp", false, true },
	{ "/communities.ics", "", NOTHING, "calendar", false, false },
	{ "/communities/", ".ics", SLUG, "calendar", false, false },
	{ "/healthz", "", NOTHING, "health", false, false },
	{ "/style.css", "", NOTHING, "style.css", true, false },
};

static bool is_argument(enum argument what, struct slice s)
{
	switch (what) {
	case NOTHING:
		return s.n == 0;
	case TOKEN:
		if (s.n != ROUTE_TOKEN_LENGTH)
			return false;
		break;
	case SLUG:
		if (s.n == 0 || s.n > ROUTE_SLUG_MAX)
			return false;
		break;
	}
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], small = (char)(c | 0x20);

		if (!((small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') ||
		        (what == SLUG && c == '-')))
			return false;
	}
	return true;
}

bool route_find(struct slice path, struct route *r)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		size_t before = slice_of(rows[i].before).n, after = slice_of(rows[i].after).n;
		struct slice arg;

		if (!slice_starts(path, rows[i].before) || path.n < before + after ||
		    !slice_is(slice_from(path, path.n - after), rows[i].after))
			continue;
		arg = slice_sub(path, before, path.n - before - after);
		if (!is_argument(rows[i].argument, arg))
			continue;
		*r = (struct route){ rows[i].page, rows[i].is_stored, rows[i].can_post, arg };
		return true;
	}
	return false;
}

bool route_find_metrics(struct slice path, struct route *r)
{
	if (!slice_is(path, "/metrics"))
		return false;
	*r = (struct route){ "metrics", false, false, SLICE_NONE };
	return true;
}
