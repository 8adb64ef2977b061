/* SPDX-License-Identifier: MIT
 * The socket that is listened on, made before the box is closed. */
#ifndef WEB_LISTENER_H
#define WEB_LISTENER_H

#include "daemon/common/err.h"

/* "8080" (this machine only), "192.0.2.1:8080", "[::1]:8080". A non-blocking socket, or -1 and
 * *err. */
int listener_open(const char *where, struct err *err);

#endif
