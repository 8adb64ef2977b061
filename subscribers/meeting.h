/* SPDX-License-Identifier: MIT
 * Meetings of a community: a local start, a length, where and how to join. */
#ifndef SUBSCRIBERS_MEETING_H
#define SUBSCRIBERS_MEETING_H

#include "daemon/common/buf.h"
#include "subscribers/db.h"

#define MEETING_TITLE_MAX 120
#define MEETING_PLACE_MAX 300
#define MEETING_LINK_MAX 500
#define MEETING_AGENDA_MAX 20000
#define MEETING_LENGTH_MAX_S 86400
/* Nobody plans further; a year mistyped does. */
#define MEETING_AHEAD_MAX_S ((int64_t)3 * 366 * 86400)

#define MEETING_CHANGE_MAX 800 /* all that can change in words, and a reason */
#define MEETING_CAPACITY_MAX 100000

struct meeting {
	int64_t id, list_id, starts_at, length_s;
	int64_t revision; /* counts the changes members are told of, from 1 */
	int64_t told_to;  /* members up to this id were told of it */
	int64_t capacity; /* 0: no bound */
	bool is_cancelled;
	char title[MEETING_TITLE_MAX + 1];
	char timezone[64];
	char place[MEETING_PLACE_MAX + 1];
	char link[MEETING_LINK_MAX + 1];
	char change[MEETING_CHANGE_MAX + 1]; /* what the last revision changed, in words */
	char reason[MEETING_CHANGE_MAX + 1]; /* why it is cancelled */
};

struct meeting_input {
	int64_t list_id, starts_at, length_s;
	int64_t capacity; /* 0: no bound */
	struct slice title, timezone, place, link, agenda;
	int64_t series_id,
	    series_date;     /* 0: of no series; else the occurrence's date by its rule */
	struct slice change; /* why it is on another day than its series says, for the members */
};

/* What a meeting is to be from now on. */
struct meeting_change {
	int64_t starts_at, length_s, capacity;
	struct slice title, place, link;
	struct slice agenda; /* p is NULL: it stays */
	struct slice words;  /* what changed and why, for the members */
};

/* In a transaction; refuses it where the input cannot be. */
void meeting_check(struct db *db, const struct meeting_input *in, int64_t now);
/* The same, and adds it. Returns the id. */
int64_t meeting_add(struct db *db, const struct meeting_input *in, int64_t now);
/* False where it is not planned any more. */
bool meeting_cancel(struct db *db, int64_t id, struct slice reason);
/* All as it is; borrowed from `m`. */
struct meeting_change meeting_unchanged(const struct meeting *m);
/* A new revision. False where it is not planned any more; refuses what cannot be. */
bool meeting_change(struct db *db, int64_t id, const struct meeting_change *c, int64_t now);
/* What no member sees, so it is no revision. False where it is not planned any more. */
bool meeting_set_capacity(struct db *db, int64_t id, int64_t capacity);
bool meeting_get(struct db *db, int64_t id, struct meeting *m_r);

/* The first meeting above `after` whose members have not all been told of its revision; 0: none. */
int64_t meeting_telling(struct db *db, int64_t after);
void meeting_set_told(struct db *db, int64_t id, int64_t told_to, bool is_told);
/* Coming meetings of a list, soonest first: the one after (*after_at, *after_id); false at the end.
 */
bool meeting_next_of(struct db *db, int64_t list_id, int64_t *after_at, int64_t *after_id);
/* Likewise of a series. */
bool meeting_next_of_series(struct db *db, int64_t series_id, int64_t *after_at, int64_t *after_id);

/* The meeting a series has made for a date of its rule; 0: none. */
int64_t meeting_of_series(struct db *db, int64_t series_id, int64_t series_date);
/* The first planned one of a series that starts after `now`; 0: none. */
int64_t meeting_coming_of_series(struct db *db, int64_t series_id, int64_t now);

/* When the convenor gets the list of who comes: the meeting that is due longest, after (*after_at,
 * *after_id); false at the end. And when the first after `now` is due; 0: none is. */
bool meeting_list_due(struct db *db, int64_t now, int64_t *after_at, int64_t *after_id);
int64_t meeting_list_next_at(struct db *db, int64_t now);
/* Is that list still to go? */
bool meeting_list_waits(struct db *db, int64_t id);
void meeting_set_listed(struct db *db, int64_t id);
/* Coming meetings of a list (0: of any) whose list has gone, soonest first: the one after
 * (*after_at, *after_id); false at the end. */
bool meeting_next_listed(struct db *db, int64_t list_id, int64_t *after_at, int64_t *after_id);
/* The agenda as written. */
void meeting_agenda(struct db *db, int64_t id, struct buf *out);

bool meeting_json(struct db *db, int64_t id, struct buf *out);
/* The next `most` meetings behind the one called `after` (0: from the first), by when they start,
 * of a list (0: of all) that is one of `lists` (a JSON array; empty: any), that start after `from`.
 * Returns the last one's id, where the next page goes on; 0: that was all. */
struct meeting_page {
	int64_t list_id;
	struct slice lists;
	int64_t from, after;
	int most;
};
int64_t meeting_json_some(struct db *db, const struct meeting_page *p, struct buf *out);

#endif
