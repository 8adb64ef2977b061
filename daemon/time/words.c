/* SPDX-License-Identifier: MIT
 * Times in words; see words.h. English, and not by strftime: these go into mail to people, and
 * must not change with the locale of the machine. What staff write is read strictly: a time
 * that could be understood in two ways is refused, because a meeting hangs on it. */
#include "daemon/time/words.h"

#include <string.h>

#include "daemon/common/num.h"
#include "daemon/common/zone.h"

#define DAY_S 86400
#define HOUR_OF_DATE 9 /* a date alone means the start of the working day */

static const char *const months[] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };
static const char *const weekdays[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
	"Friday", "Saturday" };

/* --- writing --- */

static void add_day(struct buf *out, const struct zone_time *t)
{
	buf_printf(out, "%d %s %d", t->day, months[t->month - 1], t->year);
}

void words_day(struct buf *out, int64_t at, const char *zone)
{
	struct zone_time t;

	zone_local(zone, at, &t);
	add_day(out, &t);
}

void words_time(struct buf *out, int64_t at, const char *zone)
{
	struct zone_time t;

	zone_local(zone, at, &t);
	buf_printf(out, "%s ", weekdays[t.weekday]);
	add_day(out, &t);
	buf_printf(out, ", %d:%02d %s %s", t.hour % 12 == 0 ? 12 : t.hour % 12, t.minute,
	    t.hour < 12 ? "am" : "pm", t.abbreviation);
}

void words_span(struct buf *out, int64_t span_s)
{
	static const struct {
		const char *name;
		uint64_t s;
	} units[] = { { "day", DAY_S }, { "hour", 3600 }, { "minute", 60 }, { "second", 1 } };
	uint64_t span = span_s < 0 ? -(uint64_t)span_s : (uint64_t)span_s, n = 0;
	size_t i = 0;

	for (; i < sizeof units / sizeof units[0]; i++) {
		uint64_t said, unsaid;

		n = (span + units[i].s / 2) / units[i].s;
		said = n * units[i].s;
		unsaid = said > span ? said - span : span - said;
		if (units[i].s == 1 || (n > 0 && unsaid <= span / 10))
			break;
	}
	buf_printf(out, "%llu %s%s", (unsigned long long)n, units[i].name, n == 1 ? "" : "s");
}

/* Days since 1970 by the calendar of a zone. */
static int64_t local_day(int64_t at, const char *zone)
{
	struct zone_time t;
	int64_t local;

	zone_local(zone, at, &t);
	local = at + t.offset_s;
	return local / DAY_S - (local % DAY_S < 0);
}

void words_ahead(struct buf *out, int64_t at, int64_t now, const char *zone)
{
	int64_t days = local_day(at, zone) - local_day(now, zone);

	if (days >= 2)
		buf_printf(out, "%lld days", (long long)days);
	else if (at - now > DAY_S * 3 / 2) /* late tomorrow is not "2 days" */
		buf_printf(out, "%lld hours", (long long)((at - now + 1800) / 3600));
	else
		words_span(out, at - now);
}

/* --- reading --- */

static bool refuse(struct err *err, const char *reason)
{
	(void)err_set(err, ERR_PERM, "%s", reason); /* what it returns says less than false */
	return false;
}

/* Takes a number of min_digits to max_digits off the front. */
static bool take_number(struct slice *rest, size_t min_digits, size_t max_digits, int *value_r)
{
	int64_t value;
	size_t n = 0;

	while (n < rest->n && n < max_digits && rest->p[n] >= '0' && rest->p[n] <= '9')
		n++;
	if (n < min_digits || !num_parse(slice_sub(*rest, 0, n), 0, 9999, &value))
		return false;
	*rest = slice_from(*rest, n);
	*value_r = (int)value;
	return true;
}

static bool take_char(struct slice *rest, char c)
{
	if (rest->n == 0 || rest->p[0] != c)
		return false;
	*rest = slice_from(*rest, 1);
	return true;
}

/* "2026-12-01" */
static bool take_date(struct slice *rest, struct zone_time *t)
{
	return take_number(rest, 4, 4, &t->year) && take_char(rest, '-') &&
	    take_number(rest, 2, 2, &t->month) && take_char(rest, '-') &&
	    take_number(rest, 2, 2, &t->day);
}

/* "9:00", "10:00", "10:00:05", and nothing after it */
static bool take_clock(struct slice *rest, struct zone_time *t)
{
	t->second = 0;
	if (!take_number(rest, 1, 2, &t->hour) || !take_char(rest, ':') ||
	    !take_number(rest, 2, 2, &t->minute))
		return false;
	return rest->n == 0 ||
	    (take_char(rest, ':') && take_number(rest, 2, 2, &t->second) && rest->n == 0);
}

static void set_date(struct zone_time *t, const char *zone, int64_t now, int days)
{
	struct zone_time day;

	zone_ahead(zone, now, days, &day);
	t->year = day.year;
	t->month = day.month;
	t->day = day.day;
}

/* A date, or a word for one, and perhaps a time after it. */
static bool take_dated(struct slice text, const char *zone, int64_t now, struct zone_time *t)
{
	static const struct {
		const char *word;
		int days;
	} words[] = { { "today", 0 }, { "tomorrow", 1 } };
	struct slice rest = text;
	bool is_dated = false;

	for (size_t i = 0; i < sizeof words / sizeof words[0] && !is_dated; i++) {
		is_dated = slice_starts_fold(text, words[i].word);
		if (is_dated) {
			rest = slice_from(text, strlen(words[i].word));
			set_date(t, zone, now, words[i].days);
		}
	}
	if (!is_dated && !take_date(&rest, t))
		return false;
	t->hour = HOUR_OF_DATE;
	t->minute = t->second = 0;
	if (rest.n == 0)
		return true;
	if (!take_char(&rest, ' ') && (is_dated || !take_char(&rest, 'T')))
		return false;
	rest = slice_trim(rest);
	return take_clock(&rest, t);
}

bool words_parse_time(struct slice text, const char *zone, int64_t now, int64_t *at_r,
    struct err *err)
{
	struct slice trimmed = slice_trim(text), rest = trimmed;
	struct zone_time t = { 0 };

	if (slice_is_fold(trimmed, "now")) {
		*at_r = now;
		return true;
	}
	if (take_dated(trimmed, zone, now, &t))
		return zone_read(zone, &t, at_r, err);
	if (!take_clock(&rest, &t))
		return refuse(err,
		    "a time is written like \"2026-12-01 10:00\", \"2026-12-01\", "
		    "\"10:00\", \"tomorrow 9:00\" or \"now\"");
	set_date(&t, zone, now, 0);
	if (zone_utc(zone, &t, at_r) != ZONE_INVALID && *at_r <= now)
		set_date(&t, zone, now, 1);
	return zone_read(zone, &t, at_r, err);
}
