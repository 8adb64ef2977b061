/* SPDX-License-Identifier: MIT
 * A new time for a meeting as a person writes it in a mail: "Thursday 10 December 2pm", "10/12/2026
 * at 14:00", "tomorrow 9.30 am", "3pm" (the same day), "11 December" (the same time of day). What
 * is written behind it is the reason. */
#ifndef TIME_MOMENT_H
#define TIME_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/err.h"
#include "daemon/common/slice.h"

/* Reads the line. `from` is the time that moves: what is not said (the day, the hour) stays as it
 * was. *reason_r is a part of `line`, perhaps empty. False: *err says in a sentence for its writer
 * why: not understood, a weekday that is not that day's, no such time, a time that comes twice,
 * past. */
bool moment_parse(struct slice line, const char *zone, int64_t from, int64_t now, int64_t *at_r,
    struct slice *reason_r, struct err *err);

#endif
