/* SPDX-License-Identifier: MIT
 * Approvals: who said that which text may go, to how many; which accounts had a hand in an
 * announcement; and what each was shown of it last. An approval is never changed, only made void,
 * and then says why. */
#ifndef CORE_APPROVAL_H
#define CORE_APPROVAL_H

#include "daemon/common/buf.h"
#include "daemon/common/hash.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"

/* A text and how many would get it, as they were at some moment. */
struct approval_text {
	uint8_t hash[HASH_SIZE]; /* of subject, body, images, list and audience */
	int64_t recipients;
};

/* So much may the number of recipients move under an approval: people come and go every day. */
#define APPROVAL_MOVE_PERCENT 2
/* Did it move by more? Pure. */
bool approval_has_moved(int64_t approved, int64_t now);

/* --- in a transaction --- */

/* This account wrote it, or changed it: every approval there is becomes void. */
void approval_wrote(struct db *db, int64_t announcement_id, const char *account, int64_t now);
void approval_add(struct db *db, int64_t announcement_id, const struct approval_text *text,
    const char *actor, int64_t now);
/* It needs none: `actor` answers for what it is made of. */
void approval_waive(struct db *db, int64_t announcement_id, const struct approval_text *text,
    const char *actor, int64_t now);
/* Makes those void that are of another text than `text`, or of another number of people. True where
 * one became void: why_r has the last reason, and *is_other_r is set where it was the text. */
bool approval_sift(struct db *db, int64_t announcement_id, const struct approval_text *text,
    int64_t now, struct buf *why_r, bool *is_other_r);
/* Those of one account become void, which is what `why` says. */
void approval_withdraw(struct db *db, int64_t announcement_id, const char *actor, struct slice why,
    int64_t now);
void approval_saw(struct db *db, int64_t announcement_id, const char *account,
    const struct approval_text *text, int64_t now);

/* --- reading --- */

/* How many people who did not write it approved it, and not in vain; of a waived one INT_MAX. */
int approval_count(struct db *db, int64_t announcement_id);
/* The next announcement, above `after`, that this account approved, and not in vain; 0: none. */
int64_t approval_next_of(struct db *db, const char *actor, int64_t after);
bool approval_has(struct db *db, int64_t announcement_id, const char *actor);
bool approval_is_writer(struct db *db, int64_t announcement_id, const char *account);
/* What this account was shown last; where it was shown nothing, what anybody was. False where
 * nobody was. */
bool approval_seen(struct db *db, int64_t announcement_id, const char *account,
    struct approval_text *text_r);
/* Appends a JSON array, oldest first: {"by", "at", "recipients", "hash", "void"}. */
void approval_json(struct db *db, int64_t announcement_id, struct buf *out);

/* The clock was set back (clock_back.h); in a transaction. */
void approval_set_back(struct db *db, const struct clock_back *back);

#endif
