/* SPDX-License-Identifier: MIT
 * The loop; see sender.h. In each turn it reads what core sent, reads what the relay sent, and
 * then writes: a go and the next job that came together leave together, in one write.
 *
 * Two orders must not change: a body is moved to the output only by dialogue_advance(), which
 * looks at the job's go; and "down" is told before the jobs that are handed back because of it,
 * so that core does not hand out the next ones first. */
#include "sender.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "../common/channel.h"
#include "../common/log.h"
#include "../common/xmalloc.h"
#include "connection.h"
#include "dialogue.h"
#include "dkim.h"
#include "job.h"
#include "report.h"

#define INPUT_SIZE 16384	/* some hundred replies, or one TLS record */
#define GOODBYE_MS 2000		/* for the reply to QUIT, which changes nothing */

struct sender {
	struct endpoint *relay;
	int channel;
	struct connection *connection;	/* NULL: closed */
	struct dialogue *dialogue;	/* of the connection */
	struct job_queue queue;
	struct masters masters;
	struct buf frame_in, frame_out;
	int64_t progress_ms;	/* when bytes were last written or a reply was complete */
	int64_t idle_ms;	/* since when nothing is under way */
	uint64_t idle_replies;	/* replies when it last was idle; UINT64_MAX: never was */
	bool is_probe;		/* send.probe: connect, also without a job */
	bool is_stopping;	/* send.stop */
	bool is_over;		/* core is gone, or no core */
	int status;		/* what the process ends with */
};

static int64_t now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);	/* cannot fail for this clock */
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- jobs --- */

static void settle_job(struct sender *s, struct job *job, const struct report_result *r)
{
	struct report_result told = *r;

	if (s->connection != NULL)
		told.encryption = connection_encryption(s->connection);
	if (!report_send_result(s->channel, &s->frame_out, &told))
		s->is_over = true;
	log_debug("send.result", "id=%llu outcome=%s stage=%s code=%d", (unsigned long long)r->id,
	    outcome_text(r->outcome), stage_text(r->stage), r->code);
	job_queue_remove(&s->queue, job);
}

static void return_job(struct sender *s, struct job *job, enum stage stage, const char *text)
{
	settle_job(s, job, &(struct report_result){ .id = job->id, .outcome = OUTCOME_RETURNED,
	    .stage = stage, .status = "", .text = text });
}

static void tell_relay(struct sender *s, enum report_relay state, enum cause cause,
    const char *text)
{
	/* The text is core's to log: a relay's words may hold an address. */
	if (!report_send_relay(s->channel, &s->frame_out, state, cause, text))
		s->is_over = true;
	log_debug("send.relay", "state=%d cause=%s", state, cause_text(cause));
}

/* --- the connection --- */

static void hang_up(struct sender *s)
{
	dialogue_free(s->dialogue);
	connection_close(s->connection);
	s->dialogue = NULL;
	s->connection = NULL;
	for (size_t i = 0; i < s->queue.count; i++)
		s->queue.jobs[i]->is_begun = false;
}

/* For reasons of the relay nothing can be sent now: all goes back. */
static void give_up(struct sender *s, enum cause cause, enum stage stage, const char *text)
{
	tell_relay(s, REPORT_DOWN, cause, text);
	while (s->queue.count > 0)
		return_job(s, s->queue.jobs[0], stage, text);
}

static void read_channel(struct sender *s);

/* Asked about once a second while a connection is being opened. */
static bool is_unwanted(void *context)
{
	struct sender *s = context;

	read_channel(s);
	return s->is_stopping || s->is_over;
}

static void open_connection(struct sender *s)
{
	struct connection_failure failure = { CAUSE_NONE, "" };
	struct capabilities caps;

	if (s->relay->fault_cause != CAUSE_NONE) {
		give_up(s, s->relay->fault_cause, STAGE_CONNECT, s->relay->fault.text);
		return;
	}
	s->connection = connection_open(s->relay, is_unwanted, s, now_ms() / 1000, &caps, &failure);
	if (s->connection == NULL) {
		if (!s->is_stopping && !s->is_over)
			give_up(s, failure.cause, STAGE_CONNECT, failure.text);
		return;
	}
	s->dialogue = dialogue_new(&caps);
	s->progress_ms = s->idle_ms = now_ms();
	s->idle_replies = UINT64_MAX;
	tell_relay(s, REPORT_UP, CAUSE_NONE, NULL);
}

