/* SPDX-License-Identifier: MIT
 * A compiled message: fixed bytes with slots. Composing is done once per announcement; each
 * recipient's message is the fixed bytes with the slots filled, which costs microseconds.
 *
 * The form is the message itself (CRLF line ends) in which a slot stands as
 *     0x1A type name 0x1A
 * name is 1-31 of [a-z0-9_]; type says how the value is put in:
 *     'r' raw: in a header field; anything but printable ASCII makes filling fail
 *     'a' address: the same, but it may be UTF-8 (address_parse_utf8())
 *     't' text: in a quoted-printable text part; encoded, without soft line break at its end
 *     'h' html: like 't', but HTML-escaped first
 * The composer puts a soft line break on both sides of 't' and 'h' slots, so a value's own QP
 * lines fit between them. */
#ifndef MAIL_MASTER_H
#define MAIL_MASTER_H

#include "daemon/common/buf.h"
#include "daemon/common/err.h"

#define MASTER_SLOTS_MAX 32
#define MASTER_NAME_MAX 31
#define MASTER_VALUE_MAX 2048

struct master_value {
	struct slice name;
	struct slice value;
};

/* Appends a slot's marker to text that will be composed. */
void master_slot(struct buf *out, char type, const char *name);
/* Is this a well-formed master: every slot closed, named and typed; no bare CR or LF; no NUL? */
int master_check(struct slice master, struct err *err);
/* Appends the message. A slot without a value, or a value that cannot stand in its place, is an
 * error and leaves `out` as it was. */
int master_fill(struct slice master, const struct master_value *values, size_t count,
    struct buf *out, struct err *err);

#endif
