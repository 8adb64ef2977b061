/* SPDX-License-Identifier: MIT
 * What core tells a fetcher once, in the frame fetch.start (protocol.h). */
#ifndef FETCH_START_H
#define FETCH_START_H

#include <stddef.h>
#include <stdint.h>

#include "daemon/common/err.h"
#include "daemon/common/oauth.h"
#include "daemon/common/wire.h"

enum start_kind {
	START_MAILDIR,
	START_IMAP,
};

enum start_tls {
	START_TLS_AUTO, /* required, but to a loopback address */
	START_TLS_REQUIRED,
	START_TLS_NONE, /* to a loopback address only */
};

struct start {
	enum start_kind kind;
	int64_t again_since; /* maildir: what was read since then is read again, after a restore; 0:
	                        nothing */
	size_t message_max;  /* bytes; of a larger message only the beginning is handed over */
	char *path;          /* maildir */
	char *url;           /* imap, and all below; NULL where not given */
	char *user;
	char *password_file;
	struct oauth_settings oauth_settings;
	struct oauth *oauth; /* made of them by main; NULL: by password */
	char *ca_file;
	char *auth;
	char *mailbox;
	char *processed;
	enum start_tls tls;
	uint32_t uidvalidity; /* the cursor: all up to uid is in core's database */
	uint32_t uid;
	int poll_s;        /* look at least this often */
	int retry_s;       /* pause after what may mend itself, fetch.refused among it */
	int backoff_max_s; /* longest pause between connections */
	int timeout_s;     /* for one answer of the server */
	int stuck_s;       /* a message the server cannot hand over is left behind after this */
	int tells_moves;   /* 1: core wants to know where a message was moved to */
	int idle_s;        /* longest IDLE: routers forget quiet connections after ten minutes */
};

/* Copies what the frame says. -1: a field is missing or out of bounds. Release it either way. */
int start_parse(const struct wire *w, struct start *start_r, struct err *err);
void start_release(struct start *s);

#endif
