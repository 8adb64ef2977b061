/* SPDX-License-Identifier: MIT
 * A connection and its jobs; see lane.h. It is closed, being opened, open (there is a dialogue), or
 * leaving (QUIT was said, and its reply is waited for a moment).
 *
 * Two orders must not change: a body is moved to the output only by dialogue_advance(), which
 * looks at the job's go; and "down" is told before the jobs that are handed back because of it,
 * so that core does not hand out the next ones first. */
#include "daemon/send/lane.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/send/connection.h"
#include "daemon/send/dialogue.h"
#include "daemon/send/opening.h"

#define INPUT_SIZE 16384 /* some hundred replies, or one TLS record */
#define GOODBYE_MS 2000  /* for the reply to QUIT, which changes nothing */

struct lane {
	struct endpoint *relay;
	struct report *report;
	int number;
	struct opening *opening;       /* NULL: it is not being opened */
	struct connection *connection; /* NULL: closed */
	struct capabilities caps;      /* of the connection */
	struct dialogue *dialogue;     /* of the connection; NULL: closed, or leaving */
	struct job_queue queue;
	int64_t
	    progress_ms; /* when bytes were last written or a reply was complete; leaving: since */
	int64_t idle_ms; /* since when nothing is under way */
	uint64_t idle_replies; /* replies when it last was idle; UINT64_MAX: never was */
	bool is_probe;         /* connect, also without a job */
	bool is_stopping;
};

static int64_t now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail for this clock */
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- jobs --- */

static void settle_job(struct lane *l, struct job *job, const struct report_result *r)
{
	struct report_result told = *r;

	if (l->connection != NULL)
		told.encryption = connection_encryption(l->connection);
	report_send_result(l->report, &told);
	log_debug("send.result", "id=%llu outcome=%s stage=%s code=%d", (unsigned long long)r->id,
	    outcome_text(r->outcome), stage_text(r->stage), r->code);
	job_queue_remove(&l->queue, job);
}

static void return_job(struct lane *l, struct job *job, enum stage stage, const char *text)
{
	settle_job(l, job,
	    &(struct report_result){ .id = job->id,
	        .outcome = OUTCOME_RETURNED,
	        .stage = stage,
	        .status = "",
	        .text = text });
}

static void tell_relay(struct lane *l, enum report_relay state, enum cause cause, const char *text)
{
	/* The text is core's to log: a relay's words may hold an address. */
	report_send_relay(l->report, l->number, state, cause, text);
	log_debug("send.relay", "lane=%d state=%d cause=%s", l->number, state, cause_text(cause));
}

static void tell_up(struct lane *l)
{
	report_send_up(l->report, l->number, &l->caps);
	log_debug("send.relay", "lane=%d state=up", l->number);
}

/* --- opening and closing --- */

static void hang_up(struct lane *l)
{
	dialogue_free(l->dialogue);
	connection_close(l->connection);
	l->dialogue = NULL;
	l->connection = NULL;
	for (size_t i = 0; i < l->queue.count; i++)
		l->queue.jobs[i]->is_begun = false;
}

/* For reasons of the relay nothing can be sent now: all goes back. */
static void give_up(struct lane *l, enum cause cause, enum stage stage, const char *text)
{
	tell_relay(l, REPORT_DOWN, cause, text);
	while (l->queue.count > 0)
		return_job(l, l->queue.jobs[0], stage, text);
}

static bool is_leaving(const struct lane *l)
{
	return l->connection != NULL && l->dialogue == NULL;
}

/* The end of an orderly one. */
static void close_connection(struct lane *l)
{
	hang_up(l);
	tell_relay(l, REPORT_CLOSED, CAUSE_NONE, NULL);
}

static void open_connection(struct lane *l)
{
	l->is_probe = false;
	if (is_leaving(l))
		close_connection(l);
	if (l->relay->fault_cause != CAUSE_NONE) {
		give_up(l, l->relay->fault_cause, STAGE_CONNECT, l->relay->fault.text);
		return;
	}
	l->opening = opening_start(l->relay, now_ms() / 1000);
}

