/* SPDX-License-Identifier: MIT
 * The lines of children; see child_log.h. Each turn of the loop reads one piece of a pipe, whatever
 * is in it, so a child that writes without end costs a turn as much as one that writes a line. What
 * is too much is read and dropped, not left in the pipe: an honest child would wait in write(). */
#include "daemon/core/loop/child_log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"

#define PIECE 16384
#define LAST_PIECES 4 /* at its end: as much as a pipe holds, which is 64 KiB */

struct child_log {
	sd_event *event;
	sd_event_source *source; /* NULL between lives */
	const char *program, *label;
	void (*flooded)(void *context);
	void *context;
	pid_t pid;
	int fd;
	uint64_t window_at;           /* in microseconds; when this one began */
	size_t bytes, lines, dropped; /* of it */
	char line[LOG_LINE_MAX];
	size_t n;
	bool is_cut; /* the rest of this line is passed over */
	bool is_flooding;
};

static void tell_dropped(struct child_log *l)
{
	if (l->dropped > 0)
		log_warning("child.log_cut", "program=%s label=%s pid=%d lines=%zu seconds=%d",
		    l->program, l->label, (int)l->pid, l->dropped, CHILD_LOG_WINDOW_S);
	l->dropped = 0;
}

static void turn_window(struct child_log *l)
{
	uint64_t now = 0;

	if (sd_event_now(l->event, CLOCK_BOOTTIME, &now) < 0)
		bug("child_log.clock", "reason=\"no clock\"");
	if (l->window_at != 0 && now - l->window_at < CHILD_LOG_WINDOW_S * UINT64_C(1000000))
		return;
	tell_dropped(l);
	l->window_at = now;
	l->bytes = l->lines = 0;
}

static void end_line(struct child_log *l)
{
	size_t most = log_level() == LOG_LEVEL_DEBUG ? CHILD_LOG_DEBUG_LINES_MAX :
	                                               CHILD_LOG_LINES_MAX;

	if (l->n > 0 && l->lines++ < most)
		log_pass_on(l->program, l->pid, slice_make(l->line, l->n));
	else if (l->n > 0)
		l->dropped++;
	l->n = 0;
	l->is_cut = false;
}

static void take(struct child_log *l, const char *p, size_t n)
{
	while (n > 0) {
		const char *end = memchr(p, '\n', n);
		size_t count = end != NULL ? (size_t)(end - p) : n;
		size_t room = sizeof l->line - l->n;

		if (!l->is_cut) {
			memcpy(l->line + l->n, p, count < room ? count : room);
			l->n += count < room ? count : room;
			l->is_cut = count > room;
		}
		if (end == NULL)
			return;
		end_line(l);
		p += count + 1;
		n -= count + 1;
	}
}

/* One piece; false where there is none. */
static bool read_piece(struct child_log *l)
{
	char piece[PIECE];
	ssize_t n = read(l->fd, piece, sizeof piece);

	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0) {
		if (n == 0 || errno != EAGAIN) /* nobody writes any more */
			l->source = sd_event_source_disable_unref(l->source);
		return false;
	}
	turn_window(l);
	l->bytes += (size_t)n;
	take(l, piece, (size_t)n);
	return true;
}

static int on_readable(sd_event_source *source, int fd, uint32_t events, void *context)
{
	struct child_log *l = context;

	(void)source;
	(void)fd;
	(void)events;
	(void)read_piece(l); /* the next turn has the next */
	if (l->bytes <= CHILD_LOG_BYTES_MAX || l->is_flooding || l->source == NULL)
		return 0;
	l->is_flooding = true;
	l->source = sd_event_source_disable_unref(l->source);
	l->flooded(l->context);
	return 0;
}

struct child_log *child_log_new(sd_event *event, const char *program, const char *label,
    void (*flooded)(void *context), void *context)
{
	struct child_log *l = xcalloc(1, sizeof *l);

	l->event = event;
	l->program = program;
	l->label = label;
	l->flooded = flooded;
	l->context = context;
	l->fd = -1;
	return l;
}

void child_log_open(struct child_log *l, pid_t pid, int fd)
{
	int rc;

	child_log_close(l);
	l->fd = fd;
	l->pid = pid;
	l->is_flooding = false;
	l->bytes =
	    0; /* its lines count with those of the life before, but it is not ended for them */
	rc = sd_event_add_io(l->event, &l->source, fd, EPOLLIN, on_readable, l);
	if (rc < 0)
		bug("child_log.source", "code=%d", rc);
}

void child_log_close(struct child_log *l)
{
	l->source = sd_event_source_disable_unref(l->source);
	if (l->fd < 0)
		return;
	for (int i = 0; i < LAST_PIECES && !l->is_flooding && read_piece(l); i++)
		;
	end_line(l); /* what it died over */
	tell_dropped(l);
	(void)close(l->fd);
	l->fd = -1;
}

void child_log_free(struct child_log *l)
{
	if (l == NULL)
		return;
	child_log_close(l);
	free(l);
}
