/* SPDX-License-Identifier: MIT
 * A connection to an IMAP server: opened, encrypted, its certificate verified, and logged in,
 * by libcurl. What flows over it afterwards is the caller's. */
#ifndef FETCH_IMAP_CONNECT_H
#define FETCH_IMAP_CONNECT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "daemon/common/err.h"
#include "daemon/common/slice.h"
#include "daemon/fetch/start.h"
#include "daemon/fetch/upstream.h"

struct imap_connect;

enum imap_connect_tls {
	IMAP_CONNECT_PLAIN,
	IMAP_CONNECT_STARTTLS,
	IMAP_CONNECT_IMPLICIT,
};

/* Once, before the box is closed: loads what libcurl loads late. */
void imap_connect_init(void);

/* How a URL is to be encrypted: imaps always is, imap by STARTTLS except to a loopback host.
 * ERR_PERM where the URL cannot be used, or asks for no TLS to another machine. */
int imap_connect_policy(const char *url, enum start_tls tls, enum imap_connect_tls *use_r,
    struct err *err);

/* Connects, verifies and logs in, within timeout_s. NULL, and *err with a sentence that names
 * the server and what to do. Closed by imap_connect_close(). */
struct imap_connect *imap_connect_open(const struct start *start, struct slice password,
    struct upstream *up, struct err *err);
void imap_connect_close(struct imap_connect *c);

/* Reads what there is, at least one byte and at most n, waiting until deadline_ms (mono.h). -1:
 * the connection is of no use any more. */
ssize_t imap_connect_read(struct imap_connect *c, void *p, size_t n, int64_t deadline_ms,
    struct err *err);
/* Writes all of it, or -1. */
int imap_connect_write(struct imap_connect *c, const void *p, size_t n, int64_t deadline_ms,
    struct err *err);
/* Whether there is something to read: at once, or, with a deadline ahead, after waiting for it.
 * 1: yes, 0: not until then, -1: the connection is of no use any more. */
int imap_connect_wait(struct imap_connect *c, int64_t deadline_ms, struct err *err);

#endif
