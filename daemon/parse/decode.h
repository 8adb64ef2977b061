/* SPDX-License-Identifier: MIT
 * From how text travels to what it says: base64, quoted-printable (RFC 2045), encoded-words
 * (RFC 2047), parameters (RFC 2231). All take anything and give the best that can be made of
 * it; none gives more than `max` bytes or takes more than linear time. */
#ifndef PARSE_DECODE_H
#define PARSE_DECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

enum decode_encoding { DECODE_NONE, DECODE_QP, DECODE_BASE64 };

/* The encoding of a Content-Transfer-Encoding value. */
enum decode_encoding decode_encoding_of(struct slice value);
/* Appends the bytes; true where some were left out because of `max`. */
bool decode_body(struct buf *out, enum decode_encoding encoding, struct slice body, size_t max);

/* Appends an unstructured or phrase value on one line, as UTF-8: encoded-words decoded, white
 * space between two of them dropped, other 8-bit text taken as UTF-8 or Windows-1252. */
void decode_words(struct buf *out, struct slice value);
/* Appends the bytes that "%41" and the like stand for (RFC 3986 §2.1); a '%' that begins none
 * stays. */
void decode_percent(struct buf *out, struct slice value);

#define DECODE_PARAMETER_MAX 2048 /* bytes of a parameter: a file's name has 255 */

/* The parameter `name` of a Content-Type or Content-Disposition value: unquoted, comments
 * dropped, RFC 2231 continuations and charsets, RFC 2047 where senders put that; what is longer is
 * cut. False where there is none. */
bool decode_parameter(struct buf *out, struct slice value, const char *name);
/* The part of such a value before its first ';', lower case, without white space and comments. */
void decode_type(struct buf *out, struct slice value);

#endif
