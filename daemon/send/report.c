/* SPDX-License-Identifier: MIT
 * Frames to core; see report.h. The channel does not block, so that it can be read while a
 * connection is being opened; writing waits for room instead, because without its results core
 * has nothing to say to us. */
#include "daemon/send/report.h"

#include <errno.h>
#include <poll.h>

#include "daemon/common/channel.h"
#include "daemon/common/log.h"
#include "daemon/common/wire.h"

#define TEXT_MAX 400 /* what core keeps of a reply */

static void transmit(struct report *report, const struct buf *frame)
{
	struct err err = ERR_INIT;

	while (!report->is_over) {
		struct pollfd p = { .fd = report->channel, .events = POLLOUT };

		switch (channel_send(report->channel, frame, -1, &err)) {
		case CHANNEL_OK:
			return;
		case CHANNEL_AGAIN:
			report->is_over = poll(&p, 1, -1) < 0 && errno != EINTR;
			break;
		case CHANNEL_CLOSED:
			report->is_over = true;
			break;
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

void report_init(struct report *report, int channel)
{
	report->channel = channel;
	buf_init(&report->frame);
	bundle_init(&report->results);
	report->is_over = false;
}

void report_release(struct report *report)
{
	buf_release(&report->frame);
	bundle_release(&report->results);
}

void report_send_result(struct report *report, const struct report_result *r)
{
	struct buf *frame = &report->frame;

	wire_begin(frame, "send.result", r->id);
	wire_add_text(frame, "outcome", slice_of(outcome_text(r->outcome)));
	wire_add_text(frame, "stage", slice_of(stage_text(r->stage)));
	wire_add_int(frame, "code", r->code);
	add_text(frame, "status", r->status);
	add_text(frame, "text", r->text);
	add_text(frame, "tls", r->encryption);
	if (bundle_add(&report->results, frame))
		return;
	report_flush(report);
	(void)bundle_add(&report->results, frame); /* it is empty: it takes any */
}

void report_flush(struct report *report)
{
	if (report->results.count == 0)
		return;
	transmit(report, &report->results.frame);
	bundle_clear(&report->results);
}

static void begin_relay(struct report *report, int lane, const char *state)
{
	report_flush(report);
	wire_begin(&report->frame, "send.relay", 0);
	wire_add_int(&report->frame, "lane", lane);
	wire_add_text(&report->frame, "state", slice_of(state));
}

void report_send_up(struct report *report, int lane, const struct capabilities *caps)
{
	begin_relay(report, lane, "up");
	wire_add_int(&report->frame, "smtputf8", caps->has_smtputf8);
	transmit(report, &report->frame);
}

void report_send_relay(struct report *report, int lane, enum report_relay state, enum cause cause,
    const char *text)
{
	begin_relay(report, lane, state == REPORT_DOWN ? "down" : "closed");
	add_text(&report->frame, "cause", cause_text(cause));
	add_text(&report->frame, "text", text);
	transmit(report, &report->frame);
}
