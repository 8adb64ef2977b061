/* SPDX-License-Identifier: MIT
 * The window of a list; see hours.h. The rules are in mail/window.c and mail/holiday.c; here is only
 * whose clock and whose holidays they are asked with. Holds nothing: a reload is seen at once. */
#include "hours.h"

#include "../../subscribers/list.h"
#include "../mail/window.h"

void hours_window(struct core *core, const struct list *list, struct window *w)
{
	const struct conf *conf = &core->conf;

	*w = (struct window){ .zone = list->timezone, .region = list->region };

	/* The configuration's check let these through; what it cannot see (30 February) stays out. */
	if (!window_parse_hours(slice_of(conf->sending.window), w))
		(void)window_parse_hours(slice_of("always"), w);
	(void)window_parse_days(slice_of(conf->sending.window_days), w);
	if (conf->sending.holidays != NULL && !window_parse_extra(slice_of(conf->sending.holidays), w))
		w->extra_count = 0;
}

int64_t hours_next(struct core *core, const struct list *list, int64_t at)
{
	struct window w;

	hours_window(core, list, &w);
	return window_next(&w, at);
}

int64_t hours_for_reminder(struct core *core, const struct list *list, int64_t starts_at, int64_t at)
{
	int64_t next = hours_next(core, list, at);

	return starts_at - next < (starts_at - at) / 2 ? at : next;
}

const char *hours_why(struct core *core, const struct list *list, int64_t at)
{
	struct window w;

	hours_window(core, list, &w);
	return window_why_closed(&w, at);
}
