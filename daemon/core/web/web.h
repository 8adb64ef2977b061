/* SPDX-License-Identifier: MIT
 * The web role: dpupd-web asks for pages, one transaction per request, and may ask for nothing
 * else. What is asked by GET writes nothing; only a POST acts. Each page is a row of web_pages;
 * what a row does is done by the functions that mail uses. */
#ifndef CORE_WEB_H
#define CORE_WEB_H

#include <jansson.h>

#include "daemon/common/wire.h"
#include "daemon/core/loop/core.h"
#include "subscribers/subscriber.h"

struct web;
struct web_page;

/* One dpupd-web for each listener that is set, which may ask for these pages (doors.h). NULL where
 * neither web.listen nor web.metrics_listen is set. */
struct web *web_new(struct core *core, const struct web_page *const *pages);
void web_free(struct web *web);
/* For status and doctor. */
void web_json(const struct web *web, struct buf *out);
bool web_is_well(const struct web *web, struct buf *why);

/* One request, and its answer. */
struct web_visit {
	struct core *core;
	const struct wire *w;
	struct slice arg; /* the token or the slug of the address; may be empty */
	bool is_post;
	int64_t now;
	const char *outcome; /* a word for the log; static */
	/* the answer */
	int status;
	const char *type;
	int cache_s;
	struct buf body;
};

struct web_page {
	const char *name;
	void (*get)(struct web_visit *v);
	void (*post)(struct web_visit *v); /* in a transaction; NULL: there is none */
};

/* A form's field; the empty slice where it was not sent. */
struct slice web_field(const struct web_visit *v, const char *name);
bool web_field_is(const struct web_visit *v, const char *name, const char *value);
/* What looks like a token of this type, in the address. False: nothing does, and the answer is
 * made. */
bool web_token(struct web_visit *v, enum token_type type, struct classify_token *token_r);
/* The token of a person's page: who it claims to be about is found by `whose`, which gives false
 * where there is nobody; it must be theirs. False: it is not, and the answer is made. */
bool web_person_token(struct web_visit *v, enum token_type type,
    bool (*whose)(struct db *db, int64_t id, struct subscriber *who_r), struct subscriber *who,
    int64_t *id_r, int64_t *generation_r);
/* Makes the answer to a token that is none of ours; false. */
bool web_bad_token(struct web_visit *v);
/* Answers with templates/web/NAME.html. `values` is taken, and may be NULL. */
void web_show(struct web_visit *v, int status, const char *name, json_t *values);
/* The same for what has no visitor: appends the page. -1 and *err where it cannot be made. */
int web_render(struct core *core, const char *name, json_t *values, struct buf *out,
    struct err *err);

#endif
