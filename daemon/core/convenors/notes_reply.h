/* SPDX-License-Identifier: MIT
 * Notes of a meeting that its convenor mails: shown to them first, and sent when they say so
 * (meeting_notes.h). */
#ifndef CORE_NOTES_REPLY_H
#define CORE_NOTES_REPLY_H

#include "daemon/core/talk/talk.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"

/* In a transaction: what `convenor` mailed is a draft, and is shown to them; with a fault, or with
 * words that may not be for everybody, a person of ours reads it, too. */
void notes_reply_take(struct talk *t, const struct meeting *m, const struct list *list,
    const struct address *convenor, struct slice text);
/* Is this the answer to the mail that showed them? Then it is done. `is_certain`: where mail is
 * judged, this one is theirs. */
bool notes_reply_answered(struct talk *t, const struct meeting *m, const struct list *list,
    const struct address *convenor, bool is_certain);

#endif
