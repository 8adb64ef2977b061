/* SPDX-License-Identifier: MIT
 * What this process tells core: send.result and send.relay (common/protocol.h). */
#ifndef SEND_REPORT_H
#define SEND_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "../common/buf.h"
#include "verdict.h"

struct report_result {
	uint64_t id;
	enum outcome outcome;
	enum stage stage;
	int code;		/* 0: without a reply */
	const char *status;	/* "" : none */
	const char *text;	/* cut to what core keeps */
	const char *encryption;	/* of the connection; NULL: there is none */
};

enum report_relay { REPORT_UP, REPORT_DOWN, REPORT_CLOSED };

/* Each builds its frame in `frame` and sends it; where core's buffer is full it waits. False:
 * core is gone. */
bool report_send_result(int channel, struct buf *frame, const struct report_result *r);
/* `cause` and `text` where it is down. */
bool report_send_relay(int channel, struct buf *frame, enum report_relay state, enum cause cause,
    const char *text);

#endif
