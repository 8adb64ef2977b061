/* SPDX-License-Identifier: MIT
 * How text travels in mail: quoted-printable and base64 (RFC 2045), encoded-words (RFC 2047),
 * percent (RFC 3986), HTML. */
#ifndef MAIL_ENCODE_H
#define MAIL_ENCODE_H

#include <stdbool.h>

#include "daemon/common/buf.h"

/* Slot marker: SLOT type name SLOT, see master.h. No text of a person holds this byte, because
 * C0 controls are removed from all input. */
#define ENCODE_SLOT '\x1a'

/* The length of the well-formed marker that `text` begins with, 0 where there is none. Its type
 * is then p[1] and its name p[2] to p[length - 2]. */
size_t encode_slot_length(struct slice text);

/* Quoted-printable of text with LF or CRLF line ends; CRLF out, no line over 76. A leading '.',
 * "From " at a line's start, and white space at a line's end are encoded too. A slot marker is
 * copied as it is, with a soft line break before and after it, so that what fills it may be
 * QP lines of its own. */
void encode_qp(struct buf *out, struct slice text);
/* Base64 in lines of 76 with CRLF, the last one ended too. */
void encode_base64_lines(struct buf *out, struct slice data);
/* Base64 without line breaks. */
void encode_base64(struct buf *out, struct slice data);
void encode_html(struct buf *out, struct slice text);    /* & < > " ' */
void encode_percent(struct buf *out, struct slice text); /* all but unreserved; '/' too */
/* Is text plain ASCII that needs no encoded-word: printable, and no "=?" in it? */
bool encode_is_plain(struct slice text);

#endif
