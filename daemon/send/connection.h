/* SPDX-License-Identifier: MIT
 * A connection to the relay: opened, verified and authenticated by libcurl (CONNECT_ONLY), which
 * has also said EHLO. After that it is a pipe of bytes. What libcurl's own SMTP cannot do
 * (pipelining, DSN parameters, living on after a refused recipient) is conversation.h's. */
#ifndef SEND_CONNECTION_H
#define SEND_CONNECTION_H

#include <stdbool.h>

#include "daemon/common/err.h"
#include "daemon/common/slice.h"
#include "daemon/send/capability.h"
#include "daemon/send/endpoint.h"

struct connection_failure {
	enum cause cause;
	char text[ERR_TEXT_MAX]; /* a sentence a person can act on */
};

enum connection_result {
	CONNECTION_OK,
	CONNECTION_AGAIN, /* not now: poll */
	CONNECTION_LOST,  /* for good; errno may say why, or be 0 */
};

/* Blocks until it is open or cannot be, at most some minutes. `is_unwanted` is asked about once
 * a second; true ends the attempt. NULL: *failure_r says why. `relay` must outlive it. */
struct connection *connection_open(const struct endpoint *relay, bool (*is_unwanted)(void *context),
    void *context, int64_t now_s, struct capabilities *caps_r,
    struct connection_failure *failure_r);
/* Without a word to the other side; NULL is fine. */
void connection_close(struct connection *c);

/* For poll(2). */
int connection_fd(const struct connection *c);
/* May bytes be here that poll(2) cannot see (TLS)? Then receive until AGAIN before polling. */
bool connection_hides_bytes(const struct connection *c);
/* "TLS1.3"; "none" for plain text on this machine; static. */
const char *connection_encryption(const struct connection *c);
/* Neither blocks. *n_r is how many bytes went or came, at least one where it is OK. */
enum connection_result connection_send(struct connection *c, struct slice bytes, size_t *n_r);
enum connection_result connection_receive(struct connection *c, char *p, size_t size, size_t *n_r);
/* More replies are due before we have anything to say: acknowledges what came at once. A server
 * that answers pipelined commands in several small writes, with Nagle's algorithm on, holds the
 * second one back until then, and without this that is 40 ms a message. */
void connection_acknowledge(struct connection *c);

/* Once per process, before the box is closed: what loads libraries and files does so now. */
int connection_setup(struct err *err);

#endif
