/* SPDX-License-Identifier: MIT
 * How far a long piece of work is: a bar, a rate over the last seconds, and when it will be
 * done at that rate. Pure: the caller brings the clock. */
#ifndef CTL_PROGRESS_H
#define CTL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/common/buf.h"

#define PROGRESS_SAMPLES 32 /* at five a second, the rate of the last six seconds */

struct progress {
	struct {
		int64_t at_ms, finished;
	} samples[PROGRESS_SAMPLES]; /* a ring */
	size_t count;                /* ever added */
	int64_t total, finished;     /* the newest */
	bool is_forecast; /* the daemon tells how long it takes, which knows more than samples do */
	int64_t left_s;   /* then; -1: it cannot tell */
};

/* `at_ms` of any clock that never goes back. */
void progress_add(struct progress *p, int64_t at_ms, int64_t total, int64_t finished);
/* Finished things a second over the samples kept; 0 while there is nothing to say. */
double progress_rate(const struct progress *p);
/* "412 of 1800, 23 %, 120/s, about 12 seconds left"; what is not known is left out. */
void progress_text(const struct progress *p, struct buf *out);
/* "[#####...............]" of `width` columns with its brackets. */
void progress_bar(const struct progress *p, size_t width, struct buf *out);

#endif
