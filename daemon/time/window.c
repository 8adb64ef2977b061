/* SPDX-License-Identifier: MIT
 * Windows; see window.h. A moment is looked at as a local day and a minute of it; the way back to
 * a moment is zone.h's, which knows the changes of the clocks. */
#include "daemon/time/window.h"

#include <stddef.h>

#include "daemon/common/num.h"
#include "daemon/common/zone.h"
#include "daemon/time/holiday.h"

#define DAY_MIN (24 * 60)
/* No run of closed days is longer: it ends where a configuration has closed every day. */
#define DAYS_AHEAD_MAX 60

/* --- reading --- */

static bool read_clock(struct slice text, int *minutes_r)
{
	size_t colon = slice_find(text, ':');
	int64_t hour, minute;

	if (colon == 0 || colon > 2 || text.n != colon + 3 ||
	    !num_parse(slice_sub(text, 0, colon), 0, 24, &hour) ||
	    !num_parse(slice_from(text, colon + 1), 0, 59, &minute) || (hour == 24 && minute > 0))
		return false;
	*minutes_r = (int)(hour * 60 + minute);
	return true;
}

bool window_parse_hours(struct slice text, struct window *w)
{
	size_t dash = slice_find(text, '-');

	if (slice_is(text, "always")) {
		w->from_min = 0;
		w->to_min = DAY_MIN;
		return true;
	}
	return dash < text.n && read_clock(slice_trim(slice_sub(text, 0, dash)), &w->from_min) &&
	    read_clock(slice_trim(slice_from(text, dash + 1)), &w->to_min) &&
	    w->from_min < w->to_min;
}

bool window_parse_days(struct slice text, struct window *w)
{
	static const char *const names[] = { "working", "weekdays", "all" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (!slice_is(text, names[i]))
			continue;
		w->days = (enum window_days)i;
		return true;
	}
	return false;
}

static bool read_date(struct slice text, int64_t *date_r)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t year, month, day;

	if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-' ||
	    !num_parse(slice_sub(text, 0, 4), 1970, 9999, &year) ||
	    !num_parse(slice_sub(text, 5, 2), 1, 12, &month) ||
	    !num_parse(slice_sub(text, 8, 2), 1, days[month - 1], &day))
		return false;
	*date_r = holiday_date((int)year, (int)month, (int)day);
	return true;
}

bool window_parse_extra(struct slice text, struct window *w)
{
	w->extra_count = 0;
	while (text.n > 0) {
		size_t n = 0;

		while (n < text.n && text.p[n] != ' ' && text.p[n] != ',')
			n++;
		if (n > 0 &&
		    (w->extra_count == WINDOW_EXTRA_MAX ||
		        !read_date(slice_sub(text, 0, n), &w->extra[w->extra_count++])))
			return false;
		text = slice_from(text, n + 1);
	}
	return true;
}

/* --- days and hours --- */

static bool is_weekend(int64_t date)
{
	int weekday = holiday_weekday(date);

	return weekday == 0 || weekday == 6;
}

const char *window_holiday(const struct window *w, int64_t date)
{
	for (int i = 0; i < w->extra_count; i++) {
		if (w->extra[i] == date)
			return "a holiday";
	}
	return holiday_of(date, w->region);
}

bool window_is_working_day(const struct window *w, int64_t date)
{
	return !is_weekend(date) && window_holiday(w, date) == NULL;
}

static const char *why_closed_on(const struct window *w, int64_t date)
{

	if (w->days == WINDOW_ALL)
		return NULL;
	if (is_weekend(date))
		return "the weekend";
	return w->days == WINDOW_WEEKDAYS ? NULL : window_holiday(w, date);
}

static int64_t local_date(const struct window *w, int64_t at, int *minute_r)
{
	struct zone_time t;

	zone_local(w->zone, at, &t);
	*minute_r = t.hour * 60 + t.minute;
	return holiday_date(t.year, t.month, t.day);
}

bool window_is_open(const struct window *w, int64_t at)
{
	int minute;
	int64_t date = local_date(w, at, &minute);

	return minute >= w->from_min && minute < w->to_min && why_closed_on(w, date) == NULL;
}

const char *window_why_closed(const struct window *w, int64_t at)
{
	int minute;

	return why_closed_on(w, local_date(w, at, &minute));
}

/* When it opens on the local day `days` after the one of `at`. */
static int64_t opening(const struct window *w, int64_t at, int days)
{
	struct zone_time t;
	int64_t opens = at;

	/* Noon is never in a gap, and a day is at most an hour longer or shorter than 24 h. */
	zone_local(w->zone, at, &t);
	t.hour = 12;
	t.minute = t.second = 0;
	(void)zone_utc(w->zone, &t, &opens); /* noon exists, and once */
	zone_local(w->zone, opens + (int64_t)days * 86400, &t);
	t.hour = w->from_min / 60;
	t.minute = w->from_min % 60;
	t.second = 0;
	/* In a gap the time is counted with the old offset, which is the gap's end or after it. */
	(void)zone_utc(w->zone, &t, &opens);
	return opens;
}

int64_t window_next(const struct window *w, int64_t at)
{
	if (window_is_open(w, at))
		return at;
	for (int days = 0; days <= DAYS_AHEAD_MAX; days++) {
		int64_t opens = opening(w, at, days);

		if (opens > at && window_is_open(w, opens))
			return opens;
	}
	return at; /* never open: better sent than never */
}
