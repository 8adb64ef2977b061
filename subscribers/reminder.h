/* SPDX-License-Identifier: MIT
 * When a meeting's reminders are due. Each offset of a meeting fires once, ever: the row moves
 * from pending to what became of it and never back, but where a clock that was ahead had it missed.
 */
#ifndef SUBSCRIBERS_REMINDER_H
#define SUBSCRIBERS_REMINDER_H

#include "subscribers/clock_back.h"
#include "subscribers/db.h"

struct reminder {
	int64_t meeting_id, offset_s, due_at;
	int64_t sent_to; /* members up to this id have it */
};

/* Plans one of a meeting that starts then in a zone; whole days before it are days of the calendar.
 * An offset whose time is past already is missed at once. */
void reminder_add(struct db *db, int64_t meeting_id, int64_t offset_s, const char *zone,
    int64_t starts_at, int64_t now);
/* The most overdue pending one after *r (zeroed: of all); false at the end. */
bool reminder_next_due(struct db *db, int64_t now, struct reminder *r);
/* When the first after `now` is due; 0: none is. */
int64_t reminder_next_at(struct db *db, int64_t now);
/* Moves it from pending to sent, missed or cancelled; false where it is not pending. */
/* Those that are due by now are not sent any more: in a restored backup nobody knows whether they
 * were. How many. */
int64_t reminder_miss_due(struct db *db, int64_t now);
bool reminder_settle(struct db *db, const struct reminder *r, const char *state);
/* It is due later; false where it is not pending. */
bool reminder_postpone(struct db *db, const struct reminder *r, int64_t due_at);
/* How far it is; false where it is not pending. */
bool reminder_set_sent_to(struct db *db, const struct reminder *r, int64_t sent_to);
/* The meeting starts at another time: what is pending moves with it, what would be past is missed.
 */
void reminder_move(struct db *db, int64_t meeting_id, const char *zone, int64_t starts_at,
    int64_t now);
/* One offset of a meeting that is pending. */
bool reminder_find(struct db *db, int64_t meeting_id, int64_t offset_s, struct reminder *r_r);
/* What was missed and is still to come was missed by a clock that was ahead. */
void reminder_set_back(struct db *db, const struct clock_back *back);
void reminder_cancel_all(struct db *db, int64_t meeting_id);

#endif