static void end_opening(struct lane *l)
{
	struct connection_failure failure = { CAUSE_NONE, "" };

	l->connection = opening_end(l->opening, &l->caps, &failure);
	l->opening = NULL;
	if (l->connection == NULL) {
		if (!l->is_stopping)
			give_up(l, failure.cause, STAGE_CONNECT, failure.text);
		return;
	}
	l->dialogue = dialogue_new(&l->caps);
	l->progress_ms = l->idle_ms = now_ms();
	l->idle_replies = UINT64_MAX;
	tell_up(l);
}

/* QUIT, where nothing is under way. */
static void say_goodbye(struct lane *l)
{
	bool is_idle = dialogue_is_idle(l->dialogue);
	size_t n;

	if (!is_idle || connection_send(l->connection, slice_of("QUIT\r\n"), &n) != CONNECTION_OK) {
		close_connection(l);
		return;
	}
	dialogue_free(l->dialogue);
	l->dialogue = NULL;
	l->progress_ms = now_ms();
}

/* --- what the dialogue says --- */

static void on_settled(struct lane *l, const struct dialogue_event *e)
{
	settle_job(l, e->job,
	    &(struct report_result){ .id = e->job->id,
	        .outcome = e->outcome,
	        .stage = e->stage,
	        .code = e->code,
	        .status = e->status,
	        .text = e->text });
}

/* The relay closed a connection that was idle, and we noticed only with the next job: nothing
 * was lost, and it is no reason to rest. */
static bool is_stale(const struct lane *l)
{
	return l->idle_replies == dialogue_replies(l->dialogue);
}

static void on_broken(struct lane *l, const struct dialogue_event *e)
{
	struct dialogue_event next;

	if (l->queue.count == 0) {
		close_connection(l);
		return;
	}
	tell_relay(l, REPORT_DOWN, e->cause, e->text);
	while (dialogue_event(l->dialogue, &next))
		on_settled(l, &next);
	hang_up(l);
	/* What was not in the dialogue yet. */
	while (l->queue.count > 0)
		return_job(l, l->queue.jobs[0], STAGE_CONNECT, e->text);
}

/* False where the connection is closed. */
static bool take_events(struct lane *l)
{
	struct dialogue_event e;

	while (l->dialogue != NULL && dialogue_event(l->dialogue, &e)) {
		switch (e.kind) {
		case DIALOGUE_SETTLED:
			on_settled(l, &e);
			break;
		case DIALOGUE_BROKEN:
			on_broken(l, &e);
			break;
		case DIALOGUE_RESTART:
			close_connection(l);
			break;
		}
	}
	return l->dialogue != NULL;
}

static void lose_connection(struct lane *l)
{
	char text[ERR_TEXT_MAX];
	int cause = errno;

	if (is_stale(l)) {
		close_connection(l);
		return;
	}
	str_put(text, sizeof text, "%s closed the connection in the middle of a message%s%s",
	    l->relay->place.host, cause != 0 ? ": " : "", cause != 0 ? strerror(cause) : "");
	dialogue_break(l->dialogue, CAUSE_NETWORK, text);
	(void)take_events(l);
}

/* --- reading and writing --- */

static void read_relay(struct lane *l)
{
	char bytes[INPUT_SIZE];
	size_t n;

	for (;;) {
		enum connection_result result;
		struct slice rest;

		result = connection_receive(l->connection, bytes, sizeof bytes, &n);
		rest = slice_make(bytes, n);
		if (result == CONNECTION_AGAIN)
			return;
		if (result == CONNECTION_LOST) {
			lose_connection(l);
			return;
		}
		while (rest.n > 0) {
			uint64_t replies = dialogue_replies(l->dialogue);

			dialogue_input(l->dialogue, &rest);
			if (dialogue_replies(l->dialogue) != replies)
				l->progress_ms = now_ms();
			if (!take_events(l))
				return;
		}
		if (dialogue_wait(l->dialogue) == DIALOGUE_REPLY)
			connection_acknowledge(l->connection);
		if (n < sizeof bytes && !connection_hides_bytes(l->connection))
			return;
	}
}

