/* SPDX-License-Identifier: MIT
 * What makes the meetings of series, ahead of time and each once: by rows, so that a crash, a
 * restart and a clock that is set repeat nothing. */
#ifndef CORE_SERIES_MAKING_H
#define CORE_SERIES_MAKING_H

#include "daemon/core/loop/core.h"
#include "daemon/time/recur.h"
#include "daemon/time/window.h"
#include "subscribers/list.h"
#include "subscribers/series.h"

/* What a walk of a series needs; `plan` points into it. */
struct series_walk {
	struct recur rule;
	struct window window;
	struct recur_plan plan;
};

/* Fills *w_r for a series of a list, which must outlive it. False and *err: the rule cannot be
 * read. */
bool series_walk_begin(struct core *core, const struct series *s, const struct list *list,
    struct series_walk *w_r, struct err *err);
/* The meeting an occurrence becomes; its texts are borrowed of `s`, the change is `why`'s. */
struct meeting_input series_meeting(const struct series *s, const struct recur_turn *t,
    struct buf *why);
/* One chunk of one series, in a transaction of its own. True where there may be more. */
bool series_turn(struct core *core, int64_t now);
/* When the next meeting is to be made; 0: none. */
int64_t series_making_next_at(struct core *core);

#endif
