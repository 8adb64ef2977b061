/* SPDX-License-Identifier: MIT
 * The window of a list; see sending_hours.h. The rules are in daemon/time/window.c and
 * daemon/time/holiday.c; here is only whose clock and whose holidays they are asked with. Holds
 * nothing: a reload is seen at once. */
#include "daemon/core/letters/sending_hours.h"

#include "daemon/time/window.h"
#include "subscribers/list.h"

/* "09:00-17:00", "always weekdays" */
static bool read_own(struct slice text, struct window *w)
{
	struct slice hours = SLICE_NONE, days = SLICE_NONE, more;

	(void)slice_next_word(&text, &hours);
	return window_parse_hours(hours, w) &&
	    (!slice_next_word(&text, &days) || window_parse_days(days, w)) &&
	    !slice_next_word(&text, &more);
}

int sending_hours_check(struct slice text, struct err *err)
{
	struct window w = { .zone = NULL };

	return read_own(text, &w) ?
	    0 :
	    err_set(err, ERR_PERM,
	        "the window must be hours like \"08:00-18:00\" or "
	        "\"always\", and the days if they are others: working, weekdays or all");
}

void sending_hours_window(struct core *core, const struct list *list, struct window *w)
{
	const struct conf *conf = &core->conf;

	*w = (struct window){ .zone = list->timezone, .region = list->region };

	/* The configuration's check let these through; what it cannot see (30 February) stays out.
	 */
	if (!window_parse_hours(slice_of(conf->sending.window), w))
		(void)window_parse_hours(slice_of("always"), w);
	(void)window_parse_days(slice_of(conf->sending.window_days), w);
	if (list->window[0] != '\0')
		(void)read_own(slice_of(list->window), w); /* it was checked when it was set */
	if (conf->sending.holidays != NULL &&
	    !window_parse_extra(slice_of(conf->sending.holidays), w))
		w->extra_count = 0;
}

int64_t sending_hours_next(struct core *core, const struct list *list, int64_t at)
{
	struct window w;

	sending_hours_window(core, list, &w);
	return window_next(&w, at);
}

int64_t sending_hours_for_reminder(struct core *core, const struct list *list, int64_t starts_at,
    int64_t at)
{
	int64_t next = sending_hours_next(core, list, at);

	return starts_at - next < (starts_at - at) / 2 ? at : next;
}

const char *sending_hours_why(struct core *core, const struct list *list, int64_t at)
{
	struct window w;

	sending_hours_window(core, list, &w);
	return window_why_closed(&w, at);
}
