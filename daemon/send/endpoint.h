/* SPDX-License-Identifier: MIT
 * The relay of this process: where it is, how the connection is to be secured, who we are
 * there, and how long to wait. Read once from the frame send.start. */
#ifndef SEND_ENDPOINT_H
#define SEND_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/common/oauth.h"
#include "daemon/common/wire.h"
#include "daemon/send/verdict.h"

#define ENDPOINT_HOST_MAX 253 /* RFC 1035 §2.3.4, as text */

enum endpoint_tls {
	ENDPOINT_TLS_NONE,     /* loopback only: no byte leaves this machine in the clear */
	ENDPOINT_TLS_STARTTLS, /* required: without it there is no connection */
	ENDPOINT_TLS_IMPLICIT,
};

struct endpoint_place {
	char host[ENDPOINT_HOST_MAX + 1]; /* without the brackets of an IPv6 address */
	int port;
	bool is_implicit_tls; /* smtps:// */
	bool is_loopback;
	bool is_ipv6; /* stands in brackets in a URL */
};

struct dkim;

struct endpoint {
	struct endpoint_place place;
	enum endpoint_tls tls;
	struct buf url;      /* for libcurl, with the name we say in EHLO */
	struct buf user;     /* empty: no authentication */
	struct buf password; /* kept for the next connection; wiped at the end */
	struct oauth_settings oauth_settings;
	struct oauth *oauth;                     /* NULL: by password */
	struct buf certificate, certificate_key; /* files, who we are by TLS; empty: nobody */
	struct buf auth;    /* a SASL mechanism; empty: what the server offers */
	struct buf ca_file; /* empty: the system's */
	struct dkim *dkim;  /* NULL: messages go unsigned */
	int64_t idle_s, reply_s, write_s, answer_s;
	/* Why it can never be used as it is configured; the rest is then not to be read. */
	enum cause fault_cause; /* NONE: it can */
	struct err fault;
};

/* smtp://host[:port] or smtps://host[:port], nothing after it. -1 and *err in words. */
int endpoint_parse_url(struct slice url, struct endpoint_place *place_r, struct err *err);
/* auto, required or none, for this place. -1: not to be had safely. */
int endpoint_choose_tls(struct slice tls, const struct endpoint_place *place,
    enum endpoint_tls *tls_r, struct err *err);

/* Reads the frame and the password's file. -1: the frame is malformed. What is wrong with the
 * configuration is in endpoint_r->fault instead, for every job's answer. */
int endpoint_read(struct endpoint *endpoint_r, const struct wire *start, struct err *err);
void endpoint_release(struct endpoint *relay);

#endif
