/* SPDX-License-Identifier: MIT
 * What a mail that tells of several lists says each is for: kept by the mail's number, because its
 * answer agrees to that and to nothing else. Where a list is for something else by then, or the
 * notice is another, the answer does not hold for it. All run in a transaction. */
#ifndef CORE_SHOWN_WORDING_H
#define CORE_SHOWN_WORDING_H

#include <jansson.h>

#include "daemon/core/loop/core.h"
#include "subscribers/consent.h"

struct list;
struct subscriber;

/* The mail says this of the list: the words of consent_mail_wording(), or of
 * consent_mail_purpose(). */
void shown_wording_note(struct core *core, int64_t delivery_id, int64_t list_id,
    struct slice wording);
/* Appends what was shown; false where it does not hold for this list. */
bool shown_wording_holds(struct core *core, enum consent_shown kind, int64_t id,
    const struct list *list, struct buf *wording);

/* Of all lists that a person is on: rows {wording} of a question, that they were shown, whether all
 * of it holds, and that they agree to it (`note`: by which question). What was not shown is not
 * recorded as agreed to. Closed lists are named to an address that is known to be theirs
 * (`with_closed`); how many were not is *not_shown_r. */
json_t *shown_wording_rows(struct core *core, int64_t subscriber_id, bool with_closed,
    int64_t *not_shown_r);
void shown_wording_note_all(struct core *core, int64_t delivery_id, int64_t subscriber_id,
    bool with_closed);
bool shown_wording_holds_all(struct core *core, int64_t delivery_id, int64_t subscriber_id,
    bool with_closed);
void shown_wording_agree(struct core *core, int64_t delivery_id, const struct subscriber *who,
    const struct evidence *e);

/* Forgets what nobody answers any more. */
void shown_wording_forget(struct db *db, int64_t now);

#endif