/* QUIT, where nothing is under way; the reply is waited for a moment and not read. */
static void say_goodbye(struct sender *s)
{
	struct pollfd p = { .fd = connection_fd(s->connection), .events = POLLIN };
	size_t n;

	if (dialogue_is_idle(s->dialogue) &&
	    connection_send(s->connection, slice_of("QUIT\r\n"), &n) == CONNECTION_OK)
		(void)poll(&p, 1, GOODBYE_MS);
	hang_up(s);
	tell_relay(s, REPORT_CLOSED, CAUSE_NONE, NULL);
}

/* --- what the dialogue says --- */

static void on_settled(struct sender *s, const struct dialogue_event *e)
{
	settle_job(s, e->job, &(struct report_result){ .id = e->job->id, .outcome = e->outcome,
	    .stage = e->stage, .code = e->code, .status = e->status, .text = e->text });
}

/* The relay closed a connection that was idle, and we noticed only with the next job: nothing
 * was lost, and it is no reason to rest. */
static bool is_stale(const struct sender *s)
{
	return s->idle_replies == dialogue_replies(s->dialogue);
}

static void on_broken(struct sender *s, const struct dialogue_event *e)
{
	struct dialogue_event next;

	if (s->queue.count == 0) {
		hang_up(s);
		tell_relay(s, REPORT_CLOSED, CAUSE_NONE, NULL);
		return;
	}
	tell_relay(s, REPORT_DOWN, e->cause, e->text);
	while (dialogue_event(s->dialogue, &next))
		on_settled(s, &next);
	hang_up(s);
	/* What was not in the dialogue yet. */
	while (s->queue.count > 0)
		return_job(s, s->queue.jobs[0], STAGE_CONNECT, e->text);
}

/* False where the connection is closed. */
static bool take_events(struct sender *s)
{
	struct dialogue_event e;

	while (s->dialogue != NULL && dialogue_event(s->dialogue, &e)) {
		switch (e.kind) {
		case DIALOGUE_SETTLED:
			on_settled(s, &e);
			break;
		case DIALOGUE_BROKEN:
			on_broken(s, &e);
			break;
		case DIALOGUE_RESTART:
			hang_up(s);
			tell_relay(s, REPORT_CLOSED, CAUSE_NONE, NULL);
			break;
		}
	}
	return s->dialogue != NULL;
}

static void lose_connection(struct sender *s)
{
	char text[ERR_TEXT_MAX];
	int cause = errno;

	if (is_stale(s)) {
		hang_up(s);
		tell_relay(s, REPORT_CLOSED, CAUSE_NONE, NULL);
		return;
	}
	(void)snprintf(text, sizeof text, "%s closed the connection in the middle of a message%s%s",
	    s->relay->place.host, cause != 0 ? ": " : "", cause != 0 ? strerror(cause) : "");
	dialogue_break(s->dialogue, CAUSE_NETWORK, text);
	(void)take_events(s);
}

/* --- reading and writing --- */

static void read_relay(struct sender *s)
{
	char bytes[INPUT_SIZE];
	size_t n;

	for (;;) {
		enum connection_result result;
		struct slice rest;

		result = connection_receive(s->connection, bytes, sizeof bytes, &n);
		rest = slice_make(bytes, n);
		if (result == CONNECTION_AGAIN)
			return;
		if (result == CONNECTION_LOST) {
			lose_connection(s);
			return;
		}
		while (rest.n > 0) {
			uint64_t replies = dialogue_replies(s->dialogue);

			dialogue_input(s->dialogue, &rest);
			if (dialogue_replies(s->dialogue) != replies)
				s->progress_ms = now_ms();
			if (!take_events(s))
				return;
		}
		if (dialogue_wait(s->dialogue) == DIALOGUE_REPLY)
			connection_acknowledge(s->connection);
		if (n < sizeof bytes && !connection_hides_bytes(s->connection))
			return;
	}
}

/* Everything that can be said now; false where the connection is closed. */
static bool compose(struct sender *s)
{
	struct job *job;

	dialogue_advance(s->dialogue);
	while (dialogue_wants_job(s->dialogue) && (job = job_queue_next(&s->queue)) != NULL) {
		job->is_begun = true;
		if (dialogue_is_idle(s->dialogue))
			s->progress_ms = now_ms();
		dialogue_begin(s->dialogue, job);
		if (!take_events(s))
			return false;
	}
	return true;
}