/* Everything that can be said now; false where the connection is closed. */
static bool compose(struct lane *l)
{
	struct job *job;

	dialogue_advance(l->dialogue);
	while (dialogue_wants_job(l->dialogue) && (job = job_queue_next(&l->queue)) != NULL) {
		job->is_begun = true;
		if (dialogue_is_idle(l->dialogue))
			l->progress_ms = now_ms();
		dialogue_begin(l->dialogue, job);
		if (!take_events(l))
			return false;
	}
	return true;
}

static void write_relay(struct lane *l)
{
	while (compose(l)) {
		struct slice bytes = dialogue_output(l->dialogue);
		size_t n;

		if (bytes.n == 0)
			return;
		switch (connection_send(l->connection, bytes, &n)) {
		case CONNECTION_OK:
			dialogue_wrote(l->dialogue, n);
			l->progress_ms = now_ms();
			break;
		case CONNECTION_AGAIN:
			return;
		case CONNECTION_LOST:
			/* A refusal may be waiting to be read; reading finds the end, too. */
			read_relay(l);
			if (l->dialogue != NULL)
				lose_connection(l);
			return;
		}
	}
}

/* --- what core says --- */

struct job *lane_find(const struct lane *l, uint64_t id)
{
	return job_queue_find(&l->queue, id);
}

struct job *lane_add(struct lane *l)
{
	return job_queue_add(&l->queue);
}

void lane_refuse(struct lane *l, struct job *job, const char *why)
{
	settle_job(l, job,
	    &(struct report_result){ .id = job->id,
	        .outcome = OUTCOME_FAILED,
	        .stage = STAGE_MESSAGE,
	        .status = "",
	        .text = why });
}

void lane_drop(struct lane *l, struct job *job)
{
	if (l->dialogue != NULL && job->is_begun)
		dialogue_abandon(l->dialogue, job);
	job_queue_remove(&l->queue, job);
	if (l->dialogue != NULL)
		(void)take_events(l);
}

void lane_probe(struct lane *l)
{
	l->is_probe = true;
}

/* Each turn from then on: what has no go, or was not begun, goes back. */
static void stop_jobs(struct lane *l)
{
	for (size_t i = l->queue.count; i-- > 0;) {
		struct job *job = l->queue.jobs[i];

		if (job->has_go && job->is_begun)
			continue;
		if (job->is_begun)
			dialogue_abandon(l->dialogue, job);
		return_job(l, job, STAGE_CONNECT, "the sender is being stopped");
	}
	if (l->dialogue != NULL)
		(void)take_events(l);
}

void lane_stop(struct lane *l)
{
	l->is_stopping = true;
	if (l->opening != NULL)
		opening_cancel(l->opening);
}

bool lane_is_over(const struct lane *l)
{
	return l->queue.count == 0 && l->connection == NULL && l->opening == NULL;
}

bool lane_has_heard_all(const struct lane *l)
{
	return l->queue.count == JOB_QUEUE_MAX && l->queue.jobs[0]->has_go;
}

/* --- the turn --- */

void lane_turn(struct lane *l)
{
	if (l->is_stopping)
		stop_jobs(l);
	if (l->is_probe && l->dialogue != NULL) {
		l->is_probe = false;
		tell_up(l);
	}
	if ((l->queue.count > 0 || l->is_probe) && l->dialogue == NULL && l->opening == NULL &&
	    !l->is_stopping)
		open_connection(l);
	if (l->dialogue != NULL)
		write_relay(l);
	if (l->dialogue != NULL && l->queue.count == 0 && dialogue_is_idle(l->dialogue)) {
		if (l->idle_replies != dialogue_replies(l->dialogue))
			l->idle_ms = now_ms();
		l->idle_replies = dialogue_replies(l->dialogue);
	}
	if (l->is_stopping && l->queue.count == 0 && l->dialogue != NULL)
		say_goodbye(l);
}

