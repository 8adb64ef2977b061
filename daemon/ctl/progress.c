/* SPDX-License-Identifier: MIT
 * A bar, a rate and an estimate; see progress.h. */
#include "daemon/ctl/progress.h"

#include "daemon/time/words.h"

#define LEFT_MAX_S (30 * 86400) /* a longer estimate is not one */

void progress_add(struct progress *p, int64_t at_ms, int64_t total, int64_t finished)
{
	p->samples[p->count % PROGRESS_SAMPLES].at_ms = at_ms;
	p->samples[p->count % PROGRESS_SAMPLES].finished = finished;
	p->count++;
	/* A retry takes a delivery back, and what is added late makes the work larger. */
	p->total = total > finished ? total : finished;
	p->finished = finished;
}

double progress_rate(const struct progress *p)
{
	size_t newest = (p->count - 1) % PROGRESS_SAMPLES;
	size_t oldest = p->count > PROGRESS_SAMPLES ? p->count % PROGRESS_SAMPLES : 0;
	int64_t span_ms, done;

	if (p->count < 2)
		return 0;
	span_ms = p->samples[newest].at_ms - p->samples[oldest].at_ms;
	done = p->samples[newest].finished - p->samples[oldest].finished;
	return span_ms > 0 && done > 0 ? (double)done * 1000 / (double)span_ms : 0;
}

/* Seconds that are left; -1: nobody can tell. */
static int64_t left_of(const struct progress *p, double rate)
{
	double left_s;

	if (p->finished == p->total)
		return -1;
	if (p->is_forecast)
		return p->left_s >= 0 && p->left_s < 1 ? 1 : p->left_s;
	if (rate <= 0)
		return -1;
	left_s = (double)(p->total - p->finished) / rate;
	return left_s <= LEFT_MAX_S ? (int64_t)left_s + 1 : -1;
}

void progress_text(const struct progress *p, struct buf *out)
{
	double rate = progress_rate(p);
	int64_t left_s = left_of(p, rate);

	buf_printf(out, "%lld of %lld", (long long)p->finished, (long long)p->total);
	if (p->total > 0)
		buf_printf(out, ", %lld %%",
		    (long long)((double)p->finished * 100 / (double)p->total));
	if (rate > 0 && p->finished != p->total)
		buf_printf(out, rate < 10 ? ", %.1f/s" : ", %.0f/s", rate);
	if (left_s < 0)
		return;
	buf_text(out, ", about ");
	words_span(out, left_s);
	buf_text(out, " left");
}

void progress_bar(const struct progress *p, size_t width, struct buf *out)
{
	size_t inner = width > 2 ? width - 2 : 0, full = 0;

	if (p->total > 0)
		full = (size_t)((double)inner * (double)p->finished / (double)p->total);
	buf_char(out, '[');
	buf_repeat(out, '#', full);
	buf_repeat(out, '.', inner - full);
	buf_char(out, ']');
}
