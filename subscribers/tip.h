/* SPDX-License-Identifier: MIT
 * Tips: what members share with their community. waiting -> approved -> sent in a digest, or
 * rejected. Each goes out once, ever: the move to sent is in the transaction that makes the digest.
 */
#ifndef SUBSCRIBERS_TIP_H
#define SUBSCRIBERS_TIP_H

#include "daemon/common/buf.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"

#define TIP_TEXT_MAX 2000 /* of bytes: a tip is read in a minute */

struct tip {
	int64_t id, list_id, subscriber_id;
	bool is_named, is_open; /* open: waiting or approved */
	bool is_proven;         /* else it came in the name of subscriber_id, and is nobody's */
	struct buf text;
};

void tip_init(struct tip *t);
void tip_release(struct tip *t);

/* --- in a transaction --- */

/* Refuses what is empty, too long or not text. Returns the id. */
/* `is_proven`: the one who shared it is the person beyond doubt. */
int64_t tip_add(struct db *db, int64_t list_id, int64_t subscriber_id, struct slice text,
    bool is_proven, int64_t now);
/* Which mails are about it; their answers find it. */
void tip_set_receipt(struct db *db, int64_t id, int64_t delivery_id);
/* The last one that showed it to who is said to have shared it. */
void tip_set_shown(struct db *db, int64_t id, int64_t delivery_id);
void tip_add_question(struct db *db, int64_t id, int64_t delivery_id);
/* waiting -> approved; waiting or approved -> rejected. False where it is in no such state. */
bool tip_decide(struct db *db, int64_t id, bool is_approved, const char *by, int64_t now);
/* They say that it is theirs; false where it is not open any more. */
bool tip_own(struct db *db, int64_t id);
/* Their name may stand there; false also where it is not theirs. */
bool tip_name(struct db *db, int64_t id);
/* Whoever shared it takes it back; false where it is not open any more. */
bool tip_withdraw(struct db *db, int64_t id);
/* approved -> sent with this announcement, and when the next digest may go. */
void tip_set_sent(struct db *db, int64_t id, int64_t announcement_id);
void tip_set_next_digest(struct db *db, int64_t list_id, int64_t at);
/* That announcement never went: its tips are approved again. */
void tip_give_back(struct db *db, int64_t announcement_id);
/* What was shared since then is the other's, or (0) nobody's: it is gone. */
void tip_part(struct db *db, int64_t subscriber_id, int64_t other_id, int64_t since);
/* Those of one are the other's: they are one person. In a transaction; so below. */
void tip_join(struct db *db, int64_t from_id, int64_t to_id);
/* Removes what was decided before `before`. */
void tip_forget(struct db *db, int64_t before);

/* --- reading --- */

bool tip_get(struct db *db, int64_t id, struct tip *t_r);
/* By a mail to the person (is_receipt: the receipt, or what showed it) or to a convenor; 0: none.
 */
int64_t tip_by_mail(struct db *db, int64_t delivery_id, bool is_receipt);
int64_t tip_count_waiting(struct db *db); /* for who decides */
/* The waiting one of a list (0: of any) with an id above `after`; the mail above `after` that asks
 * about one; 0: none. */
int64_t tip_next_waiting(struct db *db, int64_t list_id, int64_t after);
int64_t tip_question_next(struct db *db, int64_t id, int64_t after);
/* Those that were proven to be theirs, or those that came in their name, are counted apart. */
int64_t tip_count_since(struct db *db, int64_t subscriber_id, bool is_proven, int64_t since);
/* A community whose digest is due; 0: none. */
int64_t tip_digest_due(struct db *db, int64_t now, int64_t after);
/* The approved one of a list with an id above `after`; 0: none. */
int64_t tip_next_approved(struct db *db, int64_t list_id, int64_t after);

/* JSON arrays: newest first, of one list (0: all) and state (empty: any); one person's own. */
void tip_json_all(struct db *db, int64_t list_id, struct slice state, struct buf *out);
bool tip_json(struct db *db, int64_t id, struct buf *out);
void tip_json_of(struct db *db, int64_t subscriber_id, struct buf *out);

/* The clock was set back (clock_back.h); in a transaction. */
void tip_set_back(struct db *db, const struct clock_back *back);

#endif
