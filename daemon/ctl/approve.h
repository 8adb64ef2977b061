/* SPDX-License-Identifier: MIT
 * dpupctl announce approve, on a terminal: what would be approved is shown, and a yes approves
 * exactly that. */
#ifndef CTL_APPROVE_H
#define CTL_APPROVE_H

#include "daemon/ctl/request.h"

/* What a person said yes to; each is the caller's to free, NULL where there was nothing to ask. */
struct approve_seen {
	char *hash, *recipients;
};

/* Shows it and asks, where there is a terminal, and no option says it already. Returns the exit
 * status; EX_OK: go on. */
int approve_ask(const struct request *r, const char *socket_path, struct approve_seen *seen_r);

#endif
