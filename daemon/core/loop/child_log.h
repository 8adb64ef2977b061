/* SPDX-License-Identifier: MIT
 * What a child writes as its log: a pipe of its own, never core's stderr, which it could close for
 * all (one shutdown() ends the journal's stream), hold up or fill. Core reads it line by line and
 * writes each in the child's name: escaped, cut, and so many in a time. A child that writes beyond
 * all measure is told of to its owner, who ends it. */
#ifndef CORE_CHILD_LOG_H
#define CORE_CHILD_LOG_H

#include <sys/types.h>

#include <systemd/sd-event.h>

/* Of one child in CHILD_LOG_WINDOW_S, also over several lives of it: an honest one writes a line
 * when something is wrong. Ten of them stay below what the journal takes of a service by default
 * (10,000 in 30 s). */
#define CHILD_LOG_WINDOW_S 10
#define CHILD_LOG_LINES_MAX 100
#define CHILD_LOG_DEBUG_LINES_MAX 20000 /* where somebody asked for log.level = "debug" */
#define CHILD_LOG_BYTES_MAX (16 << 20)  /* then it is ended */

struct child_log;

/* `program` and `label` are borrowed for ever. `flooded` is called once for each life. */
struct child_log *child_log_new(sd_event *event, const char *program, const char *label,
    void (*flooded)(void *context), void *context);
/* A life begins: takes the reading end of its pipe, non-blocking. */
void child_log_open(struct child_log *log, pid_t pid, int fd);
/* It is over: what is in the pipe still is written, and the pipe closed. */
void child_log_close(struct child_log *log);
void child_log_free(struct child_log *log); /* closes it; NULL is fine */

#endif
