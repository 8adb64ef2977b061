/* SPDX-License-Identifier: MIT
 * The loop; see sender.h. In each turn it reads what core sent, lets each lane read what its relay
 * sent, and then write: a body that has its go and the envelope of the job behind it leave in one
 * write. */
#include "daemon/send/sender.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/common/bundle.h"
#include "daemon/common/channel.h"
#include "daemon/common/log.h"
#include "daemon/common/num.h"
#include "daemon/common/protocol.h"
#include "daemon/common/xmalloc.h"
#include "daemon/send/dkim.h"
#include "daemon/send/job.h"
#include "daemon/send/lane.h"
#include "daemon/send/report.h"

struct sender {
	struct endpoint *relay;
	struct lane *lanes[PROTOCOL_LANES_MAX]; /* made when core first names them; NULL: not yet */
	int lane_count;                         /* up to the last of them */
	struct masters masters;
	struct buf frame_in;
	struct report report;
	bool has_goes;    /* some came in this turn */
	bool is_stopping; /* send.stop */
	int status;       /* what the process ends with */
};

/* --- what core says --- */

static void reject_core(struct sender *s, const char *why)
{
	log_error("send.core", "reason=\"%s\"", why);
	s->report.is_over = true;
	s->status = EX_PROTOCOL;
}

/* The lane that a frame is for; NULL where core names none that can be. */
static struct lane *lane_of(struct sender *s, const struct wire *w)
{
	int64_t number = wire_int(w, "lane", 0, PROTOCOL_LANES_MAX - 1, 0);

	if (s->lanes[number] == NULL) {
		s->lanes[number] = lane_new(s->relay, &s->report, (int)number);
		if (number >= s->lane_count)
			s->lane_count = (int)number + 1;
		if (s->is_stopping)
			lane_stop(s->lanes[number]);
	}
	return s->lanes[number];
}

/* NULL where no lane has that job: it was given back while core's frame was under way. */
static struct job *find_job(const struct sender *s, uint64_t id, struct lane **lane_r)
{
	for (int i = 0; i < s->lane_count; i++) {
		struct job *job = s->lanes[i] == NULL ? NULL : lane_find(s->lanes[i], id);

		*lane_r = s->lanes[i];
		if (job != NULL)
			return job;
	}
	return NULL;
}

/* Of a job that is here, or that was given back while its go was under way. */
static void take_go(struct sender *s, uint64_t id)
{
	struct lane *lane;
	struct job *job = find_job(s, id, &lane);

	if (job != NULL)
		job->has_go = true;
}

/* DKIM: on the bytes that go out, once a job, so that a job that starts anew is the same again. */
static enum job_result sign(struct sender *s, struct job *job, struct err *err)
{
	struct buf fields = BUF_INIT;
	enum job_result result = JOB_OK;

	if (s->relay->dkim == NULL)
		return JOB_OK;
	if (dkim_sign(s->relay->dkim, job->message, &fields, err) < 0)
		result = JOB_REFUSED;
	else
		job_prepend(job, buf_all(&fields));
	buf_release(&fields);
	return result;
}

static void on_job(struct sender *s, const struct wire *w, int fd)
{
	struct err err = ERR_INIT;
	enum job_result result;
	struct job *job = NULL;
	struct lane *lane;

	if (find_job(s, w->id, &lane) == NULL) {
		lane = lane_of(s, w);
		job = lane_add(lane);
	}
	if (job == NULL) {
		reject_core(s, "one job too many");
		return;
	}
	result = job_read(job, w, fd, &s->masters, &err);
	if (result == JOB_OK)
		result = sign(s, job, &err);
	switch (result) {
	case JOB_OK:
		break;
	case JOB_REFUSED:
		lane_refuse(lane, job, err.text);
		break;
	case JOB_MALFORMED:
		reject_core(s, err.text);
		break;
	}
	if (wire_int(w, "go", 0, 1, 0) == 1)
		take_go(s, w->id);
}

static void on_go(struct sender *s, const struct wire *w, int fd)
{
	struct slice rest = wire_text(w, "more"), word;
	int64_t id;

	(void)fd;
	take_go(s, w->id);
	while (slice_next_word(&rest, &word)) {
		if (!num_parse(word, 1, INT64_MAX, &id)) {
			reject_core(s, "a go without a number");
			return;
		}
		take_go(s, (uint64_t)id);
	}
	s->has_goes = true;
}

static void on_drop(struct sender *s, const struct wire *w, int fd)
{
	struct lane *lane;
	struct job *job = find_job(s, w->id, &lane);

	(void)fd;
	if (job == NULL)
		return;
	if (job->has_go)
		reject_core(s, "a job with a go is to be dropped");
	else
		lane_drop(lane, job);
}

static void on_master(struct sender *s, const struct wire *w, int fd)
{
	struct err err = ERR_INIT;

	if (masters_add(&s->masters, w->id, fd, &err) < 0)
		reject_core(s, err.text);
}

static void on_forget(struct sender *s, const struct wire *w, int fd)
{
	struct err err = ERR_INIT;

	(void)fd;
	if (masters_forget(&s->masters, w->id, &err) < 0)
		reject_core(s, err.text);
}

static void on_probe(struct sender *s, const struct wire *w, int fd)
{
	(void)fd;
	lane_probe(lane_of(s, w));
}

