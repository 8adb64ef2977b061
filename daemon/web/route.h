/* SPDX-License-Identifier: MIT
 * Which page an address means. Pure. What is not in the table does not exist; whether a token is
 * good is core's to say, here it need only look like one. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include <stdbool.h>

#include "daemon/common/slice.h"

#define ROUTE_TOKEN_LENGTH 32 /* daemon/mail/classify.h has the same; core checks it */
#define ROUTE_SLUG_MAX 40

struct route {
	const char *page; /* its name in frames, or of a stored one; static */
	bool is_stored;   /* sent by core beforehand: asked nobody for */
	bool can_post;
	struct slice arg; /* the token or the slug; borrowed from the path */
};

/* `path` as it stands in the request, without the query. False: there is no such page. */
bool route_find(struct slice path, struct route *route_r);
/* The same on the listener for machines that watch us: /metrics, and nothing else. */
bool route_find_metrics(struct slice path, struct route *route_r);

#endif
