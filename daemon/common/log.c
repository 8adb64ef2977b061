/* SPDX-License-Identifier: MIT
 * The log; see log.h. One write() of whole lines, so that those of several processes do not mix.
 * Logging never disturbs errno: it is called on the way out of failures. */
#include "daemon/common/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "daemon/common/str_put.h"

#define HELD_MAX_BYTES 16384

static const char *const level_names[] = { "error", "warning", "info", "debug" };
static const int level_priority[] = { 3, 4, 6, 7 }; /* syslog(3) */

static struct {
	const char *program;
	enum log_level level;
	bool has_journal, is_child, is_holding;
	char held[HELD_MAX_BYTES];
	size_t held_count;
	time_t stamped_at;
	char stamp[32]; /* of that second */
	pid_t pid;
} log_state = { .program = "dpupd", .level = LOG_LEVEL_INFO };

void log_open(const char *program, enum log_level level)
{
	log_state.program = program;
	log_state.level = level;
	log_state.pid = getpid(); /* no program of ours forks and goes on */
	log_state.has_journal = getenv("JOURNAL_STREAM") != NULL;
}

void log_to_parent(void)
{
	log_state.is_child = true;
}

void log_set_level(enum log_level level)
{
	log_state.level = level;
}

enum log_level log_level(void)
{
	return log_state.level;
}

bool log_level_parse(const char *text, enum log_level *level_r)
{
	for (size_t i = 0; i < sizeof level_names / sizeof level_names[0]; i++) {
		if (strcmp(text, level_names[i]) != 0)
			continue;
		*level_r = (enum log_level)i;
		return true;
	}
	return false;
}

const char *log_level_text(enum log_level level)
{
	return level_names[level];
}

/* How a line of this program, or of one that it passes on, begins. */
static int line_start(char *line, size_t size, enum log_level level, const char *program, pid_t pid)
{
	bool is_own = pid == log_state.pid;
	struct timespec now;
	struct tm tm;

	/* The journal knows which process wrote a line; of one that was passed on the line says it.
	 */
	if (log_state.is_child || (log_state.has_journal && is_own))
		return snprintf(line, size, "<%d>", level_priority[level]);
	if (log_state.has_journal)
		return snprintf(line, size, "<%d>%s[%d] ", level_priority[level], program,
		    (int)pid);
	(void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail with this clock */
	if (now.tv_sec != log_state.stamped_at) {
		log_state.stamped_at = now.tv_sec;
		(void)gmtime_r(&now.tv_sec, &tm);
		(void)strftime(log_state.stamp, sizeof log_state.stamp, "%Y-%m-%dT%H:%M:%S", &tm);
	}
	return snprintf(line, size, "%s.%03ldZ %s[%d] %s: ", log_state.stamp, now.tv_nsec / 1000000,
	    program, (int)pid, level_names[level]);
}

static void write_held(void)
{
	/* A log that cannot be written must not stop the mail. */
	if (log_state.held_count > 0 &&
	    write(STDERR_FILENO, log_state.held, log_state.held_count) < 0) {
	}
	log_state.held_count = 0;
}

void log_hold(void)
{
	log_state.is_holding = true;
}

void log_release(void)
{
	int saved_errno = errno;

	log_state.is_holding = false;
	write_held();
	errno = saved_errno;
}

/* Writes a whole line, with its end. */
static void put_line(enum log_level level, char line[LOG_LINE_MAX + 1], size_t n)
{
	if (n > LOG_LINE_MAX - 1)
		n = LOG_LINE_MAX - 1;
	line[n++] = '\n';
	if (log_state.held_count + n > HELD_MAX_BYTES)
		write_held();
	memcpy(log_state.held + log_state.held_count, line, n);
	log_state.held_count += n;
	if (!log_state.is_holding || level == LOG_LEVEL_ERROR)
		write_held();
}

static void write_line(enum log_level level, const char *event, const char *fmt, va_list ap)
{
	char line[LOG_LINE_MAX + 1];
	size_t n = 0;
	int saved_errno = errno;
	int got;

	got = line_start(line, LOG_LINE_MAX, level, log_state.program, log_state.pid);
	n += got > 0 ? (size_t)got : 0;
	got = snprintf(line + n, LOG_LINE_MAX - n, "%s ", event);
	n += got > 0 ? (size_t)got : 0;
	errno = saved_errno; /* for %m */
	got = n < LOG_LINE_MAX ? vsnprintf(line + n, LOG_LINE_MAX - n, fmt, ap) : 0;
	n += got > 0 ? (size_t)got : 0;
	put_line(level, line, n);
	errno = saved_errno;
}

#define WRITE_AT(at) \
	do { \
		va_list ap; \
		if (log_state.level < (at)) \
			return; \
		va_start(ap, fmt); \
		write_line((at), event, fmt, ap); \
		va_end(ap); \
	} while (0)

void log_error(const char *event, const char *fmt, ...)
{
	WRITE_AT(LOG_LEVEL_ERROR);
}

void log_warning(const char *event, const char *fmt, ...)
{
	WRITE_AT(LOG_LEVEL_WARNING);
}

void log_info(const char *event, const char *fmt, ...)
{
	WRITE_AT(LOG_LEVEL_INFO);
}

void log_debug(const char *event, const char *fmt, ...)
{
	WRITE_AT(LOG_LEVEL_DEBUG);
}

void fatal(int code, const char *event, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(LOG_LEVEL_ERROR, event, fmt, ap);
	va_end(ap);
	exit(code);
}

void bug(const char *event, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(LOG_LEVEL_ERROR, event, fmt, ap);
	va_end(ap);
	abort();
}

/* "<6>" at its beginning; what has none comes from a library, or a sanitizer. */
static enum log_level take_level(struct slice *line)
{
	for (size_t i = 0; line->n > 3 && i < sizeof level_priority / sizeof level_priority[0];
	     i++) {
		if (line->p[0] != '<' || line->p[1] != (char)('0' + level_priority[i]) ||
		    line->p[2] != '>')
			continue;
		*line = slice_make(line->p + 3, line->n - 3);
		return (enum log_level)i;
	}
	return LOG_LEVEL_WARNING;
}

void log_pass_on(const char *program, pid_t pid, struct slice text)
{
	enum log_level level = take_level(&text);
	char line[LOG_LINE_MAX + 1];
	int saved_errno = errno;
	int got;
	size_t n;

	if (log_state.level < level)
		return;
	got = line_start(line, LOG_LINE_MAX, level, program, pid);
	n = got > 0 ? (size_t)got : 0;
	for (size_t i = 0; i < text.n && n < LOG_LINE_MAX - 5; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c >= 0x20 && c < 0x7f)
			line[n++] = (char)c;
		else
			n += (size_t)snprintf(line + n, 5, "\\x%02x",
			    c); /* four bytes and the NUL fit */
	}
	put_line(level, line, n);
	errno = saved_errno;
}

const char *log_quote(char out[LOG_QUOTED_MAX], struct slice text)
{
	size_t n = 0;

	out[n++] = '"';
	for (size_t i = 0; i < text.n && n < LOG_QUOTED_MAX - 6; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
			out[n++] = (char)c;
		} else {
			str_put(out + n, 5, "\\x%02x", c); /* four bytes and the NUL fit */
			n += 4;
		}
	}
	out[n++] = '"';
	out[n] = '\0';
	return out;
}
