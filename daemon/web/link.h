/* SPDX-License-Identifier: MIT
 * Core as seen from the web: what it sends before the box is closed, and requests and answers
 * after. */
#ifndef WEB_LINK_H
#define WEB_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/web/pages.h"
#include "daemon/web/server.h"

struct link_start {
	char *listen;
	bool is_metrics;          /* the numbers, not the pages */
	char *tls_cert, *tls_key; /* NULL: not given */
	int connections, per_address;
	int request_ms, answer_ms;
};

struct link {
	int sock;
	struct buf frame;
	struct pages *pages;
};

/* Receives the pages and then the start. Whatever is not that ends the process. */
void link_receive_start(struct link *link, struct link_start *start_r);
/* "up", or "down" and why. */
void link_state(struct link *link, const char *state, const char *text);
/* False where the frame cannot be sent now. */
bool link_ask(struct link *link, uint64_t id, const struct server_request *rq);
void link_counts(struct link *link, const struct server_counts *counts);
/* One answer of core's, handed to the server. Ends the process where core is gone. */
void link_receive(struct link *link, struct server *server);

#endif
