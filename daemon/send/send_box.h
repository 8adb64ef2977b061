/* SPDX-License-Identifier: MIT
 * The box of dpupd-send: connections out, and the files that resolving names and TLS take. The main
 * enters it, and the test that tries it from inside. */
#ifndef SEND_SEND_BOX_H
#define SEND_SEND_BOX_H

#include "daemon/send/endpoint.h"

/* For good; the relay's secrets are read. What it lets be read lives as long as the process. -1 and
 * *err: it could not be closed. */
int send_box_enter(const struct endpoint *relay, struct err *err);

#endif
