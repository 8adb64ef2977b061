/* SPDX-License-Identifier: MIT
 * Frames: what the programs say to each other. One frame is one message of a SOCK_SEQPACKET
 * socket, at most WIRE_FRAME_MAX bytes; bulk goes beside it as a sealed memfd.
 *
 *   version  u8 (1)
 *   verb     u8 length, then that many of [a-z0-9._-]
 *   id       u64: a request's number; its answer carries the same
 *   count    u8
 *   count x  type u8 'i' | 't' | 'b', name u8 length + [a-z0-9._-], value:
 *            'i' i64; 't' u32 length + UTF-8 without NUL; 'b' u32 length + bytes
 *
 * Numbers are little-endian. Unknown types, names out of alphabet, a name twice, lengths past
 * the end and bytes after the end are malformed, and a malformed frame ends the peer. */
#ifndef COMMON_WIRE_H
#define COMMON_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/common/slice.h"

#define WIRE_FRAME_MAX 65536 /* a socket buffer holds several */
#define WIRE_FIELDS_MAX 96   /* the facts of a message need most */
#define WIRE_NAME_MAX 32     /* longest verb or field name */

/* --- writing: begin, add, send the buffer --- */

/* Empties `frame` and starts it. A bad verb or name, or too many fields, is a bug(). */
void wire_begin(struct buf *frame, const char *verb, uint64_t id);
void wire_add_int(struct buf *frame, const char *name, int64_t value);
/* Bytes that are not UTF-8 and NULs are replaced by '?', because the reader would reject them. */
void wire_add_text(struct buf *frame, const char *name, struct slice value);
void wire_add_bytes(struct buf *frame, const char *name, struct slice value);
/* Whether `more` bytes of value would still fit with their header. */
bool wire_has_room(const struct buf *frame, size_t more);

/* --- reading --- */

struct wire_field {
	char type; /* 'i', 't' or 'b' */
	struct slice name;
	int64_t number;     /* type 'i' */
	struct slice value; /* types 't' and 'b'; borrowed from the frame */
};

struct wire {
	struct slice verb;
	uint64_t id;
	size_t count;
	struct wire_field fields[WIRE_FIELDS_MAX];
};

/* Everything in *wire_r is borrowed from `frame`. */
int wire_parse(struct slice frame, struct wire *wire_r, struct err *err);

bool wire_is(const struct wire *w, const char *verb);
/* NULL where there is none of that name and type. */
const struct wire_field *wire_field(const struct wire *w, const char *name, char type);
bool wire_has(const struct wire *w, const char *name); /* of any type */
/* `fallback` where the field is absent or out of bounds. */
int64_t wire_int(const struct wire *w, const char *name, int64_t min, int64_t max,
    int64_t fallback);
/* The empty slice where it is absent. */
struct slice wire_text(const struct wire *w, const char *name);
struct slice wire_bytes(const struct wire *w, const char *name);
/* False and *err filled where the field is absent, of another type, empty, or longer than
 * `max` bytes. */
bool wire_need_text(const struct wire *w, const char *name, size_t max, struct slice *value_r,
    struct err *err);
bool wire_need_int(const struct wire *w, const char *name, int64_t min, int64_t max,
    int64_t *value_r, struct err *err);

/* A field that a frame may hold. */
struct wire_rule {
	const char *name; /* NULL: behind the last */
	char type;
	int64_t min, max; /* of a number, or of a value's bytes */
	int tag;          /* the caller's own */
};

/* Is there a rule for each field, of its type, and is it within its bounds? False and *err names
 * the first that is not. That no name comes twice wire_parse() has seen to. */
bool wire_obeys(const struct wire *w, const struct wire_rule *rules, struct err *err);

#endif
