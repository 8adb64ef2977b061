/* SPDX-License-Identifier: MIT
 * Holidays by rule; see holiday.h. Nothing here is a list of dates but Matariki, which the Act
 * gives as one. Anniversary days are custom, not law: where towns of a region differ, the rule is
 * the one of its largest part, and single days can be added by configuration (window.h). */
#include "daemon/time/holiday.h"

#include <stddef.h>
#include <string.h>

/* The month and day of each Matariki from 2022, Schedule 1 of its Act; each is a Friday. */
#define MATARIKI_FIRST 2022
/* clang-format off */
static const struct {
	signed char month, day;
} matariki[] = {
	{ 6, 24 }, { 7, 14 }, { 6, 28 }, { 6, 20 }, { 7, 10 }, { 6, 25 }, { 7, 14 }, { 7, 6 }, { 6, 21 },
	{ 7, 11 }, { 7, 2 }, { 6, 24 }, { 7, 7 }, { 6, 29 }, { 7, 18 }, { 7, 10 }, { 6, 25 }, { 7, 15 },
	{ 7, 6 }, { 7, 19 }, { 7, 11 }, { 7, 3 }, { 6, 24 }, { 7, 7 }, { 6, 29 }, { 7, 19 }, { 7, 3 },
	{ 6, 25 }, { 7, 15 }, { 6, 30 }, { 6, 21 },
};
/* clang-format on */

_Static_assert(MATARIKI_FIRST + sizeof matariki / sizeof matariki[0] - 1 == HOLIDAY_YEAR_MAX,
    "every year up to the last has its Matariki");

/* --- dates --- */

/* Years begin in March here, so that the leap day is the last day of one. */
int64_t holiday_date(int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t era = y / 400, of_era = y % 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void holiday_civil(int64_t date, int *year_r, int *month_r, int *day_r)
{
	int64_t z = date + 719468, era = z / 146097, of_era = z % 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;

	*day_r = (int)(of_year - (153 * m + 2) / 5) + 1;
	*month_r = (int)(m < 10 ? m + 3 : m - 9);
	*year_r = (int)(y + era * 400) + (*month_r <= 2);
}

int holiday_weekday(int64_t date)
{
	return (int)(((date + 4) % 7 + 7) % 7); /* 1 January 1970 was a Thursday */
}

/* The year that holds a date. */
static int year_of(int64_t date)
{
	int year = 1970 + (int)(date / 366);

	while (holiday_date(year + 1, 1, 1) <= date)
		year++;
	return year;
}

/* The Anonymous Gregorian algorithm (Nature, 20 April 1876). */
int64_t holiday_easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int d = b / 4, e = b % 4, g = (8 * b + 13) / 25;
	int h = (19 * a + b - d - g + 15) % 30;
	int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
	int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;

	return holiday_date(year, n / 31, n % 31 + 1);
}

/* The `nth` of a weekday in a month. */
static int64_t nth_weekday(int year, int month, int weekday, int nth)
{
	int64_t first = holiday_date(year, month, 1);

	return first + (weekday - holiday_weekday(first) + 7) % 7 + 7 * (nth - 1);
}

/* Back to it from Tuesday to Thursday, on to it from Friday to Sunday. */
static int64_t nearest_monday(int year, int month, int day)
{
	static const int by[] = { 1, 0, -1, -2, -3, 3, 2 };
	int64_t date = holiday_date(year, month, day);

	return date + by[holiday_weekday(date)];
}

/* --- national --- */

/* s 45A: Waitangi Day and Anzac Day on a Saturday or Sunday move to the Monday. */
static int64_t mondayised(int64_t date)
{
	int w = holiday_weekday(date);

	return date + (w == 6 ? 2 : w == 0 ? 1 : 0);
}

/* s 45: of Christmas and New Year, Saturday moves to Monday and Sunday to Tuesday, so that the two
 * days of a pair do not meet. */
static int64_t tuesdayised(int64_t date)
{
	int w = holiday_weekday(date);

	return date + (w == 6 || w == 0 ? 2 : 0);
}

