/* SPDX-License-Identifier: MIT
 * Frames to core; see report.h. The channel does not block, so that it can be read while a
 * connection is being opened; writing waits for room instead, because without its results core
 * has nothing to say to us. */
#include "report.h"

#include <errno.h>
#include <poll.h>

#include "../common/channel.h"
#include "../common/log.h"
#include "../common/wire.h"

#define TEXT_MAX 400	/* what core keeps of a reply */

static bool transmit(int channel, const struct buf *frame)
{
	struct err err = ERR_INIT;

	for (;;) {
		struct pollfd p = { .fd = channel, .events = POLLOUT };

		switch (channel_send(channel, frame, -1, &err)) {
		case CHANNEL_OK:
			return true;
		case CHANNEL_AGAIN:
			if (poll(&p, 1, -1) < 0 && errno != EINTR)
				return false;
			break;
		case CHANNEL_CLOSED:
			return false;
		case CHANNEL_BAD:
			bug("report.frame", "reason=\"%s\"", err.text);
		}
	}
}

static void add_text(struct buf *frame, const char *name, const char *text)
{
	if (text != NULL && text[0] != '\0')
		wire_add_text(frame, name, slice_sub(slice_of(text), 0, TEXT_MAX));
}

bool report_send_result(int channel, struct buf *frame, const struct report_result *r)
{
	wire_begin(frame, "send.result", r->id);
	wire_add_text(frame, "outcome", slice_of(outcome_text(r->outcome)));
	wire_add_text(frame, "stage", slice_of(stage_text(r->stage)));
	wire_add_int(frame, "code", r->code);
	add_text(frame, "status", r->status);
	add_text(frame, "text", r->text);
	add_text(frame, "tls", r->encryption);
	return transmit(channel, frame);
}

bool report_send_relay(int channel, struct buf *frame, enum report_relay state, enum cause cause,
    const char *text)
{
	static const char *const names[] = { "up", "down", "closed" };

	wire_begin(frame, "send.relay", 0);
	wire_add_text(frame, "state", slice_of(names[state]));
	add_text(frame, "cause", cause_text(cause));
	add_text(frame, "text", text);
	return transmit(channel, frame);
}
