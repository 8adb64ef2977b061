/* SPDX-License-Identifier: MIT
 * Recurrence; see recur.h. A rule is asked of one day after the other: "do you have this one?" That
 * is slower than to compute the next one and has no case that could be forgotten; a month costs
 * some microseconds. What was decided about a day is never decided again: the cursor only goes on.
 */
#include "daemon/time/recur.h"

#include <stddef.h>
#include <string.h>

#include "daemon/common/num.h"
#include "daemon/time/holiday.h"
#include "daemon/time/words.h"

/* The longest gap of a rule that can be said: 29 February on one weekday comes every 28 years, and
 * every 40 across 2100. */
#define SCAN_DAYS (41 * 366)
#define BACK 5 /* the bit of "the nth from the end" is n + 5 */

static const char *const codes[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };
static const char *const weekdays[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
	"Friday", "Saturday" };
static const char *const months[] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };
static const char *const holidays_names[] = { "skip", "next working day", "keep" };

/* --- reading --- */

static bool refuse(struct err *err, const char *reason)
{
	(void)err_set(err, ERR_PERM, "%s", reason); /* what it returns says less than false */
	return false;
}

struct reading {
	struct recur *r;
	const char *zone;
	struct err *err;
	bool is_other_week; /* WKST is not Monday */
};

static bool read_freq(struct reading *in, struct slice value)
{
	static const char *const names[] = { "WEEKLY", "MONTHLY", "YEARLY" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (!slice_is_fold(value, names[i]))
			continue;
		in->r->freq = (enum recur_freq)i;
		return true;
	}
	return refuse(in->err, "FREQ must be WEEKLY, MONTHLY or YEARLY");
}

static bool read_bounded(struct reading *in, struct slice value, int max, const char *name,
    int *n_r)
{
	int64_t n;

	if (!num_parse(value, 1, max, &n)) {
		(void)err_set(in->err, ERR_PERM, "%s must be a number from 1 to %d", name, max);
		return false;
	}
	*n_r = (int)n;
	return true;
}

static bool read_interval(struct reading *in, struct slice value)
{
	return read_bounded(in, value, RECUR_INTERVAL_MAX, "INTERVAL", &in->r->interval);
}

static bool read_count(struct reading *in, struct slice value)
{
	return read_bounded(in, value, RECUR_COUNT_MAX, "COUNT", &in->r->count);
}

static bool read_part(struct slice s, size_t from, size_t n, int max, int *value_r)
{
	int64_t value;

	if (!num_parse(slice_sub(s, from, n), 0, max, &value))
		return false;
	*value_r = (int)value;
	return true;
}

/* "20271231": to the end of that day there; "20271231T090000Z": that moment. */
static bool read_until(struct reading *in, struct slice value)
{
	struct zone_time t = { .hour = 23, .minute = 59, .second = 59 };
	bool is_date = value.n == 8,
	     is_utc = value.n == 16 && value.p[8] == 'T' && value.p[15] == 'Z';

	if (value.n == 15 && value.p[8] == 'T')
		return refuse(in->err,
		    "UNTIL with a time must be in UTC and end in Z (RFC 5545 3.3.10); a date "
		    "alone means to the end of that day");
	if ((!is_date && !is_utc) || !read_part(value, 0, 4, 9999, &t.year) ||
	    !read_part(value, 4, 2, 12, &t.month) || !read_part(value, 6, 2, 31, &t.day) ||
	    (is_utc &&
	        (!read_part(value, 9, 2, 23, &t.hour) || !read_part(value, 11, 2, 59, &t.minute) ||
	            !read_part(value, 13, 2, 59, &t.second))) ||
	    zone_utc(is_utc ? "UTC" : in->zone, &t, &in->r->until_at) == ZONE_INVALID ||
	    in->r->until_at <= 0)
		return refuse(in->err,
		    "UNTIL is a date like 20271231 or a UTC time like 20271231T090000Z");
	return true;
}