static void write_relay(struct sender *s)
{
	while (compose(s)) {
		struct slice bytes = dialogue_output(s->dialogue);
		size_t n;

		if (bytes.n == 0)
			return;
		switch (connection_send(s->connection, bytes, &n)) {
		case CONNECTION_OK:
			dialogue_wrote(s->dialogue, n);
			s->progress_ms = now_ms();
			break;
		case CONNECTION_AGAIN:
			return;
		case CONNECTION_LOST:
			/* A refusal may be waiting to be read; reading finds the end, too. */
			read_relay(s);
			if (s->dialogue != NULL)
				lose_connection(s);
			return;
		}
	}
}

/* --- what core says --- */

static void reject_core(struct sender *s, const char *why)
{
	log_error("send.core", "reason=\"%s\"", why);
	s->is_over = true;
	s->status = EX_PROTOCOL;
}

/* Of a job that is here, or that was given back while its go was under way. */
static void take_go(struct sender *s, uint64_t id)
{
	struct job *job = job_queue_find(&s->queue, id);

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

	if (job_queue_find(&s->queue, w->id) == NULL)
		job = job_queue_add(&s->queue);
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
		settle_job(s, job, &(struct report_result){ .id = job->id,
		    .outcome = OUTCOME_FAILED, .stage = STAGE_MESSAGE, .status = "",
		    .text = err.text });
		break;
	case JOB_MALFORMED:
		reject_core(s, err.text);
		break;
	}
	take_go(s, (uint64_t)wire_int(w, "go", 1, INT64_MAX, 0));
}

static void on_go(struct sender *s, const struct wire *w, int fd)
{
	(void)fd;
	take_go(s, w->id);
}

static void on_drop(struct sender *s, const struct wire *w, int fd)
{
	struct job *job = job_queue_find(&s->queue, w->id);

	(void)fd;
	if (job == NULL)
		return;
	if (job->has_go) {
		reject_core(s, "a job with a go is to be dropped");
		return;
	}
	if (s->dialogue != NULL && job->is_begun)
		dialogue_abandon(s->dialogue, job);
	job_queue_remove(&s->queue, job);
	if (s->dialogue != NULL)
		(void)take_events(s);
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
	(void)w;
	(void)fd;
	s->is_probe = true;
}

static void on_stop(struct sender *s, const struct wire *w, int fd)
{
	(void)w;
	(void)fd;
	s->is_stopping = true;
}

static void on_frame(struct sender *s, int fd)
{
	static const struct {
		const char *verb;
		void (*act)(struct sender *s, const struct wire *w, int fd);
	} verbs[] = {
		{ "send.job", on_job }, { "send.go", on_go }, { "send.drop", on_drop },
		{ "send.master", on_master }, { "send.forget", on_forget },
		{ "send.probe", on_probe }, { "send.stop", on_stop },
	};
	struct err err = ERR_INIT;
	struct wire w;

	if (wire_parse(buf_all(&s->frame_in), &w, &err) < 0) {
		reject_core(s, err.text);
		return;
	}
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (wire_is(&w, verbs[i].verb)) {
			verbs[i].act(s, &w, fd);
			return;
		}
	}
	reject_core(s, "a verb that is not for a sender");
}

/* Has core said all it can say now, but send.stop? A job that may finish and one behind it. */
static bool has_heard_all(const struct sender *s)
{
	return s->queue.count == JOB_QUEUE_MAX && s->queue.jobs[0]->has_go;
}

/* All frames that are there, or that matter now: the loop comes back for more. */
static void read_channel(struct sender *s)
{
	bool is_first = true;

	for (; !s->is_over && (is_first || !has_heard_all(s)); is_first = false) {
		struct err err = ERR_INIT;
		int fd = -1;

		switch (channel_receive(s->channel, &s->frame_in, &fd, &err)) {
		case CHANNEL_OK:
			on_frame(s, fd);
			break;
		case CHANNEL_AGAIN:
			return;
		case CHANNEL_CLOSED:
			s->is_over = true;	/* nobody could be told anything any more */
			break;
		case CHANNEL_BAD:
			reject_core(s, err.text);
			break;
		}
		if (fd >= 0)
			(void)close(fd);	/* what it holds is mapped */
	}
}

/* --- the turn --- */

/* Core says stop: what has no go, or was not begun, goes back. */
static void stop_jobs(struct sender *s)
{
	for (size_t i = s->queue.count; i-- > 0;) {
		struct job *job = s->queue.jobs[i];

		if (job->has_go && job->is_begun)
			continue;
		if (job->is_begun)
			dialogue_abandon(s->dialogue, job);
		return_job(s, job, STAGE_CONNECT, "the sender is being stopped");
	}
	if (s->dialogue != NULL)
		(void)take_events(s);
}

