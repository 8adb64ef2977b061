/* SPDX-License-Identifier: MIT
 * New times in words; see moment.h. Words are read one by one from the front: a weekday, a day and
 * a month or a date in numbers, a time of day, in any order, each at most once. The first word that
 * is none of them begins the reason. Never guesses: what could be read in two ways is refused. */
#include "daemon/time/moment.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/common/num.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/common/zone.h"
#include "daemon/time/holiday.h"

#define DAY_S 86400
#define WORD_MAX 24 /* longer is no word of a date */

struct reading {
	struct slice rest;   /* of the line, not read yet */
	char word[WORD_MAX]; /* the next word, folded; "" at the end */
	bool ends;           /* a comma or the like stands behind it */
	struct slice after;  /* what is behind it */
	struct zone_time t;
	int weekday; /* -1: not said */
	bool has_day, has_month, has_year, has_clock;
};

static const char *const months[] = { "january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december" };
static const char *const weekdays[] = { "sunday", "monday", "tuesday", "wednesday", "thursday",
	"friday", "saturday" };

static bool refuse(struct err *err, const char *reason)
{
	(void)err_set(err, ERR_PERM, "%s", reason); /* what it returns says less than false */
	return false;
}

/* Makes the next word the one that is looked at; nothing is taken. */
static void look(struct reading *r)
{
	struct slice rest = r->rest, word;
	struct buf folded = BUF_INIT;

	r->word[0] = '\0';
	r->ends = false;
	if (!slice_next_word(&rest, &word))
		return;
	r->after = rest;
	while (word.n > 0 && strchr(",;:.!?-", word.p[word.n - 1]) != NULL) {
		word.n--;
		r->ends = true;
	}
	utf8_fold(&folded, word);
	if (folded.n < WORD_MAX)
		str_put(r->word, sizeof r->word, "%.*s", SLICE_ARG(buf_all(&folded)));
	buf_release(&folded);
}

static bool is_one_of(const char *word, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (strcmp(word, *list) == 0)
			return true;
	}
	return false;
}

/* A whole name, or its first three letters or more; -1 else. */
static int find_name(const char *const *names, int count, const char *word)
{
	size_t n = strlen(word);

	for (int i = 0; n >= 3 && i < count; i++) {
		if (strncmp(names[i], word, n) == 0)
			return i;
	}
	return -1;
}

/* Digits off the front of *rest. */
static bool take_number(const char **rest, size_t most, int *value_r)
{
	size_t n = strspn(*rest, "0123456789");
	int64_t v;

	if (n == 0 || n > most || !num_parse(slice_make(*rest, n), 0, 9999, &v))
		return false;
	*rest += n;
	*value_r = (int)v;
	return true;
}

/* --- the words of a date --- */

static bool read_numeric(struct reading *r)
{
	const char *p = r->word;
	int a, b, c;
	char sep;

	if (r->has_day || r->has_month || !take_number(&p, 4, &a) ||
	    (*p != '-' && *p != '/' && *p != '.'))
		return false;
	sep = *p++;
	if (!take_number(&p, 2, &b) || *p++ != sep || !take_number(&p, 4, &c) || *p != '\0')
		return false;
	r->t.year = a >= 1000 ? a : c;
	r->t.month = b;
	r->t.day = a >= 1000 ? c : a;
	r->has_day = r->has_month = r->has_year = r->t.year >= 1000;
	return r->has_day;
}

static bool read_day(struct reading *r)
{
	static const char *const endings[] = { "", "st", "nd", "rd", "th", NULL };
	const char *p = r->word;
	int day;

	/* "10" alone could be an hour: behind it there must be a month. */
	if (r->has_day || !take_number(&p, 2, &day) || !is_one_of(p, endings))
		return false;
	if (!r->has_month) {
		struct reading next = { .rest = r->after };

		look(&next);
		if (strcmp(next.word, "of") == 0) {
			next.rest = next.after;
			look(&next);
		}
		if (find_name(months, 12, next.word) < 0)
			return false;
	}
	r->t.day = day;
	r->has_day = true;
	return true;
}

