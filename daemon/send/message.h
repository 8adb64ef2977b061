/* SPDX-License-Identifier: MIT
 * The bytes of a message on the wire: what may stand there, and how the final dot is kept from
 * appearing early (RFC 5321 §4.5.2). Together these make SMTP smuggling impossible: a message
 * with a bare CR or LF is refused, so "\n.\n" cannot be in one. */
#ifndef SEND_MESSAGE_H
#define SEND_MESSAGE_H

#include <stdbool.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"

#define MESSAGE_LINE_MAX 998 /* RFC 5322 §2.1.1, without CRLF */

/* 0 where every line ends in CRLF (the last one may have no end), is no longer than
 * MESSAGE_LINE_MAX and holds no NUL; -1 and which line is wrong otherwise, and for an empty
 * one. *is_8bit_r tells whether a byte above 127 is in it. */
int message_check(struct slice message, bool *is_8bit_r, struct err *err);

/* Moves whole lines from the front of *rest to `out`, with dots doubled at their beginnings,
 * about `most` bytes (at least one line). Lines have been through message_check(). */
void message_stuff(struct buf *out, struct slice *rest, size_t most);

#endif
