/* SPDX-License-Identifier: MIT
 * Ends of pauses; see until.h. Words are read one by one from the folded text: fillers are passed
 * over, then it is a date or a span, and nothing may stand behind it. Pure: the clock is `now`. */
#include "daemon/time/until.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/common/num.h"
#include "daemon/common/utf8.h"
#include "daemon/common/zone.h"

#define DAY_S 86400
#define WORDS_MAX 8

struct words {
	struct slice word[WORDS_MAX];
	size_t n, at;
};

static const char *const months[] = { "january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december" };
static const char *const weekdays[] = { "sunday", "monday", "tuesday", "wednesday", "thursday",
	"friday", "saturday" };
static const char *const counts[] = { "zero", "one", "two", "three", "four", "five", "six", "seven",
	"eight", "nine", "ten", "eleven", "twelve" };

static bool refuse(struct err *err, const char *reason)
{
	(void)err_set(err, ERR_PERM, "%s", reason); /* what it returns says less than false */
	return false;
}

/* A whole word of the list, or its first three letters or more; -1 else. */
static int find_name(const char *const *names, int count, struct slice word)
{
	while (word.n > 0 && (word.p[word.n - 1] == '.' || word.p[word.n - 1] == ','))
		word.n--;
	for (int i = 0; word.n >= 3 && i < count; i++) {
		if (word.n <= strlen(names[i]) && memcmp(names[i], word.p, word.n) == 0)
			return i;
	}
	return -1;
}

static bool is_in(struct slice word, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (slice_is(word, *list))
			return true;
	}
	return false;
}

static struct slice peek(const struct words *w, size_t ahead)
{
	return w->at + ahead < w->n ? w->word[w->at + ahead] : SLICE_NONE;
}

/* "1", "1st", "22nd" */
static bool read_day(struct slice word, int *day_r)
{
	static const char *const endings[] = { "st", "nd", "rd", "th", NULL };
	int64_t v;

	while (word.n > 0 && word.p[word.n - 1] == ',')
		word.n--;
	if (word.n > 2 && is_in(slice_from(word, word.n - 2), endings))
		word.n -= 2;
	if (!num_parse(word, 1, 31, &v))
		return false;
	*day_r = (int)v;
	return true;
}

static bool read_year(struct slice word, int *year_r)
{
	int64_t v;

	if (!num_parse(word, 2000, 9998, &v))
		return false;
	*year_r = (int)v;
	return true;
}

/* Three numbers between `sep`; `order` says what each is: y, m or d. */
static bool read_numbers(struct slice word, char sep, const char *order, struct zone_time *t)
{
	struct slice part;
	int64_t v;

	for (; *order != '\0'; order++) {
		if (!slice_next(&word, sep, &part) || !num_parse(part, 1, 9998, &v))
			return false;
		if (*order == 'y')
			t->year = (int)v;
		else if (*order == 'm')
			t->month = (int)v;
		else
			t->day = (int)v;
	}
	return word.n == 0 && t->year >= 2000;
}

static int64_t start_of(const char *zone, const struct zone_time *date)
{
	struct zone_time t = *date;
	int64_t at;

	t.hour = t.minute = t.second = 0;
	return zone_utc(zone, &t, &at) == ZONE_INVALID ? -1 : at;
}

/* "1 february [2027]", "february 1 [2027]": without a year the next one. */
static bool read_named(struct words *w, const char *zone, int64_t now, int64_t *at_r)
{
	struct zone_time t;
	bool is_month_first = find_name(months, 12, peek(w, 0)) >= 0;
	int month = find_name(months, 12, peek(w, is_month_first ? 0 : 1));

	zone_local(zone, now, &t);
	if (month < 0 || !read_day(peek(w, is_month_first ? 1 : 0), &t.day))
		return false;
	t.month = month + 1;
	w->at += 2;
	if (read_year(peek(w, 0), &t.year)) {
		w->at++;
		*at_r = start_of(zone, &t);
		return true;
	}
	*at_r = start_of(zone, &t);
	/* 29 February of this year may not be: the next year that has the date is meant. */
	for (int i = 0; i < 8 && *at_r <= now; i++) {
		t.year++;
		*at_r = start_of(zone, &t);
	}
	return true;
}

static int64_t days_ahead(const char *zone, int64_t now, int days)
{
	struct zone_time t;

	zone_ahead(zone, now, days, &t);
	return start_of(zone, &t);
}