static bool read_month(struct reading *r)
{
	int month = find_name(months, 12, r->word);

	if (r->has_month || month < 0)
		return false;
	if (!r->has_day) {
		struct reading next = { .rest = r->after, .has_month = true };

		look(&next);
		if (!read_day(&next))
			return false;
	}
	r->t.month = month + 1;
	r->has_month = true;
	return true;
}

static bool read_year(struct reading *r)
{
	const char *p = r->word;
	int year;

	if (r->has_year || !r->has_day || !r->has_month || strlen(p) != 4 ||
	    !take_number(&p, 4, &year) || *p != '\0')
		return false;
	r->t.year = year;
	r->has_year = true;
	return true;
}

static bool read_weekday(struct reading *r)
{
	int weekday = find_name(weekdays, 7, r->word);

	if (r->weekday >= 0 || weekday < 0)
		return false;
	r->weekday = weekday;
	return true;
}

/* --- the time of day --- */

/* What stands behind the digits: "", "am", "pm", also as the next word. */
static bool read_half(struct reading *r, const char *half, bool has_minutes)
{
	struct reading next = { .rest = r->after };

	if (*half == '\0' && !r->ends) {
		look(&next);
		if (strcmp(next.word, "am") == 0 || strcmp(next.word, "pm") == 0 ||
		    strcmp(next.word, "a.m") == 0 || strcmp(next.word, "p.m") == 0) {
			half = next.word;
			r->after = next.after;
			r->ends = next.ends;
		}
	}
	if (*half == '\0')
		return has_minutes && r->t.hour < 24;
	if ((strcmp(half, "am") != 0 && strcmp(half, "pm") != 0 && strcmp(half, "a.m") != 0 &&
	        strcmp(half, "p.m") != 0) ||
	    r->t.hour < 1 || r->t.hour > 12)
		return false;
	r->t.hour = r->t.hour % 12 + (half[0] == 'p' ? 12 : 0);
	return true;
}

static bool read_clock(struct reading *r)
{
	static const char *const noon[] = { "noon", "midday", NULL };
	struct reading was = *r;
	const char *p = r->word;
	bool has_minutes = false;

	if (r->has_clock)
		return false;
	r->t.minute = r->t.second = 0;
	if (is_one_of(p, noon)) {
		r->t.hour = 12;
	} else {
		bool is_read = take_number(&p, 2, &r->t.hour);

		if (is_read && (*p == ':' || *p == '.') && p[1] >= '0' && p[1] <= '9') {
			p++;
			has_minutes = is_read = strspn(p, "0123456789") == 2 &&
			    take_number(&p, 2, &r->t.minute) && r->t.minute < 60;
		}
		if (!is_read || !read_half(r, p, has_minutes)) {
			*r = was;
			return false;
		}
	}
	r->has_clock = true;
	return true;
}

/* --- together --- */

static void set_date(struct zone_time *t, const char *zone, int64_t at)
{
	struct zone_time day;

	zone_local(zone, at, &day);
	t->year = day.year;
	t->month = day.month;
	t->day = day.day;
}

static int64_t date_of(const struct zone_time *t)
{
	return holiday_date(t->year, t->month, t->day);
}

static bool read_tomorrow(struct reading *r, const char *zone, int64_t now)
{
	struct zone_time day;
	int64_t noon;

	if (r->has_day || strcmp(r->word, "tomorrow") != 0)
		return false;
	zone_local(zone, now, &day);
	day.hour = 12;
	day.minute = day.second = 0;
	(void)zone_utc(zone, &day, &noon); /* a local date that is now */
	set_date(&r->t, zone, noon + DAY_S);
	r->has_day = r->has_month = r->has_year = true;
	return true;
}