/* How long a wait may last, in ms from the last progress; -1: for ever. */
static int64_t limit_ms(const struct sender *s, enum dialogue_wait wait)
{
	switch (wait) {
	case DIALOGUE_IDLE:
		return s->relay->idle_s * 1000;
	case DIALOGUE_GO:
		break;		/* the relay ends that by itself, with 421 */
	case DIALOGUE_REPLY:
		return s->relay->reply_s * 1000;
	case DIALOGUE_ANSWER:
		return s->relay->answer_s * 1000;
	case DIALOGUE_WRITING:
		return s->relay->write_s * 1000;
	}
	return -1;
}

static void on_timeout(struct sender *s, enum dialogue_wait wait)
{
	char text[ERR_TEXT_MAX];

	if (wait == DIALOGUE_IDLE) {
		say_goodbye(s);
		return;
	}
	(void)snprintf(text, sizeof text, wait == DIALOGUE_WRITING ?
	    "%s takes nothing for %lld s" : "%s does not answer for %lld s", s->relay->place.host,
	    (long long)limit_ms(s, wait) / 1000);
	dialogue_break(s->dialogue, CAUSE_NETWORK, text);
	(void)take_events(s);
}

/* Ends what took too long; returns how long poll may wait, -1: for ever. */
static int check_time(struct sender *s)
{
	enum dialogue_wait wait;
	int64_t limit, now, left;

	if (s->dialogue == NULL)
		return s->queue.count > 0 ? 0 : -1;
	wait = dialogue_wait(s->dialogue);
	limit = limit_ms(s, wait);
	if (limit < 0)
		return -1;
	now = now_ms();
	left = (wait == DIALOGUE_IDLE ? s->idle_ms : s->progress_ms) + limit - now;
	if (left > 0)
		return left > INT_MAX ? INT_MAX : (int)left;
	on_timeout(s, wait);
	return 0;
}

static void wait_for_events(struct sender *s, int timeout_ms)
{
	struct pollfd p[2] = { { .fd = s->channel, .events = POLLIN }, { .fd = -1 } };

	if (s->dialogue != NULL) {
		p[1].fd = connection_fd(s->connection);
		p[1].events = POLLIN | (dialogue_output(s->dialogue).n > 0 ? POLLOUT : 0);
	}
	if (poll(p, 2, timeout_ms) < 0) {
		if (errno != EINTR)
			fatal(EX_OSERR, "send.poll", "reason=\"%s\"", strerror(errno));
		return;
	}
	if (p[0].revents != 0)
		read_channel(s);
	/* The channel may have closed the connection: a job was dropped. */
	if (s->dialogue != NULL && p[1].revents != 0)
		read_relay(s);
}

static void turn(struct sender *s)
{
	if (s->is_stopping)
		stop_jobs(s);
	if (s->is_probe && s->dialogue != NULL)
		tell_relay(s, REPORT_UP, CAUSE_NONE, NULL);
	if ((s->queue.count > 0 || s->is_probe) && s->dialogue == NULL && !s->is_stopping)
		open_connection(s);
	s->is_probe = false;
	if (s->dialogue != NULL && !s->is_over)
		write_relay(s);
	if (s->dialogue != NULL && s->queue.count == 0 && dialogue_is_idle(s->dialogue)) {
		if (s->idle_replies != dialogue_replies(s->dialogue))
			s->idle_ms = now_ms();
		s->idle_replies = dialogue_replies(s->dialogue);
	}
}

int sender_run(struct sender *s)
{
	while (!s->is_over) {
		turn(s);
		if (s->is_stopping && s->queue.count == 0)
			break;
		if (!s->is_over)
			wait_for_events(s, check_time(s));
	}
	if (s->dialogue != NULL && !s->is_over)
		say_goodbye(s);
	return s->status;
}

struct sender *sender_new(struct endpoint *relay, int channel)
{
	struct sender *s = xcalloc(1, sizeof *s);

	s->relay = relay;
	s->channel = channel;
	job_queue_init(&s->queue);
	buf_init(&s->frame_in);
	buf_init(&s->frame_out);
	(void)fcntl(channel, F_SETFL, O_NONBLOCK);	/* cannot fail on a socket of ours */
	if (relay->fault_cause != CAUSE_NONE)
		tell_relay(s, REPORT_DOWN, relay->fault_cause, relay->fault.text);
	return s;
}

void sender_free(struct sender *s)
{
	hang_up(s);
	job_queue_release(&s->queue);
	masters_release(&s->masters);
	buf_release(&s->frame_in);
	buf_release(&s->frame_out);
	free(s);
}
