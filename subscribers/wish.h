/* SPDX-License-Identifier: MIT
 * Wishes: what somebody asked for in a person's name by a mail that proved nothing, kept until the
 * person says yes to the question that was sent to the registered address. Each is carried out at
 * most once: taking it removes it. */
#ifndef SUBSCRIBERS_WISH_H
#define SUBSCRIBERS_WISH_H

#include "daemon/common/buf.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"

#define WISH_ARGS_MAX 256
#define WISH_UNDO_MOVE "undo address" /* the verb of taking a change of address back */

struct wish {
	int64_t subscriber_id;
	char verb[32];                /* a command's name */
	char args[WISH_ARGS_MAX + 1]; /* as it was written */
	bool is_proven;
};

/* All run in a transaction. `delivery_id` is the mail that asks; its answer finds the wish.
 * `is_proven`: the one who asked for it was known to be the person. */
void wish_add(struct db *db, int64_t delivery_id, int64_t subscriber_id, const char *verb,
    struct slice args, bool is_proven, int64_t now);
/* What it is, without taking it. */
bool wish_peek(struct db *db, int64_t delivery_id, struct wish *wish_r);
/* Takes back what was asked for with this verb, but for one (0: none): a newer wish of the kind is
 * in its place. */
void wish_drop(struct db *db, int64_t subscriber_id, const char *verb, int64_t but_delivery_id);
/* What was asked of this address, which is never to be mailed: whether it is somebody's, or wants
 * what they get. What could be undone from there still can. */
void wish_drop_to(struct db *db, const char *address);
/* One of the numbers in what was asked for with this verb is it no more. `is_of_more`: only where
 * others stand beside it. */
void wish_narrow(struct db *db, int64_t subscriber_id, const char *verb, int64_t number,
    bool is_of_more);
/* Appends what was asked for with this verb after `since`, all together, with a space between. */
void wish_all_args(struct db *db, int64_t subscriber_id, const char *verb, int64_t since,
    struct buf *out);
/* All that was asked for in their name since then, by whoever had their row. */
void wish_drop_since(struct db *db, int64_t subscriber_id, int64_t since);
/* False where it was taken already, or lapsed. */
bool wish_take(struct db *db, int64_t delivery_id, struct wish *wish_r);
#define WISH_WITHDRAWN "withdrawn"
/* What was asked for with this verb is not wanted: who answers its question finds it as
 * WISH_WITHDRAWN. How many. */
int64_t wish_withdraw(struct db *db, int64_t subscriber_id, const char *verb);
/* The mail whose answer is the person's own with this verb and these words; 0: none. */
int64_t wish_find(struct db *db, int64_t subscriber_id, const char *verb, const char *args);
/* Is there one of this verb that was asked after `since`? */
bool wish_has(struct db *db, int64_t subscriber_id, const char *verb, int64_t since);
/* Two who are one person: what one asked for is the other's. */
void wish_join(struct db *db, int64_t from_id, int64_t to_id);
/* Forgets up to `most` wishes asked before `before`; people who are held for nothing else go with
 * them. How many. */
int64_t wish_lapse(struct db *db, int64_t before, int64_t most);
int64_t wish_count(struct db *db, int64_t before);
/* Those of one person, with this verb (NULL: with any), that were asked after `since` and hang in
 * the air, by who is known to be them or else; not what they may undo or stop. Others' in their
 * name do not use up their own. */
int64_t wish_count_of(struct db *db, int64_t subscriber_id, const char *verb, bool is_proven,
    int64_t since);
/* Appends a JSON array of one person's open wishes. */
void wish_json(struct db *db, int64_t subscriber_id, struct buf *out);

/* The clock was set back (clock_back.h); in a transaction. */
void wish_set_back(struct db *db, const struct clock_back *back);

#endif
