/* SPDX-License-Identifier: MIT
 * The sender: some connections to one relay (lane.h), and what core says to them. It blocks in
 * poll(2) and nowhere else. */
#ifndef SEND_SENDER_H
#define SEND_SENDER_H

#include "daemon/common/wire.h"
#include "daemon/send/endpoint.h"

struct sender;

/* `relay` must outlive it; `channel` is the socket to core, and is made non-blocking. */
struct sender *sender_new(struct endpoint *relay, int channel);
void sender_free(struct sender *s);
/* Works until core says stop (0), is gone (0), or sends what core does not send (an exit code of
 * sysexits.h). */
int sender_run(struct sender *s);

#endif
