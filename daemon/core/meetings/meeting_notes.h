/* SPDX-License-Identifier: MIT
 * Notes of a meeting. What staff give goes by the rule of all announcements. What a convenor mails
 * is shown to them first, as the members would read it and with their number, whatever else is
 * asked for (design §4a, "a convenor's order"): a mail that went to everybody cannot be called
 * back. It goes when they answer that mail with "send" or yes. */
#ifndef CORE_MEETING_NOTES_H
#define CORE_MEETING_NOTES_H

#include "daemon/core/announcements/approval.h"
#include "daemon/core/loop/core.h"
#include "subscribers/clock_back.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"

/* In a transaction: what an account gives becomes an announcement to the community, checked, and
 * scheduled where no approval is asked for. Returns its number, 0 where the transaction is refused.
 */
int64_t meeting_notes_make(struct core *core, const struct meeting *m, const struct list *list,
    struct slice text, const char *author);
/* In a transaction: the draft alone; 0 where the transaction is refused. */
int64_t meeting_notes_draft(struct core *core, const struct meeting *m, const struct list *list,
    struct slice text, const char *author);

/* --- the draft that a mail showed --- */

/* What a mail showed, and to how many it would go. */
struct meeting_notes_asked {
	int64_t announcement_id, recipients;
	uint8_t hash[HASH_SIZE];
};

/* In a transaction: this mail showed it. */
void meeting_notes_ask(struct db *db, int64_t delivery_id, int64_t announcement_id,
    const struct approval_text *text, int64_t now);
/* What it showed; false where it was answered, or lapsed. */
bool meeting_notes_asked(struct db *db, int64_t delivery_id, struct meeting_notes_asked *a_r);
/* In a transaction: all mails that showed it are answered, which happens once. */
void meeting_notes_settle(struct db *db, int64_t announcement_id);
/* May the mail that is answered still be? */
bool meeting_notes_is_open(struct db *db, int64_t delivery_id);
/* In a transaction: what nobody said yes to since `before` is cancelled. */
void meeting_notes_lapse(struct core *core, int64_t before, int64_t now);

/* The clock was set back (clock_back.h); in a transaction. */
void meeting_notes_set_back(struct db *db, const struct clock_back *back);

#endif
