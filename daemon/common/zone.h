/* SPDX-License-Identifier: MIT
 * Local time in a named zone of the system's tz database. All times at rest are seconds since
 * 1970 UTC; local time exists at the edges only, where people read and write it. */
#ifndef COMMON_ZONE_H
#define COMMON_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/err.h"

struct zone_time {
	int year, month, day; /* 2026, 1-12, 1-31 */
	int hour, minute, second;
	int weekday;          /* 0 Sunday .. 6 Saturday */
	int offset_s;         /* east of Greenwich */
	char abbreviation[8]; /* "NZDT"; "+1345" where the database has no letters */
};

enum zone_result {
	ZONE_OK,
	ZONE_GAP,     /* no such local time: clocks went forward over it */
	ZONE_OVERLAP, /* it came twice: *at_r is the first */
	ZONE_INVALID, /* no such date or time of day */
};

/* "Pacific/Auckland"; false for names the system does not have, and for paths. */
bool zone_is_known(const char *name);
void zone_local(const char *name, int64_t at, struct zone_time *local_r);
/* The reverse; weekday, offset and abbreviation of `local` are not read (RFC 5545 §3.3.5:
 * in a gap *at_r is counted with the offset before it). */
enum zone_result zone_utc(const char *name, const struct zone_time *local, int64_t *at_r);
/* zone_utc() for what people write: false, and in words why, where the time does not come exactly
 * once. */
bool zone_read(const char *name, const struct zone_time *local, int64_t *at_r, struct err *err);
/* The local day `days` after that of `at`, at some hour of it. */
void zone_ahead(const char *name, int64_t at, int days, struct zone_time *day_r);
/* The moment a span before another. Whole days are days of the calendar: the same local time, also
 * across a change of the clocks. */
int64_t zone_before(const char *name, int64_t at, int64_t span_s);

#endif
