/* SPDX-License-Identifier: MIT
 * The box of dpupd-web: memory, the sockets it has, and what comes in on its listener. The main
 * enters it, and the test that tries it from inside. */
#ifndef WEB_WEB_BOX_H
#define WEB_WEB_BOX_H

#include "daemon/common/err.h"

/* For good; the listener is open, and this many connections are served at most. -1 and *err: it
 * could not be closed. */
int web_box_enter(int connections, struct err *err);

#endif