/* A number of either sign off the front; false where it is no number from 1 to max. */
static bool take_signed(struct slice *s, int max, int *n_r)
{
	bool is_back = s->n > 0 && s->p[0] == '-';
	size_t from = s->n > 0 && (s->p[0] == '-' || s->p[0] == '+'), n = from;
	int64_t value;

	while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
		n++;
	if (!num_parse(slice_sub(*s, from, n - from), 1, max, &value))
		return false;
	*s = slice_from(*s, n);
	*n_r = is_back ? -(int)value : (int)value;
	return true;
}

static bool read_one_day(struct reading *in, struct slice day)
{
	int nth = 0;

	if (day.n > 2 && !take_signed(&day, 5, &nth))
		return false;
	for (int i = 0; i < 7; i++) {
		if (!slice_is_fold(day, codes[i]))
			continue;
		in->r->nth[i] |= (uint16_t)(1u << (nth < 0 ? BACK - nth : nth));
		return true;
	}
	return false;
}

static bool read_days(struct reading *in, struct slice value)
{
	struct slice day;

	in->r->has_days = true;
	if (value.n == 0)
		return refuse(in->err, "BYDAY is a list like TU,TH or 1TU or -1FR");
	while (slice_next(&value, ',', &day)) {
		if (!read_one_day(in, slice_trim(day)))
			return refuse(in->err, "BYDAY is a list like TU,TH or 1TU or -1FR");
	}
	return true;
}

static bool read_month_days(struct reading *in, struct slice value)
{
	struct slice day;
	int n;

	in->r->has_month_days = true;
	if (value.n == 0)
		return refuse(in->err, "BYMONTHDAY is a list of 1 to 31 or -31 to -1");
	while (slice_next(&value, ',', &day)) {
		day = slice_trim(day);
		if (!take_signed(&day, 31, &n) || day.n > 0)
			return refuse(in->err, "BYMONTHDAY is a list of 1 to 31 or -31 to -1");
		if (n < 0)
			in->r->month_days_back |= 1u << -n;
		else
			in->r->month_days |= 1u << n;
	}
	return true;
}

static bool read_position(struct reading *in, struct slice value)
{
	return (take_signed(&value, 31, &in->r->position) && value.n == 0) ||
	    refuse(in->err, "BYSETPOS is one number, 1 to 31 or -31 to -1");
}

/* Weeks begin on Monday here, as they do where the rule does not say; others write SU where it
 * makes no difference. */
static bool read_week_start(struct reading *in, struct slice value)
{
	for (int i = 0; i < 7; i++) {
		if (!slice_is_fold(value, codes[i]))
			continue;
		in->is_other_week = !slice_is(slice_of(codes[i]), "MO");
		return true;
	}
	return refuse(in->err, "WKST is a day like MO");
}

/* clang-format off */
static const struct {
	const char *name;
	bool (*read)(struct reading *in, struct slice value);
} parts[] = {
	{ "FREQ", read_freq }, { "INTERVAL", read_interval }, { "COUNT", read_count },
	{ "UNTIL", read_until }, { "BYDAY", read_days }, { "BYMONTHDAY", read_month_days },
	{ "BYSETPOS", read_position }, { "WKST", read_week_start },
};
/* clang-format on */
#define PARTS (sizeof parts / sizeof parts[0])

static int day_count(const struct recur *r)
{
	int n = 0;

	for (int i = 0; i < 7; i++)
		n += r->nth[i] != 0;
	return n;
}

/* What single parts cannot see. */
static bool check_whole(const struct recur *r, bool has_freq, bool is_other_week, struct err *err)
{
	if (!has_freq)
		return refuse(err, "a rule begins with FREQ, like FREQ=MONTHLY;BYDAY=1TU");
	if (r->count > 0 && r->until_at > 0)
		return refuse(err, "a rule has COUNT or UNTIL, not both");
	if (r->freq == RECUR_YEARLY && (r->has_days || r->has_month_days))
		return refuse(err,
		    "FREQ=YEARLY is the day of the start each year; for \"the first Tuesday of "
		    "March\" say FREQ=MONTHLY;INTERVAL=12;BYDAY=1TU");
	if (r->freq == RECUR_WEEKLY && r->has_month_days)
		return refuse(err, "BYMONTHDAY goes with FREQ=MONTHLY only");
	if (r->position != 0 && (r->freq != RECUR_MONTHLY || (!r->has_days && !r->has_month_days)))
		return refuse(err,
		    "BYSETPOS goes with FREQ=MONTHLY and BYDAY, like FREQ=MONTHLY;"
		    "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 for the last weekday of a month");
	for (int i = 0; i < 7; i++) {
		if (r->freq == RECUR_WEEKLY && (r->nth[i] & ~1u) != 0)
			return refuse(err,
			    "BYDAY with a number, like 1TU, goes with FREQ=MONTHLY only");
	}
	if (is_other_week && r->freq == RECUR_WEEKLY && r->interval > 1 && day_count(r) > 1)
		return refuse(err,
		    "WKST must be MO where there are several days of every second or further week");
	return true;
}

