/* SPDX-License-Identifier: MIT
 * Lists: what one consents to, with a stated purpose. A newsletter, or a community with a region,
 * meetings and convenors (convenor.h). */
#ifndef SUBSCRIBERS_LIST_H
#define SUBSCRIBERS_LIST_H

#include "daemon/common/buf.h"
#include "subscribers/db.h"

#define LIST_SLUG_MAX 40 /* stands in a sub-address beside the service's name */
#define LIST_NAME_MAX 80
#define LIST_REMINDERS_MAX 100
#define LIST_WINDOW_MAX 30   /* "08:00-18:00 weekdays" and some blanks */
#define LIST_PURPOSE_MAX 500 /* two or three sentences */

enum list_kind { LIST_NEWSLETTER, LIST_COMMUNITY };

struct list {
	int64_t id;
	enum list_kind kind;
	bool is_open; /* new people may join */
	char slug[LIST_SLUG_MAX + 1];
	char name[LIST_NAME_MAX + 1];
	char purpose[LIST_PURPOSE_MAX + 1];
	char region[8]; /* code, or "" */
	char timezone[64];
	char window[LIST_WINDOW_MAX + 1]; /* when it may send: hours and days; "": as configured */
	char reminders[LIST_REMINDERS_MAX +
	    1]; /* of its meetings: spans, "none"; "": as configured */
};

/* All of a new list or what is to change; NULL or empty means absent. */
struct list_input {
	struct slice slug, name, purpose, region, timezone, state;
	struct slice reminders, window; /* checked by the caller; "default": as configured */
	struct slice resend_unsure;     /* "once" or "never" */
	enum list_kind kind;
};

/* In a transaction; refuses it (db_refuse) where the input cannot be. Returns the id. */
int64_t list_add(struct db *db, const struct list_input *in, int64_t now);
void list_update(struct db *db, int64_t id, const struct list_input *in);

bool list_get(struct db *db, int64_t id, struct list *list_r);
/* By exact slug. */
bool list_by_slug(struct db *db, struct slice slug, struct list *list_r);
/* Is a mail of this list (0: of none) sent once more where nobody can tell if it arrived? */
bool list_resends_unsure(struct db *db, int64_t id);
/* As people name it: slug, name, region in any spelling, "dpup newsletter" for "newsletter" where
 * it is the only match; macrons and capitals do not matter. `kind` narrows, -1 does not. */
bool list_find(struct db *db, struct slice words, int kind, struct list *list_r);
/* The newsletter meant by "subscribe" alone: the one called "newsletter", else the oldest open. */
bool list_default(struct db *db, struct list *list_r);

/* The first open list of a kind (-1: of any) with an id above `after`. */
bool list_next_open(struct db *db, int kind, int64_t after, struct list *list_r);
/* The same of all, also of the closed ones: nobody new, but who is on them gets their mail. */
bool list_next(struct db *db, int kind, int64_t after, struct list *list_r);

/* Appends JSON: one list with counts, or all of one kind (-1: of both). */
bool list_json(struct db *db, int64_t id, struct buf *out);
void list_json_all(struct db *db, int kind, struct buf *out);

#endif
