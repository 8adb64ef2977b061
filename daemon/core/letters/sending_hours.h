/* SPDX-License-Identifier: MIT
 * When mail of a list that can wait may begin to go: the configuration's window, or the list's own,
 * by the list's clock and its region's holidays. */
#ifndef CORE_SENDING_HOURS_H
#define CORE_SENDING_HOURS_H

#include "daemon/core/loop/core.h"

struct list;
struct window;

/* The window of a list, with its zone, its region and the configuration's own holidays. */
void sending_hours_window(struct core *core, const struct list *list, struct window *w_r);
/* A list's own window: hours, and days where they are others than configured, as "09:00-17:00
 * weekdays". -1: it is none, and *err says what one is. */
int sending_hours_check(struct slice text, struct err *err);
/* `at`, where mail of this list may go then; else the next moment it may. */
int64_t sending_hours_next(struct core *core, const struct list *list, int64_t at);
/* The same for a reminder of something that starts at `starts_at`: it does not wait where less than
 * half of the time that is left would remain. */
int64_t sending_hours_for_reminder(struct core *core, const struct list *list, int64_t starts_at,
    int64_t at);
/* Why nothing goes on the day of `at`: "the weekend", a holiday's name; NULL: it is the hour. */
const char *sending_hours_why(struct core *core, const struct list *list, int64_t at);

#endif