/* "The last of the Fridays", as Outlook writes it, is the last Friday: BYDAY=FR;BYSETPOS=-1 is
 * BYDAY=-1FR. */
static void simplify(struct recur *r)
{
	uint16_t *only = r->nth;

	if (day_count(r) != 1)
		return;
	while (*only == 0)
		only++;
	if (*only != 1 || r->has_month_days || r->position == 0 || r->position < -5 ||
	    r->position > 5)
		return;
	*only = (uint16_t)(1u << (r->position < 0 ? BACK - r->position : r->position));
	r->position = 0;
}

bool recur_parse(struct slice text, const char *zone, struct recur *r, struct err *err)
{
	struct reading in = { .r = r, .zone = zone, .err = err };
	struct slice rest = slice_trim(text), part;
	unsigned seen = 0;

	*r = (struct recur){ .interval = 1 };
	if (rest.n > RECUR_TEXT_MAX)
		return refuse(err, "the rule is too long");
	if (slice_starts_fold(rest, "RRULE:"))
		rest = slice_from(rest, 6);
	while (slice_next(&rest, ';', &part)) {
		size_t equals = slice_find(part, '='), i = 0;

		while (i < PARTS &&
		    !slice_is_fold(slice_trim(slice_sub(part, 0, equals)), parts[i].name))
			i++;
		if (i == PARTS || equals == part.n || (seen & 1u << i) != 0) {
			(void)err_set(err, ERR_PERM,
			    "\"%.*s\" in a rule is %s: FREQ, INTERVAL, BYDAY, BYMONTHDAY, "
			    "BYSETPOS, COUNT, UNTIL and WKST are understood, each once",
			    SLICE_ARG(part),
			    i < PARTS && equals < part.n ? "there twice" : "not understood");
			return false;
		}
		seen |= 1u << i;
		if (!parts[i].read(&in, slice_trim(slice_from(part, equals + 1))))
			return false;
	}
	if (!check_whole(r, (seen & 1u) != 0, in.is_other_week, err))
		return false;
	simplify(r);
	return true;
}

const char *recur_holidays_text(enum recur_holidays h)
{
	return holidays_names[h];
}

bool recur_holidays_parse(struct slice text, enum recur_holidays *h_r)
{
	for (size_t i = 0; i < sizeof holidays_names / sizeof holidays_names[0]; i++) {
		if (!slice_is(text, holidays_names[i]))
			continue;
		*h_r = (enum recur_holidays)i;
		return true;
	}
	return false;
}

/* --- days --- */

static int64_t first_date(const struct zone_time *t)
{
	return holiday_date(t->year, t->month, t->day);
}

/* Monday-based; 1 January 1970 was a Thursday. */
static int64_t week_of(int64_t date)
{
	return (date + 3) / 7;
}

static bool is_nth_day(const struct recur *r, int64_t date, int day, int month_length)
{
	unsigned bits = r->nth[holiday_weekday(date)];
	unsigned nth = (unsigned)(day - 1) / 7 + 1, back = (unsigned)(month_length - day) / 7 + 1;

	return (bits & (1u | 1u << nth | 1u << (BACK + back))) != 0;
}

/* Whether BYDAY and BYMONTHDAY have a day. */
static bool is_chosen(const struct recur *r, int64_t date, int day, int length)
{
	if (r->has_days && !is_nth_day(r, date, day, length))
		return false;
	return !r->has_month_days || (r->month_days & 1u << day) != 0 ||
	    (r->month_days_back & 1u << (length - day + 1)) != 0;
}

