/* SPDX-License-Identifier: MIT
 * One line per fact: a noun and event, then key=value, the id always among them. Written to
 * stderr, with the journal's level prefix where the journal listens and a time stamp where it
 * does not. Never an address, a name, a subject or a token; text from outside goes through
 * log_quote().
 *
 * error = someone must act, warning = someone should look, info = a fact of business,
 * debug = the rest. */
#ifndef COMMON_LOG_H
#define COMMON_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "daemon/common/slice.h"

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
};

/* `program` is borrowed for ever. Lines above `level` are dropped. */
void log_open(const char *program, enum log_level level);
/* From now on each line is for a parent that passes it on (log_pass_on()): "<N>", the event and the
 * rest. */
void log_to_parent(void);
void log_set_level(enum log_level level);
enum log_level log_level(void);
/* "error" "warning" "info" "debug"; false for anything else. */
bool log_level_parse(const char *text, enum log_level *level_r);
const char *log_level_text(enum log_level level);

void log_error(const char *event, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void log_warning(const char *event, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void log_info(const char *event, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void log_debug(const char *event, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Between these two, lines are written together: for those that come by the dozen. What is an
 * error, or the end, is not held back, nor what was before it. */
void log_hold(void);
void log_release(void);

/* The world is broken (config, disk, schema): says so and exits with `code` (sysexits.h), for
 * the supervisor. */
void fatal(int code, const char *event, const char *fmt, ...)
    __attribute__((noreturn, format(printf, 3, 4)));
/* We are broken (an illegal move of a state machine): says so and aborts. */
void bug(const char *event, const char *fmt, ...) __attribute__((noreturn, format(printf, 2, 3)));

#define LOG_LINE_MAX 1024 /* bytes of a line; the journal takes more, a reader does not */

/* A line that a child of ours wrote, without its end, in its name: with the level it begins with
 * ("<N>", warning where there is none), what is not printable ASCII as \xNN, and cut. Dropped where
 * its level is. */
void log_pass_on(const char *program, pid_t pid, struct slice line);

#define LOG_QUOTED_MAX 256 /* longest outside text in one value, after escaping */

/* Outside text, printable and cut: control bytes, quotes, backslashes and non-ASCII as \xNN,
 * in double quotes. The result lives in `out`. */
const char *log_quote(char out[LOG_QUOTED_MAX], struct slice text);

#endif