static int64_t new_year(int year)
{
	return tuesdayised(holiday_date(year, 1, 1));
}
static int64_t after_new_year(int year)
{
	return tuesdayised(holiday_date(year, 1, 2));
}
static int64_t waitangi(int year)
{
	return mondayised(holiday_date(year, 2, 6));
}
static int64_t good_friday(int year)
{
	return holiday_easter(year) - 2;
}
static int64_t easter_monday(int year)
{
	return holiday_easter(year) + 1;
}
static int64_t anzac(int year)
{
	return mondayised(holiday_date(year, 4, 25));
}
static int64_t kings_birthday(int year)
{
	return nth_weekday(year, 6, 1, 1);
}
static int64_t labour_day(int year)
{
	return nth_weekday(year, 10, 1, 4);
}
static int64_t christmas(int year)
{
	return tuesdayised(holiday_date(year, 12, 25));
}
static int64_t boxing_day(int year)
{
	return tuesdayised(holiday_date(year, 12, 26));
}

static int64_t matariki_of(int year)
{
	if (year < MATARIKI_FIRST || year > HOLIDAY_YEAR_MAX)
		return -1;
	return holiday_date(year, matariki[year - MATARIKI_FIRST].month,
	    matariki[year - MATARIKI_FIRST].day);
}

static const struct {
	const char *name;
	int64_t (*in)(int year);
} national[] = {
	{ "New Year's Day", new_year },
	{ "the day after New Year's Day", after_new_year },
	{ "Waitangi Day", waitangi },
	{ "Good Friday", good_friday },
	{ "Easter Monday", easter_monday },
	{ "Anzac Day", anzac },
	{ "the King's Birthday", kings_birthday },
	{ "Matariki", matariki_of },
	{ "Labour Day", labour_day },
	{ "Christmas Day", christmas },
	{ "Boxing Day", boxing_day },
};

const char *holiday_national(int64_t date)
{
	int year = year_of(date);

	for (size_t i = 0; i < sizeof national / sizeof national[0]; i++) {
		if (national[i].in(year) == date)
			return national[i].name;
	}
	return NULL;
}

/* --- regional --- */

static int64_t auckland(int year)
{
	return nearest_monday(year, 1, 29);
}
static int64_t wellington(int year)
{
	return nearest_monday(year, 1, 22);
}
static int64_t nelson(int year)
{
	return nearest_monday(year, 2, 1);
}
static int64_t taranaki(int year)
{
	return nth_weekday(year, 3, 1, 2);
}
static int64_t southland(int year)
{
	return holiday_easter(year) + 2;
}
static int64_t south_canterbury(int year)
{
	return nth_weekday(year, 9, 1, 4);
}
static int64_t hawkes_bay(int year)
{
	return labour_day(year) - 3;
}
static int64_t marlborough(int year)
{
	return labour_day(year) + 7;
}
static int64_t canterbury(int year)
{
	return nth_weekday(year, 11, 2, 1) + 10;
}
static int64_t westland(int year)
{
	return nearest_monday(year, 12, 1);
}
static int64_t chatham(int year)
{
	return nearest_monday(year, 11, 30);
}

/* Otago's is kept on Easter Tuesday when it falls on Easter Monday, which is a holiday already. */
static int64_t otago(int year)
{
	int64_t date = nearest_monday(year, 3, 23);

	return date == easter_monday(year) ? date + 1 : date;
}

/* clang-format off */
static const struct {
	const char *region;
	int64_t (*in)(int year);
} regional[] = {
	{ "ntl", auckland }, { "auk", auckland }, { "wko", auckland }, { "bop", auckland },
	{ "gis", auckland }, { "hkb", hawkes_bay }, { "tki", taranaki }, { "mwt", wellington },
	{ "wgn", wellington }, { "tas", nelson }, { "nsn", nelson }, { "mbh", marlborough },
	{ "wtc", westland }, { "can", canterbury }, { "ota", otago }, { "stl", southland },
	{ "cit", chatham }, { "sca", south_canterbury },
};
/* clang-format on */

int64_t holiday_anniversary(const char *region, int year)
{
	for (size_t i = 0; i < sizeof regional / sizeof regional[0]; i++) {
		if (strcmp(regional[i].region, region) == 0)
			return regional[i].in(year);
	}
	return 0;
}

const char *holiday_of(int64_t date, const char *region)
{
	const char *name = holiday_national(date);

	if (name == NULL && region != NULL && region[0] != '\0' &&
	    holiday_anniversary(region, year_of(date)) == date)
		name = "the region's anniversary day";
	return name;
}
