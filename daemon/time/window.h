/* SPDX-License-Identifier: MIT
 * When mail that can wait is sent: hours of the day in a time zone, on working days or on any.
 * Answers and confirmations never ask. */
#ifndef TIME_WINDOW_H
#define TIME_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/slice.h"

#define WINDOW_EXTRA_MAX 32 /* days that are holidays by configuration */

enum window_days { WINDOW_WORKING, WINDOW_WEEKDAYS, WINDOW_ALL };

struct window {
	int from_min, to_min; /* of the local day: 480 and 1080 for 08:00-18:00 */
	enum window_days days;
	const char *zone;                /* tz database name */
	const char *region;              /* whose anniversary day counts; "" or NULL: nobody's */
	int64_t extra[WINDOW_EXTRA_MAX]; /* holiday_date() of more holidays */
	int extra_count;
};

/* "08:00-18:00", or "always" (00:00-24:00). False for anything else, also for an end that is not
 * after its beginning. */
bool window_parse_hours(struct slice text, struct window *w);
/* "working" (Monday to Friday but for holidays), "weekdays", "all". */
bool window_parse_days(struct slice text, struct window *w);
/* Dates like "2022-09-26", separated by blanks or commas. */
bool window_parse_extra(struct slice text, struct window *w);

bool window_is_open(const struct window *w, int64_t at);
/* `at` where it is open then, else the next moment it opens. Across a change of the clocks it
 * opens by the wall clock; in a gap at the gap's end. */
int64_t window_next(const struct window *w, int64_t at);
/* Why it is closed on the day of `at`: a holiday's name, "the weekend"; NULL: it is that day's
 * hour, or it is open. */
const char *window_why_closed(const struct window *w, int64_t at);

/* The holiday of a date (holiday_date()) by the region or the configuration; NULL: none. The days
 * and hours of the window are not read. */
const char *window_holiday(const struct window *w, int64_t date);
/* Monday to Friday and no holiday. */
bool window_is_working_day(const struct window *w, int64_t date);

#endif
