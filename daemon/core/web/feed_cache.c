/* SPDX-License-Identifier: MIT
 * See feed_cache.h. */
#include "daemon/core/web/feed_cache.h"

#include <stdlib.h>

#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"

#define FEEDS_MAX 16 /* communities whose calendars are asked for at the same time */
#define FRESH_S 60
#define NAME_SIZE 64 /* a slug has 40 */

struct feed {
	char name[NAME_SIZE];
	uint64_t commits;
	int64_t made_at; /* 0: empty */
	struct buf body;
};

struct feed_cache {
	struct feed feeds[FEEDS_MAX];
};

struct feed_cache *feed_cache_new(void)
{
	return xcalloc(1, sizeof(struct feed_cache));
}

void feed_cache_free(struct feed_cache *c)
{
	for (int i = 0; c != NULL && i < FEEDS_MAX; i++)
		buf_release(&c->feeds[i].body);
	free(c);
}

bool feed_cache_get(const struct feed_cache *c, struct slice name, uint64_t commits, int64_t now,
    struct buf *out)
{
	for (int i = 0; i < FEEDS_MAX; i++) {
		const struct feed *f = &c->feeds[i];

		/* A clock that was set back makes none last longer. */
		if (f->made_at == 0 || !slice_is(name, f->name) || f->commits != commits ||
		    now < f->made_at || now >= f->made_at + FRESH_S)
			continue;
		buf_slice(out, buf_all(&f->body));
		return true;
	}
	return false;
}

void feed_cache_put(struct feed_cache *c, struct slice name, uint64_t commits, int64_t now,
    struct slice body)
{
	struct feed *f = &c->feeds[0];

	if (name.n >= NAME_SIZE)
		return;
	for (int i = 0; i < FEEDS_MAX; i++) {
		if (c->feeds[i].made_at != 0 && slice_is(name, c->feeds[i].name)) {
			f = &c->feeds[i];
			break;
		}
		if (c->feeds[i].made_at < f->made_at)
			f = &c->feeds[i];
	}
	str_put(f->name, sizeof f->name, "%.*s", SLICE_ARG(name));
	f->commits = commits;
	f->made_at = now;
	buf_clear(&f->body);
	buf_slice(&f->body, body);
}
