/* SPDX-License-Identifier: MIT
 * Waiting for new mail by IDLE (RFC 2177). */
#ifndef FETCH_IMAP_IDLE_H
#define FETCH_IMAP_IDLE_H

#include "daemon/fetch/imap_stream.h"
#include "daemon/fetch/upstream.h"

enum imap_idle_result {
	IMAP_IDLE_NEWS,    /* the mailbox has mail it did not have, or the server said it may */
	IMAP_IDLE_QUIET,   /* nothing for so long, or there is other work */
	IMAP_IDLE_REFUSED, /* the server does not do it; the session is as before */
	IMAP_IDLE_MUTE,    /* the session ended before the server agreed to it */
	IMAP_IDLE_BROKEN,  /* the session is of no use any more; imap_stream_error() says why */
};

/* Idles for at most `idle_s` seconds, and not for long where core wants something done
 * (upstream.h); each answer may take `timeout_s`. */
enum imap_idle_result imap_idle(struct imap_stream *s, const struct upstream *up, int idle_s,
    int timeout_s);

#endif
