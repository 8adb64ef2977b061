/* SPDX-License-Identifier: MIT
 * Notes of a meeting. What staff give goes by the rule of all announcements. What a convenor mails is shown to them first, as
 * the members would read it and with their number, whatever else is asked for (design §4a, "a convenor's order"): a mail
 * that went to everybody cannot be called back. It goes when they answer that mail with "send" or yes. */
#ifndef CORE_NOTES_H
#define CORE_NOTES_H

#include "../../subscribers/clock_back.h"
#include "../../subscribers/list.h"
#include "../../subscribers/meeting.h"
#include "dialogue.h"

/* In a transaction: what an account gives becomes an announcement to the community, checked, and scheduled where no approval
 * is asked for. Returns its number, 0 where the transaction is refused. */
int64_t notes_make(struct core *core, const struct meeting *m, const struct list *list, struct slice text,
    const char *author);
/* In a transaction: what `convenor` mailed is a draft, and is shown to them; with a fault, or with words that may not be
 * for everybody, a person of ours reads it, too. */
void notes_take(struct talk *t, const struct meeting *m, const struct list *list, const struct address *convenor,
    struct slice text);
/* A part of convene_reply(): is this the answer to the mail that showed them? */
bool notes_answered(struct talk *t, const struct meeting *m, const struct list *list, const struct address *convenor);
/* May the mail that is answered still be? */
bool notes_is_open(struct db *db, int64_t delivery_id);
/* In a transaction: what nobody said yes to since `before` is cancelled. */
void notes_lapse(struct core *core, int64_t before, int64_t now);

/* The clock was set back (clock_back.h); in a transaction. */
void notes_set_back(struct db *db, const struct clock_back *back);

#endif