static void read_words(struct reading *r, const char *zone, int64_t now)
{
	static const char *const fillers[] = { "to", "on", "at", "the", "of", "next", NULL };
	struct slice reason = r->rest;

	for (look(r); r->word[0] != '\0'; look(r)) {
		bool is_filler = is_one_of(r->word, fillers) && !r->ends;

		if (!is_filler && !read_tomorrow(r, zone, now) && !read_numeric(r) &&
		    !read_weekday(r) && !read_year(r) && !read_clock(r) && !read_day(r) &&
		    !read_month(r))
			break;
		r->rest = r->after;
		if (!is_filler) /* "the hall is booked" begins with one */
			reason = r->after;
	}
	r->rest = reason;
}

/* A weekday alone is the next one after today; with a date it must be its own. */
static bool fit_weekday(struct reading *r, const char *zone, int64_t now, struct err *err)
{
	struct zone_time day;
	int64_t noon;

	if (r->weekday < 0)
		return true;
	if (r->has_day) {
		if (holiday_weekday(date_of(&r->t)) == r->weekday)
			return true;
		(void)err_set(err, ERR_PERM, "%d %c%s %d is not a %c%s", r->t.day,
		    months[r->t.month - 1][0] - 32, months[r->t.month - 1] + 1, r->t.year,
		    weekdays[r->weekday][0] - 32, weekdays[r->weekday] + 1);
		return false;
	}
	zone_local(zone, now, &day);
	day.hour = 12;
	day.minute = day.second = 0;
	(void)zone_utc(zone, &day, &noon); /* a local date that is now */
	set_date(&r->t, zone, noon + (int64_t)((r->weekday - day.weekday + 6) % 7 + 1) * DAY_S);
	return true;
}

static bool is_date(const struct zone_time *t)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (t->month < 1 || t->month > 12 || t->day < 1 || t->day > days[t->month - 1])
		return false;
	return t->month != 2 || t->day < 29 ||
	    (t->year % 4 == 0 && (t->year % 100 != 0 || t->year % 400 == 0));
}

/* Without a year it is this year's, or next year's where that is past. */
static bool fit_date(struct reading *r, const char *zone, int64_t now, struct err *err)
{
	struct zone_time today;

	zone_local(zone, now, &today);
	if (r->has_day != r->has_month)
		return refuse(err, "we could not read the day");
	if (r->has_day && !r->has_year) {
		r->t.year = today.year;
		if (date_of(&r->t) < date_of(&today))
			r->t.year++;
	}
	return !r->has_day || is_date(&r->t) ? fit_weekday(r, zone, now, err) :
	                                       refuse(err, "there is no such day");
}

static bool settle(const struct reading *r, const char *zone, int64_t now, int64_t *at_r,
    struct err *err)
{
	return zone_read(zone, &r->t, at_r, err) &&
	    (*at_r > now || refuse(err, "that time is past"));
}

/* A digit that nobody understood may have been a time, and "half past two" was one. */
static bool is_half_read(struct slice reason)
{
	static const char *const parts[] = { "half", "quarter", NULL };
	static const char *const hours[] = { "one", "two", "three", "four", "five", "six", "seven",
		"eight", "nine", "ten", "eleven", "twelve", NULL };
	struct reading r = { .rest = reason };
	bool has_at;

	look(&r);
	has_at = strcmp(r.word, "at") == 0;
	if (has_at) {
		r.rest = r.after;
		look(&r);
	}
	return (r.word[0] >= '0' && r.word[0] <= '9') || is_one_of(r.word, parts) ||
	    (has_at && is_one_of(r.word, hours));
}

bool moment_parse(struct slice line, const char *zone, int64_t from, int64_t now, int64_t *at_r,
    struct slice *reason_r, struct err *err)
{
	struct reading r = { .rest = line, .weekday = -1 };

	zone_local(zone, from, &r.t);
	read_words(&r, zone, now);
	if (!r.has_day && !r.has_month && r.weekday < 0 && !r.has_clock)
		return refuse(err,
		    "we could not read the new time; write it like \"move to Thursday 10 December 2pm\"");
	*reason_r = slice_trim(r.rest);
	if (is_half_read(*reason_r))
		return refuse(err,
		    "we could not read all of the new time; write it like 2pm or 14:30");
	return fit_date(&r, zone, now, err) && settle(&r, zone, now, at_r, err);
}
