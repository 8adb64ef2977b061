/* SPDX-License-Identifier: MIT
 * JSON from the daemon as people read it: a list of objects is a table, an object is lines of
 * "key  value", a text is itself, nothing is nothing. Times are local. Outside text is made safe
 * (screen.h). */
#ifndef CTL_PRESENT_H
#define CTL_PRESENT_H

#include <stdbool.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/common/slice.h"

struct present {
	size_t columns;   /* of the terminal: tables are made to fit; 0: as wide as they are */
	const char *made; /* {"id":3} alone is shown as "MADE 3"; NULL: as "id  3" */
	const char *zone; /* times are shown in it, where the answer names none */
};

/* Appends what is to be shown of `json`. *is_ok_r is false where the answer says that something
 * is not ok: it is an object whose "ok" is false, or a list with such an object. -1: it is not
 * JSON. */
int present_json(struct buf *out, struct slice json, const struct present *how, bool *is_ok_r,
    struct err *err);

#endif
