/* SPDX-License-Identifier: MIT
 * The one parser of numbers: decimal, the whole slice, inside bounds, or nothing. */
#ifndef COMMON_NUM_H
#define COMMON_NUM_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/slice.h"

/* An optional '-' and digits, nothing else, min <= value <= max. False leaves *value_r alone. */
bool num_parse(struct slice s, int64_t min, int64_t max, int64_t *value_r);
/* A span of time in seconds: digits and one of s m h d w ("90m", "7d"), 0 <= value <= max_s. */
bool num_parse_span(struct slice s, int64_t max_s, int64_t *span_s_r);

#endif
