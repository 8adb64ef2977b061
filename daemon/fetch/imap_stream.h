/* SPDX-License-Identifier: MIT
 * A verified connection as a libetpan stream. Every command gets an allowance first: how long
 * it may take in all, and how many bytes the server may say. libetpan's own timeouts are per read
 * and it has no limits of length, so this is what a server that drips or floods runs into. */
#ifndef FETCH_IMAP_STREAM_H
#define FETCH_IMAP_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libetpan/mailstream_types.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/fetch/imap_connect.h"

struct imap_stream;

/* Takes the connection. The session that gets imap_stream_mail() owns the libetpan side and
 * closes it; call imap_stream_free() after that. */
struct imap_stream *imap_stream_take(struct imap_connect *c);
void imap_stream_free(struct imap_stream *s);
mailstream *imap_stream_mail(struct imap_stream *s);

/* What the next command may cost. An allowance that was exceeded, like a broken connection,
 * makes every later read and write fail at once. */
void imap_stream_allow(struct imap_stream *s, int seconds, size_t bytes);
/* Ends all reading and writing for the reason given, so that closing the session waits for
 * nothing. Returns -1. */
int imap_stream_fail(struct imap_stream *s, enum err_kind kind, const char *why);
/* Why the last read or write failed; kind ERR_NONE where none did. */
const struct err *imap_stream_error(const struct imap_stream *s);

/* --- for IDLE, beside libetpan's commands --- */

/* Sends one line, CRLF added; -1 where it could not be sent. */
int imap_stream_say(struct imap_stream *s, const char *line);
/* Reads one line, without its CRLF, within the allowance. */
int imap_stream_hear(struct imap_stream *s, struct buf *line);
/* Waits until there is something to read: 1, or 0 after `ms`, or -1. */
int imap_stream_wait(struct imap_stream *s, int64_t ms);

#endif
