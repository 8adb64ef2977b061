/* SPDX-License-Identifier: MIT
 * Entity tags (RFC 9110 §8.8.3): what a calendar program sends back to hear that nothing has
 * changed. Pure. */
#ifndef WEB_ETAG_H
#define WEB_ETAG_H

#include <stdbool.h>

#include "daemon/common/slice.h"

#define ETAG_SIZE 36 /* with its quotes and the NUL */

/* A strong tag: the same bytes have the same, in any process and after a restart. */
void etag_of(struct slice body, char etag_r[ETAG_SIZE]);
/* Does an If-None-Match name it? Compared weakly (§13.1.2); "*" is any. */
bool etag_is_named(struct slice header, const char *etag);

#endif
