/* SPDX-License-Identifier: MIT
 * What recurs: a part of RFC 5545's RRULE that people use for meetings, walked on local dates, so
 * that ten o'clock stays ten o'clock across the changes of the clocks; and what becomes of an
 * occurrence on a holiday. Pure. */
#ifndef TIME_RECUR_H
#define TIME_RECUR_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/common/zone.h"
#include "daemon/time/window.h"

#define RECUR_TEXT_MAX 200
#define RECUR_INTERVAL_MAX 52
#define RECUR_COUNT_MAX 1000

enum recur_freq { RECUR_WEEKLY, RECUR_MONTHLY, RECUR_YEARLY };

struct recur {
	enum recur_freq freq;
	int interval;
	int count;        /* 0: no bound */
	int64_t until_at; /* inclusive; 0: no bound */
	bool has_days, has_month_days;
	uint16_t nth[7]; /* by weekday: bit 0 every one, 1-5 the nth, 6-10 the nth from the end */
	uint32_t month_days, month_days_back; /* bit n: day n; day n from the end */
	int position; /* of a month's days by the above that one, from the end if negative; 0: all
	               */
};

/* What becomes of an occurrence on a holiday. */
enum recur_holidays { RECUR_SKIP, RECUR_NEXT, RECUR_KEEP };

struct recur_plan {
	const struct recur *rule;
	struct zone_time first;      /* the first occurrence, local; its weekday is not read */
	const struct window *window; /* its zone and its holidays; hours and days are not read */
	enum recur_holidays holidays;
};

/* How far a walk is: plain numbers, to be kept in a row. */
struct recur_cursor {
	int64_t date;    /* of the rule, as holiday_date(): all up to it were dealt with */
	int64_t counted; /* occurrences so far, as COUNT counts them */
	int64_t held;    /* the date of the last one that takes place */
};

enum recur_fate {
	RECUR_HELD,
	RECUR_MOVED, /* to the next working day */
	RECUR_KEPT,  /* on a holiday, as the plan says */
	RECUR_SKIPPED,
	RECUR_ABSENT, /* the time does not exist on that day; not counted (RFC 5545 §3.3.10) */
};

struct recur_turn {
	int64_t date;      /* of the rule */
	int64_t starts_at; /* where it takes place, or would have */
	enum recur_fate fate;
	bool is_twice;   /* the clocks go back over the time: it is the first of the two */
	const char *why; /* "Matariki"; NULL where there is nothing to say */
};

/* Reads "FREQ=MONTHLY;BYDAY=1TU;COUNT=10" (also after "RRULE:", capitals do not matter). A date as
 * UNTIL is the end of that day in `zone`. What is not understood is refused with the reason. */
bool recur_parse(struct slice text, const char *zone, struct recur *r_r, struct err *err);
/* Whether the rule has an occurrence on the day of `first`, as it must (RFC 5545 §3.8.5.3); where
 * not, the reason names the first day after it that the rule has. */
bool recur_check_first(const struct recur *r, const struct zone_time *first, struct err *err);

struct recur_cursor recur_begin(const struct recur_plan *p);
/* The next occurrence, held or not; false where there is none any more. */
bool recur_next(const struct recur_plan *p, struct recur_cursor *c, struct recur_turn *t_r);

/* "every 2 weeks on Tuesday and Thursday, 10 times" */
void recur_words(struct buf *out, const struct recur *r, const struct zone_time *first,
    const char *zone);
/* "skip", "next working day", "keep" */
const char *recur_holidays_text(enum recur_holidays h);
bool recur_holidays_parse(struct slice text, enum recur_holidays *h_r);
/* What is to be said of an occurrence: "moved: Matariki"; nothing where there is nothing. */
void recur_turn_words(struct buf *out, const struct recur_turn *t);

#endif
