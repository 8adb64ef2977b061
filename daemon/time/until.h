/* SPDX-License-Identifier: MIT
 * How long a pause is, as people write it: "until 1 February", "3 weeks", "for a month", "till
 * Monday", "2027-02-01", "1/2/2027" (day first, as in New Zealand). Read kindly, because nothing
 * worse hangs on it than a mail that comes early, and the receipt repeats what was understood. */
#ifndef TIME_UNTIL_H
#define TIME_UNTIL_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/err.h"
#include "daemon/common/slice.h"

/* What nothing at all means: until the person says otherwise (31 December 9999). */
#define UNTIL_FOREVER INT64_C(253402214400)
#define UNTIL_YEARS_MAX 5 /* later is a slip */

/* *until_r is the start of that day in `zone` (a date), or the same time of day after the span.
 * False and a sentence for the person where it is not understood, past, or too far. */
bool until_parse(struct slice text, const char *zone, int64_t now, int64_t *until_r,
    struct err *err);

#endif
