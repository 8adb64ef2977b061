/* SPDX-License-Identifier: MIT
 * Time zones by the C library. It knows one zone at a time, named by the environment, so this
 * file switches TZ when another is asked for; processes here have one thread. No other file
 * may set TZ or call localtime_r or mktime. */
#include "daemon/common/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemon/common/slice.h"
#include "daemon/common/str_put.h"

#define ZONE_NAME_MAX 64 /* the longest in tzdata has 32 */

/* The database has folders and tables beside its zones; a zone begins with its magic (RFC 8536
 * §3.1). */
static bool is_zone_file(const char *path)
{
	char magic[4];
	bool is_zone;
	FILE *f = fopen(path, "re");

	if (f == NULL)
		return false;
	is_zone = fread(magic, 1, sizeof magic, f) == sizeof magic && memcmp(magic, "TZif", 4) == 0;
	(void)fclose(f);
	return is_zone;
}

bool zone_is_known(const char *name)
{
	char path[128];

	if (name[0] == '\0' || strlen(name) > ZONE_NAME_MAX || name[0] == '/' || name[0] == '.' ||
	    strstr(name, "..") != NULL)
		return false;
	str_put(path, sizeof path, "/usr/share/zoneinfo/%s", name); /* fits: bounded above */
	return is_zone_file(path);
}

static void use_zone(const char *name)
{
	static char current[ZONE_NAME_MAX + 2];
	char want[ZONE_NAME_MAX + 2];

	str_put(want, sizeof want, ":%s", name);
	if (strcmp(current, want) == 0)
		return;
	memcpy(current, want, sizeof current);
	(void)setenv("TZ", current, 1); /* fails only without memory; UTC is then shown */
	tzset();
}

void zone_local(const char *name, int64_t at, struct zone_time *local_r)
{
	time_t t = (time_t)at;
	struct tm tm;

	use_zone(name);
	memset(&tm, 0, sizeof tm);
	(void)localtime_r(&t, &tm); /* fails past the year 2^31, which nothing here reaches */
	*local_r = (struct zone_time){
		.year = tm.tm_year + 1900,
		.month = tm.tm_mon + 1,
		.day = tm.tm_mday,
		.hour = tm.tm_hour,
		.minute = tm.tm_min,
		.second = tm.tm_sec,
		.weekday = tm.tm_wday,
		.offset_s = (int)tm.tm_gmtoff,
	};
	str_put(local_r->abbreviation, sizeof local_r->abbreviation, "%s",
	    tm.tm_zone != NULL ? tm.tm_zone : "");
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && is_leap);
}

static bool same_wall_clock(const struct zone_time *a, const struct zone_time *b)
{
	return a->year == b->year && a->month == b->month && a->day == b->day &&
	    a->hour == b->hour && a->minute == b->minute && a->second == b->second;
}

/* The instant a wall clock would show if the zone were always `offset_s` ahead. */
static int64_t at_offset(const struct zone_time *l, int offset_s)
{
	struct tm tm = { .tm_year = l->year - 1900,
		.tm_mon = l->month - 1,
		.tm_mday = l->day,
		.tm_hour = l->hour,
		.tm_min = l->minute,
		.tm_sec = l->second };

	return (int64_t)timegm(&tm) - offset_s;
}

enum zone_result zone_utc(const char *name, const struct zone_time *local, int64_t *at_r)
{
	struct zone_time before, after, check;
	int64_t first, second;
	bool has_first, has_second;

	if (local->month < 1 || local->month > 12 || local->year < 1970 || local->year > 9999 ||
	    local->day < 1 || local->day > days_in(local->year, local->month) || local->hour < 0 ||
	    local->hour > 23 || local->minute < 0 || local->minute > 59 || local->second < 0 ||
	    local->second > 59)
		return ZONE_INVALID;
	/* No zone changes twice within two days, so the offsets a day before and after are all
	 * that can hold here. */
	zone_local(name, at_offset(local, 0) - 86400, &before);
	zone_local(name, at_offset(local, 0) + 86400, &after);
	first = at_offset(local, before.offset_s);
	second = at_offset(local, after.offset_s);
	zone_local(name, first, &check);
	has_first = same_wall_clock(&check, local);
	zone_local(name, second, &check);
	has_second = same_wall_clock(&check, local);
	*at_r = has_first || !has_second ? first : second;
	if (has_first && has_second && first != second)
		return ZONE_OVERLAP;
	return has_first || has_second ? ZONE_OK : ZONE_GAP;
}

int64_t zone_before(const char *name, int64_t at, int64_t span_s)
{
	struct zone_time t, then;
	int64_t before = at - span_s;

	if (span_s % 86400 != 0)
		return before;
	zone_local(name, at, &t);
	zone_local("UTC", before + t.offset_s, &then); /* the wall clock of that day */
	return zone_utc(name, &then, &before) != ZONE_INVALID ? before : at - span_s;
}

bool zone_read(const char *name, const struct zone_time *local, int64_t *at_r, struct err *err)
{
	static const char *const faults[] = {
		[ZONE_GAP] = "that time does not exist: the clocks go forward over it",
		[ZONE_OVERLAP] = "that time comes twice: the clocks go back over it",
		[ZONE_INVALID] = "there is no such day or time of day",
	};
	enum zone_result result = zone_utc(name, local, at_r);

	if (result != ZONE_OK)
		(void)err_set(err, ERR_PERM, "%s", faults[result]);
	return result == ZONE_OK;
}

/* Counted from noon, which no clock change moves to another day. */
void zone_ahead(const char *name, int64_t at, int days, struct zone_time *day_r)
{
	int64_t noon;

	zone_local(name, at, day_r);
	day_r->hour = 12;
	day_r->minute = day_r->second = 0;
	(void)zone_utc(name, day_r, &noon); /* a local date that just was */
	zone_local(name, noon + days * INT64_C(86400), day_r);
}
