/* SPDX-License-Identifier: MIT
 * Times as people read and write them. */
#ifndef TIME_WORDS_H
#define TIME_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"

/* "3 May 2026" */
void words_day(struct buf *out, int64_t at, const char *zone);
/* "Tuesday 1 December 2026, 10:00 am NZDT" */
void words_time(struct buf *out, int64_t at, const char *zone);
/* "3 days", "2 hours", "1 hour", "45 minutes", "30 seconds": the largest unit that leaves no
 * more than a tenth unsaid, rounded. */
void words_span(struct buf *out, int64_t span_s);
/* How far ahead of `now` something is, as people count: "3 days" from Monday afternoon to Thursday
 * morning; what is today or tomorrow, or past, as words_span(). */
void words_ahead(struct buf *out, int64_t at, int64_t now, const char *zone);

/* A local time as staff write it: "2026-12-01 10:00", "2026-12-01T10:00[:05]", "2026-12-01" (then
 * 09:00), "10:00" (today or, when past, tomorrow), "tomorrow 9:00", "today", "now". A time in a gap
 * or overlap of the zone's clock changes is refused with the reason; *at_r is then of no use. */
bool words_parse_time(struct slice text, const char *zone, int64_t now, int64_t *at_r,
    struct err *err);

#endif