/* Whether a chosen day is the one BYSETPOS asks for: so many, itself with them, from its end of the
 * month. */
static bool is_in_position(const struct recur *r, int64_t date, int day, int length)
{
	int step = r->position > 0 ? -1 : 1, count = 0;

	for (int d = day; d >= 1 && d <= length; d += step)
		count += is_chosen(r, date + d - day, d, length) ? 1 : 0;
	return count == (r->position > 0 ? r->position : -r->position);
}

static bool is_of_month(const struct recur *r, const struct zone_time *first, int64_t date)
{
	int year, month, day, length, passed,
	    every = r->freq == RECUR_YEARLY ? 12 * r->interval : r->interval;

	holiday_civil(date, &year, &month, &day);
	passed = (year - first->year) * 12 + month - first->month;
	if (passed % every != 0)
		return false;
	length = (int)(holiday_date(month < 12 ? year : year + 1, month < 12 ? month + 1 : 1, 1) -
	    holiday_date(year, month, 1));
	if (!r->has_days && !r->has_month_days)
		return day == first->day;
	return is_chosen(r, date, day, length) &&
	    (r->position == 0 || is_in_position(r, date, day, length));
}

/* Whether the rule has a date, its end aside. */
static bool has_date(const struct recur *r, const struct zone_time *first, int64_t date)
{
	if (r->freq != RECUR_WEEKLY)
		return is_of_month(r, first, date);
	if ((week_of(date) - week_of(first_date(first))) % r->interval != 0)
		return false;
	return r->has_days ? r->nth[holiday_weekday(date)] != 0 :
	                     holiday_weekday(date) == holiday_weekday(first_date(first));
}

/* The first date of the rule after one; false where there is none that anybody will see. */
static bool date_after(const struct recur *r, const struct zone_time *first, int64_t *date)
{
	for (int64_t d = *date + 1; d <= *date + SCAN_DAYS; d++) {
		if (!has_date(r, first, d))
			continue;
		*date = d;
		return true;
	}
	return false;
}

bool recur_check_first(const struct recur *r, const struct zone_time *first, struct err *err)
{
	int64_t date = first_date(first);
	int year, month, day;

	if (has_date(r, first, date))
		return true;
	if (!date_after(r, first, &date))
		return refuse(err, "the rule has no day at all");
	holiday_civil(date, &year, &month, &day);
	(void)err_set(err, ERR_PERM,
	    "the rule does not have the day of the start, which must be the first "
	    "meeting; the next day it has is %s %04d-%02d-%02d",
	    weekdays[holiday_weekday(date)], year, month, day);
	return false;
}

/* --- walking --- */

static enum zone_result starts_on(const struct recur_plan *p, int64_t date, int64_t *at_r)
{
	struct zone_time t = p->first;

	holiday_civil(date, &t.year, &t.month, &t.day);
	return zone_utc(p->window->zone, &t, at_r);
}

static bool is_past_end(const struct recur_plan *p, int64_t counted, int64_t starts_at)
{
	const struct recur *r = p->rule;

	return (r->count > 0 && counted >= r->count) ||
	    (r->until_at > 0 && starts_at > r->until_at);
}

/* From a holiday to the next working day, unless there is one of the series on it already. */
static void move_on(const struct recur_plan *p, const struct recur_cursor *c, struct recur_turn *t)
{
	int64_t date = t->date, at = t->starts_at;

	do
		date++;
	while (!window_is_working_day(p->window, date) && date < t->date + 60);
	t->fate = RECUR_SKIPPED;
	if (starts_on(p, date, &at) == ZONE_GAP || date == c->held ||
	    (has_date(p->rule, &p->first, date) && !is_past_end(p, c->counted, at)))
		return;
	t->fate = RECUR_MOVED;
	t->starts_at = at;
}

struct recur_cursor recur_begin(const struct recur_plan *p)
{
	return (struct recur_cursor){ .date = first_date(&p->first) - 1 };
}

