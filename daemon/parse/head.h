/* SPDX-License-Identifier: MIT
 * The header of a message as it came: one linear pass, nothing copied, no library. This is what
 * every fact of the header is read from, so it works on messages that no MIME parser may see. */
#ifndef PARSE_HEAD_H
#define PARSE_HEAD_H

#include <stdbool.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

#define HEAD_FIELDS_MAX 2000 /* a mail that went round for a day has some hundreds */
#define HEAD_BYTES_MAX \
	(256U << 10)               /* Postfix: header_size_limit is 100 kB; twice that and some \
	                            */
#define HEAD_VALUE_MAX (16U << 10) /* of one field: more of it is not looked at */

struct head_field {
	struct slice name;
	struct slice value; /* as it came, folded, without the white space around it */
};

struct head {
	struct head_field *fields;
	size_t count;
	size_t head_at; /* where the first field is: not 0 where lines stand in front */
	size_t body_at; /* where the body begins in the message */
	bool is_cut;    /* there was more than the limits allow */
};

/* Fields that cannot be read are passed over. Slices are borrowed from `message`. */
void head_init(struct head *h, struct slice message);
void head_release(struct head *h);
/* The first field of that name; the empty slice where there is none. */
struct slice head_get(const struct head *h, const char *name);
const struct head_field *head_find(const struct head *h, const char *name, size_t from);
/* Appends a value on one line: line breaks and runs of white space at them become one space. */
void head_unfold(struct buf *out, struct slice value);

#endif
