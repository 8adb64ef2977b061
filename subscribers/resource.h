/* SPDX-License-Identifier: MIT
 * The Toolkit: resources that people are told of, each a title, an address in the web and a
 * sentence or two. */
#ifndef SUBSCRIBERS_RESOURCE_H
#define SUBSCRIBERS_RESOURCE_H

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "subscribers/db.h"

#define RESOURCE_TITLE_MAX 120
#define RESOURCE_URL_MAX 500
#define RESOURCE_SUMMARY_MAX 500
#define RESOURCE_TOPICS_MAX 200

/* All of a new one or what is to change; empty means absent. */
struct resource_input {
	struct slice title, url, summary, topics;
};

struct resource {
	int64_t id;
	char title[RESOURCE_TITLE_MAX + 1];
	char url[RESOURCE_URL_MAX + 1];
	char summary[RESOURCE_SUMMARY_MAX + 1];
};

/* 0, or -1 with a sentence: lines of text within the bounds, an http or https URL. */
int resource_check(const struct resource_input *in, struct err *err);
/* In a transaction. `in` has been checked. The URL may stand once: else refused (db_refuse). */
int64_t resource_add(struct db *db, const struct resource_input *in, int64_t now);
void resource_update(struct db *db, int64_t id, const struct resource_input *in, int64_t now);
bool resource_remove(struct db *db, int64_t id);

/* Finds up to `most` that have all of `words` (capitals and macrons make no difference), the newest
 * first; no words: all. How many; *has_more_r tells whether there are others. */
size_t resource_search(struct db *db, struct slice words, struct resource *found_r, size_t most,
    bool *has_more_r);

bool resource_json(struct db *db, int64_t id, struct buf *out);
void resource_json_all(struct db *db, struct buf *out);

#endif
