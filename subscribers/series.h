/* SPDX-License-Identifier: MIT
 * Series of meetings of a community: a rule, what happens on holidays, what each meeting is like,
 * and how far the series has been walked. */
#ifndef SUBSCRIBERS_SERIES_H
#define SUBSCRIBERS_SERIES_H

#include "daemon/common/buf.h"
#include "daemon/common/zone.h"
#include "daemon/time/recur.h"
#include "subscribers/db.h"
#include "subscribers/meeting.h"

#define SERIES_REMIND_MAX 100

struct series {
	int64_t id, list_id, length_s, capacity;
	struct zone_time first; /* local; its weekday is not set */
	enum recur_holidays holidays;
	struct recur_cursor cursor;
	bool is_open;
	bool has_remind;
	char title[MEETING_TITLE_MAX + 1];
	char timezone[64];
	char place[MEETING_PLACE_MAX + 1];
	char link[MEETING_LINK_MAX + 1];
	char rule[RECUR_TEXT_MAX + 1];
	char remind[SERIES_REMIND_MAX + 1];
};

/* In a transaction; the caller has checked the rule, the first day and what a meeting is checked
 * for (meeting_check). `s`: all but its id; the agenda beside it. Returns the id. */
int64_t series_add(struct db *db, const struct series *s, struct slice agenda, int64_t starts_at,
    int64_t now);
bool series_get(struct db *db, int64_t id, struct series *s_r);
void series_agenda(struct db *db, int64_t id, struct buf *out);
/* False where it is not open. */
bool series_cancel(struct db *db, int64_t id, struct slice reason);

/* An open series with an id above `after` whose next meeting starts by `before`; 0: none. */
int64_t series_due(struct db *db, int64_t before, int64_t after);
/* When the next meeting of any open series starts that is not made yet; 0: none. */
int64_t series_next_at(struct db *db);
/* How far it is; next_at 0: there are no more, it is done. */
void series_set_cursor(struct db *db, int64_t id, const struct recur_cursor *c, int64_t next_at);

bool series_json(struct db *db, int64_t id, struct buf *out);
/* Of a list (0: of all) that is one of `lists` (a JSON array; empty: any). */
void series_json_all(struct db *db, int64_t list_id, struct slice lists, struct buf *out);

#endif
