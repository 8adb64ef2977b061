/* SPDX-License-Identifier: MIT
 * A yes, no or maybe where it is not certain that a meeting is meant: below a letter of ours or a
 * Subject that is about something else, or beside words that are. They are asked once, in one line.
 */
#ifndef CORE_BARE_ANSWER_H
#define CORE_BARE_ANSWER_H

#include "daemon/core/talk/talk.h"
#include "daemon/mail/rsvp_words.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/rsvp.h"

/* May the answer, which names no meeting, be to something else than the one that is coming? */
bool bare_answer_is_doubtful(struct talk *t, const struct meeting *m, const struct rsvp_said *said);
/* Has a mail that answers nothing of ours a Subject that says something, and nothing of meetings?
 */
bool bare_answer_is_below_other(const struct talk *t, const struct meeting *m);
/* "Are you coming?", once to each mail that is answered. `why`, a flag of the template "coming":
 * "is_of_answer", they were asked "did you answer?"; "is_moved", they answered what was sent before
 * it was moved; NULL: it may be about something else. False where that was asked before, or must
 * not be: a person reads it. */
bool bare_answer_ask(struct talk *t, const struct meeting *m, const struct list *list,
    const struct rsvp *r, const char *why);

#endif