static bool read_date(struct words *w, const char *zone, int64_t now, int64_t *at_r)
{
	struct zone_time t;
	int weekday;

	zone_local(zone, now, &t);
	if (read_named(w, zone, now, at_r))
		return true;
	if (read_numbers(peek(w, 0), '-', "ymd", &t) || read_numbers(peek(w, 0), '/', "dmy", &t) ||
	    read_numbers(peek(w, 0), '.', "dmy", &t)) {
		w->at++;
		*at_r = start_of(zone, &t);
		return true;
	}
	if (slice_is(peek(w, 0), "tomorrow")) {
		w->at++;
		*at_r = days_ahead(zone, now, 1);
		return true;
	}
	if (slice_is(peek(w, 0), "next"))
		w->at++;
	zone_local(zone, now, &t);
	weekday = find_name(weekdays, 7, peek(w, 0));
	if (weekday < 0)
		return false;
	w->at++;
	*at_r = days_ahead(zone, now, (weekday - t.weekday + 6) % 7 + 1);
	return true;
}

/* The same day so many months later; the last of the month where there is no such day. */
static int64_t months_ahead(const char *zone, int64_t now, int64_t count)
{
	struct zone_time t;
	int64_t at;

	zone_local(zone, now, &t);
	t.month += (int)count;
	t.year += (t.month - 1) / 12;
	t.month = (t.month - 1) % 12 + 1;
	while (zone_utc(zone, &t, &at) == ZONE_INVALID && t.day > 28)
		t.day--;
	return at;
}

/* "3 weeks", "a month", "the next two weeks" */
static bool read_span(struct words *w, const char *zone, int64_t now, int64_t *at_r)
{
	static const char *const units[] = { "day", "days", "week", "weeks", "month", "months",
		"year", "years" };
	static const char *const one[] = { "a", "an", "next", NULL };
	int64_t count = 1;
	int named;

	if (slice_is(peek(w, 0), "the"))
		w->at++;
	if (is_in(peek(w, 0), one))
		w->at++;
	named = find_name(counts, 13, peek(w, 0));
	if (num_parse(peek(w, 0), 1, 1000, &count)) {
		w->at++;
	} else if (named > 0) {
		count = named;
		w->at++;
	}
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (!slice_is(peek(w, 0), units[i]))
			continue;
		w->at++;
		*at_r = i < 4 ? now + count * DAY_S * (i < 2 ? 1 : 7) :
		                months_ahead(zone, now, i < 6 ? count : count * 12);
		return true;
	}
	return false;
}

static bool is_fine(int64_t at, int64_t now, int64_t *until_r, struct err *err)
{
	if (at < 0)
		return refuse(err, "there is no such day");
	if (at <= now)
		return refuse(err, "that day is past");
	if (at > now + (int64_t)UNTIL_YEARS_MAX * 366 * DAY_S)
		return refuse(err, "that is more than five years away");
	*until_r = at;
	return true;
}

bool until_parse(struct slice text, const char *zone, int64_t now, int64_t *until_r,
    struct err *err)
{
	static const char *const fillers[] = { "until", "till", "til", "for", "on", "to", NULL };
	struct buf folded = BUF_INIT;
	struct words w = { .n = 0 };
	struct slice rest, word;
	int64_t at = 0;
	bool is_read;

	utf8_fold(&folded, text);
	rest = buf_all(&folded);
	while (w.n < WORDS_MAX && slice_next_word(&rest, &word))
		w.word[w.n++] = word;
	if (w.n == 0) {
		buf_release(&folded);
		*until_r = UNTIL_FOREVER;
		return true;
	}
	while (w.at < w.n && is_in(w.word[w.at], fillers))
		w.at++;
	is_read = read_date(&w, zone, now, &at);
	if (!is_read) {
		w.at = 0;
		while (w.at < w.n && is_in(w.word[w.at], fillers))
			w.at++;
		is_read = read_span(&w, zone, now, &at);
	}
	is_read = is_read && w.at == w.n && slice_trim(rest).n == 0;
	buf_release(&folded);
	return is_read ?
	    is_fine(at, now, until_r, err) :
	    refuse(err,
	        "we could not read for how long; write it like \"until 1 February\" or \"3 weeks\"");
}
