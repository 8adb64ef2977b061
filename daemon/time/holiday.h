/* SPDX-License-Identifier: MIT
 * Public holidays of Aotearoa New Zealand as rules: the national ones (Holidays Act 2003 ss 44-45A,
 * Te Kāhui o Matariki Public Holiday Act 2022) on the days they are observed by people who work
 * Monday to Friday, and the customary anniversary day of each region. */
#ifndef TIME_HOLIDAY_H
#define TIME_HOLIDAY_H

#include <stdbool.h>
#include <stdint.h>

/* The last year whose Matariki is in the Act; of later ones it is not known, not absent. */
#define HOLIDAY_YEAR_MAX 2052

/* A date as days since 1 January 1970; for years 1-9999. */
int64_t holiday_date(int year, int month, int day);
/* The reverse, from 1 January 1970 on. */
void holiday_civil(int64_t date, int *year_r, int *month_r, int *day_r);
/* 0 Sunday .. 6 Saturday */
int holiday_weekday(int64_t date);
/* Easter Sunday of a year. */
int64_t holiday_easter(int year);

/* The name of the national holiday that is observed on this day; NULL: none. A holiday on a
 * Saturday or Sunday is moved by the Act to a day of the week after, and is that day's alone here.
 */
const char *holiday_national(int64_t date);
/* The anniversary day of a region ("ota", as in subscribers/region.h; "sca" for South Canterbury)
 * in a year; 0: no such region. */
int64_t holiday_anniversary(const char *region, int year);
/* Either; `region` "" or NULL: national ones only. */
const char *holiday_of(int64_t date, const char *region);

#endif