/* How long a wait may last, in ms from the last progress; -1: for ever. */
static int64_t limit_ms(const struct lane *l, enum dialogue_wait wait)
{
	switch (wait) {
	case DIALOGUE_IDLE:
		return l->relay->idle_s * 1000;
	case DIALOGUE_GO:
		break; /* the relay ends that by itself, with 421 */
	case DIALOGUE_REPLY:
		return l->relay->reply_s * 1000;
	case DIALOGUE_ANSWER:
		return l->relay->answer_s * 1000;
	case DIALOGUE_WRITING:
		return l->relay->write_s * 1000;
	}
	return -1;
}

static void on_timeout(struct lane *l, enum dialogue_wait wait)
{
	char text[ERR_TEXT_MAX];

	if (wait == DIALOGUE_IDLE) {
		say_goodbye(l);
		return;
	}
	str_put(text, sizeof text,
	    wait == DIALOGUE_WRITING ? "%s takes nothing for %lld s" :
	                               "%s does not answer for %lld s",
	    l->relay->place.host, (long long)limit_ms(l, wait) / 1000);
	dialogue_break(l->dialogue, CAUSE_NETWORK, text);
	(void)take_events(l);
}

static int left_ms(int64_t since_ms, int64_t limit)
{
	int64_t left = since_ms + limit - now_ms();

	return left <= 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/* Ends what took too long; returns how long poll may wait, -1: for ever. */
static int check_time(struct lane *l)
{
	enum dialogue_wait wait;
	int64_t limit;
	int left;

	if (l->opening != NULL)
		return -1;
	if (is_leaving(l)) {
		left = left_ms(l->progress_ms, GOODBYE_MS);
		if (left == 0)
			close_connection(l);
		return left;
	}
	if (l->dialogue == NULL)
		return l->queue.count > 0 ? 0 : -1;
	wait = dialogue_wait(l->dialogue);
	limit = limit_ms(l, wait);
	if (limit < 0)
		return -1;
	left = left_ms(wait == DIALOGUE_IDLE ? l->idle_ms : l->progress_ms, limit);
	if (left == 0)
		on_timeout(l, wait);
	return left;
}

int lane_wants(struct lane *l, struct pollfd *p_r)
{
	int timeout_ms = check_time(l);

	*p_r = (struct pollfd){ .fd = -1, .events = POLLIN };
	if (l->opening != NULL) {
		p_r->fd = opening_fd(l->opening);
	} else if (l->connection != NULL) {
		p_r->fd = connection_fd(l->connection);
		if (l->dialogue != NULL && dialogue_output(l->dialogue).n > 0)
			p_r->events |= POLLOUT;
	}
	return timeout_ms;
}

void lane_ready(struct lane *l)
{
	if (l->opening != NULL)
		end_opening(l);
	else if (is_leaving(l))
		close_connection(l); /* the reply to QUIT is not read */
	else if (l->dialogue != NULL)
		read_relay(l);
}

struct lane *lane_new(struct endpoint *relay, struct report *report, int number)
{
	struct lane *l = xcalloc(1, sizeof *l);

	l->relay = relay;
	l->report = report;
	l->number = number;
	job_queue_init(&l->queue);
	return l;
}

void lane_free(struct lane *l)
{
	struct connection_failure failure;

	if (l == NULL)
		return;
	if (l->opening != NULL) {
		opening_cancel(l->opening);
		l->connection = opening_end(l->opening, &l->caps, &failure);
	}
	hang_up(l);
	job_queue_release(&l->queue);
	free(l);
}
