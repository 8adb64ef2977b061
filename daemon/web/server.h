/* SPDX-License-Identifier: MIT
 * HTTP (RFC 9110, 9112) by libmicrohttpd, on one thread: a connection is one request and its
 * answer, and is then closed, so nothing can be smuggled behind a request. A client has so long for
 * all of it, however it drips (libmicrohttpd's own timeouts are of inactivity only), and less while
 * many places are taken. Headers, bodies, connections, connections of one address and requests that
 * wait for core are bounded. */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/web/form.h"
#include "daemon/web/route.h"

/* Requests that wait for core: it has room for so many answers (daemon/core/peer.c). */
#define SERVER_WAITING_MAX 32

struct server;

struct server_request {
	bool is_post;
	struct route route;      /* borrowed during the call */
	const struct form *form; /* of a POST */
};

struct server_answer {
	int status;
	struct slice type; /* Content-Type */
	struct slice body; /* copied */
	int cache_s;       /* 0: no-store */
};

struct server_conf {
	int sock;                                               /* listens; taken */
	bool (*find)(struct slice path, struct route *route_r); /* which pages there are */
	int connections, per_address;                           /* per_address 0: no limit */
	int request_ms; /* for a whole request and its answer */
	int answer_ms;  /* for core to answer; less than the above */
	const char *tls_cert,
	    *tls_key; /* PEM texts, NULL: no TLS; needed as long as the server is there */
	void *context;
	/* Asks core; false where that is not possible now. server_answer() is called later, never
	 * inside. */
	bool (*ask)(void *context, uint64_t id, const struct server_request *rq);
	/* A page core sent beforehand: "style.css", or an error's number: "404". False: there is
	 * none. */
	bool (*stored)(void *context, const char *name, struct server_answer *answer_r);
};

struct server_counts {
	int64_t requests, cut, refused; /* cut: past their time; refused: by form or size */
};

struct server *server_new(const struct server_conf *conf, struct err *err);
/* Readable when server_turn() has something to do. */
int server_fd(const struct server *server);
/* How long it may sleep, as poll() wants it. */
int server_sleep_ms(const struct server *server);
void server_turn(struct server *server);
/* The answer to what `ask` was called with; nothing where that client is gone. */
void server_answer(struct server *server, uint64_t id, const struct server_answer *answer);
struct server_counts server_counts(const struct server *server);

#endif
