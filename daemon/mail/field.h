/* SPDX-License-Identifier: MIT
 * Walking over fields as facts hold them ("Name: value" lines, unfolded, LF, an empty line
 * between groups), and over addresses in running text. Nothing is copied. */
#ifndef MAIL_FIELD_H
#define MAIL_FIELD_H

#include <stdbool.h>

#include "daemon/common/slice.h"

struct field {
	struct slice name;  /* empty at the end of a group */
	struct slice value; /* trimmed */
};

/* Takes one line off the front; lines that are no field are passed over. False at the end. */
bool field_next(struct slice *rest, struct field *f);
/* The value of the first field of that name (any case), in any group; empty where there is none. */
struct slice field_get(struct slice fields, const char *name);
/* Does the line look like a field: a name of letters and hyphens, a colon? */
bool field_is_line(struct slice line);

/* The first address in a text from *at on, without brackets; *at moves behind it. A domain has a
 * dot. False where there is none. */
bool field_next_address(struct slice text, size_t *at, struct slice *address_r);

#endif
