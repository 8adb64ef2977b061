/* SPDX-License-Identifier: MIT
 * Answers that come in pages: lists of people of any length, each page a request of its own, so
 * that neither the daemon nor dpupctl ever holds the whole. */
#ifndef CTL_PAGES_H
#define CTL_PAGES_H

#include <jansson.h>

#include "daemon/ctl/request.h"

/* Asks for page after page of r's verb: its fields, and "after", the "id" of the last row so far.
 * Each row goes to `take` (borrowed), which returns false to end it. Returns the exit status of
 * dpupctl; what went wrong has been told. */
int pages_each(const struct request *r, const char *socket_path,
    bool (*take)(void *context, json_t *row), void *context);
/* One request with the fields of r but another verb (NULL: its own), and "after" (below 0:
 * without); NULL where it failed, *status_r then is the exit status. */
json_t *pages_ask(const struct request *r, const char *verb, int64_t after, const char *socket_path,
    int *status_r);

/* dpupctl who */
int pages_who(const struct request *r, const char *socket_path);

#endif
