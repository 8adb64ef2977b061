/* SPDX-License-Identifier: MIT
 * What this process tells core: send.result and send.relay (common/protocol.h). */
#ifndef SEND_REPORT_H
#define SEND_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/bundle.h"
#include "daemon/send/capability.h"
#include "daemon/send/verdict.h"

/* The way to core, of all connections of this process. */
struct report {
	int channel;
	struct buf frame;      /* kept from one to the next, so that it is allocated once */
	struct bundle results; /* what was not told yet */
	bool is_over;          /* core is gone: nobody can be told anything any more */
};

struct report_result {
	uint64_t id;
	enum outcome outcome;
	enum stage stage;
	int code;               /* 0: without a reply */
	const char *status;     /* "" : none */
	const char *text;       /* cut to what core keeps */
	const char *encryption; /* of the connection; NULL: there is none */
};

enum report_relay { REPORT_DOWN, REPORT_CLOSED };

/* `channel` stays the caller's. */
void report_init(struct report *report, int channel);
void report_release(struct report *report);
/* Told together with others, by report_flush() at the latest. */
void report_send_result(struct report *report, const struct report_result *r);
/* These send; where core's buffer is full they wait. */
void report_flush(struct report *report);
/* After all results so far. Of the connection `lane`: it is open, and this is what the relay
 * offers. */
void report_send_up(struct report *report, int lane, const struct capabilities *caps);
/* The same; `cause` and `text` where it is down. */
void report_send_relay(struct report *report, int lane, enum report_relay state, enum cause cause,
    const char *text);

#endif