static void on_stop(struct sender *s, const struct wire *w, int fd)
{
	(void)w;
	(void)fd;
	s->is_stopping = true;
	for (int i = 0; i < s->lane_count; i++) {
		if (s->lanes[i] != NULL)
			lane_stop(s->lanes[i]);
	}
}

static void on_verb(struct sender *s, const struct wire *w, int fd)
{
	/* clang-format off */
	static const struct {
		const char *verb;
		void (*act)(struct sender *s, const struct wire *w, int fd);
	} verbs[] = {
		{ "send.job", on_job }, { "send.go", on_go }, { "send.drop", on_drop },
		{ "send.master", on_master }, { "send.forget", on_forget },
		{ "send.probe", on_probe }, { "send.stop", on_stop },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (wire_is(w, verbs[i].verb)) {
			verbs[i].act(s, w, fd);
			return;
		}
	}
	reject_core(s, "a verb that is not for a sender");
}

static bool take_bundled(void *context, const struct wire *w)
{
	struct sender *s = context;

	on_verb(s, w, -1);
	return !s->report.is_over;
}

static void on_frame(struct sender *s, int fd)
{
	struct err err = ERR_INIT;
	struct wire w;

	if (wire_parse(buf_all(&s->frame_in), &w, &err) < 0)
		reject_core(s, err.text);
	else if (!wire_is(&w, "bundle"))
		on_verb(s, &w, fd);
	else if (!bundle_each(&w, take_bundled, s, &err) && !s->report.is_over)
		reject_core(s, err.text);
}

/* Has core said all it can say now, but send.stop? Of the lanes that are: a new one can wait for a
 * turn. */
static bool has_heard_all(const struct sender *s)
{
	for (int i = 0; i < s->lane_count; i++) {
		if (s->lanes[i] != NULL && !lane_has_heard_all(s->lanes[i]))
			return false;
	}
	return true;
}

/* All frames that are there, or that matter now: the loop comes back for more. Bodies that have
 * their go do not wait until the messages that come behind them are made. */
static void read_channel(struct sender *s)
{
	bool is_first = true;

	s->has_goes = false;
	for (; !s->report.is_over && !s->has_goes && (is_first || !has_heard_all(s));
	     is_first = false) {
		struct err err = ERR_INIT;
		int fd = -1;

		switch (channel_receive(s->report.channel, &s->frame_in, &fd, &err)) {
		case CHANNEL_OK:
			on_frame(s, fd);
			break;
		case CHANNEL_AGAIN:
			return;
		case CHANNEL_CLOSED:
			s->report.is_over = true; /* nobody could be told anything any more */
			break;
		case CHANNEL_BAD:
			reject_core(s, err.text);
			break;
		}
		if (fd >= 0)
			(void)close(fd); /* what it holds is mapped */
	}
}

/* --- the turn --- */

static void turn(struct sender *s)
{
	for (int i = 0; i < s->lane_count && !s->report.is_over; i++) {
		if (s->lanes[i] != NULL)
			lane_turn(s->lanes[i]);
	}
}

static bool has_stopped(const struct sender *s)
{
	for (int i = 0; i < s->lane_count; i++) {
		if (s->lanes[i] != NULL && !lane_is_over(s->lanes[i]))
			return false;
	}
	return s->is_stopping;
}

static void wait_for_events(struct sender *s)
{
	struct pollfd p[1 + PROTOCOL_LANES_MAX] = { { .fd = s->report.channel, .events = POLLIN } };
	int timeout_ms = -1;

	for (int i = 0; i < s->lane_count; i++) {
		int ms = -1;

		p[1 + i].fd = -1;
		if (s->lanes[i] != NULL)
			ms = lane_wants(s->lanes[i], &p[1 + i]);
		if (ms >= 0 && (timeout_ms < 0 || ms < timeout_ms))
			timeout_ms = ms;
	}
	if (poll(p, 1 + (nfds_t)s->lane_count, timeout_ms) < 0) {
		if (errno != EINTR)
			fatal(EX_OSERR, "send.poll", "reason=\"%s\"", strerror(errno));
		return;
	}
	if (p[0].revents != 0)
		read_channel(s);
	for (int i = 0; i < s->lane_count; i++) {
		if (p[1 + i].fd >= 0 && p[1 + i].revents != 0)
			lane_ready(s->lanes[i]);
	}
}

int sender_run(struct sender *s)
{
	while (!s->report.is_over) {
		turn(s);
		report_flush(&s->report);
		if (has_stopped(s))
			break;
		if (!s->report.is_over)
			wait_for_events(s);
		report_flush(&s->report);
	}
	return s->status;
}

struct sender *sender_new(struct endpoint *relay, int channel)
{
	struct sender *s = xcalloc(1, sizeof *s);

	s->relay = relay;
	report_init(&s->report, channel);
	buf_init(&s->frame_in);
	(void)fcntl(channel, F_SETFL, O_NONBLOCK); /* cannot fail on a socket of ours */
	if (relay->fault_cause != CAUSE_NONE)
		report_send_relay(&s->report, 0, REPORT_DOWN, relay->fault_cause,
		    relay->fault.text);
	return s;
}

void sender_free(struct sender *s)
{
	for (int i = 0; i < s->lane_count; i++)
		lane_free(s->lanes[i]);
	masters_release(&s->masters);
	report_release(&s->report);
	buf_release(&s->frame_in);
	free(s);
}