bool recur_next(const struct recur_plan *p, struct recur_cursor *c, struct recur_turn *t)
{
	int64_t date = c->date, at;
	enum zone_result result;
	int offset_days;

	*t = (struct recur_turn){ .fate = RECUR_HELD };
	if (!date_after(p->rule, &p->first, &date))
		return false;
	result = starts_on(p, date, &at);
	if (result == ZONE_INVALID || is_past_end(p, c->counted, at))
		return false;
	c->date = t->date = date;
	t->starts_at = at;
	if (result == ZONE_GAP) {
		t->fate = RECUR_ABSENT;
		t->why = "the clocks go forward over that time";
		return true;
	}
	c->counted++;
	t->is_twice = result == ZONE_OVERLAP;
	t->why = window_holiday(p->window, date);
	if (t->why != NULL && p->holidays == RECUR_NEXT)
		move_on(p, c, t);
	else if (t->why != NULL)
		t->fate = p->holidays == RECUR_SKIP ? RECUR_SKIPPED : RECUR_KEPT;
	if (t->fate != RECUR_SKIPPED) {
		offset_days = (int)((t->starts_at - at + 43200) / 86400); /* clock changes aside */
		c->held = date + offset_days;
	}
	return true;
}

/* --- words --- */

static const char *const nths[] = { "every", "the first", "the second", "the third", "the fourth",
	"the fifth", "the last", "the second last", "the third last", "the fourth last",
	"the fifth last" };

static void add_position(struct buf *out, int n)
{
	if (n >= -5 && n <= 5)
		buf_printf(out, "%s of ", nths[n < 0 ? BACK - n : n]);
	else
		buf_printf(out, "number %d%s of ", n < 0 ? -n : n, n < 0 ? " from the end" : "");
}

static void add_weekdays(struct buf *out, const struct recur *r)
{
	const char *between = "";

	for (int i = 1; i <= 7; i++) { /* the week begins on Monday */
		for (int n = 0; n <= 2 * BACK; n++) {
			if ((r->nth[i % 7] & 1u << n) == 0)
				continue;
			buf_text(out, between);
			if (n > 0 || (r->freq != RECUR_WEEKLY && r->position == 0))
				buf_printf(out, "%s ", nths[n]);
			buf_text(out, weekdays[i % 7]);
			between = " and ";
		}
	}
}

static void add_month_days(struct buf *out, const struct recur *r)
{
	const char *between = "";

	for (int n = 1; n <= 31; n++) {
		if ((r->month_days & 1u << n) == 0)
			continue;
		buf_printf(out, "%sday %d", between, n);
		between = " and ";
	}
	for (int n = 1; n <= 31; n++) {
		if ((r->month_days_back & 1u << n) == 0)
			continue;
		buf_printf(out, n == 1 ? "%sthe last day" : "%sday %d from the end", between, n);
		between = " and ";
	}
}

void recur_words(struct buf *out, const struct recur *r, const struct zone_time *first,
    const char *zone)
{
	static const char *const units[] = { "week", "month", "year" };

	if (r->interval > 1)
		buf_printf(out, "every %d %ss on ", r->interval, units[r->freq]);
	else
		buf_printf(out, "every %s on ", units[r->freq]);
	if (r->position != 0)
		add_position(out, r->position);
	if (r->has_days)
		add_weekdays(out, r);
	if (r->has_days && r->has_month_days)
		buf_text(out, " that is ");
	if (r->has_month_days)
		add_month_days(out, r);
	if (!r->has_days && !r->has_month_days) {
		if (r->freq == RECUR_WEEKLY)
			buf_text(out, weekdays[holiday_weekday(first_date(first))]);
		else if (r->freq == RECUR_MONTHLY)
			buf_printf(out, "day %d", first->day);
		else
			buf_printf(out, "%d %s", first->day, months[first->month - 1]);
	}
	if (r->count > 0)
		buf_printf(out, r->count == 1 ? ", once" : ", %d times", r->count);
	if (r->until_at > 0) {
		buf_text(out, ", until ");
		words_day(out, r->until_at, zone);
	}
}

void recur_turn_words(struct buf *out, const struct recur_turn *t)
{
	static const char *const fates[] = { "", "moved to the next working day: ", "kept on ",
		"does not take place: ", "does not take place: " };

	if (t->why != NULL)
		buf_printf(out, "%s%s", fates[t->fate], t->why);
	else if (t->is_twice)
		buf_text(out, "the clocks go back over that time: the first of the two");
}
